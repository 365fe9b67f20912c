"""A roadmap in whole numbers: what can be chosen, what must be reached, what may be spent, and whether a plan holds.

Every measure that could help is done in one phase or not at all.

Source: docs/method.md#roadmap.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

Phases = Mapping[str, int]
"""Code of a chosen option -> its phase, from 0."""


@dataclass(frozen=True)
class Option:
    """A measure that could be chosen.

    Attributes:
        cost, days: whole numbers in any fixed unit, 0 or more.
        earliest: the first phase it may be done in, from 0.
        needs: options that must be chosen too and come no later.
        late: phases it waits besides its own one, as far as the sum of all phases goes.
    """

    code: str
    cost: int
    days: int
    earliest: int
    needs: tuple[str, ...] = ()
    late: int = 0


@dataclass(frozen=True)
class Term:
    """Counts `weight`, above 0, as soon as one of the options is chosen."""

    weight: int
    options: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """The terms must sum to at least `least`."""

    terms: tuple[Term, ...]
    least: int


@dataclass(frozen=True)
class Cap:
    """What is done in these phases together takes at most `most` of "cost" or "days"."""

    of: str
    phases: tuple[int, ...]
    most: int


@dataclass(frozen=True)
class Program:
    """All options in the order of their codes, what must be reached, and what may be spent."""

    options: tuple[Option, ...]
    rows: tuple[Row, ...]
    caps: tuple[Cap, ...]
    phases: int


@dataclass(frozen=True)
class Found:
    """A best plan.

    Attributes:
        phases: code -> phase of what is chosen.
        value: what was to be as little, or as much, as possible.
        bound: what the solver proved no plan can be better than, in the same unit; equals `value`.
    """

    phases: Phases
    value: int
    bound: int


def worth(terms: Iterable[Term], chosen: Iterable[str]) -> int:
    """Return the sum of the terms of which an option is chosen.

    >>> worth([Term(3, ("A", "B")), Term(5, ("C",))], ["A", "B"])
    3
    """
    having = set(chosen)
    return sum(term.weight for term in terms if not having.isdisjoint(term.options))


def spent(cap: Cap, options: Mapping[str, Option], phases: Phases) -> int:
    """Return what a plan takes of a cap."""
    return sum(getattr(options[code], cap.of) for code, phase in phases.items() if phase in cap.phases)


def is_free(program: Program) -> bool:
    """Return whether nothing but order and horizon holds an option back: no cap is for some phases alone."""
    return all(len(cap.phases) == program.phases for cap in program.caps)


def soonest(program: Program) -> dict[str, int]:
    """Return the first phase in which each option and all it needs can be done."""
    options = {option.code: option for option in program.options}
    found: dict[str, int] = {}

    def place(code: str) -> int:
        if code not in found:
            found[code] = max(options[code].earliest, *map(place, options[code].needs), 0)
        return found[code]

    for code in options:
        place(code)
    return found


def in_one_phase(program: Program, phases: Phases) -> Program:
    """Return a free program as one of a single phase, in which only what is chosen is left to decide.

    Args:
        program: Free of caps for some phases alone.
        phases: Of `soonest`; each option waits as long as it must.
    """
    options = tuple(replace(option, earliest=0, late=phases[option.code]) for option in program.options)
    return Program(options, program.rows, tuple(Cap(cap.of, (0,), cap.most) for cap in program.caps), 1)


def holds(program: Program, phases: Phases) -> bool:
    """Return whether a plan keeps every row, cap, earliest phase and order, in whole numbers."""
    options = {option.code: option for option in program.options}
    return (
        all(worth(row.terms, phases) >= row.least for row in program.rows)
        and all(spent(cap, options, phases) <= cap.most for cap in program.caps)
        and all(options[code].earliest <= phase for code, phase in phases.items())
        and all(phases.get(need, phase + 1) <= phase for code, phase in phases.items() for need in options[code].needs)
    )
