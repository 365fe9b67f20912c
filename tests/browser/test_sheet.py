"""The sheet of yearly figures in a real browser: typed, pasted, moved through, saved by itself."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from assessments.models import ActivityData, Answer, Assessment
from assessments.services.figures import record_sheet
from tests.browser.conftest import Visit, watched

pytestmark = pytest.mark.django_db(transaction=True)

GRID, GAS, DIESEL = "electricity_grid", "natural_gas", "diesel"


def sheet(assessment: Assessment) -> str:
    return f"/assessments/{assessment.pk}/figures/"


def cell(page: Page, code: str, year: int = 2025) -> Locator:
    return page.locator(f"#v-{year}-{code}")


def status(page: Page) -> Any:
    return expect(page.locator("#save-status"))


def stored(assessment: Assessment) -> dict[tuple[int, str], tuple[str, str]]:
    rows = ActivityData.objects.filter(assessment=assessment)
    return {(row.year, row.code): (format(row.value.normalize(), "f"), row.unit) for row in rows}


def paste(target: Locator, block: str) -> None:
    target.focus()
    target.evaluate(
        """(field, block) => {
            const data = new DataTransfer();
            data.setData("text/plain", block);
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        block,
    )


def settled(page: Page) -> None:
    status(page).to_contain_text("aved at")
    page.wait_for_load_state("networkidle")


def test_figures_save_themselves_and_are_there_after_a_reload(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(f"/assessments/{draft.pk}/sections/green.quantities/")
    page.wait_for_url("**/figures/")
    page.locator(f"#u-{GRID}").select_option("万kWh")
    cell(page, GRID).fill("120")
    settled(page)
    expect(page.locator('[data-total="tce.2025"]')).to_have_text("147.5")
    page.locator("#more-years").click()
    expect(cell(page, "electricity_grid", 2024)).to_be_focused()
    cell(page, GRID, 2024).fill("１１５")
    page.locator(f"#q-{GRID} summary").click()
    page.locator(f"#n-{GRID}").fill("twelve bills")
    settled(page)
    expect(page.locator('[data-total="tce.2024"]')).not_to_have_text("–")
    page.reload()
    expect(cell(page, GRID)).to_have_value("120")
    expect(cell(page, GRID, 2024)).to_have_value("115")
    expect(page.locator(f"#u-{GRID}")).to_have_value("万kWh")
    expect(page.locator(f"#n-{GRID}")).to_have_value("twelve bills")
    assert stored(draft) == {(2025, GRID): ("120", "万kWh"), (2024, GRID): ("115", "万kWh")}
    assert Answer.objects.get(question=GRID).note == "twelve bills"
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length") == 0


def test_keys_move_as_in_a_spreadsheet(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(sheet(draft))
    codes = page.locator("tr[data-code]").evaluate_all("rows => rows.map((row) => row.dataset.code)")
    cell(page, codes[0]).focus()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(cell(page, codes[1])).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(cell(page, codes[2])).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+Enter")
    expect(cell(page, codes[0])).to_be_focused()
    page.keyboard.type("7")
    expect(cell(page, codes[0])).to_have_value("7")
    page.keyboard.press("Escape")
    expect(cell(page, codes[0])).to_have_value("5")
    # Where the 5 was saved before the 7 was typed, nothing is left to save; one more figure makes sure something is.
    cell(page, codes[1]).fill("1")
    settled(page)
    assert stored(draft)[2025, codes[0]][0] == "5"


def test_a_block_from_a_spreadsheet_spreads_over_years_and_rows(visit: Visit, owner: User, draft: Assessment) -> None:
    record_sheet(assessment=draft, rows={(2023, GRID): ("1", "kWh"), (2024, "lng"): ("3", "t")}, version=0, by=None)
    page = visit(owner)
    page.goto(sheet(draft))
    codes = page.locator("tr[data-code]").evaluate_all("rows => rows.map((row) => row.dataset.code)")
    paste(cell(page, codes[0], 2024), "1,150\t1200\t9\r\n\t800\t9\r\n")
    expect(page.locator("#paste-note")).to_contain_text("Pasted: 4 cells.")
    expect(page.locator("#paste-note")).to_contain_text("1 columns to the right")
    settled(page)
    first = (codes[0], "kWh")
    kept = stored(draft)
    assert (kept[2024, first[0]][0], kept[2025, first[0]][0]) == ("1150", "1200")
    assert (2024, codes[1]) not in kept
    assert kept[2025, codes[1]][0] == "800"
    cell(page, codes[0], 2024).focus()
    page.keyboard.press("Escape")
    expect(cell(page, codes[0], 2025)).to_have_value("")
    settled(page)
    assert set(stored(draft)) == {(2023, GRID), (2024, "lng")}


def test_a_block_with_a_head_of_years_goes_to_those_years(visit: Visit, owner: User, draft: Assessment) -> None:
    record_sheet(assessment=draft, rows={(2023, "lng"): ("1", "t")}, version=0, by=None)
    page = visit(owner)
    page.goto(sheet(draft))
    paste(cell(page, GRID, 2023), "2025\t2024\t2023\n30\t20\t10")
    settled(page)
    assert {year: stored(draft)[year, GRID][0] for year in (2023, 2024, 2025)} == {2023: "10", 2024: "20", 2025: "30"}


def test_a_wrong_figure_is_marked_beside_it_and_holds_up_no_other(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(sheet(draft))
    cell(page, GRID).fill("a lot")
    cell(page, GRID).blur()
    error = page.locator(f"#error-v-2025-{GRID}")
    expect(error).to_contain_text("Write a number")
    expect(cell(page, GRID)).to_have_attribute("aria-invalid", "true")
    assert f"error-v-2025-{GRID}" in (cell(page, GRID).get_attribute("aria-describedby") or "")
    cell(page, GAS).fill("18,000")
    cell(page, GAS).blur()
    status(page).to_contain_text("Not saved yet: 1 marked")
    page.get_by_role("button", name="Save and go on").click()
    expect(cell(page, GRID)).to_be_focused()
    cell(page, GRID).fill("120")
    settled(page)
    expect(error).to_be_empty()
    assert stored(draft) == {(2025, GRID): ("120", "kWh"), (2025, GAS): ("18000", "m3")}


def test_what_looks_wrong_is_said_as_it_is_typed(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(sheet(draft))
    cell(page, "waste_generated").fill("10")
    cell(page, "waste_used").fill("12")
    cell(page, "waste_used").blur()
    flag = page.locator("#flag-v-2025-waste_used")
    expect(flag).to_contain_text("more than")
    cell(page, "waste_used").fill("9")
    cell(page, "waste_used").blur()
    expect(flag).to_be_empty()


def test_a_unit_holds_for_the_whole_row(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(sheet(draft))
    page.locator("#more-years").click()
    cell(page, GRID).fill("120")
    cell(page, GRID, 2024).fill("115")
    page.locator(f"#u-{GRID}").select_option("万kWh")
    settled(page)
    expect(page.locator('[data-total="tce.2025"]')).to_have_text("147.5")
    assert stored(draft) == {(2025, GRID): ("120", "万kWh"), (2024, GRID): ("115", "万kWh")}


def test_two_people_at_one_cell_choose_and_lose_nothing(visit: Visit, owner: User, draft: Assessment) -> None:
    one = visit(owner)
    one.goto(sheet(draft))
    two = watched(one.context.new_page())
    two.goto(sheet(draft))
    cell(one, GRID).fill("100")
    settled(one)
    cell(two, GRID).fill("200")
    cell(two, GAS).fill("7")
    cell(two, GAS).blur()
    conflict = two.locator(f"#conflict-v-2025-{GRID}")
    expect(conflict).to_contain_text("100 kWh")
    expect(cell(two, GRID)).to_have_value("200")
    expect(two.locator("#save-status")).to_have_attribute("data-tone", "waiting")
    two.wait_for_load_state("networkidle")
    assert stored(draft) == {(2025, GRID): ("100", "kWh"), (2025, GAS): ("7", "m3")}
    conflict.get_by_role("button", name="Keep mine").click()
    expect(conflict).to_be_empty()
    settled(two)
    assert stored(draft)[2025, GRID] == ("200", "kWh")
    cell(one, GRID).fill("300")
    conflict = one.locator(f"#conflict-v-2025-{GRID}")
    conflict.get_by_role("button", name="Take what is stored").click()
    expect(cell(one, GRID)).to_have_value("200")
    one.wait_for_load_state("networkidle")
    assert stored(draft)[2025, GRID] == ("200", "kWh")


def test_without_a_connection_typing_goes_on_and_is_sent_later(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(sheet(draft))
    page.context.set_offline(True)
    cell(page, GRID).fill("100")
    cell(page, GRID).blur()
    status(page).to_contain_text("Not saved yet: no connection")
    cell(page, GAS).fill("7")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    settled(page)
    assert stored(draft) == {(2025, GRID): ("100", "kWh"), (2025, GAS): ("7", "m3")}


def test_what_could_not_be_saved_is_put_back_on_the_next_visit(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(sheet(draft))
    page.route("**/figures/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.locator("#more-years").click()
    cell(page, GRID, 2024).fill("100")
    cell(page, GRID, 2024).blur()
    status(page).to_contain_text("Not saved yet")
    page.unroute("**/figures/")
    page.goto("/assessments/")
    assert stored(draft) == {}
    page.goto(sheet(draft))
    settled(page)
    expect(cell(page, GRID, 2024)).to_have_value("100")
    assert stored(draft) == {(2024, GRID): ("100", "kWh")}


def test_signed_out_meanwhile_keeps_the_figure_on_the_device(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(sheet(draft))
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    cell(page, GRID).fill("100")
    status(page).to_contain_text("you are signed out")
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])
    page.reload()
    settled(page)
    assert stored(draft) == {(2025, GRID): ("100", "kWh")}


def test_a_phone_shows_one_year_at_a_time(visit: Visit, owner: User, draft: Assessment) -> None:
    record_sheet(assessment=draft, rows={(2024, GRID): ("115", "万kWh")}, version=0, by=None)
    page = visit(owner, width=375)
    page.goto(sheet(draft))
    expect(cell(page, GRID)).to_be_visible()
    expect(cell(page, GRID, 2024)).to_be_hidden()
    expect(page.locator(f"#q-{GRID} .cell-last:visible")).to_have_text(re.compile(r"2024: 115"))
    page.locator("#show-2024").check()
    expect(cell(page, GRID, 2024)).to_be_visible()
    expect(cell(page, GRID)).to_be_hidden()
    cell(page, GRID, 2024).fill("116")
    settled(page)
    assert stored(draft) == {(2024, GRID): ("116", "万kWh")}


def test_without_scripts_the_sheet_is_a_form(browser: Any, live_server: Any, owner: User, draft: Assessment) -> None:
    from django.test import Client

    client = Client()
    client.force_login(owner)
    context = browser.new_context(base_url=live_server.url, locale="en", java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(sheet(draft))
    page.get_by_role("link", name="Add an earlier year").click()
    cell(page, GRID).fill("120")
    cell(page, GRID, 2024).fill("a lot")
    page.locator(f"#u-{GRID}").select_option("万kWh")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(cell(page, GRID, 2024)).to_have_value("a lot")
    cell(page, GRID, 2024).fill("115")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/together.path/")
    assert stored(draft) == {(2025, GRID): ("120", "万kWh"), (2024, GRID): ("115", "万kWh")}
    context.close()


def test_a_template_is_downloaded_filled_in_and_confirmed(
    visit: Visit, owner: User, draft: Assessment, tmp_path: Any
) -> None:
    from openpyxl import load_workbook

    page = visit(owner)
    page.goto(sheet(draft))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the table").click()
    path = tmp_path / "figures.xlsx"
    waiting.value.save_as(path)
    book = load_workbook(path)
    table = book.worksheets[0]
    row = next(row for row in range(1, table.max_row) if table.cell(row, 1).value == GRID)
    column = next(column for column in range(1, 12) if table.cell(3, column).value == 2025)
    table.cell(row, column).value = 1200000
    book.save(path)
    page.get_by_role("link", name="Upload a filled-in table").click()
    page.locator("#file").set_input_files(path)
    page.get_by_role("button", name="Show what will change").click()
    expect(page.get_by_role("row", name=re.compile("Electricity from the grid"))).to_contain_text("1,200,000 kWh")
    assert stored(draft) == {}
    page.get_by_role("button", name="Store these figures").click()
    expect(cell(page, GRID)).to_have_value("1200000")
    assert stored(draft) == {(2025, GRID): ("1200000", "kWh")}
