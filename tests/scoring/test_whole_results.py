"""Whole results of small firms, word for word: every key, every row and every trace line of what result files hold."""

from fractions import Fraction

from scoring.engine import reading_json, score, trace_json
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


def test_a_catalogue_whose_leading_value_alone_is_known_has_no_position_either():
    reading = points({"performance": ("30", ["ITEM-1"])}, indicators=[indicator(base=None, lead="0.6")])
    row = score(reading, {**OPEN_GATES, "ITEM-1": "1"}, CATALOGUE_FACTS).details["indicators"][0]
    assert (row["value"], row["base"], row["lead"], row["reason"]) == ("0.6145", None, "0.6", "no reference")


DEEP = ladder(
    {"a.x": (1, 1), "a.y": (1,), "b": (1, 1)}, weights={"a": "50", "a.x": "60", "a.y": "40", "b": "50"}, levels=2
)


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
