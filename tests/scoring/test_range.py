"""The range model: points between two references, gate clauses beside them, and what cannot be assessed left out."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import reading_json, score
from scoring.errors import AnswerNotAllowed, ReferenceNotUsable
from scoring.model import Facts, Reference
from scoring.range import reaches, score_range
from tests.scoring.build import FACTORS, range_reading, ranged
from tests.strategies import LAW

F = Fraction

ENERGY = ranged("energy", points="8")
PLATFORM = ranged("platform", points="6", formulas={"项": "platform_functions"}, base="0", lead="8")
DESIGN = ranged("design", node="product", points="16", question="DESIGN-1")


def facts(references=None, **quantities) -> Facts:
    return Facts(
        quantities={code: Decimal(amount) for code, amount in quantities.items()},
        tce_per_unit=FACTORS,
        references={("range", code): reference for code, reference in (references or {}).items()},
        year=2025,
    )


def reference(base: str, lead: str, unit: str = "tce/万元", **more: str) -> Reference:
    return Reference(Decimal(base), Decimal(lead), unit, "sector sheet", **more)


def row_of(result, code):
    return next(row for row in result.details["indicators"] if row["code"] == code)


class TestIndicators:
    # 1000000 kWh x 0.0001229 = 122.9 tce
    used = {"electricity_grid": "1000000", "output_value": "245.8", "product_tonnes": "1000"}

    @pytest.mark.parametrize(
        ("base", "lead", "share", "earned", "outcome"),
        [
            # the firm is at 122.9 / 245.8 = 0.5 tce per 万元; less is better
            ("0.9", "0.5", "1", "8", "scored"),
            ("0.6", "0.4", "0.5", "4", "scored"),
            ("0.8", "0.6", "1", "8", "scored"),
            ("0.5", "0.2", "0", "0", "below_baseline"),
            ("0.4", "0.2", "0", "0", "below_baseline"),
        ],
    )
    def test_points_are_linear_between_baseline_and_leading_value(self, base, lead, share, earned, outcome):
        result = score_range(range_reading(ENERGY), {}, facts({"energy": reference(base, lead)}, **self.used))
        row = row_of(result, "energy")
        assert (row["value"], row["share"], row["earned"], row["outcome"]) == ("0.5", share, earned, outcome)
        assert (result.score, result.scale) == (F(earned), (0, 8))

    def test_the_unit_of_the_reference_chooses_the_formula(self):
        # 122.9 tce / 1000 t = 0.1229
        own = {"energy": reference("0.2", "0.1", "tce/t")}
        row = row_of(score_range(range_reading(ENERGY), {}, facts(own, **self.used)), "energy")
        assert (row["unit"], row["formula"]) == ("tce/t", "energy_tce / product_tonnes")
        assert (row["value"], row["share"]) == ("0.1229", "0.771")

    def test_a_reference_in_a_unit_without_a_formula_is_refused_with_the_units_there_are(self):
        own = {"energy": reference("2", "1", "kWh")}
        with pytest.raises(ReferenceNotUsable, match="no formula gives 'kWh'; use tce/万元, tce/t"):
            score_range(range_reading(ENERGY), {}, facts(own, **self.used))

    def test_equal_references_are_refused(self):
        with pytest.raises(ReferenceNotUsable, match="equal"):
            score_range(range_reading(ENERGY), {}, facts({"energy": reference("1", "1")}, **self.used))

    def test_the_standard_s_own_references_serve_where_it_has_some(self):
        result = score_range(range_reading(PLATFORM), {}, facts(platform_functions="6"))
        row = row_of(result, "platform")
        assert (row["base"], row["lead"], row["share"], row["earned"]) == ("0", "8", "0.75", "4.5")
        assert row["reference"] == {
            "origin": "standard",
            "source": "standard, table",
            "valid_from": "2025-01-01",
            "status": "confirmed",
        }

    def test_a_reference_replaces_the_standard_s_own_and_says_whose_it_is(self):
        own = reference("4", "12", "项", origin="sector", valid_from="2025-06-01", status="own")
        row = row_of(
            score_range(range_reading(PLATFORM), {}, facts({"platform": own}, platform_functions="6")), "platform"
        )
        assert (row["base"], row["lead"], row["share"]) == ("4", "12", "0.25")
        assert row["reference"] == {
            "origin": "sector",
            "source": "sector sheet",
            "valid_from": "2025-06-01",
            "status": "own",
        }
        assert row["source"] == "standard, table"

    @pytest.mark.parametrize(
        ("references", "quantities", "reason", "absent"),
        [
            ({}, used, "no reference", []),
            ({"energy": reference("1", "0.5")}, {"electricity_grid": "1"}, "no figures", ["output_value"]),
            ({}, {"electricity_grid": "1"}, "no figures", ["output_value"]),
            (
                {"energy": reference("1", "0.5")},
                {"electricity_grid": "1", "output_value": "0"},
                "denominator is zero",
                [],
            ),
            (
                {"energy": reference("1", "0.5")},
                {"coke": "1", "output_value": "1"},
                "no factor for the year",
                ["coke"],
            ),
        ],
    )
    def test_what_cannot_be_assessed_says_why_and_earns_nothing(self, references, quantities, reason, absent):
        result = score_range(range_reading(ENERGY), {}, facts(references, **quantities))
        row = row_of(result, "energy")
        assert (row["outcome"], row["reason"], row["absent"]) == ("not_assessable", reason, absent)
        assert (row["share"], row["earned"]) == (None, None)
        assert (result.status, result.score, result.scale) == ("not_applicable", None, (0, 0))
        assert (result.details["assessable"], result.details["share"]) == ("0", None)

    def test_three_years_of_investment_are_needed_for_its_share(self):
        upgrade = ranged("upgrade", formulas={"%": "green_investment_3y / output_value_3y x 100"})
        own = {("range", "upgrade"): reference("0", "5", "%")}
        amounts = {"green_investment": Decimal(30), "output_value": Decimal(1000)}
        two = Facts(quantities=amounts, references=own, year=2025, history={2024: amounts})
        row = row_of(score_range(range_reading(upgrade), {}, two), "upgrade")
        assert (row["reason"], row["absent"]) == ("three years are needed", ["green_investment", "output_value"])
        three = Facts(
            quantities=amounts, references=own, year=2025, history={2024: amounts, 2023: amounts, 2025: amounts}
        )
        row = row_of(score_range(range_reading(upgrade), {}, three), "upgrade")
        # 90 / 3000 = 3 %
        assert (row["value"], row["share"]) == ("3", "0.6")

    @pytest.mark.parametrize(
        ("answer", "share", "earned", "outcome"),
        [("1", "1", "16", "scored"), ("0.5", "0.5", "8", "scored"), ("0", "0", "0", "below_baseline")],
    )
    def test_a_question_grades_by_its_answer(self, answer, share, earned, outcome):
        result = score_range(range_reading(DESIGN), {"DESIGN-1": answer}, Facts())
        row = row_of(result, "design")
        assert (row["question"], row["value"], row["share"]) == ("DESIGN-1", share, share)
        assert (row["earned"], row["outcome"], row["unit"], row["formula"]) == (earned, outcome, "", "")
        assert (row["base"], row["lead"], row["reference"]) == (None, None, None)

    def test_a_question_that_does_not_apply_leaves_the_count(self):
        result = score_range(range_reading(DESIGN, PLATFORM), {"DESIGN-1": "na"}, facts(platform_functions="4"))
        row = row_of(result, "design")
        assert (row["outcome"], row["reason"]) == ("not_assessable", "not applicable")
        assert (result.score, result.scale, result.not_applicable) == (3, (0, 6), ("DESIGN-1",))

    def test_an_answer_off_its_scale_is_an_error(self):
        with pytest.raises(AnswerNotAllowed, match="DESIGN-1"):
            score_range(range_reading(DESIGN), {"DESIGN-1": "yes"}, Facts())


class TestWhole:
    reading = range_reading(ENERGY, PLATFORM, DESIGN)

    def test_the_score_is_points_earned_of_points_assessable(self):
        result = score_range(self.reading, {"DESIGN-1": "0.8"}, facts(platform_functions="2"))
        # platform 6 x 2/8 = 1.5, design 16 x 0.8 = 12.8; energy is not assessable
        assert (result.status, result.score, result.level) == ("complete", F("14.3"), None)
        assert result.scale == (0, 22)
        # 14.3 / 22
        assert result.details["share"] == "65"
        assert (result.details["earned"], result.details["assessable"]) == ("14.3", "22")
        assert [
            (node["code"], node["weight"], node["score"], node["assessable"], node["status"]) for node in result.nodes
        ] == [
            ("low-carbon", "14", "1.5", "6", "scored"),
            ("product", "16", "12.8", "16", "scored"),
        ]

    def test_a_node_with_nothing_assessable_has_no_score(self):
        result = score_range(self.reading, {"DESIGN-1": "1"}, Facts())
        assert [(node["score"], node["assessable"], node["status"]) for node in result.nodes] == [
            (None, "0", "not_assessable"),
            ("16", "16", "scored"),
        ]

    def test_an_open_question_leaves_the_whole_incomplete(self):
        result = score_range(self.reading, {}, facts(platform_functions="2"))
        assert (result.status, result.score, result.missing) == ("incomplete", None, ("DESIGN-1",))
        assert (result.details, result.gates, result.trace) == ({}, [], [])
        assert [node["status"] for node in result.nodes] == ["scored", "incomplete"]
        assert result.nodes[1]["score"] is None

    def test_the_document_carries_its_scale_as_text(self):
        quarter = range_reading(ranged("design", points="2.5", question="DESIGN-1"))
        document = reading_json(score(quarter, {"DESIGN-1": "1"}, Facts()))
        assert (document["model"], document["score"], document["scale"]) == ("range", "2.5", ["0", "2.5"])
        assert document["level"] is None


class TestGates:
    reading = range_reading(DESIGN, gates={"clean": {"GATE-A": "yes", "GATE-B": "yes"}, "systems": {"SYS-1": "1"}})
    good = {"DESIGN-1": "1", "GATE-A": "yes", "GATE-B": "yes", "SYS-1": "1"}

    def test_every_question_of_a_clause_must_reach_its_answer(self):
        result = score_range(self.reading, self.good, Facts())
        assert [(gate["code"], gate["passed"], gate["blocking"]) for gate in result.gates] == [
            ("clean", True, []),
            ("systems", True, []),
        ]

    def test_what_falls_short_is_named_and_the_score_stays(self):
        result = score_range(self.reading, self.good | {"GATE-B": "no", "SYS-1": "0.8"}, Facts())
        assert [(gate["passed"], gate["blocking"], gate["needs"], gate["score"]) for gate in result.gates] == [
            (False, ["GATE-B"], "all", None),
            (False, ["SYS-1"], "all", None),
        ]
        assert result.score == 16

    def test_a_gate_clause_makes_no_exception_for_what_does_not_apply(self):
        result = score_range(self.reading, self.good | {"SYS-1": "na"}, Facts())
        assert (result.gates[1]["passed"], result.gates[1]["blocking"]) == (False, ["SYS-1"])
        assert result.not_applicable == ("SYS-1",)

    def test_an_open_gate_question_is_missing(self):
        answers = {code: answer for code, answer in self.good.items() if code != "GATE-A"}
        assert score_range(self.reading, answers, Facts()).missing == ("GATE-A",)

    @pytest.mark.parametrize(("code", "answer"), [("GATE-A", "1"), ("SYS-1", "yes"), ("GATE-A", "na")])
    def test_an_answer_off_its_scale_is_an_error(self, code, answer):
        with pytest.raises(AnswerNotAllowed, match=code):
            score_range(self.reading, self.good | {code: answer}, Facts())

    @pytest.mark.parametrize(
        ("answer", "least", "enough"),
        [
            ("yes", "yes", True),
            ("no", "yes", False),
            ("1", "1", True),
            ("0.8", "1", False),
            ("0.8", "0.8", True),
            ("1", "0.8", True),
            ("0.5", "0.8", False),
            ("na", "1", False),
            ("na", "yes", False),
        ],
    )
    def test_enough_is_the_least_answer_or_better(self, answer, least, enough):
        assert reaches(answer, least) is enough

    def test_each_question_is_asked_once(self):
        twice = range_reading(
            ranged("design", question="SYS-1"), gates={"a": {"SYS-1": "1", "GATE-A": "yes"}, "b": {"GATE-A": "yes"}}
        )
        assert twice.question_codes() == ("SYS-1", "GATE-A")


class TestTrace:
    reading = range_reading(ENERGY, PLATFORM, DESIGN)

    def test_every_figure_has_a_line(self):
        used = facts({"energy": reference("0.6", "0.4")}, **TestIndicators.used, platform_functions="8")
        result = score_range(self.reading, {"DESIGN-1": "0.5"}, used)
        assert [line["node"] for line in result.trace] == [
            "energy@value",
            "energy",
            "platform@value",
            "platform",
            "low-carbon",
            "product",
            "range",
        ]
        assert [line["output"] for line in result.trace] == ["0.5", "0.5", "8", "1", "10", "8", "18"]

    def test_a_value_is_explained_even_without_a_reference(self):
        result = score_range(self.reading, {"DESIGN-1": "0"}, facts(**TestIndicators.used))
        assert [line["node"] for line in result.trace] == ["energy@value", "product", "range"]
        assert result.trace[0]["inputs"] == [
            {"quantity": "electricity_grid", "value": "1000000"},
            {"quantity": "output_value", "value": "245.8"},
        ]


AMOUNTS = st.decimals(min_value="0.01", max_value="1000000", places=2)


@LAW
@given(value=AMOUNTS, base=AMOUNTS, lead=AMOUNTS, step=AMOUNTS)
def test_coming_nearer_to_the_leading_value_never_earns_less(value, base, lead, step):
    if base == lead:
        lead += 1
    share = ranged("share", formulas={"%": "green_material_share"})

    def earned(amount: Decimal) -> Fraction:
        own = {("range", "share"): Reference(base, lead, "%", "sheet")}
        result = score_range(
            range_reading(share), {}, Facts(quantities={"green_material_share": amount}, references=own)
        )
        assert result.score is not None
        assert 0 <= result.score <= 10
        return result.score

    other = value + step if lead > base else max(Decimal(0), value - step)
    assert earned(other) >= earned(value)


@LAW
@given(
    answers=st.fixed_dictionaries({f"Q-{n}": st.sampled_from(["1", "0.8", "0.5", "0", "na"]) for n in range(4)}),
    points=st.lists(st.integers(1, 30), min_size=4, max_size=4),
)
def test_nodes_and_indicators_add_up_to_the_score(answers, points):
    indicators = [
        ranged(f"i-{n}", node=f"node-{n % 2}", points=str(worth), question=f"Q-{n}") for n, worth in enumerate(points)
    ]
    result = score_range(range_reading(*indicators), answers, Facts())
    earned = sum(F(row["earned"]) for row in result.details["indicators"] if row["earned"] is not None)
    assert F(result.details["earned"]) == earned == sum(F(node["score"] or "0") for node in result.nodes)
    assert result.scale[1] == sum(F(node["assessable"]) for node in result.nodes)
    assert (result.score is None) == (set(answers.values()) == {"na"})
