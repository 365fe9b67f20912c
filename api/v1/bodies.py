"""Reading what a request brings: bodies and query parameters, strict about names, generous about nothing.

What a field may hold is checked by the services; here only the names and the outer shape are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.request import Request

from assessments.errors import InvalidInput, Problem
from assessments.services import validation
from assessments.services.validation import Findings, Refused

LARGEST_VERSION = 2**31 - 1
LARGEST_ID = 2**63 - 1


def object_of(request: Request, fields: Sequence[str], *, required: Sequence[str] = ()) -> dict[str, Any]:
    """Return the body, which must be an object with no other than these fields.

    Raises:
        InvalidInput: names every unknown and every missing field.
    """
    body = request.data
    if not isinstance(body, dict) or (fields and request.META.get("CONTENT_LENGTH") in (None, "", "0")):
        raise InvalidInput([Problem("", "type", _("Send one JSON object."))])
    findings = Findings()
    refuse_unknown(body, fields, findings)
    for field in required:
        if body.get(field) is None:
            findings.add(field, "required", _("This field is needed."))
    raise_if_any(findings)
    return body


def refuse_unknown(body: Mapping[str, Any], fields: Sequence[str], findings: Findings, *, prefix: str = "") -> None:
    known = ", ".join(fields)
    for key in body:
        if key not in fields:
            message = (
                _("Unknown key; known are %(known)s.") % {"known": known} if known else _("Nothing is taken here.")
            )
            findings.add(f"{prefix}{key[:60]}", "unknown-key", message)


def raise_if_any(findings: Findings) -> None:
    if findings.problems:
        raise InvalidInput(findings.problems)


def mapping(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Refused("type", _("Write an object of code and value."))
    return given


def whole(given: Any, *, least: int, most: int) -> int:
    """A JSON integer; numbers written as text, true and false are refused."""
    if not isinstance(given, int) or isinstance(given, bool):
        raise Refused("type", _("Write a whole number without quotation marks."))
    if not least <= given <= most:
        raise Refused("out-of-range", _("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most})
    return given


def version(given: Any) -> int:
    return whole(given, least=0, most=LARGEST_VERSION)


def identifier(given: Any) -> UUID:
    if isinstance(given, str) and len(given) == 36:
        try:
            return UUID(given)
        except ValueError:
            pass
    raise Refused("form", _("Write an id such as 123e4567-e89b-42d3-a456-426614174000."))


@dataclass(frozen=True)
class Parameter:
    """One query parameter: its name, the reader that checks it, and what the schema says about it."""

    name: str
    read: Callable[[str], Any]
    schema: dict[str, Any]
    description: str


def query_of(request: Request, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Return the query parameters that were given, checked.

    Raises:
        InvalidInput: a parameter is unknown, stands twice or holds what it may not; a filter that is misspelt must
            not answer with everything.
    """
    given = request.query_params
    findings = Findings()
    refuse_unknown(given, [parameter.name for parameter in parameters], findings)
    checked = {}
    for parameter in parameters:
        values = given.getlist(parameter.name)
        if len(values) > 1:
            findings.add(parameter.name, "duplicate", _("This parameter stands twice."))
        elif values:
            checked[parameter.name] = findings.take(parameter.name, parameter.read, values[0])
    raise_if_any(findings)
    return checked


def counted(least: int, most: int) -> Callable[[str], int]:
    return lambda given: validation.whole_number(given, least=least, most=most)


def chosen(*words: str) -> Callable[[str], str]:
    return lambda given: validation.one_of(given, words, example=words[0])
