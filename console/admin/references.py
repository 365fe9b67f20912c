"""Sector references: added and replaced, never changed; what was in force before stays readable."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.models import User
from assessments.errors import InvalidInput
from assessments.models import SectorReference
from assessments.services import add_sector_reference
from console import filters, texts
from console.admin.base import EverybodyAdds, user_of
from console.reference_form import SectorReferenceForm, figure_code
from console.sites import label_of, site


class SectorReferenceAdmin(EverybodyAdds):
    list_display = (
        "indicator_shown",
        "reading_shown",
        "industry_shown",
        "unit",
        "base_shown",
        "lead_shown",
        "valid_from",
        "source",
    )
    list_filter = (filters.ReferenceReadingFilter, filters.ReferenceIndicatorFilter, filters.ReferenceIndustryFilter)
    search_fields = ("source", "note")
    change_form_outer_after_template = "console/sector_reference.html"
    fields = (
        ("indicator_shown", "reading_shown"),
        ("industry_shown", "unit"),
        ("base_shown", "lead_shown", "valid_from"),
        "source",
        "note",
        ("author_shown", "created_at"),
    )
    readonly_fields = (
        "indicator_shown",
        "reading_shown",
        "industry_shown",
        "base_shown",
        "lead_shown",
        "author_shown",
    )

    def visible_to(self, user: User) -> QuerySet[SectorReference]:
        return SectorReference.objects.select_related("author")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the form, filled with what the address names, and add what it brings."""
        self._exists_for(request)
        if request.method != "POST":
            return self._form_page(request, SectorReferenceForm(initial=request.GET.dict()))
        form = SectorReferenceForm(request.POST)
        if form.is_valid():
            try:
                made = add_sector_reference(**form.given, by=user_of(request))
            except InvalidInput as error:
                form.take(error.problems)
            else:
                self.message_user(request, gettext("Added. What was in force before stays in the list."))
                return HttpResponseRedirect(reverse("console:assessments_sectorreference_change", args=(made.pk,)))
        return self._form_page(request, form)

    def _form_page(self, request: HttpRequest, form: SectorReferenceForm) -> HttpResponse:
        shown = {**self.admin_site.each_context(request), "opts": self.opts, "title": gettext("Add a sector reference")}
        return TemplateResponse(request, "console/sector_reference_add.html", {**shown, "form": form})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        own = _history(found) if found else {}
        return super().change_view(request, object_id, form_url, {**own, **(extra_context or {})})

    @display(description=_("reading"), ordering="reading")
    def reading_shown(self, row: SectorReference) -> str:
        return texts.reading_title(row.reading)

    @display(description=_("indicator"), ordering="indicator")
    def indicator_shown(self, row: SectorReference) -> str:
        return texts.indicator_title(row.reading, row.indicator)

    @display(description=_("industry"), ordering="industry")
    def industry_shown(self, row: SectorReference) -> str:
        return texts.industry_or_all(row.industry)

    @display(description=_("baseline"), ordering="base")
    def base_shown(self, row: SectorReference) -> str:
        return texts.plain_number(row.base)

    @display(description=_("leading value"), ordering="lead")
    def lead_shown(self, row: SectorReference) -> str:
        return texts.plain_number(row.lead)


def _history(row: SectorReference) -> dict[str, Any]:
    """Return every reference of the same indicator and industry, and the address that replaces this one."""
    same = SectorReference.objects.filter(reading=row.reading, indicator=row.indicator, industry=row.industry)
    prefilled = {
        "figure": figure_code(row.reading, row.indicator, row.unit),
        "industry": row.industry,
        "base": texts.plain_number(row.base),
        "lead": texts.plain_number(row.lead),
        "source": row.source,
        "note": row.note,
    }
    return {
        "history": [
            {
                "link": reverse("console:assessments_sectorreference_change", args=(one.pk,)),
                "is_this": one.pk == row.pk,
                "valid_from": one.valid_from,
                "base": texts.plain_number(one.base),
                "lead": texts.plain_number(one.lead),
                "unit": one.unit,
                "source": one.source,
                "author": label_of(one.author) if one.author else texts.NOTHING,
                "created_at": one.created_at,
            }
            for one in same.select_related("author").order_by("-valid_from", "-created_at", "-pk")
        ],
        "replace_link": f"{reverse('console:assessments_sectorreference_add')}?{urlencode(prefilled)}",
    }


site.register(SectorReference, SectorReferenceAdmin)
