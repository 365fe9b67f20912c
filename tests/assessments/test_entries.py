"""What consultants add for one firm: who may, what is refused, what the firm is offered, and until when."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.services import unassign_consultant
from assessments.errors import EntryWithdrawn, InvalidInput, NotAllowed
from assessments.models import Assessment, Firm, FirmEntry
from assessments.selectors import (
    entries_visible_to,
    entry_of_code,
    firm_entries,
    firm_measures,
    firms_with_entries,
    standing_of_result,
)
from assessments.services import add_entry, change_entry, withdraw_entry
from assessments.services import entries as service
from assessments.services.whatif import whatif_document
from content.fit import SIZES
from content.model import Content

pytestmark = [pytest.mark.django_db, pytest.mark.database]

QUESTION = "IM-STRATEGY-L1-1"
BARRIER = "BAR-AFRAID-UPFRONT-COST"
MEASURE: dict[str, Any] = {
    "kind": "measure",
    "title": "三号车间空压机错峰开机",
    "what": "早班前十五分钟只开一台，\n按压力再加。",
    "first_step": "记一周压力表。",
    "relieves": [BARRIER],
    "lifts": {QUESTION: "0.8"},
    "cost_low": "0.5",
    "cost_high": "2",
    "staff_days": "3.5",
    "payback_low": "3",
    "payback_high": "6",
    "horizon": "6-18",
    "source": "11月走访",
}
SOLUTION: dict[str, Any] = {
    "kind": "solution",
    "title": "租用监测",
    "what": "按月租的电表和网关。",
    "ask": "数据归谁？\n退租要多少天？",
    "valid_until": "2100-01-31",
    "checked_by": "顾问",
}
CASE: dict[str, Any] = {"kind": "case", "title": "隔壁厂", "what": "也装了。", "outcome": "电费少了一成。"}


@pytest.fixture
def measure(firm: Firm, consultant: User) -> FirmEntry:
    return add_entry(firm=firm, by=consultant, **MEASURE)


def refused(firm: Firm, **fields: Any) -> set[tuple[str, str]]:
    with pytest.raises(InvalidInput) as error:
        add_entry(firm=firm, by=None, **fields)
    assert not FirmEntry.objects.exists()
    assert all(problem.message for problem in error.value.problems)
    return {(problem.path, problem.code) for problem in error.value.problems}


def test_what_is_added_is_stored_as_typed_and_leaves_a_trace(measure: FirmEntry, consultant: User) -> None:
    measure.refresh_from_db()
    assert measure.code == f"OWN-M-{measure.pk}"
    assert measure.what == "早班前十五分钟只开一台，\n按压力再加。"
    assert (measure.cost_low, measure.cost_high, measure.staff_days) == (Decimal("0.5"), Decimal(2), Decimal("3.5"))
    assert (measure.lifts, measure.relieves, measure.author) == ({QUESTION: "0.8"}, [BARRIER], consultant)
    audit = AuditEntry.objects.get(verb="add firm entry")
    assert (audit.actor, audit.target, audit.details) == (consultant.email, measure.title, {"entry": measure.code})


@pytest.mark.parametrize("fields", [SOLUTION, CASE])
def test_a_case_and_a_solution_are_added_too(firm: Firm, fields: dict[str, Any]) -> None:
    entry = add_entry(firm=firm, by=None, **fields)
    assert entry.code == f"OWN-{fields['kind'][0].upper()}-{entry.pk}"
    assert not firm_measures(firm, timezone.localdate())


@pytest.mark.parametrize("person", ["owner", "editor", "viewer", "stranger", "unassigned_consultant"])
def test_nobody_but_the_consultant_and_administrators_writes(
    person: str, firm: Firm, measure: FirmEntry, request: pytest.FixtureRequest
) -> None:
    by = request.getfixturevalue(person)
    with pytest.raises(NotAllowed):
        add_entry(firm=firm, by=by, **CASE)
    with pytest.raises(NotAllowed):
        change_entry(entry=measure, by=by, **{**MEASURE, "title": "x"})
    with pytest.raises(NotAllowed):
        withdraw_entry(entry=measure, by=by)
    measure.refresh_from_db()
    assert (FirmEntry.objects.count(), measure.title, measure.withdrawn_at) == (1, MEASURE["title"], None)


def test_an_administrator_writes_for_every_firm(foreign_firm: Firm, administrator: User) -> None:
    assert add_entry(firm=foreign_firm, by=administrator, **CASE).author == administrator


def test_a_consultant_taken_off_the_firm_neither_sees_nor_changes_its_entries(
    measure: FirmEntry, consultant: User
) -> None:
    unassign_consultant(assignment=consultant.assignments.get(), by=None)
    assert not entries_visible_to(consultant).exists()
    with pytest.raises(NotAllowed):
        withdraw_entry(entry=measure, by=consultant)


@pytest.mark.parametrize("person", ["stranger", "unassigned_consultant"])
def test_a_stranger_finds_no_entry_by_list_or_code(
    person: str, measure: FirmEntry, request: pytest.FixtureRequest
) -> None:
    user, on = request.getfixturevalue(person), timezone.localdate()
    assert not entries_visible_to(user).exists()
    assert not firms_with_entries(user, on).exists()
    assert entry_of_code(user, measure.code) is None
    assert entry_of_code(AnonymousUser(), measure.code) is None  # type: ignore[arg-type]


def test_people_of_the_firm_find_an_entry_by_its_exact_code_alone(measure: FirmEntry, viewer: User) -> None:
    assert entry_of_code(viewer, measure.code) == measure
    for code in (
        f"OWN-C-{measure.pk}",
        f"own-m-{measure.pk}",
        f"OWN-M-0{measure.pk}",
        "OWN-M-",
        "OWN-M-9" + "9" * 30,
        "OWN-M-²",
        "MEA-AIR-LEAKS",
        "",
    ):
        assert entry_of_code(viewer, code) is None, code


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"kind": "advert"}, ("kind", "unknown")),
        ({"kind": None}, ("kind", "unknown")),
        ({"title": ""}, ("title", "required")),
        ({"title": "长" * 121}, ("title", "too-long")),
        ({"title": "a\x00b"}, ("title", "control-character")),
        ({"title": 5}, ("title", "type")),
        ({"what": " \n "}, ("what", "required")),
        ({"what": "长" * 4001}, ("what", "too-long")),
        ({"source": "a\nb"}, ("source", "control-character")),
        ({"relieves": ["BAR-NONE"]}, ("relieves", "unknown")),
        ({"relieves": [QUESTION]}, ("relieves", "unknown")),
        ({"relieves": BARRIER}, ("relieves", "type")),
        ({"lifts": {"IM-NONE": "1"}}, ("lifts", "unknown-question")),
        ({"lifts": {BARRIER: "1"}}, ("lifts", "unknown-question")),
        ({"lifts": {"electricity_grid": "1"}}, ("lifts", "unknown-question")),
        ({"lifts": {QUESTION: "0"}}, ("lifts", "answer-not-allowed")),
        ({"lifts": {QUESTION: "0.9"}}, ("lifts", "answer-not-allowed")),
        ({"lifts": {QUESTION: "na"}}, ("lifts", "answer-not-allowed")),
        ({"lifts": {QUESTION: ""}}, ("lifts", "answer-not-allowed")),
        ({"lifts": {QUESTION: ["1"]}}, ("lifts", "answer-not-allowed")),
        ({"lifts": {"GF-GATE-COMPLIANCE": "no"}}, ("lifts", "answer-not-allowed")),
        ({"lifts": [QUESTION]}, ("lifts", "type")),
        ({"lifts": {}, "relieves": []}, ("lifts", "required")),
        ({"cost_low": "-1"}, ("cost_low", "number-negative")),
        ({"cost_low": "many"}, ("cost_low", "number-not-a-number")),
        ({"cost_low": "3", "cost_high": "2"}, ("cost_high", "out-of-range")),
        ({"cost_high": "99999999999"}, ("cost_high", "out-of-range")),
        ({"cost_high": "100000.0001"}, ("cost_high", "out-of-range")),
        ({"cost_high": "2.00001"}, ("cost_high", "number-too-precise")),
        ({"staff_days": "0.123"}, ("staff_days", "number-too-precise")),
        ({"payback_low": "7"}, ("payback_high", "out-of-range")),
        ({"payback_high": ""}, ("payback_high", "required")),
        ({"payback_low": ""}, ("payback_low", "required")),
        ({"horizon": "0-99"}, ("horizon", "unknown")),
        ({"valid_until": "2020-01-01"}, ("valid_until", "out-of-range")),
        ({"valid_until": "tomorrow"}, ("valid_until", "date")),
        ({"price": "5"}, ("price", "unknown")),
    ],
)
def test_a_measure_with_a_mistake_is_refused_with_its_field(
    firm: Firm, changes: dict[str, Any], problem: tuple[str, str]
) -> None:
    found = refused(firm, **{**MEASURE, **changes})
    assert found == {problem} or (
        problem[1] == "number-not-a-number" and {path for path, _code in found} == {problem[0]}
    )


def test_every_mistake_is_told_at_once(firm: Firm) -> None:
    found = refused(firm, kind="solution", title="", what="", lifts={QUESTION: "1"}, cost_low="x")
    assert {path for path, _code in found} == {
        "title",
        "what",
        "lifts",
        "cost_low",
        "valid_until",
        "checked_by",
    }


def test_a_measure_that_only_relieves_a_barrier_is_taken_without_costs(firm: Firm) -> None:
    entry = add_entry(firm=firm, by=None, kind="measure", title="a", what="b", relieves=[BARRIER, BARRIER])
    assert (entry.relieves, entry.cost_high, entry.payback_low, entry.horizon) == ([BARRIER], 0, None, "0-6")


def test_a_change_replaces_everything_but_the_kind(measure: FirmEntry, consultant: User) -> None:
    changed = change_entry(
        entry=measure, by=consultant, title="新名", what="新", relieves=[BARRIER], valid_until=timezone.localdate()
    )
    measure.refresh_from_db()
    assert changed == measure
    assert (measure.kind, measure.title, measure.lifts, measure.first_step) == ("measure", "新名", {}, "")
    assert AuditEntry.objects.filter(verb="change firm entry").count() == 1
    with pytest.raises(InvalidInput):
        change_entry(entry=measure, by=consultant, title="", what="新", relieves=[BARRIER])
    measure.refresh_from_db()
    assert measure.title == "新名"


def test_a_withdrawn_entry_is_kept_but_never_offered_or_changed_again(
    measure: FirmEntry, firm: Firm, consultant: User
) -> None:
    when = withdraw_entry(entry=measure, by=consultant).withdrawn_at
    assert withdraw_entry(entry=measure, by=consultant).withdrawn_at == when is not None
    assert AuditEntry.objects.filter(verb="withdraw firm entry").count() == 1
    assert not firm_measures(firm, timezone.localdate())
    assert not firms_with_entries(consultant, timezone.localdate()).exists()
    assert entries_visible_to(consultant).get() == measure
    with pytest.raises(EntryWithdrawn):
        change_entry(entry=measure, by=consultant, **{**MEASURE, "title": "x"})


def test_an_entry_holds_on_its_last_day_and_not_after_it(firm: Firm) -> None:
    last = timezone.localdate() + timedelta(days=10)
    entry = add_entry(firm=firm, by=None, **{**MEASURE, "valid_until": last})
    assert list(firm_entries(firm, last)) == [entry]
    assert not firm_entries(firm, last + timedelta(days=1)).exists()


def test_entries_of_another_firm_are_never_mixed_in(measure: FirmEntry, foreign_firm: Firm) -> None:
    own = add_entry(firm=foreign_firm, by=None, **MEASURE)
    assert set(firm_measures(foreign_firm, timezone.localdate())) == {own.code}


def test_a_firm_keeps_no_more_entries_than_there_may_be(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_ENTRIES", 1)
    add_entry(firm=firm, by=None, **CASE)
    with pytest.raises(InvalidInput) as error:
        add_entry(firm=firm, by=None, **CASE)
    assert [(problem.path, problem.code) for problem in error.value.problems] == [("firm", "too-many")]


def test_an_own_measure_has_the_shape_of_a_published_one(measure: FirmEntry, firm: Firm, content: Content) -> None:
    made = firm_measures(firm, date(2026, 11, 21))[measure.code]
    assert made.fits(industry=firm.industry, size="small")
    assert made.fixes == made.lifts == {QUESTION: "0.8"}
    assert made.cost_wan == dict.fromkeys(SIZES, (Decimal("0.5"), Decimal(2)))
    assert (made.payback_months, made.horizon, made.relieves) == ((Decimal(3), Decimal(6)), "6-18", (BARRIER,))
    assert made.title == {"zh-hans": MEASURE["title"], "en": MEASURE["title"]}
    assert made.source.id in content.sources


def test_a_question_the_content_no_longer_has_is_passed_over(measure: FirmEntry, firm: Firm) -> None:
    FirmEntry.objects.filter(pk=measure.pk).update(lifts={"IM-GONE-L1-1": "1", QUESTION: "1"}, relieves=["BAR-GONE"])
    made = firm_measures(firm, timezone.localdate())[measure.code]
    assert (made.lifts, made.relieves) == ({QUESTION: "1"}, ())


def test_an_own_measure_works_in_the_what_if_until_it_is_withdrawn(measure: FirmEntry, submitted: Assessment) -> None:
    result = submitted.results.get()
    standing = standing_of_result(result)
    document = whatif_document(standing, measures=[measure.code], answers={})
    assert document["measures"] == [measure.code]
    withdraw_entry(entry=measure, by=None)
    assert measure.code not in standing_of_result(result).catalogue
