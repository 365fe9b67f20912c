"""A roadmap in time: one lane a measure over 36 months, and what stands at the end of each phase."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.charts.drawing import (
    ACCENT,
    INK,
    LINE,
    MAIN,
    MUTED,
    PALE,
    STEPS,
    TINT,
    WHITE,
    Number,
    box_at,
    figure,
    hatching,
    legend_places,
    line_from,
    lines_of,
    points_of,
    svg_of,
    text_at,
    width_of,
)

BOUNDS = (0, 6, 18, 36)
"""Months at which the phases start and end."""

MOST_LANES = 24
"""So many lanes are drawn; the page says how many more there are."""

PLANNED, DOING, DONE, DROPPED = "planned", "doing", "done", "dropped"
STATES = (PLANNED, DOING, DONE, DROPPED)

STACKED_BELOW = 480
"""In a picture narrower than this, names stand above their bars and not beside them."""

BAR = 12.0
LINE_HIGH = 13.0
ROW_GAP = 4.0
NAME_SIZE = 10
MOST_FOR_NAMES, LEAST_FOR_NAMES = 0.5, 0.28
"""Shares of a wide picture's width that names beside the bars may take: as much as the longest needs."""

SLACK = 0.92
"""Share of the room that names may fill: a browser without our font draws them wider."""

LEAST = 3.0
"""A bar is at least so wide, so that an action due on the first day is seen."""


@dataclass(frozen=True)
class Lane:
    """One measure or action.

    Attributes:
        label: its name; shortened where there is no room.
        phase: 0, 1 or 2, the phase it belongs to.
        due: months from the start of the roadmap to the day it is due; None spans its phase. What lies outside the 36
            months is drawn at their edge; what is due before its phase begins starts in the phase it is due in.
        state: one of `STATES`.
    """

    label: str
    phase: int
    due: Number | None = None
    state: str = PLANNED

    @property
    def span(self) -> tuple[float, float]:
        """First and last month of the bar.

        >>> Lane("a", 1).span, Lane("a", 1, due=9).span, Lane("a", 1, due=4).span, Lane("a", 2, due=99).span
        ((6.0, 18.0), (6.0, 9.0), (0.0, 4.0), (18.0, 36.0))
        """
        due = float(BOUNDS[self.phase + 1] if self.due is None else self.due)
        end = min(max(due, BOUNDS[0]), BOUNDS[-1])
        start = BOUNDS[self.phase]
        if end <= start:
            start = max((bound for bound in BOUNDS if bound < end), default=BOUNDS[0])
        return float(start), float(end)


@dataclass(frozen=True)
class Milestone:
    """What stands at the end of a phase, such as the level projected for it."""

    phase: int
    label: str


@dataclass(frozen=True)
class _Field:
    """Where the months lie in the picture."""

    left: float
    room: float

    def at(self, month: float) -> float:
        return self.left + self.room * month / BOUNDS[-1]


def gantt_svg(
    lanes: Sequence[Lane],
    milestones: Sequence[Milestone] = (),
    *,
    title: str,
    heads: Sequence[str],
    states: Mapping[str, str],
    milestone: str,
    rest: str = "",
    width: float = 640,
) -> str:
    """Draw lanes under each other, the lanes of a phase before its milestone, with a legend below.

    Args:
        lanes: The first `MOST_LANES` are drawn, by phase.
        milestones: At most one for a phase.
        title: What a reader hears instead of the picture.
        heads: Names of the three phases.
        states: What each of `STATES` is called; the legend names those that occur.
        milestone: What a milestone is called in the legend.
        rest: Written below the lanes, such as how many more there are.
        width: Of the picture in user units, at least 320.
    """
    beside = width >= STACKED_BELOW
    drawn = sorted(lanes[:MOST_LANES], key=lambda lane: lane.phase)
    left = _room_for([*(lane.label for lane in drawn), *(mark.label for mark in milestones)], width) if beside else 8
    field = _Field(left, width - left - 8)
    head, y = _head(heads, field)
    top = y
    rows: list[str] = []
    for phase in range(len(BOUNDS) - 1):
        for lane in (lane for lane in drawn if lane.phase == phase):
            parts, middle, y = _row(lane.label, y, field, beside=beside, quiet=lane.state == DROPPED)
            start, end = (field.at(month) for month in lane.span)
            rows += [*parts, *_bar(lane.state, start, middle - BAR / 2, max(end - start, LEAST))]
        for mark in (mark for mark in milestones if mark.phase == phase):
            parts, middle, y = _row(mark.label, y, field, beside=beside, bold=True)
            rows += [*parts, *_diamond(field.at(BOUNDS[phase + 1]), middle)]
    ground = _ground(field, top, y)
    if rest:
        y += LINE_HIGH + 3
        rows.append(text_at(8, y - 4, lines_of(rest, width - 16, NAME_SIZE, 1)[0], size=NAME_SIZE, fill=MUTED))
    used = [state for state in STATES if any(lane.state == state for lane in drawn)]
    legend, height = _legend(used, states, milestone if milestones else "", width, y + 20)
    return svg_of(width, y + 12 + height, title, [*head, *ground, *rows, *legend])


def _room_for(names: Sequence[str], width: float) -> float:
    """How far from the left the bars begin, so that the longest name has one line if it can."""
    longest = max((width_of(name, NAME_SIZE) for name in names), default=0.0)
    return min(max((longest + 9) / SLACK, width * LEAST_FOR_NAMES), width * MOST_FOR_NAMES)


def _head(heads: Sequence[str], field: _Field) -> tuple[list[str], float]:
    """The names of the phases, each over its months; return them and where the lanes begin."""
    rooms = [(field.at(start), field.at(end)) for start, end in pairwise(BOUNDS)]
    lines = [lines_of(name, right - left - 4, 9, 2) for name, (left, right) in zip(heads, rooms, strict=True)]
    most = max(len(own) for own in lines)
    parts = []
    for own, (left, right) in zip(lines, rooms, strict=True):
        for number, words in enumerate(own):
            y = 12 + 11 * (number + most - len(own))
            parts.append(text_at((left + right) / 2, y, words, anchor="middle", size=9, fill=MUTED))
    return parts, 11.0 * most + 8


def _ground(field: _Field, top: float, bottom: float) -> Iterator[str]:
    """Every second phase tinted, and a line at each of their ends."""
    yield box_at(field.at(BOUNDS[1]), top, field.at(BOUNDS[2]) - field.at(BOUNDS[1]), bottom - top, TINT)
    for month in BOUNDS:
        yield line_from(field.at(month), top, field.at(month), bottom, LINE, 1)


def _row(
    label: str, y: float, field: _Field, *, beside: bool, bold: bool = False, quiet: bool = False
) -> tuple[list[str], float, float]:
    """Write a name beside its bar, or above it; return it, the middle of the bar, and where the row ends."""
    fill = MUTED if quiet else INK
    if not beside:
        line = lines_of(label, field.room * SLACK, NAME_SIZE, 1)[0]
        text = text_at(field.left, y + LINE_HIGH - 2, line, size=NAME_SIZE, fill=fill, bold=bold)
        return [text], y + LINE_HIGH + BAR / 2 + 2, y + LINE_HIGH + BAR + 6
    lines = lines_of(label, field.left * SLACK - 8, NAME_SIZE, 2)
    high = LINE_HIGH * len(lines) + ROW_GAP
    middle = y + high / 2
    parts = [
        text_at(
            field.left - 8, middle + 4 + LINE_HIGH * place, line, anchor="end", size=NAME_SIZE, fill=fill, bold=bold
        )
        for place, line in ((number - (len(lines) - 1) / 2, line) for number, line in enumerate(lines))
    ]
    return parts, middle, y + high


def _bar(state: str, x: float, y: float, length: float) -> Iterator[str]:
    """Outline, hatching, full tone, or a dashed outline struck through: told apart without colour."""
    if state == DROPPED:
        corners = [(x, y), (x + length, y), (x + length, y + BAR), (x, y + BAR), (x, y)]
        yield (
            f'<polyline points="{points_of(corners)}" fill="{WHITE}" stroke="{MUTED}" stroke-width="1" '
            f'stroke-dasharray="2 2"/>'
        )
        yield line_from(x, y + BAR / 2, x + length, y + BAR / 2, MUTED, 1)
        return
    yield box_at(x, y, length, BAR, {PLANNED: STEPS[0], DOING: PALE, DONE: MAIN}[state], MAIN, 2)
    if state == DOING:
        yield from hatching("rising", x, y, length, BAR, tone=MAIN, step=5)


def _diamond(x: float, y: float) -> list[str]:
    corners = points_of([(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)])
    return [f'<polygon points="{corners}" fill="{ACCENT}" stroke="{WHITE}" stroke-width="{figure(1)}"/>']


def _legend(
    used: Sequence[str], states: Mapping[str, str], milestone: str, width: float, top: float
) -> tuple[list[str], float]:
    names = [states[state] for state in used] + [name for name in (milestone,) if name]
    if not names:
        return [], 0.0
    places, height = legend_places(names, width, top)
    parts: list[str] = []
    for number, (x, y) in enumerate(places):
        parts += _bar(used[number], x, y - 10, 20) if number < len(used) else _diamond(x + 12, y - 4)
        parts.append(text_at(x + 26, y, names[number], fill=MUTED))
    return parts, height
