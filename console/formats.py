"""Spreadsheets in which text stays text: what a firm wrote must never run as a formula in somebody's Excel."""

import csv
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.utils import timezone
from import_export.formats import base_formats

# A spreadsheet takes a cell that starts so for a formula; tab and carriage return are skipped before it looks.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"
WIDEST_COLUMN = 44


def looks_like_a_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(FORMULA_STARTS)


class TextSafeXlsx(base_formats.XLSX):
    """xlsx with typed cells: text as text, numbers as numbers, days as days; a fixed header row with filters."""

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        target = BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        sheet = book.add_worksheet()
        header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        quoted = book.add_format({"quote_prefix": True})
        for column, title in enumerate(dataset.headers):
            sheet.write_string(0, column, title, header)
            sheet.set_column(column, column, _width(title, [row[column] for row in dataset]))
        for number, row in enumerate(dataset, 1):
            for column, value in enumerate(row):
                if isinstance(value, (int, float, Decimal)):
                    sheet.write_number(number, column, value)
                elif isinstance(value, (date, datetime)):
                    sheet.write_datetime(number, column, _local(value), day)
                elif value not in (None, ""):
                    # The quote mark keeps it a text even after somebody edits the cell.
                    sheet.write_string(number, column, str(value), quoted if looks_like_a_formula(value) else None)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(dataset), 1), max(len(dataset.headers) - 1, 0))
        book.close()
        return target.getvalue()


class TextSafeCsv(base_formats.CSV):
    """CSV that Excel opens as UTF-8 (byte order mark); a would-be formula gets an apostrophe before it."""

    CONTENT_TYPE = "text/csv; charset=utf-8"

    def export_data(self, dataset: Any, **kwargs: Any) -> str:
        target = StringIO()
        writer = csv.writer(target)
        writer.writerow(dataset.headers)
        writer.writerows([_plain(value) for value in row] for row in dataset)
        return BYTE_ORDER_MARK + target.getvalue()


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (date, datetime)):
        return f"{_local(value):%Y-%m-%d}"
    return f"'{value}" if looks_like_a_formula(value) else str(value)


def _local(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _width(title: str, values: list[Any]) -> int:
    """Return a column's width in characters; a Chinese character takes two."""
    texts = [title, *(str(value) for value in values[:200] if value is not None)]
    return min(WIDEST_COLUMN, max(sum(2 if ord(char) > 0x2E80 else 1 for char in text) for text in texts) + 2)
