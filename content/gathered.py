"""What the files say, each row with its place, before anything is cross-checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from content.model import (
    Benchmark,
    EnergyFactor,
    Industry,
    Measure,
    Position,
    Province,
    Question,
    Questionnaire,
    SizeClass,
    Source,
    SourceRef,
)
from content.parse import Entry
from scoring.model import Reading


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
    energy_factors: list[tuple[Entry, EnergyFactor]]
