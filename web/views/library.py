"""The library, for everybody; what a consultant added for one firm, for those who see that firm."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET

from assessments.models import Firm
from assessments.selectors import entry_of_code, firm_entries, firms_with_entries
from web.context.library import library_page
from web.context.library_entry import EntryPage, entry_page
from web.context.library_own import own_entry_page
from web.views.access import firm_or_404, members_only

MOST_FIRMS = 10
"""So many firms with entries of their own are offered; a consultant may see more."""

LONGEST_NUMBER = 9


@require_GET
def library(request: HttpRequest) -> HttpResponse:
    """Search measures, solutions, support and cases; with a firm in the address its own entries stand on top."""
    return _of_firm(request) if request.GET.get("firm") else _listed(request, None)


@members_only
def _of_firm(request: HttpRequest) -> HttpResponse:
    asked = request.GET["firm"]
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_NUMBER):
        raise Http404
    return _listed(request, firm_or_404(request, int(asked)))


def _listed(request: HttpRequest, firm: Firm | None) -> HttpResponse:
    on = timezone.localdate()
    page = library_page(request.GET, on=on, firm=firm, own=list(firm_entries(firm, on)) if firm else [])
    signed_in = request.user.is_authenticated
    offered = firms_with_entries(request.user, on)[:MOST_FIRMS] if signed_in and firm is None else []
    return render(request, "web/library/list.html", {"page": page, "firms": offered})


@require_GET
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """One entry; 410 with a plain word once it has expired."""
    page = entry_page(code, on=timezone.localdate())
    return _own(request, code) if page is None else _shown(request, page)


def _own(request: HttpRequest, code: str) -> HttpResponse:
    """An entry of a firm; for those who do not see the firm there is none, whoever they are."""
    found = entry_of_code(request.user, code)
    if found is None:
        raise Http404
    response = _shown(request, own_entry_page(found, on=timezone.localdate()))
    add_never_cache_headers(response)
    return response


def _shown(request: HttpRequest, page: EntryPage) -> HttpResponse:
    template = "web/library/expired.html" if page.expired else "web/library/entry.html"
    return render(request, template, {"page": page}, status=410 if page.expired else 200)
