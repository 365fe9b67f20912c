"""Who may see and do what. Every other room starts from here."""

from django.db.models import Q, QuerySet

from accounts.models import Assignment, Membership, Organisation, User

EDITING = (Membership.Role.OWNER, Membership.Role.EDITOR)


def organisations_visible_to(user: User) -> QuerySet[Organisation]:
    """Organisations the user belongs to or is assigned to; all for administrators; none for nobody."""
    if not user.is_authenticated or not user.is_active:
        return Organisation.objects.none()
    if user.is_administrator:
        return Organisation.objects.all()
    seen = Q(memberships__user=user)
    if user.is_consultant:
        seen |= Q(assignments__consultant=user)
    return Organisation.objects.filter(seen).distinct()


def role_of(user: User, organisation: Organisation) -> str | None:
    """The user's own role in the organisation, or None for outsiders (consultants and administrators included)."""
    membership = Membership.objects.filter(user_id=user.pk, organisation=organisation).first()
    return membership.role if membership else None


def may_edit(user: User, organisation: Organisation) -> bool:
    """Owners and editors answer and submit; viewers, consultants and administrators read."""
    return role_of(user, organisation) in EDITING


def may_plan(user: User, organisation: Organisation) -> bool:
    """Owners, editors and the consultants assigned keep plans; viewers and administrators read."""
    return may_edit(user, organisation) or _looks_after(user, organisation)


def may_advise(user: User, organisation: Organisation) -> bool:
    """The consultants assigned and administrators add measures, cases and solutions for a firm."""
    return (user.is_active and user.is_administrator) or _looks_after(user, organisation)


def _looks_after(user: User, organisation: Organisation) -> bool:
    advises = user.is_active and user.is_consultant
    return advises and Assignment.objects.filter(consultant_id=user.pk, organisation=organisation).exists()


def may_manage(user: User, organisation: Organisation) -> bool:
    """Owners change the firm's facts and its people."""
    return role_of(user, organisation) == Membership.Role.OWNER
