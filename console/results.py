"""One stored result as tables. Only reads the document: nothing is computed anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Result
from console import texts
from content.loader import current
from content.model import Content
from scoring.model import PointsReading, Reading, SeverityReading

Json = Mapping[str, Any]


@dataclass(frozen=True)
class GateRow:
    name: str
    passed: bool
    score: str
    needs: str
    blocking: str


@dataclass(frozen=True)
class NodeRow:
    title: str
    inner: bool
    weight: str
    score: str
    level: str
    status: str


@dataclass(frozen=True)
class ReadingTable:
    title: str
    version: str
    sha256: str
    status: str
    weights_status: str
    score: str
    scale: str
    level: str
    remark: str
    missing: int
    gates: list[GateRow]
    nodes: list[NodeRow]
    principles: list[tuple[str, str]]


@dataclass(frozen=True)
class MeasureRow:
    code: str
    priority: int
    title: str
    horizon: str
    cost_wan: str
    staff_days: str
    payback_months: str


def reading_tables(result: Result) -> list[ReadingTable]:
    """Return the readings of a result, in its own order."""
    return [_table(row) for row in result.document["readings"]]


def measure_rows(result: Result) -> list[MeasureRow]:
    """Return the advised measures, most worthwhile first."""
    return [
        MeasureRow(
            code=row["code"],
            priority=row["priority"],
            title=texts.measure_title(row["code"]),
            horizon=texts.word_of(texts.HORIZON_WORDS, row["horizon"]),
            cost_wan=texts.band(row["cost_wan"]),
            staff_days=row["staff_days"],
            payback_months=texts.band(row["payback_months"]),
        )
        for row in result.document["measures"]
    ]


def _table(row: Json) -> ReadingTable:
    reading = _reading_of(current(), row)
    return ReadingTable(
        title=texts.in_language(reading.title),
        version=row["version"],
        sha256=row["sha256"],
        status=texts.word_of(texts.READING_STATUS_WORDS, row["status"]),
        weights_status=texts.status_word(row["weights_status"]),
        score=texts.rounded(row["score"]),
        scale="–".join(row["scale"]),
        level=texts.in_language(row["level"]["name"]) if row["level"] else texts.NOTHING,
        remark=_remark(reading, row),
        missing=len(row["missing"]),
        gates=[_gate(reading, gate) for gate in row["gates"]],
        nodes=[_node(reading, node) for node in row["nodes"]],
        principles=list(_principles(reading, row)),
    )


def _reading_of(content: Content, row: Json) -> Reading:
    """Return the reading the result was graded by; its newest version where that one has left the content."""
    try:
        return content.reading(row["key"], row["version"])
    except KeyError:
        return content.readings[row["key"]]


def _remark(reading: Reading, row: Json) -> str:
    """Return what holds the firm back most, in words; "" where the reading says nothing of the kind."""
    if isinstance(reading, SeverityReading) and row.get("dominant"):
        if row["dominant"] == "mixed":
            return _("Barriers of all groups weigh about the same.")
        return _("Dominant group: %(group)s") % {"group": texts.node_title(reading, row["dominant"])}
    if isinstance(reading, PointsReading) and row.get("obstacle"):
        return _obstacle(reading, row["obstacle"], texts.tier_name(row["next_tier"]))
    return ""


def _obstacle(reading: PointsReading, obstacle: Json, tier: str) -> str:
    condition = obstacle["condition"]
    if condition == "gates":
        return _("Before “%(tier)s”: a basic condition is not met.") % {"tier": tier}
    if condition == "score":
        figures = {"tier": tier, "has": texts.rounded(obstacle["has"]), "needs": texts.rounded(obstacle["needs"])}
        return _("Before “%(tier)s”: %(needs)s points are needed, %(has)s are reached.") % figures
    if condition == "musts":
        count = len(obstacle["questions"])
        return _("Before “%(tier)s”: %(count)s must requirements are not fully met.") % {"tier": tier, "count": count}
    named = (row.title for row in reading.indicators if row.code == obstacle["indicator"])
    title = next((texts.in_language(title) for title in named), obstacle["indicator"])
    return _("Before “%(tier)s”: “%(indicator)s” must reach its reference.") % {"tier": tier, "indicator": title}


def _gate(reading: Reading, gate: Json) -> GateRow:
    if isinstance(reading, PointsReading):
        named = (row.name for row in reading.gates if row.code == gate["code"])
        name = next((texts.in_language(name) for name in named), gate["code"])
        return GateRow(name, gate["passed"], texts.NOTHING, texts.NOTHING, "")
    blocking = texts.listed(texts.node_title(reading, code) for code in gate["blocking"])
    name = texts.level_name(gate["code"].removeprefix("L"))
    return GateRow(name, gate["passed"], texts.rounded(gate["score"]), texts.rounded(gate["needs"]), blocking)


def _node(reading: Reading, node: Json) -> NodeRow:
    return NodeRow(
        title=texts.node_title(reading, node["code"]),
        inner=any(other.parent == node["code"] for other in reading.nodes),
        weight=texts.rounded(node["weight"]),
        score=texts.rounded(node["score"]),
        level=_node_level(reading, node.get("level")),
        status=texts.word_of(texts.NODE_STATUS_WORDS, node["status"]),
    )


def _node_level(reading: Reading, code: str | None) -> str:
    if isinstance(reading, SeverityReading):
        return next((texts.in_language(band.name) for band in reading.bands if band.code == code), texts.NOTHING)
    return texts.level_name(code)


def _principles(reading: Reading, row: Json) -> Iterable[tuple[str, str]]:
    if isinstance(reading, PointsReading):
        names = {principle.code: texts.in_language(principle.name) for principle in reading.principles}
        for principle in row.get("principles", []):
            yield names.get(principle["code"], principle["code"]), texts.rounded(principle["score"])
