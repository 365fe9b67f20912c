"""A request that carries an Idempotency-Key is carried out once; a repeat gets the answer of the first."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import IdempotentResponse, User
from api.errors import Unprocessable
from api.views import user_of
from assessments.errors import InvalidInput, Problem
from assessments.services.grading import canonical_json

HEADER = "Idempotency-Key"
LONGEST_KEY = 100
KEPT_FOR = timedelta(hours=24)


def answered_once(
    request: Request, act: Callable[[], Any], *, status: int, location: Callable[[Any], str] | None = None
) -> Response:
    """Return the answer to a request that creates something.

    Only success is kept: what was refused may be sent again with the same key once it is mended.

    Args:
        act: Does the work and returns the body of the answer.
        status: Of a success.
        location: Body -> address of what was created.

    Raises:
        InvalidInput: the key is no key.
        Unprocessable: the key was used for another request.
    """
    key = request.headers.get(HEADER)
    body = act() if key is None else _kept(request, key, act, status)
    return Response(body, status=status, headers={"Location": location(body)} if location else None)


def _kept(request: Request, key: str, act: Callable[[], Any], status: int) -> Any:
    if not (key.isascii() and key.isprintable() and 0 < len(key.strip()) <= len(key) <= LONGEST_KEY):
        message = _("Write 1 to %(most)s printable ASCII characters.") % {"most": LONGEST_KEY}
        raise InvalidInput([Problem(HEADER, "form", message)])
    digest = hashlib.sha256(canonical_json([request.method, request.path, request.data])).hexdigest()
    user = user_of(request)
    with transaction.atomic():
        # The person's row is the lock: of two requests at once, the second waits and gets the first one's answer.
        User.objects.select_for_update().get(pk=user.pk)
        IdempotentResponse.objects.filter(user=user, created_at__lt=timezone.now() - KEPT_FOR).delete()
        earlier = IdempotentResponse.objects.filter(user=user, key=key).first()
        if earlier is None:
            body = act()
            IdempotentResponse.objects.create(user=user, key=key, request_sha256=digest, status=status, body=body)
            return body
    if earlier.request_sha256 != digest:
        message = _("This key was used for another request; take a new one.")
        raise Unprocessable("idempotency-key-reused", message, [Problem(HEADER, "reused", message)])
    return earlier.body
