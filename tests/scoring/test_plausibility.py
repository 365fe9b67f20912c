"""Plausibility: what looks wrong about amounts, and what never does."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.plausibility import THOUSAND, LimitRule, PartRule, Plausibility, flag, flags
from tests.strategies import LAW

RULES = Plausibility(
    parts=(PartRule(("waste_used",), "waste_generated"), PartRule(("a", "b"), "whole")),
    limits=(LimitRule("electricity_grid", "output_value", Fraction(33333)),),
)


def found(history, year=2025):
    return flags(
        {at: {code: Decimal(amount) for code, amount in row.items()} for at, row in history.items()}, year, RULES
    )


class TestParts:
    @pytest.mark.parametrize(
        ("part", "whole", "flagged"), [("10", "10", False), ("10.0001", "10", True), ("1", "0", True)]
    )
    def test_a_part_is_at_most_its_whole(self, part, whole, flagged):
        expected = [flag("part-above-whole", "waste_used", "waste_generated")] if flagged else []
        assert found({2025: {"waste_used": part, "waste_generated": whole}}) == expected

    @pytest.mark.parametrize(
        "row", [{"waste_used": "5"}, {"waste_generated": "5"}, {"waste_used": "0", "waste_generated": "0"}]
    )
    def test_what_is_not_given_or_is_nothing_is_no_contradiction(self, row):
        assert found({2025: row}) == []

    def test_parts_that_exceed_their_whole_together_are_all_named(self):
        assert found({2025: {"a": "6", "b": "5", "whole": "10"}}) == [
            flag("part-above-whole", "a", "whole"),
            flag("part-above-whole", "b", "whole"),
        ]
        assert found({2025: {"a": "5", "b": "5", "whole": "10"}}) == []

    def test_a_part_of_nothing_is_not_to_blame(self):
        assert found({2025: {"a": "11", "b": "0", "whole": "10"}}) == [flag("part-above-whole", "a", "whole")]


class TestLimits:
    @pytest.mark.parametrize(("power", "flagged"), [("66666", False), ("66666.01", True)])
    def test_more_for_each_unit_than_can_be_is_a_slip_of_unit(self, power, flagged):
        expected = [flag("unit-slip", "electricity_grid", "output_value")] if flagged else []
        assert found({2025: {"electricity_grid": power, "output_value": "2"}}) == expected

    @pytest.mark.parametrize("row", [{"output_value": "0", "electricity_grid": "9"}, {"electricity_grid": "99999999"}])
    def test_without_an_output_there_is_no_limit(self, row):
        assert found({2025: row}) == []


class TestLeaps:
    @pytest.mark.parametrize(
        ("before", "now", "flagged"),
        [
            ("1", "1000", True),
            ("1", "999.99", False),
            ("1000", "1", True),
            ("999.99", "1", False),
            ("0", "5000", False),
            ("5000", "0", False),
        ],
    )
    def test_a_thousand_times_upward_or_downward(self, before, now, flagged):
        expected = [flag("thousandfold", "lpg", other_year=2024)] if flagged else []
        assert found({2024: {"lpg": before}, 2025: {"lpg": now}}) == expected

    def test_the_nearest_earlier_year_with_the_quantity_counts(self):
        history = {2022: {"lpg": "1"}, 2023: {"lpg": "5"}, 2024: {"coke": "1"}, 2025: {"lpg": "5000"}}
        assert found(history) == [flag("thousandfold", "lpg", other_year=2023)]

    def test_the_flag_stands_at_the_later_year(self):
        history = {2024: {"lpg": "1"}, 2025: {"lpg": "5000"}}
        assert found(history, 2024) == []

    def test_a_year_without_amounts_has_no_flags(self):
        assert found({2024: {"lpg": "1"}}) == []


@LAW
@given(
    now=st.decimals(min_value="0.01", max_value="1000000000", places=2),
    before=st.decimals(min_value="0.01", max_value="1000000000", places=2),
)
def test_a_leap_is_one_in_either_direction(now, before):
    forth = bool(flags({2024: {"x": before}, 2025: {"x": now}}, 2025, Plausibility()))
    back = bool(flags({2024: {"x": now}, 2025: {"x": before}}, 2025, Plausibility()))
    assert forth == back == (max(now, before) >= THOUSAND * min(now, before))
