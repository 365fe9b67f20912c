"""The result page: the report's own words and figures, so screen and paper say the same, and the way to the trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from assessments.models import Result
from assessments.selectors import BARRIERS, GREEN, LADDER, MECHANISMS, STANDARD, reading_of
from content.loader import current
from reports.charts import Axis, Series, radar_svg
from reports.context import ReportContext, report_context
from reports.context.capability import Element, Gate, SubDomain
from reports.context.green import Block, Indicator
from reports.context.mechanisms import Mechanism
from reports.context.path import Path
from reports.context.words import Reader
from scoring.model import LadderReading, PointsReading
from web.context.trace import SYNERGY
from web.texts import language, text

WIDE, NARROW = 680, 340
FEWEST_AXES = 3

Row = TypeVar("Row")


@dataclass(frozen=True)
class Traced(Generic[Row]):
    """Something with a figure, and the node of the trace that explains it."""

    node: str
    row: Row
    score: str | None = None
    most: str = "100"


@dataclass(frozen=True)
class ElementPart:
    node: str
    element: Element
    rows: tuple[Traced[SubDomain], ...]


@dataclass(frozen=True)
class Step:
    """One level or tier of a strip. `state` is "passed", "next" or "ahead"."""

    code: str
    name: str
    state: str
    here: bool


@dataclass(frozen=True)
class ResultPage:
    """Everything the result page shows."""

    report: ReportContext
    level_name: str
    level_steps: tuple[Step, ...]
    gates: tuple[Traced[Gate], ...]
    elements: tuple[ElementPart, ...]
    radar_wide: str
    radar_narrow: str
    barrier_groups: tuple[Traced[Any], ...]
    tier_name: str
    tier_steps: tuple[Step, ...]
    principles: tuple[Traced[str], ...]
    blocks: tuple[Traced[Block], ...]
    indicators: tuple[Traced[Indicator], ...]
    stage_steps: tuple[Step, ...]
    mechanisms: tuple[Traced[Mechanism], ...]
    synergy_nodes: frozenset[str]
    standard_nodes: frozenset[str]
    ladder_key: str = LADDER
    barriers_key: str = BARRIERS
    green_key: str = GREEN


def result_page(document: Mapping[str, Any], *, on: date | None = None, today: date | None = None) -> ResultPage:
    """Return what the page of a result document shows, in the active language.

    Args:
        document: assessment-result/1.
        on: The day of submission.
        today: The day it is shown: help that is no longer valid then is left out.
    """
    rows = {row["key"]: row for row in document["readings"]}
    ladder, green, barriers = rows[LADDER], rows[GREEN], rows[BARRIERS]
    report = report_context(document, language(), on=on, today=today)
    graded = report.capability.graded
    reading = reading_of(ladder["key"], ladder["version"])
    points = reading_of(green["key"], green["version"])
    assert isinstance(reading, LadderReading)  # noqa: S101  the contract names its model
    assert isinstance(points, PointsReading)  # noqa: S101  the contract names its model
    radar = _radar(ladder, reading) if graded else ("", "")
    return ResultPage(
        report=report,
        level_name=text(ladder["level"]["name"]) if graded else "",
        level_steps=_level_steps(ladder, reading) if graded else (),
        gates=_together([f"{LADDER}@{gate['code']}" for gate in ladder["gates"]], report.capability.gates),
        elements=_elements(ladder, reading, report) if graded else (),
        radar_wide=radar[0],
        radar_narrow=radar[1],
        barrier_groups=_scored(barriers["nodes"], report.barriers.groups),
        tier_name=text(green["level"]["name"]) if report.green.graded else "",
        tier_steps=_tier_steps(green, points) if report.green.graded else (),
        principles=_principles(green, points) if report.green.graded else (),
        blocks=_scored(green["nodes"], report.green.blocks),
        indicators=_together([row["code"] for row in green.get("indicators", [])], report.green.indicators),
        stage_steps=_stage_steps(report.path),
        mechanisms=_scored(rows[MECHANISMS]["nodes"], report.mechanisms.rows) if report.mechanisms else (),
        synergy_nodes=_explained(document, SYNERGY),
        standard_nodes=_explained(document, STANDARD),
    )


def _together(nodes: list[str], rows: tuple[Row, ...]) -> tuple[Traced[Row], ...]:
    return tuple(Traced(node, row) for node, row in zip(nodes, rows, strict=False))


def _scored(entries: list[Mapping[str, Any]], rows: tuple[Row, ...]) -> tuple[Traced[Row], ...]:
    return tuple(Traced(entry["code"], row, entry["score"]) for entry, row in zip(entries, rows, strict=False))


def _level_steps(row: Mapping[str, Any], reading: LadderReading) -> tuple[Step, ...]:
    reached = int(row["level"]["code"])
    reader = Reader(language())
    return tuple(
        Step(level.code, reader.level(level.code, text(level.name)), _state(number, reached), number == reached)
        for number, level in enumerate(reading.levels, 1)
    )


def _tier_steps(row: Mapping[str, Any], reading: PointsReading) -> tuple[Step, ...]:
    reached = [tier.code for tier in reading.tiers].index(row["level"]["code"])
    return tuple(
        Step(tier.code, text(tier.name), _state(number, reached), number == reached)
        for number, tier in enumerate(reading.tiers)
        if number
    )


def _explained(document: Mapping[str, Any], part: str) -> frozenset[str]:
    """The nodes of a part of the result that the trace has a line for."""
    return frozenset(line["node"] for line in document["trace"] if line["reading"] == part)


def _stage_steps(path: Path | None) -> tuple[Step, ...]:
    stages = path.stages if path else ()
    last = max((place for place, stage in enumerate(stages) if stage.state == "passed"), default=-1)
    return tuple(Step(stage.code, stage.name, stage.state, place == last) for place, stage in enumerate(stages))


def _principles(row: Mapping[str, Any], reading: PointsReading) -> tuple[Traced[str], ...]:
    names = {principle.code: text(principle.name) for principle in reading.principles}
    return tuple(Traced(entry["code"], names[entry["code"]], entry["score"]) for entry in row["principles"])


def _state(number: int, reached: int) -> str:
    if number <= reached:
        return "passed"
    return "next" if number == reached + 1 else "ahead"


def _elements(row: Mapping[str, Any], reading: LadderReading, report: ReportContext) -> tuple[ElementPart, ...]:
    entries = {entry["code"]: entry for entry in row["nodes"]}
    parts = []
    tops = [node for node in reading.nodes if node.parent is None]
    for top, element in zip(tops, report.capability.elements, strict=True):
        leaves = [node.code for node in reading.nodes if node.questions and node.code.startswith(f"{top.code}.")]
        parts.append(
            ElementPart(
                top.code,
                element,
                tuple(
                    Traced(code, sub, entries[code]["score"], (entries[code]["scale"] or ["0", "5"])[1])
                    for code, sub in zip(leaves, element.rows, strict=True)
                ),
            )
        )
    return tuple(parts)


def _radar(row: Mapping[str, Any], reading: LadderReading) -> tuple[str, str]:
    """All sub-domains for a wide screen, the domains alone for a narrow one; "" when too little is graded."""
    leaves = {node.code for node in reading.nodes if node.questions}
    domains = {node.parent for node in reading.nodes if node.questions and node.parent}
    all_words = _("Radar of the sub-domains, 0 to 5; the table below has the same figures.")
    few_words = _("Radar of the domains, 0 to 5, weighted from their sub-domains.")
    return (
        _radar_of(row, reading, leaves, WIDE, all_words),
        _radar_of(row, reading, domains, NARROW, few_words),
    )


def _radar_of(row: Mapping[str, Any], reading: LadderReading, codes: set[str], width: int, title: str) -> str:
    titles = {node.code: text(node.title) for node in reading.nodes}
    scored = [entry for entry in row["nodes"] if entry["code"] in codes and entry["status"] == "scored"]
    if len(scored) < FEWEST_AXES:
        return ""
    grouped = width == WIDE
    axes = [
        Axis(titles[entry["code"]], entry["scale"][1], titles[entry["code"].split(".")[0]] if grouped else "")
        for entry in scored
    ]
    series = [Series(text(reading.title), [entry["score"] for entry in scored])]
    return radar_svg(axes, series, title=title, most=len(reading.levels), width=width)


@dataclass(frozen=True)
class Standing:
    """A result in a line of a list."""

    result: Result
    level: str
    tier: str


def short_standing(result: Result) -> Standing:
    """Level and tier by name, without reading the whole document."""
    content = current()
    ladder, green = content.readings[LADDER], content.readings[GREEN]
    assert isinstance(ladder, LadderReading)  # noqa: S101  the loader built it from a ladder file
    assert isinstance(green, PointsReading)  # noqa: S101  the loader built it from a points file
    reader = Reader(language())
    levels = {level.code: text(level.name) for level in ladder.levels} | {"0": text(ladder.below)}
    tiers = {tier.code: text(tier.name) for tier in green.tiers}
    return Standing(
        result,
        reader.level(result.level, levels[result.level]) if result.level in levels else _("Not graded"),
        tiers.get(result.tier, _("Not graded")),
    )
