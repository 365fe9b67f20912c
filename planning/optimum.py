"""The one best plan of a program: cheapest, or most for the money; equal ones are told apart by a fixed rule.

Source: docs/method.md#roadmap.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import gcd

from planning.errors import NoProof
from planning.program import Found, Option, Phases, Program, Row, Term, holds, worth
from planning.solver import Model, Weights

TIES = 6
"""So many equal plans are looked at one by one before their codes are decided in chunks."""

CHUNK = 16
"""So many codes are decided at once; their powers of two and three stay small."""

NOTHING: Weights = {}


def least_cost(program: Program) -> Found | None:
    """Return the cheapest plan that satisfies every row and cap, or None when there is none.

    Of equally cheap plans the one with the fewest options is taken; then the one whose phases sum to the least; then
    the one that has the smallest code the others lack; then the one that does the smallest code earliest.

    Raises:
        NumbersTooLarge: the numbers of a row or of the cost are too large to be counted exactly.
        NoProof: the solver gave up.

    >>> options = tuple(Option(code, cost, 0, 0) for code, cost in (("A", 3), ("B", 2), ("C", 2)))
    >>> enough = Row((Term(2, ("A",)), Term(1, ("B",)), Term(1, ("C",))), 1)
    >>> least_cost(Program(options, (enough,), (), 3))
    Found(phases={'B': 0}, value=2, bound=2)
    >>> least_cost(Program(options, (replace(enough, least=5),), (), 3)) is None
    True
    """
    if not _is_enough(program):
        return None
    if not program.options:
        return Found({}, 0, 0)
    cheapest = Model(program).least({each.code: each.cost for each in program.options}, NOTHING)
    if cheapest is None:
        return None
    phases = dict(sorted(_earliest(program, _smallest(program, cheapest.phases)).items()))
    cost = {each.code: each.cost for each in program.options}
    if not holds(program, phases) or sum(cost[code] for code in phases) != cheapest.value:
        raise NoProof("a plan that does not hold")
    return replace(cheapest, phases=phases)


def most_of(program: Program, terms: Sequence[Term]) -> Found | None:
    """Return the plan whose terms sum to the most within rows and caps; of equal ones as `least_cost` chooses.

    Raises:
        As `least_cost`.
    """
    if not _is_enough(program):
        return None
    most = Model(program).most(terms) if program.options else Found({}, 0, 0)
    if most is None:
        return None
    cheapest = _some(least_cost(replace(program, rows=(*program.rows, Row(tuple(terms), most.value)))))
    return replace(most, phases=cheapest.phases)


def _is_enough(program: Program) -> bool:
    """Whether all options together satisfy every row; nothing needs to be solved where they do not."""
    everything = [option.code for option in program.options]
    return all(worth(row.terms, everything) >= row.least for row in program.rows)


def _smallest(program: Program, cheapest: Phases) -> Phases:
    """Of the cheapest plans the one with the fewest options, the least sum of phases, and the smallest codes."""
    # One more option weighs more than all phases of the plan at hand, one unit of cost more than all this together.
    late = sum(cheapest.values())
    one = late + 1
    unit = len(cheapest) * one + late + 1
    coin = gcd(*(each.cost for each in program.options)) or 1
    by_code = {each.code: each.cost // coin * unit + one for each in program.options}
    by_phase = dict.fromkeys(by_code, 1)
    model = Model(program)
    best = _some(model.least(by_code, by_phase, start=cheapest))
    equal = [best.phases]
    while len(equal) <= TIES:
        model.forbid(equal[-1])
        other = model.least(by_code, by_phase)
        if other is None or other.value > best.value:
            return min(equal, key=sorted)
        equal.append(other.phases)
    return _by_code(program, best, by_code, by_phase)


def _by_code(program: Program, best: Found, by_code: Weights, by_phase: Weights) -> Phases:
    """Decide a few codes at a time, each weighing more than all greater ones together, among plans that are equal."""
    model = Model(program)
    model.keep(by_code, by_phase, best.value)
    phases = best.phases
    for chunk in _chunks(program.options):
        weights = {each.code: -(2**place) for place, each in enumerate(reversed(chunk))}
        phases = _some(model.least(weights, NOTHING, start=phases)).phases
        for each in chunk:
            model.fix(each.code, chosen=each.code in phases)
    return phases


def _earliest(program: Program, phases: Phases) -> Phases:
    """The same options, the smallest codes as early as can be while the sum of all phases stays the least."""
    if all(len(cap.phases) == program.phases for cap in program.caps) or not phases:
        # Nothing but order holds an option back, so one plan is the earliest for each of them.
        return phases
    options = tuple(option for option in program.options if option.code in phases)
    chosen = tuple(Row((Term(1, (option.code,)),), 1) for option in options)
    model = Model(Program(options, chosen, program.caps, program.phases))
    model.keep(NOTHING, dict.fromkeys(phases, 1), sum(phases.values()))
    for chunk in _chunks(options):
        weights = {each.code: program.phases**place for place, each in enumerate(reversed(chunk))}
        found = _some(model.least(NOTHING, weights, start=phases))
        model.keep(NOTHING, weights, found.value)
        phases = found.phases
    return phases


def _chunks(options: Sequence[Option]) -> list[Sequence[Option]]:
    return [options[at : at + CHUNK] for at in range(0, len(options), CHUNK)]


def _some(found: Found | None) -> Found:
    """A plan that must exist, because one like it was found before."""
    if found is None:
        raise NoProof("infeasible after a plan was found")
    return found
