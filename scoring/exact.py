"""Exact arithmetic. Inside the rules every number is a rational, so that a mean such as 2.4 / 3 meets the
pass mark 0.8 exactly; at the border it becomes a Decimal with 28 significant digits."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import isqrt, lcm

DIGITS = 28
BORDER = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
WHOLE_TO = 10**DIGITS
"""Below it a whole number has no digit to lose."""


def decimal_of(value: Fraction) -> Decimal:
    """Return `value` as a Decimal: exact where it terminates within 28 significant digits, else rounded half-even.

    >>> decimal_of(Fraction(129, 80))
    Decimal('1.6125')
    >>> decimal_of(Fraction(2, 3))
    Decimal('0.6666666666666666666666666667')
    """
    return _quotient(value.numerator, value.denominator)


def _quotient(numerator: int, denominator: int) -> Decimal:
    return BORDER.divide(Decimal(numerator), Decimal(denominator))


def text_of(value: Fraction) -> str:
    """Return the shortest plain decimal text of `value`, as it stands in every result file.

    >>> text_of(Fraction(50)), text_of(Fraction(1, 4))
    ('50', '0.25')
    """
    return _text(value.numerator, value.denominator)


@lru_cache(maxsize=65536)
def _text(numerator: int, denominator: int) -> str:
    # Keyed by two integers because hashing a Fraction costs more than the rest of the look-up.
    if denominator == 1 and abs(numerator) < WHOLE_TO:
        return str(numerator)
    return _plain(_quotient(numerator, denominator))


def _plain(value: Decimal) -> str:
    return format(BORDER.normalize(value), "f")


def percent_above_one(factor: Decimal) -> str:
    """Return (factor - 1) x 100 as text.

    Args:
        factor: At most 28 significant digits.

    >>> percent_above_one(Decimal("1.25")), percent_above_one(Decimal("0.999"))
    ('25', '-0.1')
    """
    # One rounding: what the difference has, a shift by two places keeps.
    return _plain(BORDER.multiply(BORDER.subtract(factor, 1), 100))


def fraction_of(amount: Decimal | Fraction) -> Fraction:
    """Return `amount` as a Fraction.

    >>> fraction_of(Decimal("2.50")), fraction_of(Fraction(5, 2))
    (Fraction(5, 2), Fraction(5, 2))
    """
    return amount if isinstance(amount, Fraction) else _fraction(amount)


@lru_cache(maxsize=65536)
def _fraction(amount: Decimal) -> Fraction:
    return Fraction(amount)


def weighted_mean(pairs: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """Return sum(weight x value) / sum(weight).

    Args:
        pairs: (weight, value), at least one, weights above zero. Only their proportions matter.

    >>> weighted_mean([(Fraction(46), Fraction(1)), (Fraction(54), Fraction(0))])
    Fraction(23, 50)
    """
    # Whole numbers over two common denominators: one reduction at the end instead of one per step.
    unit = lcm(*(weight.denominator for weight, _ in pairs))
    part = lcm(*(value.denominator for _, value in pairs))
    top = bottom = 0
    for weight, value in pairs:
        count = weight.numerator * (unit // weight.denominator)
        top += count * value.numerator * (part // value.denominator)
        bottom += count
    return Fraction(top, bottom * part)


def mean(values: Sequence[Fraction]) -> Fraction:
    """Return the plain mean of at least one value.

    >>> mean([Fraction(1), Fraction(4, 5), Fraction(3, 5)])
    Fraction(4, 5)
    """
    part = lcm(*(value.denominator for value in values))
    return Fraction(sum(value.numerator * (part // value.denominator) for value in values), part * len(values))


def total(values: Sequence[Fraction]) -> Fraction:
    """Return the sum of any number of values; 0 of none.

    >>> total([Fraction(1, 2), Fraction(1, 3)]), total([])
    (Fraction(5, 6), Fraction(0, 1))
    """
    if len(values) == 1:
        return values[0]
    part = lcm(*[value.denominator for value in values])
    return Fraction(sum([value.numerator * (part // value.denominator) for value in values]), part)


def weighted_total(pairs: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """Return sum(weight x value) of any number of pairs; 0 of none.

    >>> weighted_total([(Fraction(1, 2), Fraction(1, 3)), (Fraction(2), Fraction(5))]), weighted_total([])
    (Fraction(61, 6), Fraction(0, 1))
    """
    parts = [(weight.numerator * value.numerator, weight.denominator * value.denominator) for weight, value in pairs]
    unit = lcm(*[bottom for _, bottom in parts])
    return Fraction(sum([top * (unit // bottom) for top, bottom in parts]), unit)


def root(value: Fraction, n: int) -> Decimal:
    """Return the n-th root of `value`, correctly rounded (half-even) to 28 significant digits.

    Whole numbers all the way: the root is exact where it terminates, and a tie is seen as one.

    Args:
        value: 0 or above.
        n: 1 or above.

    Raises:
        ValueError: `value` is below 0, or `n` below 1.

    >>> root(Fraction(9, 4), 2), root(Fraction(27, 1000), 3), root(Fraction(0), 2)
    (Decimal('1.5'), Decimal('0.3'), Decimal('0'))
    >>> root(Fraction(2), 2)
    Decimal('1.414213562373095048801688724')
    """
    if value < 0 or n < 1:
        raise ValueError(f"no root of degree {n} of {value}")
    if not value:
        return Decimal(0)
    top, bottom = value.numerator, value.denominator
    # So many decimal places give 28 digits or 29; of 29 the last is cut off.
    places = DIGITS - (len(str(top)) - len(str(bottom))) // n
    scaled, below = _shifted(top, bottom, n * places)
    digits = _whole_root(scaled // below, n)
    if digits >= WHOLE_TO:
        digits, places = digits // 10, places - 1
        scaled, below = _shifted(top, bottom, n * places)
    # digits <= exact root < digits + 1: compare with the middle, both sides raised to the n-th power.
    middle = (2 * digits + 1) ** n * below
    exact = 2**n * scaled
    if exact > middle or (exact == middle and digits % 2):
        digits += 1
    return _quotient(*_shifted(digits, 1, -places))


def _shifted(top: int, bottom: int, places: int) -> tuple[int, int]:
    """top / bottom x 10 ** places, as two whole numbers."""
    return (top * 10**places, bottom) if places >= 0 else (top, bottom * 10**-places)


def _whole_root(value: int, n: int) -> int:
    """The largest whole number whose n-th power is at most `value`."""
    if n % 2 == 0:
        return _whole_root(isqrt(value), n // 2)
    if n == 1:
        return value
    guess = 1 << (value.bit_length() // n + 1)
    while True:
        following = ((n - 1) * guess + value // guess ** (n - 1)) // n
        if following >= guess:
            return guess
        guess = following
