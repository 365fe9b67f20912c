"""The library in a real browser: the list follows what is typed, and the language switch keeps the search."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from accounts.models import User
from assessments.models import Firm
from assessments.services import add_entry
from tests.assessments.test_entries import MEASURE
from tests.browser.conftest import Visit
from tests.browser.violations import VIEWS, look

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_list_follows_what_is_typed_and_chosen(visit: Visit) -> None:
    page = visit()
    page.goto("/library/")
    page.locator("#q").fill("compressed air")
    expect(page).to_have_url(re.compile("q=compressed"))
    expect(page.locator("#found")).to_contain_text("Stop compressed-air leaks")
    expect(page.locator("#q")).to_be_focused()
    page.locator("#size").select_option("micro")
    expect(page).to_have_url(re.compile("size=micro"))
    expect(page.locator("#count")).to_have_text(re.compile(r"^\d+ entries found$"))
    page.get_by_role("link", name=re.compile("^Cases")).click()
    expect(page).to_have_url(re.compile("kind=case&q=compressed"))
    page.get_by_role("button", name="中文").click()
    expect(page).to_have_url(re.compile("kind=case&q=compressed"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_the_language_switch_keeps_a_search_that_was_only_typed(visit: Visit) -> None:
    page = visit()
    page.goto("/library/")
    page.locator("#q").fill("dyeing")
    expect(page).to_have_url(re.compile("q=dyeing"))
    page.get_by_role("button", name="中文").click()
    expect(page.locator("#q")).to_have_value("dyeing")


@VIEWS
def test_the_library_of_a_firm_has_no_violation(
    visit: Visit, firm: Firm, viewer: User, language: str, width: int
) -> None:
    entry = add_entry(firm=firm, by=None, **MEASURE)
    page = visit(viewer, language=language, width=width)
    paths = ("/library/", f"/library/?firm={firm.pk}", f"/library/{entry.code}/")
    assert not look(page, {path: path for path in paths})
