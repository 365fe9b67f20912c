"""Two results side by side in the reader's language: what they say, and by which method."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Result
from assessments.selectors import Comparison, comparison_of, reading_of
from assessments.selectors.comparison import Pair, ReadingComparison
from content.changes import COMPATIBLE, WORDING, Change, Reason
from content.loader import current
from reports.context.words import Reader, number, percent
from scoring.model import PointsReading, RangeReading, Reading
from web.texts import language, significant, text

NONE = "–"
MOST_REASONS = 8
WHOLE = 2
"""How many rows of a reading speak of the whole: its level and its score."""


@dataclass(frozen=True)
class Row:
    """One thing in both results; `moved` is the difference with its sign, "" where there is none to tell."""

    name: str
    before: str
    after: str
    moved: str

    @property
    def differs(self) -> bool:
        return self.before != self.after

    @property
    def difference(self) -> str:
        """The difference in words, or with its sign where it is a number."""
        if not self.differs:
            return _("the same")
        if self.before == NONE:
            return _("only in the later one")
        return _("only in the earlier one") if self.after == NONE else self.moved or _("differs")


@dataclass(frozen=True)
class ReadingRows:
    """One reading in both results.

    Attributes:
        versions: its version in both.
        change: what differs between the versions; "" where they are the same.
        reasons: the differences one by one.
        rows: level and score first, then its parts and figures.
    """

    title: str
    versions: Row
    change: str
    reasons: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def told(self) -> tuple[Row, ...]:
        """Level and score, and whatever differs."""
        return tuple(row for place, row in enumerate(self.rows) if place < WHOLE or row.differs)

    @property
    def unchanged(self) -> tuple[Row, ...]:
        return tuple(row for place, row in enumerate(self.rows) if place >= WHOLE and not row.differs)


@dataclass(frozen=True)
class ResultName:
    """How a result is called beside another one."""

    result: Result
    year: int
    day: str
    current: bool


@dataclass(frozen=True)
class ComparisonPage:
    older: ResultName
    newer: ResultName
    same_inputs: bool
    standing: tuple[Row, ...]
    method: tuple[Row, ...]
    readings: tuple[ReadingRows, ...]


def result_name(result: Result, newest: Result | None = None) -> ResultName:
    """A result by its year and the moment it was computed."""
    moment = timezone.localtime(result.created_at)
    return ResultName(
        result, result.assessment.period, f"{moment:%Y-%m-%d %H:%M}", newest is not None and newest == result
    )


def comparison_page(older: Result, newer: Result) -> ComparisonPage:
    """Compare two results, of one assessment or of two years."""
    found = comparison_of(older, newer)
    parts = tuple(_reading(row, older, newer) for row in found.readings)
    return ComparisonPage(
        result_name(older), result_name(newer), found.same_inputs, tuple(_standing(found)), tuple(_method(found)), parts
    )


def _standing(found: Comparison) -> Iterator[Row]:
    yield _row(_("Assessed year"), found.period, str, moves=False)
    yield _row(_("Size"), found.size, lambda code: text(current().size_classes[code].name), moves=False)
    yield _row(_("Energy, tonnes of coal equivalent"), found.energy_tce, significant)
    yield _row(_("Carbon dioxide, tonnes"), found.co2_t, significant)
    yield _row(_("Coordination of digital and green, 0 to 1"), found.synergy, lambda value: number(value, 3))
    yield _row(_("Grade of coordination"), found.grade, _grade, moves=False)


def _grade(code: str) -> str:
    return next((text(grade.name) for grade in current().synergy.grades if grade.code == code), code)


def _method(found: Comparison) -> Iterator[Row]:
    yield _row(_("Rules of grading"), found.engine, str, moves=False)
    yield _row(_("Content"), found.content, lambda sha256: sha256[:8], moves=False)
    yield _row(_("Emission factors"), found.factor_set, _set, moves=False)


def _set(code: str) -> str:
    known = current().factor_sets.get(code)
    return text(known.name) if known else code


def _reading(row: ReadingComparison, older: Result, newer: Result) -> ReadingRows:
    documents = [_of(result, row.key) for result in (older, newer)]
    used = next(document for document in reversed(documents) if document is not None)
    reading = reading_of(used["key"], used["version"])
    names = _names(reading)
    levels = [_level(document) for document in documents]
    rows = [
        Row(_("Level, tier or band"), levels[0], levels[1], ""),
        _row(_("Score"), row.score, lambda value: number(value, 2)),
        *(_row(names.get(node.code, node.code), node.score, lambda value: number(value, 2)) for node in row.nodes),
        *(_row(names.get(each.code, each.code), each.score, percent, moves=False) for each in row.indicators),
    ]
    return ReadingRows(
        title=text(reading.title),
        versions=Row(_("Version"), row.version.older or NONE, row.version.newer or NONE, ""),
        change=_change(row.change, row.version),
        reasons=tuple(_reasons(row.change, names)) if row.change else (),
        rows=tuple(each for each in rows if (each.before, each.after) != (NONE, NONE)),
    )


def _of(result: Result, key: str) -> dict[str, Any] | None:
    return next((row for row in result.document["readings"] if row["key"] == key), None)


def _level(document: Mapping[str, Any] | None) -> str:
    return text(document["level"]["name"]) if document and document["level"] else NONE


def _names(reading: Reading) -> dict[str, str]:
    names = {node.code: text(node.title) for node in reading.nodes}
    if isinstance(reading, PointsReading | RangeReading):
        names |= {indicator.code: text(indicator.title) for indicator in reading.indicators}
    return names


def _row(name: str, pair: Pair, words: Callable[[str], str], *, moves: bool = True) -> Row:
    before, after = (NONE if value is None else words(value) for value in (pair.older, pair.newer))
    moved = ""
    if moves and pair.older is not None and pair.newer is not None and before != after:
        change = Decimal(pair.newer) - Decimal(pair.older)
        moved = f"{'+' if change > 0 else '−'}{words(str(abs(change)))}"
    return Row(name, before, after, moved)


def _change(change: Change | None, version: Pair) -> str:
    if version.older is None:
        return _("Only the newer result has this reading.")
    if version.newer is None:
        return _("Only the older result has this reading.")
    if change is None:
        return ""
    if change.kind == WORDING:
        return _("Only its wording changed; scores before and after mean the same.")
    if change.kind == COMPATIBLE:
        return _("Something was added; earlier answers keep their meaning and their scores.")
    return _("Its rules changed: part of the difference comes from the method, not from the firm.")


def _reasons(change: Change, names: Mapping[str, str]) -> Iterator[str]:
    """Weights and thresholds one by one, everything else counted."""
    told = [reason for reason in change.reasons if _is_told(reason)]
    for reason in told[:MOST_REASONS]:
        yield _reason(reason, names)
    counts = Counter(reason.aspect for reason in change.reasons if not _is_told(reason))
    if (rest := len(told) - MOST_REASONS) > 0:
        yield ngettext("%(count)s more weight changed", "%(count)s more weights changed", rest) % {"count": rest}
    if questions := counts.pop("question", 0):
        yield ngettext(
            "%(count)s question was added, moved or left out",
            "%(count)s questions were added, moved or left out",
            questions,
        ) % {"count": questions}
    if others := counts.total():
        yield ngettext("%(count)s other rule changed", "%(count)s other rules changed", others) % {"count": others}


def _is_told(reason: Reason) -> bool:
    weighs = reason.aspect.startswith("weight") or reason.aspect == "threshold"
    return weighs and reason.before is not None and reason.after is not None


def _reason(reason: Reason, names: Mapping[str, str]) -> str:
    facts = {
        "name": Reader(language()).quoted(names.get(reason.place.split()[-1], reason.place)),
        "before": significant(reason.before or "0"),
        "after": significant(reason.after or "0"),
    }
    if reason.aspect == "threshold":
        return _("Threshold: was %(before)s, is %(after)s") % facts
    return _("Weight of %(name)s: was %(before)s, is %(after)s") % facts
