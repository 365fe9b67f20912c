"""The firm's journey in a real browser: sign up, answer, lose the connection, answer in two tabs, submit, print."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from assessments.models import Answer, Assessment
from content.model import Content
from reports.models import Report
from reports.tasks import build_report_task
from tests.browser.conftest import Visit, watched
from tests.conftest import FIRM_FACTS, answer_all

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, SECOND = "IM-STRATEGY-L1-1", "IM-STRATEGY-L1-2"
STRATEGY = "people.strategy"


def section(assessment: Assessment, code: str = STRATEGY) -> str:
    return f"/assessments/{assessment.pk}/sections/{code}/"


def choose(page: Page, question: str, value: str) -> None:
    page.locator(f'input[name="a.{question}"][value="{value}"]').check()


def status(page: Page) -> Any:
    return expect(page.locator("#save-status"))


def stored(assessment: Assessment) -> dict[str, str]:
    return dict(Answer.objects.filter(assessment=assessment).values_list("question", "value"))


def checked(page: Page, question: str) -> str | None:
    chosen = page.locator(f'input[name="a.{question}"]:checked')
    return chosen.get_attribute("value") if chosen.count() else None


def test_from_signing_up_to_the_first_saved_answer(visit: Visit) -> None:
    page = visit(width=375)
    page.goto("/")
    page.get_by_role("link", name="Start free of charge").click()
    page.get_by_label("Email", exact=False).fill("new@firm.example")
    page.locator("#id_password1").fill("a-long-plain-9")
    page.locator("#id_password2").fill("a-long-plain-9")
    page.locator("main button.button").click()
    page.get_by_role("link", name="Enter the firm").click()

    page.get_by_label("Name of the firm").fill(FIRM_FACTS["name"])
    page.get_by_label("Unified social credit code").fill(FIRM_FACTS["uscc"])
    page.get_by_label("Industry").select_option("C34")
    page.get_by_label("Province").select_option("江苏")
    page.get_by_label("Employees").press_sequentially("80")
    page.get_by_label("Yearly revenue").press_sequentially("6000")
    expect(page.locator("#size")).to_contain_text("Small")
    page.get_by_text("Discrete", exact=False).click()
    page.get_by_text("serviced from afar", exact=False).click()
    page.get_by_role("button", name="Save").click()

    page.get_by_label("Year").fill("2025")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("link", name="Begin").click()
    choose(page, FIRST, "0.8")
    status(page).to_contain_text("Saved at")
    assert stored(Assessment.objects.get()) == {FIRST: "0.8"}


def test_answers_save_themselves_and_survive_closing_the_browser(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(section(draft))
    choose(page, FIRST, "1")
    choose(page, SECOND, "0.8")
    expect(page.locator("#level-2")).to_be_visible()
    status(page).to_contain_text("Level 2 has opened below")
    choose(page, "IM-STRATEGY-L2-1", "0.5")
    page.locator(f"#q-{FIRST} .note-box summary").click()
    page.locator(f"#n-{FIRST}").fill("see the plan of 2025")
    page.locator(f"#n-{FIRST}").blur()
    status(page).to_contain_text("Saved at")
    expect(page.locator("#version")).to_have_value("4")
    page.context.close()

    again = visit(owner)
    again.goto(section(draft))
    assert [checked(again, code) for code in (FIRST, SECOND, "IM-STRATEGY-L2-1")] == ["1", "0.8", "0.5"]
    expect(again.locator(f"#n-{FIRST}")).to_have_value("see the plan of 2025")


@pytest.mark.parametrize("draft_left", [False, True])
def test_what_is_answered_before_the_script_has_come_is_saved_too(
    visit: Visit, owner: User, draft: Assessment, draft_left: bool
) -> None:
    """On a slow line the questions are there before the script: that a draft of last time is older changes nothing."""
    page = visit(owner)
    if draft_left:
        _leave_unsaved(page, draft, FIRST, "0.5")
    on_their_way: list[Route] = []
    page.route("**/js/autosave.js", lambda route: on_their_way.append(route))
    page.goto(section(draft), wait_until="commit")
    choose(page, FIRST, "0.8")
    page.locator(f"#q-{SECOND} .note-box summary").click()
    page.locator(f"#n-{SECOND}").fill("typed at once")
    while not on_their_way:
        page.wait_for_timeout(50)
    on_their_way.pop().continue_()
    status(page).to_contain_text("Saved at")
    assert checked(page, FIRST) == "0.8"
    assert stored(draft)[FIRST] == "0.8"
    assert Answer.objects.get(question=SECOND).note == "typed at once"


def _leave_unsaved(page: Page, draft: Assessment, question: str, value: str) -> None:
    page.goto(section(draft))
    page.route("**/sections/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    choose(page, question, value)
    status(page).to_contain_text("Not saved yet")
    page.unroute("**/sections/**")
    page.goto("/assessments/")


def test_fast_clicking_is_never_a_conflict_with_oneself(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(section(draft))
    for value in ("1", "0.8", "0.5", "0", "1", "0.8"):
        choose(page, FIRST, value)
        choose(page, SECOND, value)
    status(page).to_contain_text("Saved at")
    expect(page.locator(".conflict")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert stored(draft) == {FIRST: "0.8", SECOND: "0.8"}


def test_the_keyboard_is_enough(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(section(draft))
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.locator(f'input[name="a.{FIRST}"][value="1"]').focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    status(page).to_contain_text("Saved at")
    page.wait_for_load_state("networkidle")
    assert stored(draft) == {FIRST: "0.8"}
    page.keyboard.press("Enter")
    assert checked(page, FIRST) == "0.8"


def test_an_answer_taken_back_is_taken_back_for_good(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(section(draft))
    choose(page, FIRST, "1")
    status(page).to_contain_text("Saved at")
    page.locator(f"#q-{FIRST}").get_by_role("button", name="Take the answer back").click()
    expect(page.locator("#version")).to_have_value("2")
    page.reload()
    assert checked(page, FIRST) is None


def test_a_lost_connection_is_said_and_healed(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(section(draft))
    page.context.set_offline(True)
    choose(page, FIRST, "0.5")
    status(page).to_contain_text("Not saved yet: no connection")
    assert stored(draft) == {}
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    status(page).to_contain_text("Saved at")
    assert stored(draft) == {FIRST: "0.5"}


def test_what_was_not_saved_is_put_back_after_the_page_is_opened_again(
    visit: Visit, owner: User, draft: Assessment
) -> None:
    page = visit(owner)
    page.goto(section(draft))
    page.route("**/sections/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    choose(page, FIRST, "0.5")
    page.locator(f"#q-{FIRST} .note-box summary").click()
    page.locator(f"#n-{FIRST}").fill("half of the lines")
    status(page).to_contain_text("Not saved yet")
    page.unroute("**/sections/**")
    page.goto("/assessments/")
    assert stored(draft) == {}
    page.goto(section(draft))
    status(page).to_contain_text("Saved at")
    assert checked(page, FIRST) == "0.5"
    assert Answer.objects.get(question=FIRST).note == "half of the lines"
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length") == 0


def test_a_lost_acknowledgement_is_no_conflict(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(section(draft))
    lost = []

    def swallow(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/sections/**", swallow)
    choose(page, FIRST, "1")
    status(page).to_contain_text("Saved at")
    assert lost
    expect(page.locator(".conflict")).to_have_count(0)
    assert stored(draft) == {FIRST: "1"}


def test_two_tabs_keep_both_texts_until_a_person_chooses(visit: Visit, owner: User, draft: Assessment) -> None:
    one = visit(owner)
    one.goto(section(draft))
    two = watched(one.context.new_page())
    two.goto(section(draft))
    choose(one, FIRST, "1")
    status(one).to_contain_text("Saved at")
    choose(two, FIRST, "0.5")
    conflict = two.locator(".conflict")
    expect(conflict).to_contain_text("Somebody else answered here")
    expect(conflict.locator("dd").nth(0)).to_have_text("Partly")
    expect(conflict.locator("dd").nth(1)).to_have_text("Fully")
    assert stored(draft) == {FIRST: "1"}

    choose(two, SECOND, "0.8")
    two.wait_for_load_state("networkidle")
    assert stored(draft) == {FIRST: "1", SECOND: "0.8"}
    expect(conflict).to_be_visible()

    conflict.get_by_role("button", name="Keep mine").click()
    expect(conflict).to_have_count(0)
    assert checked(two, FIRST) == "0.5"
    assert stored(draft) == {FIRST: "0.5", SECOND: "0.8"}

    choose(one, SECOND, "0")
    expect(one.locator(".conflict")).to_be_visible()
    one.get_by_role("button", name="Take what is stored").click()
    expect(one.locator(".conflict")).to_have_count(0)
    assert checked(one, SECOND) == "0.8"
    assert stored(draft) == {FIRST: "0.5", SECOND: "0.8"}


def test_a_conflict_left_open_is_there_again_after_a_reload(visit: Visit, owner: User, draft: Assessment) -> None:
    one = visit(owner)
    one.goto(section(draft))
    two = watched(one.context.new_page())
    two.goto(section(draft))
    choose(one, FIRST, "1")
    status(one).to_contain_text("Saved at")
    choose(two, FIRST, "0.5")
    expect(two.locator(".conflict")).to_be_visible()
    two.reload()
    expect(two.locator(".conflict dd").nth(0)).to_have_text("Partly")
    assert stored(draft) == {FIRST: "1"}


def test_two_tabs_may_answer_different_questions(visit: Visit, owner: User, draft: Assessment) -> None:
    one = visit(owner)
    one.goto(section(draft))
    two = watched(one.context.new_page())
    two.goto(section(draft))
    choose(one, FIRST, "1")
    status(one).to_contain_text("Saved at")
    choose(two, SECOND, "0.5")
    status(two).to_contain_text("Saved at")
    expect(two.locator(".conflict")).to_have_count(0)
    assert stored(draft) == {FIRST: "1", SECOND: "0.5"}


def test_the_back_button_shows_what_is_stored(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(section(draft))
    choose(page, FIRST, "1")
    status(page).to_contain_text("Saved at")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/people.skills/")
    page.go_back()
    expect(page.locator("#version")).to_have_value("1")
    assert checked(page, FIRST) == "1"
    choose(page, FIRST, "0.8")
    status(page).to_contain_text("Saved at")
    expect(page.locator(".conflict")).to_have_count(0)


def test_going_on_waits_for_the_save_in_flight(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(section(draft))
    page.locator(f"#q-{FIRST} .note-box summary").click()
    page.locator(f"#n-{FIRST}").fill("typed and gone on at once")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/people.skills/")
    assert Answer.objects.get(question=FIRST).note == "typed and gone on at once"


def test_a_level_can_be_opened_early(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(section(draft))
    choose(page, FIRST, "0.5")
    page.get_by_role("button", name="Answer level 2 already").click()
    page.wait_for_url("**#level-2")
    expect(page.locator("#level-2")).to_be_visible()
    assert checked(page, FIRST) == "0.5"


def test_signed_out_meanwhile_keeps_the_answer_on_the_device(visit: Visit, owner: User, draft: Assessment) -> None:
    page = visit(owner)
    page.goto(section(draft))
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    choose(page, FIRST, "1")
    status(page).to_contain_text("you are signed out")
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])
    page.reload()
    status(page).to_contain_text("Saved at")
    assert stored(draft) == {FIRST: "1"}


@pytest.mark.parametrize(
    ("language", "make", "download"), [("en", "English", "Download PDF"), ("zh-CN", "中文", "下载 PDF")]
)
def test_review_submit_result_and_pdf(
    visit: Visit,
    owner: User,
    draft: Assessment,
    content: Content,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    settings: Any,
    language: str,
    make: str,
    download: str,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("reports.services.publish_report", lambda pk: None)
    answer_all(draft)
    last = content.sections["green.gate"].questions[0]
    Answer.objects.filter(assessment=draft, question=last).delete()
    page = visit(owner, language=language)
    page.goto(f"/assessments/{draft.pk}/")
    page.locator("main .button").first.click()
    page.wait_for_url(f"**/green.gate/#q-{last}")
    choose(page, last, "yes")
    expect(page.locator("#version")).to_have_value("2")
    page.goto(f"/assessments/{draft.pk}/review/")
    page.locator("#confirm").check()
    page.locator("main form button").first.click()
    page.wait_for_url("**/result/")
    expect(page.locator(".radar-wide svg")).to_be_visible()

    page.locator("#reports").get_by_role("button", name=re.compile(make)).click()
    expect(page.locator("#reports progress")).to_be_visible()
    build_report_task(str(Report.objects.get().pk))
    link = page.locator("#reports").get_by_role("link", name=re.compile(download))
    expect(link).to_be_visible()
    with page.expect_download() as waiting:
        link.click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")

    page.goto(section(draft))
    expect(page.locator("input[type=radio]")).to_have_count(0)


def test_without_scripts_everything_still_works(browser: Any, live_server: Any, owner: User, draft: Assessment) -> None:
    from django.test import Client

    client = Client()
    client.force_login(owner)
    context = browser.new_context(base_url=live_server.url, locale="en", java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(section(draft))
    choose(page, FIRST, "1")
    choose(page, SECOND, "0.8")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/people.skills/")
    assert stored(draft) == {FIRST: "1", SECOND: "0.8"}
    page.goto(section(draft))
    expect(page.locator("#level-2")).to_be_visible()
    context.close()
