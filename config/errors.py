"""Answers that no view gives: the database is away, too many failed log-ins. Pages for people, JSON for machines."""

import logging
import sys
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as default_server_error

BUSY_RETRY_SECONDS = 5

logger = logging.getLogger(__name__)


def is_for_machines(request: HttpRequest) -> bool:
    """Tell whether the one error shape of the API is the right answer."""
    return request.path_info.startswith("/api/")


def _answer(request: HttpRequest, *, status: int, code: str, message: str, template: str) -> HttpResponse:
    """Return the error in the form that the asker can read. The page is rendered without touching the database."""
    if is_for_machines(request):
        return JsonResponse({"code": code, "message": message, "details": []}, status=status)
    return HttpResponse(render_to_string(template), status=status)


def busy(request: HttpRequest) -> HttpResponse:
    """Return 503: nothing was stored, the same request may be sent again in a few seconds."""
    logger.warning("database is not available", exc_info=True)
    response = _answer(
        request,
        status=503,
        code="unavailable",
        message="The database is not available right now. Nothing was stored; please try again in a few seconds.",
        template="503.html",
    )
    response.headers["Retry-After"] = str(BUSY_RETRY_SECONDS)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 500, or 503 where the cause is the database: a failure outside the views ends up here."""
    if isinstance(sys.exc_info()[1], OperationalError):
        return busy(request)
    if is_for_machines(request):
        return _answer(
            request, status=500, code="error", message="Something went wrong on our side.", template="500.html"
        )
    return default_server_error(request)


def locked_out(
    request: HttpRequest, _original: HttpResponse | None, _credentials: dict[str, Any] | None
) -> HttpResponse:
    """Return 429 after too many failed log-ins with one name from one address."""
    response = _answer(
        request,
        status=429,
        code="locked_out",
        message="Too many failed log-ins. Please try again in 15 minutes.",
        template="429.html",
    )
    response.headers["Retry-After"] = str(15 * 60)
    return response
