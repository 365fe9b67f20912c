"""The severity model: barriers from 0 to 4, groups, bands and the dominant group."""

from fractions import Fraction

import pytest

from scoring.errors import AnswerNotAllowed
from scoring.model import Facts
from scoring.severity import band_of, dominant_of, score_severity
from tests.scoring.build import severity

F = Fraction
FACTS = Facts()
GROUPS = {"unwilling": ("U1", "U2"), "unable": ("B1", "B2"), "afraid": ("A1", "A2")}


def graded(reading=None, **answers):
    return score_severity(reading or severity(GROUPS), answers, FACTS)


def all_at(answer, **others):
    return {code: answer for group in GROUPS.values() for code in group} | others


def node_of(result, code):
    return next(node for node in result.nodes if node["code"] == code)


class TestBands:
    bands = severity(GROUPS).bands

    @pytest.mark.parametrize(
        ("score", "band"),
        [
            ("0", "low"),
            ("24.999", "low"),
            ("25", "moderate"),
            ("49.99999999999999999999999999999", "moderate"),
            ("50", "high"),
            ("74.9", "high"),
            ("75", "severe"),
            ("100", "severe"),
        ],
    )
    def test_bands_start_at_their_lower_bound(self, score, band):
        assert band_of(F(score), self.bands).code == band

    @pytest.mark.parametrize(
        ("answers", "score", "band"),
        [
            (all_at("0"), 0, "low"),
            (all_at("1"), 25, "moderate"),
            (all_at("2"), 50, "high"),
            (all_at("3"), 75, "severe"),
            (all_at("4"), 100, "severe"),
            (all_at("1", U1="0"), F(125, 6), "low"),
        ],
    )
    def test_the_whole_is_the_mean_over_4_in_percent(self, answers, score, band):
        result = graded(**answers)
        assert (result.score, result.level.code) == (score, band)


class TestGroups:
    def test_groups_are_weighted_means_of_their_own_barriers(self):
        reading = severity(GROUPS, weights={"U1": "3", "U2": "1"})
        result = graded(reading, **all_at("0", U1="4", U2="2"))
        # unwilling: (3 x 4 + 1 x 2) / 4 / 4 x 100 = 87.5; whole: 14 / 8 / 4 x 100
        assert node_of(result, "unwilling")["score"] == "87.5"
        assert node_of(result, "unwilling")["level"] == "severe"
        assert node_of(result, "unwilling")["weight"] == "4"
        assert result.score == F(175, 4)

    def test_not_applicable_leaves_group_and_whole(self):
        result = graded(**all_at("2", U1="na", U2="4"))
        assert node_of(result, "unwilling")["score"] == "100"
        # (4 + 4 x 2) / 5 / 4 x 100
        assert result.score == 60
        assert result.not_applicable == ("U1",)

    def test_a_group_of_which_nothing_applies_leaves_the_comparison(self):
        result = graded(**all_at("1", U1="na", U2="na", B1="4"))
        assert node_of(result, "unwilling")["status"] == "not_applicable"
        assert node_of(result, "unwilling")["score"] is None
        assert result.details["dominant"] == "unable"

    def test_nothing_applies_at_all(self):
        result = graded(**all_at("na"))
        assert (result.status, result.score, result.details) == ("not_applicable", None, {})

    def test_an_open_question_leaves_no_score(self):
        answers = all_at("2")
        del answers["B2"]
        result = graded(**answers)
        assert (result.status, result.missing, result.level) == ("incomplete", ("B2",), None)
        assert node_of(result, "unable")["status"] == "incomplete"
        assert node_of(result, "afraid")["score"] == "50"

    @pytest.mark.parametrize("answer", ["5", "-1", "0.5", "yes", "4.0", ""])
    def test_an_answer_outside_the_scale_is_an_error(self, answer):
        with pytest.raises(AnswerNotAllowed, match="U1"):
            graded(**all_at("1", U1=answer))


class TestDominant:
    @pytest.mark.parametrize(
        ("unwilling", "unable", "afraid", "dominant"),
        [
            ("40", "45", "30", "unable"),
            ("40", "44.9", "30", "mixed"),
            ("45", "40", "40", "unwilling"),
            ("0", "0", "0", "mixed"),
            ("50", "50", "50", "mixed"),
            ("0", "0", "5", "afraid"),
            ("100", "95", "0", "unwilling"),
            ("100", "95.01", "0", "mixed"),
        ],
    )
    def test_a_group_dominates_when_it_leads_by_5_points(self, unwilling, unable, afraid, dominant):
        rows = [("unwilling", F(unwilling)), ("unable", F(unable)), ("afraid", F(afraid))]
        assert dominant_of(rows, F(5)) == dominant
        assert dominant_of(rows[::-1], F(5)) == dominant

    @pytest.mark.parametrize(("score", "dominant"), [("1", "unable"), ("0", "mixed")])
    def test_a_single_group_dominates_when_it_holds_back_at_all(self, score, dominant):
        assert dominant_of([("unable", F(score))], F(5)) == dominant

    def test_in_a_reading(self):
        assert graded(**all_at("2", A1="4")).details["dominant"] == "afraid"
        # 4 of 8 steps lead: unable 50, afraid 62.5
        assert graded(severity(GROUPS, lead="20"), **all_at("2", A1="3")).details["dominant"] == "mixed"


class TestObstacles:
    def test_barriers_are_ranked_by_weight_times_severity(self):
        reading = severity(GROUPS, weights={"A2": "4"})
        result = graded(reading, **all_at("0", U1="4", B1="3", A2="2"))
        # pulls: A2 8, U1 4, B1 3: together 15
        assert [(row["code"], row["obstacle"]) for row in result.details["barriers"][:3]] == [
            ("A2", "53.33333333333333333333333333"),
            ("U1", "26.66666666666666666666666667"),
            ("B1", "20"),
        ]

    def test_equal_pulls_keep_the_order_of_the_reading(self):
        rows = graded(**all_at("2")).details["barriers"]
        assert [row["code"] for row in rows] == ["U1", "U2", "B1", "B2", "A1", "A2"]

    def test_no_barrier_at_all_has_obstacle_degrees_of_0(self):
        assert {row["obstacle"] for row in graded(**all_at("0")).details["barriers"]} == {"0"}

    def test_the_trace_leads_from_the_answers_to_the_whole(self):
        result = graded(**all_at("1", U1="na"))
        assert [line["node"] for line in result.trace] == ["unwilling", "unable", "afraid", "severity"]
        assert result.trace[0]["inputs"] == [{"question": "U2", "weight": "1", "value": "1"}]
        assert result.trace[-1]["output"] == "25"
