"""The example firms, through the command, in both languages, to the text of the PDF."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.models import Result
from content.loader import current
from scoring.model import RangeReading

EXAMPLES = sorted((Path(settings.BASE_DIR) / "docs" / "examples").glob("*.json"))
RAW_CODE = re.compile(r"\b(IM|GF|BAR|MEA)-[A-Z]+-[A-Z0-9]")

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def _bare(text: str) -> str:
    """Lines of a PDF break anywhere; Chinese and figures are compared without blanks."""
    return re.sub(r"\s+", "", text)


def _assessed(path: Path, language: str, folder: Path) -> tuple[dict[str, Any], str, str]:
    """The result, the text of the diagnosis, and that of the annex."""
    result, pdf, annex = folder / "result.json", folder / "report.pdf", folder / "annex.xlsx"
    files = {"result": str(result), "pdf": str(pdf), "xlsx": str(annex)}
    call_command("assess", str(path), **files, lang=language, stdout=io.StringIO())
    reader = PdfReader(pdf)
    rows = (row for sheet in load_workbook(annex, read_only=True) for row in sheet.iter_rows(values_only=True))
    cells = "\n".join(str(cell) for row in rows for cell in row if cell is not None)
    return json.loads(result.read_bytes()), "\n".join(page.extract_text() for page in reader.pages), cells


def _new_titles(document: dict[str, Any], language: str) -> list[str]:
    """What the chapters on the standard in force, the mechanisms, the synergy and the footprint must name."""
    content = current()
    standard, mechanisms = content.readings["green-factory-2025"], content.readings["mechanisms"]
    assert isinstance(standard, RangeReading)
    together, figures = document["synergy"], document["footprint"]
    links = {link.code: link for link in content.synergy.links}
    return [
        *(indicator.title[language] for indicator in standard.indicators),
        *(node.title[language] for node in mechanisms.nodes),
        together["grade_name"][language],
        *(links[row["code"]].title[language] for row in together["links"]),
        content.factor_sets[figures["factor_set"]].name[language],
        *(str(year["year"]) for year in figures["years"]),
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_firm_gets_a_complete_result_and_a_readable_report(
    path: Path, language: str, tmp_path: Path
) -> None:
    document, text, annex = _assessed(path, language, tmp_path)
    content = current()
    assert [reading["status"] for reading in document["readings"]] == ["complete"] * 6
    assert Result.objects.get().text.encode() + b"\n" == (tmp_path / "result.json").read_bytes()
    bare = _bare(text)
    assert _bare(document["inputs"]["firm"]["name"]) in bare
    assert document["inputs"]["firm"]["uscc"] in bare
    for reading in document["readings"]:
        assert not reading["level"] or _bare(reading["level"]["name"][language]) in bare, reading["key"]
    for title in _new_titles(document, language):
        assert _bare(title) in bare, title
    for row in document["measures"][:3]:
        assert _bare(content.measures[row["code"]].title[language]) in bare
    cells = _bare(annex)
    for code in document["inputs"]["answers"]:
        assert _bare(content.questions[code].text[language]) in cells, code
    assert not RAW_CODE.search(text), RAW_CODE.findall(text)[:3]


def test_the_three_examples_differ() -> None:
    assert [path.stem for path in EXAMPLES] == ["dye-house", "electronics-plant", "machining-shop"]
    for path in EXAMPLES:
        call_command("assess", str(path), stdout=io.StringIO())
    assert len({(result.size, result.level, result.tier) for result in Result.objects.all()}) == 3
