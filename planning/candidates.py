"""What a firm could do: the measures that fit and have something to do, and what each better answer takes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, gcd, lcm

from planning.cuts import NO_EFFECTS, Effects, cuts_of
from planning.demands import Demand, better_by
from planning.errors import PinNotPossible
from planning.limits import YUAN, Limits, caps_of
from planning.priorities import HORIZONS, Measure, cost_of
from planning.program import Option, Program, Row, Term
from planning.whatif import Today, changes_of, is_due


@dataclass(frozen=True)
class Candidates:
    """What a firm could do: the measures that fit, have something to do, and can have what they need first.

    Attributes:
        today: where the firm stands.
        measures: code -> measure, in the order of their codes.
        size: size class, for costs and days.
        effects: quantified cuts in percent.
        pinned: codes of measures that are in every plan.
        dropped: codes that were taken out.
    """

    today: Today
    measures: Mapping[str, Measure]
    size: str
    effects: Effects
    pinned: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()

    @cached_property
    def reach(self) -> Mapping[str, Mapping[str, str]]:
        """Question code -> code of a measure -> answer it reaches, wherever that is better than today's."""
        found: dict[str, dict[str, str]] = {}
        for code, measure in self.measures.items():
            for question, answer in changes_of(measure, self.today.known).items():
                found.setdefault(question, {})[code] = answer
        return found

    def needs(self, code: str) -> tuple[str, ...]:
        """Prerequisites that are still to be done."""
        return tuple(before for before in self.measures[code].prerequisites if before in self.measures)

    def yuan(self, code: str) -> int:
        return ceil(cost_of(self.measures[code], self.size) * YUAN)

    def days(self, code: str) -> Fraction:
        return Fraction(self.measures[code].staff_days[self.size])

    def cut(self, kind: str, codes: Iterable[str]) -> Fraction:
        """What measures cut together, in percent, by the middles of their ranges."""
        low, high = cuts_of(list(codes), self.effects).get(kind, (Fraction(0), Fraction(0)))
        return (low + high) / 2


def candidates_of(
    today: Today,
    catalogue: Mapping[str, Measure],
    *,
    industry: str,
    size: str,
    effects: Effects = NO_EFFECTS,
    dropped: Collection[str] = frozenset(),
) -> Candidates:
    """Return what a firm could do.

    A measure is left out when it does not fit trade and size, was dropped, has nothing to do, or needs one that is
    still to be done and is left out. What is met already needs no measure, and no prerequisite.
    """
    out = frozenset(dropped)
    due = {code: measure for code, measure in sorted(catalogue.items()) if is_due(measure, today.known)}
    fitting = {code for code, measure in due.items() if code not in out and measure.fits(industry=industry, size=size)}
    while True:
        stuck = {c for c in fitting if any(p in due and p not in fitting for p in due[c].prerequisites)}
        if not stuck:
            measures = {code: measure for code, measure in due.items() if code in fitting}
            return Candidates(today, measures, size, effects, dropped=out)
        fitting -= stuck


def with_pins(candidates: Candidates, pinned: Collection[str]) -> Candidates:
    """Return the same candidates with measures that are in every plan.

    Raises:
        PinNotPossible: one of them is no candidate.
    """
    for code in sorted(pinned):
        if code not in candidates.measures:
            raise PinNotPossible(code)
    return replace(candidates, pinned=frozenset(pinned))


Gain = tuple[Fraction, tuple[str, ...]]
"""What counts as soon as one of the measures is chosen."""

NO_USES: Mapping[str, Mapping[str, Fraction]] = {}


def gains_of(
    candidates: Candidates,
    questions: Mapping[str, Fraction],
    by_use: Mapping[str, Mapping[str, Fraction]] = NO_USES,
) -> list[Gain]:
    """Return a linear sum over better answers as one over measures, of which each step counts once.

    Args:
        questions: Question code -> gained for each unit its answer gets better.
        by_use: Use -> code of a measure -> gained by doing it; of those done the most counts.
    """
    found: dict[tuple[str, ...], Fraction] = {}
    for question, gain in questions.items():
        before = str(candidates.today.known[question])
        heights = {code: better_by(before, after) for code, after in candidates.reach.get(question, {}).items()}
        for codes, step in _steps(heights):
            found[codes] = found.get(codes, Fraction(0)) + gain * step
    for gains in by_use.values():
        for codes, step in _steps({code: gains[code] for code in sorted(gains) if code in candidates.measures}):
            found[codes] = found.get(codes, Fraction(0)) + step
    return [(gain, codes) for codes, gain in found.items() if gain]


def _steps(heights: Mapping[str, Fraction]) -> Iterable[tuple[tuple[str, ...], Fraction]]:
    """The most of some numbers as a sum: each step up to it, and who reaches that step."""
    below = Fraction(0)
    for height in sorted(set(heights.values())):
        yield tuple(code for code, own in heights.items() if own >= height), height - below
        below = height


def gains_for(candidates: Candidates, demand: Demand) -> list[Gain]:
    """Return what the measures add to a demand."""
    return gains_of(candidates, demand.gains, demand.by_use)


def codes_in(gains: Iterable[Gain]) -> list[str]:
    """Return the measures that count for something, with repeats.

    >>> codes_in([(Fraction(1), ("A", "B")), (Fraction(2), ("A",))])
    ['A', 'B', 'A']
    """
    return [code for _, codes in gains for code in codes]


def whole(gains: Sequence[Gain]) -> tuple[tuple[Term, ...], Fraction]:
    """Return gains as whole numbers without a common divisor, and what one unit of them is.

    >>> whole([(Fraction(1, 2), ("A",)), (Fraction(3, 4), ("B",))])
    ((Term(weight=2, options=('A',)), Term(weight=3, options=('B',))), Fraction(1, 4))
    """
    unit = lcm(*(gain.denominator for gain, _ in gains))
    weights = [int(gain * unit) for gain, _ in gains]
    common = gcd(*weights) or 1
    terms = tuple(Term(weight // common, codes) for weight, (_, codes) in zip(weights, gains, strict=True))
    return terms, Fraction(common, unit)


def row_of(demand: Demand, gains: Sequence[Gain]) -> Row:
    """Return a demand as a row of whole numbers that holds for exactly the same plans."""
    terms, unit = whole(gains)
    needs = demand.needs / unit
    least = floor(needs) + 1 if demand.strict else ceil(needs)
    # What is more than enough counts as enough; it leaves the same plans and smaller numbers.
    return Row(tuple(Term(min(term.weight, least), term.options) for term in terms), least)


def program_of(candidates: Candidates, rows: Sequence[Row], wanted: Iterable[str], limits: Limits) -> Program:
    """Return rows, pins and limits over the measures that count for something, with all they need."""
    codes: dict[str, None] = {}
    queue = [*wanted, *sorted(candidates.pinned)]
    while queue:
        code = queue.pop()
        if code not in codes:
            codes[code] = None
            queue += candidates.needs(code)
    days = {code: candidates.days(code) for code in codes}
    part = lcm(*(amount.denominator for amount in days.values()))
    options = tuple(
        Option(
            code,
            candidates.yuan(code),
            int(days[code] * part),
            HORIZONS.index(candidates.measures[code].horizon),
            candidates.needs(code),
        )
        for code in sorted(codes)
    )
    # A limit beyond what everything together takes is none, and its figure may be as large as people like to type.
    caps = (cap for cap in caps_of(limits, part) if cap.most < sum(getattr(option, cap.of) for option in options))
    pins = (Row((Term(1, (code,)),), 1) for code in sorted(candidates.pinned))
    return Program(options, (*rows, *pins), tuple(caps), len(HORIZONS))


def program_for(candidates: Candidates, demands: Sequence[Demand], limits: Limits) -> Program:
    """Return the program of a target: each demand as a row, and the limits."""
    rows, wanted = rows_for(candidates, demands)
    return program_of(candidates, rows, wanted, limits)


def rows_for(candidates: Candidates, demands: Sequence[Demand]) -> tuple[list[Row], list[str]]:
    """Return each demand as a row, and the measures that count for one of them."""
    gains = [(demand, gains_for(candidates, demand)) for demand in demands]
    return [row_of(demand, own) for demand, own in gains], [code for _, own in gains for code in codes_in(own)]
