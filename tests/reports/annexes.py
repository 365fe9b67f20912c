"""Excel annexes read back: of the example firms, of an early result, and of firms that answer by chance."""

import io
import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from assessments.services.exchange import check_exchange, document_of_exchange
from content.loader import current
from reports.excel import annex_xlsx, sheets_of
from reports.excel.book import HEAD_ROW
from reports.excel.sheet import Sheet
from scoring.model import ALLOWED
from tests.conftest import FIRM_FACTS, PERIOD
from tests.reports.conftest import FIVE_YEARS, REFERENCES

ON = date(2026, 3, 1)
EXAMPLES = ("dye-house", "electronics-plant", "machining-shop")
OLD = Path(__file__).parent / "old" / "engine-1.0-dye-house.json"

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Annex:
    """A workbook read back beside what it was made from."""

    data: bytes
    book: Workbook
    sheets: tuple[Sheet, ...]

    def page(self, code: str) -> Worksheet:
        return self.book[next(sheet.name for sheet in self.sheets if sheet.code == code)]

    def rows(self, code: str) -> list[dict[str, Any]]:
        """The rows of a sheet by the keys of its columns, as they stand in the file."""
        keys = [column.key for column in next(sheet for sheet in self.sheets if sheet.code == code).columns]
        return [
            dict(zip(keys, values, strict=True))
            for values in self.page(code).iter_rows(min_row=HEAD_ROW + 2, values_only=True)
        ]

    def cells(self) -> Iterable[Cell]:
        return (cell for page in self.book for row in page.iter_rows() for cell in row)


def annex_of(document: Document, language: str, **options: Any) -> Annex:
    data = annex_xlsx(document, language, **options)
    with translation.override(language):
        sheets = sheets_of(document, language, **options)
    return Annex(data, load_workbook(io.BytesIO(data)), sheets)


@cache
def example(name: str) -> Document:
    raw = (Path(settings.BASE_DIR) / "docs" / "examples" / f"{name}.json").read_text(encoding="utf-8")
    return document_of_exchange(check_exchange(json.loads(raw)))


@cache
def example_annex(name: str, language: str) -> Annex:
    return annex_of(example(name), language, on=ON, verify_url="http://127.0.0.1:8000/verify/abc/")


def old_document() -> Document:
    """A result of the earlier rules: three readings, no footprint."""
    document: Document = json.loads(OLD.read_text(encoding="utf-8"))
    return document


@cache
def random_document(seed: int) -> Document:
    """A firm that answers by chance, leaves nothing open, and gives some figures of some years."""
    chance = random.Random(seed)
    answers = {}
    for code, question in current().questions.items():
        if question.kind in ALLOWED:
            answers[code] = chance.choice(ALLOWED[question.kind])
    activity = [
        {"year": PERIOD - back, "code": code, "value": str(Decimal(chance.randint(1, 10**7)) / 1000), "unit": unit}
        for back in range(chance.randint(1, 5))
        for code, _value, unit in FIVE_YEARS
        if code != "platform_functions" and chance.random() < 0.8
    ]
    references = [
        {
            "reading": "green-factory-2025",
            "indicator": indicator,
            "base": str(Decimal(base) * chance.randint(1, 9)),
            "lead": lead,
            "unit": unit,
            "source": "Sector sheet",
        }
        for indicator, base, lead, unit in REFERENCES
    ]
    facts = {
        **FIRM_FACTS,
        "production": chance.choice(["discrete", "process"]),
        "employees": chance.randint(1, 3000),
        "revenue_wan": str(Decimal(chance.randint(1, 10**7)) / 100),
    }
    return document_of_exchange(
        check_exchange(
            {
                "schema": "assessment-exchange/1",
                "firm": facts,
                "period": PERIOD,
                "answers": answers,
                "activity": activity,
                "references": references,
            }
        )
    )
