"""The crosswalk, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from web.context.crosswalk import crosswalk_page

LONGEST = 80


@require_GET
def crosswalk(request: HttpRequest) -> HttpResponse:
    page = crosswalk_page(request.GET.get("reading", ""), request.GET.get("q", "")[:LONGEST].strip())
    return render(request, "web/crosswalk.html", {"page": page})
