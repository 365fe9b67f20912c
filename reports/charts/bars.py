"""Bars: one figure each, with published figures as lines across them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


def _named(
    marks: Sequence[Mark], left: float, room: float, end: float, width: float
) -> tuple[list[tuple[float, float, float, str]], float]:
    """Place the names of lines above the bars, each to the right of its line, in rows so that none covers another."""
    rows: list[list[tuple[float, float]]] = []
    placed = []
    # From the right: a line further left then climbs past the names that stand to the right of it.
    for mark in sorted(marks, key=lambda mark: -float(mark.value)):
        x = left + room * min(max(float(mark.value), 0.0), end) / end
        words = lines_of(mark.label, width - 4, size=9, most=1)[0]
        wide = width_of(words, 9)
        # At the right edge a name stands to the left of its line.
        start = x + 3 if x + 3 + wide <= width else max(0.0, x - 3 - wide)
        taken = (start - 4, start + wide + 4)
        row = next(
            (number for number, row in enumerate(rows) if all(taken[0] >= b or taken[1] <= a for a, b in row)),
            len(rows),
        )
        if row == len(rows):
            rows.append([])
        rows[row].append(taken)
        placed.append((x, start, row, words))
    head = 4.0 + 12.0 * len(rows) if rows else 0.0
    return [(x, start, head - 5.0 - 12.0 * row, words) for x, start, row, words in placed], head
