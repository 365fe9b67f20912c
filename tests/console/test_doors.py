"""Who enters the panel, and what each of them finds there."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.models import Invitation, Membership, User
from accounts.services import assign_consultant, invite_colleague, unassign_consultant
from assessments.models import Assessment, Firm
from reports.models import Report
from tests.console.conftest import SignIn

pytestmark = pytest.mark.django_db

LISTS = (
    "assessments_firm",
    "assessments_assessment",
    "assessments_result",
    "reports_report",
    "accounts_user",
    "accounts_membership",
    "accounts_invitation",
    "accounts_auditentry",
)
CONTENT = (
    "/console/content/questions/",
    "/console/content/questions/GF-GATE-COMPLIANCE/",
    "/console/content/readings/",
    "/console/content/readings/im-capability/2020-1/",
    "/console/content/readings/green-factory-2018/2018-1/",
    "/console/content/readings/transformation-barriers/2025-1/",
    "/console/content/measures/",
    "/console/content/readings/green-factory-2025/2025-1/",
    "/console/content/readings/transformation-path/2025-1/",
    "/console/content/readings/mechanisms/2025-1/",
    "/console/content/benchmarks/",
    "/console/content/factors/",
    "/console/content/grid/",
    "/console/content/marks/",
    "/console/content/links/",
    "/console/content/references/",
    "/console/content/sources/",
)


def list_of(name: str) -> str:
    return reverse(f"console:{name}_changelist")


def page_of(name: str, pk: Any) -> str:
    return reverse(f"console:{name}_change", args=(pk,))


@pytest.fixture
def own(firm: Firm, owner: User, submitted: Assessment, report: Report) -> dict[str, Any]:
    """One row of every list that belongs to the consultant's firm."""
    invitation = invite_colleague(organisation=firm.organisation, email="new@firm.example", role="viewer", by=owner)
    return _rows(firm, submitted, report, invitation)


@pytest.fixture
def foreign(
    foreign_firm: Firm, stranger: User, foreign_submitted: Assessment, foreign_report: Report
) -> dict[str, Any]:
    """The same of a firm that nobody assigned: proof that there is something to hide."""
    invitation = invite_colleague(
        organisation=foreign_firm.organisation, email="new@other.example", role="viewer", by=stranger
    )
    return _rows(foreign_firm, foreign_submitted, foreign_report, invitation)


def _rows(firm: Firm, assessment: Assessment, report: Report, invitation: Invitation) -> dict[str, Any]:
    membership = Membership.objects.get(organisation=firm.organisation)
    entry = firm.organisation.audit_entries.first()
    assert entry is not None
    return {
        "assessments_firm": firm.pk,
        "assessments_assessment": assessment.pk,
        "assessments_result": assessment.results.get().pk,
        "reports_report": report.pk,
        "accounts_user": membership.user_id,
        "accounts_membership": membership.pk,
        "accounts_invitation": invitation.pk,
        "accounts_auditentry": entry.pk,
        "accounts_organisation": firm.organisation_id,
    }


METHOD = ("assessments_sectorreference", "assessments_ownreading")
FOREIGN_NAMES = ("别家电子有限公司", "stranger@other.example", "new@other.example")


def shows_foreign(text: str) -> list[str]:
    return [name for name in FOREIGN_NAMES if name in text]


def test_nobody_is_sent_to_the_one_log_in_page(client: Client) -> None:
    for path in ("/console/", "/console/login/", list_of("assessments_firm"), "/console/no-such-page/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/?next=/console/")


def test_people_of_a_firm_find_no_panel(signed_in: SignIn, owner: User, own: dict[str, Any]) -> None:
    browser = signed_in(owner)
    paths = ["/console/", "/console/login/", *map(list_of, (*LISTS, *METHOD)), *CONTENT]
    paths += [page_of(name, pk) for name, pk in own.items()]
    for path in paths:
        assert browser.get(path).status_code == 404, path
        assert browser.post(path).status_code in (403, 404), path


def test_a_staff_mark_without_a_role_opens_nothing(signed_in: SignIn, stranger: User) -> None:
    User.objects.filter(pk=stranger.pk).update(is_staff=True)
    assert signed_in(stranger).get("/console/").status_code == 404


def test_an_unassigned_consultant_sees_empty_lists(
    signed_in: SignIn, unassigned_consultant: User, own: dict[str, Any], foreign: dict[str, Any]
) -> None:
    browser = signed_in(unassigned_consultant)
    for name in LISTS:
        answer = browser.get(list_of(name))
        assert answer.status_code == 200
        expected = 1 if name == "accounts_user" else 0  # themselves
        assert len(answer.context["cl"].result_list) == expected, name
    for name, pk in {**own}.items():
        assert browser.get(page_of(name, pk)).status_code == 404, name
    # References and weights belong to no firm: whoever advises firms reads and adds them.
    for name in METHOD:
        assert browser.get(list_of(name)).status_code == 200, name
        assert browser.get(reverse(f"console:{name}_add")).status_code == 200, name


def test_a_consultant_sees_what_belongs_to_the_assigned_firm(
    as_consultant: Client, own: dict[str, Any], foreign: dict[str, Any]
) -> None:
    for name, pk in own.items():
        answer = as_consultant.get(page_of(name, pk))
        assert answer.status_code == 200, name
        assert not shows_foreign(answer.content.decode()), name
    for name in LISTS:
        answer = as_consultant.get(list_of(name))
        assert not shows_foreign(answer.content.decode()), name
        assert own[name] in [row.pk for row in answer.context["cl"].result_list], name


def test_a_foreign_object_looks_like_a_missing_one(
    as_consultant: Client, own: dict[str, Any], foreign: dict[str, Any]
) -> None:
    missing = as_consultant.get(page_of("assessments_firm", 999_999))
    assert missing.status_code == 404
    for name, pk in foreign.items():
        for path in (page_of(name, pk), page_of(name, pk).replace("/change/", "/delete/")):
            for answer in (as_consultant.get(path), as_consultant.post(path, {"role": "owner"})):
                assert answer.status_code == 404, path
                assert answer.content == missing.content


def test_an_assignment_that_ends_ends_at_once(as_consultant: Client, consultant: User, own: dict[str, Any]) -> None:
    path = page_of("assessments_firm", own["assessments_firm"])
    assert as_consultant.get(path).status_code == 200
    assert "示例精密机械" in as_consultant.get("/console/search/?s=示例&extended=1").content.decode()
    unassign_consultant(assignment=consultant.assignments.get(), by=None)
    assert as_consultant.get(path).status_code == 404
    assert "示例精密机械" not in as_consultant.get("/console/search/?s=示例&extended=1").content.decode()


def test_an_administrator_sees_every_firm(
    as_administrator: Client, own: dict[str, Any], foreign: dict[str, Any], consultant: User
) -> None:
    for rows in (own, foreign):
        for name, pk in rows.items():
            assert as_administrator.get(page_of(name, pk)).status_code == 200, name
    assert len(as_administrator.get(list_of("assessments_firm")).context["cl"].result_list) == 2
    assert len(as_administrator.get(list_of("accounts_assignment")).context["cl"].result_list) == 1


def test_assignments_do_not_exist_for_consultants(as_consultant: Client, consultant: User) -> None:
    assignment = consultant.assignments.get()
    for path in (
        list_of("accounts_assignment"),
        reverse("console:accounts_assignment_add"),
        page_of("accounts_assignment", assignment.pk),
        reverse("console:accounts_assignment_delete", args=(assignment.pk,)),
    ):
        assert as_consultant.get(path).status_code == 404, path
        assert as_consultant.post(path, {"post": "yes"}).status_code == 404, path


def test_search_finds_only_what_the_person_may_see(
    as_consultant: Client, as_administrator: Client, own: dict[str, Any], foreign: dict[str, Any]
) -> None:
    for term in ("有限公司", "别家", "example", "91440300MA5EXAMP65"):
        found = as_consultant.get("/console/search/", {"s": term, "extended": "1"}).content.decode()
        assert not shows_foreign(found)
    assert "示例精密机械" in as_consultant.get("/console/search/", {"s": "精密", "extended": "1"}).content.decode()
    assert "别家电子" in as_administrator.get("/console/search/", {"s": "别家", "extended": "1"}).content.decode()
    assert as_consultant.get("/console/search/").content == b""


def test_pickers_offer_only_what_the_person_may_see(
    as_consultant: Client, as_administrator: Client, own: dict[str, Any], foreign: dict[str, Any]
) -> None:
    def offered(browser: Client, model: str, field: str) -> list[str]:
        query = {"app_label": "accounts", "model_name": model, "field_name": field, "term": "."}
        answer = browser.get("/console/autocomplete/", {**query, "term": ""})
        return [row["text"] for row in answer.json()["results"]]

    assert offered(as_consultant, "membership", "organisation") == ["示例精密机械有限公司"]
    assert not shows_foreign(" ".join(offered(as_consultant, "membership", "user")))
    assert set(offered(as_administrator, "membership", "organisation")) == {"示例精密机械有限公司", "别家电子有限公司"}
    assert offered(as_administrator, "assignment", "consultant") == ["consultant@advice.example"]
    assert "厂长 (owner@firm.example)" in offered(as_administrator, "membership", "user")


def test_somebody_of_two_firms_is_shown_with_the_visible_one_only(
    as_consultant: Client, owner: User, own: dict[str, Any], foreign_firm: Firm
) -> None:
    Membership.objects.create(organisation=foreign_firm.organisation, user=owner, role=Membership.Role.VIEWER)
    for path in (list_of("accounts_user"), page_of("accounts_user", owner.pk)):
        text = as_consultant.get(path).content.decode()
        assert "示例精密机械有限公司" in text
        assert not shows_foreign(text)


def test_the_panel_demands_a_second_factor_where_the_settings_do(
    signed_in: SignIn, consultant: User, settings: Any
) -> None:
    browser = signed_in(consultant)
    assert browser.get("/console/").status_code == 200
    settings.REQUIRE_SECOND_FACTOR = True
    for path in ("/console/", list_of("assessments_firm"), "/console/login/"):
        answer = browser.get(path)
        assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_activate_totp"))
    Authenticator.objects.create(user=consultant, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert browser.get("/console/").status_code == 200


def test_passwords_belong_to_the_account_pages(as_administrator: Client) -> None:
    assert as_administrator.get("/console/password_change/").status_code == 404
    assert reverse("account_change_password") in as_administrator.get("/console/").content.decode()


def test_the_content_is_open_to_both_roles(as_consultant: Client, as_administrator: Client) -> None:
    for path in CONTENT:
        assert as_consultant.get(path).status_code == 200, path
        assert as_administrator.get(path).status_code == 200, path
        assert as_administrator.post(path).status_code == 405, path
    for path in (
        "/console/content/questions/NO-SUCH/",
        "/console/content/readings/x/1/",
        "/console/content/measures/X/",
    ):
        assert as_consultant.get(path).status_code == 404, path


def test_an_assigned_second_firm_appears(as_consultant: Client, consultant: User, foreign: dict[str, Any]) -> None:
    foreign_firm = Firm.objects.get(pk=foreign["assessments_firm"])
    assert as_consultant.get(page_of("assessments_firm", foreign_firm.pk)).status_code == 404
    assign_consultant(organisation=foreign_firm.organisation, consultant=consultant, by=None)
    assert as_consultant.get(page_of("assessments_firm", foreign_firm.pk)).status_code == 200
