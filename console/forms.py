"""Forms of the few things that are changed in the panel: people, who belongs where, who looks after whom."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget

from accounts.models import User


class NewUserForm(forms.ModelForm):
    """A person with a first password, which they change themselves."""

    password = forms.CharField(
        label=_("First password"),
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. Hand it over in person; it is changed under “Change password”."),
    )

    class Meta:
        model = User
        fields = ("email", "name", "role")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Somebody with this e-mail address exists already."), code="unique")
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password"):
            someone = User(email=cleaned.get("email", ""), name=cleaned.get("name", ""))
            try:
                validate_password(cleaned["password"], someone)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class UserForm(forms.ModelForm):
    """Name, role and whether the person may sign in. Nobody takes away their own rights by mistake."""

    own_record = False

    class Meta:
        model = User
        fields = ("name", "role", "is_active")
        labels: ClassVar = {"is_active": _("may sign in")}
        help_texts: ClassVar = {
            "role": _("Consultants and administrators enter this panel; consultants see the firms assigned to them."),
            "is_active": _("Take the tick away to keep somebody out. Nothing they did is deleted."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.own_record:
            for field in ("role", "is_active"):
                if field in cleaned and cleaned[field] != getattr(User.objects.get(pk=self.instance.pk), field):
                    self.add_error(field, _("Ask another administrator to change your own rights."))
        return cleaned
