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
from assessments.selectors import BARRIERS, GREEN, LADDER, amounts_of, answers_of, facts_of, size_class
from assessments.services.grading import activity_row, canonical_json, plain_text, result_document
from assessments.services.validation import Findings, year
from content.loader import current


@transaction.atomic
def start_assessment(*, firm: Firm, period: Any, by: User | None, started_from: Assessment | None = None) -> Assessment:
    """Open a draft for a year, empty or with the answers of an earlier assessment of the same firm.

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
    assessment = Assessment.objects.create(firm=firm, period=checked, created_by=by, started_from=started_from)
    if started_from is not None:
        questions = current().questions
        Answer.objects.bulk_create(
            Answer(assessment=assessment, question=row.question, value=row.value, note=row.note)
            for row in started_from.answers.all()
            if row.question in questions
        )
        # References stay valid from year to year; amounts belong to their year and are entered again.
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
            for row in started_from.references.all()
        )
    record_audit(organisation=firm.organisation, actor=by, verb="start assessment", target=str(assessment.pk))
    return assessment


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
    levels = {row["key"]: row["level"]["code"] if row["level"] else "" for row in document["readings"]}
    result = Result.objects.create(
        assessment=assessment,
        engine=document["engine"],
        content_sha256=document["content_sha256"],
        inputs_sha256=document["inputs_sha256"],
        text=canonical_json(document).decode(),
        size=document["size"],
        level=levels[LADDER],
        tier=levels[GREEN],
    )
    record_audit(
        organisation=assessment.firm.organisation,
        actor=by,
        verb="submit assessment",
        target=str(assessment.pk),
        details={"result": str(result.pk), "inputs_sha256": result.inputs_sha256, "barriers": levels[BARRIERS]},
    )
    return result


def document_of(assessment: Assessment) -> dict[str, Any]:
    """Compute the result document of an assessment as it stands, storing nothing."""
    firm = assessment.firm
    return result_document(
        content=current(),
        firm=firm_snapshot(firm),
        period=assessment.period,
        size=size_class(firm.employees, firm.revenue_wan),
        answers=answers_of(assessment),
        activity=[activity_row(row.year, row.code, row.value, row.unit) for row in amounts_of(assessment)],
        facts=facts_of(assessment),
    )


def firm_snapshot(firm: Firm) -> dict[str, Any]:
    """The stored facts of a firm, as a result keeps them and a form shows them."""
    return {
        "name": firm.name,
        "uscc": firm.uscc,
        "industry": firm.industry,
        "province": firm.province,
        "employees": firm.employees,
        "revenue_wan": plain_text(firm.revenue_wan),
        "production": firm.production,
        "trimmed": list(firm.trimmed),
    }


def store_activity(assessment: Assessment, rows: list[dict[str, Any]]) -> None:
    """Store checked amounts of a file."""
    ActivityData.objects.bulk_create(ActivityData(assessment=assessment, **row) for row in rows)
