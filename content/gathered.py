"""What the files say, each row with its place, before anything is cross-checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from content.citation import Source, SourceRef
from content.factors import CarbonFactor, CoalRate, FactorSet, GridFactor, UnitFactor
from content.figures import DefaultReference, PublishedMark, PublishedRemark, SheetGroup, SheetLimit, Synergy
from content.help import Case, MeasureEffect, Promise, Solution, Support, Use
from content.model import (
    Benchmark,
    Industry,
    Measure,
    Position,
    Province,
    Question,
    Questionnaire,
    SizeClass,
)
from content.parse import Entry
from scoring.model import Reading
from scoring.plausibility import PartRule


@dataclass(frozen=True)
class GatheredReading:
    place: Entry
    reading: Reading
    source: SourceRef
    indicator_sources: Mapping[str, SourceRef]


@dataclass(frozen=True)
class Gathered:
    questions: list[tuple[Entry, Question]]
    questionnaires: list[tuple[Entry, Questionnaire]]
    readings: list[GatheredReading]
    measures: list[tuple[Entry, Measure]]
    sources: list[tuple[Entry, Source]]
    positions: list[tuple[Entry, Position]]
    industries: list[tuple[Entry, Industry]]
    provinces: list[tuple[Entry, Province]]
    sizes: list[tuple[Entry, SizeClass]]
    benchmarks: list[tuple[Entry, Benchmark]]
    energy_factors: list[tuple[Entry, UnitFactor]]
    direct_factors: list[tuple[Entry, UnitFactor]]
    carbon_factors: list[tuple[Entry, CarbonFactor]]
    grid_factors: list[tuple[Entry, GridFactor]]
    coal_rates: list[tuple[Entry, CoalRate]]
    factor_sets: list[tuple[Entry, FactorSet]]
    sheet_groups: list[tuple[Entry, SheetGroup]]
    parts: list[tuple[Entry, PartRule]]
    limits: list[tuple[Entry, SheetLimit]]
    marks: list[tuple[Entry, PublishedMark]]
    remarks: list[tuple[Entry, PublishedRemark]]
    synergy: tuple[Entry, Synergy] | None
    references: list[tuple[Entry, DefaultReference]]
    uses: list[tuple[Entry, Use]]
    effects: list[tuple[Entry, MeasureEffect]]
    cases: list[tuple[Entry, Case]]
    solutions: list[tuple[Entry, Solution]]
    supports: list[tuple[Entry, Support]]
    promise: tuple[Entry, Promise] | None
