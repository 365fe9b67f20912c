"""Machines: clients that carry a person's token and speak JSON."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from rest_framework.authtoken.models import Token

from accounts.models import User
from assessments.models import Assessment, OwnReading, Plan, SectorReference
from assessments.selectors import weighed_nodes
from assessments.services import add_sector_reference, save_plan, set_weights, start_assessment, submit_assessment
from content.loader import current
from reports import files
from reports.models import Report
from reports.services import request_report
from tests.conftest import answer_all

API = "/api/v1"


class Machine:
    """Sends JSON as one person, or as nobody."""

    def __init__(self, user: User | None = None, *, raises: bool = True):
        self.client = Client(raise_request_exception=raises)
        self.headers: dict[str, str] = {}
        if user is not None:
            token, _created = Token.objects.get_or_create(user=user)
            self.headers["Authorization"] = f"Token {token.key}"

    def send(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str
    ) -> HttpResponse:
        """Send a request; `raw` goes out as it is, other bodies as JSON. `headers` by name, _ for -."""
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content_type = named.pop("Content-Type", "application/json")
        address = path if path.startswith("/") else f"{API}/{path}"
        sent = {"Accept-Language": "en", **self.headers, **named}
        response: HttpResponse = self.client.generic(method, address, data, content_type, headers=sent)
        return whole(response) if response.streaming else response

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.send("PATCH", path, body, **headers)


def whole(response: Any) -> HttpResponse:
    """A streamed answer, read to its end and closed as a server would."""
    content = b"".join(response)
    response.close()
    return HttpResponse(content, status=response.status_code, headers=dict(response.headers))


def is_error_shape(document: Any) -> bool:
    """Whether a body is {"code", "message", "details": [{"path", "code", "message"}]}, with `current` at most."""
    return (
        isinstance(document, dict)
        and set(document) - {"current"} == {"code", "message", "details"}
        and isinstance(document["code"], str)
        and isinstance(document["message"], str)
        and all(set(row) == {"path", "code", "message"} for row in document["details"])
    )


def refused(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """Check the status, the shape and the code of an error, and return it."""
    document = json.loads(response.content)
    assert (response.status_code, document.get("code")) == (status, code), document
    assert is_error_shape(document)
    return document


def details(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {(row["path"], row["code"]) for row in document["details"]}


@pytest.fixture
def machine(db: None) -> Callable[..., Machine]:
    return Machine


@pytest.fixture
def mine(owner: User) -> Machine:
    return Machine(owner)


@pytest.fixture
def reference(db: None) -> SectorReference:
    """A reference of the energy a machine builder needs."""
    return add_sector_reference(
        reading="green-factory-2025",
        indicator="energy-intensity",
        industry="C34",
        unit="tce/万元",
        base="0.5",
        lead="0.2",
        valid_from="2025-01-01",
        source="Sector sheet 2025",
        by=None,
    )


@pytest.fixture
def own_weights(db: None) -> OwnReading:
    """Weights of the ladder's top by which the score of the first firm differs."""
    count = len(weighed_nodes(current().readings["im-capability"], "", "discrete"))
    first_row = ["1", *["9"] * (count - 1)]
    matrix = [first_row, *[["1/9", *["1"] * (count - 1)]] * (count - 1)]
    return set_weights(
        reading="im-capability", parent="", profile="discrete", matrix=matrix, reason="People first", by=None
    )


@pytest.fixture
def report(submitted: Assessment, owner: User) -> Report:
    """A queued report of the first firm."""
    result = submitted.results.get()
    return request_report(result=result, language="zh-hans", by=owner)


@pytest.fixture
def done_report(report: Report, settings: Any, tmp_path: Any) -> Report:
    """A finished one; its file holds a few bytes only."""
    settings.MEDIA_ROOT = tmp_path
    sha256 = files.store(b"%PDF-1.7 example")
    Report.objects.filter(pk=report.pk).update(status=Report.Status.DONE, sha256=sha256, pages=1, size_bytes=16)
    report.refresh_from_db()
    return report


@pytest.fixture
def plan(submitted: Assessment, owner: User) -> Plan:
    """A saved plan of the first firm."""
    return save_plan(result=submitted.results.get(), by=owner, title="两年计划", target="im-capability:2")


@pytest.fixture
def followed_plan(plan: Plan, owner: User) -> Plan:
    """The same plan, and an assessment of the year after."""
    later = start_assessment(firm=plan.firm, period=2026, by=owner)
    answer_all(later)
    submit_assessment(assessment=later, by=owner)
    return plan
