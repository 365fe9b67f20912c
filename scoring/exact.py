"""Exact arithmetic. Inside the rules every number is a rational, so that a mean such as 2.4 / 3 meets the
pass mark 0.8 exactly; at the border it becomes a Decimal with 28 significant digits."""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from math import lcm

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
