"""Flags, key by key, and comparisons that floats would get wrong."""

from fractions import Fraction

import pytest

from scoring.plausibility import LimitRule, PartRule, Plausibility, flags

RULES = Plausibility(
    parts=(PartRule(("waste_used",), "waste_generated"),),
    limits=(LimitRule("electricity_grid", "output_value", Fraction(33333, 7)),),
)
HUGE = 10**15 + 1


def flags_of(history):
    return flags(history, 2025, RULES)


def test_a_flag_names_what_the_other_and_the_other_year():
    now = {"waste_used": Fraction(3), "waste_generated": Fraction(2), "electricity_grid": Fraction(33333)}
    history = {2023: {"waste_used": Fraction(3000)}, 2025: now | {"output_value": Fraction(1)}}
    assert flags_of(history) == [
        {"flag": "part-above-whole", "code": "waste_used", "other": "waste_generated", "other_year": None},
        {"flag": "unit-slip", "code": "electricity_grid", "other": "output_value", "other_year": None},
        {"flag": "thousandfold", "code": "waste_used", "other": None, "other_year": 2023},
    ]


@pytest.mark.parametrize(("more", "flagged"), [(-1, False), (0, False), (1, True)])
@pytest.mark.parametrize("scale", [1, Fraction(1, 3)])
def test_one_unit_above_a_limit_of_twenty_digits_is_seen(more, flagged, scale):
    # The limit is 33333 / 7 for each; floats have 53 bits, and these products need more.
    amount = (33333 * HUGE + more) * Fraction(scale) / 7
    history = {2025: {"electricity_grid": amount, "output_value": HUGE * Fraction(scale)}}
    assert [row["flag"] for row in flags_of(history)] == (["unit-slip"] if flagged else [])
