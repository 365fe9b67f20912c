"""The sheet of yearly figures: five years at once, totals, flags, and one lock for all of it."""

from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from assessments.errors import AlreadySubmitted, InvalidInput, NotAllowed, StaleVersion
from assessments.models import Assessment
from assessments.selectors import Sheet, amounts_of, sheet_of, version_of
from assessments.selectors.sheet import Cell, Row
from assessments.services import choose_factor_set, record_amounts, record_sheet, start_assessment
from assessments.services.submission import document_of
from content.loader import current
from tests.assessments.record import nothing_stored
from tests.conftest import PERIOD

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SECTION = "green.quantities"
Rows = dict[tuple[int, str], tuple[Any, Any]]


def save(assessment: Assessment, rows: Rows, version: int = 0, by: User | None = None) -> int:
    return record_sheet(assessment=assessment, rows=rows, version=version, by=by)


def kept(assessment: Assessment) -> list[tuple[int, str, Decimal, str]]:
    return [(row.year, row.code, row.value, row.unit) for row in amounts_of(assessment)]


def row_of(sheet: Sheet, code: str) -> Row:
    return next(row for row in sheet.rows if row.question.code == code)


def cell_of(sheet: Sheet, code: str, year: int = PERIOD) -> Cell:
    return next(cell for cell in row_of(sheet, code).cells if cell.year == year)


# --- saving ----------------------------------------------------------------------------------------------------------


def test_five_years_are_saved_at_once(draft: Assessment, owner: User) -> None:
    rows = {(year, "diesel"): (str(year), "t") for year in range(2021, 2026)}
    assert save(draft, rows, by=owner) == 1
    assert kept(draft) == [(year, "diesel", Decimal(year), "t") for year in range(2021, 2026)]


@pytest.mark.parametrize("year", [2020, 2026, 0, -2025, "2025", None])
def test_a_year_outside_the_sheet_is_refused(draft: Assessment, year: Any) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        save(draft, {(year, "diesel"): ("1", "t"), (2025, "lpg"): ("1", "t")})
    assert [(row.path, row.code) for row in error.value.problems] == [(f"activity.{year}.diesel", "out-of-range")]
    with nothing_stored(), pytest.raises(InvalidInput):
        save(draft, {(year, "diesel"): ("", "t")})


def test_amounts_of_one_year_go_the_same_way(draft: Assessment) -> None:
    amounts = {"diesel": ("1", "t")}
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        record_amounts(assessment=draft, section=SECTION, amounts=amounts, version=0, by=None, year=2020)
    assert [(row.path, row.code) for row in error.value.problems] == [("activity.diesel", "out-of-range")]
    record_amounts(assessment=draft, section=SECTION, amounts=amounts, version=0, by=None, year=2021)
    save(draft, {(2021, "lpg"): ("2", "t")}, 1)
    assert [row[:2] for row in kept(draft)] == [(2021, "diesel"), (2021, "lpg")]


def test_a_blank_takes_back_only_its_own_cell(draft: Assessment) -> None:
    save(draft, {(2025, "diesel"): ("5", "t"), (2024, "diesel"): ("4", "t"), (2025, "lpg"): ("3", "t")})
    save(draft, {(2025, "diesel"): (" ", "t")}, 1)
    assert [row[:2] for row in kept(draft)] == [(2024, "diesel"), (2025, "lpg")]


def test_a_blank_of_something_unknown_is_named_all_the_same(draft: Assessment) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        save(draft, {(2025, "plutonium"): ("", "t")})
    assert error.value.problems[0].code == "unknown-question"


def test_all_cells_that_are_wrong_are_named_and_none_is_stored(draft: Assessment) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        save(
            draft,
            {
                (2025, "diesel"): ("5", "t"),
                (2024, "diesel"): ("many", "t"),
                (2023, "diesel"): ("5", "barrel"),
                (2025, "platform_functions"): ("13", "项"),
            },
        )
    assert [(row.path, row.code) for row in error.value.problems] == [
        ("activity.2024.diesel", "number-form"),
        ("activity.2023.diesel", "unknown-unit"),
        ("activity.2025.platform_functions", "out-of-range"),
    ]


def test_a_limit_holds_in_every_unit(draft: Assessment) -> None:
    save(draft, {(2025, "platform_functions"): ("12", "项"), (2024, "platform_functions"): ("0", "项")})
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        save(draft, {(2025, "platform_functions"): ("3.5", "项")}, 1)
    assert error.value.problems[0].code == "not-whole"


def test_a_stale_save_changes_nothing(draft: Assessment) -> None:
    save(draft, {(2025, "diesel"): ("5", "t")})
    with nothing_stored(), pytest.raises(StaleVersion) as error:
        save(draft, {(2024, "diesel"): ("6", "t")})
    assert error.value.version == 1


def test_a_submitted_sheet_is_read_only(submitted: Assessment, owner: User) -> None:
    with nothing_stored(), pytest.raises(AlreadySubmitted):
        save(submitted, {(2025, "diesel"): ("5", "t")}, by=owner)
    with nothing_stored(), pytest.raises(AlreadySubmitted):
        choose_factor_set(assessment=submitted, factor_set="ndrc-2015", by=owner)


@pytest.mark.parametrize("person", ["viewer", "stranger", "consultant", "administrator"])
def test_readers_do_not_write(draft: Assessment, request: pytest.FixtureRequest, person: str) -> None:
    user = request.getfixturevalue(person)
    with nothing_stored(), pytest.raises(NotAllowed):
        save(draft, {(2025, "diesel"): ("5", "t")}, by=user)
    with nothing_stored(), pytest.raises(NotAllowed):
        choose_factor_set(assessment=draft, factor_set="ndrc-2015", by=user)


def test_the_number_of_queries_does_not_depend_on_the_size_of_the_sheet(
    draft: Assessment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    codes = [code for code, question in current().questions.items() if question.kind == "quantity"]
    few: Rows = {(2025, "diesel"): ("1", "t")}
    all_of_them: Rows = {
        (year, code): ("1", current().questions[code].unit) for year in range(2021, 2026) for code in codes
    }
    save(draft, few)
    with django_assert_num_queries(5):
        save(draft, few, 1)
    with django_assert_num_queries(6, exact=False):  # SQLite takes so many rows in two portions
        save(draft, all_of_them, 2)


# --- the factor set --------------------------------------------------------------------------------------------------


def test_a_set_of_factors_is_chosen_and_given_back(draft: Assessment, owner: User) -> None:
    choose_factor_set(assessment=draft, factor_set="ndrc-2015", by=owner)
    draft.refresh_from_db()
    assert draft.factor_set == sheet_of(draft).factor_set == "ndrc-2015"
    assert document_of(draft)["inputs"]["factor_set"] == "ndrc-2015"
    choose_factor_set(assessment=draft, factor_set="", by=owner)
    assert document_of(draft)["inputs"]["factor_set"] == current().default_factor_set


@pytest.mark.parametrize("given", ["ipcc", "NDRC-2015", 7, ["ndrc-2015"]])
def test_an_unknown_set_of_factors_is_refused(draft: Assessment, given: Any) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        choose_factor_set(assessment=draft, factor_set=given, by=None)
    assert [(row.path, row.code) for row in error.value.problems] == [("factor_set", "unknown")]


# --- the sheet -------------------------------------------------------------------------------------------------------


def test_an_empty_sheet_shows_every_quantity_in_its_base_unit_and_no_totals(draft: Assessment) -> None:
    sheet = sheet_of(draft)
    assert sheet.years == (2025, 2024, 2023, 2022, 2021)
    assert [group.code for group in sheet.groups] == [group.code for group in current().sheet.groups]
    quantities = {code for code, question in current().questions.items() if question.kind == "quantity"}
    assert {row.question.code for row in sheet.rows} == quantities
    assert all(row.is_empty and row.unit == row.question.unit for row in sheet.rows)
    assert [(row.year, row.energy_tce, row.co2_t, row.flags) for row in sheet.totals] == [
        (year, None, None, ()) for year in sheet.years
    ]
    assert sheet.version == 0


def test_cells_show_what_was_typed_and_the_year_before_beside_it(draft: Assessment) -> None:
    save(draft, {(2025, "diesel"): ("1,200.50", "kg"), (2024, "diesel"): ("2", "t")})
    sheet = sheet_of(draft)
    assert cell_of(sheet, "diesel") == Cell(2025, "1200.5", "kg", (), "2", "t")
    assert cell_of(sheet, "diesel", 2024) == Cell(2024, "2", "t")
    assert cell_of(sheet, "diesel", 2023) == Cell(2023, "", "kg")
    assert row_of(sheet, "diesel").unit == "kg"
    assert (sheet.version, version_of(draft, SECTION)) == (1, 1)


def test_the_year_before_may_come_from_the_earlier_assessment(draft: Assessment, owner: User) -> None:
    save(draft, {(2025, "diesel"): ("5", "t"), (2021, "diesel"): ("1", "t")})
    following = start_assessment(firm=draft.firm, period=2026, by=owner, started_from=draft)
    sheet = sheet_of(following)
    assert (cell_of(sheet, "diesel", 2026).value, cell_of(sheet, "diesel", 2026).last) == ("", "5")
    assert cell_of(sheet, "diesel", 2025).value == "5", "amounts of earlier years came along"
    assert cell_of(sheet, "diesel", 2022).last == "1", "2021 is no longer on the sheet, and still known"


def test_the_year_before_may_come_from_the_firms_last_assessment(draft: Assessment, owner: User) -> None:
    save(draft, {(2025, "diesel"): ("5", "t")})
    fresh = start_assessment(firm=draft.firm, period=2026, by=owner)
    cell = cell_of(sheet_of(fresh), "diesel", 2026)
    assert (cell.value, cell.last, cell.last_unit) == ("", "5", "t")
    assert cell_of(sheet_of(draft), "diesel").last == "", "a later assessment says nothing of earlier years"


def test_totals_are_those_of_the_result(draft: Assessment) -> None:
    rows: Rows = {
        (year, code): (amount, unit)
        for year, times in ((2025, 1), (2024, 2))
        for code, amount, unit in (
            ("electricity_grid", str(120 * times), "万kWh"),
            ("natural_gas", str(3 * times), "万m3"),
        )
    }
    save(draft, rows)
    totals = {row.year: row for row in sheet_of(draft).totals}
    years = {row["year"]: row for row in document_of(draft)["footprint"]["years"]}
    assert set(years) == {2024, 2025}
    for year, row in years.items():
        assert (totals[year].energy_tce, totals[year].co2_t) == (row["energy_tce"], row["co2_t"])
        assert totals[year].energy_tce
        assert totals[year].co2_t
    assert Decimal(str(totals[2024].energy_tce)) == 2 * Decimal(str(totals[2025].energy_tce))
    assert totals[2023].energy_tce is None


def test_what_looks_wrong_stands_beside_its_cell(draft: Assessment) -> None:
    save(
        draft,
        {
            (2025, "waste_used"): ("50", "t"),
            (2025, "waste_generated"): ("5", "t"),
            (2025, "water_taken"): ("5000000", "m3"),
            (2024, "water_taken"): ("5000", "m3"),
        },
    )
    sheet = sheet_of(draft)
    assert [(flag["flag"], flag["other"]) for flag in cell_of(sheet, "waste_used").flags] == [
        ("part-above-whole", "waste_generated")
    ]
    assert [(flag["flag"], flag["other_year"]) for flag in cell_of(sheet, "water_taken").flags] == [
        ("thousandfold", 2024)
    ]
    assert cell_of(sheet, "water_taken", 2024).flags == ()


def test_a_total_says_when_a_factor_behind_it_is_not_confirmed(draft: Assessment) -> None:
    save(draft, {(2025, "diesel"): ("5", "t"), (2024, "briquette"): ("5", "t"), (2023, "briquette"): ("0", "t")})
    totals = {row.year: row for row in sheet_of(draft).totals}
    assert not totals[2025].tce_unverified
    assert totals[2024].tce_unverified, "the factor of briquettes stands in one source only"
    assert not totals[2023].tce_unverified, "nothing was multiplied with it"


def test_the_sheet_costs_the_same_queries_however_full_it_is(
    draft: Assessment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft.refresh_from_db()
    with django_assert_num_queries(8, exact=False) as counted:
        sheet_of(draft)
    save(draft, {(year, "diesel"): ("1", "t") for year in range(2021, 2026)})
    with django_assert_num_queries(len(counted.captured_queries), exact=False):
        sheet_of(Assessment.objects.select_related("firm__organisation").get(pk=draft.pk))
