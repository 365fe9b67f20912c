"""One section of the questionnaire: read it, answer it, save it as it is typed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.selectors import may_edit
from assessments.errors import InvalidInput, NotAllowed, Problem
from assessments.models import Assessment
from assessments.selectors import (
    FIGURES,
    Progress,
    SectionState,
    answers_in,
    answers_of,
    progress_of,
    version_of,
)
from assessments.services import open_section
from content.loader import current
from content.model import Question, Section
from web.forms.section import ANSWER, SectionForm, Typed, section_form
from web.texts import text
from web.views.access import assessment_or_404, members_only
from web.views.saving import Difference, Saved, differences, save

ALL = "*"

# What the saving script reads from an answer: the version to go on with, and the fields that wait for a person.
VERSION_HEADER, CONFLICT_HEADER, REFUSED_HEADER = "X-Section-Version", "X-Section-Conflict", "X-Section-Refused"


@members_only
def section(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    assessment = assessment_or_404(request, pk)
    known = current().sections.get(code)
    if known is None:
        raise Http404
    if known.code == FIGURES:
        return redirect("web:figures", assessment.pk)
    if request.method != "POST":
        return _page(request, assessment, known)
    typed = Typed.from_post(request.POST.dict())
    do, _colon, target = typed.do.partition(":")
    if do in ("mine", "theirs"):
        return _choose(request, assessment, known, typed, keep=do == "mine", target=target)
    if do == "clear":
        typed.answers[target] = None
    try:
        saved = save(assessment, known, typed, request.user)
    except InvalidInput as error:
        return _refused(request, assessment, known, typed, error.problems)
    if saved.differences:
        return _conflict(request, assessment, known, saved, status=409)
    if request.headers.get("HX-Request"):
        return _fragment(request, assessment, known, typed, saved)
    return _onward(request, assessment, known, do, target)


def _onward(request: HttpRequest, assessment: Assessment, known: Section, do: str, target: str) -> HttpResponse:
    """Where a full save leads: the next section, the level just opened, or back to the question."""
    here = reverse("web:section", args=[assessment.pk, known.code])
    if do == "open":
        level = int(target) if target.isascii() and target.isdigit() and len(target) == 1 else 0
        try:
            open_section(assessment=assessment, section=known.code, level=level, by=request.user)
        except InvalidInput as error:
            raise Http404 from error
        return redirect(f"{here}#level-{level}")
    if do == "next":
        return redirect(next_address(assessment, known))
    if do == "clear":
        return redirect(f"{here}#q-{target}")
    return redirect(here)


def next_address(assessment: Assessment, known: Section) -> str:
    """Where to go on after a section: the next one, or the review."""
    states = progress_of(assessment).sections
    codes = [state.section.code for state in states]
    following = codes[codes.index(known.code) + 1 :] if known.code in codes else codes
    if following:
        return reverse("web:section", args=[assessment.pk, following[0]])
    return reverse("web:review", args=[assessment.pk])


def _page(
    request: HttpRequest,
    assessment: Assessment,
    known: Section,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    everything = answers_of(assessment)
    progress = progress_of(assessment, everything)
    state = state_in(progress, known)
    if state is None:
        return redirect("web:assessment", assessment.pk)
    form = _form(assessment, state)
    editable = assessment.is_draft and may_edit(request.user, assessment.firm.organisation)
    return render(
        request,
        "web/section/page.html" if editable else "web/section/read.html",
        {
            "assessment": assessment,
            "form": form,
            "progress": progress,
            "around": around(progress, known),
            "editable": editable,
            **more,
        },
        status=status,
    )


def state_in(progress: Progress, known: Section) -> SectionState | None:
    """The section's state, None when the firm does not answer it."""
    return next((state for state in progress.sections if state.section.code == known.code), None)


def _form(assessment: Assessment, state: SectionState) -> SectionForm:
    answers, notes = answers_in(assessment, state.section)
    return section_form(
        state,
        version=version_of(assessment, state.section.code),
        answers=answers,
        notes=notes,
        amounts={},
    )


def around(progress: Progress, known: Section) -> dict[str, Any]:
    """The sections before and after this one, its questionnaire, and its place in it."""
    states = progress.sections
    place = next(index for index, state in enumerate(states) if state.section.code == known.code)
    questionnaire = next(q for q in current().questionnaires if known in q.sections)
    return {
        "before": states[place - 1].section if place else None,
        "after": states[place + 1].section if place + 1 < len(states) else None,
        "number": place + 1,
        "of": len(states),
        "questionnaire": questionnaire,
    }


def _fragment(request: HttpRequest, assessment: Assessment, known: Section, typed: Typed, saved: Saved) -> HttpResponse:
    """What changes on the page after a save: version, status, progress, and levels that have just opened."""
    everything = answers_of(assessment)
    progress = progress_of(assessment, everything)
    state = state_in(progress, known)
    if state is None:
        raise Http404
    opened: list[Any] = []
    next_level = 0
    if state.open_level > typed.shown:
        form = section_form(state, version=saved.version, answers=everything, notes={}, amounts={})
        opened = [level for level in form.levels if level.number > typed.shown]
    if state.open_level:
        next_level = state.open_level + 1 if state.open_level < state.top_level else 0
    response = render(
        request,
        "web/section/saved.html",
        {
            "assessment": assessment,
            "version": saved.version,
            "state": state,
            "progress": progress,
            "opened": opened if typed.shown else [],
            "next_level": next_level,
            "shown": typed.shown,
        },
    )
    response.headers[VERSION_HEADER] = str(saved.version)
    return response


def _refused(
    request: HttpRequest, assessment: Assessment, known: Section, typed: Typed, problems: Sequence[Problem]
) -> HttpResponse:
    """Say what is wrong beside the question; nothing was stored."""
    by_code: dict[str, list[str]] = {}
    elsewhere = []
    for problem in problems:
        _place, _dot, code = problem.path.partition(".")
        if code in known.questions:
            by_code.setdefault(code, []).append(problem.message)
        else:
            elsewhere.append(problem.message)
    context = {"problems": by_code, "elsewhere": elsewhere}
    if request.headers.get("HX-Request"):
        response = render(request, "web/section/refused.html", context, status=422)
        names = (name for name in typed.fields if name[2:] in by_code)
        response.headers[REFUSED_HEADER] = ",".join(names)
        return response
    if not assessment.is_draft or not may_edit(request.user, assessment.firm.organisation):
        raise NotAllowed
    return _page(request, assessment, known, status=422, typed=typed, **context)


def _conflict(
    request: HttpRequest,
    assessment: Assessment,
    known: Section,
    saved: Saved,
    *,
    status: int,
    settled: Collection[str] = (),
) -> HttpResponse:
    """Show both texts of every field that two people changed; questions just settled are drawn again."""
    rows = [difference_row(difference) for difference in saved.differences]
    context = {"differences": rows, "conflict_version": saved.version}
    if not request.headers.get("HX-Request"):
        return _page(request, assessment, known, status=status, **context)
    progress = progress_of(assessment)
    state = state_in(progress, known)
    if state is None:
        raise Http404
    form = _form(assessment, state)
    codes = [*settled, *(row["code"] for row in rows)]
    response = render(
        request,
        "web/section/conflict_fragment.html",
        {
            **context,
            "assessment": assessment,
            "form": form,
            "progress": progress,
            "again": [form.rows[code] for code in dict.fromkeys(codes) if code in form.rows],
        },
        status=status,
    )
    response.headers[VERSION_HEADER] = str(saved.version)
    response.headers[CONFLICT_HEADER] = ",".join(difference.name for difference in saved.differences)
    return response


def difference_row(difference: Difference) -> dict[str, Any]:
    question = current().questions[difference.code]
    return {
        "name": difference.name,
        "code": difference.code,
        "kind": difference.kind,
        "question": question,
        "mine": difference.mine,
        "mine_words": words_of(question, difference.name, difference.mine),
        "stored": difference.stored,
        "stored_words": words_of(question, difference.name, difference.stored),
    }


def words_of(question: Question, name: str, value: str) -> str:
    """A stored or typed value as people read it."""
    if not value:
        return _("(nothing)")
    if name.startswith(ANSWER):
        return next((text(choice.label) for choice in question.choices if choice.value == value), value)
    return value


def _choose(
    request: HttpRequest, assessment: Assessment, known: Section, typed: Typed, *, keep: bool, target: str
) -> HttpResponse:
    """Settle a conflict: keep what was typed here, or leave what is stored, for one field or for all."""
    chosen = set(typed.fields) if target == ALL else {target} & set(typed.fields)
    saved = Saved(typed.version)
    if keep:
        saved = save(assessment, known, typed.only(chosen), request.user)
    elif not may_edit(request.user, assessment.firm.organisation):
        raise NotAllowed
    left = typed.only(set(typed.fields) - chosen)
    after = Saved(saved.version, (*saved.differences, *differences(assessment, known, left)))
    if not after.differences and not request.headers.get("HX-Request"):
        return redirect("web:section", assessment.pk, known.code)
    return _conflict(request, assessment, known, after, status=200, settled={name[2:] for name in chosen})
