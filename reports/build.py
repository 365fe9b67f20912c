"""From a result to a finished file: context -> template -> PDF -> folder of reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from assessments.selectors import results_visible_to
from reports import files, pdf
from reports.context import report_context
from reports.errors import ReportRenderError
from reports.models import TEMPLATE_VERSION, Report

TEMPLATE = "reports/diagnosis.html"


@dataclass(frozen=True)
class StoredReport:
    sha256: str
    pages: int
    size_bytes: int


def build_report(report: Report) -> StoredReport:
    """Make the file of a claimed report and return what the row records of it.

    Raises:
        ReportRenderError: the requester lost the right to see the result, or the document cannot be rendered.
        OSError: the file cannot be stored.
    """
    _check_rights(report)
    result = report.result
    on = timezone.localtime(result.created_at).date()
    rendered = _rendered(result.document, report.language, on=on)
    return StoredReport(files.store(rendered.data), rendered.pages, len(rendered.data))


def _check_rights(report: Report) -> None:
    # The row may have waited for hours: whoever asked may have been deactivated or have left the firm since.
    requester = report.requested_by
    if requester is None or not results_visible_to(requester).filter(pk=report.result_id).exists():
        raise ReportRenderError("rights")


def render_document(document: Mapping[str, Any], language: str, *, on: date | None = None) -> bytes:
    """Return the PDF of a result document, without any row in the database.

    Args:
        document: assessment-result/1.
        language: "zh-hans" or "en".
        on: The day printed on the cover; None leaves it out.

    Raises:
        ReportRenderError: see `reports.pdf.html_to_pdf`.
    """
    return _rendered(document, language, on=on).data


def report_html(document: Mapping[str, Any], language: str, *, on: date | None = None) -> str:
    """Return the body of the report as HTML."""
    with translation.override(language):
        return render_to_string(TEMPLATE, {"report": report_context(document, language, on=on)})


def _rendered(document: Mapping[str, Any], language: str, *, on: date | None) -> pdf.Pdf:
    with translation.override(language):
        context = report_context(document, language, on=on)
        html = render_to_string(TEMPLATE, {"report": context})
    return pdf.render(html, title=context.title, language=language, identifier=identifier_of(document, language))


def identifier_of(document: Mapping[str, Any], language: str) -> bytes:
    """Name a document by what it depends on, so that the same report always has the same identifier."""
    parts = (document["inputs_sha256"], document["content_sha256"], document["engine"], language, TEMPLATE_VERSION)
    return sha256("\n".join(parts).encode()).hexdigest()[:32].encode()
