"""The roadmap page: what to reach and what may be spent, in the address; the way there, or why there is none."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict

from accounts.models import User
from assessments.models import Assessment, Plan, Result
from assessments.selectors import standing_of_result
from planning.errors import NoProof, NumbersTooLarge, PlanningError
from tests.web.conftest import Seen
from tests.web.test_results import CODE_FORM, visible
from web.context.roadmap import roadmap_form
from web.forms.roadmap import target_fields

pytestmark = pytest.mark.django_db

NEXT = "im-capability:2"


@pytest.fixture
def result(submitted: Assessment) -> Result:
    return submitted.results.get()


def address(assessment: Assessment) -> str:
    return f"/assessments/{assessment.pk}/roadmap/"


def steps(page: str) -> list[str]:
    return re.findall(r'form="roadmap-form" name="pin" value="([^"]+)"', page)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_without_a_choice_it_is_the_roadmap_of_the_result(
    seen_by: Seen, owner: User, submitted: Assessment, result: Result, language: str
) -> None:
    page = seen_by(owner, language).get(address(submitted)).content.decode()
    phases = result.document["roadmap"]["phases"]
    assert steps(page) == [row["code"] for phase in phases for row in phase["measures"]]
    assert page.count("<svg") >= 2
    assert not CODE_FORM.findall(visible(page))


def test_the_way_is_shown_with_its_proof_its_phases_and_what_stands_after_them(
    seen_by: Seen, owner: User, submitted: Assessment
) -> None:
    words = visible(seen_by(owner).get(address(submitted), {"target": NEXT}).content.decode())
    for said in (
        "Proved: no other choice",
        "Months 0–6",
        "After 36 months",
        "Level 2",
        "staff-days",
        "What was pinned",
    ):
        assert (said in words) is (said != "What was pinned"), said


TARGETS = {
    "a level": {"target": NEXT},
    "a sub-domain": {"target": "part", "part": "technology.data", "part_level": "2"},
    "a whole target in the address": {"target": "im-capability:technology.data:2"},
    "a tier": {"target": "green-factory-2018:provincial"},
    "a stage": {"target": "transformation-path:1"},
    "barriers": {"target": "barriers", "group": "all", "below": "49"},
    "energy": {"target": "energy", "cut": "1"},
    "carbon in full-width digits": {"target": "co2", "cut": "１.５%"},
    "the most for the money": {"target": "im-capability:most", "budget": "10"},
    "money and days by phase": {"target": NEXT, "money_1": "100", "money_2": "200", "days_1": "400", "carry": "on"},
    "what stands already": {"target": "green-factory-2018:cultivating"},
}


@pytest.mark.parametrize("query", TARGETS.values(), ids=TARGETS)
def test_every_kind_of_target_gets_a_way_or_a_reason(
    seen_by: Seen, owner: User, submitted: Assessment, query: dict[str, str]
) -> None:
    response = seen_by(owner).get(address(submitted), query)
    page = response.content.decode()
    assert response.status_code == 200
    assert "note-success" in page or "This cannot be reached" in page


def test_a_budget_too_small_says_so_and_offers_the_nearest(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    client = seen_by(owner)
    page = client.get(address(submitted), {"target": "barriers", "group": "all", "below": "10"}).content.decode()
    assert "This cannot be reached" in page
    nearest = re.search(r'name="nearest" value="([^"]+)"', page)
    assert nearest
    page = client.get(address(submitted), {"target": "barriers", "below": "10", "nearest": nearest[1]}).content.decode()
    assert "note-success" in page
    page = client.get(address(submitted), {"target": NEXT, "budget": "0"}).content.decode()
    assert "The money is not enough" in visible(page)


def test_a_dropped_measure_is_gone_and_can_be_taken_back(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    client = seen_by(owner)
    target = "im-capability:most"
    first = steps(client.get(address(submitted), {"target": target}).content.decode())
    page = client.get(address(submitted), {"target": target, "drop": first[-1]}).content.decode()
    assert first[-1] not in steps(page)
    assert re.search(rf'name="drop" value="{first[-1]}" checked', page)


def test_a_pinned_measure_stays_although_nothing_needs_it(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    client = seen_by(owner)
    needed = steps(client.get(address(submitted), {"target": NEXT}).content.decode())
    more = steps(client.get(address(submitted), {"target": "green-factory-2018:most"}).content.decode())
    extra = next(code for code in more if code not in needed)
    page = client.get(address(submitted), {"target": NEXT, "pin": extra}).content.decode()
    assert extra in steps(page)
    assert re.search(rf'name="pin" value="{extra}" checked', page)


def test_a_pin_that_cannot_be_kept_is_named_and_the_rest_is_planned(
    seen_by: Seen, owner: User, submitted: Assessment, result: Result
) -> None:
    standing = standing_of_result(result)
    other = next(code for code, row in standing.catalogue.items() if not row.fits(industry="C34", size="small"))
    page = seen_by(owner).get(address(submitted), {"target": NEXT, "pin": other}).content.decode()
    assert "These cannot be kept" in page
    assert steps(page)


WRONG = {
    "no such target": ({"target": "no-such:1"}, "one of the targets"),
    "a level there is not": ({"target": "im-capability:9"}, "one of the targets"),
    "a sub-domain there is not": ({"target": "part", "part": "no.such", "part_level": "2"}, "not one of the available"),
    "no number": ({"target": "energy", "cut": "a lot"}, "a number"),
    "nothing": ({"target": "energy", "cut": ""}, "needed"),
    "everything": ({"target": "energy", "cut": "100"}, "below 100"),
    "too severe": ({"target": "barriers", "group": "all", "below": "101"}, "up to 100"),
    "zero": ({"target": "barriers", "group": "all", "below": "0"}, "above 0"),
    "negative": ({"target": NEXT, "budget": "-5"}, "negative"),
    "words for money": ({"target": NEXT, "budget": "五万"}, "digits"),
    "exponent": ({"target": NEXT, "days_2": "1e3"}, "written out|in full"),
    "far too much": ({"target": NEXT, "budget": "9" * 14}, "too large"),
    "control character": ({"target": NEXT, "money_3": "5\x00"}, "Null characters"),
    "a number too large to be written out": ({"target": "energy:-1e99999999"}, "one of the targets"),
    "a control character for a target": ({"target": "im-capability:\x00"}, "one of the targets"),
}


@pytest.mark.parametrize(("query", "said"), WRONG.values(), ids=WRONG)
def test_bad_input_keeps_what_was_typed_and_says_what_to_do(
    seen_by: Seen, owner: User, submitted: Assessment, query: dict[str, str], said: str
) -> None:
    response = seen_by(owner).get(address(submitted), query)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Please check what is marked below" in page
    assert re.search(said, visible(page)), said
    for name, value in query.items():
        if name.startswith(("budget", "cut", "below", "days", "money")) and value and "\x00" not in value:
            assert f'value="{value}"' in page


@pytest.mark.parametrize("error", [NoProof("iteration limit"), NumbersTooLarge(10**18, 10**15)], ids=["proof", "size"])
def test_what_the_solver_cannot_prove_is_a_message_and_no_failure(
    seen_by: Seen, owner: User, submitted: Assessment, monkeypatch: pytest.MonkeyPatch, error: PlanningError
) -> None:
    def fails(*_args: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr("web.context.roadmap.roadmap_document", fails)
    response = seen_by(owner).get(address(submitted), {"target": NEXT})
    assert response.status_code == 200
    assert "No plan could be proven best" in response.content.decode()


def test_saving_keeps_target_limits_pins_and_drops(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    client = seen_by(owner)
    target = "im-capability:most"
    pin, drop = (lambda codes: (codes[0], codes[-1]))(
        steps(client.get(address(submitted), {"target": target, "budget": "40"}).content.decode())
    )
    query = {"target": target, "budget": "40", "days_1": "300", "pin": pin, "drop": drop}
    page = client.get(address(submitted), query).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(target|budget|days_1|pin|drop)" value="([^"]+)">', page))
    assert hidden == query
    save = f"/assessments/{submitted.pk}/plans/save/"
    client.post(save, {**hidden, "title": "To the top"})
    plan = Plan.objects.get()
    assert (plan.title, plan.target, str(plan.budget_wan), plan.phase_days) == (
        "To the top",
        target,
        "40.0000",
        ["300", None, None],
    )
    assert plan.actions.get(measure=pin).pinned
    assert plan.actions.get(measure=drop).status == "dropped"


def test_a_plan_that_cannot_be_saved_leads_back_to_the_choice_with_the_reason(
    seen_by: Seen, owner: User, submitted: Assessment
) -> None:
    save = f"/assessments/{submitted.pk}/plans/save/"
    client = seen_by(owner)
    for form, said in (
        ({"target": NEXT, "budget": "0", "title": "x"}, "cannot be reached"),
        ({"target": "nonsense", "title": "x"}, "Not saved"),
        ({"target": NEXT, "title": "x" * 121}, "At most 120"),
    ):
        response = client.post(save, form)
        assert response["Location"].startswith(address(submitted))
        page = client.get(response["Location"]).content.decode()
        assert said in page
    assert not Plan.objects.exists()


def test_only_planners_are_offered_to_save(
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
        assert ("Save the plan" in response.content.decode()) is saves


def test_the_page_costs_a_constant_number_of_queries(
    seen_by: Seen, owner: User, submitted: Assessment, django_assert_max_num_queries
) -> None:
    client = seen_by(owner)
    with django_assert_max_num_queries(8):
        client.get(address(submitted), {"target": NEXT})


def test_the_form_reads_every_target_it_can_write(result: Result) -> None:
    standing = standing_of_result(result)
    for written in (
        NEXT,
        "im-capability:technology.data:3",
        "green-factory-2018:provincial",
        "transformation-path:2",
        "barriers:all:50",
        "barriers:unable:12.5",
        "energy:-10",
        "co2:-0.5",
        "im-capability:most",
        "mechanisms:most",
    ):
        query = QueryDict(mutable=True)
        query.update(target_fields(written, standing.today.readings))
        form = roadmap_form(result, standing, query)
        assert form.is_valid(), (written, form.errors)
        assert form.asked.text == written
