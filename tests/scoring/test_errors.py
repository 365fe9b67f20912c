"""What the rules say when an input is not one of theirs: which one, and what would be accepted."""

from fractions import Fraction

import pytest

from scoring.engine import score
from scoring.errors import (
    AnswerNotAllowed,
    ReferenceNotUsable,
    ScoreOutOfRange,
    ScoringError,
    TrimNotAllowed,
    UnknownProfile,
    UnknownQuestion,
)
from scoring.gaps import gaps
from scoring.ladder import level_of
from scoring.model import Facts, Reading, ReadingResult

CASES = [
    (UnknownQuestion, ("Q-1",), {"code": "Q-1"}, "no question has the code 'Q-1'"),
    (
        AnswerNotAllowed,
        ("Q-1", "maybe", ("yes", "no")),
        {"code": "Q-1", "value": "maybe", "allowed": ("yes", "no")},
        "Q-1: 'maybe' is not an answer; accepted are yes, no",
    ),
    (ScoreOutOfRange, ("1.5", "0", "1"), {"value": "1.5"}, "score 1.5 lies outside [0, 1]"),
    (
        UnknownProfile,
        ("im", "batch", ("discrete", "process")),
        {"profile": "batch"},
        "im has no profile 'batch'; it has discrete, process",
    ),
    (
        TrimNotAllowed,
        ("data", ("sales", "logistics")),
        {"name": "data", "allowed": ("sales", "logistics")},
        "'data' cannot be trimmed; only sales, logistics can",
    ),
    (
        ReferenceNotUsable,
        ("energy",),
        {"indicator": "energy"},
        "energy: baseline and leading value are equal, so no position lies between",
    ),
    (ReferenceNotUsable, ("energy", "the unit is unknown"), {"indicator": "energy"}, "energy: the unit is unknown"),
]


@pytest.mark.parametrize(("error", "given", "fields", "message"), CASES, ids=[case[0].__name__ for case in CASES])
def test_an_error_names_what_was_given_and_what_is_accepted(error, given, fields, message):
    raised = error(*given)
    assert isinstance(raised, ScoringError)
    assert {name: getattr(raised, name) for name in fields} == fields
    assert str(raised) == message


UNKNOWN = Reading("x", "1", "", "own", "", {}, "", ())


def test_a_reading_of_no_model_is_named():
    with pytest.raises(TypeError, match=r"^Reading has no scoring model$"):
        score(UNKNOWN, {}, Facts())
    with pytest.raises(TypeError, match=r"^Reading has no gaps$"):
        gaps(ReadingResult(UNKNOWN, "complete", None, (0, 1), None), {}, Facts())


@pytest.mark.parametrize("wrong", [Fraction(-1, 2), Fraction(3, 2)])
def test_a_score_off_its_scale_is_shown_with_the_scale(wrong):
    with pytest.raises(ScoreOutOfRange, match=rf"^score {wrong} lies outside \[0, 1\]$") as caught:
        level_of([wrong], Fraction(4, 5))
    assert caught.value.value == wrong
