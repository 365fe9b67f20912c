"""Inviting a colleague."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership

ROLE_WORDS = [
    (Membership.Role.EDITOR, _("Editor: answers questions and submits")),
    (Membership.Role.VIEWER, _("Viewer: reads everything, changes nothing")),
    (Membership.Role.OWNER, _("Owner: also changes the firm's facts and its people")),
]


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail of your colleague"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("May do"), choices=ROLE_WORDS, initial=Membership.Role.EDITOR)
