"""`manage.py whatif`: what would be, beside today, and words for what is written wrong."""

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
SCHEMA = Draft202012Validator(json.loads((DOCS / "schemas" / "whatif-1.schema.json").read_text(encoding="utf-8")))
MEASURE, NEEDS = "MEA-EQUIPMENT-MAINTENANCE-SYSTEM", "MEA-EQUIPMENT-LEDGER"


def printed(**options: Any) -> str:
    out = io.StringIO()
    call_command("whatif", FILE, stdout=out, **options)
    return out.getvalue()


def found_with(**options: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed(json=True, **options))
    SCHEMA.validate(found)
    return found


def test_a_measure_brings_what_it_needs_along_and_moves_the_score_and_nothing_is_stored() -> None:
    found = found_with(measure=[MEASURE])
    assert (found["measures"], found["implied"]) == ([NEEDS, MEASURE], [NEEDS])
    ladder = found["readings"][0]
    assert ladder["key"] == "im-capability"
    assert float(ladder["gain"]) > 0
    assert not Firm.objects.exists()


def test_a_planned_answer_alone_is_graded() -> None:
    found = found_with(answer=["IM-DATA-L2-1=0"])
    assert found["measures"] == []
    assert float(found["readings"][0]["gain"]) < 0


def test_nothing_planned_is_today() -> None:
    assert {row["gain"] for row in found_with()["readings"]} == {"0"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_people_read_titles_and_both_sides(language: str) -> None:
    lines = printed(measure=[MEASURE], lang=language).splitlines()
    assert current().measures[NEEDS].title[language] in lines[0]
    assert all(" > " in line for line in lines[2:])


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({"measure": ["MEA-NONE"]}, "measures"),
        ({"answer": ["IM-EQUIPMENT-L1-1"]}, "answers"),
        ({"answer": ["NONE=1"]}, "answers.NONE"),
        ({"answer": ["IM-EQUIPMENT-L1-1=0.7"]}, "answers.IM-EQUIPMENT-L1-1"),
        ({"answer": ["IM-EQUIPMENT-L1-1=1", "IM-EQUIPMENT-L1-1=0"]}, "answers.IM-EQUIPMENT-L1-1"),
        ({"answer": ["electricity_grid=5"]}, "answers.electricity_grid"),
    ],
)
def test_what_is_written_wrong_is_named(options: dict[str, Any], path: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        printed(**options)
    assert stop.value.code == 2
    [problem] = json.loads(capsys.readouterr().err)["errors"]
    assert problem["path"] == path
    assert problem["message"]
