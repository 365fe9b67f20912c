"""Who may come in: every page of the firm starts here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.selectors import may_manage
from assessments.errors import AlreadySubmitted, NotAllowed
from assessments.models import Assessment, Firm, Result
from assessments.selectors import assessments_visible_to, firms_visible_to, latest_result

View = Callable[..., HttpResponse]


def members_only(view: View) -> View:
    """Ask for a log-in, never let a page be shown from an old copy, and turn refusals into pages that explain.

    A request that saves in the background gets 401 instead of the log-in page, and keeps its draft.
    """

    @never_cache
    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            if in_background(request):
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path())
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as error:
            raise PermissionDenied from error
        except AlreadySubmitted:
            if in_background(request):
                return HttpResponse(status=409, headers={"HX-Refresh": "true"})
            return render(request, "web/already_submitted.html", {"pk": kwargs.get("pk")}, status=409)

    return entered


def in_background(request: HttpRequest) -> bool:
    """Whether a script asks, so that the answer is no page."""
    return "HX-Request" in request.headers or request.headers.get("Accept") == "application/json"


def firm_or_404(request: HttpRequest, pk: int) -> Firm:
    firm = firms_visible_to(request.user).filter(pk=pk).first()
    if firm is None:
        raise Http404
    return firm


def managed_firm(request: HttpRequest, pk: int) -> Firm:
    """A firm whose facts and people the asker may change."""
    firm = firm_or_404(request, pk)
    if not may_manage(request.user, firm.organisation):
        raise PermissionDenied
    return firm


def assessment_or_404(request: HttpRequest, pk: UUID) -> Assessment:
    assessment = assessments_visible_to(request.user).filter(pk=pk).first()
    if assessment is None:
        raise Http404
    return assessment


def result_or_404(assessment: Assessment) -> Result:
    result = latest_result(assessment)
    if result is None:
        raise Http404
    return result
