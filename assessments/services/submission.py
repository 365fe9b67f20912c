"""Starting an assessment and submitting it: the one moment a result is computed."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import may_edit
from accounts.services import record_audit
from assessments.errors import AlreadySubmitted, DraftExists, IncompleteAssessment, InvalidInput, NotAllowed
from assessments.models import ActivityData, Answer, Assessment, Firm, ReferenceValue, Result
from assessments.selectors import (
    BARRIERS,
    GREEN,
    LADDER,
    firm_facts_of,
    inputs_of,
    sector_references_in_force,
    sheet_years,
)
from assessments.services.grading import Json, canonical_json, levels_of, plain_text, result_document
from assessments.services.validation import Findings, year
from content.loader import current


@transaction.atomic
def start_assessment(*, firm: Firm, period: Any, by: User | None, started_from: Assessment | None = None) -> Assessment:
    """Open a draft for a year, empty or with the answers of an earlier assessment of the same firm. The amounts of the
    assessed year are entered anew; those of the years before it come along.

    Raises:
        InvalidInput: the year is not a year, or `started_from` is another firm's.
        DraftExists: the firm has a draft for that year; carries it.
        NotAllowed: the person may only read.
    """
    if by is not None and not may_edit(by, firm.organisation):
        raise NotAllowed
    findings = Findings()
    checked = findings.take("period", year, period)
    if started_from is not None and started_from.firm_id != firm.pk:
        findings.add("started_from", "unknown", _("Choose an earlier assessment of the same firm."))
    if findings.problems:
        raise InvalidInput(findings.problems)
    # The firm's row is the lock: two clicks at once open one draft.
    Firm.objects.select_for_update().get(pk=firm.pk)
    draft = Assessment.objects.filter(firm=firm, period=checked, state=Assessment.State.DRAFT).first()
    if draft is not None:
        raise DraftExists(draft)
    assessment = Assessment.objects.create(
        firm=firm,
        period=checked,
        created_by=by,
        started_from=started_from,
        factor_set=started_from.factor_set if started_from else "",
    )
    if started_from is not None:
        _bring_along(started_from, assessment)
    record_audit(organisation=firm.organisation, actor=by, verb="start assessment", target=str(assessment.pk))
    return assessment


def _bring_along(earlier: Assessment, assessment: Assessment) -> None:
    questions = current().questions
    Answer.objects.bulk_create(
        Answer(assessment=assessment, question=row.question, value=row.value, note=row.note)
        for row in earlier.answers.all()
        if row.question in questions
    )
    ReferenceValue.objects.bulk_create(
        ReferenceValue(
            assessment=assessment,
            reading=row.reading,
            indicator=row.indicator,
            base=row.base,
            lead=row.lead,
            unit=row.unit,
            source=row.source,
        )
        for row in earlier.references.all()
    )
    ActivityData.objects.bulk_create(
        ActivityData(assessment=assessment, year=row.year, code=row.code, value=row.value, unit=row.unit)
        for row in earlier.activity.filter(year__in=sheet_years(assessment.period)[1:])
    )


@transaction.atomic
def submit_assessment(*, assessment: Assessment, by: User | None, accept_incomplete: bool = False) -> Result:
    """Freeze the assessment and compute its result.

    Args:
        accept_incomplete: Readings with open questions are reported as incomplete instead of refusing; for files.

    Raises:
        AlreadySubmitted: it was submitted before.
        IncompleteAssessment: names every open question.
        NotAllowed: the person may only read.
    """
    if by is not None and not may_edit(by, assessment.firm.organisation):
        raise NotAllowed
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if locked.state != Assessment.State.DRAFT:
        raise AlreadySubmitted
    document = document_of(assessment)
    missing = {row["key"]: row["missing"] for row in document["readings"] if row["missing"]}
    if missing and not accept_incomplete:
        raise IncompleteAssessment(missing)
    Assessment.objects.filter(pk=assessment.pk).update(
        state=Assessment.State.SUBMITTED, submitted_at=timezone.now(), submitted_by=by
    )
    assessment.refresh_from_db()
    result = store_result(assessment, document)
    record_audit(
        organisation=assessment.firm.organisation,
        actor=by,
        verb="submit assessment",
        target=str(assessment.pk),
        details={
            "result": str(result.pk),
            "inputs_sha256": result.inputs_sha256,
            "barriers": levels_of(document)[BARRIERS],
        },
    )
    return result


def store_result(assessment: Assessment, document: Json) -> Result:
    """Store a computed document beside the columns that repeat it."""
    levels = levels_of(document)
    return Result.objects.create(
        assessment=assessment,
        engine=document["engine"],
        content_sha256=document["content_sha256"],
        inputs_sha256=document["inputs_sha256"],
        text=canonical_json(document).decode(),
        size=document["size"],
        level=levels[LADDER],
        tier=levels[GREEN],
    )


def document_of(assessment: Assessment) -> Json:
    """Compute the result document of an assessment as it stands, storing nothing."""
    inputs = inputs_of(assessment)
    return result_document(inputs, sector=sector_references_in_force(inputs.firm["industry"], inputs.period))


def firm_snapshot(firm: Firm) -> dict[str, Any]:
    """The stored facts of a firm, as a form shows them."""
    return {**firm_facts_of(firm), "revenue_wan": plain_text(firm.revenue_wan)}


def store_activity(assessment: Assessment, rows: list[Json]) -> None:
    """Store checked amounts of a file."""
    ActivityData.objects.bulk_create(ActivityData(assessment=assessment, **row) for row in rows)
