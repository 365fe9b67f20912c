"""The whole way of a program: token, firm, assessment, answers, submission, result, report."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from assessments.models import Assessment, Firm, Result
from content.export import questions_json, readings_json
from content.model import Content
from reports.models import Report
from tests.answers import complete_answers
from tests.api.conftest import Machine, details, refused
from tests.conftest import FIRM_FACTS, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_program_gets_from_log_in_to_a_report(owner: User, content: Content) -> None:
    program = Machine()
    token = program.post("auth/token/", {"email": owner.email, "password": PASSWORD}).json()["token"]
    program.headers["Authorization"] = f"Token {token}"

    created = program.post("firms/", FIRM_FACTS)
    assert created.status_code == 201
    firm = created.json()
    assert created.headers["Location"] == f"/api/v1/firms/{firm['id']}/"
    assert (firm["size"], firm["revenue_wan"], firm["trimmed"]) == ("small", "6000", ["product-service"])

    started = program.post("assessments/", {"firm": firm["id"], "period": 2025})
    assert started.status_code == 201
    pk = started.json()["id"]
    assert started.json()["result"] is None
    assert len(started.json()["missing"]) == started.json()["progress"]["asked"]

    answers = complete_answers(content)
    for code, section in content.sections.items():
        own = {question: answers[question] for question in section.questions if question in answers}
        saved = program.patch(f"assessments/{pk}/sections/{code}/", {"version": 0, "answers": own})
        assert saved.status_code == 200, saved.content
        assert saved.json()["answers"] == own
        assert saved.json()["version"] == 1
    assert program.get(f"assessments/{pk}/").json()["missing"] == []

    sent = program.post(f"assessments/{pk}/submit/")
    assert sent.status_code == 201, sent.content
    assert sent.headers["Location"] == f"/api/v1/assessments/{pk}/result/"
    assert sent.json()["assessment"]["state"] == "submitted"
    result = Result.objects.get(assessment=pk)
    assert sent.json()["result"]["inputs_sha256"] == result.inputs_sha256

    asked = program.post(f"assessments/{pk}/reports/", {"language": "en"})
    assert asked.status_code == 202
    assert asked.json()["status"] == "queued"
    assert program.get(asked.headers["Location"]).json()["id"] == asked.json()["id"]
    again = program.post(f"assessments/{pk}/reports/", {"language": "en"})
    assert again.json()["id"] == asked.json()["id"]

    assert program.send("DELETE", "auth/token/").status_code == 204
    refused(program.get("firms/"), 401, "wrong-token")


def test_the_result_is_sent_byte_for_byte(mine: Machine, submitted: Assessment) -> None:
    result = submitted.results.get()
    response = mine.get(f"assessments/{submitted.pk}/result/")
    assert response.content == result.text.encode()
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["ETag"] == f'"{result.pk}"'
    unchanged = mine.get(f"assessments/{submitted.pk}/result/", If_None_Match=f'"{result.pk}"')
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert mine.get(f"assessments/{submitted.pk}/results/{result.pk}/").content == response.content


def test_a_draft_has_no_result_and_no_report(mine: Machine, draft: Assessment) -> None:
    refused(mine.get(f"assessments/{draft.pk}/result/"), 404, "not-found")
    refused(mine.post(f"assessments/{draft.pk}/reports/", {"language": "en"}), 409, "not-submitted")


def test_questions_and_readings_are_those_of_the_commands(mine: Machine, content: Content) -> None:
    assert mine.get("questions/").json() == json.loads(json.dumps(questions_json(content)))
    assert mine.get("readings/").json() == json.loads(json.dumps(readings_json(content)))


def test_measures_come_as_a_list_and_one_by_one(mine: Machine, content: Content) -> None:
    listed = mine.get("measures/").json()
    assert [row["code"] for row in listed] == list(content.measures)
    assert mine.get(f"measures/{listed[0]['code']}/").json() == listed[0]
    refused(mine.get("measures/MEA-NO-SUCH/"), 404, "not-found")


def test_put_replaces_and_patch_changes(mine: Machine, firm: Firm) -> None:
    changed = mine.patch(f"firms/{firm.pk}/", {"employees": 320, "trimmed": []})
    assert (changed.status_code, changed.json()["employees"], changed.json()["size"]) == (200, 320, "medium")
    assert changed.json()["name"] == FIRM_FACTS["name"]
    replaced = mine.send("PUT", f"firms/{firm.pk}/", {**FIRM_FACTS, "name": "新名字"})
    assert (replaced.json()["name"], replaced.json()["employees"]) == ("新名字", 80)
    incomplete = mine.send("PUT", f"firms/{firm.pk}/", {"name": "新名字"})
    assert ("uscc", "required") in details(refused(incomplete, 422, "invalid-input"))


def test_assessments_are_filtered_by_firm_state_and_year(
    mine: Machine, firm: Firm, submitted: Assessment, foreign_submitted: Assessment
) -> None:
    later = mine.post("assessments/", {"firm": firm.pk, "period": 2026, "started_from": str(submitted.pk)}).json()
    assert later["started_from"] == str(submitted.pk)
    assert later["missing"] == []

    def listed(query: str) -> list[str]:
        return [row["id"] for row in mine.get(f"assessments/?{query}").json()["results"]]

    assert listed("") == [later["id"], str(submitted.pk)]
    assert listed("state=submitted") == listed("period=2025") == [str(submitted.pk)]
    assert listed(f"firm={firm.pk}&state=draft") == [later["id"]]
    assert listed(f"firm={foreign_submitted.firm_id}") == []


def test_lists_come_in_pages(mine: Machine, firm: Firm) -> None:
    for year in (2021, 2022, 2023):
        mine.post("assessments/", {"firm": firm.pk, "period": year})
    first = mine.get("assessments/?limit=2").json()
    assert (first["count"], len(first["results"]), first["previous"]) == (3, 2, None)
    second = mine.get(first["next"].removeprefix("http://testserver")).json()
    assert (len(second["results"]), second["next"]) == (1, None)
    assert mine.get(second["previous"].removeprefix("http://testserver")).json() == first
    assert mine.get("assessments/?offset=2000000000").json()["results"] == []


def test_amounts_and_remarks_are_saved_and_taken_back(mine: Machine, draft: Assessment, content: Content) -> None:
    code, quantity = next((c, q) for c, q in content.questions.items() if q.kind == "quantity")
    path = f"assessments/{draft.pk}/sections/{quantity.section}/"
    amount = {"value": "1,200.5", "unit": quantity.unit}
    saved = mine.patch(path, {"version": 0, "amounts": {code: amount}})
    assert saved.json()["amounts"] == {code: {"value": "1200.5", "unit": quantity.unit}}
    back = mine.patch(path, {"version": saved.json()["version"], "amounts": {code: None}})
    assert back.json()["amounts"] == {}

    section = next(iter(content.sections))
    first = content.sections[section].questions[0]
    body = {"section": section, "version": 0, "answers": {first: "0.5"}, "notes": {first: "2026 年计划\n第二行"}}
    saved = mine.patch(f"assessments/{draft.pk}/answers/", body)
    assert (saved.json()["answers"], saved.json()["notes"]) == ({first: "0.5"}, {first: "2026 年计划\n第二行"})
    back = mine.patch(
        f"assessments/{draft.pk}/answers/",
        {"section": section, "version": 1, "answers": {first: None}, "notes": {first: ""}},
    )
    assert (back.json()["answers"], back.json()["notes"], back.json()["version"]) == ({}, {}, 2)


def test_all_sections_are_read_at_once(mine: Machine, answered: Assessment, content: Content) -> None:
    sections = mine.get(f"assessments/{answered.pk}/answers/").json()["sections"]
    assert [row["section"] for row in sections] == list(content.sections)
    single = mine.get(f"assessments/{answered.pk}/sections/{sections[0]['section']}/").json()
    assert single == sections[0]
    skipped = [row["section"] for row in sections if not row["applies"]]
    assert skipped == [code for code in content.sections if code.endswith("product-service")]


def test_one_save_and_each_list_need_few_queries(
    mine: Machine, draft: Assessment, content: Content, django_assert_max_num_queries: Any
) -> None:
    section = next(iter(content.sections))
    path = f"assessments/{draft.pk}/sections/{section}/"
    with django_assert_max_num_queries(20):
        mine.patch(path, {"version": 0, "answers": {content.sections[section].questions[0]: "1"}})
    for address in ("firms/", "assessments/", f"assessments/{draft.pk}/", f"assessments/{draft.pk}/answers/"):
        with django_assert_max_num_queries(8):
            assert mine.get(address).status_code == 200


def test_a_finished_report_is_downloaded_as_a_file(mine: Machine, done_report: Report) -> None:
    row = mine.get(f"reports/{done_report.pk}/").json()
    assert (row["status"], row["pages"]) == ("done", 1)
    response = mine.get(row["download"], Accept="application/pdf")
    assert response.content == b"%PDF-1.7 example"
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_report_that_is_not_there_says_why(mine: Machine, done_report: Report) -> None:
    from reports.files import path_of

    path_of(done_report.sha256).unlink()
    refused(mine.get(f"reports/{done_report.pk}/download/"), 409, "file-missing")
    assert mine.post(f"reports/{done_report.pk}/retry/").json()["status"] == "queued"
    refused(mine.get(f"reports/{done_report.pk}/download/"), 409, "not-ready")
    Report.objects.filter(pk=done_report.pk).update(status=Report.Status.FAILED, error_code="render")
    failed = mine.get(f"reports/{done_report.pk}/").json()
    assert (failed["status"], failed["error_code"], failed["download"]) == ("failed", "render", None)
    assert failed["reason"]


def test_a_session_works_when_it_proves_its_page(owner: User, firm: Firm) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    assert browser.get("/api/v1/firms/").status_code == 200
    send: dict[str, Any] = {"data": {"employees": 90}, "content_type": "application/json"}
    refused(browser.patch(f"/api/v1/firms/{firm.pk}/", **send), 403, "csrf-failed")
    browser.cookies["csrftoken"] = "a" * 32
    proven = browser.patch(f"/api/v1/firms/{firm.pk}/", **send, headers={"X-CSRFToken": "a" * 32})
    assert proven.status_code == 200, proven.content
