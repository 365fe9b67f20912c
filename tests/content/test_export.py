"""What the commands and the API publish of the content."""

from pathlib import Path

from content.export import questions_json, readings_json
from content.loader import current, load


def test_a_range_reading_is_published_with_its_points_and_formulas(tiny: Path) -> None:
    [row] = [row for row in readings_json(load(tiny)) if row["model"] == "range"]
    assert row["gates"] == [
        {
            "code": "no-violation",
            "needs": {"GF-GATE-COMPLIANCE": "yes", "GF-INFRA-METERING": "1"},
            "name": {"zh-hans": "合规", "en": "Compliance"},
        }
    ]
    assert (row["bands"], row["weights"]) == ([], {"land": "60", "clean": "40"})
    assert [(node["code"], node["questions"], node["weight"]) for node in row["nodes"]] == [
        ("land", [], "60"),
        ("clean", ["GF-INFRA-DAYLIGHT"], "40"),
    ]
    land, daylight = row["indicators"]
    assert (land["formulas"], land["unit"]) == ({"ratio": "floor_area / land_area"}, "ratio")
    assert (land["question"], land["base"], land["lead"]) == (None, None, None)
    assert (daylight["question"], daylight["formulas"], daylight["points"]) == ("GF-INFRA-DAYLIGHT", {}, "40")


def test_a_quantity_is_published_with_its_limits_and_users() -> None:
    rows = {row["code"]: row for row in questions_json(current())}
    functions, power = rows["platform_functions"], rows["electricity_grid"]
    assert (functions["most"], functions["whole"]) == ("12", True)
    assert (power["most"], power["whole"]) == (None, False)
    assert power["readings"] == ["green-factory-2018", "green-factory-2025", "footprint"]


def test_every_reading_is_published() -> None:
    content = current()
    assert [(row["key"], row["version"]) for row in readings_json(content)] == [
        (reading.key, reading.version) for reading in content.all_readings
    ]
