"""Sector references: baseline and leading value for all firms of an industry. Rows are added, never changed."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_audit
from assessments.errors import InvalidInput, NotAllowed
from assessments.models import SectorReference
from assessments.selectors import less_is_better, reference_units
from assessments.services import validation
from content.loader import current

SOURCE_LENGTH = 200


@transaction.atomic
def add_sector_reference(
    *,
    reading: Any,
    indicator: Any,
    industry: Any,
    unit: Any,
    base: Any,
    lead: Any,
    valid_from: Any,
    source: Any,
    by: User | None,
    note: Any = "",
) -> SectorReference:
    """Add a reference that assessments submitted from now on are graded by, from its first day on.

    Args:
        industry: Division code such as "C17", or "all".
        unit: One of the indicator's units.
        base, lead: Numbers as typed; the leading value lies on the better side of the baseline.
        valid_from: A date, or its text such as "2025-01-01".
        source: Where the two values stand, at most 200 characters.
        by: None when it comes in through a command.

    Raises:
        InvalidInput: lists every field that is wrong.
        NotAllowed: the person is no consultant or administrator.
    """
    if by is not None and not may_set_method(by):
        raise NotAllowed
    findings = validation.Findings()
    graded_by = current().readings.get(reading) if isinstance(reading, str) else None
    units = reference_units(graded_by)
    values = validation.reference(findings, "", unit=unit, base=base, lead=lead)
    if not units:
        findings.add("reading", "unknown", _("No reading with references has this key."))
    elif not isinstance(indicator, str) or indicator not in units:
        findings.add("indicator", "unknown", _("Unknown indicator; known are %(known)s.") % {"known": ", ".join(units)})
    elif unit not in units[indicator]:
        findings.add(
            "unit", "unknown-unit", _("Unknown unit; accepted are %(units)s.") % {"units": ", ".join(units[indicator])}
        )
    else:
        less = less_is_better(graded_by, indicator, unit)
        validation.better_side(findings, less=less, base=values[0], lead=values[1])
    industries = (SectorReference.ALL, *current().industries)
    checked = {
        "industry": findings.take("industry", validation.one_of, industry, industries, example="C34"),
        "base": values[0],
        "lead": values[1],
        "valid_from": findings.take("valid_from", validation.day, valid_from),
        "source": findings.take("source", validation.required_text, source, most=SOURCE_LENGTH),
        "note": findings.take("note", validation.note, note),
    }
    if findings.problems:
        raise InvalidInput(findings.problems)
    row = SectorReference.objects.create(reading=reading, indicator=indicator, unit=unit, author=by, **checked)
    record_audit(
        organisation=None,
        actor=by,
        verb="add sector reference",
        target=f"{reading} {indicator}",
        details={"reference": row.pk, "industry": row.industry, "valid_from": row.valid_from.isoformat()},
    )
    return row


def may_set_method(user: User) -> bool:
    """Consultants and administrators set references and weights."""
    return user.is_active and (user.is_consultant or user.is_administrator)
