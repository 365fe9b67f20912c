"""What changed between two states of the content, and whether results before and after still compare.

same: nothing. wording only: texts, sources, notes. compatible: every earlier answer keeps its meaning and its score.
incompatible: an answer means or scores something else; that needs a new version or a new code.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from content.errors import ContentError
from content.fingerprint import Fingerprint, Shape, Thing, thing_of
from content.loader import shown_path
from scoring.model import Reading

SAME, WORDING, COMPATIBLE, INCOMPATIBLE = "same", "wording only", "compatible", "incompatible"
CLASSES = (SAME, WORDING, COMPATIBLE, INCOMPATIBLE)

PUBLISHED = "published.json"
SCHEMA = "published/1"
SHOWN = 5
"""How many new things a summary names before it only counts."""


@dataclass(frozen=True)
class Reason:
    """One difference.

    Attributes:
        aspect: what differs: "weight in discrete", "threshold", "question", "unit", "wording", "version" ...
        place: where: a node, question, indicator or unit; "" for the thing itself.
        before: None where there was nothing.
        after: None where there is nothing any more.
        compatible: whether earlier answers keep their meaning and score.
    """

    aspect: str
    place: str
    before: str | None
    after: str | None
    compatible: bool

    def __str__(self) -> str:
        what = " ".join(word for word in (self.aspect, self.place) if word)
        if self.before is None:
            said = f"is new: {self.after}" if self.after else "is new"
        elif self.after is None:
            said = f"is gone, was {self.before}" if self.before else "is gone"
        else:
            said = f"was {self.before}, is {self.after}"
        return f"{what} {said}".lstrip()


IS_NEW = Reason("", "", None, "", compatible=True)
IS_GONE = Reason("", "", "", None, compatible=False)


@dataclass(frozen=True)
class Change:
    """How one thing changed.

    Attributes:
        group: questions, readings, measures, factors, references, effects, cases, solutions or supports.
        code: of the thing; of a reading its key and version.
        kind: one of CLASSES.
        published: whether the thing itself was published before; a new version of a reading was not.
    """

    group: str
    code: str
    kind: str
    reasons: tuple[Reason, ...] = ()
    published: bool = True

    @property
    def breaks(self) -> bool:
        """Whether something published no longer means what results rest on."""
        return self.published and self.kind == INCOMPATIBLE

    @property
    def is_new(self) -> bool:
        """Whether nothing of this kind was there before; a newer version of a reading is not new in this sense."""
        return self.reasons == (IS_NEW,)

    def __str__(self) -> str:
        reasons = "; ".join(str(reason) for reason in self.reasons)
        return f"{self.group.removesuffix('s')} {self.code}: {self.kind}" + (f": {reasons}" if reasons else "")


def classify(old: Fingerprint, new: Fingerprint) -> tuple[Change, ...]:
    """Return how every thing that is not the same changed, group by group, published things first.

    >>> kilowatt_hours = Thing({"unit": {"": "kWh"}}, "a")
    >>> megawatt_hours = Thing({"unit": {"": "MWh"}}, "a")
    >>> [change] = classify({"questions": {"heat": kilowatt_hours}}, {"questions": {"heat": megawatt_hours}})
    >>> str(change), change.breaks
    ('question heat: incompatible: unit was kWh, is MWh', True)
    """
    changes = []
    for group in dict.fromkeys((*old, *new)):
        before, after = old.get(group, {}), new.get(group, {})
        for code, thing in before.items():
            if code not in after:
                changes.append(Change(group, code, INCOMPATIBLE, (IS_GONE,)))
            else:
                changes.append(_compared(group, code, thing, after[code]))
        changes += [_new(group, code, thing, before) for code, thing in after.items() if code not in before]
    return tuple(change for change in changes if change.kind != SAME)


def summary(changes: Iterable[Change]) -> Iterator[str]:
    """Yield a line per change, and one line per group for everything that is simply new."""
    new: dict[str, list[str]] = {}
    for change in changes:
        if change.is_new:
            new.setdefault(change.group, []).append(change.code)
        else:
            yield str(change)
    for group, codes in new.items():
        more = f" and {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
        yield f"{group}: {COMPATIBLE}: {len(codes)} new: {', '.join(codes[:SHOWN])}{more}"


def change_between(old: Reading, new: Reading) -> Change:
    """Return how one version of a reading differs from another; the code names both versions."""
    change = _compared("readings", f"{new.key} {old.version} -> {new.version}", thing_of(old), thing_of(new))
    return Change(change.group, change.code, change.kind, change.reasons, published=False)


def _compared(group: str, code: str, old: Thing, new: Thing) -> Change:
    reasons = list(_reasons(group, old.shape, new.shape))
    if reasons:
        compatible = all(reason.compatible for reason in reasons)
        return Change(group, code, COMPATIBLE if compatible else INCOMPATIBLE, tuple(reasons))
    return Change(group, code, SAME if old.wording == new.wording else WORDING)


def _reasons(group: str, old: Shape, new: Shape) -> Iterator[Reason]:
    for aspect in dict.fromkeys((*old, *new)):
        before, after = old.get(aspect, {}), new.get(aspect, {})
        for place in dict.fromkeys((*before, *after)):
            was, now = before.get(place), after.get(place)
            if was != now:
                compatible = _is_compatible(group, aspect, was, now, whole_aspect_is_new=aspect not in old)
                yield Reason(aspect, place, was, now, compatible)


def _is_compatible(group: str, aspect: str, was: str | None, now: str | None, *, whole_aspect_is_new: bool) -> bool:
    if group == "questions":
        return _widens(aspect, was, now)
    if group == "readings":
        # A unit more for references, or weights for a kind of firm that had none, leave every earlier score as it was.
        new_profile = aspect.startswith("weight in ") and whole_aspect_is_new
        return was is None and (aspect == "formula" or new_profile)
    # Solutions and supports are checked again and again: how long they are shown says nothing about what they are.
    return group in ("solutions", "supports") and aspect == "valid until"


def _widens(aspect: str, was: str | None, now: str | None) -> bool:
    """Whether every amount or answer a question took before is still taken, with the same meaning."""
    if aspect == "most":
        return now is None or (was is not None and Decimal(now) > Decimal(was))
    return aspect == "section" or (aspect == "units" and was is None) or (aspect == "whole" and now is None)


def _new(group: str, code: str, thing: Thing, published: Mapping[str, Thing]) -> Change:
    previous = _previous_version(code, published) if group == "readings" else None
    if previous is None:
        return Change(group, code, COMPATIBLE, (IS_NEW,), published=False)
    change = _compared(group, code, published[previous], thing)
    version = Reason("version", "", previous.split()[1], code.split()[1], compatible=True)
    kind = INCOMPATIBLE if change.kind == INCOMPATIBLE else COMPATIBLE
    return Change(group, code, kind, (version, *change.reasons), published=False)


def _previous_version(code: str, published: Mapping[str, Thing]) -> str | None:
    """The newest published version of the same reading that is older than this one."""
    key, version = code.split()
    older = [each for each in published if each.split()[0] == key and _order(each.split()[1]) < _order(version)]
    return max(older, key=lambda each: _order(each.split()[1]), default=None)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("-") if part.isdigit())


# The published state


def write_published(root: Path, state: Fingerprint) -> None:
    """Write the fingerprint as the published state: one line per thing."""
    lines = ["{", f'"schema": "{SCHEMA}"']
    for group, things in state.items():
        rows = [f"{_json(code)}: {_json([thing.wording, thing.shape])}" for code, thing in things.items()]
        lines[-1] += ","
        lines.append(f"{_json(group)}: {{\n" + ",\n".join(rows) + "\n}" if rows else f"{_json(group)}: {{}}")
    (root / PUBLISHED).write_text("\n".join([*lines, "}"]) + "\n", encoding="utf-8")


def read_published(root: Path) -> Fingerprint | None:
    """Return the published state, or None when nothing was ever published.

    Raises:
        ContentError: the file is not what `write_published` writes.
    """
    path = root / PUBLISHED
    if not path.is_file():
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document.pop("schema") != SCHEMA:
            raise ValueError("another schema")
        return {
            group: {code: Thing(shape, wording) for code, (wording, shape) in things.items()}
            for group, things in document.items()
        }
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ContentError(
            f"{shown_path(path, root)}: expected what --freeze wrote, got something else; "
            "restore the file from the version history"
        ) from error


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
