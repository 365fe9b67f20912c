"""Gaps: what counts as one, what it costs, and that closing it wins exactly that."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.loader import current
from scoring.engine import score
from scoring.gaps import Gap, gaps
from scoring.ladder import ROOT, leaves_of, scores_by_node, weight_table
from scoring.model import Facts, Reading
from tests.scoring.build import OPEN_GATES, figures, indicator, ladder, points, range_reading, ranged, severity
from tests.strategies import LAW, answer_sets

F = Fraction
LADDER, BARRIERS, GREEN = "im-capability", "transformation-barriers", "green-factory-2018"


def found(reading, answers, facts=None):
    facts = facts or Facts()
    return gaps(score(reading, answers, facts), answers, facts)


def losses(reading, answers, facts=None):
    return {gap.question: gap.loss for gap in found(reading, answers, facts)}


class TestRange:
    reading = range_reading(
        ranged("design", points="8", question="Q-1"),
        ranged("process", points="6", question="Q-2"),
        ranged("platform", points="6", formulas={"项": "platform_functions"}, base="0", lead="8"),
        gates={"systems": {"SYS-1": "1"}},
    )
    good = {"Q-1": "1", "Q-2": "1", "SYS-1": "1"}

    def test_a_question_costs_its_points_of_those_assessable(self):
        assert losses(self.reading, self.good | {"Q-1": "0.5"}) == {"Q-1": F(8, 14)}
        assert losses(self.reading, self.good | {"Q-2": "0"}, figures(platform_functions="1")) == {"Q-2": F(6, 20)}
        assert losses(self.reading, self.good | {"Q-1": "0", "Q-2": "na"}) == {"Q-1": F(1)}

    def test_mostly_met_is_no_gap(self):
        assert losses(self.reading, self.good | {"Q-1": "0.8"}) == {}

    def test_gates_are_gaps_where_they_are_asked_and_not_here(self):
        assert losses(self.reading, self.good | {"SYS-1": "0"}) == {}

    def test_closing_it_wins_exactly_what_it_costs(self):
        before = score(self.reading, self.good | {"Q-1": "0.5"}, Facts())
        after = score(self.reading, self.good, Facts())
        gap = found(self.reading, self.good | {"Q-1": "0.5"})[0]
        assert (after.score - before.score) / after.scale[1] == gap.closed_by("1")


class TestLadder:
    # a 60 {x 25, y 75}, b 40; y ends at level 1.
    reading = ladder(
        {"a.x": (2, 2), "a.y": (1,), "b": (1, 1)},
        weights={"a": "60", "a.x": "25", "a.y": "75", "b": "40"},
        levels=2,
    )

    def test_a_requirement_costs_its_part_of_its_level(self):
        answers = {"X-L1-1": "0.5", "X-L1-2": "0", "Y-L1-1": "0.5", "B-L1-1": "0"}
        # x: .6 x .25 / 2 each, y: .6 x .75, b: .4
        assert losses(self.reading, answers) == {
            "X-L1-1": F(3, 40),
            "X-L1-2": F(3, 40),
            "Y-L1-1": F(9, 20),
            "B-L1-1": F(2, 5),
        }

    def test_where_a_sibling_has_no_such_level_the_rest_carries_its_part(self):
        answers = {"X-L1-1": "1", "X-L1-2": "1", "Y-L1-1": "1", "B-L1-1": "1"}
        answers |= {"X-L2-1": "0", "X-L2-2": "1", "B-L2-1": "1"}
        # at level 2 x is all of a: .6 / 2
        assert losses(self.reading, answers) == {"X-L2-1": F(3, 10)}

    def test_what_does_not_apply_leaves_its_part_to_the_rest_of_the_cell(self):
        answers = {"X-L1-1": "na", "X-L1-2": "0", "Y-L1-1": "1", "B-L1-1": "1", "B-L2-1": "1"}
        assert losses(self.reading, answers) == {"X-L1-2": F(3, 20)}

    def test_mostly_met_is_no_gap_and_neither_is_what_was_not_reached(self):
        answers = {"X-L1-1": "0.8", "X-L1-2": "0.5", "Y-L1-1": "1", "B-L1-1": "1", "B-L2-1": "1", "X-L2-1": "0"}
        # (0.8 + 0.5) / 2 = 0.65 does not pass, so level 2 of x is not reached and its 0 is no gap.
        assert losses(self.reading, answers) == {"X-L1-2": F(3, 40)}

    def test_only_a_level_that_is_not_passed_is_blocked(self):
        # x fails its own level 1, yet the whole passes it: .6 x (.25 x .25 + .75) + .4 = .8875
        answers = {"X-L1-1": "0.5", "X-L1-2": "0", "Y-L1-1": "1", "B-L1-1": "1", "B-L2-1": "0"}
        assert [(gap.question, gap.blocks) for gap in found(self.reading, answers)] == [
            ("X-L1-1", ""),
            ("X-L1-2", ""),
            ("B-L2-1", "L2"),
        ]

    def test_an_incomplete_reading_has_gaps_among_what_is_answered_and_blocks_nothing_yet(self):
        assert [(gap.question, gap.blocks) for gap in found(self.reading, {"B-L1-1": "0"})] == [("B-L1-1", "")]

    def test_trimmed_sub_domains_have_no_gaps_and_leave_their_weight(self):
        reading = ladder({"p": (1,), "q": (1,)}, levels=1, trimmable=("q",))
        answers = {"P-L1-1": "0", "Q-L1-1": "0"}
        assert losses(reading, answers, Facts(trimmed=frozenset({"q"}))) == {"P-L1-1": F(1)}


class TestPoints:
    reading = points(
        {"a": ("60", ("MUST-1", "MUST-2", "OPT-1", "OPT-2")), "performance": ("40", ("PERF-1",))},
        weights={"OPT-1": "1", "OPT-2": "3"},
        indicators=[indicator(weight="4")],
    )
    met = OPEN_GATES | dict.fromkeys(("MUST-1", "MUST-2", "OPT-1", "OPT-2", "PERF-1"), "1")

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ({}, {}),
            ({"MUST-1": "0.8"}, {"MUST-1": F(9, 50)}),  # .6 x .6 / 2
            ({"OPT-1": "0.8"}, {}),  # an optional item is well enough at mostly
            ({"OPT-1": "0.5", "OPT-2": "0"}, {"OPT-1": F(3, 50), "OPT-2": F(9, 50)}),  # .6 x .4 x 1/4 and x 3/4
            ({"MUST-2": "na", "MUST-1": "0"}, {"MUST-1": F(9, 25)}),  # .6 x .6
            ({"OPT-1": "na", "OPT-2": "na", "MUST-1": "0"}, {"MUST-1": F(3, 10)}),  # .6 / 2
            ({"PERF-1": "0"}, {"PERF-1": F(2, 5)}),  # .4: no figures, so the item is the block
            ({"PERF-1": "na", "MUST-1": "0"}, {"MUST-1": F(3, 10)}),  # a alone: .6 / 2
        ],
    )
    def test_an_item_costs_its_part_of_the_score(self, change, expected):
        assert losses(self.reading, self.met | change) == expected

    def test_assessable_quantities_carry_their_part_of_the_block(self):
        facts = figures(electricity_grid="1000000", value_added="200")
        # .4 x 1 / (1 + 4)
        assert losses(self.reading, self.met | {"PERF-1": "0"}, facts) == {"PERF-1": F(2, 25)}

    def test_a_gate_answered_no_costs_everything_and_names_itself(self):
        first = found(self.reading, self.met | {"GATE-B": "no", "MUST-1": "0.5"})
        assert [(gap.question, gap.loss, gap.blocks) for gap in first] == [
            ("GATE-B", F(1), "gate-b"),
            ("MUST-1", F(9, 50), "musts"),
        ]
        assert (first[0].closed_by("yes"), first[0].closed_by("no")) == (F(1), F(0))


class TestSeverity:
    reading = severity({"g": ("B1", "B2"), "h": ("B3",)}, weights={"B1": "2"})

    def test_a_barrier_costs_what_it_adds_to_the_whole(self):
        # weights 2, 1, 1: B1 2/4 x 4/4, B2 1/4 x 2/4; B3 at 1 does not count
        assert losses(self.reading, {"B1": "4", "B2": "2", "B3": "1"}) == {"B1": F(1, 2), "B2": F(1, 8)}

    def test_what_does_not_apply_leaves_its_weight(self):
        assert losses(self.reading, {"B1": "na", "B2": "3", "B3": "0"}) == {"B2": F(3, 8)}

    def test_no_barrier_at_all_is_no_gap(self):
        assert found(self.reading, {"B1": "0", "B2": "0", "B3": "na"}) == ()


class TestClosing:
    gap = Gap("k", "Q", "0.5", F(1, 5))

    @pytest.mark.parametrize(("reached", "won"), [("1", F(1, 10)), ("0.8", F(3, 50)), ("0.5", F(0)), ("0", F(0))])
    def test_a_better_answer_wins_its_part_and_a_worse_one_nothing(self, reached, won):
        assert self.gap.closed_by(reached) == won

    def test_a_reading_without_a_model_is_a_mistake_of_ours(self):
        reading = ladder({"p": (1,)}, levels=1)
        result = score(reading, {"P-L1-1": "0"}, Facts())
        plain = Reading("k", "1", "", "own", "2025-01-01", {}, "", ())
        with pytest.raises(TypeError, match="has no gaps"):
            gaps(type(result)(**{**vars(result), "reading": plain}), {}, Facts())


def whole_by_level(reading, answers, facts):
    table = weight_table(reading, facts.profile, facts.trimmed)
    return scores_by_node(reading, table, leaves_of(reading, table, answers))[ROOT]


@LAW
@given(
    answers=answer_sets(LADDER, not_applicable=True),
    profile=st.sampled_from(["discrete", "process"]),
    data=st.data(),
)
def test_closing_a_gap_of_the_ladder_lifts_its_level_by_exactly_its_gain(answers, profile, data):
    reading, facts = current().readings[LADDER], Facts(profile=profile)
    every = found(reading, answers, facts)
    if not every:
        return
    gap = data.draw(st.sampled_from(every))
    level = int(gap.question.rsplit("-L", 1)[1].split("-")[0])
    before = whole_by_level(reading, answers, facts)
    after = whole_by_level(reading, {**answers, gap.question: "1"}, facts)
    assert after[level - 1] - before[level - 1] == gap.closed_by("1")
    assert [score for n, score in enumerate(after, 1) if n != level] == [
        score for n, score in enumerate(before, 1) if n != level
    ]


@LAW
@given(answers=answer_sets(GREEN, not_applicable=True), data=st.data())
def test_closing_a_gap_of_an_item_lifts_the_score_by_exactly_its_gain(answers, data):
    reading = current().readings[GREEN]
    facts = figures(electricity_grid="1200000", value_added="180", waste_used="60", waste_generated="80")
    every = [gap for gap in found(reading, answers, facts) if gap.answer not in ("yes", "no")]
    if not every:
        return
    gap = data.draw(st.sampled_from(every))
    before = score(reading, answers, facts).score
    after = score(reading, {**answers, gap.question: "1"}, facts).score
    assert after - before == gap.closed_by("1") * 100


@LAW
@given(answers=answer_sets(BARRIERS, not_applicable=True), data=st.data())
def test_a_barrier_that_goes_away_lightens_the_whole_by_exactly_its_loss(answers, data):
    reading = current().readings[BARRIERS]
    every = found(reading, answers)
    if not every:
        return
    gap = data.draw(st.sampled_from(every))
    before = score(reading, answers, Facts()).score
    after = score(reading, {**answers, gap.question: "0"}, Facts()).score
    assert before - after == gap.loss * 100
