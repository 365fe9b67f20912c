"""A saved plan: read by whoever sees the firm, changed by planners, one form at a time, and held against next year."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from assessments.models import Assessment, Firm, Plan, PlanAction
from assessments.services import record_answers, start_assessment, submit_assessment
from assessments.services.plans import edit_plan, save_plan
from content.model import Content
from tests.conftest import answer_all
from tests.web.conftest import Seen
from tests.web.test_results import CODE_FORM, result_url, visible

pytestmark = pytest.mark.django_db

FIELD = re.compile(r'<(?:input|select|textarea) [^>]*name="([^"]+)"[^>]*>')


@pytest.fixture
def plan(submitted: Assessment, owner: User) -> Plan:
    return save_plan(result=submitted.results.get(), by=owner, title="Level 2 by summer", target="im-capability:2")


@pytest.fixture
def action(plan: Plan) -> PlanAction:
    found = plan.actions.first()
    assert found
    return found


def address(plan: Plan, verb: str = "") -> str:
    return f"/plans/{plan.pk}/{verb}"


def form_of(client: Client, plan: Plan) -> dict[str, Any]:
    """The form as a browser would send it back untouched."""
    page = client.get(address(plan)).content.decode()
    page = page[page.index('id="plan-form"') : page.index("</form>", page.index('id="plan-form"'))]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]+>", page):
        name, value = (re.search(rf'{part}="([^"]*)"', tag) for part in ("name", "value"))
        if name and ('type="checkbox"' not in tag or " checked" in tag) and name[1] != "csrfmiddlewaretoken":
            sent[name[1]] = html.unescape(value[1]) if value else "on"
    for name, body in re.findall(r'<select [^>]*name="([^"]+)">(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        assert chosen
        sent[name] = chosen[1]
    for name, body in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S):
        sent[name] = html.unescape(body)
    return sent


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_plan_shows_its_target_phases_actions_and_what_they_should_bring(
    seen_by: Seen, owner: User, plan: Plan, content: Content, language: str
) -> None:
    page = seen_by(owner, language).get(address(plan)).content.decode()
    words = visible(page).replace("&#x27;", "'").replace("&amp;", "&")
    assert plan.title in words
    for measure in plan.actions.values_list("measure", flat=True):
        assert content.measures[measure].title[language] in words
    assert page.count("<svg") >= 2
    assert not CODE_FORM.findall(words)
    for forbidden in (" style=", "<style", "onclick=", "<script>"):
        assert forbidden not in page


def test_who_does_what_until_when_is_stored_with_the_whole_form(
    seen_by: Seen, owner: User, plan: Plan, action: PlanAction
) -> None:
    client = seen_by(owner)
    sent = form_of(client, plan)
    row = f"a.{action.pk}."
    sent |= {
        f"{row}owner": "王工",
        f"{row}due": "2027-03-31",
        f"{row}budget_wan": "3.5",
        f"{row}status": "doing",
        f"{row}phase": "1",
        f"{row}pinned": "on",
        f"{row}note": "先看样机\r\n再谈价格",
        "title": "Level 2 by spring",
        "budget_wan": "60",
    }
    assert client.post(address(plan, "edit/"), sent)["Location"] == address(plan)
    action.refresh_from_db()
    plan.refresh_from_db()
    assert (action.owner, str(action.due), str(action.budget_wan), action.status, action.phase, action.pinned) == (
        "王工",
        "2027-03-31",
        "3.5000",
        "doing",
        1,
        True,
    )
    assert action.note == "先看样机\n再谈价格"
    assert (plan.title, str(plan.budget_wan), plan.version) == ("Level 2 by spring", "60.0000", 2)
    page = client.get(address(plan)).content.decode()
    assert "王工" in page
    assert 'value="2027-03-31"' in page


def test_an_untouched_form_changes_nothing(seen_by: Seen, owner: User, plan: Plan) -> None:
    client = seen_by(owner)
    before = list(plan.actions.values())
    client.post(address(plan, "edit/"), form_of(client, plan))
    plan.refresh_from_db()
    assert plan.version == 1
    assert list(plan.actions.values()) == before


def test_an_action_of_the_firms_own_is_added_renamed_and_taken_out(seen_by: Seen, owner: User, plan: Plan) -> None:
    client = seen_by(owner)
    sent = form_of(client, plan) | {"new.title": "Talk to the bank", "new.phase": "0", "new.owner": "老板"}
    client.post(address(plan, "edit/"), sent)
    own = plan.actions.get(measure="")
    assert (own.title, own.owner, own.phase) == ("Talk to the bank", "老板", 0)
    client.post(address(plan, "edit/"), form_of(client, plan) | {f"a.{own.pk}.title": "Talk to two banks"})
    own.refresh_from_db()
    assert own.title == "Talk to two banks"
    client.post(address(plan, "edit/"), form_of(client, plan) | {"remove": str(own.pk)})
    assert not plan.actions.filter(measure="").exists()


def test_a_dropped_measure_stands_apart_stays_out_when_planned_again_and_can_be_restored(
    seen_by: Seen, owner: User, submitted: Assessment
) -> None:
    plan = save_plan(result=submitted.results.get(), by=owner, title="Most", target="im-capability:most")
    action = plan.actions.last()
    assert action
    client = seen_by(owner)
    client.post(address(plan, "edit/"), form_of(client, plan) | {f"a.{action.pk}.status": "dropped"})
    page = client.get(address(plan)).content.decode()
    assert page.index('id="dropped-title"') < page.index(f'id="action-{action.pk}"')
    plan.refresh_from_db()
    client.post(address(plan, "replan/"), {"version": plan.version})
    action.refresh_from_db()
    assert action.status == "dropped"
    client.post(address(plan, "edit/"), form_of(client, plan) | {f"a.{action.pk}.status": "planned"})
    action.refresh_from_db()
    assert action.status == "planned"


BAD = {
    "a day that is none": ("due", "2027-02-30", "2025-01-01"),
    "a day long ago": ("due", "1999-01-01", "2000 to 2100"),
    "words for money": ("budget_wan", "about five", "Write a number"),
    "negative days": ("staff_days", "-1", "negative"),
    "a state there is not": ("status", "paused", "known values"),
    "a phase there is not": ("phase", "7", "from 0 to 2"),
    "a name too long": ("owner", "x" * 121, "At most 120"),
    "a note too long": ("note", "x" * 4001, "At most 4000"),
    "a control character": ("owner", "a\x07b", "control character"),
}


@pytest.mark.parametrize(("field", "typed", "said"), BAD.values(), ids=BAD)
def test_bad_input_is_refused_beside_its_field_and_keeps_everything_typed(
    seen_by: Seen, owner: User, plan: Plan, action: PlanAction, field: str, typed: str, said: str
) -> None:
    client = seen_by(owner)
    other = plan.actions.last()
    assert other
    sent = form_of(client, plan) | {f"a.{action.pk}.{field}": typed, f"a.{other.pk}.owner": "kept on the page"}
    response = client.post(address(plan, "edit/"), sent)
    page = response.content.decode()
    assert response.status_code == 422
    row = page[page.index(f'id="action-{action.pk}"') :]
    assert said in visible(row[: row.index("</fieldset>")])
    assert "kept on the page" in page
    if field not in ("status", "phase"):
        assert typed in html.unescape(page)
    plan.refresh_from_db()
    assert plan.version == 1


def test_a_number_of_an_action_beyond_every_number_is_no_action(seen_by: Seen, owner: User, plan: Plan) -> None:
    client = seen_by(owner)
    sent = {**form_of(client, plan), "remove": "9" * 5000}
    assert client.post(address(plan, "edit/"), sent).status_code == 422


def test_a_bad_title_and_a_bad_new_action_are_said_where_they_stand(seen_by: Seen, owner: User, plan: Plan) -> None:
    client = seen_by(owner)
    sent = form_of(client, plan) | {"title": "", "new.owner": "nobody", "new.budget_wan": "x"}
    response = client.post(address(plan, "edit/"), sent)
    page = response.content.decode()
    assert response.status_code == 422
    for field in ("title", "new-title", "new-budget_wan"):
        assert f'id="{field}-error"' in page
    assert 'value="nobody"' in page


def test_a_stale_form_says_what_changed_and_keeps_what_was_typed(
    seen_by: Seen, owner: User, editor: User, plan: Plan, action: PlanAction
) -> None:
    client = seen_by(owner)
    sent = form_of(client, plan)
    other = plan.actions.last()
    assert other
    changes = {"actions": {action.pk: {"owner": "李工", "status": "doing"}}}
    edit_plan(plan=plan, by=editor, version=1, changes=changes)
    sent |= {f"a.{action.pk}.owner": "王工", f"a.{other.pk}.owner": "张工"}
    response = client.post(address(plan, "edit/"), sent)
    page = response.content.decode()
    assert response.status_code == 409
    conflict = visible(page[page.index("conflict-title") : page.index("</section>", page.index("conflict-title"))])
    for said in ("李工", "王工", "Under way", "Who does it"):
        assert said in conflict
    assert "张工" not in conflict
    assert 'value="王工"' in page
    assert 'value="张工"' in page
    assert json.loads(html.unescape(re.search(r'name="seen" value="([^"]+)"', page)[1]))  # type: ignore[index]
    action.refresh_from_db()
    assert action.owner == "李工"


def test_saving_again_after_a_stale_form_stores_mine_and_keeps_theirs(
    seen_by: Seen, owner: User, editor: User, plan: Plan, action: PlanAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = seen_by(owner)
    sent = form_of(client, plan)
    edit_plan(plan=plan, by=editor, version=1, changes={"actions": {action.pk: {"status": "doing"}}})
    sent |= {f"a.{action.pk}.owner": "王工"}
    stale = client.post(address(plan, "edit/"), sent)
    assert stale.status_code == 409
    monkeypatch.setattr(client, "get", lambda *_args, **_options: stale)
    again = form_of(client, plan)
    assert client.post(address(plan, "edit/"), again)["Location"] == address(plan)
    action.refresh_from_db()
    assert (action.owner, action.status) == ("王工", "doing")


@pytest.mark.parametrize(
    "damage", [{"version": "x"}, {"version": ""}, {"seen": "["}, {"seen": "[1]"}, {"seen": '{"title": "\\ud800"}'}]
)
def test_a_damaged_form_is_refused(seen_by: Seen, owner: User, plan: Plan, damage: dict[str, str]) -> None:
    client = seen_by(owner)
    assert client.post(address(plan, "edit/"), form_of(client, plan) | damage).status_code == 400


def test_planning_again_with_an_old_page_changes_nothing(seen_by: Seen, owner: User, plan: Plan) -> None:
    client = seen_by(owner)
    edit_plan(plan=plan, by=owner, version=1, changes={"title": "Another name"})
    page = client.post(address(plan, "replan/"), {"version": "1"}, follow=True).content.decode()
    assert "Somebody changed the plan" in page


def test_a_target_out_of_reach_after_drops_is_a_message(seen_by: Seen, owner: User, plan: Plan) -> None:
    client = seen_by(owner)
    rows = {f"a.{row.pk}.status": "dropped" for row in plan.actions.all()}
    client.post(address(plan, "edit/"), form_of(client, plan) | rows)
    plan.refresh_from_db()
    page = client.post(address(plan, "replan/"), {"version": plan.version}, follow=True).content.decode()
    assert "cannot be reached" in page


def test_a_plan_is_deleted_and_its_result_stays(seen_by: Seen, owner: User, plan: Plan, submitted: Assessment) -> None:
    client = seen_by(owner)
    page = client.post(address(plan, "delete/"), follow=True)
    assert page.request["PATH_INFO"] == result_url(submitted)
    assert not Plan.objects.exists()
    assert submitted.results.exists()


def test_planners_change_readers_read_and_strangers_see_nothing(
    seen_by: Seen,
    owner: User,
    editor: User,
    consultant: User,
    viewer: User,
    administrator: User,
    stranger: User,
    unassigned_consultant: User,
    plan: Plan,
) -> None:
    for person, reads, writes in (
        (owner, 200, 302),
        (editor, 200, 302),
        (consultant, 200, 302),
        (viewer, 200, 403),
        (administrator, 200, 403),
        (stranger, 404, 404),
        (unassigned_consultant, 404, 404),
    ):
        client = seen_by(person)
        response = client.get(address(plan))
        assert response.status_code == reads, person
        assert ('id="plan-form"' in response.content.decode()) is (writes == 302), person
        plan.refresh_from_db()
        sent = {"version": plan.version, "title": f"Named by {person.pk}"}
        assert client.post(address(plan, "edit/"), sent).status_code == writes, person
        assert client.get(address(plan, "progress/")).status_code == reads, person


def test_the_result_lists_its_plans_and_leads_to_the_tools(
    seen_by: Seen, viewer: User, plan: Plan, submitted: Assessment
) -> None:
    page = seen_by(viewer).get(result_url(submitted)).content.decode()
    part = page[page.index('id="next"') :]
    part = part[: part.index("</section>")]
    assert address(plan) in part
    assert f"/assessments/{submitted.pk}/whatif/" in part
    assert f"/assessments/{submitted.pk}/roadmap/" in part
    assert f"0 of {plan.actions.count()} actions done" in visible(part)


def test_a_hostile_text_is_only_text(seen_by: Seen, owner: User, plan: Plan, action: PlanAction) -> None:
    hostile = "<script>alert(1)</script>{% now %}"
    edit_plan(
        plan=plan,
        by=owner,
        version=1,
        changes={"title": hostile, "actions": {action.pk: {"owner": hostile, "note": hostile}}},
    )
    page = seen_by(owner).get(address(plan)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "{% now %}" in page


def test_the_page_costs_a_constant_number_of_queries(
    seen_by: Seen, owner: User, plan: Plan, django_assert_max_num_queries
) -> None:
    client = seen_by(owner)
    with django_assert_max_num_queries(14):
        client.get(address(plan))


# A year later


@pytest.fixture
def a_year_later(plan: Plan, firm: Firm, owner: User, content: Content) -> Assessment:
    """The next year's assessment, in which what the first action was to raise is fully met."""
    assessment = start_assessment(firm=firm, period=2026, by=owner)
    answer_all(assessment)
    first = plan.actions.first()
    assert first
    raised = content.measures[first.measure].lifts
    versions: dict[str, int] = {}
    for question in raised:
        section = content.questions[question].section
        version = versions.get(section, 1)
        record_answers(assessment=assessment, section=section, answers={question: "1"}, version=version, by=None)
        versions[section] = version + 1
    submit_assessment(assessment=assessment, by=owner)
    return assessment


def test_without_a_later_result_the_progress_says_so(seen_by: Seen, owner: User, plan: Plan) -> None:
    page = seen_by(owner).get(address(plan, "progress/")).content.decode()
    assert "There is no later result yet" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_progress_holds_the_plan_against_a_later_result(
    seen_by: Seen, owner: User, plan: Plan, a_year_later: Assessment, language: str
) -> None:
    client = seen_by(owner, language)
    assert address(plan, "progress/") in client.get(address(plan)).content.decode()
    page = client.get(address(plan, "progress/"), {"against": str(a_year_later.pk)}).content.decode()
    assert "outcome-reached" in page
    assert page.count('class="review-section"') == plan.actions.count()
    assert not CODE_FORM.findall(visible(page))
    assert "12" in visible(page)


def test_progress_against_what_is_not_later_or_not_the_firms_is_404(
    seen_by: Seen, owner: User, plan: Plan, submitted: Assessment, foreign_submitted: Assessment
) -> None:
    client = seen_by(owner)
    for against in (submitted.pk, foreign_submitted.pk, "nonsense"):
        assert client.get(address(plan, "progress/"), {"against": str(against)}).status_code == 404
