"""Tokens: asked for with e-mail and password, handed back when no longer needed."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import BaseAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from api.authentication import log_in
from api.throttling import TokenThrottle
from api.v1.bodies import object_of, raise_if_any
from api.v1.schema import LOGIN_BODY, responses
from api.v1.serializers import TokenSerializer
from api.views import ApiView, user_of
from assessments.services.validation import Findings, Refused

FIELDS = ("email", "password", "code")
LONGEST_EMAIL = 254
LONGEST_PASSWORD = 1000
LONGEST_CODE = 64


class TokenView(ApiView):
    @property
    def _logs_in(self) -> bool:
        return getattr(self.request, "method", None) == "POST"

    def get_authenticators(self) -> list[BaseAuthentication]:
        # Whoever logs in has nothing to show yet; a stale token or session must not stand in the way.
        return [] if self._logs_in else super().get_authenticators()

    def get_permissions(self) -> Sequence[BasePermission]:
        return [AllowAny() if self._logs_in else IsAuthenticated()]

    def get_throttles(self) -> list[BaseThrottle]:
        return [TokenThrottle()]

    @extend_schema(
        summary="Log in: e-mail and password for a token",
        description="Five wrong tries lock the name for the asking address for 15 minutes, on the site as well.",
        operation_id="token_create",
        auth=[],
        request=LOGIN_BODY,
        responses=responses({200: TokenSerializer}, (400, 401, 422, 429)),
    )
    def post(self, request: Request) -> Response:
        body = object_of(request, FIELDS, required=("email", "password"))
        findings = Findings()
        email = findings.take("email", _credential, body["email"], most=LONGEST_EMAIL)
        password = findings.take("password", _credential, body["password"], most=LONGEST_PASSWORD)
        code = None
        if body.get("code") is not None:
            code = findings.take("code", _credential, body["code"], most=LONGEST_CODE)
        raise_if_any(findings)
        # The lock on a name keeps its notes on Django's own request, where the middleware looks for them.
        user = log_in(request._request, email=email.strip(), password=password, code=code)
        token, _created = Token.objects.get_or_create(user=user)
        return Response(TokenSerializer({"token": token.key}).data)

    @extend_schema(
        summary="Log out: the token is worthless from now on",
        operation_id="token_destroy",
        responses=responses({204: None}, (401, 403)),
    )
    def delete(self, request: Request) -> Response:
        Token.objects.filter(user=user_of(request)).delete()
        return Response(status=204)


def _credential(given: Any, *, most: int) -> str:
    """A text exactly as it was sent: blanks may belong to a password."""
    if not isinstance(given, str):
        raise Refused("type", _("Write a text."))
    if not given:
        raise Refused("required", _("This field is needed."))
    if len(given) > most:
        raise Refused("too-long", _("At most %(most)s characters are kept.") % {"most": most})
    return given
