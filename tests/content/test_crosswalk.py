"""The crosswalk names every item once, with the questions behind it and the readings they feed."""

from fractions import Fraction
from pathlib import Path

from content.crosswalk import crosswalk, crosswalk_markdown, shared_share
from content.loader import PACKAGE, current, load
from scoring.model import PointsReading, RangeReading

DOC = PACKAGE.parent / "docs" / "crosswalk.md"


def test_the_page_is_what_the_content_says() -> None:
    written = DOC.read_text(encoding="utf-8")
    assert written == crosswalk_markdown(current()), "write it anew with `python -m content --crosswalk`"


def test_at_least_three_in_ten_items_are_answered_for_two_readings() -> None:
    assert shared_share(crosswalk(current())) >= Fraction(3, 10)


def test_every_question_of_every_reading_stands_in_it() -> None:
    content = current()
    rows = crosswalk(content)
    for reading in content.readings.values():
        named = {code for row in rows if row.reading == reading.key for code in row.questions}
        assert set(reading.question_codes()) <= named


def test_every_gate_and_indicator_has_a_row_of_its_own() -> None:
    content = current()
    rows = crosswalk(content)
    for reading in content.readings.values():
        if isinstance(reading, PointsReading | RangeReading):
            kinds = [row.kind for row in rows if row.reading == reading.key]
            assert kinds.count("gate") == len(reading.gates)
            assert kinds.count("indicator") == len(reading.indicators)


def test_the_path_shares_its_questions_with_the_capability_ladder_and_the_mechanisms() -> None:
    rows = [row for row in crosswalk(current()) if row.reading == "transformation-path"]
    assert all(len(row.readings) > 1 for row in rows)


def test_a_figure_that_only_the_footprint_uses_besides_is_not_shared(tiny: Path) -> None:
    path = tiny / "readings" / "green-factory-2025-2025-1.yaml"
    text = path.read_text(encoding="utf-8").replace("floor_area / land_area", "water_taken / value_added")
    assert "floor_area" not in text
    rows = crosswalk(load(tiny))
    ratio = [row for row in rows if row.code == "plot-ratio"]
    assert ratio[0].readings == ("green-factory-2018", "green-factory-2025", "footprint")
    alone = [row for row in rows if row.kind == "barrier"]
    assert shared_share(alone) == shared_share([]) == 0
    assert shared_share([*ratio, *alone]) == Fraction(1, 3)
