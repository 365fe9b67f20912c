"""Firms: who creates and changes them, and what is refused before a row is written."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import AuditEntry, Membership, Organisation, User
from assessments.errors import InvalidInput, NotAllowed
from assessments.models import Assessment, Firm
from assessments.selectors import assessments_visible_to, firms_visible_to, results_visible_to, size_class
from assessments.services import create_firm, update_firm
from tests.assessments.record import nothing_stored
from tests.conftest import FIRM_FACTS

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CHANGED = {**FIRM_FACTS, "name": "示例精密机械（苏州）有限公司", "employees": "120", "trimmed": []}
HOSTILE_NAMES = [
    "<script>alert(1)</script>",
    "'; DROP TABLE assessments_firm; --",
    "{{ 7*7 }}{% debug %}",
    "=cmd|' /C calc'!A0",
    "../../../etc/passwd",
    "%s%n%x",
    "𠮷野家\u200b机械\u202e厂",
    "Ltd. & Co. \"KG\" \\ 'GmbH'",
]


def paths(error: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [problem.path for problem in error.value.problems]


def test_whoever_creates_a_firm_owns_it(owner: User) -> None:
    firm = create_firm(by=owner, **FIRM_FACTS)
    assert firm.organisation.memberships.get().user == owner
    assert firm.organisation.memberships.get().role == Membership.Role.OWNER
    assert (firm.name, firm.industry, firm.employees) == ("示例精密机械有限公司", "C34", 80)
    assert Firm.objects.get().revenue_wan == Decimal(6000)


def test_a_firm_from_a_file_has_nobody() -> None:
    firm = create_firm(by=None, **FIRM_FACTS)
    assert not firm.organisation.memberships.exists()
    assert AuditEntry.objects.get(organisation=firm.organisation).actor == "system"


def test_two_tenants_may_enter_the_same_code(firm: Firm, stranger: User) -> None:
    other = create_firm(by=stranger, **FIRM_FACTS)
    assert other.uscc == firm.uscc
    assert other.organisation_id != firm.organisation_id


def test_figures_are_read_as_people_type_them(owner: User) -> None:
    facts = {**FIRM_FACTS, "employees": " １，２００ ", "revenue_wan": "12,345.6789", "uscc": "91320594ma1x2y3t4k"}
    firm = create_firm(by=owner, **facts)
    firm.refresh_from_db()
    assert (firm.employees, firm.revenue_wan, firm.uscc) == (1200, Decimal("12345.6789"), "91320594MA1X2Y3T4K")


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_is_stored_as_it_was_typed(owner: User, name: str) -> None:
    firm = create_firm(by=owner, **{**FIRM_FACTS, "name": name})
    assert Organisation.objects.get(pk=firm.organisation_id).name == name


WRONG: list[tuple[str, Any]] = [
    ("name", ""),
    ("name", "   "),
    ("name", "厂" * 121),
    ("name", "厂\x00"),
    ("name", 7),
    ("uscc", "91320594MA1X2Y3T4A"),
    ("uscc", "12345"),
    ("industry", "Z99"),
    ("industry", None),
    ("province", "江苏省"),
    ("employees", 0),
    ("employees", -3),
    ("employees", "80.5"),
    ("employees", 2_000_001),
    ("employees", True),
    ("revenue_wan", 6000.0),
    ("revenue_wan", "6e3"),
    ("revenue_wan", "六千"),
    ("revenue_wan", "0.00001"),
    ("revenue_wan", "10000000001"),
    ("production", "hybrid"),
    ("trimmed", ["energy"]),
    ("trimmed", ["sales", "sales"]),
    ("trimmed", "sales"),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_wrong_fact_is_named_and_nothing_is_stored(owner: User, field: str, value: Any) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        create_firm(by=owner, **{**FIRM_FACTS, field: value})
    assert paths(error) == [field]
    assert all(problem.message for problem in error.value.problems)


def test_all_wrong_facts_are_named_at_once(owner: User) -> None:
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        create_firm(by=owner, **{**FIRM_FACTS, "name": "", "uscc": "x", "employees": "many"})
    assert paths(error) == ["name", "uscc", "employees"]


def test_a_missing_fact_is_named(owner: User) -> None:
    facts = {key: value for key, value in FIRM_FACTS.items() if key not in ("province", "trimmed")}
    with nothing_stored(), pytest.raises(InvalidInput) as error:
        create_firm(by=owner, **facts)
    assert paths(error) == ["province"], "what is trimmed may be left out, the province may not"


def test_the_owner_changes_the_facts(firm: Firm, owner: User) -> None:
    update_firm(firm=firm, by=owner, **CHANGED)
    fresh = Firm.objects.select_related("organisation").get(pk=firm.pk)
    assert (fresh.name, fresh.employees, fresh.trimmed) == (CHANGED["name"], 120, [])
    assert AuditEntry.objects.filter(organisation=firm.organisation, verb="update firm", actor=owner.email).exists()


@pytest.mark.parametrize(
    "person", ["editor", "viewer", "stranger", "consultant", "unassigned_consultant", "administrator"]
)
def test_nobody_else_changes_the_facts(firm: Firm, request: pytest.FixtureRequest, person: str) -> None:
    user = request.getfixturevalue(person)
    with nothing_stored(), pytest.raises(NotAllowed):
        update_firm(firm=firm, by=user, **CHANGED)


def test_a_refused_change_leaves_the_old_facts(firm: Firm, owner: User) -> None:
    with nothing_stored(), pytest.raises(InvalidInput):
        update_firm(firm=firm, by=owner, **{**CHANGED, "revenue_wan": "-1"})


def test_a_finished_result_keeps_the_facts_it_was_computed_from(submitted: Assessment, owner: User) -> None:
    result = submitted.results.get()
    text = result.text
    update_firm(firm=submitted.firm, by=owner, **CHANGED)
    result.refresh_from_db()
    assert result.text == text
    assert result.document["inputs"]["firm"]["employees"] == 80


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("owner", 1),
        ("editor", 1),
        ("viewer", 1),
        ("consultant", 1),
        ("stranger", 1),
        ("unassigned_consultant", 0),
        ("administrator", 2),
    ],
)
def test_everybody_sees_their_own(
    submitted: Assessment, foreign_submitted: Assessment, request: pytest.FixtureRequest, person: str, sees: int
) -> None:
    user = request.getfixturevalue(person)
    assert firms_visible_to(user).count() == sees
    assert assessments_visible_to(user).count() == sees
    assert results_visible_to(user).count() == sees
    own = foreign_submitted if person == "stranger" else submitted
    assert (own in assessments_visible_to(user)) == bool(sees)


def test_who_was_deactivated_sees_nothing(submitted: Assessment, owner: User, administrator: User) -> None:
    for user in (owner, administrator):
        user.is_active = False
        user.save()
        assert not assessments_visible_to(user).exists()


@pytest.mark.parametrize(
    ("employees", "revenue_wan", "size"),
    [
        (1000, "40000", "large"),
        (999, "40000", "medium"),
        (1000, "39999.9999", "medium"),
        (300, "2000", "medium"),
        (300, "1999.9999", "small"),
        (299, "900000", "small"),
        (20, "300", "small"),
        (20, "299", "micro"),
        (19, "5000", "micro"),
    ],
)
def test_a_firm_falls_into_the_highest_class_whose_two_minimums_it_meets(
    employees: int, revenue_wan: str, size: str
) -> None:
    assert size_class(employees, Decimal(revenue_wan)) == size
