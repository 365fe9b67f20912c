"""The radar: one spoke per sub-domain."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reports.charts.drawing import (
    GROUPS,
    LINE,
    MUTED,
    PALE,
    SERIES,
    TINT,
    WHITE,
    Number,
    figure,
    legend_of,
    line_from,
    lines_of,
    points_of,
    svg_of,
    text_at,
)

RIM, SHAPE = "#3d7c82", "#2f868b"
"""Lines, and the shape itself, on the dark ground of a cover."""

Place = Callable[[float, float], tuple[float, float]]
"""Spoke and distance from the middle -> x and y."""


@dataclass(frozen=True)
class Axis:
    """One spoke of a radar.

    Attributes:
        label: what is read at its end.
        most: where its own scale ends, when that is below the picture's; a small bar marks the place.
        group: spokes of one group lie side by side and share an arc.
    """

    label: str
    most: Number | None = None
    group: str = ""


@dataclass(frozen=True)
class Series:
    """One line of a radar; `values` in the order of the axes, None where there is no figure."""

    name: str
    values: Sequence[Number | None]


def radar_svg(axes: Sequence[Axis], series: Sequence[Series], *, title: str, most: int = 5, width: float = 640) -> str:
    """Draw a radar.

    Args:
        axes: At least three, clockwise from the top.
        series: One to three; values on [0, most].
        title: What a reader hears instead of the picture.
        most: End of the scale; a ring is drawn at each whole number.
        width: Of the picture in user units, at least 320.

    Raises:
        ValueError: fewer than three axes, no or too many series, or a series of another length.
    """
    if len(axes) < 3 or not 1 <= len(series) <= len(SERIES) or any(len(s.values) != len(axes) for s in series):
        raise ValueError("a radar needs three axes or more and one to three series of the same length")
    room = 116 if width >= 560 else 74
    radius = min((width - 2 * room) / 2 - 22, 200)
    middle_x, middle_y = width / 2, radius + 48
    count = len(axes)

    def at(index: float, distance: float) -> tuple[float, float]:
        angle = 2 * math.pi * index / count - math.pi / 2
        return middle_x + distance * math.cos(angle), middle_y + distance * math.sin(angle)

    scale = radius / most
    parts = []
    for ring in range(most, 0, -1):
        tint = TINT if ring % 2 else WHITE
        points = points_of(at(i, ring * scale) for i in range(count))
        parts.append(f'<polygon points="{points}" fill="{tint}" stroke="{LINE}" stroke-width="0.8"/>')
    for index, axis in enumerate(axes):
        parts.append(line_from(middle_x, middle_y, *at(index, radius), width=0.8))
        if axis.most is not None and float(axis.most) < most:
            parts.append(_scale_end(at, index, float(axis.most) * scale))
    parts += _arcs(axes, at, radius + 8)
    for (tone, dash), row in zip(SERIES, series, strict=False):
        parts += _radar_line(row, at, scale, most, tone, dash, filled=row is series[0])
    parts += [
        text_at(middle_x - 4, middle_y - ring * scale + 4, str(ring), anchor="end", size=9, fill=MUTED)
        for ring in range(1, most + 1)
    ]
    for index, axis in enumerate(axes):
        parts += _axis_label(axis.label, at(index, radius + 18), index / count, room, width)
    entries = [(s.name, tone, dash) for (tone, dash), s in zip(SERIES, series, strict=False)] if len(series) > 1 else []
    entries += [(name, GROUPS[i % len(GROUPS)], "block") for i, name in enumerate(_groups(axes)) if name]
    bottom = middle_y + radius + 58
    legend, height = legend_of(entries, width, bottom) if entries else ([], 0.0)
    return svg_of(width, bottom + height - 8, title, [*parts, *legend])


def shape_svg(values: Sequence[Number | None], *, title: str, most: int = 5, width: float = 400) -> str:
    """Draw the outline of a radar without a word, in light lines for a dark ground, such as a cover.

    Args:
        values: One a spoke on [0, most], at least three; None pulls the outline to the middle.
        title: What a reader hears instead of the picture.
        most: End of the scale; a ring is drawn at each whole number.
        width: Of the picture in user units; it is as high as wide.
    """
    middle, radius, count = width / 2, width / 2 - 2, len(values)

    def at(index: float, distance: float) -> tuple[float, float]:
        angle = 2 * math.pi * index / count - math.pi / 2
        return middle + distance * math.cos(angle), middle + distance * math.sin(angle)

    rings = [
        f'<circle cx="{figure(middle)}" cy="{figure(middle)}" r="{figure(radius * ring / most)}" fill="none" '
        f'stroke="{RIM}" stroke-width="1"/>'
        for ring in range(1, most + 1)
    ]
    spokes = [line_from(middle, middle, *at(index, radius), RIM, 0.8) for index in range(count)]
    known = [min(max(float(value or 0), 0.0), float(most)) * radius / most for value in values]
    outline = points_of(at(index, distance) for index, distance in enumerate(known))
    shape = f'<polygon points="{outline}" fill="{SHAPE}" stroke="{PALE}" stroke-width="2.5" stroke-linejoin="round"/>'
    return svg_of(width, width, title, [*rings, *spokes, shape])


def _groups(axes: Sequence[Axis]) -> list[str]:
    return list(dict.fromkeys(axis.group for axis in axes))


def _scale_end(at: Place, index: int, distance: float) -> str:
    (x, y), (near_x, near_y) = at(index, distance), at(index, distance - 1)
    across_x, across_y = (near_y - y) * 5, (x - near_x) * 5
    return line_from(x - across_x, y - across_y, x + across_x, y + across_y, MUTED, 1.6)


def _arcs(axes: Sequence[Axis], at: Place, distance: float) -> Iterator[str]:
    names = _groups(axes)
    if names == [""]:
        return
    for number, name in enumerate(names):
        members = [index for index, axis in enumerate(axes) if axis.group == name]
        first, last = members[0] - 0.42, members[-1] + 0.42
        steps = max(2, math.ceil((last - first) * 6))
        points = points_of(at(first + (last - first) * step / steps, distance) for step in range(steps + 1))
        yield (f'<polyline points="{points}" fill="none" stroke="{GROUPS[number % len(GROUPS)]}" stroke-width="4"/>')


def _radar_line(
    row: Series, at: Place, scale: float, most: int, tone: str, dash: str, *, filled: bool
) -> Iterator[str]:
    points = [
        None if value is None else at(index, min(max(float(value), 0.0), float(most)) * scale)
        for index, value in enumerate(row.values)
    ]
    known = [point for point in points if point is not None]
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    stroke = f'stroke="{tone}" stroke-width="2" stroke-linejoin="round"{dashes}'
    if len(known) == len(points):
        inside = f'fill="{tone}" fill-opacity="0.18"' if filled else 'fill="none"'
        yield f'<polygon points="{points_of(known)}" {inside} {stroke}/>'
    else:
        # A figure that is not there must not look like a zero: only neighbours that both have one are joined.
        for here, following in zip(points, [*points[1:], points[0]], strict=True):
            if here is not None and following is not None:
                yield f'<polyline points="{points_of([here, following])}" fill="none" {stroke}/>'
    for x, y in known:
        yield f'<circle cx="{figure(x)}" cy="{figure(y)}" r="3" fill="{tone}" stroke="{WHITE}" stroke-width="1"/>'


def _axis_label(label: str, place: tuple[float, float], turn: float, room: float, width: float) -> Iterator[str]:
    x, y = place
    sine, cosine = math.sin(2 * math.pi * turn), math.cos(2 * math.pi * turn)
    anchor = "middle" if abs(sine) < 0.1 else "start" if sine > 0 else "end"
    free = {"start": width - x - 2, "end": x - 2, "middle": room}[anchor]
    lines = lines_of(label, min(free, room + 20))
    # Labels above the middle grow upwards, those below it downwards, those beside it both ways.
    top = y + 4 - 13 * (len(lines) - 1) * (1 + cosine) / 2
    for number, line in enumerate(lines):
        yield text_at(x, top + 13 * number - cosine * 2, line, anchor=anchor)
