"""The shapes of content: questions, sections, measures, tables. How answers are graded has its shapes in scoring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from types import MappingProxyType
from typing import Protocol

from content.errors import NoValue
from scoring.model import ALLOWED, NOT_APPLICABLE, Facts, Names, PointsReading, Reading
from scoring.quantity import FORMULAS

STATUSES = ("confirmed", "single-source", "unverified", "own")
"""confirmed: two or more independent sources; single-source: one; unverified: none; own: the tool's own value."""

BENCHMARK_STATUSES = (*STATUSES, "derived", "in-seed")
"""derived: arithmetic on the figures beside it; in-seed: stands so in the paper named, not looked up elsewhere."""

SOURCE_KINDS = ("standard", "paper", "facts", "regulation", "survey", "own")
SIZES = ("micro", "small", "medium", "large")
HORIZONS = ("0-6", "6-18", "18-36")
PILLARS = ("energy-carbon", "circular-carbon", "structure-carbon", "technology-carbon", "ecosystem")
EFFECTS = (
    "energy",
    "co2",
    "water",
    "waste",
    "pollutant",
    "material",
    "quality",
    "capacity",
    "delivery",
    "safety",
    "risk",
    "skills",
    "knowledge",
)
ALL_SECTORS = "all"

QUANTITY = "quantity"
KINDS = (*ALLOWED, QUANTITY)

LABELS: Mapping[str, Mapping[str, Names]] = {
    "fulfilment": {
        "1": {"zh-hans": "完全做到", "en": "Fully"},
        "0.8": {"zh-hans": "大部分做到", "en": "Mostly"},
        "0.5": {"zh-hans": "部分做到", "en": "Partly"},
        "0": {"zh-hans": "没有做到", "en": "Not at all"},
        NOT_APPLICABLE: {"zh-hans": "不适用", "en": "Not applicable"},
    },
    "severity": {
        "0": {"zh-hans": "完全没有影响", "en": "No effect at all"},
        "1": {"zh-hans": "影响很小", "en": "Little effect"},
        "2": {"zh-hans": "有些影响", "en": "Some effect"},
        "3": {"zh-hans": "影响较大", "en": "Strong effect"},
        "4": {"zh-hans": "决定性阻碍", "en": "Decisive obstacle"},
        NOT_APPLICABLE: {"zh-hans": "不适用", "en": "Not applicable"},
    },
    "yes-no": {"yes": {"zh-hans": "是", "en": "Yes"}, "no": {"zh-hans": "否", "en": "No"}},
}
SCALE_OF: Mapping[str, str] = {
    "requirement": "fulfilment",
    "item": "fulfilment",
    "barrier": "severity",
    "gate": "yes-no",
}


@dataclass(frozen=True)
class SourceRef:
    """Where something comes from: an id of sources.yaml, the place in it, and how sure that is."""

    id: str
    clause: Names
    status: str


@dataclass(frozen=True)
class Source:
    """One entry of the bibliography. `year` is "" where no source states it; `where` says how it was read."""

    id: str
    title: Names
    kind: str
    year: str
    where: Names
    status: str


@dataclass(frozen=True)
class Choice:
    value: str
    label: Names


@dataclass(frozen=True)
class Question:
    """A question of the bank.

    Attributes:
        kind: requirement, item, barrier, gate or quantity; it fixes the answer scale.
        unit: base unit of a quantity, "" for the other kinds.
        units: unit -> factor to the base unit, the base unit (1) first; empty for the other kinds.
    """

    code: str
    kind: str
    section: str
    text: Names
    help: Names
    example: Names
    source: SourceRef
    unit: str = ""
    units: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be answered, in the order shown; empty for a quantity."""
        if self.kind == QUANTITY:
            return ()
        return tuple(Choice(value, label) for value, label in LABELS[SCALE_OF[self.kind]].items())


@dataclass(frozen=True)
class Section:
    """One page of a questionnaire; `questions` in the order asked, `minutes` to answer them."""

    code: str
    title: Names
    minutes: Decimal
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Questionnaire:
    code: str
    title: Names
    intro: Names
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Measure:
    """Something a firm can do.

    Attributes:
        fixes: question code -> answer below which the measure is advised.
        relieves: barriers it takes away.
        lifts: question code -> answer it is expected to reach.
        cost_wan: size -> (low, high) in 万元, one-off; only the sizes it fits.
        staff_days: size -> days of the firm's own people.
        payback_months: (low, high), or () when it does not pay back by itself.
        horizon: months until done: "0-6", "6-18" or "18-36".
        sectors: industry codes, or ("all",).
    """

    code: str
    title: Names
    what: Names
    first_step: Names
    fixes: Mapping[str, str]
    relieves: tuple[str, ...]
    lifts: Mapping[str, str]
    prerequisites: tuple[str, ...]
    cost_wan: Mapping[str, tuple[Decimal, Decimal]]
    staff_days: Mapping[str, Decimal]
    payback_months: tuple[Decimal, ...]
    effects: tuple[str, ...]
    horizon: str
    pillar: str
    sectors: tuple[str, ...]
    sizes: tuple[str, ...]
    key_figure: Names
    source: SourceRef

    def fits(self, *, industry: str, size: str) -> bool:
        """Return whether a firm of this industry code and size class can use the measure."""
        return size in self.sizes and (self.sectors == (ALL_SECTORS,) or industry in self.sectors)


@dataclass(frozen=True)
class Industry:
    code: str
    name: Names
    energy_intensive: bool
    energy_intensive_status: str
    status: str
    source: str


@dataclass(frozen=True)
class Province:
    """A province of the mainland, by its short Chinese name, with the regional grid it draws from."""

    code: str
    name: Names
    grid: Names
    status: str
    source: str


@dataclass(frozen=True)
class SizeClass:
    """A size class and its two least figures; both must be met."""

    code: str
    name: Names
    min_employees: int
    min_revenue_wan: Fraction
    status: str
    source: str


@dataclass(frozen=True)
class Benchmark:
    """A published figure as printed ("0.92", ">50", "1/4"); `file` names the paper's file or the page it is from."""

    source: str
    file: str
    topic: str
    indicator: Names
    scope: str
    period: str
    value: str
    unit: str
    direction: str
    note: str
    status: str

    @property
    def number(self) -> Decimal | None:
        """The value where it is one plain number, else None."""
        try:
            return Decimal(self.value)
        except InvalidOperation:
            return None


@dataclass(frozen=True)
class Share:
    """One published share in percent. `relation` is "exactly", "more-than" or "at-least"."""

    code: str
    label: Names
    value: Decimal
    relation: str


@dataclass(frozen=True)
class PositionRow:
    """The shares of one year. `year` and `n` (number of firms) as printed, "" where the source does not state them."""

    year: str
    n: str
    shares: tuple[Share, ...]
    source: SourceRef


@dataclass(frozen=True)
class Position:
    """A published distribution shown beside the result of a reading, with the note that must stand under it."""

    code: str
    reading: str
    title: Names
    note: Names
    rows: tuple[PositionRow, ...]


@dataclass(frozen=True)
class EnergyFactor:
    """Tonnes of coal equivalent per base unit of an energy carrier, from a day on."""

    code: str
    value: Decimal
    unit: str
    valid_from: date
    source: SourceRef
    note: str


class Dated(Protocol):
    """Anything valued from a day on."""

    @property
    def value(self) -> Decimal: ...

    @property
    def valid_from(self) -> date: ...


def value_at(history: Sequence[Dated], on: date) -> Decimal:
    """Return the value in force on a day: the one with the latest start not after it.

    Args:
        history: Dated values of one thing, in any order.
        on: The day asked for, such as the last day of the assessed year.

    Raises:
        NoValue: nothing had started by then. The latest value is never taken instead.

    >>> ref = SourceRef("gbt-2589-2020", "App. A", "confirmed")
    >>> row = EnergyFactor("diesel", Decimal("1.4571"), "tce/t", date(2021, 4, 1), ref, "")
    >>> value_at([row], date(2021, 4, 1))
    Decimal('1.4571')
    >>> value_at([row], date(2021, 3, 31))
    Traceback (most recent call last):
    content.errors.NoValue: no value on 2021-03-31: the first value is valid from 2021-04-01
    """
    started = [row for row in history if row.valid_from <= on]
    if not started:
        raise NoValue(on, min((row.valid_from for row in history), default=None))
    return max(started, key=lambda row: row.valid_from).value


def quantities_of(reading: Reading) -> tuple[str, ...]:
    """Return the quantity codes a reading's indicators need, without repeats, in the order of the indicators."""
    if not isinstance(reading, PointsReading):
        return ()
    needed = (code for indicator in reading.indicators for code in FORMULAS[indicator.formula](Facts()).absent)
    return tuple(dict.fromkeys(needed))


@dataclass(frozen=True, eq=False)
class Content:
    """Everything that is asked and claimed, loaded and cross-checked.

    Attributes:
        questions: by code, in the order of the sections and, inside a section, of the file.
        sections: by code, in the order asked.
        readings: the newest version of each reading, by key.
        all_readings: every version, in the order of the questionnaires, oldest first.
        sizes: (code, least employees, least revenue in 万元), largest first, as `scoring.engine.size_of` takes them.
        size_classes: the same with names, by code.
        benchmarks: published figures, papers first.
        energy_factors: every dated row; `tce_on` picks those in force on a day.
        tce_per_unit: the newest row of each carrier; for display and for tools that know no day.
        sha256: over every content file.
    """

    questions: Mapping[str, Question]
    questionnaires: tuple[Questionnaire, ...]
    sections: Mapping[str, Section]
    readings: Mapping[str, Reading]
    all_readings: tuple[Reading, ...]
    measures: Mapping[str, Measure]
    industries: Mapping[str, Industry]
    provinces: Mapping[str, Province]
    sizes: tuple[tuple[str, int, Fraction], ...]
    size_classes: Mapping[str, SizeClass]
    sources: Mapping[str, Source]
    benchmarks: tuple[Benchmark, ...]
    positions: tuple[Position, ...]
    energy_factors: tuple[EnergyFactor, ...]
    tce_per_unit: Mapping[str, Decimal]
    sha256: str
    reading_sources: Mapping[tuple[str, str], SourceRef]
    indicator_sources: Mapping[tuple[str, str, str], SourceRef]

    def readings_using(self, code: str) -> tuple[str, ...]:
        """Return the keys of the newest readings that use a question, in the order of the readings."""
        return tuple(
            reading.key
            for reading in self.readings.values()
            if code in reading.question_codes() or code in quantities_of(reading)
        )

    def reading(self, key: str, version: str) -> Reading:
        """Return one version of a reading. Raises KeyError when there is none."""
        for reading in self.all_readings:
            if (reading.key, reading.version) == (key, version):
                return reading
        raise KeyError(f"{key} {version}")

    def tce_on(self, on: date) -> Mapping[str, Decimal]:
        """Return tce per base unit of every carrier on a day. Raises NoValue when one has no value yet."""
        histories: dict[str, list[EnergyFactor]] = {}
        for row in self.energy_factors:
            histories.setdefault(row.code, []).append(row)
        return MappingProxyType({code: value_at(rows, on) for code, rows in histories.items()})
