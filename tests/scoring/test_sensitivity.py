"""Whether level and tier would be others if the weights were."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import score
from scoring.errors import ScoreOutOfRange
from scoring.model import Facts, Reference
from scoring.sensitivity import Draws, Factors, Whole, drawn_weights, sensitivity
from tests.scoring.build import OPEN_GATES, answers_by_level, figures, indicator, ladder, points

LAW = settings(derandomize=True, deadline=None, database=None)

LADDER = ladder(
    {"a.x": (2, 1), "a.y": (1, 2, 1), "b": (3, 1)}, weights={"a": "50", "a.x": "40", "a.y": "60", "b": "50"}, levels=3
)
POINTS = points(
    {"one": ("60", ["MUST-1", "OPTIONAL-1", "OPTIONAL-2"]), "performance": ("40", ["ITEM-1"])}, indicators=[indicator()]
)
ANSWER = st.sampled_from(["1", "1", "0.8", "0.5", "0", "na"])


PLAIN = Facts()


def results(answers, facts=PLAIN):
    given = {**OPEN_GATES, **answers}
    return score(LADDER, given, facts), score(POINTS, given, facts)


def everything(answer: str) -> dict[str, str]:
    codes = [*LADDER.question_codes(), *POINTS.items]
    return dict.fromkeys(codes, answer)


def drawn(row) -> dict[str, int]:
    return {each["code"]: each["draws"] for each in row["counts"] if each["draws"]}


@st.composite
def answer_sets(draw):
    return {code: draw(ANSWER) for code in everything("1")}


@LAW
@given(answers=answer_sets())
def test_the_same_question_gets_the_same_figures_and_counts_sum_to_the_draws(answers):
    first, second = results(answers), results(dict(reversed(answers.items())))
    found = sensitivity(*first, Facts(), draws=30)
    assert found == sensitivity(*second, Facts(), draws=30)
    for row, result in zip((found["level"], found["tier"]), first, strict=True):
        if result.status == "complete":
            assert sum(each["draws"] for each in row["counts"]) == 30
            assert row["now"] == result.level.code
        else:
            assert row is None


@LAW
@given(answers=answer_sets())
def test_without_spread_nothing_ever_changes(answers):
    both = results(answers)
    found = sensitivity(*both, Facts(), draws=3, spread=Fraction(0))
    for row, result in zip((found["level"], found["tier"]), both, strict=True):
        if row is not None:
            assert drawn(row) == {result.level.code: 3}


@LAW
@given(answers=answer_sets(), seed=st.integers(0, 99))
def test_a_level_whose_sub_domains_all_pass_never_falls(answers, seed):
    both = results(answers | answers_by_level(LADDER, "0.8", "0.8"))
    found = sensitivity(*both, Facts(), draws=10, seed=seed)
    assert all(int(code) >= 2 for code in drawn(found["level"]))


def test_a_score_exactly_at_the_mark_falls_in_some_draws_and_holds_in_others():
    # Level 1: a = 1, b = 0.6, equal weights: exactly 0.8.
    answers = everything("1") | {"B-L1-1": "1", "B-L1-2": "0.8", "B-L1-3": "0"}
    both = results(answers)
    assert both[0].gates[0]["score"] == "0.8"
    counts = drawn(sensitivity(*both, Facts())["level"])
    assert set(counts) == {"0", "3"}
    assert 60 < counts["0"] < 140


def test_thirds_that_meet_the_mark_exactly_still_meet_it():
    # a.x and a.y leave (2 + 0.4) / 3 and so on: sums of rounded thirds would fall a hair short.
    reading = ladder({"x": (3,), "y": (3,)}, levels=1)
    answers = {"X-L1-1": "1", "X-L1-2": "0.8", "X-L1-3": "0.5", "Y-L1-1": "1", "Y-L1-2": "1", "Y-L1-3": "0.5"}
    found = score(reading, answers, Facts())
    assert found.gates[0]["score"] == "0.8"
    row = sensitivity(found, results(everything("1"))[1], Facts(), draws=5, spread=Fraction(0))["level"]
    assert drawn(row) == {"1": 5}


def test_the_block_has_one_shape():
    found = sensitivity(*results(everything("0.8")), Facts(), draws=7, spread=Fraction(1, 8), seed=5)
    assert found == {
        "draws": 7,
        "spread": "12.5",
        "seed": 5,
        "level": {
            "reading": "ladder",
            "now": "3",
            "counts": [{"code": code, "draws": 7 if code == "3" else 0} for code in "0123"],
        },
        "tier": {
            "reading": "points",
            "now": "municipal",
            "counts": [
                {"code": code, "draws": 7 if code == "municipal" else 0}
                for code in ("not-ready", "cultivating", "municipal", "provincial", "national")
            ],
        },
    }


def test_without_a_word_it_is_two_hundred_draws_of_a_fifth():
    found = sensitivity(*results(everything("1")), Facts())
    assert (found["draws"], found["spread"], found["seed"]) == (200, "20", 39117)
    assert drawn(found["level"]) == {"3": 200}


def test_these_draws_are_known():
    # Worked by the generator alone; they change only if the order of draws does, and so would every later result.
    half = ("ITEM-1", "OPTIONAL-2", "B-L1-3", "X-L1-1", "X-L1-2")
    both = results(everything("1") | dict.fromkeys(half, "0.5"))
    found = sensitivity(*both, Facts())
    assert found == sensitivity(*both, Facts(), draws=200, spread=Fraction(1, 5), seed=39117)
    assert drawn(found["level"]) == {"0": 15, "3": 185}
    assert drawn(found["tier"]) == {"municipal": 137, "provincial": 63}


def test_another_seed_draws_other_weights():
    both = results(everything("1") | {"B-L1-2": "0.8", "B-L1-3": "0"})
    counts = {tuple(sorted(drawn(sensitivity(*both, Facts(), seed=seed)["level"]).items())) for seed in range(5)}
    assert len(counts) > 1


def test_factors_are_thousandths_within_the_spread_and_reach_both_ends():
    factors = Factors(1, 2)
    found = Counter(factors.moved({"p": {"c": 10}})["p"]["c"] for _ in range(500))
    assert sorted(found) == [9980, 9990, 10000, 10010, 10020]
    assert min(found.values()) > 60
    assert Factors(1, 0).moved({"p": {"c": 7, "d": 8}, "": {"p": 9}}) == {"p": {"c": 7000, "d": 8000}, "": {"p": 9000}}


def test_every_weight_has_a_factor_of_its_own():
    moved = Factors(3, 200).moved({"p": {"a": 1, "b": 1, "c": 1}, "": {"p": 1, "q": 1}})
    values = [value for row in moved.values() for value in row.values()]
    assert len(set(values)) == 5
    assert {parent: list(row) for parent, row in moved.items()} == {"p": ["a", "b", "c"], "": ["p", "q"]}


def test_the_whole_of_a_tree_is_its_weighted_mean():
    half, third = Fraction(1, 2), Fraction(1, 3)
    weights = {"a.i": {"x": 1, "y": 2}, "a": {"a.i": 3, "z": 1}, "b": {"none": 5}, "": {"a": 2, "b": 100, "w": 1}}
    values = {"x": half, "y": third, "z": Fraction(1), "w": Fraction(0)}
    inner = (half + 2 * third) / 3
    columns = drawn_weights(weights, Draws(2, 0, 1))
    assert [Fraction(*mean) for mean in Whole(columns, values).means] == [((3 * inner + 1) / 4 * 2 + 0) / 3] * 2


def test_equal_values_need_no_weights_and_what_weighs_nothing_is_left_out():
    weights = {"a": {"x": 1, "y": 2}, "b": {"v": 0}, "": {"a": 2, "b": 5, "w": 0}}
    values = {"x": Fraction(1, 3), "y": Fraction(1, 3), "v": Fraction(1), "w": Fraction(0)}
    whole = Whole(drawn_weights(weights, Draws(3, 200, 1)), values)
    assert [Fraction(*mean) for mean in whole.means] == [Fraction(1, 3)] * 3
    assert whole.reaching(Fraction(1, 3)) == {0, 1, 2}
    assert whole.reaching(Fraction(34, 100)) == set()


def test_a_whole_moves_draw_by_draw_as_its_weights_do():
    weights = {"a": {"x": 1, "y": 2}, "": {"a": 3, "z": 4}}
    draws, factors = Draws(20, 200, 7), Factors(7, 200)
    values = {"x": Fraction(1), "y": Fraction(1, 7), "z": Fraction(2, 3)}
    means = Whole(drawn_weights(weights, draws), values).means
    for found in means:
        moved = factors.moved(weights)
        inner = sum(weight * values[code] for code, weight in moved["a"].items()) / sum(moved["a"].values())
        outer = (moved[""]["a"] * inner + moved[""]["z"] * values["z"]) / sum(moved[""].values())
        assert Fraction(*found) == outer


@pytest.mark.parametrize("spread", [Fraction(-1, 1000), Fraction(1), Fraction(2)])
def test_a_spread_that_could_take_a_weight_away_is_refused(spread):
    with pytest.raises(ScoreOutOfRange, match=r"outside \[0, 1\]") as caught:
        sensitivity(*results(everything("1")), Facts(), spread=spread)
    assert caught.value.value == spread


def test_a_spread_just_below_1_is_accepted():
    found = sensitivity(*results(everything("1")), Facts(), draws=2, spread=Fraction(999, 1000))
    assert drawn(found["level"]) == {"3": 2}


def test_a_reading_that_is_not_complete_has_no_figure():
    answers = everything("1")
    del answers["X-L1-1"], answers["MUST-1"]
    found = sensitivity(*results(answers), Facts())
    assert (found["level"], found["tier"]) == (None, None)


def test_a_points_reading_without_tiers_has_no_figure():
    _, green = results(everything("1"))
    found = sensitivity(*results(everything("1"))[:1], replace(green, level=None), Facts())
    assert found["tier"] is None
    assert found["level"] is not None


def test_levels_not_reached_count_as_0_and_what_does_not_apply_is_left_out():
    answers = answers_by_level(LADDER, "1", "0.5") | {"Y-L1-1": "na"} | dict.fromkeys(POINTS.items, "na")
    both = results(answers)
    assert both[0].not_reached == ("Y-L3-1",)
    found = sensitivity(*both, Facts(), draws=4)
    assert drawn(found["level"]) == {"1": 4}
    assert found["tier"] is None


def test_a_level_with_nothing_to_assess_does_not_end_the_climb():
    answers = everything("1") | {code: "na" for code in LADDER.question_codes() if "-L2-" in code}
    assert drawn(sensitivity(*results(answers), Facts(), draws=3)["level"]) == {"3": 3}


def test_weights_need_not_be_whole_numbers():
    reading = ladder({"x": (1,), "y": (1,)}, weights={"x": "0.9", "y": "0.1"}, levels=1)
    found = score(reading, {"X-L1-1": "1", "Y-L1-1": "0"}, Facts())
    # 0.9 x 0.8 / (0.9 x 0.8 + 0.1 x 1.2) = 0.857 at the very worst.
    row = sensitivity(found, results(everything("1"))[1], Facts(), draws=50)["level"]
    assert drawn(row) == {"1": 50}


def test_a_profile_and_what_is_trimmed_stay_as_they_are():
    reading = ladder(
        {"a.x": (1,), "a.y": (1,), "b": (1,)},
        levels=1,
        trimmable=["a"],
        process={"a": "10", "a.x": "50", "a.y": "50", "b": "90"},
    )
    facts = Facts(profile="process", trimmed=frozenset({"y"}))
    answers = {"X-L1-1": "0", "B-L1-1": "1"}
    found = score(reading, answers, facts)
    assert found.status == "complete"
    # x counts 10 of 100: the whole stays above 0.8 for any weights; with equal weights it would not.
    assert drawn(sensitivity(found, results(everything("1"))[1], facts)["level"]) == {"1": 200}


def test_a_closed_gate_and_an_unmet_must_hold_in_every_draw():
    closed = everything("1") | {"GATE-A": "no"}
    assert drawn(sensitivity(*results(closed), Facts(), draws=5)["tier"]) == {"not-ready": 5}
    unmet = everything("1") | {"MUST-1": "0.8"}
    assert drawn(sensitivity(*results(unmet), Facts(), draws=5)["tier"]) == {"municipal": 5}


@pytest.mark.parametrize(("weight", "tier"), [("3", "municipal"), ("1", "provincial")])
def test_items_and_indicators_of_a_weighted_block_keep_their_weights(weight, tier):
    # The indicator earns nothing: 50 + 50 x 1 / (1 + weight) is 62.5 or 75.
    rows = [indicator(weight=weight), indicator("elsewhere", node="other", weight="9")]
    reading = points({"one": ("50", ["MUST-1"]), "performance": ("50", ["ITEM-1"])}, indicators=rows)
    facts = figures(electricity_grid="10000", value_added="1")
    found = score(reading, {**OPEN_GATES, "MUST-1": "1", "ITEM-1": "1"}, facts)
    assert found.level.code == tier
    row = sensitivity(results(everything("1"))[0], found, facts, draws=3, spread=Fraction(0))["tier"]
    assert drawn(row) == {tier: 3}


def test_an_indicator_counts_among_the_items_of_its_block_with_the_firms_own_reference():
    # 1.229 tce for 2 万元: 0.6145 between 0.9 and 0.6 is a share of 0.9516...; the firm's own reference makes it 0.
    facts = figures(electricity_grid="10000", value_added="2")
    both = results(everything("1"), facts)
    assert drawn(sensitivity(*both, facts, draws=5)["tier"]) == {"national": 5}
    own = replace(facts, references={("points", "energy"): Reference(base="0.1", lead="0.05", unit="", source="own")})
    both = results(everything("1"), own)
    counts = drawn(sensitivity(*both, own)["tier"])
    # 60 + 40 x 1 / 2 = 80; the next tier's 85 is closed by the indicator, the own tier's 75 seldom missed.
    assert both[1].score == 80
    assert set(counts) == {"provincial", "municipal"}
    assert counts["provincial"] > 180
