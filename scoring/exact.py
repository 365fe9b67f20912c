"""Exact arithmetic. Inside the rules every number is a rational, so that a mean such as 2.4 / 3 meets the
pass mark 0.8 exactly; at the border it becomes a Decimal with 28 significant digits."""

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

DIGITS = 28


@lru_cache(maxsize=65536)
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


@lru_cache(maxsize=65536)
def text_of(value: Fraction) -> str:
    """Return the shortest plain decimal text of `value`, as it stands in every result file.

    >>> text_of(Fraction(50)), text_of(Fraction(1, 4))
    ('50', '0.25')
    """
    return format(decimal_of(value).normalize(), "f")


def weighted_mean(pairs: list[tuple[Fraction, Fraction]]) -> Fraction:
    """Return sum(weight x value) / sum(weight).

    Args:
        pairs: (weight, value), at least one, weights above zero. Only their proportions matter.

    >>> weighted_mean([(Fraction(46), Fraction(1)), (Fraction(54), Fraction(0))])
    Fraction(23, 50)
    """
    total = sum((weight for weight, _ in pairs), Fraction(0))
    return sum((weight * value for weight, value in pairs), Fraction(0)) / total
