"""The one error shape: {"code", "message", "details": [{"path", "code", "message"}]}, for whatever went wrong."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import SuspiciousOperation
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import set_rollback

from assessments.errors import (
    AlreadySubmitted,
    DraftExists,
    IncompleteAssessment,
    InvalidInput,
    NotAllowed,
    NothingChanged,
    NotSubmitted,
    Problem,
    TooManyPlans,
)
from assessments.services.limits import planning_problem
from content.loader import current
from planning.errors import PlanningError

Body = dict[str, Any]


class Refusal(APIException):
    """A request this door refuses by itself. `code` is for machines, `message` for people."""

    status_code = 400

    def __init__(self, code: str, message: str, problems: Iterable[Problem] = (), stored: Any = None):
        super().__init__(message, code)
        self.code, self.message, self.problems, self.stored = code, message, tuple(problems), stored

    def body(self) -> Body:
        body = error_body(self.code, self.message, self.problems)
        return body if self.stored is None else {**body, "current": self.stored}


class Malformed(Refusal):
    """The body cannot be read as JSON, or a key stands twice in it."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()):
        super().__init__("malformed", message, problems)


class TooLarge(Refusal):
    status_code = 413


class LoginRefused(Refusal):
    """Not an AuthenticationFailed: the framework would turn that into 403 where no authenticator is asked."""

    status_code = 401


class Conflict(Refusal):
    """What is stored stands against the request; the body shows it as `current`."""

    status_code = 409


class Unprocessable(Refusal):
    status_code = 422


class CsrfFailed(exceptions.PermissionDenied):
    """A request with a session cookie came without the token that proves it came from our own page."""


def error_body(code: str, message: str, problems: Iterable[Problem] = ()) -> Body:
    return {"code": code, "message": message, "details": [problem.json() for problem in problems]}


def exception_handler(error: Exception, _context: Mapping[str, Any]) -> Response | None:
    """Return the answer to an error, or None for what is nobody's mistake but ours: the middleware answers that."""
    answer = _answer_of(error)
    if answer is None:
        return None
    status, body = answer
    set_rollback()
    return Response(body, status=status, headers=_headers_of(error, status))


def _answer_of(error: Exception) -> tuple[int, Body] | None:
    for kind, answer in ANSWERS:
        if isinstance(error, kind):
            return answer(error)
    return None


def _headers_of(error: Exception, status: int) -> dict[str, str]:
    headers = {}
    if status == 401:
        headers["WWW-Authenticate"] = getattr(error, "auth_header", "Token")
    wait = getattr(error, "wait", None)
    if wait:
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def _invalid(error: InvalidInput) -> tuple[int, Body]:
    return 422, error_body(
        "invalid-input", _("Nothing was stored: the details name what has to be changed."), error.problems
    )


def _incomplete(error: IncompleteAssessment) -> tuple[int, Body]:
    questions = current().questions
    codes = dict.fromkeys(code for codes in error.missing.values() for code in codes)
    problems = [Problem(f"answers.{code}", "unanswered", questions[code].text[language()]) for code in codes]
    return 422, error_body(
        "incomplete", _("Not submitted: %(number)s questions are unanswered.") % {"number": len(problems)}, problems
    )


def language() -> str:
    """The language of the answer, as the content names it."""
    return "zh-hans" if (get_language() or "").startswith("zh") else "en"


def _draft_exists(error: DraftExists) -> tuple[int, Body]:
    message = _("The firm has an unfinished assessment for that year already.")
    problem = Problem("period", "draft-exists", message)
    return 409, {**error_body("draft-exists", message, [problem]), "current": {"id": str(error.assessment.pk)}}


def _nothing_changed(error: NothingChanged) -> tuple[int, Body]:
    message = _("Nothing was stored: the newest result says the same already.")
    return 409, {**error_body("nothing-changed", message), "current": {"id": str(error.result.pk)}}


def _no_plan(error: PlanningError) -> tuple[int, Body]:
    return _invalid(InvalidInput([planning_problem(error)]))


def _too_many_plans(error: TooManyPlans) -> tuple[int, Body]:
    message = _("A firm keeps at most %(most)s plans; delete one first.") % {"most": error.most}
    return 409, error_body("too-many-plans", message)


def _fixed(status: int, code: str, message: Callable[[], str]) -> Callable[[Any], tuple[int, Body]]:
    return lambda _error: (status, error_body(code, message()))


ANSWERS: tuple[tuple[type[Exception], Callable[[Any], tuple[int, Body]]], ...] = (
    (InvalidInput, _invalid),
    (IncompleteAssessment, _incomplete),
    (DraftExists, _draft_exists),
    (NothingChanged, _nothing_changed),
    (PlanningError, _no_plan),
    (TooManyPlans, _too_many_plans),
    (
        NotSubmitted,
        _fixed(409, "not-submitted", lambda: _("There is no result yet: submit the assessment first.")),
    ),
    (
        AlreadySubmitted,
        _fixed(409, "already-submitted", lambda: _("The assessment was submitted; it is read-only now.")),
    ),
    (Refusal, lambda error: (error.status_code, error.body())),
    (
        CsrfFailed,
        _fixed(
            403,
            "csrf-failed",
            lambda: _("The X-CSRFToken header is missing or wrong. Programs use a token instead of a session."),
        ),
    ),
    (NotAllowed, _fixed(403, "not-allowed", lambda: _("You may see this but not change it."))),
    (
        exceptions.NotAuthenticated,
        _fixed(401, "not-authenticated", lambda: _("Send a token: Authorization: Token ...")),
    ),
    (
        exceptions.AuthenticationFailed,
        _fixed(401, "wrong-token", lambda: _("The token is not valid, or not any more.")),
    ),
    (exceptions.PermissionDenied, _fixed(403, "not-allowed", lambda: _("You may not do this."))),
    (DjangoPermissionDenied, _fixed(403, "not-allowed", lambda: _("You may not do this."))),
    (exceptions.NotFound, _fixed(404, "not-found", lambda: _("There is nothing at this address."))),
    (Http404, _fixed(404, "not-found", lambda: _("There is nothing at this address."))),
    (
        exceptions.MethodNotAllowed,
        _fixed(405, "method-not-allowed", lambda: _("This address does not take this method; see the Allow header.")),
    ),
    (
        exceptions.UnsupportedMediaType,
        _fixed(415, "unsupported-media-type", lambda: _("Send JSON with Content-Type: application/json.")),
    ),
    (
        exceptions.Throttled,
        _fixed(429, "throttled", lambda: _("Too many requests; the Retry-After header says when to try again.")),
    ),
    (exceptions.APIException, lambda error: (error.status_code, error_body("refused", _("The request was refused.")))),
    (SuspiciousOperation, _fixed(400, "malformed", lambda: _("The request was refused."))),
)
"""Looked through from the top: the first class that fits answers."""
