"""The Excel annex: typed cells, nothing that runs, the set-up of its sheets, and what is there and what is not."""

import io
import re
import time
import zipfile
from datetime import date, datetime
from datetime import time as clock
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from content.loader import current
from reports.context.summary import not_graded
from reports.excel import UNDATED, annex_xlsx, sheets_of
from reports.excel.book import HEAD_ROW, MOST_TEXT
from reports.excel.sheet import DAY, NUMBERS
from reports.excel.sheet import Cell as Described
from scoring.model import ALLOWED
from tests.reports.annexes import EXAMPLES, ON, Annex, Document, annex_of, example, example_annex, old_document
from tests.reports.conftest import made_document

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3|cmd",
    "@SUM(A1:A9)",
    "<img src='file:///etc/passwd'>&amp;\"机械\" {{ firm }} {% now %}",
    '_x0041_ &P&N&"Arial" & Sons',
    "\u202eevil\u202c" + "e\u0301" * 2000,
    "x" * 1_000_000,
    "𠮷" * 20_000,
)
UNWRITABLE = "a\x00b\x0bc\x1fd\ud800e\uffff"


# What a cell is


@LANGUAGES
@pytest.mark.parametrize("name", EXAMPLES)
def test_numbers_are_numbers_days_are_days_and_texts_are_texts(name: str, language: str) -> None:
    annex = example_annex(name, language)
    for sheet in annex.sheets:
        page = annex.page(sheet.code)
        for number, row in enumerate(sheet.rows, HEAD_ROW + 2):
            for place, column in enumerate(sheet.columns, 1):
                value = row.get(column.key)
                kind = value.kind if isinstance(value, Described) else column.kind
                cell = page.cell(number, place)
                if cell.value is None:
                    assert value in (None, "") or (isinstance(value, Described) and value.value in (None, ""))
                elif kind in NUMBERS:
                    assert isinstance(cell.value, int | float), (sheet.code, cell.coordinate)
                    assert cell.number_format != "General"
                elif kind == DAY:
                    assert isinstance(cell.value, datetime), (sheet.code, cell.coordinate)
                else:
                    assert isinstance(cell.value, str), (sheet.code, cell.coordinate)


@pytest.mark.parametrize("name", [*EXAMPLES, "old"])
def test_a_row_names_only_columns_that_exist(name: str) -> None:
    with translation.override("en"):
        for sheet in sheets_of(old_document() if name == "old" else example(name), "en", on=ON):
            keys = [column.key for column in sheet.columns]
            assert len(set(keys)) == len(keys)
            assert not {key for row in sheet.rows for key in row} - set(keys), sheet.code


def test_the_figures_are_shown_with_about_four_digits_and_shares_as_percent() -> None:
    annex = example_annex("dye-house", "en")
    page = annex.page("footprint")
    shown = {cell.value: cell.number_format for row in page.iter_rows(min_row=4) for cell in row}
    assert shown[2083.85051] == "#,##0"
    assert shown[48.20717131474104] == "#,##0.00"
    columns = [column.key for column in next(sheet for sheet in annex.sheets if sheet.code == "capability").columns]
    assert annex.page("capability").cell(5, columns.index("L1") + 1).number_format == "0.0%"


# Nothing runs


@LANGUAGES
def test_there_is_no_formula_and_nothing_leads_outside(language: str) -> None:
    assert_inert(example_annex("dye-house", language))


def assert_inert(annex: Annex) -> None:
    assert all(cell.data_type != "f" for cell in annex.cells())
    with zipfile.ZipFile(io.BytesIO(annex.data)) as parts:
        names = parts.namelist()
        texts = {name: parts.read(name).decode("utf-8") for name in names}
    assert not [
        name for name in names if "vba" in name.lower() or "external" in name.lower() or "macro" in name.lower()
    ]
    assert not [name for name, text in texts.items() if re.search(r"<f[ />]", text)]
    assert not [name for name, text in texts.items() if 'TargetMode="External"' in text]


@pytest.mark.parametrize("name", [HOSTILE[0], HOSTILE[5], HOSTILE[7]], ids=["formula", "commands", "long"])
def test_hostile_texts_are_plain_text(name: str) -> None:
    calm = example_annex("machining-shop", "en")
    inputs = example("machining-shop")["inputs"]
    references = [{**inputs["references"][0], "source": text} for text in HOSTILE]
    annex = annex_of(with_name(name, references=references), "en")
    assert_inert(annex)
    assert annex.rows("summary")[0]["words"] == kept(name)
    told = [row["source"] for row in annex.rows("references")]
    assert len(told) == len(HOSTILE)
    assert all(
        kept(text).endswith(said[-1000:]) or said.endswith(text) for said, text in zip(told, HOSTILE, strict=True)
    )
    for code in ("capability", "footprint", "trace"):
        assert annex.rows(code) == calm.rows(code)
    for page in annex.book:
        assert len(f"{page.oddHeader.left.text}{page.oddHeader.right.text}") < 200


def with_name(name: str, **changes: Any) -> Document:
    """The result of a machining shop of another name."""
    document = example("machining-shop")
    inputs = document["inputs"]
    return {**document, "inputs": {**inputs, "firm": {**inputs["firm"], "name": name}, **changes}}


def kept(text: str) -> str:
    """What a cell has room for."""
    return text.encode("utf-16-le")[: 2 * MOST_TEXT].decode("utf-16-le", "ignore")


def test_characters_that_xml_refuses_are_left_out() -> None:
    assert annex_of(with_name(UNWRITABLE), "en").rows("summary")[0]["words"] == "abcde"


def test_an_edited_cell_that_begins_like_a_formula_stays_a_text() -> None:
    cell = annex_of(with_name("=1+1"), "en").page("summary").cell(4, 6)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


# How it is set up


@LANGUAGES
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_sheet_has_a_frozen_head_a_filter_and_a_print_set_up(name: str, language: str) -> None:
    annex = example_annex(name, language)
    assert annex.book.sheetnames == [sheet.name for sheet in annex.sheets]
    for sheet in annex.sheets:
        page = annex.page(sheet.code)
        assert page["A1"].value == sheet.title
        heads = [page.cell(HEAD_ROW + 1, place).value for place in range(1, len(sheet.columns) + 1)]
        assert heads == [column.title for column in sheet.columns]
        assert page.freeze_panes == page.cell(HEAD_ROW + 2, sheet.fixed + 1).coordinate
        last = page.cell(HEAD_ROW + 1 + max(1, len(sheet.rows)), len(sheet.columns)).coordinate
        assert page.auto_filter.ref == f"A{HEAD_ROW + 1}:{last}"
        assert page.print_title_rows == "$3:$3"
        assert page.page_setup.orientation == "landscape"
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in page.oddFooter.right.text
        widths = [page.column_dimensions[cell.column_letter].width for cell in page[HEAD_ROW + 1]]
        assert all(8 < width < 60 for width in widths)


@LANGUAGES
def test_the_names_of_the_sheets_are_allowed_and_differ(language: str) -> None:
    names = [sheet.name for sheet in example_annex("dye-house", language).sheets]
    assert len({name.casefold() for name in names}) == len(names)
    assert not [name for name in names if not 0 < len(name) <= 31 or re.search(r"[\[\]:*?/\\']", name)]


@LANGUAGES
def test_the_contents_lead_to_every_sheet(language: str) -> None:
    annex = example_annex("dye-house", language)
    page = annex.book.worksheets[0]
    leads = {cell.value: cell.hyperlink.location for row in page.iter_rows(min_row=4, max_col=1) for cell in row}
    assert leads == {sheet.name: f"'{sheet.name}'!A1" for sheet in annex.sheets[1:]}
    assert [row["rows"] for row in annex.rows("contents")] == [len(sheet.rows) for sheet in annex.sheets[1:]]


def test_the_english_annex_speaks_english() -> None:
    annex = example_annex("electronics-plant", "en")
    told = [text for sheet in annex.sheets for text in (sheet.name, sheet.note, *(c.title for c in sheet.columns))]
    assert not [text for text in told if re.search("[\u4e00-\u9fff]", text)]


def test_the_same_result_gives_the_same_bytes_whatever_language_is_active() -> None:
    with translation.override("zh-hans"):
        first = annex_xlsx(example("dye-house"), "en", on=ON)
    with translation.override("en"):
        second = annex_xlsx(example("dye-house"), "en", on=ON)
    assert first == second
    assert first != annex_xlsx(example("dye-house"), "zh-hans", on=ON)


def test_the_file_bears_the_day_of_submission_and_no_clock() -> None:
    made = load_workbook(io.BytesIO(annex_xlsx(example("dye-house"), "en", on=ON))).properties
    assert made.created == datetime.combine(ON, clock())
    assert "印染" in made.title
    undated = annex_of(example("dye-house"), "en")
    assert undated.book.properties.created == datetime.combine(UNDATED, clock())
    assert ON not in {row["figure"] for row in undated.rows("summary")}


def test_it_is_small_and_quick() -> None:
    document = example("dye-house")
    spent = []
    for _turn in range(3):
        began = time.process_time()
        data = annex_xlsx(document, "zh-hans", on=ON)
        spent.append(time.process_time() - began)
    assert len(data) < 250_000
    # Half a second is the aim; twice that leaves room for a slower machine.
    assert min(spent) < 1


# What is there and what is not


def test_every_question_with_choices_has_its_row() -> None:
    rows = {row["code"]: row for row in example_annex("dye-house", "en").rows("answers")}
    asked = {code for code, question in current().questions.items() if question.kind in ALLOWED}
    assert set(rows) == asked
    answers = example("dye-house")["inputs"]["answers"]
    open_rows = [row for code, row in rows.items() if code not in answers]
    assert open_rows
    assert all(row["answer"] is None and (row["words"] or row["remark"]) for row in open_rows)


def test_the_trace_tells_what_went_into_every_line() -> None:
    rows = example_annex("dye-house", "en").rows("trace")
    assert [row["line"] for row in rows] == list(range(1, len(example("dye-house")["trace"]) + 1))
    for row, line in zip(rows, example("dye-house")["trace"], strict=True):
        said = row["inputs"].split("\n")
        assert len(said) == len(line["inputs"])
        for text, entry in zip(said, line["inputs"], strict=True):
            for value in entry.values():
                assert value is None or str(value) in text


@LANGUAGES
def test_an_earlier_result_has_no_later_sheets(language: str) -> None:
    document = old_document()
    annex = annex_of(document, language)
    codes = [sheet.code for sheet in annex.sheets]
    assert codes == [
        "contents",
        "summary",
        "capability",
        "gates",
        "barriers",
        "green-2018",
        "measures",
        "roadmap",
        "answers",
        "figures",
        "method",
        "trace",
    ]
    assert len(annex.rows("trace")) == len(document["trace"])
    planned = [row["code"] for row in annex.rows("roadmap") if row["code"]]
    assert planned == [code for phase in document["roadmap"]["phases"] for code in phase["measures"]]


@LANGUAGES
def test_what_is_not_graded_says_so_and_has_no_numbers(language: str) -> None:
    open_questions = ("IM-STRATEGY-L1-1", "GF-GATE-COMPLIANCE", "BAR-UNABLE-METHOD", "TP-GREEN-L1-1")
    annex = annex_of(made_document(without=open_questions, amounts=False), language)
    sheets = {sheet.code: sheet for sheet in annex.sheets}
    assert not {"footprint", "comparison", "factors", "figures", "synergy"} & set(sheets)
    for code in ("capability", "barriers", "green-2018", "path"):
        with translation.override(language):
            assert annex.page(code)["A2"].value == not_graded(sheets[code].title, 1)
        assert annex.rows(code)[0]["score"] is None


def test_help_that_has_expired_is_left_out() -> None:
    document = example("dye-house")
    every = [row for row in annex_of(document, "en").rows("help") if row["until"] is not None]
    last = max(row["until"] for row in every).date()
    later = annex_of(document, "en", on=date(last.year + 1, 1, 1)).rows("help")
    assert every
    assert [row for row in later if row["until"] is not None] == []
    assert {row["barrier_code"] for row in later} == {row["barrier"] for row in document["help"]}


def test_the_address_of_the_check_stands_among_the_key_figures() -> None:
    rows = example_annex("dye-house", "en").rows("summary")
    assert rows[-1]["words"] == "http://127.0.0.1:8000/verify/abc/"
    assert "verify" not in str(annex_of(example("dye-house"), "en").rows("summary"))
