"""Result documents of made-up firms and the PDFs made from them, each rendered once a session."""

import io
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from assessments.models import Assessment, Result
from assessments.services.exchange import check_exchange, document_of_exchange
from content.loader import current
from reports.build import render_document
from tests.answers import complete_answers
from tests.conftest import FIRM_FACTS, PERIOD

Document = Mapping[str, Any]

AMOUNTS = (
    ("electricity_grid", "120", "万kWh"),
    ("natural_gas", "3.5", "万m3"),
    ("value_added", "1800", "万元"),
    ("water_taken", "9000", "m3"),
    ("waste_generated", "60", "t"),
    ("waste_used", "48", "t"),
)


def made_document(
    *, without: tuple[str, ...] = (), name: str = FIRM_FACTS["name"], amounts: bool = True, **options: Any
) -> Document:
    """Return the result of a firm whose answers are the same at each level of each sub-domain."""
    answers: dict[str, str] = complete_answers(current(), **options)
    for code in without:
        del answers[code]
    activity = [{"year": PERIOD, "code": code, "value": value, "unit": unit} for code, value, unit in AMOUNTS]
    return document_of_exchange(
        check_exchange(
            {
                "schema": "assessment-exchange/1",
                "firm": {**FIRM_FACTS, "name": name},
                "period": PERIOD,
                "answers": answers,
                "activity": activity if amounts else [],
            }
        )
    )


@pytest.fixture(scope="session")
def document() -> Document:
    return made_document()


@pytest.fixture(scope="session")
def pdf_of(document: Document) -> Callable[[str], bytes]:
    return cache(lambda language: render_document(document, language))


@pytest.fixture(scope="session")
def pages(pdf_of: Callable[[str], bytes]) -> Callable[[str], tuple[str, ...]]:
    """The text of each page, by language."""
    return cache(
        lambda language: tuple(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf_of(language))).pages)
    )


@pytest.fixture
def result(submitted: Assessment) -> Result:
    return submitted.results.get()


@pytest.fixture(autouse=True)
def _reports_in_a_folder_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
