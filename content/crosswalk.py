"""The crosswalk: which questions feed each official item, and which other readings the same answers feed.

One row per item of a reading: a requirement, a barrier, a gate, an item of a points reading, an indicator. Whoever has
answered for one reading sees here what of another one is answered with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from content.citation import SourceRef
from content.model import FOOTPRINT, Content
from scoring.model import LadderReading, Names, Node, PointsReading, RangeIndicator, RangeReading, Reading
from scoring.quantity import FORMULAS

WHOLE: Names = {"zh-hans": "整体", "en": "Whole"}
"""Where a gate stands that belongs to no node."""


@dataclass(frozen=True)
class CrosswalkRow:
    """One official item.

    Attributes:
        kind: requirement, barrier, gate, item or indicator.
        code: of the item: that of its question, gate or indicator.
        node: title of the node it stands in.
        questions: what is asked for it.
        readings: every reading these questions feed, "footprint" included.
    """

    reading: str
    kind: str
    node: Names
    code: str
    title: Names
    clause: SourceRef
    questions: tuple[str, ...]
    readings: tuple[str, ...]


def crosswalk(content: Content) -> tuple[CrosswalkRow, ...]:
    """Return a row per official item of the newest version of every reading, in the order of the readings."""
    users = {code: content.readings_using(code) for code in content.questions}
    order = (*content.readings, FOOTPRINT)
    rows = []
    for reading in content.readings.values():
        for item in _items_of(reading, content):
            fed = {key for code in item.questions for key in users[code]}
            readings = tuple(sorted(fed, key=order.index))
            rows.append(
                CrosswalkRow(
                    reading.key, item.kind, item.node, item.code, item.title, item.clause, item.questions, readings
                )
            )
    return tuple(rows)


def shared_share(rows: Sequence[CrosswalkRow]) -> Fraction:
    """Return the share, on [0, 1], of items whose questions feed two or more readings; 0 when there are no rows."""
    return Fraction(len(_shared(rows)), len(rows)) if rows else Fraction(0)


def _shared(rows: Sequence[CrosswalkRow]) -> list[CrosswalkRow]:
    # The footprint is no reading: a figure that only it uses besides is not counted as shared.
    return [row for row in rows if len(set(row.readings) - {FOOTPRINT}) > 1]


@dataclass(frozen=True)
class _Item:
    kind: str
    node: Names
    code: str
    title: Names
    clause: SourceRef
    questions: tuple[str, ...]


def _items_of(reading: Reading, content: Content) -> Iterator[_Item]:
    yield from _gates_of(reading, content)
    for node in reading.nodes:
        # The questions of a range reading belong to its indicators.
        codes = () if isinstance(reading, RangeReading) else [c for level in node.questions.values() for c in level]
        for code in codes:
            question = content.questions[code]
            kind = "item" if isinstance(reading, PointsReading) else question.kind
            title = _path(reading, node) if isinstance(reading, LadderReading) else node.title
            yield _Item(kind, title, code, question.text, question.source, (code,))
        yield from _indicators_of(reading, node, content)


def _gates_of(reading: Reading, content: Content) -> Iterator[_Item]:
    if isinstance(reading, PointsReading):
        for gate in reading.gates:
            source = content.questions[gate.question].source
            yield _Item("gate", WHOLE, gate.code, gate.name, source, (gate.question,))
    if isinstance(reading, RangeReading):
        source = content.reading_sources[reading.key, reading.version]
        for clause in reading.gates:
            yield _Item("gate", WHOLE, clause.code, clause.name, source, tuple(clause.needs))


def _indicators_of(reading: Reading, node: Node, content: Content) -> Iterator[_Item]:
    if not isinstance(reading, PointsReading | RangeReading):
        return
    for row in reading.indicators:
        if row.node == node.code:
            source = content.indicator_sources[reading.key, reading.version, row.code]
            formulas = tuple(row.formulas.values()) if isinstance(row, RangeIndicator) else (row.formula,)
            asked = (row.question,) if isinstance(row, RangeIndicator) and row.question else ()
            quantities = (code for formula in formulas for code in FORMULAS[formula].quantities)
            questions = tuple(dict.fromkeys((*asked, *quantities)))
            yield _Item("indicator", node.title, row.code, row.title, source, questions)


def _path(reading: LadderReading, node: Node) -> Names:
    """The titles from the top of the tree down to a leaf."""
    by_code: Mapping[str, Node] = {each.code: each for each in reading.nodes}
    way = [node]
    while (parent := way[0].parent) is not None:
        way.insert(0, by_code[parent])
    return {language: " / ".join(each.title[language] for each in way) for language in node.title}


def crosswalk_markdown(content: Content) -> str:
    """Return docs/crosswalk.md: a table per reading, and the share of items that feed two or more readings."""
    rows = crosswalk(content)
    shared = len(_shared(rows))
    percent = round(shared_share(rows) * 100)
    lines = [
        "# Crosswalk",
        "",
        "Every item of every reading: the official place it comes from, the questions that feed it, and all that the",
        "same questions feed. Nothing is asked twice. Written by `python -m content --crosswalk`; a test keeps it so.",
        "",
        f"{shared} of {len(rows)} items ({percent} %) rest on questions that feed two or more readings.",
    ]
    for reading in content.readings.values():
        lines += [
            "",
            f"## {reading.key} {reading.version}",
            "",
            f"{reading.title['en']} · {reading.title['zh-hans']}",
            "",
        ]
        lines += ["| node | item | kind | place | questions | readings |", "|---|---|---|---|---|---|"]
        lines += [_line(row) for row in rows if row.reading == reading.key]
    return "\n".join(lines) + "\n"


def _line(row: CrosswalkRow) -> str:
    questions = ", ".join(f"`{code}`" for code in row.questions)
    cells = (row.node["en"], row.title["en"], row.kind, row.clause.text, questions, ", ".join(row.readings))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
