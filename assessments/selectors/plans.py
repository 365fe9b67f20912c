"""Saved plans as they are shown: what is done when, what it costs, and where it is expected to bring the firm."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from assessments.models import PHASES, Firm, FirmEntry, Plan, PlanAction
from assessments.selectors.access import firms_visible_to
from assessments.selectors.entries import OWN, measure_of_entry
from assessments.selectors.standing import Standing, standing_of_result
from content.model import Measure
from planning.cuts import counted, middle
from planning.limits import Limits
from planning.priorities import HORIZONS
from planning.targets import EFFECT, MOST, is_reached, parse_target
from planning.whatif import after_json, is_due, standing_json, synergy_figures, synergy_of
from scoring.exact import text_of
from scoring.model import Json

SCHEMA = "plan/1"
DROPPED = PlanAction.Status.DROPPED


def plans_visible_to(user: User) -> QuerySet[Plan]:
    """Plans of the firms the user sees, newest first, without the long texts of their results."""
    return (
        Plan.objects.filter(firm__in=firms_visible_to(user))
        .select_related("firm__organisation", "result__assessment")
        .defer("result__text")
    )


def plans_of(plans: QuerySet[Plan], *, assessment: Any) -> QuerySet[Plan]:
    """Those of one assessment, each with `kept` and `done`: how many of its actions are not dropped, and done."""
    return plans.filter(result__assessment=assessment).annotate(
        kept=Count("actions", filter=~Q(actions__status=DROPPED)),
        done=Count("actions", filter=Q(actions__status=PlanAction.Status.DONE)),
    )


@dataclass(frozen=True)
class Course:
    """A plan beside where its firm stood.

    Attributes:
        actions: in their order.
        standing: of the plan's result; knows the firm's own measures, withdrawn ones too.
    """

    plan: Plan
    actions: Sequence[PlanAction]
    standing: Standing

    @cached_property
    def kept(self) -> list[PlanAction]:
        """Everything that is not dropped."""
        return [action for action in self.actions if action.status != DROPPED]

    def measures_by(self, phase: int) -> list[Measure]:
        """What the plan does by the end of a phase, as far as the catalogue still knows it."""
        catalogue = self.standing.catalogue
        return [catalogue[row.measure] for row in self.kept if row.phase <= phase and row.measure in catalogue]

    @cached_property
    def projected(self) -> list[Json]:
        """What the rules find after each phase; graded once for phases in which nothing is done."""
        rows: list[Json] = []
        graded: tuple[list[Measure], Json] | None = None
        for phase, months in enumerate(HORIZONS):
            done = self.measures_by(phase)
            if graded is None or graded[0] != done:
                graded = done, self._after(done)
            rows.append({"months": months, **graded[1]})
        return rows

    def _after(self, measures: Sequence[Measure]) -> Json:
        standing = self.standing
        return after_json(
            standing.today, measures, effects=standing.effects, scale=standing.scale, totals=standing.totals
        )

    @cached_property
    def today(self) -> Json:
        """Where the firm stood."""
        today, scale = self.standing.today, self.standing.scale
        return {
            "readings": [standing_json(result) for result in today.results],
            "synergy": synergy_figures(synergy_of(today.results, today.answers, scale)),
        }


def course_of(plan: Plan) -> Course:
    """Return a plan with its actions, its standing graded as it was graded then."""
    actions = list(plan.actions.all())
    own = own_measures_named(plan.firm, [action.measure for action in actions])
    return Course(plan, actions, standing_of_result(plan.result, own=own))


def own_measures_named(firm: Firm, codes: Collection[str]) -> dict[str, Measure]:
    """The firm's own measures with these codes, withdrawn and expired ones too: a plan made with one keeps it."""
    if not any(code.startswith(OWN) for code in codes):
        return {}
    entries = FirmEntry.objects.filter(firm=firm, kind=FirmEntry.Kind.MEASURE)
    return {entry.code: measure_of_entry(entry) for entry in entries if entry.code in codes}


def limits_of_plan(plan: Plan) -> Limits:
    """The limits a plan was last planned within."""
    money, days = (
        tuple(None if limit is None else Decimal(limit) for limit in row) for row in (plan.phase_wan, plan.phase_days)
    )
    return Limits(total_wan=plan.budget_wan, phase_wan=money, phase_days=days, carried=plan.carried)


def plan_document(plan: Plan) -> Json:
    """Return plan/1: the plan by phases, what it costs, and what its measures are expected to bring about.

    Numbers are decimal texts, money in 10,000 yuan. `projected` grades the measures that are not dropped; actions of
    the firm's own count for money and days only. `unpriced` counts the actions without a budget. `out_of_order` names
    measures whose prerequisite is planned later, or is neither done nor planned.
    """
    course = course_of(plan)
    limits = limits_of_plan(plan)
    cost, days = _sums(course.kept)
    budget = limits.budget_wan
    return {
        "schema": SCHEMA,
        "id": str(plan.pk),
        "firm": plan.firm_id,
        "assessment": str(plan.result.assessment_id),
        "result": str(plan.result_id),
        "period": plan.result.assessment.period,
        "title": plan.title,
        "target": _target(course),
        "limits": limits_document(plan),
        "version": plan.version,
        "created_at": plan.created_at.isoformat(),
        "updated_at": plan.updated_at.isoformat(),
        "today": course.today,
        "phases": [_phase(course, phase) for phase in range(PHASES)],
        "dropped": [action_row(course, action) for action in course.actions if action.status == DROPPED],
        "projected": course.projected,
        "cost_wan": text_of(cost),
        "staff_days": text_of(days),
        "unused_budget_wan": None if budget is None else text_of(budget - cost),
        "unpriced": sum(action.budget_wan is None for action in course.kept),
        "out_of_order": list(_out_of_order(course)),
    }


def limits_document(plan: Plan) -> Json:
    """The limits as decimal texts, null where there is none."""
    return {
        "budget_wan": _number(plan.budget_wan),
        "phase_wan": list(plan.phase_wan),
        "phase_days": list(plan.phase_days),
        "carried": plan.carried,
    }


def _target(course: Course) -> Json:
    """The block a roadmap has for its target; empty for a plan without one. `reached` is about what is not dropped."""
    if not course.plan.target:
        return {}
    standing = course.standing
    target = parse_target(course.plan.target, standing.today.readings)
    measures = course.measures_by(PHASES - 1)
    if target.kind == EFFECT:
        by_measure = standing.effects.get(target.reading, {})
        codes = counted([measure.code for measure in measures], by_measure)
        reached = is_reached(target, (), sum((middle(by_measure[code]) for code in codes), Fraction(0)))
    else:
        # The best score there is has no mark to pass: whatever a plan brings is a part of it.
        reached = target.kind == MOST or is_reached(target, standing.today.results_after(measures))
    return {
        "text": target.text,
        "kind": target.kind,
        "reading": None if target.kind == EFFECT else target.reading,
        "node": target.node or None,
        "wanted": target.wanted,
        "reached": reached,
        "reason": None,
        "nearest": None,
    }


def _phase(course: Course, phase: int) -> Json:
    actions = [action for action in course.kept if action.phase == phase]
    cost, days = _sums(actions)
    return {
        "months": HORIZONS[phase],
        "actions": [action_row(course, action) for action in actions],
        "cost_wan": text_of(cost),
        "staff_days": text_of(days),
    }


def _sums(actions: Iterable[PlanAction]) -> tuple[Fraction, Fraction]:
    """Money in 10,000 yuan and days of some actions; what is not known counts nothing."""
    cost = days = Fraction(0)
    for action in actions:
        cost += Fraction(action.budget_wan or 0)
        days += Fraction(action.staff_days or 0)
    return cost, days


def action_row(course: Course, action: PlanAction) -> Json:
    """Return one action as plain data; `measure` is null for an action of the firm's own."""
    return {
        "id": action.pk,
        "measure": action.measure or None,
        "title": _title(course, action),
        "note": action.note,
        "phase": action.phase,
        "owner": action.owner,
        "due": None if action.due is None else action.due.isoformat(),
        "budget_wan": _number(action.budget_wan),
        "staff_days": _number(action.staff_days),
        "status": action.status,
        "pinned": action.pinned,
    }


def _title(course: Course, action: PlanAction) -> Mapping[str, str]:
    """In both languages; a measure nobody knows any more goes by its code."""
    measure = course.standing.catalogue.get(action.measure)
    if measure is not None:
        return dict(measure.title)
    written = action.title or action.measure
    return {"zh-hans": written, "en": written}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else text_of(Fraction(value))


def _out_of_order(course: Course) -> Iterable[Json]:
    """Measures whose prerequisite still has something to do and is planned later, or not at all."""
    catalogue, known = course.standing.catalogue, course.standing.today.known
    phases = {action.measure: action.phase for action in course.kept if action.measure}
    for action in course.kept:
        measure = catalogue.get(action.measure)
        for before in measure.prerequisites if measure else ():
            if before in catalogue and is_due(catalogue[before], known):
                if before not in phases:
                    yield {"action": action.pk, "needs": before, "problem": "missing"}
                elif phases[before] > action.phase:
                    yield {"action": action.pk, "needs": before, "problem": "later"}
