"""Where a firm stands: the same from inputs and from a stored result, by the method the result was graded with."""

import json
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils.timezone import localdate
from jsonschema import Draft202012Validator

from assessments.models import Assessment, FirmEntry, Result
from assessments.selectors import (
    Standing,
    facts_of_inputs,
    reading_with,
    standing_of_inputs,
    standing_of_result,
    standing_with,
)
from assessments.selectors.standing import totals_of
from assessments.services import add_sector_reference, rescore_assessment
from assessments.services.exchange import check_exchange, import_exchange
from assessments.services.grading import canonical_json
from assessments.services.roadmap import NO_ROADMAP, next_roadmap, roadmap_document
from assessments.services.whatif import whatif_document
from content.loader import current
from planning.errors import NoProof, PinNotPossible, TargetNotUnderstood, UnknownMeasure
from scoring.engine import reading_json
from tests.assessments.record import good_document, weigh

pytestmark = pytest.mark.django_db

DOCS = Path(settings.BASE_DIR) / "docs"
EXAMPLES = ("machining-shop", "dye-house", "electronics-plant")


def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((DOCS / "schemas" / f"{name}-1.schema.json").read_text(encoding="utf-8")))


def imported(name: str) -> Result:
    document = json.loads((DOCS / "examples" / f"{name}.json").read_text(encoding="utf-8"))
    return import_exchange(exchange=check_exchange(document), by=None)


def readings_of(standing: Standing) -> list[dict[str, Any]]:
    return [json.loads(canonical_json(reading_json(result))) for result in standing.today.results]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_result_stands_where_it_says_and_is_planned_as_it_says(name: str) -> None:
    result = imported(name)
    standing = standing_of_result(result)
    assert readings_of(standing) == result.document["readings"]
    assert next_roadmap(standing) == result.document["roadmap"]
    assert standing.size == result.document["size"]
    assert set(standing.totals) == {"energy", "co2"}


def test_a_result_keeps_its_weights_and_references_when_those_of_the_tool_change(
    submitted: Assessment, administrator: Any
) -> None:
    own = weigh()
    result = rescore_assessment(assessment=submitted, by=None, readings={"im-capability": own.version})
    before = standing_of_result(result)
    assert before.today.results[0].reading.version == own.version
    add_sector_reference(
        reading="green-factory-2018",
        indicator="energy-intensity",
        industry="C34",
        base="9",
        lead="8",
        unit="tce/万元",
        valid_from="2025-01-01",
        source="new sheet",
        note="",
        by=administrator,
    )
    after = standing_of_result(Result.objects.get(pk=result.pk))
    assert after.today.facts.references == before.today.facts.references


def test_an_old_result_is_planned_by_the_readings_it_has(submitted: Assessment) -> None:
    old = json.loads((Path(settings.BASE_DIR) / "tests/reports/old/engine-1.0-dye-house.json").read_text("utf-8"))
    result = Result(assessment=submitted, text=json.dumps(old))
    standing = standing_of_result(result)
    assert [each.reading.key for each in standing.today.results] == [row["key"] for row in old["readings"]]
    assert standing.totals == {}
    found = next_roadmap(standing)
    schema("roadmap").validate(found)
    assert found["projected"][0]["synergy"]


def test_a_measure_of_the_firms_own_can_be_planned_as_long_as_it_holds(submitted: Assessment) -> None:
    result = submitted.results.get()
    entry = FirmEntry.objects.create(
        firm=submitted.firm,
        kind="measure",
        title="夜班关空压机",
        what="夜班停机",
        lifts={"IM-DATA-L2-1": "1"},
        cost_low=Decimal(0),
        cost_high=Decimal(0),
        staff_days=Decimal(1),
        horizon="0-6",
    )
    standing = standing_of_result(result)
    assert set(standing.catalogue) == {*current().measures, entry.code}
    found = roadmap_document(standing, target="im-capability:2", pinned=[entry.code])
    schema("roadmap").validate(found)
    assert entry.code in {row["code"] for phase in found["phases"] for row in phase["measures"]}
    entry.valid_until = localdate() - timedelta(days=1)
    entry.save()
    assert set(standing_of_result(result).catalogue) == set(current().measures)


def test_totals_are_of_the_newest_year_that_has_one() -> None:
    years = [
        {"year": 2025, "energy_tce": "100", "co2_t": None},
        {"year": 2023, "energy_tce": "80", "co2_t": "150"},
        {"year": 2024, "energy_tce": "90", "co2_t": "160.5"},
    ]
    assert totals_of({"years": years}) == {"energy": (100, "tce", 2025), "co2": (Fraction("160.5"), "t", 2024)}
    assert totals_of(None) == {}


# --- the roadmap a result shows --------------------------------------------------------------------------------------


def standing_with_answers(change: Any) -> Standing:
    document = good_document()
    change(document["answers"])
    return standing_of_inputs(check_exchange(document))


def test_the_next_level_is_what_a_result_plans_for() -> None:
    found = next_roadmap(standing_with_answers(lambda answers: None))
    schema("roadmap").validate(found)
    assert (found["target"]["kind"], found["target"]["reached"]) == ("level", True)


def test_with_an_open_question_on_the_digital_side_the_green_one_is_planned_for() -> None:
    found = next_roadmap(standing_with_answers(lambda answers: answers.pop("IM-DATA-L1-1")))
    assert found["target"]["reading"] == "green-factory-2018"


def test_where_both_sides_are_open_there_is_no_roadmap() -> None:
    def change(answers: dict[str, str]) -> None:
        answers.pop("IM-DATA-L1-1")
        answers.pop("GF-GATE-COMPLIANCE")

    assert next_roadmap(standing_with_answers(change)) == NO_ROADMAP


def test_a_level_that_measures_do_not_reach_gives_way_to_the_best_score(monkeypatch: pytest.MonkeyPatch) -> None:
    standing = standing_with_answers(lambda answers: None)
    one = {"MEA-EQUIPMENT-LEDGER": current().measures["MEA-EQUIPMENT-LEDGER"]}
    found = next_roadmap(Standing(**{**vars(standing), "catalogue": one}))
    assert found["target"]["text"] == "im-capability:most"


def test_a_firm_gets_its_result_when_no_roadmap_can_be_proven(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise NoProof("a limit of steps")

    monkeypatch.setattr("planning.optimum.Model.least", fail)
    assert next_roadmap(standing_with_answers(lambda answers: None)) == NO_ROADMAP
    assert "no roadmap to im-capability:" in caplog.text


@pytest.mark.parametrize("target", ["im-capability:2", "im-capability:5", "im-capability:most"])
def test_a_roadmap_can_be_planned_by_own_weights(target: str) -> None:
    inputs = check_exchange(good_document())
    four = [["1", "3", "5", "2"], ["1/3", "1", "3", "1"], ["1/5", "1/3", "1", "1/2"], ["1/2", "1", "2", "1"]]
    own = reading_with(weigh(base_version=weigh().version, parent="", matrix=four))
    standing = standing_with(inputs, readings=[own], facts=facts_of_inputs(inputs), size="small", footprint=None)
    assert roadmap_document(standing, target=target)["target"]["reached"]


# --- what-if and roadmap through the services -------------------------------------------------------------------------


def test_a_cut_is_said_in_percent_and_as_an_amount_of_the_newest_year() -> None:
    standing = standing_of_inputs(check_exchange(good_document()))
    by_measure = current().cuts["energy"]
    due = [code for code in by_measure if whatif_document(standing, measures=[code], answers={})["cuts"]]
    [cut] = [
        row for row in whatif_document(standing, measures=due[:1], answers={})["cuts"] if row["effect"] == "energy"
    ]
    total, unit, year = standing.totals["energy"]
    assert (cut["amount"]["unit"], cut["amount"]["year"]) == (unit, year) == ("tce", 2025)
    assert Decimal(cut["low"]) <= Decimal(cut["high"])
    assert Fraction(cut["amount"]["high"]) == total * Fraction(cut["high"]) / 100


def test_a_cut_of_energy_can_be_planned_for() -> None:
    standing = standing_of_inputs(check_exchange(good_document()))
    found = roadmap_document(standing, target="energy:-5")
    schema("roadmap").validate(found)
    assert found["target"]["reached"]
    [cut] = [row for row in found["projected"][-1]["cuts"] if row["effect"] == "energy"]
    assert Fraction(cut["low"]) + Fraction(cut["high"]) >= 10


def test_pins_drops_and_targets_that_cannot_be_are_refused() -> None:
    standing = standing_of_inputs(check_exchange(good_document()))
    with pytest.raises(TargetNotUnderstood):
        roadmap_document(standing, target="im-capability:9")
    with pytest.raises(PinNotPossible):
        roadmap_document(standing, target="im-capability:2", pinned=["MEA-NONE"])
    with pytest.raises(UnknownMeasure):
        whatif_document(standing, measures=["MEA-NONE"], answers={})


def test_a_what_if_is_as_its_schema_says() -> None:
    standing = standing_of_inputs(check_exchange(good_document()))
    found = whatif_document(standing, measures=list(current().measures)[:10], answers={"IM-DATA-L1-1": "1"})
    schema("whatif").validate(found)
