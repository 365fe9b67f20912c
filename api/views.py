"""What every view of the API has in common, and the answer to addresses that lead nowhere."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from api.authentication import SessionAuthentication, TokenAuthentication
from api.errors import exception_handler
from api.parsers import StrictJSONParser


class JsonOnly(BaseContentNegotiation):
    """Answers are JSON (downloads apart) whatever the Accept header says: an error in a form nobody asked for is still
    better than one that cannot be told."""

    def select_parser(self, request: Request, parsers: Sequence[BaseParser]) -> BaseParser | None:
        sent = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == sent), None)

    def select_renderer(
        self, request: Request, renderers: Sequence[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str | None]:
        return renderers[0], renderers[0].media_type


# Comments instead of docstrings on the bases of views: the schema would repeat a docstring with every operation.
class ErrorShape(APIView):
    # Errors have the one shape, and what a method does stands in the schema: OPTIONS has nothing to add.
    http_method_names = ("get", "head", "post", "put", "patch", "delete")

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return exception_handler


class ApiView(ErrorShape):
    authentication_classes = (TokenAuthentication, SessionAuthentication)
    permission_classes = (IsAuthenticated,)
    parser_classes = (StrictJSONParser,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = JsonOnly

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answered = super().finalize_response(request, response, *args, **kwargs)
        answered.headers.setdefault("Cache-Control", "private, no-store")
        return answered


def user_of(request: Request) -> User:
    """The person who asks. Views behind IsAuthenticated always have one."""
    if not isinstance(request.user, User):
        raise TypeError("this view needs IsAuthenticated")
    return request.user


@extend_schema(exclude=True)
class UnknownAddress(ApiView):
    """404 in the API's shape for every method, for everybody: which addresses exist is no secret."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404
