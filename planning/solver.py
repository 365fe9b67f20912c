"""HiGHS holding one program. Floating-point numbers stay in here: a solution counts only once it holds in whole
numbers, and its value only when the proven bound is that same whole number."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import ceil, floor, gcd
from typing import Any

import highspy

from planning.errors import NoProof, NumbersTooLarge
from planning.program import Cap, Found, Option, Phases, Program, Term, spent, worth

LARGEST = 2**40
"""Whole numbers in one row sum up to at most this, an eight-thousandth of what a double counts exactly."""

ROUNDING = 0.01
"""How far a bound of the solver may be off; a whole number closer than this to it is not ruled out by it."""

EVEN = 10
"""Rows are scaled so that their largest number has about so many bits."""

TOLERANCE = 1e-9

SETTINGS: Mapping[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.0,
    "mip_feasibility_tolerance": TOLERANCE,
    "primal_feasibility_tolerance": TOLERANCE,
    "dual_feasibility_tolerance": TOLERANCE,
    # It looks for a first plan for longer than these programs take to solve.
    "mip_heuristic_run_feasibility_jump": False,
    # A number of steps and not a time, so that a plan does not depend on the machine.
    "mip_max_nodes": 200_000,
}

VERSION = ".".join(
    str(part) for part in (highspy.HIGHS_VERSION_MAJOR, highspy.HIGHS_VERSION_MINOR, highspy.HIGHS_VERSION_PATCH)
)

NO_PLAN = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
"""Every column lies between 0 and 1, so a program is never unbounded."""

Weights = Mapping[str, int]
"""Code of an option -> whole number; one that is absent weighs 0."""


class Model:
    """One program in the solver.

    A column for each option and phase says whether it is done by the end of that phase; that of the last phase, whether
    it is chosen at all. A column for each group of options of which any one counts says whether one is chosen.

    Args:
        program: With at least one option.

    Raises:
        NumbersTooLarge: the numbers of a row sum to more than LARGEST.
    """

    def __init__(self, program: Program):
        self.program = program
        self.options = {option.code: option for option in program.options}
        self.last = program.phases - 1
        self.kept: list[tuple[Weights, Weights, int]] = []
        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in SETTINGS.items():
            self.highs.setOptionValue(name, value)
        self.by_end = {
            (each.code, phase): self._column()
            for each in program.options
            for phase in range(each.earliest, program.phases)
        }
        whole = list(self.by_end.values())
        kinds = [highspy.HighsVarType.kInteger.value] * len(whole)
        self.highs.changeColsIntegrality(len(whole), whole, kinds)  # type: ignore[arg-type]
        self.any_of: dict[tuple[str, ...], int] = {}
        for each in program.options:
            self._in_order(each)
        for row in program.rows:
            self._at_least(self._of_terms(row.terms), row.least)
        for cap in program.caps:
            self._at_most(self._of_cap(cap), cap.most)

    def least(self, by_code: Weights, by_phase: Weights, start: Phases | None = None) -> Found | None:
        """Return a plan with the least sum of `by_code` for each option and `by_phase` for each phase it waits.

        Args:
            start: A plan that is known to hold.

        Raises:
            NoProof: the solver gave up.
        """
        found = self._solve(self._of_options(by_code, by_phase), start, most=False)
        return None if found is None else self._proven(found, sum_of(by_code, by_phase, found[0]))

    def most(self, terms: Sequence[Term]) -> Found | None:
        """Return a plan whose terms sum to the most.

        Raises:
            NoProof: the solver gave up.
        """
        found = self._solve(self._of_terms(terms), None, most=True)
        return None if found is None else self._proven(found, worth(terms, found[0]))

    def keep(self, by_code: Weights, by_phase: Weights, most: int) -> None:
        """Take only plans for which this sum, of numbers of 0 or more, is at most `most` from now on."""
        self.kept.append((by_code, by_phase, most))
        self._at_most(self._of_options(by_code, by_phase), most)

    def fix(self, code: str, *, chosen: bool) -> None:
        """Take only plans that have, or have not, this option from now on."""
        self.highs.changeColBounds(self.by_end[code, self.last], float(chosen), float(chosen))

    def forbid(self, codes: Iterable[str]) -> None:
        """Take only plans that lack one of these options from now on."""
        columns = [self.by_end[code, self.last] for code in codes]
        self._at_most(dict.fromkeys(columns, 1), len(columns) - 1)

    def _column(self) -> int:
        self.highs.addVar(0.0, 1.0)
        return int(self.highs.getNumCol()) - 1

    def _in_order(self, option: Option) -> None:
        """What is done stays done, and nothing is done before what it needs."""
        for phase in range(option.earliest, self.program.phases):
            done = self.by_end[option.code, phase]
            if phase < self.last:
                self._at_most({done: 1, self.by_end[option.code, phase + 1]: -1}, 0)
            for code in option.needs:
                before = {self.by_end[code, phase]: -1} if (code, phase) in self.by_end else {}
                self._at_most({done: 1, **before}, 0)

    def _of_terms(self, terms: Iterable[Term]) -> dict[int, int]:
        weights: dict[int, int] = {}
        for term in terms:
            column = self._any_of(term.options)
            weights[column] = weights.get(column, 0) + term.weight
        return weights

    def _any_of(self, options: tuple[str, ...]) -> int:
        columns = [self.by_end[code, self.last] for code in options]
        if len(columns) == 1:
            return columns[0]
        if options not in self.any_of:
            self.any_of[options] = self._column()
            self._at_most({self.any_of[options]: 1, **dict.fromkeys(columns, -1)}, 0)
        return self.any_of[options]

    def _of_cap(self, cap: Cap) -> dict[int, int]:
        """Done in a phase is done by its end, and not by the end of the phase before."""
        amounts = {
            column: getattr(self.options[code], cap.of) * ((phase in cap.phases) - (phase + 1 in cap.phases))
            for (code, phase), column in self.by_end.items()
        }
        return {column: amount for column, amount in amounts.items() if amount}

    def _of_options(self, by_code: Weights, by_phase: Weights) -> dict[int, int]:
        weights = dict.fromkeys(self.by_end.values(), 0)
        for code, weight in by_code.items():
            weights[self.by_end[code, self.last]] += weight
        for code, weight in by_phase.items():
            weights[self.by_end[code, self.last]] += weight * self.last
            for phase in range(self.options[code].earliest, self.last):
                weights[self.by_end[code, phase]] -= weight
        return {column: weight for column, weight in weights.items() if weight}

    def _at_least(self, weights: Mapping[int, int], least: int) -> None:
        self._row({column: -weight for column, weight in weights.items()}, -least)

    def _at_most(self, weights: Mapping[int, int], most: int) -> None:
        self._row(weights, most)

    def _row(self, weights: Mapping[int, int], most: int) -> None:
        _check(weights.values(), most)
        # A power of two changes no digit, and brings large rows near the solver's own scale.
        bits = max(map(abs, weights.values()), default=0).bit_length()
        scale = 2.0 ** -max(0, bits - EVEN)
        columns = list(weights)
        amounts = [weights[column] * scale for column in columns]
        self.highs.addRow(-highspy.kHighsInf, most * scale, len(columns), columns, amounts)

    def _solve(self, weights: Mapping[int, int], start: Phases | None, *, most: bool) -> tuple[Phases, int] | None:
        """A plan, and the whole number its sum cannot pass; None when there is no plan."""
        _check(weights.values())
        unit = gcd(*weights.values()) or 1
        columns = list(range(int(self.highs.getNumCol())))
        self.highs.changeColsCost(len(columns), columns, [float(weights.get(each, 0) // unit) for each in columns])
        self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize if most else highspy.ObjSense.kMinimize)
        if start is not None:
            self._start_from(start, len(columns))
        phases = self._run()
        if phases is None:
            return None
        bound = self.highs.getInfo().mip_dual_bound
        return phases, unit * (floor(bound + ROUNDING) if most else ceil(bound - ROUNDING))

    def _start_from(self, phases: Phases, columns: int) -> None:
        values = [0.0] * columns
        for code, phase in phases.items():
            for later in range(phase, self.program.phases):
                values[self.by_end[code, later]] = 1.0
        for options, column in self.any_of.items():
            values[column] = float(any(code in phases for code in options))
        self.highs.setSolution(columns, list(range(columns)), values)

    def _run(self) -> Phases | None:
        """A plan that holds in whole numbers, or None when the solver proves that there is none.

        What holds only within the solver's tolerance is cut off: less is too little where this was, and more is too
        much where this was.
        """
        while True:
            self.highs.run()
            status = self.highs.getModelStatus()
            if status in NO_PLAN:
                return None
            if status != highspy.HighsModelStatus.kOptimal:
                raise NoProof(self.highs.modelStatusToString(status))
            phases = self._phases(self.highs.getSolution().col_value)
            if any(worth(row.terms, phases) < row.least for row in self.program.rows):
                others = [self.by_end[code, self.last] for code in self.options if code not in phases]
                self._at_least(dict.fromkeys(others, 1), 1)
            elif self._is_too_much(phases):
                self._at_most(self._exactly(phases), len(phases) - 1)
            else:
                return phases

    def _phases(self, values: Sequence[float]) -> Phases:
        found: dict[str, int] = {}
        for (code, phase), column in self.by_end.items():
            if values[column] > 0.5:
                found.setdefault(code, phase)
        return found

    def _is_too_much(self, phases: Phases) -> bool:
        return any(spent(cap, self.options, phases) > cap.most for cap in self.program.caps) or any(
            sum_of(by_code, by_phase, phases) > most for by_code, by_phase, most in self.kept
        )

    def _exactly(self, phases: Phases) -> dict[int, int]:
        """Sums to the number of options when each is done in just this phase, else to less."""
        weights: dict[int, int] = {}
        for code, phase in phases.items():
            weights[self.by_end[code, phase]] = 1
            if (code, phase - 1) in self.by_end:
                weights[self.by_end[code, phase - 1]] = -1
        return weights

    @staticmethod
    def _proven(found: tuple[Phases, int], value: int) -> Found:
        phases, bound = found
        if bound != value:
            raise NoProof(f"value {value}, bound {bound}")
        return Found(phases, value, bound)


def sum_of(by_code: Weights, by_phase: Weights, phases: Phases) -> int:
    """Return the sum of `by_code` for each chosen option and `by_phase` for each phase it waits.

    >>> sum_of({"A": 5, "B": 7}, {"A": 1}, {"A": 2})
    7
    """
    return sum(by_code.get(code, 0) + by_phase.get(code, 0) * phase for code, phase in phases.items())


def is_countable(by_code: Collection[int], by_phase: Collection[int], phases: int) -> bool:
    """Return whether a sum of such numbers, for options and for the phases they wait, is counted exactly as a bound."""
    # The column of a phase takes off what the last one adds for all of them.
    return 2 * (sum(by_code) + 2 * phases * sum(by_phase)) <= LARGEST


def _check(weights: Iterable[int], bound: int = 0) -> None:
    total = sum(map(abs, weights)) + abs(bound)
    if total > LARGEST:
        raise NumbersTooLarge(total, LARGEST)
