"""Pictures as SVG text, the same for the web page and the PDF.

Pure functions: numbers and words in, one `<svg>` out. Every number is written locale-free, every word is escaped, no
`style` attribute is used (the site's content policy forbids them), and each picture says what it shows in its
`aria-label` and `<title>`. A picture never stands alone: the pages put a table with the same figures beside it.

Tones differ in lightness, so that they stay apart for colour-blind readers and on a black-and-white printer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape

Number = int | float | Decimal | Fraction | str
Place = Callable[[float, float], tuple[float, float]]
"""Spoke and distance from the middle -> x and y."""

FONT = "Noto Sans SC, PingFang SC, Microsoft YaHei, Hiragino Sans GB, sans-serif"
INK = "#1b2a32"
MUTED = "#56666f"
LINE = "#c5d0d3"
TINT = "#eef4f4"
MAIN = "#0f5c63"
ACCENT = "#c4661f"
PALE = "#a9cfcf"
WHITE = "#ffffff"
STEPS = ("#dcebeb", "#a9cfcf", "#6fafb1", "#2f868b", "#0f5c63")
"""Light to dark: one tone per level."""

GROUPS = ("#0f5c63", "#d9a441", "#7d8f97", "#5b3f7a", "#b5553a", "#93b7a3")
SERIES = ((MAIN, ""), (ACCENT, "5 3"), (MUTED, "2 2"))
"""Line tone and dash pattern of the first, second, third series."""

SIZE = 11
"""Font size in user units; pictures are drawn for 640 units a page width."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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


@dataclass(frozen=True)
class Segment:
    """A part of a stacked bar.

    Attributes:
        label, text: what it is and its share as printed; written inside as far as there is room.
        value: its share in percent.
        step: its tone, 0 light to 4 dark; None for a part nothing is known of, which stays blank.
        here: marks the part in which the firm stands.
    """

    label: str
    value: Number
    text: str
    step: int | None = 0
    here: bool = False


@dataclass(frozen=True)
class Stack:
    """A bar of 100 percent, such as one published year; what the segments leave open stays blank."""

    label: str
    segments: Sequence[Segment]


# Words and numbers


def figure(value: float) -> str:
    """Return a coordinate with at most two decimals and a decimal point, whatever the locale.

    >>> figure(12.5), figure(3.0), figure(-0.001)
    ('12.5', '3', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def safe(text: str) -> str:
    """Return text fit for an element or a quoted attribute: escaped, without characters XML does not know."""
    return escape(_NOT_XML.sub("", text), quote=True)


def width_of(text: str, size: float = SIZE) -> float:
    """Estimate how wide a text is drawn: a full em for Chinese, a bit more than half for Latin."""
    return sum(1.0 if ord(c) > 0x2E7F else 0.3 if c in " .,:;'|ilI()" else 0.57 for c in text) * size


def lines_of(text: str, room: float, size: float = SIZE, most: int = 3) -> list[str]:
    """Break a text into at most `most` lines no wider than `room`; what is left over ends in an ellipsis.

    Latin words stay whole where they fit into a line, Chinese breaks anywhere but before punctuation.
    """
    lines: list[str] = []
    current = ""
    for piece in _pieces(text):
        for part in _fitting(piece, room, size):
            if current and width_of((current + part).rstrip(), size) > room and part[0] not in "，。；：、）！？":
                lines.append(current.rstrip())
                current = part.lstrip()
            else:
                current += part
    if current.strip():
        lines.append(current.rstrip())
    if len(lines) > most:
        last = lines[most - 1]
        while last and width_of(last + "…", size) > room:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip() + "…"]
    return lines or [""]


def _pieces(text: str) -> list[str]:
    return re.findall(r"[^\s\u2e80-\uffff]+\s*|[\u2e80-\uffff]\s*|\s+", text)


def _fitting(piece: str, room: float, size: float) -> Iterator[str]:
    part = ""
    for character in piece:
        if part and width_of((part + character).rstrip(), size) > room:
            yield part
            part = ""
        part += character
    if part:
        yield part


# Elements


def _svg(width: float, height: float, title: str, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {figure(width)} {figure(height)}" '
        f'width="{figure(width)}" height="{figure(height)}" role="img" aria-label="{safe(title)}" '
        f'font-family="{FONT}" font-size="{SIZE}" fill="{INK}"><title>{safe(title)}</title>{"".join(parts)}</svg>'
    )


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", size: float = SIZE, fill: str = INK, bold: bool = False
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{figure(x)}" y="{figure(y)}" text-anchor="{anchor}" font-family="{FONT}" '
        f'font-size="{figure(size)}" fill="{fill}"{weight}>{safe(text)}</text>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str = LINE, width: float = 1, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{figure(x1)}" y1="{figure(y1)}" x2="{figure(x2)}" y2="{figure(y2)}" stroke="{stroke}" '
        f'stroke-width="{figure(width)}"{dashes}/>'
    )


def _box(x: float, y: float, width: float, height: float, fill: str, stroke: str = "none", round_by: float = 0) -> str:
    rounding = f' rx="{figure(round_by)}"' if round_by else ""
    return (
        f'<rect x="{figure(x)}" y="{figure(y)}" width="{figure(max(width, 0))}" height="{figure(height)}" '
        f'fill="{fill}" stroke="{stroke}"{rounding}/>'
    )


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{figure(x)},{figure(y)}" for x, y in points)


def _legend(entries: Sequence[tuple[str, str, str]], width: float, top: float) -> tuple[list[str], float]:
    """Draw (name, tone, dash) entries in centred rows; a dash of "block" draws a square. Return parts and height."""
    rows: list[list[tuple[str, str, str]]] = [[]]
    used = 0.0
    for entry in entries:
        need = 26 + width_of(entry[0]) + 18
        if rows[-1] and used + need > width:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += need
    parts = []
    for number, row in enumerate(rows):
        x = (width - sum(26 + width_of(name) + 18 for name, _, _ in row) + 18) / 2
        y = top + 18 * number
        for name, tone, dash in row:
            if dash == "block":
                parts.append(_box(x + 8, y - 9, 10, 10, tone, round_by=2))
            else:
                parts.append(_line(x, y - 4, x + 20, y - 4, tone, 2.5, dash))
            parts.append(_text(x + 26, y, name, fill=MUTED))
            x += 26 + width_of(name) + 18
    return parts, 18.0 * len(rows)


# Radar


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
        points = _points(at(i, ring * scale) for i in range(count))
        parts.append(f'<polygon points="{points}" fill="{tint}" stroke="{LINE}" stroke-width="0.8"/>')
    for index, axis in enumerate(axes):
        parts.append(_line(middle_x, middle_y, *at(index, radius), width=0.8))
        if axis.most is not None and float(axis.most) < most:
            parts.append(_scale_end(at, index, float(axis.most) * scale))
    parts += _arcs(axes, at, radius + 8)
    for (tone, dash), row in zip(SERIES, series, strict=False):
        parts += _radar_line(row, at, scale, most, tone, dash, filled=row is series[0])
    parts += [
        _text(middle_x - 4, middle_y - ring * scale + 4, str(ring), anchor="end", size=9, fill=MUTED)
        for ring in range(1, most + 1)
    ]
    for index, axis in enumerate(axes):
        parts += _axis_label(axis.label, at(index, radius + 18), index / count, room, width)
    entries = [(s.name, tone, dash) for (tone, dash), s in zip(SERIES, series, strict=False)] if len(series) > 1 else []
    entries += [(name, GROUPS[i % len(GROUPS)], "block") for i, name in enumerate(_groups(axes)) if name]
    bottom = middle_y + radius + 58
    legend, height = _legend(entries, width, bottom) if entries else ([], 0.0)
    return _svg(width, bottom + height - 8, title, [*parts, *legend])


def _groups(axes: Sequence[Axis]) -> list[str]:
    return list(dict.fromkeys(axis.group for axis in axes))


def _scale_end(at: Place, index: int, distance: float) -> str:
    (x, y), (near_x, near_y) = at(index, distance), at(index, distance - 1)
    across_x, across_y = (near_y - y) * 5, (x - near_x) * 5
    return _line(x - across_x, y - across_y, x + across_x, y + across_y, MUTED, 1.6)


def _arcs(axes: Sequence[Axis], at: Place, distance: float) -> Iterator[str]:
    names = _groups(axes)
    if names == [""]:
        return
    for number, name in enumerate(names):
        members = [index for index, axis in enumerate(axes) if axis.group == name]
        first, last = members[0] - 0.42, members[-1] + 0.42
        steps = max(2, math.ceil((last - first) * 6))
        points = _points(at(first + (last - first) * step / steps, distance) for step in range(steps + 1))
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
        yield f'<polygon points="{_points(known)}" {inside} {stroke}/>'
    else:
        # A figure that is not there must not look like a zero: only neighbours that both have one are joined.
        for here, following in zip(points, [*points[1:], points[0]], strict=True):
            if here is not None and following is not None:
                yield f'<polyline points="{_points([here, following])}" fill="none" {stroke}/>'
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
        yield _text(x, top + 13 * number - cosine * 2, line, anchor=anchor)


# Bars


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
    y = 20.0 if marks else 4.0
    parts: list[str] = []
    rows: list[str] = []
    for bar in bars:
        lines = lines_of(bar.label, label_room, most=3)
        height = max(24.0, 13 * len(lines) + 8)
        middle = y + height / 2
        for number, line in enumerate(lines):
            rows.append(_text(left - 8, middle + 4 + 13 * (number - (len(lines) - 1) / 2), line, anchor="end"))
        rows.append(_box(left, middle - 7, room, 14, TINT))
        length = 0.0
        if bar.value is not None:
            length = room * min(max(float(bar.value), 0.0), end) / end
            rows.append(_box(left, middle - 7, length, 14, ACCENT if bar.strong else MAIN))
        rows.append(_text(right + 8, middle + 4, bar.text, bold=bar.strong))
        y += height
    for mark in marks:
        x = left + room * float(mark.value) / end
        parts.append(_line(x, 16, x, y, MUTED, 0.8, "2 3"))
        parts.append(_text(x, 11, mark.label, anchor="middle", size=9, fill=MUTED))
    return _svg(width, y + 4, title, [*rows, *parts])


# Level ladder


def ladder_svg(
    steps: Sequence[str], *, reached: int, part: Number = 0, title: str, note: str = "", width: float = 640
) -> str:
    """Draw the levels as a strip: those reached filled, the next one as far as it is fulfilled.

    Args:
        steps: Names of the levels in ascending order.
        reached: How many of them are passed.
        part: Fulfilment of the first level not passed, on [0, 1].
        title: What a reader hears instead of the picture.
        note: Written below the first level not passed, such as "61 %".
        width: Of the picture in user units, at least 320.
    """
    gap = 6.0
    each = (width - gap * (len(steps) - 1)) / len(steps)
    below = 34.0 + 13 * max(len(lines_of(name, each, most=2)) for name in steps)
    parts = []
    for index, name in enumerate(steps):
        x = index * (each + gap)
        parts.append(_box(x, 4, each, 12, TINT, round_by=3))
        if index < reached:
            parts.append(_box(x, 4, each, 12, STEPS[min(index + 1, len(STEPS) - 1)], round_by=3))
        elif index == reached:
            parts.append(_box(x, 4, each * min(max(float(part), 0.0), 1.0), 12, ACCENT, round_by=3))
        current = index == reached - 1
        for number, line in enumerate(lines_of(name, each, most=2)):
            tone = INK if index < reached else MUTED
            parts.append(_text(x + each / 2, 32 + 13 * number, line, anchor="middle", fill=tone, bold=current))
        if index == reached and note:
            parts.append(_text(x + each / 2, below, note, anchor="middle", size=10, fill=ACCENT, bold=True))
    return _svg(width, below + (6 if note and reached < len(steps) else -8), title, parts)


# Position beside published shares


def position_svg(stacks: Sequence[Stack], *, title: str, here: str, width: float = 640) -> str:
    """Draw published shares as one bar a year and mark the part in which the firm stands.

    Args:
        stacks: One bar each, segments from the lowest level up.
        title: What a reader hears instead of the picture.
        here: What the mark says, such as "your firm".
        width: Of the picture in user units, at least 320.
    """
    label_room = min(max((width_of(stack.label) for stack in stacks), default=0) + 10, width * 0.36)
    room = width - label_room - 4
    y = 6.0
    parts: list[str] = []
    for stack in stacks:
        marked = any(segment.here for segment in stack.segments)
        lines = lines_of(stack.label, label_room - 8, most=2)
        bar_y = y + (16 if marked else 0)
        for number, line in enumerate(lines):
            parts.append(_text(label_room - 6, bar_y + 16 + 13 * (number - (len(lines) - 1) / 2), line, anchor="end"))
        parts.append(_box(label_room, bar_y, room, 24, WHITE, LINE))
        parts += _segments(stack.segments, label_room, bar_y, room, here)
        y = bar_y + 34
    return _svg(width, y, title, parts)


def _segments(segments: Sequence[Segment], left: float, top: float, room: float, here: str) -> Iterator[str]:
    x = left
    for segment in segments:
        length = room * min(float(segment.value), 100.0) / 100
        if segment.step is None:
            x += length
            continue
        yield _box(x, top, length, 24, STEPS[segment.step], WHITE)
        fill = WHITE if segment.step >= 3 else INK
        both = f"{segment.label} {segment.text}"
        words = next((w for w in (both, segment.text) if width_of(w, 10) < length - 6), "")
        if words:
            yield _text(x + length / 2, top + 16, words, anchor="middle", size=10, fill=fill)
        if segment.here:
            middle = x + length / 2
            yield _box(x, top, length, 24, "none", ACCENT)
            tip = _points([(middle - 5, top - 7), (middle + 5, top - 7), (middle, top - 1)])
            yield f'<polygon points="{tip}" fill="{ACCENT}"/>'
            half = width_of(here, 10) / 2
            word_x = min(max(middle, left + half), left + room - half)
            yield _text(word_x, top - 10, here, anchor="middle", size=10, fill=ACCENT, bold=True)
        x += length
