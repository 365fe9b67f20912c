"""The what-if page: ticked and planned in its address, worked out at once, stored nowhere."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from accounts.models import AuditEntry, User
from assessments.models import Answer, Assessment, Plan, Result
from assessments.selectors import standing_of_result
from content.model import Content
from tests.web.conftest import Seen
from tests.web.test_results import CODE_FORM, visible
from web.context.whatif import offered
from web.forms.whatif import MOST_TEXT, TypedWhatIf

pytestmark = pytest.mark.django_db

BACKGROUND = {"HX-Request": "true"}


@pytest.fixture
def result(submitted: Assessment) -> Result:
    return submitted.results.get()


def address(assessment: Assessment) -> str:
    return f"/assessments/{assessment.pk}/whatif/"


def outcome(page: str) -> str:
    return visible(page[page.index('id="outcome"') :])


def with_prerequisite(result: Result) -> str:
    """A measure that still needs another one first."""
    measures = offered(standing_of_result(result))
    return next(code for code, measure in measures.items() if set(measure.prerequisites) & set(measures))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everything_that_fits_can_be_ticked_and_has_a_name(
    seen_by: Seen, owner: User, submitted: Assessment, result: Result, content: Content, language: str
) -> None:
    page = seen_by(owner, language).get(address(submitted)).content.decode()
    measures = offered(standing_of_result(result))
    assert set(re.findall(r'name="m" value="([^"]+)"', page)) == set(measures)
    words = visible(page).replace("&#x27;", "'").replace("&amp;", "&")
    assert not CODE_FORM.findall(words)
    best = result.document["measures"][0]["code"]
    assert content.measures[best].title[language] in words


def test_the_most_worthwhile_measure_comes_first_in_its_months(
    seen_by: Seen, owner: User, submitted: Assessment, result: Result, content: Content
) -> None:
    page = seen_by(owner).get(address(submitted)).content.decode()
    advised = [row["code"] for row in result.document["measures"]]
    soon = [code for code in advised if content.measures[code].horizon == "0-6"]
    assert re.findall(r'name="m" value="([^"]+)"', page)[: len(soon)] == soon


def test_a_ticked_measure_moves_a_score_and_says_what_it_needs_first(
    seen_by: Seen, owner: User, submitted: Assessment, result: Result, content: Content
) -> None:
    code = with_prerequisite(result)
    client = seen_by(owner)
    before = outcome(client.get(address(submitted)).content.decode())
    page = client.get(address(submitted), {"m": code}).content.decode()
    assert "everything is as today" in before
    assert "Also needs" not in before
    after = outcome(page)
    assert "everything is as today" not in after
    assert "Also needs" in after
    implied = re.search(r'data-implied="([^"]+)"', page)
    assert implied
    for needed in implied[1].split():
        assert content.measures[needed].title["en"] in after.replace("&#x27;", "'")


def test_a_planned_answer_is_graded_and_better_or_worse_is_said_in_a_word(
    seen_by: Seen, owner: User, submitted: Assessment
) -> None:
    client = seen_by(owner)
    lost = outcome(client.get(address(submitted), {"a.GF-GATE-COMPLIANCE": "no"}).content.decode())
    assert "to “Not ready”" in lost
    assert "worse" in lost
    assert "better" not in lost
    won = outcome(client.get(address(submitted), {"a.IM-ENERGY-L1-1": "1", "a.IM-ENERGY-L2-1": "1"}).content.decode())
    assert "better" in won


def test_nothing_is_stored(seen_by: Seen, owner: User, submitted: Assessment, result: Result) -> None:
    def stored() -> list[object]:
        return [list(table.objects.order_by("pk").values()) for table in (Answer, Result, Plan, AuditEntry)]

    before = stored()
    client = seen_by(owner)
    client.get(address(submitted), {"m": with_prerequisite(result)})
    client.post(address(submitted), {"m": with_prerequisite(result)})
    assert stored() == before


def test_a_form_without_a_script_is_led_to_the_address_of_its_choice(
    seen_by: Seen, owner: User, submitted: Assessment, result: Result
) -> None:
    code = with_prerequisite(result)
    response = seen_by(owner).post(address(submitted), {"m": code, "a.GF-GATE-COMPLIANCE": "no", "q": "energy"})
    assert response.status_code == 302
    query = dict(parse_qsl(urlsplit(response["Location"]).query))
    assert query == {"m": code, "a.GF-GATE-COMPLIANCE": "no", "q": "energy"}


def test_a_choice_too_long_for_an_address_is_worked_out_all_the_same(
    seen_by: Seen, owner: User, submitted: Assessment, result: Result
) -> None:
    every = list(offered(standing_of_result(result)))
    response = seen_by(owner).post(address(submitted), {"m": every})
    assert response.status_code == 200
    assert len(response.content) > MOST_TEXT
    assert response.content.decode().count(" checked>") == len(every)


def test_a_change_in_the_background_gives_the_result_alone_and_the_new_address(
    seen_by: Seen, owner: User, submitted: Assessment, result: Result
) -> None:
    code = with_prerequisite(result)
    response = seen_by(owner).post(address(submitted), {"m": code}, headers=BACKGROUND)
    page = response.content.decode()
    assert "<html" not in page
    assert 'id="outcome"' in page
    assert 'hx-swap-oob="innerHTML:#said"' in page
    assert response["HX-Replace-Url"] == f"{address(submitted)}?m={code}"


@pytest.mark.parametrize(("words", "wanted"), [("Energy", "energy"), ("能源", "energy"), ("no such word", "Nothing")])
def test_a_search_finds_questions_in_both_languages(
    seen_by: Seen, owner: User, submitted: Assessment, words: str, wanted: str
) -> None:
    headers = {**BACKGROUND, "HX-Target": "questions"}
    page = seen_by(owner).post(address(submitted), {"q": words}, headers=headers).content.decode()
    assert wanted in visible(page)
    assert "outcome" not in page


BROKEN = {
    "no such measure": {"m": "MEA-NO-SUCH"},
    "no such question": {"a.NO-SUCH": "1"},
    "not an answer": {"a.GF-GATE-COMPLIANCE": "perhaps"},
    "full-width answer": {"a.GF-GATE-COMPLIANCE": "０"},
    "not applicable": {"a.IM-ENERGY-L1-1": "na"},
    "a quantity": {"a.electricity_grid": "5"},
    "control characters": {"m": "\x00", "a.\x00": "\x00"},
    "markup": {"m": "<script>alert(1)</script>"},
    "a measure that is done": {"m": "MEA-ENERGY-RULES-AND-LEDGER"},
}


@pytest.mark.parametrize("query", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_the_address_says_and_nobody_knows_is_left_out_and_said(
    seen_by: Seen, owner: User, submitted: Assessment, query: dict[str, str], method: str
) -> None:
    client: Client = seen_by(owner)
    response = getattr(client, method)(address(submitted), query, follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    assert "everything is as today" in outcome(page)
    assert "<script>alert" not in page
    if method == "get":
        assert "no longer fit" in visible(page)


def test_readers_may_try_and_only_planners_may_save(
    seen_by: Seen, owner: User, editor: User, viewer: User, consultant: User, stranger: User, submitted: Assessment
) -> None:
    for person, status, saves in (
        (owner, 200, True),
        (editor, 200, True),
        (consultant, 200, True),
        (viewer, 200, False),
        (stranger, 404, False),
    ):
        response = seen_by(person).get(address(submitted))
        assert response.status_code == status
        assert ("Save as a plan" in response.content.decode()) is saves


def test_a_draft_has_nothing_to_change_yet(seen_by: Seen, owner: User, draft: Assessment) -> None:
    assert seen_by(owner).get(address(draft)).status_code == 404


def test_what_is_ticked_is_saved_as_a_plan_of_exactly_that_and_what_it_needs(
    seen_by: Seen, owner: User, submitted: Assessment, result: Result, content: Content
) -> None:
    code = with_prerequisite(result)
    form = {"m": code, "from": "whatif", "title": "Our first try"}
    response = seen_by(owner).post(f"/assessments/{submitted.pk}/plans/save/", form)
    plan = Plan.objects.get()
    assert response["Location"] == f"/plans/{plan.pk}/"
    assert (plan.title, plan.target, plan.created_by) == ("Our first try", "", owner)
    kept = set(plan.actions.values_list("measure", flat=True))
    assert code in kept
    measures = offered(standing_of_result(result))
    assert kept - {code} >= set(content.measures[code].prerequisites) & set(measures)


def test_nothing_ticked_makes_no_plan(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    response = seen_by(owner).post(f"/assessments/{submitted.pk}/plans/save/", {"from": "whatif"}, follow=True)
    assert "Not saved" in response.content.decode()
    assert not Plan.objects.exists()


def test_the_page_costs_a_constant_number_of_queries(
    seen_by: Seen, owner: User, submitted: Assessment, result: Result, django_assert_max_num_queries
) -> None:
    client = seen_by(owner)
    with django_assert_max_num_queries(8):
        client.get(address(submitted), {"m": with_prerequisite(result)})


def test_an_address_holds_each_measure_once_and_no_answer_of_today() -> None:
    typed = TypedWhatIf(("A", "B"), {"Q": "1", "R": "0"}, "words")
    assert typed.changing({"Q": "1", "R": "0.5"}).query == "m=A&m=B&a.R=0&q=words"
    assert typed.only({"A"}, {"Q": ("1",)}).unknown == 2
    assert TypedWhatIf(tuple(f"MEA-{number:04}" for number in range(400))).fits_address is False
