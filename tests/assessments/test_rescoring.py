"""Scoring again: a second result beside the first, which stays byte for byte; and the two side by side."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from assessments.errors import InvalidInput, NotAllowed, NothingChanged, NotSubmitted
from assessments.models import Assessment, Result
from assessments.selectors import comparison_of, is_on_current_method, latest_result
from assessments.services import (
    add_sector_reference,
    choose_factor_set,
    record_answers,
    record_sheet,
    rescore_assessment,
    start_assessment,
    submit_assessment,
    update_firm,
)
from assessments.services.exchange import check_exchange, document_of_exchange
from assessments.services.grading import canonical_json
from content.loader import current
from content.model import Content
from tests.assessments.record import good_document, nothing_stored, weigh
from tests.conftest import FIRM_FACTS, PERIOD, answer_all

pytestmark = [pytest.mark.django_db, pytest.mark.database]

OLD = Path(__file__).parent.parent / "reports" / "old" / "engine-1.0-dye-house.json"


@pytest.fixture
def first(answered: Assessment, owner: User) -> Result:
    rows = {
        (year, code): (amount, unit)
        for year in (PERIOD, PERIOD - 1)
        for code, amount, unit in (
            ("electricity_grid", "120", "万kWh"),
            ("raw_coal", "300", "t"),
            ("value_added", "1600", "万元"),
            ("output_value", "6000", "万元"),
        )
    }
    record_sheet(assessment=answered, rows=rows, version=0, by=owner)
    weaker = {"IM-DATA-L1-1": "0"}
    record_answers(assessment=answered, section="technology.data", answers=weaker, version=1, by=owner)
    return submit_assessment(assessment=answered, by=owner)


def by_own_weights(assessment: Assessment, by: User | None = None) -> Result:
    return rescore_assessment(assessment=assessment, by=by, readings={"im-capability": weigh().version})


def with_factors(content: Content, change: Callable[[Any], Any]) -> Content:
    """The content with every CO2 factor of a fuel changed and a hash of its own."""
    tables = replace(content.factors, carbon=tuple(change(row) for row in content.factors.carbon))
    return replace(content, factors=tables, sha256="f" * 64)


def publish(monkeypatch: pytest.MonkeyPatch, content: Content) -> None:
    for room in ("selectors.facts", "selectors.comparison", "selectors.readings", "services.grading"):
        monkeypatch.setattr(f"assessments.{room}.current", lambda: content)


# --- scoring again ---------------------------------------------------------------------------------------------------


def test_a_newer_solver_that_plans_the_same_makes_no_second_result(
    first: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert first.document["roadmap"]["certificate"]["version"]
    monkeypatch.setattr("planning.roadmap.VERSION", "99.0.0")
    with pytest.raises(NothingChanged):
        rescore_assessment(assessment=first.assessment, by=None)


def test_own_weights_make_a_second_result_and_leave_the_first(first: Result, administrator: User) -> None:
    text = first.text
    second = by_own_weights(first.assessment, administrator)
    assert Result.objects.get(pk=first.pk).text == text
    assert first.assessment.results.count() == 2
    assert latest_result(first.assessment) == second
    assert second.reading("im-capability")["version"] == "2020-1-w1"
    assert second.document["inputs"] == first.document["inputs"]
    assert second.inputs_sha256 == first.inputs_sha256
    assert second.text.encode() == canonical_json(second.document)
    entry = AuditEntry.objects.get(verb="score again")
    assert (entry.actor, entry.details["result"], entry.details["earlier"]) == (
        administrator.email,
        str(second.pk),
        str(first.pk),
    )


def test_nothing_new_is_no_second_result(first: Result) -> None:
    with nothing_stored(), pytest.raises(NothingChanged) as error:
        rescore_assessment(assessment=first.assessment, by=None)
    assert error.value.result == first
    by_own_weights(first.assessment)
    with nothing_stored(), pytest.raises(NothingChanged):
        rescore_assessment(assessment=first.assessment, by=None, readings={"im-capability": "2020-1-w1"})
    assert rescore_assessment(assessment=first.assessment, by=None).document == first.document, "and back again"


def test_a_draft_is_not_scored_again(answered: Assessment) -> None:
    with nothing_stored(), pytest.raises(NotSubmitted):
        rescore_assessment(assessment=answered, by=None)


@pytest.mark.parametrize(
    ("readings", "path"),
    [({"nope": "1"}, "readings"), ({"im-capability": "2020-9"}, "readings.im-capability")],
)
def test_an_unknown_version_is_named(first: Result, readings: dict[str, str], path: str) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        rescore_assessment(assessment=first.assessment, by=None, readings=readings)
    assert [(row.path, row.code) for row in error.value.problems] == [(path, "unknown")]


@pytest.mark.parametrize("person", ["owner", "editor", "consultant", "administrator"])
def test_who_edits_or_advises_scores_again(first: Result, request: pytest.FixtureRequest, person: str) -> None:
    assert by_own_weights(first.assessment, request.getfixturevalue(person)).pk != first.pk


@pytest.mark.parametrize("person", ["viewer", "stranger", "unassigned_consultant"])
def test_nobody_else_scores_again(first: Result, request: pytest.FixtureRequest, person: str) -> None:
    user, version = request.getfixturevalue(person), weigh().version
    with nothing_stored(), pytest.raises(NotAllowed):
        rescore_assessment(assessment=first.assessment, by=user, readings={"im-capability": version})


def test_the_facts_are_those_of_the_first_result(first: Result, owner: User) -> None:
    update_firm(firm=first.assessment.firm, by=owner, **{**FIRM_FACTS, "name": "改名", "employees": 2000})
    second = by_own_weights(Assessment.objects.get(pk=first.assessment_id))
    assert second.document["inputs"]["firm"] == first.document["inputs"]["firm"]
    assert second.size == first.size == "small"


def test_a_new_sector_reference_is_used_by_the_second_result_only(first: Result) -> None:
    text = first.text
    add_sector_reference(
        reading="green-factory-2025",
        indicator="energy-intensity",
        industry="C34",
        unit="tce/万元",
        base="5",
        lead="0.1",
        valid_from="2025-01-01",
        source="行业数据表",
        by=None,
    )
    second = rescore_assessment(assessment=first.assessment, by=None)
    one, two = (
        next(row for row in result.reading("green-factory-2025")["indicators"] if row["code"] == "energy-intensity")
        for result in (first, second)
    )
    assert (one["outcome"], one["reason"]) == ("not_assessable", "no reference")
    assert (two["outcome"], two["reference"]["origin"]) == ("scored", "sector")
    assert Result.objects.get(pk=first.pk).text == text


# --- a result never changes ------------------------------------------------------------------------------------------


def test_changed_factors_leave_the_stored_result_as_it_was(first: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    text = first.text
    changed = with_factors(current(), lambda row: replace(row, carbon=row.carbon * 2))
    publish(monkeypatch, changed)
    stored = Result.objects.get(pk=first.pk)
    assert stored.text == text
    assert not is_on_current_method(stored)
    second = rescore_assessment(assessment=stored.assessment, by=None)
    before, after = (result.document["footprint"]["years"][-1] for result in (first, second))
    assert Decimal(after["scope1_t"]) == 2 * Decimal(before["scope1_t"])
    assert after["energy_tce"] == before["energy_tce"]
    assert Result.objects.get(pk=first.pk).text == text
    assert is_on_current_method(second)


def test_another_set_of_factors_changes_new_results_only(first: Result, owner: User) -> None:
    text = first.text
    following = start_assessment(firm=first.assessment.firm, period=PERIOD, by=owner, started_from=first.assessment)
    choose_factor_set(assessment=following, factor_set="ndrc-2015", by=owner)
    rows = {(row["year"], row["code"]): (row["value"], row["unit"]) for row in first.document["inputs"]["activity"]}
    record_sheet(assessment=following, rows=rows, version=0, by=owner)
    second = submit_assessment(assessment=following, by=owner)
    one, two = first.document["footprint"], second.document["footprint"]
    assert (one["factor_set"], two["factor_set"]) == ("gbt-32151-2024", "ndrc-2015")
    assert one["years"][-1]["scope1_t"] != two["years"][-1]["scope1_t"], "another set, other factors of coal"
    assert one["years"][-1]["scope2_t"] == two["years"][-1]["scope2_t"], "the grid is in no set"
    assert one["years"][-1]["energy_tce"] == two["years"][-1]["energy_tce"]
    assert Result.objects.get(pk=first.pk).text == text


@pytest.mark.parametrize("factor_set", ["", "gbt-32151-2024", "ndrc-2015"])
def test_a_file_names_its_set_of_factors(factor_set: str) -> None:
    document = {**good_document(), "factor_set": factor_set}
    result = document_of_exchange(check_exchange(document))
    used = factor_set or current().default_factor_set
    assert result["inputs"]["factor_set"] == result["footprint"]["factor_set"] == used


# --- side by side ----------------------------------------------------------------------------------------------------


def test_two_results_side_by_side_say_what_differs_and_why(first: Result) -> None:
    found = comparison_of(first, by_own_weights(first.assessment))
    assert found.same_inputs
    assert not found.factor_set.differs
    assert not found.engine.differs
    ladder = found.reading("im-capability")
    assert ladder is not None
    assert (ladder.version.older, ladder.version.newer) == ("2020-1", "2020-1-w1")
    assert ladder.change is not None
    assert {reason.aspect for reason in ladder.change.reasons} >= {"weight in discrete"}
    assert all(row.change is None for row in found.readings if row.key != "im-capability")
    assert [row.key for row in found.readings] == list(current().readings)
    nodes = {row.code: row.score for row in ladder.nodes}
    assert nodes["technology"].differs
    assert not nodes["technology.data"].differs


def test_a_result_beside_itself_differs_in_nothing(first: Result) -> None:
    found = comparison_of(first, first)
    pairs = [found.period, found.size, found.engine, found.content, found.factor_set, found.synergy, found.grade]
    pairs += [found.energy_tce, found.co2_t]
    for row in found.readings:
        pairs += [row.version, row.status, row.score, row.level, *(node.score for node in row.nodes)]
    assert not any(pair.differs for pair in pairs)
    assert found.energy_tce.older is not None


def test_two_years_of_a_firm_side_by_side(first: Result, owner: User) -> None:
    following = start_assessment(firm=first.assessment.firm, period=PERIOD + 1, by=owner)
    answer_all(following, per_level=("1", "1", "0.5", "0", "0"), item="1")
    record_sheet(assessment=following, rows={(PERIOD + 1, "raw_coal"): ("1", "t")}, version=0, by=owner)
    found = comparison_of(first, submit_assessment(assessment=following, by=owner))
    assert not found.same_inputs
    assert (found.period.older, found.period.newer) == ("2025", "2026")
    ladder, green = found.reading("im-capability"), found.reading("green-factory-2018")
    assert ladder is not None
    assert (ladder.level.older, ladder.level.newer) == ("1", "2")
    assert green is not None
    assert green.level.differs
    assert found.energy_tce.differs


def test_a_result_of_the_first_engine_is_compared_and_scored_again(first: Result) -> None:
    text = OLD.read_text(encoding="utf-8").strip()
    document = json.loads(text)
    old = Result.objects.create(
        assessment=first.assessment,
        engine=document["engine"],
        content_sha256=document["content_sha256"],
        inputs_sha256=document["inputs_sha256"],
        text=text,
        size=document["size"],
        level="1",
        tier="municipal",
    )
    assert not is_on_current_method(old)
    second = rescore_assessment(assessment=first.assessment, by=None)
    assert second.document["inputs"]["firm"] == document["inputs"]["firm"]
    found = comparison_of(old, second)
    assert found.same_inputs
    assert (found.engine.older, found.engine.newer) == (
        "1.0",
        document_of_exchange(check_exchange(good_document()))["engine"],
    )
    assert (found.factor_set.older, found.factor_set.newer) == (None, "gbt-32151-2024")
    assert (found.synergy.older, found.co2_t.older) == (None, None)
    assert found.synergy.newer
    assert found.co2_t.newer
    ladder, path = found.reading("im-capability"), found.reading("transformation-path")
    assert ladder is not None
    assert not ladder.score.differs
    assert path is not None
    assert path.version.older is None
    assert Result.objects.get(pk=old.pk).text == text
