"""Two people at once, each on a connection of their own. Needs PostgreSQL: SQLite lets one writer in at a time."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from accounts.models import User
from accounts.services import broken_audit_entries
from assessments.errors import AlreadySubmitted, DraftExists, StaleVersion
from assessments.models import Answer, Assessment, Firm, Plan, Result
from assessments.selectors import answers_of, version_of
from assessments.services import (
    edit_plan,
    open_section,
    plans,
    record_answers,
    record_sheet,
    rescore_assessment,
    save_plan,
    start_assessment,
    submit_assessment,
)
from tests.assessments.record import weigh
from tests.conftest import PERIOD

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

DATA = "technology.data"
FIRST = "IM-DATA-L1-1"


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run all at the same moment in threads; return what each returned or the exception it raised, in order."""
    start = threading.Barrier(len(works), timeout=20)
    outcomes: list[Any] = [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            start.wait()
            outcomes[place] = work()
        except Exception as error:  # noqa: BLE001  the test looks at it
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other for ever"
    return outcomes


def saving(assessment: Assessment, answer: str, version: int, by: User) -> Callable[[], int]:
    return lambda: record_answers(assessment=assessment, section=DATA, answers={FIRST: answer}, version=version, by=by)


@pytest.mark.parametrize("version", [0, 1])
def test_of_two_saves_of_the_same_version_one_wins_and_the_other_learns_what_is_stored(
    draft: Assessment, owner: User, editor: User, version: int
) -> None:
    if version:
        saving(draft, "0", 0, owner)()
    outcomes = at_once(saving(draft, "1", version, owner), saving(draft, "0.5", version, editor))
    won = [outcome for outcome in outcomes if outcome == version + 1]
    lost = [outcome for outcome in outcomes if isinstance(outcome, StaleVersion)]
    assert (len(won), len(lost)) == (1, 1), outcomes
    assert version_of(draft, DATA) == version + 1
    winner = "1" if outcomes[0] == version + 1 else "0.5"
    assert answers_of(draft) == {FIRST: winner}
    assert (lost[0].version, lost[0].answers) == (version + 1, {FIRST: winner})


def test_two_sections_are_saved_at_once(draft: Assessment, owner: User, editor: User) -> None:
    def strategy() -> int:
        return record_answers(
            assessment=draft, section="people.strategy", answers={"IM-STRATEGY-L1-1": "1"}, version=0, by=editor
        )

    assert at_once(saving(draft, "1", 0, owner), strategy) == [1, 1]
    assert len(answers_of(draft)) == 2


def test_opening_and_saving_a_section_for_the_first_time_do_not_collide(draft: Assessment, owner: User) -> None:
    def opening() -> None:
        open_section(assessment=draft, section=DATA, level=3, by=owner)

    assert at_once(opening, saving(draft, "1", 0, owner), opening) == [None, 1, None]
    row = draft.section_versions.get()
    assert (row.version, row.opened_to) == (1, 3)


def test_two_clicks_open_one_draft(firm: Firm, owner: User, editor: User) -> None:
    outcomes = at_once(
        lambda: start_assessment(firm=firm, period=PERIOD, by=owner),
        lambda: start_assessment(firm=firm, period=PERIOD, by=editor),
    )
    drafts = [outcome for outcome in outcomes if isinstance(outcome, Assessment)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, DraftExists)]
    assert (len(drafts), len(refused)) == (1, 1), outcomes
    assert refused[0].assessment == drafts[0] == Assessment.objects.get()


def test_two_clicks_submit_once(answered: Assessment, owner: User, editor: User) -> None:
    outcomes = at_once(
        lambda: submit_assessment(assessment=answered, by=owner),
        lambda: submit_assessment(assessment=answered, by=editor),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadySubmitted", "Result"], outcomes
    assert Result.objects.count() == 1


def test_a_save_during_submission_is_in_the_result_or_refused(answered: Assessment, owner: User, editor: User) -> None:
    version = version_of(answered, DATA)
    result, saved = at_once(
        lambda: submit_assessment(assessment=answered, by=owner), saving(answered, "0.8", version, editor)
    )
    assert isinstance(result, Result), result
    in_result = result.document["inputs"]["answers"][FIRST]
    assert isinstance(saved, AlreadySubmitted) or saved == version + 1, saved
    assert in_result == Answer.objects.get(assessment=answered, question=FIRST).value


def test_of_two_saves_of_the_sheet_one_wins(draft: Assessment, owner: User, editor: User) -> None:
    def saving(year: int, by: User) -> Callable[[], int]:
        rows = {(year, "diesel"): ("5", "t")}
        return lambda: record_sheet(assessment=draft, rows=rows, version=0, by=by)

    outcomes = at_once(saving(2025, owner), saving(2024, editor))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["StaleVersion", "int"], outcomes
    assert draft.activity.count() == 1


def test_two_clicks_score_again_once(submitted: Assessment, owner: User, editor: User) -> None:
    version = weigh().version

    def scoring(by: User) -> Callable[[], Result]:
        return lambda: rescore_assessment(assessment=submitted, by=by, readings={"im-capability": version})

    outcomes = at_once(scoring(owner), scoring(editor))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NothingChanged", "Result"], outcomes
    assert submitted.results.count() == 2


def test_weights_set_at_once_get_versions_of_their_own() -> None:
    outcomes = at_once(weigh, weigh, weigh)
    assert sorted(outcome.version for outcome in outcomes) == ["2020-1-w1", "2020-1-w2", "2020-1-w3"]


def test_the_audit_chain_has_no_gap_after_many_at_once(firm: Firm, owner: User) -> None:
    outcomes = at_once(
        *(lambda year=year: start_assessment(firm=firm, period=year, by=owner) for year in range(2018, 2024))
    )
    assert all(isinstance(outcome, Assessment) for outcome in outcomes), outcomes
    assert list(firm.organisation.audit_entries.values_list("number", flat=True)) == list(range(1, 8))
    assert not list(broken_audit_entries())


def test_of_two_changes_of_one_plan_one_wins_and_the_other_learns_what_is_stored(
    submitted: Assessment, owner: User, editor: User
) -> None:
    plan = save_plan(result=submitted.results.get(), by=owner, title="x", target="im-capability:2")

    def changing(title: str, by: User) -> Callable[[], Plan]:
        return lambda: edit_plan(plan=Plan.objects.get(pk=plan.pk), by=by, version=1, changes={"title": title})

    outcomes = at_once(changing("one", owner), changing("other", editor))
    (lost,) = (outcome for outcome in outcomes if isinstance(outcome, StaleVersion))
    (won,) = (outcome for outcome in outcomes if isinstance(outcome, Plan))
    assert (lost.version, lost.plan.title) == (2, won.title) == (2, Plan.objects.get(pk=plan.pk).title)


def test_two_clicks_do_not_both_take_the_last_place_for_a_plan(
    submitted: Assessment, owner: User, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "MOST_PLANS", 1)
    result = submitted.results.get()

    def saving(by: User) -> Callable[[], Plan]:
        return lambda: save_plan(result=result, by=by, title="x", target="im-capability:2")

    outcomes = at_once(saving(owner), saving(editor))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Plan", "TooManyPlans"], outcomes
    assert Plan.objects.count() == 1
