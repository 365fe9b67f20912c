"""The facts of a firm."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import Firm
from content.loader import current
from scoring.ladder import trimmable_names
from scoring.model import LadderReading
from web.texts import text

NOT_DONE: dict[str, str | Promise] = {
    "product-design": _("We do not design products: we make what customers' drawings say."),
    "process-design": _("We do not work out manufacturing processes: customers or the group prescribe them."),
    "logistics": _("We do not organise transport: customers or carriers do all of it."),
    "sales": _("We do not sell on the market: one customer or the group takes everything."),
    "customer-service": _("We have no after-sales service: somebody else looks after the customers."),
    "product-service": _("Our products cannot be connected or serviced from afar (material, parts, simple goods)."),
}
"""What leaving out a sub-domain means, in the words of a plant manager."""


def trimmable() -> list[tuple[str, Any]]:
    """What may be left out, as (short name, plain words)."""
    reading = current().readings["im-capability"]
    assert isinstance(reading, LadderReading)  # noqa: S101  the loader built it from a ladder file
    titles = {node.short: node.title for node in reading.nodes if node.questions}
    return [(name, NOT_DONE.get(name) or text(titles[name])) for name in trimmable_names(reading)]


class FirmForm(forms.Form):
    name = forms.CharField(label=_("Name of the firm"), help_text=_("As on the business licence."))
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        help_text=_("18 characters on the business licence; the last one checks the others."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 30, "spellcheck": "false"}),
    )
    industry = forms.ChoiceField(label=_("Industry"), help_text=_("By the main product."))
    province = forms.ChoiceField(label=_("Province"))
    employees = forms.CharField(
        label=_("Employees"),
        help_text=_("At the end of last year, with temporary workers."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    revenue_wan = forms.CharField(
        label=_("Yearly revenue (10,000 yuan)"),
        help_text=_("Last year's revenue from the profit statement. 60 million yuan is written 6000."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    production = forms.ChoiceField(
        label=_("Kind of production"),
        help_text=_("It decides how much each ability weighs."),
        choices=Firm.Production.choices,
        widget=forms.RadioSelect,
    )
    trimmed = forms.MultipleChoiceField(
        label=_("What the firm does not do"),
        help_text=_("Tick only what really does not exist in the firm. It is not asked then, and the report says so."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        content = current()
        self._offer("industry", [(code, f"{code} {text(row.name)}") for code, row in content.industries.items()])
        self._offer("province", [(code, text(row.name)) for code, row in content.provinces.items()])
        trimmed = self.fields["trimmed"]
        assert isinstance(trimmed, forms.MultipleChoiceField)  # noqa: S101  declared above
        trimmed.choices = trimmable()

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = [("", _("Please choose")), *choices]
