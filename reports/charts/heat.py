"""A heat map: one row a subject, one column a level, the share of each written into its cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.charts.drawing import (
    ACCENT,
    INK,
    LINE,
    MUTED,
    STEPS,
    TINT,
    WHITE,
    Number,
    box_at,
    lines_of,
    svg_of,
    text_at,
    width_of,
)

ROW = 14.0
GAP = 2.0
HEAD = 15.0


@dataclass(frozen=True)
class Heat:
    """One cell.

    Attributes:
        value: on [0, 1]; None draws an empty frame.
        text: what is written inside.
        marked: framed in the accent tone.
    """

    value: Number | None
    text: str
    marked: bool = False


@dataclass(frozen=True)
class HeatRow:
    """A subject with one cell a column; `group` stands above the first row of those that share it."""

    label: str
    group: str
    cells: Sequence[Heat]


def heat_svg(
    columns: Sequence[str],
    rows: Sequence[HeatRow],
    *,
    title: str,
    scale: str,
    marked: str,
    width: float = 640,
) -> str:
    """Draw the cells light to dark by their value; figures inside keep them readable without any tone.

    Args:
        columns: Their names, at least one.
        rows: Each with a cell for every column.
        title: What a reader hears instead of the picture.
        scale, marked: What the tones and the frame mean, for the legend.
        width: Of the picture in user units, at least 320.

    Raises:
        ValueError: there is no column, or a row of another length.
    """
    if not columns or any(len(row.cells) != len(columns) for row in rows):
        raise ValueError("a heat map needs columns, and rows with a cell for each of them")
    left = min(max((width_of(row.label) for row in rows), default=0) + 12, width * 0.4)
    each = (width - left) / len(columns)
    heads = [lines_of(name, each - 6, size=10, most=2) for name in columns]
    y = 6.0 + 12 * max(map(len, heads))
    parts = [
        text_at(left + each * (index + 0.5), 12 + 12 * place, line, anchor="middle", size=10, fill=MUTED)
        for index, lines in enumerate(heads)
        for place, line in enumerate(lines)
    ]
    group = ""
    frames: list[str] = []
    for row in rows:
        if row.group != group:
            group = row.group
            parts.append(text_at(0, y + HEAD - 5, group, size=10, fill=STEPS[-1], bold=True))
            y += HEAD
        parts.append(text_at(0, y + ROW / 2 + 4, lines_of(row.label, left - 8, most=1)[0]))
        for index, cell in enumerate(row.cells):
            x = left + each * index + GAP / 2
            parts += _cell(cell, x, y, each - GAP)
            if cell.marked:
                frames.append(_frame(x, y, each - GAP))
        y += ROW + GAP
    # Frames come last, so that no neighbour covers them.
    return svg_of(width, y + 26, title, [*parts, *frames, *_legend(scale, marked, y + 8)])


def _cell(cell: Heat, x: float, y: float, length: float) -> Iterator[str]:
    if cell.value is None:
        yield box_at(x + 0.5, y + 0.5, length - 1, ROW - 1, WHITE, LINE)
        tone = MUTED
    else:
        step = step_of(float(cell.value))
        yield box_at(x, y, length, ROW, STEPS[step] if step is not None else TINT)
        tone = WHITE if step is not None and step >= 3 else INK
    yield text_at(x + length / 2, y + ROW / 2 + 3.5, cell.text, anchor="middle", size=10, fill=tone)


def step_of(value: float) -> int | None:
    """Return the tone of a share, or None for nothing at all.

    >>> step_of(0), step_of(0.1), step_of(0.79), step_of(0.8), step_of(1)
    (None, 0, 3, 4, 4)
    """
    return None if value <= 0 else min(int(value * len(STEPS)), len(STEPS) - 1)


def _frame(x: float, y: float, length: float) -> str:
    """Two lines around the cell, in the gap to its neighbours: none of them runs through the figure."""
    outer = box_at(x - 0.5, y - 0.5, length + 1, ROW + 1, "none", ACCENT)
    return outer + box_at(x + 0.5, y + 0.5, length - 1, ROW - 1, "none", ACCENT)


def _legend(scale: str, marked: str, y: float) -> Iterator[str]:
    for index, tone in enumerate((TINT, *STEPS)):
        yield box_at(14.0 * index, y, 13, 11, tone)
    yield text_at(14.0 * 6 + 6, y + 9.5, scale, size=10, fill=MUTED)
    x = 14.0 * 6 + 6 + width_of(scale, 10) + 22
    yield box_at(x + 0.5, y + 0.5, 22, 10, "none", ACCENT)
    yield box_at(x + 1.5, y + 1.5, 20, 8, "none", ACCENT)
    yield text_at(x + 30, y + 9.5, marked, size=10, fill=MUTED)
