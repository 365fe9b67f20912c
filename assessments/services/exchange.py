"""assessment-exchange/1: one file through the same services as the web form. Nothing is stored when anything is
wrong, and every problem names its place."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.errors import DraftExists, InvalidInput, Problem
from assessments.models import Answer, Assessment, Firm, ReferenceValue, Result
from assessments.selectors import (
    Inputs,
    References,
    reference_units,
    sector_references_in_force,
    sheet_years,
)
from assessments.services import validation
from assessments.services.firms import create_firm, update_firm
from assessments.services.grading import result_document
from assessments.services.strict_json import DuplicateKey, strict_json
from assessments.services.submission import start_assessment, store_activity, submit_assessment
from assessments.services.validation import Findings
from content.loader import current

SCHEMA = "assessment-exchange/1"
LARGEST_FILE = 2_000_000
FIELDS = ("schema", "firm", "period", "answers", "activity", "references", "factor_set")
FIRM_FIELDS = tuple(validation.FIRM_READERS)
ACTIVITY_FIELDS = ("year", "code", "value", "unit")
REFERENCE_FIELDS = ("reading", "indicator", "base", "lead", "unit", "source")


class Exchange(Inputs):
    """A checked file."""


def load_exchange(raw: bytes) -> Exchange:
    """Read and check a file.

    Raises:
        InvalidInput: lists everything wrong, each with its path.
    """
    if len(raw) > LARGEST_FILE:
        raise InvalidInput([Problem("", "too-large", _("The file is larger than 2 MB."))])
    try:
        document = strict_json(raw)
    except UnicodeDecodeError as error:
        raise InvalidInput([Problem("", "encoding", _("The file is not UTF-8 text."))]) from error
    except DuplicateKey as error:
        raise InvalidInput([Problem(error.key[:60], "duplicate", _("This key stands twice in the file."))]) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput([Problem("", "json", _("The file is not valid JSON: %(why)s") % {"why": error})]) from error
    return check_exchange(document)


def check_exchange(document: Any) -> Exchange:
    """Check the content of a file.

    Raises:
        InvalidInput: lists everything wrong, each with its path.
    """
    if not isinstance(document, dict):
        raise InvalidInput([Problem("", "type", _("The file must hold one JSON object."))])
    findings = Findings()
    if document.get("schema") != SCHEMA:
        findings.add("schema", "schema", _("The schema must be %(schema)s.") % {"schema": SCHEMA})
    _unknown(document, FIELDS, "", findings)
    firm = _firm(document.get("firm"), findings)
    period = None
    if document.get("period") is None:
        findings.add("period", "required", _("This field is needed."))
    else:
        period = findings.take("period", validation.year, document["period"])
    answers = _answers(document.get("answers"), findings)
    activity = _activity(document.get("activity", []), period, findings)
    references = _references(document.get("references", []), findings)
    factor_set = findings.take("factor_set", validation.factor_set, document.get("factor_set"))
    if findings.problems or period is None:
        raise InvalidInput(findings.problems)
    return Exchange(firm, period, answers, activity, references, factor_set)


def _unknown(given: Mapping[str, Any], known: tuple[str, ...], prefix: str, findings: Findings) -> None:
    for key in given:
        if key not in known:
            findings.add(
                f"{prefix}{key[:60]}",
                "unknown-key",
                _("Unknown key; known are %(known)s.") % {"known": ", ".join(known)},
            )


def _firm(given: Any, findings: Findings) -> dict[str, Any]:
    if not isinstance(given, dict):
        findings.add("firm", "required", _("The firm's facts are needed."))
        return {}
    _unknown(given, FIRM_FIELDS, "firm.", findings)
    return validation.firm_facts(given, findings, prefix="firm.")


def _answers(given: Any, findings: Findings) -> dict[str, str]:
    if not isinstance(given, dict):
        findings.add("answers", "required", _("Answers are needed, as an object of code and answer."))
        return {}
    checked = {}
    for code, value in given.items():
        path = f"answers.{code[:60]}"
        answer = findings.take(path, lambda v, c=code: validation.answer(c, v), value)
        if answer is not None:
            checked[code] = answer
    return checked


def _rows(given: Any, name: str, fields: tuple[str, ...], findings: Findings) -> list[tuple[str, dict[str, Any]]]:
    if not isinstance(given, list):
        findings.add(name, "type", _("Write a list."))
        return []
    rows = []
    for number, row in enumerate(given):
        path = f"{name}[{number}]"
        if not isinstance(row, dict):
            findings.add(path, "type", _("Write an object."))
            continue
        _unknown(row, fields, f"{path}.", findings)
        absent = [key for key in fields if row.get(key) is None]
        for key in absent:
            findings.add(f"{path}.{key}", "required", _("This field is needed."))
        if not absent:
            rows.append((path, row))
    return rows


def _activity(given: Any, period: int | None, findings: Findings) -> list[dict[str, Any]]:
    checked: list[dict[str, Any]] = []
    seen = set()
    for path, row in _rows(given, "activity", ACTIVITY_FIELDS, findings):
        when = findings.take(f"{path}.year", validation.year, row["year"])
        if not isinstance(row["code"], str):
            findings.add(f"{path}.code", "type", _("Write a text."))
            continue
        try:
            value, unit = validation.amount(row["code"], row["value"], row["unit"])
        except validation.Refused as error:
            place = {"unknown-question": "code", "unknown-unit": "unit"}.get(error.code, "value")
            findings.add(f"{path}.{place}", error.code, error.message)
            continue
        if period is not None and when is not None and when not in sheet_years(period):
            findings.add(
                f"{path}.year", "out-of-range", _("Years of the assessed year and the four before it are accepted.")
            )
        if (when, row["code"]) in seen:
            findings.add(f"{path}.code", "duplicate", _("This amount stands twice for the same year."))
        seen.add((when, row["code"]))
        checked.append({"year": when, "code": row["code"], "value": value, "unit": unit})
    return checked


def _references(given: Any, findings: Findings) -> list[dict[str, Any]]:
    readings = current().readings
    checked = []
    seen = set()
    for path, row in _rows(given, "references", REFERENCE_FIELDS, findings):
        reading = readings.get(row["reading"]) if isinstance(row["reading"], str) else None
        units = reference_units(reading)
        if not units:
            findings.add(f"{path}.reading", "unknown", _("No reading with references has this key."))
            continue
        if not isinstance(row["indicator"], str) or row["indicator"] not in units:
            findings.add(
                f"{path}.indicator",
                "unknown",
                _("Unknown indicator; known are %(known)s.") % {"known": ", ".join(units)},
            )
            continue
        accepted = units[row["indicator"]]
        if row["unit"] not in accepted:
            findings.add(
                f"{path}.unit",
                "unknown-unit",
                _("Unknown unit; accepted are %(units)s.") % {"units": ", ".join(accepted)},
            )
        base, lead = validation.reference(findings, f"{path}.", unit=row["unit"], base=row["base"], lead=row["lead"])
        source = findings.take(f"{path}.source", validation.required_text, row["source"], most=200)
        if (row["reading"], row["indicator"]) in seen:
            findings.add(path, "duplicate", _("This reference stands twice."))
        seen.add((row["reading"], row["indicator"]))
        checked.append(
            {
                "reading": row["reading"],
                "indicator": row["indicator"],
                "base": base,
                "lead": lead,
                "unit": row["unit"],
                "source": source,
            }
        )
    return checked


def document_of_exchange(exchange: Exchange, sector: References | None = None) -> dict[str, Any]:
    """Compute the result of a checked file, storing nothing and reading no database.

    Args:
        exchange: A checked file.
        sector: The sector references in force (`references_for`); none when left out.
    """
    return result_document(exchange, sector=sector)


def references_for(exchange: Exchange) -> References:
    """The sector references that are in force for the firm and year of a checked file."""
    return sector_references_in_force(exchange.firm["industry"], exchange.period)


@transaction.atomic
def import_exchange(*, exchange: Exchange, by: User | None) -> Result:
    """Store a checked file as firm, assessment and result.

    A firm with the same code that came in through a file, too, is updated; a firm that has people of its own is never
    touched. Readings with open questions are reported as incomplete.
    """
    firm = (
        Firm.objects.filter(uscc=exchange.firm["uscc"], organisation__memberships=None)
        .select_related("organisation")
        .first()
    )
    if firm is None:
        firm = create_firm(by=None, **exchange.firm)
    else:
        update_firm(firm=firm, by=None, **exchange.firm)
    try:
        assessment = start_assessment(firm=firm, period=exchange.period, by=by)
    except DraftExists as error:
        assessment = error.assessment
        _empty(assessment)
    Assessment.objects.filter(pk=assessment.pk).update(factor_set=exchange.factor_set)
    assessment.refresh_from_db()
    Answer.objects.bulk_create(
        Answer(assessment=assessment, question=code, value=value) for code, value in exchange.answers.items()
    )
    store_activity(assessment, exchange.activity)
    ReferenceValue.objects.bulk_create(ReferenceValue(assessment=assessment, **row) for row in exchange.references)
    return submit_assessment(assessment=assessment, by=by, accept_incomplete=True)


def _empty(assessment: Assessment) -> None:
    for rows in (assessment.answers, assessment.activity, assessment.references):
        rows.all().delete()
