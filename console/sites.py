"""The one admin site: who may enter, where the others are sent, and the pages that belong to no model."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import update_wrapper
from time import perf_counter
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.dataclasses import SearchResult
from unfold.settings import CONFIG_DEFAULTS
from unfold.sites import UnfoldAdminSite

from accounts.models import User
from console.texts import with_remark
from console.theme import THEME

FOUND_PER_MODEL = 20

# Pages of Django's admin that the panel does not have: the account pages do passwords, nothing here is viewed on the
# site, and a redirect by content type would tell which objects exist.
LEFT_OUT = frozenset({"password_change", "password_change_done", "view_on_site"})


class PeopleAutocomplete(AutocompleteJsonView):
    """Pickers. Two people may share a name, so they are shown with their address."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": label_of(obj)}


def label_of(thing: Any) -> str:
    """Return how a picker shows an object."""
    if isinstance(thing, User) and thing.name:
        return with_remark(thing.name, thing.email)
    return str(thing)


class ConsoleSite(UnfoldAdminSite):
    """The panel. A person without the role finds nothing here: 404, as for everything invisible."""

    index_template = "console/index.html"
    index_title = _("Open work")
    site_title = THEME["SITE_TITLE"]
    site_header = THEME["SITE_HEADER"]
    enable_nav_sidebar = True
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether this person may use the panel now: role, staff mark and, where demanded, second factor."""
        return has_role(request) and not lacks_second_factor(request)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return self.turned_away(request) or guarded(request, *args, **kwargs)

        return update_wrapper(inner, view)

    def turned_away(self, request: HttpRequest) -> HttpResponse | None:
        """Return where somebody goes who may not enter, or None for those who may."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if not has_role(request):
            raise Http404
        if lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        return None

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Send to the one log-in page, which throttles and asks for the second factor."""
        return self.turned_away(request) or HttpResponseRedirect(reverse("console:index"))

    def get_urls(self) -> list[Any]:
        from console.views.routes import PAGES

        own = [path(f"content/{route}", self.admin_view(view), name=f"content_{name}") for route, view, name in PAGES]
        return own + [found for found in super().get_urls() if not _left_out(found)]

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:
        return PeopleAutocomplete.as_view(admin_site=self)(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from console.dashboard import open_work

        if not isinstance(request.user, User):
            raise Http404
        request.current_app = self.name  # type: ignore[attr-defined]
        return super().index(request, {"work": open_work(request.user), **(extra_context or {})})

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Find firms, assessments, reports and people. Nothing is kept: who sees what is asked anew each time."""
        term = request.GET.get("s", "").strip()
        if not term:
            return HttpResponse()
        began = perf_counter()
        found = Paginator(self._found(request, term), FOUND_PER_MODEL * len(self._registry))
        extended = "extended" in request.GET
        return TemplateResponse(
            request,
            "unfold/helpers/command_results.html" if extended else "unfold/helpers/search_results.html",
            {
                "page_obj": found,
                "results": found.page(1),
                "page_counter": 0,
                "execution_time": perf_counter() - began,
                "command_show_history": False,
            },
            headers={"HX-Trigger": "search"},
        )

    def _found(self, request: HttpRequest, term: str) -> list[SearchResult]:
        found = []
        for model, admin in self._registry.items():
            if not getattr(admin, "found_by_search", False) or not admin.has_view_permission(request):
                continue
            rows, _many = admin.get_search_results(request, admin.get_queryset(request), term)
            options = model._meta
            for row in rows[:FOUND_PER_MODEL]:
                link = reverse(f"console:{options.app_label}_{options.model_name}_change", args=(row.pk,))
                found.append(SearchResult(label_of(row), str(options.verbose_name), link, None))
        return found

    def _get_config(self, key: str, *args: Any) -> Any:
        """Read the theme of this room instead of a setting: how a door looks is no business of the wiring."""
        value = THEME.get(key, CONFIG_DEFAULTS.get(key))
        if isinstance(value, dict) and isinstance(CONFIG_DEFAULTS.get(key), dict):
            value = {**CONFIG_DEFAULTS[key], **value}
        # The theme writes into what it reads (it resolves colours in place), so it gets a copy.
        return deepcopy(value) if isinstance(value, dict) else self._get_value(value, *args)

    def _get_list(self, key: str, *args: Any) -> list[Any]:
        return [self._get_value(item, *args) for item in THEME.get(key, [])]

    def _get_account_links(self, request: HttpRequest) -> list[dict[str, Any]]:
        return list(THEME["ACCOUNT"]["navigation"])


def has_role(request: HttpRequest) -> bool:
    """Return whether the person is staff with one of the two roles, read from the database for this request."""
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated or not user.is_staff:
        return False
    return user.is_administrator or user.is_consultant


def lacks_second_factor(request: HttpRequest) -> bool:
    """Return whether a second factor is demanded here and the person has set up none; asked once per request."""
    if not getattr(settings, "REQUIRE_SECOND_FACTOR", False):
        return False
    if not hasattr(request, "_console_has_second_factor"):
        request._console_has_second_factor = is_mfa_enabled(request.user)  # type: ignore[attr-defined]
    return not request._console_has_second_factor  # type: ignore[attr-defined]


def _left_out(pattern: URLPattern | URLResolver) -> bool:
    return isinstance(pattern, URLPattern) and pattern.name in LEFT_OUT


site = ConsoleSite(name="console")
