"""What a firm could do: the measures that fit and have something to do, and what each better answer takes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, gcd, lcm

from planning.demands import Demand, better_by
from planning.limits import YUAN, Limits, caps_of
from planning.priorities import HORIZONS, Measure, cost_of
from planning.program import Option, Program, Row, Term
from planning.whatif import NO_EFFECTS, Effects, Today, changes_of, cuts_of, is_due


@dataclass(frozen=True)
class Candidates:
    """What a firm could do: the measures that fit, have something to do, and can have what they need first.

    Attributes:
        today: where the firm stands.
        measures: code -> measure, in the order of their codes.
        size: size class, for costs and days.
        effects: quantified cuts in percent.
    """

    today: Today
    measures: Mapping[str, Measure]
    size: str
    effects: Effects

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
    today: Today, catalogue: Mapping[str, Measure], *, industry: str, size: str, effects: Effects = NO_EFFECTS
) -> Candidates:
    """Return what a firm could do.

    A measure is left out when it does not fit trade and size, has nothing to do, or needs one that is still to be done
    and does not fit. What is met already needs no measure, and no prerequisite.
    """
    due = {code: measure for code, measure in sorted(catalogue.items()) if is_due(measure, today.known)}
    fitting = {code for code, measure in due.items() if measure.fits(industry=industry, size=size)}
    while True:
        stuck = {c for c in fitting if any(p in due and p not in fitting for p in due[c].prerequisites)}
        if not stuck:
            return Candidates(today, {code: measure for code, measure in due.items() if code in fitting}, size, effects)
        fitting -= stuck


Gain = tuple[Fraction, tuple[str, ...]]
"""What counts as soon as one of the measures is chosen."""


def gains_of(candidates: Candidates, questions: Mapping[str, Fraction], measures: Mapping[str, Fraction]) -> list[Gain]:
    """Return a linear sum over better answers as one over measures, of which each step counts once.

    Args:
        questions: Question code -> gained for each unit its answer gets better.
        measures: Code of a measure -> gained by doing it.
    """
    found: dict[tuple[str, ...], Fraction] = {}
    for question, gain in questions.items():
        before = str(candidates.today.known[question])
        heights = {code: better_by(before, after) for code, after in candidates.reach.get(question, {}).items()}
        below = Fraction(0)
        for step in sorted(set(heights.values())):
            codes = tuple(code for code, height in heights.items() if height >= step)
            found[codes] = found.get(codes, Fraction(0)) + gain * (step - below)
            below = step
    for code, gain in measures.items():
        if code in candidates.measures:
            found[code,] = found.get((code,), Fraction(0)) + gain
    return [(gain, codes) for codes, gain in found.items() if gain]


def gains_for(candidates: Candidates, demand: Demand) -> list[Gain]:
    """Return what the measures add to a demand."""
    return gains_of(candidates, demand.gains, demand.by_measure)


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
    """Return rows and limits over the measures that count for something, with all they need."""
    codes: dict[str, None] = {}
    queue = list(wanted)
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
    return Program(options, tuple(rows), tuple(caps), len(HORIZONS))


def program_for(candidates: Candidates, demands: Sequence[Demand], limits: Limits) -> Program:
    """Return the program of a target: each demand as a row, and the limits."""
    gains = [(demand, gains_for(candidates, demand)) for demand in demands]
    wanted = [code for _, own in gains for code in codes_in(own)]
    return program_of(candidates, [row_of(demand, own) for demand, own in gains], wanted, limits)
