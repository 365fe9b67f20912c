"""Yearly figures, factor sets, scoring again and sector references, as programs see them."""

from typing import Any

import pytest

from accounts.models import User
from assessments.models import ActivityData, Assessment, OwnReading, Result, SectorReference
from tests.api.conftest import Machine, details, refused
from tests.api.test_access import REFERENCE

pytestmark = [pytest.mark.django_db, pytest.mark.database]

POWER = {"year": 2025, "code": "electricity_grid", "value": "120", "unit": "万kWh"}
EARLIER = {"year": 2024, "code": "electricity_grid", "value": "1000000", "unit": "kWh"}


def put(program: Machine, assessment: Assessment, version: Any, activity: Any) -> Any:
    return program.send("PUT", f"assessments/{assessment.pk}/sheet/", {"version": version, "activity": activity})


# --- the sheet -------------------------------------------------------------------------------------------------------


def test_the_sheet_is_replaced_as_a_whole(mine: Machine, draft: Assessment) -> None:
    first = put(mine, draft, 0, [POWER, EARLIER]).json()
    assert (first["version"], first["years"]) == (1, [2025, 2024, 2023, 2022, 2021])
    assert sorted(first["activity"], key=lambda row: row["year"]) == [EARLIER, POWER]
    assert first["totals"][0]["energy_tce"] == "147.48"
    assert mine.get(f"assessments/{draft.pk}/sheet/").json() == first
    second = put(mine, draft, 1, [EARLIER]).json()
    assert second["activity"] == [EARLIER]
    assert second["totals"][0]["energy_tce"] is None
    assert put(mine, draft, 2, []).json()["activity"] == []


def test_the_sheet_and_its_section_share_one_version(mine: Machine, draft: Assessment, content: Any) -> None:
    put(mine, draft, 0, [POWER])
    section = content.questions["electricity_grid"].section
    stored = mine.get(f"assessments/{draft.pk}/sections/{section}/").json()
    assert (stored["version"], stored["amounts"]) == (1, {"electricity_grid": {"value": "120", "unit": "万kWh"}})


def test_a_late_sheet_is_shown_what_is_stored(mine: Machine, editor: User, draft: Assessment) -> None:
    put(mine, draft, 0, [POWER])
    late = refused(put(Machine(editor), draft, 0, [EARLIER]), 409, "stale-version")
    assert details(late) == {("version", "stale")}
    assert late["current"]["activity"] == [POWER]
    assert ActivityData.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({**POWER, "value": 1.5}, ("activity[1]", "number-float")),
        ({**POWER, "value": "1e3"}, ("activity[1]", "number-exponent")),
        ({**POWER, "value": "-1"}, ("activity[1]", "number-negative")),
        ({**POWER, "value": True}, ("activity[1]", "number-boolean")),
        ({**POWER, "unit": "kg"}, ("activity[1]", "unknown-unit")),
        ({**POWER, "unit": 7}, ("activity[1]", "unknown-unit")),
        ({**POWER, "code": "electricity"}, ("activity[1]", "unknown-question")),
        ({**POWER, "code": "IM-DATA-L1-1"}, ("activity[1]", "unknown-question")),
        ({**POWER, "code": "x" * 500}, ("activity[1]", "unknown-question")),
        ({**POWER, "code": 7}, ("activity[1].code", "type")),
        ({**POWER, "year": 2020}, ("activity[1]", "out-of-range")),
        ({**POWER, "year": 2026}, ("activity[1]", "out-of-range")),
        ({**POWER, "year": 1999}, ("activity[1].year", "out-of-range")),
        ({**POWER, "year": "2025"}, ("activity[1].year", "type")),
        ({**POWER, "value": None}, ("activity[1].value", "required")),
        ({**POWER, "value": ""}, ("activity[1].value", "required")),
        ({**POWER, "note": "?"}, ("activity[1].note", "unknown-key")),
        ({"year": 2025}, ("activity[1].code", "required")),
        (EARLIER, ("activity[1]", "duplicate")),
        ("2025", ("activity[1]", "type")),
        (None, ("activity[1]", "type")),
        ({**POWER, "code": "platform_functions", "value": "13", "unit": "项"}, ("activity[1]", "out-of-range")),
        ({**POWER, "code": "platform_functions", "value": "2.5", "unit": "项"}, ("activity[1]", "not-whole")),
    ],
)
def test_a_wrong_row_is_named_by_its_place_and_nothing_is_stored(
    mine: Machine, draft: Assessment, row: Any, problem: tuple[str, str]
) -> None:
    assert problem in details(refused(put(mine, draft, 0, [EARLIER, row]), 422, "invalid-input"))
    assert not ActivityData.objects.exists()
    assert mine.get(f"assessments/{draft.pk}/sheet/").json()["version"] == 0


@pytest.mark.parametrize("activity", [{}, "x", 7])
def test_a_sheet_that_is_no_list_is_refused(mine: Machine, draft: Assessment, activity: Any) -> None:
    assert details(refused(put(mine, draft, 0, activity), 422, "invalid-input")) == {("activity", "type")}


def test_a_submitted_sheet_is_read_only(mine: Machine, submitted: Assessment) -> None:
    refused(put(mine, submitted, 0, [POWER]), 409, "already-submitted")


# --- the set of factors ----------------------------------------------------------------------------------------------


def test_the_set_of_factors_is_chosen_and_taken_back(mine: Machine, draft: Assessment) -> None:
    path = f"assessments/{draft.pk}/"
    put(mine, draft, 0, [{"year": 2025, "code": "raw_coal", "value": "10", "unit": "t"}])
    by_default = mine.get(f"{path}sheet/").json()
    assert mine.patch(path, {"factor_set": "ndrc-2015"}).json()["factor_set"] == "ndrc-2015"
    chosen = mine.get(f"{path}sheet/").json()
    assert (by_default["factor_set"], chosen["factor_set"]) == ("gbt-32151-2024", "ndrc-2015")
    assert by_default["totals"][0]["co2_t"] != chosen["totals"][0]["co2_t"]
    assert mine.patch(path, {"factor_set": ""}).json()["factor_set"] == ""


@pytest.mark.parametrize("wrong", ["ipcc", 7, ["ndrc-2015"]])
def test_an_unknown_set_of_factors_is_refused(mine: Machine, draft: Assessment, wrong: Any) -> None:
    response = mine.patch(f"assessments/{draft.pk}/", {"factor_set": wrong})
    assert {path for path, _code in details(refused(response, 422, "invalid-input"))} == {"factor_set"}


def test_the_set_of_a_submitted_assessment_stays(mine: Machine, submitted: Assessment) -> None:
    refused(mine.patch(f"assessments/{submitted.pk}/", {"factor_set": "ndrc-2015"}), 409, "already-submitted")


# --- results ---------------------------------------------------------------------------------------------------------


def test_a_result_brings_its_footprint_and_synergy(mine: Machine, answered: Assessment) -> None:
    put(mine, answered, 0, [POWER, EARLIER])
    mine.post(f"assessments/{answered.pk}/submit/")
    result = mine.get(f"assessments/{answered.pk}/result/").json()
    assert [year["year"] for year in result["footprint"]["years"]] == [2024, 2025]
    assert result["synergy"]["method"] == "corrected"
    assert result["inputs"]["activity"] == [EARLIER, POWER]


def test_scoring_again_stores_a_second_result(mine: Machine, submitted: Assessment, own_weights: OwnReading) -> None:
    first = submitted.results.get()
    path = f"assessments/{submitted.pk}"
    body = {"readings": {own_weights.key: own_weights.version}}
    made = mine.post(f"{path}/rescore/", body, Idempotency_Key="again")
    assert made.status_code == 201, made.content
    assert mine.post(f"{path}/rescore/", body, Idempotency_Key="again").json() == made.json()
    listed = mine.get(f"{path}/results/").json()
    assert [row["id"] for row in listed["results"]] == [made.json()["id"], str(first.pk)]
    assert mine.get(made.headers["Location"]).content == mine.get(f"{path}/result/").content
    assert mine.get(f"{path}/results/{first.pk}/").content == first.text.encode()
    assert mine.get(f"{path}/").json()["result"]["id"] == made.json()["id"]
    stale = mine.get(f"{path}/result/", If_None_Match=f'"{first.pk}"')
    assert stale.status_code == 200


def test_scoring_again_without_a_change_stores_nothing(mine: Machine, submitted: Assessment) -> None:
    answer = refused(mine.post(f"assessments/{submitted.pk}/rescore/", {}), 409, "nothing-changed")
    assert answer["current"] == {"id": str(submitted.results.get().pk)}
    assert Result.objects.count() == 1


def test_a_draft_is_not_scored_again(mine: Machine, draft: Assessment) -> None:
    refused(mine.post(f"assessments/{draft.pk}/rescore/", {}), 409, "not-submitted")
    assert mine.get(f"assessments/{draft.pk}/results/").json()["count"] == 0


@pytest.mark.parametrize(
    ("readings", "path"),
    [
        ({"im-capability": "1999-1"}, "readings.im-capability"),
        ({"nothing": "1"}, "readings"),
        ({"im-capability": 7}, "readings.im-capability"),
        (["im-capability"], "readings"),
    ],
)
def test_unknown_versions_are_refused(mine: Machine, submitted: Assessment, readings: Any, path: str) -> None:
    response = mine.post(f"assessments/{submitted.pk}/rescore/", {"readings": readings})
    assert path in {place for place, _code in details(refused(response, 422, "invalid-input"))}
    assert Result.objects.count() == 1


def test_a_result_is_found_under_its_own_assessment_only(
    mine: Machine, submitted: Assessment, foreign_submitted: Assessment, draft_of_last_year: Assessment
) -> None:
    foreign, own = foreign_submitted.results.get(), submitted.results.get()
    for path in (
        f"assessments/{submitted.pk}/results/{foreign.pk}/",
        f"assessments/{foreign_submitted.pk}/results/{foreign.pk}/",
        f"assessments/{draft_of_last_year.pk}/results/{own.pk}/",
    ):
        refused(mine.get(path), 404, "not-found")


@pytest.fixture
def draft_of_last_year(mine: Machine, submitted: Assessment) -> Assessment:
    started = mine.post("assessments/", {"firm": submitted.firm_id, "period": 2024}).json()
    return Assessment.objects.get(pk=started["id"])


# --- sector references -----------------------------------------------------------------------------------------------


def test_a_consultant_adds_a_reference_and_everybody_reads_it(
    mine: Machine, consultant: User, submitted: Assessment
) -> None:
    made = Machine(consultant).post("references/", {**REFERENCE, "note": "Page 3"})
    assert made.status_code == 201, made.content
    row = made.json()
    assert {key: row[key] for key in REFERENCE} == REFERENCE
    assert row["note"] == "Page 3"
    assert mine.get(made.headers["Location"]).json() == row
    assert mine.get("references/?reading=green-factory-2025&indicator=energy-intensity").json()["results"] == [row]
    assert mine.get("references/?industry=all").json()["count"] == 0


def test_a_newer_reference_stands_before_the_older_one(mine: Machine, administrator: User) -> None:
    program = Machine(administrator)
    for day in ("2024-01-01", "2026-01-01", "2025-01-01"):
        assert program.post("references/", {**REFERENCE, "valid_from": day}).status_code == 201
    days = [row["valid_from"] for row in mine.get("references/").json()["results"]]
    assert days == ["2026-01-01", "2025-01-01", "2024-01-01"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reading", "im-capability"),
        ("reading", 7),
        ("indicator", "no-such"),
        ("industry", "Z99"),
        ("unit", "t/万元"),
        ("base", 0.5),
        ("base", None),
        ("base", "-1"),
        ("lead", "0.5"),
        ("lead", ""),
        ("valid_from", "2025-13-01"),
        ("valid_from", 2025),
        ("source", " "),
        ("source", "x" * 201),
        ("colour", "green"),
    ],
)
def test_a_wrong_reference_is_refused_by_field(consultant: User, field: str, value: Any) -> None:
    response = Machine(consultant).post("references/", {**REFERENCE, field: value})
    assert field in {path for path, _code in details(refused(response, 422, "invalid-input"))}
    assert not SectorReference.objects.exists()


@pytest.mark.parametrize("query", ["reading=x", "industry=Z99", "colour=green", "reading=a&reading=b"])
def test_a_misspelt_filter_of_references_is_refused(mine: Machine, query: str) -> None:
    refused(mine.get(f"references/?{query}"), 422, "invalid-input")
