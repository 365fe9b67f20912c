"""A formula on its own: the text that users read, the names it needs, the quantities behind them."""

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.carriers import ENERGY_CARRIERS
from scoring.model import Facts
from scoring.quantity import RENEWABLE, Amount, Formula, YearFigures


@pytest.mark.parametrize(
    ("tops", "bottoms", "scale", "text", "names"),
    [
        (("a",), (), 1, "a", ("a",)),
        (("a",), ("b",), 1, "a / b", ("a", "b")),
        (("a",), ("b",), 100, "a / b x 100", ("a", "b")),
        (("a",), ("b", "a"), 100, "a / (b + a) x 100", ("a", "b")),
        (("a", "c"), ("b", "c"), 1, "(a + c) / (b + c)", ("a", "c", "b")),
    ],
)
def test_a_formula_reads_as_it_computes(tops, bottoms, scale, text, names):
    formula = Formula(tops, bottoms, scale)
    assert (formula.text, formula.names) == (text, names)
    assert Formula(tops, bottoms, scale) == formula


def test_a_formula_names_each_quantity_behind_it_once():
    assert Formula(("co2_t",), ("energy_tce",)).quantities[: len(ENERGY_CARRIERS)] == ENERGY_CARRIERS
    assert Formula(("waste_used", "waste_stock_used"), ("waste_generated", "waste_stock_used")).quantities == (
        "waste_used",
        "waste_stock_used",
        "waste_generated",
    )


def test_what_stands_above_and_below_the_line_is_listed_once():
    figures = YearFigures(
        {"raw_coal": Fraction(2), "diesel": Fraction(3)}, {"raw_coal": Fraction(1), "diesel": Fraction(2)}
    )
    amount = Formula(("coal_tce",), ("energy_tce",), 100).of(figures)
    assert amount.value == 25
    assert sorted(amount.inputs) == [("diesel", Fraction(3)), ("raw_coal", Fraction(2))]


def test_a_formula_takes_everything_from_the_facts_of_the_firm():
    facts = Facts(
        quantities={"diesel": Decimal(10), "output_value": Decimal(4), "green_investment": Decimal(3)},
        tce_per_unit={"diesel": Decimal("1.5")},
        co2_per_unit={"diesel": Fraction(3)},
        year=2025,
        history={year: {"green_investment": Decimal(1), "output_value": Decimal(3)} for year in (2023, 2024)},
    )
    assert Formula(("energy_tce",), ("output_value",))(facts).value == Fraction(15, 4)
    assert Formula(("co2_t",), ("output_value",))(facts).value == Fraction(30, 4)
    assert Formula(("green_investment_3y",), ("output_value_3y",), 100)(facts).value == 50


def test_what_is_wanting_for_a_share_is_named_whole():
    nothing = YearFigures({}, {})
    assert nothing.amount("coal_tce") == Amount(None, "no figures", ENERGY_CARRIERS)
    assert nothing.amount("renewable_tce") == Amount(None, "no figures", RENEWABLE)
    without_factor = YearFigures({"raw_coal": Fraction(2)}, {})
    assert without_factor.amount("coal_tce") == Amount(None, "no factor for the year", ("raw_coal",))


def test_figures_with_some_quantities_in_common_list_those_of_both():
    figures = YearFigures(
        {"electricity_grid": Fraction(10), "electricity_green_bought": Fraction(1)}, {"electricity_grid": Fraction(2)}
    )
    amount = Formula(("renewable_tce",), ("energy_tce",), 100).of(figures)
    assert amount.value == 10
    assert amount.inputs == (("electricity_green_bought", Fraction(1)), ("electricity_grid", Fraction(10)))
