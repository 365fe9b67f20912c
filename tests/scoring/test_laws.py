"""Laws that hold for every answer set, on the published readings."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.services.grading import canonical_json
from content.loader import current
from scoring.engine import reading_json, score, score_all, trace_json
from scoring.exact import text_of
from scoring.ladder import leaves_of, weight_table
from scoring.model import Facts, LadderReading, Node, PointsReading, Profile, RangeReading, SeverityReading
from tests.strategies import LAW, SCALES, answer_sets

LADDER, BARRIERS, GREEN = "im-capability", "transformation-barriers", "green-factory-2018"
STANDARD, PATH, MECHANISMS = "green-factory-2025", "transformation-path", "mechanisms"
FACTS = Facts()
TIERS = [tier.code for tier in current().readings[GREEN].tiers]
PROFILES = st.sampled_from(["discrete", "process"])
TRIMS = st.sets(st.sampled_from(["product-design", "process-design", "logistics", "sales", "customer-service"]))


def rank(result) -> int:
    if result.level is None:
        return 0
    return TIERS.index(result.level.code) if result.reading.key == GREEN else int(result.level.code)


@pytest.mark.parametrize("key", [LADDER, GREEN, STANDARD, PATH, MECHANISMS])
@LAW
@given(data=st.data())
def test_raising_an_answer_never_lowers_score_or_level(key, data):
    reading = current().readings[key]
    answers = data.draw(answer_sets(key))
    code = data.draw(st.sampled_from(sorted(answers)))
    scale = SCALES[current().questions[code].kind]
    better = data.draw(st.sampled_from(scale[: scale.index(answers[code]) + 1]))
    before, after = score(reading, answers, FACTS), score(reading, {**answers, code: better}, FACTS)
    assert after.score >= before.score
    assert rank(after) >= rank(before)
    own_before = {node["code"]: node["score"] for node in before.nodes}
    for node in after.nodes:
        if node["score"] is not None:
            assert Fraction(node["score"]) >= Fraction(own_before[node["code"]])


@LAW
@given(answers=answer_sets(BARRIERS), data=st.data())
def test_a_heavier_barrier_never_lightens_the_whole(answers, data):
    reading = current().readings[BARRIERS]
    code = data.draw(st.sampled_from(sorted(answers)))
    heavier = str(data.draw(st.integers(int(answers[code]), 4)))
    assert score(reading, {**answers, code: heavier}, FACTS).score >= score(reading, answers, FACTS).score


@pytest.mark.parametrize("key", [LADDER, BARRIERS, GREEN, STANDARD, PATH, MECHANISMS])
@LAW
@given(data=st.data())
def test_the_order_of_answers_does_not_matter(key, data):
    reading = current().readings[key]
    answers = data.draw(answer_sets(key, not_applicable=True))
    shuffled = list(answers.items())
    random.Random(7).shuffle(shuffled)
    first, second = score(reading, answers, FACTS), score(reading, dict(shuffled), FACTS)
    assert canonical_json([reading_json(first), trace_json([first])]) == canonical_json(
        [reading_json(second), trace_json([second])]
    )


@LAW
@given(answers=answer_sets(LADDER, not_applicable=True), factor=st.integers(2, 9999), profile=PROFILES)
def test_ladder_weights_scaled_by_a_constant_change_nothing(answers, factor, profile):
    reading = current().readings[LADDER]
    scaled = replace(
        reading,
        profiles={
            code: Profile(
                code, each.status, {node: weight * Fraction(factor, 7) for node, weight in each.weights.items()}
            )
            for code, each in reading.profiles.items()
        },
    )
    facts = Facts(profile=profile)
    first, second = score(reading, answers, facts), score(scaled, answers, facts)
    assert (first.score, first.status, first.gates) == (second.score, second.status, second.gates)
    assert [{**node, "weight": None} for node in first.nodes] == [{**node, "weight": None} for node in second.nodes]


@LAW
@given(answers=answer_sets(BARRIERS, not_applicable=True), factor=st.integers(2, 9999))
def test_barrier_weights_scaled_by_a_constant_change_nothing(answers, factor):
    reading = current().readings[BARRIERS]
    scaled = replace(reading, weights={code: weight * factor for code, weight in reading.weights.items()})
    first, second = score(reading, answers, FACTS), score(scaled, answers, FACTS)
    assert (first.score, first.details.get("dominant")) == (second.score, second.details.get("dominant"))


@LAW
@given(answers=answer_sets(GREEN, not_applicable=True), factor=st.integers(2, 9999))
def test_block_weights_scaled_by_a_constant_change_nothing(answers, factor):
    reading = current().readings[GREEN]
    blocks = {code: replace(block, weight=block.weight * factor) for code, block in reading.blocks.items()}
    first, second = score(reading, answers, FACTS), score(replace(reading, blocks=blocks), answers, FACTS)
    assert (first.score, first.level) == (second.score, second.level)


@LAW
@given(answers=answer_sets(LADDER), profile=PROFILES, trimmed=TRIMS)
def test_a_level_that_fails_is_not_hidden_by_a_high_mean_elsewhere(answers, profile, trimmed):
    result = score(current().readings[LADDER], answers, Facts(profile=profile, trimmed=frozenset(trimmed)))
    level = int(result.level.code)
    assert level <= result.score <= 5
    assert result.score < level + 1 or level == 5
    passed = [gate["passed"] for gate in result.gates]
    assert passed == [True] * level + [False] * (5 - level)
    for number, gate in enumerate(result.gates, 1):
        assert gate["passed"] == all(Fraction(lower["score"]) >= Fraction(4, 5) for lower in result.gates[:number])
        if not gate["passed"] and Fraction(gate["score"]) < Fraction(4, 5):
            assert gate["blocking"]
    by_short = {node["code"].rsplit(".", 1)[-1]: node for node in result.nodes}
    for number, gate in enumerate(result.gates, 1):
        for short in gate["blocking"]:
            assert Fraction(by_short[short]["by_level"][number - 1]) < Fraction(4, 5)


@LAW
@given(answers=answer_sets(GREEN), data=st.data())
def test_a_failed_gate_or_must_is_never_hidden_by_a_high_score(answers, data):
    reading = current().readings[GREEN]
    result = score(reading, answers, FACTS)
    if any(answers[gate.question] == "no" for gate in reading.gates):
        assert result.level.code == "not-ready"
        assert result.details["obstacle"] == {"condition": "gates"}
    if any(answers[code] != "1" for code, item in reading.items.items() if item.rule == "must"):
        assert result.level.code not in ("provincial", "national")


@LAW
@given(answers=answer_sets(LADDER, not_applicable=True), profile=PROFILES)
def test_not_applicable_is_the_same_as_a_ladder_without_the_question(answers, profile):
    reading = current().readings[LADDER]
    without = replace(reading, nodes=tuple(_without(node, answers) for node in reading.nodes))
    first, second = score(reading, answers, Facts(profile=profile)), score(without, answers, Facts(profile=profile))
    assert (first.score, first.level and first.level.code) == (second.score, second.level and second.level.code)
    assert [g["score"] for g in first.gates] == [g["score"] for g in second.gates]


def _without(node: Node, answers) -> Node:
    left = {level: tuple(code for code in codes if answers[code] != "na") for level, codes in node.questions.items()}
    return replace(node, questions=left)


@LAW
@given(answers=answer_sets(GREEN, not_applicable=True))
def test_not_applicable_is_the_same_as_a_catalogue_without_the_item(answers):
    reading = current().readings[GREEN]
    without = replace(
        reading,
        items={code: item for code, item in reading.items.items() if answers[code] != "na"},
        nodes=tuple(_without(node, answers) for node in reading.nodes),
    )
    first, second = score(reading, answers, FACTS), score(without, answers, FACTS)
    assert (first.score, first.level.code) == (second.score, second.level.code)
    assert first.details["principles"] == second.details["principles"]


@pytest.mark.parametrize("key", [LADDER, BARRIERS, GREEN, STANDARD, PATH, MECHANISMS])
@LAW
@given(data=st.data())
def test_every_figure_can_be_computed_again_from_its_trace_line(key, data):
    answers = data.draw(answer_sets(key, not_applicable=True))
    for line in score(current().readings[key], answers, FACTS).trace:
        assert _again(line) == pytest.approx(float(line["output"]), abs=1e-20), line


def _again(line) -> float:
    """A second evaluator that knows nothing but the line."""
    values = [row for row in line["inputs"] if row.get("value") is not None]
    if line["rule"].startswith("sum of points"):
        return float(sum(Fraction(row.get("weight", "1")) * Fraction(row["value"]) for row in values))
    pairs = [(Fraction(row.get("weight", "1")), Fraction(row["value"])) for row in values]
    mean = sum(w * v for w, v in pairs) / sum(w for w, _ in pairs) if pairs else Fraction(0)
    rule = line["rule"]
    if rule == "passed levels plus the score of the first level not passed":
        passed = next((n for n, (_, v) in enumerate(pairs) if v < Fraction(4, 5)), len(pairs))
        return float(passed + (pairs[passed][1] if passed < len(pairs) else 0))
    if rule == "weighted mean / 4 x 100":
        return float(mean / 4 * 100)
    if rule.startswith("60 % musts"):
        musts = [Fraction(row["value"]) for row in values if row["rule"] == "must"]
        optional = [(Fraction(r["weight"]), Fraction(r["value"])) for r in values if r["rule"] == "optional"]
        parts = [(60, sum(musts) / len(musts))] if musts else []
        if optional:
            parts.append((40, sum(w * v for w, v in optional) / sum(w for w, _ in optional)))
        return float(sum(w * v for w, v in parts) / sum(w for w, _ in parts))
    return float(mean * 100 if rule.endswith("x 100") else mean)


def test_the_trace_names_a_level_that_was_empty_by_leaving_it_out():
    reading = current().readings[LADDER]
    answers = {code: "na" if "-L2-" in code else "1" for code in reading.question_codes()}
    result = score(reading, answers, FACTS)
    assert text_of(result.score) == "5"
    assert not [line for line in result.trace if line["node"].endswith("@L2")]


@LAW
@given(answers=answer_sets(LADDER), shared=answer_sets(MECHANISMS), profile=PROFILES, trimmed=TRIMS)
def test_what_the_ladder_does_not_ask_is_never_asked_by_another_reading(answers, shared, profile, trimmed):
    # As a firm answers: up to the first level of each sub-domain that is not passed, and nothing that it left out.
    content = current()
    facts = Facts(profile=profile, trimmed=frozenset(trimmed))
    first = content.readings[LADDER]
    table = weight_table(first, facts.profile, facts.trimmed)
    asked = {
        code: answers[code]
        for leaf in leaves_of(first, table, answers).values()
        for codes in list(leaf.node.questions.values())[: leaf.asked_to]
        for code in codes
    }
    rest = {code: "1" for reading in content.readings.values() for code in reading.question_codes()}
    given = {code: shared.get(code, answer) for code, answer in rest.items() if code not in answers} | asked
    scored = {code: "yes" if content.questions[code].kind == "gate" else answer for code, answer in given.items()}
    results = {result.reading.key: result for result in score_all(list(content.readings.values()), scored, facts)}
    assert {result.status for result in results.values()} == {"complete"}
    for result in results.values():
        assert set(result.not_reached) <= set(result.reading.question_codes())
        assert not set(result.not_reached) & set(scored)
        alone = score(result.reading, {**scored, **result.stand_ins}, facts)
        as_documents = reading_json(alone), reading_json(result)
        assert as_documents[0]["nodes"] == as_documents[1]["nodes"]
        assert (alone.score, as_documents[0]["level"]) == (result.score, as_documents[1]["level"])


def test_the_published_readings_have_the_four_models():
    readings = current().readings
    assert isinstance(readings[LADDER], LadderReading)
    assert isinstance(readings[BARRIERS], SeverityReading)
    assert isinstance(readings[GREEN], PointsReading)
    assert isinstance(readings[STANDARD], RangeReading)
    assert isinstance(readings[PATH], LadderReading)
    assert isinstance(readings[MECHANISMS], PointsReading)
