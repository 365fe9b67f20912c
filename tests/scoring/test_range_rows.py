"""A whole result of a range reading, word for word, and what its errors say."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.engine import reading_json, score
from scoring.errors import AnswerNotAllowed, ReferenceNotUsable
from scoring.model import Reference
from scoring.quantity import figures_of, range_share
from scoring.range import grade_range_indicator
from tests.scoring.build import figures, names, range_reading, ranged

SOURCE = "tool-own, tests"
PLATFORM = ranged("platform", points="6", formulas={"项": "platform_functions"}, base="0", lead="8")
ENERGY = ranged("energy", points="8")
WATER = ranged("water", node="clean", points="4", formulas={"m3/万元": "water_taken / output_value"}, base="9")
DESIGN = ranged("design", node="product", points="16", question="DESIGN-1")
LIFE = ranged("life", node="product", points="10", question="LIFE-1")
READING = range_reading(
    PLATFORM, ENERGY, WATER, DESIGN, LIFE, gates={"law": {"LAW-1": "yes"}, "systems": {"DESIGN-1": "1", "SYS-1": "0.8"}}
)
ANSWERS = {"LAW-1": "yes", "SYS-1": "0.8", "DESIGN-1": "0.5", "LIFE-1": "na"}
FACTS = replace(
    figures(electricity_grid="10000", product_tonnes="2", platform_functions="2", water_taken="10"),
    year=2025,
    references={
        ("range", "energy"): Reference(
            Decimal("1.229"), Decimal(0), "tce/t", "sector sheet", "sector", "2025-01-01", "own"
        )
    },
)


def indicator_row(code: str, **more) -> dict:
    return {
        "code": code,
        "node": "low-carbon",
        "points": "10",
        "unit": "",
        "formula": "",
        "question": None,
        "value": None,
        "base": None,
        "lead": None,
        "share": None,
        "earned": None,
        "outcome": "not_assessable",
        "reason": "",
        "absent": [],
        "source": "standard, table",
        "reference": None,
    } | more


def test_a_firm_with_one_of_each_kind_of_indicator():
    # platform 2 of 8: 1.5 of 6 points; energy 0.6145 tce/t halfway from 1.229 to 0: 4 of 8; design half of 16.
    result = score(READING, ANSWERS, FACTS)
    assert reading_json(result) == {
        "key": "range",
        "version": "1",
        "sha256": "0" * 64,
        "model": "range",
        "status": "complete",
        "weights_status": "own",
        "score": "13.5",
        "scale": ["0", "30"],
        "level": None,
        "gates": [
            {"code": "law", "passed": True, "score": None, "needs": "all", "blocking": []},
            {"code": "systems", "passed": False, "score": None, "needs": "all", "blocking": ["DESIGN-1"]},
        ],
        "nodes": [
            {
                "code": "low-carbon",
                "parent": None,
                "weight": "14",
                "score": "5.5",
                "assessable": "14",
                "status": "scored",
            },
            {
                "code": "clean",
                "parent": None,
                "weight": "4",
                "score": None,
                "assessable": "0",
                "status": "not_assessable",
            },
            {"code": "product", "parent": None, "weight": "26", "score": "8", "assessable": "16", "status": "scored"},
        ],
        "missing": [],
        "not_applicable": ["LIFE-1"],
        "not_reached": [],
        "earned": "13.5",
        "assessable": "30",
        "share": "45",
        "indicators": [
            indicator_row(
                "platform",
                points="6",
                unit="项",
                formula="platform_functions",
                value="2",
                base="0",
                lead="8",
                share="0.25",
                earned="1.5",
                outcome="scored",
                reference={
                    "origin": "standard",
                    "source": "standard, table",
                    "valid_from": "2025-01-01",
                    "status": "confirmed",
                },
            ),
            indicator_row(
                "energy",
                points="8",
                unit="tce/t",
                formula="energy_tce / product_tonnes",
                value="0.6145",
                base="1.229",
                lead="0",
                share="0.5",
                earned="4",
                outcome="scored",
                reference={
                    "origin": "sector",
                    "source": "sector sheet",
                    "valid_from": "2025-01-01",
                    "status": "own",
                },
            ),
            indicator_row(
                "water",
                node="clean",
                points="4",
                unit="m3/万元",
                formula="water_taken / output_value",
                base="9",
                reason="no figures",
                absent=["output_value"],
            ),
            indicator_row(
                "design",
                node="product",
                points="16",
                question="DESIGN-1",
                value="0.5",
                share="0.5",
                earned="8",
                outcome="scored",
            ),
            indicator_row("life", node="product", question="LIFE-1", reason="not applicable"),
        ],
    }
    assert READING.indicators[0].title == names("platform")


def line(node: str, rule: str, inputs: list[dict], output: str, source: str = SOURCE) -> dict:
    return {"node": node, "rule": rule, "inputs": inputs, "output": output, "source": source}


RULE = "(value - base) / (lead - base), held on 0 to 1"


def test_its_trace_says_where_every_point_comes_from():
    assert score(READING, ANSWERS, FACTS).trace == [
        line(
            "platform@value",
            "platform_functions",
            [{"quantity": "platform_functions", "value": "2"}],
            "2",
            "standard, table",
        ),
        line(
            "platform",
            RULE,
            [{"node": "platform@value", "value": "2"}, {"base": "0", "lead": "8"}],
            "0.25",
            "standard, table",
        ),
        line(
            "energy@value",
            "energy_tce / product_tonnes",
            [{"quantity": "electricity_grid", "value": "10000"}, {"quantity": "product_tonnes", "value": "2"}],
            "0.6145",
            "standard, table",
        ),
        line(
            "energy",
            RULE,
            [{"node": "energy@value", "value": "0.6145"}, {"base": "1.229", "lead": "0"}],
            "0.5",
            "sector sheet",
        ),
        line(
            "low-carbon",
            "sum of points x share",
            [
                {"node": "platform", "weight": "6", "value": "0.25"},
                {"node": "energy", "weight": "8", "value": "0.5"},
            ],
            "5.5",
        ),
        line("product", "sum of points x share", [{"question": "DESIGN-1", "weight": "16", "value": "0.5"}], "8"),
        line(
            "range",
            "sum of points earned",
            [{"node": "low-carbon", "value": "5.5"}, {"node": "product", "value": "8"}],
            "13.5",
        ),
    ]


@pytest.mark.parametrize(("base", "lead"), [("9", None), (None, "2"), (None, None)])
def test_a_value_with_half_a_reference_has_no_position_and_shows_what_is_known(base, lead):
    reading = range_reading(replace(WATER, base=base and Fraction(base), lead=lead and Fraction(lead)))
    facts = figures(water_taken="10", output_value="2")
    row = score(reading, {}, facts).details["indicators"][0]
    assert (row["value"], row["base"], row["lead"], row["reason"]) == ("5", base, lead, "no reference")
    assert (row["unit"], row["formula"]) == ("m3/万元", "water_taken / output_value")


@pytest.mark.parametrize(("answer", "reason"), [(None, "not answered"), ("na", "not applicable")])
def test_a_question_without_a_grade_says_why(answer, reason):
    answers = {} if answer is None else {"DESIGN-1": answer}
    row = grade_range_indicator(READING, DESIGN, answers, FACTS, figures_of(FACTS))
    assert (row.reason, row.amount.reason, row.amount.value) == (reason, reason, None)
    assert (row.unit, row.formula, row.share, row.earned, row.outcome) == ("", "", None, None, "not_assessable")


def test_a_reference_in_another_unit_is_refused_by_name():
    facts = replace(FACTS, references={("range", "energy"): Reference(Decimal(1), Decimal(0), "kgce", "sheet")})
    with pytest.raises(ReferenceNotUsable) as caught:
        score(READING, ANSWERS, facts)
    assert caught.value.indicator == "energy"
    assert str(caught.value) == "energy: no formula gives 'kgce'; use tce/万元, tce/t"


def test_equal_references_leave_no_room_and_say_so():
    with pytest.raises(ReferenceNotUsable, match=r"^reference: baseline and leading value are equal"):
        range_share(Fraction(1), Fraction(2), Fraction(2))


@pytest.mark.parametrize(
    ("code", "answer", "allowed"),
    [
        ("DESIGN-1", "yes", ("1", "0.8", "0.5", "0", "na")),
        ("LIFE-1", "2", ("1", "0.8", "0.5", "0", "na")),
        ("SYS-1", "yes", ("1", "0.8", "0.5", "0", "na")),
        ("LAW-1", "1", ("yes", "no")),
    ],
)
def test_an_answer_off_its_scale_is_named_with_what_is_accepted(code, answer, allowed):
    with pytest.raises(AnswerNotAllowed) as caught:
        score(READING, ANSWERS | {code: answer}, FACTS)
    assert (caught.value.code, caught.value.value, caught.value.allowed) == (code, answer, allowed)


def test_an_open_question_makes_its_node_incomplete_and_leaves_the_others():
    answers = {code: answer for code, answer in ANSWERS.items() if code != "LIFE-1"}
    result = score(READING, answers, FACTS)
    assert [node["status"] for node in result.nodes] == ["scored", "not_assessable", "incomplete"]
    assert (result.status, result.missing, result.score, result.trace) == ("incomplete", ("LIFE-1",), None, [])
    assert (list(result.gates), result.details) == ([], {})
