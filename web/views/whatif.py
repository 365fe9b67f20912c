"""What would be if measures were done or answers were other ones: worked out at once, stored nowhere."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.selectors import may_plan
from assessments.models import Result
from assessments.selectors import standing_of_result
from assessments.services.whatif import whatif_document
from web.context.whatif import WhatIfPage, choices_of, offered, whatif_page
from web.forms.whatif import TypedWhatIf
from web.views.access import assessment_or_404, members_only, result_or_404

OUTCOME, QUESTIONS = "outcome", "questions"
"""The parts of the page that change by themselves."""


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def whatif(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page as its address says; a change in the background gives the part that changed.

    A form sent without a script comes by POST, because a long choice does not fit an address, and is led to the address
    where it does.
    """
    assessment = assessment_or_404(request, pk)
    found = result_or_404(assessment)
    page = _page(found, TypedWhatIf.from_query(request.POST if request.method == "POST" else request.GET))
    typed, context = page.typed, {"assessment": assessment, "page": page}
    here = reverse("web:whatif", args=[assessment.pk])
    address = f"{here}?{typed.query}" if typed.query else here
    if request.headers.get("HX-Request"):
        part = QUESTIONS if request.headers.get("HX-Target") == QUESTIONS else OUTCOME
        response = render(request, f"web/planning/{part}.html", {**context, "fragment": True})
        if typed.fits_address:
            response.headers["HX-Replace-Url"] = address
        return response
    if request.method == "POST" and typed.fits_address:
        return redirect(address)
    may = may_plan(request.user, assessment.firm.organisation)
    return render(request, "web/planning/whatif.html", {**context, "may_plan": may})


def _page(found: Result, given: TypedWhatIf) -> WhatIfPage:
    standing = standing_of_result(found)
    measures = offered(standing)
    typed = given.only(measures, choices_of(standing)).changing(standing.today.known)
    document = whatif_document(standing, measures=typed.measures, answers=typed.answers)
    advised = [row["code"] for row in found.document["measures"]]
    return whatif_page(standing, typed, document, measures=measures, advised=advised)
