"""What every request passes on its way: looser content policy for the panel, permissions, a busy database."""

from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from config.errors import busy

GetResponse = Callable[[HttpRequest], HttpResponse]


class PermissionsPolicy:
    """Tell the browser that no page of ours needs camera, position, microphone or payment."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response


class ConsoleContentPolicy:
    """Give the panel and the API's pages the policy that their themes need; all other paths keep the strict one.

    Stands inside django-csp's middleware, which writes the header from what this one leaves on the response.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(settings.CONSOLE_CONTENT_SECURITY_PATHS) and not hasattr(
            response, "_csp_config"
        ):
            response._csp_config = settings.CONSOLE_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response


class DatabaseBusy:
    """Answer 503 with Retry-After when the database is locked, restarting or gone: the request may be sent again."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return busy(request) if isinstance(exception, OperationalError) else None
