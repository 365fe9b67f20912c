"""What a sound content folder gives: typed values in a fixed order."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from content.errors import NoValue
from content.loader import load
from content.model import LABELS, SCALE_OF, quantities_of
from scoring.engine import score, size_of
from scoring.model import ALLOWED, Facts, LadderReading, PointsReading, RangeReading, SeverityReading


def test_questions_come_in_the_order_of_the_sections(tiny: Path) -> None:
    content = load(tiny)
    assert list(content.questions)[:3] == ["IM-SKILLS-L1-1", "IM-DATA-L1-1", "IM-DATA-L2-1"]
    assert content.sections["technology.data"].questions == ("IM-DATA-L1-1", "IM-DATA-L2-1")
    assert content.questionnaires[0].code == "im-capability"


def test_choices_follow_from_the_kind(tiny: Path) -> None:
    questions = load(tiny).questions
    assert [choice.value for choice in questions["IM-DATA-L1-1"].choices] == ["1", "0.8", "0.5", "0", "na"]
    assert [choice.value for choice in questions["BAR-UNABLE-SKILLS"].choices] == ["0", "1", "2", "3", "4", "na"]
    assert [choice.label["zh-hans"] for choice in questions["GF-GATE-COMPLIANCE"].choices] == ["是", "否"]
    assert questions["electricity_grid"].choices == ()


@pytest.mark.parametrize("kind", ALLOWED)
def test_the_choices_offered_are_the_answers_the_rules_accept(kind: str) -> None:
    assert set(LABELS[SCALE_OF[kind]]) == set(ALLOWED[kind])


def test_a_quantity_knows_its_units_and_the_base_unit_counts_1(tiny: Path) -> None:
    questions = load(tiny).questions
    assert questions["electricity_grid"].unit == "kWh"
    assert questions["electricity_grid"].units == {"kWh": 1, "MWh": 1000, "万kWh": 10000}
    assert questions["floor_area"].units == {"m2": 1}
    assert questions["IM-DATA-L1-1"].unit == ""


def test_readings_have_the_shapes_the_rules_take(tiny: Path) -> None:
    readings = load(tiny).readings
    ladder, points, barriers = (
        readings[key] for key in ("im-capability", "green-factory-2018", "transformation-barriers")
    )
    assert isinstance(ladder, LadderReading)
    assert ladder.profiles["discrete"].weights["people"] == Fraction(100, 7)
    assert ladder.source == "gbt-39116-2020, all"
    assert isinstance(points, PointsReading)
    assert points.indicators[0].lead == Fraction(8, 5)
    assert points.tiers[2].musts
    assert isinstance(barriers, SeverityReading)
    for reading in readings.values():
        assert score(reading, {}, Facts()).status == "incomplete"


def test_a_range_reading_has_points_gates_and_formulas_by_unit(tiny: Path) -> None:
    reading = load(tiny).readings["green-factory-2025"]
    assert isinstance(reading, RangeReading)
    assert reading.points == {"land": 60, "clean": 40}
    assert reading.gates[0].needs == {"GF-GATE-COMPLIANCE": "yes", "GF-INFRA-METERING": "1"}
    land, daylight = reading.indicators
    assert (land.unit, dict(land.formulas), land.question) == ("ratio", {"ratio": "floor_area / land_area"}, "")
    assert (daylight.unit, daylight.question, daylight.points) == ("", "GF-INFRA-DAYLIGHT", 40)
    assert reading.question_codes() == ("GF-GATE-COMPLIANCE", "GF-INFRA-METERING", "GF-INFRA-DAYLIGHT")
    assert quantities_of(reading) == ("floor_area", "land_area")


def test_points_without_principles_tiers_and_musts_are_read(tiny: Path) -> None:
    reading = load(tiny).readings["mechanisms"]
    assert isinstance(reading, PointsReading)
    assert (reading.principles, reading.tiers, reading.gates) == ((), (), ())
    assert (reading.must_share, reading.optional_share) == (0, 100)
    assert reading.items["IM-DATA-L1-1"].principle == ""


def test_a_ladder_may_borrow_questions_of_another_level(tiny: Path) -> None:
    reading = load(tiny).readings["transformation-path"]
    assert reading.nodes[0].questions == {"1": ("IM-DATA-L2-1", "IM-SKILLS-L1-1")}


def test_a_quantity_may_have_a_largest_amount_and_be_counted(tiny: Path) -> None:
    path = tiny / "questions" / "green.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "    unit: m2\n", '    unit: m2\n    most: "12"\n    whole: true\n', 1
    )
    path.write_text(text, encoding="utf-8")
    questions = load(tiny).questions
    assert (questions["floor_area"].most, questions["floor_area"].whole) == (12, True)
    assert (questions["land_area"].most, questions["land_area"].whole) == (None, False)


def test_the_sheet_lists_quantities_in_groups_and_checks_them(tiny: Path) -> None:
    sheet = load(tiny).sheet
    assert sheet.questions == ("electricity_grid", "natural_gas", "heat", "land_area", "floor_area")
    [part], [limit] = sheet.plausibility.parts, sheet.plausibility.limits
    assert (part.parts, part.whole) == (("floor_area",), "land_area")
    assert (limit.code, limit.per, limit.most) == ("electricity_grid", "land_area", 5000)


def test_marks_and_remarks_have_what_the_rules_take(tiny: Path) -> None:
    content = load(tiny)
    mark = content.marks["plot-ratio-target"].mark
    assert (mark.indicator, mark.value, mark.year, mark.industries) == ("plot-ratio", Fraction(4, 5), 2022, ("all",))
    assert (mark.source, mark.status) == ("tool-own, made up for the tests", "own")
    assert content.remarks["small-firms"].remark.sizes == ("micro", "small")


def test_synergy_has_its_scale_and_links(tiny: Path) -> None:
    content = load(tiny)
    assert [(grade.code, grade.from_score) for grade in content.synergy.grades] == [
        ("disorder", 0),
        ("coordinated", Fraction(1, 2)),
    ]
    assert content.synergy.links[0].green == ("GF-INFRA-METERING",)
    assert content.link_sources["metering"].id == "paper-000"


@pytest.mark.parametrize(
    ("industry", "year", "base"),
    [("C34", 2023, "1"), ("C34", 2024, "1.2"), ("C30", 2024, "0.8"), ("C34", 2021, "0.8"), ("C34", 2019, None)],
)
def test_the_reference_in_force_is_the_industrys_own_before_that_of_all(
    tiny: Path, industry: str, year: int, base: str | None
) -> None:
    found = load(tiny).reference_for(
        reading="green-factory-2025", indicator="land-productivity", industry=industry, year=year
    )
    assert (found and str(found.base)) == base


def test_a_complete_set_of_answers_is_graded(tiny: Path) -> None:
    content = load(tiny)
    answers = {code: "1" for code, question in content.questions.items() if question.kind in ("requirement", "item")}
    answers["GF-GATE-COMPLIANCE"] = "yes"
    facts = Facts(quantities={"floor_area": Decimal(1600), "land_area": Decimal(1000)})
    level = score(content.readings["im-capability"], answers, facts).level
    tier = score(content.readings["green-factory-2018"], answers, facts).level
    assert (level and level.code, tier and tier.code) == ("2", "national")


def test_readings_using_names_every_reading_of_a_question_or_quantity(tiny: Path) -> None:
    content = load(tiny)
    assert content.readings_using("IM-DATA-L1-1") == ("im-capability", "mechanisms")
    assert content.readings_using("GF-INFRA-DAYLIGHT") == ("green-factory-2018", "green-factory-2025")
    assert content.readings_using("floor_area") == ("green-factory-2018", "green-factory-2025", "footprint")
    assert content.readings_using("electricity_grid") == ("footprint",)
    assert content.readings_using("diesel") == ()


def test_the_newest_version_of_a_reading_stands_for_it(tiny: Path) -> None:
    old = tiny / "readings" / "transformation-barriers-2025-1.yaml"
    for version, day in (("2025-2", "2026-01-01"), ("2025-10", "2026-01-01")):
        text = old.read_text(encoding="utf-8").replace("2025-1", version).replace("2025-01-01", day)
        (old.parent / f"transformation-barriers-{version}.yaml").write_text(text, encoding="utf-8")
    content = load(tiny)
    assert content.readings["transformation-barriers"].version == "2025-10"
    assert content.reading("transformation-barriers", "2025-1").valid_from == "2025-01-01"
    with pytest.raises(KeyError):
        content.reading("transformation-barriers", "2024-1")


def test_a_measure_is_typed(tiny: Path) -> None:
    measure = load(tiny).measures["MEA-DATA-BASICS"]
    assert measure.cost_wan["small"] == (Decimal(1), Decimal(5))
    assert measure.staff_days["large"] == 60
    assert measure.payback_months == (6, 18)
    assert measure.fixes == {"IM-DATA-L1-1": "1", "IM-SKILLS-L1-1": "1"}
    assert measure.fits(industry="C34", size="micro")


def test_a_measure_for_some_sectors_and_sizes_fits_only_those(tiny: Path) -> None:
    path = tiny / "measures" / "basics.yaml"
    text = path.read_text(encoding="utf-8").replace("sectors: all", "sectors: [C30]", 1)
    path.write_text(text, encoding="utf-8")
    measure = load(tiny).measures["MEA-DATA-BASICS"]
    assert measure.fits(industry="C30", size="small")
    assert not measure.fits(industry="C34", size="small")


def test_sizes_serve_the_rules_as_thresholds(tiny: Path) -> None:
    sizes = load(tiny).sizes
    assert [
        size_of(*firm, sizes) for firm in ((1000, Fraction(40000)), (999, Fraction(40000)), (20, Fraction(299)))
    ] == [
        "large",
        "medium",
        "micro",
    ]


def test_a_factor_is_the_one_in_force_on_the_day(tiny: Path) -> None:
    content = load(tiny)
    assert content.tce_on(date(2023, 12, 31))["electricity_grid"] == Decimal("0.0001229")
    assert content.tce_on(date(2024, 1, 1))["electricity_grid"] == Decimal("0.0001")
    assert content.tce_per_unit["electricity_grid"] == Decimal("0.0001")


def test_no_factor_on_the_day_is_an_error_and_never_the_latest(tiny: Path) -> None:
    with pytest.raises(NoValue, match="no value on 2021-03-31: the first value is valid from 2021-04-01"):
        load(tiny).tce_on(date(2021, 3, 31))


def test_figures_printed_with_signs_are_kept_as_printed(tiny: Path) -> None:
    first, second = load(tiny).benchmarks
    assert (first.value, first.number) == ("0.92", Decimal("0.92"))
    assert (second.value, second.number) == (">93", None)


def test_what_a_source_does_not_state_is_empty(tiny: Path) -> None:
    content = load(tiny)
    assert content.sources["tool-own"].year == ""
    assert content.positions[0].rows[0].n == ""


def test_the_sha256_changes_with_any_file(tiny: Path) -> None:
    before = load(tiny).sha256
    path = tiny / "provinces.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "浙江,Zhejiang,华东,East China,unverified,tool-own\n", encoding="utf-8"
    )
    assert load(tiny).sha256 != before
