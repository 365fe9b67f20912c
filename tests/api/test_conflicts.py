"""Two programs on one section, and one program that repeats itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import IdempotentResponse, User
from assessments.models import Answer, Assessment, Firm, Result
from tests.api.conftest import Machine, details, refused
from tests.conftest import FIRM_FACTS

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FIRST, SECOND = "IM-STRATEGY-L1-1", "IM-STRATEGY-L2-1"


def test_a_stale_version_is_refused_with_what_is_stored(mine: Machine, editor: User, draft: Assessment) -> None:
    path = f"assessments/{draft.pk}/sections/people.strategy/"
    assert mine.patch(path, {"version": 0, "answers": {FIRST: "1"}, "notes": {FIRST: "mine"}}).status_code == 200
    late = Machine(editor).patch(
        path, {"version": 0, "answers": {FIRST: "0.5", SECOND: None}, "notes": {FIRST: "theirs"}}
    )
    document = refused(late, 409, "stale-version")
    assert details(document) == {("version", "stale"), (f"answers.{FIRST}", "stale"), (f"notes.{FIRST}", "stale")}
    assert document["current"] == mine.get(path).json()
    assert document["current"]["version"] == 1
    assert (document["current"]["answers"], document["current"]["notes"]) == ({FIRST: "1"}, {FIRST: "mine"})
    adopted = Machine(editor).patch(path, {"version": 1, "answers": {FIRST: "0.5"}})
    assert (adopted.status_code, adopted.json()["version"]) == (200, 2)


def test_equal_answers_of_a_stale_save_are_not_listed(mine: Machine, draft: Assessment) -> None:
    path = f"assessments/{draft.pk}/answers/"
    mine.patch(path, {"section": "people.strategy", "version": 0, "answers": {FIRST: "1"}})
    late = mine.patch(path, {"section": "people.strategy", "version": 0, "answers": {FIRST: 1}})
    assert details(refused(late, 409, "stale-version")) == {("version", "stale")}


def test_a_version_from_the_future_is_refused(mine: Machine, draft: Assessment) -> None:
    late = mine.patch(f"assessments/{draft.pk}/sections/people.strategy/", {"version": 7, "answers": {FIRST: "1"}})
    assert refused(late, 409, "stale-version")["current"]["version"] == 0
    assert not Answer.objects.exists()


def test_answers_and_amounts_of_one_save_stand_or_fall_together(
    mine: Machine, draft: Assessment, content: object
) -> None:
    path = f"assessments/{draft.pk}/sections/people.strategy/"
    body = {"version": 0, "answers": {FIRST: "1"}, "amounts": {"electricity_grid": {"value": "1", "unit": "kWh"}}}
    assert details(refused(mine.patch(path, body), 422, "invalid-input")) == {
        ("amounts.electricity_grid", "unknown-question")
    }
    assert not Answer.objects.exists()
    assert mine.get(path).json()["version"] == 0


def test_a_repeated_submission_with_its_key_gets_the_first_answer(mine: Machine, answered: Assessment) -> None:
    path = f"assessments/{answered.pk}/submit/"
    first = mine.post(path, Idempotency_Key="submit-2025")
    again = mine.post(path, Idempotency_Key="submit-2025")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["Location"] == first.headers["Location"]
    assert Result.objects.count() == 1
    refused(mine.post(path), 409, "already-submitted")
    refused(mine.post(path, Idempotency_Key="another"), 409, "already-submitted")


def test_a_repeated_creation_with_its_key_creates_once(mine: Machine) -> None:
    first = mine.post("firms/", FIRM_FACTS, Idempotency_Key="firm-1")
    again = mine.post("firms/", FIRM_FACTS, Idempotency_Key="firm-1")
    assert again.json() == first.json()
    assert Firm.objects.count() == 1
    started = {"firm": first.json()["id"], "period": 2025}
    draft = mine.post("assessments/", started, Idempotency_Key="draft-1")
    assert mine.post("assessments/", started, Idempotency_Key="draft-1").json() == draft.json()


def test_a_key_belongs_to_one_request_of_one_person(mine: Machine, stranger: User) -> None:
    mine.post("firms/", FIRM_FACTS, Idempotency_Key="firm-1")
    other = mine.post("firms/", {**FIRM_FACTS, "employees": 81}, Idempotency_Key="firm-1")
    refused(other, 422, "idempotency-key-reused")
    theirs = Machine(stranger).post("firms/", FIRM_FACTS, Idempotency_Key="firm-1")
    assert theirs.status_code == 201
    assert Firm.objects.count() == 2


def test_a_refusal_is_not_kept_so_that_the_mended_request_may_use_the_key(mine: Machine, draft: Assessment) -> None:
    path = f"assessments/{draft.pk}/submit/"
    refused(mine.post(path, Idempotency_Key="submit"), 422, "incomplete")
    assert not IdempotentResponse.objects.exists()


def test_a_key_is_forgotten_after_a_day(mine: Machine) -> None:
    mine.post("firms/", FIRM_FACTS, Idempotency_Key="firm-1")
    IdempotentResponse.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert mine.post("firms/", {**FIRM_FACTS, "employees": 81}, Idempotency_Key="firm-1").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "x" * 101, "Schlüssel", "a\tb"])
def test_a_key_that_is_no_key_is_refused(mine: Machine, key: str) -> None:
    response = mine.post("firms/", FIRM_FACTS, Idempotency_Key=key)
    assert details(refused(response, 422, "invalid-input")) == {("Idempotency-Key", "form")}
    assert not Firm.objects.exists()
