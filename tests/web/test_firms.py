"""The firm's facts and its people."""

import pytest
from django.core import mail

from accounts.models import Invitation, Membership, User
from accounts.services import invite_colleague
from assessments.models import Firm
from tests.conftest import FIRM_FACTS
from tests.web.conftest import Seen

pytestmark = pytest.mark.django_db


def test_a_firm_is_entered_and_leads_to_the_first_assessment(seen_by: Seen, stranger: User) -> None:
    response = seen_by(stranger).post("/firms/new/", FIRM_FACTS)
    firm = Firm.objects.get()
    assert response["Location"] == f"/firms/{firm.pk}/assessments/new/"
    assert (firm.name, firm.trimmed) == (FIRM_FACTS["name"], ["product-service"])
    assert firm.organisation.memberships.get().role == Membership.Role.OWNER


@pytest.mark.parametrize(
    ("field", "given", "words"),
    [
        ("uscc", "91320594MA1X2Y3T4X", "unified social credit code"),
        ("employees", "eighty", "Write a number"),
        ("employees", "0", "from 1 to"),
        ("employees", "80.5", "whole number"),
        ("revenue_wan", "-3", "negative"),
        ("revenue_wan", "99999999999", "10,000 yuan"),
        ("industry", "C99", "valid choice"),
        ("province", "Atlantis", "valid choice"),
        ("trimmed", ["production"], "valid choice"),
        ("name", "", "required"),
        ("name", "x" * 121, "At most 120"),
    ],
)
def test_a_wrong_fact_is_named_beside_its_field(
    seen_by: Seen, stranger: User, field: str, given: object, words: str
) -> None:
    response = seen_by(stranger).post("/firms/new/", {**FIRM_FACTS, field: given})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Firm.objects.exists()


def test_full_width_digits_and_thousands_separators_are_understood(seen_by: Seen, stranger: User) -> None:
    seen_by(stranger).post("/firms/new/", {**FIRM_FACTS, "employees": "８０", "revenue_wan": "6,000"})
    assert (Firm.objects.get().employees, Firm.objects.get().revenue_wan) == (80, 6000)


def test_the_size_class_appears_while_typing(seen_by: Seen, stranger: User) -> None:
    client = seen_by(stranger)
    small = client.get("/firms/size/", {"employees": "80", "revenue_wan": "6000"}).content.decode()
    large = client.get("/firms/size/", {"employees": "1,200", "revenue_wan": "50000"}).content.decode()
    open_ = client.get("/firms/size/", {"employees": "80", "revenue_wan": ""}).content.decode()
    assert "Small" in small
    assert "Large" in large
    assert "appears here" in open_


def test_an_owner_changes_the_facts_and_a_viewer_reads_them(
    seen_by: Seen, owner: User, viewer: User, firm: Firm
) -> None:
    address = f"/firms/{firm.pk}/"
    assert seen_by(owner).post(address, {**FIRM_FACTS, "employees": "90"})["Location"] == address
    firm.refresh_from_db()
    assert firm.employees == 90
    page = seen_by(viewer).get(address).content.decode()
    assert "Only owners" in page
    assert 'name="employees"' not in page
    response = seen_by(viewer).post(address, {**FIRM_FACTS, "employees": "95"})
    assert response.status_code == 403
    assert "You may read here, not change" in response.content.decode()


def test_what_the_firm_does_not_do_is_said_in_plain_words(seen_by: Seen, viewer: User, firm: Firm) -> None:
    assert "serviced from afar" in seen_by(viewer).get(f"/firms/{firm.pk}/").content.decode()


def test_a_refused_change_keeps_what_was_typed_and_the_stored_facts(seen_by: Seen, owner: User, firm: Firm) -> None:
    response = seen_by(owner).post(f"/firms/{firm.pk}/", {**FIRM_FACTS, "employees": "many"})
    assert response.status_code == 422
    assert 'value="many"' in response.content.decode()
    firm.refresh_from_db()
    assert firm.employees == 80


def test_the_invitation_journey(seen_by: Seen, owner: User, firm: Firm, new_user: object) -> None:
    people = f"/firms/{firm.pk}/people/"
    boss = seen_by(owner)
    boss.post(f"{people}invite/", {"email": "new@firm.example", "role": "editor"})
    link = f"/invitations/{Invitation.objects.get().token}/"
    assert link in mail.outbox[0].body
    assert link in boss.get(people).content.decode()

    page = seen_by().get(link).content.decode()
    assert "sign in or sign up" in page
    assert f"/accounts/signup/?next={link}" in page

    colleague = seen_by(new_user("new@firm.example"))
    assert "Join" in colleague.get(link).content.decode()
    assert colleague.post(link)["Location"] == "/assessments/"
    assert firm.name in colleague.get("/assessments/").content.decode()

    used = colleague.get(link)
    assert (used.status_code, "used already" in used.content.decode()) == (410, True)


def test_an_invitation_is_only_for_its_address(seen_by: Seen, owner: User, firm: Firm, stranger: User) -> None:
    invitation = invite_colleague(organisation=firm.organisation, email="x@firm.example", role="viewer", by=owner)
    client = seen_by(stranger)
    assert "but you are signed in as" in client.get(f"/invitations/{invitation.token}/").content.decode()
    assert client.post(f"/invitations/{invitation.token}/").status_code == 403
    assert not firm.organisation.memberships.filter(user=stranger).exists()


def test_a_withdrawn_invitation_says_so(seen_by: Seen, owner: User, firm: Firm) -> None:
    invitation = invite_colleague(organisation=firm.organisation, email="x@firm.example", role="viewer", by=owner)
    seen_by(owner).post(f"/firms/{firm.pk}/people/invitations/{invitation.pk}/revoke/")
    response = seen_by().get(f"/invitations/{invitation.token}/")
    assert response.status_code == 410
    assert "withdrawn" in response.content.decode()


def test_an_unknown_invitation_is_404(seen_by: Seen) -> None:
    assert seen_by().get("/invitations/never-made/").status_code == 404


def test_a_mail_system_that_is_away_does_not_stop_an_invitation(
    seen_by: Seen, owner: User, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object, **options: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr("web.views.firms.send_mail", away)
    response = seen_by(owner).post(
        f"/firms/{firm.pk}/people/invite/", {"email": "new@firm.example", "role": "viewer"}, follow=True
    )
    assert "pass the link on yourself" in response.content.decode()
    assert Invitation.objects.count() == 1


def test_a_member_is_not_invited_twice(seen_by: Seen, owner: User, viewer: User, firm: Firm) -> None:
    response = seen_by(owner).post(f"/firms/{firm.pk}/people/invite/", {"email": viewer.email, "role": "editor"})
    assert response.status_code == 422
    assert "in the firm already" in response.content.decode()


def test_roles_change_and_members_leave_but_an_owner_stays(
    seen_by: Seen, owner: User, viewer: User, firm: Firm
) -> None:
    client = seen_by(owner)
    row = firm.organisation.memberships.get(user=viewer)
    own = firm.organisation.memberships.get(user=owner)
    client.post(f"/firms/{firm.pk}/people/{row.pk}/role/", {"role": "editor"})
    row.refresh_from_db()
    assert row.role == "editor"
    page = client.post(f"/firms/{firm.pk}/people/{own.pk}/role/", {"role": "viewer"}, follow=True).content.decode()
    assert "at least one owner" in page
    client.post(f"/firms/{firm.pk}/people/{own.pk}/remove/")
    client.post(f"/firms/{firm.pk}/people/{row.pk}/remove/")
    assert list(firm.organisation.memberships.values_list("user", flat=True)) == [owner.pk]


def test_only_owners_manage_people(seen_by: Seen, editor: User, viewer: User, firm: Firm) -> None:
    row = firm.organisation.memberships.get(user=viewer)
    for person in (editor, viewer):
        client = seen_by(person)
        assert "Invite a colleague" not in client.get(f"/firms/{firm.pk}/people/").content.decode()
        for path, data in (
            ("invite/", {"email": "a@b.example", "role": "viewer"}),
            (f"{row.pk}/role/", {"role": "owner"}),
            (f"{row.pk}/remove/", {}),
        ):
            assert client.post(f"/firms/{firm.pk}/people/{path}", data).status_code == 403


def test_a_member_of_another_firm_cannot_be_reached_through_ones_own(
    seen_by: Seen, owner: User, firm: Firm, foreign_firm: Firm
) -> None:
    foreign = foreign_firm.organisation.memberships.get()
    response = seen_by(owner).post(f"/firms/{firm.pk}/people/{foreign.pk}/remove/")
    assert response.status_code == 404
    assert foreign_firm.organisation.memberships.count() == 1
