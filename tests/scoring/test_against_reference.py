"""The rules against a second implementation, on random complete answers."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from content.export import readings_json
from content.loader import current
from scoring.engine import score
from scoring.exact import text_of
from scoring.model import Facts
from tests.scoring import reference
from tests.strategies import LAW, answer_sets

PUBLISHED = {reading["key"]: reading for reading in readings_json(current())}
TRIMS = st.sets(st.sampled_from(["product-design", "process-design", "logistics", "sales", "customer-service"]))


def _close(first: str, second: Fraction) -> bool:
    # Sevenths are published with 28 digits, so the second implementation may differ in the last ones.
    return abs(Fraction(first) - second) < Fraction(1, 10**20)


@LAW
@given(
    answers=answer_sets("im-capability", not_applicable=True),
    profile=st.sampled_from(["discrete", "process"]),
    trimmed=TRIMS,
)
def test_the_ladder_agrees(answers, profile, trimmed):
    result = score(current().readings["im-capability"], answers, Facts(profile=profile, trimmed=frozenset(trimmed)))
    level, total = reference.ladder(PUBLISHED["im-capability"], answers, profile, trimmed)
    assert result.level.code == level
    assert _close(total, result.score)


@LAW
@given(answers=answer_sets("transformation-barriers", not_applicable=True))
def test_severity_agrees(answers):
    result = score(current().readings["transformation-barriers"], answers, Facts())
    if result.status == "complete":
        assert (result.level.code, str(result.score), result.details["dominant"]) == reference.severity(
            PUBLISHED["transformation-barriers"], answers
        )


@LAW
@given(answers=answer_sets("green-factory-2018", not_applicable=True))
def test_points_agree(answers):
    result = score(current().readings["green-factory-2018"], answers, Facts())
    tier, total = reference.points(PUBLISHED["green-factory-2018"], answers)
    assert (result.level.code, text_of(result.score)) == (tier, text_of(Fraction(total)))
