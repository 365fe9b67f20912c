"""`manage.py roadmap`: a plan with its proof, a reason where there is none, and words for what is written wrong."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from jsonschema import Draft202012Validator

from assessments.models import Firm
from content.loader import current

pytestmark = pytest.mark.django_db

DOCS = Path(settings.BASE_DIR) / "docs"
FILE = str(DOCS / "examples" / "dye-house.json")
SCHEMA = Draft202012Validator(json.loads((DOCS / "schemas" / "roadmap-1.schema.json").read_text(encoding="utf-8")))


def printed(target: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("roadmap", FILE, target=target, stdout=out, **options)
    return out.getvalue()


def planned(target: str, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed(target, json=True, **options))
    SCHEMA.validate(found)
    return found


def test_a_level_is_reached_at_the_least_cost_with_its_proof_and_nothing_is_stored() -> None:
    found = planned("im-capability:2")
    assert found["target"]["reached"]
    assert (found["certificate"]["status"], found["certificate"]["gap"]) == ("optimal", "0")
    assert found["certificate"]["checked"]
    last = {row["key"]: row for row in found["projected"][-1]["readings"]}
    assert last["im-capability"]["level"] == "2"
    assert not Firm.objects.exists()


def test_every_prerequisite_comes_no_later_than_what_needs_it() -> None:
    phases = planned("green-factory-2018:provincial")["phases"]
    place = {row["code"]: number for number, phase in enumerate(phases) for row in phase["measures"]}
    for code, number in place.items():
        assert all(place.get(before, 0) <= number for before in current().measures[code].prerequisites)


def test_too_little_money_is_a_reason_and_names_the_nearest_target() -> None:
    found = planned("im-capability:3", budget_wan="40")
    assert not found["target"]["reached"]
    assert found["target"]["reason"]["reason"] == "money"
    assert found["target"]["nearest"]["text"].startswith("im-capability:")
    text = printed("im-capability:3", budget_wan="40", lang="en")
    assert "The money is not enough." in text
    assert "--target im-capability:2" in text


def test_more_money_than_everything_costs_is_no_limit() -> None:
    assert planned("im-capability:2", budget_wan="999999999999999")["phases"] == planned("im-capability:2")["phases"]


def test_money_by_phase_is_kept() -> None:
    found = planned("im-capability:2", phases="20,20,-")
    assert all(float(phase["cost_wan"]) <= 20 for phase in found["phases"][:2])


def test_a_pin_is_in_the_plan_and_a_drop_is_not() -> None:
    free = {row["code"] for phase in planned("im-capability:2")["phases"] for row in phase["measures"]}
    assert "MEA-LIGHTING-LED" not in free
    found = planned("im-capability:2", pin=["MEA-LIGHTING-LED"], drop=["MEA-PLANNING-MRP"])
    codes = {row["code"] for phase in found["phases"] for row in phase["measures"]}
    assert "MEA-LIGHTING-LED" in codes
    assert "MEA-PLANNING-MRP" not in codes
    assert (found["pinned"], found["dropped"]) == (["MEA-LIGHTING-LED"], ["MEA-PLANNING-MRP"])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_people_read_titles(language: str) -> None:
    text = printed("im-capability:2", lang=language)
    assert current().measures["MEA-EQUIPMENT-LEDGER"].title[language] in text


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({"target": "im-capability:9"}, "target"),
        ({"target": "nonsense"}, "target"),
        ({"target": "im-capability:2", "budget_wan": "many"}, "budget_wan"),
        ({"target": "im-capability:2", "budget_wan": "-1"}, "budget_wan"),
        ({"target": "im-capability:2", "phases": "1,2"}, "phases"),
        ({"target": "im-capability:2", "days": "1,2,x"}, "days"),
        ({"target": "im-capability:2", "pin": ["MEA-NONE"]}, "pinned"),
        ({"target": "im-capability:2", "drop": ["MEA-NONE"]}, "dropped"),
        ({"target": "im-capability:2", "pin": ["MEA-PLANNING-MRP"], "drop": ["MEA-PLANNING-MRP"]}, "pinned"),
    ],
)
def test_what_is_written_wrong_is_named(options: dict[str, Any], path: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        call_command("roadmap", FILE, **options)
    assert stop.value.code == 2
    [problem] = json.loads(capsys.readouterr().err)["errors"]
    assert problem["path"] == path
    assert problem["message"]
