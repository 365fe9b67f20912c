"""The firm's facts and its people."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.contrib import messages
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import AlreadyMember, InvitationNotUsable, LastOwner
from accounts.models import Invitation, Membership
from accounts.selectors import may_manage
from accounts.services import (
    accept_invitation,
    change_role,
    invite_colleague,
    open_invitations,
    remove_member,
    revoke_invitation,
)
from assessments.errors import InvalidInput
from assessments.models import Firm
from assessments.selectors import size_class
from assessments.services import create_firm, update_firm
from assessments.services.submission import firm_snapshot
from assessments.services.validation import Refused, revenue, whole_number
from content.loader import current
from web.forms import FirmForm, InvitationForm, add_problems
from web.forms.firm import trimmable
from web.forms.people import ROLE_WORDS
from web.views.access import firm_or_404, managed_firm, members_only

logger = logging.getLogger(__name__)


@members_only
def new_firm(request: HttpRequest) -> HttpResponse:
    form = FirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            firm = create_firm(by=request.user, **form.cleaned_data)
        except InvalidInput as error:
            add_problems(form, error)
        else:
            messages.success(request, _("The firm is saved. Now you can start an assessment."))
            return redirect("web:start-assessment", firm.pk)
    return render(
        request,
        "web/firms/form.html",
        {"form": form, "size": _size_of(form)},
        status=422 if form.is_bound else 200,
    )


@members_only
def firm(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts: a form for owners, a list for everybody else."""
    if request.method == "POST":
        return _change(request, managed_firm(request, pk))
    shown = firm_or_404(request, pk)
    manages = may_manage(request.user, shown.organisation)
    form = FirmForm(initial=firm_snapshot(shown))
    return render(
        request,
        "web/firms/form.html" if manages else "web/firms/read.html",
        {
            "firm": shown,
            "form": form,
            "size": _size(str(shown.employees), format(shown.revenue_wan, "f")),
            **_words(shown),
        },
    )


def _change(request: HttpRequest, shown: Firm) -> HttpResponse:
    form = FirmForm(request.POST)
    if form.is_valid():
        try:
            update_firm(firm=shown, by=request.user, **form.cleaned_data)
        except InvalidInput as error:
            add_problems(form, error)
            shown.refresh_from_db()
        else:
            messages.success(
                request, _("The firm's facts are saved. Finished results keep the facts they were computed from.")
            )
            return redirect("web:firm", shown.pk)
    return render(request, "web/firms/form.html", {"firm": shown, "form": form, "size": _size_of(form)}, status=422)


def _words(firm: Firm) -> dict[str, object]:
    content = current()
    not_done = dict(trimmable())
    return {
        "industry": content.industries.get(firm.industry),
        "province": content.provinces.get(firm.province),
        "not_done": [not_done.get(name, name) for name in firm.trimmed],
    }


@require_GET
@members_only
def size_fragment(request: HttpRequest) -> HttpResponse:
    """The size class, while employees and revenue are being typed."""
    size = _size(request.GET.get("employees", ""), request.GET.get("revenue_wan", ""))
    return render(request, "web/firms/size.html", {"size": size})


def _size_of(form: FirmForm) -> object:
    return _size(str(form["employees"].value() or ""), str(form["revenue_wan"].value() or ""))


def _size(employees: str, revenue_wan: str) -> object:
    """The size class, None while one of the two is not a number yet."""
    try:
        people = whole_number(employees, least=1, most=2_000_000)
        money = revenue(revenue_wan)
    except Refused:
        return None
    return current().size_classes[size_class(people, money)]


@members_only
def people(request: HttpRequest, pk: int) -> HttpResponse:
    shown = firm_or_404(request, pk)
    return _people_page(request, shown, InvitationForm())


def _people_page(request: HttpRequest, shown: Firm, form: InvitationForm, status: int = 200) -> HttpResponse:
    manages = may_manage(request.user, shown.organisation)
    invitations = open_invitations(shown.organisation).order_by("email") if manages else []
    return render(
        request,
        "web/firms/people.html",
        {
            "firm": shown,
            "form": form,
            "manages": manages,
            "members": shown.organisation.memberships.select_related("user").order_by("created_at"),
            "roles": ROLE_WORDS,
            "invitations": [(row, _link(request, row)) for row in invitations],
        },
        status=status,
    )


def _link(request: HttpRequest, invitation: Invitation) -> str:
    return request.build_absolute_uri(reverse("web:invitation", args=[invitation.token]))


@require_POST
@members_only
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    shown = managed_firm(request, pk)
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            invitation = invite_colleague(organisation=shown.organisation, by=request.user, **form.cleaned_data)
        except AlreadyMember:
            form.add_error("email", _("This person is in the firm already."))
        else:
            _mail(request, shown, invitation)
            return redirect("web:people", shown.pk)
    return _people_page(request, shown, form, status=422)


def _mail(request: HttpRequest, shown: Firm, invitation: Invitation) -> None:
    """Send the link; when the mail system is away, the link on the page still works."""
    words = {"firm": shown, "link": _link(request, invitation), "by": request.user}
    try:
        send_mail(
            _("You are invited to %(firm)s") % {"firm": shown.name},
            render_to_string("web/mail/invitation.txt", words),
            None,
            [invitation.email],
        )
    except (SMTPException, OSError):
        logger.exception("invitation mail was not sent")
        messages.warning(
            request, _("The invitation is saved, but the mail could not be sent. Please pass the link on yourself.")
        )
    else:
        messages.success(request, _("The invitation to %(email)s was sent.") % {"email": invitation.email})


@require_POST
@members_only
def revoke(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    shown = managed_firm(request, pk)
    row = get_object_or_404(open_invitations(shown.organisation), pk=invitation)
    revoke_invitation(invitation=row, by=request.user)
    messages.success(request, _("The invitation to %(email)s no longer works.") % {"email": row.email})
    return redirect("web:people", shown.pk)


@require_POST
@members_only
def role(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    shown = managed_firm(request, pk)
    membership = get_object_or_404(shown.organisation.memberships.select_related("user"), pk=member)
    if request.POST.get("role") not in Membership.Role.values:
        raise Http404
    try:
        change_role(membership=membership, role=request.POST["role"], by=request.user)
    except LastOwner:
        messages.error(request, _("A firm keeps at least one owner. Make somebody else an owner first."))
    else:
        messages.success(request, _("%(person)s has a new role.") % {"person": membership.user})
    return redirect("web:people", shown.pk)


@require_POST
@members_only
def remove(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    shown = managed_firm(request, pk)
    membership = get_object_or_404(shown.organisation.memberships.select_related("user"), pk=member)
    person = membership.user
    try:
        remove_member(membership=membership, by=request.user)
    except LastOwner:
        messages.error(request, _("A firm keeps at least one owner. Make somebody else an owner first."))
        return redirect("web:people", shown.pk)
    messages.success(request, _("%(person)s no longer sees this firm.") % {"person": person})
    return redirect("web:assessments") if person == request.user else redirect("web:people", shown.pk)


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation link: says what it is for, and joins on a click."""
    row = Invitation.objects.select_related("organisation").filter(token=token).first()
    if row is None:
        raise Http404
    usable = open_invitations(row.organisation).filter(pk=row.pk).exists()
    mine = request.user.is_authenticated and request.user.email.lower() == row.email.lower()
    context = {"invitation": row, "usable": usable, "mine": mine}
    if request.method != "POST":
        return render(request, "web/firms/invitation.html", context, status=200 if usable else 410)
    return _accept(request, token, context)


@members_only
def _accept(request: HttpRequest, token: str, context: dict[str, object]) -> HttpResponse:
    try:
        membership = accept_invitation(token=token, by=request.user)
    except InvitationNotUsable as error:
        status = 403 if error.reason == "other address" else 410
        return render(request, "web/firms/invitation.html", context, status=status)
    messages.success(request, _("Welcome to %(firm)s.") % {"firm": membership.organisation})
    return redirect("web:assessments")
