"""From described sheets to the bytes of a workbook. Nothing here is ever a formula, a link to the outside or a macro.

The same sheets give the same bytes: no clock goes in, and the parts of the file carry a fixed time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from reports.excel.sheet import (
    CHANGE,
    CODE,
    DAY,
    EXACT,
    FIGURE,
    NUMBERS,
    PERCENT,
    SCORE,
    SHARE,
    TEXT,
    WHOLE,
    YEAR,
    Cell,
    Column,
    Sheet,
    Value,
)

TITLE_ROW, NOTE_ROW, HEAD_ROW, FIRST_ROW = range(4)
"""Rows from 0; the head of every table stands in the third row of its sheet."""

A4 = 9
PAGE_WIDTH = 210
"""Characters side by side on a page, in the smallest print that is still read with ease."""

MOST_TEXT = 32_767
"""What a cell can hold, in UTF-16 units."""

MOST_HEADER = 60
"""Characters of a name in the printed header, of which a page has 255."""

WIDEST = {TEXT: 48, CODE: 34}
WIDEST_HEAD = 16
NARROWEST = 9
WIDE = re.compile("[\u2e80-\U0010ffff]")
"""Letters as wide as two."""

FORMULA_STARTS = ("=", "+", "-", "@")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""What XML refuses or a spreadsheet shows as a box."""

PATTERNS = {
    SCORE: "0.00",
    PERCENT: "0.0",
    CHANGE: "+0.0;-0.0;0.0",
    SHARE: "0.0%",
    WHOLE: "#,##0",
    YEAR: "0",
    DAY: "yyyy-mm-dd",
    CODE: "@",
    TEXT: "General",
}
HEAD_FILL = "#DDE7E3"
QUIET = "#5F6B66"


def workbook(sheets: Sequence[Sheet], *, contents: Sheet, created: date) -> bytes:
    """Return the workbook.

    Args:
        sheets: in order; their names differ.
        contents: stands first; the first cell of each of its rows is the name of a sheet and leads there. Its title
            is that of the file and printed at the head of each page.
        created: written into the file as the day it was made.
    """
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": clean(contents.title), "created": datetime.combine(created, time())})
    book.set_size(2400, 1500)
    writer = _Writer(book, clean(contents.title))
    writer.write(contents, leads=True)
    for sheet in sheets:
        writer.write(sheet)
    book.close()
    return target.getvalue()


def clean(text: str) -> str:
    """A text as a cell can hold it: nothing that XML refuses, and not longer than a cell.

    >>> clean("a\\x00b\\ud800c")
    'abc'
    """
    whole = UNPRINTABLE.sub("", text).encode("utf-16-le", "ignore")
    return whole[: 2 * MOST_TEXT].decode("utf-16-le", "ignore")


def pattern(kind: str, value: Decimal) -> str:
    """The number format of a figure; a measured one shows about four digits, never more than it has.

    >>> [pattern(FIGURE, Decimal(text)) for text in ("1234.5", "24.316", "0.61234", "0.000123456", "800", "12.5")]
    ['#,##0', '#,##0.00', '#,##0.0000', '#,##0.0000000', '#,##0', '#,##0.0']
    >>> pattern(EXACT, Decimal("1234.50"))
    '#,##0.0'
    """
    if kind not in (FIGURE, EXACT):
        return PATTERNS[kind]
    exponent = value.normalize().as_tuple().exponent
    digits = max(0, -exponent) if isinstance(exponent, int) else 0
    if kind == FIGURE:
        digits = min(digits, max(0, 3 - value.adjusted()))
    return "#,##0." + "0" * digits if digits else "#,##0"


class _Writer:
    """Writes sheets; keeps one format for each look."""

    def __init__(self, book: Any, title: str):
        self.book, self.running = book, printed(title)
        self.formats: dict[tuple[str, str, bool], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.note = book.add_format({"font_color": QUIET, "italic": True})
        self.head = book.add_format(
            {"bold": True, "bg_color": HEAD_FILL, "text_wrap": True, "valign": "top", "bottom": 1}
        )
        self.lead = book.add_format({"font_color": "#0B5C4A", "underline": 1, "valign": "top"})

    def write(self, sheet: Sheet, *, leads: bool = False) -> None:
        page = self.book.add_worksheet(sheet.name)
        page.write_string(TITLE_ROW, 0, clean(sheet.title), self.title)
        page.write_string(NOTE_ROW, 0, clean(sheet.note), self.note)
        for place, column in enumerate(sheet.columns):
            page.write_string(HEAD_ROW, place, clean(column.title), self.head)
        for number, row in enumerate(sheet.rows, FIRST_ROW):
            for place, column in enumerate(sheet.columns):
                self._cell(page, number, place, column.kind, row.get(column.key))
            if leads:
                name = str(row[sheet.columns[0].key])
                page.write_url(number, 0, f"internal:'{name}'!A1", self.lead, name)
        self._set_up(page, sheet)

    def _cell(self, page: Any, row: int, place: int, kind: str, value: Value) -> None:
        if isinstance(value, Cell):
            kind, value = value.kind, value.value
        if value is None or value == "":
            return
        if kind == DAY and isinstance(value, date):
            page.write_datetime(row, place, value, self._format(DAY, PATTERNS[DAY]))
        elif kind in NUMBERS:
            number = Decimal(str(value))
            page.write_number(row, place, number, self._format(kind, pattern(kind, number)))
        else:
            text = clean(str(value))
            page.write_string(row, place, text, self._format(kind, PATTERNS[kind], text.startswith(FORMULA_STARTS)))

    def _format(self, kind: str, number_format: str, quoted: bool = False) -> Any:
        """A look, made once. The quote mark keeps a text a text even after somebody edits the cell."""
        look = "text" if kind == TEXT else "code" if kind == CODE else "number"
        key = (look, number_format, quoted)
        if key not in self.formats:
            shape: dict[str, Any] = {"valign": "top", "num_format": number_format}
            if look == "text":
                shape["text_wrap"] = True
            if look == "code":
                shape["font_color"] = QUIET
            if quoted:
                shape["quote_prefix"] = True
            self.formats[key] = self.book.add_format(shape)
        return self.formats[key]

    def _set_up(self, page: Any, sheet: Sheet) -> None:
        last_row, last_column = max(HEAD_ROW + len(sheet.rows), FIRST_ROW), len(sheet.columns) - 1
        widths = [width(column, [row.get(column.key) for row in sheet.rows]) for column in sheet.columns]
        for place, wide in enumerate(widths):
            page.set_column(place, place, wide)
        page.freeze_panes(FIRST_ROW, sheet.fixed)
        page.autofilter(HEAD_ROW, 0, last_row, last_column)
        # Codes and exact figures are text on purpose; no green corners for them.
        page.ignore_errors({"number_stored_as_text": f"A1:XFD{last_row + 1}"})
        page.set_landscape()
        page.set_paper(A4)
        page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        page.fit_to_pages(pages_across(widths), 0)
        page.repeat_rows(HEAD_ROW)
        page.repeat_columns(0, sheet.fixed - 1)
        page.print_area(0, 0, last_row, last_column)
        page.set_header(f"&L{self.running}&R{printed(sheet.name)}")
        page.set_footer("&R&P / &N")


def pages_across(widths: Sequence[int]) -> int:
    """Sheets of paper side by side, so that the print stays large enough to read.

    >>> pages_across([40, 90, 80]), pages_across([48] * 9)
    (1, 3)
    """
    return max(1, -(-sum(widths) // PAGE_WIDTH))


def printed(text: str) -> str:
    """A text for a printed header, where an ampersand begins a command.

    >>> printed("A&B \\n C")
    'A&&B C'
    """
    line = " ".join(text.split())
    shown = line if len(line) <= MOST_HEADER else line[: MOST_HEADER - 1] + "…"
    return shown.replace("&", "&&")


def width(column: Column, values: Sequence[Value]) -> int:
    """A column's width in characters, from what stands in it; a number that finds no room would not be shown at all."""
    longest = max((_length(column.kind, value) for value in values), default=0) + 2
    head = _longest(column.title.split()) + 3
    if column.kind in WIDEST:
        return min(WIDEST[column.kind], max(NARROWEST, head, longest))
    return max(NARROWEST, min(WIDEST_HEAD, head), longest)


def _length(kind: str, value: Value) -> int:
    """Letters of what is shown, of its longest line."""
    if isinstance(value, Cell):
        kind, value = value.kind, value.value
    if value is None or value == "":
        return 0
    if kind == DAY:
        return len(PATTERNS[DAY])
    if kind in NUMBERS:
        number = Decimal(str(value))
        digits = pattern(kind, number).partition(";")[0].partition(".")[2].count("0")
        return len(f"{number:,.{digits}f}")
    return _longest(str(value)[: 2 * WIDEST[TEXT]].splitlines())


def _longest(texts: Iterable[str]) -> int:
    """Letters of the longest text, at most as many as matter; a wide one counts twice."""
    return max((len(text) + len(WIDE.findall(text)) for text in texts), default=0)
