"""The footprint: figures worked out by hand, flags, years beside years, marks, and laws for all amounts."""

import json
import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.carriers import CARRIERS, ENERGY_CARRIERS, MEDIA, PROCESS
from scoring.exact import text_of
from scoring.footprint import (
    INTENSITIES,
    CarrierFactor,
    Mark,
    Remark,
    YearFactors,
    footprint,
)
from scoring.footprint_trace import footprint_trace
from scoring.plausibility import LimitRule, PartRule, Plausibility, flag
from scoring.quantity import FORMULAS
from tests.strategies import LAW

F = Fraction

TCE = {
    "electricity_grid": "0.0001229",
    "electricity_solar_own": "0.0001229",
    "natural_gas": "0.00133",
    "raw_coal": "0.7143",
    "diesel": "1.4571",
    "heat": "0.03412",
    "water_taken": "0.0002571",
    "oxygen_bought": "0.0004",
}
CO2 = {
    "electricity_grid": "0.0006",
    "electricity_solar_own": "0",
    "natural_gas": "0.002",
    "raw_coal": "1.9",
    "diesel": "3.1",
    "heat": "0.11",
    "limestone": "0.44",
}
COAL_RATE = {"year": 2021, "value": "0.3025", "source": "statistics", "status": "confirmed"}
GRID = {
    "province": "江苏",
    "level": "province",
    "year": 2023,
    "value": "0.6",
    "source": "list",
    "status": "confirmed",
    "later": True,
}
RULES = Plausibility(
    (PartRule(("waste_used",), "waste_generated"),), (LimitRule("electricity_grid", "output_value", F(33333)),)
)


def exact(table, code):
    return F(table[code]) if code in table else None


def factors_of(year: int, *, without: tuple[str, ...] = (), tce=TCE, co2=CO2, coal_rate=COAL_RATE) -> YearFactors:
    carriers = {}
    for code in CARRIERS:
        sources = (
            [{"kind": "tce", "value": tce[code], "source": "energy table", "status": "confirmed"}]
            if code in tce
            else []
        )
        if code in co2:
            sources.append({"kind": "co2", "value": co2[code], "source": "carbon table", "status": "confirmed"})
        if code not in without:
            carriers[code] = CarrierFactor(code, exact(tce, code), exact(co2, code), tuple(sources))
    return YearFactors(year, carriers, GRID, coal_rate)


def amounts(row) -> dict[str, Decimal]:
    return {code: Decimal(amount) for code, amount in row.items()}


def footprint_of(history, *, marks=(), plausibility=RULES, factors=None, **more):
    given = {year: amounts(row) for year, row in history.items()}
    return footprint(
        given,
        factors or {year: factors_of(year) for year in given},
        set_code="own",
        marks=marks,
        plausibility=plausibility,
        **more,
    )


def year_of(document, year=2025):
    return next(row for row in document["years"] if row["year"] == year)


def intensity(document, code, year=2025):
    return next(row for row in year_of(document, year)["intensities"] if row["code"] == code)


def flags_of(document, year=2025):
    return year_of(document, year)["flags"]


FIRM = {
    "electricity_grid": "1000000",  # 122.9 tce, 600 t
    "electricity_solar_own": "100000",  # 12.29 tce, 0 t
    "natural_gas": "10000",  # 13.3 tce, 20 t
    "diesel": "10",  # 14.571 tce, 31 t
    "heat": "1000",  # 34.12 tce, 110 t
    "limestone": "50",  # 22 t
    "water_taken": "20000",  # 5.142 tce beside
    "value_added": "2000",
    "output_value": "8000",
    "product_tonnes": "500",
}
ENERGY = "197.181"  # 122.9 + 12.29 + 13.3 + 14.571 + 34.12
CARBON = "783"  # 600 + 0 + 20 + 31 + 110 + 22


class TestTotals:
    document = footprint_of({2025: FIRM})
    row = year_of(document)

    def test_energy_is_fuels_power_and_heat_without_media(self):
        assert (self.row["energy_tce"], self.row["media_tce"]) == (ENERGY, "5.142")

    def test_at_the_coal_rate_power_weighs_what_was_burnt_for_it(self):
        # 1100000 x 0.3025 / 1000 = 332.75; 332.75 + 13.3 + 14.571 + 34.12
        assert self.row["energy_equal_tce"] == "394.741"
        assert self.row["coal_rate"] == COAL_RATE

    def test_carbon_is_fuels_and_process_and_bought_power_and_heat(self):
        assert self.row["co2_t"] == CARBON
        assert (self.row["scope1_t"], self.row["scope2_t"], self.row["process_t"]) == ("73", "710", "22")
        assert self.row["grid"] == GRID

    def test_every_carrier_given_is_listed_with_its_factors(self):
        assert [row["code"] for row in self.row["by_carrier"]] == [
            "electricity_grid",
            "electricity_solar_own",
            "natural_gas",
            "diesel",
            "heat",
            "water_taken",
            "limestone",
        ]
        assert self.row["by_carrier"][0] == {
            "code": "electricity_grid",
            "amount": "1000000",
            "kind": "electricity",
            "scope": 2,
            "tce": "122.9",
            "co2_t": "600",
            "tce_factor": "0.0001229",
            "co2_factor": "0.0006",
            "sources": [
                {"kind": "tce", "value": "0.0001229", "source": "energy table", "status": "confirmed"},
                {"kind": "co2", "value": "0.0006", "source": "carbon table", "status": "confirmed"},
            ],
        }

    def test_a_medium_has_no_carbon_and_a_process_material_no_energy(self):
        water, limestone = self.row["by_carrier"][-2:]
        assert (water["tce"], water["co2_t"]) == ("5.142", None)
        assert (limestone["tce"], limestone["co2_t"]) == (None, "22")

    def test_the_set_is_named_and_the_document_is_json(self):
        assert self.document["factor_set"] == "own"
        assert json.loads(json.dumps(self.document)) == self.document

    def test_no_amount_at_all_is_no_footprint(self):
        assert footprint_of({}) is None
        assert footprint_of({2024: {}, 2025: {}}) is None

    def test_a_year_without_amounts_is_passed_over(self):
        assert [row["year"] for row in footprint_of({2025: FIRM, 2024: {}, 2023: FIRM})["years"]] == [2023, 2025]

    def test_what_nothing_is_given_for_has_no_total(self):
        row = year_of(footprint_of({2025: {"value_added": "1"}}))
        for total in ("energy_tce", "energy_equal_tce", "media_tce", "co2_t", "scope1_t", "scope2_t", "process_t"):
            assert row[total] is None
        assert row["by_carrier"] == []

    def test_process_carbon_alone_is_not_the_whole(self):
        row = year_of(footprint_of({2025: {"limestone": "50"}}))
        assert (row["co2_t"], row["scope1_t"], row["process_t"]) == (None, "22", "22")

    def test_zero_given_is_zero(self):
        row = year_of(footprint_of({2025: {"electricity_grid": "0"}}))
        assert (row["energy_tce"], row["energy_equal_tce"], row["co2_t"]) == ("0", "0", "0")


class TestFactorsThatAreWanting:
    def test_without_an_energy_factor_no_energy_is_told_and_the_carrier_is_named(self):
        document = footprint_of({2025: FIRM | {"coke": "1"}})
        row = year_of(document)
        assert (row["energy_tce"], row["energy_equal_tce"], row["co2_t"], row["scope1_t"]) == (None, None, None, None)
        assert row["scope2_t"] == "710"
        assert intensity(document, "energy-per-output")["reason"] == "no factor for the year"
        assert intensity(document, "co2-per-output")["reason"] == "no factor"
        assert intensity(document, "co2-per-output")["absent"] == ["coke"]
        assert flags_of(document) == [flag("no-factor", "coke")]

    def test_a_carrier_of_which_none_was_used_needs_no_factor(self):
        document = footprint_of({2025: FIRM | {"coke": "0"}})
        assert (year_of(document)["energy_tce"], year_of(document)["co2_t"]) == (ENERGY, CARBON)
        assert flags_of(document) == []

    def test_without_a_grid_factor_energy_stays_and_carbon_goes(self):
        factors = {
            2025: factors_of(2025, co2={code: value for code, value in CO2.items() if code != "electricity_grid"})
        }
        document = footprint_of({2025: FIRM}, factors=factors)
        assert (year_of(document)["energy_tce"], year_of(document)["co2_t"]) == (ENERGY, None)
        assert flags_of(document) == [flag("no-grid-factor", "electricity_grid")]

    def test_without_any_factor_of_power_both_are_named(self):
        document = footprint_of({2025: FIRM}, factors={2025: factors_of(2025, without=("electricity_grid",))})
        assert flags_of(document) == [flag("no-grid-factor", "electricity_grid"), flag("no-factor", "electricity_grid")]

    def test_a_process_material_or_medium_without_its_factor_is_named(self):
        factors = {2025: factors_of(2025, without=("limestone", "water_taken"))}
        document = footprint_of({2025: FIRM}, factors=factors)
        assert flags_of(document) == [flag("no-factor", "water_taken"), flag("no-factor", "limestone")]
        assert (year_of(document)["media_tce"], year_of(document)["process_t"], year_of(document)["co2_t"]) == (
            None,
            None,
            None,
        )

    def test_a_year_without_factors_has_none(self):
        document = footprint_of({2025: FIRM}, factors={2024: factors_of(2024)})
        assert (year_of(document)["energy_tce"], year_of(document)["grid"], year_of(document)["coal_rate"]) == (
            None,
        ) * 3

    def test_without_a_coal_rate_only_firms_without_power_have_the_other_sum(self):
        factors = {2025: factors_of(2025, coal_rate=None)}
        assert year_of(footprint_of({2025: FIRM}, factors=factors))["energy_equal_tce"] is None
        assert year_of(footprint_of({2025: {"diesel": "10"}}, factors=factors))["energy_equal_tce"] == "14.571"


class TestIntensities:
    document = footprint_of({2025: FIRM})

    def test_all_are_there_in_their_order_with_unit_and_formula(self):
        rows = year_of(self.document)["intensities"]
        assert [(row["code"], row["unit"], row["formula"]) for row in rows] == [
            (row.code, row.unit, row.formula) for row in INTENSITIES
        ]
        assert len({row.code for row in INTENSITIES}) == len(INTENSITIES) == 32
        assert all(row.formula in FORMULAS for row in INTENSITIES)

    @pytest.mark.parametrize(
        ("code", "value"),
        [
            ("energy-per-value-added", "0.0985905"),  # 197.181 / 2000
            ("energy-per-tonne", "0.394362"),
            ("co2-per-value-added", "0.3915"),  # 783 / 2000
            ("co2-per-output", "0.097875"),
            ("water-per-value-added", "10"),
            ("coal-share", "0"),
        ],
    )
    def test_by_hand(self, code, value):
        row = intensity(self.document, code)
        assert (row["value"], row["reason"], row["absent"]) == (value, "", [])

    def test_what_is_absent_is_named(self):
        row = intensity(self.document, "energy-per-piece")
        assert (row["value"], row["reason"], row["absent"]) == (None, "no figures", ["product_pieces"])

    def test_coal_has_its_share(self):
        # 10 t x 0.7143 = 7.143 of 7.143 + 12.29
        row = intensity(footprint_of({2025: {"raw_coal": "10", "electricity_grid": "100000"}}), "coal-share")
        assert F(row["value"]) == pytest.approx(F("714.3") / F("19.433"))

    def test_renewable_power_is_own_bought_and_certified(self):
        row = {"electricity_grid": "900000", "electricity_solar_own": "100000", "electricity_green_bought": "100000"}
        document = footprint_of({2025: row | {"green_certificates": "50000"}})
        # 250000 of 1000000 kWh
        assert intensity(document, "renewable-share")["value"] == "25"
        assert intensity(footprint_of({2025: {"electricity_grid": "1"}}), "renewable-share")["reason"] == "no figures"

    def test_waste_of_earlier_years_counts_on_both_sides(self):
        row = {"waste_used": "60", "waste_generated": "100"}
        assert intensity(footprint_of({2025: row}), "waste-utilisation")["value"] == "60"
        # (60 + 100) / (100 + 100)
        assert intensity(footprint_of({2025: row | {"waste_stock_used": "100"}}), "waste-utilisation")["value"] == "80"

    def test_upgrades_are_weighed_over_three_years(self):
        row = {"green_investment": "20", "output_value": "1000"}
        short = footprint_of({2024: row, 2025: row})
        assert intensity(short, "upgrade-investment")["reason"] == "three years are needed"
        document = footprint_of({2023: row, 2024: row, 2025: row | {"green_investment": "50"}})
        # 90 / 3000
        assert intensity(document, "upgrade-investment")["value"] == "3"
        assert intensity(document, "upgrade-investment", 2024)["value"] is None


class TestFlags:
    def test_sound_amounts_have_none(self):
        assert flags_of(footprint_of({2025: FIRM})) == []

    def test_rules_on_amounts_come_first(self):
        row = FIRM | {"waste_used": "2", "waste_generated": "1", "electricity_grid": "999999999", "land_area": "0"}
        assert flags_of(footprint_of({2025: row})) == [
            flag("part-above-whole", "waste_used", "waste_generated"),
            flag("unit-slip", "electricity_grid", "output_value"),
            flag("zero-denominator", "land_area"),
        ]

    def test_a_zero_denominator_is_named_once_however_many_figures_it_spoils(self):
        assert flags_of(footprint_of({2025: FIRM | {"value_added": "0"}})) == [flag("zero-denominator", "value_added")]

    def test_a_zero_that_nothing_is_divided_by_is_none(self):
        assert flags_of(footprint_of({2025: {"product_pieces": "0"}})) == []

    def test_more_renewable_power_than_energy_names_the_largest_part(self):
        row = {"electricity_grid": "100", "electricity_green_bought": "90", "green_certificates": "20"}
        assert flags_of(footprint_of({2025: row})) == [flag("renewable-above-energy", "electricity_green_bought")]
        row["green_certificates"] = "10"
        assert flags_of(footprint_of({2025: row})) == []

    def test_a_leap_is_flagged_at_the_later_year(self):
        document = footprint_of({2024: {"diesel": "1"}, 2025: {"diesel": "1000"}})
        assert (flags_of(document, 2024), flags_of(document)) == ([], [flag("thousandfold", "diesel", None, 2024)])


class TestYears:
    def change(self, document, code, to):
        return next((row["percent"] for row in document["changes"] if (row["code"], row["to"]) == (code, to)), None)

    def growth(self, document, code):
        return next((row for row in document["growth"] if row["code"] == code), None)

    def test_change_is_in_percent_of_the_year_before(self):
        document = footprint_of(
            {2024: {"value_added": "80"}, 2025: {"value_added": "100"}, 2026: {"value_added": "50"}}
        )
        assert document["changes"] == [
            {"code": "value_added", "from": 2024, "to": 2025, "percent": "25"},
            {"code": "value_added", "from": 2025, "to": 2026, "percent": "-50"},
        ]

    def test_a_gap_of_a_year_or_a_start_from_nothing_has_no_change(self):
        document = footprint_of({2023: {"value_added": "1"}, 2025: {"value_added": "0"}, 2026: {"value_added": "5"}})
        assert document["changes"] == []

    def test_intensities_and_totals_change_too(self):
        document = footprint_of({2024: FIRM, 2025: FIRM | {"value_added": "4000"}})
        assert self.change(document, "energy-per-value-added", 2025) == "-50"
        assert self.change(document, "energy_tce", 2025) == "0"
        assert self.change(document, "energy-per-piece", 2025) is None

    def test_growth_is_the_average_over_the_years_between(self):
        document = footprint_of({2021: {"value_added": "100"}, 2023: {"value_added": "121"}})
        assert self.growth(document, "value_added") == {
            "code": "value_added",
            "from": 2021,
            "to": 2023,
            "percent": "10",
        }

    def test_growth_needs_two_years_between_and_values_above_zero(self):
        assert footprint_of({2024: {"value_added": "1"}, 2025: {"value_added": "2"}})["growth"] == []
        assert footprint_of({2021: {"value_added": "0"}, 2025: {"value_added": "2"}})["growth"] == []
        assert footprint_of({2021: {"value_added": "2"}, 2025: {"value_added": "0"}})["growth"] == []

    def test_growth_takes_each_figure_s_own_first_and_last_year(self):
        history = {2021: {"cod": "1"}, 2022: {"value_added": "4"}, 2024: {"value_added": "9"}, 2025: {"cod": "1"}}
        # (9 / 4) ** (1 / 2) = 1.5
        row = {"code": "value_added", "from": 2022, "to": 2024, "percent": "50"}
        assert footprint_of(history)["growth"] == [row]

    def test_a_root_that_does_not_end_is_rounded_to_28_digits(self):
        document = footprint_of({2023: {"value_added": "1"}, 2025: {"value_added": "2"}})
        assert self.growth(document, "value_added")["percent"] == "41.4213562373095048801688724"


class TestPositions:
    def mark(self, value="0.2", better="lower", industries=("all",), indicator="energy-per-value-added"):
        return Mark(
            "known", indicator, F(value), "tce/万元", 2022, better, "national", industries, "confirmed", "statistics"
        )

    def test_the_newest_value_stands_beside_the_mark(self):
        history = {2023: FIRM, 2024: FIRM | {"value_added": "1000"}, 2025: {"water_taken": "1"}}
        document = footprint_of(history, marks=[self.mark("0.1")])
        # 197.181 / 1000
        assert document["positions"] == [
            {
                "indicator": "energy-per-value-added",
                "mark": "known",
                "value": "0.197181",
                "mark_value": "0.1",
                "unit": "tce/万元",
                "ratio": "1.97181",
                "better": False,
                "year": 2024,
                "status": "confirmed",
                "source": "statistics",
            }
        ]

    @pytest.mark.parametrize(
        ("value", "better", "good"),
        [("10", "lower", True), ("9.9", "lower", False), ("10", "higher", True), ("10.1", "higher", False)],
    )
    def test_at_the_mark_is_good_enough_both_ways(self, value, better, good):
        mark = self.mark(value, better, indicator="water-per-value-added")
        assert footprint_of({2025: FIRM}, marks=[mark])["positions"][0]["better"] is good

    @pytest.mark.parametrize(
        ("industries", "industry", "fits"),
        [
            (("all",), "C17", True),
            (("all",), "", True),
            (("C17", "C18"), "C17", True),
            (("C17",), "C34", False),
            (("C17",), "", False),
        ],
    )
    def test_only_marks_of_the_industry_are_used(self, industries, industry, fits):
        document = footprint_of({2025: FIRM}, marks=[self.mark(industries=industries)], industry=industry)
        assert bool(document["positions"]) is fits

    def test_without_a_value_there_is_no_position(self):
        assert footprint_of({2025: {"water_taken": "1"}}, marks=[self.mark()])["positions"] == []

    def test_remarks_follow_the_size(self):
        remarks = [Remark("small-firms", ("micro", "small"))]
        assert footprint_of({2025: FIRM}, remarks=remarks, size="small")["remarks"] == ["small-firms"]
        assert footprint_of({2025: FIRM}, remarks=remarks, size="large")["remarks"] == []
        assert footprint_of({2025: FIRM}, remarks=remarks)["remarks"] == []


def trace_of(history, *, factors=None, marks=()):
    given = {year: amounts(row) for year, row in history.items()}
    used = factors or {year: factors_of(year) for year in given}
    document = footprint(given, used, set_code="own", marks=marks, plausibility=RULES)
    return document, footprint_trace(document, given, used)


class TestTrace:
    history = {
        2023: FIRM | {"green_investment": "20", "raw_coal": "3"},
        2024: FIRM | {"green_investment": "20", "raw_coal": "0", "coke": "0"},
        2025: FIRM
        | {"green_investment": "50", "electricity_green_bought": "10", "waste_used": "1", "waste_generated": "2"},
    }
    mark = Mark(
        "known",
        "energy-per-output",
        F("0.1"),
        "tce/万元",
        2022,
        "lower",
        "national",
        ("all",),
        "confirmed",
        "statistics",
    )

    def test_every_figure_has_exactly_one_line(self):
        document, trace = trace_of(self.history, marks=[self.mark])
        outputs = {line["node"]: line["output"] for line in trace}
        assert len(outputs) == len(trace)
        figures = {}
        for row in document["years"]:
            year = row["year"]
            totals = ("energy_tce", "energy_equal_tce", "media_tce", "co2_t", "scope1_t", "scope2_t", "process_t")
            figures |= {f"{year}.{total}": row[total] for total in totals}
            figures |= {f"{year}.{carrier['code']}@tce": carrier["tce"] for carrier in row["by_carrier"]}
            figures |= {f"{year}.{carrier['code']}@co2": carrier["co2_t"] for carrier in row["by_carrier"]}
            figures |= {f"{year}.{each['code']}": each["value"] for each in row["intensities"]}
        for name, key in (("change", "changes"), ("growth", "growth")):
            figures |= {f"{row['to']}.{row['code']}@{name}": row["percent"] for row in document[key]}
        figures |= {f"{row['year']}.{row['indicator']}@{row['mark']}": row["ratio"] for row in document["positions"]}
        told = {node: value for node, value in figures.items() if value is not None}
        assert told.items() <= outputs.items()
        between = {node.split(".")[1] for node in outputs.keys() - told.keys()}
        assert between == {"renewable_tce", "coal_tce", "green_investment_3y", "output_value_3y"}

    def test_every_line_belongs_to_the_footprint_and_says_from_what(self):
        _, trace = trace_of(self.history, marks=[self.mark])
        nodes = {line["node"] for line in trace}
        for line in trace:
            assert list(line) == ["reading", "node", "rule", "inputs", "output", "source"]
            assert line["reading"] == "footprint"
            assert line["inputs"]
            assert line["source"]
            for entry in line["inputs"]:
                # Compared raw quantities stand as "2024.value_added" and have no line of their own.
                node = entry.get("node", "")
                assert not node or node in nodes or node.split(".")[1] in ("value_added", "output_value", "water_taken")

    def test_sums_and_products_can_be_computed_again_from_their_lines(self):
        _, trace = trace_of(self.history, marks=[self.mark])
        again = 0
        for line in trace:
            values = [F(entry["value"]) for entry in line["inputs"]]
            if line["rule"] in ("sum", "sum of three years"):
                expected = sum(values)
            elif line["rule"].startswith("amount x"):
                expected = values[0] * values[1] if len(values) == 2 else F(0)
            elif line["rule"].startswith("renewable power"):
                expected = sum(values[:-1]) * values[-1]
            elif line["rule"] == "value / mark":
                expected = values[0] / values[1]
            elif line["rule"].startswith("change"):
                expected = (values[1] / values[0] - 1) * 100
            elif line["rule"].startswith("electricity x"):
                expected = (values[0] + values[1]) * values[2] / 1000 + sum(values[3:])
            else:
                continue
            again += 1
            assert float(expected) == pytest.approx(float(line["output"]), abs=1e-20), line
        assert again > 60

    def test_without_power_or_a_coal_rate_the_other_sum_still_has_its_line(self):
        _, trace = trace_of({2025: {"diesel": "10"}})
        line = next(line for line in trace if line["node"] == "2025.energy_equal_tce")
        assert (line["output"], line["source"]) == ("14.571", "gbt-2589-2020")


QUANTITIES = sorted({*CARRIERS, *(code for row in INTENSITIES for code in FORMULAS[row.formula].quantities)})
ALL_FACTORS = {
    "tce": dict.fromkeys((*ENERGY_CARRIERS, *MEDIA), "0.0123"),
    "co2": dict.fromkeys((*ENERGY_CARRIERS, *PROCESS), "0.0456") | {"electricity_solar_own": "0"},
}
AMOUNT = st.decimals(min_value=0, max_value=1000000, places=3)
YEARS = st.dictionaries(
    st.integers(2021, 2025), st.dictionaries(st.sampled_from(QUANTITIES), AMOUNT, max_size=12), min_size=1, max_size=3
)


def of(history, plausibility=RULES):
    factors = {year: factors_of(year, **ALL_FACTORS) for year in history}
    return footprint(history, factors, set_code="own", marks=(), plausibility=plausibility)


class TestLaws:
    @LAW
    @given(history=YEARS)
    def test_the_order_of_input_does_not_matter(self, history):
        shuffled = [(year, list(row.items())) for year, row in history.items()]
        random.Random(7).shuffle(shuffled)
        for _, row in shuffled:
            random.Random(7).shuffle(row)
        other = of({year: dict(row) for year, row in shuffled}, Plausibility())
        assert json.dumps(other) == json.dumps(of(history, Plausibility()))

    @LAW
    @given(history=YEARS, year=st.integers(2021, 2025), code=st.sampled_from(ENERGY_CARRIERS), more=AMOUNT)
    def test_more_energy_never_lowers_energy_or_carbon(self, history, year, code, more):
        row = history.setdefault(year, {})
        row.setdefault(code, Decimal(0))
        before = year_of(of(history), year)
        row[code] += more
        after = year_of(of(history), year)
        for total in ("energy_tce", "energy_equal_tce", "co2_t"):
            assert F(after[total]) >= F(before[total])

    @LAW
    @given(history=YEARS, factor=st.integers(2, 500))
    def test_a_firm_k_times_as_large_has_the_same_intensities(self, history, factor):
        plain = {"green_material_share"}
        large = {
            year: {code: value if code in plain else value * factor for code, value in row.items()}
            for year, row in history.items()
        }
        first, second = of(history), of(large)
        if first is None:
            return
        assert [row["intensities"] for row in first["years"]] == [row["intensities"] for row in second["years"]]
        assert (first["changes"], first["growth"]) == (second["changes"], second["growth"])

    @LAW
    @given(amount=st.decimals(min_value="0.0001", max_value="99999", places=4), factor=st.sampled_from([1000, 10000]))
    def test_the_unit_an_amount_was_typed_in_does_not_show(self, amount, factor):
        rest = {"value_added": Decimal("12.5"), "electricity_solar_own": Decimal(3)}
        # The same amount in the base unit, and in a unit a thousand or ten thousand times as small.
        documents = [
            of({2025: rest | {"diesel": typed}})
            for typed in (amount, (amount * factor) * (Decimal(1) / factor), amount.normalize())
        ]
        assert len({json.dumps(document) for document in documents}) == 1

    @LAW
    @given(history=YEARS)
    def test_no_part_is_negative_and_scopes_make_the_whole(self, history):
        document = of(history)
        for row in document["years"] if document else ():
            parts = [row[total] for total in ("energy_tce", "media_tce", "scope1_t", "scope2_t", "process_t")]
            assert all(part is None or F(part) >= 0 for part in parts)
            assert all(F(each["value"]) >= 0 for each in row["intensities"] if each["value"] is not None)
            if row["co2_t"] is not None:
                assert F(row["co2_t"]) == F(row["scope1_t"] or "0") + F(row["scope2_t"] or "0")
                assert F(row["process_t"] or "0") <= F(row["scope1_t"] or "0")
            energy = [carrier for carrier in row["by_carrier"] if carrier["code"] in ENERGY_CARRIERS]
            assert sum(F(carrier["tce"]) for carrier in energy) == F(row["energy_tce"] or "0")

    @LAW
    @given(values=st.lists(st.decimals(min_value="0.1", max_value="1000", places=1), min_size=3, max_size=5))
    def test_changes_chained_and_growth_compounded_lead_to_the_same_end(self, values):
        document = of({2021 + index: {"value_added": value} for index, value in enumerate(values)})
        chained, compounded = F(values[0]), F(values[0])
        for row in document["changes"]:
            chained *= 1 + F(row["percent"]) / 100
        growth = document["growth"][0]
        for _ in range(growth["from"], growth["to"]):
            compounded *= 1 + F(growth["percent"]) / 100
        assert float(chained) == pytest.approx(float(values[-1]))
        assert float(compounded) == pytest.approx(float(values[-1]))
        assert text_of(F(values[-1])) == text_of(round(chained, 6))
