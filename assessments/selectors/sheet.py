"""The sheet of yearly figures: what was typed, what it adds up to, and what looks wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessments.models import Assessment
from assessments.selectors.facts import footprint_of, inputs_of, sheet_years
from assessments.selectors.readings import FIGURES
from assessments.selectors.record import amounts_of, version_of
from content.loader import current
from content.model import Question
from scoring.model import Json, Names

CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Cell:
    """One amount of one year.

    Attributes:
        value: as typed, in `unit`, shortest form; "" when there is none.
        flags: {"flag", "code", "other", "other_year"} of the footprint about this cell; questions, never refusals.
        last: the amount of the year before, "" when there is none.
        last_unit: the unit of `last`.
    """

    year: int
    value: str
    unit: str
    flags: tuple[Json, ...] = ()
    last: str = ""
    last_unit: str = ""


@dataclass(frozen=True)
class Row:
    """One quantity over the years.

    Attributes:
        unit: the unit the row is shown in: that of its newest amount, else the base unit.
        cells: in the order of the sheet's years. A cell typed in another unit keeps it.
    """

    question: Question
    unit: str
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        return not any(cell.value for cell in self.cells)


@dataclass(frozen=True)
class Group:
    code: str
    title: Names
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class YearTotals:
    """What a year adds up to.

    Attributes:
        energy_tce, co2_t: decimal texts; None when it cannot be said.
        tce_unverified, co2_unverified: whether a factor behind the total is not confirmed by two sources.
        grid: the grid factor used, as in the footprint; None when none is known.
        flags: of the whole year, those about no single amount included.
    """

    year: int
    energy_tce: str | None = None
    co2_t: str | None = None
    tce_unverified: bool = False
    co2_unverified: bool = False
    grid: Json | None = None
    flags: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The yearly figures of an assessment.

    Attributes:
        version: to be handed back with the next save.
        years: the assessed year first, then the four before it.
        totals: one for each year.
        factor_set: code of the set of emission factors chosen, "" for the default.
    """

    version: int
    years: tuple[int, ...]
    groups: tuple[Group, ...]
    totals: tuple[YearTotals, ...]
    factor_set: str

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)


def sheet_of(assessment: Assessment) -> Sheet:
    """The sheet with totals and flags. Last year's amounts come from the earlier assessment where this one has none."""
    content = current()
    inputs = inputs_of(assessment)
    years = sheet_years(assessment.period)
    stored = {(row["year"], row["code"]): (plain(row["value"]), row["unit"]) for row in inputs.activity}
    known = {**_earlier(assessment), **stored}
    found = footprint_of(inputs)
    rows = {row["year"]: row for row in found["years"]} if found else {}
    flags = {year: tuple(row["flags"]) for year, row in rows.items()}
    groups = tuple(
        Group(
            group.code,
            group.title,
            tuple(_row(content.questions[code], years, stored, known, flags) for code in group.questions),
        )
        for group in content.sheet.groups
    )
    totals = tuple(_totals(year, rows.get(year)) for year in years)
    return Sheet(version_of(assessment, FIGURES), years, groups, totals, assessment.factor_set)


def plain(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros."""
    return format(value.normalize(), "f")


Amounts = Mapping[tuple[int, str], tuple[str, str]]
"""(year, code) -> amount and unit as texts."""


def _earlier(assessment: Assessment) -> dict[tuple[int, str], tuple[str, str]]:
    """What the assessment this one started from, else the firm's latest of an earlier year, said of its years."""
    before = Assessment.objects.filter(firm=assessment.firm_id, period__lt=assessment.period)
    earlier = assessment.started_from or before.order_by("-period", "-created_at").first()
    rows = amounts_of(earlier) if earlier else []
    return {(row.year, row.code): (plain(row.value), row.unit) for row in rows}


def _row(
    question: Question,
    years: tuple[int, ...],
    stored: Amounts,
    known: Amounts,
    flags: Mapping[int, tuple[Json, ...]],
) -> Row:
    given = [stored[year, question.code] for year in years if (year, question.code) in stored]
    unit = given[0][1] if given else question.unit
    cells = []
    for year in years:
        value, own = stored.get((year, question.code), ("", unit))
        last, last_unit = known.get((year - 1, question.code), ("", ""))
        about = tuple(flag for flag in flags.get(year, ()) if flag["code"] == question.code)
        cells.append(Cell(year, value, own, about, last, last_unit))
    return Row(question, unit, tuple(cells))


def _totals(year: int, row: Json | None) -> YearTotals:
    if row is None:
        return YearTotals(year)
    return YearTotals(
        year,
        row["energy_tce"],
        row["co2_t"],
        _unverified(row, "tce"),
        _unverified(row, "co2"),
        row["grid"],
        tuple(row["flags"]),
    )


def _unverified(row: Json, kind: str) -> bool:
    """Whether a factor that an amount above 0 was multiplied with is not confirmed by two sources."""
    return any(
        source["status"] != CONFIRMED
        for carrier in row["by_carrier"]
        if carrier["amount"] != "0"
        for source in carrier["sources"]
        if source["kind"] == kind
    )
