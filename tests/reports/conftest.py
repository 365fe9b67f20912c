"""Result documents of made-up firms and the PDFs made from them, each rendered once a session."""

import io
from collections.abc import Callable, Mapping
from decimal import Decimal
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


FIVE_YEARS = (
    ("electricity_grid", "120", "万kWh"),
    ("electricity_solar_own", "8", "万kWh"),
    ("natural_gas", "3.5", "万m3"),
    ("raw_coal", "12", "t"),
    ("diesel", "4", "t"),
    ("lpg", "2", "t"),
    ("gasoline", "3", "t"),
    ("steam_bought", "90", "t"),
    ("limestone", "5", "t"),
    ("output_value", "6000", "万元"),
    ("value_added", "1800", "万元"),
    ("water_taken", "9000", "m3"),
    ("water_reused", "3000", "m3"),
    ("waste_generated", "60", "t"),
    ("waste_used", "48", "t"),
    ("cod", "400", "kg"),
    ("green_investment", "50", "万元"),
    ("product_tonnes", "800", "t"),
    ("platform_functions", "5", "项"),
)
"""What a firm gives for every year; each year has a tenth more than the next one, so that the newest is the lowest."""

REFERENCES = (
    ("energy-intensity", "0.062", "0.02", "tce/万元"),
    ("water-intensity", "1", "0.5", "m3/万元"),
)


def five_years() -> list[dict[str, Any]]:
    """The amounts of `FIVE_YEARS` over five years; what is counted stays as it is."""
    return [
        {
            "year": PERIOD - back,
            "code": code,
            "value": value if code == "platform_functions" else str(Decimal(value) * (10 + back) / 10),
            "unit": unit,
        }
        for back in range(5)
        for code, value, unit in FIVE_YEARS
    ]


def full_document(**changes: Any) -> Document:
    """Return the result of a firm with five years of figures and two references of its own."""
    return document_of_exchange(
        check_exchange(
            {
                "schema": "assessment-exchange/1",
                "firm": dict(FIRM_FACTS),
                "period": PERIOD,
                "answers": complete_answers(current()),
                "activity": five_years(),
                "references": [
                    {
                        "reading": "green-factory-2025",
                        "indicator": indicator,
                        "base": base,
                        "lead": lead,
                        "unit": unit,
                        "source": "Sector sheet of the example trade",
                    }
                    for indicator, base, lead, unit in REFERENCES
                ],
                **changes,
            }
        )
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


@pytest.fixture(scope="session")
def full() -> Document:
    return full_document()


@pytest.fixture(scope="session")
def full_pages(full: Document) -> Callable[[str], tuple[str, ...]]:
    """The text of each page of the full report, by language."""
    return cache(
        lambda language: tuple(
            sheet.extract_text() for sheet in PdfReader(io.BytesIO(render_document(full, language))).pages
        )
    )


def pages_of(data: bytes) -> tuple[str, ...]:
    """The text of each page."""
    return tuple(sheet.extract_text() for sheet in PdfReader(io.BytesIO(data)).pages)


@pytest.fixture(scope="session")
def annex_pages(full: Document) -> Callable[[str], tuple[str, ...]]:
    """The text of each page of the annex of the full report, by language."""
    return cache(lambda language: pages_of(render_document(full, language, kind="annex")))


@pytest.fixture
def result(submitted: Assessment) -> Result:
    return submitted.results.get()


@pytest.fixture(autouse=True)
def _reports_in_a_folder_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
