"""The spreadsheet: what the template holds, what comes back from it, and what is never read."""

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from random import Random
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from accounts.models import User
from assessments.models import Assessment
from assessments.selectors import amounts_of, sheet_of
from assessments.services import record_sheet, update_firm
from assessments.services.workbook import (
    CODE,
    FIRST_YEAR,
    HEAD_ROW,
    LARGEST_FILE,
    MARKER,
    MOST_PROBLEMS,
    MOST_ROWS,
    NAME,
    UNIT,
    Upload,
    read_workbook,
    template,
)
from content.loader import current
from tests.assessments.record import nothing_stored
from tests.conftest import FIRM_FACTS, PERIOD

pytestmark = pytest.mark.django_db

Change = Callable[[Any], None]


def save(assessment: Assessment, rows: dict[tuple[int, str], tuple[str, str]], version: int = 0) -> int:
    return record_sheet(assessment=assessment, rows=rows, version=version, by=None)


def page_of(raw: bytes) -> Any:
    return load_workbook(BytesIO(raw)).worksheets[0]


ASSESSED = FIRST_YEAR + 4
"""The column of the assessed year, the last of five."""


def row_of(page: Any, code: str) -> int:
    return next(row for row in range(1, page.max_row + 1) if page.cell(row, CODE).value == code)


def changed(assessment: Assessment, change: Change) -> bytes:
    book = load_workbook(BytesIO(template(assessment)))
    change(book.worksheets[0])
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def read(assessment: Assessment, change: Change) -> Upload:
    with nothing_stored():
        return read_workbook(changed(assessment, change), assessment)


def put(code: str, value: Any, *, year: int = PERIOD, unit: str = "", form: str = "") -> Change:
    def change(page: Any) -> None:
        row, column = row_of(page, code), ASSESSED - PERIOD + year
        page.cell(row, column).value = value
        if unit:
            page.cell(row, UNIT).value = unit
        if form:
            page.cell(row, column).number_format = form

    return change


def words(upload: Upload) -> list[tuple[str, str]]:
    return [(problem.cell, problem.code) for problem in upload.problems]


# --- the template ----------------------------------------------------------------------------------------------------


def test_the_template_has_every_quantity_once_and_a_column_for_each_of_five_years(draft: Assessment) -> None:
    page = page_of(template(draft))
    assert page.cell(1, 1).value == MARKER
    assert [page.cell(HEAD_ROW, FIRST_YEAR + place).value for place in range(6)] == [2021, 2022, 2023, 2024, 2025, None]
    codes = [page.cell(row, CODE).value for row in range(HEAD_ROW + 1, page.max_row + 1)]
    quantities = {code for code, question in current().questions.items() if question.kind == "quantity"}
    assert sorted(filter(None, codes)) == sorted(quantities)
    assert page.freeze_panes == "D4"


def test_the_template_offers_the_units_of_each_quantity(draft: Assessment) -> None:
    page = page_of(template(draft))
    offered = {}
    for rule in page.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            for row in range(area.min_row, area.max_row + 1):
                offered[page.cell(row, CODE).value] = tuple(rule.formula1.strip('"').split(","))
    assert offered == {
        code: tuple(question.units) for code, question in current().questions.items() if question.kind == "quantity"
    }


def test_only_units_and_amounts_are_open(draft: Assessment) -> None:
    page = page_of(template(draft))
    row = row_of(page, "diesel")
    assert page.protection.sheet
    locked = [page.cell(row, column).protection.locked for column in (CODE, NAME, UNIT, FIRST_YEAR)]
    assert locked == [True, True, False, False]


@pytest.mark.parametrize(("language", "head"), [("en", "Figure"), ("zh-hans", "")])
def test_the_template_speaks_the_language_of_its_reader(draft: Assessment, language: str, head: str) -> None:
    with override(language):
        page = page_of(template(draft))
    question = current().questions["diesel"]
    assert page.cell(row_of(page, "diesel"), NAME).value == question.text[language]
    assert not head or page.cell(HEAD_ROW, NAME).value == head


def test_what_is_stored_stands_in_the_template_and_comes_back_as_no_change(draft: Assessment) -> None:
    save(
        draft,
        {
            (2025, "electricity_grid"): ("1,234.5", "MWh"),
            (2024, "electricity_grid"): ("1100000.25", "kWh"),
            (2025, "land_area"): ("15.5", "亩"),
            (2021, "diesel"): ("0.0000000001", "t"),
            (2025, "output_value"): ("99999.9999999999", "万元"),
            (2025, "green_material_share"): ("12.5", "%"),
            (2025, "raw_coal"): ("0", "t"),
        },
    )
    upload = read_workbook(template(draft), draft)
    assert (upload.rows, upload.changes, upload.problems) == ({}, (), ())


def test_a_name_that_looks_like_a_formula_stays_a_text(draft: Assessment, owner: User) -> None:
    update_firm(firm=draft.firm, by=owner, **{**FIRM_FACTS, "name": '=HYPERLINK("http://x.example")'})
    draft.refresh_from_db()
    cell = page_of(template(draft)).cell(1, NAME)
    assert cell.value.startswith("=HYPERLINK")
    assert cell.data_type != "f"


# --- what comes back -------------------------------------------------------------------------------------------------


def test_a_filled_in_template_is_stored_by_the_sheet(draft: Assessment, owner: User) -> None:
    upload = read(draft, put("electricity_grid", 120.5, unit="万kWh"))
    assert upload.rows == {(2025, "electricity_grid"): ("120.5", "万kWh")}
    record_sheet(assessment=draft, rows=upload.rows, version=0, by=owner)
    [row] = amounts_of(draft)
    assert (str(row.value.normalize()), row.unit) == ("120.5", "万kWh")


def test_only_differences_are_changes_and_an_emptied_cell_takes_back(draft: Assessment) -> None:
    save(draft, {(2025, "diesel"): ("5", "t"), (2024, "diesel"): ("6", "t"), (2025, "lpg"): ("1", "t")})

    def change(page: Any) -> None:
        put("diesel", None)(page)
        put("diesel", 6, year=2024)(page)
        put("lpg", 2)(page)
        put("gasoline", 3, year=2023)(page)

    upload = read(draft, change)
    assert upload.rows == {(2025, "lpg"): ("2", "t"), (2025, "diesel"): ("", "t"), (2023, "gasoline"): ("3", "t")}
    assert [(row.code, row.year, row.before, row.after) for row in upload.changes] == [
        ("lpg", 2025, ("1", "t"), ("2", "t")),
        ("diesel", 2025, ("5", "t"), None),
        ("gasoline", 2023, None, ("3", "t")),
    ]
    save(draft, upload.rows, 1)
    assert {(row.year, row.code) for row in amounts_of(draft)} == {(2024, "diesel"), (2025, "lpg"), (2023, "gasoline")}


def test_a_row_that_was_deleted_changes_nothing(draft: Assessment) -> None:
    save(draft, {(2025, "diesel"): ("5", "t")})
    assert read(draft, lambda page: page.delete_rows(row_of(page, "diesel"))).changes == ()


def test_another_unit_changes_the_amounts_of_its_row(draft: Assessment) -> None:
    save(draft, {(2025, "diesel"): ("5", "t")})
    upload = read(draft, put("diesel", 5, unit="kg"))
    assert upload.rows == {(2025, "diesel"): ("5", "kg")}


def test_years_in_two_units_stand_in_two_rows(draft: Assessment) -> None:
    save(draft, {(2025, "diesel"): ("5", "t"), (2024, "diesel"): ("4800.5", "kg")})
    page = page_of(template(draft))
    rows = [
        [page.cell(row, column).value for column in (UNIT, ASSESSED, ASSESSED - 1)]
        for row in range(1, page.max_row + 1)
        if page.cell(row, CODE).value == "diesel"
    ]
    assert rows == [["t", 5, None], ["kg", None, 4800.5]]

    def both(page: Any) -> None:
        page.cell(row_of(page, "diesel") + 1, ASSESSED).value = 7

    assert [code for _, code in words(read(draft, both))] == ["duplicate"]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (5, "5"),
        (0, "0"),
        (12.0, "12"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (1234567.125, "1234567.125"),
        (123456789012345, "123456789012345"),
        (12345678901234.5, "12345678901234.5"),
        (999999999999999.0, "999999999999999"),
        ("1,234.5", "1234.5"),
        ("１２", "12"),
    ],
)
def test_a_number_cell_says_what_it_shows(draft: Assessment, value: Any, kept: str) -> None:
    assert read(draft, put("diesel", value)).rows == {(2025, "diesel"): (kept, "t")}


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (-5, "number-negative"),
        (-0.5, "number-negative"),
        (1e15, "number-too-large"),
        (1e20, "number-too-large"),
        (1e300, "number-form"),
        (10**15, "number-too-large"),
        (1e-11, "number-too-precise"),
        (2 / 3, "number-too-precise"),
        (1 / 3, "number-too-precise"),
        (True, "number-boolean"),
        (False, "number-boolean"),
        (date(2025, 1, 31), "number-form"),
        ("=1+1", "number-form"),
        ("#N/A", "number-form"),
    ],
)
def test_a_cell_that_is_no_amount_gets_the_word_of_the_form(draft: Assessment, value: Any, word: str) -> None:
    upload = read(draft, put("diesel", value))
    row = row_of(page_of(template(draft)), "diesel")
    assert words(upload) == [(f"H{row}", word)]
    [problem] = upload.problems
    assert (problem.row, problem.column) == (row, ASSESSED)
    assert problem.sheet == page_of(template(draft)).title
    assert upload.rows == {}


@pytest.mark.parametrize(
    ("value", "form", "kept"),
    [(0.125, "0.0%", "12.5"), (1, "0%", "100"), (0.07, "0%", "7"), (12.5, "0.0", "12.5"), ("12.5%", "@", "12.5")],
)
def test_a_cell_shown_in_percent_means_what_it_shows(draft: Assessment, value: Any, form: str, kept: str) -> None:
    assert read(draft, put("green_material_share", value, form=form)).rows == {
        (2025, "green_material_share"): (kept, "%")
    }


def test_percent_is_refused_where_there_is_no_share(draft: Assessment) -> None:
    assert [code for _, code in words(read(draft, put("diesel", 0.5, form="0%")))] == ["number-percent"]
    assert [code for _, code in words(read(draft, put("green_material_share", 1.2, form="0%")))] == ["out-of-range"]


def test_a_formula_is_refused_with_a_hint_even_when_it_has_been_computed(draft: Assessment) -> None:
    with override("en"):
        [problem] = read(draft, put("diesel", "=2*3")).problems
    assert "paste its value" in problem.message


def test_everything_wrong_is_named_from_top_to_bottom_and_nothing_is_taken(draft: Assessment) -> None:
    def change(page: Any) -> None:
        put("diesel", "many", year=2023)(page)
        put("electricity_grid", 120, unit="度")(page)
        put("lpg", 5)(page)
        page.cell(page.max_row + 2, CODE).value = "plutonium"
        page.cell(page.max_row, FIRST_YEAR).value = 1
        page.cell(page.max_row + 1, FIRST_YEAR).value = 7

    upload = read(draft, change)
    page = page_of(template(draft))
    last = page.max_row
    assert words(upload) == [
        (f"C{row_of(page, 'electricity_grid')}", "unknown-unit"),
        (f"F{row_of(page, 'diesel')}", "number-form"),
        (f"A{last + 2}", "unknown-question"),
        (f"D{last + 3}", "unknown-question"),
    ]
    assert upload.rows == {}
    assert [row.code for row in upload.changes] == ["lpg"], "what is right is shown all the same"


def test_a_file_full_of_mistakes_is_not_read_to_its_end(draft: Assessment) -> None:
    def change(page: Any) -> None:
        for row in range(page.max_row + 1, MOST_ROWS):
            page.cell(row, CODE).value = "plutonium"

    assert len(read(draft, change).problems) == MOST_PROBLEMS


def test_a_unit_is_named_once_for_all_years_of_its_row(draft: Assessment) -> None:
    def change(page: Any) -> None:
        for year in (2025, 2024, 2023):
            put("diesel", 5, year=year, unit="桶")(page)

    assert [code for _, code in words(read(draft, change))] == ["unknown-unit"]


def test_merged_cells_are_refused(draft: Assessment) -> None:
    upload = read(draft, lambda page: page.merge_cells("D10:E10"))
    assert words(upload) == [("D10", "merged")]


def test_words_in_the_margin_are_no_mistake(draft: Assessment) -> None:
    def change(page: Any) -> None:
        page.cell(row_of(page, "diesel"), FIRST_YEAR + 7).value = "from the ledger"
        page.cell(2, 2).value = "ours"

    assert read(draft, change).problems == ()


# --- other files -----------------------------------------------------------------------------------------------------


def head(column: int, value: Any) -> Change:
    def change(page: Any) -> None:
        page.cell(HEAD_ROW, column).value = value

    return change


def marker(page: Any) -> None:
    page.cell(1, 1).value = "something else"


def far_row(page: Any) -> None:
    page.cell(MOST_ROWS + 1, 1).value = "x"


def far_column(page: Any) -> None:
    page.cell(5, 200).value = "x"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (marker, "template"),
        (head(ASSESSED, 2026), "template"),
        (head(ASSESSED, 2024), "template"),
        (head(FIRST_YEAR, "last year"), "template"),
        (head(FIRST_YEAR, "=2025"), "template"),
        (far_row, "too-large"),
        (far_column, "too-large"),
    ],
)
def test_a_template_that_was_rebuilt_is_refused_as_a_whole(draft: Assessment, change: Change, word: str) -> None:
    upload = read(draft, change)
    assert words(upload) == [("", word)]
    assert upload.problems[0].message


def test_the_template_of_another_year_is_refused(draft: Assessment, owner: User) -> None:
    draft.period = 2024
    raw = template(draft)
    draft.period = 2025
    assert words(read_workbook(raw, draft)) == [("", "template")]


def plain_book() -> bytes:
    saved = BytesIO()
    Workbook().save(saved)
    return saved.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    saved = BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return saved.getvalue()


def with_entities(raw: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    name = "xl/worksheets/sheet1.xml"
    start = parts[name].index(b"?>") + 2 if parts[name].startswith(b"<?xml") else 0
    return packed({**parts, name: parts[name][:start] + bomb + parts[name][start:]})


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda _raw: b"", "file"),
        (lambda _raw: b"code,unit,2025\ndiesel,t,5\n", "file"),
        (lambda _raw: b"%PDF-1.7", "file"),
        (lambda raw: raw[: len(raw) // 2], "file"),
        (lambda _raw: packed({"hello.txt": b"hello"}), "file"),
        (lambda _raw: plain_book(), "template"),
        (lambda raw: raw + b"\0" * LARGEST_FILE, "too-large"),
        (lambda _raw: packed({"xl/workbook.xml": b"\0" * 200_000_000}), "too-large"),
        (lambda _raw: packed({f"part-{number}": b"" for number in range(500)}), "too-large"),
        (with_entities, "file"),
    ],
    ids=["empty", "csv", "pdf", "half", "zip", "plain", "large", "bomb", "parts", "entities"],
)
def test_other_files_are_refused_in_words(draft: Assessment, make: Callable[[bytes], bytes], word: str) -> None:
    upload = read_workbook(make(template(draft)), draft)
    assert words(upload) == [("", word)]
    assert (upload.rows, upload.changes) == ({}, ())
    assert len(upload.problems[0].message) > 8


def test_a_damaged_file_never_brings_the_reader_down(draft: Assessment) -> None:
    raw, chance = template(draft), Random(7)
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(60):
        name = chance.choice(list(parts))
        part = bytearray(parts[name])
        for _ in range(chance.randint(1, 40)):
            part[chance.randrange(len(part))] = chance.randrange(256)
        upload = read_workbook(packed({**parts, name: bytes(part)}), draft)
        assert isinstance(upload, Upload)
        assert not upload.problems or upload.rows == {}


def test_the_sheet_is_never_touched_by_reading(draft: Assessment) -> None:
    save(draft, {(2025, "diesel"): ("5", "t")})
    before = sheet_of(draft)
    read(draft, put("diesel", 9))
    assert sheet_of(draft) == before
