"""What measures cut of a firm's energy and CO2, in percent of the whole site.

Two measures that act on one use, such as compressed air, cannot both be counted in full: of those that are done only
the one with the largest middle counts.

Source: docs/method.md#quantified-effects.
"""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from scoring.exact import text_of
from scoring.model import Json


class Cut(Protocol):
    """What one measure cuts of one kind."""

    @property
    def low(self) -> Decimal:
        """The least, in percent on [0, 100]."""

    @property
    def high(self) -> Decimal:
        """The most, in percent, `low` or above."""

    @property
    def use(self) -> str:
        """What it acts upon."""


Effects = Mapping[str, Mapping[str, Cut]]
"""Kind of effect ("energy", "co2") -> code of a measure -> what it cuts."""

NO_EFFECTS: Effects = {}

Range = tuple[Fraction, Fraction]
"""Least and most, in percent."""

Totals = Mapping[str, tuple[Fraction, str, int]]
"""Kind of effect -> the amount of a year it is a share of, its unit, and the year."""

NO_TOTALS: Totals = {}


def middle(cut: Cut) -> Fraction:
    """Return the middle of a range, in percent: what a plan counts on."""
    return Fraction(cut.low + cut.high) / 2


def counted(codes: Iterable[str], by_measure: Mapping[str, Cut]) -> list[str]:
    """Return the measures whose cut counts: of each use the largest middle, of equal ones the smallest code.

    >>> from types import SimpleNamespace
    >>> def cut(low, high, use): return SimpleNamespace(low=Decimal(low), high=Decimal(high), use=use)
    >>> by_measure = {"A": cut(1, 3, "air"), "B": cut(0, 6, "air"), "C": cut(2, 4, "air"), "D": cut(1, 1, "light")}
    >>> counted("ABCD", by_measure), counted("AX", by_measure)
    (['B', 'D'], ['A'])
    """
    best: dict[str, str] = {}
    for code in sorted({code for code in codes if code in by_measure}):
        use = by_measure[code].use
        if use not in best or middle(by_measure[code]) > middle(by_measure[best[use]]):
            best[use] = code
    return sorted(best.values())


def cuts_of(codes: Collection[str], effects: Effects) -> dict[str, Range]:
    """Return the least and the most that measures cut together, in percent, by kind; without kinds none of them cuts.

    >>> from types import SimpleNamespace
    >>> one, other = (SimpleNamespace(low=Decimal(1), high=Decimal(3), use=use) for use in ("air", "light"))
    >>> cuts_of(["A", "B"], {"energy": {"A": one, "B": other, "C": other}, "co2": {}})
    {'energy': (Fraction(2, 1), Fraction(6, 1))}
    """
    found = {}
    for kind, by_measure in effects.items():
        cuts = [by_measure[code] for code in counted(codes, by_measure)]
        if cuts:
            low = sum((Fraction(cut.low) for cut in cuts), Fraction(0))
            found[kind] = low, sum((Fraction(cut.high) for cut in cuts), Fraction(0))
    return found


def cuts_json(cuts: Mapping[str, Range], totals: Totals = NO_TOTALS) -> list[Json]:
    """Return cuts as rows: kind, least and most in percent, and the same as an amount of a year (null without one)."""
    return [
        {"effect": kind, "low": text_of(low), "high": text_of(high), "amount": _amount(totals, kind, low, high)}
        for kind, (low, high) in cuts.items()
    ]


def _amount(totals: Totals, kind: str, low: Fraction, high: Fraction) -> Json | None:
    if kind not in totals:
        return None
    total, unit, year = totals[kind]
    return {"low": text_of(total * low / 100), "high": text_of(total * high / 100), "unit": unit, "year": year}
