"""The form of what is added for one firm: a measure, a case or a solution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from assessments.errors import Problem
from assessments.models import NOTE_LENGTH, FirmEntry
from assessments.services.entries import KINDS_THAT_ARE_RAISED, LOWEST
from console import texts
from content.loader import current
from content.model import LABELS

LONGEST_TEXT = 200
FEWEST_ROWS, SPARE_ROWS = 5, 3
"""Rows for questions a measure raises: so many at least, and so many empty ones besides those filled in."""


@dataclass(frozen=True)
class LiftRow:
    """One row to say which question is raised to which answer."""

    number: int
    code: str
    answer: str


class LiftsWidget(forms.Widget):
    """Reads the rows as pairs of code and answer; the page draws them itself."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        if not hasattr(data, "getlist"):
            return []
        pairs = zip(data.getlist("lift_code"), data.getlist("lift_answer"), strict=False)
        return [(code.strip().upper(), answer) for code, answer in pairs if code.strip()]


class LiftsField(forms.Field):
    """Question -> answer it is raised to."""

    widget = LiftsWidget

    def clean(self, value: Any) -> dict[str, str]:
        codes = [code for code, _answer in value]
        for code in codes:
            if codes.count(code) > 1:
                raise forms.ValidationError(_("“%(code)s” stands twice.") % {"code": code[:60]})
        return dict(value)


def barrier_choices() -> list[tuple[str, str]]:
    questions = current().questions.items()
    return [(code, texts.in_language(one.text)) for code, one in questions if one.kind == "barrier"]


def raisable_questions() -> list[tuple[str, str]]:
    """Code and text of every question a measure can raise."""
    questions = current().questions.items()
    return [(code, texts.in_language(one.text)) for code, one in questions if one.kind in KINDS_THAT_ARE_RAISED]


def answer_choices() -> list[tuple[str, str]]:
    """Every answer something can be raised to, the best first."""
    words = {**LABELS["fulfilment"], "yes": LABELS["yes-no"]["yes"]}
    return [("", "–"), *((value, texts.in_language(word)) for value, word in words.items() if value not in LOWEST)]


def _line(label: Any, *, needed: bool = False, hint: Any = "", **attributes: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        required=needed,
        help_text=hint,
        widget=UnfoldAdminTextInputWidget(attrs=attributes),
    )


def _lines(label: Any, *, needed: bool = False, hint: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=NOTE_LENGTH,
        required=needed,
        help_text=hint,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": rows}),
    )


class EntryForm(forms.Form):
    """What is typed; the service checks it, and its problems come back to the fields they are about.

    The kind is chosen once; of an entry that exists it is shown by the page.
    """

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=FirmEntry.Kind.choices,
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("It is not changed afterwards."),
    )
    title = _line(gettext_lazy("Title"), needed=True)
    what = _lines(gettext_lazy("What it is"), needed=True, rows=4)
    first_step = _lines(gettext_lazy("First step"), hint=gettext_lazy("Something to do within a week."))
    outcome = _lines(gettext_lazy("What changed"), hint=gettext_lazy("Of a case: what came of it."))
    ask = _lines(
        gettext_lazy("What to ask a supplier"), hint=gettext_lazy("Of a solution: one question per line."), rows=4
    )
    relieves = forms.MultipleChoiceField(
        label=gettext_lazy("Barriers it eases"),
        choices=barrier_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    lifts = LiftsField(
        label=gettext_lazy("Answers it raises"),
        required=False,
        help_text=gettext_lazy(
            "Of a measure: type a code or a word of the question, and choose the answer it reaches."
        ),
    )
    cost_low = _line(gettext_lazy("Least cost (10,000 yuan)"), inputmode="decimal")
    cost_high = _line(gettext_lazy("Highest cost (10,000 yuan)"), inputmode="decimal")
    staff_days = _line(gettext_lazy("Own days of work"), inputmode="decimal")
    payback_low = _line(gettext_lazy("Pays back after at least (months)"), inputmode="decimal")
    payback_high = _line(gettext_lazy("Pays back after at most (months)"), inputmode="decimal")
    horizon = forms.ChoiceField(
        label=gettext_lazy("Done within"), choices=FirmEntry.Horizon.choices, widget=UnfoldAdminSelectWidget
    )
    valid_until = _line(
        gettext_lazy("Valid until"), hint=gettext_lazy("The last day it is shown; needed of a solution."), type="date"
    )
    checked_by = _line(gettext_lazy("Checked by"), hint=gettext_lazy("Needed of a solution."))
    source = _line(gettext_lazy("Source"), hint=gettext_lazy("Where this comes from: visit, offer, document."))

    def __init__(self, data: Any = None, *, entry: FirmEntry | None = None):
        super().__init__(data, initial=_typed(entry) if entry else None)
        if entry is not None:
            del self.fields["kind"]

    @property
    def rows(self) -> tuple[LiftRow, ...]:
        """What was typed or stands there, with empty rows after it."""
        pairs = list(self["lifts"].value() or ())
        count = max(FEWEST_ROWS, len(pairs) + SPARE_ROWS)
        pairs += [("", "")] * (count - len(pairs))
        return tuple(LiftRow(number, code, answer) for number, (code, answer) in enumerate(pairs, 1))

    @property
    def words(self) -> list[forms.BoundField]:
        return self._named("kind", "title", "what", "first_step", "outcome", "ask")

    @property
    def effort(self) -> list[forms.BoundField]:
        return self._named("cost_low", "cost_high", "staff_days", "payback_low", "payback_high", "horizon")

    @property
    def origin(self) -> list[forms.BoundField]:
        return self._named("valid_until", "checked_by", "source")

    def _named(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    def take(self, problems: Iterable[Problem]) -> None:
        """Show what the service refused beside the fields it is about."""
        for problem in problems:
            self.add_error(problem.path if problem.path in self.fields else None, problem.message)


def _typed(entry: FirmEntry) -> Mapping[str, Any]:
    """An entry as somebody would type it."""
    numbers = ("cost_low", "cost_high", "staff_days", "payback_low", "payback_high")
    typed = {name: getattr(entry, name) for name in EntryForm.base_fields if name not in (*numbers, "lifts")}
    values = {name: getattr(entry, name) for name in numbers}
    return {
        **typed,
        **{name: "" if value is None else texts.plain_number(value) for name, value in values.items()},
        "lifts": list(entry.lifts.items()),
        "valid_until": entry.valid_until.isoformat() if entry.valid_until else "",
    }
