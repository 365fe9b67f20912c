"""Exact arithmetic: means, roots, and the border to decimal text."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.exact import decimal_of, mean, root, text_of, total, weighted_mean

LAW = settings(derandomize=True, deadline=None, database=None)
DECIMALS = st.decimals(min_value="1e-40", max_value="1e80", allow_nan=False, allow_infinity=False)
RATIONALS = st.fractions(min_value=0, max_value=10**40, max_denominator=10**9)


@LAW
@given(value=DECIMALS)
def test_a_square_root_is_that_of_decimal_arithmetic(value):
    assert root(Fraction(value), 2) == value.sqrt()


@LAW
@given(value=RATIONALS.filter(bool), degree=st.integers(1, 9))
def test_a_root_lies_within_half_a_unit_of_its_last_digit(value, degree):
    found = Fraction(root(value, degree))
    half = Fraction(10) ** (len(str(int(found * 10**60))) - 60 - 28) / 2
    assert (found - half) ** degree <= value <= (found + half) ** degree


@LAW
@given(value=RATIONALS, degree=st.integers(1, 9))
def test_the_root_of_a_power_is_the_number_itself(value, degree):
    short = Fraction(int(value * 1000) % 10**20, 10**7)
    assert root(short**degree, degree) == decimal_of(short)


@pytest.mark.parametrize(
    ("value", "degree", "expected"),
    [
        ("3", 2, "1.732050807568877293527446342"),  # ... 46341|5058
        ("2", 3, "1.259921049894873164767210607"),  # ... 10607|2782
        ("3", 3, "1.442249570307408382321638311"),  # ... 38310|7801
        ("1e60", 2, "1e30"),
        ("2e60", 2, "1414213562373095048801688724000"),
        ("8e90", 3, "2e30"),
        ("1e-60", 2, "1e-30"),
        ("5", 1, "5"),
        ("0", 7, "0"),
    ],
)
def test_known_roots_come_out_to_the_last_digit(value, degree, expected):
    assert root(Fraction(value), degree) == Decimal(expected)


EVEN, ODD = 10**27, 10**27 + 1


@pytest.mark.parametrize(
    ("doubled", "shift", "expected"),
    [
        # Doubled roots of 28 digits and a half: a tie goes to the even digit, anything beside it to its side.
        (2 * EVEN + 1, 0, EVEN),
        (2 * EVEN + 1, 1, EVEN + 1),
        (2 * EVEN + 1, -1, EVEN),
        (2 * ODD + 1, 0, ODD + 1),
        (2 * ODD + 1, 1, ODD + 1),
        (2 * ODD + 1, -1, ODD),
        (2 * (ODD + 2) + 1, 0, ODD + 3),
    ],
)
@pytest.mark.parametrize("degree", [1, 2, 3])
def test_a_root_halfway_between_two_goes_to_the_even_one(doubled, shift, expected, degree):
    value = Fraction(doubled, 2) ** degree + Fraction(shift, 10**9)
    assert root(value, degree) == expected


def test_a_root_a_hair_below_a_power_of_ten_rounds_up_to_it():
    assert root(1 - Fraction(1, 10**40), 2) == 1
    assert root(Fraction(10**80 - 1), 4) == Decimal("1e20")


@pytest.mark.parametrize(
    ("value", "degree"), [(Fraction(-1), 2), (Fraction(4), 0), (Fraction(-8), 3), (Fraction(0), 0)]
)
def test_what_has_no_root_is_refused(value, degree):
    with pytest.raises(ValueError, match=rf"^no root of degree {degree} of {value}$"):
        root(value, degree)


@LAW
@given(values=st.lists(RATIONALS))
def test_a_total_is_the_sum(values):
    assert total(values) == sum(values, Fraction(0))


@LAW
@given(values=st.lists(RATIONALS, min_size=1))
def test_a_mean_is_the_sum_over_the_number(values):
    assert mean(values) == sum(values) / len(values)


@LAW
@given(pairs=st.lists(st.tuples(RATIONALS.filter(bool), RATIONALS), min_size=1))
def test_a_weighted_mean_is_the_weighted_sum_over_the_weights(pairs):
    assert weighted_mean(pairs) == sum(weight * value for weight, value in pairs) / sum(weight for weight, _ in pairs)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(100), "100"),
        (Fraction(1, 8), "0.125"),
        (Fraction(-5, 2), "-2.5"),
        (Fraction(10**20), "1" + "0" * 20),
        (Fraction(1, 10**20), "0." + "0" * 19 + "1"),
        (Fraction(1, 3), "0." + "3" * 28),
        (Fraction(2, 3), "0." + "6" * 27 + "7"),
    ],
)
def test_text_is_plain_and_short(value, text):
    assert text_of(value) == text
