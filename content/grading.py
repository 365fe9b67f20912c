"""Readings: from strict entries to the shapes of `scoring.model`, with the checks a single file allows."""

import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from content.citation import STATUSES, SourceRef
from content.grading_pieces import HUNDRED, ONLY, bands_of, level_of, once, questions_of, same_codes, weight_of
from content.grading_points import Common, points_of
from content.grading_range import range_of
from content.parse import Entry
from content.shapes import DOTTED, SLUG, source_ref_of
from scoring.model import (
    LadderReading,
    Node,
    Profile,
    Reading,
    SeverityReading,
)

VERSION = (re.compile(r"\d{4}-[1-9]\d*"), '"2020-1"')
COMMON = ("schema", "key", "version", "model", "status", "valid_from", "source", "title", "nodes")
OWN_KEYS: Mapping[str, tuple[str, ...]] = {
    "ladder": ("pass_mark", "below", "levels", "profiles", "trimmable"),
    "severity": ("weights", "bands", "dominant_lead"),
    "points": ("gates", "principles", "items", "indicators", "tiers"),
    "range": ("gates", "indicators"),
}


OPTIONAL_KEYS: Mapping[str, tuple[str, ...]] = {
    "ladder": ("borrows",),
    "severity": (),
    "points": ("must_share", "optional_share"),
    "range": (),
}
PREFIX = (re.compile(r"[A-Z]{2,4}"), "IM")


def reading_of(entry: Entry, sha256: str) -> tuple[Reading, SourceRef, Mapping[str, SourceRef]]:
    """Read one reading file.

    Returns:
        The reading, its source and the sources of its indicators by code.

    Raises:
        ContentError: anything the format does not allow, such as weights of one parent that do not sum to 100.
    """
    every = tuple(key for keys in (*OWN_KEYS.values(), *OPTIONAL_KEYS.values()) for key in keys)
    model = entry.record(COMMON, every)["model"].one_of(OWN_KEYS)
    pairs = entry.record((*COMMON, *OWN_KEYS[model]), OPTIONAL_KEYS[model])
    source = source_ref_of(pairs["source"])
    common: Common = {
        "key": pairs["key"].matching(*SLUG),
        "version": pairs["version"].matching(*VERSION),
        "sha256": sha256,
        "status": pairs["status"].one_of(STATUSES),
        "valid_from": pairs["valid_from"].day().isoformat(),
        "title": pairs["title"].names(),
        "source": source.text,
    }
    if model == "ladder":
        return _ladder_of(pairs, common), source, {}
    if model == "severity":
        return _severity_of(pairs, common), source, {}
    reading, indicator_sources = points_of(pairs, common, entry) if model == "points" else range_of(pairs, common)
    return reading, source, indicator_sources


# Ladder


def _ladder_of(pairs: dict[str, Entry], common: Common) -> LadderReading:
    levels = tuple(level_of(level) for level in pairs["levels"].items(at_least=1))
    wanted = [str(number) for number in range(1, len(levels) + 1)]
    if [level.code for level in levels] != wanted:
        raise pairs["levels"].fail(f"the levels {', '.join(wanted)}", ", ".join(level.code for level in levels))
    borrows = pairs["borrows"].distinct(lambda prefix: prefix.matching(*PREFIX)) if "borrows" in pairs else ()
    nodes = _ladder_nodes_of(pairs["nodes"], wanted, borrows)
    asked = [code for node in nodes for codes in node.questions.values() for code in codes]
    for prefix in borrows:
        if not any(_is_borrowed(code, (prefix,)) for code in asked):
            raise pairs["borrows"].fail("prefixes of questions used below", f"{prefix}, which no question has")
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


def _ladder_nodes_of(entry: Entry, levels: list[str], borrows: tuple[str, ...]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for item in entry.items(at_least=1):
        pairs = item.record(("code", "title"), ("parent", "questions"))
        code = pairs["code"].matching(*DOTTED)
        parent = pairs["parent"].matching(*DOTTED) if "parent" in pairs else None
        if (code.rpartition(".")[0] or None) != parent:
            raise item.fail(f"the parent {code.rpartition('.')[0] or '(none)'} of {code}", parent or "none")
        if parent and parent not in [node.code for node in nodes]:
            raise item.fail("a parent that stands above its children", parent)
        questions = _by_level(pairs["questions"], levels, borrows) if "questions" in pairs else MappingProxyType({})
        nodes.append(Node(code, parent, pairs["title"].names(), questions))
    once([node.code for node in nodes], entry)
    once([code for node in nodes for codes in node.questions.values() for code in codes], entry)
    parents = {node.parent for node in nodes}
    for node in nodes:
        if bool(node.questions) == (node.code in parents):
            raise entry.fail(f"either questions or children in {node.code}", "both" if node.questions else "neither")
    return tuple(nodes)


def _is_borrowed(code: str, borrows: tuple[str, ...]) -> bool:
    return code.partition("-")[0] in borrows


def _by_level(entry: Entry, levels: list[str], borrows: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    pairs = entry.pairs()
    if not pairs or list(pairs) != levels[: len(pairs)]:
        raise entry.fail(f"levels from 1 up without a gap, at most {levels[-1]}", ", ".join(pairs) or "none")
    questions = {level: questions_of(codes, "requirement") for level, codes in pairs.items()}
    for level, codes in questions.items():
        for code in codes:
            if f"-L{level}-" not in code and not _is_borrowed(code, borrows):
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
        questions = MappingProxyType({ONLY: questions_of(node["questions"], "barrier")})
        nodes.append(Node(node["code"].matching(*SLUG), None, node["title"].names(), questions))
    once([node.code for node in nodes], pairs["nodes"])
    asked = [code for node in nodes for code in node.questions[ONLY]]
    once(asked, pairs["nodes"])
    weights = {code: weight_of(weight) for code, weight in pairs["weights"].pairs().items()}
    same_codes(pairs["weights"], list(weights), asked)
    return SeverityReading(
        **common,
        nodes=tuple(nodes),
        weights=MappingProxyType(weights),
        bands=bands_of(pairs["bands"], "100"),
        dominant_lead=pairs["dominant_lead"].fraction("0", "100"),
    )
