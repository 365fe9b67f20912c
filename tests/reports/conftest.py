"""Result documents of made-up firms and the PDFs made from them, each rendered once a run."""

import io
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from accounts.models import User
from assessments.models import Assessment, Result
from assessments.services.exchange import check_exchange, document_of_exchange
from content.loader import current
from reports import build, pdf
from reports.models import Report
from reports.services import request_report
from reports.tasks import build_report_task
from tests.answers import complete_answers
from tests.conftest import FIRM_FACTS, PERIOD
from tests.reports.prints import Prints, folder_of_run
from tests.reports.reading import pages_of

Document = Mapping[str, Any]
PDF = b"%PDF-1.7 made for a test"

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
def full() -> Document:
    return full_document()


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Prints:
    """The PDF of a document, made once a run: `printed(document, language, kind)`."""
    return Prints(folder_of_run(tmp_path_factory))


@pytest.fixture(scope="session")
def full_pdf(printed: Prints, full: Document) -> Callable[..., bytes]:
    """The full report as `full_pdf(language, kind)`."""
    return cache(lambda language, kind="diagnosis": printed(full, language, kind))


@pytest.fixture(scope="session")
def full_pages(full_pdf: Callable[..., bytes]) -> Callable[[str], tuple[str, ...]]:
    """The text of each page of the full diagnosis, by language."""
    return cache(lambda language: pages_of(full_pdf(language)))


@pytest.fixture(scope="session")
def annex_pages(full_pdf: Callable[..., bytes]) -> Callable[[str], tuple[str, ...]]:
    """The text of each page of the annex of the full report, by language."""
    return cache(lambda language: pages_of(full_pdf(language, "annex")))


@pytest.fixture
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Word files with a dot for each picture, for who reads the words: to draw takes most of the time."""
    dot = io.BytesIO()
    Image.new("L", (1, 1)).save(dot, "PNG")
    monkeypatch.setattr("reports.word.document.png_of", lambda _svg, _scale: dot.getvalue())


@pytest.fixture
def result(submitted: Assessment) -> Result:
    return submitted.results.get()


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Messages that went out, instead of a queue."""
    sent: list[str] = []
    monkeypatch.setattr(build_report_task, "apply_async", lambda args, **_options: sent.append(args[0]))
    return sent


@pytest.fixture
def report(result: Result, owner: User, published: list[str]) -> Report:
    return request_report(result=result, language="zh-hans", by=owner)


@pytest.fixture
def _quick_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_rendered", lambda *_args, **_options: pdf.Pdf(PDF, 3))


@pytest.fixture(autouse=True)
def _reports_in_a_folder_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
