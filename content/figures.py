"""What stands around the yearly figures: the sheet they are written into, marks beside them, references behind them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from content.citation import SourceRef
from content.factors import row_at
from scoring.footprint import Mark, Remark
from scoring.model import Names
from scoring.plausibility import LimitRule, PartRule, Plausibility
from scoring.synergy import SynergyScale

ALL = "all"
"""In a list of industries: every industry."""

MARK_SCOPES = ("national", "park", "sector", "target")


@dataclass(frozen=True)
class SheetGroup:
    """Quantities that stand together in the sheet of yearly figures, in the order shown."""

    code: str
    title: Names
    questions: tuple[str, ...]


@dataclass(frozen=True)
class SheetLimit:
    """An amount per another amount beyond which a slip of the unit is likely; both in base units."""

    rule: LimitRule
    why: Names
    source: SourceRef

    @property
    def code(self) -> str:
        return self.rule.code


@dataclass(frozen=True)
class Sheet:
    """The sheet of yearly figures and what must hold between its rows.

    Attributes:
        parts: amounts that together cannot exceed another one, such as waste put to use and waste generated.
    """

    groups: tuple[SheetGroup, ...]
    parts: tuple[PartRule, ...]
    limits: tuple[SheetLimit, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(code for group in self.groups for code in group.questions)

    @property
    def plausibility(self) -> Plausibility:
        """The rules the figures are checked with."""
        return Plausibility(parts=self.parts, limits=tuple(row.rule for row in self.limits))


@dataclass(frozen=True)
class PublishedMark:
    """A published figure the firm's intensity is shown beside, with what must stand next to it."""

    mark: Mark
    label: Names
    note: Names
    source: SourceRef

    @property
    def code(self) -> str:
        return self.mark.code


@dataclass(frozen=True)
class PublishedRemark:
    """A sentence shown under the figures of firms of some sizes."""

    remark: Remark
    text: Names
    source: SourceRef

    @property
    def code(self) -> str:
        return self.remark.code


@dataclass(frozen=True)
class DefaultReference:
    """Baseline and leading value of an indicator for an industry (or all), in force from a day on."""

    reading: str
    indicator: str
    industry: str
    unit: str
    base: Decimal
    lead: Decimal
    valid_from: date
    source: SourceRef


@dataclass(frozen=True)
class Synergy:
    """How the digital and the green side are read together, with the sources of the scale and of every link."""

    scale: SynergyScale
    source: SourceRef
    link_sources: Mapping[str, SourceRef]


def default_reference(
    references: Iterable[DefaultReference], *, reading: str, indicator: str, industry: str, on: date
) -> DefaultReference | None:
    """Return the reference in force on a day: of the industry itself before that of all industries; None if none is."""
    rows = [row for row in references if (row.reading, row.indicator) == (reading, indicator)]
    for wanted in (industry, ALL):
        row = row_at((row for row in rows if row.industry == wanted), on)
        if row is not None:
            return row
    return None
