"""The sheet of yearly figures: read it, fill it in, and fill it in from a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.selectors import may_edit
from assessments.errors import AlreadySubmitted, InvalidInput, NotAllowed, StaleVersion
from assessments.models import Assessment
from assessments.selectors import FIGURES, amounts_of, progress_of, version_of
from assessments.services.figures import choose_factor_set, record_sheet
from assessments.services.workbook import LARGEST_FILE, read_workbook, template
from content.loader import current
from reports.context.amounts import amount_name
from reports.context.words import Reader, significant
from scoring.model import Names
from web.context.sheet import NOTHING_TO_SAY, Remarks, SheetPage, sheet_page
from web.forms.section import NOTE, SEPARATOR, plain
from web.forms.sheet import TypedSheet, cell_of, field_of, figure_text
from web.texts import language
from web.views.access import assessment_or_404, in_background, members_only
from web.views.section import around, next_address, state_in
from web.views.sheet_saving import SheetSaved, save_sheet, stored_texts

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "web.figures.upload"
PREVIEW_SECONDS = 3600
"""How long a preview can be confirmed."""

Rows = Mapping[tuple[int, str], tuple[str, str]]
"""(year, quantity code) -> amount and unit."""


@dataclass(frozen=True)
class FactorSetChoice:
    code: str
    name: Names
    note: Names
    default: bool
    chosen: bool


@members_only
def figures(request: HttpRequest, pk: UUID) -> HttpResponse:
    assessment = assessment_or_404(request, pk)
    if request.method != "POST":
        return _page(request, assessment, sheet_page(assessment, wanted=_wanted(request)))
    _check_open(request, assessment)
    typed = TypedSheet.from_post(request.POST.dict())
    saved = save_sheet(assessment, typed, request.user)
    if in_background(request):
        return _answer(assessment, saved)
    if saved.is_clean:
        return redirect(_next(assessment)) if typed.do == "next" else redirect("web:figures", assessment.pk)
    seen = sheet_page(assessment).seen
    remarks = Remarks(saved.problems, {name: conflict_words(seen, name) for name in saved.conflicts})
    page = sheet_page(assessment, wanted=_wanted(request), typed=typed, remarks=remarks)
    status = 409 if saved.conflicts else 422
    return _page(request, assessment, page, saved=saved, remarks=remarks, status=status)


def _next(assessment: Assessment) -> str:
    return next_address(assessment, current().sections[FIGURES])


def _check_open(request: HttpRequest, assessment: Assessment) -> None:
    if not may_edit(request.user, assessment.firm.organisation):
        raise NotAllowed
    if not assessment.is_draft:
        raise AlreadySubmitted


def _wanted(request: HttpRequest) -> int:
    """How many years somebody without scripts has unfolded."""
    given = request.GET.get("years", "1")
    return int(given) if given in {"2", "3", "4", "5"} else 1


def _page(
    request: HttpRequest,
    assessment: Assessment,
    page: SheetPage,
    *,
    saved: SheetSaved | None = None,
    remarks: Remarks = NOTHING_TO_SAY,
    status: int = 200,
) -> HttpResponse:
    section = current().sections[FIGURES]
    progress = progress_of(assessment)
    if state_in(progress, section) is None:
        raise Http404
    return render(
        request,
        "web/figures/sheet.html",
        {
            "assessment": assessment,
            "section": section,
            "page": page,
            "progress": progress,
            "around": around(progress, section),
            "editable": assessment.is_draft and may_edit(request.user, assessment.firm.organisation),
            "next_address": _next(assessment),
            "factor_sets": factor_set_choices(assessment.factor_set),
            "problems": remarks.problems,
            "conflicts": remarks.conflicts,
            "elsewhere": saved.elsewhere if saved else [],
            "marked": [_place(name) for name in (*remarks.problems, *remarks.conflicts)],
            "status": _status(saved) if saved else "",
        },
        status=status,
    )


def factor_set_choices(chosen: str) -> list[FactorSetChoice]:
    """The sets of emission factors, and which of them an assessment uses."""
    content = current()
    default = content.default_factor_set
    return [
        FactorSetChoice(row.code, row.name, row.note, row.code == default, row.code == (chosen or default))
        for row in content.factor_sets.values()
    ]


def _place(name: str) -> dict[str, str]:
    cell = cell_of(name)
    title = amount_name(name[len(NOTE) :]) if cell is None else f"{amount_name(cell[1])} · {cell[0]}"
    return {"anchor": name.replace(".", "-"), "name": title}


def _answer(assessment: Assessment, saved: SheetSaved) -> JsonResponse:
    """What a page that saves in the background needs: the version, and what is said of each field and year."""
    page = sheet_page(assessment)
    cells = [cell for group in page.groups for row in group.rows for cell in row.cells]
    told = {
        "version": saved.version,
        "status": " ".join([_status(saved), *_to_check(sum(bool(cell.flags) for cell in cells))]),
        "errors": {name: [message] for name, message in saved.problems.items()},
        "conflicts": {
            name: {"stored": page.seen.get(name, ""), "words": conflict_words(page.seen, name)}
            for name in saved.conflicts
        },
        "flags": {cell.name: list(cell.flags) for cell in cells if cell.flags},
        "years": {str(year.year): {"tce": year.tce, "co2": year.co2} for year in page.years},
    }
    status = 409 if saved.conflicts else 200 if saved.is_clean else 422
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


def _to_check(count: int) -> list[str]:
    """A sentence about cells that look wrong, none where there are none."""
    if not count:
        return []
    said = ngettext(
        "%(count)s figure looks wrong: see the mark.", "%(count)s figures look wrong: see the marks.", count
    )
    return [said % {"count": count}]


def _status(saved: SheetSaved) -> str:
    time = f"{timezone.localtime():%H:%M}"
    waiting = len(saved.problems) + len(saved.conflicts)
    if saved.is_clean:
        return _("Saved at %(time)s.") % {"time": time}
    if not saved.stored or not waiting:
        return " ".join([_("Not saved: please look at what is marked."), *saved.elsewhere])
    return ngettext(
        "Saved at %(time)s, except %(count)s marked field.",
        "Saved at %(time)s, except %(count)s marked fields.",
        waiting,
    ) % {"time": time, "count": waiting}


def conflict_words(seen: Mapping[str, str], name: str) -> str:
    """What is said beside a field that somebody else changed."""
    stored = seen.get(name, "")
    shown = _shown(stored) if cell_of(name) else stored
    return _("Somebody else saved here at the same time: %(stored)s. Save again to keep yours.") % {
        "stored": shown or _("(nothing)")
    }


def _shown(stored: str) -> str:
    """A stored figure as people read it."""
    value, _separator, unit = stored.rpartition(SEPARATOR)
    return f"{significant(value)} {Reader(language()).unit(unit)}".strip() if value else ""


@require_POST
@members_only
def factors(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose the set of emission factors."""
    assessment = assessment_or_404(request, pk)
    _check_open(request, assessment)
    try:
        choose_factor_set(assessment=assessment, factor_set=request.POST.get("factor_set", ""), by=request.user)
    except InvalidInput as error:
        raise Http404 from error
    messages.success(request, _("The emission factors are chosen."))
    return redirect("web:figures", assessment.pk)


@require_GET
@members_only
def download_template(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet as a spreadsheet, with what is stored in it."""
    assessment = assessment_or_404(request, pk)
    response = HttpResponse(template(assessment), content_type=XLSX)
    name = f"{assessment.firm.name}-{assessment.period}.xlsx"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"figures-{assessment.period}.xlsx\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@dataclass(frozen=True)
class Change:
    """A figure that an upload would change; "" for nothing."""

    name: str
    year: int
    before: str
    after: str


@members_only
def upload(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a filled-in spreadsheet and show what it would change. Nothing is stored."""
    assessment = assessment_or_404(request, pk)
    _check_open(request, assessment)
    if request.method != "POST":
        return _upload_page(request, assessment)
    file = request.FILES.get("file")
    if file is None or not file.size:
        return _upload_page(request, assessment, 422, file_problem=_("Choose a file first."))
    if file.size > LARGEST_FILE:
        return _upload_page(request, assessment, 422, file_problem=_("The file is larger than 1 MB."))
    read = read_workbook(file.read(), assessment)
    if read.problems:
        return _upload_page(request, assessment, 422, problems=read.problems)
    return _preview(request, assessment, read.rows)


def _preview(
    request: HttpRequest,
    assessment: Assessment,
    rows: Rows,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    stored = stored_texts(assessment)
    differing = {
        cell: row for cell, row in rows.items() if figure_text(cell[1], *row) != stored.get(field_of(cell), "")
    }
    if not differing:
        return _upload_page(request, assessment, status, unchanged=True, **more)
    kept = {
        "assessment": str(assessment.pk),
        "user": request.user.pk,
        "version": version_of(assessment, FIGURES),
        "rows": [[year, code, *row] for (year, code), row in differing.items()],
    }
    return _upload_page(
        request,
        assessment,
        status,
        changes=_changes(assessment, differing),
        signed=signing.dumps(kept, salt=SALT, compress=True),
        **more,
    )


def _changes(assessment: Assessment, rows: Rows) -> list[Change]:
    now = {(row.year, row.code): _exact(row.value, row.unit) for row in amounts_of(assessment)}
    return [
        Change(amount_name(code), year, now.get((year, code), ""), _exact(value, unit) if value else "")
        for (year, code), (value, unit) in rows.items()
    ]


def _exact(value: str | Decimal, unit: str) -> str:
    """A figure with every digit it has, thousands separated."""
    return f"{Decimal(plain(Decimal(value))):,f} {Reader(language()).unit(unit)}"


@require_POST
@members_only
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Store what the preview showed: all of it or nothing."""
    assessment = assessment_or_404(request, pk)
    _check_open(request, assessment)
    try:
        kept = signing.loads(request.POST.get("upload", ""), salt=SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature:
        return _upload_page(request, assessment, 422, expired=True)
    if (kept["assessment"], kept["user"]) != (str(assessment.pk), request.user.pk):
        return _upload_page(request, assessment, 422, expired=True)
    rows = {(year, code): (value, unit) for year, code, value, unit in kept["rows"]}
    try:
        record_sheet(assessment=assessment, rows=rows, version=kept["version"], by=request.user)
    except StaleVersion:
        return _preview(request, assessment, rows, status=409, stale=True)
    except InvalidInput:
        # The content moved on between preview and confirmation.
        return _upload_page(request, assessment, 422, expired=True)
    count = len(rows)
    messages.success(
        request, ngettext("%(count)s figure stored.", "%(count)s figures stored.", count) % {"count": count}
    )
    return redirect("web:figures", assessment.pk)


def _upload_page(request: HttpRequest, assessment: Assessment, status: int = 200, **more: object) -> HttpResponse:
    return render(request, "web/figures/upload.html", {"assessment": assessment, **more}, status=status)
