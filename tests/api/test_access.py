"""Every address of the API and every method, asked by everybody there is. A row that is missing fails the test."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from assessments.models import Assessment, Firm
from content.loader import current
from tests.api.conftest import Machine, is_error_shape
from tests.conftest import FIRM_FACTS, PASSWORD

pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PEOPLE = (
    "anonymous",
    "owner",
    "editor",
    "viewer",
    "stranger",
    "consultant",
    "unassigned_consultant",
    "administrator",
)


def answers(
    anonymous: int, owner: int, editor: int, viewer: int, stranger: int, consultant: int, unassigned: int, admin: int
) -> dict[str, int]:
    return dict(zip(PEOPLE, (anonymous, owner, editor, viewer, stranger, consultant, unassigned, admin), strict=True))


EVERYBODY = answers(200, 200, 200, 200, 200, 200, 200, 200)
SIGNED_IN = answers(401, 200, 200, 200, 200, 200, 200, 200)
SEES = answers(401, 200, 200, 200, 404, 200, 404, 200)
MANAGES = answers(401, 200, 403, 403, 404, 403, 404, 403)
EDITS = answers(401, 200, 200, 403, 404, 403, 404, 403)
CREATES = answers(401, 201, 201, 201, 201, 201, 201, 201)
STARTS = answers(401, 201, 201, 403, 422, 403, 422, 403)
SUBMITS = answers(401, 201, 201, 403, 404, 403, 404, 403)
ADVISES = answers(401, 403, 403, 403, 403, 201, 201, 201)
SCORES_AGAIN = answers(401, 201, 201, 403, 404, 201, 404, 201)
PLANS = answers(401, 201, 201, 403, 404, 201, 404, 403)
REPLANS = answers(401, 200, 200, 403, 404, 200, 404, 403)
GIVES_UP = answers(401, 204, 204, 403, 404, 204, 404, 403)
PRINTS = answers(401, 202, 202, 202, 404, 202, 404, 202)
HANDS_BACK = answers(401, 204, 204, 204, 204, 204, 204, 204)

SAVE = {"version": 0, "answers": {"IM-STRATEGY-L1-1": "1"}}
SHEET = {
    "version": 0,
    "activity": [{"year": 2025, "code": "electricity_grid", "value": "120", "unit": "万kWh"}],
}
REFERENCE = {
    "reading": "green-factory-2025",
    "indicator": "energy-intensity",
    "industry": "C34",
    "unit": "tce/万元",
    "base": "0.5",
    "lead": "0.2",
    "valid_from": "2025-01-01",
    "source": "Sector sheet 2025",
}
LOG_IN = {"email": "owner@firm.example", "password": PASSWORD}

# Name of the address -> (the fixture in its path, {method: (who gets which status, body)}). What a method is not named
# for answers 405 to whoever may ask at all.
TABLE: dict[str, tuple[str, dict[str, tuple[dict[str, int], Any]]]] = {
    "token": ("", {"POST": (EVERYBODY, LOG_IN), "DELETE": (HANDS_BACK, None)}),
    "firms": ("", {"GET": (SIGNED_IN, None), "POST": (CREATES, FIRM_FACTS)}),
    "firm": (
        "firm",
        {"GET": (SEES, None), "PUT": (MANAGES, FIRM_FACTS), "PATCH": (MANAGES, {"employees": 81})},
    ),
    "assessments": ("", {"GET": (SIGNED_IN, None), "POST": (STARTS, "start")}),
    "assessment": ("draft", {"GET": (SEES, None), "PATCH": (EDITS, {"factor_set": "ndrc-2015"})}),
    "answers": ("draft", {"GET": (SEES, None), "PATCH": (EDITS, {"section": "people.strategy", **SAVE})}),
    "section": ("draft", {"GET": (SEES, None), "PATCH": (EDITS, SAVE)}),
    "sheet": ("draft", {"GET": (SEES, None), "PUT": (EDITS, SHEET)}),
    "submit": ("answered", {"POST": (SUBMITS, None)}),
    "result": ("submitted", {"GET": (SEES, None)}),
    "results": ("submitted", {"GET": (SEES, None)}),
    "one-result": ("submitted", {"GET": (SEES, None)}),
    "rescore": ("submitted", {"POST": (SCORES_AGAIN, "rescore")}),
    "references": ("", {"GET": (SIGNED_IN, None), "POST": (ADVISES, REFERENCE)}),
    "reference": ("reference", {"GET": (SIGNED_IN, None)}),
    "reports": ("submitted", {"POST": (PRINTS, {"language": "en"})}),
    "report": ("report", {"GET": (SEES, None)}),
    "report-retry": ("report", {"POST": (PRINTS, None)}),
    "report-download": ("done_report", {"GET": (SEES, None)}),
    "whatif": ("submitted", {"POST": (SEES, {"answers": {"IM-STRATEGY-L1-1": "1"}})}),
    "roadmap": ("submitted", {"POST": (SEES, {"target": "im-capability:2"})}),
    "plans": (
        "submitted",
        {"GET": (SEES, None), "POST": (PLANS, {"title": "Two years", "target": "im-capability:2"})},
    ),
    "plan": (
        "plan",
        {"GET": (SEES, None), "PUT": (REPLANS, {"version": 1, "title": "Mine"}), "DELETE": (GIVES_UP, None)},
    ),
    "replan": ("plan", {"POST": (REPLANS, {"version": 1})}),
    "plan-progress": ("followed_plan", {"GET": (SEES, None)}),
    "questions": ("", {"GET": (SIGNED_IN, None)}),
    "readings": ("", {"GET": (SIGNED_IN, None)}),
    "measures": ("", {"GET": (SIGNED_IN, None)}),
    "measure": ("", {"GET": (SIGNED_IN, None)}),
    "cases": ("", {"GET": (SIGNED_IN, None)}),
    "case": ("", {"GET": (SIGNED_IN, None)}),
    "solutions": ("", {"GET": (SIGNED_IN, None)}),
    "solution": ("", {"GET": (SIGNED_IN, None)}),
    "supports": ("", {"GET": (SIGNED_IN, None)}),
    "support": ("", {"GET": (SIGNED_IN, None)}),
    "schema": ("", {"GET": (EVERYBODY, None)}),
    "docs": ("", {"GET": (EVERYBODY, None)}),
}
PUBLIC = ("schema", "docs")


def addresses() -> Iterator[tuple[str, str]]:
    """Name and pattern of every address below /api/v1/."""

    def below(resolver: Any, prefix: str) -> Iterator[tuple[str, str]]:
        for entry in resolver.url_patterns:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from below(entry, route)
            elif isinstance(entry, URLPattern) and route.startswith("api/v1/"):
                yield str(entry.name), route

    yield from below(get_resolver(), "")


def test_the_table_holds_every_address_of_the_api() -> None:
    assert {name for name, _route in addresses()} == set(TABLE)


def test_the_foreign_firm_exists_and_nobody_of_the_first_firm_sees_it(
    foreign_submitted: Assessment, owner: User, editor: User, viewer: User, consultant: User, stranger: User
) -> None:
    path = f"assessments/{foreign_submitted.pk}/"
    assert Machine(stranger).get(path).status_code == 200
    assert [Machine(user).get(path).status_code for user in (owner, editor, viewer, consultant)] == [404] * 4
    assert Machine(owner).get("assessments/").json()["count"] == 0
    assert Machine(consultant).get("firms/").json()["count"] == 1


def _expected(name: str, method: str, person: str) -> int:
    rows = TABLE[name][1]
    if method == "HEAD":
        method = "GET"
    if method in rows:
        return rows[method][0][person]
    return 405 if person != "anonymous" or name in PUBLIC else 401


@pytest.fixture
def people(request: pytest.FixtureRequest) -> dict[str, User | None]:
    return {person: None if person == "anonymous" else request.getfixturevalue(person) for person in PEOPLE}


@pytest.mark.parametrize(("name", "route"), sorted(addresses()))
def test_everybody_gets_what_the_table_says(
    name: str,
    route: str,
    people: dict[str, User | None],
    request: pytest.FixtureRequest,
    foreign_firm: Firm,
    settings: Any,
) -> None:
    settings.AXES_ENABLED = False
    path = _path(name, route, request)
    bodies = {method: _body(name, method, request) for method in METHODS}
    for person, user in people.items():
        for method in METHODS:
            expected = _expected(name, method, person)
            # Undone each time, so that what one person did is not what the next one finds.
            with transaction.atomic():
                response = Machine(user).send(method, path, bodies[method])
                transaction.set_rollback(True)
            assert response.status_code == expected, (person, method, path, response.content[:300])
            if expected >= 400 and method != "HEAD" and name != "docs":
                assert is_error_shape(response.json()), response.content


def _path(name: str, route: str, request: pytest.FixtureRequest) -> str:
    content = current()
    entries = {"case": content.cases, "solution": content.solutions, "support": content.supports}
    pieces = {"section": "people.strategy", "code": next(iter(entries.get(name, content.measures)))}
    if name == "one-result":
        pieces["result"] = str(request.getfixturevalue("submitted").results.get().pk)
    if fixture := TABLE[name][0]:
        pieces["pk"] = str(request.getfixturevalue(fixture).pk)
    path = "/" + route
    for key, value in pieces.items():
        for converter in ("int", "uuid", "str"):
            path = path.replace(f"<{converter}:{key}>", value)
    return path


def _body(name: str, method: str, request: pytest.FixtureRequest) -> Any:
    body = TABLE[name][1].get(method, (None, None))[1]
    if body == "start":
        return {"firm": request.getfixturevalue("firm").pk, "period": 2024}
    if body == "rescore":
        own = request.getfixturevalue("own_weights")
        return {"readings": {own.key: own.version}}
    return body
