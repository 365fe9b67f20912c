"""Bars: one figure each, with published figures as lines across them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from reports.charts.drawing import (
    ACCENT,
    MAIN,
    MUTED,
    TINT,
    Number,
    box_at,
    line_from,
    lines_of,
    svg_of,
    text_at,
    width_of,
)

MOST_TRIED = 5
"""Up to so many lines both sides are tried for every name."""


@dataclass(frozen=True)
class Bar:
    """One horizontal bar.

    Attributes:
        label: what it is.
        value: its length; None draws no bar, only `text`.
        text: what is written at its end.
        strong: drawn in the accent tone.
    """

    label: str
    value: Number | None
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Mark:
    """A vertical line across all bars, such as the lower bound of a band."""

    value: Number
    label: str


def bars_svg(
    bars: Sequence[Bar], *, title: str, most: Number = 100, marks: Sequence[Mark] = (), width: float = 640
) -> str:
    """Draw horizontal bars under each other, labels on the left, figures at the end.

    Args:
        bars: At least one; values on [0, most].
        title: What a reader hears instead of the picture.
        most: End of the scale, above 0.
        marks: Vertical lines with a name above, such as the lower bounds of bands.
        width: Of the picture in user units, at least 320.
    """
    end = float(most)
    label_room = min(max((width_of(bar.label) for bar in bars), default=0) + 8, width * 0.42)
    text_room = max((width_of(bar.text) for bar in bars), default=0) + 12
    left, right = label_room + 6, width - text_room
    room = right - left
    named, head = _named(marks, left, room, end, width)
    y = head + 4.0
    parts: list[str] = []
    rows: list[str] = []
    for bar in bars:
        lines = lines_of(bar.label, label_room, most=3)
        height = max(24.0, 13 * len(lines) + 8)
        middle = y + height / 2
        for number, line in enumerate(lines):
            rows.append(text_at(left - 8, middle + 4 + 13 * (number - (len(lines) - 1) / 2), line, anchor="end"))
        rows.append(box_at(left, middle - 7, room, 14, TINT))
        length = 0.0
        if bar.value is not None:
            length = room * min(max(float(bar.value), 0.0), end) / end
            rows.append(box_at(left, middle - 7, length, 14, ACCENT if bar.strong else MAIN))
        rows.append(text_at(right + 8, middle + 4, bar.text, bold=bar.strong))
        y += height
    for x, word_x, word_y, words in named:
        parts.append(line_from(x, word_y - 8, x, y, MUTED, 0.8, "2 3"))
        parts.append(text_at(word_x, word_y, words, size=9, fill=MUTED))
    return svg_of(width, y + 4, title, [*rows, *parts])


@dataclass(frozen=True)
class _Name:
    """Where the name of a line stands: in which row, counted from the bars upwards, and from where to where."""

    x: float
    start: float
    end: float
    row: int
    words: str

    def crosses(self, other: _Name) -> bool:
        """Tell whether the two names meet, or the line below one of them runs through the other."""
        if self.row == other.row:
            return self.start - 4 < other.end + 4 and other.start - 4 < self.end + 4
        upper, lower = (self, other) if self.row > other.row else (other, self)
        return lower.start - 2 < upper.x < lower.end + 2


def _named(
    marks: Sequence[Mark], left: float, room: float, end: float, width: float
) -> tuple[list[tuple[float, float, float, str]], float]:
    """Place the names of lines above the bars, each beside its line, in rows so that nothing runs through a name.

    Of all ways to put them to the right or to the left of their lines, the one with the fewest rows is taken.
    """
    sides = [_sides(mark, left + room * min(max(float(mark.value), 0.0), end) / end, width) for mark in marks]
    if len(marks) > MOST_TRIED:
        sides = [own[:1] for own in sides]
    ways = [_placed(way) for way in product(*sides)]
    placed = min(ways, key=lambda way: (_crossings(way), max((name.row for name in way), default=0)))
    head = 4.0 + 12.0 * (max(name.row for name in placed) + 1) if placed else 0.0
    return [(name.x, name.start, head - 5.0 - 12.0 * name.row, name.words) for name in placed], head


def _sides(mark: Mark, x: float, width: float) -> list[_Name]:
    """The name to the right of its line and to the left of it, as far as there is room; one of them at least."""
    words = lines_of(mark.label, width - 4, size=9, most=1)[0]
    wide = width_of(words, 9)
    starts = [start for start in (x + 3, x - 3 - wide) if start >= 0 and start + wide <= width]
    return [_Name(x, start, start + wide, 0, words) for start in starts or [max(0.0, width - wide)]]


def _placed(names: Sequence[_Name]) -> list[_Name]:
    """Give each name the lowest row in which nothing crosses it.

    From the right those to the right of their lines: a line further left then climbs past the names to its right. Then
    from the left those to the left of their lines, which climb past the lines they lie over.
    """
    placed: list[_Name] = []
    for name in sorted(names, key=lambda name: (name.start < name.x, name.x if name.start < name.x else -name.x)):
        rows = [replace(name, row=row) for row in range(len(placed) + 1)]
        free = (row for row in rows if not any(row.crosses(other) for other in placed))
        placed.append(next(free, rows[-1]))
    return placed


def _crossings(names: Sequence[_Name]) -> int:
    return sum(one.crosses(other) for one, other in combinations(names, 2))
