"""Weights of one's own: compared in pairs, stored as a version of a reading, never changed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.models import User
from assessments.errors import InvalidInput
from assessments.models import OwnReading
from assessments.services import set_weights
from console import filters, texts
from console.admin.base import EverybodyAdds, user_of
from console.comparisons import Comparison, comparison_of_request, parts_to_weigh, stored_comparison
from console.sites import site


class OwnReadingAdmin(EverybodyAdds):
    list_display = ("reading_shown", "version", "part_shown", "consistency_shown", "author_shown", "created_at")
    list_filter = (filters.OwnReadingFilter,)
    search_fields = ("version", "reason")
    change_form_outer_after_template = "console/own_reading.html"
    fields = (
        ("reading_shown", "version", "base_link"),
        ("part_shown", "consistency_shown"),
        "reason",
        ("author_shown", "created_at"),
        "fingerprint",
    )
    readonly_fields = (
        "reading_shown",
        "base_link",
        "part_shown",
        "consistency_shown",
        "author_shown",
        "fingerprint",
    )

    def visible_to(self, user: User) -> QuerySet[OwnReading]:
        return OwnReading.objects.select_related("author")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Choose what to weigh, compare it in pairs, look at what comes out, store it."""
        self._exists_for(request)
        comparison = comparison_of_request(request)
        if comparison is None:
            key, base = request.GET.get("reading", ""), request.GET.get("base", "")
            return self._page(request, "console/own_reading_choose.html", parts=parts_to_weigh(key), base=base)
        if request.method == "POST" and "store" in request.POST:
            return self._stored(request, comparison)
        if request.method == "POST":
            comparison = comparison.checked()
        return self._page(request, "console/own_reading_add.html", comparison=comparison)

    def _stored(self, request: HttpRequest, comparison: Comparison) -> HttpResponse:
        reason = request.POST.get("reason", "")
        try:
            made = set_weights(
                reading=comparison.base.key,
                parent=comparison.parent,
                profile=comparison.profile,
                matrix=comparison.matrix,
                reason=reason,
                by=user_of(request),
                base_version=comparison.base.version,
            )
        except InvalidInput as error:
            refused = comparison.checked().refused(error.problems)
            return self._page(request, "console/own_reading_add.html", comparison=refused, reason=reason)
        self.message_user(
            request,
            gettext("Stored as version %(version)s. Submitted assessments can be scored again with it.")
            % {"version": made.version},
        )
        return HttpResponseRedirect(reverse("console:assessments_ownreading_change", args=(made.pk,)))

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "title": gettext("Weigh in pairs")}
        return TemplateResponse(request, template, {**shared, **context})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        own = {"comparison": stored_comparison(found), "weigh_more_link": _more_link(found)} if found else {}
        return super().change_view(request, object_id, form_url, {**own, **(extra_context or {})})

    @display(description=_("reading"), ordering="key")
    def reading_shown(self, row: OwnReading) -> str:
        return texts.reading_title(row.key)

    @display(description=_("based on version"))
    def base_link(self, row: OwnReading) -> str:
        return format_html(
            '<a class="console-link" href="{}">{}</a>',
            reverse("console:content_reading", args=(row.key, row.base_version)),
            row.base_version,
        )

    @display(description=_("what was weighed"))
    def part_shown(self, row: OwnReading) -> str:
        return stored_comparison(row).title

    @display(description=_("consistency ratio"), ordering="consistency")
    def consistency_shown(self, row: OwnReading) -> str:
        return texts.rounded(str(row.consistency), 4)

    @display(description=_("fingerprint"))
    def fingerprint(self, row: OwnReading) -> str:
        return texts.long_code(row.sha256)


def _more_link(own: OwnReading) -> str:
    query = urlencode({"reading": own.key, "base": own.version})
    return f"{reverse('console:assessments_ownreading_add')}?{query}"


site.register(OwnReading, OwnReadingAdmin)
