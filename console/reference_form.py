"""The form of a new sector reference. Indicators and units are chosen together, so that they always fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from assessments.errors import Problem
from assessments.models import NOTE_LENGTH, SectorReference
from assessments.selectors import reference_units
from console import texts
from content.loader import current

BETWEEN = "|"
LONGEST_TEXT = 200
FIELD_OF = {"reading": "figure", "indicator": "figure", "unit": "figure"}


def figure_code(reading: str, indicator: str, unit: str) -> str:
    """Return one choice of the form: which indicator, in which unit."""
    return BETWEEN.join((reading, indicator, unit))


def figure_choices() -> list[tuple[str, Any]]:
    """Return every indicator that takes references, with each of its units, by reading."""
    return [
        ("", _("Choose one")),
        *(
            (texts.in_language(reading.title), list(_figures_of(reading.key)))
            for reading in current().readings.values()
            if reference_units(reading)
        ),
    ]


def _figures_of(key: str) -> Iterable[tuple[str, str]]:
    for indicator, units in reference_units(current().readings[key]).items():
        for unit in units:
            title = texts.indicator_title(key, indicator)
            yield figure_code(key, indicator, unit), texts.with_remark(title, unit)


def industry_choices() -> list[tuple[str, str]]:
    return [
        (SectorReference.ALL, texts.industry_or_all(SectorReference.ALL)),
        *((code, f"{code} {texts.in_language(one.name)}") for code, one in current().industries.items()),
    ]


class SectorReferenceForm(forms.Form):
    """What is typed; the service checks it, and its problems come back to the fields they are about."""

    figure = forms.ChoiceField(
        label=gettext_lazy("Indicator and unit"), choices=figure_choices, widget=UnfoldAdminSelectWidget
    )
    industry = forms.ChoiceField(
        label=gettext_lazy("Industry"), choices=industry_choices, widget=UnfoldAdminSelectWidget
    )
    base = forms.CharField(
        label=gettext_lazy("Baseline"),
        max_length=LONGEST_TEXT,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
        help_text=gettext_lazy("The value from which points are earned."),
    )
    lead = forms.CharField(
        label=gettext_lazy("Leading value"),
        max_length=LONGEST_TEXT,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
        help_text=gettext_lazy("The value at which all points are earned; it may be above or below the baseline."),
    )
    valid_from = forms.CharField(
        label=gettext_lazy("Valid from"),
        max_length=LONGEST_TEXT,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        help_text=gettext_lazy("A year takes the reference in force on its 31 December. Example: 2025-01-01."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=LONGEST_TEXT,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Where both values stand: document, year, page."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )

    @property
    def given(self) -> dict[str, Any]:
        """Return the fields as the service takes them; only of a form that is valid."""
        own = {name: value for name, value in self.cleaned_data.items() if name != "figure"}
        reading, indicator, unit = self.cleaned_data["figure"].split(BETWEEN)
        return {"reading": reading, "indicator": indicator, "unit": unit, **own}

    def take(self, problems: Iterable[Problem]) -> None:
        """Show what the service refused beside the fields it is about."""
        for problem in problems:
            field = FIELD_OF.get(problem.path, problem.path)
            self.add_error(field if field in self.fields else None, problem.message)
