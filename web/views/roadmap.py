"""The cheapest way to a target: planned as the address says; kept only when somebody saves it as a plan."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import may_plan
from assessments.errors import InvalidInput, TooManyPlans
from assessments.models import Plan, Result
from assessments.selectors import Standing, standing_of_result
from assessments.services.limits import planning_problem
from assessments.services.plans import save_plan
from planning.errors import PlanningError
from planning.limits import UNLIMITED
from web.context.roadmap import plan_title, roadmap_form, roadmap_page
from web.forms.roadmap import DROP, PIN, chosen_codes
from web.forms.whatif import MEASURE, TypedWhatIf
from web.views.access import assessment_or_404, members_only, result_or_404

FROM_WHATIF = "whatif"


@require_safe
@members_only
def roadmap(request: HttpRequest, pk: UUID) -> HttpResponse:
    assessment = assessment_or_404(request, pk)
    found = result_or_404(assessment)
    page = roadmap_page(found, standing_of_result(found), request.GET)
    return render(
        request,
        "web/planning/roadmap.html",
        {
            "assessment": assessment,
            "page": page,
            "may_plan": may_plan(request.user, assessment.firm.organisation),
        },
        status=200 if page.form.is_valid() else 422,
    )


@require_POST
@members_only
def save(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a roadmap, or exactly what is ticked on the what-if page, as a plan of the firm."""
    assessment = assessment_or_404(request, pk)
    found = result_or_404(assessment)
    if not may_plan(request.user, assessment.firm.organisation):
        raise PermissionDenied
    try:
        kept = _keep(request, found, standing_of_result(found))
    except InvalidInput as error:
        problem = error.problems[0].message
    except TooManyPlans as error:
        problem = _("A firm keeps at most %(most)s plans. Delete one that is no longer needed.") % {"most": error.most}
    except PlanningError as error:
        problem = planning_problem(error).message
    else:
        if kept is not None:
            messages.success(request, _("The plan is saved. Say below who does what until when."))
            return redirect("web:plan", kept.pk)
        problem = _("Not saved: choose what the plan is to reach, or tick at least one measure.")
    messages.error(request, problem)
    return redirect(_back(request, pk))


def _keep(request: HttpRequest, found: Result, standing: Standing) -> Plan | None:
    """The saved plan; None when there is nothing to keep."""
    title = request.POST.get("title", "").strip()
    if request.POST.get("from") == FROM_WHATIF:
        ticked = chosen_codes(request.POST, MEASURE, standing.catalogue)
        if not ticked:
            return None
        return save_plan(
            result=found,
            by=request.user,
            title=title or plan_title(_("what we ticked")),
            target="",
            limits=UNLIMITED,
            pinned=ticked,
        )
    form = roadmap_form(found, standing, request.POST)
    if not form.is_valid():
        return None
    return save_plan(
        result=found,
        by=request.user,
        title=title or plan_title(form.asked.text),
        target=form.asked.text,
        limits=form.limits,
        pinned=chosen_codes(request.POST, PIN, standing.catalogue),
        dropped=chosen_codes(request.POST, DROP, standing.catalogue),
    )


def _back(request: HttpRequest, pk: UUID) -> str:
    """Where the choice stands as it was made."""
    if request.POST.get("from") == FROM_WHATIF:
        query = TypedWhatIf.from_query(request.POST).query
        return f"{reverse('web:whatif', args=[pk])}?{query}"
    kept = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name not in ("csrfmiddlewaretoken", "title"):
            kept.setlist(name, values)
    return f"{reverse('web:roadmap', args=[pk])}?{kept.urlencode()}"
