"""One stored result as tables. Only reads the document: nothing is computed anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Result
from assessments.selectors import reading_of
from console import texts
from content.loader import current
from reports.context import catalogue_words
from scoring.model import PointsReading, RangeReading, Reading, SeverityReading

Json = Mapping[str, Any]
VALUE_PLACES = 4
SYNERGY_PLACES = 3


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
class IndicatorRow:
    """One indicator of a range reading: what the firm has, beside what it is measured by."""

    title: str
    value: str
    base: str
    lead: str
    earned: str
    points: str
    outcome: str
    reference: str


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
    indicators: list[IndicatorRow]


@dataclass(frozen=True)
class YearRow:
    """What one year adds up to."""

    year: int
    energy_tce: str
    co2_t: str
    flags: int


@dataclass(frozen=True)
class Beside:
    """What a result says besides its readings; results of an earlier method have none of it.

    Attributes:
        synergy, steadiness: name and value.
        years: of the footprint, oldest first.
        factor_set: name of the set of emission factors.
    """

    synergy: list[tuple[str, str]]
    years: list[YearRow]
    factor_set: str
    steadiness: list[tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        return not (self.synergy or self.years or self.steadiness)


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
            horizon=texts.word_of(catalogue_words.HORIZON_WORDS, row["horizon"]),
            cost_wan=texts.band(row["cost_wan"]),
            staff_days=row["staff_days"],
            payback_months=texts.band(row["payback_months"]),
        )
        for row in result.document["measures"]
    ]


def beside(result: Result) -> Beside:
    """Return synergy, footprint and steadiness of a result, as far as it has them."""
    document = result.document
    footprint = document.get("footprint") or {}
    chosen = current().factor_sets.get(footprint.get("factor_set", ""))
    return Beside(
        synergy=_synergy(document.get("synergy") or {}),
        years=[
            YearRow(row["year"], texts.rounded(row["energy_tce"]), texts.rounded(row["co2_t"]), len(row["flags"]))
            for row in footprint.get("years", ())
        ],
        factor_set=texts.in_language(chosen.name) if chosen else footprint.get("factor_set", ""),
        steadiness=list(_steadiness(document.get("sensitivity") or {})),
    )


def _synergy(block: Json) -> list[tuple[str, str]]:
    if not block:
        return []
    lag = block["lag"]
    return [
        (_("Grade of coordination"), texts.in_language(block["grade_name"])),
        (_("Coordination D"), texts.rounded(block["D"], SYNERGY_PLACES)),
        (_("Coupling C"), texts.rounded(block["C"], SYNERGY_PLACES)),
        (_("Development T"), texts.rounded(block["T"], SYNERGY_PLACES)),
        (_("Which side lags"), texts.in_language(lag["name"]) if lag else texts.NOTHING),
    ]


def _steadiness(block: Json) -> Iterable[tuple[str, str]]:
    for name, words in (("level", _("Capability level kept")), ("tier", _("Readiness tier kept"))):
        found = block.get(name)
        if found:
            kept = sum(row["draws"] for row in found["counts"] if row["code"] == found["now"])
            figures = {"kept": kept, "draws": block["draws"], "spread": block["spread"]}
            yield words, _("in %(kept)s of %(draws)s draws, weights moved by up to %(spread)s %%") % figures


def _table(row: Json) -> ReadingTable:
    reading = _reading_of(row)
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
        indicators=list(_indicators(reading, row)),
    )


def _reading_of(row: Json) -> Reading:
    """Return the reading the result was graded by; its newest version where that one has left the content."""
    try:
        return reading_of(row["key"], row["version"])
    except KeyError:
        return current().readings[row["key"]]


def _remark(reading: Reading, row: Json) -> str:
    """Return what holds the firm back most, in words; "" where the reading says nothing of the kind."""
    if isinstance(reading, SeverityReading) and row.get("dominant"):
        if row["dominant"] == "mixed":
            return _("Barriers of all groups weigh about the same.")
        return _("Dominant group: %(group)s") % {"group": texts.node_title(reading, row["dominant"])}
    if isinstance(reading, PointsReading) and row.get("obstacle"):
        return _obstacle(reading, row["obstacle"], texts.tier_name(row["next_tier"]))
    if isinstance(reading, RangeReading) and row.get("earned") is not None:
        figures = {"earned": texts.rounded(row["earned"]), "assessable": texts.rounded(row["assessable"])}
        return _("%(earned)s points earned of %(assessable)s that can be assessed.") % figures
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
    if isinstance(reading, (PointsReading, RangeReading)):
        named = (row.name for row in reading.gates if row.code == gate["code"])
        name = next((texts.in_language(name) for name in named), gate["code"])
        blocking = gate["blocking"] if isinstance(reading, RangeReading) else ()
        return GateRow(name, gate["passed"], texts.NOTHING, texts.NOTHING, _listed(map(texts.question_text, blocking)))
    blocking = (texts.node_title(reading, code) for code in gate["blocking"])
    name = texts.step_name(reading, gate["code"].removeprefix("L"))
    return GateRow(name, gate["passed"], texts.rounded(gate["score"]), texts.rounded(gate["needs"]), _listed(blocking))


def _listed(parts: Iterable[str]) -> str:
    """Return the parts in one line; "" for none."""
    found = list(parts)
    return texts.listed(found) if found else ""


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
    return texts.step_name(reading, code)


def _principles(reading: Reading, row: Json) -> Iterable[tuple[str, str]]:
    if isinstance(reading, PointsReading):
        names = {principle.code: texts.in_language(principle.name) for principle in reading.principles}
        for principle in row.get("principles", []):
            yield names.get(principle["code"], principle["code"]), texts.rounded(principle["score"])


def _indicators(reading: Reading, row: Json) -> Iterable[IndicatorRow]:
    if isinstance(reading, RangeReading):
        titles = {indicator.code: texts.in_language(indicator.title) for indicator in reading.indicators}
        for found in row["indicators"]:
            yield _indicator(titles.get(found["code"], found["code"]), found)


def _indicator(title: str, row: Json) -> IndicatorRow:
    value = texts.rounded(row["value"], VALUE_PLACES)
    reference = row["reference"]
    return IndicatorRow(
        title=title,
        value=value if row["value"] is None or not row["unit"] else f"{value} {row['unit']}",
        base=texts.rounded(row["base"], VALUE_PLACES),
        lead=texts.rounded(row["lead"], VALUE_PLACES),
        earned=texts.rounded(row["earned"]),
        points=texts.rounded(row["points"]),
        outcome=texts.word_of(texts.OUTCOME_WORDS, row["outcome"]),
        reference=texts.word_of(texts.ORIGIN_WORDS, reference["origin"]) if reference else texts.NOTHING,
    )
