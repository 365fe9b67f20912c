"""The quadrant: the digital side across, the green side up, and the wedge in which both keep step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.drawing import (
    ACCENT,
    INK,
    LINE,
    MUTED,
    PALE,
    TINT,
    WHITE,
    Number,
    box_at,
    figure,
    legend_of,
    line_from,
    lines_of,
    points_of,
    svg_of,
    text_at,
    width_of,
)

TICKS = (0, 20, 40, 60, 80, 100)
HALO = 9.0


@dataclass(frozen=True)
class Point:
    """Where a firm stands.

    Attributes:
        across, up: both on [0, 1].
        label: what is written beside it.
        quiet: drawn hollow, such as the point of an earlier year.
    """

    across: Number
    up: Number
    label: str
    quiet: bool = False


@dataclass(frozen=True)
class Box:
    """A place that is taken."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


def quadrant_svg(
    points: Sequence[Point],
    *,
    across: str,
    up: str,
    above: str,
    below: str,
    band: str,
    band_ends: tuple[Number, Number],
    title: str,
    width: float = 640,
) -> str:
    """Draw the quadrant.

    Args:
        points: At least one.
        across, up: Names of the two axes.
        above, below: What it means to lie above or below the wedge.
        band: What it means to lie in it.
        band_ends: The two ratios up : across between which the sides keep step, ascending, both above 0.
        title: What a reader hears instead of the picture.
        width: Of the picture in user units, at least 320.
    """
    side = min(width - 96, 360.0)
    left, top = (width - side) / 2 + 18, 22.0
    low, high = float(band_ends[0]), float(band_ends[1])

    def at(x: float, y: float) -> tuple[float, float]:
        return left + side * x, top + side * (1 - y)

    wedge = points_of([at(0, 0), at(1 / high, 1), at(1, 1), at(1, low)])
    parts = [
        box_at(left, top, side, side, WHITE, LINE),
        f'<polygon points="{wedge}" fill="{TINT}" stroke="{PALE}" stroke-width="1"/>',
    ]
    for tick in TICKS:
        x, y = at(tick / 100, tick / 100)
        if 0 < tick < 100:
            parts.append(line_from(x, top, x, top + side, width=0.6, dash="2 3"))
            parts.append(line_from(left, y, left + side, y, width=0.6, dash="2 3"))
        parts.append(text_at(x, top + side + 15, str(tick), anchor="middle", size=9, fill=MUTED))
        parts.append(text_at(left - 6, y + 3, str(tick), anchor="end", size=9, fill=MUTED))
    parts.append(line_from(*at(0, 0), *at(1, 1), MUTED, 0.8, "6 4"))
    square = Box(left, top, left + side, top + side)
    taken: list[Box] = [_around(at(float(point.across), float(point.up))) for point in points]
    labels = []
    for point in points:
        labels += _mark(point, at(float(point.across), float(point.up)), square, taken)
    parts += _words(above, [at(0.03, y) for y in (0.95, 0.8, 0.65, 0.5)], side * 0.36, "start", taken)
    parts += _words(below, [at(0.97, y) for y in (0.05, 0.2, 0.35, 0.5)], side * 0.36, "end", taken)
    parts.append(text_at(left + side / 2, top + side + 34, across, anchor="middle", bold=True))
    parts.append(text_at(left - 22, top - 8, up, bold=True))
    legend, height = legend_of([(band, PALE, "block")], width, top + side + 54)
    return svg_of(width, top + side + 46 + height, title, [*parts, *labels, *legend])


def _around(place: tuple[float, float]) -> Box:
    return Box(place[0] - HALO, place[1] - HALO, place[0] + HALO, place[1] + HALO)


def _words(
    words: str, places: Sequence[tuple[float, float]], room: float, anchor: str, taken: Sequence[Box]
) -> list[str]:
    """Write into the first place that no label covers; a side without a free place is told by the text beside it."""
    lines = lines_of(words, room, size=10)
    wide = max(width_of(one, 10) for one in lines)
    for x, lowest in places:
        y = lowest - (13 * (len(lines) - 1) if anchor == "end" else 0)
        left = x if anchor == "start" else x - wide
        if not any(Box(left, y - 10, left + wide, y + 13 * len(lines)).meets(other) for other in taken):
            return [
                text_at(x, y + 13 * number, one, anchor=anchor, size=10, fill=MUTED) for number, one in enumerate(lines)
            ]
    return []


def _mark(point: Point, place: tuple[float, float], square: Box, taken: list[Box]) -> list[str]:
    x, y = place
    tone = MUTED if point.quiet else ACCENT
    fill = WHITE if point.quiet else ACCENT
    room = width_of(point.label) + 12
    inside = min(max(x - room / 2, square.left), square.right - room)
    places = [(x + HALO, y - 9), (x - HALO - room, y - 9), (inside, y - 30), (inside, y + 12)]
    boxes = [Box(left, top, left + room, top + 18) for left, top in places]
    own = _around(place)
    free = [box for box in boxes if box.within(square) and not any(box.meets(other) for other in taken if other != own)]
    box = (free or boxes[:1])[0]
    taken.append(box)
    return [
        f'<circle cx="{figure(x)}" cy="{figure(y)}" r="6" fill="{fill}" stroke="{tone}" stroke-width="2"/>',
        box_at(box.left, box.top, room, 18, WHITE, tone, 3),
        text_at(box.left + 6, box.top + 13, point.label, fill=INK, bold=not point.quiet),
    ]
