"""Trace lines of a footprint, word for word, for a firm that burns coal and begins to buy green power."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.footprint import CarrierFactor, Mark, YearFactors, footprint
from scoring.footprint_trace import footprint_trace
from scoring.plausibility import Plausibility

COAL = CarrierFactor(
    "raw_coal",
    Fraction("0.7"),
    Fraction("1.9"),
    (
        {"kind": "tce", "value": "0.7", "source": "energy table", "status": "confirmed"},
        {"kind": "co2", "value": "1.9", "source": "carbon table", "status": "confirmed"},
        {"kind": "co2", "value": "1.9", "source": "its annex", "status": "confirmed"},
    ),
)
POWER = CarrierFactor("electricity_grid", Fraction("0.0001"), Fraction("0.0006"))
WATER = CarrierFactor("water_taken", Fraction("0.0002"), None)
COAL_RATE = {"year": 2021, "value": "0.3", "source": "statistics of power", "status": "confirmed"}
FACTORS = YearFactors(2025, {"raw_coal": COAL, "electricity_grid": POWER, "water_taken": WATER}, None, COAL_RATE)
HISTORY = {
    2023: {"raw_coal": Fraction(10), "value_added": Fraction(100), "green_investment": Fraction(1)},
    2024: {"raw_coal": Fraction(8), "value_added": Fraction(100), "green_investment": Fraction(2)},
    2025: {
        "raw_coal": Fraction(5),
        "electricity_grid": Fraction(10000),
        "electricity_green_bought": Fraction(1000),
        "green_certificates": Fraction(500),
        "water_taken": Fraction(10),
        "value_added": Fraction(125),
        "green_investment": Fraction(3),
    },
}
for amounts in HISTORY.values():
    amounts["output_value"] = Fraction(200)
MARK = Mark(
    "known",
    "energy-per-value-added",
    Fraction("0.05"),
    "tce/万元",
    2022,
    "lower",
    "national",
    ("all",),
    "own",
    "papers",
)


def lines_of(history=HISTORY) -> dict[str, dict]:
    factors = {year: YearFactors(year, FACTORS.carriers, None, COAL_RATE) for year in history}
    found = footprint(history, factors, set_code="own", marks=[MARK], plausibility=Plausibility())
    return {line["node"]: line for line in footprint_trace(found, history, factors)}


def quantity(code: str, value: str) -> dict[str, str]:
    return {"quantity": code, "value": value}


def node(name: str, value: str) -> dict[str, str]:
    return {"node": name, "value": value}


def factor(kind: str, value: str) -> dict[str, str]:
    return {"factor": kind, "value": value}


EXPECTED = [
    (
        "2025.raw_coal@tce",
        "amount x tce per unit",
        [quantity("raw_coal", "5"), factor("tce", "0.7")],
        "3.5",
        "energy table",
    ),
    (
        "2025.raw_coal@co2",
        "amount x t CO2 per unit",
        [quantity("raw_coal", "5"), factor("co2", "1.9")],
        "9.5",
        "carbon table; its annex",
    ),
    (
        "2025.electricity_grid@tce",
        "amount x tce per unit",
        [quantity("electricity_grid", "10000"), factor("tce", "0.0001")],
        "1",
        "tool-own",
    ),
    (
        "2025.energy_tce",
        "sum",
        [node("2025.electricity_grid@tce", "1"), node("2025.raw_coal@tce", "3.5")],
        "4.5",
        "gbt-2589-2020",
    ),
    ("2025.media_tce", "sum", [node("2025.water_taken@tce", "0.002")], "0.002", "gbt-2589-2020"),
    (
        "2025.co2_t",
        "sum",
        [node("2025.electricity_grid@co2", "6"), node("2025.raw_coal@co2", "9.5")],
        "15.5",
        "gbt-32150",
    ),
    ("2025.scope1_t", "sum", [node("2025.raw_coal@co2", "9.5")], "9.5", "gbt-32150"),
    ("2025.scope2_t", "sum", [node("2025.electricity_grid@co2", "6")], "6", "gbt-32150"),
    (
        "2025.energy_equal_tce",
        "electricity x coal per kWh / 1000 + the rest",
        [quantity("electricity_grid", "10000"), factor("coal_rate", "0.3"), node("2025.raw_coal@tce", "3.5")],
        "6.5",
        "statistics of power",
    ),
    (
        "2024.energy_equal_tce",
        "electricity x coal per kWh / 1000 + the rest",
        [node("2024.raw_coal@tce", "5.6")],
        "5.6",
        "gbt-2589-2020",
    ),
    (
        "2025.energy-per-value-added",
        "energy_tce / value_added",
        [node("2025.energy_tce", "4.5"), quantity("value_added", "125")],
        "0.036",
        "gbt-2589-2020",
    ),
    (
        "2024.co2-per-tce",
        "co2_t / energy_tce",
        [node("2024.co2_t", "15.2"), node("2024.energy_tce", "5.6")],
        "2.714285714285714285714285714",
        "tool-own",
    ),
    (
        "2025.renewable_tce",
        "renewable power x tce per kWh of electricity",
        [
            quantity("electricity_green_bought", "1000"),
            quantity("green_certificates", "500"),
            factor("tce", "0.0001"),
        ],
        "0.15",
        "tool-own",
    ),
    ("2025.coal_tce", "sum", [node("2025.raw_coal@tce", "3.5")], "3.5", "gbt-2589-2020"),
    (
        "2024.coal-share",
        "coal_tce / energy_tce x 100",
        [node("2024.coal_tce", "5.6"), node("2024.energy_tce", "5.6")],
        "100",
        "tool-own",
    ),
    (
        "2025.green_investment_3y",
        "sum of three years",
        [quantity("green_investment", amount) for amount in "123"],
        "6",
        "tool-own",
    ),
    ("2025.output_value_3y", "sum of three years", [quantity("output_value", "200")] * 3, "600", "tool-own"),
    (
        "2025.upgrade-investment",
        "green_investment_3y / output_value_3y x 100",
        [node("2025.green_investment_3y", "6"), node("2025.output_value_3y", "600")],
        "1",
        "gbt-36132-2025, C.1",
    ),
    (
        "2024.energy_tce@change",
        "change on the year before, %",
        [node("2023.energy_tce", "7"), node("2024.energy_tce", "5.6")],
        "-20",
        "tool-own",
    ),
    (
        "2025.value_added@change",
        "change on the year before, %",
        [node("2024.value_added", "100"), node("2025.value_added", "125")],
        "25",
        "tool-own",
    ),
    (
        "2025.output_value@growth",
        "average growth per year, %",
        [node("2023.output_value", "200"), node("2025.output_value", "200")],
        "0",
        "tool-own",
    ),
    (
        "2025.energy-per-value-added@known",
        "value / mark",
        [node("2025.energy-per-value-added", "0.036"), {"mark": "known", "value": "0.05"}],
        "0.72",
        "papers",
    ),
]


@pytest.mark.parametrize(("name", "rule", "inputs", "output", "source"), EXPECTED, ids=[row[0] for row in EXPECTED])
def test_a_line_says_what_was_done_with_what(name, rule, inputs, output, source):
    assert lines_of()[name] == {
        "reading": "footprint",
        "node": name,
        "rule": rule,
        "inputs": inputs,
        "output": output,
        "source": source,
    }


def test_a_firm_without_coal_says_so_where_its_coal_share_comes_from():
    line = lines_of({2025: {"electricity_grid": Fraction(10000)}})["2025.coal_tce"]
    assert (line["rule"], line["inputs"], line["output"]) == (
        "no coal among the energy carriers",
        [node("2025.energy_tce", "1")],
        "0",
    )


def test_years_stand_in_their_order_and_empty_ones_are_passed_over():
    mixed = {2025: HISTORY[2025], 2022: {}, 2024: HISTORY[2024], 2023: HISTORY[2023]}
    assert list(lines_of(mixed)) == list(lines_of())


def test_a_year_without_any_factors_still_has_its_amounts():
    history = {2025: {"water_taken": Fraction(10), "value_added": Fraction(5)}}
    found = footprint(history, {}, set_code="own", marks=[], plausibility=Plausibility())
    assert [(line["node"], line["output"]) for line in footprint_trace(found, history, {})] == [
        ("2025.water-per-value-added", "2")
    ]


@pytest.mark.parametrize(
    ("code", "amount", "tce", "co2"),
    [
        ("limestone", "0", None, "0"),
        ("limestone", "2", None, "4"),
        ("water_taken", "0", "0", None),
        ("water_taken", "2", "6", None),
        ("diesel", "0", "0", "0"),
        ("diesel", "2", "6", "4"),
        ("coke", "0", "0", "0"),
        ("coke", "2", None, None),
    ],
)
def test_a_material_counts_for_carbon_only_and_a_bought_medium_for_energy_only(code, amount, tce, co2):
    carriers = {name: CarrierFactor(name, Fraction(3), Fraction(2)) for name in ("limestone", "water_taken", "diesel")}
    factors = {2025: YearFactors(2025, carriers)}
    history = {2025: {code: Fraction(amount)}}
    found = footprint(history, factors, set_code="own", marks=[], plausibility=Plausibility())
    row = found["years"][0]["by_carrier"][0]
    assert (row["code"], row["amount"], row["tce"], row["co2_t"]) == (code, amount, tce, co2)


def document_of(history, marks=(MARK,), **more):
    factors = {year: YearFactors(year, FACTORS.carriers, None, COAL_RATE) for year in history}
    return footprint(history, factors, set_code="set-a", marks=marks, plausibility=Plausibility(), **more)


def test_a_document_has_its_parts_and_its_years_have_theirs():
    found = document_of({2025: HISTORY[2025]})
    assert list(found) == ["factor_set", "years", "changes", "growth", "positions", "remarks"]
    assert (found["factor_set"], found["changes"], found["growth"], found["remarks"]) == ("set-a", [], [], [])
    assert list(found["years"][0]) == [
        *("year", "energy_tce", "energy_equal_tce", "coal_rate", "media_tce", "co2_t", "scope1_t", "scope2_t"),
        *("process_t", "grid", "by_carrier", "intensities", "flags"),
    ]
    assert found["years"][0]["intensities"][0] == {
        "code": "energy-per-value-added",
        "value": "0.036",
        "unit": "tce/万元",
        "formula": "energy_tce / value_added",
        "reason": "",
        "absent": [],
    }
    assert found["years"][0]["intensities"][2] == {
        "code": "energy-per-tonne",
        "value": None,
        "unit": "tce/t",
        "formula": "energy_tce / product_tonnes",
        "reason": "no figures",
        "absent": ["product_tonnes"],
    }


def test_changes_begin_with_the_totals_in_their_order():
    found = document_of({2023: HISTORY[2023], 2024: HISTORY[2024]})
    assert [row["code"] for row in found["changes"]][:4] == ["energy_tce", "co2_t", "value_added", "output_value"]
    assert found["changes"][1] == {"code": "co2_t", "from": 2023, "to": 2024, "percent": "-20"}


def test_a_mark_that_does_not_fit_hides_none_after_it():
    marks = [
        replace(MARK, code="other industry", industries=("C13",)),
        replace(MARK, code="no value", indicator="energy-per-tonne"),
        MARK,
    ]
    found = document_of({2025: HISTORY[2025]}, marks, industry="C34")
    assert [row["mark"] for row in found["positions"]] == ["known"]
    assert document_of({2025: HISTORY[2025]}, [replace(MARK, industries=("XXXX",))])["positions"] == []


def test_more_renewable_power_than_energy_is_laid_to_what_was_given_however_little():
    found = document_of({2025: {"electricity_grid": Fraction(1, 10), "electricity_green_bought": Fraction(1, 2)}})
    named = [row["code"] for row in found["years"][0]["flags"] if row["flag"] == "renewable-above-energy"]
    assert named == ["electricity_green_bought"]
