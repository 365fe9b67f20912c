"""Weights of one's own: comparisons in pairs become a version of a reading that results can name."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import AuditEntry, User
from assessments.errors import InvalidInput, NotAllowed
from assessments.models import OwnReading
from assessments.selectors import reading_of, weighed_nodes
from assessments.services.weights import compare_nodes
from content.loader import current
from scoring.model import LadderReading, PointsReading
from tests.assessments.record import COMPARISONS, nothing_stored, weigh

pytestmark = [pytest.mark.django_db, pytest.mark.database]

EVEN = [["1"] * 3 for _ in range(3)]
TECHNOLOGY = ("technology.data", "technology.integration", "technology.security")


def test_comparisons_become_a_version_with_these_weights(administrator: User) -> None:
    own = weigh(administrator)
    assert (own.key, own.base_version, own.version, own.author) == (
        "im-capability",
        "2020-1",
        "2020-1-w1",
        administrator,
    )
    assert own.changes["weights"] == dict(zip(TECHNOLOGY, ("63.7", "25.83", "10.47"), strict=True))
    assert own.matrix == COMPARISONS
    assert round(own.consistency, 4) == Decimal("0.0332")
    reading = reading_of("im-capability", "2020-1-w1")
    assert isinstance(reading, LadderReading)
    weights = reading.profiles["discrete"].weights
    assert [weights[code] for code in TECHNOLOGY] == [Fraction("63.7"), Fraction("25.83"), Fraction("10.47")]
    published = current().readings["im-capability"]
    assert isinstance(published, LadderReading)
    assert reading.profiles["process"].weights == published.profiles["process"].weights
    assert reading.sha256 == own.sha256 != published.sha256
    entry = AuditEntry.objects.get(verb="set weights")
    assert (entry.target, entry.details["sha256"]) == ("im-capability 2020-1-w1", own.sha256)


def test_the_published_reading_stays_and_is_found_without_the_database(django_assert_num_queries: Any) -> None:
    weigh()
    with django_assert_num_queries(0):
        assert reading_of("im-capability", "2020-1") is current().readings["im-capability"]


def test_weights_may_rest_on_weights() -> None:
    first = weigh()
    top = weighed_nodes(current().readings["im-capability"], "", "discrete")
    second = weigh(parent="", matrix=[["1"] * len(top)] * len(top), base_version=first.version)
    assert (second.base_version, second.version) == ("2020-1-w1", "2020-1-w2")
    reading = reading_of("im-capability", "2020-1-w2")
    assert isinstance(reading, LadderReading)
    weights = reading.profiles["discrete"].weights
    assert {weights[code] for code in top} == {Fraction(25)}
    assert weights["technology.data"] == Fraction("63.7"), "those of the first stay"


def test_blocks_of_a_points_reading_are_weighed_whole() -> None:
    blocks = weighed_nodes(current().readings["green-factory-2018"], "", "")
    own = weigh(reading="green-factory-2018", parent="", profile="", matrix=[["1"] * 6] * 6)
    assert own.version == "2018-1-w1"
    reading = reading_of("green-factory-2018", "2018-1-w1")
    assert isinstance(reading, PointsReading)
    weights = [reading.blocks[code].weight for code in blocks]
    assert sum(weights) == 100
    assert set(weights) == {Fraction("16.66"), Fraction("16.67")}


def test_the_same_comparisons_again_are_a_version_of_their_own() -> None:
    one, two = weigh(), weigh()
    assert (one.version, two.version) == ("2020-1-w1", "2020-1-w2")
    assert one.sha256 == two.sha256, "the same weights have the same hash"


@pytest.mark.parametrize(
    ("changes", "path", "word"),
    [
        ({"reading": "nope"}, "reading", "unknown"),
        ({"reading": ["im-capability"]}, "reading", "unknown"),
        ({"base_version": "1999-1"}, "base_version", "unknown"),
        ({"reading": "transformation-barriers", "parent": "", "profile": ""}, "parent", "unknown"),
        ({"reading": "green-factory-2025", "parent": "", "profile": ""}, "parent", "unknown"),
        ({"parent": "technology.data"}, "parent", "unknown"),
        ({"parent": "nowhere"}, "parent", "unknown"),
        ({"profile": "mixed"}, "parent", "unknown"),
        ({"reason": " "}, "reason", "required"),
        ({"reason": "x" * 4001}, "reason", "too-long"),
        ({"matrix": []}, "matrix", "not-square"),
        ({"matrix": "1"}, "matrix", "not-square"),
        ({"matrix": [["1", "1"], ["1", "1"]]}, "matrix", "not-square"),
        ({"matrix": [["1", "1", "1"], ["1", "1"], ["1", "1", "1"]]}, "matrix", "not-square"),
        ({"matrix": [["1", "10", "1"], *EVEN[1:]]}, "matrix[0][1]", "out-of-range"),
        ({"matrix": [["1", "0", "1"], *EVEN[1:]]}, "matrix[0][1]", "out-of-range"),
        ({"matrix": [["1", "2.5", "1"], *EVEN[1:]]}, "matrix[0][1]", "out-of-range"),
        ({"matrix": [["1", "1/0", "1"], *EVEN[1:]]}, "matrix[0][1]", "out-of-range"),
        ({"matrix": [["1", True, "1"], *EVEN[1:]]}, "matrix[0][1]", "out-of-range"),
        ({"matrix": [["1", None, "1"], *EVEN[1:]]}, "matrix[0][1]", "out-of-range"),
        ({"matrix": [["1", "3", "1"], *EVEN[1:]]}, "matrix[1][0]", "not-reciprocal"),
        ({"matrix": [["2", "1", "1"], *EVEN[1:]]}, "matrix[0][0]", "not-reciprocal"),
    ],
)
def test_what_gives_no_weights_is_named(changes: dict[str, Any], path: str, word: str) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        weigh(**changes)
    assert [(row.path, row.code) for row in error.value.problems] == [(path, word)]
    assert error.value.problems[0].message


def test_comparisons_that_contradict_each_other_are_refused_with_the_worst_of_them() -> None:
    circle = [["1", "9", "1/9"], ["1/9", "1", "9"], ["9", "1/9", "1"]]
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        weigh(matrix=circle)
    [problem] = error.value.problems
    assert problem.code == "inconsistent"
    assert problem.path in ("matrix[0][1]", "matrix[0][2]", "matrix[1][2]")


def test_whole_numbers_are_steps_too_and_looking_stores_nothing() -> None:
    with nothing_stored():
        found = compare_nodes(
            reading="im-capability",
            parent="technology",
            profile="discrete",
            matrix=[[1, 3, 5], ["1/3", 1, 3], ["1/5", "1/3", 1]],
        )
    assert found.matrix == COMPARISONS
    assert sum(found.weights.values()) == 100
    assert round(found.outcome.lambda_max, 4) == Decimal("3.0385")


@pytest.mark.parametrize("person", ["owner", "viewer", "stranger"])
def test_only_consultants_and_administrators_weigh(firm: Any, request: pytest.FixtureRequest, person: str) -> None:
    user = request.getfixturevalue(person)
    with nothing_stored(), pytest.raises(NotAllowed):
        weigh(user)


@pytest.mark.parametrize("change", [{"changes": {}}, {"matrix": []}, {"version": "2020-2"}, {"reason": "other"}])
def test_the_database_refuses_to_change_one(change: dict[str, Any]) -> None:
    own = weigh()
    with pytest.raises(DatabaseError, match="own weights are never changed"), transaction.atomic():
        OwnReading.objects.filter(pk=own.pk).update(**change)


def test_an_unknown_version_is_no_reading() -> None:
    with pytest.raises(KeyError):
        reading_of("im-capability", "2020-1-w9")
