"""Firms worked out by hand: see README.md for how a case is written and read."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessments.selectors import standing_of_inputs
from assessments.services.exchange import check_exchange, document_of_exchange
from assessments.services.roadmap import roadmap_document
from assessments.services.whatif import whatif_document
from content.model import Content
from planning.limits import Limits
from scoring.exact import text_of
from scoring.model import LadderReading, PointsReading

Json = dict[str, Any]

CASES = sorted(Path(__file__).parent.glob("*.yaml"))
LADDER, GREEN, BARRIERS = "im-capability", "green-factory-2018", "transformation-barriers"
STANDARD, PATH, MECHANISMS = "green-factory-2025", "transformation-path", "mechanisms"
UNANSWERED = "none"
FIRM = {
    "name": "示例企业",
    "uscc": "91320594MA1X2Y3T4K",
    "industry": "C34",
    "province": "江苏",
    "employees": "80",
    "revenue_wan": "6000",
}
CASE_WORDS = {
    "name",
    "profile",
    "trimmed",
    "firm",
    "period",
    "factor-set",
    "answers",
    "activity",
    "history",
    "references",
    "references-2025",
    "plan",
    "what-if",
    "expect",
}
PLAN_WORDS = {"target", "budget", "pinned", "dropped"}
ANSWER_WORDS = {"levels", "sub-domains", "gates", "musts", "optionals", "performance", "barriers", "together", "codes"}


# --- from the notation to an exchange document -----------------------------------------------------------------------


def read(path: Path) -> Json:
    """Every scalar is text: `yes`, `0.8` and `1` arrive as they are written."""
    case: Json = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert set(case) <= CASE_WORDS, f"unknown words: {set(case) - CASE_WORDS}"
    assert set(case["answers"]) <= ANSWER_WORDS, f"unknown words: {set(case['answers']) - ANSWER_WORDS}"
    assert set(case.get("plan", {})) <= PLAN_WORDS, f"unknown words: {set(case['plan']) - PLAN_WORDS}"
    return case


def spread(codes: tuple[str, ...], given: Any) -> dict[str, str]:
    """One answer for all codes, or a list with one for each."""
    values = given if isinstance(given, list) else [given] * len(codes)
    return dict(zip(codes, values, strict=True))


def ladder_answers(reading: LadderReading, given: Json) -> dict[str, str]:
    own = given.get("sub-domains", {})
    leaves = {node.short: node for node in reading.nodes if node.questions}
    assert set(own) <= set(leaves), f"unknown sub-domains: {set(own) - set(leaves)}"
    answers: dict[str, str] = {}
    for short, node in leaves.items():
        by_level = {**given.get("levels", {}), **own.get(short, {})}
        for level, codes in node.questions.items():
            if level in by_level:
                answers |= spread(codes, by_level[level])
    return answers


def green_answers(reading: PointsReading, given: Json) -> dict[str, str]:
    answers: dict[str, str] = {}
    if "gates" in given:
        answers |= {gate.question: given["gates"] for gate in reading.gates}
    weighed = [node for node in reading.nodes if reading.blocks[node.code].rule == "weighted-mean"]
    weighed_codes = tuple(code for node in weighed for codes in node.questions.values() for code in codes)
    for word, rule in (("musts", "must"), ("optionals", "optional")):
        if word in given:
            codes = [code for code, item in reading.items.items() if item.rule == rule and code not in weighed_codes]
            answers |= dict.fromkeys(codes, given[word])
    if "performance" in given:
        answers |= spread(weighed_codes, given["performance"])
    return answers


def barrier_answers(content: Content, given: Any) -> dict[str, str]:
    answers: dict[str, str] = {}
    for node in content.readings[BARRIERS].nodes:
        codes = tuple(code for level in node.questions.values() for code in level)
        value = given.get(node.code) if isinstance(given, Mapping) else given
        if value is not None:
            answers |= spread(codes, value)
    return answers


def asked_for_them_alone(content: Content) -> tuple[str, ...]:
    """What the standard in force, the path and the mechanisms ask and nobody else does."""
    older = {code for key in (LADDER, GREEN, BARRIERS) for code in content.readings[key].question_codes()}
    codes = (code for key in (STANDARD, PATH, MECHANISMS) for code in content.readings[key].question_codes())
    return tuple(dict.fromkeys(code for code in codes if code not in older))


def answers_of(content: Content, given: Json) -> dict[str, str]:
    ladder, green = content.readings[LADDER], content.readings[GREEN]
    assert isinstance(ladder, LadderReading)
    assert isinstance(green, PointsReading)
    answers = ladder_answers(ladder, given) | green_answers(green, given)
    if "barriers" in given:
        answers |= barrier_answers(content, given["barriers"])
    if "together" in given:
        answers |= dict.fromkeys(asked_for_them_alone(content), given["together"])
    answers |= given.get("codes", {})
    return {code: value for code, value in answers.items() if value != UNANSWERED}


def document_of(content: Content, case: Json) -> Json:
    green = content.readings[GREEN]
    assert isinstance(green, PointsReading)
    units = {indicator.code: indicator.unit for indicator in green.indicators}
    period = case.get("period", "2025")
    history = {period: case.get("activity", {}), **case.get("history", {})}
    own = case.get("references-2025", {})
    return {
        "schema": "assessment-exchange/1",
        **({"factor_set": case["factor-set"]} if "factor-set" in case else {}),
        "firm": {
            **FIRM,
            "production": case.get("profile", "discrete"),
            "trimmed": case.get("trimmed", []),
            **case.get("firm", {}),
        },
        "period": period,
        "answers": answers_of(content, case["answers"]),
        "activity": [
            {"year": year, "code": code, "value": amount.split()[0], "unit": amount.split()[1]}
            for year, amounts in history.items()
            for code, amount in amounts.items()
        ],
        "references": [
            {"reading": GREEN, "indicator": code, **bounds, "unit": units[code], "source": "golden case"}
            for code, bounds in case.get("references", {}).items()
        ]
        + [{"reading": STANDARD, "indicator": code, **bounds, "source": "golden case"} for code, bounds in own.items()],
    }


# --- what is compared ------------------------------------------------------------------------------------------------


def figure(worked_out: str | None) -> str | None:
    """The text a result holds for a figure written as sums of quotients: "1.712 + 2.376/73"; "none" is no figure."""
    if worked_out in (None, UNANSWERED):
        return None
    total = Fraction(0)
    for term in str(worked_out).split("+"):
        top, *bottom = term.strip().split("/")
        total += Fraction(top) / (Fraction(bottom[0]) if bottom else 1)
    return text_of(total)


def node_of(reading: Json, name: str) -> Json:
    """A node by its code or by its last part, the deepest one where an inner node has the same."""
    return [n for n in reading["nodes"] if n["code"] == name or n["code"].endswith(f".{name}")][-1]


def count_or_list(found: list[str], expected: Any) -> tuple[Any, Any]:
    return (found, expected) if isinstance(expected, list) else (len(found), int(expected))


def node_row(row: Json, expected: Json) -> tuple[Json, Json]:
    found: Json = {}
    wanted: Json = {}
    for word, value in expected.items():
        if word == "by-level":
            found[word], wanted[word] = row["by_level"], [figure(each) for each in value]
        elif word == "top":
            found[word], wanted[word] = row["scale"][1], value
        elif word in ("score", "weight"):
            found[word], wanted[word] = row[word], figure(value)
        else:
            found[word], wanted[word] = row[word], None if value == UNANSWERED else value
    return found, wanted


def nodes(reading: Json, expected: Json) -> tuple[Json, Json]:
    pairs = {name: node_row(node_of(reading, name), wanted) for name, wanted in expected.items()}
    return {name: pair[0] for name, pair in pairs.items()}, {name: pair[1] for name, pair in pairs.items()}


def scores(rows: list[Json], expected: Json) -> tuple[Json, Json]:
    by_code = {row["code"]: row["score"] for row in rows}
    return {code: by_code[code] for code in expected}, {code: figure(value) for code, value in expected.items()}


def indicators(reading: Json, expected: Json) -> tuple[Json, Json]:
    by_code = {row["code"]: row for row in reading["indicators"]}
    found: Json = {}
    wanted: Json = {}
    for code, words in expected.items():
        found[code] = {word: by_code[code][word] for word in words}
        wanted[code] = {
            word: figure(value) if word in ("value", "share", "base", "lead", "earned") else value
            for word, value in words.items()
        }
    return found, wanted


def obstacle(reading: Json, expected: Any) -> tuple[Any, Any]:
    found = reading["obstacle"]
    if expected == UNANSWERED:
        return found, None
    wanted = {word: figure(value) if word in ("needs", "has") else value for word, value in expected.items()}
    return {word: found[word] for word in wanted}, wanted


def gate_blocks(reading: Json, expected: Json) -> tuple[Json, Json]:
    by_code = {gate["code"]: gate["blocking"] for gate in reading["gates"]}
    return {code: by_code[code] for code in expected}, expected


def gate_scores(reading: Json, expected: Json) -> tuple[Json, Json]:
    by_code = {gate["code"]: gate["score"] for gate in reading["gates"]}
    return {code: by_code[code] for code in expected}, {code: figure(value) for code, value in expected.items()}


def code_of_level(reading: Json, expected: str) -> tuple[Any, Any]:
    return reading["level"] and reading["level"]["code"], None if expected == UNANSWERED else expected


WORDS: Mapping[str, Callable[[Json, Any], tuple[Any, Any]]] = {
    "status": lambda reading, expected: (reading["status"], expected),
    "level": code_of_level,
    "tier": code_of_level,
    "band": code_of_level,
    "score": lambda reading, expected: (reading["score"], figure(expected)),
    "passed": lambda reading, expected: ([gate["code"] for gate in reading["gates"] if gate["passed"]], expected),
    "failed": lambda reading, expected: ([gate["code"] for gate in reading["gates"] if not gate["passed"]], expected),
    "gate-scores": gate_scores,
    "blocking": gate_blocks,
    "missing": lambda reading, expected: count_or_list(reading["missing"], expected),
    "not-reached": lambda reading, expected: count_or_list(reading["not_reached"], expected),
    "not-applicable": lambda reading, expected: count_or_list(reading["not_applicable"], expected),
    "trimmed": lambda reading, expected: (reading["trimmed"], expected),
    "nodes": nodes,
    "groups": lambda reading, expected: scores(reading["nodes"], expected),
    "blocks": lambda reading, expected: scores(reading["nodes"], expected),
    "bands": lambda reading, expected: (
        {row["code"]: row["level"] for row in reading["nodes"] if row["code"] in expected},
        {code: None if band == UNANSWERED else band for code, band in expected.items()},
    ),
    "principles": lambda reading, expected: scores(reading["principles"], expected),
    "indicators": indicators,
    "musts-unmet": lambda reading, expected: count_or_list(reading["musts_unmet"], expected),
    "next-tier": lambda reading, expected: (reading["next_tier"], None if expected == UNANSWERED else expected),
    "obstacle": obstacle,
    "out-of": lambda reading, expected: (reading["scale"][1], figure(expected)),
    "dominant": lambda reading, expected: (reading["dominant"], expected),
    "top": lambda reading, expected: ([row["code"] for row in reading["barriers"]][: len(expected)], expected),
    "obstacle-degrees": lambda reading, expected: (
        {row["code"]: row["obstacle"] for row in reading["barriers"] if row["code"] in expected},
        {code: figure(value) for code, value in expected.items()},
    ),
}


# --- what stands beside the readings ---------------------------------------------------------------------------------


def rounded_like(found: str | None, expected: str) -> tuple[Any, Any]:
    """A figure worked out exactly, or one with few decimals to which the found one is rounded (roots never end)."""
    if expected == UNANSWERED or "/" in expected or "+" in expected or found is None:
        return found, figure(expected)
    places = Decimal(expected).as_tuple().exponent
    assert isinstance(places, int)
    return round(Decimal(found), -places), Decimal(expected)


def each(found: Json, expected: Json) -> None:
    for word, value in expected.items():
        has, wants = rounded_like(found[word], value)
        assert has == wants, (word, has, wants)


def check_synergy(document: Json, expected: Any) -> None:
    if expected == UNANSWERED:
        assert document["synergy"] is None
        return
    words = dict(expected)
    found = document["synergy"]
    assert found["grade"] == words.pop("grade", found["grade"])
    if "lag" in words:
        assert found["lag"]["code"] == words.pop("lag")
    for code, status in words.pop("links", {}).items():
        assert {link["code"]: link["status"] for link in found["links"]}[code] == status
    for code, degree in words.pop("obstacles", {}).items():
        has, wants = rounded_like(next(row["degree"] for row in found["obstacles"] if row["code"] == code), degree)
        assert has == wants, (code, has, wants)
    each(found, words)


def check_footprint(document: Json, expected: Any) -> None:
    if expected == UNANSWERED:
        assert document["footprint"] is None
        return
    found = document["footprint"]
    years = {str(row["year"]): row for row in found["years"]}
    for word, value in expected.items():
        if word in ("changes", "growth"):
            rows = {f"{row['code']} {row['from']}-{row['to']}": row["percent"] for row in found[word]}
            each(rows, value)
        elif word == "positions":
            rows = {row["mark"]: row["ratio"] for row in found["positions"]}
            each(rows, value)
        elif word == "factor-set":
            assert found["factor_set"] == value
        else:
            check_year(years[word], value)


def check_year(found: Json, expected: Json) -> None:
    words = dict(expected)
    intensities = {row["code"]: row for row in found["intensities"]}
    for code, value in words.pop("intensities", {}).items():
        has, wants = rounded_like(intensities[code]["value"], value)
        assert has == wants, (code, has, wants)
    for code, reason in words.pop("reasons", {}).items():
        assert intensities[code]["reason"] == reason
    if "flags" in words:
        assert [f"{row['flag']} {row['code']}" for row in found["flags"]] == words.pop("flags")
    if "grid-year" in words:
        assert str(found["grid"]["year"]) == words.pop("grid-year")
    for code, value in words.pop("co2", {}).items():
        has, wants = rounded_like(next(r["co2_t"] for r in found["by_carrier"] if r["code"] == code), value)
        assert has == wants, (code, has, wants)
    each(found, words)


def check_roadmap(found: Json, expected: Json) -> None:
    words = dict(expected)
    target = found["target"]
    assert target["reached"] == (words.pop("reached") == "yes")
    assert found["cost_wan"] == figure(words.pop("cost", found["cost_wan"]))
    if "phases" in words:
        phases = {phase["months"]: [row["code"] for row in phase["measures"]] for phase in found["phases"]}
        assert {months: codes for months, codes in phases.items() if codes} == words.pop("phases")
    if "reason" in words:
        reason = words.pop("reason")
        assert {word: target["reason"][word] for word in reason} == reason
    if "nearest" in words:
        nearest = words.pop("nearest")
        near = target["nearest"]
        assert near == (None if nearest == UNANSWERED else {**near, **nearest, "cost_wan": figure(nearest["cost_wan"])})
    assert not words, f"unknown words: {set(words)}"


def check_what_if(found: Json, expected: Json) -> None:
    words = dict(expected)
    gains = {row["key"]: row["gain"] for row in found["readings"]}
    for key, gain in words.pop("gains", {}).items():
        assert gains[key] == figure(gain), key
    cuts = {row["effect"]: row for row in found["cuts"]}
    for kind, wanted in words.pop("cuts", {}).items():
        percent = [cuts[kind]["low"], cuts[kind]["high"]]
        assert percent == [figure(end) for end in wanted["percent"]], kind
        if "amount" in wanted:
            amount = [cuts[kind]["amount"]["low"], cuts[kind]["amount"]["high"]]
            assert amount == [figure(end) for end in wanted["amount"]], kind
    assert found["implied"] == words.pop("implied", found["implied"])
    assert not words, f"unknown words: {set(words)}"


def check_help(found: list[Json], expected: Json) -> None:
    rows = {row["barrier"]: row for row in found}
    assert list(rows) == list(expected)
    for barrier, words in expected.items():
        for word, wanted in words.items():
            codes = [each["code"] for each in rows[barrier][word]]
            assert codes == ([] if wanted == UNANSWERED else wanted), (barrier, word)


def advised(document: Json) -> set[str]:
    return {code for measure in document["measures"] for code in measure["fixes"]}


# --- the tests -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_the_firm_stands_where_the_hand_put_it(path: Path, content: Content) -> None:
    case = read(path)
    inputs = check_exchange(document_of(content, case))
    result = document_of_exchange(inputs)
    expect = dict(case["expect"])
    if "plan" in case:
        asked = case["plan"]
        found = roadmap_document(
            standing_of_inputs(inputs),
            target=asked["target"],
            limits=Limits(total_wan=Decimal(asked["budget"]) if "budget" in asked else None),
            pinned=asked.get("pinned", []),
            dropped=asked.get("dropped", []),
        )
        check_roadmap(found, expect.pop("roadmap"))
    if "what-if" in case:
        found = whatif_document(standing_of_inputs(inputs), measures=case["what-if"], answers={})
        check_what_if(found, expect.pop("what-if"))
    if "help" in expect:
        check_help(result["help"], expect.pop("help"))
    readings = {reading["key"]: reading for reading in result["readings"]}
    assert result["size"] == expect.pop("size", result["size"])
    if "measures" in expect:
        assert len(result["measures"]) == int(expect.pop("measures"))
    assert set(expect.pop("advice-for", [])) <= advised(result)
    assert not set(expect.pop("no-advice-for", [])) & advised(result)
    if "synergy" in expect:
        check_synergy(result, expect.pop("synergy"))
    if "footprint" in expect:
        check_footprint(result, expect.pop("footprint"))
    for key, words in expect.items():
        for word, wanted in words.items():
            found, compared = WORDS[word](readings[key], wanted)
            assert found == compared, f"{case['name']} ({key}, {word})"


def test_every_case_is_told_apart_by_its_sentence() -> None:
    names = [read(path)["name"] for path in CASES]
    assert len(set(names)) == len(names) >= 40
    assert all(len(name) > 20 for name in names)


def test_every_case_shows_its_arithmetic() -> None:
    for path in CASES:
        assert any(line.lstrip().startswith("#") for line in path.read_text(encoding="utf-8").splitlines()), path.name


def test_figures_are_read_as_they_were_worked_out() -> None:
    assert figure("1.712 + 2.376/73") == text_of(Fraction(1712, 1000) + Fraction(2376, 73000))
    assert figure("none") is None
