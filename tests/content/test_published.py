"""The content that ships: it loads, has no weakness that must be mended, and says what its sources say."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal

from content.finding import ERROR
from content.freeze import frozen_problems
from content.lint import findings
from content.loader import PACKAGE, current
from scoring.carriers import CARRIERS, ENERGY_CARRIERS, MEDIA, PROCESS
from scoring.model import RangeReading


def test_it_has_no_weakness_that_must_be_mended() -> None:
    assert [str(finding) for finding in findings(current()) if finding.level == ERROR] == []


def test_published_files_are_as_published() -> None:
    problems = frozen_problems(PACKAGE)
    assert not problems, "\n".join(problems)


def test_every_energy_carrier_of_the_rules_has_a_factor() -> None:
    content = current()
    assert set(content.tce_on(date(2025, 12, 31))) == set(ENERGY_CARRIERS)


def test_every_carrier_of_the_rules_is_asked_and_counts() -> None:
    content = current()
    assert [code for code in CARRIERS if code not in content.questions] == []
    factors = content.factors_for(content.default_factor_set, "江苏", 2025)
    assert [code for code in (*ENERGY_CARRIERS, *MEDIA) if code not in factors.tce_per_unit] == []
    assert [code for code in (*ENERGY_CARRIERS, *PROCESS) if code not in factors.co2_per_unit] == []


def test_every_province_has_power_with_a_factor() -> None:
    content = current()
    for province in content.provinces:
        for year in (2021, 2022, 2023, 2025):
            grid = content.factors_for("", province, year).grid
            assert grid is not None
            assert grid["level"] == ("region" if province == "西藏" else "province")
            assert grid["later"] == (year == 2025)


def test_factors_say_what_the_standards_say() -> None:
    factors = current().factors_for("gbt-32151-2024", "江苏", 2023)
    tonnes = {code: round(float(value), 6) for code, value in factors.co2_per_unit.items()}
    assert tonnes["electricity_grid"] == 0.000583
    assert tonnes["heat"] == 0.11
    assert tonnes["natural_gas"] == 0.002162
    assert tonnes["raw_coal"] == 1.741750
    assert tonnes["electricity_solar_own"] == 0


def test_the_place_of_a_factor_in_its_source_is_found_in_chinese_by_the_english_text() -> None:
    refs = [row.source for table in current().factors.tables for row in table]
    assert [ref.text for ref in refs if "; " in ref.text] == [], "a trace parts its sources there"
    found = {(ref.text, ref.clause["zh-hans"]) for ref in refs}
    assert len(found) == len({text for text, _ in found})
    assert [place for _, place in found if not re.search(r"[\u4e00-\u9fff]", place)] == []


def test_a_mark_of_another_scope_says_so_in_its_name_and_its_note() -> None:
    mark = current().marks["renewable-park-guide-2024"]
    assert "非化石能源" in mark.label["zh-hans"]
    assert "non-fossil energy" in mark.label["en"]
    assert mark.note["zh-hans"].startswith("两者口径不同，只宜粗看")
    assert mark.note["en"].startswith("The two figures differ in scope")


def test_readings_come_in_the_order_of_a_result() -> None:
    assert list(current().readings) == [
        "im-capability",
        "transformation-barriers",
        "green-factory-2018",
        "green-factory-2025",
        "transformation-path",
        "mechanisms",
    ]


def test_the_standard_of_2025_has_its_groups_and_14_indicators() -> None:
    reading = current().readings["green-factory-2025"]
    assert isinstance(reading, RangeReading)
    assert list(reading.points.values()) == [30, 30, 16, 16, 8]
    assert [indicator.points for indicator in reading.indicators if indicator.node == "low-carbon-energy"] == [
        8,
        8,
        8,
        6,
    ]
    assert (len(reading.gates), len(reading.indicators)) == (3, 14)


def test_the_path_asks_four_to_six_things_of_each_stage() -> None:
    reading = current().readings["transformation-path"]
    for level in ("1", "2", "3", "4"):
        assert 4 <= sum(len(node.questions.get(level, ())) for node in reading.nodes) <= 6


def test_the_mechanisms_borrow_at_least_eight_of_their_twenty_items() -> None:
    asked = current().readings["mechanisms"].question_codes()
    assert len(asked) == 20
    assert sum(code.startswith(("IM-", "GF-")) for code in asked) >= 8


def test_a_tonne_of_raw_coal_and_a_gigajoule_of_heat_convert_as_the_standard_says() -> None:
    factors = current().tce_per_unit
    assert factors["raw_coal"] == Decimal("0.7143")
    assert factors["heat"] == Decimal("0.03412")
    assert factors["electricity_grid"] * 10000 == Decimal("1.229")
    assert factors["natural_gas"] * 10000 == Decimal("13.3")


def test_all_figures_of_the_papers_are_kept_with_their_file_and_status() -> None:
    figures = [row for row in current().benchmarks if row.status == "in-seed"]
    assert Counter(row.source for row in figures) == {
        "paper-000": 63,
        "paper-001": 23,
        "paper-002": 11,
        "paper-003": 9,
        "paper-004": 4,
    }
    assert all(re.fullmatch(rf"{row.source[-3:]}_[0-9a-f]{{16}}\.txt", row.file) for row in figures)


def test_there_are_31_divisions_of_manufacturing_and_31_provinces() -> None:
    content = current()
    assert list(content.industries) == [f"C{number}" for number in range(13, 44)]
    assert len(content.provinces) == 31
    assert content.provinces["江苏"].name["en"] == "Jiangsu"
    assert [code for code, row in content.industries.items() if row.energy_intensive] == [
        "C25",
        "C26",
        "C30",
        "C31",
        "C32",
    ]


def test_a_published_distribution_says_that_it_is_no_average() -> None:
    for position in current().positions:
        assert "不代表行业平均水平" in position.note["zh-hans"]
        assert "self-selected sample, not an average of any industry" in position.note["en"]


def test_the_shares_of_a_year_that_add_up_add_up_to_100() -> None:
    rows = [row for position in current().positions for row in position.rows if len(row.shares) == 4]
    assert rows
    assert all(sum(share.value for share in row.shares) == 100 for row in rows)


def test_the_newest_row_about_maturity_is_what_the_paper_says() -> None:
    [position] = [each for each in current().positions if each.reading == "im-capability"]
    newest = position.rows[-1]
    assert (newest.year, newest.n) == ("2025-02", "")
    assert [(share.code, share.relation, share.value) for share in newest.shares] == [
        ("at-or-below-1", "more-than", 50),
        ("at-or-above-4", "exactly", Decimal("7.22")),
    ]
