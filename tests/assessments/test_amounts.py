"""Saving amounts of a year: as typed, in the unit typed, exact to the last digit."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from assessments.errors import AlreadySubmitted, InvalidInput, NotAllowed, StaleVersion
from assessments.models import ActivityData, Assessment, Firm
from assessments.selectors import amounts_of, facts_of, version_of
from assessments.services import record_amounts, start_assessment
from tests.assessments.record import nothing_stored

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SECTION = "green.quantities"


def save(assessment: Assessment, amounts: dict[str, tuple[Any, Any]], version: int = 0, **options: Any) -> int:
    return record_amounts(
        assessment=assessment, section=SECTION, amounts=amounts, version=version, **{"by": None, **options}
    )


def kept(assessment: Assessment) -> list[tuple[int, str, Decimal, str]]:
    return [(row.year, row.code, row.value, row.unit) for row in amounts_of(assessment)]


def test_an_amount_is_kept_in_the_unit_it_was_typed_in(draft: Assessment, owner: User) -> None:
    assert save(draft, {"electricity_grid": ("1,200.5", "MWh")}, by=owner) == 1
    assert kept(draft) == [(2025, "electricity_grid", Decimal("1200.5"), "MWh")]
    assert facts_of(draft).quantities == {"electricity_grid": Decimal("1200500")}, "rules see kWh"


def test_a_second_save_replaces_and_a_blank_takes_back(draft: Assessment) -> None:
    save(draft, {"water_taken": ("12000", "m3"), "land_area": ("15", "亩")})
    save(draft, {"water_taken": ("1.3", "万m3"), "land_area": ("  ", "亩")}, 1)
    assert kept(draft) == [(2025, "water_taken", Decimal("1.3"), "万m3")]
    save(draft, {"water_taken": (None, "m3")}, 2)
    assert kept(draft) == []
    assert version_of(draft, SECTION) == 3


def test_zero_is_an_amount_and_blank_is_none(draft: Assessment) -> None:
    save(draft, {"raw_coal": ("0", "t"), "diesel": ("", "t")})
    assert kept(draft) == [(2025, "raw_coal", Decimal(0), "t")]


def test_years_stand_side_by_side_and_only_the_assessed_one_counts(draft: Assessment) -> None:
    save(draft, {"water_taken": ("9", "m3")}, year=2024)
    save(draft, {"water_taken": ("8", "m3")}, 1)
    assert [row[:3] for row in kept(draft)] == [(2024, "water_taken", Decimal(9)), (2025, "water_taken", Decimal(8))]
    assert facts_of(draft).quantities == {"water_taken": Decimal(8)}


@pytest.mark.parametrize(
    "typed", ["0.1", "0.0000000001", "999999999999999", "12345.6789012345", "99999.9999999999", "33.3"]
)
def test_what_is_accepted_is_kept_to_the_last_digit(draft: Assessment, typed: str) -> None:
    save(draft, {"value_added": (typed, "万元")})
    assert kept(draft)[0][2] == Decimal(typed)


@pytest.mark.parametrize("typed", ["123456789012.3456789", "1234567890123456.0", "99999999999999.99"])
def test_more_digits_than_every_database_keeps_are_refused_instead_of_rounded(draft: Assessment, typed: str) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        save(draft, {"value_added": (typed, "万元")})
    assert error.value.problems[0].code in ("number-too-precise", "number-too-large")


REFUSED: list[tuple[str, tuple[Any, Any], str]] = [
    ("water_taken", ("-1", "m3"), "number-negative"),
    ("water_taken", ("1e3", "m3"), "number-exponent"),
    ("water_taken", ("一千", "m3"), "number-chinese"),
    ("water_taken", (1.5, "m3"), "number-float"),
    ("water_taken", (False, "m3"), "number-boolean"),
    ("water_taken", ("5%", "m3"), "number-percent"),
    ("water_taken", ("1,2,3", "m3"), "number-form"),
    ("water_taken", (10**30, "m3"), "number-too-large"),
    ("water_taken", ("0.12345678901", "m3"), "number-too-precise"),
    ("water_taken", ("12", "吨"), "unknown-unit"),
    ("water_taken", ("12", ["m3"]), "unknown-unit"),
    ("green_material_share", ("100.5", "%"), "out-of-range"),
    ("IM-DATA-L1-1", ("1", "m3"), "unknown-question"),
    ("electricity", ("1", "kWh"), "unknown-question"),
]


@pytest.mark.parametrize(("code", "amount", "word"), REFUSED)
def test_a_wrong_amount_is_named_and_the_right_one_beside_it_waits(
    draft: Assessment, code: str, amount: tuple[Any, Any], word: str
) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        save(draft, {"heat": ("5", "GJ"), code: amount})
    assert [(problem.path, problem.code) for problem in error.value.problems] == [(f"activity.{code}", word)]


def test_a_percent_sign_is_fine_where_the_unit_is_percent(draft: Assessment) -> None:
    save(draft, {"green_material_share": ("15%", "%")})
    assert kept(draft)[0][2] == 15


def test_an_unknown_section_is_named(draft: Assessment) -> None:
    with nothing_stored(), pytest.raises(InvalidInput):
        record_amounts(assessment=draft, section="nope", amounts={}, version=0, by=None)


def test_a_stale_save_changes_nothing(draft: Assessment) -> None:
    save(draft, {"heat": ("5", "GJ")})
    with nothing_stored(), pytest.raises(StaleVersion) as error:
        save(draft, {"heat": ("6", "GJ")})
    assert error.value.version == 1


def test_a_submitted_assessment_is_read_only(submitted: Assessment) -> None:
    with nothing_stored(), pytest.raises(AlreadySubmitted):
        save(submitted, {"heat": ("6", "GJ")})


@pytest.mark.parametrize("person", ["viewer", "stranger", "consultant", "administrator"])
def test_readers_do_not_write(draft: Assessment, request: pytest.FixtureRequest, person: str) -> None:
    user = request.getfixturevalue(person)
    with nothing_stored(), pytest.raises(NotAllowed):
        save(draft, {"heat": ("6", "GJ")}, by=user)


def test_amounts_beyond_every_factor_leave_the_energy_indicator_without_a_value(firm: Firm, owner: User) -> None:
    old = start_assessment(firm=firm, period=2019, by=owner)
    save(old, {"electricity_grid": ("5", "MWh"), "value_added": ("10", "万元")})
    assert facts_of(old).tce_per_unit == {}, "factors start in 2021; no later one is used instead"


def test_amounts_of_one_year_are_ordered_by_code_on_every_database(draft: Assessment) -> None:
    codes = ["waste_used", "lpg", "land_area", "water_taken", "heat", "fuel_oil", "floor_area"]
    units = {"lpg": "t", "fuel_oil": "t", "waste_used": "t", "heat": "GJ", "water_taken": "m3"}
    save(draft, {code: ("1", units.get(code, "m2")) for code in codes})
    assert [row[1] for row in kept(draft)] == sorted(codes)
    assert ActivityData.objects.count() == len(codes)
