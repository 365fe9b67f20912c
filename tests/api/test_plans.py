"""What-if, roadmaps and plans of a program: nothing stored by the first two, one version for the third."""

from typing import Any

import pytest

from accounts.models import User
from assessments.models import Assessment, Plan
from assessments.selectors import plan_document
from assessments.services import plans
from content.help import Solution
from content.model import Content
from tests.api.conftest import Machine, details, refused
from tests.assessments.record import nothing_stored

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TARGET = {"target": "im-capability:2"}


@pytest.fixture
def at(submitted: Assessment) -> str:
    return f"assessments/{submitted.pk}"


def test_what_if_and_roadmap_store_nothing(mine: Machine, at: str) -> None:
    with nothing_stored():
        planned = mine.post(f"{at}/roadmap/", {**TARGET, "budget_wan": "500", "phase_days": ["900", None, None]})
        assert planned.status_code == 200, planned.content
        measures = [row["code"] for phase in planned.json()["phases"] for row in phase["measures"]]
        found = mine.post(f"{at}/whatif/", {"measures": measures})
    assert found.status_code == 200, found.content
    ladder = found.json()["readings"][0]
    assert (ladder["before"]["level"], ladder["after"]["level"]) == ("1", "2")
    assert set(found.json()["measures"]) == set(measures)


def test_a_viewer_asks_what_if_and_a_draft_has_no_answer_yet(mine: Machine, viewer: User, at: str) -> None:
    assert Machine(viewer).post(f"{at}/whatif/", {}).status_code == 200
    draft = mine.post("assessments/", {"firm": mine.get("firms/").json()["results"][0]["id"], "period": 2026}).json()
    for name, body in (("whatif", {}), ("roadmap", TARGET), ("plans", {"title": "x", **TARGET})):
        refused(mine.post(f"assessments/{draft['id']}/{name}/", body), 409, "not-submitted")


@pytest.mark.parametrize(
    ("name", "body", "problems"),
    [
        ("whatif", {"measures": ["MEA-NO-SUCH"]}, {("measures", "unknown-measure")}),
        ("whatif", {"measures": "MEA"}, {("measures", "type")}),
        ("whatif", {"measures": None}, {("measures", "type")}),
        ("whatif", {"measures": ["A", "A"]}, {("measures", "duplicate")}),
        ("whatif", {"measures": [str(number) for number in range(501)]}, {("measures", "too-many")}),
        ("whatif", {"answers": {"IM-STRATEGY-L1-1": "7"}}, {("answers.IM-STRATEGY-L1-1", "answer-not-allowed")}),
        ("whatif", {"answers": {"IM-STRATEGY-L1-1": None}}, {("answers.IM-STRATEGY-L1-1", "required")}),
        ("whatif", {"answers": {"NO-SUCH": "1"}}, {("answers.NO-SUCH", "unknown-question")}),
        ("whatif", {"answers": ["1"]}, {("answers", "type")}),
        ("whatif", {"colour": "red"}, {("colour", "unknown-key")}),
        ("roadmap", {}, {("target", "required")}),
        ("roadmap", {"target": ""}, {("target", "unknown-target")}),
        ("roadmap", {"target": "im-capability:9"}, {("target", "unknown-target")}),
        ("roadmap", {"target": "energy:10"}, {("target", "unknown-target")}),
        ("roadmap", {**TARGET, "budget_wan": -1}, {("budget_wan", "number-negative")}),
        ("roadmap", {**TARGET, "budget_wan": 1.5}, {("budget_wan", "number-float")}),
        ("roadmap", {**TARGET, "phase_wan": ["1"]}, {("phase_wan", "form")}),
        ("roadmap", {**TARGET, "phase_days": [None, "x", None]}, {("phase_days.1", "number-form")}),
        ("roadmap", {**TARGET, "carried": "yes"}, {("carried", "type")}),
        ("roadmap", {**TARGET, "pinned": ["MEA-NO-SUCH"]}, {("pinned", "pin-not-possible")}),
        ("roadmap", {**TARGET, "dropped": ["MEA-NO-SUCH"]}, {("dropped", "unknown-measure")}),
        ("roadmap", {**TARGET, "dropped": ["<b>"]}, {("dropped", "unknown-measure")}),
        ("plans", {"title": "x"}, {("target", "required")}),
        ("plans", {"title": " ", **TARGET}, {("title", "required")}),
        ("plans", {"title": "x", **TARGET, "budget_wan": "0"}, {("target", "not-reached")}),
        ("plans", {"title": "x", **TARGET, "dropped": ["MEA-NO-SUCH"]}, {("dropped", "unknown-measure")}),
    ],
)
def test_a_bad_body_is_refused_by_name(
    mine: Machine, at: str, name: str, body: dict[str, Any], problems: set[tuple[str, str]]
) -> None:
    with nothing_stored():
        found = refused(mine.post(f"{at}/{name}/", body), 422, "invalid-input")
    assert details(found) == problems
    assert all(row["message"] for row in found["details"])


def test_a_target_out_of_reach_is_an_answer_of_the_roadmap(mine: Machine, at: str) -> None:
    found = mine.post(f"{at}/roadmap/", {**TARGET, "budget_wan": "0"})
    assert found.status_code == 200
    assert (found.json()["target"]["reached"], found.json()["target"]["reason"]["reason"]) == (False, "money")


def test_a_plan_is_kept_listed_read_changed_and_deleted(mine: Machine, at: str) -> None:
    made = mine.post(f"{at}/plans/", {"title": "两年计划", **TARGET}, Idempotency_Key="plan-1")
    assert made.status_code == 201, made.content
    assert mine.post(f"{at}/plans/", {"title": "两年计划", **TARGET}, Idempotency_Key="plan-1").json() == made.json()
    address = f"plans/{made.json()['id']}/"
    assert made.headers["Location"] == f"/api/v1/{address}"
    listed = mine.get(f"{at}/plans/").json()
    rows = [row for phase in made.json()["phases"] for row in phase["actions"]]
    assert listed["count"] == 1
    assert (listed["results"][0]["kept"], listed["results"][0]["done"]) == (len(rows), 0)
    changes = {"version": 1, "actions": {str(rows[0]["id"]): {"status": "done", "owner": "王工"}}}
    changed = mine.send("PUT", address, changes)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert mine.get(address).json() == changed.json()
    assert mine.get(f"{at}/plans/").json()["results"][0]["done"] == 1
    assert mine.send("DELETE", address).status_code == 204
    refused(mine.get(address), 404, "not-found")


def test_a_stale_plan_is_refused_with_what_is_stored(mine: Machine, editor: User, plan: Plan) -> None:
    address = f"plans/{plan.pk}/"
    assert mine.send("PUT", address, {"version": 1, "title": "mine"}).status_code == 200
    for late in (
        Machine(editor).send("PUT", address, {"version": 1, "title": "theirs"}),
        Machine(editor).post(f"{address}replan/", {"version": 1}),
    ):
        document = refused(late, 409, "stale-version")
        assert details(document) == {("version", "stale")}
        assert document["current"] == mine.get(address).json()
        assert (document["current"]["version"], document["current"]["title"]) == (2, "mine")


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ({"title": "x"}, {("version", "required")}),
        ({"version": "1", "title": "x"}, {("version", "type")}),
        ({"version": 1, "actions": {"0": {"due": "soon"}}}, {("actions.0", "unknown")}),
        ({"version": 1, "actions": None}, {("actions", "type")}),
        ({"version": 1, "added": [{"title": "x", "due": "soon"}]}, {("added.0.due", "date")}),
        ({"version": 1, "pinned": []}, {("pinned", "unknown-key")}),
    ],
)
def test_a_bad_change_is_refused_by_name(
    mine: Machine, plan: Plan, body: dict[str, Any], problems: set[tuple[str, str]]
) -> None:
    with nothing_stored():
        assert details(refused(mine.send("PUT", f"plans/{plan.pk}/", body), 422, "invalid-input")) == problems


def test_replanning_answers_with_the_new_plan(mine: Machine, plan: Plan) -> None:
    found = mine.post(f"plans/{plan.pk}/replan/", {"version": 1})
    assert (found.status_code, found.json()["version"]) == (200, 2)
    before = plan_document(Plan.objects.get(pk=plan.pk))
    assert found.json()["phases"] == before["phases"]


def test_there_is_an_end_to_the_plans_of_a_firm(
    mine: Machine, at: str, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "MOST_PLANS", 1)
    refused(mine.post(f"{at}/plans/", {"title": "x", **TARGET}), 409, "too-many-plans")


def test_progress_goes_by_the_later_assessment(
    mine: Machine, followed_plan: Plan, foreign_submitted: Assessment
) -> None:
    address = f"plans/{followed_plan.pk}/progress/"
    newest = mine.get(address)
    assert newest.status_code == 200
    later = newest.json()["against"]["assessment"]
    assert newest.json()["against"]["period"] == 2026
    assert mine.get(f"{address}?against={later}").json() == newest.json()
    for wrong in (foreign_submitted.pk, followed_plan.result.assessment_id):
        found = refused(mine.get(f"{address}?against={wrong}"), 422, "invalid-input")
        assert details(found) == {("against", "unknown")}
    assert details(refused(mine.get(f"{address}?against=x"), 422, "invalid-input")) == {("against", "form")}


def test_without_a_later_result_there_is_no_progress(mine: Machine, plan: Plan) -> None:
    refused(mine.get(f"plans/{plan.pk}/progress/"), 409, "nothing-later")


def test_the_consultant_keeps_plans_and_the_viewer_reads_them(
    plan: Plan, consultant: User, viewer: User, administrator: User, at: str
) -> None:
    made = Machine(consultant).post(f"{at}/plans/", {"title": "顾问的计划", **TARGET})
    assert made.status_code == 201
    for reader in (viewer, administrator):
        assert Machine(reader).get(f"plans/{made.json()['id']}/").status_code == 200
        refused(Machine(reader).send("PUT", f"plans/{plan.pk}/", {"version": 1}), 403, "not-allowed")


def test_the_queries_of_a_list_do_not_grow_with_it(mine: Machine, at: str, django_assert_max_num_queries: Any) -> None:
    def counted() -> int:
        with django_assert_max_num_queries(12) as queries:
            assert mine.get(f"{at}/plans/").status_code == 200
        return len(queries)

    mine.post(f"{at}/plans/", {"title": "x", **TARGET})
    once = counted()
    for _number in range(3):
        mine.post(f"{at}/plans/", {"title": "x", **TARGET})
    assert counted() == once


def test_the_library_comes_as_lists_and_one_by_one(mine: Machine, content: Content) -> None:
    for name in ("cases", "solutions", "supports"):
        listed = mine.get(f"{name}/").json()
        assert listed
        assert [row["code"] for row in listed] == list(getattr(content, name))
        assert mine.get(f"{name}/{listed[0]['code']}/").json() == listed[0]
        refused(mine.get(f"{name}/NO-SUCH/"), 404, "not-found")


def test_what_has_expired_is_not_there(mine: Machine, content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = next(iter(content.solutions))
    valid = Solution.is_valid
    monkeypatch.setattr(Solution, "is_valid", lambda entry, on: entry.code != gone and valid(entry, on))
    assert gone not in [row["code"] for row in mine.get("solutions/").json()]
    refused(mine.get(f"solutions/{gone}/"), 404, "not-found")
