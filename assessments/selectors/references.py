"""References: the firm's own before its sector's, the sector's before the published ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from assessments.models import SectorReference
from assessments.selectors.readings import reference_units
from content.loader import current
from scoring.model import Reference

References = dict[tuple[str, str], Reference]
"""(reading, indicator) -> reference."""


def sector_references_in_force(industry: str, year: int) -> References:
    """The sector references of a firm of this industry for a year.

    In force is what began by 31 December: the industry's own before that of all industries, then the latest day, then
    the latest entry.
    """
    rows = SectorReference.objects.filter(
        industry__in=(industry, SectorReference.ALL), valid_from__lte=date(year, 12, 31)
    )
    found: dict[tuple[str, str], SectorReference] = {}
    for row in sorted(rows, key=lambda row: (row.industry != SectorReference.ALL, row.valid_from, row.pk)):
        found[row.reading, row.indicator] = row
    return {
        key: Reference(row.base, row.lead, row.unit, row.source, "sector", row.valid_from.isoformat())
        for key, row in found.items()
    }


def references_in_force(
    own: Iterable[Mapping[str, Any]], sector: Mapping[tuple[str, str], Reference], *, industry: str, year: int
) -> References:
    """Every reference a firm is graded by, besides those that stand in the readings themselves.

    Args:
        own: What the firm or its consultant brought: reading, indicator, base, lead, unit, source.
        sector: As `sector_references_in_force` gives them.
        industry: Of the firm.
        year: The assessed year.
    """
    found = {**_published(industry, year), **sector}
    for row in own:
        found[row["reading"], row["indicator"]] = Reference(
            Decimal(row["base"]), Decimal(row["lead"]), row["unit"], row["source"]
        )
    return found


def _published(industry: str, year: int) -> References:
    content = current()
    found: References = {}
    for key, reading in content.readings.items():
        for indicator in reference_units(reading):
            row = content.reference_for(reading=key, indicator=indicator, industry=industry, year=year)
            if row is not None:
                found[key, indicator] = Reference(
                    row.base,
                    row.lead,
                    row.unit,
                    row.source.text,
                    "default",
                    row.valid_from.isoformat(),
                    row.source.status,
                )
    return found
