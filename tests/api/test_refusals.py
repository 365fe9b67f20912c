"""Bad input: one clear error naming the field, in the one shape, and nothing stored."""

import json
from typing import Any

import pytest
from django.db import OperationalError

from accounts.models import AuditEntry, Organisation
from assessments.models import ActivityData, Answer, Assessment, Firm, SectionVersion
from content.model import Content
from tests.api.conftest import Machine, details, refused
from tests.conftest import FIRM_FACTS

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TABLES = (Organisation, Firm, Assessment, Answer, ActivityData, SectionVersion, AuditEntry)
LEFT_OUT = "(left out)"


def shown(value: Any) -> str:
    """The name of a case: what is sent. (A set has no fixed order, and all workers must see the same names.)"""
    return "refused" if isinstance(value, set) else str(value)[:40]


def stored() -> list[list[Any]]:
    """Everything that a refused request could have changed."""
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


FIRMS: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
    ({"name": LEFT_OUT}, {("name", "required")}),
    ({"name": "   "}, {("name", "required")}),
    ({"name": None}, {("name", "required")}),
    ({"name": "名" * 121}, {("name", "too-long")}),
    ({"name": "a\x00b"}, {("name", "control-character")}),
    ({"name": "a\x07b"}, {("name", "control-character")}),
    ({"name": "\ud800"}, {("name", "control-character")}),
    ({"name": 12}, {("name", "type")}),
    ({"uscc": "91320594MA1X2Y3T4A"}, {("uscc", "check-character")}),
    ({"uscc": "９１320594MA1X2Y3T4K"}, {("uscc", "check-character")}),
    ({"uscc": 91320594}, {("uscc", "type")}),
    ({"industry": "C99"}, {("industry", "unknown")}),
    ({"industry": ["C34"]}, {("industry", "unknown")}),
    ({"province": "Jiangsu"}, {("province", "unknown")}),
    ({"employees": 0}, {("employees", "out-of-range")}),
    ({"employees": -5}, {("employees", "number-negative")}),
    ({"employees": 80.0}, {("employees", "number-float")}),
    ({"employees": True}, {("employees", "number-boolean")}),
    ({"employees": "80.5"}, {("employees", "not-whole")}),
    ({"employees": 10**30}, {("employees", "number-too-large")}),
    ({"employees": {"a": 1}}, {("employees", "number-form")}),
    ({"revenue_wan": 6000.5}, {("revenue_wan", "number-float")}),
    ({"revenue_wan": "1e3"}, {("revenue_wan", "number-exponent")}),
    ({"revenue_wan": "六千"}, {("revenue_wan", "number-chinese")}),
    ({"revenue_wan": "60%"}, {("revenue_wan", "number-percent")}),
    ({"revenue_wan": "1.00001"}, {("revenue_wan", "number-too-precise")}),
    ({"revenue_wan": "60,00"}, {("revenue_wan", "number-form")}),
    ({"production": "batch"}, {("production", "unknown")}),
    ({"trimmed": "product-service"}, {("trimmed", "type")}),
    ({"trimmed": ["strategy"]}, {("trimmed", "unknown")}),
    ({"trimmed": ["product-service", "product-service"]}, {("trimmed", "duplicate")}),
    ({"size": "small"}, {("size", "unknown-key")}),
    ({"organisation": 1}, {("organisation", "unknown-key")}),
    (
        {"name": "", "uscc": "", "employees": 1.5},
        {("name", "required"), ("uscc", "required"), ("employees", "number-float")},
    ),
]


@pytest.mark.parametrize(("change", "expected"), FIRMS, ids=shown)
def test_a_firm_with_a_wrong_field_is_refused(mine: Machine, change: dict[str, Any], expected: set[Any]) -> None:
    facts = {key: value for key, value in {**FIRM_FACTS, **change}.items() if value != LEFT_OUT}
    before = stored()
    assert details(refused(mine.post("firms/", facts), 422, "invalid-input")) == expected
    assert stored() == before


@pytest.mark.parametrize(("change", "expected"), FIRMS[1:], ids=shown)
def test_a_change_with_a_wrong_field_is_refused_whole(
    mine: Machine, firm: Firm, change: dict[str, Any], expected: set[Any]
) -> None:
    before = stored()
    changes = {"employees": 99, **change}
    assert details(refused(mine.patch(f"firms/{firm.pk}/", changes), 422, "invalid-input")) == expected
    assert stored() == before


SAVES: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
    ({"version": LEFT_OUT}, {("version", "required")}),
    ({"version": None}, {("version", "required")}),
    ({"version": "0"}, {("version", "type")}),
    ({"version": 0.0}, {("version", "type")}),
    ({"version": True}, {("version", "type")}),
    ({"version": -1}, {("version", "out-of-range")}),
    ({"version": 10**30}, {("version", "out-of-range")}),
    ({"answers": ["IM-STRATEGY-L1-1"]}, {("answers", "type")}),
    ({"answers": {"IM-NO-SUCH-L1-1": "1"}}, {("answers.IM-NO-SUCH-L1-1", "unknown-question")}),
    ({"answers": {"im-strategy-l1-1": "1"}}, {("answers.im-strategy-l1-1", "unknown-question")}),
    ({"answers": {"IM-DATA-L1-1": "1"}}, {("answers.IM-DATA-L1-1", "unknown-question")}),
    ({"answers": {"IM-STRATEGY-L1-1": 0.8}}, {("answers.IM-STRATEGY-L1-1", "answer-not-allowed")}),
    ({"answers": {"IM-STRATEGY-L1-1": "0.80"}}, {("answers.IM-STRATEGY-L1-1", "answer-not-allowed")}),
    ({"answers": {"IM-STRATEGY-L1-1": "１"}}, {("answers.IM-STRATEGY-L1-1", "answer-not-allowed")}),
    ({"answers": {"IM-STRATEGY-L1-1": True}}, {("answers.IM-STRATEGY-L1-1", "answer-not-allowed")}),
    ({"answers": {"IM-STRATEGY-L1-1": 10**30}}, {("answers.IM-STRATEGY-L1-1", "answer-not-allowed")}),
    ({"answers": {"IM-STRATEGY-L1-1": ""}}, {("answers.IM-STRATEGY-L1-1", "answer-not-allowed")}),
    ({"answers": {"IM-STRATEGY-L1-1": ["1"]}}, {("answers.IM-STRATEGY-L1-1", "answer-not-allowed")}),
    ({"answers": {"IM-STRATEGY-L1-1": "yes"}}, {("answers.IM-STRATEGY-L1-1", "answer-not-allowed")}),
    ({"notes": {"IM-STRATEGY-L1-1": "x" * 4001}}, {("notes.IM-STRATEGY-L1-1", "too-long")}),
    ({"notes": {"IM-STRATEGY-L1-1": "a\x00b"}}, {("notes.IM-STRATEGY-L1-1", "control-character")}),
    ({"notes": {"IM-STRATEGY-L1-1": "a\x08b"}}, {("notes.IM-STRATEGY-L1-1", "control-character")}),
    ({"notes": {"IM-STRATEGY-L1-1": None}}, {("notes.IM-STRATEGY-L1-1", "type")}),
    ({"notes": {"IM-NO-SUCH-L1-1": "x"}}, {("answers.IM-NO-SUCH-L1-1", "unknown-question")}),
    ({"answer": {"IM-STRATEGY-L1-1": "1"}}, {("answer", "unknown-key")}),
]


@pytest.mark.parametrize(("change", "expected"), SAVES, ids=shown)
def test_a_wrong_save_is_refused_whole(
    mine: Machine, draft: Assessment, change: dict[str, Any], expected: set[Any]
) -> None:
    body = {"version": 0, "answers": {"IM-STRATEGY-L1-1": "1"}, **change}
    body = {key: value for key, value in body.items() if value != LEFT_OUT}
    before = stored()
    for path, more in (
        (f"assessments/{draft.pk}/sections/people.strategy/", {}),
        (f"assessments/{draft.pk}/answers/", {"section": "people.strategy"}),
    ):
        assert details(refused(mine.patch(path, {**body, **more}), 422, "invalid-input")) == expected
    assert stored() == before


AMOUNTS: list[tuple[Any, set[tuple[str, str]]]] = [
    ("120", {("", "type")}),
    ({"value": "120"}, {(".unit", "required")}),
    ({"value": None, "unit": "UNIT"}, {(".value", "required")}),
    ({"value": "120", "unit": "furlong"}, {("", "unknown-unit")}),
    ({"value": "120", "unit": ["UNIT"]}, {("", "unknown-unit")}),
    ({"value": 1.5, "unit": "UNIT"}, {("", "number-float")}),
    ({"value": "-1", "unit": "UNIT"}, {("", "number-negative")}),
    ({"value": "1e3", "unit": "UNIT"}, {("", "number-exponent")}),
    ({"value": "0.12345678901", "unit": "UNIT"}, {("", "number-too-precise")}),
    ({"value": 10**15, "unit": "UNIT"}, {("", "number-too-large")}),
    ({"value": "1", "unit": "UNIT", "year": 2020}, {(".year", "unknown-key")}),
]


@pytest.mark.parametrize(("amount", "expected"), AMOUNTS, ids=shown)
def test_a_wrong_amount_is_refused_and_takes_the_answers_beside_it_along(
    mine: Machine, draft: Assessment, content: Content, amount: Any, expected: set[Any]
) -> None:
    code, question = next((c, q) for c, q in content.questions.items() if q.kind == "quantity" and q.unit != "%")
    if isinstance(amount, dict) and amount.get("unit") in ("UNIT", ["UNIT"]):
        amount = {**amount, "unit": question.unit if amount["unit"] == "UNIT" else [question.unit]}
    before = stored()
    path = f"assessments/{draft.pk}/sections/{question.section}/"
    found = details(refused(mine.patch(path, {"version": 0, "amounts": {code: amount}}), 422, "invalid-input"))
    assert found == {(f"amounts.{code}{place}", word) for place, word in expected}
    assert stored() == before


def test_an_unknown_section_is_refused(mine: Machine, draft: Assessment) -> None:
    refused(mine.patch(f"assessments/{draft.pk}/sections/people.magic/", {"version": 0}), 404, "not-found")
    for section in ("people.magic", 5, ["people.strategy"], {}):
        response = mine.patch(f"assessments/{draft.pk}/answers/", {"section": section, "version": 0})
        assert details(refused(response, 422, "invalid-input")) == {("section", "unknown")}


STARTS: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
    ({"firm": LEFT_OUT}, {("firm", "required")}),
    ({"firm": "1"}, {("firm", "type")}),
    ({"firm": 10**30}, {("firm", "out-of-range")}),
    ({"firm": 999999}, {("firm", "unknown")}),
    ({"period": LEFT_OUT}, {("period", "required")}),
    ({"period": 1999}, {("period", "out-of-range")}),
    ({"period": 2025.0}, {("period", "number-float")}),
    ({"period": "20２5年"}, {("period", "number-form")}),
    ({"started_from": "last year"}, {("started_from", "form")}),
    ({"started_from": 7}, {("started_from", "form")}),
    ({"started_from": "123e4567-e89b-42d3-a456-426614174000"}, {("started_from", "unknown")}),
    ({"state": "submitted"}, {("state", "unknown-key")}),
]


@pytest.mark.parametrize(("change", "expected"), STARTS, ids=shown)
def test_a_wrong_start_is_refused(mine: Machine, firm: Firm, change: dict[str, Any], expected: set[Any]) -> None:
    body = {"firm": firm.pk, "period": 2025, **change}
    body = {key: value for key, value in body.items() if value != LEFT_OUT}
    before = stored()
    assert details(refused(mine.post("assessments/", body), 422, "invalid-input")) == expected
    assert stored() == before


def test_a_foreign_firm_and_a_foreign_assessment_are_as_unknown_as_missing_ones(
    mine: Machine, firm: Firm, foreign_firm: Firm, foreign_submitted: Assessment
) -> None:
    foreign = refused(mine.post("assessments/", {"firm": foreign_firm.pk, "period": 2025}), 422, "invalid-input")
    assert foreign == refused(mine.post("assessments/", {"firm": 999999, "period": 2025}), 422, "invalid-input")
    body = {"firm": firm.pk, "period": 2025, "started_from": str(foreign_submitted.pk)}
    assert details(refused(mine.post("assessments/", body), 422, "invalid-input")) == {("started_from", "unknown")}


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"", 422, "invalid-input"),
        (b"{", 400, "malformed"),
        (b"[]", 422, "invalid-input"),
        (b"null", 422, "invalid-input"),
        (b"\xff\xfe", 400, "malformed"),
        ('{"name": "深圳"}'.encode("gb18030"), 400, "malformed"),
        (b'{"name": NaN}', 400, "malformed"),
        (b'{"employees": Infinity}', 400, "malformed"),
        (b'{"name": "a", "name": "b"}', 400, "malformed"),
        (b'{"a": {"\\ud800": 1, "\\ud800": 2}}', 400, "malformed"),
        (b'{"\\u0000": 1}', 422, "invalid-input"),
        (b'{"\\ud800": 1}', 422, "invalid-input"),
        (b"[" * 100_000, 400, "malformed"),
        (b'{"employees": ' + b"9" * 5000 + b"}", 422, "invalid-input"),
        (b"employees=80", 400, "malformed"),
        (b" " * 2_500_001, 413, "too-large"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_body_that_is_no_json_object_is_refused(mine: Machine, raw: bytes, status: int, code: str) -> None:
    before = stored()
    refused(mine.send("POST", "firms/", raw=raw), status, code)
    assert stored() == before


def test_a_key_that_stands_twice_is_named(mine: Machine) -> None:
    document = refused(mine.send("POST", "firms/", raw=b'{"name": "a", "name": "b"}'), 400, "malformed")
    assert details(document) == {("name", "duplicate")}


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense"]
)
def test_anything_but_json_is_refused(mine: Machine, kind: str) -> None:
    refused(mine.send("POST", "firms/", FIRM_FACTS, Content_Type=kind), 415, "unsupported-media-type")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("firm=x", {("firm", "number-form")}),
        ("firm=", {("firm", "required")}),
        ("firm=1.5", {("firm", "not-whole")}),
        ("state=done", {("state", "unknown")}),
        ("period=25", {("period", "out-of-range")}),
        ("limit=0", {("limit", "out-of-range")}),
        ("limit=201", {("limit", "out-of-range")}),
        ("offset=-1", {("offset", "number-negative")}),
        ("status=draft", {("status", "unknown-key")}),
        ("period=2024&period=2025", {("period", "duplicate")}),
        ("period=2025%00", {("period", "number-control")}),
    ],
)
def test_a_filter_that_means_nothing_is_refused_instead_of_ignored(
    mine: Machine, query: str, expected: set[tuple[str, str]]
) -> None:
    assert details(refused(mine.get(f"assessments/?{query}"), 422, "invalid-input")) == expected


def test_an_incomplete_assessment_names_each_missing_question_in_the_readers_language(
    mine: Machine, draft: Assessment, content: Content
) -> None:
    english = refused(mine.post(f"assessments/{draft.pk}/submit/"), 422, "incomplete")
    missing = mine.get(f"assessments/{draft.pk}/").json()["missing"]
    assert {row["path"] for row in english["details"]} == {f"answers.{code}" for code in missing}
    first = english["details"][0]
    assert first["message"] == content.questions[first["path"].removeprefix("answers.")].text["en"]
    chinese = refused(mine.post(f"assessments/{draft.pk}/submit/", Accept_Language="zh-hans"), 422, "incomplete")
    assert chinese["details"][0]["message"] == content.questions[first["path"].removeprefix("answers.")].text["zh-hans"]


def test_what_is_submitted_stays_as_it_is(mine: Machine, submitted: Assessment) -> None:
    save = {"version": 1, "answers": {"IM-STRATEGY-L1-1": "0"}}
    refused(mine.patch(f"assessments/{submitted.pk}/sections/people.strategy/", save), 409, "already-submitted")
    refused(mine.post(f"assessments/{submitted.pk}/submit/"), 409, "already-submitted")


def test_a_second_draft_of_a_year_is_refused_and_shown_the_first(mine: Machine, draft: Assessment) -> None:
    response = mine.post("assessments/", {"firm": draft.firm_id, "period": draft.period})
    assert refused(response, 409, "draft-exists")["current"] == {"id": str(draft.pk)}


def test_submission_takes_no_body(mine: Machine, answered: Assessment) -> None:
    response = mine.post(f"assessments/{answered.pk}/submit/", {"force": True})
    assert details(refused(response, 422, "invalid-input")) == {("force", "unknown-key")}


@pytest.mark.parametrize(
    ("language", "kind"), [("fr", "diagnosis"), (None, "diagnosis"), ("en", "poster"), (["en"], "diagnosis")]
)
def test_a_report_in_no_known_language_or_kind_is_refused(
    mine: Machine, submitted: Assessment, language: Any, kind: str
) -> None:
    response = mine.post(f"assessments/{submitted.pk}/reports/", {"language": language, "kind": kind})
    refused(response, 422, "invalid-input")


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/v1/",
        "/api/v2/firms/",
        "/api/v1/nothing/",
        "/api/v1/firms",
        "/api/v1/firms/x/",
        "/api/v1/assessments/1/",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_an_address_that_leads_nowhere_says_so_in_the_one_shape(mine: Machine, path: str, method: str) -> None:
    assert refused(mine.send(method, path), 404, "not-found")["details"] == []


def test_a_missing_and_a_foreign_object_read_the_same(mine: Machine, foreign_submitted: Assessment) -> None:
    foreign = mine.get(f"assessments/{foreign_submitted.pk}/")
    missing = mine.get("assessments/123e4567-e89b-42d3-a456-426614174000/")
    refused(foreign, 404, "not-found")
    assert (foreign.status_code, foreign.content) == (missing.status_code, missing.content)


@pytest.mark.parametrize("method", ["DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_a_method_nobody_takes_is_refused_with_those_that_are_taken(mine: Machine, method: str) -> None:
    response = mine.send(method, "firms/")
    refused(response, 405, "method-not-allowed")
    assert response.headers["Allow"] == "GET, HEAD, POST"


def test_errors_speak_the_language_of_the_request(mine: Machine) -> None:
    english = refused(mine.get("nothing/"), 404, "not-found")
    chinese = refused(mine.get("nothing/", Accept_Language="zh-CN"), 404, "not-found")
    assert english["message"] == "There is nothing at this address."
    assert chinese["code"] == english["code"]


def test_a_wrong_token_is_told_from_none(machine: Any) -> None:
    nobody = machine().get("firms/")
    refused(nobody, 401, "not-authenticated")
    assert nobody.headers["WWW-Authenticate"] == "Token"
    for value in ("Token", "Token wrong", "Token a b", "Token \xff"):
        refused(machine().get("firms/", Authorization=value), 401, "wrong-token")


def test_a_failure_of_ours_keeps_the_shape_and_tells_no_inner_words(
    owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise RuntimeError("inner words")

    monkeypatch.setattr("api.v1.views.firms.page_of", fail)
    response = Machine(owner, raises=False).get("firms/")
    assert response.status_code == 500
    document = json.loads(response.content)
    assert set(document) == {"code", "message", "details"}
    assert "inner words" not in response.content.decode()


def test_a_busy_database_is_answered_with_when_to_come_again(owner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("api.v1.views.firms.page_of", fail)
    response = Machine(owner, raises=False).get("firms/")
    refused(response, 503, "unavailable")
    assert int(response.headers["Retry-After"]) > 0


def test_answers_are_never_kept_by_caches(mine: Machine, submitted: Assessment) -> None:
    assert mine.get("firms/").headers["Cache-Control"] == "private, no-store"
    assert mine.get("nothing/").headers["Cache-Control"] == "private, no-store"
    assert mine.get(f"assessments/{submitted.pk}/result/").headers["Cache-Control"] == "private, no-cache"


def test_a_parser_reads_what_it_should() -> None:
    from api.parsers import document_of

    assert document_of('\ufeff{"a": [1, "深圳", null, {"b": 0.5}]}'.encode()) == {"a": [1, "深圳", None, {"b": 0.5}]}
