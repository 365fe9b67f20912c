"""Entries of a firm in the panel: listed, added, changed, withdrawn, by those who advise the firm alone."""

from html import unescape
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.models import Firm, FirmEntry
from assessments.services import add_entry
from console.entry_form import EntryForm
from tests.assessments.test_entries import BARRIER, CASE, MEASURE, QUESTION, SOLUTION
from tests.console.conftest import SignIn

pytestmark = pytest.mark.django_db

LIST = "/console/assessments/firmentry/"
TYPED: dict[str, Any] = {
    "kind": "measure",
    "title": "错峰开机",
    "what": "早班前只开一台。",
    "first_step": "记一周压力表。",
    "relieves": [BARRIER],
    "lift_code": [f" {QUESTION.lower()} ", "", "GF-GATE-COMPLIANCE"],
    "lift_answer": ["0.8", "1", "yes"],
    "cost_low": "0.5",
    "cost_high": "2",
    "staff_days": "3",
    "payback_low": "",
    "payback_high": "",
    "horizon": "0-6",
    "valid_until": "",
    "checked_by": "",
    "source": "11月走访",
}


def add_address(firm: Firm) -> str:
    return f"{LIST}add/?firm={firm.pk}"


def change_address(entry: FirmEntry) -> str:
    return reverse("console:assessments_firmentry_change", args=(entry.pk,))


def withdraw_address(entry: FirmEntry) -> str:
    return reverse("console:assessments_firmentry_withdraw", args=(entry.pk,))


def shown(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return unescape(response.content.decode())


@pytest.fixture
def entry(firm: Firm, consultant: User) -> FirmEntry:
    return add_entry(firm=firm, by=consultant, **MEASURE)


def test_a_consultant_adds_a_measure_from_the_page_of_the_firm(as_consultant: Client, firm: Firm) -> None:
    page = shown(as_consultant, reverse("console:assessments_firm_change", args=(firm.pk,)))
    assert add_address(firm) in page
    assert "Nothing was added yet" in page
    form = shown(as_consultant, add_address(firm))
    assert firm.name in form
    response = as_consultant.post(add_address(firm), TYPED)
    entry = FirmEntry.objects.get()
    assert response["Location"] == change_address(entry)
    assert (entry.firm, entry.kind, entry.relieves) == (firm, "measure", [BARRIER])
    assert entry.lifts == {QUESTION: "0.8", "GF-GATE-COMPLIANCE": "yes"}
    assert "错峰开机" in shown(as_consultant, reverse("console:assessments_firm_change", args=(firm.pk,)))
    assert "错峰开机" in shown(as_consultant, f"/library/?firm={firm.pk}")


def test_every_mistake_stands_beside_its_field_and_what_was_typed_stays(as_consultant: Client, firm: Firm) -> None:
    wrong = {**TYPED, "title": "", "cost_low": "many", "lift_code": ["IM-NONE", ""], "lift_answer": ["1", ""]}
    page = unescape(as_consultant.post(add_address(firm), wrong).content.decode())
    assert not FirmEntry.objects.exists()
    assert 'value="IM-NONE"' in page
    # The form's own finding comes first; with it mended the service says the rest.
    assert "This field is required." in page
    page = unescape(as_consultant.post(add_address(firm), {**wrong, "title": "x"}).content.decode())
    assert "“IM-NONE” is no question whose answer a measure can raise." in page
    assert "Write a number such as 1,234.5." in page
    assert 'value="many"' in page
    assert not FirmEntry.objects.exists()


def test_a_question_that_stands_twice_is_refused(as_consultant: Client, firm: Firm) -> None:
    twice = {**TYPED, "lift_code": [QUESTION, QUESTION], "lift_answer": ["0.8", "1"]}
    assert "stands twice" in as_consultant.post(add_address(firm), twice).content.decode()
    assert not FirmEntry.objects.exists()


def test_without_a_firm_the_way_to_one_is_shown(as_consultant: Client) -> None:
    response = as_consultant.get(f"{LIST}add/", follow=True)
    assert response.redirect_chain == [(reverse("console:assessments_firm_changelist"), 302)]
    assert "Open the firm first" in response.content.decode()


def test_a_change_starts_from_what_stands_there(as_consultant: Client, entry: FirmEntry) -> None:
    page = shown(as_consultant, change_address(entry))
    assert f'value="{QUESTION}"' in page
    assert 'value="0.5"' in page
    assert f'href="/library/{entry.code}/"' in page
    assert 'name="kind"' not in page
    response = as_consultant.post(change_address(entry), {**TYPED, "kind": "case", "title": "改过的"})
    assert response["Location"] == change_address(entry)
    entry.refresh_from_db()
    assert (entry.kind, entry.title, entry.cost_high) == ("measure", "改过的", 2)


@pytest.mark.parametrize("fields", [MEASURE, SOLUTION, CASE])
def test_saving_an_untouched_form_changes_nothing(as_consultant: Client, firm: Firm, fields: dict[str, Any]) -> None:
    entry = add_entry(firm=firm, by=None, **fields)
    form = EntryForm(entry=entry)
    typed: dict[str, Any] = {name: form[name].value() for name in form.fields if name != "lifts"}
    typed["lift_code"] = [row.code for row in form.rows]
    typed["lift_answer"] = [row.answer for row in form.rows]
    before = FirmEntry.objects.values().get()
    assert as_consultant.post(change_address(entry), typed).status_code == 302
    after = FirmEntry.objects.values().get()
    # A browser sends line breaks its own way; here they are sent as they stand.
    assert after == before


def test_a_withdrawn_entry_is_only_read(as_consultant: Client, entry: FirmEntry, firm: Firm) -> None:
    assert as_consultant.get(withdraw_address(entry)).status_code == 405
    response = as_consultant.post(withdraw_address(entry), follow=True)
    assert "The firm no longer finds it" in response.content.decode()
    page = shown(as_consultant, change_address(entry))
    assert "<textarea" not in page
    assert entry.title in page
    assert as_consultant.post(change_address(entry), TYPED).status_code == 403
    entry.refresh_from_db()
    assert entry.title == MEASURE["title"]
    assert entry.title not in shown(as_consultant, f"/library/?firm={firm.pk}")


def test_the_list_is_filtered_by_kind_and_state(as_consultant: Client, firm: Firm, entry: FirmEntry) -> None:
    case = add_entry(firm=firm, by=None, **CASE)
    solution = add_entry(firm=firm, by=None, **SOLUTION)
    FirmEntry.objects.filter(pk=solution.pk).update(valid_until="2020-01-01")
    as_consultant.post(withdraw_address(case))
    for query, expected in {
        "": {entry.title, case.title, solution.title},
        "kind__exact=measure": {entry.title},
        "state=holds": {entry.title},
        "state=expired": {solution.title},
        "state=withdrawn": {case.title},
        "q=错峰": {entry.title},
    }.items():
        page = shown(as_consultant, f"{LIST}?{query}").split('id="result_list"')[-1]
        assert {title for title in (entry.title, case.title, solution.title) if f">{title}<" in page} == expected, query


@pytest.mark.parametrize("person", ["unassigned_consultant"])
def test_a_consultant_of_other_firms_finds_nothing(
    person: str, signed_in: SignIn, entry: FirmEntry, firm: Firm, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(person))
    assert entry.title not in shown(client, LIST)
    assert client.get(add_address(firm)).status_code == 404
    assert client.post(add_address(firm), TYPED).status_code == 404
    assert client.get(change_address(entry)).status_code == 404
    assert client.post(change_address(entry), TYPED).status_code == 404
    assert client.post(withdraw_address(entry)).status_code == 404
    entry.refresh_from_db()
    assert (FirmEntry.objects.count(), entry.withdrawn_at) == (1, None)


def test_people_of_the_firm_do_not_reach_the_panel(signed_in: SignIn, owner: User, entry: FirmEntry) -> None:
    client = signed_in(owner)
    for path in (LIST, change_address(entry)):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("asked", ["x", "-1", "9" * 40, "²", "0"])
def test_a_firm_that_is_none_is_not_found(as_administrator: Client, asked: str) -> None:
    assert as_administrator.get(f"{LIST}add/", {"firm": asked}).status_code == 404


def test_the_audit_log_says_in_words_what_was_done(as_administrator: Client, entry: FirmEntry) -> None:
    as_administrator.post(withdraw_address(entry))
    page = shown(as_administrator, "/console/accounts/auditentry/")
    assert "added an entry for the firm" in page
    assert "withdrew an entry of the firm" in page


def test_hostile_text_is_printed_as_it_is(as_consultant: Client, firm: Firm) -> None:
    entry = add_entry(firm=firm, by=None, **{**CASE, "title": "<script>alert(1)</script>", "what": "{{ 7|add:7 }}"})
    for path in (LIST, change_address(entry), reverse("console:assessments_firm_change", args=(firm.pk,))):
        assert "<script>alert" not in as_consultant.get(path).content.decode()


def test_answers_without_a_question_are_passed_over() -> None:
    form = EntryForm(QueryDict("title=a&what=b&kind=case&horizon=0-6&lift_code=&lift_answer=1"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["lifts"] == {}
