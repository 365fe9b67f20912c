"""The report as a Word file: the chapters, sentences and pictures of the PDF, for people who go on writing.

Its words are those of the report's templates; nothing of a user becomes a field, a link or a macro. The same arguments
give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from reports.charts.qr import qr_svg
from reports.context import report_context
from reports.context.cover import Cover
from reports.word.document import About, written

TEMPLATE = "reports/diagnosis.html"


def diagnosis_docx(
    document: Mapping[str, Any],
    language: str,
    *,
    on: date | None = None,
    today: date | None = None,
    previous: Mapping[str, Any] | None = None,
    cover: Cover | None = None,
    verify_url: str = "",
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the diagnosis.

    Args:
        document: assessment-result/1, of any engine.
        language: "zh-hans" or "en".
        on: The day of submission; None leaves it out.
        today: The day it is asked for, on which the help it names must be valid; None takes `on`.
        previous: An earlier result of the same firm; None leaves out what changed.
        cover: The consultant's note.
        verify_url: Where the report can be checked; "" leaves it out, or as the cover has it.
        files: The pictures the cover names, PNG, by address.

    Raises:
        ReportRenderError: the cover names a picture that is not handed over.
        OSError: the fonts of the pictures are not there.
    """
    with override(language):
        cover = _with_address(cover or Cover(), verify_url)
        context = report_context(document, language, on=on, today=today, previous=previous, cover=cover)
        html = render_to_string(TEMPLATE, {"report": context})
        about = About(context.title, context.heading, context.firm_short, context.legend, language, on)
        return written(html, about, files or {})


def _with_address(cover: Cover, url: str) -> Cover:
    if not url:
        return cover
    return replace(
        cover, verify_url=url, qr_svg=qr_svg(url, _("QR code of the address %(address)s") % {"address": url})
    )
