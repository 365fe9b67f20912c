"""The points model: musts and optional items, gates, quantities, tiers and what holds a firm back."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.errors import AnswerNotAllowed, ReferenceNotUsable
from scoring.model import Block, Facts, Reference
from scoring.points import score_points
from tests.scoring.build import OPEN_GATES, TIERS, figures, indicator, points

F = Fraction
NO_FACTS = Facts()


def node_of(result, code):
    return next(node for node in result.nodes if node["code"] == code)


class TestBlocks:
    reading = points({"infra": ("100", ("MUST-1", "MUST-2", "OPT-1", "OPT-2"))}, weights={"OPT-1": "1", "OPT-2": "3"})

    @pytest.mark.parametrize(
        ("must_1", "must_2", "opt_1", "opt_2", "score"),
        [
            ("1", "1", "1", "1", "100"),
            ("0", "0", "0", "0", "0"),
            ("1", "1", "0", "0", "60"),
            ("0", "0", "1", "1", "40"),
            ("1", "0", "0", "0", "30"),  # 60 x 1/2
            ("0.8", "0.5", "0", "0", "39"),  # 60 x 1.3/2
            ("0", "0", "1", "0", "10"),  # 40 x 1/4
            ("0", "0", "0", "1", "30"),  # 40 x 3/4
            ("1", "0.5", "0.8", "0.5", "68"),  # 45 + 40 x (0.8 + 1.5)/4 = 45 + 23
            ("na", "0.5", "0", "0", "30"),  # only one must left: 60 x 0.5
            ("na", "na", "1", "0", "25"),  # no must applies: the optional items are the whole, 1/4
            ("1", "0.5", "na", "na", "75"),  # no optional item applies: the musts are the whole
            ("1", "1", "na", "0.5", "80"),  # 60 + 40 x 0.5
        ],
    )
    def test_60_percent_musts_and_40_percent_weighted_optional_items(self, must_1, must_2, opt_1, opt_2, score):
        answers = OPEN_GATES | {"MUST-1": must_1, "MUST-2": must_2, "OPT-1": opt_1, "OPT-2": opt_2}
        assert score_points(self.reading, answers, NO_FACTS).score == F(score)

    def test_a_block_of_musts_only(self):
        reading = points({"b": ("100", ("MUST-1", "MUST-2", "MUST-3"))})
        answers = OPEN_GATES | {"MUST-1": "1", "MUST-2": "0.5", "MUST-3": "0"}
        assert score_points(reading, answers, NO_FACTS).score == 50

    def test_a_block_of_optional_items_only(self):
        reading = points({"b": ("100", ("OPT-1", "OPT-2"))}, weights={"OPT-1": "2", "OPT-2": "1"})
        assert score_points(reading, OPEN_GATES | {"OPT-1": "1", "OPT-2": "0"}, NO_FACTS).score == F(200, 3)

    def test_blocks_are_weighted_and_one_of_which_nothing_applies_leaves(self):
        reading = points({"a": ("60", ("MUST-1",)), "b": ("30", ("MUST-2",)), "c": ("10", ("OPT-1",))})
        answers = OPEN_GATES | {"MUST-1": "1", "MUST-2": "0.5", "OPT-1": "0"}
        assert score_points(reading, answers, NO_FACTS).score == 75
        # without a: (30 x .5 + 10 x 0) / 40
        result = score_points(reading, answers | {"MUST-1": "na"}, NO_FACTS)
        assert result.score == F(75, 2)
        assert node_of(result, "a") == {
            "code": "a",
            "parent": None,
            "weight": "60",
            "score": None,
            "status": "not_applicable",
        }
        assert result.not_applicable == ("MUST-1",)


class TestIncomplete:
    reading = points({"a": ("60", ("MUST-1",)), "b": ("40", ("OPT-1",))})

    def test_missing_gates_come_first_and_there_is_no_score(self):
        result = score_points(self.reading, {"GATE-B": "yes", "OPT-1": "1"}, NO_FACTS)
        assert (result.status, result.score, result.level) == ("incomplete", None, None)
        assert result.missing == ("GATE-A", "MUST-1")
        assert (result.gates, result.details, result.trace) == ([], {}, [])
        assert (node_of(result, "a")["status"], node_of(result, "b")["score"]) == ("incomplete", "100")

    def test_nothing_applies(self):
        result = score_points(self.reading, OPEN_GATES | {"MUST-1": "na", "OPT-1": "na"}, NO_FACTS)
        assert (result.status, result.score) == ("not_applicable", None)

    @pytest.mark.parametrize(("code", "answer"), [("MUST-1", "2"), ("OPT-1", "yes"), ("GATE-A", "1"), ("GATE-A", "na")])
    def test_an_answer_outside_the_scale_is_an_error(self, code, answer):
        answers = OPEN_GATES | {"MUST-1": "1", "OPT-1": "1"} | {code: answer}
        with pytest.raises(AnswerNotAllowed, match=code):
            score_points(self.reading, answers, NO_FACTS)


class TestTiers:
    reading = points(
        {"a": ("100", ("MUST-1", "OPT-1", "OPT-2", "OPT-3", "OPT-4"))},
        indicators=[indicator(node="a", weight="1")],
    )
    """In a musts-and-optionals block an indicator carries no points; it only guards the highest tier."""

    good_energy = figures(electricity_grid="1000000", value_added="200")  # 122.9 / 200 = 0.6145, base 0.9
    poor_energy = figures(electricity_grid="1000000", value_added="100")  # 1.229

    def grade(self, must="1", options=("1", "1", "1", "1"), facts=None, **gates):
        answers = OPEN_GATES | {"MUST-1": must} | {f"OPT-{n}": o for n, o in enumerate(options, 1)}
        answers |= {f"GATE-{code.upper()}": answer for code, answer in gates.items()}
        return score_points(self.reading, answers, facts or self.good_energy)

    def test_everything_met_is_the_highest_tier_without_an_obstacle(self):
        result = self.grade()
        assert (result.score, result.level.code) == (100, "national")
        assert (result.details["next_tier"], result.details["obstacle"]) == (None, None)

    def test_one_failed_gate_is_not_ready_however_high_the_score(self):
        result = self.grade(a="no")
        assert (result.score, result.level.code) == (100, "not-ready")
        assert result.details["obstacle"] == {"condition": "gates"}
        assert [(gate["code"], gate["passed"], gate["blocking"]) for gate in result.gates] == [
            ("gate-a", False, ["GATE-A"]),
            ("gate-b", True, []),
        ]

    @pytest.mark.parametrize(
        ("must", "options", "score", "tier", "condition"),
        [
            ("0", ("0", "0", "0", "0"), "0", "cultivating", "score"),
            ("0.5", ("1", "1", "1", "0"), "60", "municipal", "score"),  # 30 + 30, exactly 60; 75 is next
            ("1", ("0", "0", "0", "0"), "60", "municipal", "score"),
            ("0.8", ("0.5", "0.5", "0", "0"), "58", "cultivating", "score"),  # 48 + 10
            ("1", ("1", "0.5", "0", "0"), "75", "provincial", "score"),  # 60 + 15, exactly 75; 85 is next
            ("0.8", ("1", "1", "1", "1"), "88", "municipal", "musts"),  # 48 + 40
            ("1", ("1", "1", "0.5", "0"), "85", "national", None),  # 60 + 25, exactly 85
        ],
    )
    def test_thresholds_hold_exactly_and_the_first_obstacle_is_named(self, must, options, score, tier, condition):
        result = self.grade(must, options)
        assert (result.score, result.level.code) == (F(score), tier)
        obstacle = result.details["obstacle"]
        assert (obstacle and obstacle["condition"]) == condition

    def test_a_must_partly_met_lists_itself(self):
        result = self.grade(must="0.8")
        assert result.details["musts_unmet"] == ["MUST-1"]
        assert result.details["obstacle"] == {"condition": "musts", "questions": ["MUST-1"]}

    def test_a_must_that_does_not_apply_is_not_unmet(self):
        result = self.grade(must="na")
        assert (result.details["musts_unmet"], result.level.code) == ([], "national")

    def test_the_score_obstacle_says_what_is_needed_and_what_is_there(self):
        assert self.grade("1", ("0", "0", "0", "0")).details["obstacle"] == {
            "condition": "score",
            "needs": "75",
            "has": "60",
        }

    def test_energy_short_of_its_reference_holds_back_from_the_highest_tier(self):
        result = self.grade(facts=self.poor_energy)
        assert result.level.code == "provincial"
        assert result.details["obstacle"] == {
            "condition": "indicator",
            "indicator": "energy",
            "needs": "0.9",
            "has": "1.229",
            "reason": "short of its reference",
        }

    def test_energy_exactly_at_its_baseline_is_enough(self):
        # 900000 kWh x 0.0001229 = 110.61 tce; 110.61 / 122.9 = 0.9
        assert self.grade(facts=figures(electricity_grid="900000", value_added="122.9")).level.code == "national"

    def test_without_figures_the_highest_tier_cannot_be_claimed(self):
        obstacle = self.grade(facts=NO_FACTS).details["obstacle"]
        assert (obstacle["condition"], obstacle["reason"], obstacle["has"]) == ("indicator", "no figures", None)

    def test_a_reading_with_one_tier_only(self):
        reading = points({"a": ("100", ("MUST-1",))}, tiers=TIERS[:1])
        result = score_points(reading, OPEN_GATES | {"MUST-1": "1"}, NO_FACTS)
        assert (result.level.code, result.details["obstacle"]) == ("not-ready", None)


class TestQuantitiesInTheBlock:
    reading = points(
        {"performance": ("100", ("PERF-1", "PERF-2"))},
        weights={"PERF-1": "1", "PERF-2": "2"},
        indicators=[
            indicator("energy", weight="3"),
            indicator("reuse", formula="waste_used / waste_generated x 100", base="50", lead="90", weight="2"),
            indicator("land", formula="output_value / land_area", base=None, lead=None, weight="5"),
        ],
    )
    answers = OPEN_GATES | {"PERF-1": "1", "PERF-2": "0.5"}

    def indicator_of(self, result, code):
        return next(row for row in result.details["indicators"] if row["code"] == code)

    def test_items_and_assessable_quantities_count_alike(self):
        facts = figures(electricity_grid="1000000", value_added="122.9", waste_used="60", waste_generated="100")
        # energy 1.0: worse than its base, share 0; reuse share .25: (1 + 2 x .5 + 3 x 0 + 2 x .25) / 8 = 2.5 / 8
        assert score_points(self.reading, self.answers, facts).score == F(125, 4)

    def test_what_cannot_be_assessed_leaves_the_block_with_its_reason(self):
        result = score_points(self.reading, self.answers, NO_FACTS)
        # (1 + 2 x .5) / 3
        assert result.score == F(200, 3)
        assert [(row["code"], row["status"], row["reason"]) for row in result.details["indicators"]] == [
            ("energy", "not_assessable", "no figures"),
            ("reuse", "not_assessable", "no figures"),
            ("land", "not_assessable", "no figures"),
        ]

    def test_no_reference_is_a_reason_of_its_own(self):
        result = score_points(self.reading, self.answers, figures(output_value="500", land_area="100"))
        row = self.indicator_of(result, "land")
        assert (row["value"], row["reason"], row["share"]) == ("5", "no reference", None)

    def test_a_reference_of_the_firm_makes_it_assessable(self):
        facts = figures(output_value="500", land_area="100")
        own = Reference(Decimal(4), Decimal(8), "unit", "our sector sheet")
        facts = Facts(quantities=facts.quantities, references={("points", "land"): own})
        result = score_points(self.reading, self.answers, facts)
        row = self.indicator_of(result, "land")
        assert (row["share"], row["source"], row["base"], row["lead"]) == ("0.25", "our sector sheet", "4", "8")
        # (1 + 2 x .5 + 5 x .25) / 8
        assert result.score == F(325, 8)

    def test_a_reference_of_the_firm_replaces_the_reading_s_own(self):
        facts = figures(waste_used="60", waste_generated="100")
        own = Reference(Decimal(50), Decimal(60), "%", "our sector sheet")
        facts = Facts(quantities=facts.quantities, references={("points", "reuse"): own})
        row = self.indicator_of(score_points(self.reading, self.answers, facts), "reuse")
        assert (row["share"], row["source"]) == ("1", "our sector sheet")

    def test_a_reference_for_another_reading_is_not_used(self):
        facts = figures(output_value="500", land_area="100")
        own = Reference(Decimal(4), Decimal(8), "unit", "elsewhere")
        facts = Facts(quantities=facts.quantities, references={("other", "land"): own})
        assert self.indicator_of(score_points(self.reading, self.answers, facts), "land")["share"] is None

    def test_equal_references_are_an_error_not_a_number(self):
        facts = figures(waste_used="60", waste_generated="100")
        own = Reference(Decimal(50), Decimal(50), "%", "nonsense")
        facts = Facts(quantities=facts.quantities, references={("points", "reuse"): own})
        with pytest.raises(ReferenceNotUsable):
            score_points(self.reading, self.answers, facts)

    def test_a_block_of_quantities_only(self):
        facts = figures(waste_used="80", waste_generated="100")
        result = score_points(self.reading, OPEN_GATES | {"PERF-1": "na", "PERF-2": "na"}, facts)
        assert result.score == 75

    def test_zero_waste_has_no_rate(self):
        row = self.indicator_of(
            score_points(self.reading, self.answers, figures(waste_used="0", waste_generated="0")), "reuse"
        )
        assert (row["value"], row["reason"]) == (None, "denominator is zero")

    def test_indicators_name_the_figures_that_are_absent(self):
        row = self.indicator_of(score_points(self.reading, self.answers, figures(waste_used="1")), "reuse")
        assert row["absent"] == ["waste_generated"]


class TestPrinciples:
    def test_the_plain_mean_of_items_and_quantities(self):
        reading = points(
            {"a": ("50", ("MUST-1", "OPT-1")), "performance": ("50", ("PERF-1",))},
            weights={"OPT-1": "9"},
            indicators=[
                indicator(principle="clean", formula="waste_used / waste_generated x 100", base="0", lead="100"),
            ],
        )
        answers = OPEN_GATES | {"MUST-1": "1", "OPT-1": "0.5", "PERF-1": "0"}
        result = score_points(reading, answers, figures(waste_used="30", waste_generated="100"))
        # clean: (1 + .5 + 0 + .3) / 4 = .45; nothing belongs to low-carbon
        assert result.details["principles"] == [
            {"code": "clean", "score": "45", "status": "scored"},
            {"code": "low-carbon", "score": None, "status": "not_applicable"},
        ]


class TestTrace:
    def test_every_block_and_the_score_have_a_line(self):
        reading = points(
            {"a": ("75", ("MUST-1", "OPT-1")), "performance": ("25", ("PERF-1",))}, indicators=[indicator()]
        )
        answers = OPEN_GATES | {"MUST-1": "1", "OPT-1": "0.5", "PERF-1": "0.8"}
        facts = figures(electricity_grid="1000000", value_added="163.8666666667")
        result = score_points(reading, answers, facts)
        lines = {line["node"]: line for line in result.trace}
        assert list(lines) == ["energy", "a", "performance", "clean", "low-carbon", "points"]
        assert lines["a"]["output"] == "0.8"
        assert lines["a"]["rule"] == "60 % musts + 40 % optional items"
        assert lines["energy"]["inputs"][:2] == [
            {"quantity": "electricity_grid", "value": "1000000"},
            {"quantity": "value_added", "value": "163.8666666667"},
        ]
        assert lines["points"]["inputs"][0] == {"node": "a", "weight": "75", "value": "0.8"}


class TestWithoutTiersAndPrinciples:
    """Five equal blocks of statements, as the mechanisms are: no gates, no tiers, no principles."""

    reading = replace(
        points(
            {"performance": ("20", ("IM-A-L1-1", "OWN-1")), "other": ("20", ("OWN-2",))},
            gates=(),
            tiers=(),
        ),
        principles=(),
        must_share=F(0),
        optional_share=F(0),
        blocks={code: Block(code, F(20), "weighted-mean") for code in ("performance", "other")},
    )

    def test_a_score_and_no_level(self):
        result = score_points(self.reading, {"IM-A-L1-1": "0.8", "OWN-1": "0.5", "OWN-2": "1"}, NO_FACTS)
        # (0.65 + 1) / 2
        assert (result.status, result.score, result.level, result.gates) == ("complete", F("82.5"), None, [])
        assert [node["score"] for node in result.nodes] == ["65", "100"]
        assert result.details == {"principles": [], "indicators": [], "musts_unmet": []}

    def test_open_items_leave_it_incomplete(self):
        result = score_points(self.reading, {"OWN-2": "1"}, NO_FACTS)
        assert (result.status, result.missing, result.details) == ("incomplete", ("IM-A-L1-1", "OWN-1"), {})

    def test_the_trace_ends_with_the_score(self):
        result = score_points(self.reading, dict.fromkeys(self.reading.question_codes(), "1"), NO_FACTS)
        assert [line["node"] for line in result.trace] == ["performance", "other", "points"]
