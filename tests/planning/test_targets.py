"""How a target is written, when it is reached, and what it still needs."""

from fractions import Fraction

import pytest

from content.loader import current
from planning.demands import Blocked, demands_of, level_scores, points_score, severity_score
from planning.errors import TargetNotUnderstood
from planning.targets import Target, is_reached, lesser, next_step, parse_target
from planning.whatif import today_of
from scoring.engine import score_all
from scoring.model import Facts
from tests.answers import complete_answers
from tests.planning.build import cut
from tests.scoring.build import OPEN_GATES, answers_by_level, figures, indicator, ladder, points, severity

LADDER = ladder({"a.x": [2, 1], "a.y": [1, 1], "b.z": [2, 2, 1]}, levels=3)
POINTS = points(
    {"one": ("60", ["MUST-1", "MUST-2", "OPTIONAL-1"]), "performance": ("40", ["ITEM-1", "ITEM-2"])},
    indicators=[indicator()],
)
SEVERITY = severity({"unwilling": ["U-1", "U-2"], "unable": ["A-1"]}, weights={"U-1": "2"})
READINGS = (LADDER, SEVERITY, POINTS)
REAL = tuple(current().readings.values())


def today(answers, *, readings=READINGS, facts=None):
    return today_of(readings, answers, facts or Facts())


def demands(text, answers, *, readings=READINGS, facts=None, effects=None):
    return demands_of(parse_target(text, readings), today(answers, readings=readings, facts=facts), effects or {})


@pytest.mark.parametrize(
    "text",
    [
        "ladder:2",
        "ladder:a:1",
        "ladder:b.z:3",
        "points:provincial",
        "barriers:all:25",
        "barriers:unable:12.5",
        "energy:-10",
        "co2:-0.5",
        "ladder:most",
        "severity:most",
    ],
)
def test_a_target_is_written_as_it_is_read(text):
    assert parse_target(text, READINGS).text == text


def test_a_node_may_be_named_by_the_last_part_of_its_code():
    assert parse_target("im-capability:data:3", REAL).node == "technology.data"


def test_the_severity_reading_is_known_by_its_own_key_too():
    assert parse_target("severity:all:50", READINGS) == parse_target("barriers:all:50", READINGS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing:1",
        "ladder",
        "ladder:4",
        "ladder:two",
        "ladder:a.q:1",
        "ladder:a:x:1",
        "points:best",
        "points:one:national",
        "barriers:25",
        "barriers:others:25",
        "barriers:all:0",
        "barriers:all:101",
        "barriers:all:NaN",
        "energy:10",
        "energy:-100",
        "energy:much",
        "energy:-1e-99999999",
        "energy:-0.00000000001",
        "energy:-１０",
        "barriers:all:1e99999999",
        "barriers:all:-",
        "co2:all:-10",
    ],
)
def test_what_is_no_target_is_refused_with_what_would_be_one(text):
    with pytest.raises(TargetNotUnderstood) as refused:
        parse_target(text, READINGS)
    assert refused.value.accepted
    assert all(each in str(refused.value) for each in refused.value.accepted)


def test_a_name_that_two_nodes_share_is_refused():
    twice = ladder({"a.x": [1], "b.x": [1]}, levels=1)
    with pytest.raises(TargetNotUnderstood):
        parse_target("ladder:x:1", (twice,))


def test_a_whole_code_comes_before_the_last_part_of_another():
    named = ladder({"x": [1], "b.x": [1]}, levels=1)
    assert parse_target("ladder:x:1", (named,)).node == "x"


def test_a_level_is_reached_at_it_and_above_and_not_by_an_incomplete_reading():
    results = score_all(READINGS, answers_by_level(LADDER, "1", "0.8", "0"), Facts())
    reached = [is_reached(parse_target(f"ladder:{level}", READINGS), results) for level in (1, 2, 3)]
    assert reached == [True, True, False]
    assert not is_reached(Target("level", "ladder", "", "1"), score_all(READINGS, {}, Facts()))


def test_severity_must_fall_below_and_not_to_the_number():
    answers = {"U-1": "2", "U-2": "2", "A-1": "2"}
    results = score_all(READINGS, answers, Facts())
    assert not is_reached(parse_target("barriers:all:50", READINGS), results)
    assert is_reached(parse_target("barriers:all:50.1", READINGS), results)
    assert not is_reached(parse_target("barriers:unable:50", READINGS), results)


def test_lesser_targets_are_the_levels_between_today_and_the_target_highest_first():
    now = today(answers_by_level(LADDER, "1", "0", "0"))
    assert [each.wanted for each in lesser(parse_target("ladder:3", READINGS), now)] == ["2"]
    now = today(answers_by_level(LADDER, "0", "0", "0"))
    assert [each.wanted for each in lesser(parse_target("ladder:3", READINGS), now)] == ["2", "1"]
    assert lesser(parse_target("energy:-5", READINGS), now) == ()


def test_a_level_needs_every_level_below_it_too():
    found = demands("ladder:2", answers_by_level(LADDER, "0.5", "0", "0"))
    assert [(each.condition, each.about["level"], each.needs) for each in found] == [
        ("level", "1", Fraction(3, 10)),
        ("level", "2", Fraction(4, 5)),
    ]
    # a.x is a quarter of the whole, its first level two requirements.
    assert found[0].gains["X-L1-1"] == Fraction(1, 8)
    assert sum(found[0].gains.values()) == 1


def test_a_level_that_holds_already_is_not_asked_for_again():
    found = demands("ladder:2", answers_by_level(LADDER, "0.8", "0.5", "0"))
    assert [each.about["level"] for each in found] == ["2"]


def test_a_node_needs_its_own_sub_domains_only():
    (found,) = demands("ladder:a:1", answers_by_level(LADDER, "0", "0", "0"))
    assert set(found.gains) == {"X-L1-1", "X-L1-2", "Y-L1-1"}
    assert sum(found.gains.values()) == 1


def test_a_requirement_that_does_not_apply_leaves_its_weight_to_the_others():
    answers = answers_by_level(LADDER, "0", "0", "0") | {"X-L1-2": "na"}
    (found,) = demands("ladder:a.x:1", answers)
    assert found.gains == {"X-L1-1": Fraction(1)}


def test_a_level_above_the_last_one_of_a_sub_domain_is_not_assessed():
    assert demands("ladder:a.x:3", answers_by_level(LADDER, "0", "0", "0")) == Blocked("not-assessed", {"highest": "2"})


def test_a_level_with_nothing_to_assess_is_passed_with_the_next_one():
    answers = answers_by_level(LADDER, "1", "na", "0")
    found = demands("ladder:b.z:2", answers)
    assert [each.about["level"] for each in found] == ["3"]
    assert is_reached(parse_target("ladder:b.z:2", READINGS), score_all(READINGS, answers | {"Z-L3-1": "1"}, Facts()))


def test_a_node_that_is_trimmed_is_not_assessed():
    trimmed = ladder({"a.x": [1], "b.y": [1]}, levels=1, trimmable=["b"])
    facts = Facts(trimmed=frozenset({"y"}))
    found = demands("ladder:b.y:1", {"X-L1-1": "0"}, readings=(trimmed,), facts=facts)
    assert found == Blocked("not-assessed", {"highest": "0"})


def test_an_incomplete_reading_names_what_must_be_answered_first():
    answers = answers_by_level(LADDER, "0", "0", "0")
    del answers["X-L1-2"]
    assert demands("ladder:1", answers) == Blocked("incomplete", {"questions": ["X-L1-2"]})


def test_a_tier_needs_gates_musts_score_and_indicator():
    answers = OPEN_GATES | {
        "GATE-B": "no",
        "MUST-1": "0.5",
        "MUST-2": "1",
        "OPTIONAL-1": "0",
        "ITEM-1": "0",
        "ITEM-2": "0",
    }
    found = demands("points:national", answers)
    assert [(each.condition, each.needs) for each in found[:3]] == [
        ("gates", Fraction(1)),
        ("musts", Fraction(1, 2)),
        ("indicator", Fraction(1)),
    ]
    assert found[2].about == {"indicator": "energy", "has": None, "needs": "0.9", "why": "no figures"}
    # one: 60 x (0.6 x 0.75) = 27 of 100.
    assert (found[3].condition, found[3].needs) == ("score", Fraction(85 - 27))
    assert [each.condition for each in demands("points:cultivating", answers)] == ["gates"]


def test_an_indicator_at_its_baseline_is_no_demand():
    facts = figures(electricity_grid="1000", value_added="1000")
    answers = OPEN_GATES | {"MUST-1": "1", "MUST-2": "1", "OPTIONAL-1": "0", "ITEM-1": "0", "ITEM-2": "0"}
    assert {each.condition for each in demands("points:national", answers, facts=facts)} == {"score"}


def test_barriers_need_strictly_more_than_down_to_the_number():
    (found,) = demands("barriers:unwilling:25", {"U-1": "2", "U-2": "2", "A-1": "4"})
    assert (found.needs, found.strict) == (Fraction(25), True)
    # U-1 weighs twice as much as U-2; a step is a quarter.
    assert found.gains == {"U-1": Fraction(50, 3), "U-2": Fraction(25, 3)}


def test_barriers_below_the_number_need_nothing():
    assert demands("barriers:all:25", {"U-1": "0", "U-2": "0", "A-1": "1"}) == ()


def test_an_effect_counts_the_middle_of_each_range():
    effects = {"energy": {"M": cut("1", "4", "air"), "N": cut("1", "1", "air"), "O": cut("2", "2", "light")}}
    (found,) = demands("energy:-10", {}, effects=effects)
    assert found.needs == 10
    assert found.by_use == {"air": {"M": Fraction(5, 2), "N": 1}, "light": {"O": 2}}


def test_the_next_step_is_the_level_or_tier_above_and_none_at_the_top():
    def after(answers, key):
        found = next_step(today(answers).result(key))
        return None if found is None else found.text

    assert after(answers_by_level(LADDER, "1", "0", "0"), "ladder") == "ladder:2"
    assert after(answers_by_level(LADDER, "0"), "ladder") == "ladder:1"
    assert after(answers_by_level(LADDER, "1", "1", "1"), "ladder") is None
    assert after({"U-1": "2", "U-2": "2", "A-1": "4"}, "severity") is None


@pytest.mark.parametrize("profile", ["discrete", "process"])
@pytest.mark.parametrize("levels", [("0.5", "0", "0", "0", "0"), ("1", "0.8", "0.5", "0", "0")])
def test_gains_are_what_the_rules_find_on_the_real_readings(profile, levels):
    """Every question of three readings, raised alone by hand, moves the score by exactly its gain."""
    answers = complete_answers(current(), per_level=levels, item="0.5", barrier="2")
    now = today(answers, readings=REAL, facts=Facts(profile=profile))
    capability, barriers, factory = (
        now.result(key) for key in ("im-capability", "transformation-barriers", "green-factory-2018")
    )
    score, gains = points_score(factory.reading, now, now.known)
    assert score == factory.score
    for code in list(gains)[::6]:
        after = score_all(REAL, answers | {code: "1"}, now.facts)[2]
        assert after.score - score == gains[code] / 2
    score, gains = severity_score(barriers.reading, now.known)
    assert score == barriers.score
    for code in list(gains)[::5]:
        assert score - score_all(REAL, answers | {code: "1"}, now.facts)[1].score == gains[code]
    for number, (score, gains) in enumerate(level_scores(capability.reading, now, now.known), 1):
        assert sum(gains.values()) == 1
        for code in list(gains)[::17]:
            scores = level_scores(
                capability.reading,
                today(answers | {code: "1"}, readings=REAL, facts=now.facts),
                {**now.known, code: "1"},
            )
            assert scores[number - 1][0] - score == gains[code] * (1 - Fraction(answers[code]))
