"""Answering: what is shown, what is saved, and what happens when two people answer at once."""

import re

import pytest
from django.test import Client

from accounts.models import User
from assessments.models import Answer, Assessment, SectionVersion
from assessments.selectors import progress_of
from assessments.services import record_answers
from content.model import Content
from tests.conftest import answer_all
from tests.web.conftest import Seen, section_url

pytestmark = pytest.mark.django_db

STRATEGY = "people.strategy"
FIRST, SECOND = "IM-STRATEGY-L1-1", "IM-STRATEGY-L1-2"
HTMX = {"HX-Request": "true"}

SAVE_QUERIES = 15
"""The most one saved answer may cost. The first save of a section also makes the row that counts its versions."""


def save(client: Client, assessment: Assessment, version: int, code: str = STRATEGY, **fields: str):
    """Save in the background, as the page does."""
    data = {name.replace("__", "-"): value for name, value in fields.items()}
    return client.post(section_url(assessment, code), {"version": version, "shown": 1, **data}, headers=HTMX)


def answer(
    client: Client, assessment: Assessment, version: int, given: dict[str, str], code: str = STRATEGY, **more: str
):
    data = {f"a.{question}": value for question, value in given.items()}
    return client.post(section_url(assessment, code), {"version": version, "shown": 1, **data, **more}, headers=HTMX)


def stored(assessment: Assessment) -> dict[str, str]:
    return dict(Answer.objects.filter(assessment=assessment).values_list("question", "value"))


def test_a_section_shows_question_example_help_and_choices(
    seen_by: Seen, owner: User, draft: Assessment, content: Content
) -> None:
    response = seen_by(owner).get(section_url(draft))
    page = response.content.decode()
    question = content.questions[FIRST]
    assert question.text["en"] in page.replace("&#x27;", "'")
    assert f'name="a.{FIRST}" value="0.8"' in page
    assert "Not applicable" in page
    assert page.count('<fieldset class="question') == 2
    assert "no-store" in response["Cache-Control"]
    for forbidden in (" style=", "<style", "onclick=", "onchange="):
        assert forbidden not in page


def test_a_section_is_chinese_for_a_chinese_reader(
    seen_by: Seen, owner: User, draft: Assessment, content: Content
) -> None:
    page = seen_by(owner, "zh-hans").get(section_url(draft)).content.decode()
    assert content.questions[FIRST].text["zh-hans"] in page
    assert "完全做到" in page


def test_an_answer_saves_itself_and_returns_the_new_version(seen_by: Seen, owner: User, draft: Assessment) -> None:
    response = answer(seen_by(owner), draft, 0, {FIRST: "1"})
    page = response.content.decode()
    assert response.status_code == 200
    assert response["X-Section-Version"] == "1"
    assert 'id="version" value="1"' in page
    assert "Saved at" in page
    assert "1 answered here" in page
    assert stored(draft) == {FIRST: "1"}


def test_the_first_version_is_taken_once_and_then_counted_on(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    for version, value in enumerate(("1", "0.8", "0.5")):
        assert answer(client, draft, version, {FIRST: value}).status_code == 200
    assert stored(draft) == {FIRST: "0.5"}


def test_a_note_is_kept_beside_the_answer_and_shown_again(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    client.post(section_url(draft), {"version": 0, f"n.{FIRST}": "see the plan\r\nof 2025"}, headers=HTMX)
    assert Answer.objects.get(question=FIRST).note == "see the plan\nof 2025"
    assert "see the plan" in client.get(section_url(draft)).content.decode()


def test_an_answer_can_be_taken_back(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    answer(client, draft, 0, {FIRST: "1"})
    response = client.post(section_url(draft), {"version": 1, f"a.{FIRST}": "1", "do": f"clear:{FIRST}"})
    assert response["Location"].endswith(f"#q-{FIRST}")
    assert not any(stored(draft).values())


def test_without_scripts_a_full_save_leads_to_the_next_section(seen_by: Seen, owner: User, draft: Assessment) -> None:
    response = seen_by(owner).post(
        section_url(draft), {"version": 0, f"a.{FIRST}": "1", f"a.{SECOND}": "0.8", "do": "next"}
    )
    assert response["Location"] == section_url(draft, "people.skills")
    assert stored(draft) == {FIRST: "1", SECOND: "0.8"}


def test_the_last_section_leads_to_the_review(seen_by: Seen, owner: User, draft: Assessment) -> None:
    last = list(progress_of(draft).sections)[-1].section.code
    response = seen_by(owner).post(section_url(draft, last), {"version": 0, "do": "next"})
    assert response["Location"] == f"/assessments/{draft.pk}/review/"


def test_a_level_opens_once_the_one_below_is_met(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    before = answer(client, draft, 0, {FIRST: "1"}).content.decode()
    assert "IM-STRATEGY-L2-1" not in before
    after = answer(client, draft, 1, {SECOND: "0.8"}).content.decode()
    assert 'hx-swap-oob="beforeend:#levels"' in after
    assert "a.IM-STRATEGY-L2-1" in after
    assert f"a.{FIRST}" not in after
    assert 'id="shown" value="2"' in after
    assert "Level 2 has opened below" in after


def test_a_level_stays_closed_while_the_one_below_is_not_met(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    page = answer(client, draft, 0, {FIRST: "1", SECOND: "0.5"}).content.decode()
    assert "L2-1" not in page
    assert "nothing missing" in page
    assert "Answer level 2 already" in client.get(section_url(draft)).content.decode()


def test_a_person_may_open_the_next_level_early(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    response = client.post(section_url(draft), {"version": 0, f"a.{FIRST}": "0.5", "do": "open:2"})
    assert response["Location"].endswith("#level-2")
    page = client.get(section_url(draft)).content.decode()
    assert "IM-STRATEGY-L2-1" in page
    assert stored(draft) == {FIRST: "0.5"}
    assert client.post(section_url(draft), {"version": 1, "do": "open:9"}).status_code == 404


def test_a_second_tab_gets_409_with_both_texts(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    answer(client, draft, 0, {FIRST: "1"})
    response = answer(client, draft, 0, {FIRST: "0.5"})
    page = response.content.decode()
    assert response.status_code == 409
    assert response["X-Section-Conflict"] == f"a.{FIRST}"
    assert response["X-Section-Version"] == "1"
    mine, theirs = re.search(
        r"What you typed.*?<dd>(.*?)</dd>.*?What is stored now.*?<dd>(.*?)</dd>", page, re.S
    ).groups()
    assert (mine, theirs) == ("Partly", "Fully")
    assert "Keep mine" in page
    assert re.search(r"1 of \d+ questions answered", page)
    assert stored(draft) == {FIRST: "1"}


def test_a_conflict_over_a_note_shows_both_notes(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    client.post(section_url(draft), {"version": 0, f"n.{FIRST}": "mine is <b>first</b>"}, headers=HTMX)
    response = client.post(section_url(draft), {"version": 0, f"n.{FIRST}": "second"}, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 409
    assert "second" in page
    assert "mine is &lt;b&gt;first&lt;/b&gt;" in page


def test_without_scripts_a_conflict_shows_the_page_with_both_texts(
    seen_by: Seen, owner: User, draft: Assessment
) -> None:
    client = seen_by(owner)
    answer(client, draft, 0, {FIRST: "1"})
    response = client.post(section_url(draft), {"version": 0, f"a.{FIRST}": "0", "do": "next"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else answered here" in page
    assert f'name="a.{FIRST}" value="1" checked' in page


@pytest.mark.parametrize(("wish", "kept"), [("mine", "0.5"), ("theirs", "1")])
@pytest.mark.parametrize("target", ["a.IM-STRATEGY-L1-1", "*"])
def test_a_conflict_is_settled_by_a_choice(
    seen_by: Seen, owner: User, draft: Assessment, wish: str, kept: str, target: str
) -> None:
    client = seen_by(owner)
    answer(client, draft, 0, {FIRST: "1"})
    answer(client, draft, 0, {FIRST: "0.5"})
    response = answer(client, draft, 1, {FIRST: "0.5"}, do=f"{wish}:{target}")
    assert response.status_code == 200
    assert "Keep mine" not in response.content.decode()
    assert f'name="a.{FIRST}" value="{kept}" checked' in response.content.decode()
    assert stored(draft)[FIRST] == kept


def test_settling_one_of_two_conflicts_leaves_the_other(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    answer(client, draft, 0, {FIRST: "1", SECOND: "1"})
    assert answer(client, draft, 0, {FIRST: "0.5", SECOND: "0.5"}).content.decode().count("data-field=") == 2
    response = answer(client, draft, 1, {FIRST: "0.5", SECOND: "0.5"}, do=f"mine:a.{FIRST}")
    page = response.content.decode()
    assert page.count("data-field=") == 1
    assert response["X-Section-Version"] == "2"
    response = answer(client, draft, 2, {SECOND: "0.5"}, do="theirs:*")
    assert "data-field=" not in response.content.decode()
    assert stored(draft) == {FIRST: "0.5", SECOND: "1"}


def test_a_save_sent_twice_is_no_conflict(seen_by: Seen, owner: User, draft: Assessment) -> None:
    """The answer arrived, its acknowledgement was lost: the page sends it again with the old version."""
    client = seen_by(owner)
    answer(client, draft, 0, {FIRST: "1"})
    response = answer(client, draft, 0, {FIRST: "1"})
    assert response.status_code == 200
    assert response["X-Section-Version"] == "1"


def test_two_people_may_answer_different_questions_at_the_same_time(
    seen_by: Seen, owner: User, editor: User, draft: Assessment
) -> None:
    answer(seen_by(owner), draft, 0, {FIRST: "1"})
    response = answer(seen_by(editor), draft, 0, {SECOND: "0.8"}, **{f"was.a.{SECOND}": ""})
    assert response.status_code == 200
    assert response["X-Section-Version"] == "2"
    assert stored(draft) == {FIRST: "1", SECOND: "0.8"}


@pytest.mark.parametrize(
    "data",
    [
        {f"a.{FIRST}": "0.9"},
        {f"a.{FIRST}": "１"},
        {"a.IM-SKILLS-L1-1": "1"},
        {"a.NO-SUCH-CODE": "1"},
        {f"n.{FIRST}": "nul\x00"},
        {f"n.{FIRST}": "x" * 4001},
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_stored(
    seen_by: Seen, owner: User, draft: Assessment, data: dict[str, str]
) -> None:
    for headers in (HTMX, {}):
        response = seen_by(owner).post(section_url(draft), {"version": 0, **data}, headers=headers)
        assert response.status_code == 422
    assert not Answer.objects.exists()


@pytest.mark.parametrize("version", ["x", "-1", "9" * 12, ""])
def test_a_damaged_form_is_400(seen_by: Seen, owner: User, draft: Assessment, version: str) -> None:
    response = seen_by(owner).post(section_url(draft), {"version": version, f"a.{FIRST}": "1"})
    assert response.status_code == 400
    assert not Answer.objects.exists()


def test_a_viewer_reads_without_controls_and_cannot_save(
    seen_by: Seen, owner: User, viewer: User, consultant: User, draft: Assessment
) -> None:
    answer(seen_by(owner), draft, 0, {FIRST: "0.8"})
    for person in (viewer, consultant):
        client = seen_by(person)
        page = client.get(section_url(draft)).content.decode()
        assert "Mostly" in page
        assert '<input type="radio"' not in page
        for headers in (HTMX, {}):
            for wish in ("", "mine:*", "theirs:*", "open:2"):
                data = {"version": 1, f"a.{FIRST}": "1", "do": wish}
                assert client.post(section_url(draft), data, headers=headers).status_code == 403, wish
    assert stored(draft) == {FIRST: "0.8"}


def test_a_stranger_gets_the_same_404_as_for_nothing(
    seen_by: Seen, stranger: User, unassigned_consultant: User, draft: Assessment
) -> None:
    missing = "/assessments/00000000-0000-4000-8000-000000000000/sections/people.strategy/"
    for person in (stranger, unassigned_consultant):
        client = seen_by(person)
        foreign, nothing = client.get(section_url(draft)), client.get(missing)
        assert foreign.status_code == nothing.status_code == 404
        bodies = [
            re.sub(r'value="[\w-]{64}"|/assessments/[0-9a-f-]{36}/', "", r.content.decode()) for r in (foreign, nothing)
        ]
        assert bodies[0] == bodies[1]
        assert client.post(section_url(draft), {"version": 0, f"a.{FIRST}": "1"}).status_code == 404


def test_an_anonymous_save_in_the_background_is_401_and_a_page_leads_to_the_log_in(
    seen_by: Seen, draft: Assessment
) -> None:
    client = seen_by()
    assert client.post(section_url(draft), {"version": 0}, headers=HTMX).status_code == 401
    assert client.get(section_url(draft))["Location"].startswith("/accounts/login/?next=/assessments/")


def test_unknown_and_trimmed_sections_are_not_shown(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    assert client.get(section_url(draft, "no.such")).status_code == 404
    trimmed = client.get(section_url(draft, "manufacturing.service.product-service"))
    assert trimmed["Location"] == f"/assessments/{draft.pk}/"
    page = client.get(f"/assessments/{draft.pk}/").content.decode()
    assert "product-service" not in page
    assert "customer-service" in page


def test_a_submitted_section_is_read_only(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    client = seen_by(owner)
    page = client.get(section_url(submitted)).content.decode()
    assert "can be read, not changed" in page
    assert '<input type="radio"' not in page
    before = stored(submitted)
    version = SectionVersion.objects.get(assessment=submitted, section=STRATEGY).version
    full = client.post(section_url(submitted), {"version": version, f"a.{FIRST}": "0"})
    quiet = client.post(section_url(submitted), {"version": version, f"a.{FIRST}": "0"}, headers=HTMX)
    assert (full.status_code, quiet.status_code) == (409, 409)
    assert "Already submitted" in full.content.decode()
    assert quiet["HX-Refresh"] == "true"
    assert stored(submitted) == before


def test_saving_one_answer_costs_the_same_however_much_is_answered(
    seen_by: Seen, owner: User, draft: Assessment, django_assert_max_num_queries
) -> None:
    client = seen_by(owner)
    with django_assert_max_num_queries(SAVE_QUERIES):
        answer(client, draft, 0, {FIRST: "1"})
    with django_assert_max_num_queries(SAVE_QUERIES) as small:
        answer(client, draft, 1, {FIRST: "0.8"})
    Answer.objects.all().delete()
    SectionVersion.objects.all().delete()
    answer_all(draft)
    with django_assert_max_num_queries(SAVE_QUERIES) as full:
        answer(client, draft, 1, {FIRST: "0.5"})
    assert len(full) == len(small)


def test_a_section_page_costs_the_same_however_much_is_answered(
    seen_by: Seen, owner: User, draft: Assessment, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    client = seen_by(owner)
    with django_assert_max_num_queries(12) as empty:
        client.get(section_url(draft))
    record_answers(assessment=draft, section=STRATEGY, answers={FIRST: "1", SECOND: "1"}, version=0, by=None)
    with django_assert_num_queries(len(empty)):
        client.get(section_url(draft))
