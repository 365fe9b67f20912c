"""Quantities: energy in tce, ratios, and the way from a baseline to a leading value."""

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.errors import ReferenceNotUsable
from scoring.model import Facts
from scoring.quantity import ENERGY_CARRIERS, FORMULAS, at_least_as_good, energy_tce, range_share
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
