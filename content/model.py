"""The shapes of content: questions, sections, measures, tables. How answers are graded has its shapes in scoring."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from content.citation import SOURCE_KINDS as SOURCE_KINDS
from content.citation import STATUSES as STATUSES
from content.citation import Source as Source
from content.citation import SourceRef as SourceRef
from content.errors import NoValue
from content.factors import FactorSet, FactorTables, factors_for, row_at
from content.figures import DefaultReference, PublishedMark, PublishedRemark, Sheet, default_reference
from content.fit import ALL_SECTORS as ALL_SECTORS
from content.fit import PILLARS as PILLARS
from content.fit import SIZES as SIZES
from content.fit import Fitting
from content.help import Case, Cut, MeasureEffect, Promise, Solution, Support, cuts_of
from scoring.carriers import CARRIERS, ENERGY_CARRIERS
from scoring.footprint import INTENSITIES, YearFactors
from scoring.model import ALLOWED, NOT_APPLICABLE, Names, PointsReading, RangeReading, Reading
from scoring.quantity import FORMULAS
from scoring.synergy import SynergyScale

BENCHMARK_STATUSES = (*STATUSES, "derived", "in-seed")
"""derived: arithmetic on the figures beside it; in-seed: stands so in the paper named, not looked up elsewhere."""

HORIZONS = ("0-6", "6-18", "18-36")
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
FOOTPRINT = "footprint"
"""The use of a quantity besides the readings."""

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
        most: largest amount of a quantity in its base unit, such as 100 for a percentage; None where there is none.
        whole: whether a quantity is counted, so that only whole numbers make sense.
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
    most: Decimal | None = None
    whole: bool = False

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
class Measure(Fitting):
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


def quantities_of(reading: Reading) -> tuple[str, ...]:
    """Return the quantity codes a reading's indicators use, without repeats, in the order of the indicators."""
    formulas: list[str] = []
    if isinstance(reading, PointsReading):
        formulas = [indicator.formula for indicator in reading.indicators]
    if isinstance(reading, RangeReading):
        formulas = [formula for indicator in reading.indicators for formula in indicator.formulas.values()]
    return tuple(dict.fromkeys(code for formula in formulas for code in FORMULAS[formula].quantities))


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
        factors: every dated factor; `tce_on` and `factors_for` pick those in force.
        tce_per_unit: the newest tce factor of each carrier; for display and for tools that know no day.
        sheet: the quantities in groups, and what must hold between them.
        marks: published figures shown beside intensities, by code.
        remarks: sentences for firms of some sizes, by code.
        synergy: how the digital and the green side are read together.
        link_sources: where the links of `synergy` come from, by code; "" stands for the scale itself.
        effects: how much measures cut and which indicators they move, by measure.
        uses: names of what cuts act upon, by code.
        cases, solutions, supports: by code.
        promise: what the catalogue must hold at least.
        references: baselines and leading values by industry; `default_reference` picks the one in force.
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
    factors: FactorTables
    tce_per_unit: Mapping[str, Decimal]
    sheet: Sheet
    marks: Mapping[str, PublishedMark]
    remarks: Mapping[str, PublishedRemark]
    synergy: SynergyScale
    link_sources: Mapping[str, SourceRef]
    effects: Mapping[str, MeasureEffect]
    uses: Mapping[str, Names]
    cases: Mapping[str, Case]
    solutions: Mapping[str, Solution]
    supports: Mapping[str, Support]
    promise: Promise
    references: tuple[DefaultReference, ...]
    sha256: str
    reading_sources: Mapping[tuple[str, str], SourceRef]
    indicator_sources: Mapping[tuple[str, str, str], SourceRef]

    @property
    def factor_sets(self) -> Mapping[str, FactorSet]:
        """The sets of CO2 factors by code, the default first."""
        return self.factors.sets

    @property
    def default_factor_set(self) -> str:
        return next(iter(self.factors.sets))

    @cached_property
    def cuts(self) -> Mapping[str, Mapping[str, Cut]]:
        """The quantified effects: "energy" and "co2" -> measure -> cut."""
        return MappingProxyType({kind: MappingProxyType(cuts) for kind, cuts in cuts_of(self.effects).items()})

    @cached_property
    def footprint_quantities(self) -> frozenset[str]:
        """Every quantity the footprint uses: carriers, what its intensities divide, and parts checked with a whole."""
        formulas = (row.formula for row in INTENSITIES)
        parts = (code for part in self.sheet.parts for code in (*part.parts, part.whole))
        return frozenset((*CARRIERS, *(code for text in formulas for code in FORMULAS[text].quantities), *parts))

    @cached_property
    def _users(self) -> Mapping[str, tuple[str, ...]]:
        users: dict[str, list[str]] = {}
        for reading in self.readings.values():
            for code in dict.fromkeys((*reading.question_codes(), *quantities_of(reading))):
                users.setdefault(code, []).append(reading.key)
        for code in self.questions:
            if code in self.footprint_quantities:
                users.setdefault(code, []).append(FOOTPRINT)
        return {code: tuple(keys) for code, keys in users.items()}

    def readings_using(self, code: str) -> tuple[str, ...]:
        """Return the keys of the newest readings that use a question, in their order, then "footprint"."""
        return self._users.get(code, ())

    def reading(self, key: str, version: str) -> Reading:
        """Return one version of a reading. Raises KeyError when there is none."""
        for reading in self.all_readings:
            if (reading.key, reading.version) == (key, version):
                return reading
        raise KeyError(f"{key} {version}")

    def tce_on(self, on: date) -> Mapping[str, Decimal]:
        """Return tce per base unit of every energy carrier (not of media) that has a factor on a day.

        Raises:
            NoValue: none has one yet.
        """
        rows = [row for row in self.factors.energy if row.code in ENERGY_CARRIERS]
        in_force = ((code, row_at((row for row in rows if row.code == code), on)) for code in ENERGY_CARRIERS)
        values = {code: row.value for code, row in in_force if row is not None}
        if not values:
            raise NoValue(on, min((row.valid_from for row in rows), default=None))
        return MappingProxyType(values)

    def factors_for(self, set_code: str, province: str, year: int) -> YearFactors:
        """Return what a year's amounts are computed with; see `content.factors.factors_for`."""
        return factors_for(self.factors, set_code, province, year)

    def reference_for(self, *, reading: str, indicator: str, industry: str, year: int) -> DefaultReference | None:
        """Return the default reference in force on 31 December of a year, the industry's own before that of all."""
        on = date(year, 12, 31)
        return default_reference(self.references, reading=reading, indicator=indicator, industry=industry, on=on)
