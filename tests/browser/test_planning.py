"""From a result to a plan in a real browser: ticked, planned, saved, changed, reloaded; with and without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from assessments.models import Assessment, Plan
from assessments.services import submit_assessment
from assessments.services.plans import edit_plan, save_plan
from tests.browser.conftest import Visit
from tests.browser.violations import VIEWS, findings, look
from tests.web.conftest import give_figures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NEXT = "im-capability:2"


def here(assessment: Assessment, page: str) -> str:
    return f"/assessments/{assessment.pk}/{page}/"


def outcome(page: Page) -> Any:
    return expect(page.locator("#outcome"))


def test_from_the_result_over_the_what_if_and_the_roadmap_to_a_plan(
    visit: Visit, owner: User, submitted: Assessment
) -> None:
    page = visit(owner)
    page.goto(here(submitted, "result"))
    page.get_by_role("link", name="Try what would be if").click()
    outcome(page).to_contain_text("everything is as today")
    page.locator('input[name="m"]').first.check()
    outcome(page).to_contain_text("Own staff-days")
    expect(page.locator("#said")).not_to_contain_text("as today")
    page.wait_for_url("**/whatif/?m=*")
    page.reload()
    expect(page.locator('input[name="m"]').first).to_be_checked()
    page.get_by_role("link", name="Plan the way with these").click()
    page.get_by_label("What to reach").select_option(NEXT)
    page.get_by_label("Budget for everything").fill("80")
    page.get_by_role("button", name="Plan the way", exact=True).click()
    expect(page.locator("#way")).to_contain_text("Proved")
    pinned = page.locator('.phase input[name="pin"]:checked')
    expect(pinned).to_have_count(1)
    page.get_by_label("Name of the plan").fill("Level 2 by summer")
    page.get_by_role("button", name="Save the plan").click()
    page.wait_for_url("**/plans/*/")
    expect(page.locator("h1")).to_contain_text("Level 2 by summer")
    plan = Plan.objects.get()
    action = plan.actions.first()
    assert action
    row = page.locator(f"#action-{action.pk}")
    row.get_by_label("Who does it").fill("王工")
    row.get_by_label("Due").fill("2027-03-31")
    row.get_by_label("State").select_option("doing")
    page.get_by_role("button", name="Save the plan").last.click()
    expect(page.locator(".messages")).to_contain_text("The plan is saved")
    page.reload()
    expect(row.get_by_label("Who does it")).to_have_value("王工")
    expect(row.get_by_label("Due")).to_have_value("2027-03-31")
    expect(row.locator(".badge")).to_have_text("Under way")


def test_a_prerequisite_comes_along_and_is_marked_as_such(visit: Visit, owner: User, submitted: Assessment) -> None:
    page = visit(owner)
    page.goto(here(submitted, "whatif"))
    page.locator(".more-measures summary").first.click()
    row = page.locator("li[data-measure]:visible").filter(has_text=" · after ").first
    row.locator("input").check()
    outcome(page).to_contain_text("Also needs")
    expect(page.locator(".badge-implied:visible").first).to_have_text("comes along")
    row.locator("input").uncheck()
    outcome(page).to_contain_text("everything is as today")
    expect(page.locator(".badge-implied:visible")).to_have_count(0)


def test_measures_and_questions_are_found_while_typing(visit: Visit, owner: User, submitted: Assessment) -> None:
    page = visit(owner, width=375)
    page.goto(here(submitted, "whatif"))
    every = page.locator("li[data-measure]").count()
    page.get_by_label("Find a measure by its name").press_sequentially("energy")
    expect(page.locator("[data-filter] [role=status]")).to_contain_text("shown")
    assert 0 < page.locator("li[data-measure]:visible").count() < every
    page.get_by_label("Words of the question").press_sequentially("energy")
    found = page.locator("#questions select").first
    expect(found).to_be_visible()
    found.select_option(index=1)
    expect(page.locator("#said")).not_to_contain_text("as today")
    expect(page.get_by_label("Words of the question")).to_have_value("energy")
    page.wait_for_url(re.compile(r"a\.[A-Z-]+"))


def test_everything_works_without_a_script(
    visit: Visit, browser: Browser, live_server: Any, owner: User, submitted: Assessment
) -> None:
    signed_in = visit(owner).context.cookies()
    context = browser.new_context(base_url=live_server.url, locale="en", java_script_enabled=False)
    context.add_cookies(signed_in)  # type: ignore[arg-type]  what cookies() gives is what add_cookies() takes
    page = context.new_page()
    page.goto(here(submitted, "whatif"))
    page.locator('input[name="m"]').first.check()
    page.get_by_role("button", name="Work it out").last.click()
    page.wait_for_url("**/whatif/?m=*")
    expect(page.locator("#outcome")).to_contain_text("Own staff-days")
    page.get_by_label("Words of the question").fill("energy")
    page.get_by_role("button", name="Search").click()
    page.locator("#questions select").first.select_option(index=1)
    page.get_by_role("button", name="Work it out").last.click()
    expect(page.locator("#questions h3").first).to_have_text("Changed")
    page.get_by_role("button", name="Save as a plan").click()
    page.wait_for_url("**/plans/*/")
    page.get_by_role("group", name="Add an action").get_by_label("Title").fill("Talk to the bank")
    page.get_by_role("button", name="Save the plan").last.click()
    expect(page.locator(".action").filter(has_text="Talk to the bank")).to_be_visible()
    page.goto(f"{here(submitted, 'roadmap')}?target=energy&cut=90")
    page.get_by_role("button", name="Aim at the nearest instead").click()
    expect(page.locator("#way .note-success")).to_be_visible()
    page.locator('.phase input[name="drop"]').first.check()
    page.get_by_role("button", name="Plan again with these").click()
    expect(page.locator('#way .tick-list input[name="drop"]')).to_be_checked()
    context.close()


@VIEWS
def test_pages_of_planning_have_no_violation(
    visit: Visit, owner: User, viewer: User, editor: User, answered: Assessment, language: str, width: int
) -> None:
    give_figures(answered)
    result = submit_assessment(assessment=answered, by=owner)
    plan = save_plan(result=result, by=owner, title="Level 2", target=NEXT)
    picked = result.document["measures"][0]["code"]
    page = visit(owner, language=language, width=width)
    road = here(answered, "roadmap")
    found = look(
        page,
        {
            "what-if": here(answered, "whatif"),
            "what-if, ticked": f"{here(answered, 'whatif')}?m={picked}&a.GF-GATE-COMPLIANCE=no&q=energy",
            "what-if, unknown": f"{here(answered, 'whatif')}?m=no-such",
            "roadmap": road,
            "roadmap, not reached": f"{road}?target=energy&cut=90",
            "roadmap, wrong": f"{road}?target=energy&cut=much&budget=-1&money_1=x",
            "roadmap, dropped": f"{road}?target=im-capability:most&drop={picked}",
            "plan": f"/plans/{plan.pk}/",
            "progress without a later result": f"/plans/{plan.pk}/progress/",
        },
    )
    found += _stale(page, plan, editor)
    reader = visit(viewer, language=language, width=width)
    found += look(reader, {"plan as a reader": f"/plans/{plan.pk}/", "what-if as a reader": here(answered, "whatif")})
    assert not found


def _stale(page: Page, plan: Plan, editor: User) -> list[str]:
    """What is found on the page that says somebody else was faster."""
    action = plan.actions.first()
    assert action
    page.goto(f"/plans/{plan.pk}/")
    edit_plan(plan=plan, by=editor, version=1, changes={"actions": {action.pk: {"owner": "李工"}}})
    page.locator(f"#a-{action.pk}-owner").fill("王工")
    page.locator(".save-bar button").click()
    expect(page.locator(".conflict")).to_be_visible()
    return list(findings(page, "stale plan"))


@pytest.mark.parametrize("zoomed", [320])
def test_pages_of_planning_enlarged_to_four_hundred_percent_need_no_sideways_scrolling(
    visit: Visit, owner: User, submitted: Assessment, zoomed: int
) -> None:
    plan = save_plan(result=submitted.results.get(), by=owner, title="Level 2", target=NEXT)
    page: Any = visit(owner, width=zoomed)
    wide = []
    for path in (here(submitted, "whatif"), here(submitted, "roadmap"), f"/plans/{plan.pk}/"):
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > zoomed:
            wide.append((path, width))
    assert not wide
