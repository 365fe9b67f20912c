"""What is done with people and organisations; every verb leaves an audit entry."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.errors import AlreadyMember, InvitationNotUsable, LastOwner
from accounts.models import Assignment, AuditEntry, Invitation, Membership, Organisation, User

INVITATION_DAYS = 14
SITE_CHAIN = "site"
SYSTEM = "system"
FIRST_HASH = "0" * 64


@transaction.atomic
def create_organisation(*, name: str, owner: User | None) -> Organisation:
    """Create a tenant. `owner` is None for firms that came in through a file."""
    organisation = Organisation(name=name)
    organisation.full_clean()
    organisation.save()
    if owner is not None:
        Membership.objects.create(organisation=organisation, user=owner, role=Membership.Role.OWNER)
    record_audit(organisation=organisation, actor=owner, verb="create organisation", target=organisation.name)
    return organisation


@transaction.atomic
def invite_colleague(*, organisation: Organisation, email: str, role: str, by: User) -> Invitation:
    """Invite an address; an open invitation to the same address is revoked first.

    Raises:
        AlreadyMember: the address belongs to a member.
    """
    email = email.strip().lower()
    if Membership.objects.filter(organisation=organisation, user__email__iexact=email).exists():
        raise AlreadyMember
    open_invitations(organisation).filter(email=email).update(revoked_at=timezone.now())
    invitation = Invitation(organisation=organisation, email=email, role=role, invited_by=by)
    invitation.full_clean()
    invitation.save()
    record_audit(organisation=organisation, actor=by, verb="invite colleague", target=email, details={"role": role})
    return invitation


def open_invitations(organisation: Organisation):  # type: ignore[no-untyped-def]
    """Invitations that can still be accepted."""
    return Invitation.objects.filter(
        organisation=organisation,
        accepted_at=None,
        revoked_at=None,
        created_at__gt=timezone.now() - timedelta(days=INVITATION_DAYS),
    )


@transaction.atomic
def accept_invitation(*, token: str, by: User) -> Membership:
    """Join the organisation that invited this user's address.

    Raises:
        InvitationNotUsable: unknown, used, revoked or too old, or meant for another address.
    """
    invitation = Invitation.objects.select_for_update().filter(token=token).first()
    if invitation is None or invitation.revoked_at is not None:
        raise InvitationNotUsable("unknown")
    if invitation.accepted_at is not None:
        raise InvitationNotUsable("used")
    if invitation.created_at < timezone.now() - timedelta(days=INVITATION_DAYS):
        raise InvitationNotUsable("expired")
    if invitation.email.lower() != by.email.lower():
        raise InvitationNotUsable("other address")
    membership, _ = Membership.objects.get_or_create(
        organisation=invitation.organisation, user=by, defaults={"role": invitation.role}
    )
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record_audit(
        organisation=invitation.organisation,
        actor=by,
        verb="accept invitation",
        target=by.email,
        details={"role": membership.role},
    )
    return membership


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> None:
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(revoked_at=timezone.now())
    record_audit(organisation=invitation.organisation, actor=by, verb="revoke invitation", target=invitation.email)


@transaction.atomic
def add_member(*, organisation: Organisation, user: User, role: str, by: User) -> Membership:
    """Make somebody a member without an invitation; for administrators."""
    membership = Membership(organisation=organisation, user=user, role=role)
    membership.full_clean()
    membership.save()
    record_audit(organisation=organisation, actor=by, verb="add member", target=user.email, details={"role": role})
    return membership


@transaction.atomic
def save_user(*, user: User, by: User, password: str | None = None) -> User:
    """Store a new or changed user, the marks for staff and superuser kept in step with the role.

    Args:
        password: For a new user, or to replace the one there is.
    """
    verb = "change user" if user.pk else "add user"
    user.is_staff = user.role != User.Role.MEMBER
    user.is_superuser = user.is_superuser and user.role == User.Role.ADMINISTRATOR
    if password is not None:
        user.set_password(password)
    user.save()
    record_audit(
        organisation=None,
        actor=by,
        verb=verb,
        target=user.email,
        details={"role": user.role, "active": user.is_active},
    )
    return user


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User) -> None:
    """Give a member another role.

    Raises:
        LastOwner: nobody else would own the organisation.
    """
    _keep_an_owner(membership, role)
    membership.role = role
    membership.full_clean()
    membership.save(update_fields=["role"])
    record_audit(
        organisation=membership.organisation,
        actor=by,
        verb="change role",
        target=membership.user.email,
        details={"role": role},
    )


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> None:
    """Take a member out of the organisation.

    Raises:
        LastOwner: nobody else would own the organisation.
    """
    _keep_an_owner(membership, None)
    record_audit(organisation=membership.organisation, actor=by, verb="remove member", target=membership.user.email)
    membership.delete()


def _keep_an_owner(membership: Membership, role: str | None) -> None:
    # Locking the organisation makes two owners who leave at once wait for each other.
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    others = Membership.objects.filter(organisation_id=membership.organisation_id, role=Membership.Role.OWNER).exclude(
        pk=membership.pk
    )
    if role != Membership.Role.OWNER and membership.role == Membership.Role.OWNER and not others.exists():
        raise LastOwner


@transaction.atomic
def assign_consultant(*, organisation: Organisation, consultant: User, by: User | None) -> Assignment:
    assignment, created = Assignment.objects.get_or_create(organisation=organisation, consultant=consultant)
    if created:
        record_audit(organisation=organisation, actor=by, verb="assign consultant", target=consultant.email)
    return assignment


@transaction.atomic
def unassign_consultant(*, assignment: Assignment, by: User | None) -> None:
    record_audit(
        organisation=assignment.organisation, actor=by, verb="unassign consultant", target=assignment.consultant.email
    )
    assignment.delete()


@transaction.atomic
def record_audit(
    *,
    organisation: Organisation | None,
    actor: User | None,
    verb: str,
    target: str,
    details: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Append one entry to the chain of the organisation (or of the site).

    The organisation's row is locked, so that two entries at once get two numbers.
    """
    if organisation is not None:
        Organisation.objects.select_for_update().get(pk=organisation.pk)
    chain = SITE_CHAIN if organisation is None else f"organisation-{organisation.pk}"
    last = AuditEntry.objects.filter(chain=chain).order_by("-number").first()
    entry = AuditEntry(
        organisation=organisation,
        chain=chain,
        number=last.number + 1 if last else 1,
        actor=actor.email if actor else SYSTEM,
        verb=verb,
        target=target[:120],
        details=dict(details or {}),
        at=timezone.now(),
        previous_hash=last.hash if last else FIRST_HASH,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    return entry


def hash_of(entry: AuditEntry) -> str:
    """Return the sha256 that binds an entry's content to the one before it."""
    body = [
        entry.previous_hash, entry.chain, entry.number, entry.actor, entry.verb, entry.target, entry.details,
        _moment(entry.at),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(tz=timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds")


def broken_audit_entries() -> Iterator[AuditEntry]:
    """Yield the first entry of every chain that does not fit: changed, removed before it, or out of order."""
    chain, previous, number, reported = "", FIRST_HASH, 0, ""
    for entry in AuditEntry.objects.order_by("chain", "number").iterator():
        if entry.chain != chain:
            chain, previous, number = entry.chain, FIRST_HASH, 0
        number += 1
        fits = entry.number == number and entry.previous_hash == previous and entry.hash == hash_of(entry)
        if not fits and reported != chain:
            reported = chain
            yield entry
        previous = entry.hash
