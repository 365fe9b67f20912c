"""The one best plan of a program: cheapest, or most for the money; equal ones are told apart by a fixed rule.

Source: docs/method.md#roadmap.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import gcd

from planning.errors import NoProof
from planning.program import (
    Found,
    Option,
    Phases,
    Program,
    Row,
    Term,
    holds,
    in_one_phase,
    is_free,
    soonest,
    worth,
)
from planning.solver import Model, Weights, is_countable

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
    if program.phases > 1 and is_free(program):
        phases = soonest(program)
        found = least_cost(in_one_phase(program, phases))
        return None if found is None else replace(found, phases={code: phases[code] for code in found.phases})
    model = Model(program)
    cheapest = model.least({each.code: each.cost for each in program.options}, NOTHING)
    if cheapest is None:
        return None
    phases = dict(sorted(_earliest(program, _smallest(program, model, cheapest)).items()))
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
    simple = in_one_phase(program, soonest(program)) if is_free(program) else program
    most = Model(simple).most(terms) if program.options else Found({}, 0, 0)
    if most is None:
        return None
    cheapest = _some(least_cost(replace(program, rows=(*program.rows, Row(tuple(terms), most.value)))))
    return replace(most, phases=cheapest.phases)


def _is_enough(program: Program) -> bool:
    """Whether all options together satisfy every row; nothing needs to be solved where they do not."""
    everything = [option.code for option in program.options]
    return all(worth(row.terms, everything) >= row.least for row in program.rows)


Goal = tuple[Weights, Weights]
"""A sum of these numbers for each option, and for each phase it waits, that is to be as little as possible."""


def _smallest(program: Program, model: Model, cheapest: Found) -> Phases:
    """Of the cheapest plans the one with the fewest options, the least sum of phases, and the smallest codes.

    Args:
        model: Of the program; it is of no use afterwards.
        cheapest: Its value is the least cost.
    """
    goals = _goals(program, cheapest.phases)
    phases, kept = cheapest.phases, []
    for by_code, by_phase in goals:
        best = _some(model.least(by_code, by_phase, start=phases))
        # What is worse than the best plan need not be searched for another one that equals it.
        model.keep(by_code, by_phase, best.value)
        kept.append((by_code, by_phase, best.value))
        phases = best.phases
    equal = [phases]
    while len(equal) <= TIES:
        model.forbid(equal[-1])
        other = model.least(*goals[-1])
        if other is None:
            return min(equal, key=sorted)
        equal.append(other.phases)
    return _by_code(program, phases, kept)


def _goals(program: Program, cheapest: Phases) -> list[Goal]:
    """The least cost, then the fewest options, then the least sum of phases: as one sum, or as two where one would be
    too large to be counted exactly."""
    # One more option weighs more than all phases of the plan at hand, one unit of cost more than all this together.
    waits = {each.code: each.late for each in program.options}
    late = sum(phase + waits[code] for code, phase in cheapest.items())
    one = late + 1
    unit = len(cheapest) * one + late + 1
    coin = gcd(*(each.cost for each in program.options)) or 1
    costs = {each.code: each.cost // coin for each in program.options}
    after = {each.code: one + each.late for each in program.options}
    by_phase = dict.fromkeys(costs, 1)
    together = {code: cost * unit + after[code] for code, cost in costs.items()}
    if is_countable(together.values(), by_phase.values(), program.phases):
        return [(together, by_phase)]
    return [(costs, NOTHING), (after, by_phase)]


def _by_code(program: Program, phases: Phases, kept: Sequence[tuple[Weights, Weights, int]]) -> Phases:
    """Decide a few codes at a time, each weighing more than all greater ones together, among plans that are equal."""
    model = Model(program)
    for by_code, by_phase, most in kept:
        model.keep(by_code, by_phase, most)
    for chunk in _chunks(program.options):
        weights = {each.code: -(2**place) for place, each in enumerate(reversed(chunk))}
        phases = _some(model.least(weights, NOTHING, start=phases)).phases
        for each in chunk:
            model.fix(each.code, chosen=each.code in phases)
    return phases


def _earliest(program: Program, phases: Phases) -> Phases:
    """The same options, the smallest codes as early as can be while the sum of all phases stays the least."""
    if program.phases == 1 or not phases:
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
