"""From a result to a finished file: context -> template -> PDF (or workbook) -> signature -> folder of reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assessments.selectors import results_visible_to
from assessments.services.grading import canonical_json
from reports import excel, files, pdf
from reports.charts.qr import qr_svg
from reports.context import report_context
from reports.context.cover import Cover
from reports.errors import ReportRenderError
from reports.models import COVERED_KINDS, TEMPLATE_VERSION, CoverNote, Report, ResultSeal
from reports.selectors import previous_of
from reports.signing import signed

TEMPLATES: Mapping[str, str] = {
    "brief": "reports/brief.html",
    "diagnosis": "reports/diagnosis.html",
    "annex": "reports/annex.html",
}
"""By kind; each is a body of HTML."""

LOGO = "report-logo:cover"
"""The address under which the renderer is given the consultant's logo."""

MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By format."""


@dataclass(frozen=True)
class StoredReport:
    sha256: str
    pages: int | None
    size_bytes: int


@dataclass(frozen=True)
class Paper:
    """All that a file is made from; equal papers give equal bytes."""

    document: Mapping[str, Any]
    """assessment-result/1"""
    language: str
    kind: str = "diagnosis"
    format: str = "pdf"
    text: bytes = b""
    """The document as it is stored, embedded byte for byte; b"" writes it anew."""
    on: date | None = None
    """The day printed on the cover; None leaves it out."""
    today: date | None = None
    """The day it was asked for, on which the help it names must be valid; None takes the day on the cover."""
    previous: Mapping[str, Any] | None = None
    """The firm's result of an earlier year; None leaves out what changed since."""
    name: str = ""
    foreword: str = ""
    logo: bytes = field(default=b"", repr=False)
    """PNG; b"" without one."""
    verify_url: str = ""
    """Where the report can be checked; "" leaves it out."""


def build_report(report: Report) -> StoredReport:
    """Make the file of a claimed report and return what the row records of it.

    Raises:
        ReportRenderError: the requester lost the right to see the result, the cover note was changed since, or the
            document cannot be rendered.
        OSError: the file cannot be stored, or the key of the signature cannot be read.
    """
    _check_rights(report)
    made = _made(_paper_of(report))
    return StoredReport(files.store(made.data, report.format), made.pages or None, len(made.data))


def _check_rights(report: Report) -> None:
    # The row may have waited for hours: whoever asked may have been deactivated or have left the firm since.
    requester = report.requested_by
    if requester is None or not results_visible_to(requester).filter(pk=report.result_id).exists():
        raise ReportRenderError("rights")


def _paper_of(report: Report) -> Paper:
    result = report.result
    note = CoverNote.objects.filter(result=result).first() if report.kind in COVERED_KINDS else None
    if (note.fingerprint if note else "") != report.cover:
        raise ReportRenderError("cover")
    seal, _created = ResultSeal.objects.get_or_create(result=result)
    previous = previous_of(result)
    return Paper(
        document=result.document,
        language=report.language,
        kind=report.kind,
        format=report.format,
        text=result.text.encode(),
        on=timezone.localtime(result.created_at).date(),
        today=timezone.localtime(report.requested_at).date(),
        previous=previous.document if previous else None,
        name=note.name if note else "",
        foreword=note.foreword if note else "",
        logo=_logo(note) if note else b"",
        verify_url=verify_url_of(seal),
    )


def _logo(note: CoverNote) -> bytes:
    if not note.logo:
        return b""
    with files.open_file(note.logo, "png") as file:
        return file.read()


def verify_url_of(seal: ResultSeal) -> str:
    """Return the address that is printed for whoever wants to check a report of the result."""
    return f"{settings.PUBLIC_URL}/verify/{seal.token}/"


def render_document(
    document: Mapping[str, Any],
    language: str,
    *,
    on: date | None = None,
    kind: str = "diagnosis",
    format: str = "pdf",
) -> bytes:
    """Return the file of a result document, without any row in the database.

    Args:
        document: assessment-result/1.
        language: "zh-hans" or "en".
        on: The day printed on the cover; None leaves it out.
        kind: One of `reports.models.OFFERED`, with its format.

    Raises:
        ReportRenderError: see `reports.pdf.render`.
    """
    return _made(Paper(document, language, kind, format, on=on)).data


def report_html(document: Mapping[str, Any], language: str, *, on: date | None = None, kind: str = "diagnosis") -> str:
    """Return the body of the report as HTML."""
    return _html(Paper(document, language, kind, on=on))[1]


def _made(paper: Paper) -> pdf.Pdf:
    """Return the bytes of any format; those that lay themselves out on the reader's side have 0 pages."""
    if paper.format == "xlsx":
        return pdf.Pdf(_annex(paper), 0)
    if paper.format == "docx":
        return pdf.Pdf(_word(paper), 0)
    with pdf.without_garbage_collection():
        made = _rendered(paper)
    return pdf.Pdf(signed(made.data), made.pages)


def _rendered(paper: Paper) -> pdf.Pdf:
    title, html = _html(paper)
    return pdf.render(
        html,
        title=title,
        language=paper.language,
        identifier=_identifier(paper),
        attachments=_attachments(paper),
        files=_files(paper),
        on=paper.on,
    )


def _files(paper: Paper) -> dict[str, bytes]:
    return {LOGO: paper.logo} if paper.logo else {}


def _attachments(paper: Paper) -> tuple[pdf.Attachment, ...]:
    """The result for machines and its figures for spreadsheets travel inside every PDF."""
    document = paper.text or canonical_json(paper.document)
    with translation.override(paper.language):
        source, annex = _("The result as data"), _("Every figure and answer as a workbook")
    return (
        pdf.Attachment("result.json", "application/json", source, document, "Source"),
        pdf.Attachment("annex.xlsx", MEDIA_TYPES["xlsx"], annex, _annex(paper), "Supplement"),
    )


def _html(paper: Paper) -> tuple[str, str]:
    """Return title and body."""
    with translation.override(paper.language):
        context = report_context(
            paper.document,
            paper.language,
            on=paper.on,
            today=paper.today,
            previous=paper.previous,
            cover=_cover(paper),
            kind=paper.kind,
        )
        return context.title, render_to_string(TEMPLATES[paper.kind], {"report": context})


def _cover(paper: Paper) -> Cover:
    """The language must be the active one."""
    url = paper.verify_url
    if not url:
        return _note(paper)
    return replace(
        _note(paper), verify_url=url, qr_svg=qr_svg(url, _("QR code of the address %(address)s") % {"address": url})
    )


def _note(paper: Paper) -> Cover:
    return Cover(name=paper.name, foreword=paper.foreword, logo_address=LOGO if paper.logo else "")


def _annex(paper: Paper) -> bytes:
    return excel.annex_xlsx(paper.document, paper.language, on=paper.on, today=paper.today, verify_url=paper.verify_url)


def _word(paper: Paper) -> bytes:
    # Imported here: what draws its pictures takes time to load, and most workers never write Word.
    from reports.word import diagnosis_docx

    return diagnosis_docx(
        paper.document,
        paper.language,
        on=paper.on,
        today=paper.today,
        previous=paper.previous,
        cover=_note(paper),
        verify_url=paper.verify_url,
        files=_files(paper),
    )


def identifier_of(document: Mapping[str, Any], language: str, *, kind: str = "diagnosis") -> bytes:
    """Name a document by what it depends on, so that the same report always has the same identifier."""
    return _identifier(Paper(document, language, kind))


def _identifier(paper: Paper) -> bytes:
    document = paper.document
    covered = sha256(b"\0".join((paper.name.encode(), paper.foreword.encode(), paper.logo))).hexdigest()
    parts = (
        *(document[key] for key in ("inputs_sha256", "content_sha256", "engine")),
        *(paper.language, paper.kind, covered, paper.verify_url, TEMPLATE_VERSION),
        paper.previous["inputs_sha256"] if paper.previous else "",
    )
    return sha256("\n".join(parts).encode()).hexdigest()[:32].encode()
