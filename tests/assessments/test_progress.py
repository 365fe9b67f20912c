"""How far an assessment is: what is asked now, what is still needed, and what the look-up costs."""

import pytest
from pytest_django import DjangoAssertNumQueries

from assessments.models import Assessment, Firm
from assessments.selectors import Progress, SectionState, progress_of, section_state
from assessments.services import open_section, record_answers, update_firm
from content.loader import current
from tests.conftest import FIRM_FACTS, answer_all

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DATA = "technology.data"


def state(progress: Progress, code: str) -> SectionState:
    return next(row for row in progress.sections if row.section.code == code)


def data(draft: Assessment, *answers: str) -> SectionState:
    """The section on data after the given answers to its first questions."""
    codes = current().sections[DATA].questions
    given = dict(zip(codes, answers, strict=False))
    return section_state(current().sections[DATA], given, draft.firm)


def test_an_empty_assessment_asks_the_first_level_only(draft: Assessment) -> None:
    progress = progress_of(draft)
    # Level 1 without the trimmed product service 36, barriers 22, gates 4, items 44, green steps 8; amounts are not
    # counted.
    assert (progress.answered, progress.asked) == (0, 114)
    assert progress.percent == 0
    assert len(progress.missing) == 114
    assert progress.minutes_left > 60


def test_the_ladder_opens_where_a_level_is_passed(draft: Assessment) -> None:
    assert data(draft).asked == ("IM-DATA-L1-1", "IM-DATA-L1-2")
    assert data(draft, "1").required == ("IM-DATA-L1-2",)
    assert data(draft, "1", "0.5").done, "a mean of 0.75 does not open level 2"
    opened = data(draft, "0.8", "0.8")
    assert (opened.open_level, opened.top_level, len(opened.asked)) == (2, 5, 4)
    assert opened.required == ("IM-DATA-L2-1", "IM-DATA-L2-2")
    assert data(draft, "na", "na").open_level == 2, "a level with nothing to assess is passed over"


def test_a_level_opened_by_hand_is_shown_and_not_required(draft: Assessment) -> None:
    open_section(assessment=draft, section=DATA, level=3, by=None)
    section = state(progress_of(draft), DATA)
    assert (section.open_level, len(section.asked)) == (3, 7)
    assert section.required == ("IM-DATA-L1-1", "IM-DATA-L1-2")


def test_answers_above_a_level_that_fell_again_stay_in_sight(draft: Assessment) -> None:
    record_answers(assessment=draft, section=DATA, answers={"IM-DATA-L2-1": "0.5"}, version=0, by=None)
    section = state(progress_of(draft), DATA)
    assert (section.open_level, section.answered) == (2, 1)
    assert section.required == ("IM-DATA-L1-1", "IM-DATA-L1-2")


def test_what_the_firm_does_not_do_is_not_asked(draft: Assessment, firm: Firm) -> None:
    codes = {row.section.code for row in progress_of(draft).sections}
    assert "manufacturing.service.product-service" not in codes
    assert len(codes) == 32
    update_firm(firm=firm, by=None, **{**FIRM_FACTS, "production": "process"})
    draft.refresh_from_db()
    codes = {row.section.code for row in progress_of(draft).sections}
    assert "manufacturing.design.product-design" not in codes, "the process profile does not ask it"


def test_a_complete_assessment_is_done(draft: Assessment) -> None:
    answer_all(draft)
    progress = progress_of(draft)
    assert (progress.percent, progress.missing, progress.minutes_left) == (100, (), 0)


def test_the_look_up_costs_three_queries_at_most(
    answered: Assessment, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        progress_of(Assessment.objects.select_related("firm").get(pk=answered.pk))
    fresh = Assessment.objects.get(pk=answered.pk)
    with django_assert_max_num_queries(3):
        progress_of(fresh)
    known = {"IM-DATA-L1-1": "1"}
    with django_assert_max_num_queries(1):
        progress_of(fresh, known)
