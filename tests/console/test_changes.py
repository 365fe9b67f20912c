"""What is changed in the panel, by whom, and what nobody changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Assignment, AuditEntry, Membership, User
from accounts.services import invite_colleague
from assessments.models import Answer, Assessment, Firm, Result
from assessments.services import create_firm, start_assessment
from console.dashboard import QUIET_DAYS, open_work
from console.sites import site
from reports import files
from reports.models import Report
from tests.conftest import FIRM_FACTS
from tests.console.conftest import SignIn

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "a-long-first-word-7"


def url(name: str, *args: Any) -> str:
    return reverse(f"console:{name}", args=args)


def said(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


# --- what nobody changes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["consultant", "administrator"])
def test_the_record_is_read_only_for_everybody(
    signed_in: SignIn, consultant: User, administrator: User, submitted: Assessment, role: str
) -> None:
    browser = signed_in(consultant if role == "consultant" else administrator)
    firm, result = submitted.firm, submitted.results.get()
    entry = AuditEntry.objects.filter(organisation=firm.organisation).first()
    assert entry is not None
    before = _record()
    for name, pk in (
        ("assessments_firm", firm.pk),
        ("assessments_assessment", submitted.pk),
        ("assessments_result", result.pk),
        ("accounts_auditentry", entry.pk),
        ("accounts_organisation", firm.organisation_id),
    ):
        forged = {
            "name": "x",
            "uscc": "x",
            "level": "5",
            "tier": "national",
            "text": "{}",
            "actor": "x",
            "state": "draft",
        }
        assert browser.post(url(f"{name}_change", pk), forged).status_code == 403, name
        assert browser.post(url(f"{name}_delete", pk), {"post": "yes"}).status_code == 403, name
        assert browser.get(url(f"{name}_add")).status_code == 403, name
        assert browser.post(url(f"{name}_add"), forged).status_code == 403, name
        chosen = {"action": "delete_selected", "_selected_action": [str(pk)], "post": "yes"}
        browser.post(url(f"{name}_changelist"), chosen)
    assert _record() == before


def _record() -> dict[str, Any]:
    return {
        "firms": list(Firm.objects.values()),
        "assessments": list(Assessment.objects.values()),
        "answers": Answer.objects.count(),
        "results": list(Result.objects.values()),
        "audit": AuditEntry.objects.count(),
    }


def test_consultants_change_nothing_about_people(as_consultant: Client, firm: Firm, consultant: User) -> None:
    membership = Membership.objects.get(organisation=firm.organisation)
    assert as_consultant.post(url("accounts_membership_change", membership.pk), {"role": "viewer"}).status_code == 403
    assert as_consultant.post(url("accounts_membership_delete", membership.pk), {"post": "yes"}).status_code == 403
    assert as_consultant.post(url("accounts_user_change", consultant.pk), {"role": "administrator"}).status_code == 403
    assert as_consultant.post(url("accounts_user_add"), {"email": "x@y.example"}).status_code == 403
    membership.refresh_from_db()
    consultant.refresh_from_db()
    assert (membership.role, consultant.role) == ("owner", "consultant")


def test_permissions_set_by_hand_open_nothing(
    signed_in: SignIn, unassigned_consultant: User, submitted: Assessment
) -> None:
    unassigned_consultant.user_permissions.set(Permission.objects.all())
    browser = signed_in(unassigned_consultant)
    assert browser.get(url("assessments_firm_change", submitted.firm_id)).status_code == 404
    assert browser.get(url("accounts_assignment_changelist")).status_code == 404


def test_answers_and_amounts_have_no_page_of_their_own() -> None:
    named = {model._meta.model_name for model in site._registry}
    assert named == {
        "firm", "assessment", "result", "report", "user", "membership", "assignment", "organisation", "invitation",
        "auditentry", "sectorreference", "ownreading", "firmentry",
    }  # fmt: skip


def test_every_page_of_the_panel_keeps_no_history_of_its_own(as_administrator: Client, firm: Firm) -> None:
    assert as_administrator.get(url("assessments_firm_history", firm.pk)).status_code == 404


def test_an_invitation_is_shown_without_its_link(as_administrator: Client, firm: Firm, owner: User) -> None:
    invitation = invite_colleague(organisation=firm.organisation, email="new@firm.example", role="viewer", by=owner)
    for path in (url("accounts_invitation_changelist"), url("accounts_invitation_change", invitation.pk)):
        text = as_administrator.get(path).content.decode()
        assert "new@firm.example" in text
        assert invitation.token not in text
    assert as_administrator.post(url("accounts_invitation_change", invitation.pk), {}).status_code == 403


# --- people ----------------------------------------------------------------------------------------------------------


def test_an_administrator_adds_a_consultant_who_can_enter(as_administrator: Client, signed_in: SignIn) -> None:
    form = {"email": "New@Advice.example", "name": "新顾问", "role": "consultant", "password": NEW_PASSWORD}
    assert as_administrator.post(url("accounts_user_add"), form).status_code == 302
    user = User.objects.get(email="new@advice.example")
    assert (user.is_staff, user.is_superuser, user.check_password(NEW_PASSWORD)) == (True, False, True)
    assert signed_in(user).get("/console/").status_code == 200
    assert AuditEntry.objects.get(verb="add user").target == "new@advice.example"


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short"},
        {"password": ""},
        {"email": "no address"},
        {"email": "ADMIN@site.example"},
        {"role": "god"},
    ],
)
def test_a_wrong_new_user_is_refused(as_administrator: Client, wrong: dict[str, str]) -> None:
    form = {"email": "a@b.example", "name": "", "role": "member", "password": NEW_PASSWORD, **wrong}
    answer = as_administrator.post(url("accounts_user_add"), form)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert User.objects.count() == 1


def test_a_demoted_administrator_keeps_no_key(as_administrator: Client, signed_in: SignIn) -> None:
    other = User.objects.create_superuser("second@site.example", NEW_PASSWORD)
    form = {"name": "", "role": "member", "is_active": "on"}
    assert as_administrator.post(url("accounts_user_change", other.pk), form).status_code == 302
    other.refresh_from_db()
    assert (other.is_staff, other.is_superuser, other.is_administrator) == (False, False, False)
    assert signed_in(other).get("/console/").status_code == 404


def test_nobody_takes_away_their_own_rights(as_administrator: Client, administrator: User) -> None:
    for form in ({"role": "member", "is_active": "on"}, {"role": "administrator"}):
        answer = as_administrator.post(url("accounts_user_change", administrator.pk), {"name": "", **form})
        assert answer.status_code == 200
        assert answer.context["adminform"].form.errors
    administrator.refresh_from_db()
    assert administrator.is_administrator
    own = {"name": "站长", "role": "administrator", "is_active": "on"}
    assert as_administrator.post(url("accounts_user_change", administrator.pk), own).status_code == 302


def test_users_are_kept_out_not_deleted(as_administrator: Client, owner: User, firm: Firm) -> None:
    assert as_administrator.post(url("accounts_user_delete", owner.pk), {"post": "yes"}).status_code == 403
    as_administrator.post(url("accounts_user_change", owner.pk), {"name": "厂长", "role": "member"})
    owner.refresh_from_db()
    assert not owner.is_active
    assert Membership.objects.filter(user=owner).exists()


def test_an_administrator_assigns_and_takes_off_a_consultant(
    as_administrator: Client, signed_in: SignIn, unassigned_consultant: User, firm: Firm
) -> None:
    form = {"organisation": firm.organisation_id, "consultant": unassigned_consultant.pk}
    answer = as_administrator.post(url("accounts_assignment_add"), form)
    assert (answer.status_code, answer["Location"]) == (302, url("accounts_assignment_changelist"))
    assignment = Assignment.objects.get(consultant=unassigned_consultant)
    assert signed_in(unassigned_consultant).get(url("assessments_firm_change", firm.pk)).status_code == 200
    twice = as_administrator.post(url("accounts_assignment_add"), form)
    assert twice.context["adminform"].form.errors
    assert as_administrator.post(url("accounts_assignment_change", assignment.pk), form).status_code == 403
    as_administrator.post(url("accounts_assignment_delete", assignment.pk), {"post": "yes"})
    assert signed_in(unassigned_consultant).get(url("assessments_firm_change", firm.pk)).status_code == 404
    verbs = AuditEntry.objects.filter(target=unassigned_consultant.email).values_list("verb", flat=True)
    assert list(verbs) == ["assign consultant", "unassign consultant"]


def test_only_consultants_are_assigned(as_administrator: Client, owner: User, firm: Firm) -> None:
    form = {"organisation": firm.organisation_id, "consultant": owner.pk}
    answer = as_administrator.post(url("accounts_assignment_add"), form)
    assert "consultant" in answer.context["adminform"].form.errors
    assert not Assignment.objects.filter(consultant=owner).exists()


def test_roles_in_a_firm_change_through_the_service(as_administrator: Client, firm: Firm, viewer: User) -> None:
    membership = Membership.objects.get(user=viewer)
    as_administrator.post(url("accounts_membership_change", membership.pk), {"role": "editor"})
    membership.refresh_from_db()
    assert membership.role == "editor"
    as_administrator.post(url("accounts_membership_delete", membership.pk), {"post": "yes"})
    assert not Membership.objects.filter(user=viewer).exists()
    verbs = AuditEntry.objects.filter(target=viewer.email).values_list("verb", flat=True)
    assert list(verbs) == ["change role", "remove member"]


def test_a_firm_keeps_its_last_owner(as_administrator: Client, firm: Firm, owner: User) -> None:
    membership = Membership.objects.get(user=owner)
    page = url("accounts_membership_change", membership.pk)
    for path, form in ((page, {"role": "viewer"}), (url("accounts_membership_delete", membership.pk), {"post": "yes"})):
        answer = as_administrator.post(path, form)
        assert (answer.status_code, answer["Location"]) == (302, page)
        assert "at least one owner" in said(answer)
    membership.refresh_from_db()
    assert membership.role == "owner"


def test_a_firm_that_came_through_a_file_gets_its_owner(as_administrator: Client, stranger: User) -> None:
    firm = create_firm(by=None, **FIRM_FACTS)
    form = {"organisation": firm.organisation_id, "user": stranger.pk, "role": "owner"}
    assert as_administrator.post(url("accounts_membership_add"), form).status_code == 302
    assert Membership.objects.get(user=stranger).role == "owner"
    assert AuditEntry.objects.get(verb="add member").organisation == firm.organisation


# --- reports ---------------------------------------------------------------------------------------------------------


def test_a_consultant_asks_for_a_report(as_consultant: Client, submitted: Assessment, consultant: User) -> None:
    result = submitted.results.get()
    page = url("assessments_assessment_change", submitted.pk)
    asked = url("reports_report_request", result.pk)
    assert as_consultant.get(asked).status_code == 405
    answer = as_consultant.post(asked, {"language": "zh-hans", "next": page})
    assert (answer.status_code, answer["Location"]) == (302, page)
    report = Report.objects.get(result=result)
    assert (report.language, report.requested_by, report.status) == ("zh-hans", consultant, "queued")
    wrong = as_consultant.post(asked, {"language": "xx"})
    assert wrong.status_code == 302
    assert said(wrong)
    assert Report.objects.count() == 1


def test_a_failed_report_is_made_again(as_consultant: Client, report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(status="failed", error_code="render")
    text = as_consultant.get(url("reports_report_change", report.pk)).content.decode()
    assert "could not be laid out" in text
    assert as_consultant.get(url("reports_report_again", report.pk)).status_code == 405
    answer = as_consultant.post(url("reports_report_again", report.pk), {"next": "https://evil.example/"})
    assert answer["Location"] == url("reports_report_change", report.pk)
    report.refresh_from_db()
    assert report.status == "queued"


def test_a_finished_report_is_downloaded_as_an_attachment(
    as_consultant: Client, report: Report, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    path = url("reports_report_download", report.pk)
    assert as_consultant.get(path).status_code == 404
    sha256 = files.store(b"%PDF-1.7 test")
    Report.objects.filter(pk=report.pk).update(status="done", sha256=sha256, pages=9, size_bytes=13)
    answer = as_consultant.get(path)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 test"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert AuditEntry.objects.filter(verb="download report", target=str(report.pk)).exists()


def test_a_lost_file_is_said_and_not_an_error_page(
    as_consultant: Client, report: Report, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    Report.objects.filter(pk=report.pk).update(status="done", sha256="0" * 64)
    answer = as_consultant.get(url("reports_report_download", report.pk))
    assert answer["Location"] == url("reports_report_change", report.pk)
    assert "gone" in said(answer)


def test_reports_of_other_firms_are_out_of_reach(as_consultant: Client, foreign_report: Report) -> None:
    assert as_consultant.get(url("reports_report_download", foreign_report.pk)).status_code == 404
    assert as_consultant.post(url("reports_report_again", foreign_report.pk)).status_code == 404
    request = url("reports_report_request", foreign_report.result_id)
    assert as_consultant.post(request, {"language": "zh-hans"}).status_code == 404
    assert Report.objects.count() == 1


def test_reports_are_not_edited(as_administrator: Client, report: Report) -> None:
    assert as_administrator.post(url("reports_report_change", report.pk), {"status": "done"}).status_code == 403
    assert as_administrator.post(url("reports_report_delete", report.pk), {"post": "yes"}).status_code == 403


# --- open work -------------------------------------------------------------------------------------------------------


def test_the_dashboard_lists_what_waits(
    administrator: User, consultant: User, submitted: Assessment, foreign_firm: Firm, stranger: User
) -> None:
    draft = start_assessment(firm=foreign_firm, period=2025, by=stranger)
    later = timezone.now() + timedelta(days=QUIET_DAYS + 1)
    assert [row.count for row in open_work(administrator).lists] == [0, 1, 0, 1]
    assert [row.count for row in open_work(administrator, later).lists] == [1, 1, 0, 1]
    assert [row.count for row in open_work(consultant, later).lists] == [0, 1, 0]
    quiet = open_work(administrator, later).lists[0].items[0]
    assert quiet.link == url("assessments_assessment_change", draft.pk)


def test_a_draft_somebody_works_on_is_not_quiet(administrator: User, answered: Assessment) -> None:
    Assessment.objects.filter(pk=answered.pk).update(created_at=timezone.now() - timedelta(days=60))
    assert open_work(administrator).lists[0].count == 0
    Answer.objects.update(saved_at=timezone.now() - timedelta(days=QUIET_DAYS + 1))
    assert open_work(administrator).lists[0].count == 1


def test_a_failed_report_waits_until_it_is_made_again(administrator: User, report: Report) -> None:
    assert [row.count for row in open_work(administrator).lists] == [0, 0, 0, 1]
    Report.objects.filter(pk=report.pk).update(status="failed", error_code="render", finished_at=timezone.now())
    assert [row.count for row in open_work(administrator).lists] == [0, 0, 1, 1]
