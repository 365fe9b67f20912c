"""One page that leads to everything about one's own account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from web.views.access import members_only


@members_only
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "web/account.html")
