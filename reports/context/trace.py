"""How every figure came about: the lines of the trace, as they are printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from content.model import FOOTPRINT

Json = Mapping[str, Any]
MOST_LINES = 1500
"""So many lines are printed; a result has about 600, and the workbook holds them all."""

SYNERGY = "synergy"
"""What the lines of the trace call it."""


@dataclass(frozen=True)
class TraceLine:
    """`inputs` and `source` are in the words of the result document itself, so that they can be found there."""

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
            yield TracePart(self.titles[key], tuple(_line(number, row) for number, row in group))

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


def _line(number: int, row: Json) -> TraceLine:
    return TraceLine(
        number,
        row["node"],
        row["rule"],
        "; ".join(filter(None, map(said, row["inputs"]))),
        "–" if row["output"] is None else row["output"],
        row["source"] or "",
    )


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
