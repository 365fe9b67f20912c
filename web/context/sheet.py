"""The sheet of yearly figures: rows in groups, years as columns, what is typed or stored in the cells."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from assessments.models import Assessment
from assessments.selectors import FIGURES, answers_in, sheet_of
from assessments.selectors.sheet import Cell, Row, Sheet, YearTotals
from assessments.services.validation import MOST_DIGITS
from content.loader import current
from content.model import Question
from reports.context.amounts import amount_name, flag_text
from reports.context.words import Reader
from scoring.model import Json, Names
from web.forms.section import NOTE, SEPARATOR, plain
from web.forms.sheet import TypedSheet, field_of
from web.texts import language, significant

DECIMALS = 10
"""How many decimals of an amount are stored."""

UNVERIFIED = "△"


@dataclass(frozen=True)
class YearColumn:
    """A year of the sheet. Folded years have no figures yet and are not shown until somebody asks for them."""

    year: int
    here: bool
    folded: bool
    tce: str
    co2: str
    flags: tuple[str, ...]


@dataclass(frozen=True)
class SheetCell:
    """One figure of one year. `last` tells the figure of the year before, for screens that show one year at a time."""

    year: int
    code: str
    value: str
    folded: bool
    flags: tuple[str, ...]
    problem: str
    conflict: str
    last: str

    @property
    def name(self) -> str:
        return field_of((self.year, self.code))

    @property
    def anchor(self) -> str:
        return self.name.replace(".", "-")


@dataclass(frozen=True)
class SheetRow:
    """One quantity; `unit` is that of all its cells."""

    question: Question
    title: str
    unit: str
    cells: tuple[SheetCell, ...]
    note: str
    note_problem: str
    note_conflict: str

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def units(self) -> list[str]:
        return list(self.question.units)

    @property
    def open_note(self) -> bool:
        return bool(self.note or self.note_problem or self.note_conflict)


@dataclass(frozen=True)
class SheetGroupRows:
    code: str
    title: Names
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True)
class SheetPage:
    """Everything the sheet shows.

    Attributes:
        years: oldest first, as in every table of accounts, so that a block from a spreadsheet keeps its order.
        seen: field name -> what is stored, figures as "amount|unit".
    """

    version: int
    years: tuple[YearColumn, ...]
    groups: tuple[SheetGroupRows, ...]
    seen: Mapping[str, str]

    @property
    def seen_json(self) -> str:
        return json.dumps(self.seen, ensure_ascii=False)

    @property
    def can_unfold(self) -> bool:
        return any(year.folded for year in self.years)

    @property
    def more(self) -> int:
        """How many years the link to an earlier year shows."""
        return sum(not year.folded for year in self.years) + 1


@dataclass(frozen=True)
class Remarks:
    """What is said beside the fields of a save that was not taken whole, by field name."""

    problems: Mapping[str, str]
    conflicts: Mapping[str, str]


NOTHING_TO_SAY = Remarks({}, {})


def sheet_page(
    assessment: Assessment,
    *,
    wanted: int = 1,
    typed: TypedSheet | None = None,
    remarks: Remarks = NOTHING_TO_SAY,
) -> SheetPage:
    """Return the sheet of an assessment.

    Args:
        wanted: How many years are shown at least.
        typed: What somebody typed that was not all stored; it stands in the cells instead of what is stored.
        remarks: What is said beside the fields.
    """
    sheet = sheet_of(assessment)
    _answers, notes = answers_in(assessment, current().sections[FIGURES])
    filled = {cell.year for row in sheet.rows for cell in row.cells if cell.value}
    filled |= {year for (year, _code), (value, _unit) in (typed.cells if typed else {}).items() if value.strip()}
    first = min([*filled, *sheet.years[:wanted]])
    rows = _Rows(first, notes, typed or TypedSheet(sheet.version), remarks)
    return SheetPage(
        version=sheet.version,
        years=tuple(_column(totals, sheet, first) for totals in reversed(sheet.totals)),
        groups=tuple(
            SheetGroupRows(group.code, group.title, tuple(map(rows.row, group.rows))) for group in sheet.groups
        ),
        seen={
            **{
                field_of((cell.year, row.question.code)): f"{value_in(cell, row.question, unit)}{SEPARATOR}{unit}"
                for row in sheet.rows
                for unit in (shared_unit(row),)
                for cell in row.cells
                if cell.value
            },
            **{NOTE + code: note for code, note in notes.items()},
        },
    )


def _column(totals: YearTotals, sheet: Sheet, first: int) -> YearColumn:
    in_cells = {row.question.code for row in sheet.rows}
    return YearColumn(
        year=totals.year,
        here=totals.year == sheet.years[0],
        folded=totals.year < first,
        tce=_total(totals.energy_tce, unverified=totals.tce_unverified),
        co2=_total(totals.co2_t, unverified=totals.co2_unverified),
        flags=_flag_texts((flag for flag in totals.flags if flag["code"] not in in_cells), totals.year),
    )


def _total(value: str | None, *, unverified: bool) -> str:
    if value is None:
        return "–"
    return f"{significant(value)} {UNVERIFIED}" if unverified else significant(value)


def _flag_texts(flags: Iterable[Json], year: int) -> tuple[str, ...]:
    return tuple(flag_text(flag, year) for flag in flags)


def shared_unit(row: Row) -> str:
    """The unit of the newest figure when every other one can be written in it without loss, else the base unit."""
    given = [cell for cell in row.cells if cell.value]
    lossless = all(value_in(cell, row.question, row.unit) for cell in given)
    return row.unit if lossless else row.question.unit


def value_in(cell: Cell, question: Question, unit: str) -> str:
    """A figure in another unit of its question; "" when there is none or it would need more digits than are kept."""
    if not cell.value or cell.unit == unit:
        return cell.value
    base = Decimal(cell.value) * question.units[cell.unit]
    value = base / question.units[unit]
    digits, exponent = value.normalize().as_tuple()[1:]
    fits = len(digits) <= MOST_DIGITS and isinstance(exponent, int) and exponent >= -DECIMALS
    return plain(value) if fits and value * question.units[unit] == base else ""


@dataclass(frozen=True)
class _Rows:
    """Makes the rows; `first` is the first year that is not folded."""

    first: int
    notes: Mapping[str, str]
    typed: TypedSheet
    remarks: Remarks

    def row(self, row: Row) -> SheetRow:
        question, note = row.question, NOTE + row.question.code
        stored = shared_unit(row)
        cells = self.typed.cells
        typed = next(
            (cells[cell.year, question.code][1] for cell in row.cells if (cell.year, question.code) in cells), ""
        )
        return SheetRow(
            question=question,
            title=amount_name(question.code),
            unit=typed if typed in question.units else stored,
            cells=tuple(self.cell(cell, question, stored) for cell in reversed(row.cells)),
            note=self.typed.notes.get(question.code, self.notes.get(question.code, "")),
            note_problem=self.remarks.problems.get(note, ""),
            note_conflict=self.remarks.conflicts.get(note, ""),
        )

    def cell(self, cell: Cell, question: Question, unit: str) -> SheetCell:
        name = field_of((cell.year, question.code))
        value, _unit = self.typed.cells.get((cell.year, question.code), (value_in(cell, question, unit), unit))
        return SheetCell(
            year=cell.year,
            code=question.code,
            value=value,
            folded=cell.year < self.first,
            flags=_flag_texts(cell.flags, cell.year),
            problem=self.remarks.problems.get(name, ""),
            conflict=self.remarks.conflicts.get(name, ""),
            last=_last(cell),
        )


def _last(cell: Cell) -> str:
    if not cell.last:
        return ""
    facts = {"year": cell.year - 1, "value": significant(cell.last), "unit": Reader(language()).unit(cell.last_unit)}
    return _("%(year)s: %(value)s %(unit)s") % facts
