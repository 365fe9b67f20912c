"""What stands in for questions that the ladder does not ask: never for an answer, and never under a wrong name."""

from scoring.engine import score_all
from scoring.model import Facts
from tests.scoring.build import ladder, points

FIRST = ladder({"core": (1, 1), "serve": (1,)}, levels=2, trimmable=["serve"])
BLOCK = points({"performance": ("100", ("CORE-L2-1", "SERVE-L1-1", "OWN-1"))}, gates=(), tiers=())
FACTS = Facts(trimmed=frozenset({"serve"}))
LOW = {"CORE-L1-1": "0", "OWN-1": "1"}


def block_of(answers):
    return score_all([FIRST, BLOCK], answers, FACTS)[1]


def test_what_does_not_apply_is_not_listed_as_not_reached():
    result = block_of(LOW)
    assert (result.not_reached, result.not_applicable) == (("CORE-L2-1",), ("SERVE-L1-1",))
    assert result.stand_ins == {"CORE-L2-1": "0", "SERVE-L1-1": "na"}
    assert result.score == 50


def test_an_answer_to_a_trimmed_question_counts_where_it_is_asked():
    result = block_of(LOW | {"SERVE-L1-1": "1"})
    assert (result.not_reached, result.not_applicable) == (("CORE-L2-1",), ())
    assert result.stand_ins == {"CORE-L2-1": "0"}
