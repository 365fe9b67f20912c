"""Who asks: a token for programs, the site's session for people on the API's pages."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.authentication import SessionScheme as BuiltInSessionScheme
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.models import User
from api.errors import CsrfFailed, LoginRefused

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


class TokenAuthentication(authentication.TokenAuthentication):
    """`Authorization: Token <token>`."""


class SessionAuthentication(authentication.SessionAuthentication):
    """The site's own session; every writing request has to prove that it comes from our page."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise CsrfFailed from error


class SessionScheme(BuiltInSessionScheme):
    """How the schema describes it."""

    target_class = SessionAuthentication
    priority = 1


def log_in(request: HttpRequest, *, email: str, password: str, code: str | None) -> User:
    """Return the person these credentials belong to.

    Counts failures where the site's log-in counts them, so that neither door can be used to get round the lock of
    the other; a locked name is answered by the middleware that keeps the lock.

    Args:
        code: From the authenticator app, or a recovery code; needed once the person has set up a second factor.

    Raises:
        LoginRefused: says whether the credentials are wrong or the second factor is missing.
    """
    user = authenticate(request, email=email, password=password)
    if not isinstance(user, User):
        raise LoginRefused("wrong-credentials", _("E-mail or password is wrong."))
    _check_second_factor(request, user, email, code)
    user_logged_in.send(sender=User, request=request, user=user)
    return user


def _check_second_factor(request: HttpRequest, user: User, email: str, code: str | None) -> None:
    factors = list(Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS))
    if not factors:
        if getattr(settings, "REQUIRE_SECOND_FACTOR", False) and (user.is_consultant or user.is_administrator):
            raise LoginRefused("second-factor-needed", _("Set up the second factor on the site first."))
        return
    if code is None:
        raise LoginRefused("second-factor-needed", _("Send the code of your second factor as well."))
    if not any(factor.wrap().validate_code(code) for factor in factors):
        user_login_failed.send(sender=__name__, credentials={"email": email}, request=request)
        raise LoginRefused("wrong-code", _("The code of the second factor is wrong or was used before."))
