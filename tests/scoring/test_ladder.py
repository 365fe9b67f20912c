"""The ladder model on readings small enough to work out by hand. Numbers in comments are the arithmetic."""

from fractions import Fraction

import pytest

from scoring.errors import AnswerNotAllowed, ScoreOutOfRange, TrimNotAllowed, UnknownProfile
from scoring.ladder import (
    ROOT,
    leaf_of,
    leaves_of,
    level_of,
    open_level,
    score_ladder,
    scores_by_node,
    shares_at,
    total_of,
    trimmable_names,
    trimmed_codes,
    weight_table,
)
from scoring.model import Facts
from tests.scoring.build import PASS_MARK, answers_by_level, ladder

F = Fraction


def node_of(result, code):
    return next(node for node in result.nodes if node["code"] == code)


def gate_of(result, code):
    return next(gate for gate in result.gates if gate["code"] == code)


class TestLevelAndTotal:
    @pytest.mark.parametrize(
        ("scores", "level", "total"),
        [
            ([], 0, F(0)),
            ([F(0)], 0, F(0)),
            ([F(79, 100)], 0, F(79, 100)),
            ([F(4, 5)], 1, F(1)),
            ([F(24, 10) / 3], 1, F(1)),
            ([F(1), F(1, 2)], 1, F(3, 2)),
            ([F(1), F(79, 100), F(1)], 1, F(179, 100)),
            ([F(79, 100), F(1), F(1)], 0, F(79, 100)),
            ([F(1)] * 5, 5, F(5)),
            ([F(4, 5)] * 5, 5, F(5)),
            ([F(4, 5)] * 4 + [F(79999, 100000)], 4, F(479999, 100000)),
            ([F(1), None, F(1)], 3, F(3)),
            ([F(1), None, F(1, 2)], 1, F(3, 2)),
            ([None, F(1, 2)], 0, F(1, 2)),
            ([F(1), None], 1, F(1)),
            ([None, None], 0, F(0)),
        ],
    )
    def test_level_is_the_last_pass_without_a_gap_and_total_adds_the_first_level_not_passed(self, scores, level, total):
        assert level_of(scores, PASS_MARK) == level
        assert total_of(scores, PASS_MARK) == total

    @pytest.mark.parametrize("score", [F(-1, 100), F(101, 100), F(5)])
    def test_a_score_outside_0_to_1_is_an_error(self, score):
        with pytest.raises(ScoreOutOfRange, match="lies outside"):
            level_of([score], PASS_MARK)
        with pytest.raises(ScoreOutOfRange):
            total_of([score], PASS_MARK)

    def test_a_score_out_of_range_above_the_first_level_not_passed_is_not_looked_at(self):
        assert level_of([F(0), F(2)], PASS_MARK) == 0

    def test_one_third_short_of_the_mark_does_not_pass(self):
        assert level_of([F(4, 5) - F(1, 10**30)], PASS_MARK) == 0


class TestCells:
    reading = ladder({"a": (3, 2)}, levels=2)
    node = reading.nodes[0]

    def leaf(self, **answers):
        codes = {"l11": "A-L1-1", "l12": "A-L1-2", "l13": "A-L1-3", "l21": "A-L2-1", "l22": "A-L2-2"}
        return leaf_of(self.node, {codes[key]: value for key, value in answers.items()}, PASS_MARK)

    def test_a_cell_is_the_mean_of_its_requirements(self):
        leaf = self.leaf(l11="1", l12="0.8", l13="0")
        assert leaf.scores[0] == F(18, 10) / 3

    def test_three_times_mostly_is_exactly_the_pass_mark(self):
        leaf = self.leaf(l11="0.8", l12="0.8", l13="0.8", l21="0.5", l22="0.5")
        assert leaf.scores == (PASS_MARK, F(1, 2))
        assert leaf.asked_to == 2
        assert leaf.missing == ()

    def test_full_partly_and_mostly_fall_just_short(self):
        # (1 + 0.8 + 0.5) / 3 = 2.3 / 3 < 0.8
        leaf = self.leaf(l11="1", l12="0.8", l13="0.5")
        assert leaf.asked_to == 1
        assert leaf.missing == ()
        assert leaf.cells[1].not_reached == ("A-L2-1", "A-L2-2")

    def test_what_is_not_answered_up_to_the_first_level_not_passed_is_missing(self):
        leaf = self.leaf(l11="1", l13="1")
        assert leaf.missing == ("A-L1-2",)
        assert leaf.asked_to == 1

    def test_a_level_with_an_open_question_does_not_open_the_next_one_however_good(self):
        leaf = leaf_of(ladder({"a": (10, 1)}, levels=2).nodes[0], {f"A-L1-{n}": "1" for n in range(1, 10)}, PASS_MARK)
        assert leaf.scores[0] == F(9, 10)
        assert leaf.asked_to == 1
        assert leaf.missing == ("A-L1-10",)

    def test_the_next_level_is_asked_once_this_one_passes(self):
        leaf = self.leaf(l11="1", l12="1", l13="1")
        assert leaf.asked_to == 2
        assert leaf.missing == ("A-L2-1", "A-L2-2")

    def test_answers_above_the_first_level_not_passed_count_when_given(self):
        leaf = self.leaf(l11="0", l12="0", l13="0", l21="1")
        assert leaf.scores == (F(0), F(1, 2))
        assert leaf.cells[1].not_reached == ("A-L2-2",)
        assert leaf.missing == ()

    def test_not_applicable_leaves_the_mean(self):
        leaf = self.leaf(l11="1", l12="0.5", l13="na")
        assert leaf.scores[0] == F(3, 4)

    def test_a_cell_of_which_nothing_applies_has_no_score_and_opens_the_next(self):
        leaf = self.leaf(l11="na", l12="na", l13="na", l21="1", l22="1")
        assert leaf.scores == (None, F(1))
        assert leaf.asked_to == 2

    def test_unanswered_and_lowest_and_not_applicable_are_three_different_things(self):
        unanswered, lowest, not_applicable = (
            self.leaf(l11="1", l12="1"),
            self.leaf(l11="1", l12="1", l13="0"),
            self.leaf(l11="1", l12="1", l13="na"),
        )
        assert (unanswered.missing, lowest.missing, not_applicable.missing[:1]) == (("A-L1-3",), (), ("A-L2-1",))
        assert (lowest.scores[0], not_applicable.scores[0]) == (F(2, 3), F(1))

    @pytest.mark.parametrize("answer", ["0.80", "0.9", "yes", "２", "", "1.0", "NA"])
    def test_an_answer_outside_the_scale_is_an_error_that_names_the_question(self, answer):
        with pytest.raises(AnswerNotAllowed, match="A-L1-1") as caught:
            self.leaf(l11=answer)
        assert caught.value.allowed == ("1", "0.8", "0.5", "0", "na")

    def test_open_level_starts_at_1(self):
        assert open_level(self.node, {}, PASS_MARK) == 1


class TestWholeReading:
    # Weights: a 60, b 40; inside a: x 25, y 75.
    reading = ladder(
        {"a.x": (1, 1), "a.y": (1, 1), "b.z": (2, 1)},
        weights={"a": "60", "b": "40", "a.x": "25", "a.y": "75", "b.z": "100"},
        levels=2,
    )

    def test_weighted_sums_climb_the_tree(self):
        answers = {"X-L1-1": "0", "Y-L1-1": "1", "Z-L1-1": "1", "Z-L1-2": "0.5", "Y-L2-1": "0.5"}
        result = score_ladder(self.reading, answers, Facts())
        # a = .25*0 + .75*1 = .75 ; b = .75 ; S1 = .6*.75 + .4*.75 = .75 -> level 0, total .75
        assert result.status == "complete"
        assert result.score == F(3, 4)
        assert result.level.code == "0"
        assert result.level.name == {"zh-hans": "below", "en": "below"}
        assert node_of(result, "a")["by_level"] == ["0.75", "0.375"]
        assert gate_of(result, "L1") == {
            "code": "L1",
            "passed": False,
            "score": "0.75",
            "needs": "0.8",
            "blocking": ["x", "z"],
            "needs_level": None,
        }

    def test_total_adds_the_part_of_the_next_level(self):
        answers = {"X-L1-1": "1", "Y-L1-1": "1", "Z-L1-1": "1", "Z-L1-2": "1"}
        answers |= {"X-L2-1": "1", "Y-L2-1": "0.5", "Z-L2-1": "0"}
        result = score_ladder(self.reading, answers, Facts())
        # S2 = .6*(.25*1 + .75*.5) + .4*0 = .6*.625 = .375
        assert result.score == F(11, 8)
        assert result.level.code == "1"
        assert [gate["passed"] for gate in result.gates] == [True, False]

    def test_a_strong_level_above_a_failed_one_does_not_count(self):
        answers = {"X-L1-1": "0", "Y-L1-1": "0.5", "Z-L1-1": "0", "Z-L1-2": "0"}
        answers |= {"X-L2-1": "1", "Y-L2-1": "1", "Z-L2-1": "1"}
        result = score_ladder(self.reading, answers, Facts())
        # S1 = .6*.75*.5 = .225, S2 = 1
        assert result.score == F(9, 40)
        assert result.level.code == "0"
        assert gate_of(result, "L2") == {
            "code": "L2",
            "passed": False,
            "score": "1",
            "needs": "0.8",
            "blocking": [],
            "needs_level": "L1",
        }

    def test_gates_name_what_blocks_them_by_weighted_loss(self):
        answers = dict.fromkeys(self.reading.question_codes(), "0.5")
        answers |= {"X-L1-1": "0", "Y-L1-1": "0.5"}
        result = score_ladder(self.reading, answers, Facts())
        # losses at L1: x .6*.25*1 = .15, y .6*.75*.5 = .225, z .4*.5 = .2
        assert gate_of(result, "L1")["blocking"] == ["y", "z", "x"]

    def test_equal_losses_keep_the_order_of_the_reading(self):
        reading = ladder({"p": (1,), "q": (1,), "r": (1,)}, levels=1)
        result = score_ladder(reading, answers_by_level(reading, "0.5"), Facts())
        assert gate_of(result, "L1")["blocking"] == ["p", "q", "r"]

    def test_a_sub_domain_at_the_pass_mark_blocks_nothing(self):
        reading = ladder({"p": (1,), "q": (1,)}, levels=1)
        result = score_ladder(reading, {"P-L1-1": "0.8", "Q-L1-1": "0.5"}, Facts())
        assert gate_of(result, "L1")["blocking"] == ["q"]

    def test_level_5_of_5(self):
        reading = ladder({"p": (1, 1, 1, 1, 1), "q": (2, 2, 2, 2, 2)})
        result = score_ladder(reading, dict.fromkeys(reading.question_codes(), "1"), Facts())
        assert (result.score, result.level.code) == (F(5), "5")
        assert all(gate["passed"] and not gate["blocking"] for gate in result.gates)
        assert result.not_reached == ()

    def test_all_mostly_is_level_5_with_the_full_total(self):
        # Every S_k = 0.8 exactly: each level passes, and a passed level counts 1.
        reading = ladder({"p": (3, 3, 3, 3, 3)})
        result = score_ladder(reading, dict.fromkeys(reading.question_codes(), "0.8"), Facts())
        assert result.score == 5

    def test_a_short_scale_ends_at_its_own_top(self):
        # p has three levels, q five: at levels 4 and 5 p leaves and q alone is the whole.
        reading = ladder({"p": (1, 1, 1), "q": (1, 1, 1, 1, 1)})
        answers = dict.fromkeys(reading.question_codes(), "1") | {"Q-L5-1": "0.5"}
        result = score_ladder(reading, answers, Facts())
        assert node_of(result, "p")["scale"] == ["0", "3"]
        assert node_of(result, "p")["score"] == "3"
        assert node_of(result, "p")["by_level"] == ["1", "1", "1", None, None]
        assert node_of(result, "q")["scale"] == ["0", "5"]
        assert result.score == F(9, 2)

    def test_a_level_above_every_short_scale_renormalises_inside_the_parent(self):
        # a = {x: 2 levels, y: 1 level}; at L2 y leaves and x carries all of a.
        reading = ladder(
            {"a.x": (1, 1), "a.y": (1,), "b": (1, 1)},
            weights={"a": "50", "a.x": "10", "a.y": "90", "b": "50"},
            levels=2,
        )
        answers = dict.fromkeys(reading.question_codes(), "1") | {"X-L2-1": "0", "B-L2-1": "1"}
        result = score_ladder(reading, answers, Facts())
        # S2 = .5*0 + .5*1
        assert result.score == F(3, 2)

    def test_sevenths_meet_the_mark_exactly(self):
        # Seven equal sevenths of "mostly": 7 * (1/7) * 0.8 = 0.8, which a float or a 28-digit decimal can miss.
        leaves = {f"m.s{n}": (1,) for n in range(7)}
        weights = {"m": "100"} | dict.fromkeys(leaves, "100/7")
        reading = ladder(leaves, weights=weights, levels=1)
        result = score_ladder(reading, answers_by_level(reading, "0.8"), Facts())
        assert (result.level.code, result.score) == ("1", F(1))
        short = score_ladder(reading, answers_by_level(reading, "0.8") | {"S0-L1-1": "0.5"}, Facts())
        # (6*.8 + .5)/7 = 5.3/7
        assert short.score == F(53, 70)

    def test_the_same_rule_gives_every_node_its_own_level(self):
        answers = {"X-L1-1": "1", "Y-L1-1": "1", "Z-L1-1": "0", "Z-L1-2": "0", "X-L2-1": "1", "Y-L2-1": "0.8"}
        result = score_ladder(self.reading, answers, Facts())
        assert (node_of(result, "a")["level"], node_of(result, "a")["score"]) == ("2", "2")
        assert (node_of(result, "b")["level"], node_of(result, "b")["score"]) == ("0", "0")
        assert result.score == F(3, 5)


class TestIncomplete:
    reading = ladder({"p": (1, 1), "q": (1, 1)}, levels=2)

    def test_an_open_question_leaves_no_score_no_level_and_no_gates(self):
        result = score_ladder(self.reading, {"P-L1-1": "0"}, Facts())
        assert (result.status, result.score, result.level) == ("incomplete", None, None)
        assert (result.missing, result.gates, result.trace) == (("Q-L1-1",), [], [])

    def test_nodes_without_an_open_question_are_scored_all_the_same(self):
        result = score_ladder(self.reading, {"P-L1-1": "0.5"}, Facts())
        assert (node_of(result, "p")["status"], node_of(result, "p")["score"]) == ("scored", "0.5")
        assert (node_of(result, "q")["status"], node_of(result, "q")["score"]) == ("incomplete", None)

    def test_no_answer_at_all_asks_for_the_first_level_only(self):
        result = score_ladder(self.reading, {}, Facts())
        assert result.missing == ("P-L1-1", "Q-L1-1")
        assert result.not_reached == ("P-L2-1", "Q-L2-1")

    def test_null_is_unanswered(self):
        assert score_ladder(self.reading, {"P-L1-1": None, "Q-L1-1": "0"}, Facts()).missing == ("P-L1-1",)

    def test_not_reached_is_listed_and_counts_0(self):
        result = score_ladder(self.reading, {"P-L1-1": "1", "P-L2-1": "1", "Q-L1-1": "0.5"}, Facts())
        assert result.not_reached == ("Q-L2-1",)
        assert node_of(result, "q")["by_level"] == ["0.5", "0"]
        assert result.status == "complete"

    def test_a_reading_of_which_nothing_applies_is_not_scored(self):
        result = score_ladder(self.reading, dict.fromkeys(self.reading.question_codes(), "na"), Facts())
        assert (result.status, result.score) == ("not_applicable", None)
        assert {node["status"] for node in result.nodes} == {"not_applicable"}

    def test_codes_of_other_readings_are_ignored(self):
        result = score_ladder(self.reading, {"P-L1-1": "0", "Q-L1-1": "0", "BAR-X": "4"}, Facts())
        assert result.score == 0


class TestNotApplicable:
    reading = ladder(
        {"a.x": (1, 1), "a.y": (1, 1), "b": (1, 1)},
        weights={"a": "50", "a.x": "20", "a.y": "80", "b": "50"},
        levels=2,
    )

    def test_a_sub_domain_of_which_nothing_applies_leaves_its_parent(self):
        answers = {"X-L1-1": "na", "X-L2-1": "na", "Y-L1-1": "0.5", "B-L1-1": "0.5"}
        result = score_ladder(self.reading, answers, Facts())
        assert result.score == F(1, 2)
        assert node_of(result, "a.x")["status"] == "not_applicable"
        assert node_of(result, "a.x")["score"] is None
        assert result.not_applicable == ("X-L1-1", "X-L2-1")

    def test_a_domain_of_which_nothing_applies_leaves_the_whole(self):
        answers = dict.fromkeys(("X-L1-1", "X-L2-1", "Y-L1-1", "Y-L2-1"), "na") | {"B-L1-1": "1", "B-L2-1": "0.5"}
        result = score_ladder(self.reading, answers, Facts())
        assert result.score == F(3, 2)
        assert node_of(result, "a")["status"] == "not_applicable"

    def test_a_level_of_which_nothing_applies_neither_passes_nor_blocks(self):
        reading = ladder({"p": (1, 1, 1)}, levels=3)
        result = score_ladder(reading, {"P-L1-1": "1", "P-L2-1": "na", "P-L3-1": "1"}, Facts())
        assert (result.level.code, result.score) == ("3", F(3))
        assert gate_of(result, "L2")["score"] is None
        assert gate_of(result, "L2")["blocking"] == []

    def test_a_gate_waits_for_the_first_level_that_is_really_open(self):
        reading = ladder({"p": (1, 1, 1, 1)}, levels=4)
        answers = {"P-L1-1": "1", "P-L2-1": "na", "P-L3-1": "0.5", "P-L4-1": "1"}
        result = score_ladder(reading, answers, Facts())
        assert [gate["needs_level"] for gate in result.gates] == [None, None, None, "L3"]

    def test_not_applicable_above_the_first_level_not_passed_is_kept(self):
        result = score_ladder(self.reading, {"X-L1-1": "0", "Y-L1-1": "0", "B-L1-1": "0", "B-L2-1": "na"}, Facts())
        assert result.not_applicable == ("B-L2-1",)
        assert node_of(result, "b")["scale"] == ["0", "1"]


class TestProfilesAndTrimming:
    reading = ladder(
        {"core": (1,), "make.design": (1,), "make.ship": (1,), "serve.help": (1,), "serve.field": (1,)},
        weights={
            "core": "20",
            "make": "50",
            "make.design": "40",
            "make.ship": "60",
            "serve": "30",
            "serve.help": "50",
            "serve.field": "50",
        },
        process={"core": "50", "make": "50", "make.design": "100"},
        levels=1,
        trimmable=("make.design", "serve"),
    )
    answers = {"CORE-L1-1": "1", "DESIGN-L1-1": "0", "SHIP-L1-1": "0.5", "HELP-L1-1": "1", "FIELD-L1-1": "0"}

    def score(self, *trimmed, profile="discrete", answers=None):
        return score_ladder(self.reading, answers or self.answers, Facts(profile, frozenset(trimmed)))

    def test_without_trimming(self):
        # .2*1 + .5*(.4*0 + .6*.5) + .3*(.5*1 + .5*0) = .2 + .15 + .15
        assert self.score().score == F(1, 2)

    def test_a_trimmed_sub_domain_leaves_its_parent(self):
        # make = .5 alone: .2 + .25 + .15
        result = self.score("design")
        assert result.score == F(3, 5)
        assert node_of(result, "make.design") == {
            "code": "make.design",
            "parent": "make",
            "weight": "40",
            "score": None,
            "level": None,
            "scale": None,
            "by_level": [],
            "status": "trimmed",
        }
        assert result.details["trimmed"] == ["make.design"]

    def test_a_whole_domain_leaves_the_whole(self):
        # .2/.7*1 + .5/.7*.3 = 1/2 : (.2 + .15)/.7
        result = self.score("serve")
        assert result.score == F(1, 2)
        assert result.details["trimmed"] == ["serve", "serve.help", "serve.field"]

    def test_a_domain_whose_children_are_all_trimmed_leaves_too(self):
        assert self.score("help", "field").score == self.score("serve").score
        assert node_of(self.score("help", "field"), "serve")["status"] == "trimmed"

    def test_the_order_and_spelling_of_names_do_not_matter(self):
        assert self.score("design", "field").nodes == self.score("serve.field", "make.design").nodes
        assert self.score("field", "design").details["trimmed"] == ["make.design", "serve.field"]

    def test_answers_of_what_is_trimmed_are_neither_scored_nor_listed(self):
        answers = self.answers | {"DESIGN-L1-1": "na"}
        assert self.score("design", answers=answers).not_applicable == ()
        assert self.score("design", answers={k: v for k, v in answers.items() if "DESIGN" not in k}).missing == ()

    @pytest.mark.parametrize("name", ["core", "make", "ship", "make.ship", "nothing", "", "DESIGN", "design "])
    def test_only_what_may_be_trimmed_can_be(self, name):
        with pytest.raises(TrimNotAllowed) as caught:
            self.score(name)
        assert caught.value.name == name
        assert caught.value.allowed == ("design", "help", "field")

    def test_a_ladder_with_nothing_to_trim_is_asked_whole(self):
        whole = ladder({"make": (1,), "sell": (1,)}, levels=1)
        answers = {"MAKE-L1-1": "1", "SELL-L1-1": "0.8"}
        plain = score_ladder(whole, answers, Facts())
        result = score_ladder(whole, answers, Facts(trimmed=frozenset({"design", "sell"})))
        assert (result.score, result.details["trimmed"]) == (plain.score, [])

    def test_names_that_may_be_trimmed(self):
        assert trimmable_names(self.reading) == ("design", "help", "field")
        assert trimmed_codes(self.reading, ["serve"]) == {"serve", "serve.help", "serve.field"}

    def test_another_profile_has_other_weights_and_leaves_out_what_it_does_not_weigh(self):
        # .5*1 + .5*0
        result = self.score(profile="process")
        assert result.score == F(1, 2)
        assert node_of(result, "make.ship")["status"] == "not_in_profile"
        assert node_of(result, "serve")["status"] == "not_in_profile"
        assert result.details == {"profile": "process", "trimmed": []}

    def test_an_unknown_profile_is_an_error(self):
        with pytest.raises(UnknownProfile, match="it has discrete, process"):
            self.score(profile="batch")

    def test_everything_that_can_be_trimmed_leaves_the_core(self):
        # .2/.7*1 + .5/.7*.5
        assert self.score("design", "serve").score == (F(2, 10) + F(1, 4)) / F(7, 10)


class TestShares:
    def test_shares_of_one_level_sum_to_one_over_the_sub_domains(self):
        reading = ladder(
            {"a.x": (1, 1), "a.y": (1,), "b": (1, 1)},
            weights={"a": "30", "a.x": "25", "a.y": "75", "b": "70"},
            levels=2,
        )
        table = weight_table(reading, "discrete", frozenset())
        scores = scores_by_node(reading, table, leaves_of(reading, table, answers_by_level(reading, "1", "1")))
        first, second = shares_at(table, scores, 0), shares_at(table, scores, 1)
        assert (first["a.x"], first["a.y"], first["b"]) == (F(3, 40), F(9, 40), F(7, 10))
        assert (second["a.x"], second["b"]) == (F(3, 10), F(7, 10))
        assert "a.y" not in second
        assert first[ROOT] == second[ROOT] == 1


class TestTrace:
    def test_one_line_per_figure_from_the_answers_up_to_the_total(self):
        reading = ladder({"a.x": (2,), "b": (1,)}, weights={"a": "40", "a.x": "100", "b": "60"}, levels=1)
        result = score_ladder(reading, {"X-L1-1": "1", "X-L1-2": "na", "B-L1-1": "0.5"}, Facts())
        assert [(line["node"], line["output"]) for line in result.trace] == [
            ("a.x@L1", "1"),
            ("b@L1", "0.5"),
            ("a@L1", "1"),
            ("ladder@L1", "0.7"),
            ("ladder", "0.7"),
        ]
        assert result.trace[0]["inputs"] == [
            {"question": "X-L1-1", "value": "1"},
            {"question": "X-L1-2", "value": None, "reason": "not applicable"},
        ]

    def test_what_was_not_reached_says_so(self):
        reading = ladder({"p": (1, 1)}, levels=2)
        result = score_ladder(reading, {"P-L1-1": "0"}, Facts())
        line = next(line for line in result.trace if line["node"] == "p@L2")
        assert line["inputs"] == [{"question": "P-L2-1", "value": "0", "reason": "not reached"}]
