"""Quantities: energy in tce, ratios, and the way from a baseline to a leading value."""

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.errors import ReferenceNotUsable
from scoring.model import Facts
from scoring.quantity import (
    ENERGY_CARRIERS,
    FORMULAS,
    Formula,
    YearFigures,
    at_least_as_good,
    energy_tce,
    range_share,
)
from tests.scoring.build import FACTORS, figures

F = Fraction


@pytest.mark.parametrize(
    ("value", "base", "lead", "share"),
    [
        # less is better: from 0.9 down to 0.6
        ("0.9", "0.9", "0.6", "0"),
        ("0.6", "0.9", "0.6", "1"),
        ("0.75", "0.9", "0.6", "0.5"),
        ("0.8", "0.9", "0.6", "1/3"),
        ("1.5", "0.9", "0.6", "0"),
        ("0", "0.9", "0.6", "1"),
        # more is better: from 50 up to 90
        ("50", "50", "90", "0"),
        ("90", "50", "90", "1"),
        ("60", "50", "90", "1/4"),
        ("49", "50", "90", "0"),
        ("100", "50", "90", "1"),
        ("0", "0", "30", "0"),
    ],
)
def test_share_is_linear_between_the_references_and_held_at_the_ends(value, base, lead, share):
    assert range_share(F(value), F(base), F(lead)) == F(share)


def test_equal_references_leave_no_room_for_a_position():
    with pytest.raises(ReferenceNotUsable, match="equal"):
        range_share(F(1), F(2), F(2))


@pytest.mark.parametrize(
    ("value", "base", "lead", "good"),
    [("0.9", "0.9", "0.6", True), ("0.91", "0.9", "0.6", False), ("50", "50", "90", True), ("49", "50", "90", False)],
)
def test_at_its_baseline_an_indicator_is_good_enough(value, base, lead, good):
    assert at_least_as_good(F(value), F(base), F(base), F(lead)) is good


class TestEnergy:
    def test_carriers_are_summed_with_their_factors(self):
        # 100000 x 0.0001229 + 5000 x 0.00133 = 12.29 + 6.65
        amount = energy_tce({"electricity_grid": Decimal(100000), "natural_gas": Decimal(5000)}, FACTORS)
        assert amount.value == F("18.94")
        assert amount.inputs == (("electricity_grid", F(100000)), ("natural_gas", F(5000)))

    def test_nothing_given_is_no_figure_rather_than_zero(self):
        amount = energy_tce({"water_taken": Decimal(1)}, FACTORS)
        assert (amount.value, amount.reason, amount.absent) == (None, "no figures", ENERGY_CARRIERS)

    def test_zero_given_is_zero(self):
        assert energy_tce({"electricity_grid": Decimal(0)}, FACTORS).value == 0

    def test_a_carrier_without_a_factor_for_the_year_is_never_left_out_silently(self):
        amount = energy_tce({"electricity_grid": Decimal(1), "coke": Decimal(1)}, FACTORS)
        assert (amount.value, amount.reason, amount.absent) == (None, "no factor for the year", ("coke",))

    def test_a_carrier_of_which_none_was_used_needs_no_factor(self):
        amount = energy_tce({"electricity_grid": Decimal(10000), "coke": Decimal(0)}, FACTORS)
        assert amount.value == F("1.229")


class TestDerivedFigures:
    def figures(self, given, *, co2=None, year=2025, history=None):
        quantities = {code: Decimal(amount) for code, amount in given.items()}
        return YearFigures(quantities, FACTORS, co2 or {}, year, history)

    def test_carbon_sums_energy_and_process(self):
        factors = {"electricity_grid": F("0.0006"), "limestone": F("0.44"), "natural_gas": F("0.002")}
        given = {"electricity_grid": "1000", "natural_gas": "100", "limestone": "10", "water_taken": "5"}
        amount = self.figures(given, co2=factors).amount("co2_t")
        # 0.6 + 0.2 + 4.4
        assert amount.value == F("5.2")
        assert [code for code, _ in amount.inputs] == ["electricity_grid", "natural_gas", "limestone"]

    def test_carbon_without_a_factor_names_the_carrier(self):
        amount = self.figures({"electricity_grid": "1", "dolomite": "1", "lng": "0"}).amount("co2_t")
        assert (amount.value, amount.reason, amount.absent) == (None, "no factor", ("electricity_grid", "dolomite"))

    def test_carbon_of_a_process_alone_is_not_the_whole(self):
        amount = self.figures({"limestone": "10"}, co2={"limestone": F("0.44")}).amount("co2_t")
        assert (amount.value, amount.reason, amount.absent) == (None, "no figures", ENERGY_CARRIERS)

    def test_renewable_power_needs_the_factor_of_electricity(self):
        amount = YearFigures({"green_certificates": Decimal(1)}, {}).amount("renewable_tce")
        assert (amount.reason, amount.absent) == ("no factor for the year", ("green_certificates",))
        assert YearFigures({"green_certificates": Decimal(0)}, {}).amount("renewable_tce").value == 0

    def test_a_firm_that_gave_its_energy_and_no_coal_burns_none(self):
        assert self.figures({"natural_gas": "5"}).amount("coal_tce").value == 0
        assert self.figures({"water_taken": "5"}).amount("coal_tce").reason == "no figures"

    @pytest.mark.parametrize(
        ("years", "value", "reason"),
        [
            ((2023, 2024, 2025), 30, ""),
            ((2022, 2023, 2024, 2025), 30, ""),
            ((2023, 2025), None, "three years are needed"),
            ((2023, 2024), None, "three years are needed"),
            ((2022,), None, "no figures"),
            ((), None, "no figures"),
        ],
    )
    def test_three_years_are_the_year_and_the_two_before_it(self, years, value, reason):
        history = {year: {"output_value": Decimal(10)} for year in years}
        now = {"output_value": "10"} if 2025 in years else {}
        amount = self.figures(now, history=history).amount("output_value_3y")
        assert (amount.value, amount.reason) == (value, reason)
        assert amount.absent == (() if value else ("output_value",))

    def test_without_the_year_there_is_no_sum_over_years(self):
        history = {year: {"output_value": Decimal(10)} for year in (2023, 2024)}
        assert self.figures({"output_value": "10"}, year=0, history=history).amount("output_value_3y").value is None


class TestFormulas:
    @pytest.mark.parametrize(
        ("formula", "given", "value"),
        [
            ("energy_tce / value_added", {"electricity_grid": "1000000", "value_added": "200"}, "0.6145"),
            ("water_taken / value_added", {"water_taken": "48600", "value_added": "2000"}, "24.3"),
            (
                "water_reused / (water_taken + water_reused) x 100",
                {"water_taken": "30", "water_reused": "70"},
                "70",
            ),
            ("waste_used / waste_generated x 100", {"waste_used": "1", "waste_generated": "3"}, "100/3"),
            ("green_material_share", {"green_material_share": "12.5"}, "12.5"),
            ("floor_area / land_area", {"floor_area": "1200", "land_area": "1000"}, "1.2"),
            ("output_value / land_area", {"output_value": "600", "land_area": "1000"}, "0.6"),
            ("energy_tce / product_tonnes", {"electricity_grid": "1000000", "product_tonnes": "100"}, "1.229"),
            ("raw_material / product_tonnes", {"raw_material": "12", "product_tonnes": "10"}, "1.2"),
            ("vocs / output_value", {"vocs": "30", "output_value": "200"}, "0.15"),
            (
                "(waste_used + waste_stock_used) / (waste_generated + waste_stock_used) x 100",
                {"waste_used": "40", "waste_generated": "60"},
                "200/3",
            ),
            (
                "(waste_used + waste_stock_used) / (waste_generated + waste_stock_used) x 100",
                {"waste_used": "40", "waste_generated": "60", "waste_stock_used": "40"},
                "80",
            ),
            (
                "wastewater_reused / (wastewater_discharged + wastewater_reused) x 100",
                {"wastewater_reused": "1", "wastewater_discharged": "3"},
                "25",
            ),
            ("platform_functions", {"platform_functions": "7"}, "7"),
            ("building_area / land_area x 100", {"building_area": "400", "land_area": "1000"}, "40"),
            (
                "renewable_tce / energy_tce x 100",
                {"electricity_grid": "300", "electricity_solar_own": "0", "electricity_green_bought": "60"},
                "20",
            ),
            ("coal_tce / energy_tce x 100", {"electricity_grid": "300"}, "0"),
        ],
    )
    def test_each_formula_by_hand(self, formula, given, value):
        amount = FORMULAS[formula](figures(**given))
        assert amount.value == F(value)
        assert amount.reason == ""

    @pytest.mark.parametrize("formula", sorted(FORMULAS))
    def test_without_figures_every_formula_says_what_is_absent(self, formula):
        amount = FORMULAS[formula](Facts())
        assert (amount.value, amount.reason) == (None, "no figures")
        assert amount.absent

    @pytest.mark.parametrize(
        ("formula", "given"),
        [
            ("energy_tce / value_added", {"electricity_grid": "1", "value_added": "0"}),
            ("water_taken / value_added", {"water_taken": "1", "value_added": "0"}),
            ("water_reused / (water_taken + water_reused) x 100", {"water_taken": "0", "water_reused": "0"}),
            ("waste_used / waste_generated x 100", {"waste_used": "0", "waste_generated": "0"}),
            ("floor_area / land_area", {"floor_area": "1", "land_area": "0"}),
            ("output_value / land_area", {"output_value": "1", "land_area": "0"}),
        ],
    )
    def test_a_zero_denominator_is_a_reason_not_an_error(self, formula, given):
        amount = FORMULAS[formula](figures(**given))
        assert (amount.value, amount.reason) == (None, "denominator is zero")
        assert {code for code, _ in amount.inputs} == set(given)

    def test_energy_intensity_names_both_absences(self):
        amount = FORMULAS["energy_tce / value_added"](Facts())
        assert amount.absent == (*ENERGY_CARRIERS, "value_added")

    def test_energy_intensity_without_value_added(self):
        amount = FORMULAS["energy_tce / value_added"](figures(electricity_grid="1"))
        assert (amount.reason, amount.absent) == ("no figures", ("value_added",))

    def test_energy_intensity_without_a_factor(self):
        amount = FORMULAS["energy_tce / value_added"](figures(coke="1", value_added="1"))
        assert (amount.value, amount.reason) == (None, "no factor for the year")

    def test_a_factor_that_is_wanting_weighs_more_than_figures_that_are(self):
        amount = FORMULAS["energy_tce / product_tonnes"](figures(coke="1"))
        assert (amount.reason, amount.absent) == ("no factor for the year", ("coke",))

    def test_what_burdens_is_better_the_less_there_is_of_it(self):
        better = {text for text, formula in FORMULAS.items() if formula.less_is_better}
        assert {"energy_tce / output_value", "co2_t / product_tonnes", "cod / output_value"} <= better
        assert "coal_tce / energy_tce x 100" in better
        assert "renewable_tce / energy_tce x 100" not in better
        assert "water_reused / (water_taken + water_reused) x 100" not in better
        assert "output_value / land_area" not in better

    def test_no_input_is_listed_twice(self):
        amount = FORMULAS["coal_tce / energy_tce x 100"](figures(natural_gas="5"))
        assert amount.inputs == (("natural_gas", F(5)),)
        both = FORMULAS["water_reused / (water_taken + water_reused) x 100"](figures(water_taken="1", water_reused="3"))
        assert both.inputs == (("water_reused", F(3)), ("water_taken", F(1)))

    def test_the_text_of_a_formula_is_its_key(self):
        assert all(formula.text == text for text, formula in FORMULAS.items())
        assert Formula(("a", "b"), ("c",)).text == "(a + b) / c"
        assert Formula(("a",)).text == "a"

    def test_the_quantities_behind_a_formula(self):
        assert FORMULAS["water_reused / (water_taken + water_reused) x 100"].quantities == (
            "water_reused",
            "water_taken",
        )
        assert FORMULAS["energy_tce / value_added"].quantities == (*ENERGY_CARRIERS, "value_added")
        assert FORMULAS["green_investment_3y / output_value_3y x 100"].quantities == (
            "green_investment",
            "output_value",
        )
