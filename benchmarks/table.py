"""Timing two things side by side, and the one table that shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from time import perf_counter

HEAD = ("what", "this product", "reference in the same run", "ratio", "unit", "the reference is")
NUMBERS = (1, 2, 3)
"""Columns that are set flush right."""


@dataclass(frozen=True)
class Row:
    """One line: two figures in the same unit. The ratio is always this product divided by the reference."""

    what: str
    product: float
    reference: float
    unit: str
    beside: str

    @property
    def cells(self) -> tuple[str, ...]:
        figures = (self.product, self.reference, self.product / self.reference)
        return self.what, *map(plain, figures), self.unit, self.beside


def plain(value: float) -> str:
    """Three significant digits, whole from 100 on, never an exponent.

    >>> plain(12345.6), plain(12.345), plain(0.0000123456), plain(7.0)
    ('12,346', '12.3', '0.0000123', '7')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else format(Decimal(f"{value:.3g}"), "f")


def best_of(runs: Sequence[Callable[[], object]], times: int) -> tuple[float, ...]:
    """Return the shortest time of each, in seconds, after one run of each that is not counted.

    They take turns, so that whatever else the machine does falls on all of them alike.
    """
    for run in runs:
        run()
    best = [float("inf")] * len(runs)
    for _ in range(times):
        for place, run in enumerate(runs):
            best[place] = min(best[place], seconds(run))
    return tuple(best)


def seconds(run: Callable[[], object]) -> float:
    """How long one run takes."""
    started = perf_counter()
    run()
    return perf_counter() - started


def table(rows: Sequence[Row]) -> str:
    """The rows as an aligned Markdown table, readable as it stands."""
    lines = [HEAD, *(row.cells for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = ["-" * (width - 1) + (":" if place in NUMBERS else "-") for place, width in enumerate(widths)]
    return "\n".join(f"| {' | '.join(_padded(line, widths))} |" for line in (lines[0], rule, *lines[1:]))


def _padded(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [
        cell.rjust(width) if place in NUMBERS else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
