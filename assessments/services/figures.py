"""Yearly figures: amounts of up to five years, all in one section with one optimistic lock."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.errors import InvalidInput
from assessments.models import ActivityData, Assessment
from assessments.selectors import FIGURES, sheet_years
from assessments.services import validation
from assessments.services.answers import check_open, take_version
from content.loader import current
from content.model import QUANTITY

SECTION = FIGURES
"""The section whose version guards the sheet."""

Row = tuple[Any, Any]
"""An amount and its unit as they came in."""


def record_sheet(*, assessment: Assessment, rows: Mapping[tuple[int, str], Row], version: int, by: User | None) -> int:
    """Store figures of several years and return the sheet's new version. All or nothing.

    Args:
        rows: (year, quantity code) -> (amount as typed, unit); a blank amount takes it back. What is not named stays.
        version: The version the person saw; 0 for a sheet never saved.

    Raises:
        InvalidInput: names every cell that is wrong as activity.YEAR.CODE; nothing is stored.
        AlreadySubmitted: the assessment is read-only.
        StaleVersion: the sheet was saved in between.
        NotAllowed: the person may only read.
    """
    findings = validation.Findings()
    checked = {
        (year, code): _checked(f"activity.{year}.{str(code)[:60]}", year, code, row, assessment, findings)
        for (year, code), row in rows.items()
    }
    if findings.problems:
        raise InvalidInput(findings.problems)
    return _store(assessment, SECTION, checked, version, by)


def record_amounts(
    *,
    assessment: Assessment,
    section: str,
    amounts: Mapping[str, Row],
    version: int,
    by: User | None,
    year: int | None = None,
) -> int:
    """Store amounts of one year and return the section's new version.

    Args:
        amounts: Quantity code -> (amount as typed, unit); a blank amount takes it back.
        year: The assessed year when left out.

    Raises: as record_sheet; cells are named as activity.CODE.
    """
    known = current().sections.get(section)
    if known is None:
        raise InvalidInput([validation.Problem("section", "unknown", _("No section has this code."))])
    when = assessment.period if year is None else year
    findings = validation.Findings()
    checked = {}
    for code, row in amounts.items():
        path = f"activity.{str(code)[:60]}"
        if code not in known.questions:
            findings.add(path, "unknown-question", _("No quantity has this code."))
        else:
            checked[when, code] = _checked(path, when, code, row, assessment, findings)
    if findings.problems:
        raise InvalidInput(findings.problems)
    return _store(assessment, section, checked, version, by)


@transaction.atomic
def choose_factor_set(*, assessment: Assessment, factor_set: Any, by: User | None) -> None:
    """Say which set of emission factors the assessment is computed with.

    Args:
        factor_set: Code of a set; "" for the default of the content.

    Raises:
        InvalidInput: there is no such set.
        AlreadySubmitted, NotAllowed: as record_sheet.
    """
    findings = validation.Findings()
    chosen = findings.take("factor_set", validation.factor_set, factor_set)
    if findings.problems:
        raise InvalidInput(findings.problems)
    check_open(assessment, by)
    Assessment.objects.filter(pk=assessment.pk).update(factor_set=chosen)
    assessment.factor_set = chosen


def is_blank(value: Any) -> bool:
    """Tell whether what was typed takes an amount back."""
    return value is None or (isinstance(value, str) and not value.strip())


def _checked(
    path: str, year: int, code: str, row: Row, assessment: Assessment, findings: validation.Findings
) -> Row | None:
    """The amount and unit to store; None for a blank, and for what is refused and noted."""
    if year not in sheet_years(assessment.period):
        findings.add(path, "out-of-range", _("Years of the assessed year and the four before it are accepted."))
        return None
    value, unit = row
    if is_blank(value):
        if code not in current().questions or current().questions[code].kind != QUANTITY:
            findings.add(path, "unknown-question", _("No quantity has this code."))
        return None
    checked: Row | None = findings.take(path, lambda given: validation.amount(code, given, unit), value)
    return checked


def _store(
    assessment: Assessment, section: str, cells: Mapping[tuple[int, str], Row | None], version: int, by: User | None
) -> int:
    with transaction.atomic():
        take_version(assessment, section, version, by)
        blank: dict[int, list[str]] = {}
        for (year, code), row in cells.items():
            if row is None:
                blank.setdefault(year, []).append(code)
        for year, codes in blank.items():
            ActivityData.objects.filter(assessment=assessment, year=year, code__in=codes).delete()
        ActivityData.objects.bulk_create(
            [
                ActivityData(assessment=assessment, year=year, code=code, value=row[0], unit=row[1])
                for (year, code), row in cells.items()
                if row is not None
            ],
            update_conflicts=True,
            unique_fields=["assessment", "year", "code"],
            update_fields=["value", "unit"],
        )
    return version + 1
