"""Every number of the Excel annex is the one the result document holds.

Of firms that answer by chance, test_same_numbers.py asks the same.
"""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from content.loader import current
from tests.reports.annexes import EXAMPLES, Annex, Document, example, example_annex

Row = Mapping[str, Any]
SIGNS = {"U1": "digital", "U2": "green", "C′": "C_standard", "D′": "D_standard"}
TOTALS = ("energy_tce", "energy_equal_tce", "media_tce", "co2_t", "scope1_t", "scope2_t", "process_t")


def same(cell: Any, text: str | int | None) -> bool:
    """Tell whether a cell holds a number of the document, to the 15 digits a spreadsheet keeps."""
    if text is None or cell is None:
        return text is None and cell is None
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return False
    exact = Decimal(text)
    return abs(Decimal(repr(cell)) - exact) <= abs(exact) * Decimal("1e-15")


def wrong(row: Row, **wanted: str | int | None) -> list[str]:
    """What of a row is not as the document has it."""
    return [f"{row}: {key} is not {text!r}" for key, text in wanted.items() if not same(row[key], text)]


def picked(row: Row, *keys: str) -> dict[str, Any]:
    return {key: row[key] for key in keys}


def by(rows: Iterable[Row], *keys: str) -> dict[Any, Row]:
    """Rows by one or more of their cells, which must tell them apart."""
    rows = list(rows)
    found = {tuple(row[key] for key in keys) if len(keys) > 1 else row[keys[0]]: row for row in rows}
    assert len(found) == len(rows)
    return found


def reading_of(document: Document, key: str) -> Row:
    return next(row for row in document["readings"] if row["key"] == key)


def wrong_ladders(annex: Annex, document: Document) -> Iterable[str]:
    for code, key in (("capability", "im-capability"), ("path", "transformation-path")):
        rows, reading = by(annex.rows(code), "code"), reading_of(document, key)
        yield from wrong(rows[key], score=reading["score"], **{one["code"]: one["score"] for one in reading["gates"]})
        for node in reading["nodes"]:
            levels = {f"L{level}": share for level, share in enumerate(node["by_level"], 1)}
            yield from wrong(rows[node["code"]], **picked(node, "weight", "score", "level"), **levels)


def wrong_gates(annex: Annex, document: Document) -> Iterable[str]:
    gates = [gate for row in document["readings"] for gate in row["gates"]]
    for gate, row in zip(gates, annex.rows("gates"), strict=True):
        assert (row["code"], row["blockers"] or "") == (gate["code"], " ".join(gate["blocking"]))
        yield from wrong(row, reached=gate["score"], count=len(gate["blocking"]))


def wrong_groups(annex: Annex, document: Document) -> Iterable[str]:
    for code, key in (("barriers", "transformation-barriers"), ("mechanisms", "mechanisms")):
        rows, reading = by(annex.rows(code), "code"), reading_of(document, key)
        yield from wrong(rows[key], score=reading["score"])
        for node in reading["nodes"]:
            yield from wrong(rows[node["code"]], **picked(node, "weight", "score"))
        for one in reading.get("barriers", ()):
            yield from wrong(rows[one["code"]], answer=one["value"], weight=one["weight"], share=one["obstacle"])


def wrong_green(annex: Annex, document: Document) -> Iterable[str]:
    reading, rows = reading_of(document, "green-factory-2018"), annex.rows("green-2018")
    # A block and an indicator may share a code; no two of one kind do.
    by(rows, "part", "code")
    graded = {row["code"]: row for row in rows if row["score"] is not None}
    measured = {row["code"]: row for row in rows if row["block"] is not None and row["words"] is None}
    whole = {"code": reading["key"], "score": reading["score"]}
    for one in (whole, *reading["nodes"], *reading.get("principles", ())):
        if one["score"] is not None:
            yield from wrong(graded[one["code"]], score=one["score"])
    for one in reading.get("indicators", ()):
        yield from wrong(measured[one["code"]], **picked(one, "value", "base", "lead", "share"))


def wrong_standard(annex: Annex, document: Document) -> Iterable[str]:
    reading, rows = reading_of(document, "green-factory-2025"), annex.rows("green-2025")
    indicators = by((row for row in rows if row["group"] is not None), "code")
    groups = by((row for row in rows if row["group"] is None), "code")
    assert len(indicators) == len(reading.get("indicators", ()))
    yield from wrong(groups[reading["key"]], earned=reading.get("earned"), assessable=reading.get("assessable"))
    for node in reading["nodes"]:
        row = groups[node["code"]]
        yield from wrong(row, points=node["weight"], earned=node["score"], assessable=node["assessable"])
    for one in reading.get("indicators", ()):
        keys = ("points", "value", "base", "lead", "share", "earned")
        yield from wrong(indicators[one["code"]], **picked(one, *keys))


def wrong_synergy(annex: Annex, document: Document) -> Iterable[str]:
    block = document["synergy"]
    if block is None:
        return
    rows = annex.rows("synergy")
    for row in rows[:8]:
        yield from wrong(row, value=block[SIGNS.get(row["code"], row["code"])])
    obstacles = [row for row in rows if row["share"] is not None]
    for one, row in zip(block["obstacles"], obstacles, strict=True):
        assert row["code"] == one["code"]
        yield from wrong(row, value=one["score"], weight=one["weight"], share=one["degree"])
    assert len(rows) == 8 + len(block["obstacles"]) + len(block["links"])


def wrong_footprint(annex: Annex, document: Document) -> Iterable[str]:
    """Each amount must stand in a row of its code, under its year."""
    block = document["footprint"]
    if block is None:
        return
    rows: dict[str, list[Row]] = {}
    for row in annex.rows("footprint"):
        rows.setdefault(row["code"], []).append(row)
    for code, head, text in amounts_of(block):
        if not any(same(row[head], text) for row in rows[code]):
            yield f"{code}: {text} does not stand under {head}"


def amounts_of(block: Row) -> Iterable[tuple[str, str, str]]:
    """Code, head of the column and number of everything a footprint says."""
    for year in block["years"]:
        head = str(year["year"])
        found = [(code, year[code]) for code in TOTALS]
        found += [(one["code"], one["value"]) for one in year["intensities"]]
        found += [(one["code"], one[key]) for one in year["by_carrier"] for key in ("amount", "tce", "co2_t")]
        yield from ((code, head, text) for code, text in found if text is not None)
    for one in block["changes"]:
        yield one["code"], f"{one['from']}-{one['to']}", one["percent"]
    for one in block["growth"]:
        yield one["code"], "growth", one["percent"]


def wrong_beside(annex: Annex, document: Document) -> Iterable[str]:
    block = document["footprint"]
    if block is None:
        return
    beside = annex.rows("comparison") if block["positions"] else []
    for one, row in zip(block["positions"], beside, strict=True):
        yield from wrong(row, **picked(one, "year", "value", "mark_value", "ratio"))
    used = [
        (one["value"], year["year"])
        for year in block["years"]
        for one in (
            *(source for carrier in year["by_carrier"] for source in carrier["sources"]),
            *(year[key] for key in ("grid", "coal_rate") if year[key] is not None),
        )
    ]
    for (value, year), row in zip(used, annex.rows("factors"), strict=True):
        yield from wrong(row, value=value, year=year)


def wrong_measures(annex: Annex, document: Document) -> Iterable[str]:
    for one, row in zip(document["measures"], annex.rows("measures"), strict=True):
        assert row["code"] == one["code"]
        low, high = one["cost_wan"]
        payback = one["payback_months"] or [None, None]
        yield from wrong(row, priority=one["priority"], cost_low=low, cost_high=high, days=one["staff_days"])
        yield from wrong(row, payback_low=payback[0], payback_high=payback[1])
        yield from wrong(row, **{gain["reading"]: gain["share"] for gain in one["gain"]})


def wrong_roadmap(annex: Annex, document: Document) -> Iterable[str]:
    block = document["roadmap"]
    planned = [one for phase in block["phases"] for one in (phase, *phase["measures"])]
    if len(planned) > len(block["phases"]):
        for one, row in zip(planned, annex.rows("roadmap"), strict=True):
            assert row["code"] == one.get("code")
            yield from wrong(row, cost=one["cost_wan"], days=one["staff_days"])


def wrong_projected(annex: Annex, document: Document) -> Iterable[str]:
    columns = [{**picked(document, "readings", "synergy"), "cuts": []}, *document["roadmap"]["projected"]]
    if len(columns) == 1:
        return
    wanted = []
    for column in columns:
        wanted += [{"score": row["score"], "low": None, "high": None} for row in column["readings"]]
        if column["synergy"] is not None:
            wanted.append({"score": column["synergy"]["D"], "low": None, "high": None})
        wanted += [{"score": None, **picked(cut, "low", "high")} for cut in column["cuts"]]
    for one, row in zip(wanted, annex.rows("projected"), strict=True):
        yield from wrong(row, **one)


def wrong_record(annex: Annex, document: Document) -> Iterable[str]:
    answers = by(annex.rows("answers"), "code")
    for code, value in document["inputs"]["answers"].items():
        assert answers[code]["words"]
        yield from wrong(answers[code], answer=value if value[0].isdigit() else None)
    activity = document["inputs"]["activity"]
    figures = by(annex.rows("figures"), "code", "year") if activity else {}
    for one in activity:
        factor = current().questions[one["code"]].units[one["unit"]]
        base = str(Decimal(one["value"]) * factor)
        yield from wrong(figures[one["code"], one["year"]], value=one["value"], base=base)


def wrong_trace(annex: Annex, document: Document) -> Iterable[str]:
    for one, row in zip(document["trace"], annex.rows("trace"), strict=True):
        assert (row["node"], row["rule"], row["source"]) == (one["node"], one["rule"], one["source"])
        if row["exact"] != one["output"]:
            yield f"{row}: {one['output']} is not told in full"
        yield from wrong(row, output=one["output"])


CHECKS = (
    wrong_ladders,
    wrong_gates,
    wrong_groups,
    wrong_green,
    wrong_standard,
    wrong_synergy,
    wrong_footprint,
    wrong_beside,
    wrong_measures,
    wrong_roadmap,
    wrong_projected,
    wrong_record,
    wrong_trace,
)


def wrong_numbers(annex: Annex, document: Document) -> list[str]:
    """Every number that is not as the document has it."""
    return [problem for check in CHECKS for problem in check(annex, document)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_numbers_of_the_examples_are_those_of_the_document(name: str) -> None:
    assert wrong_numbers(example_annex(name, "en"), example(name)) == []


@pytest.mark.parametrize("check", CHECKS)
def test_a_number_that_differs_is_found(check: Any) -> None:
    """What is compared here is compared in earnest: with other digits in the document each check complains."""
    document = json.loads(json.dumps(example("dye-house")), object_pairs_hook=_with_other_numbers)
    assert list(check(example_annex("dye-house", "en"), document))


def _with_other_numbers(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Numbers alone are changed; codes, units and years stay."""
    return {key: _other(value) if key not in ("year", "from", "to", "period") else value for key, value in pairs}


def _other(value: Any) -> Any:
    if isinstance(value, list):
        return [_other(one) for one in value]
    if isinstance(value, str) and value.replace(".", "", 1).isdigit():
        return value.translate(str.maketrans("015", "572"))
    return value
