"""One figure, three doors, one verdict: the sheet, an exchange file and a spreadsheet. The rows are in
bad_quantities.yaml; what is good is kept the same by all three, to the last digit."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from assessments.errors import InvalidInput
from assessments.models import Assessment
from assessments.selectors import amounts_of
from assessments.services import load_exchange, record_sheet
from assessments.services.workbook import CODE, FIRST_YEAR, UNIT, Upload, read_workbook, template
from tests.assessments.record import as_bytes, good_document, nothing_stored
from tests.conftest import PERIOD

ASSESSED = FIRST_YEAR + 4
"""The column of the assessed year, the last of five."""

pytestmark = pytest.mark.django_db

# Every value is read as the text it is: 1_200, 2025-01-31 and true have meanings of their own in YAML.
ROWS: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("bad_quantities.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)
GOOD = [
    ("electricity_grid", "1,200,000.50", "kWh", "1200000.5"),
    ("electricity_grid", "１２．５", "万kWh", "12.5"),
    ("electricity_grid", "  7 ", "MWh", "7"),
    ("natural_gas", "+3", "万m3", "3"),
    ("natural_gas", "0", "m3", "0"),
    ("natural_gas", "-0", "m3", "0"),
    ("diesel", "007", "t", "7"),
    ("diesel", "0.0000000001", "t", "0.0000000001"),
    ("diesel", "99999.9999999999", "t", "99999.9999999999"),
    ("output_value", "999999999999999", "万元", "999999999999999"),
    ("green_material_share", "12.5%", "%", "12.5"),
    ("green_material_share", "100 %", "%", "100"),
    ("platform_functions", "12", "项", "12"),
    ("platform_functions", "6.0", "项", "6"),
]


def year_of(row: dict[str, Any]) -> int:
    return int(row.get("year", PERIOD))


def row_of(page: Any, code: str) -> int:
    return next(row for row in range(1, page.max_row + 1) if page.cell(row, CODE).value == code)


def uploaded(assessment: Assessment, code: str, value: Any, unit: str) -> Upload:
    """Fill one cell of the assessed year in a fresh template and read it back; an unknown code takes a row's place."""
    book = load_workbook(BytesIO(template(assessment)))
    page = book.worksheets[0]
    known = [page.cell(row, CODE).value for row in range(1, page.max_row + 1)]
    row = row_of(page, code if code in known else "diesel")
    page.cell(row, CODE).value, page.cell(row, UNIT).value = code, unit
    page.cell(row, ASSESSED).value = value
    saved = BytesIO()
    book.save(saved)
    return read_workbook(saved.getvalue(), assessment)


def sheet_verdict(assessment: Assessment, row: dict[str, Any]) -> list[tuple[str, str]]:
    cell = (year_of(row), row["of"])
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        record_sheet(assessment=assessment, rows={cell: (row["value"], row["unit"])}, version=0, by=None)
    assert all(problem.message for problem in error.value.problems)
    return [(problem.path, problem.code) for problem in error.value.problems]


def file_verdict(row: dict[str, Any]) -> list[str]:
    amount = {"year": year_of(row), "code": row["of"], "value": row["value"], "unit": row["unit"]}
    with pytest.raises(InvalidInput) as error:
        load_exchange(as_bytes({**good_document(), "activity": [amount]}))
    return [problem.code for problem in error.value.problems]


def test_the_table_is_long_and_says_everything_once() -> None:
    assert len(ROWS) >= 60
    assert len({row["name"] for row in ROWS}) == len(ROWS)
    assert len({(row["of"], row["value"], row["unit"], row.get("year")) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"].replace(" ", "-") for row in ROWS])
def test_a_bad_figure_gets_the_same_word_at_every_door(draft: Assessment, row: dict[str, Any]) -> None:
    path = f"activity.{year_of(row)}.{row['of']}"
    assert sheet_verdict(draft, row) == [(path, row["word"])]
    assert file_verdict(row) == [row["word"]]
    if "workbook" in row.get("not_in", ()):
        return
    upload = uploaded(draft, row["of"], row["value"], row["unit"])
    assert [problem.code for problem in upload.problems] == [row["word"]]
    assert upload.rows == {}, "all or nothing"
    [problem] = upload.problems
    assert problem.message
    column = {"unknown-unit": UNIT, "unknown-question": CODE}.get(row["word"], ASSESSED)
    assert problem.column == column
    assert problem.cell == f"{'ABCDEFGH'[column - 1]}{problem.row}"


@pytest.mark.parametrize(("code", "typed", "unit", "kept"), GOOD)
def test_a_good_figure_is_kept_the_same_by_every_door(
    draft: Assessment, code: str, typed: str, unit: str, kept: str
) -> None:
    record_sheet(assessment=draft, rows={(PERIOD, code): (typed, unit)}, version=0, by=None)
    [stored] = amounts_of(draft)
    assert (f"{stored.value.normalize():f}", stored.unit) == (kept, unit)
    amount = {"year": PERIOD, "code": code, "value": typed, "unit": unit}
    [row] = load_exchange(as_bytes({**good_document(), "activity": [amount]})).activity
    assert (f"{row['value'].normalize():f}", row["unit"]) == (kept, unit)
    draft.activity.all().delete()
    upload = uploaded(draft, code, typed, unit)
    assert (upload.rows, upload.problems) == ({(PERIOD, code): (kept, unit)}, ())
