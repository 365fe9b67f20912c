"""The Excel annex: everything a result holds as tables with typed numbers, a sheet for each chapter.

Reads the result and the content only; every number is the one the document holds. What an earlier engine did not give
has no sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from content.loader import current
from reports.context.words import Reader
from reports.excel import advice, footprints, greens, ladders, record, summary, synergies
from reports.excel.book import workbook
from reports.excel.sheet import Sheet
from reports.excel.subject import Subject

UNDATED = date(2000, 1, 1)
"""Written into a file whose day of submission is not known; the clock must not go in."""


def annex_xlsx(
    document: Mapping[str, Any],
    language: str,
    *,
    on: date | None = None,
    today: date | None = None,
    verify_url: str = "",
) -> bytes:
    """Return the workbook; the same arguments give the same bytes.

    Args:
        document: assessment-result/1, of any engine.
        language: "zh-hans" or "en".
        on: The day of submission; None leaves it out.
        today: The day it is asked for, on which the help it names must be valid; None takes `on`, and where that is
            left out, too, expired help stays.
        verify_url: Where the report can be checked; "" leaves it out.
    """
    with override(language):
        contents, *sheets = sheets_of(document, language, on=on, today=today, verify_url=verify_url)
        return workbook(sheets, contents=contents, created=on or UNDATED)


def sheets_of(
    document: Mapping[str, Any],
    language: str,
    *,
    on: date | None = None,
    today: date | None = None,
    verify_url: str = "",
) -> tuple[Sheet, ...]:
    """Return what the sheets hold, the contents first. The language must be the active one."""
    subject = Subject(document, current(), Reader(language), on, today or on)
    found = (
        summary.summary(subject, verify_url),
        ladders.capability(subject),
        ladders.gates(subject),
        greens.barriers(subject),
        ladders.path(subject),
        greens.green(subject),
        greens.standard(subject),
        footprints.footprint(subject),
        footprints.comparison(subject),
        synergies.synergy(subject),
        greens.mechanisms(subject),
        ladders.sensitivity(subject),
        advice.measures(subject),
        advice.roadmap(subject),
        advice.projected(subject),
        advice.helps(subject),
        record.answers(subject),
        footprints.figures(subject),
        footprints.references(subject),
        footprints.factors(subject),
        record.method(subject),
        record.trace(subject),
    )
    sheets = tuple(sheet for sheet in found if sheet is not None)
    heading = _("Digital and green maturity: annex of figures")
    title = f"{heading} · {document['inputs']['firm']['name']} · {document['period']}"
    return summary.contents(title, sheets), *sheets
