"""What the chapters on the path, the standard in force, the footprint, synergy and the mechanisms say."""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.utils import translation

from content.loader import current
from reports.build import report_html
from reports.context import ReportContext, report_context
from reports.context.amounts import amount_name, flag_text, inside, intensity_name, why_absent
from reports.context.beside import compared, points_apart
from reports.context.definitions import reference_words
from reports.context.footprint import footprint_of, moved, signed
from reports.context.method import factor_figure
from reports.context.sensitivity import sensitivity_of
from reports.context.words import Reader
from scoring.carriers import CARRIERS
from scoring.footprint import INTENSITIES
from tests.reports.annexes import example
from tests.reports.conftest import full_document, made_document
from tests.reports.reading import flat

Document = Mapping[str, Any]
Pages = Callable[[str], tuple[str, ...]]
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
ENGLISH = Reader("en")
CODE = re.compile(r"\b(?:IM|GF|TP|BAR|MEA|CASE|SOL|SUP)-[A-Z]|\bNone\b|\{\{|%\(|[a-z]_[a-z]|below_baseline")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def context_of(document: Document, language: str = "en") -> ReportContext:
    with translation.override(language):
        return report_context(document, language)


def reading(document: Document, key: str) -> Any:
    return next(row for row in document["readings"] if row["key"] == key)


def shown(value: str, digits: int) -> str:
    return f"{float(value):,.{digits}f}"


# In the printed report


@LANGUAGES
def test_the_standard_in_force_is_printed_with_all_its_indicators(
    language: str, full_pages: Pages, full: Document
) -> None:
    text = flat("".join(full_pages(language)))
    row = reading(full, "green-factory-2025")
    definition = current().readings["green-factory-2025"]
    assert len(row["indicators"]) == 14
    for indicator in definition.indicators:  # type: ignore[attr-defined]
        assert flat(indicator.title[language]) in text
    assert shown(row["earned"], 1) in text
    assert flat("Sector sheet of the example trade") in text
    for gate in definition.gates:  # type: ignore[attr-defined]
        assert flat(gate.name[language]) in text


@LANGUAGES
def test_the_footprint_is_printed_year_by_year(
    language: str, full_pages: Pages, annex_pages: Pages, full: Document
) -> None:
    text, annex = (flat("".join(pages(language))) for pages in (full_pages, annex_pages))
    footprint = context_of(full, language).footprint
    assert footprint is not None
    assert footprint.years == ("2021", "2022", "2023", "2024", "2025")
    for row in footprint.totals:
        assert flat("".join(cell.text for cell in row.cells)) in text, row.name
    for row in footprint.intensities:
        assert flat("".join(cell.text for cell in row.cells)) in annex, row.name
    for mark in {position["mark"] for position in full["footprint"]["positions"]}:
        assert flat(current().marks[mark].label[language]) in text


@LANGUAGES
def test_every_factor_used_is_printed_with_its_source(language: str, annex_pages: Pages, full: Document) -> None:
    text = flat("".join(annex_pages(language)))
    factors = context_of(full, language).method.factors
    assert factors is not None
    assert flat(factors.set_name) in text
    carriers = {row["code"] for year in full["footprint"]["years"] for row in year["by_carrier"]}
    assert len({row.name for row in (*factors.energy, *factors.carbon)}) == len(carriers)
    assert len(factors.grid) == 5
    for row in (*factors.energy, *factors.carbon, *factors.grid):
        assert flat(row.value) in text
        assert flat(row.source) in text


@LANGUAGES
def test_synergy_path_and_mechanisms_are_printed(language: str, full_pages: Pages, full: Document) -> None:
    text = flat("".join(full_pages(language)))
    block = full["synergy"]
    assert flat(block["grade_name"][language]) in text
    for name in ("digital", "green", "T", "C", "D", "C_standard", "D_standard", "E"):
        assert shown(block[name], 3) in text
    for link in current().synergy.links:
        assert flat(link.title[language]) in text
    for key in ("transformation-path", "mechanisms"):
        row, definition = reading(full, key), current().readings[key]
        assert flat(definition.title[language]) in text
        for node in definition.nodes:
            assert flat(node.title[language]) in text
        assert row["status"] == "complete"


@LANGUAGES
def test_no_code_shows_through_and_the_summary_is_one_page(language: str, full_pages: Pages) -> None:
    pages = full_pages(language)
    for number, text in enumerate(pages, 1):
        found = CODE.search(text)
        assert found is None, (number, found)
    assert flat(current().readings["im-capability"].title[language]) in flat(pages[3])


def test_chapters_come_in_their_order(full: Document) -> None:
    assert re.findall(r'<h2 id="([^"]+)"', report_html(full, "en")) == [
        "summary",
        "capability",
        "barriers",
        "path",
        "green",
        "standard",
        "footprint",
        "synergy",
        "mechanisms",
        "roadmap",
        "measures",
        "help",
        "method",
        "glossary",
    ]


# The standard in force


def test_points_of_the_groups_add_up_to_what_was_earned(full: Document) -> None:
    standard = context_of(full).standard
    assert standard is not None
    row = reading(full, "green-factory-2025")
    rows = [one for group in standard.groups for one in group.rows]
    assert sum(Decimal(one["earned"]) for one in row["indicators"] if one["earned"]) == Decimal(row["earned"])
    assert {one.outcome for one in rows} <= {"scored", "below_baseline", "not_assessable"}
    assert standard.most == "100"
    assert standard.tally.startswith("Of 14 indicators: ")


def test_an_indicator_without_a_figure_says_which_figure_is_wanting() -> None:
    standard = context_of(made_document(amounts=False)).standard
    assert standard is not None
    rows = {row.code: row for group in standard.groups for row in group.rows}
    assert rows["energy-intensity"].verdict == "not assessable: not given: any energy"
    assert rows["material-intensity"].verdict.startswith("not assessable: not given: main raw material")
    assert rows["energy-intensity"].earned == "–"


def test_a_reference_of_the_firm_is_named_beside_its_indicator(full: Document) -> None:
    standard = context_of(full).standard
    assert standard is not None
    rows = {row.code: row for group in standard.groups for row in group.rows}
    assert rows["energy-intensity"].source == "brought by the firm: Sector sheet of the example trade"
    assert rows["water-intensity"].outcome == "below_baseline"
    assert rows["water-intensity"].verdict == "does not get past the baseline"
    assert rows["water-intensity"].earned == "0.00"


@pytest.mark.parametrize(
    ("failed", "said"),
    [
        (0, "All conditions of the standard are met."),
        (1, "A condition of the standard is not met: "),
        (2, "2 conditions of the standard are not met: "),
    ],
)
def test_conditions_are_counted_in_good_english(full: Document, failed: int, said: str) -> None:
    document = copy.deepcopy(dict(full))
    for place, gate in enumerate(reading(document, "green-factory-2025")["gates"]):
        gate["passed"] = place >= failed
    standard = context_of(document).standard
    assert standard is not None
    assert standard.gates_said.startswith(said)


def test_a_standard_of_which_nothing_can_be_assessed_still_shows_why(full: Document) -> None:
    document = copy.deepcopy(dict(full))
    row = reading(document, "green-factory-2025")
    row.update(status="not_applicable", score=None, share=None, earned="0", assessable="0")
    for one in row["indicators"]:
        one.update(outcome="not_assessable", share=None, earned=None, reason="no reference", absent=[])
    for one in row["nodes"]:
        one.update(status="not_assessable", score=None, assessable="0")
    standard = context_of(document).standard
    assert standard is not None
    assert (standard.graded, standard.shown) == (False, True)
    assert standard.standing == "None of the 14 indicators of the standard in force can be assessed yet."
    assert standard.tally == "Of 14 indicators: 14 cannot be assessed."
    assert "there is no reference to compare with" in report_html(document, "en")


@pytest.mark.parametrize(
    ("reason", "names", "said"),
    [
        ("no figures", "cod", "not given: cod"),
        ("no figures", "", "nothing was given"),
        ("no reference", "", "there is no reference to compare with"),
        ("denominator is zero", "", "the figure to divide by is zero"),
        ("three years are needed", "x", "figures of three years are needed"),
        ("not applicable", "", "answered as not applicable"),
        ("no factor", "lpg", "no factor in force: lpg"),
        ("no factor", "", "no factor in force"),
    ],
)
def test_every_reason_has_its_words(reason: str, names: str, said: str) -> None:
    assert why_absent({"reason": reason}, names) == said


# The path and the mechanisms


def test_the_path_names_the_stage_and_what_is_short_of_the_next() -> None:
    nothing = context_of(made_document(per_level=("0",) * 5, item="0", amounts=False)).path
    everything = context_of(made_document(per_level=("1",) * 5, item="1", barrier="0", amounts=False)).path
    assert nothing is not None
    assert everything is not None
    assert nothing.standing.startswith("The firm has not finished the first stage, “")
    assert [stage.state for stage in nothing.stages] == ["next", "ahead", "ahead", "ahead"]
    assert everything.next_step == "All stages are passed; what remains is to keep them alive."
    assert everything.standing.startswith("The firm has reached stage 4 of 4, ")
    assert {leaf.blocks for leaf in everything.leaves} == {"Its last stage is passed."}


def test_mechanisms_at_the_same_score_have_no_weakest() -> None:
    level = context_of(made_document(per_level=("1",) * 5, item="1", barrier="0", amounts=False)).mechanisms
    assert level is not None
    assert level.spread == "All of them are equally far."
    assert not any(row.is_weakest for row in level.rows)
    assert level.score == "100.0"


def test_mechanisms_name_the_furthest_and_the_last(full: Document) -> None:
    document = copy.deepcopy(dict(full))
    row = reading(document, "mechanisms")
    for score, node in zip(("90", "10", "10", "50", "50"), row["nodes"], strict=True):
        node["score"] = score
    found = context_of(document).mechanisms
    assert found is not None
    assert found.spread.startswith("Furthest on: “")
    assert " and " in found.spread.partition("furthest behind: ")[2]
    assert [one.is_weakest for one in found.rows] == [False, True, True, False, False]


def test_an_unreached_statement_counts_as_not_met_and_says_so(full: Document) -> None:
    found = context_of(full).mechanisms
    assert found is not None
    answers = {statement.answer for row in found.rows for statement in row.statements}
    assert answers & {"Fully", "Mostly", "Partly", "Not at all"}
    assert all(len(row.statements) == 4 for row in found.rows)


# Synergy


def with_synergy(full: Document, **changes: Any) -> ReportContext:
    document = copy.deepcopy(dict(full))
    document["synergy"].update(changes)
    return context_of(document)


@pytest.mark.parametrize(
    ("ratio", "lag", "said"),
    [
        ("1", "in-step", "Both sides keep step: "),
        ("0.4", "green-lags", "The green side lags behind: "),
        ("2.2", "digital-lags", "The digital side lags behind: "),
    ],
)
def test_it_is_said_which_side_lags(full: Document, ratio: str, lag: str, said: str) -> None:
    found = with_synergy(full, E=ratio, lag={"code": lag, "name": {"en": lag, "zh-hans": lag}}).synergy
    assert found is not None
    assert found.lag_said.startswith(said)
    assert found.lag_code == lag


def test_a_digital_side_at_zero_has_no_ratio(full: Document) -> None:
    found = with_synergy(full, E=None, lag=None, digital="0").synergy
    assert found is not None
    assert found.lag_said.startswith("The digital side stands at 0")
    assert next(figure.value for figure in found.figures if figure.node == "E") == "–"


def test_synergy_of_an_open_questionnaire_says_what_it_waits_for() -> None:
    document = made_document(without=("IM-STRATEGY-L1-1",), amounts=False)
    assert document["synergy"] is None
    found = context_of(document).synergy
    assert found is not None
    assert not found.graded
    assert found.reason in report_html(document, "en")


def test_only_eight_obstacles_are_listed_and_three_are_named(full: Document) -> None:
    found = context_of(full).synergy
    assert found is not None
    assert [row.rank for row in found.obstacles] == list(range(1, 9))
    assert found.obstacles_said.startswith("What holds both sides back most are ")
    assert found.obstacles_said.count("%") == 3


def test_one_obstacle_is_spoken_of_in_the_singular(full: Document) -> None:
    found = with_synergy(full, obstacles=full["synergy"]["obstacles"][:1]).synergy
    assert found is not None
    assert found.obstacles_said.startswith("What holds both sides back most is ")


def test_a_firm_that_meets_everything_has_no_obstacle_and_uses_every_link() -> None:
    found = context_of(made_document(per_level=("1",) * 5, item="1", barrier="0", amounts=False)).synergy
    assert found is not None
    if not found.obstacles:
        assert found.obstacles_said == "Nothing holds either side back: everything asked is met."
    assert [group.state for group in found.links] == ["used"]
    assert (
        found.links_said
        == f"All {len(current().synergy.links)} links between a digital step and a green saving are in use."
    )


def test_exactly_one_of_ten_grades_is_the_firms(full: Document) -> None:
    found = context_of(full).synergy
    assert found is not None
    assert len(found.grades) == 10
    assert [grade.name for grade in found.grades if grade.here] == [found.grade]
    assert found.grades[0].bounds == "0–0.1"
    assert found.grades[-1].bounds == "0.9–1"


# The footprint


def test_a_firm_without_figures_is_told_what_is_enough_to_begin() -> None:
    document = made_document(amounts=False)
    assert document["footprint"] is None
    found = context_of(document).footprint
    assert found is not None
    assert not found.known
    assert "electricity bill" in found.reason


def test_one_year_has_no_changes_to_tell(document: Document) -> None:
    found = context_of(document).footprint
    assert found is not None
    assert found.trend == ""
    assert {row.change for row in found.totals} == {"–"}
    assert "Last change" not in report_html(document, "en")


def test_five_years_tell_the_last_change_and_the_growth(full: Document) -> None:
    found = context_of(full).footprint
    assert found is not None
    energy = next(row for row in found.totals if row.code == "energy_tce")
    assert energy.change == "−9.1 %"
    assert energy.growth == "−8.1 %"
    assert found.trend.startswith("Against 2024: energy consumption down 9.1 % and CO2 down ")
    assert [cell.node for cell in energy.cells] == [f"{year}.energy_tce" for year in range(2021, 2026)]


def test_what_could_not_be_worked_out_is_listed_with_its_reason(full: Document) -> None:
    found = context_of(full).footprint
    assert found is not None
    lacking = {row.name: row.why for row in found.lacking}
    assert lacking["Energy per piece"] == "not given: qualified output in pieces"
    told = {row.code for row in found.intensities}
    assert len(told) + len(lacking) == len(INTENSITIES)


def test_years_whose_grid_factor_is_not_out_yet_are_said(full: Document) -> None:
    found = context_of(full).footprint
    assert found is not None
    later = [str(row["year"]) for row in full["footprint"]["years"] if row["grid"]["later"]]
    assert later
    note = next(note for note in found.notes if note.startswith("Grid factor: "))
    assert f"for {ENGLISH.listed(later)} none are published" in note


def test_many_carriers_are_put_together_in_the_picture(full: Document) -> None:
    found = context_of(full).footprint
    assert found is not None
    assert "All others" in found.energy_chart
    assert len(full["footprint"]["years"][-1]["by_carrier"]) == len(found.carriers)


def test_a_year_without_a_total_is_called_incomplete_and_never_zero(full: Document) -> None:
    block = copy.deepcopy(full["footprint"])
    block["years"][0]["energy_tce"] = block["years"][0]["co2_t"] = None
    found = footprint_of(block, current(), ENGLISH)
    assert "incomplete" in found.energy_chart
    assert "incomplete" in found.co2_chart
    assert found.totals[0].cells[0].text == "–"
    assert found.totals[0].cells[0].node == ""


@pytest.mark.parametrize(
    ("energy", "co2", "said"),
    [
        (None, None, "neither energy nor CO2"),
        ("10", None, "its CO2 cannot be worked out"),
        (None, "10", "its energy cannot be worked out"),
        ("10", "20", "used energy of 10 tce and gave off 20 t of CO2"),
    ],
)
def test_a_missing_total_is_said(full: Document, energy: str | None, co2: str | None, said: str) -> None:
    block = copy.deepcopy(full["footprint"])
    block["years"][-1].update(energy_tce=energy, co2_t=co2)
    assert said in footprint_of(block, current(), ENGLISH).standing


@pytest.mark.parametrize(
    ("percent", "said"),
    [("0", "energy unchanged"), ("0.04", "energy unchanged"), ("3.26", "energy up 3.3 %"), ("-12", "energy down 12 %")],
)
def test_a_movement_is_up_down_or_none(percent: str, said: str) -> None:
    assert moved("energy", Decimal(percent)) == said


def test_a_change_carries_its_sign() -> None:
    assert [signed(one) for one in ("3.25", "-0.04", "-12", "0")] == ["+3.3 %", "0.0 %", "−12.0 %", "0.0 %"]


@pytest.mark.parametrize(
    ("ratio", "better", "said"),
    [
        ("1", True, "as high"),
        ("1.004", False, "as high"),
        ("0.5", True, "50 % lower, better"),
        ("0.9", False, "10 % lower, worse"),
        ("1.25", False, "25 % higher, worse"),
        ("1.25", True, "25 % higher, better"),
        ("2", False, "2 times as high, worse"),
        ("24.46", True, "24.5 times as high, better"),
    ],
)
def test_a_figure_beside_a_published_one_is_compared_in_words(ratio: str, better: bool, said: str) -> None:
    assert compared(Decimal(ratio), better=better) == said


@pytest.mark.parametrize(
    ("difference", "better", "said"),
    [
        ("0", True, "as high"),
        ("0.04", False, "as high"),
        ("-53", False, "53 points lower, worse"),
        ("-0.5", True, "0.5 points lower, better"),
        ("6.1", True, "6.1 points higher, better"),
        ("6.1", False, "6.1 points higher, worse"),
    ],
)
def test_a_share_beside_a_published_one_is_compared_in_points(difference: str, better: bool, said: str) -> None:
    assert points_apart(Decimal(difference), better=better) == said


def test_shares_and_only_shares_are_compared_in_points(full: Document) -> None:
    found = context_of(full).footprint
    assert found is not None
    assert {one.unit == "%" for one in found.besides} == {True, False}
    assert all(("points" in one.said) == (one.unit == "%") for one in found.besides if one.said != "as high")


@LANGUAGES
def test_a_measure_of_the_roadmap_that_is_not_advised_is_told_in_its_chapter(language: str) -> None:
    document = example("dye-house")
    found = context_of(document, language)
    assert found.roadmap is not None
    advised = {row["code"] for row in document["measures"]}
    missing = [step for step in found.roadmap.steps if step.code not in advised]
    assert [each.title for each in found.beyond] == [step.title for step in missing]
    assert missing
    html = unescape(report_html(document, language))
    for each in found.beyond:
        assert each.first_step
        assert flat(each.what) in flat(html)
        assert flat(each.first_step) in flat(html)


@pytest.mark.parametrize(
    "flag",
    [
        "part-above-whole",
        "zero-denominator",
        "thousandfold",
        "unit-slip",
        "no-factor",
        "no-grid-factor",
        "renewable-above-energy",
    ],
)
@LANGUAGES
def test_every_flag_is_a_sentence_with_its_year(flag: str, language: str) -> None:
    with translation.override(language):
        told = flag_text({"flag": flag, "code": "waste_used", "other": "waste_generated", "other_year": 2024}, 2025)
    assert told.startswith("2025")
    assert told.endswith((".", "。"))
    assert "waste_" not in told


def test_flags_of_all_years_are_printed_the_newest_first() -> None:
    activity = [
        {"year": year, "code": code, "value": value, "unit": "t"}
        for year in (2024, 2025)
        for code, value in (("waste_generated", "10"), ("waste_used", "12"))
    ]
    found = context_of(full_document(activity=activity)).footprint
    assert found is not None
    assert [warning[:4] for warning in found.warnings] == ["2025", "2024"]


# Names


@LANGUAGES
def test_every_quantity_carrier_and_intensity_has_a_name(language: str) -> None:
    quantities = [question.code for question in current().questions.values() if question.kind == "quantity"]
    with translation.override(language):
        names = [amount_name(code) for code in (*quantities, *CARRIERS)]
        names += [intensity_name(row.code) for row in INTENSITIES]
    assert not [name for name in names if "_" in name or name.islower()]


@LANGUAGES
def test_every_unit_is_written_in_the_readers_language(language: str) -> None:
    content, reader = current(), Reader(language)
    units = {unit for question in content.questions.values() for unit in question.units}
    units |= {row.unit for row in INTENSITIES}
    standard = content.readings["green-factory-2025"]
    units |= {unit for one in standard.indicators for unit in one.formulas}  # type: ignore[attr-defined]
    written = {reader.unit(unit) for unit in units}
    assert not [unit for unit in written if language == "en" and not unit.isascii()]
    assert not [unit for unit in written if language != "en" and re.search("[a-z]{5}|CNY", unit)]
    assert {ENGLISH.unit(unit) for unit in ("件", "万件", "tce/件", "万m", "元/m2")} == {
        "pieces",
        "10,000 pieces",
        "tce/piece",
        "10,000 m",
        "CNY/m2",
    }


def test_names_inside_a_sentence_keep_abbreviations() -> None:
    assert [inside(name) for name in ("Diesel", "CO2 emissions", "原煤", "Chemical oxygen demand (COD)")] == [
        "diesel",
        "CO2 emissions",
        "原煤",
        "chemical oxygen demand (COD)",
    ]


def test_factors_keep_four_digits_however_small() -> None:
    assert [factor_figure(one) for one in ("0.0001229", "1.7417549", "12345")] == ["0.0001229", "1.742", "12345"]


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ("firm", "brought by the firm: a sheet"),
        ("sector", "reference of the sector since 2025-01-01: a sheet"),
        ("default", "a sheet"),
        ("standard", "a sheet"),
    ],
)
def test_a_reference_says_who_gave_it(origin: str, said: str) -> None:
    reference = {"origin": origin, "source": "a sheet", "valid_from": "2025-01-01", "status": "single-source"}
    words, mark = reference_words(reference, current(), ENGLISH)
    assert words == said
    assert (mark == "○") is (origin in ("default", "standard"))


# How firm the grades are


def said_of(counts: Mapping[str, int], now: str = "1") -> Any:
    part = {
        "reading": "im-capability",
        "now": now,
        "counts": [{"code": code, "draws": draws} for code, draws in counts.items()],
    }
    block = {"draws": 200, "spread": "20", "seed": 1, "level": part, "tier": None}
    return sensitivity_of(block, lambda code: f"L{code}", lambda code: code, ENGLISH)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            {"0": 0, "1": 200, "2": 0},
            "Capability level “L1” is stable: with weights up to 20 % different it stays the same.",
        ),
        ({"0": 0, "1": 199, "2": 1}, "1 of 200 draws gives “L2”."),
        ({"0": 50, "1": 100, "2": 50}, "100 of 200 draws give “L0” and “L2”."),
        ({"0": 0, "1": 0, "2": 200}, "hangs on the exact weights"),
    ],
)
def test_it_is_said_whether_a_grade_would_change(counts: Mapping[str, int], said: str) -> None:
    found = said_of(counts)
    assert said in found.sentences[0]
    assert found.level.steady is (counts["1"] == 200)
    assert found.sentences[-1] == "How firm the tier would be cannot be said while questions are open."


def test_only_outcomes_that_came_or_stand_now_are_listed() -> None:
    rows = said_of({"0": 0, "1": 150, "2": 50, "3": 0}).level.rows
    assert [(row.name, row.share, row.here) for row in rows] == [("L1", "75 %", True), ("L2", "25 %", False)]


@LANGUAGES
def test_the_report_says_how_firm_level_and_tier_are(language: str, full: Document) -> None:
    found = context_of(full, language).sensitivity
    assert found is not None
    html = report_html(full, language)
    for part in found.parts:
        assert part.sentence.replace("'", "&#x27;") in html
