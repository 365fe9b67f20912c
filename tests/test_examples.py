"""The example firms, through the command, in both languages, to the text of the PDF."""

import io
import json
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from openpyxl import load_workbook

from assessments.models import Result
from content.loader import current
from scoring.model import RangeReading
from tests.reports.prints import Prints, folder_of_run
from tests.reports.reading import flat, text_of

EXAMPLES = sorted((Path(settings.BASE_DIR) / "docs" / "examples").glob("*.json"))
RAW_CODE = re.compile(r"\b(IM|GF|BAR|MEA)-[A-Z]+-[A-Z0-9]")

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def _assessed(path: Path, language: str, folder: Path) -> tuple[dict[str, Any], str]:
    """The result, and the text of the annex."""
    result, annex = folder / "result.json", folder / "annex.xlsx"
    call_command("assess", str(path), result=str(result), xlsx=str(annex), lang=language, stdout=io.StringIO())
    with closing(load_workbook(annex, read_only=True)) as book:
        rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
        cells = "\n".join(str(cell) for row in rows for cell in row if cell is not None)
    return json.loads(result.read_bytes()), cells


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


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Prints:
    return Prints(folder_of_run(tmp_path_factory))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_firm_gets_a_complete_result_and_a_readable_report(
    path: Path, language: str, tmp_path: Path, printed: Prints
) -> None:
    document, annex = _assessed(path, language, tmp_path)
    text = text_of(printed(document, language))
    content = current()
    assert [reading["status"] for reading in document["readings"]] == ["complete"] * 6
    assert Result.objects.get().text.encode() + b"\n" == (tmp_path / "result.json").read_bytes()
    bare = flat(text)
    assert flat(document["inputs"]["firm"]["name"]) in bare
    assert document["inputs"]["firm"]["uscc"] in bare
    for reading in document["readings"]:
        assert not reading["level"] or flat(reading["level"]["name"][language]) in bare, reading["key"]
    for title in _new_titles(document, language):
        assert flat(title) in bare, title
    for row in document["measures"][:3]:
        assert flat(content.measures[row["code"]].title[language]) in bare
    cells = flat(annex)
    for code in document["inputs"]["answers"]:
        assert flat(content.questions[code].text[language]) in cells, code
    assert not RAW_CODE.search(text), RAW_CODE.findall(text)[:3]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_command_writes_the_diagnosis_of_its_result(language: str, tmp_path: Path) -> None:
    result, report = tmp_path / "result.json", tmp_path / "report.pdf"
    files = {"result": str(result), "pdf": str(report)}
    call_command("assess", str(EXAMPLES[0]), **files, lang=language, stdout=io.StringIO())
    document, text = json.loads(result.read_bytes()), flat(text_of(report.read_bytes()))
    assert flat(document["inputs"]["firm"]["name"]) in text
    assert document["inputs_sha256"][:12] in text
    for title in _new_titles(document, language):
        assert flat(title) in text, title


def test_the_three_examples_differ() -> None:
    assert [path.stem for path in EXAMPLES] == ["dye-house", "electronics-plant", "machining-shop"]
    for path in EXAMPLES:
        call_command("assess", str(path), stdout=io.StringIO())
    assert len({(result.size, result.level, result.tier) for result in Result.objects.all()}) == 3
