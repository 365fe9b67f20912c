"""Exact arithmetic. Inside the rules every number is a rational, so that a mean such as 2.4 / 3 meets the
pass mark 0.8 exactly; at the border it becomes a Decimal with 28 significant digits."""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from math import isqrt, lcm

DIGITS = 28


def decimal_of(value: Fraction) -> Decimal:
    """Return `value` as a Decimal: exact where it terminates within 28 significant digits, else rounded half-even.

    >>> decimal_of(Fraction(129, 80))
    Decimal('1.6125')
    >>> decimal_of(Fraction(2, 3))
    Decimal('0.6666666666666666666666666667')
    """
    with localcontext() as context:
        context.prec = DIGITS
        return Decimal(value.numerator) / Decimal(value.denominator)


def text_of(value: Fraction) -> str:
    """Return the shortest plain decimal text of `value`, as it stands in every result file.

    >>> text_of(Fraction(50)), text_of(Fraction(1, 4))
    ('50', '0.25')
    """
    return _text(value.numerator, value.denominator)


@lru_cache(maxsize=65536)
def _text(numerator: int, denominator: int) -> str:
    # Keyed by two integers because hashing a Fraction costs more than the rest of the look-up.
    return format(decimal_of(Fraction(numerator, denominator)).normalize(), "f")


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
    part = lcm(*(value.denominator for value in values))
    return Fraction(sum(value.numerator * (part // value.denominator) for value in values), part)


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
    # First guess of how many decimal places give 28 digits; it is at most one too many or too few.
    places = DIGITS - (len(str(top)) - len(str(bottom))) // n
    while True:
        scaled, below = (top * 10 ** (n * places), bottom) if places >= 0 else (top, bottom * 10 ** (-n * places))
        digits = _whole_root(scaled // below, n)
        count = len(str(digits))
        if count == DIGITS:
            break
        places += DIGITS - count
    # digits <= exact root < digits + 1: compare with the middle, both sides raised to the n-th power.
    middle = (2 * digits + 1) ** n * below
    exact = 2**n * scaled
    if exact > middle or (exact == middle and digits % 2):
        digits += 1
    return decimal_of(Fraction(digits) / Fraction(10) ** places)


def _whole_root(value: int, n: int) -> int:
    """The largest whole number whose n-th power is at most `value`."""
    if n == 2:
        return isqrt(value)
    guess = 1 << (value.bit_length() // n + 1)
    while True:
        following = ((n - 1) * guess + value // guess ** (n - 1)) // n
        if following >= guess:
            return guess
        guess = following
