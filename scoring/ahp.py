"""Weights from comparisons in pairs (analytic hierarchy process).

Source: fact-digital (scale 1 to 9, random index, consistency ratio), docs/method.md#pairwise-comparison.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from scoring.exact import DIGITS

Matrix = Sequence[Sequence[Fraction]]

STRONGEST = Fraction(9)
MOST_CRITERIA = 15
LARGEST_RATIO = Decimal("0.1")
RANDOM_INDEX = tuple(
    map(
        Decimal,
        (
            "0",
            "0",
            "0.58",
            "0.90",
            "1.12",
            "1.24",
            "1.32",
            "1.41",
            "1.45",
            "1.49",
            "1.51",
            "1.48",
            "1.56",
            "1.57",
            "1.59",
        ),
    )
)
"""Mean consistency index of random matrices of 1, 2, 3 ... 15 criteria."""

WORKING_DIGITS = 50
CLOSE_ENOUGH = Decimal("1E-40")
HUNDREDTHS = 10_000


class AhpRefused(ValueError):
    """The comparisons give no weights.

    Attributes:
        reason: a stable word: not-square, too-many, out-of-range, not-reciprocal, inconsistent.
        pair: row and column, from 0, of the comparison at fault; of "inconsistent" the one farthest from what all
            comparisons together say. None when the whole matrix is at fault.
        ratio: the consistency ratio of "inconsistent", else None.
    """

    def __init__(self, reason: str, pair: tuple[int, int] | None = None, ratio: Decimal | None = None):
        self.reason, self.pair, self.ratio = reason, pair, ratio
        where = "" if pair is None else f" at row {pair[0] + 1}, column {pair[1] + 1}"
        super().__init__(f"comparisons refused: {reason}{where}")


@dataclass(frozen=True)
class Ahp:
    """Weights and how consistent the comparisons are; up to 28 significant digits each.

    Attributes:
        weights: in the order of the criteria, above 0; they sum to 1 but for the last digit.
        lambda_max: the largest eigenvalue, at or above the number of criteria.
        ci: consistency index, 0 when every comparison follows from the others.
        ri: random index for this number of criteria.
        cr: consistency ratio ci / ri, at most 0.1; 0 for one or two criteria.
    """

    weights: tuple[Decimal, ...]
    lambda_max: Decimal
    ci: Decimal
    ri: Decimal
    cr: Decimal


def ahp(matrix: Matrix) -> Ahp:
    """Return the weights that a matrix of comparisons stands for: its principal eigenvector.

    Args:
        matrix: Row i, column j says how many times as much criterion i counts as criterion j, on [1/9, 9]; 1 on the
            diagonal; below it the reciprocals. 1 to 15 criteria.

    Raises:
        AhpRefused: no such matrix, or a consistency ratio above 0.1.

    Source: fact-digital, docs/method.md#pairwise-comparison.

    >>> third = Fraction(1, 3)
    >>> found = ahp([[Fraction(1), Fraction(3), Fraction(5)], [third, Fraction(1), Fraction(3)],
    ...              [Fraction(1, 5), third, Fraction(1)]])
    >>> [str(round(weight, 4)) for weight in found.weights], round(found.cr, 4)
    (['0.6370', '0.2583', '0.1047'], Decimal('0.0332'))
    >>> ahp([[Fraction(1), Fraction(3)], [third, Fraction(1)]]).weights
    (Decimal('0.75'), Decimal('0.25'))
    """
    _check(matrix)
    count = len(matrix)
    with localcontext() as context:
        context.prec = WORKING_DIGITS
        weights, eigenvalue = _principal([[_decimal(value) for value in row] for row in matrix])
    with localcontext() as context:
        context.prec = DIGITS
        # Rounded before n is taken off, so that comparisons that agree have an index of exactly 0.
        index = (+eigenvalue - count) / (count - 1) if count > 1 else Decimal(0)
        random_index = RANDOM_INDEX[count - 1]
        ratio = index / random_index if random_index else Decimal(0)
        found = Ahp(
            weights=tuple(weight.normalize() for weight in weights),
            lambda_max=eigenvalue.normalize(),
            ci=index.normalize(),
            ri=random_index,
            cr=ratio.normalize(),
        )
    if found.cr > LARGEST_RATIO:
        raise AhpRefused("inconsistent", worst_pair(matrix, found.weights), found.cr)
    return found


def _check(matrix: Matrix) -> None:
    count = len(matrix)
    if not count or any(len(row) != count for row in matrix):
        raise AhpRefused("not-square")
    if count > MOST_CRITERIA:
        raise AhpRefused("too-many")
    for row in range(count):
        for column in range(count):
            if not 1 / STRONGEST <= matrix[row][column] <= STRONGEST:
                raise AhpRefused("out-of-range", (row, column))
            if column <= row and matrix[row][column] * matrix[column][row] != 1:
                raise AhpRefused("not-reciprocal", (row, column))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _principal(rows: list[list[Decimal]]) -> tuple[list[Decimal], Decimal]:
    """The principal eigenvector, summing to 1, and its eigenvalue. Entries above 0 make every round come closer."""
    weights = [1 / Decimal(len(rows))] * len(rows)
    while True:
        products = [
            sum((value * weight for value, weight in zip(row, weights, strict=True)), Decimal(0)) for row in rows
        ]
        # The weights sum to 1, so what the matrix makes of them sums to the eigenvalue.
        eigenvalue = sum(products, Decimal(0))
        following = [product / eigenvalue for product in products]
        moved = max(abs(new - old) for new, old in zip(following, weights, strict=True))
        weights = following
        if moved < CLOSE_ENOUGH:
            return weights, eigenvalue


def worst_pair(matrix: Matrix, weights: Sequence[Decimal]) -> tuple[int, int]:
    """Return row and column, from 0 and row < column, of the comparison farthest from what the weights say.

    Args:
        matrix: As for `ahp`, two criteria or more.
        weights: One per criterion, above 0.

    >>> one, two, nine = Fraction(1), Fraction(2), Fraction(9)
    >>> matrix = [[one, two, 1 / nine], [1 / two, one, two], [nine, 1 / two, one]]
    >>> worst_pair(matrix, [Decimal("0.2"), Decimal("0.3"), Decimal("0.5")])
    (0, 2)
    """

    def strain(pair: tuple[int, int]) -> Fraction:
        row, column = pair
        off = matrix[row][column] * Fraction(weights[column]) / Fraction(weights[row])
        return max(off, 1 / off)

    count = len(matrix)
    return max(((row, column) for row in range(count) for column in range(row + 1, count)), key=strain)


def percent_weights(weights: Sequence[Decimal]) -> tuple[Fraction, ...]:
    """Return the weights in percent with two decimals, summing to exactly 100.

    Rule: all are cut to hundredths; the hundredths left go to those that lost most, the earlier one first.

    Args:
        weights: At or above 0, at least one above; only their proportions matter.

    >>> percent_weights([Decimal(1), Decimal(1), Decimal(1)])
    (Fraction(1667, 50), Fraction(3333, 100), Fraction(3333, 100))
    """
    total = sum((Fraction(weight) for weight in weights), Fraction(0))
    exact = [Fraction(weight) / total * HUNDREDTHS for weight in weights]
    counts = [int(value) for value in exact]
    losers = sorted(range(len(exact)), key=lambda place: counts[place] - exact[place])
    for place in losers[: HUNDREDTHS - sum(counts)]:
        counts[place] += 1
    return tuple(Fraction(count, 100) for count in counts)
