"""Users, memberships, invitations, assignments and the audit log."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from accounts import services
from accounts.errors import LastOwner
from accounts.models import Assignment, AuditEntry, Invitation, Membership, Organisation, User
from accounts.selectors import organisations_visible_to
from console import texts
from console.admin.base import PanelAdmin, last_owner_message, say_why_not, user_of
from console.audit import details_in_words, verb_in_words
from console.forms import NewUserForm, UserForm
from console.sites import label_of, site

LONG_NUMBER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STATE_COLOURS = {"open": "info", "accepted": "success", "expired": "warning", "revoked": "default"}
FIELD_LABELS = {"organisation": _("firm"), "user": _("user"), "consultant": _("consultant")}


class OfFirm:
    """The column that names the firm; the tenant's own field has no words for people."""

    @display(description=_("firm"), ordering="organisation__name")
    def firm_shown(self, row: Any) -> str:
        return row.organisation.name if row.organisation else texts.NOTHING


class AdministratorsWrite(PanelAdmin):
    """Administrators add, change and delete; consultants read what belongs to their firms."""

    may_add = True
    may_change = True
    may_delete = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add and user_of(request).is_administrator

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change and user_of(request).is_administrator

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_delete and user_of(request).is_administrator

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer and accept only what the person may see, whatever a forged request names."""
        if db_field.remote_field.model is Organisation:
            kwargs["queryset"] = organisations_visible_to(user_of(request))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.label_from_instance = label_of
            field.label = FIELD_LABELS.get(db_field.name, field.label)
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Leave out the small menu beside a picker: people and firms are not made in passing."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class UserAdmin(AdministratorsWrite):
    found_by_search = True
    may_delete = False
    list_display = ("email", "name", "role_shown", "firms", "may_sign_in", "last_login")
    list_filter = (("role", ChoicesDropdownFilter),)
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("email", "firms", "looks_after", "last_login", "date_joined")

    def visible_to(self, user: User) -> QuerySet[User]:
        """Return everybody for administrators; for a consultant the members of their firms and themselves.

        Whoever belongs to several firms is shown with those only that the asker may see.
        """
        organisations = organisations_visible_to(user)
        memberships = Membership.objects.filter(organisation__in=organisations).select_related("organisation")
        assignments = Assignment.objects.filter(organisation__in=organisations).select_related("organisation")
        rows = User.objects.prefetch_related(
            Prefetch("memberships", queryset=memberships), Prefetch("assignments", queryset=assignments)
        )
        if user.is_administrator:
            return rows
        return rows.filter(Q(pk__in=memberships.values("user")) | Q(pk=user.pk))

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return ((None, {"fields": ("email", "name", "role", "password")}),)
        return (
            (None, {"fields": ("email", "name", "role", "is_active")}),
            (_("Their firms"), {"fields": ("firms", "looks_after")}),
            (_("Sign-in"), {"fields": ("last_login", "date_joined")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return () if obj is None else self.readonly_fields

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **{**kwargs, "form": UserForm if change else NewUserForm})
        form.own_record = obj is not None and obj.pk == user_of(request).pk
        return form

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        password = None if change else form.cleaned_data["password"]
        services.save_user(user=obj, password=password, by=user_of(request))

    @display(
        description=_("role"),
        ordering="role",
        label={"member": "default", "consultant": "info", "administrator": "warning"},
    )
    def role_shown(self, user: User) -> tuple[str, str]:
        return user.role, str(user.get_role_display())

    @display(description=_("may sign in"), boolean=True, ordering="is_active")
    def may_sign_in(self, user: User) -> bool:
        return user.is_active

    @display(description=_("firms"))
    def firms(self, user: User) -> str:
        return texts.listed(
            texts.with_remark(one.organisation.name, one.get_role_display()) for one in user.memberships.all()
        )

    @display(description=_("looks after"))
    def looks_after(self, user: User) -> str:
        return texts.listed(one.organisation.name for one in user.assignments.all())


class MembershipAdmin(OfFirm, AdministratorsWrite):
    list_display = ("user_shown", "firm_shown", "role", "created_at")
    list_filter = (("role", ChoicesDropdownFilter),)
    search_fields = ("user__email", "user__name", "organisation__name")
    ordering = ("organisation__name", "user__email")
    autocomplete_fields = ("organisation", "user")
    readonly_fields = ("firm_shown", "user_shown")

    def visible_to(self, user: User) -> QuerySet[Membership]:
        rows = Membership.objects.filter(organisation__in=organisations_visible_to(user))
        return rows.select_related("organisation", "user")

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> Any:
        return self.readonly_fields if obj else ()

    def get_fields(self, request: HttpRequest, obj: Membership | None = None) -> Any:
        """Return person and firm as text once they are set: only the role changes afterwards."""
        return ("firm_shown", "user_shown", "role") if obj else ("organisation", "user", "role")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except LastOwner:
            return self._back(request, object_id)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except LastOwner:
            return self._back(request, object_id)

    def _back(self, request: HttpRequest, object_id: str | None) -> HttpResponse:
        say_why_not(request, last_owner_message())
        return HttpResponseRedirect(reverse("console:accounts_membership_change", args=(object_id,)))

    def save_model(self, request: HttpRequest, obj: Membership, form: forms.ModelForm, change: bool) -> None:
        if change:
            # The form has written the new role into `obj` already; the service compares with the stored one.
            stored = Membership.objects.get(pk=obj.pk)
            services.change_role(membership=stored, role=obj.role, by=user_of(request))
            return
        made = services.add_member(organisation=obj.organisation, user=obj.user, role=obj.role, by=user_of(request))
        obj.pk = made.pk

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        services.remove_member(membership=obj, by=user_of(request))

    @display(description=_("user"), ordering="user__email")
    def user_shown(self, membership: Membership) -> str:
        return label_of(membership.user)


class AssignmentAdmin(OfFirm, AdministratorsWrite):
    """Who looks after which firm. Consultants have no business here: they see the firms themselves."""

    administrators_only = True
    may_change = False
    list_display = ("consultant_shown", "firm_shown", "created_at")
    search_fields = ("consultant__email", "consultant__name", "organisation__name")
    ordering = ("consultant__email", "organisation__name")
    autocomplete_fields = ("organisation", "consultant")
    readonly_fields = ("firm_shown", "consultant_shown", "created_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Assignment | None = None) -> Any:
        return self.readonly_fields if obj else ()

    def get_fields(self, request: HttpRequest, obj: Assignment | None = None) -> Any:
        return self.readonly_fields if obj else ("organisation", "consultant")

    def visible_to(self, user: User) -> QuerySet[Assignment]:
        if not user.is_administrator:
            return Assignment.objects.none()
        return Assignment.objects.select_related("organisation", "consultant")

    def save_model(self, request: HttpRequest, obj: Assignment, form: forms.ModelForm, change: bool) -> None:
        made = services.assign_consultant(organisation=obj.organisation, consultant=obj.consultant, by=user_of(request))
        obj.pk, obj.created_at = made.pk, made.created_at

    def delete_model(self, request: HttpRequest, obj: Assignment) -> None:
        services.unassign_consultant(assignment=obj, by=user_of(request))

    @display(description=_("consultant"), ordering="consultant__email")
    def consultant_shown(self, assignment: Assignment) -> str:
        return label_of(assignment.consultant)


class OrganisationAdmin(PanelAdmin):
    """For the pickers of the two pages above; it stands in no menu, the firm's own page says everything."""

    search_fields = ("name", "firm__uscc")
    ordering = ("name",)
    list_display = ("name", "created_at")
    fields = ("name", "created_at")

    def visible_to(self, user: User) -> QuerySet[Organisation]:
        return organisations_visible_to(user)

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return {}


class InvitationAdmin(OfFirm, PanelAdmin):
    """Read-only, and without the link: whoever holds it joins the firm."""

    list_display = ("email", "firm_shown", "role", "inviter", "created_at", "state")
    search_fields = ("email", "organisation__name")
    ordering = ("-created_at",)
    fields = (
        ("email", "firm_shown"),
        ("role", "inviter", "state_in_words"),
        ("created_at", "accepted_at", "revoked_at"),
    )
    readonly_fields = ("firm_shown", "inviter", "state_in_words")

    def visible_to(self, user: User) -> QuerySet[Invitation]:
        rows = Invitation.objects.filter(organisation__in=organisations_visible_to(user))
        return rows.select_related("organisation", "invited_by")

    @display(description=_("invited by"))
    def inviter(self, invitation: Invitation) -> str:
        return label_of(invitation.invited_by) if invitation.invited_by else texts.NOTHING

    @display(description=_("state"))
    def state_in_words(self, invitation: Invitation) -> str:
        return str(self.state(invitation)[1])

    @display(description=_("state"), label=STATE_COLOURS)
    def state(self, invitation: Invitation) -> tuple[str, Any]:
        if invitation.accepted_at:
            return "accepted", gettext("Accepted")
        if invitation.revoked_at:
            return "revoked", gettext("Taken back")
        if invitation.created_at < timezone.now() - timedelta(days=services.INVITATION_DAYS):
            return "expired", gettext("Expired")
        return "open", gettext("Not yet accepted")


class AuditEntryAdmin(OfFirm, PanelAdmin):
    """The log as it is kept; `manage.py verify_audit` checks its chain."""

    list_display = ("at", "firm_shown", "actor", "deed", "target_shown")
    search_fields = ("actor", "target", "organisation__name")
    ordering = ("-at", "-number")
    date_hierarchy = "at"
    fields = (
        ("at", "firm_shown"),
        ("actor", "deed", "target"),
        "details_shown",
        ("number_shown", "chained", "linked_to"),
    )
    readonly_fields = ("firm_shown", "deed", "details_shown", "number_shown", "chained", "linked_to")

    def visible_to(self, user: User) -> QuerySet[AuditEntry]:
        rows = AuditEntry.objects.select_related("organisation")
        if user.is_administrator:
            return rows
        return rows.filter(organisation__in=organisations_visible_to(user))

    @display(description=_("what happened"), ordering="verb")
    def deed(self, entry: AuditEntry) -> str:
        return verb_in_words(entry)

    @display(description=_("details"))
    def details_shown(self, entry: AuditEntry) -> str:
        return details_in_words(entry)

    @display(description=_("object"), ordering="target")
    def target_shown(self, entry: AuditEntry) -> str:
        """Return what it was done to; of an assessment's or report's long number the beginning is enough in a list."""
        return f"{entry.target[:8]}…" if LONG_NUMBER.fullmatch(entry.target) else entry.target

    @display(description=_("number in the log"))
    def number_shown(self, entry: AuditEntry) -> int:
        return entry.number

    @display(description=_("fingerprint"))
    def chained(self, entry: AuditEntry) -> str:
        return texts.long_code(entry.hash)

    @display(description=_("fingerprint of the entry before"))
    def linked_to(self, entry: AuditEntry) -> str:
        return texts.long_code(entry.previous_hash)


site.register(User, UserAdmin)
site.register(Membership, MembershipAdmin)
site.register(Assignment, AssignmentAdmin)
site.register(Organisation, OrganisationAdmin)
site.register(Invitation, InvitationAdmin)
site.register(AuditEntry, AuditEntryAdmin)
