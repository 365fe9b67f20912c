"""The sheet of yearly figures as a spreadsheet: a template filled with what is stored, and its reader.

The reader gives every cell the verdict the form would give: values pass through the one number parser. Nothing is
stored here; `record_sheet` takes the rows.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessments.models import Assessment
from assessments.selectors import Sheet, sheet_of
from assessments.services.figures import is_blank
from assessments.services.validation import Refused, amount, year
from content.loader import current
from scoring.model import Names

MARKER = "yearly-figures/1"
"""In the first cell of the first sheet; tells the template from any other file, in every language."""

LARGEST_FILE = 1_000_000
LARGEST_UNPACKED = 2_000_000
MOST_PARTS = 100
MOST_ROWS = 2000
MOST_COLUMNS = 50
MOST_PROBLEMS = 200
"""So many are named; a file with more of them is not read to its end."""

TITLE_ROW, HEAD_ROW = 1, 3
CODE, NAME, UNIT, FIRST_YEAR = 1, 2, 3, 4
"""Columns; the years follow, one each."""

HEAD_FILL = PatternFill("solid", fgColor="DDE7E3")
GROUP_FILL = PatternFill("solid", fgColor="EEF3F1")
GREY = Font(color="767676", size=9)
BOLD = Font(bold=True)
OPEN = Protection(locked=False)


@dataclass(frozen=True)
class CellProblem:
    """One thing wrong with an uploaded workbook.

    Attributes:
        sheet: title of the sheet, "" when the whole file is meant.
        row, column: from 1; 0 when no one cell is meant.
        code: a stable word, that of the form for the same mistake.
        message: for people, in the active language.
    """

    sheet: str
    row: int
    column: int
    code: str
    message: str

    @property
    def cell(self) -> str:
        """The place as a spreadsheet shows it, such as D7."""
        return f"{get_column_letter(self.column)}{self.row}" if self.row and self.column else ""


@dataclass(frozen=True)
class FigureChange:
    """What an upload would change in one cell: amount and unit before and after; None where there is none."""

    year: int
    code: str
    before: tuple[str, str] | None
    after: tuple[str, str] | None


@dataclass(frozen=True)
class Upload:
    """What a workbook holds.

    Attributes:
        rows: (year, code) -> (amount, unit), ready for `record_sheet`: what differs from what is stored, a blank where
            something stored was cleared. Empty when there is any problem: all or nothing.
        changes: the same for people, in the order of the sheet; with problems, those of the cells that are right.
        problems: everything that is wrong, from top to bottom.
    """

    rows: dict[tuple[int, str], tuple[str, str]]
    changes: tuple[FigureChange, ...] = ()
    problems: tuple[CellProblem, ...] = ()


class NotATemplate(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, code: str, message: str):
        self.code, self.message = code, message
        super().__init__(message)


# The template


def template(assessment: Assessment) -> bytes:
    """The workbook to fill in, in the active language, with what is stored."""
    sheet = sheet_of(assessment)
    book = Workbook()
    page: Worksheet = book.worksheets[0]
    page.title = _("Figures")
    _write_head(page, assessment, sheet)
    units: dict[tuple[str, ...], DataValidation] = {}
    row = HEAD_ROW + 1
    for group in sheet.groups:
        page.cell(row, NAME, _text(group.title)).font = BOLD
        for column in range(CODE, FIRST_YEAR + len(sheet.years)):
            page.cell(row, column).fill = GROUP_FILL
        row += 1
        for each in group.rows:
            for unit, amounts in _by_unit(each.unit, [(cell.value, cell.unit) for cell in reversed(each.cells)]):
                _write_row(page, row, each.question.code, _text(each.question.text), unit, amounts)
                _offer_units(page, row, tuple(each.question.units), units)
                row += 1
    page.protection.sheet = True
    page.protection.formatColumns = False
    page.protection.formatCells = False
    page.freeze_panes = page.cell(HEAD_ROW + 1, FIRST_YEAR)
    _write_notes(book.create_sheet(_("How to fill it in")))
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _text(names: Names) -> str:
    return names["en" if (get_language() or "").startswith("en") else "zh-hans"]


def _write_head(page: Worksheet, assessment: Assessment, sheet: Sheet) -> None:
    page.cell(TITLE_ROW, CODE, MARKER).font = GREY
    title = page.cell(TITLE_ROW, NAME)
    title.font = Font(bold=True, size=13)
    _write_text(title, f"{assessment.firm.name} · {assessment.period}")
    for column, word in ((CODE, _("Code")), (NAME, _("Figure")), (UNIT, _("Unit"))):
        page.cell(HEAD_ROW, column, word)
    # Oldest first, as the sheet on the web and a firm's own accounts have them.
    for place, when in enumerate(reversed(sheet.years)):
        page.cell(HEAD_ROW, FIRST_YEAR + place, when)
    for column in range(CODE, FIRST_YEAR + len(sheet.years)):
        cell = page.cell(HEAD_ROW, column)
        cell.font, cell.fill = BOLD, HEAD_FILL
        page.column_dimensions[get_column_letter(column)].width = {CODE: 24, NAME: 60, UNIT: 10}.get(column, 16)


def _by_unit(shown: str, cells: list[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Rows of one quantity: one for each unit its amounts were typed in, so that every digit stays."""
    for unit in dict.fromkeys((shown, *(own for value, own in cells if value))):
        yield unit, [value if own == unit else "" for value, own in cells]


def _write_row(page: Worksheet, row: int, code: str, name: str, unit: str, amounts: list[str]) -> None:
    page.cell(row, CODE, code).font = GREY
    named = page.cell(row, NAME, name)
    named.alignment = Alignment(wrap_text=True, vertical="top")
    chosen = page.cell(row, UNIT, unit)
    chosen.protection, chosen.number_format = OPEN, "@"
    for place, value in enumerate(amounts):
        cell = page.cell(row, FIRST_YEAR + place)
        cell.protection = OPEN
        cell.alignment = Alignment(horizontal="right", vertical="top")
        if value:
            cell.value = Decimal(value)


def _write_text(cell: Cell, text: str) -> None:
    """Write a text that is never taken for a formula, whatever it begins with."""
    cell.value = text
    cell.data_type = "s"


def _offer_units(
    page: Worksheet, row: int, units: tuple[str, ...], offered: dict[tuple[str, ...], DataValidation]
) -> None:
    if units not in offered:
        offered[units] = DataValidation(type="list", formula1='"{}"'.format(",".join(units)), allow_blank=False)
        offered[units].error = _("Choose one of the units in the list.")
        page.add_data_validation(offered[units])
    offered[units].add(page.cell(row, UNIT))


def _write_notes(page: Worksheet) -> None:
    notes = (
        _("Write one number into each cell; leave blank what you do not know, and write 0 where there was none."),
        _("Choose the unit of a row from its list; it holds for all years of the row."),
        _("Formulas are not read. Copy the cell and paste its value."),
        _("Clearing a cell takes back the figure that is stored."),
        _("Do not change the codes in the first column or the years in row 3."),
        _("Nothing is stored before you have seen and confirmed what will change."),
    )
    page.column_dimensions["A"].width = 110
    for row, note in enumerate(notes, 1):
        page.cell(row, 1, note).alignment = Alignment(wrap_text=True, vertical="top")
    questions = current().questions
    head = len(notes) + 2
    page.cell(head, 1, _("Where to find the figures")).font = BOLD
    for row, code in enumerate(current().sheet.questions, head + 1):
        page.cell(row, 1, f"{_text(questions[code].text)} {_text(questions[code].help)}").alignment = Alignment(
            wrap_text=True, vertical="top"
        )


# The reader


def read_workbook(raw: bytes, assessment: Assessment) -> Upload:
    """Read a filled-in template. Whatever is wrong becomes a problem with its place; nothing is ever raised for it.

    Refused: other files, files above 1 MB (2 MB unpacked) or 2000 rows, formulas, merged cells, unknown codes, units
    and years, and every number the form refuses.
    """
    try:
        page = _page(raw)
        years = _years(page, sheet_of(assessment))
    except NotATemplate as error:
        return Upload({}, problems=(CellProblem("", 0, 0, error.code, error.message),))
    return _Reading(page, years, sheet_of(assessment)).upload()


def _page(raw: bytes) -> Worksheet:
    """The first sheet of a workbook that is safe to read and of the right kind."""
    if len(raw) > LARGEST_FILE:
        raise NotATemplate("too-large", _("The file is larger than 1 MB. Upload the template with its figures only."))
    broken = NotATemplate("file", _("This is not an Excel file (.xlsx), or it is damaged. Save it again as .xlsx."))
    try:
        with zipfile.ZipFile(BytesIO(raw)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
            if len(sizes) > MOST_PARTS or sum(sizes) > LARGEST_UNPACKED:
                raise NotATemplate("too-large", _("The file holds far more than the template; use a fresh template."))
            if any(_declares_entities(parts.read(part)) for part in parts.infolist()):
                raise broken
        with warnings.catch_warnings():
            # Parts of Excel that the library does not know are no concern here: values are read, nothing else.
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(raw), keep_links=False)
    except NotATemplate:
        raise
    except Exception as error:  # a damaged file fails at any place of the library
        raise broken from error
    page = book.worksheets[0] if book.worksheets else None
    if page is None or page.cell(TITLE_ROW, CODE).value != MARKER:
        raise NotATemplate("template", _("This is not the template. Download the table, fill it in and upload that."))
    if page.max_row > MOST_ROWS or page.max_column > MOST_COLUMNS:
        raise NotATemplate("too-large", _("The sheet has cells far outside the table; use a fresh template."))
    return page


def _declares_entities(part: bytes) -> bool:
    return b"<!DOCTYPE" in part or b"<!ENTITY" in part


def _years(page: Worksheet, sheet: Sheet) -> dict[int, int]:
    """Column -> year, from the head of the table."""
    found: dict[int, int] = {}
    for column in range(FIRST_YEAR, page.max_column + 1):
        value = page.cell(HEAD_ROW, column).value
        if value is None:
            continue
        try:
            when = year(_typed(page.cell(HEAD_ROW, column)))
        except Refused:
            when = 0
        if when not in sheet.years or when in found.values():
            raise NotATemplate(
                "template",
                _("The years in row 3 must be those of this assessment: %(years)s.")
                % {"years": ", ".join(map(str, sheet.years))},
            )
        found[column] = when
    if not found:
        raise NotATemplate("template", _("Row 3 must hold the years. Download the table again."))
    return found


def _typed(cell: Any) -> Any:
    """What the cell says, as it would be typed into the form."""
    value = cell.value
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        value = text.removesuffix(".0")
    if "%" in str(cell.number_format) and isinstance(value, (int, str)) and cell.data_type == "n":
        return f"{Decimal(value) * 100:f}%" if not isinstance(value, bool) else value
    return value


class _Reading:
    """Reads row by row and remembers what it found."""

    def __init__(self, page: Worksheet, years: dict[int, int], sheet: Sheet):
        self.page, self.years = page, years
        self.stored = {(c.year, r.question.code): (c.value, c.unit) for r in sheet.rows for c in r.cells if c.value}
        self.order = {row.question.code: place for place, row in enumerate(sheet.rows)}
        self.found: dict[tuple[int, str], tuple[str, str]] = {}
        self.blank: dict[tuple[int, str], str] = {}
        self.problems: list[CellProblem] = []

    def upload(self) -> Upload:
        for area in self.page.merged_cells.ranges:
            self._refuse(area.min_row, area.min_col, "merged", _("Merged cells cannot be read; split them."))
        if not self.problems:
            for row in range(HEAD_ROW + 1, self.page.max_row + 1):
                if len(self.problems) >= MOST_PROBLEMS:
                    break
                self._row(row)
        changes = tuple(self._changes())
        self.problems.sort(key=lambda problem: (problem.row, problem.column))
        rows = {(c.year, c.code): c.after or ("", c.before[1] if c.before else "") for c in changes}
        return Upload({} if self.problems else rows, changes, tuple(self.problems))

    def _row(self, row: int) -> None:
        code = self.page.cell(row, CODE).value
        cells = {when: self.page.cell(row, column) for column, when in self.years.items()}
        filled = {when: cell for when, cell in cells.items() if not is_blank(cell.value)}
        if is_blank(code):
            for cell in filled.values():
                self._refuse(row, cell.column, "unknown-question", _("This row has no code; use a row of the table."))
            return
        if not isinstance(code, str) or code not in self.order:
            self._refuse(row, CODE, "unknown-question", _("No quantity has this code."))
            return
        unit = self.page.cell(row, UNIT).value
        for when, cell in cells.items():
            if when in filled:
                self._cell(code, when, cell, unit)
            else:
                self.blank.setdefault((when, code), unit if isinstance(unit, str) else "")

    def _cell(self, code: str, when: int, cell: Any, unit: Any) -> None:
        if cell.data_type == "f":
            hint = _("This is a formula, and formulas are not read. Copy the cell and paste its value.")
            self._refuse(cell.row, cell.column, "number-form", hint)
            return
        try:
            value, known = amount(code, _typed(cell), unit.strip() if isinstance(unit, str) else unit)
        except Refused as error:
            self._refuse(cell.row, UNIT if error.code == "unknown-unit" else cell.column, error.code, error.message)
            return
        if (when, code) in self.found:
            self._refuse(cell.row, cell.column, "duplicate", _("This amount stands twice for the same year."))
            return
        self.found[when, code] = (format(value.normalize(), "f"), known)

    def _changes(self) -> Iterator[FigureChange]:
        cells = {**dict.fromkeys(self.found), **dict.fromkeys(cell for cell in self.blank if cell in self.stored)}
        for when, code in sorted(cells, key=lambda cell: (self.order[cell[1]], -cell[0])):
            before, after = self.stored.get((when, code)), self.found.get((when, code))
            if before != after:
                yield FigureChange(when, code, before, after)

    def _refuse(self, row: int, column: int, code: str, message: str) -> None:
        problem = CellProblem(self.page.title, row, column, code, message)
        if problem not in self.problems:
            self.problems.append(problem)
