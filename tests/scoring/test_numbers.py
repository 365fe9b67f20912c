"""The one number parser: what is accepted, what is refused and with which word."""

from decimal import Decimal

import pytest

from scoring.numbers import NotANumber, number_of

ACCEPTED = [
    ("0", "0"),
    ("7", "7"),
    ("12", "12"),
    ("007", "7"),
    ("12.5", "12.5"),
    ("12.50", "12.50"),
    ("0.0000000001", "1E-10"),
    ("+3", "3"),
    ("1,234", "1234"),
    ("1,234.5", "1234.5"),
    ("1,234,567", "1234567"),
    ("12,345.678", "12345.678"),
    ("999,999,999,999,999", "999999999999999"),
    ("999999999999999.9999999999", "999999999999999.9999999999"),
    (" 12 ", "12"),
    ("\t12\n", "12"),
    ("\u300012\u3000", "12"),
    ("\u00a012", "12"),
    ("１２", "12"),
    ("１２．５", "12.5"),
    ("１，２３４", "1234"),
    ("＋５", "5"),
    ("-0", "0"),
    ("-0.00", "0.00"),
    (12, "12"),
    (0, "0"),
    (10**15 - 1, "999999999999999"),
    (Decimal("12.50"), "12.50"),
    (Decimal("1E+3"), "1000"),
]

BLANK = ["", " ", "\t", "\u3000", "\n"]

REFUSED = [
    (1.5, "float"),
    (1.0, "float"),
    (float("nan"), "float"),
    (float("inf"), "float"),
    (True, "boolean"),
    (False, "boolean"),
    ("1e3", "exponent"),
    ("1E3", "exponent"),
    ("1.5e-7", "exponent"),
    ("１ｅ３", "exponent"),
    ("-2e5", "exponent"),
    ("一百", "chinese"),
    ("1万", "chinese"),
    ("三", "chinese"),
    ("壹佰", "chinese"),
    ("2千", "chinese"),
    ("〇", "chinese"),
    ("12%", "percent"),
    ("１２％", "percent"),
    ("1000000000000000", "too-large"),
    (10**15, "too-large"),
    (10**30, "too-large"),
    (-(10**30), "too-large"),
    ("9" * 40, "too-large"),
    ("0.00000000001", "too-precise"),
    ("1.12345678901", "too-precise"),
    ("-1", "negative"),
    (-1, "negative"),
    ("－５", "negative"),
    ("-0.5", "negative"),
    ("1\x002", "control"),
    ("\x001", "control"),
    ("1\n2", "control"),
    ("12\x1b", "control"),
    ("abc", "form"),
    ("1,23", "form"),
    ("1,2345", "form"),
    (",123", "form"),
    ("12,34,567", "form"),
    ("1234,567", "form"),
    (".5", "form"),
    ("5.", "form"),
    ("1.2.3", "form"),
    ("1 234", "form"),
    ("1_000", "form"),
    ("0x10", "form"),
    ("NaN", "form"),
    ("inf", "form"),
    ("1/2", "form"),
    ("½", "form"),
    ("10²", "form"),
    ("②", "form"),
    ("١٢", "form"),
    ("१२", "form"),
    ("−5", "form"),
    ("+-5", "form"),
    ("--5", "form"),
    ("12元", "form"),
    ("¥12", "form"),
    ("%", "percent"),
    ("=1+1", "form"),
    ("1\u200b2", "form"),
    ("9" * 101, "form"),
    (None, "form"),
    ([], "form"),
    ({}, "form"),
    (b"12", "form"),
]


@pytest.mark.parametrize(("given", "value"), ACCEPTED)
def test_what_people_type_and_machines_send_is_read(given, value):
    number = number_of(given)
    assert str(number) == str(Decimal(value))


@pytest.mark.parametrize("given", BLANK)
def test_a_blank_is_no_number(given):
    assert number_of(given) is None


@pytest.mark.parametrize(("given", "reason"), REFUSED)
def test_everything_else_is_refused_with_a_stable_word(given, reason):
    with pytest.raises(NotANumber) as caught:
        number_of(given)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("given", "value"), [("12.5%", "12.5"), ("12.5 %", "12.5"), ("１２％", "12"), ("100%", "100"), ("7", "7")]
)
def test_a_percent_sign_may_follow_where_a_share_is_asked(given, value):
    assert number_of(given, percent=True) == Decimal(value)


@pytest.mark.parametrize("given", ["%", "12%%", "%12", "1e1%"])
def test_a_percent_sign_in_the_wrong_place_is_refused(given):
    with pytest.raises(NotANumber):
        number_of(given, percent=True)


@pytest.mark.parametrize(("given", "value"), [("-5", "-5"), ("－５", "-5"), (-5, "-5"), ("-1,234.5", "-1234.5")])
def test_numbers_below_zero_are_read_where_they_make_sense(given, value):
    assert number_of(given, negative=True) == Decimal(value)


def test_a_huge_integer_is_refused_without_being_written_out():
    with pytest.raises(NotANumber) as caught:
        number_of(10**1_000_000)
    assert len(str(caught.value)) < 200
