"""Saved plans: made from a roadmap, changed by the firm and its consultant, planned again, given up."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import may_plan
from accounts.services import record_audit
from assessments.errors import InvalidInput, NotAllowed, StaleVersion, TooManyPlans
from assessments.models import Firm, Plan, PlanAction, Result
from assessments.selectors import firm_measures, limits_of_plan, own_measures_named, standing_of_result
from assessments.services import validation
from assessments.services.limits import LIMIT_FIELDS, stored_limits, target_text
from assessments.services.plan_changes import (
    ACTION_READERS,
    TITLE_LENGTH,
    added_actions,
    change_actions,
    plan_fields,
    refuse_unknown,
    removed_actions,
)
from assessments.services.plan_steps import Step, candidates_for, dropped_steps, roadmap_steps
from assessments.services.validation import Findings
from planning.limits import UNLIMITED, Limits
from scoring.exact import text_of
from scoring.model import Json

MOST_PLANS = 20
"""Of one firm."""

MOST_OWN_ACTIONS = 50
"""Of one plan, besides its measures."""

UNDER_WAY = (PlanAction.Status.DOING, PlanAction.Status.DONE)
CHANGES = ("title", "target", *LIMIT_FIELDS, "actions", "added", "removed")


def save_plan(
    *,
    result: Result,
    by: User | None,
    title: Any,
    target: Any,
    limits: Limits = UNLIMITED,
    pinned: Collection[str] = (),
    dropped: Collection[str] = (),
) -> Plan:
    """Plan the least-cost way to a target and keep it, with one action for every measure.

    Dropped measures the firm could do are kept as dropped actions, so that they stay out when it is planned again.

    Args:
        result: What the plan starts from, and stays with.
        by: None when it comes in through a command.
        title: At most 120 characters.
        target: Such as "im-capability:2"; "" keeps the pinned measures as they are, with what they need first.

    Raises:
        InvalidInput: names what is wrong; also a target that cannot be reached.
        PlanningError: the target is not understood, a measure cannot be planned, or no optimum can be proven.
        TooManyPlans: the firm keeps as many plans as there may be.
        NotAllowed: the person may only read.
    """
    firm = result.assessment.firm
    _allow(by, firm)
    findings = Findings()
    named = findings.take("title", validation.required_text, title, most=TITLE_LENGTH)
    wanted = findings.take("target", target_text, target)
    _raise_if_any(findings)
    _leave_room(firm)
    standing = standing_of_result(result)
    written, steps = roadmap_steps(standing, target=wanted, limits=limits, pinned=pinned, dropped=dropped)
    given_up = dropped_steps(standing, dropped)
    with transaction.atomic():
        # The firm's row is the lock: two clicks at once do not both take the last place.
        Firm.objects.select_for_update().get(pk=firm.pk)
        _leave_room(firm)
        plan = Plan.objects.create(
            firm=firm,
            result=result,
            title=named,
            target=written,
            created_by=by,
            **stored_limits(
                {
                    "budget_wan": limits.total_wan,
                    "phase_wan": limits.phase_wan,
                    "phase_days": limits.phase_days,
                    "carried": limits.carried,
                }
            ),
        )
        PlanAction.objects.bulk_create(
            [
                *(_action(plan, step, place, pinned=step.measure in pinned) for place, step in enumerate(steps)),
                *(
                    _action(plan, step, place, status=PlanAction.Status.DROPPED)
                    for place, step in enumerate(given_up, len(steps))
                ),
            ]
        )
        _audit(plan, by, "save plan", {"result": str(result.pk), "target": written, "actions": len(steps)})
    return plan


@transaction.atomic
def edit_plan(*, plan: Plan, by: User | None, version: int, changes: Mapping[str, Any]) -> Plan:
    """Change a plan and its actions, all or nothing. Nothing is planned again by that.

    Args:
        version: The one the person saw.
        changes: Any of title, target, budget_wan, phase_wan, phase_days, carried; `actions`, id -> fields to change
            (note, phase from 0, owner, due, budget_wan, staff_days, status, pinned, and title of an own action);
            `added`, a list of own actions with at least a title; `removed`, ids of own actions. What is left out
            stays as it is.

    Raises:
        StaleVersion: it was changed in between; carries the plan as it is stored.
        InvalidInput: names every field that is wrong, such as actions.17.due; nothing is stored.
        NotAllowed: the person may only read.
    """
    _allow(by, plan.firm)
    _take_version(plan, version)
    findings = Findings()
    refuse_unknown(changes, CHANGES, findings)
    fields = plan_fields(plan, changes, findings)
    rows = {row.pk: row for row in plan.actions.all()}
    removed = removed_actions(rows, changes.get("removed", ()), findings)
    change_actions(rows, changes.get("actions", {}), findings)
    added = added_actions(plan, rows, changes.get("added", ()), findings)
    if sum(not row.measure for row in rows.values()) - len(removed) + len(added) > MOST_OWN_ACTIONS:
        findings.add(
            "added", "too-many", _("A plan has at most %(most)s actions of its own.") % {"most": MOST_OWN_ACTIONS}
        )
    _raise_if_any(findings)
    Plan.objects.filter(pk=plan.pk).update(**fields)
    PlanAction.objects.bulk_update(rows.values(), [*ACTION_READERS, "title"])
    PlanAction.objects.filter(pk__in=removed).delete()
    PlanAction.objects.bulk_create(added)
    _audit(
        plan,
        by,
        "change plan",
        {
            "fields": sorted(fields),
            "actions": sorted(map(str, changes.get("actions", {}))),
            "added": len(added),
            "removed": len(removed),
        },
    )
    return _fresh(plan)


def add_action(*, plan: Plan, by: User | None, version: int, action: Mapping[str, Any]) -> Plan:
    """Add an action of the firm's own, with at least a title.

    Raises:
        As edit_plan, with paths such as added.0.title.
    """
    return edit_plan(plan=plan, by=by, version=version, changes={"added": [action]})


def remove_action(*, plan: Plan, by: User | None, version: int, action: int) -> Plan:
    """Remove an action of the firm's own; a measure is dropped instead.

    Raises:
        As edit_plan, with the path removed.0.
    """
    return edit_plan(plan=plan, by=by, version=version, changes={"removed": [action]})


def replan(*, plan: Plan, by: User | None, version: int) -> Plan:
    """Plan again to the plan's target and within its limits.

    What is pinned, under way or done stays in, what was dropped stays out, and so do the firm's own actions, which no
    plan counts. Of a measure that stays only the phase changes, and that not once it is under way or done; measures
    not needed any more go.

    Raises:
        StaleVersion: it was changed in between; carries the plan as it is stored.
        InvalidInput: the target cannot be reached this way; nothing is stored.
        PlanningError, NotAllowed: as save_plan.
    """
    _allow(by, plan.firm)
    _fresh(plan)
    if plan.version != version:
        raise StaleVersion(version=plan.version, plan=plan)
    rows = {row.measure: row for row in plan.actions.exclude(measure="")}
    # Of the firm's own measures those in force, and any the plan has already.
    own = firm_measures(plan.firm, timezone.localdate()) | own_measures_named(plan.firm, rows)
    standing = standing_of_result(plan.result, own=own)
    dropped = {code for code, row in rows.items() if row.status == PlanAction.Status.DROPPED} & set(standing.catalogue)
    possible = candidates_for(standing, dropped).measures
    started = {code for code, row in rows.items() if row.status in UNDER_WAY and code in possible}
    pinned = started | {code for code, row in rows.items() if row.pinned and row.status == PlanAction.Status.PLANNED}
    _written, steps = roadmap_steps(
        standing, target=plan.target, limits=limits_of_plan(plan), pinned=pinned, dropped=dropped
    )
    with transaction.atomic():
        _take_version(plan, version)
        _adopt(plan, rows, steps)
        _audit(plan, by, "plan again", {"target": plan.target, "actions": len(steps)})
    return _fresh(plan)


@transaction.atomic
def delete_plan(*, plan: Plan, by: User | None) -> None:
    """Delete a plan for good.

    Raises:
        NotAllowed: the person may only read.
    """
    _allow(by, plan.firm)
    _audit(plan, by, "delete plan", {"title": plan.title, "target": plan.target})
    plan.delete()


def _allow(by: User | None, firm: Firm) -> None:
    if by is not None and not may_plan(by, firm.organisation):
        raise NotAllowed


def _leave_room(firm: Firm) -> None:
    if firm.plans.count() >= MOST_PLANS:
        raise TooManyPlans(MOST_PLANS)


def _raise_if_any(findings: Findings) -> None:
    if findings.problems:
        raise InvalidInput(findings.problems)


def _take_version(plan: Plan, version: int) -> None:
    """Move the plan from `version` to the next, or say what is stored instead."""
    moved = Plan.objects.filter(pk=plan.pk, version=version).update(version=F("version") + 1, updated_at=timezone.now())
    if not moved:
        stored = Plan.objects.select_related("firm__organisation", "result__assessment").get(pk=plan.pk)
        raise StaleVersion(version=stored.version, plan=stored)


def _fresh(plan: Plan) -> Plan:
    plan.refresh_from_db(
        fields=["title", "target", "budget_wan", "phase_wan", "phase_days", "carried", "version", "updated_at"]
    )
    return plan


def _audit(plan: Plan, by: User | None, verb: str, details: Json) -> None:
    record_audit(organisation=plan.firm.organisation, actor=by, verb=verb, target=str(plan.pk), details=details)


def _action(plan: Plan, step: Step, position: int, **fields: Any) -> PlanAction:
    return PlanAction(
        plan=plan,
        measure=step.measure,
        phase=step.phase,
        position=position,
        budget_wan=Decimal(text_of(step.cost_wan)),
        staff_days=Decimal(text_of(step.days)),
        **fields,
    )


def _adopt(plan: Plan, rows: Mapping[str, PlanAction], steps: Iterable[Step]) -> None:
    """Take over the phases of new steps, add what is new, and let go what is not needed any more."""
    planned = {step.measure: (place, step) for place, step in enumerate(steps)}
    gone = [row.pk for code, row in rows.items() if code not in planned and row.status == PlanAction.Status.PLANNED]
    PlanAction.objects.filter(pk__in=gone).delete()
    kept = [row for code, row in rows.items() if code in planned]
    for row in kept:
        place, step = planned[row.measure]
        row.position = place
        row.phase = row.phase if row.status in UNDER_WAY else step.phase
    PlanAction.objects.bulk_update(kept, ["position", "phase"])
    PlanAction.objects.bulk_create(
        _action(plan, step, place) for code, (place, step) in planned.items() if code not in rows
    )
