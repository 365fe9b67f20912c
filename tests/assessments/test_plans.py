"""Saved plans: kept from a roadmap, changed under a version, planned again, deleted; who may do which."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from accounts.models import AuditEntry, User
from accounts.services import broken_audit_entries
from assessments.errors import InvalidInput, NotAllowed, StaleVersion, TooManyPlans
from assessments.models import Assessment, FirmEntry, Plan, PlanAction, Result
from assessments.selectors import plan_document, plans_of, plans_visible_to, standing_of_result
from assessments.services import add_action, delete_plan, edit_plan, plans, remove_action, replan, save_plan
from assessments.services.entries import add_entry, change_entry, withdraw_entry
from assessments.services.limits import limits_of
from assessments.services.roadmap import roadmap_document
from content.model import Content
from planning.errors import PinNotPossible, TargetNotUnderstood, UnknownMeasure
from planning.limits import Limits
from planning.whatif import is_due
from tests.assessments.record import nothing_stored

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TARGET = "im-capability:2"


@pytest.fixture
def result(submitted: Assessment) -> Result:
    return submitted.results.get()


@pytest.fixture
def plan(result: Result, owner: User) -> Plan:
    return save_plan(result=result, by=owner, title="两年计划", target=TARGET)


def codes(plan: Plan, **wanted: Any) -> list[str]:
    return list(plan.actions.filter(**wanted).exclude(measure="").values_list("measure", flat=True))


def refused(change: Callable[[], Any]) -> set[tuple[str, str]]:
    """Path and code of everything that is wrong; nothing may have been stored."""
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        change()
    assert all(problem.message for problem in error.value.problems)
    return {(problem.path, problem.code) for problem in error.value.problems}


def test_a_saved_plan_has_the_measures_of_its_roadmap(plan: Plan, result: Result) -> None:
    document = plan_document(plan)
    assert (plan.version, plan.target, plan.firm_id) == (1, TARGET, result.assessment.firm_id)
    assert document["target"]["reached"] is True
    assert len(codes(plan)) > 3
    assert document["projected"][-1]["readings"][0] == {
        "key": "im-capability",
        "status": "complete",
        "score": document["projected"][-1]["readings"][0]["score"],
        "level": "2",
    }
    assert document["today"]["readings"][0]["level"] == "1"
    assert sum(Decimal(phase["cost_wan"]) for phase in document["phases"]) == Decimal(document["cost_wan"]) > 0
    assert all(row["status"] == "planned" for phase in document["phases"] for row in phase["actions"])
    assert document["out_of_order"] == []


SCHEMA = json.loads(Path(settings.BASE_DIR, "docs", "schemas", "plan-1.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("target", ["im-capability:3", "energy:-3", "barriers:all:30", "green-factory-2018:most"])
def test_a_plan_is_written_as_its_schema_says(result: Result, owner: User, target: str) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    limits = Limits(total_wan=Decimal(900), phase_days=(Decimal("900.5"), None, None))
    plan = save_plan(result=result, by=owner, title="x", target=target, limits=limits)
    first, *_others = plan.actions.all()
    changes = {
        "actions": {first.pk: {"status": "dropped", "due": "2026-12-31", "budget_wan": "0"}},
        "added": [{"title": "自己的事", "budget_wan": "1000.5"}],
    }
    document = plan_document(edit_plan(plan=plan, by=owner, version=1, changes=changes))
    assert Decimal(document["unused_budget_wan"]) < 0
    problems = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(document)]
    assert problems == []
    assert document["target"]["text"] == target
    picked = plan_document(save_plan(result=result, by=owner, title="x", target="", pinned=[first.measure]))
    assert not list(Draft202012Validator(SCHEMA).iter_errors(picked))


def test_the_limits_are_kept_as_they_were_given(result: Result, owner: User) -> None:
    limits = limits_of({"budget_wan": "500", "phase_days": ["900", None, "1,200.5"], "carried": True})
    plan = save_plan(result=result, by=owner, title="x", target=TARGET, limits=limits)
    document = plan_document(plan)
    assert document["limits"] == {
        "budget_wan": "500",
        "phase_wan": [None, None, None],
        "phase_days": ["900", None, "1200.5"],
        "carried": True,
    }
    assert Decimal(document["unused_budget_wan"]) == 500 - Decimal(document["cost_wan"])


def test_pinned_measures_are_marked_and_dropped_ones_are_kept_as_dropped(plan: Plan, result: Result) -> None:
    standing = standing_of_result(result)
    other = next(
        code
        for code, measure in standing.catalogue.items()
        if code not in codes(plan) and is_due(measure, standing.today.known) and not measure.prerequisites
    )
    leaf = next(code for code in codes(plan) if not plan_needs(plan, code))
    again = save_plan(result=result, by=None, title="x", target="im-capability:most", pinned=[other], dropped=[leaf])
    assert codes(again, pinned=True) == [other]
    assert codes(again, status="dropped") == [leaf]
    document = plan_document(again)
    assert [row["measure"] for row in document["dropped"]] == [leaf]
    assert leaf not in {row["measure"] for phase in document["phases"] for row in phase["actions"]}


def plan_needs(plan: Plan, code: str) -> bool:
    """Whether another measure of the plan needs this one first."""
    catalogue = standing_of_result(plan.result).catalogue
    return any(code in catalogue[other].prerequisites for other in codes(plan))


def test_without_a_target_the_plan_is_what_was_picked_and_what_that_needs(result: Result, owner: User) -> None:
    standing = standing_of_result(result)
    known = standing.today.known
    picked = next(
        code
        for code, measure in sorted(standing.catalogue.items())
        if is_due(measure, known)
        and measure.fits(industry=standing.industry, size=standing.size)
        and any(is_due(standing.catalogue[before], known) for before in measure.prerequisites)
    )
    plan = save_plan(result=result, by=owner, title="x", target="", pinned=[picked])
    assert codes(plan, pinned=True) == [picked]
    phases = dict(plan.actions.values_list("measure", "phase"))
    needed = [code for code in standing.catalogue[picked].prerequisites if is_due(standing.catalogue[code], known)]
    assert needed
    assert all(phases[code] <= phases[picked] for code in needed)
    document = plan_document(plan)
    assert document["target"] == {}
    assert document["out_of_order"] == []
    assert replan(plan=plan, by=owner, version=1).version == 2
    assert dict(plan.actions.values_list("measure", "phase")) == phases


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"title": " "}, {("title", "required")}),
        ({"title": "x" * 121}, {("title", "too-long")}),
        ({"title": "a\x00b"}, {("title", "control-character")}),
        ({"title": None}, {("title", "type")}),
        ({"target": "x" * 121}, {("target", "too-long")}),
        ({"target": ""}, {("target", "required")}),
        ({"target": 5}, {("target", "type")}),
        ({"limits": Limits(total_wan=Decimal(0))}, {("target", "not-reached")}),
    ],
)
def test_what_cannot_be_saved_is_refused_by_name(
    result: Result, owner: User, given: dict[str, Any], problems: set[tuple[str, str]]
) -> None:
    whole = {"title": "x", "target": TARGET, **given}
    assert refused(lambda: save_plan(result=result, by=owner, **whole)) == problems


def test_planning_errors_pass_through_and_store_nothing(result: Result, owner: User) -> None:
    for given, error in (
        ({"target": "im-capability:9"}, TargetNotUnderstood),
        ({"pinned": ["MEA-NO-SUCH"]}, PinNotPossible),
        ({"dropped": ["MEA-NO-SUCH"]}, UnknownMeasure),
    ):
        with nothing_stored(), pytest.raises(error):
            save_plan(result=result, by=owner, **{"title": "x", "target": TARGET, **given})


def test_a_firm_keeps_only_so_many_plans(result: Result, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "MOST_PLANS", 2)
    for _number in range(2):
        save_plan(result=result, by=owner, title="x", target=TARGET)
    with nothing_stored(), pytest.raises(TooManyPlans):
        save_plan(result=result, by=owner, title="x", target=TARGET)


def test_the_whole_form_is_saved_at_once(plan: Plan, editor: User) -> None:
    first, second = list(plan.actions.all())[:2]
    changed = edit_plan(
        plan=plan,
        by=editor,
        version=1,
        changes={
            "title": "新计划",
            "budget_wan": "１２０",
            "actions": {
                first.pk: {
                    "owner": "王工",
                    "due": "2026-03-31",
                    "budget_wan": "3.5",
                    "status": "doing",
                    "note": "一\n二",
                },
                str(second.pk): {"phase": 2, "staff_days": "7.5", "pinned": True, "due": "", "budget_wan": None},
            },
            "added": [{"title": "请设计院出方案", "phase": "1", "budget_wan": "2"}],
        },
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert (changed.version, changed.title, changed.budget_wan) == (2, "新计划", Decimal(120))
    assert (first.owner, first.due, first.budget_wan, first.status, first.note) == (
        "王工",
        date(2026, 3, 31),
        Decimal("3.5"),
        "doing",
        "一\n二",
    )
    assert (second.phase, second.staff_days, second.pinned, second.due, second.budget_wan) == (
        2,
        Decimal("7.5"),
        True,
        None,
        None,
    )
    document = plan_document(changed)
    assert document["unpriced"] == 1
    added = [row for row in document["phases"][1]["actions"] if row["measure"] is None]
    assert [(row["title"]["en"], row["budget_wan"]) for row in added] == [("请设计院出方案", "2")]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("owner", "x" * 121, "too-long"),
        ("owner", "a\x07", "control-character"),
        ("owner", 5, "type"),
        ("note", "x" * 4001, "too-long"),
        ("note", "\x00", "control-character"),
        ("due", "31.3.2026", "date"),
        ("due", "1999-12-31", "out-of-range"),
        ("due", "2101-01-01", "out-of-range"),
        ("due", 20260331, "type"),
        ("budget_wan", "viel", "number-form"),
        ("budget_wan", "-1", "number-negative"),
        ("budget_wan", 1.5, "number-float"),
        ("budget_wan", "10000000001", "out-of-range"),
        ("budget_wan", "0.00001", "number-too-precise"),
        ("staff_days", True, "number-boolean"),
        ("staff_days", "100001", "out-of-range"),
        ("staff_days", "0.001", "number-too-precise"),
        ("status", "later", "unknown"),
        ("status", None, "unknown"),
        ("phase", 3, "out-of-range"),
        ("phase", "-1", "number-negative"),
        ("phase", "1.5", "not-whole"),
        ("pinned", "yes", "type"),
        ("title", "other", "unknown-key"),
        ("colour", "red", "unknown-key"),
    ],
)
def test_a_bad_field_of_an_action_is_named(plan: Plan, owner: User, field: str, value: Any, code: str) -> None:
    pk = plan.actions.all()[0].pk
    found = refused(lambda: edit_plan(plan=plan, by=owner, version=1, changes={"actions": {pk: {field: value}}}))
    assert found == {(f"actions.{pk}.{field}", code)}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": ""}, ("title", "required")),
        ({"target": "im-capability:9"}, ("target", "unknown-target")),
        ({"budget_wan": "x"}, ("budget_wan", "number-form")),
        ({"phase_wan": ["1", "2"]}, ("phase_wan", "form")),
        ({"phase_wan": "1,2,3"}, ("phase_wan", "form")),
        ({"phase_days": [None, "-2", None]}, ("phase_days.1", "number-negative")),
        ({"carried": "on"}, ("carried", "type")),
        ({"actions": []}, ("actions", "type")),
        ({"actions": {"0": {}}}, ("actions.0", "unknown")),
        ({"actions": {"x\x00": {}}}, ("actions.x\x00", "unknown")),
        ({"added": {}}, ("added", "type")),
        ({"added": ["x"]}, ("added.0", "type")),
        ({"added": [{"phase": 1}]}, ("added.0.title", "required")),
        ({"removed": "1"}, ("removed", "type")),
        ({"removed": [10**30]}, ("removed.0", "unknown")),
        ({"removed": [True]}, ("removed.0", "unknown")),
        ({"colour": "red"}, ("colour", "unknown-key")),
    ],
)
def test_a_bad_field_of_the_plan_is_named(
    plan: Plan, owner: User, changes: dict[str, Any], problem: tuple[str, str]
) -> None:
    assert refused(lambda: edit_plan(plan=plan, by=owner, version=1, changes=changes)) == {problem}


def test_every_bad_field_is_named_at_once(plan: Plan, owner: User) -> None:
    pk = plan.actions.all()[0].pk
    changes = {"title": "", "actions": {pk: {"due": "soon", "phase": 9}}, "added": [{"title": "x", "owner": "\x01"}]}
    assert refused(lambda: edit_plan(plan=plan, by=owner, version=1, changes=changes)) == {
        ("title", "required"),
        (f"actions.{pk}.due", "date"),
        (f"actions.{pk}.phase", "out-of-range"),
        ("added.0.owner", "control-character"),
    }


def test_an_action_of_another_plan_cannot_be_reached_through_this_one(plan: Plan, result: Result, owner: User) -> None:
    other = save_plan(result=result, by=owner, title="other", target=TARGET).actions.all()[0]
    found = refused(lambda: edit_plan(plan=plan, by=owner, version=1, changes={"actions": {other.pk: {"owner": "x"}}}))
    assert found == {(f"actions.{other.pk}", "unknown")}


def test_a_stale_change_is_refused_with_the_plan_as_it_is(plan: Plan, owner: User, editor: User) -> None:
    edit_plan(plan=Plan.objects.get(pk=plan.pk), by=editor, version=1, changes={"title": "neu"})
    for change in (
        lambda: edit_plan(plan=plan, by=owner, version=1, changes={"title": "alt", "actions": {"0": {}}}),
        lambda: replan(plan=plan, by=owner, version=1),
        lambda: add_action(plan=plan, by=owner, version=1, action={"title": "x"}),
    ):
        with nothing_stored(), pytest.raises(StaleVersion) as error:
            change()
        assert (error.value.version, error.value.plan.title) == (2, "neu")


def test_own_actions_come_and_go_and_measures_are_dropped_instead(plan: Plan, owner: User) -> None:
    add_action(plan=plan, by=owner, version=1, action={"title": "培训班组长", "phase": 0})
    own = plan.actions.get(measure="")
    measure = plan.actions.exclude(measure="")[0]
    found = refused(lambda: remove_action(plan=plan, by=owner, version=2, action=measure.pk))
    assert found == {("removed.0", "measure")}
    edit_plan(plan=plan, by=owner, version=2, changes={"actions": {own.pk: {"title": "培训全体班组长"}}})
    own.refresh_from_db()
    assert own.title == "培训全体班组长"
    assert remove_action(plan=plan, by=owner, version=3, action=own.pk).version == 4
    assert not plan.actions.filter(measure="").exists()


def test_there_is_an_end_to_own_actions(plan: Plan, owner: User) -> None:
    many = [{"title": str(number)} for number in range(51)]
    assert refused(lambda: edit_plan(plan=plan, by=owner, version=1, changes={"added": many})) == {
        ("added", "too-many")
    }
    edit_plan(plan=plan, by=owner, version=1, changes={"added": many[1:]})
    assert refused(lambda: add_action(plan=plan, by=owner, version=2, action={"title": "x"})) == {("added", "too-many")}


def test_dropping_lowers_what_is_expected_and_names_what_lacks_a_prerequisite(result: Result, owner: User) -> None:
    plan = save_plan(result=result, by=owner, title="x", target="im-capability:3")
    before = plan_document(plan)
    needed = next(code for code in codes(plan) if plan_needs(plan, code))
    row = plan.actions.get(measure=needed)
    edit_plan(plan=plan, by=owner, version=1, changes={"actions": {row.pk: {"status": "dropped", "pinned": True}}})
    after = plan_document(plan)
    assert [action["measure"] for action in after["dropped"]] == [needed]
    assert after["dropped"][0]["pinned"] is False
    assert Decimal(after["cost_wan"]) < Decimal(before["cost_wan"])
    assert {(row["needs"], row["problem"]) for row in after["out_of_order"]} == {(needed, "missing")}
    edit_plan(plan=plan, by=owner, version=2, changes={"actions": {row.pk: {"status": "planned", "phase": 2}}})
    problems = {(found["needs"], found["problem"]) for found in plan_document(plan)["out_of_order"]}
    assert problems == {(needed, "later")}


def test_a_plan_of_which_everything_is_dropped_leads_nowhere(plan: Plan, owner: User) -> None:
    every = {row.pk: {"status": "dropped"} for row in plan.actions.all()}
    edit_plan(plan=plan, by=owner, version=1, changes={"actions": every})
    document = plan_document(plan)
    assert (document["target"]["reached"], document["cost_wan"], document["staff_days"]) == (False, "0", "0")
    assert document["projected"][-1]["readings"] == document["today"]["readings"]


def test_planning_again_keeps_what_people_wrote_and_what_they_decided(
    plan: Plan, owner: User, content: Content
) -> None:
    leaf = next(code for code in codes(plan) if not plan_needs(plan, code))
    kept, started = [code for code in codes(plan) if code != leaf][:2]
    rows = {row.measure: row for row in plan.actions.all()}
    edit_plan(
        plan=plan,
        by=owner,
        version=1,
        changes={
            "target": "im-capability:most",
            "actions": {
                rows[leaf].pk: {"status": "dropped", "note": "太贵"},
                rows[kept].pk: {"owner": "王工", "due": "2026-06-30", "budget_wan": "1.25", "note": "问价"},
                rows[started].pk: {"status": "doing", "phase": 2},
            },
            "added": [{"title": "自己的事"}],
        },
    )
    again = replan(plan=plan, by=owner, version=2)
    now = {row.measure: row for row in again.actions.all()}
    assert again.version == 3
    assert (now[leaf].status, now[leaf].note) == ("dropped", "太贵")
    assert (now[kept].owner, now[kept].due, now[kept].budget_wan, now[kept].note) == (
        "王工",
        date(2026, 6, 30),
        Decimal("1.25"),
        "问价",
    )
    assert (now[started].status, now[started].phase, now[started].pk) == ("doing", 2, rows[started].pk)
    assert now[""].title == "自己的事"
    assert len(now) > len(rows)


def test_planning_again_lets_go_what_is_not_needed_any_more(plan: Plan, owner: User) -> None:
    started, *others = codes(plan)
    row = plan.actions.get(measure=started)
    edit_plan(
        plan=plan, by=owner, version=1, changes={"target": "im-capability:1", "actions": {row.pk: {"status": "done"}}}
    )
    replan(plan=plan, by=owner, version=2)
    assert started in codes(plan)
    assert set(codes(plan)) < {started, *others}


def test_a_target_out_of_reach_leaves_the_plan_as_it_was(plan: Plan, owner: User) -> None:
    edit_plan(plan=plan, by=owner, version=1, changes={"budget_wan": "0"})
    assert refused(lambda: replan(plan=plan, by=owner, version=2)) == {("target", "not-reached")}


def test_who_may_keep_plans(
    plan: Plan,
    result: Result,
    owner: User,
    editor: User,
    viewer: User,
    consultant: User,
    unassigned_consultant: User,
    stranger: User,
    administrator: User,
) -> None:
    for person in (viewer, unassigned_consultant, stranger, administrator):
        for act in (
            lambda by: save_plan(result=result, by=by, title="x", target=TARGET),
            lambda by: edit_plan(plan=plan, by=by, version=1, changes={"title": "x"}),
            lambda by: replan(plan=plan, by=by, version=1),
            lambda by: add_action(plan=plan, by=by, version=1, action={"title": "x"}),
            lambda by: delete_plan(plan=plan, by=by),
        ):
            with nothing_stored(), pytest.raises(NotAllowed):
                act(person)
    for version, person in enumerate((owner, editor, consultant), 1):
        edit_plan(plan=plan, by=person, version=version, changes={"title": person.email})
    sees = [
        person
        for person in (owner, editor, viewer, consultant, unassigned_consultant, stranger, administrator)
        if plans_visible_to(person).filter(pk=plan.pk).exists()
    ]
    assert sees == [owner, editor, viewer, consultant, administrator]


def test_two_firms_see_their_own_plans_only(
    plan: Plan, owner: User, foreign_submitted: Assessment, stranger: User
) -> None:
    foreign = save_plan(result=foreign_submitted.results.get(), by=stranger, title="别家", target=TARGET)
    assert list(plans_visible_to(owner)) == [plan]
    assert list(plans_visible_to(stranger)) == [foreign]


def test_the_plans_of_an_assessment_say_how_far_they_are(plan: Plan, owner: User) -> None:
    first, second = list(plan.actions.all())[:2]
    changes = {first.pk: {"status": "done"}, second.pk: {"status": "dropped"}}
    edit_plan(plan=plan, by=owner, version=1, changes={"actions": changes})
    (row,) = plans_of(plans_visible_to(owner), assessment=plan.result.assessment)
    assert (row.kept, row.done) == (plan.actions.count() - 1, 1)  # type: ignore[attr-defined]


def test_every_verb_leaves_an_entry_in_the_firms_chain(plan: Plan, owner: User, consultant: User) -> None:
    edit_plan(plan=plan, by=consultant, version=1, changes={"title": "x"})
    replan(plan=plan, by=owner, version=2)
    delete_plan(plan=plan, by=owner)
    entries = AuditEntry.objects.filter(organisation=plan.firm.organisation, verb__contains="plan").order_by("number")
    assert [(entry.verb, entry.actor) for entry in entries] == [
        ("save plan", owner.email),
        ("change plan", consultant.email),
        ("plan again", owner.email),
        ("delete plan", owner.email),
    ]
    assert not list(broken_audit_entries())
    assert not Plan.objects.exists()


def test_a_plan_goes_with_its_firm_and_stays_with_its_result(plan: Plan) -> None:
    assert plan.result.assessment.results.count() == 1
    plan.firm.organisation.delete()
    assert not Plan.objects.exists()
    assert not PlanAction.objects.exists()


@pytest.fixture
def own_measure(plan: Plan, consultant: User) -> FirmEntry:
    """A measure only this firm has, for something its plan does not touch."""
    return add_entry(
        firm=plan.firm,
        by=consultant,
        kind="measure",
        title="请老师傅带徒弟",
        what="每月两次，由老师傅在机台上带新人",
        lifts={"IM-DATA-L2-1": "1"},
        cost_low="1",
        cost_high="3",
        staff_days="10",
        horizon="6-18",
    )


def test_a_measure_of_the_firms_own_is_planned_like_the_others_and_stays_when_it_is_withdrawn(
    result: Result, own_measure: FirmEntry, owner: User, consultant: User
) -> None:
    plan = save_plan(result=result, by=owner, title="x", target="", pinned=[own_measure.code])
    row = plan.actions.get()
    # The middle of the band, and ten days at 0.06 each.
    assert (row.measure, row.phase, row.budget_wan, row.staff_days) == (own_measure.code, 1, Decimal("2.6"), 10)
    before = plan_document(plan)
    assert before["phases"][1]["actions"][0]["title"]["en"] == "请老师傅带徒弟"
    assert before["projected"][-1]["readings"] != before["today"]["readings"]
    withdraw_entry(entry=own_measure, by=consultant)
    assert plan_document(plan) == before
    assert replan(plan=plan, by=owner, version=1).actions.get().measure == own_measure.code
    with pytest.raises(PinNotPossible):
        save_plan(result=result, by=owner, title="x", target="", pinned=[own_measure.code])


def test_a_plan_shows_a_measure_of_the_firms_own_as_it_is_now_and_keeps_its_budget_and_days(
    result: Result, own_measure: FirmEntry, owner: User, consultant: User
) -> None:
    plan = save_plan(result=result, by=owner, title="x", target="", pinned=[own_measure.code])
    before = plan_document(plan)
    change_entry(
        entry=own_measure, by=consultant, title="换个办法", what="x", lifts={"IM-DATA-L2-2": "0.5"}, cost_high="90"
    )
    after = plan_document(plan)
    [was], [now] = (document["phases"][1]["actions"] for document in (before, after))
    assert now == {**was, "title": {"zh-hans": "换个办法", "en": "换个办法"}}
    assert after["projected"] != before["projected"]


def test_a_measure_as_dear_as_entries_may_be_leaves_every_target_with_a_plan(
    result: Result, own_measure: FirmEntry, consultant: User
) -> None:
    change_entry(
        entry=own_measure,
        by=consultant,
        title="x",
        what="x",
        lifts={"IM-DATA-L2-1": "1"},
        cost_low="99999.9999",
        cost_high="99999.9999",
        staff_days="99999.99",
    )
    standing = standing_of_result(result)
    for target in ("im-capability:5", "im-capability:most"):
        assert roadmap_document(standing, target=target)["target"]["reached"]


def test_nobody_plans_with_a_measure_of_another_firm(
    own_measure: FirmEntry, foreign_submitted: Assessment, stranger: User
) -> None:
    with nothing_stored(), pytest.raises(PinNotPossible):
        save_plan(result=foreign_submitted.results.get(), by=stranger, title="x", target="", pinned=[own_measure.code])


def test_the_number_of_queries_does_not_grow_with_the_actions(
    plan: Plan, owner: User, django_assert_num_queries: Any
) -> None:
    add = [{"title": str(number)} for number in range(40)]
    edit_plan(plan=plan, by=owner, version=1, changes={"added": add})
    found = plans_visible_to(owner).get(pk=plan.pk)
    with django_assert_num_queries(2):  # the text of the result, the actions
        plan_document(found)
