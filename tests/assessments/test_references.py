"""Sector references: who adds them, which one is in force, and whose reference comes first."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import AuditEntry, User
from assessments.errors import InvalidInput, NotAllowed
from assessments.models import Assessment, ReferenceValue, SectorReference
from assessments.selectors import facts_of, sector_references_in_force
from assessments.services import add_sector_reference
from assessments.services.submission import document_of
from content.loader import current
from scoring.quantity import FORMULAS
from tests.assessments.record import nothing_stored

pytestmark = [pytest.mark.django_db, pytest.mark.database]

KEY = ("green-factory-2025", "energy-intensity")
GOOD: dict[str, Any] = {
    "reading": "green-factory-2025",
    "indicator": "energy-intensity",
    "industry": "C34",
    "unit": "tce/万元",
    "base": "0.5",
    "lead": "0.2",
    "valid_from": "2025-01-01",
    "source": "行业数据表 2025",
}


def add(by: User | None = None, **changes: Any) -> SectorReference:
    return add_sector_reference(**{**GOOD, **changes}, by=by)


def base_in_force(year: int = 2025, industry: str = "C34") -> str | None:
    found = sector_references_in_force(industry, year).get(KEY)
    return found and f"{found.base.normalize():f}"


# --- adding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["consultant", "unassigned_consultant", "administrator"])
def test_consultants_and_administrators_add(request: pytest.FixtureRequest, person: str) -> None:
    user = request.getfixturevalue(person)
    row = add(user, note="  看第三页 ")
    assert (row.author, row.valid_from, row.note, str(row.base)) == (user, date(2025, 1, 1), "看第三页", "0.5")
    entry = AuditEntry.objects.get(verb="add sector reference")
    assert (entry.actor, entry.organisation, entry.details["reference"]) == (user.email, None, row.pk)


@pytest.mark.parametrize("person", ["owner", "editor", "viewer", "stranger"])
def test_nobody_else_adds(firm: Any, request: pytest.FixtureRequest, person: str) -> None:
    user = request.getfixturevalue(person)
    with nothing_stored(), pytest.raises(NotAllowed):
        add(user)


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("reading", "im-capability", "unknown"),
        ("reading", "mechanisms", "unknown"),
        ("reading", ["green-factory-2025"], "unknown"),
        ("indicator", "beauty", "unknown"),
        ("indicator", "green-design", "unknown"),
        ("industry", "C99", "unknown"),
        ("industry", "", "unknown"),
        ("unit", "tce/km", "unknown-unit"),
        ("unit", ["tce/t"], "unknown-unit"),
        ("base", "", "required"),
        ("base", "-1", "number-negative"),
        ("base", "0.5%", "number-percent"),
        ("lead", "1e-3", "number-exponent"),
        ("lead", "0.50", "out-of-range"),
        ("valid_from", "2025", "date"),
        ("valid_from", "2025-02-30", "date"),
        ("valid_from", "", "required"),
        ("valid_from", 20250101, "type"),
        ("valid_from", "1999-12-31", "out-of-range"),
        ("source", "  ", "required"),
        ("source", "x" * 201, "too-long"),
        ("note", 7, "type"),
    ],
)
def test_what_is_wrong_is_named(field: str, value: Any, word: str) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        add(**{field: value})
    assert (field, word) in [(row.path, row.code) for row in error.value.problems]
    assert all(row.message for row in error.value.problems)


def test_every_unit_of_an_indicator_is_accepted_and_a_share_may_have_its_sign() -> None:
    add(unit="tce/t")
    row = add(indicator="renewable-share", unit="%", base="5%", lead="30 %")
    assert (str(row.base), str(row.lead)) == ("5", "30")


@pytest.mark.parametrize("change", [{"base": 9}, {"source": "other"}, {"valid_from": date(2020, 1, 1)}, {"note": "x"}])
def test_the_database_refuses_to_change_one(change: dict[str, Any]) -> None:
    row = add()
    with pytest.raises(DatabaseError, match="sector references are never changed"), transaction.atomic():
        SectorReference.objects.filter(pk=row.pk).update(**change)
    assert SectorReference.objects.get(pk=row.pk).base == row.base


def test_an_author_may_leave(administrator: User) -> None:
    row = add(administrator)
    administrator.delete()
    assert SectorReference.objects.get(pk=row.pk).author is None


# --- which one is in force -------------------------------------------------------------------------------------------


def test_the_latest_day_counts_and_of_one_day_the_latest_entry() -> None:
    add(base="1", valid_from="2024-01-01")
    add(base="2", valid_from="2023-01-01")
    assert base_in_force() == "1"
    add(base="3", valid_from="2024-01-01")
    assert base_in_force() == "3"


def test_a_reference_starts_by_the_last_day_of_the_year() -> None:
    add(base="1", valid_from="2025-12-31")
    assert (base_in_force(2024), base_in_force(2025), base_in_force(2026)) == (None, "1", "1")


def test_an_industry_of_its_own_comes_before_all_even_when_older() -> None:
    add(base="1", industry="all", valid_from="2025-06-01")
    add(base="2", industry="C34", valid_from="2020-01-01")
    add(base="3", industry="C17", valid_from="2025-06-01")
    assert (base_in_force(), base_in_force(industry="C17"), base_in_force(industry="C39")) == ("2", "3", "1")


def own_reference(assessment: Assessment, **changes: Any) -> None:
    fields = {"base": "0.9", "lead": "0.3", "unit": "tce/万元", "source": "ours", **changes}
    ReferenceValue.objects.create(assessment=assessment, reading=KEY[0], indicator=KEY[1], **fields)


def test_the_firms_own_comes_first_then_the_sectors_then_the_published_one(draft: Assessment) -> None:
    assert KEY not in facts_of(draft).references, "nothing is published for this indicator"
    add(base="0.7")
    sector = facts_of(draft).references[KEY]
    assert (str(sector.base.normalize()), sector.origin, sector.valid_from) == ("0.7", "sector", "2025-01-01")
    own_reference(draft)
    own = facts_of(draft).references[KEY]
    assert (str(own.base.normalize()), own.origin, own.source) == ("0.9", "firm", "ours")


def test_a_sector_reference_replaces_a_published_one(draft: Assessment) -> None:
    key = ("green-factory-2025", "waste-utilisation")
    published = facts_of(draft).references[key]
    assert (published.origin, published.status) == ("default", "own")
    add(indicator="waste-utilisation", unit="%", base="60", lead="99")
    assert facts_of(draft).references[key].origin == "sector"


def test_a_result_says_whose_reference_it_used(draft: Assessment) -> None:
    add(base="0.7", industry="all", valid_from="2024-05-01")
    rows = {row["indicator"]: row for row in document_of(draft)["inputs"]["references"]}
    assert rows["energy-intensity"] == {
        "reading": "green-factory-2025",
        "indicator": "energy-intensity",
        "base": "0.7",
        "lead": "0.2",
        "unit": "tce/万元",
        "source": "行业数据表 2025",
        "origin": "sector",
        "valid_from": "2024-05-01",
        "status": "",
    }


def test_every_quantity_indicator_can_have_a_sector_reference() -> None:
    reading: Any = current().readings["green-factory-2025"]
    for indicator in reading.indicators:
        for unit in indicator.formulas:
            less = FORMULAS[indicator.formulas[unit]].less_is_better
            add(
                indicator=indicator.code,
                unit=unit,
                base="2" if less else "1",
                lead="1" if less else "2",
                industry="all",
            )
    found = sector_references_in_force("C17", 2025)
    assert len(found) == sum(bool(indicator.formulas) for indicator in reading.indicators)


@pytest.mark.parametrize(
    ("indicator", "unit", "base", "lead"),
    [
        ("energy-intensity", "tce/万元", "0.2", "0.5"),
        ("water-reuse", "%", "90", "60"),
        ("land-productivity", "万元/m2", "2", "1"),
    ],
)
def test_swapped_values_that_would_reward_the_worst_firm_are_refused(
    indicator: str, unit: str, base: str, lead: str
) -> None:
    with pytest.raises(InvalidInput) as error:
        add(indicator=indicator, unit=unit, base=base, lead=lead)
    assert [(problem.path, problem.code) for problem in error.value.problems] == [("lead", "out-of-range")]
    assert add(indicator=indicator, unit=unit, base=lead, lead=base)


def test_a_share_above_a_hundred_per_cent_is_no_reference() -> None:
    with pytest.raises(InvalidInput) as error:
        add(indicator="renewable-share", unit="%", base="10", lead="200")
    assert [problem.path for problem in error.value.problems] == ["lead"]
