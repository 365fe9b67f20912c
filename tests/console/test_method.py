"""What consultants bring to the method: sector references, weights of their own, and scoring again with them."""

from html import unescape
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from assessments.models import Assessment, OwnReading, Result, SectorReference
from assessments.selectors import weighed_nodes
from assessments.services import record_sheet, submit_assessment
from console.comparisons import STEPS, comparison_of_request, parts_to_weigh
from content.loader import current
from reports.models import Report
from tests.console.conftest import SignIn
from tests.console.test_pages import Page

pytestmark = pytest.mark.django_db

REFERENCE = {
    "figure": "green-factory-2025|energy-intensity|tce/万元",
    "industry": "C34",
    "base": "0.5",
    "lead": "0.2",
    "valid_from": "2025-01-01",
    "source": "行业能效标杆 2025",
    "note": "",
}
PART = "im-capability|discrete|"


def url(name: str, *args: Any) -> str:
    return reverse(f"console:assessments_{name}", args=args)


def said(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def errors(answer: Any) -> set[str]:
    return set(answer.context["form"].errors)


# --- sector references -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["consultant", "administrator"])
def test_both_roles_add_a_sector_reference(signed_in: SignIn, consultant: User, administrator: User, role: str) -> None:
    person = consultant if role == "consultant" else administrator
    browser = signed_in(person)
    assert browser.get(url("sectorreference_add")).status_code == 200
    answer = browser.post(url("sectorreference_add"), REFERENCE)
    row = SectorReference.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url("sectorreference_change", row.pk))
    assert (row.reading, row.indicator, row.unit, row.industry) == (
        "green-factory-2025", "energy-intensity", "tce/万元", "C34",
    )  # fmt: skip
    assert (str(row.base.normalize()), str(row.lead.normalize()), row.author) == ("0.5", "0.2", person)
    assert AuditEntry.objects.get(verb="add sector reference").actor == person.email


def test_a_reference_is_never_changed_or_deleted(as_administrator: Client) -> None:
    as_administrator.post(url("sectorreference_add"), REFERENCE)
    row = SectorReference.objects.get()
    assert as_administrator.post(url("sectorreference_change", row.pk), {**REFERENCE, "base": "9"}).status_code == 403
    assert as_administrator.post(url("sectorreference_delete", row.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"}
    as_administrator.post(url("sectorreference_changelist"), chosen)
    row.refresh_from_db()
    assert row.base == SectorReference.objects.get().base


def test_replacing_starts_from_what_was_there_and_keeps_it(as_consultant: Client) -> None:
    as_consultant.post(url("sectorreference_add"), REFERENCE)
    row = SectorReference.objects.get()
    page = as_consultant.get(url("sectorreference_change", row.pk))
    form = as_consultant.get(page.context["replace_link"])
    filled = {field.name: field.value() for field in form.context["form"]}
    assert filled == {**REFERENCE, "valid_from": None}
    as_consultant.post(url("sectorreference_add"), {**filled, "base": "0.45", "valid_from": "2026-01-01"})
    history = as_consultant.get(url("sectorreference_change", row.pk)).context["history"]
    assert [(str(one["valid_from"]), one["base"], one["is_this"]) for one in history] == [
        ("2026-01-01", "0.45", False),
        ("2025-01-01", "0.5", True),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("figure", ""),
        ("figure", "green-factory-2025|energy-intensity|kg"),
        ("figure", "x|y|z"),
        ("industry", "Z99"),
        ("base", ""),
        ("base", "1e3"),
        ("base", "-1"),
        ("base", "x" * 300),
        ("lead", "0.5"),
        ("valid_from", ""),
        ("valid_from", "2025-02-30"),
        ("valid_from", "soon"),
        ("source", "  "),
        ("source", "x" * 201),
        ("source", "a\x00b"),
    ],
)
def test_a_wrong_reference_comes_back_with_what_was_typed(as_consultant: Client, field: str, value: str) -> None:
    answer = as_consultant.post(url("sectorreference_add"), {**REFERENCE, field: value})
    assert answer.status_code == 200
    assert errors(answer) == {field}
    kept = {one.name: one.value() for one in answer.context["form"] if one.name != field}
    assert kept == {name: typed for name, typed in REFERENCE.items() if name != field}
    assert not SectorReference.objects.exists()


def test_several_mistakes_are_said_at_once(as_consultant: Client) -> None:
    answer = as_consultant.post(url("sectorreference_add"), {**REFERENCE, "base": "viel", "valid_from": "soon"})
    assert errors(answer) == {"base", "valid_from"}


def test_references_are_filtered(as_consultant: Client) -> None:
    for change in (
        {},
        {"industry": "all"},
        {"figure": "green-factory-2025|renewable-share|%", "base": "5", "lead": "9"},
    ):
        assert as_consultant.post(url("sectorreference_add"), {**REFERENCE, **change}).status_code == 302

    def found(query: str) -> int:
        return len(as_consultant.get(f"{url('sectorreference_changelist')}?{query}").context["cl"].result_list)

    assert found("") == 3
    assert found("industry=all") == 1
    assert found("indicator=renewable-share") == 1
    assert found("reading=green-factory-2018") == 0
    assert found("reading=no-such") == found("indicator=%00") == 0
    assert found("reading=green-factory-2025&indicator=energy-intensity&industry=C34") == 1


def test_the_list_shows_names_and_no_codes(signed_in: SignIn, consultant: User) -> None:
    browser = signed_in(consultant, "zh-hans")
    browser.post(url("sectorreference_add"), REFERENCE)
    reading = current().readings["green-factory-2025"]
    text = Page(browser.get(url("sectorreference_changelist"))).text
    assert reading.title["zh-hans"] in text
    assert current().industries["C34"].name["zh-hans"] in text
    assert "energy-intensity" not in text


def test_a_sector_reference_is_used_at_the_next_submission(
    as_consultant: Client, answered: Assessment, owner: User
) -> None:
    as_consultant.post(url("sectorreference_add"), REFERENCE)
    rows = {
        (2025, "electricity_grid"): ("120", "万kWh"),
        (2025, "output_value"): ("500", "万元"),
    }
    record_sheet(assessment=answered, rows=rows, version=0, by=owner)
    result = submit_assessment(assessment=answered, by=owner)
    table = as_consultant.get(url("result_change", result.pk)).context["readings"][3]
    indicator = table.indicators[0]
    assert (indicator.base, indicator.lead, indicator.reference) == ("0.5", "0.2", "of its industry")
    assert indicator.outcome == "Scored"


# --- weights of one's own --------------------------------------------------------------------------------------------


def first_counts_more(part: str = PART, step: str = "9") -> dict[str, str]:
    """Comparisons that fit together: the first part counts `step` times as much as each other one."""
    key, profile, parent = part.split("|")
    count = len(weighed_nodes(current().readings[key], parent, profile))
    return {"part": part, **{f"pair-0-{column}": step for column in range(1, count)}}


def store(browser: Client, **more: str) -> OwnReading:
    answer = browser.post(url("ownreading_add"), {**first_counts_more(), "reason": "人最要紧", "store": "", **more})
    assert answer.status_code == 302, errors_of(answer)
    return OwnReading.objects.latest("pk")


def errors_of(answer: Any) -> list[str]:
    return [problem.message for problem in answer.context["comparison"].problems]


def test_every_part_that_can_be_weighed_is_offered_and_opens(as_consultant: Client) -> None:
    page = as_consultant.get(url("ownreading_add"))
    parts = [code for _title, choices in page.context["parts"] for code, _name in choices]
    assert PART in parts
    assert "green-factory-2018||" in parts
    assert "mechanisms||" in parts
    assert not [part for part in parts if part.startswith(("green-factory-2025", "transformation-barriers"))]
    for part in parts:
        answer = as_consultant.get(url("ownreading_add"), {"part": part})
        assert answer.status_code == 200, part
        assert answer.context["comparison"].pairs
    only = as_consultant.get(url("ownreading_add"), {"reading": "mechanisms"})
    assert [code for _title, choices in only.context["parts"] for code, _name in choices] == ["mechanisms||"]


@pytest.mark.parametrize(
    "query",
    [
        {"part": "x"},
        {"part": "im-capability|discrete|no.such"},
        {"part": "im-capability|discrete|people.skills"},
        {"part": "im-capability||"},
        {"part": "green-factory-2025||"},
        {"part": PART, "base": "1999-1"},
        {"part": PART, "base": "2020-1\x00"},
        {"part": "\x00||"},
    ],
)
def test_what_cannot_be_weighed_does_not_exist(as_consultant: Client, query: dict[str, str]) -> None:
    assert as_consultant.get(url("ownreading_add"), query).status_code == 404
    assert as_consultant.post(url("ownreading_add"), {**query, "reason": "x", "store": ""}).status_code == 404
    assert not OwnReading.objects.exists()


def test_looking_at_the_weights_stores_nothing(as_consultant: Client) -> None:
    answer = as_consultant.post(url("ownreading_add"), {**first_counts_more(), "check": ""})
    comparison = answer.context["comparison"]
    assert sum(float(row.now) for row in comparison.weights) == pytest.approx(100)
    assert comparison.weights[0].now == "75"
    assert comparison.consistency.ratio == "0"
    assert comparison.matrix[1][0] == "1/9"
    assert not OwnReading.objects.exists()


def test_weights_are_stored_with_their_comparisons(as_consultant: Client, consultant: User) -> None:
    own = store(as_consultant)
    assert (own.key, own.base_version, own.version) == ("im-capability", "2020-1", "2020-1-w1")
    assert (own.reason, own.author) == ("人最要紧", consultant)
    assert set(own.changes["weights"]) == set(weighed_nodes(current().readings["im-capability"], "", "discrete"))
    page = as_consultant.get(url("ownreading_change", own.pk))
    assert page.context["comparison"].weights[0].now == "75"
    assert page.context["comparison"].weights[0].cells == ("1", "9", "9", "9")
    assert "人最要紧" in page.content.decode()
    assert as_consultant.post(url("ownreading_change", own.pk), {"reason": "x"}).status_code == 403
    assert as_consultant.post(url("ownreading_delete", own.pk), {"post": "yes"}).status_code == 403


def test_a_second_part_is_weighed_on_top_of_the_first(as_consultant: Client) -> None:
    own = store(as_consultant)
    link = as_consultant.get(url("ownreading_change", own.pk)).context["weigh_more_link"]
    chooser = as_consultant.get(link)
    assert chooser.context["base"] == own.version
    part = "im-capability|discrete|people"
    second = store(as_consultant, **first_counts_more(part), base=own.version)
    assert (second.base_version, second.changes["parent"]) == (own.version, "people")
    assert second.version == "2020-1-w2"


def test_contradicting_comparisons_are_refused_with_the_worst_one_named(as_consultant: Client) -> None:
    form = {**first_counts_more(step="1"), "pair-0-1": "3", "pair-1-2": "3", "pair-0-2": "1/9", "reason": "x"}
    for button in ("check", "store"):
        answer = as_consultant.post(url("ownreading_add"), {**form, button: ""})
        assert answer.status_code == 200
        comparison = answer.context["comparison"]
        wrong = [pair for pair in comparison.pairs if pair.problem]
        assert [pair.name for pair in wrong] == ["pair-0-2"]
        assert "0.1" in wrong[0].problem
        assert comparison.chosen[0, 1] == "3"
        assert 'aria-invalid="true"' in answer.content.decode()
    assert not OwnReading.objects.exists()


def test_weights_need_a_reason(as_consultant: Client) -> None:
    for reason in ("", "   ", "x" * 4001):
        form = {**first_counts_more(), "reason": reason, "store": ""}
        answer = as_consultant.post(url("ownreading_add"), form)
        assert answer.context["comparison"].reason_problem
        assert answer.context["comparison"].weights[0].now == "75"
    assert not OwnReading.objects.exists()


@pytest.mark.parametrize("step", ["", "0", "10", "2.5", "１", "1/0", "a", "1/9/9/9/9/9/9/9", "nan"])
def test_a_step_outside_the_scale_is_refused(as_consultant: Client, step: str) -> None:
    form = {**first_counts_more(), "pair-0-1": step, "reason": "x", "store": ""}
    answer = as_consultant.post(url("ownreading_add"), form)
    assert answer.status_code == 200
    assert [pair.name for pair in answer.context["comparison"].pairs if pair.problem] == ["pair-0-1"]
    assert not OwnReading.objects.exists()


def test_the_steps_are_those_of_the_scale() -> None:
    assert list(STEPS) == [str(n) for n in range(9, 0, -1)] + [f"1/{n}" for n in range(2, 10)]


def test_titles_of_parts_are_in_the_language_of_the_page(rf: Any, content: Any) -> None:
    request = rf.get("/", {"part": "im-capability|process|technology"})
    comparison = comparison_of_request(request)
    assert comparison is not None
    assert comparison.profile == "process"
    assert parts_to_weigh("no-such") == []


# --- scoring again ---------------------------------------------------------------------------------------------------


def test_an_assessment_is_scored_again_with_own_weights(
    as_consultant: Client, submitted: Assessment, report: Report
) -> None:
    first = submitted.results.get()
    own = store(as_consultant)
    page = as_consultant.get(url("assessment_change", submitted.pk))
    assert [choice.own for choice in page.context["version_choices"]] == [(own.version,)]
    answer = as_consultant.post(
        url("assessment_rescore", submitted.pk), {"reading-im-capability": own.version, "csrf": "x"}
    )
    assert answer["Location"] == url("assessment_change", submitted.pk)
    second = Result.objects.exclude(pk=first.pk).get()
    assert f"/assessments/{submitted.pk}/compare/?old={first.pk}&new={second.pk}" in unescape(said(answer))
    after = as_consultant.get(answer["Location"])
    listed = after.context["results"]
    assert [row.link for row in listed] == [url("result_change", second.pk), url("result_change", first.pk)]
    assert own.version in listed[0].own_versions
    assert listed[0].compare_link == ""
    assert f"old={first.pk}" in listed[1].compare_link
    assert as_consultant.get(url("result_change", second.pk)).status_code == 200
    first.refresh_from_db()
    assert first.document["readings"][0]["version"] == "2020-1"


def test_scoring_again_without_a_change_says_so(as_consultant: Client, submitted: Assessment) -> None:
    answer = as_consultant.post(url("assessment_rescore", submitted.pk))
    assert "same already" in said(answer)
    assert Result.objects.count() == 1


@pytest.mark.parametrize("version", ["2020-1-w9", "2020-1\x00"])
def test_a_version_that_does_not_exist_is_refused_with_words(
    as_consultant: Client, submitted: Assessment, version: str
) -> None:
    answer = as_consultant.post(url("assessment_rescore", submitted.pk), {"reading-im-capability": version})
    assert "no such version" in said(answer)
    assert Result.objects.count() == 1


def test_a_draft_is_not_scored_again(as_consultant: Client, draft: Assessment) -> None:
    answer = as_consultant.post(url("assessment_rescore", draft.pk))
    assert "still in progress" in said(answer)
    assert "Score again" not in as_consultant.get(answer["Location"]).content.decode().replace(said(answer), "")


def test_scoring_again_is_for_those_who_see_the_assessment(
    signed_in: SignIn,
    owner: User,
    stranger: User,
    unassigned_consultant: User,
    consultant: User,
    submitted: Assessment,
    foreign_submitted: Assessment,
) -> None:
    path = url("assessment_rescore", submitted.pk)
    for person in (owner, stranger, unassigned_consultant):
        assert signed_in(person).post(path).status_code == 404, person
    assert signed_in(consultant).get(path).status_code == 405
    assert signed_in(consultant).post(url("assessment_rescore", foreign_submitted.pk)).status_code == 404
    assert Client().post(path)["Location"].startswith("/accounts/login/")
    assert Result.objects.count() == 2


@pytest.mark.parametrize("name", ["sectorreference", "ownreading"])
def test_people_of_a_firm_find_no_method_pages(signed_in: SignIn, owner: User, editor: User, name: str) -> None:
    for person in (owner, editor):
        for page in (f"{name}_changelist", f"{name}_add"):
            assert signed_in(person).get(url(page)).status_code == 404
            assert signed_in(person).post(url(page), REFERENCE).status_code == 404
    assert not SectorReference.objects.exists()
