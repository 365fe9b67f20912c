"""What is said of help against barriers: the reasons, what has expired, and that nothing may fit."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from content.help import CASE_KINDS, FORMS, CaseFigure
from content.loader import current
from reports.build import report_html
from reports.context.help import (
    MOST_BARRIERS,
    MOST_CASES,
    BarrierHelp,
    Help,
    case_kind,
    figure_said,
    form_name,
    help_of,
)
from reports.context.words import Reader
from tests.reports.conftest import made_document

ENGLISH = Reader("en")
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
Json = Mapping[str, Any]
BARRIER_CODES = tuple(current().readings["transformation-barriers"].question_codes())
MEASURES = tuple(current().measures)
CASES, SOLUTIONS, SUPPORTS = (tuple(kind) for kind in (current().cases, current().solutions, current().supports))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def row(code: str = BARRIER_CODES[0], **lists: Any) -> dict[str, Any]:
    """What eases one barrier; each list of codes with the plainest reason, or with the reasons given."""
    found: dict[str, Any] = {
        "barrier": code,
        "answer": "3",
        "measures": [],
        "cases": [],
        "solutions": [],
        "supports": [],
    }
    plain = [{"reason": "barriers", "questions": [code]}]
    for name, codes in lists.items():
        found[name] = [each if isinstance(each, dict) else {"code": each, "reasons": plain} for each in codes]
    return found


def helped(*rows: Json, on: date | None = None) -> tuple[BarrierHelp, ...]:
    return help_of(rows, current(), ENGLISH, on)


def why(*reasons: Json) -> str:
    (barrier,) = helped(row(solutions=[{"code": SOLUTIONS[0], "reasons": list(reasons)}]))
    return barrier.solutions[0].why


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ({"reason": "barriers", "questions": ["A"]}, "It eases this barrier."),
        ({"reason": "barriers", "questions": ["A", "B"]}, "It eases 2 of the barriers that hold the firm back."),
        ({"reason": "trade"}, "It is made for the firm's trade."),
        ({"reason": "first", "measure": MEASURES[0]}, "First do “"),
        ({"reason": "measures", "measures": list(MEASURES[:1])}, "It goes with “"),
        ({"reason": "measures", "measures": list(MEASURES[:3])}, " and “"),
    ],
)
def test_every_reason_is_said(reason: Json, words: str) -> None:
    assert words in why(reason)


def test_several_reasons_stand_in_their_order() -> None:
    told = why({"reason": "barriers", "questions": ["A"]}, {"reason": "trade"})
    assert told == "It eases this barrier. It is made for the firm's trade."


def test_a_reason_matching_does_not_give_is_no_sentence() -> None:
    with pytest.raises(KeyError):
        why({"reason": "cheap"})


def test_nothing_fits_is_an_answer() -> None:
    empty, full = helped(row(), row(BARRIER_CODES[1], measures=MEASURES[:1]))
    assert empty.nothing_fits
    assert (empty.measures_said, empty.others_said) == ("–", "–")
    assert not full.nothing_fits
    assert full.measures_said == current().measures[MEASURES[0]].title["en"]
    assert full.others_said == "–"


def test_what_has_expired_is_left_out_from_the_day_after() -> None:
    solution, support = current().solutions[SOLUTIONS[0]], current().supports[SUPPORTS[0]]
    given = row(solutions=[solution.code], supports=[support.code], cases=CASES[:1])
    last = min(solution.valid_until, support.valid_until)
    (still,) = helped(given, on=last)
    assert len(still.solutions) == len(still.supports) == 1
    assert still.solutions[0].valid_until == solution.valid_until.isoformat()
    (gone,) = helped(given, on=max(solution.valid_until, support.valid_until) + timedelta(days=1))
    assert (gone.solutions, gone.supports, len(gone.cases)) == ((), (), 1)
    (undated,) = helped(given)
    assert len(undated.solutions) == 1


def test_a_barrier_whose_only_help_has_expired_says_that_nothing_fits() -> None:
    (barrier,) = helped(row(solutions=SOLUTIONS[:1]), on=date(2999, 1, 1))
    assert barrier.nothing_fits


@pytest.mark.parametrize(
    ("value", "unit", "direction", "words"),
    [
        ("20", "%", "up", "Output: up 20 %"),
        ("10-15", "%", "down", "Output: down 10–15 %"),
        ("3", "万元", "down", "Output: down CNY 30,000"),
    ],
)
def test_a_figure_of_a_case_is_said_with_its_direction(value: str, unit: str, direction: str, words: str) -> None:
    figure = CaseFigure({"en": "Output", "zh-hans": "产出"}, value, unit, direction)
    assert figure_said(figure, ENGLISH) == words


def test_every_kind_of_case_and_form_of_support_has_a_name() -> None:
    assert len({case_kind(kind) for kind in CASE_KINDS}) == len(CASE_KINDS)
    assert len({form_name(form) for form in FORMS}) == len(FORMS)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 barrier holds the firm back noticeably."),
        (2, "2 barriers hold the firm back noticeably."),
        (
            MOST_BARRIERS + 1,
            f"{MOST_BARRIERS + 1} barriers hold the firm back noticeably. The {MOST_BARRIERS} heaviest stand here.",
        ),
    ],
)
def test_the_printed_chapter_says_how_many_barriers_it_tells(count: int, words: str) -> None:
    found = Help(helped(*(row(code) for code in BARRIER_CODES[:count])))
    assert found.lead == words
    assert len(found.first) == min(count, MOST_BARRIERS)


def test_little_room_is_shared_out_among_barriers_and_nothing_is_told_twice() -> None:
    first, second, third, fourth = CASES[:4]
    found = Help(helped(row(cases=[first, second, third]), row(BARRIER_CODES[1], cases=[first, fourth])))
    assert [case.code for case in found.cases] == [first, second, fourth][:MOST_CASES]


# On paper


def with_help(document: Json, *rows: Json) -> Json:
    return {**document, "help": list(rows)}


@LANGUAGES
def test_the_report_tells_help_and_drops_what_has_expired(language: str, full: Json) -> None:
    solution = current().solutions[SOLUTIONS[0]]
    given = with_help(full, row(measures=MEASURES[:1], cases=CASES[:1], solutions=[solution.code]))
    fresh = report_html(given, language, on=solution.valid_until)
    stale = report_html(given, language, on=solution.valid_until + timedelta(days=1))
    anchor = '<h2 id="help"'
    assert anchor in fresh
    assert anchor in stale
    assert solution.valid_until.isoformat() in fresh
    assert solution.valid_until.isoformat() not in stale


def test_a_firm_without_barriers_has_no_chapter_on_help() -> None:
    html = report_html(made_document(barrier="1"), "en")
    assert 'id="help"' not in html
    assert "#help" not in html


@LANGUAGES
def test_no_code_shows_through(language: str, full: Json) -> None:
    with translation.override(language):
        barriers = help_of(full["help"], current(), Reader(language), None)
    told = re.sub(r"code='[A-Z0-9-]+'", "", repr(barriers))
    assert len(barriers) > 1
    assert re.findall(r"\b(?:BAR|MEA|CASE|SOL|SUP)-[A-Z]|%\(|\bNone\b", told) == []
