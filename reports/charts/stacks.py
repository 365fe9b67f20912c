"""Piles: one bar a year, made of layers that are told apart by tone and by hatching."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.charts.drawing import (
    GROUPS,
    MUTED,
    TINT,
    WHITE,
    Number,
    box_at,
    hatching,
    legend_of,
    line_from,
    svg_of,
    text_at,
    width_of,
)

HATCHES = ("", "rising", "upright", "", "falling", "level")
"""How the first, second, ... layer is hatched, beside its tone."""

GAP = 6.0
HIGH = 20.0


@dataclass(frozen=True)
class Layer:
    """What one tone stands for in every pile."""

    name: str


@dataclass(frozen=True)
class Pile:
    """One bar, such as a year.

    Attributes:
        label: what it is.
        values: one for each layer, none below zero; None where there is no figure, which draws nothing.
        text: what is written at its end, such as the sum.
    """

    label: str
    values: Sequence[Number | None]
    text: str


def piles_svg(layers: Sequence[Layer], piles: Sequence[Pile], *, title: str, width: float = 640) -> str:
    """Draw piles under each other, longest to the full width, with a legend below.

    Args:
        layers: One to six, in the order they lie.
        piles: At least one, each with a value for every layer.
        title: What a reader hears instead of the picture.
        width: Of the picture in user units, at least 320.

    Raises:
        ValueError: no or too many layers, or a pile of another length.
    """
    if not 1 <= len(layers) <= len(GROUPS) or any(len(pile.values) != len(layers) for pile in piles):
        raise ValueError("piles need one to six layers and a value, or None, for each of them")
    left = max((width_of(pile.label) for pile in piles), default=0) + 12
    right = width - max((width_of(pile.text) for pile in piles), default=0) - 14
    longest = max((sum(float(value or 0) for value in pile.values) for pile in piles), default=0.0)
    parts: list[str] = []
    y = 4.0
    for pile in piles:
        parts.append(text_at(left - 8, y + HIGH / 2 + 4, pile.label, anchor="end"))
        parts.append(box_at(left, y, right - left, HIGH, TINT))
        x = left
        for index, value in enumerate(pile.values):
            length = (right - left) * float(value or 0) / longest if longest else 0.0
            if length > 0:
                parts += _layer(index, x, y, length, HIGH)
            x += length
        parts.append(text_at(right + 8, y + HIGH / 2 + 4, pile.text))
        y += HIGH + GAP
    parts.append(line_from(left, 2, left, y - GAP + 2, MUTED, 1))
    entries = [(layer.name, GROUPS[index], "block") for index, layer in enumerate(layers)]
    legend, height = legend_of(entries, width, y + 14)
    # The squares of the legend are hatched like the layers they name; their corners stand in the drawn boxes.
    return svg_of(width, y + height + 8, title, [*parts, *_hatched_legend(legend)])


def _hatched_legend(legend: Sequence[str]) -> Iterator[str]:
    index = 0
    for part in legend:
        yield part
        if part.startswith("<rect"):
            x, y = (float(part.split(f' {name}="')[1].split('"')[0]) for name in ("x", "y"))
            yield from hatching(HATCHES[index], x, y, 10, 10)
            index += 1


def _layer(index: int, x: float, y: float, length: float, high: float) -> Iterator[str]:
    yield box_at(x, y, length, high, GROUPS[index], WHITE)
    yield from hatching(HATCHES[index], x, y, length, high)
