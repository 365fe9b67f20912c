"""Whom the log-in throttle counts: the name that was tried and the address it came from."""

from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest


def name_tried(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str | None:
    """Return the e-mail address of a log-in try, in small letters, from whichever door it came through."""
    tried = credentials or {}
    name = tried.get("email") or tried.get("username")
    if not name and request is not None:
        name = request.POST.get("login") or request.POST.get("username")
    return str(name).strip().lower() if name else None


def address_of(request: HttpRequest) -> str | None:
    """Return the address of the asker, believing X-Forwarded-For only as far as TRUSTED_PROXY_COUNT says."""
    return get_client_ip(request)
