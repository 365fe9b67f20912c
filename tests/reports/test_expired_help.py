"""A paper asked for years after its result names no help that has expired since, in any format."""

import io
import re
from datetime import date
from typing import Any

import pytest
from docx import Document as read_docx
from openpyxl import load_workbook

from content.loader import current
from reports import build
from reports.build import Paper

SUBMITTED = date(2026, 11, 21)
LATER = date(2040, 1, 1)
HELP = re.compile(r"(?:SOL|SUP)-[A-Z0-9-]+")


@pytest.fixture(scope="module")
def offered(full: dict[str, Any]) -> tuple[str, ...]:
    """Titles of the solutions and supports the result names."""
    found = current()
    codes = {each["code"] for row in full["help"] for kind in ("solutions", "supports") for each in row[kind]}
    return tuple((found.solutions | found.supports)[code].title["en"] for code in sorted(codes))


def paper(full: dict[str, Any], today: date) -> Paper:
    return Paper(full, "en", on=SUBMITTED, today=today)


def told_in_pdf(full: dict[str, Any], today: date) -> str:
    return build._html(paper(full, today))[1]


def told_in_word(full: dict[str, Any], today: date) -> str:
    document = read_docx(io.BytesIO(build._word(paper(full, today))))
    return document.element.xpath("string(//w:body)")


def told_in_excel(full: dict[str, Any], today: date) -> str:
    book = load_workbook(io.BytesIO(build._annex(paper(full, today))), read_only=True)
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


@pytest.mark.usefixtures("_undrawn")
@pytest.mark.parametrize("told", [told_in_pdf, told_in_word, told_in_excel])
def test_a_paper_names_only_help_that_is_valid_when_it_is_asked_for(told, full, offered):
    assert any(title in told(full, SUBMITTED) for title in offered)
    later = told(full, LATER)
    assert not [title for title in offered if title in later]
    assert not HELP.findall(later.replace("trace", ""))
