"""The sheet of yearly figures: typed, saved cell by cell, filled in offline, and computed with a set of factors."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook

from accounts.models import User
from assessments.models import ActivityData, Answer, Assessment
from assessments.services.figures import record_sheet
from content.model import Content
from tests.web.conftest import Seen, section_url

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
GRID = "electricity_grid"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

SAVE_QUERIES = 25
"""The most one saved figure may cost, with totals and flags of five years."""


def sheet_url(assessment: Assessment, more: str = "") -> str:
    return f"/assessments/{assessment.pk}/figures/{more}"


def quietly(client: Client, assessment: Assessment, version: int, **fields: str) -> Any:
    """Save in the background, as the page does; names are written with two underscores for a dot."""
    data = {name.replace("__", "."): value for name, value in fields.items()}
    return client.post(sheet_url(assessment), {"version": version, **data}, headers=JSON)


def store(assessment: Assessment, rows: dict[tuple[int, str], tuple[str, str]], version: int = 0) -> int:
    return record_sheet(assessment=assessment, rows=rows, version=version, by=None)


def stored(assessment: Assessment) -> dict[tuple[int, str], tuple[str, str]]:
    rows = ActivityData.objects.filter(assessment=assessment)
    return {(row.year, row.code): (format(row.value.normalize(), "f"), row.unit) for row in rows}


def page_of(response: HttpResponse) -> str:
    return response.content.decode()


def value_of(page: str, name: str) -> str:
    found = re.search(rf'<input name="{re.escape(name)}"[^>]* value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_the_section_of_figures_leads_to_the_sheet(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    assert client.get(section_url(draft, "green.quantities"))["Location"] == sheet_url(draft)
    assert client.post(section_url(draft, "green.quantities"), {"version": 0})["Location"] == sheet_url(draft)


def test_the_sheet_has_every_quantity_once_with_its_units(
    seen_by: Seen, owner: User, draft: Assessment, content: Content
) -> None:
    page = page_of(seen_by(owner).get(sheet_url(draft)))
    for code in content.sheet.questions:
        assert page.count(f'data-code="{code}"') == 1
        assert f'name="v.2025.{code}"' in page
    assert '<option value="万kWh">10,000 kWh</option>' in page
    for forbidden in (" style=", "<style", "onclick=", "onchange="):
        assert forbidden not in page


def test_the_sheet_is_chinese_for_a_chinese_reader(
    seen_by: Seen, owner: User, draft: Assessment, content: Content
) -> None:
    page = page_of(seen_by(owner, "zh-hans").get(sheet_url(draft)))
    assert content.questions[GRID].text["zh-hans"] in page
    assert content.sheet.groups[0].title["zh-hans"] in page
    assert '<option value="万kWh">万kWh</option>' in page


def test_years_without_figures_are_folded_until_asked_for(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    folded = '<th scope="col" id="year-{}" data-year="{}" class="col col-{}" hidden>'
    page = page_of(client.get(sheet_url(draft)))
    assert all(folded.format(year, year, place) in page for place, year in enumerate((2021, 2022, 2023, 2024), 1))
    assert 'href="?years=2"' in page
    page = page_of(client.get(sheet_url(draft, "?years=2")))
    assert folded.format(2024, 2024, 4) not in page
    assert folded.format(2023, 2023, 3) in page
    store(draft, {(2022, GRID): ("5", "kWh")})
    page = page_of(client.get(sheet_url(draft)))
    assert folded.format(2022, 2022, 2) not in page
    assert folded.format(2021, 2021, 1) in page


def test_a_figure_saves_itself_and_brings_back_version_totals_and_time(
    seen_by: Seen, owner: User, draft: Assessment, django_assert_max_num_queries: Any
) -> None:
    client = seen_by(owner)
    with django_assert_max_num_queries(SAVE_QUERIES):
        response = quietly(
            client,
            draft,
            0,
            v__2025__electricity_grid="120",
            u__2025__electricity_grid="万kWh",
            was__v__2025__electricity_grid="",
        )
    told = response.json()
    assert response.status_code == 200
    assert told["version"] == 1
    assert told["status"].startswith("Saved at ")
    assert told["errors"] == told["conflicts"] == {}
    assert told["years"]["2025"]["tce"] == "147.5"
    assert told["years"]["2024"] == {"tce": "–", "co2": "–"}
    assert stored(draft) == {(2025, GRID): ("120", "万kWh")}
    page = page_of(client.get(sheet_url(draft)))
    assert value_of(page, "v.2025.electricity_grid") == "120"
    assert '<option value="万kWh" selected>' in page


def test_a_total_with_an_unconfirmed_factor_is_marked(seen_by: Seen, owner: User, draft: Assessment) -> None:
    told = quietly(seen_by(owner), draft, 0, v__2025__steam_bought="10", u__2025__steam_bought="t").json()
    assert told["years"]["2025"]["co2"].endswith(" △")


@pytest.mark.parametrize(
    ("typed", "unit", "message"),
    [
        ("a lot", "kWh", "Write a number"),
        ("-5", "kWh", "negative"),
        ("1e9", "kWh", "in full"),
        ("5", "barrels", "Unknown unit"),
        ("999999999999999999999999999999", "kWh", "too large"),
    ],
)
def test_a_wrong_figure_is_named_beside_its_cell_and_the_others_are_stored(
    seen_by: Seen, owner: User, draft: Assessment, typed: str, unit: str, message: str
) -> None:
    client = seen_by(owner)
    fields = {"v__2025__electricity_grid": typed, "u__2025__electricity_grid": unit}
    right = {"v__2025__natural_gas": "18,000", "u__2025__natural_gas": "m3"}
    quiet = quietly(client, draft, 0, **fields, **right)
    assert quiet.status_code == 422
    assert message in quiet.json()["errors"]["v.2025.electricity_grid"][0]
    assert "1 marked field" in quiet.json()["status"]
    assert stored(draft) == {(2025, "natural_gas"): ("18000", "m3")}


def test_without_scripts_everything_typed_is_kept_and_the_wrong_cell_marked(
    seen_by: Seen, owner: User, draft: Assessment
) -> None:
    client = seen_by(owner)
    form = {
        "version": 0,
        "seen": "{}",
        "v.2025.electricity_grid": "a lot",
        "u.electricity_grid": "万kWh",
        "v.2025.natural_gas": "18000",
        "u.natural_gas": "m3",
        "v.2024.natural_gas": " 17,500 ",
        "n.natural_gas": "gas bill",
        "do": "save",
    }
    response = client.post(sheet_url(draft), form)
    page = page_of(response)
    assert response.status_code == 422
    assert value_of(page, "v.2025.electricity_grid") == "a lot"
    assert value_of(page, "v.2024.natural_gas") == " 17,500 "
    assert '<option value="万kWh" selected>' in page
    assert re.search(r'id="error-v-2025-electricity_grid"><p>Write a number', page)
    assert 'aria-invalid="true"' in page
    assert '<a href="#v-2025-electricity_grid">Electricity from the grid · 2025</a>' in page
    assert stored(draft) == {(2025, "natural_gas"): ("18000", "m3"), (2024, "natural_gas"): ("17500", "m3")}
    assert Answer.objects.get(question="natural_gas").note == "gas bill"


def test_without_scripts_a_clean_save_goes_on_to_the_next_section(
    seen_by: Seen, owner: User, draft: Assessment
) -> None:
    form = {"version": 0, "v.2025.natural_gas": "5", "u.natural_gas": "m3"}
    client = seen_by(owner)
    assert client.post(sheet_url(draft), {**form, "do": "save"})["Location"] == sheet_url(draft)
    following = client.post(sheet_url(draft), {**form, "version": 1, "do": "next"})["Location"]
    assert following == section_url(draft, "together.path")


def test_a_blank_takes_the_figure_back(seen_by: Seen, owner: User, draft: Assessment) -> None:
    version = store(draft, {(2025, GRID): ("5", "kWh"), (2024, GRID): ("4", "kWh")})
    fields = {"v__2025__electricity_grid": "", "was__v__2025__electricity_grid": "5|kWh"}
    assert quietly(seen_by(owner), draft, version, **fields).status_code == 200
    assert stored(draft) == {(2024, GRID): ("4", "kWh")}


def test_a_figure_two_people_changed_shows_both_and_stores_neither_silently(
    seen_by: Seen, owner: User, draft: Assessment
) -> None:
    client = seen_by(owner)
    store(draft, {(2025, GRID): ("1000", "kWh")})
    mine = {"v__2025__electricity_grid": "2000", "u__2025__electricity_grid": "kWh"}
    beside = {"v__2025__natural_gas": "7", "u__2025__natural_gas": "m3"}
    response = quietly(client, draft, 0, **mine, **beside, was__v__2025__electricity_grid="")
    told = response.json()
    assert response.status_code == 409
    assert told["conflicts"]["v.2025.electricity_grid"]["stored"] == "1000|kWh"
    assert "1,000 kWh" in told["conflicts"]["v.2025.electricity_grid"]["words"]
    assert stored(draft) == {(2025, GRID): ("1000", "kWh"), (2025, "natural_gas"): ("7", "m3")}
    kept = quietly(client, draft, told["version"], **mine, was__v__2025__electricity_grid="1000|kWh")
    assert kept.status_code == 200
    assert stored(draft)[2025, GRID] == ("2000", "kWh")


def test_the_same_figure_in_another_unit_is_no_conflict(seen_by: Seen, owner: User, draft: Assessment) -> None:
    store(draft, {(2025, GRID): ("1200000", "kWh")})
    fields = {"v__2025__electricity_grid": "120", "u__2025__electricity_grid": "万kWh"}
    assert quietly(seen_by(owner), draft, 0, **fields).status_code == 200


def test_without_scripts_a_conflict_keeps_what_was_typed_and_can_be_saved_again(
    seen_by: Seen, owner: User, draft: Assessment
) -> None:
    client = seen_by(owner)
    store(draft, {(2025, GRID): ("1000", "kWh")})
    form = {"version": 0, "seen": "{}", "v.2025.electricity_grid": "2000", "u.electricity_grid": "kWh"}
    response = client.post(sheet_url(draft), form)
    page = page_of(response)
    assert response.status_code == 409
    assert value_of(page, "v.2025.electricity_grid") == "2000"
    assert "Somebody else saved here at the same time: 1,000 kWh" in page
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen
    again = {**form, "version": 1, "seen": seen[1].replace("&quot;", '"')}
    assert client.post(sheet_url(draft), again).status_code == 302
    assert stored(draft) == {(2025, GRID): ("2000", "kWh")}


def test_what_looks_wrong_is_said_in_its_cell(seen_by: Seen, owner: User, draft: Assessment) -> None:
    store(draft, {(2025, "waste_generated"): ("10", "t"), (2025, "waste_used"): ("12", "t")})
    page = page_of(seen_by(owner).get(sheet_url(draft)))
    assert re.search(r'id="flag-v-2025-waste_used"><p>2025: [^<]*more than', page)
    told = quietly(seen_by(owner), draft, 1, v__2025__coke="1", u__2025__coke="t").json()
    assert "more than" in told["flags"]["v.2025.waste_used"][0]
    assert "1 figure looks wrong" in told["status"]


def test_a_row_of_mixed_units_is_shown_in_one_without_losing_a_digit(
    seen_by: Seen, owner: User, draft: Assessment
) -> None:
    store(draft, {(2025, GRID): ("120", "万kWh"), (2024, GRID): ("1150000", "kWh")})
    page = page_of(seen_by(owner).get(sheet_url(draft)))
    assert value_of(page, "v.2025.electricity_grid") == "120"
    assert value_of(page, "v.2024.electricity_grid") == "115"


def test_last_year_stands_beside_for_narrow_screens(seen_by: Seen, owner: User, draft: Assessment) -> None:
    store(draft, {(2024, GRID): ("115", "万kWh")})
    page = page_of(seen_by(owner).get(sheet_url(draft)))
    assert '<p class="cell-last quiet">2024: 115 10,000 kWh</p>' in page


def test_a_reader_sees_figures_but_no_fields(seen_by: Seen, viewer: User, draft: Assessment) -> None:
    version = store(draft, {(2025, GRID): ("120", "万kWh")})
    client = seen_by(viewer)
    page = page_of(client.get(sheet_url(draft)))
    assert '<span class="sheet-value">120</span>' in page
    assert "<input" not in page.split('id="sheet-form"')[1].replace('type="radio"', "").split("year-tabs")[0]
    assert "v.2025" not in re.findall(r'<input name="([^"]*)"', page)
    assert quietly(client, draft, version, v__2025__coke="1", u__2025__coke="t").status_code == 403
    assert stored(draft) == {(2025, GRID): ("120", "万kWh")}


def test_a_submitted_sheet_can_only_be_read(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    client = seen_by(owner)
    assert "Download the table" in page_of(client.get(sheet_url(submitted)))
    assert "Upload a filled-in table" not in page_of(client.get(sheet_url(submitted)))
    assert quietly(client, submitted, 0, v__2025__coke="1", u__2025__coke="t").status_code == 409
    assert client.post(sheet_url(submitted), {"version": 0}).status_code == 409
    assert stored(submitted) == {}


def test_a_signed_out_save_gets_401(anonymous: Client, draft: Assessment) -> None:
    assert quietly(anonymous, draft, 0, v__2025__coke="1").status_code == 401


@pytest.mark.parametrize("seen", ["[1]", "nonsense", '{"v.2025.coke": 5}', '{"v.2025.coke": "\\ud800"}'])
def test_a_damaged_form_is_400(seen_by: Seen, owner: User, draft: Assessment, seen: str) -> None:
    assert seen_by(owner).post(sheet_url(draft), {"version": 0, "seen": seen}).status_code == 400
    assert seen_by(owner).post(sheet_url(draft), {"version": "x"}).status_code == 400


def test_an_unknown_cell_is_said_not_stored(seen_by: Seen, owner: User, draft: Assessment) -> None:
    response = quietly(seen_by(owner), draft, 0, v__1999__coke="1", u__1999__coke="t", v__2025__unobtainium="1")
    assert response.status_code == 422
    assert set(response.json()["errors"]) == {"v.1999.coke", "v.2025.unobtainium"}
    assert stored(draft) == {}


def test_the_set_of_factors_is_chosen_on_the_sheet(
    seen_by: Seen, owner: User, draft: Assessment, content: Content
) -> None:
    client = seen_by(owner)
    other = list(content.factor_sets)[1]
    response = client.post(sheet_url(draft, "factors/"), {"factor_set": other})
    assert response["Location"] == sheet_url(draft)
    draft.refresh_from_db()
    assert draft.factor_set == other
    page = page_of(client.get(sheet_url(draft)))
    assert f'<option value="{other}" selected>' in page
    assert content.factor_sets[other].note["en"][:30] in page
    assert client.post(sheet_url(draft, "factors/"), {"factor_set": "none-such"}).status_code == 404


# The spreadsheet


def template_of(client: Client, assessment: Assessment) -> bytes:
    response = client.get(sheet_url(assessment, "template/"))
    assert response["Content-Type"] == XLSX
    assert response["Content-Disposition"].startswith("attachment;")
    return bytes(response.content)


def filled(template: bytes, cells: dict[tuple[str, int], Any]) -> SimpleUploadedFile:
    """The template with figures: (code, year) -> value."""
    book = load_workbook(BytesIO(template))
    page = book.worksheets[0]
    rows = {page.cell(row, 1).value: row for row in range(1, page.max_row + 1)}
    years = {page.cell(3, column).value: column for column in range(1, page.max_column + 1)}
    for (code, year), value in cells.items():
        page.cell(rows[code], years[year]).value = value
    saved = BytesIO()
    book.save(saved)
    return SimpleUploadedFile("figures.xlsx", saved.getvalue(), XLSX)


def upload(client: Client, assessment: Assessment, file: Any) -> Any:
    return client.post(sheet_url(assessment, "upload/"), {"file": file})


def signed_in(page: str) -> str:
    found = re.search(r'name="upload" value="([^"]*)"', page)
    assert found
    return found[1]


def test_an_upload_is_shown_first_and_stored_when_confirmed(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    store(draft, {(2025, GRID): ("100", "kWh")})
    file = filled(template_of(client, draft), {(GRID, 2025): 120, ("natural_gas", 2024): 18000})
    response = upload(client, draft, file)
    page = page_of(response)
    assert response.status_code == 200
    assert "2 figures will change" in page
    assert re.search(r"Electricity from the grid.*?100 kWh.*?120 kWh", page, re.S)
    assert stored(draft) == {(2025, GRID): ("100", "kWh")}
    done = client.post(sheet_url(draft, "confirm/"), {"upload": signed_in(page)}, follow=True)
    assert "2 figures stored" in page_of(done)
    assert stored(draft) == {(2025, GRID): ("120", "kWh"), (2024, "natural_gas"): ("18000", "m3")}


def test_an_upload_with_a_wrong_cell_stores_nothing_and_names_every_one(
    seen_by: Seen, owner: User, draft: Assessment
) -> None:
    client = seen_by(owner)
    wrong = {(GRID, 2025): "a lot", ("natural_gas", 2024): "=1+1", ("diesel", 2025): 5}
    response = upload(client, draft, filled(template_of(client, draft), wrong))
    page = page_of(response)
    assert response.status_code == 422
    assert "2 places to correct" in page
    assert "Figures" in page
    assert re.search(r">[A-Z]+\d+</td>", page)
    assert 'name="upload"' not in page
    assert stored(draft) == {}


def test_an_upload_that_changes_nothing_says_so(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    store(draft, {(2025, GRID): ("100", "kWh")})
    page = page_of(upload(client, draft, filled(template_of(client, draft), {})))
    assert "nothing that is not stored already" in page


def test_a_file_of_another_kind_or_none_is_refused_with_words(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    text = upload(client, draft, SimpleUploadedFile("x.xlsx", b"not a workbook", XLSX))
    assert text.status_code == 422
    assert "not an Excel file" in page_of(text)
    none = client.post(sheet_url(draft, "upload/"), {})
    assert none.status_code == 422
    assert "Choose a file first" in page_of(none)
    large = upload(client, draft, SimpleUploadedFile("x.xlsx", b"x" * 1_000_001, XLSX))
    assert large.status_code == 422
    assert "larger than 1 MB" in page_of(large)


def test_a_preview_somebody_saved_past_is_shown_again(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    page = page_of(upload(client, draft, filled(template_of(client, draft), {(GRID, 2025): 120})))
    store(draft, {(2025, GRID): ("7", "kWh")})
    response = client.post(sheet_url(draft, "confirm/"), {"upload": signed_in(page)})
    again = page_of(response)
    assert response.status_code == 409
    assert "somebody saved figures here" in again
    assert re.search(r"7 kWh.*?120 kWh", again, re.S)
    assert stored(draft) == {(2025, GRID): ("7", "kWh")}
    assert client.post(sheet_url(draft, "confirm/"), {"upload": signed_in(again)}).status_code == 302
    assert stored(draft) == {(2025, GRID): ("120", "kWh")}


def test_a_preview_cannot_be_forged_or_lent(
    seen_by: Seen, owner: User, editor: User, draft: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = seen_by(owner)
    signed = signed_in(page_of(upload(client, draft, filled(template_of(client, draft), {(GRID, 2025): 120}))))
    forged = client.post(sheet_url(draft, "confirm/"), {"upload": "x" + signed})
    lent = seen_by(editor).post(sheet_url(draft, "confirm/"), {"upload": signed})
    monkeypatch.setattr("web.views.figures.PREVIEW_SECONDS", -1)
    late = client.post(sheet_url(draft, "confirm/"), {"upload": signed})
    for response in (forged, lent, late):
        assert response.status_code == 422
        assert "no longer valid" in page_of(response)
    assert stored(draft) == {}


def test_the_template_comes_with_what_is_stored_in_the_readers_language(
    seen_by: Seen, owner: User, draft: Assessment, content: Content
) -> None:
    store(draft, {(2025, GRID): ("120", "万kWh")})
    book = load_workbook(BytesIO(template_of(seen_by(owner, "zh-hans"), draft)))
    cells = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None}
    assert {"120", "万kWh", content.questions[GRID].text["zh-hans"]} <= cells


def test_the_seen_figures_are_told_as_json(seen_by: Seen, owner: User, draft: Assessment) -> None:
    store(draft, {(2025, GRID): ("120", "万kWh")})
    page = page_of(seen_by(owner).get(sheet_url(draft)))
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen
    assert json.loads(seen[1].replace("&quot;", '"')) == {"v.2025.electricity_grid": "120|万kWh"}
