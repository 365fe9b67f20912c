"""Lists come in pages, so that nobody's list can become too long to send."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.utils.urls import remove_query_param, replace_query_param

from api.v1.bodies import LARGEST_VERSION, Parameter, counted

PAGE = 50
LONGEST_PAGE = 200

PAGE_PARAMETERS = (
    Parameter(
        "limit",
        counted(1, LONGEST_PAGE),
        {"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE, "default": PAGE},
        "How many entries one page holds.",
    ),
    Parameter(
        "offset",
        counted(0, LARGEST_VERSION),
        {"type": "integer", "minimum": 0, "maximum": LARGEST_VERSION, "default": 0},
        "How many entries to leave out at the start.",
    ),
)


def page_of(
    request: Request, rows: QuerySet[Any], query: Mapping[str, Any], serializer: type[BaseSerializer[Any]]
) -> dict[str, Any]:
    """Return one page of the rows as the list endpoints send it."""
    limit, offset = query.get("limit", PAGE), query.get("offset", 0)
    count = rows.count()
    shown = rows[offset : offset + limit] if offset < count else rows.none()
    return {
        "count": count,
        "next": _link(request, offset + limit) if offset + limit < count else None,
        "previous": _link(request, max(offset - limit, 0)) if offset else None,
        "results": serializer(shown, many=True).data,
    }


def _link(request: Request, offset: int) -> str:
    address = request.build_absolute_uri()
    return replace_query_param(address, "offset", offset) if offset else remove_query_param(address, "offset")
