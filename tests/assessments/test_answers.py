"""Saving answers and notes section by section: versions, stale saves, part of a section, who may."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from assessments.errors import AlreadySubmitted, InvalidInput, NotAllowed, StaleVersion
from assessments.models import NOTE_LENGTH, Answer, Assessment, SectionVersion
from assessments.selectors import answers_in, answers_of, opened_levels, version_of
from assessments.services import open_section, record_answers
from content.loader import current
from tests.assessments.record import nothing_stored

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DATA = "technology.data"
FIRST, SECOND, LATER = "IM-DATA-L1-1", "IM-DATA-L1-2", "IM-DATA-L2-1"


def save(assessment: Assessment, answers: dict[str, Any], version: int = 0, **options: Any) -> int:
    return record_answers(
        assessment=assessment, section=DATA, answers=answers, version=version, **{"by": None, **options}
    )


def problems(error: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in error.value.problems]


def test_a_save_moves_the_version_by_one(draft: Assessment, owner: User) -> None:
    assert version_of(draft, DATA) == 0
    assert save(draft, {FIRST: "1"}, by=owner) == 1
    assert save(draft, {FIRST: "0.5"}, 1, by=owner) == 2
    assert version_of(draft, DATA) == 2
    assert answers_of(draft) == {FIRST: "0.5"}


def test_part_of_a_section_leaves_the_rest_as_it_is(draft: Assessment) -> None:
    save(draft, {FIRST: "1", SECOND: "0.8"})
    save(draft, {LATER: "0"}, 1)
    assert answers_of(draft) == {FIRST: "1", SECOND: "0.8", LATER: "0"}


def test_none_takes_an_answer_back_and_is_not_lowest(draft: Assessment) -> None:
    save(draft, {FIRST: "1", SECOND: "0"})
    save(draft, {FIRST: None}, 1)
    assert answers_of(draft) == {SECOND: "0"}


def test_not_applicable_and_whole_numbers_are_kept_as_their_words(draft: Assessment) -> None:
    save(draft, {FIRST: "na", SECOND: 1, LATER: 0})
    assert answers_of(draft) == {FIRST: "na", SECOND: "1", LATER: "0"}


def test_saving_the_same_twice_keeps_one_row(draft: Assessment) -> None:
    save(draft, {FIRST: "1"})
    save(draft, {FIRST: "1"}, 1)
    assert Answer.objects.filter(assessment=draft).count() == 1


def test_a_note_stands_alone_until_there_is_an_answer(draft: Assessment) -> None:
    save(draft, {}, notes={FIRST: "问过车间主任\n下周补"})
    section = current().sections[DATA]
    assert answers_in(draft, section) == ({}, {FIRST: "问过车间主任\n下周补"})
    assert answers_of(draft) == {}
    save(draft, {FIRST: "0.8"}, 1)
    assert answers_in(draft, section) == ({FIRST: "0.8"}, {FIRST: "问过车间主任\n下周补"})
    save(draft, {}, 2, notes={FIRST: ""})
    assert answers_in(draft, section) == ({FIRST: "0.8"}, {})


def test_a_blank_note_and_no_answer_leave_no_row(draft: Assessment) -> None:
    save(draft, {FIRST: None}, notes={SECOND: "  "})
    assert not Answer.objects.filter(assessment=draft).exists()


def test_a_stale_save_is_told_what_is_stored_and_changes_nothing(draft: Assessment) -> None:
    save(draft, {FIRST: "1"}, notes={FIRST: "先存的"})
    with nothing_stored(), pytest.raises(StaleVersion) as error:
        save(draft, {FIRST: "0"}, 0)
    assert (error.value.section, error.value.version) == (DATA, 1)
    assert (error.value.answers, error.value.notes) == ({FIRST: "1"}, {FIRST: "先存的"})


@pytest.mark.parametrize("version", [1, 7, -1])
def test_a_version_nobody_was_shown_is_stale_too(draft: Assessment, version: int) -> None:
    with nothing_stored(), pytest.raises(StaleVersion) as error:
        save(draft, {FIRST: "1"}, version)
    assert error.value.version == 0


def test_two_sections_have_versions_of_their_own(draft: Assessment) -> None:
    save(draft, {FIRST: "1"})
    record_answers(assessment=draft, section="people.strategy", answers={"IM-STRATEGY-L1-1": "1"}, version=0, by=None)
    assert (version_of(draft, DATA), version_of(draft, "people.strategy")) == (1, 1)


REFUSED: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"IM-NOPE-L1-1": "1"}, [("answers.IM-NOPE-L1-1", "unknown-question")]),
    ({"IM-STRATEGY-L1-1": "1"}, [("answers.IM-STRATEGY-L1-1", "unknown-question")]),
    ({FIRST: "0.80"}, [(f"answers.{FIRST}", "answer-not-allowed")]),
    ({FIRST: "0.7"}, [(f"answers.{FIRST}", "answer-not-allowed")]),
    ({FIRST: 0.8}, [(f"answers.{FIRST}", "answer-not-allowed")]),
    ({FIRST: True}, [(f"answers.{FIRST}", "answer-not-allowed")]),
    ({FIRST: "１"}, [(f"answers.{FIRST}", "answer-not-allowed")]),
    ({FIRST: "yes"}, [(f"answers.{FIRST}", "answer-not-allowed")]),
    ({FIRST: ""}, [(f"answers.{FIRST}", "answer-not-allowed")]),
    ({FIRST: ["1"]}, [(f"answers.{FIRST}", "answer-not-allowed")]),
    (
        {FIRST: "2", SECOND: "3"},
        [(f"answers.{FIRST}", "answer-not-allowed"), (f"answers.{SECOND}", "answer-not-allowed")],
    ),
    ({FIRST: "1", "X" * 200: "1"}, [("answers." + "X" * 60, "unknown-question")]),
]


@pytest.mark.parametrize(("answers", "expected"), REFUSED)
def test_a_wrong_answer_is_named_and_the_right_ones_beside_it_wait(
    draft: Assessment, answers: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        save(draft, answers)
    assert problems(error) == expected


@pytest.mark.parametrize(
    ("note", "code"), [("x" * (NOTE_LENGTH + 1), "too-long"), ("a\x00b", "control-character"), (5, "type")]
)
def test_a_note_that_cannot_be_kept_is_named(draft: Assessment, note: Any, code: str) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        save(draft, {FIRST: "1"}, notes={FIRST: note})
    assert problems(error) == [(f"notes.{FIRST}", code)]


def test_an_unknown_section_is_named(draft: Assessment) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        record_answers(assessment=draft, section="technology.nope", answers={}, version=0, by=None)
    assert problems(error) == [("section", "unknown")]


def test_a_quantity_is_no_answer(draft: Assessment) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        record_answers(assessment=draft, section="green.quantities", answers={"water_taken": "5"}, version=0, by=None)
    assert problems(error) == [("answers.water_taken", "unknown-question")]


@pytest.mark.parametrize("person", ["owner", "editor"])
def test_owners_and_editors_answer(draft: Assessment, request: pytest.FixtureRequest, person: str) -> None:
    assert save(draft, {FIRST: "1"}, by=request.getfixturevalue(person)) == 1


@pytest.mark.parametrize("person", ["viewer", "stranger", "consultant", "unassigned_consultant", "administrator"])
def test_everybody_else_only_reads(draft: Assessment, request: pytest.FixtureRequest, person: str) -> None:
    user = request.getfixturevalue(person)
    with nothing_stored():
        with pytest.raises(NotAllowed):
            save(draft, {FIRST: "1"}, by=user)
        with pytest.raises(NotAllowed):
            open_section(assessment=draft, section=DATA, level=2, by=user)


def test_a_submitted_assessment_is_read_only(submitted: Assessment, owner: User) -> None:
    with nothing_stored():
        with pytest.raises(AlreadySubmitted):
            save(submitted, {FIRST: "0"}, 1, by=owner)
        with pytest.raises(AlreadySubmitted):
            open_section(assessment=submitted, section=DATA, level=2, by=owner)


def test_the_number_of_queries_does_not_grow_with_the_section(draft: Assessment) -> None:
    with CaptureQueriesContext(connection) as one:
        save(draft, {FIRST: "1"})
    with CaptureQueriesContext(connection) as many:
        record_answers(
            assessment=draft,
            section="manufacturing.production.operation",
            answers=dict.fromkeys(current().sections["manufacturing.production.operation"].questions, "1"),
            version=0,
            by=None,
        )
    assert len(many) == len(one)


def test_a_level_is_opened_by_hand_and_never_closed_again(draft: Assessment, owner: User) -> None:
    open_section(assessment=draft, section=DATA, level=3, by=owner)
    assert opened_levels(draft) == {DATA: 3}
    open_section(assessment=draft, section=DATA, level=2, by=owner)
    assert opened_levels(draft) == {DATA: 3}
    assert save(draft, {FIRST: "1"}, 0, by=owner) == 1, "opening is no save"


@pytest.mark.parametrize(
    ("section", "level"), [(DATA, 0), (DATA, 6), ("people.strategy", 4), ("green.gate", 1), ("nope", 1)]
)
def test_a_level_that_does_not_exist_is_not_opened(draft: Assessment, section: str, level: int) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        open_section(assessment=draft, section=section, level=level, by=None)
    assert problems(error) == [("level", "unknown")]
    assert not SectionVersion.objects.exists()
