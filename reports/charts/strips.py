"""Strips: the levels one under way climbs, and published shares in a bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.charts.drawing import (
    ACCENT,
    INK,
    LINE,
    MAIN,
    MUTED,
    STEPS,
    TINT,
    WHITE,
    Number,
    box_at,
    lines_of,
    points_of,
    svg_of,
    text_at,
    width_of,
)


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
        parts.append(box_at(x, 4, each, 12, TINT, round_by=3))
        if index < reached:
            parts.append(box_at(x, 4, each, 12, STEPS[min(index + 1, len(STEPS) - 1)], round_by=3))
        elif index == reached:
            parts.append(box_at(x, 4, each * min(max(float(part), 0.0), 1.0), 12, ACCENT, round_by=3))
        current = index == reached - 1
        for number, line in enumerate(lines_of(name, each, most=2)):
            tone = INK if index < reached else MUTED
            parts.append(text_at(x + each / 2, 32 + 13 * number, line, anchor="middle", fill=tone, bold=current))
        if index == reached and note:
            parts.append(text_at(x + each / 2, below, note, anchor="middle", size=10, fill=ACCENT, bold=True))
    return svg_of(width, below + (6 if note and reached < len(steps) else -8), title, parts)


def rungs_svg(steps: int, *, reached: int, part: Number = 0, title: str, width: float = 320) -> str:
    """Draw the levels as small blocks without a word, for a badge that names the level beside them.

    Args:
        steps: How many there are, at least one.
        reached: How many of them are passed.
        part: Fulfilment of the first one not passed, on [0, 1].
        title: What a reader hears instead of the picture.
        width: Of the picture in user units.
    """
    gap = 4.0
    each = (width - gap * (steps - 1)) / steps
    parts = []
    for index in range(steps):
        x = index * (each + gap)
        if index < reached:
            parts.append(box_at(x, 0, each, 10, MAIN))
            continue
        parts.append(box_at(x + 0.5, 0.5, each - 1, 9, TINT, LINE))
        length = each * min(max(float(part), 0.0), 1.0) if index == reached else 0.0
        if length > 1:
            parts.append(box_at(x, 0, length, 10, ACCENT))
    return svg_of(width, 10, title, parts)


def position_svg(stacks: Sequence[Stack], *, title: str, here: str, width: float = 640) -> str:
    """Draw published shares as one bar a year and mark the part in which the firm stands.

    Args:
        stacks: One bar each, segments from the lowest level up.
        title: What a reader hears instead of the picture.
        here: What the mark says, such as "your firm"; written above the first bar that has it.
        width: Of the picture in user units, at least 320.
    """
    label_room = min(max((width_of(stack.label) for stack in stacks), default=0) + 10, width * 0.36)
    room = width - label_room - 4
    y = 6.0
    parts: list[str] = []
    said = False
    for stack in stacks:
        marked = any(segment.here for segment in stack.segments)
        # What the mark means is said once, above the first bar that has it.
        words = here if marked and not said else ""
        said = said or marked
        lines = lines_of(stack.label, label_room - 8, most=2)
        bar_y = y + (16 if words else 2 if marked else 0)
        for number, line in enumerate(lines):
            parts.append(text_at(label_room - 6, bar_y + 16 + 13 * (number - (len(lines) - 1) / 2), line, anchor="end"))
        parts.append(box_at(label_room, bar_y, room, 24, WHITE, LINE))
        parts += _segments(stack.segments, label_room, bar_y, room, words)
        y = bar_y + 32
    return svg_of(width, y, title, parts)


def _segments(segments: Sequence[Segment], left: float, top: float, room: float, here: str) -> Iterator[str]:
    x = left
    for segment in segments:
        length = room * min(float(segment.value), 100.0) / 100
        if segment.step is None:
            x += length
            continue
        yield box_at(x, top, length, 24, STEPS[segment.step], WHITE)
        fill = WHITE if segment.step >= 3 else INK
        both = f"{segment.label} {segment.text}"
        words = next((w for w in (both, segment.text) if width_of(w, 10) < length - 6), "")
        if words:
            yield text_at(x + length / 2, top + 16, words, anchor="middle", size=10, fill=fill)
        if segment.here:
            middle = x + length / 2
            yield box_at(x, top, length, 24, "none", ACCENT)
            tip = points_of([(middle - 5, top - 7), (middle + 5, top - 7), (middle, top - 1)])
            yield f'<polygon points="{tip}" fill="{ACCENT}"/>'
            if here:
                half = width_of(here, 10) / 2
                word_x = min(max(middle, left + half), left + room - half)
                yield text_at(word_x, top - 10, here, anchor="middle", size=10, fill=ACCENT, bold=True)
        x += length


# A scale with a pointer


def scale_svg(
    bounds: Sequence[Number], *, at: Number, here: str, steps: Sequence[str] = (), title: str, width: float = 640
) -> str:
    """Draw a scale from 0 to 1, cut at its bounds, with a pointer.

    Args:
        bounds: Lower bounds of the parts, ascending, the first 0.
        at: Where the pointer stands, on [0, 1].
        here: What is written above it.
        steps: Names of the parts, written below as far as there is room; the part pointed at is bold.
        title: What a reader hears instead of the picture.
        width: Of the picture in user units, at least 320.
    """
    left, room, top = 8.0, width - 16.0, 30.0
    starts = [float(bound) for bound in bounds]
    ends = [*starts[1:], 1.0]
    place = min(max(float(at), 0.0), 1.0)
    parts = []
    most = 0
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        x, length = left + room * start, room * (end - start)
        parts.append(box_at(x, top, length, 14, STEPS[index * len(STEPS) // len(starts)], WHITE))
        parts.append(text_at(x, top + 26, f"{start:.1f}".rstrip("0").rstrip("."), anchor="middle", size=9, fill=MUTED))
        if steps:
            inside = start <= place < end or (end == 1.0 and place == 1.0)
            lines = lines_of(steps[index], length - 4, size=9, most=3)
            most = max(most, len(lines))
            for number, words in enumerate(lines):
                tone = INK if inside else MUTED
                middle = x + length / 2
                parts.append(
                    text_at(middle, top + 40 + 11 * number, words, anchor="middle", size=9, fill=tone, bold=inside)
                )
    parts.append(text_at(left + room, top + 26, "1", anchor="middle", size=9, fill=MUTED))
    x = left + room * place
    tip = points_of([(x - 5, top - 8), (x + 5, top - 8), (x, top - 1)])
    parts.append(f'<polygon points="{tip}" fill="{ACCENT}"/>')
    half = width_of(here) / 2
    parts.append(
        text_at(min(max(x, half + 2), width - half - 2), top - 13, here, anchor="middle", fill=ACCENT, bold=True)
    )
    return svg_of(width, top + 32 + (11 * most + 2 if most else 0), title, parts)
