"""Saving answers: one transaction, one row per question, an optimistic lock per section."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import may_edit
from assessments.errors import AlreadySubmitted, InvalidInput, NotAllowed, StaleVersion
from assessments.models import Answer, Assessment, SectionVersion
from assessments.selectors import answers_in, leaf_node
from assessments.services import validation
from content.loader import current


def record_answers(
    *,
    assessment: Assessment,
    section: str,
    answers: Mapping[str, Any],
    version: int,
    by: User | None,
    notes: Mapping[str, Any] | None = None,
) -> int:
    """Store answers and notes of one section and return its new version.

    The number of queries does not depend on the length of the questionnaire.

    Args:
        section: Code of the section all questions belong to.
        answers: Question code -> answer; None takes an answer back. Questions left out stay as they are.
        version: The version the person saw; 0 for a section never saved.
        notes: Question code -> remark; "" takes it back.

    Raises:
        InvalidInput: an answer, a note, a code or the section is wrong; nothing is stored.
        AlreadySubmitted: the assessment is read-only.
        StaleVersion: the section was saved in between.
        NotAllowed: the person may only read.
    """
    checked, remarks = _check(section, answers, notes or {})
    with transaction.atomic():
        take_version(assessment, section, version, by)
        rows = {
            row.question: row for row in Answer.objects.filter(assessment=assessment, question__in={*checked, *remarks})
        }
        new, changed = [], []
        for code in dict.fromkeys((*checked, *remarks)):
            row = rows.get(code)
            if row is None:
                row = Answer(assessment=assessment, question=code)
                new.append(row)
            else:
                changed.append(row)
            row.value = (checked[code] or "") if code in checked else row.value
            row.note = remarks.get(code, row.note)
        Answer.objects.bulk_create(row for row in new if row.value or row.note)
        if changed:
            for row in changed:
                row.saved_at = timezone.now()  # bulk_update passes over auto_now
            Answer.objects.bulk_update(changed, ["value", "note", "saved_at"])
    return version + 1


@transaction.atomic
def open_section(*, assessment: Assessment, section: str, level: int, by: User | None) -> None:
    """Show a ladder section up to `level` although the level below is not passed yet.

    Raises:
        InvalidInput: the section has no such level.
        AlreadySubmitted, NotAllowed: as record_answers.
    """
    check_open(assessment, by)
    node = leaf_node(section)
    if node is None or not 1 <= level <= len(node.questions):
        raise InvalidInput([validation.Problem("level", "unknown", _("This section has no such level."))])
    row, _created = SectionVersion.objects.get_or_create(assessment=assessment, section=section)
    SectionVersion.objects.filter(pk=row.pk, opened_to__lt=level).update(opened_to=level)


def _check(
    section: str, answers: Mapping[str, Any], notes: Mapping[str, Any]
) -> tuple[dict[str, str | None], dict[str, str]]:
    known = current().sections.get(section)
    if known is None:
        raise InvalidInput([validation.Problem("section", "unknown", _("No section has this code."))])
    findings = validation.Findings()
    for code in dict.fromkeys((*answers, *notes)):
        if code not in known.questions:
            findings.add(
                f"answers.{str(code)[:60]}", "unknown-question", _("No question of this section has this code.")
            )
    checked = {
        code: findings.take(f"answers.{code}", lambda given, c=code: validation.answer(c, given), given)
        for code, given in answers.items()
        if code in known.questions
    }
    remarks = {
        code: findings.take(f"notes.{code}", validation.note, given)
        for code, given in notes.items()
        if code in known.questions
    }
    if findings.problems:
        raise InvalidInput(findings.problems)
    return checked, remarks


def check_open(assessment: Assessment, by: User | None) -> None:
    """Lock the assessment's row and refuse who may only read, and what was submitted."""
    if by is not None and not may_edit(by, assessment.firm.organisation):
        raise NotAllowed
    state = Assessment.objects.select_for_update().values_list("state", flat=True).get(pk=assessment.pk)
    if state != Assessment.State.DRAFT:
        raise AlreadySubmitted


def take_version(assessment: Assessment, section: str, version: int, by: User | None) -> None:
    """Move the section from `version` to the next, or say what is stored instead."""
    check_open(assessment, by)
    if version == 0:
        SectionVersion.objects.bulk_create(
            [SectionVersion(assessment=assessment, section=section)], ignore_conflicts=True
        )
    moved = SectionVersion.objects.filter(assessment=assessment, section=section, version=version).update(
        version=F("version") + 1
    )
    if not moved:
        stored = SectionVersion.objects.filter(assessment=assessment, section=section).first()
        answers, notes = answers_in(assessment, current().sections[section])
        raise StaleVersion(section=section, version=stored.version if stored else 0, answers=answers, notes=notes)
