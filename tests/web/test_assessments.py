"""Starting, reviewing, submitting."""

import re

import pytest

from accounts.models import User
from assessments.models import Answer, Assessment, Firm, Result
from content.model import Content
from reports.models import Report
from tests.conftest import answer_all
from tests.web.conftest import Seen, section_url

pytestmark = pytest.mark.django_db


def test_the_list_shows_drafts_with_progress_and_results_with_level(
    seen_by: Seen, owner: User, viewer: User, submitted: Assessment, firm: Firm
) -> None:
    Assessment.objects.create(firm=firm, period=2026)
    page = seen_by(owner).get("/assessments/").content.decode()
    assert firm.name in page
    assert "Result 2025" in page
    assert "Level 1, Planned" in page
    assert "Assessment 2026" in page
    assert "questions answered" in page
    assert "Start another year" in page
    assert "Start another year" not in seen_by(viewer).get("/assessments/").content.decode()


def test_the_list_never_shows_foreign_firms(seen_by: Seen, stranger: User, foreign_firm: Firm, firm: Firm) -> None:
    page = seen_by(stranger).get("/assessments/").content.decode()
    assert foreign_firm.name in page
    assert firm.name not in page


def test_an_assessment_starts_empty_for_a_year(seen_by: Seen, owner: User, firm: Firm) -> None:
    response = seen_by(owner).post(f"/firms/{firm.pk}/assessments/new/", {"period": "2025", "started_from": ""})
    assessment = Assessment.objects.get()
    assert response["Location"] == f"/assessments/{assessment.pk}/"
    assert (assessment.period, assessment.answers.count()) == (2025, 0)


def test_an_assessment_may_start_from_last_year_s_answers(
    seen_by: Seen, owner: User, firm: Firm, submitted: Assessment
) -> None:
    client = seen_by(owner)
    page = client.get(f"/firms/{firm.pk}/assessments/new/").content.decode()
    assert "The answers of 2025" in page
    client.post(f"/firms/{firm.pk}/assessments/new/", {"period": "2026", "started_from": str(submitted.pk)})
    following = Assessment.objects.get(period=2026)
    assert following.started_from == submitted
    assert following.answers.count() == submitted.answers.count()
    assert following.is_draft


def test_another_firm_s_answers_are_no_choice(
    seen_by: Seen, owner: User, firm: Firm, foreign_submitted: Assessment
) -> None:
    data = {"period": "2026", "started_from": str(foreign_submitted.pk)}
    response = seen_by(owner).post(f"/firms/{firm.pk}/assessments/new/", data)
    assert response.status_code == 422
    assert not firm.assessments.exists()


@pytest.mark.parametrize("year", ["", "soon", "1999", "2101", "2025.5"])
def test_a_wrong_year_is_explained(seen_by: Seen, owner: User, firm: Firm, year: str) -> None:
    response = seen_by(owner).post(f"/firms/{firm.pk}/assessments/new/", {"period": year, "started_from": ""})
    assert response.status_code == 422
    assert not firm.assessments.exists()


def test_a_year_under_way_opens_the_draft_that_is_there(
    seen_by: Seen, owner: User, firm: Firm, draft: Assessment
) -> None:
    response = seen_by(owner).post(f"/firms/{firm.pk}/assessments/new/", {"period": "2025", "started_from": ""})
    assert response["Location"] == f"/assessments/{draft.pk}/"
    assert firm.assessments.count() == 1


def test_viewers_consultants_and_strangers_start_nothing(
    seen_by: Seen, firm: Firm, viewer: User, consultant: User, stranger: User
) -> None:
    address = f"/firms/{firm.pk}/assessments/new/"
    for person, status in ((viewer, 403), (consultant, 403), (stranger, 404)):
        client = seen_by(person)
        assert client.get(address).status_code == status
        assert client.post(address, {"period": "2025"}).status_code == status
    assert not firm.assessments.exists()


def test_the_overview_leads_to_the_first_question_that_is_missing(
    seen_by: Seen, owner: User, answered: Assessment, content: Content
) -> None:
    code = content.sections["green.gate"].questions[0]
    Answer.objects.filter(assessment=answered, question=code).delete()
    page = seen_by(owner).get(f"/assessments/{answered.pk}/").content.decode()
    assert f'href="{section_url(answered, "green.gate")}#q-{code}"' in page
    assert "Jump to what is missing" in page
    assert "1 open" in page


def test_the_review_lists_what_is_missing_first_and_offers_no_submission(
    seen_by: Seen, owner: User, answered: Assessment, content: Content
) -> None:
    code = content.sections["green.gate"].questions[0]
    Answer.objects.filter(assessment=answered, question=code).delete()
    page = seen_by(owner).get(f"/assessments/{answered.pk}/review/").content.decode()
    assert page.index("Still open") < page.index("review-section")
    assert f"{section_url(answered, 'green.gate')}#q-{code}" in page
    assert 'name="confirm"' not in page


def test_an_incomplete_submission_is_refused_and_lists_the_open_questions(
    seen_by: Seen, owner: User, draft: Assessment, content: Content
) -> None:
    response = seen_by(owner).post(f"/assessments/{draft.pk}/review/", {"confirm": "yes"})
    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(r"Not submitted: \d+ questions are still open", page)
    assert content.questions["IM-STRATEGY-L1-1"].text["en"] in page.replace("&#x27;", "'")
    assert not Result.objects.exists()


def test_a_submission_needs_its_confirmation(seen_by: Seen, owner: User, answered: Assessment) -> None:
    response = seen_by(owner).post(f"/assessments/{answered.pk}/review/")
    assert response.status_code == 422
    assert "tick the box" in response.content.decode()
    assert not Result.objects.exists()


def test_a_submission_leads_to_the_result_and_happens_once(seen_by: Seen, owner: User, answered: Assessment) -> None:
    client = seen_by(owner)
    address = f"/assessments/{answered.pk}/review/"
    assert client.post(address, {"confirm": "yes"})["Location"] == f"/assessments/{answered.pk}/result/"
    again = client.post(address, {"confirm": "yes"})
    assert again.status_code == 409
    assert Result.objects.count() == 1
    assert 'name="confirm"' not in client.get(address).content.decode()


def test_a_submission_has_the_diagnosis_written_while_the_result_is_read(
    seen_by: Seen, owner: User, answered: Assessment
) -> None:
    page = seen_by(owner).post(f"/assessments/{answered.pk}/review/", {"confirm": "yes"}, follow=True).content.decode()
    report = Report.objects.get()
    assert (report.kind, report.format, report.language, report.requested_by) == ("diagnosis", "pdf", "en", owner)
    assert "its report is being written meanwhile" in page
    assert "is waiting for its turn" in page


def test_readers_review_but_do_not_submit(
    seen_by: Seen, viewer: User, consultant: User, stranger: User, answered: Assessment
) -> None:
    address = f"/assessments/{answered.pk}/review/"
    for person, status in ((viewer, 200), (consultant, 200), (stranger, 404)):
        client = seen_by(person)
        assert client.get(address).status_code == status
        assert client.post(address, {"confirm": "yes"}).status_code == (403 if status == 200 else 404)
    assert not Result.objects.exists()


def test_the_overview_costs_the_same_however_much_is_answered(
    seen_by: Seen, owner: User, draft: Assessment, django_assert_max_num_queries, django_assert_num_queries
) -> None:
    client = seen_by(owner)
    with django_assert_max_num_queries(10) as empty:
        client.get(f"/assessments/{draft.pk}/")
    answer_all(draft)
    with django_assert_num_queries(len(empty)):
        client.get(f"/assessments/{draft.pk}/")
