"""Earlier results, two results side by side, and scoring again on the method of today."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from assessments.errors import NothingChanged, NotSubmitted
from assessments.models import Assessment, Result
from assessments.selectors import is_on_current_method, latest_result, results_visible_to
from assessments.services.rescoring import may_rescore, rescore_assessment
from reports.models import Report
from reports.selectors import reports_of
from web.context.comparison import comparison_page, result_name
from web.context.result import result_page
from web.context.trace import trace_page
from web.texts import LANGUAGE_NAMES
from web.views.access import assessment_or_404, members_only


@require_GET
@members_only
def earlier_result(request: HttpRequest, pk: UUID, result: UUID) -> HttpResponse:
    """A result as it stands, be it the newest or not."""
    assessment = assessment_or_404(request, pk)
    found = _result_or_404(request, assessment, result)
    if found == latest_result(assessment):
        return redirect("web:result", assessment.pk)
    reports = [report for report in reports_of(found) if report.status == Report.Status.DONE]
    return render(
        request,
        "web/result/page.html",
        {
            "assessment": assessment,
            "page": result_page(
                found.document, on=timezone.localtime(found.created_at).date(), today=timezone.localdate()
            ),
            "earlier": result_name(found),
            "done_reports": [(report, LANGUAGE_NAMES[report.language]) for report in reports],
        },
    )


@require_GET
@members_only
def earlier_trace(request: HttpRequest, pk: UUID, result: UUID) -> HttpResponse:
    assessment = assessment_or_404(request, pk)
    found = _result_or_404(request, assessment, result)
    page = trace_page(found.document, request.GET.get("node", ""), request.GET.get("reading", ""))
    return render(request, "web/trace.html", {"assessment": assessment, "page": page, "earlier": result_name(found)})


@require_GET
@members_only
def compare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two results of the firm side by side; without a choice, the newest of this assessment and the one before it."""
    assessment = assessment_or_404(request, pk)
    results = firm_results(request.user, assessment)
    if len(results) < 2:
        return render(request, "web/compare/page.html", {"assessment": assessment})
    newer = _chosen(results, request.GET.get("new", ""), _default(results, assessment))
    place = results.index(newer)
    following = results[place + 1] if place + 1 < len(results) else results[place - 1]
    older = _chosen(results, request.GET.get("old", ""), following)
    return render(
        request,
        "web/compare/page.html",
        {
            "assessment": assessment,
            "page": comparison_page(older, newer),
            "choices": [result_name(row) for row in results],
            "older": older,
            "newer": newer,
        },
    )


def _default(results: list[Result], assessment: Assessment) -> Result:
    return next((row for row in results if row.assessment_id == assessment.pk), results[0])


def _chosen(results: list[Result], given: str, default: Result) -> Result:
    """The result somebody chose. One that is not the firm's does not exist."""
    if not given:
        return default
    found = next((row for row in results if str(row.pk) == given), None)
    if found is None:
        raise Http404
    return found


def firm_results(user: User, assessment: Assessment) -> list[Result]:
    """Every result of the firm the person may see, newest year first, of a year the newest first."""
    found = results_visible_to(user).filter(assessment__firm=assessment.firm_id)
    # A list needs no documents; those of the two that are compared are read when they are needed.
    return list(found.defer("text").order_by("-assessment__period", "-created_at"))


@require_POST
@members_only
def rescore(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Score a submitted assessment again on the method of today, as a second result."""
    assessment = assessment_or_404(request, pk)
    earlier = latest_result(assessment)
    try:
        newer = rescore_assessment(assessment=assessment, by=request.user)
    except NotSubmitted as error:
        raise Http404 from error
    except NothingChanged:
        messages.info(request, _("Nothing would change: the result already stands on the method of today."))
        return redirect("web:result", assessment.pk)
    messages.success(request, _("Scored again. The earlier result stays as it was; here are both."))
    address = redirect("web:compare", assessment.pk)
    address["Location"] += f"?old={earlier.pk}&new={newer.pk}" if earlier else ""
    return address


def other_results(request: HttpRequest, shown: Result) -> dict[str, object]:
    """What the page of a result says of the firm's other results."""
    assessment = shown.assessment
    results = firm_results(request.user, assessment)
    newest = latest_result(assessment)
    before = next((row for row in results if row.assessment.period < assessment.period), None)
    return {
        "own_results": [result_name(row, newest) for row in results if row.assessment_id == assessment.pk],
        "last_year": result_name(before) if before else None,
        "may_score_again": may_rescore(request.user, assessment)
        and newest == shown
        and not is_on_current_method(shown),
    }


def _result_or_404(request: HttpRequest, assessment: Assessment, result: UUID) -> Result:
    found = results_visible_to(request.user).filter(pk=result, assessment=assessment).first()
    if found is None:
        raise Http404
    return found
