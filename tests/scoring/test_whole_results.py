"""Whole results of small firms, word for word: every key, every row and every trace line of what result files hold."""

from fractions import Fraction

import pytest

from scoring.engine import reading_json, score, trace_json
from scoring.errors import AnswerNotAllowed
from scoring.ladder import open_level
from scoring.model import Facts
from tests.scoring.build import OPEN_GATES, figures, indicator, ladder, names, points, severity

SOURCE = "tool-own, tests"

BARRIERS = severity({"unwilling": ["U-1", "U-2"], "unable": ["A-1"], "afraid": ["F-1"]}, weights={"U-1": "2"})
CATALOGUE = points(
    {"one": ("70", ["MUST-1", "OPTIONAL-1", "OPTIONAL-2"]), "performance": ("30", ["ITEM-1"])},
    indicators=[
        indicator(base="1.229", lead="0"),
        indicator("water", formula="water_taken / value_added", base="30", lead=None),
        indicator("reuse", formula="waste_used / waste_generated x 100", base="50", lead="100"),
    ],
)
CATALOGUE_ANSWERS = {**OPEN_GATES, "MUST-1": "0.8", "OPTIONAL-1": "1", "OPTIONAL-2": "na", "ITEM-1": "0.5"}
CATALOGUE_FACTS = figures(electricity_grid="10000", value_added="2", water_taken="10")


def head(key: str, status: str, score: str | None, top: str, level: str | None) -> dict:
    return {
        "key": key,
        "version": "1",
        "sha256": "0" * 64,
        "model": key,
        "status": status,
        "weights_status": "own",
        "score": score,
        "scale": ["0", top],
        "level": None if level is None else {"code": level, "name": names(level.replace("-", " "))},
    }


def line(node: str, rule: str, inputs: list[dict], output: str) -> dict:
    return {"node": node, "rule": rule, "inputs": inputs, "output": output, "source": SOURCE}


def test_barriers_of_a_firm_to_which_one_group_does_not_apply():
    # unwilling (2 x 4 + 1) / 3 / 4, unable 2 / 4, the whole (8 + 1 + 2) / 4 / 4.
    result = score(BARRIERS, {"U-1": "1", "U-2": "4", "A-1": "2", "F-1": "na"}, Facts())
    assert reading_json(result) == head("severity", "complete", "50", "100", "high") | {
        "gates": [],
        "nodes": [
            {"code": "unwilling", "parent": None, "weight": "3", "score": "50", "level": "high", "status": "scored"},
            {"code": "unable", "parent": None, "weight": "1", "score": "50", "level": "high", "status": "scored"},
            {"code": "afraid", "parent": None, "weight": "1", "score": None, "level": None, "status": "not_applicable"},
        ],
        "missing": [],
        "not_applicable": ["F-1"],
        "not_reached": [],
        "dominant": "mixed",
        "barriers": [
            {"code": "U-2", "value": "4", "weight": "1", "obstacle": "50"},
            {"code": "U-1", "value": "1", "weight": "2", "obstacle": "25"},
            {"code": "A-1", "value": "2", "weight": "1", "obstacle": "25"},
        ],
    }
    given = [
        {"question": "U-1", "weight": "2", "value": "1"},
        {"question": "U-2", "weight": "1", "value": "4"},
        {"question": "A-1", "weight": "1", "value": "2"},
    ]
    rule = "weighted mean / 4 x 100"
    lines = [
        line("unwilling", rule, given[:2], "50"),
        line("unable", rule, given[2:], "50"),
        line("severity", rule, given, "50"),
    ]
    assert result.trace == lines
    assert trace_json([result]) == [{"reading": "severity", **each} for each in lines]


def test_barriers_with_an_open_question_show_only_groups_that_are_complete():
    result = score(BARRIERS, {"U-1": "4", "A-1": "2", "F-1": "na"}, Facts())
    assert reading_json(result) == head("severity", "incomplete", None, "100", None) | {
        "gates": [],
        "nodes": [
            {"code": "unwilling", "parent": None, "weight": "3", "score": None, "level": None, "status": "incomplete"},
            {"code": "unable", "parent": None, "weight": "1", "score": "50", "level": "high", "status": "scored"},
            {"code": "afraid", "parent": None, "weight": "1", "score": None, "level": None, "status": "not_applicable"},
        ],
        "missing": ["U-2"],
        "not_applicable": ["F-1"],
        "not_reached": [],
    }
    assert result.trace == []


def test_a_barrier_off_its_scale_is_named_with_what_is_accepted():
    with pytest.raises(AnswerNotAllowed) as caught:
        score(BARRIERS, {"U-1": "5"}, Facts())
    assert (caught.value.code, caught.value.value) == ("U-1", "5")
    assert caught.value.allowed == ("4", "3", "2", "1", "0", "na")


def test_a_catalogue_with_a_closed_gate_an_unmet_must_and_three_kinds_of_indicator():
    # one: 60 % x 0.8 + 40 % x 1 = 0.88. energy: 1.229 tce / 2 lies halfway from 1.229 to 0. performance: 0.5.
    result = score(CATALOGUE, CATALOGUE_ANSWERS | {"GATE-B": "no"}, CATALOGUE_FACTS)
    assert reading_json(result) == head("points", "complete", "76.6", "100", "not-ready") | {
        "gates": [
            {"code": "gate-a", "passed": True, "score": None, "needs": "yes", "blocking": []},
            {"code": "gate-b", "passed": False, "score": None, "needs": "yes", "blocking": ["GATE-B"]},
        ],
        "nodes": [
            {"code": "one", "parent": None, "weight": "70", "score": "88", "status": "scored"},
            {"code": "performance", "parent": None, "weight": "30", "score": "50", "status": "scored"},
        ],
        "missing": [],
        "not_applicable": ["OPTIONAL-2"],
        "not_reached": [],
        "principles": [
            {"code": "clean", "score": "76.66666666666666666666666667", "status": "scored"},
            {"code": "low-carbon", "score": "50", "status": "scored"},
        ],
        "indicators": [
            {
                "code": "energy",
                "node": "performance",
                "unit": "unit",
                "value": "0.6145",
                "base": "1.229",
                "lead": "0",
                "share": "0.5",
                "status": "scored",
                "reason": "",
                "absent": [],
                "source": SOURCE,
            },
            {
                "code": "water",
                "node": "performance",
                "unit": "unit",
                "value": "5",
                "base": "30",
                "lead": None,
                "share": None,
                "status": "not_assessable",
                "reason": "no reference",
                "absent": [],
                "source": SOURCE,
            },
            {
                "code": "reuse",
                "node": "performance",
                "unit": "unit",
                "value": None,
                "base": "50",
                "lead": "100",
                "share": None,
                "status": "not_assessable",
                "reason": "no figures",
                "absent": ["waste_used", "waste_generated"],
                "source": SOURCE,
            },
        ],
        "musts_unmet": ["MUST-1"],
        "next_tier": "cultivating",
        "obstacle": {"condition": "gates"},
    }
    assert result.trace == [
        line(
            "energy",
            "energy_tce / value_added",
            [
                {"quantity": "electricity_grid", "value": "10000"},
                {"quantity": "value_added", "value": "2"},
                {"base": "1.229", "lead": "0"},
            ],
            "0.5",
        ),
        line(
            "one",
            "60 % musts + 40 % optional items",
            [
                {"question": "MUST-1", "rule": "must", "weight": "1", "value": "0.8"},
                {"question": "OPTIONAL-1", "rule": "optional", "weight": "1", "value": "1"},
            ],
            "0.88",
        ),
        line(
            "performance",
            "weighted-mean",
            [
                {"question": "ITEM-1", "rule": "optional", "weight": "1", "value": "0.5"},
                {"node": "energy", "weight": "1", "value": "0.5"},
            ],
            "0.5",
        ),
        line(
            "clean",
            "mean of items and quantities x 100",
            [
                {"node": "MUST-1", "value": "0.8"},
                {"node": "OPTIONAL-1", "value": "1"},
                {"node": "ITEM-1", "value": "0.5"},
            ],
            "76.66666666666666666666666667",
        ),
        line("low-carbon", "mean of items and quantities x 100", [{"node": "energy", "value": "0.5"}], "50"),
        line(
            "points",
            "weighted mean of blocks x 100",
            [
                {"node": "one", "weight": "70", "value": "0.88"},
                {"node": "performance", "weight": "30", "value": "0.5"},
            ],
            "76.6",
        ),
    ]


def test_a_catalogue_with_an_open_item_shows_only_blocks_that_are_complete():
    answers = {code: answer for code, answer in CATALOGUE_ANSWERS.items() if code != "OPTIONAL-1"}
    result = score(CATALOGUE, answers, CATALOGUE_FACTS)
    assert result.nodes == [
        {"code": "one", "parent": None, "weight": "70", "score": None, "status": "incomplete"},
        {"code": "performance", "parent": None, "weight": "30", "score": "50", "status": "scored"},
    ]
    assert (result.status, result.missing, result.details, result.trace) == ("incomplete", ("OPTIONAL-1",), {}, [])


def test_a_block_that_does_not_apply_has_no_line_and_ends_no_trace():
    result = score(CATALOGUE, CATALOGUE_ANSWERS | {"MUST-1": "na", "OPTIONAL-1": "na"}, Facts())
    assert result.nodes[0] == {
        "code": "one",
        "parent": None,
        "weight": "70",
        "score": None,
        "status": "not_applicable",
    }
    assert [each["node"] for each in result.trace] == ["performance", "clean", "points"]


@pytest.mark.parametrize(
    ("code", "answer", "allowed"),
    [("GATE-A", "1", ("yes", "no")), ("MUST-1", "yes", ("1", "0.8", "0.5", "0", "na"))],
)
def test_an_answer_off_a_catalogue_s_scale_is_named_with_what_is_accepted(code, answer, allowed):
    with pytest.raises(AnswerNotAllowed) as caught:
        score(CATALOGUE, CATALOGUE_ANSWERS | {code: answer}, CATALOGUE_FACTS)
    assert (caught.value.code, caught.value.value, caught.value.allowed) == (code, answer, allowed)


def test_a_catalogue_whose_leading_value_alone_is_known_has_no_position_either():
    reading = points({"performance": ("30", ["ITEM-1"])}, indicators=[indicator(base=None, lead="0.6")])
    row = score(reading, {**OPEN_GATES, "ITEM-1": "1"}, CATALOGUE_FACTS).details["indicators"][0]
    assert (row["value"], row["base"], row["lead"], row["reason"]) == ("0.6145", None, "0.6", "no reference")


DEEP = ladder(
    {"a.x": (1, 1), "a.y": (1,), "b": (1, 1)}, weights={"a": "50", "a.x": "60", "a.y": "40", "b": "50"}, levels=2
)


def test_a_ladder_with_a_level_that_does_not_apply_and_one_not_reached():
    # Level 1: a is y alone, 60 % x 1 + 40 % x 0.5 = 0.8, just passed. Level 2: a is x alone, 60 % x 0.5 + 40 % x 0.
    reading = ladder(
        {"a.x": (1, 2), "a.y": (1,), "b": (1, 1)}, weights={"a": "60", "a.x": "75", "a.y": "25", "b": "40"}, levels=2
    )
    answers = {"X-L1-1": "na", "X-L2-1": "0.5", "X-L2-2": "na", "Y-L1-1": "1", "B-L1-1": "0.5"}
    result = score(reading, answers, Facts())
    rows = [
        ("a", None, "60", "1.5", "1", "2", ["1", "0.5"]),
        ("a.x", "a", "75", "0.5", "0", "2", [None, "0.5"]),
        ("a.y", "a", "25", "1", "1", "1", ["1", None]),
        ("b", None, "40", "0.5", "0", "2", ["0.5", "0"]),
    ]
    assert reading_json(result) == head("ladder", "complete", "1.3", "2", "1") | {
        "level": {"code": "1", "name": names("level 1")},
        "gates": [
            {"code": "L1", "passed": True, "score": "0.8", "needs": "0.8", "blocking": [], "needs_level": None},
            {
                "code": "L2",
                "passed": False,
                "score": "0.3",
                "needs": "0.8",
                "blocking": ["b", "x"],
                "needs_level": None,
            },
        ],
        "nodes": [
            {
                "code": code,
                "parent": parent,
                "weight": weight,
                "score": own,
                "level": level,
                "scale": ["0", top],
                "by_level": by_level,
                "status": "scored",
            }
            for code, parent, weight, own, level, top, by_level in rows
        ],
        "missing": [],
        "not_applicable": ["X-L1-1", "X-L2-2"],
        "not_reached": ["B-L2-1"],
        "profile": "discrete",
        "trimmed": [],
    }
    cell, up = "mean of requirements", "weighted mean"
    assert result.trace == [
        line(
            "a.x@L2",
            cell,
            [
                {"question": "X-L2-1", "value": "0.5"},
                {"question": "X-L2-2", "value": None, "reason": "not applicable"},
            ],
            "0.5",
        ),
        line("a.y@L1", cell, [{"question": "Y-L1-1", "value": "1"}], "1"),
        line("b@L1", cell, [{"question": "B-L1-1", "value": "0.5"}], "0.5"),
        line("b@L2", cell, [{"question": "B-L2-1", "value": "0", "reason": "not reached"}], "0"),
        line("a@L1", up, [{"node": "a.y@L1", "weight": "25", "value": "1"}], "1"),
        line("a@L2", up, [{"node": "a.x@L2", "weight": "75", "value": "0.5"}], "0.5"),
        line(
            "ladder@L1",
            up,
            [{"node": "a@L1", "weight": "60", "value": "1"}, {"node": "b@L1", "weight": "40", "value": "0.5"}],
            "0.8",
        ),
        line(
            "ladder@L2",
            up,
            [{"node": "a@L2", "weight": "60", "value": "0.5"}, {"node": "b@L2", "weight": "40", "value": "0"}],
            "0.3",
        ),
        line(
            "ladder",
            "passed levels plus the score of the first level not passed",
            [{"node": "ladder@L1", "value": "0.8"}, {"node": "ladder@L2", "value": "0.3"}],
            "1.3",
        ),
    ]


def test_an_element_that_does_not_apply_at_one_level_has_lines_at_the_next():
    reading = ladder({"a.x": (1, 1), "b": (1, 1)}, levels=2)
    result = score(reading, {"X-L1-1": "na", "X-L2-1": "1", "B-L1-1": "1", "B-L2-1": "1"}, Facts())
    assert [each["node"] for each in result.trace] == [
        *("a.x@L2", "b@L1", "b@L2"),
        *("a@L2", "ladder@L1", "ladder@L2", "ladder"),
    ]


def test_an_open_question_makes_its_sub_domain_and_everything_above_it_incomplete():
    result = score(DEEP, {"X-L1-1": "1", "Y-L1-1": "0.5", "B-L1-1": "1", "B-L2-1": "0.5"}, Facts())
    open_row = {"score": None, "level": None, "scale": None, "by_level": []}
    assert reading_json(result) == head("ladder", "incomplete", None, "2", None) | {
        "gates": [],
        "nodes": [
            {"code": "a", "parent": None, "weight": "50", **open_row, "status": "incomplete"},
            {"code": "a.x", "parent": "a", "weight": "60", **open_row, "status": "incomplete"},
            {
                "code": "a.y",
                "parent": "a",
                "weight": "40",
                "score": "0.5",
                "level": "0",
                "scale": ["0", "1"],
                "by_level": ["0.5", None],
                "status": "scored",
            },
            {
                "code": "b",
                "parent": None,
                "weight": "50",
                "score": "1.5",
                "level": "1",
                "scale": ["0", "2"],
                "by_level": ["1", "0.5"],
                "status": "scored",
            },
        ],
        "missing": ["X-L2-1"],
        "not_applicable": [],
        "not_reached": [],
        "profile": "discrete",
        "trimmed": [],
    }
    assert result.trace == []


def test_the_level_asked_now_follows_what_is_passed():
    leaf = next(node for node in DEEP.nodes if node.code == "b")
    assert open_level(leaf, {"B-L1-1": "0.8"}, Fraction(4, 5)) == 2
    assert open_level(leaf, {"B-L1-1": "0.5"}, Fraction(4, 5)) == 1
    assert open_level(leaf, {}, Fraction(4, 5)) == 1
