"""From the list of assessments to the submission of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.selectors import EDITING, may_edit
from assessments.errors import DraftExists, IncompleteAssessment, InvalidInput, NotAllowed
from assessments.models import Assessment, Firm, Result
from assessments.selectors import (
    Progress,
    SectionState,
    amounts_of,
    answers_of,
    assessments_visible_to,
    firms_visible_to,
    latest_result,
    progress_of,
)
from assessments.services import start_assessment, submit_assessment
from content.loader import current
from content.model import Questionnaire
from reports.services import request_report
from web.context.result import short_standing
from web.forms import StartForm, add_problems
from web.forms.section import section_form
from web.texts import language
from web.views.access import assessment_or_404, firm_or_404, members_only

FIRMS_A_PAGE = 20


@dataclass(frozen=True)
class FirmCard:
    """One firm on the list, with what is going on in it."""

    firm: Firm
    may_edit: bool
    drafts: list[tuple[Assessment, Progress]]
    finished: list[tuple[Assessment, Any]]


@require_safe
@members_only
def assessments(request: HttpRequest) -> HttpResponse:
    """My firms: drafts with their progress, results with their level."""
    firms = firms_visible_to(request.user).order_by("organisation__name", "pk")
    page = Paginator(firms, FIRMS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "web/assessments/list.html", {"cards": _cards(request, list(page)), "page": page})


def _cards(request: HttpRequest, firms: list[Firm]) -> list[FirmCard]:
    rows: dict[int, list[Assessment]] = {firm.pk: [] for firm in firms}
    listed = assessments_visible_to(request.user).filter(firm__in=firms)
    # A list needs the levels, not the documents behind them.
    light = Prefetch("results", Result.objects.defer("text"))
    for row in listed.prefetch_related(light).order_by("-period", "-created_at"):
        rows[row.firm_id].append(row)
    memberships = request.user.memberships.filter(role__in=EDITING)
    editable = set(memberships.values_list("organisation_id", flat=True))
    return [
        FirmCard(
            firm,
            firm.organisation_id in editable,
            [(row, progress_of(row)) for row in rows[firm.pk] if row.is_draft],
            [
                (row, short_standing(row.results.all()[0]))
                for row in rows[firm.pk]
                if not row.is_draft and row.results.all()
            ],
        )
        for firm in firms
    ]


@members_only
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a year, and whether to begin with earlier answers."""
    firm = firm_or_404(request, pk)
    if not may_edit(request.user, firm.organisation):
        raise NotAllowed
    earlier = list(assessments_visible_to(request.user).filter(firm=firm).order_by("-period", "-created_at")[:10])
    form = StartForm(
        request.POST or None,
        earlier=earlier,
        initial={
            "period": timezone.localdate().year - 1,
            "started_from": next((str(row.pk) for row in earlier if not row.is_draft), ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            assessment = start_assessment(
                firm=firm,
                period=form.cleaned_data["period"],
                by=request.user,
                started_from=form.earlier.get(form.cleaned_data["started_from"]),
            )
        except InvalidInput as error:
            add_problems(form, error)
        except DraftExists as error:
            messages.info(request, _("An assessment of this year is under way already. Here it is."))
            return redirect("web:assessment", error.assessment.pk)
        else:
            return redirect("web:assessment", assessment.pk)
    return render(
        request,
        "web/assessments/start.html",
        {"firm": firm, "form": form, "earlier": earlier},
        status=422 if form.is_bound else 200,
    )


@require_safe
@members_only
def overview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All questionnaires and sections: what is done, what is open, how long it takes."""
    assessment = assessment_or_404(request, pk)
    progress = progress_of(assessment)
    first = next((state for state in progress.sections if state.required), None)
    return render(
        request,
        "web/assessments/overview.html",
        {
            "assessment": assessment,
            "progress": progress,
            "questionnaires": _by_questionnaire(progress.sections),
            "first_missing": first,
            "editable": assessment.is_draft and may_edit(request.user, assessment.firm.organisation),
            "result": None if assessment.is_draft else latest_result(assessment),
        },
    )


def _by_questionnaire(states: Iterable[SectionState]) -> list[tuple[Questionnaire, list[SectionState]]]:
    by_code = {state.section.code: state for state in states}
    return [
        (questionnaire, [by_code[s.code] for s in questionnaire.sections if s.code in by_code])
        for questionnaire in current().questionnaires
    ]


@members_only
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All answers on one page, what is missing first; and the button that submits."""
    assessment = assessment_or_404(request, pk)
    if request.method != "POST":
        return _review_page(request, assessment)
    if request.POST.get("confirm") != "yes" and may_edit(request.user, assessment.firm.organisation):
        return _review_page(request, assessment, status=422, unconfirmed=True)
    try:
        result = submit_assessment(assessment=assessment, by=request.user)
    except IncompleteAssessment as error:
        missing = [code for codes in error.missing.values() for code in codes]
        return _review_page(request, assessment, status=422, refused=len(set(missing)))
    # Printing takes seconds; begun now, the paper is there when the page is read and somebody asks for it.
    request_report(result=result, language=language(), by=request.user)
    messages.success(request, _("Submitted. This is your result; its report is being written meanwhile."))
    return redirect("web:result", assessment.pk)


def _review_page(request: HttpRequest, assessment: Assessment, status: int = 200, **more: object) -> HttpResponse:
    everything = answers_of(assessment)
    notes = dict(assessment.answers.exclude(note="").values_list("question", "note"))
    amounts = {row.code: row for row in amounts_of(assessment) if row.year == assessment.period}
    progress = progress_of(assessment, everything)
    forms = {
        state.section.code: section_form(state, version=0, answers=everything, notes=notes, amounts=amounts)
        for state in progress.sections
    }
    missing = [
        (form.section, [form.rows[code] for code in form.state.required if code in form.rows])
        for form in forms.values()
        if form.state.required
    ]
    return render(
        request,
        "web/assessments/review.html",
        {
            "assessment": assessment,
            "progress": progress,
            "missing": missing,
            "questionnaires": [
                (questionnaire, [forms[s.section.code] for s in states])
                for questionnaire, states in _by_questionnaire(progress.sections)
            ],
            "editable": assessment.is_draft and may_edit(request.user, assessment.firm.organisation),
            **more,
        },
        status=status,
    )
