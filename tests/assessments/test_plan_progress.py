"""A plan beside a later result: of every answer it was to raise, and of every reading."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from assessments.errors import NotLater
from assessments.models import Assessment, Firm, Plan, Result
from assessments.selectors import later_results, plan_document, plan_progress
from assessments.selectors.plan_progress import outcome_of
from assessments.services import edit_plan, rescore_assessment, save_plan, start_assessment, submit_assessment
from tests.assessments.record import weigh
from tests.conftest import answer_all

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LEVELS_TWO = ("1", "1", "0", "0", "0")


@pytest.fixture
def result(submitted: Assessment) -> Result:
    return submitted.results.get()


@pytest.fixture
def plan(result: Result, owner: User) -> Plan:
    return save_plan(result=result, by=owner, title="两年计划", target="im-capability:2")


@pytest.fixture
def assessed(firm: Firm, owner: User) -> Callable[..., Result]:
    """Assess the firm for a year, with the options of complete_answers."""

    def make(period: int, **options: Any) -> Result:
        assessment = start_assessment(firm=firm, period=period, by=owner)
        answer_all(assessment, **options)
        return submit_assessment(assessment=assessment, by=owner)

    return make


def questions(progress: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for action in progress["actions"] for row in action["questions"]]


def ladder(progress: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in progress["readings"] if row["key"] == "im-capability")
    return found


def test_a_firm_that_did_everything_reached_every_answer_of_the_ladder(
    plan: Plan, assessed: Callable[..., Result]
) -> None:
    progress = plan_progress(plan, assessed(2026, per_level=LEVELS_TWO, barrier="0", item="1"))
    assert questions(progress)
    assert {row["outcome"] for row in questions(progress)} == {"reached"}
    document = plan_document(plan)
    row = ladder(progress)
    assert row["before"] == {"status": "complete", "score": document["today"]["readings"][0]["score"], "level": "1"}
    assert row["projected"]["level"] == row["now"]["level"] == "2"
    assert progress["against"]["same_method"] is True


def test_a_firm_that_did_nothing_is_told_so(plan: Plan, assessed: Callable[..., Result]) -> None:
    progress = plan_progress(plan, assessed(2026))
    assert {row["outcome"] for row in questions(progress)} == {"not"}
    assert all(row["before"] == row["now"] != row["expected"] for row in questions(progress))
    assert ladder(progress)["now"] == ladder(progress)["before"]


def test_what_got_worse_and_what_got_a_little_better_are_told_apart(
    plan: Plan, assessed: Callable[..., Result]
) -> None:
    progress = plan_progress(plan, assessed(2026, per_level=("1", "0.8", "0", "0", "0"), barrier="4"))
    outcomes = {row["question"][:3]: set() for row in questions(progress)}
    for row in questions(progress):
        outcomes[row["question"][:3]].add(row["outcome"])
    assert outcomes["BAR"] == {"worse"}
    assert outcomes["IM-"] <= {"part", "reached"}


@pytest.mark.parametrize(
    ("before", "expected", "now", "barrier", "outcome"),
    [
        ("0", "0.8", "0.8", False, "reached"),
        ("0.5", "0.8", "0", False, "worse"),
        ("no", "yes", "yes", False, "reached"),
        ("no", "yes", "no", False, "not"),
        ("4", "2", "3", True, "part"),
        ("2", "1", "0", True, "reached"),
        ("2", "1", "na", True, "unknown"),
    ],
)
def test_an_outcome_says_what_became_of_an_answer(
    before: str, expected: str, now: str, barrier: bool, outcome: str
) -> None:
    assert outcome_of(before, expected, now, barrier=barrier) == outcome


def test_the_phases_that_should_be_over_go_by_the_years_between_the_assessments(
    plan: Plan, assessed: Callable[..., Result]
) -> None:
    ended = {}
    for period in (2026, 2027, 2028):
        progress = plan_progress(plan, assessed(period))
        ended[progress["against"]["months"]] = progress["against"]["phases_ended"]
        projected = plan_document(plan)["projected"][progress["against"]["phases_ended"] - 1]["readings"][0]
        assert ladder(progress)["projected_by_now"]["score"] == projected["score"]
    assert ended == {12: 1, 24: 2, 36: 3}


def test_or_by_the_days_of_the_two_results_where_these_are_further_apart(plan: Plan, owner: User) -> None:
    later = rescore_assessment(assessment=plan.result.assessment, by=owner, readings={"im-capability": weigh().version})
    early = plan_progress(plan, later)
    assert (early["against"]["months"], early["against"]["phases_ended"]) == (0, 0)
    assert ladder(early)["projected_by_now"] is None
    assert early["against"]["same_method"] is False
    later.created_at = timezone.now() + timedelta(days=200)
    assert plan_progress(plan, later)["against"]["phases_ended"] == 1


def test_states_stand_beside_the_answers_and_dropped_measures_promise_nothing(
    plan: Plan, owner: User, assessed: Callable[..., Result]
) -> None:
    first, second = list(plan.actions.all())[:2]
    changes = {
        "actions": {first.pk: {"status": "done"}, second.pk: {"status": "dropped"}},
        "added": [{"title": "自己的事"}],
    }
    edit_plan(plan=plan, by=owner, version=1, changes=changes)
    rows = {row["id"]: row for row in plan_progress(plan, assessed(2026))["actions"]}
    assert rows[first.pk]["status"] == "done"
    assert rows[first.pk]["questions"]
    assert (rows[second.pk]["status"], rows[second.pk]["questions"]) == ("dropped", [])
    own = next(row for row in rows.values() if row["measure"] is None)
    assert (own["title"]["en"], own["questions"]) == ("自己的事", [])


def test_only_later_results_of_the_firm_are_compared(
    plan: Plan, assessed: Callable[..., Result], foreign_submitted: Assessment, owner: User
) -> None:
    earlier, later = assessed(2024), assessed(2026)
    again = rescore_assessment(assessment=plan.result.assessment, by=owner, readings={"im-capability": weigh().version})
    assert later_results(plan) == [later, again]
    for wrong in (earlier, plan.result, foreign_submitted.results.get()):
        with pytest.raises(NotLater):
            plan_progress(plan, wrong)


def test_a_plan_of_an_older_result_stays_with_it_when_the_assessment_is_scored_again(plan: Plan, owner: User) -> None:
    before = plan_document(plan)
    rescore_assessment(assessment=plan.result.assessment, by=owner, readings={"im-capability": weigh().version})
    after = plan_document(Plan.objects.get(pk=plan.pk))
    assert after == before
