"""The form of what a consultant says on the cover of a diagnosis."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from assessments.errors import Problem
from reports.logos import MOST_BYTES
from reports.models import CoverNote


class CoverNoteForm(forms.Form):
    name = forms.CharField(
        label=_("Who advises"),
        required=False,
        max_length=CoverNote.LONGEST_NAME,
        help_text=_("Person or office, as it is to stand on the cover."),
        widget=UnfoldAdminTextInputWidget,
    )
    foreword = forms.CharField(
        label=_("Foreword"),
        required=False,
        max_length=CoverNote.LONGEST_FOREWORD,
        help_text=_("A page of its own behind the cover, in your words; at most 2,000 characters."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG or JPEG, at most 1 MB. It is made small and printed at the top of the cover."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    drop_logo = forms.BooleanField(label=_("Print no logo"), required=False)

    def values(self) -> dict[str, Any]:
        """Return the arguments of `reports.services.save_cover_note`; the form must be valid."""
        upload = self.cleaned_data["logo"]
        return {
            "name": self.cleaned_data["name"],
            "foreword": self.cleaned_data["foreword"],
            # One byte more than is taken shows that there is too much; the rest need not be read.
            "logo": upload.read(MOST_BYTES + 1) if upload else None,
            "keep_logo": not self.cleaned_data["drop_logo"],
        }

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        for problem in problems:
            self.add_error(problem.path if problem.path in self.fields else None, problem.message)
