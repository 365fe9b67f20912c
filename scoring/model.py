"""The shapes the rules work on: readings (how answers are graded), facts about the firm, and results.

Readings are built by the content loader and never change. `eq=False` keeps identity hashing, which the
compiled weight tables of the ladder rely on.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

Names = Mapping[str, str]
"""A text in both languages: {"zh-hans": ..., "en": ...}."""

Answers = Mapping[str, str | None]
"""Question code -> canonical answer ("1", "0.8", "yes", "na", ...); None or a missing key is unanswered."""

NOT_APPLICABLE = "na"

FULFILMENT = ("1", "0.8", "0.5", "0")
SEVERITY = ("4", "3", "2", "1", "0")
YES_NO = ("yes", "no")

ALLOWED: Mapping[str, tuple[str, ...]] = {
    "requirement": (*FULFILMENT, NOT_APPLICABLE),
    "item": (*FULFILMENT, NOT_APPLICABLE),
    "barrier": (*SEVERITY, NOT_APPLICABLE),
    "gate": YES_NO,
}
"""Answers each kind of question accepts. Quantities are numbers and are not listed here."""


@dataclass(frozen=True, eq=False)
class Level:
    """A named step: a level of a ladder, a band of severity, or a readiness tier."""

    code: str
    name: Names


@dataclass(frozen=True, eq=False)
class Node:
    """A place in the tree of a reading. Leaves of a ladder hold questions by level ("1" ... "5")."""

    code: str
    parent: str | None
    title: Names
    questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def short(self) -> str:
        """The last part of the dotted code: technology.data -> data."""
        return self.code.rsplit(".", 1)[-1]


@dataclass(frozen=True, eq=False)
class Profile:
    """Weights in percent inside the parent, by node code. A leaf without a weight is not asked in this profile."""

    code: str
    status: str
    weights: Mapping[str, Fraction]


@dataclass(frozen=True, eq=False)
class Reading:
    """What every reading has, whichever model grades it."""

    key: str
    version: str
    sha256: str
    status: str
    valid_from: str
    title: Names
    source: str
    nodes: tuple[Node, ...]

    model = ""

    def question_codes(self) -> tuple[str, ...]:
        """Every question the reading uses, in the order of its nodes and levels."""
        return tuple(code for node in self.nodes for level in node.questions.values() for code in level)


@dataclass(frozen=True, eq=False)
class LadderReading(Reading):
    pass_mark: Fraction
    below: Names
    levels: tuple[Level, ...]
    profiles: Mapping[str, Profile]
    trimmable: tuple[str, ...]

    model = "ladder"


@dataclass(frozen=True, eq=False)
class Band(Level):
    """A level that starts at `from_score` (inclusive) and ends where the next one starts."""

    from_score: Fraction


@dataclass(frozen=True, eq=False)
class SeverityReading(Reading):
    weights: Mapping[str, Fraction]
    bands: tuple[Band, ...]
    dominant_lead: Fraction

    model = "severity"


@dataclass(frozen=True, eq=False)
class GateQuestion:
    code: str
    question: str
    name: Names


@dataclass(frozen=True, eq=False)
class Item:
    """A question inside a block: `rule` is "must" or "optional"; the weight counts among optional items."""

    question: str
    rule: str
    principle: str
    weight: Fraction


@dataclass(frozen=True, eq=False)
class Indicator:
    """A quantity graded between a baseline and a leading value. Without both it is not assessable."""

    code: str
    title: Names
    node: str
    principle: str
    weight: Fraction
    unit: str
    formula: str
    base: Fraction | None
    lead: Fraction | None
    source: str
    status: str


@dataclass(frozen=True, eq=False)
class Block:
    """Weight and rule of one node of a points reading: "musts-and-optionals" or "weighted-mean"."""

    node: str
    weight: Fraction
    rule: str


@dataclass(frozen=True, eq=False)
class Tier(Level):
    """A readiness tier and what it needs; `None` or False means the condition is not asked for."""

    gates: bool = False
    score: Fraction | None = None
    musts: bool = False
    indicator: str | None = None


@dataclass(frozen=True, eq=False)
class PointsReading(Reading):
    gates: tuple[GateQuestion, ...]
    principles: tuple[Level, ...]
    blocks: Mapping[str, Block]
    items: Mapping[str, Item]
    must_share: Fraction
    optional_share: Fraction
    indicators: tuple[Indicator, ...]
    tiers: tuple[Tier, ...]

    model = "points"

    def question_codes(self) -> tuple[str, ...]:
        return (*(gate.question for gate in self.gates), *super().question_codes())


@dataclass(frozen=True, eq=False)
class GateClause:
    """A condition of a range reading, met when every question it needs reaches its least answer.

    Attributes:
        needs: question code -> least answer: "yes" for a yes-or-no question, a number such as "1" for a graded one.
            A question that does not apply ("na") is not reached: a gate clause makes no exception.
    """

    code: str
    name: Names
    needs: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class RangeIndicator:
    """An indicator of a range reading: a quantity between two references, or a question that grades it.

    Attributes:
        points: what it earns at best, above 0.
        formulas: unit -> formula text, the default unit first; empty when `question` grades it.
        question: code of the question; "" for a quantity.
        base: the standard's own baseline in the default unit; None when the standard gives none.
        lead: likewise, the leading value.
    """

    code: str
    title: Names
    node: str
    points: Fraction
    formulas: Mapping[str, str]
    question: str
    base: Fraction | None
    lead: Fraction | None
    source: str
    status: str

    @property
    def unit(self) -> str:
        """The default unit, "" when a question grades the indicator."""
        return next(iter(self.formulas), "")


@dataclass(frozen=True, eq=False)
class RangeReading(Reading):
    """Indicators with points; `points` holds what each node is worth, by node code."""

    gates: tuple[GateClause, ...]
    points: Mapping[str, Fraction]
    indicators: tuple[RangeIndicator, ...]

    model = "range"

    def question_codes(self) -> tuple[str, ...]:
        """The questions of the gates, then those that grade an indicator, each once."""
        gates = (code for gate in self.gates for code in gate.needs)
        grading = (indicator.question for indicator in self.indicators if indicator.question)
        return tuple(dict.fromkeys((*gates, *grading)))


@dataclass(frozen=True)
class Reference:
    """A baseline and a leading value for one indicator, with where they come from.

    Attributes:
        unit: of both; in a range reading it also chooses the formula.
        origin: "firm", "sector", "default" or "standard": who gave it.
        valid_from: first day it holds, ISO; "" when it has none.
        status: "confirmed", "single-source" or "unverified"; "" when its source does not say.
    """

    base: Decimal
    lead: Decimal
    unit: str
    source: str
    origin: str = "firm"
    valid_from: str = ""
    status: str = ""


@dataclass(frozen=True)
class Facts:
    """What the rules need to know of the firm besides its answers.

    Attributes:
        profile: "discrete" or "process".
        trimmed: node codes or their last parts ("product-service") the firm does not do.
        quantities: quantity code -> amount in the question's base unit, for the assessed year; absent is not given.
        tce_per_unit: energy carrier -> tonnes of coal equivalent per base unit.
        references: (reading key, indicator code) -> reference that replaces the reading's own.
        year: the assessed year; 0 when not known.
        co2_per_unit: energy carrier or process material -> tonnes of CO2 per base unit, for the assessed year.
        history: year -> quantities of that year in base units, for sums over several years; the assessed year's
            stand in `quantities`.
    """

    profile: str = "discrete"
    trimmed: frozenset[str] = frozenset()
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    tce_per_unit: Mapping[str, Decimal] = field(default_factory=dict)
    references: Mapping[tuple[str, str], Reference] = field(default_factory=dict)
    year: int = 0
    co2_per_unit: Mapping[str, Fraction] = field(default_factory=dict)
    history: Mapping[int, Mapping[str, Decimal]] = field(default_factory=dict)


Json = dict[str, Any]


def status_of(missing: Collection[str], *, scorable: bool) -> str:
    """Return the status of a reading: open questions come first, then whether anything is left to score.

    >>> status_of([], scorable=True), status_of(["Q"], scorable=True), status_of([], scorable=False)
    ('complete', 'incomplete', 'not_applicable')
    """
    if missing:
        return "incomplete"
    return "complete" if scorable else "not_applicable"


@dataclass(frozen=True)
class ReadingResult:
    """What one reading says about one firm.

    Attributes:
        status: "complete"; "incomplete" when `missing` names questions; "not_applicable" when nothing of the reading
            applies to the firm. Only a complete reading has a score and a level.
        score: on `scale`, unrounded; None when incomplete or when nothing applies.
        scale: lowest and highest score possible; of a range reading the highest is what could be assessed.
        level: the level, band or tier reached; None when incomplete.
        gates: in ascending order, each naming what blocks it.
        nodes: in the order of the reading.
        not_reached: questions of levels not reached yet, which counted 0.
        details: what only this model gives (dominant group, principles, tiers ...), JSON-ready.
        trace: one line per figure, from answers up to the score.
        stand_ins: answers the rules put in for questions the firm was not asked, by question code.
    """

    reading: Reading
    status: str
    score: Fraction | None
    scale: tuple[int, int | Fraction]
    level: Level | None
    gates: Sequence[Json] = ()
    nodes: Sequence[Json] = ()
    missing: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    not_reached: tuple[str, ...] = ()
    details: Json = field(default_factory=dict)
    trace: Sequence[Json] = ()
    stand_ins: Answers = field(default_factory=dict)
