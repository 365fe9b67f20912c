"""Reads. A report belongs to the tenant of its firm and is seen by exactly those who see the firm; whoever holds a
report may check it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.selectors import organisations_visible_to
from assessments.models import Result
from reports.models import (
    COVERED_KINDS,
    OFFERED,
    TEMPLATE_VERSION,
    CoverNote,
    IssuedFile,
    Report,
    ResultSeal,
)


def reports_visible_to(user: User) -> QuerySet[Report]:
    return Report.objects.filter(organisation__in=organisations_visible_to(user)).select_related(
        "result__assessment__firm__organisation", "requested_by"
    )


def reports_of(result: Result) -> list[Report]:
    """The reports of one result in the look of today and with the cover note of today, in the order they are offered;
    earlier looks and notes are left out."""
    found = list(Report.objects.filter(result=result, template_version=TEMPLATE_VERSION))
    if any(report.kind in COVERED_KINDS for report in found):
        covers = {kind: cover_in_force(result, kind) for kind in COVERED_KINDS}
        found = [report for report in found if report.cover == covers.get(report.kind, "")]
    order = {pair: place for place, pair in enumerate(OFFERED)}
    return sorted(found, key=lambda report: (order.get((report.kind, report.format), len(order)), report.language))


def cover_note_of(result: Result) -> CoverNote | None:
    return CoverNote.objects.filter(result=result).first()


def cover_in_force(result: Result, kind: str) -> str:
    """Return the fingerprint of the note that a report of this kind would print now; "" for none."""
    note = cover_note_of(result) if kind in COVERED_KINDS else None
    return note.fingerprint if note else ""


def previous_of(result: Result) -> Result | None:
    """Return the firm's newest result of an earlier year that was there when this one was made, so that what a report
    compares with never changes."""
    assessment = result.assessment
    before = Result.objects.filter(
        assessment__firm=assessment.firm_id, assessment__period__lt=assessment.period, created_at__lte=result.created_at
    )
    return before.order_by("-assessment__period", "-created_at").first()


def seal_by_token(token: str) -> ResultSeal | None:
    if "\0" in token:  # PostgreSQL refuses to look for it
        return None
    return ResultSeal.objects.filter(token=token).select_related("result__assessment__firm__organisation").first()


def seal_of(result: Result) -> ResultSeal | None:
    return ResultSeal.objects.filter(result=result).first()


@dataclass(frozen=True)
class Sealed:
    """What whoever holds a report may know of its result, and nothing more of the firm."""

    firm: str
    period: int
    created_at: datetime
    readings: tuple[tuple[str, str], ...]
    """Key and version of each."""
    engine: str
    files: Sequence[IssuedFile]
    superseded_at: datetime | None
    """When the first newer result of the firm was made; None for the newest."""


def sealed_by(seal: ResultSeal) -> Sealed:
    result = seal.result
    assessment = result.assessment
    document = result.document
    newer = Result.objects.filter(
        Q(assessment__period__gt=assessment.period) | Q(assessment=assessment, created_at__gt=result.created_at),
        assessment__firm=assessment.firm_id,
    ).order_by("created_at")
    return Sealed(
        firm=document["inputs"]["firm"]["name"],
        period=document["period"],
        created_at=result.created_at,
        readings=tuple((row["key"], row["version"]) for row in document["readings"]),
        engine=result.engine,
        files=list(IssuedFile.objects.filter(result=result)),
        superseded_at=newer.values_list("created_at", flat=True).first(),
    )
