"""Scoring a submitted assessment again: a second result beside the first, never a change of it."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import may_edit, organisations_visible_to
from accounts.services import record_audit
from assessments.errors import InvalidInput, NotAllowed, NothingChanged, NotSubmitted
from assessments.models import Assessment, Result
from assessments.selectors import inputs_of_result, latest_result, reading_of, sector_references_in_force
from assessments.services.grading import Json, result_document
from assessments.services.references import may_set_method
from assessments.services.submission import store_result
from assessments.services.validation import Findings
from content.loader import current
from scoring.model import Reading

BOOKKEEPING = ("engine", "content_sha256", "inputs_sha256")


@transaction.atomic
def rescore_assessment(*, assessment: Assessment, by: User | None, readings: Mapping[str, str] | None = None) -> Result:
    """Score what was submitted by today's method and store a second result.

    Facts of the firm, answers, amounts and its own references are those of the earlier result; factors, sector
    references and readings are today's.

    Args:
        assessment: A submitted one.
        by: None when it comes in through a command.
        readings: Reading key -> version, for those to be graded by another version than the newest.

    Raises:
        InvalidInput: there is no such reading or version.
        NotSubmitted: it is still a draft.
        NothingChanged: the newest result says the same already; carries it.
        NotAllowed: the person may neither edit nor advise the firm.
    """
    if by is not None and not may_rescore(by, assessment):
        raise NotAllowed
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    earlier = latest_result(locked)
    if earlier is None:
        raise NotSubmitted
    chosen = _chosen(readings or {})
    inputs = inputs_of_result(earlier)
    sector = sector_references_in_force(inputs.firm["industry"], inputs.period)
    document = result_document(inputs, sector=sector, readings=chosen)
    if _said(document) == _said(earlier.document):
        raise NothingChanged(earlier)
    result = store_result(locked, document)
    record_audit(
        organisation=assessment.firm.organisation,
        actor=by,
        verb="score again",
        target=str(assessment.pk),
        details={"result": str(result.pk), "earlier": str(earlier.pk), "readings": dict(readings or {})},
    )
    return result


def may_rescore(user: User, assessment: Assessment) -> bool:
    """Owners and editors of the firm, its consultants, and administrators score again."""
    organisation = assessment.firm.organisation
    advises = may_set_method(user) and organisations_visible_to(user).filter(pk=organisation.pk).exists()
    return advises or may_edit(user, organisation)


def _chosen(versions: Mapping[str, str]) -> dict[str, Reading]:
    findings = Findings()
    chosen: dict[str, Reading] = {}
    for key, version in versions.items():
        if key not in current().readings:
            findings.add("readings", "unknown", _("No reading has this key."))
            continue
        try:
            chosen[key] = reading_of(key, version)
        except KeyError:
            findings.add(f"readings.{key}", "unknown", _("This reading has no such version."))
    if findings.problems:
        raise InvalidInput(findings.problems)
    return chosen


def _said(document: Json) -> Json:
    """A document without what only says how it was made, the solver's name and version in its certificate included."""
    said = {key: value for key, value in document.items() if key not in BOOKKEEPING}
    return said | {"roadmap": {key: value for key, value in said["roadmap"].items() if key != "certificate"}}
