"""A saved plan: read by whoever sees the firm, changed by owners, editors and the assigned consultant."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import may_plan
from assessments.errors import InvalidInput, NotLater, StaleVersion
from assessments.models import Plan, Result
from assessments.selectors import later_results, plan_document, plan_progress, plans_visible_to
from assessments.services.limits import planning_problem
from assessments.services.plans import delete_plan, edit_plan, replan
from planning.errors import PlanningError
from web.context.plan import NOTHING_SENT, Sent, plan_page
from web.context.progress import progress_page
from web.forms.plan import TypedPlan
from web.forms.section import counted
from web.views.access import members_only


@require_safe
@members_only
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, plan_or_404(request, pk))


def plan_or_404(request: HttpRequest, pk: UUID) -> Plan:
    found = plans_visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _changeable(request: HttpRequest, pk: UUID) -> Plan:
    found = plan_or_404(request, pk)
    if not may_plan(request.user, found.firm.organisation):
        raise PermissionDenied
    return found


def _page(request: HttpRequest, found: Plan, sent: Sent = NOTHING_SENT, *, status: int = 200) -> HttpResponse:
    return render(
        request,
        "web/planning/plan.html",
        {
            "plan": found,
            "assessment": found.result.assessment,
            "page": plan_page(plan_document(found), sent),
            "may_plan": may_plan(request.user, found.firm.organisation),
            "later": later_results(found),
        },
        status=status,
    )


@require_POST
@members_only
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Store the whole form at once; what cannot be stored comes back as it was typed."""
    found = _changeable(request, pk)
    typed = TypedPlan.from_post(request.POST)
    changes = typed.changes()
    if not changes:
        return redirect("web:plan", found.pk)
    try:
        edit_plan(plan=found, by=request.user, version=typed.version, changes=changes)
    except StaleVersion as error:
        return _page(request, error.plan, Sent(typed, stale=True), status=409)
    except InvalidInput as error:
        return _page(request, plan_or_404(request, pk), Sent(typed, error.problems), status=422)
    messages.success(request, _("The plan is saved."))
    return redirect("web:plan", found.pk)


@require_POST
@members_only
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan again around what is pinned, under way, done or dropped."""
    found = _changeable(request, pk)
    try:
        replan(plan=found, by=request.user, version=counted(request.POST.get("version", "")))
    except StaleVersion:
        messages.warning(request, _("Somebody changed the plan in the meantime. Look at it, then plan again."))
    except InvalidInput as error:
        messages.error(request, error.problems[0].message)
    except PlanningError as error:
        messages.error(request, planning_problem(error).message)
    else:
        messages.success(
            request, _("Planned again: what is pinned, under way or done stayed, what is dropped stayed out.")
        )
    return redirect("web:plan", found.pk)


@require_POST
@members_only
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _changeable(request, pk)
    assessment = found.result.assessment
    delete_plan(plan=found, by=request.user)
    messages.success(request, _("The plan is deleted."))
    return redirect("web:result", assessment.pk)


@require_safe
@members_only
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan beside a later result; without a choice, the newest."""
    found = plan_or_404(request, pk)
    later = later_results(found)
    against = _chosen(later, request.GET.get("against", ""))
    page = None
    if against is not None:
        try:
            page = progress_page(plan_progress(found, against))
        except NotLater as error:
            raise Http404 from error
    return render(
        request,
        "web/planning/progress.html",
        {"plan": found, "assessment": found.result.assessment, "page": page, "later": later, "against": against},
    )


def _chosen(later: list[Result], given: str) -> Result | None:
    """The result somebody chose by its assessment. One that is not the firm's, or not later, does not exist."""
    if not given:
        return later[0] if later else None
    found = next((row for row in later if str(row.assessment_id) == given), None)
    if found is None:
        raise Http404
    return found
