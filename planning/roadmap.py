"""The least-cost set of measures that reaches a target, phase by phase; or the reason why none does.

Cost is what `priorities.cost_of` gives: the middle of the band plus the firm's own days, rounded up to whole yuan.
A budget is spent on all of it; staff-days have their own limits besides.

Source: docs/method.md#roadmap.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from planning.candidates import Candidates, codes_in, gains_of, program_for, program_of, rows_for, whole, with_pins
from planning.cuts import NO_TOTALS, Totals, counted, cuts_json, cuts_of
from planning.demands import (
    Blocked,
    Demand,
    Linear,
    answers_in,
    demands_of,
    level_scores,
    open_questions,
    points_score,
    range_score,
    severity_score,
)
from planning.errors import PlanNotVerified
from planning.limits import UNLIMITED, Limits
from planning.obstacles import beyond_all, beyond_limits, nearest, wan
from planning.optimum import least_cost, most_of
from planning.priorities import HORIZONS, Measure
from planning.program import Found
from planning.solver import VERSION
from planning.targets import EFFECT, LEVEL, MOST, Target, is_reached
from planning.whatif import after_json, changes_of, opens
from scoring.exact import text_of
from scoring.ladder import level_of
from scoring.model import Json, LadderReading, PointsReading, RangeReading, ReadingResult, SeverityReading
from scoring.synergy import SynergyScale

SOLVER = "HiGHS"


@dataclass(frozen=True)
class Certificate:
    """How it is known that no plan is better, or that there is none.

    Attributes:
        status: "optimal", or "infeasible" when there is no plan.
        objective: what the plan has: its cost in yuan, or the points of score it gains; None without a plan.
        bound: what no plan can be better than; equals `objective`, so the gap is 0.
        unit: "yuan" or "points".
        solver: whether HiGHS proved it; else the whole numbers alone did, without a choice to make.
        checked: whether the rules graded the plan, or all measures together where even those fall short, once more.
    """

    status: str
    objective: Fraction | None = None
    bound: Fraction | None = None
    unit: str = "yuan"
    solver: bool = True
    checked: bool = True


@dataclass(frozen=True)
class Roadmap:
    """What to do and when, or why it cannot be done.

    Attributes:
        target: what was asked for.
        reached: whether the plan reaches it; "most" is reached whenever its reading is complete.
        certificate: how it is known that nothing is better.
        reason: None when reached; else what stands in the way, JSON-ready.
        nearest: the nearest target within the same limits that is better than today, JSON-ready; None without one.
        phases: code -> phase from 0; empty when nothing is to be done or nothing helps.
    """

    candidates: Candidates
    target: Target
    limits: Limits
    reached: bool
    certificate: Certificate
    reason: Json | None = None
    nearest: Json | None = None
    phases: Mapping[str, int] = field(default_factory=dict)

    @property
    def cost_wan(self) -> Fraction:
        """Of all measures, in 万元."""
        return wan(self.candidates, self.phases)

    def done_by(self, phase: int) -> list[Measure]:
        """The measures done by the end of a phase."""
        return [self.candidates.measures[code] for code, when in self.phases.items() if when <= phase]


def plan(
    candidates: Candidates, target: Target, limits: Limits = UNLIMITED, *, pinned: Collection[str] = frozenset()
) -> Roadmap:
    """Return the least-cost roadmap to a target, or why there is none; always the same one for the same input.

    Prerequisites come first or in the same phase; no measure is done before its own horizon. Of equally cheap plans
    see `planning.program.least_cost`. The plan is graded again by the rules before it is returned.

    Args:
        candidates: Of `candidates_of`.
        target: Of `parse_target`, with the readings of `candidates.today`.
        limits: Money and staff-days.
        pinned: Measures that are in the plan whatever they count for, with all they need.

    Raises:
        PinNotPossible: a pinned measure is no candidate.
        NumbersTooLarge, NoProof, PlanNotVerified: see their classes.

    Source: docs/method.md#roadmap.
    """
    if pinned:
        candidates = with_pins(candidates, pinned)
    if target.kind == MOST:
        return _most(candidates, target, limits)
    demands: Sequence[Demand] | Blocked = ()
    if target.kind == EFFECT or not is_reached(target, candidates.today.results):
        demands = demands_of(target, candidates.today, candidates.effects)
    elif not candidates.pinned:
        nothing = Certificate("optimal", Fraction(0), Fraction(0), solver=False)
        return Roadmap(candidates, target, limits, True, nothing)
    if isinstance(demands, Blocked):
        reason = {"reason": demands.reason, **demands.about}
        return Roadmap(candidates, target, limits, False, _infeasible(by_solver=False), reason)
    short = beyond_all(candidates, demands)
    if short is not None:
        if _is_reached_by(candidates, target, candidates.measures):
            raise PlanNotVerified(target.text, tuple(candidates.measures))
        near = nearest(candidates, target, demands, limits)
        return Roadmap(candidates, target, limits, False, _infeasible(by_solver=False), short, near)
    found = least_cost(program_for(candidates, demands, limits))
    if found is None:
        reason = beyond_limits(candidates, demands, limits)
        near = nearest(candidates, target, demands, limits)
        return Roadmap(candidates, target, limits, False, _infeasible(by_solver=True), reason, near)
    if not _is_reached_by(candidates, target, found.phases):
        raise PlanNotVerified(target.text, tuple(found.phases))
    proof = Certificate("optimal", Fraction(found.value), Fraction(found.bound))
    return Roadmap(candidates, target, limits, True, proof, phases=found.phases)


def most_for(candidates: Candidates, reading: str, limits: Limits, *, pinned: Collection[str] = frozenset()) -> Roadmap:
    """Return the roadmap to the best score of one reading within the limits; of equal ones the cheapest.

    Of a ladder that is the highest level and then the most at the next one; of barriers the least severity.

    Args:
        reading: Key of one of the readings of `candidates.today`.

    Raises:
        As `plan`.
    """
    return plan(candidates, Target(MOST, reading, "", MOST), limits, pinned=pinned)


def _infeasible(*, by_solver: bool) -> Certificate:
    return Certificate("infeasible", solver=by_solver, checked=not by_solver)


def _is_reached_by(candidates: Candidates, target: Target, codes: Iterable[str]) -> bool:
    """Whether the rules find the target reached once these measures are done."""
    chosen = list(codes)
    if target.kind == EFFECT:
        return is_reached(target, (), candidates.cut(target.reading, chosen))
    return is_reached(target, candidates.today.results_after(candidates.measures[code] for code in chosen))


@dataclass(frozen=True)
class Stage:
    """One way to the best score: what must hold, and what is then to be as much as possible.

    Attributes:
        start: the score when `rows` hold and nothing more is gained.
        sign: 1, or -1 where less is better.
    """

    rows: Sequence[Demand]
    gains: Mapping[str, Fraction]
    start: Fraction
    sign: int = 1


def _most(candidates: Candidates, target: Target, limits: Limits) -> Roadmap:
    result = candidates.today.result(target.reading)
    waiting = open_questions(candidates.today, target.reading)
    if waiting or result.status != "complete":
        reason: Json = {"reason": "incomplete", "questions": list(waiting)} if waiting else {"reason": "not-assessed"}
        return Roadmap(candidates, target, limits, False, _infeasible(by_solver=False), reason)
    for stage in _stages(candidates, result):
        found = _best_in(candidates, stage, limits)
        if found is not None:
            return _most_found(candidates, target, limits, stage, found)
    if candidates.pinned:
        reason = beyond_limits(candidates, (), limits)
        return Roadmap(candidates, target, limits, False, _infeasible(by_solver=True), reason)
    raise PlanNotVerified(target.text, ())


def _best_in(candidates: Candidates, stage: Stage, limits: Limits) -> tuple[Found, Fraction] | None:
    """The best plan of a stage, and what one unit of its value is."""
    gains = gains_of(candidates, stage.gains)
    terms, unit = whole(gains)
    rows, wanted = rows_for(candidates, stage.rows)
    found = most_of(program_of(candidates, rows, [*codes_in(gains), *wanted], limits), terms)
    return None if found is None else (found, unit)


def _most_found(
    candidates: Candidates, target: Target, limits: Limits, stage: Stage, best: tuple[Found, Fraction]
) -> Roadmap:
    found, unit = best
    after = candidates.today.results_after(candidates.measures[code] for code in found.phases)
    score = next(result.score for result in after if result.reading.key == target.reading)
    before = candidates.today.result(target.reading).score
    if before is None or score != stage.start + stage.sign * found.value * unit:
        raise PlanNotVerified(target.text, tuple(found.phases))
    bound = stage.sign * (stage.start - before) + found.bound * unit
    proof = Certificate("optimal", stage.sign * (score - before), bound, "points")
    return Roadmap(candidates, target, limits, True, proof, phases=found.phases)


def _stages(candidates: Candidates, result: ReadingResult) -> Iterable[Stage]:
    """The best outcome first; the last one is always possible when nothing is pinned."""
    reading, today = result.reading, candidates.today
    known = answers_in(today, result)
    now = Fraction(0) if result.score is None else result.score
    if isinstance(reading, LadderReading):
        scores = level_scores(reading, today, known)
        reached = level_of([score for score, _ in scores], reading.pass_mark)
        for level in range(len(scores), reached, -1):
            rows = demands_of(Target(LEVEL, reading.key, "", str(level)), today, candidates.effects)
            if not isinstance(rows, Blocked) and beyond_all(candidates, rows) is None:
                yield _stage_at(scores, level, rows)
        yield _stage_at(scores, reached, ())
    elif isinstance(reading, PointsReading):
        yield Stage((), points_score(reading, today, known)[1], now)
    elif isinstance(reading, SeverityReading):
        yield Stage((), severity_score(reading, known)[1], now, -1)
    elif isinstance(reading, RangeReading):
        yield Stage((), range_score(reading, known), now)


def _stage_at(scores: Sequence[Linear], level: int, rows: Sequence[Demand]) -> Stage:
    """A level passed, and the score of the first assessed one above it, where there is one."""
    for score, gains in scores[level:]:
        if score is not None:
            return Stage(rows, gains, level + score)
    return Stage(rows, {}, Fraction(level))


def roadmap_json(roadmap: Roadmap, scale: SynergyScale | None = None, totals: Totals = NO_TOTALS) -> Json:
    """Return roadmap/1, the `roadmap` of a result: target, phases, projected results, and the proof.

    Args:
        roadmap: Of `plan` or `most_for`.
        scale: How synergy is named; without it, `synergy` is null.
        totals: What cuts are a share of; without one, their `amount` is null.

    Returns:
        Numbers as decimal text: costs in 万元, cuts in percent, the certificate in its own unit. Measures stand in the
        order of their codes within a phase, after those of the same phase they need.
    """
    target, limits = roadmap.target, roadmap.limits
    budget = limits.budget_wan
    return {
        "target": {
            "text": target.text,
            "kind": target.kind,
            "reading": None if target.kind == EFFECT else target.reading,
            "node": target.node or None,
            "wanted": target.wanted,
            "reached": roadmap.reached,
            "reason": roadmap.reason,
            "nearest": roadmap.nearest,
        },
        "pinned": sorted(roadmap.candidates.pinned),
        "dropped": sorted(roadmap.candidates.dropped),
        "phases": [_phase_json(roadmap, phase, totals) for phase in range(len(HORIZONS))],
        "projected": list(_projected_json(roadmap, scale, totals)),
        "certificate": certificate_json(roadmap.certificate),
        "cost_wan": text_of(roadmap.cost_wan),
        "unused_budget_wan": None if budget is None else text_of(budget - roadmap.cost_wan),
    }


def certificate_json(proof: Certificate) -> Json:
    """Return a certificate as plain data; the gap is the distance from objective to bound."""
    gap = None if proof.objective is None or proof.bound is None else abs(proof.objective - proof.bound)
    return {
        "status": proof.status,
        "objective": None if proof.objective is None else text_of(proof.objective),
        "bound": None if proof.bound is None else text_of(proof.bound),
        "gap": None if gap is None else text_of(gap),
        "unit": proof.unit,
        "solver": SOLVER if proof.solver else None,
        "version": VERSION if proof.solver else None,
        "checked": proof.checked,
    }


def _phase_json(roadmap: Roadmap, phase: int, totals: Totals) -> Json:
    candidates = roadmap.candidates
    codes = _in_order(candidates, [code for code, when in roadmap.phases.items() if when == phase])
    return {
        "months": HORIZONS[phase],
        "measures": [
            {
                "code": code,
                "cost_wan": text_of(wan(candidates, [code])),
                "staff_days": text_of(candidates.days(code)),
                "why": list(_why(roadmap, code, totals)),
            }
            for code in codes
        ],
        "cost_wan": text_of(wan(candidates, codes)),
        "staff_days": text_of(sum((candidates.days(code) for code in codes), Fraction(0))),
    }


def _in_order(candidates: Candidates, codes: Sequence[str]) -> list[str]:
    """By code, each after those it needs."""
    ordered: dict[str, None] = {}

    def place(code: str) -> None:
        for before in candidates.needs(code):
            if before in codes:
                place(before)
        ordered[code] = None

    for code in sorted(codes):
        place(code)
    return list(ordered)


def _why(roadmap: Roadmap, code: str, totals: Totals) -> Iterable[Json]:
    """What a measure still fixes and relieves, what it cuts where that is the target and counts, and what needs it
    first."""
    candidates, target, effects = roadmap.candidates, roadmap.target, roadmap.candidates.effects
    today, measure = candidates.today, candidates.measures[code]
    fixed = opens(measure, today.known)
    for question, reaches in changes_of(measure, today.known).items():
        reason = (
            "barrier" if question in measure.relieves else "not_reached" if question in today.not_reached else "below"
        )
        if reason == "barrier" or question in fixed:
            yield {"reason": reason, "question": question, "answer": today.known[question], "reaches": reaches}
    if target.kind == EFFECT and code in counted(roadmap.phases, effects.get(target.reading, {})):
        own = {target.reading: cuts_of([code], effects)[target.reading]}
        yield from ({"reason": "effect", **row} for row in cuts_json(own, totals))
    yield from (
        {"reason": "first_for", "measure": later} for later in sorted(roadmap.phases) if code in candidates.needs(later)
    )


def _projected_json(roadmap: Roadmap, scale: SynergyScale | None, totals: Totals) -> Iterable[Json]:
    """What the rules find after each phase; graded once for phases in which nothing is done."""
    today, effects = roadmap.candidates.today, roadmap.candidates.effects
    graded: tuple[list[Measure], Json] | None = None
    for phase, months in enumerate(HORIZONS):
        done = roadmap.done_by(phase)
        if graded is None or graded[0] != done:
            graded = done, after_json(today, done, effects=effects, scale=scale, totals=totals)
        yield {"months": months, **graded[1]}
