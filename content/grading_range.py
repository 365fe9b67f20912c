"""Range readings: from strict entries to `scoring.model.RangeReading`."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from content.citation import SourceRef
from content.grading_pieces import HUNDRED, ONLY, once, references_of, weight_of
from content.grading_points import Common
from content.parse import Entry
from content.shapes import CODE_FORMS, SLUG, source_ref_of
from scoring.model import FULFILMENT, GateClause, Node, RangeIndicator, RangeReading
from scoring.quantity import FORMULAS

YES = "yes"


def range_of(pairs: dict[str, Entry], common: Common) -> tuple[RangeReading, Mapping[str, SourceRef]]:
    """Read what is a range reading's own.

    Returns:
        The reading, and the sources of its indicators by code.
    """
    nodes: dict[str, Mapping[str, str]] = {}
    points: dict[str, Fraction] = {}
    for item in pairs["nodes"].items(at_least=1):
        node = item.record(("code", "title", "points"))
        code = node["code"].matching(*SLUG)
        if code in nodes:
            raise node["code"].fail("every code once", f"{code} twice")
        nodes[code], points[code] = node["title"].names(), weight_of(node["points"])
    rows = [_indicator_of(item, list(nodes)) for item in pairs["indicators"].items(at_least=1)]
    indicators = tuple(indicator for indicator, _ in rows)
    once([indicator.code for indicator in indicators], pairs["indicators"])
    for code, worth in points.items():
        total = sum((row.points for row in indicators if row.node == code), Fraction(0))
        if total != worth:
            raise pairs["indicators"].fail(f"the points of the indicators of {code} to sum to {worth}", str(total))
    whole = sum(points.values(), Fraction(0))
    if whole != HUNDRED:
        raise pairs["nodes"].fail("the points of the nodes to sum to 100", str(whole))
    reading = RangeReading(
        **common,
        nodes=tuple(Node(code, None, title, _questions_in(code, indicators)) for code, title in nodes.items()),
        gates=_gates_of(pairs["gates"]),
        points=MappingProxyType(points),
        indicators=indicators,
    )
    return reading, MappingProxyType({indicator.code: source for indicator, source in rows})


def _questions_in(node: str, indicators: tuple[RangeIndicator, ...]) -> Mapping[str, tuple[str, ...]]:
    codes = tuple(row.question for row in indicators if row.node == node and row.question)
    return MappingProxyType({ONLY: codes} if codes else {})


def _gates_of(entry: Entry) -> tuple[GateClause, ...]:
    gates = []
    for item in entry.items():
        pairs = item.record(("code", "name", "needs"))
        needs = {code: _least_of(code, least) for code, least in pairs["needs"].pairs().items()}
        if not needs:
            raise pairs["needs"].fail("at least one question", "none")
        gates.append(GateClause(pairs["code"].matching(*SLUG), pairs["name"].names(), MappingProxyType(needs)))
    once([gate.code for gate in gates], entry)
    once([code for gate in gates for code in gate.needs], entry)
    return tuple(gates)


def _least_of(code: str, entry: Entry) -> str:
    """Read the least answer that opens a gate: yes for a question of kind gate, a number above 0 for any other."""
    pattern, _ = CODE_FORMS["gate"]
    return entry.one_of((YES,) if pattern.fullmatch(code) else [answer for answer in FULFILMENT if answer != "0"])


def _indicator_of(entry: Entry, nodes: list[str]) -> tuple[RangeIndicator, SourceRef]:
    pairs = entry.record(("code", "title", "node", "points", "source"), ("formulas", "question", "base", "lead"))
    if ("formulas" in pairs) == ("question" in pairs):
        raise entry.fail("either formulas or a question", "both" if "question" in pairs else "neither")
    base, lead = references_of(pairs, entry)
    if "question" in pairs and base is not None:
        raise pairs["base"].fail("no base and no lead beside a question")
    source = source_ref_of(pairs["source"])
    indicator = RangeIndicator(
        code=pairs["code"].matching(*SLUG),
        title=pairs["title"].names(),
        node=pairs["node"].one_of(nodes),
        points=weight_of(pairs["points"]),
        formulas=_formulas_of(pairs["formulas"]) if "formulas" in pairs else MappingProxyType({}),
        question=pairs["question"].matching(*CODE_FORMS["item"]) if "question" in pairs else "",
        base=base,
        lead=lead,
        source=source.text,
        status=source.status,
    )
    return indicator, source


def _formulas_of(entry: Entry) -> Mapping[str, str]:
    formulas = {unit: text.one_of(FORMULAS, "a formula of scoring/quantity.py") for unit, text in entry.pairs().items()}
    if not formulas:
        raise entry.fail("at least one unit with its formula", "none")
    return MappingProxyType(formulas)
