"""Own weights: the same reading in other proportions, or a refusal that says what is accepted."""

from dataclasses import fields
from fractions import Fraction
from pathlib import Path

import pytest

from content.changes import INCOMPATIBLE, change_between
from content.errors import WeightsRefused
from content.loader import load
from content.weights import reweighted, weighable
from scoring.engine import score
from scoring.model import Facts, LadderReading, PointsReading, Reading

SHA = "ab" * 32


def own(reading: Reading, weights: dict[str, str], *, parent: str = "", profile: str = "") -> Reading:
    exact = {code: Fraction(weight) for code, weight in weights.items()}
    return reweighted(reading, parent=parent, weights=exact, profile=profile, version="2020-1-w1", sha256=SHA)


def test_weights_of_a_ladder_replace_those_inside_one_parent_of_one_profile(tiny: Path) -> None:
    before = load(tiny).readings["im-capability"]
    after = own(before, {"people": "40", "technology": "60"}, profile="discrete")
    assert isinstance(before, LadderReading)
    assert isinstance(after, LadderReading)
    assert after.profiles["discrete"].weights == {
        "people": 40,
        "people.skills": 100,
        "technology": 60,
        "technology.data": 100,
    }
    assert after.profiles["discrete"].status == after.status == "own"
    assert after.profiles["process"] is before.profiles["process"]
    assert (after.version, after.sha256) == ("2020-1-w1", SHA)
    assert before.profiles["discrete"].weights["people"] == Fraction(100, 7), "the reading it rests on stays"
    changed = {"version", "sha256", "status", "profiles"}
    assert all(
        getattr(after, each.name) is getattr(before, each.name) for each in fields(before) if each.name not in changed
    )


def test_weights_of_blocks_change_the_score(tiny: Path) -> None:
    before = load(tiny).readings["green-factory-2018"]
    after = own(before, {"infrastructure": "25", "performance": "75"})
    assert isinstance(after, PointsReading)
    answers = {"GF-GATE-COMPLIANCE": "yes", "GF-INFRA-METERING": "1", "GF-INFRA-DAYLIGHT": "0"}
    assert [score(reading, answers, Facts()).score for reading in (before, after)] == [60, 25]
    change = change_between(before, after)
    assert change.kind == INCOMPATIBLE
    assert {reason.aspect for reason in change.reasons} == {"weight"}


def test_what_can_be_weighed_is_what_the_profile_weighs(tiny: Path) -> None:
    ladder = load(tiny).readings["im-capability"]
    assert weighable(ladder, parent="", profile="discrete") == ("people", "technology")
    assert weighable(ladder, parent="", profile="process") == ("technology",)
    assert weighable(ladder, parent="technology", profile="process") == ("technology.data",)


@pytest.mark.parametrize(
    ("key", "weights", "parent", "profile", "reason"),
    [
        ("green-factory-2025", {"land": "100"}, "", "", "model"),
        ("transformation-barriers", {"unable": "100"}, "", "", "model"),
        ("im-capability", {"people": "40", "technology": "60"}, "", "", "unknown profile"),
        ("im-capability", {"people": "100"}, "technology.data", "discrete", "unknown parent"),
        ("im-capability", {"people": "100"}, "peple", "discrete", "unknown parent"),
        ("im-capability", {"people": "100"}, "", "discrete", "codes"),
        ("im-capability", {"people": "40", "technology": "50", "resources": "10"}, "", "discrete", "codes"),
        ("im-capability", {"people": "0", "technology": "100"}, "", "discrete", "weight"),
        ("im-capability", {"people": "-1", "technology": "101"}, "", "discrete", "weight"),
        ("im-capability", {"people": "40", "technology": "59.99"}, "", "discrete", "sum"),
        ("green-factory-2018", {"infrastructure": "60", "performance": "40"}, "", "discrete", "unknown profile"),
        ("green-factory-2018", {"infrastructure": "60", "performance": "40"}, "people", "", "unknown parent"),
    ],
)
def test_weights_that_do_not_fit_are_refused_with_the_reason(
    tiny: Path, key: str, weights: dict[str, str], parent: str, profile: str, reason: str
) -> None:
    with pytest.raises(WeightsRefused, match=r"expected .*, got ") as refusal:
        own(load(tiny).readings[key], weights, parent=parent, profile=profile)
    assert refusal.value.reason == reason
