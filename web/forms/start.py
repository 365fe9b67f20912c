"""Starting an assessment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment


class StartForm(forms.Form):
    period = forms.CharField(
        label=_("Year"),
        help_text=_("The year your answers and figures describe, usually the last full year."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}),
    )
    started_from = forms.ChoiceField(
        label=_("Start from"),
        help_text=_(
            "Earlier answers are copied and can be changed one by one. "
            "Figures of earlier years come along; those of the new year are asked."
        ),
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, earlier: list[Assessment], **options: Any) -> None:
        super().__init__(*args, **options)
        self.earlier = {str(row.pk): row for row in earlier}
        start = self.fields["started_from"]
        assert isinstance(start, forms.ChoiceField)  # noqa: S101  declared above
        start.choices = [("", _("An empty questionnaire"))] + [(pk, _label(row)) for pk, row in self.earlier.items()]


def _label(row: Assessment) -> str:
    words = _("The unfinished answers of %(year)s") if row.is_draft else _("The answers of %(year)s")
    return str(words) % {"year": row.period}
