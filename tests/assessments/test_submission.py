"""Starting, starting from last year, submitting: who, when, and what it leaves behind."""

from typing import Any

import pytest

from accounts.models import AuditEntry, User
from assessments.errors import AlreadySubmitted, DraftExists, IncompleteAssessment, InvalidInput, NotAllowed
from assessments.models import Assessment, Firm, ReferenceValue, Result
from assessments.selectors import amounts_of, answers_of, latest_result, progress_of
from assessments.services import (
    choose_factor_set,
    open_section,
    record_answers,
    record_sheet,
    start_assessment,
    submit_assessment,
)
from assessments.services.submission import document_of
from tests.assessments.record import nothing_stored
from tests.conftest import PERIOD, answer_all

pytestmark = [pytest.mark.django_db, pytest.mark.database]


# --- starting --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["owner", "editor"])
def test_owners_and_editors_start(firm: Firm, request: pytest.FixtureRequest, person: str) -> None:
    user = request.getfixturevalue(person)
    assessment = start_assessment(firm=firm, period="2025", by=user)
    assert (assessment.period, assessment.is_draft, assessment.created_by) == (2025, True, user)
    assert AuditEntry.objects.filter(verb="start assessment", target=str(assessment.pk), actor=user.email).exists()


@pytest.mark.parametrize("person", ["viewer", "stranger", "consultant", "unassigned_consultant", "administrator"])
def test_nobody_else_starts(firm: Firm, request: pytest.FixtureRequest, person: str) -> None:
    user = request.getfixturevalue(person)
    with nothing_stored(), pytest.raises(NotAllowed):
        start_assessment(firm=firm, period=PERIOD, by=user)


@pytest.mark.parametrize("period", [1999, 2101, "soon", 2025.0, None, "", "2025.5", True])
def test_a_year_that_is_no_year_is_refused(firm: Firm, owner: User, period: Any) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        start_assessment(firm=firm, period=period, by=owner)
    assert [problem.path for problem in error.value.problems] == ["period"]


def test_there_is_one_draft_a_year(draft: Assessment, owner: User) -> None:
    with nothing_stored(), pytest.raises(DraftExists) as error:
        start_assessment(firm=draft.firm, period=PERIOD, by=owner)
    assert error.value.assessment == draft
    assert start_assessment(firm=draft.firm, period=PERIOD - 1, by=owner).is_draft


def test_a_submitted_year_may_be_assessed_again(submitted: Assessment, owner: User) -> None:
    assert start_assessment(firm=submitted.firm, period=PERIOD, by=owner) != submitted


def test_last_years_answers_notes_references_and_factors_come_along(draft: Assessment, owner: User) -> None:
    record_answers(
        assessment=draft,
        section="technology.data",
        answers={"IM-DATA-L1-1": "0.8", "IM-DATA-L1-2": "na"},
        notes={"IM-DATA-L2-1": "明年上"},
        version=0,
        by=owner,
    )
    open_section(assessment=draft, section="technology.data", level=2, by=owner)
    choose_factor_set(assessment=draft, factor_set="ndrc-2015", by=owner)
    ReferenceValue.objects.create(
        assessment=draft, reading="green-factory-2018", indicator="energy-intensity", base=2, lead=1,
        unit="tce/万元", source="sheet",
    )  # fmt: skip
    following = start_assessment(firm=draft.firm, period=PERIOD + 1, by=owner, started_from=draft)
    assert following.started_from == draft
    assert answers_of(following) == {"IM-DATA-L1-1": "0.8", "IM-DATA-L1-2": "na"}
    assert following.answers.get(question="IM-DATA-L2-1").note == "明年上"
    assert following.references.get().source == "sheet"
    assert following.factor_set == "ndrc-2015"
    assert answers_of(draft) == answers_of(following), "the earlier one is untouched"


def test_amounts_of_the_years_before_come_along_and_those_of_the_assessed_year_do_not(
    draft: Assessment, owner: User
) -> None:
    rows = {(year, "heat"): (str(year), "GJ") for year in range(PERIOD - 4, PERIOD + 1)}
    record_sheet(assessment=draft, rows=rows, version=0, by=owner)
    following = start_assessment(firm=draft.firm, period=PERIOD + 1, by=owner, started_from=draft)
    assert [(row.year, str(row.value.normalize())) for row in amounts_of(following)] == [
        (2022, "2022"),
        (2023, "2023"),
        (2024, "2024"),
        (2025, "2025"),
    ]
    again = start_assessment(firm=draft.firm, period=PERIOD - 1, by=owner, started_from=draft)
    assert [row.year for row in amounts_of(again)] == [2021, 2022, 2023], "2024 is entered anew"
    assert draft.activity.count() == 5, "the earlier one is untouched"


def test_answers_to_questions_that_are_gone_stay_behind(draft: Assessment, owner: User) -> None:
    draft.answers.create(question="IM-RETIRED-L1-1", value="1")
    following = start_assessment(firm=draft.firm, period=PERIOD + 1, by=owner, started_from=draft)
    assert not following.answers.exists()


def test_nobody_starts_from_another_firms_answers(firm: Firm, owner: User, foreign_submitted: Assessment) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        start_assessment(firm=firm, period=PERIOD, by=owner, started_from=foreign_submitted)
    [problem] = error.value.problems
    assert (problem.path, problem.code) == ("started_from", "unknown")
    assert problem.message, "every refusal says what to do"


# --- submitting ------------------------------------------------------------------------------------------------------


def test_submitting_freezes_the_assessment_and_leaves_one_result(answered: Assessment, owner: User) -> None:
    expected = document_of(answered)
    result = submit_assessment(assessment=answered, by=owner)
    answered.refresh_from_db()
    assert answered.state == Assessment.State.SUBMITTED
    assert answered.submitted_by == owner
    assert answered.submitted_at is not None
    assert latest_result(answered) == result
    assert result.document == expected
    assert (result.level, result.size) == ("1", "small")
    assert result.tier == next(r for r in expected["readings"] if r["key"] == "green-factory-2018")["level"]["code"]


def test_submitting_is_recorded_with_the_hash_of_what_was_said(answered: Assessment, owner: User) -> None:
    result = submit_assessment(assessment=answered, by=owner)
    entry = AuditEntry.objects.get(verb="submit assessment")
    assert (entry.actor, entry.target) == (owner.email, str(answered.pk))
    assert entry.details["result"] == str(result.pk)
    assert entry.details["inputs_sha256"] == result.inputs_sha256


def test_an_editor_submits_too(answered: Assessment, editor: User) -> None:
    assert submit_assessment(assessment=answered, by=editor).assessment == answered


@pytest.mark.parametrize("person", ["viewer", "stranger", "consultant", "unassigned_consultant", "administrator"])
def test_nobody_else_submits(answered: Assessment, request: pytest.FixtureRequest, person: str) -> None:
    user = request.getfixturevalue(person)
    with nothing_stored(), pytest.raises(NotAllowed):
        submit_assessment(assessment=answered, by=user)


def test_open_questions_are_named_by_reading(answered: Assessment, owner: User) -> None:
    answered.answers.filter(question__in=["BAR-UNABLE-METHOD", "GF-SYS-OHS", "IM-SALES-L1-2"]).delete()
    with nothing_stored(), pytest.raises(IncompleteAssessment) as error:
        submit_assessment(assessment=answered, by=owner)
    assert error.value.missing == {
        "im-capability": ("IM-SALES-L1-2",),
        "transformation-barriers": ("BAR-UNABLE-METHOD",),
        "green-factory-2018": ("GF-SYS-OHS",),
        "green-factory-2025": ("GF-SYS-OHS",),
    }
    assert error.value.questions == ("IM-SALES-L1-2", "BAR-UNABLE-METHOD", "GF-SYS-OHS"), "each is named once"
    assert set(progress_of(answered).missing) == {"IM-SALES-L1-2", "BAR-UNABLE-METHOD", "GF-SYS-OHS"}


def test_an_empty_assessment_is_not_submitted(draft: Assessment, owner: User) -> None:
    with nothing_stored(), pytest.raises(IncompleteAssessment) as error:
        submit_assessment(assessment=draft, by=owner)
    assert {key: len(codes) for key, codes in error.value.missing.items()} == {
        "im-capability": 36,  # 38 requirements at level 1, two of them of the trimmed product service
        "transformation-barriers": 22,
        "green-factory-2018": 47,  # 43 items and four gates
        "green-factory-2025": 11,
        "transformation-path": 3,  # its first stage
        "mechanisms": 10,
    }
    assert len(error.value.questions) == 114, "what readings share is asked once"


def test_a_file_may_leave_a_reading_open_and_says_so(answered: Assessment) -> None:
    answered.answers.filter(question="BAR-UNABLE-METHOD").delete()
    result = submit_assessment(assessment=answered, by=None, accept_incomplete=True)
    barriers = result.reading("transformation-barriers")
    assert (barriers["status"], barriers["score"], barriers["level"]) == ("incomplete", None, None)
    assert barriers["missing"] == ["BAR-UNABLE-METHOD"]
    assert result.reading("im-capability")["status"] == "complete"


def test_nothing_is_submitted_twice(submitted: Assessment, owner: User) -> None:
    with nothing_stored(), pytest.raises(AlreadySubmitted):
        submit_assessment(assessment=submitted, by=owner)
    assert Result.objects.filter(assessment=submitted).count() == 1


def test_an_object_read_before_somebody_else_submitted_does_not_help(answered: Assessment, owner: User) -> None:
    earlier = Assessment.objects.get(pk=answered.pk)
    submit_assessment(assessment=answered, by=owner)
    assert earlier.is_draft, "what this process still believes"
    with nothing_stored(), pytest.raises(AlreadySubmitted):
        submit_assessment(assessment=earlier, by=owner)
    with nothing_stored(), pytest.raises(AlreadySubmitted):
        record_answers(assessment=earlier, section="green.gate", answers={}, version=1, by=owner)


def test_a_failure_half_way_leaves_a_draft(answered: Assessment, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: Any) -> None:
        raise RuntimeError("the audit log is full")

    monkeypatch.setattr("assessments.services.submission.record_audit", broken)
    with nothing_stored(), pytest.raises(RuntimeError):
        submit_assessment(assessment=answered, by=owner)


# --- same input, same bytes ------------------------------------------------------------------------------------------


def test_the_same_answers_of_two_years_of_saving_give_the_same_readings(answered: Assessment, owner: User) -> None:
    first = submit_assessment(assessment=answered, by=owner)
    again = start_assessment(firm=answered.firm, period=PERIOD, by=owner)
    answer_all(again)
    second = submit_assessment(assessment=again, by=owner)
    assert second.text == first.text
    assert second.inputs_sha256 == first.inputs_sha256


def test_the_order_of_saving_leaves_no_trace_in_the_bytes(
    draft: Assessment, foreign_firm: Firm, stranger: User
) -> None:
    answer_all(draft)
    other = start_assessment(firm=draft.firm, period=PERIOD + 1, by=None)
    for row in draft.answers.order_by("-question"):
        other.answers.create(question=row.question, value=row.value)
    other.period = PERIOD
    assert document_of(other) == document_of(draft)
