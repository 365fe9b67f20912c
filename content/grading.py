"""Readings: from strict entries to the shapes of `scoring.model`, with the checks a single file allows."""

import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from content.model import STATUSES, SourceRef
from content.parse import Entry
from content.shapes import CODE_FORMS, DOTTED, SLUG, source_ref_of
from scoring.model import (
    Band,
    Block,
    GateQuestion,
    Indicator,
    Item,
    LadderReading,
    Level,
    Node,
    PointsReading,
    Profile,
    Reading,
    SeverityReading,
    Tier,
)
from scoring.quantity import FORMULAS

HUNDRED = Fraction(100)
VERSION = (re.compile(r"\d{4}-[1-9]\d*"), '"2020-1"')
COMMON = ("schema", "key", "version", "model", "status", "valid_from", "source", "title", "nodes")
OWN_KEYS: Mapping[str, tuple[str, ...]] = {
    "ladder": ("pass_mark", "below", "levels", "profiles", "trimmable"),
    "severity": ("weights", "bands", "dominant_lead"),
    "points": ("gates", "principles", "items", "must_share", "optional_share", "indicators", "tiers"),
}
Common = dict[str, Any]
BLOCK_RULES = ("musts-and-optionals", "weighted-mean")
ITEM_RULES = ("must", "optional")
ONLY = ""
"""The one key under which nodes of readings without levels hold their questions."""


def source_text(source: SourceRef) -> str:
    """Return the text a reading carries as its source: the id, a comma, the clause in English."""
    return f"{source.id}, {source.clause['en']}"


def reading_of(entry: Entry, sha256: str) -> tuple[Reading, SourceRef, Mapping[str, SourceRef]]:
    """Read one reading file.

    Returns:
        The reading, its source and the sources of its indicators by code.

    Raises:
        ContentError: anything the format does not allow, such as weights of one parent that do not sum to 100.
    """
    every = tuple(key for keys in OWN_KEYS.values() for key in keys)
    model = entry.record(COMMON, every)["model"].one_of(OWN_KEYS)
    pairs = entry.record((*COMMON, *OWN_KEYS[model]))
    source = source_ref_of(pairs["source"])
    common: Common = {
        "key": pairs["key"].matching(*SLUG),
        "version": pairs["version"].matching(*VERSION),
        "sha256": sha256,
        "status": pairs["status"].one_of(STATUSES),
        "valid_from": pairs["valid_from"].day().isoformat(),
        "title": pairs["title"].names(),
        "source": source_text(source),
    }
    if model == "ladder":
        return _ladder_of(pairs, common), source, {}
    if model == "severity":
        return _severity_of(pairs, common), source, {}
    reading, indicator_sources = _points_of(pairs, common)
    return reading, source, indicator_sources


def _level_of(entry: Entry) -> Level:
    pairs = entry.record(("code", "name"))
    return Level(pairs["code"].matching(*SLUG), pairs["name"].names())


def _once(codes: list[str], entry: Entry) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise entry.fail("every code once", f"{code} twice")


def _questions_of(entry: Entry, kind: str) -> tuple[str, ...]:
    codes = entry.distinct(lambda code: code.matching(*CODE_FORMS[kind]))
    if not codes:
        raise entry.fail("at least one question", "none")
    return codes


# Ladder


def _ladder_of(pairs: dict[str, Entry], common: Common) -> LadderReading:
    levels = tuple(_level_of(level) for level in pairs["levels"].items(at_least=1))
    wanted = [str(number) for number in range(1, len(levels) + 1)]
    if [level.code for level in levels] != wanted:
        raise pairs["levels"].fail(f"the levels {', '.join(wanted)}", ", ".join(level.code for level in levels))
    nodes = _ladder_nodes_of(pairs["nodes"], wanted)
    return LadderReading(
        **common,
        nodes=nodes,
        pass_mark=pairs["pass_mark"].fraction("0.01", "1"),
        below=pairs["below"].names(),
        levels=levels,
        profiles=MappingProxyType(
            {code: _profile_of(code, profile, nodes) for code, profile in pairs["profiles"].pairs().items()}
        ),
        trimmable=pairs["trimmable"].distinct(
            lambda code: code.one_of([node.code for node in nodes], "the code of a node above")
        ),
    )


def _ladder_nodes_of(entry: Entry, levels: list[str]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for item in entry.items(at_least=1):
        pairs = item.record(("code", "title"), ("parent", "questions"))
        code = pairs["code"].matching(*DOTTED)
        parent = pairs["parent"].matching(*DOTTED) if "parent" in pairs else None
        if (code.rpartition(".")[0] or None) != parent:
            raise item.fail(f"the parent {code.rpartition('.')[0] or '(none)'} of {code}", parent or "none")
        if parent and parent not in [node.code for node in nodes]:
            raise item.fail("a parent that stands above its children", parent)
        questions = _by_level(pairs["questions"], levels) if "questions" in pairs else MappingProxyType({})
        nodes.append(Node(code, parent, pairs["title"].names(), questions))
    _once([node.code for node in nodes], entry)
    _once([code for node in nodes for codes in node.questions.values() for code in codes], entry)
    parents = {node.parent for node in nodes}
    for node in nodes:
        if bool(node.questions) == (node.code in parents):
            raise entry.fail(f"either questions or children in {node.code}", "both" if node.questions else "neither")
    return tuple(nodes)


def _by_level(entry: Entry, levels: list[str]) -> Mapping[str, tuple[str, ...]]:
    pairs = entry.pairs()
    if not pairs or list(pairs) != levels[: len(pairs)]:
        raise entry.fail(f"levels from 1 up without a gap, at most {levels[-1]}", ", ".join(pairs) or "none")
    questions = {level: _questions_of(codes, "requirement") for level, codes in pairs.items()}
    for level, codes in questions.items():
        for code in codes:
            if f"-L{level}-" not in code:
                raise pairs[level].fail(f"questions of level {level}", code)
    return MappingProxyType(questions)


def _profile_of(code: str, entry: Entry, nodes: tuple[Node, ...]) -> Profile:
    pairs = entry.record(("status", "weights"))
    known = {node.code: node for node in nodes}
    weights: dict[str, Fraction] = {}
    for node, weight in pairs["weights"].pairs().items():
        if node not in known:
            raise weight.fail("the code of a node", f"the unknown node {node}")
        weights[node] = weight.fraction("0", "100")
        if not weights[node]:
            raise weight.fail("a weight above 0; leave the node out instead")
    for parent, total in weight_sums(nodes, weights).items():
        if total != HUNDRED:
            raise pairs["weights"].fail(f"the weights inside {parent or 'the whole'} to sum to 100", str(total))
    for node in weights:
        above = known[node].parent
        if above is not None and above not in weights:
            raise pairs["weights"].fail(f"a weight for {above}, which {node} belongs to", "none")
    return Profile(code, pairs["status"].one_of(STATUSES), MappingProxyType(weights))


def weight_sums(nodes: tuple[Node, ...], weights: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """Return the sum of the children's weights for the whole ("") and for every weighted inner node."""
    inner = {node.parent for node in nodes if node.parent}
    sums = {"": Fraction(0)} | {code: Fraction(0) for code in weights if code in inner}
    for node in nodes:
        if node.code in weights and (node.parent or "") in sums:
            sums[node.parent or ""] += weights[node.code]
    return sums


# Severity


def _severity_of(pairs: dict[str, Entry], common: Common) -> SeverityReading:
    nodes = []
    for item in pairs["nodes"].items(at_least=1):
        node = item.record(("code", "title", "questions"))
        questions = MappingProxyType({ONLY: _questions_of(node["questions"], "barrier")})
        nodes.append(Node(node["code"].matching(*SLUG), None, node["title"].names(), questions))
    _once([node.code for node in nodes], pairs["nodes"])
    asked = [code for node in nodes for code in node.questions[ONLY]]
    _once(asked, pairs["nodes"])
    weights = {code: weight.fraction("0") for code, weight in pairs["weights"].pairs().items()}
    _same_codes(pairs["weights"], list(weights), asked)
    return SeverityReading(
        **common,
        nodes=tuple(nodes),
        weights=MappingProxyType(weights),
        bands=_bands_of(pairs["bands"]),
        dominant_lead=pairs["dominant_lead"].fraction("0", "100"),
    )


def _same_codes(entry: Entry, given: list[str], asked: list[str]) -> None:
    for code in asked:
        if code not in given:
            raise entry.fail(f"an entry for {code}", "none")
    for code in given:
        if code not in asked:
            raise entry.fail("questions of the nodes only", code)


def _bands_of(entry: Entry) -> tuple[Band, ...]:
    bands: list[Band] = []
    for item in entry.items(at_least=1):
        pairs = item.record(("code", "from", "name"))
        start = pairs["from"].fraction("0", "100")
        if bands and start <= bands[-1].from_score:
            raise pairs["from"].fail("lower bounds that rise")
        if not bands and start != 0:
            raise pairs["from"].fail('the first band to start at "0"')
        bands.append(Band(pairs["code"].matching(*SLUG), pairs["name"].names(), start))
    _once([band.code for band in bands], entry)
    return tuple(bands)


# Points


def _points_of(pairs: dict[str, Entry], common: Common) -> tuple[PointsReading, Mapping[str, SourceRef]]:
    principles = tuple(_level_of(principle) for principle in pairs["principles"].items(at_least=1))
    _once([principle.code for principle in principles], pairs["principles"])
    nodes, blocks = _blocks_of(pairs["nodes"])
    items = {code: _item_of(code, item, principles) for code, item in pairs["items"].pairs().items()}
    _same_codes(pairs["items"], list(items), [code for node in nodes for code in node.questions[ONLY]])
    rows = [_indicator_of(item, nodes, principles) for item in pairs["indicators"].items()]
    _once([row.code for row, _ in rows], pairs["indicators"])
    must_share, optional_share = pairs["must_share"].fraction("0", "100"), pairs["optional_share"].fraction("0", "100")
    if must_share + optional_share != HUNDRED:
        raise pairs["optional_share"].fail(
            "must_share and optional_share to sum to 100", str(must_share + optional_share)
        )
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


def _gates_of(entry: Entry) -> tuple[GateQuestion, ...]:
    gates = []
    for item in entry.items():
        pairs = item.record(("code", "question", "name"))
        gates.append(
            GateQuestion(
                pairs["code"].matching(*SLUG), pairs["question"].matching(*CODE_FORMS["gate"]), pairs["name"].names()
            )
        )
    _once([gate.code for gate in gates], entry)
    _once([gate.question for gate in gates], entry)
    return tuple(gates)


def _blocks_of(entry: Entry) -> tuple[tuple[Node, ...], dict[str, Block]]:
    nodes, blocks = [], {}
    for item in entry.items(at_least=1):
        pairs = item.record(("code", "title", "weight", "rule", "questions"))
        code = pairs["code"].matching(*SLUG)
        questions = MappingProxyType({ONLY: _questions_of(pairs["questions"], "item")})
        nodes.append(Node(code, None, pairs["title"].names(), questions))
        blocks[code] = Block(code, pairs["weight"].fraction("0", "100"), pairs["rule"].one_of(BLOCK_RULES))
    _once([node.code for node in nodes], entry)
    _once([code for node in nodes for code in node.questions[ONLY]], entry)
    total = sum((block.weight for block in blocks.values()), Fraction(0))
    if total != HUNDRED:
        raise entry.fail("the weights of the blocks to sum to 100", str(total))
    return tuple(nodes), blocks


def _item_of(code: str, entry: Entry, principles: tuple[Level, ...]) -> Item:
    pairs = entry.record(("rule", "principle"), ("weight",))
    rule = pairs["rule"].one_of(ITEM_RULES)
    if rule == "optional" and "weight" not in pairs:
        raise entry.fail("the key weight, as for every optional item", "no such key")
    weight = pairs["weight"].fraction("0") if "weight" in pairs else Fraction(1)
    return Item(code, rule, _principle_of(pairs["principle"], principles), weight)


def _principle_of(entry: Entry, principles: tuple[Level, ...]) -> str:
    return entry.one_of([principle.code for principle in principles])


def _indicator_of(entry: Entry, nodes: tuple[Node, ...], principles: tuple[Level, ...]) -> tuple[Indicator, SourceRef]:
    plain = ("code", "title", "node", "principle", "weight", "unit", "formula", "source")
    pairs = entry.record(plain, ("base", "lead"))
    if ("base" in pairs) != ("lead" in pairs):
        raise entry.fail("both base and lead, or neither", "one of them")
    base = pairs["base"].fraction() if "base" in pairs else None
    lead = pairs["lead"].fraction() if "lead" in pairs else None
    if base is not None and base == lead:
        raise pairs["lead"].fail("a lead that differs from the base")
    source = source_ref_of(pairs["source"])
    indicator = Indicator(
        code=pairs["code"].matching(*SLUG),
        title=pairs["title"].names(),
        node=pairs["node"].one_of([node.code for node in nodes]),
        principle=_principle_of(pairs["principle"], principles),
        weight=pairs["weight"].fraction("0"),
        unit=pairs["unit"].text(),
        formula=pairs["formula"].one_of(FORMULAS),
        base=base,
        lead=lead,
        source=source_text(source),
        status=source.status,
    )
    return indicator, source


def _tiers_of(entry: Entry, indicators: list[str]) -> tuple[Tier, ...]:
    tiers = []
    for number, item in enumerate(entry.items(at_least=1)):
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
    _once([tier.code for tier in tiers], entry)
    return tuple(tiers)
