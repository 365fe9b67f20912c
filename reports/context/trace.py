"""How every figure came about: the lines of the trace, as they are printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from content.model import FOOTPRINT
from reports.context.trace_words import rule_words

Json = Mapping[str, Any]
MOST_LINES = 1500
"""So many lines are printed; a result has about 600, and the workbook holds them all."""

SYNERGY = "synergy"
"""What the lines of the trace call it."""


@dataclass(frozen=True)
class TraceLine:
    """Rule and inputs in the reader's language; nodes, figures and `source` as the result document has them.

    `source` is "" where it is that of the whole part.
    """

    number: int
    node: str
    rule: str
    inputs: str
    output: str
    source: str


@dataclass(frozen=True)
class TracePart:
    """The lines of one reading."""

    title: str
    source: str
    """Of most of its lines; "" where none has one."""
    lines: tuple[TraceLine, ...]


@dataclass(frozen=True)
class Trace:
    """Made when it is asked for: only one kind of report prints it."""

    rows: tuple[Json, ...]
    titles: Mapping[str, str]

    @property
    def parts(self) -> Iterator[TracePart]:
        numbered = enumerate(self.rows[:MOST_LINES], 1)
        for key, group in groupby(numbered, key=lambda pair: pair[1]["reading"]):
            yield _part(self.titles[key], list(group))

    @property
    def left_out(self) -> int:
        """How many lines are not printed."""
        return max(0, len(self.rows) - MOST_LINES)


def trace_of(document: Json, titles: Mapping[str, str], *, footprint: str, synergy: str) -> Trace:
    """Return the trace of a result.

    Args:
        document: assessment-result/1.
        titles: Key -> title of each reading.
        footprint, synergy: What the lines of these are called.
    """
    return Trace(tuple(document["trace"]), {**titles, FOOTPRINT: footprint, SYNERGY: synergy})


def _part(title: str, numbered: list[tuple[int, Json]]) -> TracePart:
    sources = Counter(row["source"] or "" for _number, row in numbered)
    usual = sources.most_common(1)[0][0]
    return TracePart(title, usual, tuple(_line(number, row, usual) for number, row in numbered))


def _line(number: int, row: Json, usual_source: str) -> TraceLine:
    source = row["source"] or ""
    return TraceLine(
        number,
        row["node"],
        rule_words(row["rule"]),
        "; ".join(filter(None, map(_told, row["inputs"]))),
        "–" if row["output"] is None else row["output"],
        "" if source == usual_source else source,
    )


WORDS = {
    "question": gettext_noop("question %(value)s"),
    "node": gettext_noop("line %(value)s"),
    "quantity": gettext_noop("quantity %(value)s"),
    "factor": gettext_noop("factor %(value)s"),
    "mark": gettext_noop("published figure %(value)s"),
    "weight": gettext_noop("weight %(value)s"),
    "base": gettext_noop("baseline %(value)s"),
    "lead": gettext_noop("leading value %(value)s"),
}
"""What an input names, in the reader's language."""

OTHERS = {
    "must": gettext_noop("obligatory item"),
    "optional": gettext_noop("optional item"),
    "not reached": gettext_noop("not reached"),
}
"""Single words of the result document, in the reader's language."""


def _told(entry: Json) -> str:
    """One input of a line, in the reader's language."""
    parts = [_(WORDS[key]) % {"value": entry[key]} for key in WORDS if key in entry]
    if entry.get("value") is not None and parts:
        parts[0] += f" = {entry['value']}"
    words = [entry[key] for key in ("rule", "reason") if entry.get(key)]
    return "; ".join([*parts, *(_(OTHERS[word]) if word in OTHERS else word for word in words)])


def said(entry: Json) -> str:
    """One input of a line of the trace, in the words of the file itself.

    >>> said({"question": "IM-DATA-L1-1", "weight": "2", "value": "0.8"})
    'question IM-DATA-L1-1 = 0.8; weight 2'
    >>> said({"question": "IM-DATA-L1-1", "value": None, "reason": "not applicable"})
    'question IM-DATA-L1-1; not applicable'
    >>> said({"base": "0.5", "lead": "0.2"})
    'base 0.5; lead 0.2'
    """
    named = next(
        (f"{key} {entry[key]}" for key in ("question", "node", "quantity", "factor", "mark") if key in entry), ""
    )
    if named and entry.get("value") is not None:
        named += f" = {entry['value']}"
    rest = [f"{key} {entry[key]}" for key in ("rule", "weight", "base", "lead") if key in entry]
    return "; ".join(part for part in (named, *rest, entry.get("reason", "")) if part)
