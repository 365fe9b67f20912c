"""The published schemas: valid, exact for what the tool reads and writes, and fulfilled by the examples."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
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
KEYS = [
    "im-capability",
    "transformation-barriers",
    "green-factory-2018",
    "green-factory-2025",
    "transformation-path",
    "mechanisms",
]

Json = dict[str, Any]


def read(path: Path) -> Json:
    return json.loads(path.read_text(encoding="utf-8"))


SCHEMAS = {name: read(DOCS / "schemas" / f"assessment-{name}-1.schema.json") for name in ("exchange", "result")}
VALIDATORS = {name: jsonschema_rs.Draft202012Validator(schema) for name, schema in SCHEMAS.items()}


def example(name: str) -> Json:
    return read(DOCS / "examples" / f"{name}.json")


def problems(schema: str, document: Any) -> list[str]:
    return [f"{error.instance_path}: {error.message[:300]}" for error in VALIDATORS[schema].iter_errors(document)]


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
    assert not open_parts


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
    kinds = SCHEMAS["exchange"]["$defs"]["answers"]["patternProperties"]
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
    assert [row[0].strip("`") for row in rows] == [f"{name}.json" for name in NAMES] * 2
    for name, (_file, _firm, people, *said), (_again, *figures) in zip(NAMES, rows[:3], rows[3:], strict=True):
        document = example(name)
        result = result_of(document)
        ladder, barriers, green = by_model(result)
        assert figures == figures_of(result)
        assert people == str(document["firm"]["employees"])
        assert said == [
            f"level {ladder['level']['code']}",
            f"{float(ladder['score']):.2f}",
            f"{float(barriers['score']):.1f}",
            barriers["dominant"],
            f"{float(green['score']):.1f}",
            green["level"]["code"],
        ]


def figures_of(result: Json) -> list[str]:
    """What the second table says of a firm."""
    readings = {row["key"]: row for row in result["readings"]}
    last, together = result["footprint"]["years"][-1], result["synergy"]
    standard = readings["green-factory-2025"]
    return [
        str(len(result["footprint"]["years"])),
        f"{float(last['energy_tce']):.1f}",
        f"{float(last['co2_t']):.1f}",
        f"{float(standard['score']):.1f} of {standard['scale'][1]}",
        readings["transformation-path"]["level"]["code"],
        f"{float(readings['mechanisms']['score']):.1f}",
        f"{float(together['D']):.2f}",
        together["grade"],
        f"{float(together['E']):.2f}",
    ]


def by_model(result: Json) -> tuple[Json, ...]:
    rows = {row["key"]: row for row in result["readings"]}
    return rows["im-capability"], rows["transformation-barriers"], rows["green-factory-2018"]


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
    rows = [row for row in document["activity"] if row["year"] == document["period"]]
    return {**document, "period": 2012, "activity": [{**row, "year": 2012} for row in rows]}


def whole(**options: Any) -> Callable[[], Json]:
    firm = options.pop("firm", {})
    return lambda: answered(complete_answers(current(), **options), **firm)


def all_not_applicable() -> Json:
    answers = {c: "yes" if q.kind == "gate" else "na" for c, q in current().questions.items() if q.kind != "quantity"}
    return {**answered(answers), "activity": []}


def five_years() -> Json:
    document = example("dye-house")
    rows = [row for row in document["activity"] if row["year"] == document["period"]]
    return {**document, "activity": [{**row, "year": row["year"] - back} for back in range(5) for row in rows]}


def every_amount(value: str) -> Callable[[], Json]:
    """Every quantity there is, five years long, so that every formula has its figures."""

    def build() -> Json:
        document = example("dye-house")
        activity = [
            {"year": document["period"] - back, "code": code, "value": value, "unit": question.unit}
            for back in range(5)
            for code, question in current().questions.items()
            if question.kind == "quantity"
        ]
        return {**document, "activity": activity, "factor_set": "ndrc-2015"}

    return build


def shrinking() -> Json:
    document = five_years()
    return {
        **document,
        "activity": [{**row, "value": str(2030 - row["year"])} for row in document["activity"] if row["unit"] != "%"],
    }


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
    "five years": five_years,
    "every amount": every_amount("7"),
    "every amount zero": every_amount("0"),
    "less every year": shrinking,
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
        ("one gate open", "green-factory-2025", "incomplete"),
        ("everything not applicable", "green-factory-2025", "not_applicable"),
        ("everything not applicable", "mechanisms", "not_applicable"),
        ("every amount", "green-factory-2025", "complete"),
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
    ("factor_set", 7),
    ("factor_set", "IPCC"),
    ("answers.TP-GREEN-L1-1", "yes"),
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
        ("factor_set", None),
        ("factor_set", ""),
        ("factor_set", "ndrc-2015"),
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
        ("readings.3.level", {"code": "good", "name": {"zh-hans": "好", "en": "Good"}}),
        ("readings.3.earned", None),
        ("readings.3.gates.0.needs", "yes"),
        ("readings.3.nodes.0.status", "not_applicable"),
        ("readings.3.indicators.0.outcome", "passed"),
        ("readings.3.indicators.0.reason", "no idea"),
        ("readings.3.indicators.0.reference", {"origin": "neighbour"}),
        ("readings.4.level", None),
        ("readings.5.level", {"code": "1", "name": {"zh-hans": "一", "en": "One"}}),
        ("readings.5.next_tier", "national"),
        ("synergy", "none"),
        ("synergy", {"T": "0.5"}),
        ("synergy.colour", "red"),
        ("synergy.D", "-0.1"),
        ("synergy.links.0.status", "open"),
        ("synergy.obstacles.0.side", "left"),
        ("footprint", []),
        ("footprint", {"years": []}),
        ("footprint.colour", "red"),
        ("footprint.years.0.co2_t", 5),
        ("footprint.years.0.flags", ["thousandfold"]),
        ("footprint.years.0.by_carrier.0.kind", "wood"),
        ("footprint.years.0.by_carrier.0.sources.0.status", "certain"),
        ("footprint.years.0.intensities.0.reason", "no idea"),
        ("footprint.positions.0.better", "yes"),
        ("sensitivity", None),
        ("sensitivity.draws", "200"),
        ("sensitivity.level.counts", []),
        ("inputs.factor_set", ""),
        ("inputs.references.0.origin", "neighbour"),
        ("inputs.references.0.valid_from", "last year"),
        ("measures.0.cost_wan", ["1"]),
        ("measures.0.reasons", []),
        ("measures.0.months", "0-36"),
        ("roadmap.phases", []),
        ("roadmap.target.reason", {"reason": "weather"}),
        ("roadmap.phases.0.measures.0.why.0.reason", "habit"),
        ("roadmap.projected.0.readings.0.score", 2),
        ("roadmap.projected.0.cuts", [{"effect": "energy", "low": "1", "high": "2"}]),
        ("roadmap.certificate.gap", "1"),
        ("roadmap.colour", "red"),
        ("help.0.answer", "1"),
        ("help.0.measures.0.reasons", []),
        ("help.0.measures.0.reasons.0", {"reason": "price"}),
        ("help.0.suppliers", []),
        ("trace.0.inputs", []),
        ("trace.0.inputs.0", {"question": "IM-DATA-L1-1", "value": "1", "colour": "red"}),
    ],
)
def test_the_result_schema_refuses(path: str, value: Any) -> None:
    result = result_of(example("dye-house"))
    assert [row["key"] for row in result["readings"]] == KEYS
    result["trace"], result["measures"] = result["trace"][:5], result["measures"][:5]
    assert problems("result", result) == []
    assert problems("result", changed(result, path, value))


def test_synergy_and_footprint_may_be_null() -> None:
    result = result_of(example("dye-house"))
    assert result["synergy"]
    assert result["footprint"]
    assert problems("result", {**result, "synergy": None, "footprint": None}) == []


def test_a_result_of_the_first_engine_is_still_valid() -> None:
    old = read(Path(__file__).parent / "reports" / "old" / "engine-1.0-dye-house.json")
    assert old["engine"] == "1.0"
    assert "sensitivity" not in old
    assert problems("result", old) == []


def test_a_result_without_a_roadmap_is_valid() -> None:
    result = result_of(answered({}))
    assert result["roadmap"] == {"target": {}, "phases": [], "projected": []}
    assert problems("result", result) == []


@pytest.mark.parametrize("name", ["roadmap", "whatif"])
def test_what_results_and_plans_share_is_defined_alike(name: str) -> None:
    schema = read(DOCS / "schemas" / f"{name}-1.schema.json")
    Draft202012Validator.check_schema(schema)
    result = SCHEMAS["result"]["$defs"]
    shared = set(schema["$defs"]) & set(result)
    assert {key: schema["$defs"][key] for key in shared} == {key: result[key] for key in shared}
    assert {"cut", "synergy_figures", "measure_code"} <= shared


def test_the_blocks_stand_in_the_order_of_the_contract() -> None:
    assert list(result_of(example("dye-house"))) == list(SCHEMAS["result"]["properties"])
