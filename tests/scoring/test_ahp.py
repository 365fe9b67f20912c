"""Weights from comparisons in pairs."""

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.ahp import RANDOM_INDEX, AhpRefused, ahp, percent_weights, worst_pair

LAW = settings(derandomize=True, deadline=None, database=None)
STEPS = [Fraction(1, n) for n in range(9, 1, -1)] + [Fraction(n) for n in range(1, 10)]
ONE = Fraction(1)


def matrix_of(count: int, *above: object) -> list[list[Fraction]]:
    """A reciprocal matrix from what stands above its diagonal, row by row."""
    left = iter(above)
    rows = [[ONE] * count for _ in range(count)]
    for row in range(count):
        for column in range(row + 1, count):
            rows[row][column] = Fraction(str(next(left)))
            rows[column][row] = 1 / rows[row][column]
    return rows


def consistent(weights: list[int]) -> list[list[Fraction]]:
    return [[Fraction(own, other) for other in weights] for own in weights]


BOOK = matrix_of(3, 3, 5, 3)


def test_the_published_example_comes_out():
    found = ahp(BOOK)
    assert [str(round(weight, 4)) for weight in found.weights] == ["0.6370", "0.2583", "0.1047"]
    assert (round(found.lambda_max, 4), round(found.ci, 4), round(found.cr, 4)) == (
        Decimal("3.0385"),
        Decimal("0.0193"),
        Decimal("0.0332"),
    )
    assert found.ri == Decimal("0.58")


def test_three_criteria_agree_with_the_closed_form_to_the_last_digits():
    # For 3 criteria the eigenvalue is 1 + q + 1/q with q^3 = a12 x a23 / a13; here q^3 = 9/5.
    found = ahp(BOOK)
    q = found.lambda_max - 1
    cube = Fraction(9, 5)
    # q + 1/q = s gives q^3 + 1/q^3 = s^3 - 3 s.
    assert abs(Fraction(q) ** 3 - 3 * Fraction(q) - (cube + 1 / cube)) < Fraction(1, 10**25)
    # The eigenvector is the geometric mean of the rows: w1 / w2 is the cube root of 15.
    assert abs((Fraction(found.weights[0]) / Fraction(found.weights[1])) ** 3 - 15) < Fraction(1, 10**25)
    assert abs(sum(map(Fraction, found.weights)) - 1) < Fraction(1, 10**27)


def test_every_figure_has_at_most_28_digits_and_no_zeros_behind():
    found = ahp(BOOK)
    for value in (*found.weights, found.lambda_max, found.ci, found.cr):
        assert len(value.as_tuple().digits) <= 28
        assert value == value.normalize()
    assert len(found.weights[0].as_tuple().digits) == 28
    assert ahp(consistent([4, 3, 2, 1])).weights == tuple(map(Decimal, ("0.4", "0.3", "0.2", "0.1")))
    assert str(ahp(consistent([4, 3, 2, 1])).weights[0]) == "0.4"


def test_one_criterion_has_all_the_weight():
    found = ahp([[ONE]])
    assert (found.weights, found.lambda_max, found.ci, found.ri, found.cr) == ((1,), 1, 0, 0, 0)


def test_two_criteria_are_always_consistent():
    found = ahp(matrix_of(2, 9))
    assert (found.weights, found.lambda_max, found.ci, found.ri, found.cr) == (
        (Decimal("0.9"), Decimal("0.1")),
        2,
        0,
        0,
        0,
    )


@LAW
@given(weights=st.lists(st.integers(1, 9), min_size=1, max_size=15))
def test_comparisons_that_agree_have_no_inconsistency(weights):
    found = ahp(consistent(weights))
    assert (found.ci, found.cr, found.lambda_max) == (0, 0, len(weights))
    assert found.ri == RANDOM_INDEX[len(weights) - 1]
    for weight, own in zip(found.weights, weights, strict=True):
        assert abs(Fraction(weight) - Fraction(own, sum(weights))) < Fraction(1, 10**27)


def test_criteria_in_another_order_have_the_same_weights_in_that_order():
    first = ahp(BOOK)
    for order in permutations(range(3)):
        turned = ahp([[BOOK[row][column] for column in order] for row in order])
        assert turned.weights == tuple(first.weights[place] for place in order)
        assert (turned.lambda_max, turned.cr) == (first.lambda_max, first.cr)


@LAW
@given(above=st.lists(st.sampled_from(STEPS), min_size=6, max_size=6))
def test_accepted_comparisons_give_an_eigenvector_within_the_bound(above):
    matrix = matrix_of(4, *above)
    with suppress(AhpRefused):
        _check_eigenvector(matrix, ahp(matrix))


def _check_eigenvector(matrix, found) -> None:
    assert 0 <= found.cr <= Decimal("0.1")
    weights = [Fraction(weight) for weight in found.weights]
    for row, weight in zip(matrix, weights, strict=True):
        product = sum(value * own for value, own in zip(row, weights, strict=True))
        assert abs(product - Fraction(found.lambda_max) * weight) < Fraction(1, 10**24)


def test_a_ring_of_preferences_is_refused_and_named():
    # 1 over 2 over 3 over 1, each by 9: nothing agrees; q^3 = 729, q = 9, eigenvalue 1 + 9 + 1/9.
    with pytest.raises(AhpRefused) as caught:
        ahp(matrix_of(3, 9, "1/9", 9))
    assert (caught.value.reason, caught.value.pair) == ("inconsistent", (0, 1))
    assert abs(Fraction(caught.value.ratio) - (9 + Fraction(1, 9) - 2) / 2 / Fraction(58, 100)) < Fraction(1, 10**24)
    assert str(caught.value) == "comparisons refused: inconsistent at row 1, column 2"


def test_the_comparison_farthest_from_the_rest_is_named():
    # 4 : 3 : 2 : 1 all through, but the last is said to beat the first.
    matrix = consistent([4, 3, 2, 1])
    matrix[0][3], matrix[3][0] = Fraction(1, 9), Fraction(9)
    with pytest.raises(AhpRefused) as caught:
        ahp(matrix)
    assert caught.value.pair == (0, 3)


def test_a_comparison_too_high_and_one_too_low_are_equally_far_off():
    matrix = matrix_of(3, 1, 4, 1)
    assert worst_pair(matrix, [Decimal(1)] * 3) == (0, 2)
    assert worst_pair(matrix_of(3, 1, "1/4", 1), [Decimal(1)] * 3) == (0, 2)
    assert worst_pair(matrix_of(3, "1/5", 4, 1), [Decimal(1)] * 3) == (0, 1)
    assert worst_pair(matrix_of(3, 2, 2, "1/3"), [Decimal(1)] * 3) == (1, 2)


def test_where_all_agree_the_first_comparison_is_as_far_off_as_any():
    assert worst_pair(consistent([3, 2, 1]), [Decimal(3), Decimal(2), Decimal(1)]) == (0, 1)


def test_a_ratio_at_the_bound_is_accepted_and_one_above_it_refused():
    # q + 1/q - 2 = 2 x 0.58 x 0.1 = 0.116 lies between q^3 = 2.75 and 2.8.
    accepted = ahp(matrix_of(3, "2.75", 1, 1))
    assert Decimal("0.09") < accepted.cr < Decimal("0.1")
    with pytest.raises(AhpRefused) as caught:
        ahp(matrix_of(3, "2.8", 1, 1))
    assert Decimal("0.1") < caught.value.ratio < Decimal("0.11")


@pytest.mark.parametrize(
    ("matrix", "reason", "pair"),
    [
        ([], "not-square", None),
        ([[ONE, ONE]], "not-square", None),
        ([[ONE, ONE], [ONE]], "not-square", None),
        ([[ONE, ONE], [ONE, ONE], [ONE, ONE]], "not-square", None),
        ([[ONE] * 16] * 16, "too-many", None),
        ([[ONE, Fraction(10)], [Fraction(1, 10), ONE]], "out-of-range", (0, 1)),
        ([[ONE, Fraction(1, 10)], [Fraction(10), ONE]], "out-of-range", (0, 1)),
        ([[ONE, Fraction(0)], [ONE, ONE]], "out-of-range", (0, 1)),
        ([[ONE, Fraction(-2)], [Fraction(-1, 2), ONE]], "out-of-range", (0, 1)),
        ([[ONE, Fraction(3)], [Fraction(1, 2), ONE]], "not-reciprocal", (1, 0)),
        ([[ONE, ONE, ONE], [ONE, ONE, Fraction(2)], [ONE, ONE, ONE]], "not-reciprocal", (2, 1)),
        ([[ONE, ONE], [ONE, Fraction(2)]], "not-reciprocal", (1, 1)),
    ],
)
def test_what_is_no_matrix_of_comparisons_is_refused_with_its_place(matrix, reason, pair):
    with pytest.raises(AhpRefused) as caught:
        ahp(matrix)
    assert (caught.value.reason, caught.value.pair, caught.value.ratio) == (reason, pair, None)
    where = "" if pair is None else f" at row {pair[0] + 1}, column {pair[1] + 1}"
    assert str(caught.value) == f"comparisons refused: {reason}{where}"


def test_fifteen_criteria_and_the_ends_of_the_scale_are_accepted():
    assert len(ahp([[ONE] * 15] * 15).weights) == 15
    assert ahp(matrix_of(2, "1/9")).weights == (Decimal("0.1"), Decimal("0.9"))


def test_the_random_index_is_the_published_table():
    assert [str(value) for value in RANDOM_INDEX] == [
        "0", "0", "0.58", "0.90", "1.12", "1.24", "1.32", "1.41", "1.45", "1.49", "1.51", "1.48", "1.56", "1.57",
        "1.59",
    ]  # fmt: skip


def test_weights_in_percent_sum_to_exactly_100():
    assert percent_weights(ahp(BOOK).weights) == (Fraction("63.70"), Fraction("25.83"), Fraction("10.47"))
    assert percent_weights([Decimal(1)] * 3) == (Fraction("33.34"), Fraction("33.33"), Fraction("33.33"))
    assert percent_weights([Decimal(1)] * 7) == (Fraction("14.29"),) * 4 + (Fraction("14.28"),) * 3
    assert percent_weights([Decimal(3)]) == (Fraction(100),)
    # 16.666..., 33.333..., 50: the first lost most and gets the hundredth left.
    assert percent_weights(list(map(Decimal, (1, 2, 3)))) == (Fraction("16.67"), Fraction("33.33"), Fraction(50))
    assert percent_weights(list(map(Decimal, (2, 1, 3)))) == (Fraction("33.33"), Fraction("16.67"), Fraction(50))


@LAW
@given(weights=st.lists(st.integers(0, 10**6).map(Decimal), min_size=1, max_size=15).filter(any))
def test_percent_weights_stay_within_a_hundredth_of_what_they_were(weights):
    found = percent_weights(weights)
    assert sum(found) == 100
    for percent, weight in zip(found, weights, strict=True):
        assert abs(percent - Fraction(weight) / Fraction(sum(weights)) * 100) < Fraction(1, 100)
        assert (percent * 100).denominator == 1
