"""A number that is refused says why and shows what was given, shortened where it is huge."""

from decimal import Decimal

import pytest

from scoring.numbers import LONGEST, NotANumber, number_of


@pytest.mark.parametrize(
    ("given", "reason", "shown"),
    [
        ("12%", "percent", "12%"),
        ("1e3", "exponent", "1e3"),
        ("abc", "form", "abc"),
        ("1000000000000000", "too-large", "1000000000000000"),
        ("0.00000000001", "too-precise", "0.00000000001"),
        ("-1", "negative", "-1"),
        (True, "boolean", True),
        (1.5, "float", 1.5),
        ("1\x002", "control", "1\x002"),
        (10**15, "too-large", "an integer of 10^15 or more"),
        (-(10**15), "too-large", "an integer of 10^15 or more"),
        (Decimal(10**15), "too-large", "a number of 10^15 or more"),
        (Decimal("-1E+400"), "too-large", "a number of 10^15 or more"),
        (Decimal("NaN"), "form", "NaN"),
        (None, "form", "None"),
        ("x" * (LONGEST + 1), "form", "x" * LONGEST),
    ],
)
def test_what_is_refused_is_shown_with_its_reason(given, reason, shown):
    with pytest.raises(NotANumber) as caught:
        number_of(given)
    assert (caught.value.reason, caught.value.given) == (reason, shown)
    assert str(caught.value) == f"{reason}: {shown!r}"


def test_text_of_a_hundred_characters_is_still_read():
    assert number_of("0" * 99 + "7") == 7
    with pytest.raises(NotANumber):
        number_of("0" * 100 + "7")


def test_the_largest_decimal_below_the_bound_is_accepted():
    assert number_of(Decimal("999999999999999.5")) == Decimal("999999999999999.5")
