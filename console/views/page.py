"""What every page of the content has in common: the frame, and the search."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from content.loader import current

Facts = list[tuple[Any, Any]]
LONGEST_SEARCH = 100


def content_page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """Show one page of the content in the frame of the panel."""
    from console.sites import site

    request.current_app = site.name  # type: ignore[attr-defined]
    shared = {**site.each_context(request), "title": title, "content_sha256": current().sha256}
    return TemplateResponse(request, f"console/content/{template}.html", {**shared, **context})


def wanted(request: HttpRequest, name: str = "q") -> str:
    """Return what is searched for or chosen in the address; "" for nothing."""
    return request.GET.get(name, "").strip()[:LONGEST_SEARCH]


def matches(term: str, *parts: str) -> bool:
    """Tell whether a row holds the words searched for."""
    return not term or any(term.casefold() in part.casefold() for part in parts)
