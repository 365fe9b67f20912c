"""Points readings: from strict entries to `scoring.model.PointsReading`."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from content.citation import SourceRef
from content.grading_pieces import HUNDRED, ONLY, level_of, once, questions_of, references_of, same_codes, weight_of
from content.parse import Entry
from content.shapes import CODE_FORMS, SLUG, source_ref_of
from scoring.model import Block, GateQuestion, Indicator, Item, Level, Node, PointsReading, Tier
from scoring.quantity import FORMULAS

BLOCK_RULES = ("musts-and-optionals", "weighted-mean")
ITEM_RULES = ("must", "optional")
SHARES = ("must_share", "optional_share")
Common = dict[str, Any]


def points_of(pairs: dict[str, Entry], common: Common, entry: Entry) -> tuple[PointsReading, Mapping[str, SourceRef]]:
    """Read what is a points reading's own.

    Principles and tiers may be empty lists; the two shares may be missing where no item is a must.

    Returns:
        The reading, and the sources of its indicators by code.
    """
    principles = tuple(level_of(principle) for principle in pairs["principles"].items())
    once([principle.code for principle in principles], pairs["principles"])
    nodes, blocks = _blocks_of(pairs["nodes"])
    items = {code: _item_of(code, item, principles) for code, item in pairs["items"].pairs().items()}
    same_codes(pairs["items"], list(items), [code for node in nodes for code in node.questions[ONLY]])
    rows = [_indicator_of(item, nodes, principles) for item in pairs["indicators"].items()]
    once([row.code for row, _ in rows], pairs["indicators"])
    must_share, optional_share = _shares_of(pairs, items, entry)
    reading = PointsReading(
        **common,
        nodes=nodes,
        gates=_gates_of(pairs["gates"]),
        principles=principles,
        blocks=MappingProxyType(blocks),
        items=MappingProxyType(items),
        must_share=must_share,
        optional_share=optional_share,
        indicators=tuple(row for row, _ in rows),
        tiers=_tiers_of(pairs["tiers"], [row.code for row, _ in rows]),
    )
    return reading, MappingProxyType({row.code: source for row, source in rows})


def _shares_of(pairs: dict[str, Entry], items: Mapping[str, Item], entry: Entry) -> tuple[Fraction, Fraction]:
    if "must_share" not in pairs and "optional_share" not in pairs:
        musts = [code for code, item in items.items() if item.rule == "must"]
        if musts:
            raise entry.fail(f"the keys must_share and optional_share, as {musts[0]} is a must", "neither")
        return Fraction(0), HUNDRED
    for key in SHARES:
        if key not in pairs:
            raise entry.fail(f"the key {key}", "no such key")
    must_share, optional_share = (pairs[key].fraction("0", "100") for key in SHARES)
    if must_share + optional_share != HUNDRED:
        raise pairs["optional_share"].fail(
            "must_share and optional_share to sum to 100", str(must_share + optional_share)
        )
    return must_share, optional_share


def _gates_of(entry: Entry) -> tuple[GateQuestion, ...]:
    gates = []
    for item in entry.items():
        pairs = item.record(("code", "question", "name"))
        gates.append(
            GateQuestion(
                pairs["code"].matching(*SLUG), pairs["question"].matching(*CODE_FORMS["gate"]), pairs["name"].names()
            )
        )
    once([gate.code for gate in gates], entry)
    once([gate.question for gate in gates], entry)
    return tuple(gates)


def _blocks_of(entry: Entry) -> tuple[tuple[Node, ...], dict[str, Block]]:
    nodes, blocks = [], {}
    for item in entry.items(at_least=1):
        pairs = item.record(("code", "title", "weight", "rule", "questions"))
        code = pairs["code"].matching(*SLUG)
        questions = MappingProxyType({ONLY: questions_of(pairs["questions"], "item")})
        nodes.append(Node(code, None, pairs["title"].names(), questions))
        blocks[code] = Block(code, pairs["weight"].fraction("0", "100"), pairs["rule"].one_of(BLOCK_RULES))
    once([node.code for node in nodes], entry)
    once([code for node in nodes for code in node.questions[ONLY]], entry)
    total = sum((block.weight for block in blocks.values()), Fraction(0))
    if total != HUNDRED:
        raise entry.fail("the weights of the blocks to sum to 100", str(total))
    return tuple(nodes), blocks


def _item_of(code: str, entry: Entry, principles: tuple[Level, ...]) -> Item:
    pairs = entry.record(("rule", *_principle_key(principles)), ("weight",))
    rule = pairs["rule"].one_of(ITEM_RULES)
    if rule == "optional" and "weight" not in pairs:
        raise entry.fail("the key weight, as for every optional item", "no such key")
    weight = weight_of(pairs["weight"]) if "weight" in pairs else Fraction(1)
    return Item(code, rule, _principle_of(pairs, principles), weight)


def _principle_key(principles: tuple[Level, ...]) -> tuple[str, ...]:
    return ("principle",) if principles else ()


def _principle_of(pairs: dict[str, Entry], principles: tuple[Level, ...]) -> str:
    return pairs["principle"].one_of([principle.code for principle in principles]) if principles else ""


def _indicator_of(entry: Entry, nodes: tuple[Node, ...], principles: tuple[Level, ...]) -> tuple[Indicator, SourceRef]:
    plain = ("code", "title", "node", *_principle_key(principles), "weight", "unit", "formula", "source")
    pairs = entry.record(plain, ("base", "lead"))
    base, lead = references_of(pairs, entry)
    source = source_ref_of(pairs["source"])
    indicator = Indicator(
        code=pairs["code"].matching(*SLUG),
        title=pairs["title"].names(),
        node=pairs["node"].one_of([node.code for node in nodes]),
        principle=_principle_of(pairs, principles),
        weight=weight_of(pairs["weight"]),
        unit=pairs["unit"].text(),
        formula=pairs["formula"].one_of(FORMULAS),
        base=base,
        lead=lead,
        source=source.text,
        status=source.status,
    )
    return indicator, source


def _tiers_of(entry: Entry, indicators: list[str]) -> tuple[Tier, ...]:
    tiers = []
    for number, item in enumerate(entry.items()):
        pairs = item.record(("code", "name"), ("needs",))
        if ("needs" in pairs) != bool(number):
            raise item.fail("needs in every tier but the first", "needs" if "needs" in pairs else "no needs")
        needs = pairs["needs"].record((), ("gates", "score", "musts", "indicator")) if "needs" in pairs else {}
        for key in ("gates", "musts"):
            if key in needs:
                needs[key].one_of(("all",))
        tiers.append(
            Tier(
                pairs["code"].matching(*SLUG),
                pairs["name"].names(),
                gates="gates" in needs,
                score=needs["score"].fraction("0", "100") if "score" in needs else None,
                musts="musts" in needs,
                indicator=needs["indicator"].one_of(indicators) if "indicator" in needs else None,
            )
        )
    once([tier.code for tier in tiers], entry)
    return tuple(tiers)
