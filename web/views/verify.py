"""The page where whoever holds a report checks it: public, behind an address that only reports carry."""

from __future__ import annotations

from allauth.core.internal.httpkit import get_client_ip
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.selectors import seal_by_token
from web.context.verify import script_words, verify_page

MOST_MISSES = 30
"""Of one address in one MINUTE; nobody types an address of a report wrongly so often."""

MINUTE = 60


@require_safe
@never_cache
def verify(request: HttpRequest, token: str) -> HttpResponse:
    misses = f"verify-misses:{get_client_ip(request)}"
    if cache.get(misses, 0) >= MOST_MISSES:
        return _answer(request, "web/verify/busy.html", {}, 429)
    seal = seal_by_token(token)
    if seal is None:
        cache.add(misses, 0, MINUTE)
        cache.incr(misses)
        return _answer(request, "web/verify/unknown.html", {}, 404)
    page = verify_page(seal, request.GET.get("sha256", ""))
    return _answer(request, "web/verify/page.html", {"page": page, "words": script_words()}, 200)


def _answer(request: HttpRequest, template: str, context: dict[str, object], status: int) -> HttpResponse:
    response = render(request, template, context, status=status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if status == 429:
        response.headers["Retry-After"] = str(MINUTE)
    return response
