"""The published schemas: valid, exact for what the tool reads and writes, and fulfilled by the examples."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from jsonschema import Draft202012Validator

from assessments.errors import InvalidInput
from assessments.services.exchange import check_exchange, document_of_exchange, import_exchange
from content.loader import current
from content.model import HORIZONS, SIZES, STATUSES
from scoring.model import ALLOWED
from tests.answers import complete_answers

DOCS = Path(__file__).resolve().parent.parent / "docs"
NAMES = ("machining-shop", "dye-house", "electronics-plant")

Json = dict[str, Any]


def read(path: Path) -> Json:
    return json.loads(path.read_text(encoding="utf-8"))


SCHEMAS = {name: read(DOCS / "schemas" / f"assessment-{name}-1.schema.json") for name in ("exchange", "result")}
VALIDATORS = {name: Draft202012Validator(schema) for name, schema in SCHEMAS.items()}


def example(name: str) -> Json:
    return read(DOCS / "examples" / f"{name}.json")


def problems(schema: str, document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:300]}" for error in VALIDATORS[schema].iter_errors(document)]


def result_of(document: Json) -> Json:
    """The result of an exchange document, as a reader of the file would load it."""
    return json.loads(json.dumps(document_of_exchange(check_exchange(document))))


def changed(document: Json, path: str, value: Any) -> Json:
    """A copy with the value at a dotted path replaced or added."""
    copied = copy.deepcopy(document)
    *way, last = path.split(".")
    place: Any = copied
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    place[int(last) if isinstance(place, list) else last] = value
    return copied


def answered(answers: Json, **firm: Any) -> Json:
    base = example("machining-shop")
    return {**base, "firm": {**base["firm"], **firm}, "answers": answers}


# The schemas themselves


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_and_names_its_format(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["properties"]["schema"] == {"const": f"assessment-{name}/1"}


def parts_of(schema: Any) -> Iterator[Json]:
    if isinstance(schema, dict):
        yield schema
        for part in schema.values():
            yield from parts_of(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from parts_of(part)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_object_is_closed(name: str) -> None:
    closed = ("additionalProperties", "unevaluatedProperties")
    open_parts = [
        part
        for part in parts_of(SCHEMAS[name])
        if part.get("type") == "object" and not any(part.get(word) is not None for word in closed)
    ]
    waiting = 2 if name == "result" else 0  # target and projected; synergy and footprint may be null, too
    assert len(open_parts) == waiting


def test_the_words_of_the_schemas_are_those_of_the_code() -> None:
    exchange, result = SCHEMAS["exchange"]["$defs"], SCHEMAS["result"]["$defs"]
    for schema, kind in (("fulfilment", "requirement"), ("fulfilment", "item"), ("severity", "barrier")):
        assert [word for word in exchange[schema]["enum"] if isinstance(word, str)] == list(ALLOWED[kind])
    assert [word for word in exchange["yes_no"]["enum"] if word] == list(ALLOWED["gate"])
    assert set(result["answer"]["enum"]) == {word for words in ALLOWED.values() for word in words}
    assert result["size"]["enum"] == list(SIZES)
    assert result["months"]["enum"] == list(HORIZONS)
    assert result["weights_status"]["enum"] == list(STATUSES)


def test_provinces_industries_and_codes_of_the_content_fit() -> None:
    content = current()
    firm = SCHEMAS["exchange"]["$defs"]["firm"]["properties"]
    assert set(firm["province"]["enum"]) == set(content.provinces)
    assert all(re.search(firm["industry"]["pattern"], code) for code in content.industries)
    everything = {code: None for code, question in content.questions.items() if question.kind != "quantity"}
    assert problems("exchange", answered(everything)) == []
    kinds = VALIDATORS["exchange"].schema["$defs"]["answers"]["patternProperties"]
    for code in everything:
        [pattern] = [pattern for pattern in kinds if re.search(pattern, code)]
        accepted = SCHEMAS["exchange"]["$defs"][kinds[pattern]["$ref"].rsplit("/", 1)[1]]["enum"]
        allowed = ALLOWED[content.questions[code].kind]
        assert {word for word in accepted if isinstance(word, str)} == set(allowed), code


# The examples


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_valid_and_complete(name: str) -> None:
    document = example(name)
    assert problems("exchange", document) == []
    result = result_of(document)
    assert problems("result", result) == []
    assert {row["key"]: row["status"] for row in result["readings"]} == dict.fromkeys(current().readings, "complete")
    assert result["measures"]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_keeps_the_order_of_the_question_bank_and_answers_only_what_is_asked(name: str) -> None:
    document = example(name)
    order = list(current().questions)
    assert list(document["answers"]) == sorted(document["answers"], key=order.index)
    rows = [(row["year"], order.index(row["code"])) for row in document["activity"]]
    assert rows == sorted(rows)
    nodes = {code: row["status"] for code, row in ladder_nodes(result_of(document)).items()}
    for code in document["answers"]:
        assert nodes.get(current().questions[code].section) not in ("trimmed", "not_in_profile"), code


def ladder_nodes(result: Json) -> dict[str, Json]:
    return {node["code"]: node for node in result["readings"][0]["nodes"]}


def test_the_table_of_the_examples_says_what_is_computed() -> None:
    text = (DOCS / "examples" / "README.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    assert [row[0].strip("`") for row in rows] == [f"{name}.json" for name in NAMES]
    for name, (_file, _firm, people, *said) in zip(NAMES, rows, strict=True):
        document = example(name)
        ladder, barriers, green = by_model(result_of(document))
        assert people == str(document["firm"]["employees"])
        assert said == [
            f"level {ladder['level']['code']}",
            f"{float(ladder['score']):.2f}",
            f"{float(barriers['score']):.1f}",
            barriers["dominant"],
            f"{float(green['score']):.1f}",
            green["level"]["code"],
        ]


def by_model(result: Json) -> tuple[Json, ...]:
    rows = {row["model"]: row for row in result["readings"]}
    return rows["ladder"], rows["severity"], rows["points"]


# Results of every kind


def unfinished(drop: str) -> Callable[[], Json]:
    def build() -> Json:
        document = example("dye-house")
        return {**document, "answers": {k: v for k, v in document["answers"].items() if not k.startswith(drop)}}

    return build


def without_amounts() -> Json:
    return {**example("electronics-plant"), "activity": [], "references": []}


def with_a_zero_denominator() -> Json:
    document = example("machining-shop")
    return {
        **document,
        "activity": [{**row, "value": "0"} if row["code"] == "value_added" else row for row in document["activity"]],
    }


def in_a_year_without_factors() -> Json:
    document = example("machining-shop")
    return {**document, "period": 2012, "activity": [{**row, "year": 2012} for row in document["activity"]]}


def whole(**options: Any) -> Callable[[], Json]:
    firm = options.pop("firm", {})
    return lambda: answered(complete_answers(current(), **options), **firm)


def all_not_applicable() -> Json:
    answers = {c: "yes" if q.kind == "gate" else "na" for c, q in current().questions.items() if q.kind != "quantity"}
    return {**answered(answers), "activity": []}


PROCESS = {"production": "process", "industry": "C17", "trimmed": []}
RESULTS: dict[str, Callable[[], Json]] = {
    "nothing answered": lambda: answered({}),
    "no ladder answers": unfinished("IM-"),
    "one sub-domain open": unfinished("IM-ENERGY-L1"),
    "no barriers": unfinished("BAR-"),
    "one barrier open": unfinished("BAR-AFRAID-RETURN"),
    "no green answers": unfinished("GF-"),
    "one gate open": unfinished("GF-GATE-COMPLIANCE"),
    "everything not applicable": all_not_applicable,
    "without amounts": without_amounts,
    "zero denominator": with_a_zero_denominator,
    "no factors": in_a_year_without_factors,
    "level 1": whole(),
    "level 5": whole(per_level=("1",) * 5, item="1", barrier="0"),
    "level 5 mostly": whole(per_level=("0.8",) * 5, item="0.8", barrier="4"),
    "lowest everywhere": whole(per_level=("0",) * 5, item="0", barrier="4", gate="no"),
    "musts unmet": whole(item="0.8", gate="yes"),
    "process": whole(firm=PROCESS),
    "process, level 5": whole(per_level=("1",) * 5, firm=PROCESS),
    "process, a domain trimmed": whole(firm={**PROCESS, "trimmed": ["logistics", "sales"]}),
    "all trimmed that may be": whole(
        firm={
            "trimmed": [
                "product-design",
                "process-design",
                "logistics",
                "sales",
                "customer-service",
                "product-service",
            ]
        }
    ),
    "large": whole(firm={"employees": 5000, "revenue_wan": "900000.25"}),
}


@pytest.mark.parametrize("case", RESULTS)
def test_a_result_is_valid(case: str) -> None:
    document = RESULTS[case]()
    assert problems("exchange", document) == []
    assert problems("result", result_of(document)) == []


@pytest.mark.parametrize(
    ("case", "key", "status"),
    [
        ("nothing answered", "im-capability", "incomplete"),
        ("no ladder answers", "im-capability", "incomplete"),
        ("one barrier open", "transformation-barriers", "incomplete"),
        ("one gate open", "green-factory-2018", "incomplete"),
        ("everything not applicable", "transformation-barriers", "not_applicable"),
        ("process", "im-capability", "complete"),
    ],
)
def test_the_cases_are_what_they_are_called(case: str, key: str, status: str) -> None:
    [row] = [row for row in result_of(RESULTS[case]())["readings"] if row["key"] == key]
    assert row["status"] == status


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_stored_result_is_valid_and_the_same_as_the_one_not_stored(name: str) -> None:
    exchange = check_exchange(example(name))
    stored = json.loads(import_exchange(exchange=exchange, by=None).text)
    assert problems("result", stored) == []
    assert stored == result_of(example(name))


# What the exchange schema refuses, the reader refuses too

BROKEN: list[tuple[str, Any]] = [
    ("colour", "red"),
    ("firm.colour", "red"),
    ("activity.0.note", "meter"),
    ("references.0.status", "own"),
    ("schema", "assessment-exchange/2"),
    ("firm", []),
    ("firm.name", " "),
    ("firm.name", "x" * 121),
    ("firm.uscc", "91320594MA1X2Y3T4"),
    ("firm.uscc", "9132O594MA1X2Y3T4K"),
    ("firm.industry", "A01"),
    ("firm.province", "Atlantis"),
    ("firm.employees", 0),
    ("firm.employees", 1.5),
    ("firm.employees", True),
    ("firm.revenue_wan", "1e3"),
    ("firm.revenue_wan", -1),
    ("firm.production", "batch"),
    ("firm.trimmed", ["logistics", "logistics"]),
    ("firm.trimmed", None),
    ("period", 1999),
    ("period", None),
    ("answers", None),
    ("answers.IM-DATA-L1-1", "0.80"),
    ("answers.IM-DATA-L1-1", 0.8),
    ("answers.IM-DATA-L1-1", 2),
    ("answers.IM-DATA-L1-1", True),
    ("answers.BAR-UNABLE-SKILLS", "5"),
    ("answers.BAR-UNABLE-SKILLS", "0.5"),
    ("answers.GF-GATE-COMPLIANCE", "na"),
    ("answers.GF-GATE-COMPLIANCE", "1"),
    ("answers.GF-INFRA-METERING", "yes"),
    ("answers.electricity_grid", "100"),
    ("answers.XX-DATA-L1-1", "1"),
    ("activity", None),
    ("activity", {}),
    ("activity.0.value", 12.5),
    ("activity.0.value", "-3"),
    ("activity.0.value", "1,23"),
    ("activity.0.value", "0.12345678901"),
    ("activity.0.value", None),
    ("activity.0.unit", ""),
    ("activity.0.code", "Electricity"),
    ("activity.0.year", "last"),
    ("references", None),
    ("references.0.source", " "),
    ("references.0.base", None),
]


@pytest.mark.parametrize(("path", "value"), BROKEN, ids=[f"{path}={value!r}"[:60] for path, value in BROKEN])
def test_schema_and_reader_refuse_the_same(path: str, value: Any) -> None:
    document = changed(example("electronics-plant"), path, value)
    assert problems("exchange", document)
    with override("en"), pytest.raises(InvalidInput):
        check_exchange(document)


@pytest.mark.parametrize("path", ["schema", "firm", "period", "answers", "firm.uscc", "activity.0.unit"])
def test_what_is_needed_is_needed_by_both(path: str) -> None:
    document = copy.deepcopy(example("electronics-plant"))
    *way, last = path.split(".")
    place: Any = document
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    del place[last]
    assert problems("exchange", document)
    with override("en"), pytest.raises(InvalidInput):
        check_exchange(document)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("firm.employees", "1,200"),
        ("firm.uscc", "91320594ma1x2y3t4k"),
        ("firm.revenue_wan", 6000),
        ("period", "2025"),
        ("answers.IM-DATA-L1-1", 1),
        ("answers.IM-DATA-L1-1", None),
        ("answers.BAR-UNABLE-SKILLS", 4),
        ("activity.0.value", "1,234.50"),
        ("activity.0.value", 1234),
    ],
)
def test_schema_and_reader_accept_the_same(path: str, value: Any) -> None:
    document = changed(example("electronics-plant"), path, value)
    assert problems("exchange", document) == []
    check_exchange(document)


# What the result schema refuses


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("colour", "red"),
        ("inputs.colour", "red"),
        ("inputs_sha256", "0"),
        ("period", "2025"),
        ("readings.0.colour", "red"),
        ("readings.0.dominant", "unable"),
        ("readings.0.score", 1.5),
        ("readings.0.score", None),
        ("readings.0.score", "1.50"),
        ("readings.0.score", "1E+1"),
        ("readings.0.level", None),
        ("readings.0.missing", ["IM-DATA-L1-1"]),
        ("readings.0.status", "incomplete"),
        ("readings.0.status", "not scored"),
        ("readings.0.model", "points"),
        ("readings.0.gates.0.needs", "yes"),
        ("readings.0.nodes.0.status", "waiting"),
        ("readings.0.nodes.0.colour", "red"),
        ("readings.1.dominant", None),
        ("readings.1.barriers.0.value", "5"),
        ("readings.2.obstacle", {"condition": "weather"}),
        ("readings.2.indicators.0.status", "not_assessable"),
        ("synergy", "none"),
        ("footprint", []),
        ("measures.0.cost_wan", ["1"]),
        ("measures.0.reasons", []),
        ("roadmap.phases", []),
        ("trace.0.inputs", []),
        ("trace.0.inputs.0", {"question": "IM-DATA-L1-1", "value": "1", "colour": "red"}),
    ],
)
def test_the_result_schema_refuses(path: str, value: Any) -> None:
    result = result_of(example("dye-house"))
    order = {"ladder": 0, "severity": 1, "points": 2}
    result["readings"].sort(key=lambda row: order[row["model"]])
    result["trace"], result["measures"] = result["trace"][:5], result["measures"][:5]
    assert problems("result", result) == []
    assert problems("result", changed(result, path, value))


def test_synergy_and_footprint_may_be_filled() -> None:
    result = {**result_of(example("dye-house")), "synergy": {"T": "0.5"}, "footprint": {"years": []}}
    assert problems("result", result) == []
