"""Gaps, row by row: which reading, which question, what was answered, what it costs and what it blocks."""

from fractions import Fraction

import pytest

from scoring.engine import score
from scoring.gaps import Gap, gaps
from scoring.model import Facts
from tests.scoring.build import OPEN_GATES, figures, indicator, ladder, points, range_reading, ranged, severity


def gaps_of(reading, answers, facts: Facts) -> list[Gap]:
    return list(gaps(score(reading, answers, facts), answers, facts))


def test_gaps_of_a_ladder_name_the_level_they_block():
    reading = ladder({"x": (2,), "y": (1,)}, weights={"x": "60", "y": "40"}, levels=1)
    answers = {"X-L1-1": "0.5", "X-L1-2": "na", "Y-L1-1": "0.8"}
    assert gaps_of(reading, answers, Facts()) == [Gap("ladder", "X-L1-1", "0.5", Fraction(3, 5), "L1")]


def test_gaps_of_a_catalogue_are_closed_gates_musts_and_optional_items():
    reading = points({"one": ("100", ["MUST-1", "OPTIONAL-1", "OPTIONAL-2"])}, weights={"OPTIONAL-2": "3"})
    answers = {**OPEN_GATES, "GATE-B": "no", "MUST-1": "0.8", "OPTIONAL-1": "0.5", "OPTIONAL-2": "0"}
    assert gaps_of(reading, answers, Facts()) == [
        Gap("points", "GATE-B", "no", Fraction(1), "gate-b"),
        Gap("points", "MUST-1", "0.8", Fraction(6, 10), "musts"),
        Gap("points", "OPTIONAL-1", "0.5", Fraction(1, 10), ""),
        Gap("points", "OPTIONAL-2", "0", Fraction(3, 10), ""),
    ]


@pytest.mark.parametrize(
    ("facts", "loss"),
    [(figures(electricity_grid="10000", value_added="2"), Fraction(7, 10)), (Facts(), Fraction(1))],
    ids=["with figures", "without"],
)
def test_a_block_of_quantities_alone_takes_its_part_of_the_score_when_it_has_figures(facts, loss):
    reading = points({"one": ("70", ["OPTIONAL-1"]), "performance": ("30", [])}, indicators=[indicator()])
    answers = {**OPEN_GATES, "OPTIONAL-1": "0"}
    assert gaps_of(reading, answers, facts) == [Gap("points", "OPTIONAL-1", "0", loss, "")]


def test_quantities_in_a_block_of_items_take_nothing_from_them():
    reading = points({"one": ("70", ["OPTIONAL-1"]), "two": ("30", ["OPTIONAL-2"])}, indicators=[indicator(node="two")])
    answers = {**OPEN_GATES, "OPTIONAL-1": "0", "OPTIONAL-2": "na"}
    facts = figures(electricity_grid="10000", value_added="2")
    assert gaps_of(reading, answers, facts) == [Gap("points", "OPTIONAL-1", "0", Fraction(1), "")]


def test_gaps_of_barriers_begin_at_2():
    reading = severity({"unwilling": ["U-1", "U-2"], "unable": ["A-1", "A-2"]}, weights={"U-1": "2"})
    answers = {"U-1": "2", "U-2": "1", "A-1": "4", "A-2": "na"}
    assert gaps_of(reading, answers, Facts()) == [
        Gap("severity", "U-1", "2", Fraction(1, 4), ""),
        Gap("severity", "A-1", "4", Fraction(1, 4), ""),
    ]


@pytest.mark.parametrize(
    ("answer", "reached", "won"),
    [
        ("no", "yes", Fraction(1, 2)),
        ("no", "no", 0),
        ("yes", "yes", 0),
        ("yes", "no", 0),
        ("0.5", "1", Fraction(1, 4)),
        ("0", "0.8", Fraction(2, 5)),
        ("0.8", "0.8", 0),
        ("1", "0.5", 0),
    ],
)
def test_a_gap_is_closed_as_far_as_the_answer_rises(answer, reached, won):
    assert Gap("points", "Q", answer, Fraction(1, 2)).closed_by(reached) == won


def test_gaps_of_a_range_reading_are_its_questions_below_mostly():
    reading = range_reading(ranged("a", points="6", question="A-1"), ranged("b", points="4", question="B-1"))
    assert gaps_of(reading, {"A-1": "0.8", "B-1": "0.5"}, Facts()) == [Gap("range", "B-1", "0.5", Fraction(2, 5), "")]
