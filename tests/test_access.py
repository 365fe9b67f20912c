"""Every address of the whole site and every method, asked by everybody there is, with two firms that must not meet.

An address that is not in TABLE fails the test: write down who may do what there. The addresses of the API have a table
of their own, with exact answers, in tests/api/test_access.py.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver

from accounts.models import AuditEntry, Organisation, User
from accounts.services import invite_colleague
from assessments.models import Answer, Assessment, Firm, Plan, PlanAction, Result
from assessments.services import add_entry, add_sector_reference, set_weights, start_assessment
from assessments.services.plans import save_plan
from content.model import Content
from reports import files
from reports.models import Report
from reports.services import request_report
from tests.api.test_access import REFERENCE
from tests.api.test_access import TABLE as API_TABLE
from tests.api.test_access import addresses as api_addresses

pytestmark = pytest.mark.django_db

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
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS")

# One letter per person, in the order of PEOPLE: O the view answers (a page, a redirect, a form with its mistakes),
# L sent to log in, H hidden (404, as if it did not exist), F forbidden (403), M the method is not taken.
PUBLIC = "OOOOOOOO"
SIGNED_IN = "LOOOOOOO"
SEES = "LOOOHOHO"
EDITS = "LOOFHFHF"
OWNS = "LOFFHFHF"
SCORES_AGAIN = "LOOFHOHO"
PLANS = "LOOFHOHF"
STAFF = "LHHHHOOO"
STAFF_SEES = "LHHHHOHO"
STAFF_MAY_NOT = "LHHHHFFF"
STAFF_SEES_ONLY = "LHHHHFHF"
ADMINISTERS = "LHHHHFFO"
ADMINISTERS_SEEN = "LHHHHFHO"
ADMINISTRATOR = "LHHHHHHO"
NOBODY = "LHHHHHHH"
NOTHING = "HHHHHHHH"
NO_SUCH_METHOD = "MMMMMMMM"


@dataclass(frozen=True)
class Row:
    """Who gets what by GET and by POST. All other methods may do no more than these two."""

    get: str
    post: str


READ_ONLY_STAFF = Row(STAFF, "LHHHHMMM")


def model_rows(name: str, *, changelist: str, add: str, change: str, post_change: str, delete: str) -> dict[str, Row]:
    """The addresses the admin site makes for one model; its history is nowhere shown (the audit log is)."""
    return {
        f"console:{name}_changelist": Row(changelist, changelist),
        f"console:{name}_add": Row(add, add),
        f"console:{name}_change": Row(change, post_change),
        f"console:{name}_delete": Row(delete, delete),
        f"console:{name}_history": Row(NOBODY, NOBODY),
        # The short address only leads to the one of the object, which then hides it.
        f"console/{name.replace('_', '/')}/<path:object_id>/": Row(STAFF, STAFF),
    }


def read_only(name: str) -> dict[str, Row]:
    return model_rows(
        name,
        changelist=STAFF,
        add=STAFF_MAY_NOT,
        change=STAFF_SEES,
        post_change=STAFF_SEES_ONLY,
        delete=STAFF_SEES_ONLY,
    )


MACHINERY = {
    "healthz": Row(PUBLIC, NO_SUCH_METHOD),
    "readyz": Row(PUBLIC, NO_SUCH_METHOD),
    "set_language": Row(PUBLIC, PUBLIC),
    "api:unknown": Row(NOTHING, NOTHING),
}
ACCOUNTS = {
    "account_login": Row(PUBLIC, PUBLIC),
    "account_logout": Row(PUBLIC, PUBLIC),
    "account_inactive": Row(PUBLIC, NO_SUCH_METHOD),
    "account_signup": Row(PUBLIC, PUBLIC),
    "account_reauthenticate": Row(SIGNED_IN, SIGNED_IN),
    "account_email": Row(SIGNED_IN, SIGNED_IN),
    "account_email_verification_sent": Row(PUBLIC, NO_SUCH_METHOD),
    "account_change_password": Row(SIGNED_IN, SIGNED_IN),
    "account_set_password": Row(SIGNED_IN, SIGNED_IN),
    "account_reset_password": Row(PUBLIC, PUBLIC),
    "account_reset_password_done": Row(PUBLIC, NO_SUCH_METHOD),
    "account_reset_password_from_key": Row(PUBLIC, PUBLIC),
    "account_reset_password_from_key_done": Row(PUBLIC, NO_SUCH_METHOD),
    "account_confirm_email": Row(PUBLIC, NOTHING),
    "account_confirm_login_code": Row(SIGNED_IN, SIGNED_IN),
    "mfa_index": Row(SIGNED_IN, "LMMMMMMM"),
    "mfa_authenticate": Row(SIGNED_IN, SIGNED_IN),
    "mfa_reauthenticate": Row(SIGNED_IN, SIGNED_IN),
    "mfa_activate_totp": Row(SIGNED_IN, SIGNED_IN),
    # There is nothing to take down or to show before a second factor is set up.
    "mfa_deactivate_totp": Row(NOBODY, NOBODY),
    "mfa_view_recovery_codes": Row(NOBODY, "LMMMMMMM"),
    "mfa_generate_recovery_codes": Row(SIGNED_IN, SIGNED_IN),
    "mfa_download_recovery_codes": Row(NOBODY, NOBODY),
}
WEB = {
    "web:start": Row(PUBLIC, NO_SUCH_METHOD),
    "web:sample": Row(PUBLIC, NO_SUCH_METHOD),
    "web:sample-trace": Row(PUBLIC, NO_SUCH_METHOD),
    "web:crosswalk": Row(PUBLIC, NO_SUCH_METHOD),
    # Whoever holds a report has its address.
    "web:verify": Row(PUBLIC, NO_SUCH_METHOD),
    "web:library": Row(PUBLIC, NO_SUCH_METHOD),
    "web:library-entry": Row(PUBLIC, NO_SUCH_METHOD),
    "web:account": Row(SIGNED_IN, SIGNED_IN),
    "web:new-firm": Row(SIGNED_IN, SIGNED_IN),
    "web:size": Row(SIGNED_IN, NO_SUCH_METHOD),
    "web:firm": Row(SEES, OWNS),
    "web:start-assessment": Row(EDITS, EDITS),
    "web:people": Row(SEES, SEES),
    "web:invite": Row(NO_SUCH_METHOD, OWNS),
    "web:revoke": Row(NO_SUCH_METHOD, OWNS),
    "web:role": Row(NO_SUCH_METHOD, OWNS),
    "web:remove": Row(NO_SUCH_METHOD, OWNS),
    # Whoever has the link reads the invitation; it works for the invited address only.
    "web:invitation": Row(PUBLIC, "LFFFFFFF"),
    "web:assessments": Row(SIGNED_IN, NO_SUCH_METHOD),
    "web:assessment": Row(SEES, NO_SUCH_METHOD),
    "web:section": Row(SEES, EDITS),
    "web:figures": Row(SEES, EDITS),
    "web:figures-factors": Row(NO_SUCH_METHOD, EDITS),
    "web:figures-template": Row(SEES, NO_SUCH_METHOD),
    "web:figures-upload": Row(EDITS, EDITS),
    "web:figures-confirm": Row(NO_SUCH_METHOD, EDITS),
    "web:review": Row(SEES, EDITS),
    "web:result": Row(SEES, NO_SUCH_METHOD),
    "web:whatif": Row(SEES, SEES),
    "web:roadmap": Row(SEES, NO_SUCH_METHOD),
    "web:save-plan": Row(NO_SUCH_METHOD, PLANS),
    "web:plan": Row(SEES, NO_SUCH_METHOD),
    "web:edit-plan": Row(NO_SUCH_METHOD, PLANS),
    "web:replan": Row(NO_SUCH_METHOD, PLANS),
    "web:delete-plan": Row(NO_SUCH_METHOD, PLANS),
    "web:plan-progress": Row(SEES, NO_SUCH_METHOD),
    "web:trace": Row(SEES, NO_SUCH_METHOD),
    "web:earlier-result": Row(SEES, NO_SUCH_METHOD),
    "web:earlier-trace": Row(SEES, NO_SUCH_METHOD),
    "web:compare": Row(SEES, NO_SUCH_METHOD),
    "web:rescore": Row(NO_SUCH_METHOD, SCORES_AGAIN),
    "web:reports": Row(SEES, NO_SUCH_METHOD),
    "web:ask-report": Row(NO_SUCH_METHOD, SEES),
    "web:retry-report": Row(NO_SUCH_METHOD, SEES),
    "web:download": Row(SEES, NO_SUCH_METHOD),
}
CONSOLE = {
    "console:index": Row(STAFF, STAFF),
    "console:login": Row(STAFF, STAFF),
    "console:logout": Row("LHHHHMMM", STAFF),
    "console:search": Row(STAFF, STAFF),
    "console:autocomplete": Row(STAFF_MAY_NOT, "LHHHHMMM"),
    "console:jsi18n": READ_ONLY_STAFF,
    "console:app_list": Row(STAFF, STAFF),
    "console/(?P<url>.*)$": Row(NOBODY, NOBODY),
    "console:content_questions": READ_ONLY_STAFF,
    "console:content_question": READ_ONLY_STAFF,
    "console:content_readings": READ_ONLY_STAFF,
    "console:content_reading": READ_ONLY_STAFF,
    "console:content_measures": READ_ONLY_STAFF,
    "console:content_measure": READ_ONLY_STAFF,
    "console:content_benchmarks": READ_ONLY_STAFF,
    "console:content_factors": READ_ONLY_STAFF,
    "console:content_grid": READ_ONLY_STAFF,
    "console:content_marks": READ_ONLY_STAFF,
    "console:content_links": READ_ONLY_STAFF,
    "console:content_references": READ_ONLY_STAFF,
    "console:content_sources": READ_ONLY_STAFF,
}
CONSOLE_PEOPLE = {
    **model_rows(
        "accounts_user",
        changelist=STAFF,
        add=ADMINISTERS,
        change=STAFF_SEES,
        post_change=ADMINISTERS_SEEN,
        delete=STAFF_SEES_ONLY,
    ),
    **model_rows(
        "accounts_membership",
        changelist=STAFF,
        add=ADMINISTERS,
        change=STAFF_SEES,
        post_change=ADMINISTERS_SEEN,
        delete=ADMINISTERS_SEEN,
    ),
    **model_rows(
        "accounts_assignment",
        changelist=ADMINISTRATOR,
        add=ADMINISTRATOR,
        change=ADMINISTRATOR,
        post_change="LHHHHHHF",
        delete=ADMINISTRATOR,
    ),
    **read_only("accounts_organisation"),
    **read_only("accounts_invitation"),
    **read_only("accounts_auditentry"),
}
CONSOLE_RECORD = {
    **read_only("assessments_firm"),
    **read_only("assessments_assessment"),
    **read_only("assessments_result"),
    # References and weights belong to no firm: both roles read and add them, nobody changes them.
    **model_rows(
        "assessments_sectorreference",
        changelist=STAFF,
        add=STAFF,
        change=STAFF,
        post_change=STAFF_MAY_NOT,
        delete=STAFF_MAY_NOT,
    ),
    **model_rows(
        "assessments_ownreading",
        changelist=STAFF,
        add=STAFF,
        change=STAFF,
        post_change=STAFF_MAY_NOT,
        delete=STAFF_MAY_NOT,
    ),
    **model_rows(
        "assessments_firmentry",
        changelist=STAFF,
        add=STAFF,
        change=STAFF_SEES,
        post_change=STAFF_SEES,
        delete=STAFF_SEES_ONLY,
    ),
    "console:assessments_firmentry_withdraw": Row("LHHHHMMM", STAFF_SEES),
    "console:assessments_assessment_rescore": Row("LHHHHMMM", STAFF_SEES),
    "console:assessments_firm_export": Row(STAFF, STAFF),
    "console:assessments_assessment_export": Row(STAFF, STAFF),
    **read_only("reports_report"),
    "console:reports_report_request": Row("LHHHHMMM", STAFF_SEES),
    "console:reports_report_again": Row("LHHHHMMM", STAFF_SEES),
    "console:reports_report_cover": Row(STAFF_SEES, STAFF_SEES),
    "console:reports_report_revoke": Row("LHHHHMMM", STAFF_SEES),
    "console:reports_report_download": Row(STAFF_SEES, "LHHHHMMM"),
}
AREAS: Mapping[str, Mapping[str, Row]] = {
    "machinery": MACHINERY,
    "accounts": ACCOUNTS,
    "web": WEB,
    "console": CONSOLE,
    "console-people": CONSOLE_PEOPLE,
    "console-record": CONSOLE_RECORD,
}
TABLE = {name: row for rows in AREAS.values() for name, row in rows.items()}
# Where an empty form cannot tell who may send it. Everywhere else nothing is sent.
FORMS = {"web:role": b"role=editor", "web:ask-report": b"language=en"}
# The five mechanisms weighed alike.
WEIGHTS: Mapping[str, Any] = {
    "reading": "mechanisms",
    "parent": "",
    "profile": "",
    "matrix": [["1"] * 5] * 5,
    "reason": "All alike",
}
# A file that stands there only once it was made; nothing of anybody's is in it.
NOT_ASKED = {"web:sample-report"}


def addresses() -> Iterator[tuple[str, str]]:
    """Name (or pattern, where it has none) and pattern of every address of the site but those of the API's version."""

    def below(resolver: Any, prefix: str, spaces: str) -> Iterator[tuple[str, str]]:
        for entry in resolver.url_patterns:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from below(entry, route, spaces + (f"{entry.namespace}:" if entry.namespace else ""))
            else:
                yield (spaces + entry.name if entry.name else route), route

    yield from ((name, route) for name, route in below(get_resolver(), "", "") if not route.startswith("api/v1/"))


def test_the_tables_hold_every_address_of_the_site() -> None:
    assert {name for name, _route in addresses()} == TABLE.keys() | NOT_ASKED
    assert {name for name, _route in api_addresses()} == API_TABLE.keys()


@dataclass(frozen=True)
class World:
    """Two firms, everything of the first one, and everybody who may ask."""

    people: Mapping[str, User | None]
    pieces: Mapping[str, Any]
    objects: Mapping[str, Any]
    draft: Assessment
    own_name: str
    foreign_name: str


@pytest.fixture
def done_report(submitted: Assessment, owner: User, settings: Any, tmp_path: Path) -> Report:
    """A finished report of the first firm; its file holds a few bytes only."""
    settings.MEDIA_ROOT = tmp_path
    report = request_report(result=submitted.results.get(), language="zh-hans", by=owner)
    sha256 = files.store(b"%PDF-1.7 example")
    Report.objects.filter(pk=report.pk).update(status=Report.Status.DONE, sha256=sha256, pages=1, size_bytes=16)
    return report


@pytest.fixture
def world(
    submitted: Assessment,
    firm: Firm,
    foreign_submitted: Assessment,
    owner: User,
    viewer: User,
    content: Content,
    done_report: Report,
    request: pytest.FixtureRequest,
) -> World:
    people = {person: None if person == "anonymous" else request.getfixturevalue(person) for person in PEOPLE}
    result = submitted.results.get()
    request_report(result=foreign_submitted.results.get(), language="en", by=foreign_submitted.submitted_by)
    invitation = invite_colleague(organisation=firm.organisation, email="new@firm.example", role="viewer", by=owner)
    membership = firm.organisation.memberships.get(user=viewer)
    entry = add_entry(firm=firm, by=None, kind="case", title="Next door", what="They did it.")
    foreign = foreign_submitted.firm.organisation
    assert Organisation.objects.count() == 2
    assert AuditEntry.objects.filter(organisation=foreign).exists()
    assert Report.objects.filter(organisation=foreign).exists()
    return World(
        people=people,
        pieces={
            "<uuid:report>": done_report.pk,
            "<uuid:result>": result.pk,
            "<uuid:assessment>": submitted.pk,
            "<int:entry>": entry.pk,
            "<int:pk>": firm.pk,
            "<int:invitation>": invitation.pk,
            "<int:member>": membership.pk,
            "<str:token>": invitation.token,
            "<str:key>/<str:version>": "im-capability/2020-1",
            r"^confirm-email/(?P<key>[-:\w]+)/$": "confirm-email/abc/",
            "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/a-b/",
            "^(?P<app_label>assessments|accounts|reports)/$": "accounts/",
            "(?P<url>.*)$": "no/such/page/",
            "^.*$": "no/such/",
        },
        objects={
            "user": viewer.pk,
            "membership": membership.pk,
            "assignment": firm.organisation.assignments.get().pk,
            "organisation": firm.organisation_id,
            "invitation": invitation.pk,
            "auditentry": AuditEntry.objects.filter(organisation=firm.organisation).first().pk,  # type: ignore[union-attr]
            "firm": firm.pk,
            "assessment": submitted.pk,
            "result": result.pk,
            "plan": save_plan(result=result, by=owner, title="Level 2", target="im-capability:2").pk,
            "report": done_report.pk,
            "seal": result.seal.token,
            "sectorreference": add_sector_reference(by=None, **REFERENCE).pk,
            "ownreading": set_weights(by=None, **WEIGHTS).pk,
            "questions": next(iter(content.questions)),
            "measures": next(iter(content.measures)),
            "library": next(iter(content.measures)),
            "firmentry": entry.pk,
            "sections": "people.strategy",
        },
        draft=start_assessment(firm=firm, period=2024, by=owner),
        own_name=firm.name,
        foreign_name=foreign.name,
    )


def _path(world: World, name: str, route: str) -> str:
    path = "/" + route
    if path.startswith("/verify/"):
        path = path.replace("<str:token>", str(world.objects["seal"]))
    if path.startswith("/plans/"):
        path = path.replace("<uuid:pk>", str(world.objects["plan"]))
    wants_draft = name in {"web:assessment", "web:section", "web:review"} or name.startswith("web:figures")
    path = path.replace("<uuid:pk>", str(world.draft.pk if wants_draft else world.objects["assessment"]))
    for word in ("<path:object_id>", "<str:code>"):
        if word in path:
            kind = path.split(f"/{word}")[0].rsplit("/", 1)[1]
            path = path.replace(word, str(world.objects[kind]))
    for piece, value in world.pieces.items():
        path = path.replace(piece, str(value))
    assert "<" not in path, path
    return path


def _outcome(response: Any) -> str:
    if response.status_code in (301, 302) and response.headers["Location"].startswith("/accounts/login/"):
        return "L"
    known = {401: "L", 403: "F", 404: "H", 405: "M"}
    return known.get(response.status_code, "O" if response.status_code < 500 else f"{response.status_code}")


class Asker:
    """One person's browser, signed in once; what its requests do is undone."""

    def __init__(self, user: User | None):
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def ask(self, method: str, path: str, form: bytes = b"") -> HttpResponse:
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            response: Any = self.client.generic(
                method, path, form, "application/x-www-form-urlencoded", headers={"Accept-Language": "en"}
            )
            if response.streaming:
                content = b"".join(response)
                response.close()
                response = HttpResponse(content, status=response.status_code, headers=dict(response.headers))
            transaction.set_rollback(True)
        return response


@pytest.fixture(autouse=True)
def _no_logs() -> Iterator[None]:
    # Hundreds of refusals are asked for here on purpose.
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.slow
@pytest.mark.parametrize("area", AREAS)
def test_everybody_gets_what_the_table_says(area: str, world: World, settings: Any) -> None:
    settings.AXES_ENABLED = False
    askers = {person: Asker(user) for person, user in world.people.items()}
    wrong = []
    for name, route in addresses():
        if name not in AREAS[area]:
            continue
        row, path = AREAS[area][name], _path(world, name, route)
        for place, person in enumerate(PEOPLE):
            for method, expected in (("GET", row.get[place]), ("POST", row.post[place])):
                response = askers[person].ask(method, path, FORMS.get(name, b"") if method == "POST" else b"")
                if _outcome(response) != expected:
                    wrong.append((method, path, person, expected, response.status_code))
                if _shows_a_stranger_something(world, name, person, response):
                    wrong.append((method, path, person, "another firm's name", response.status_code))
    assert not wrong, "\n" + "\n".join(map(str, wrong))


def _shows_a_stranger_something(world: World, name: str, person: str, response: HttpResponse) -> bool:
    """Whether a page tells the name of a firm to somebody who may not know of it."""
    page = (
        response.content.decode("utf-8", "replace") if "text/html" in response.headers.get("Content-Type", "") else ""
    )
    if person == "administrator":
        return False
    if person != "stranger" and world.foreign_name in page:
        return True
    invited = name in {"web:invitation", "web:verify"}
    return person in ("anonymous", "stranger", "unassigned_consultant") and world.own_name in page and not invited


@pytest.mark.slow
@pytest.mark.parametrize("area", AREAS)
def test_unusual_methods_do_no_more_than_the_usual_ones(area: str, world: World, settings: Any) -> None:
    settings.AXES_ENABLED = False
    askers = {person: Asker(user) for person, user in world.people.items()}
    wrong = []
    for name, route in addresses():
        if name not in AREAS[area]:
            continue
        row, path = AREAS[area][name], _path(world, name, route)
        for person in ("anonymous", "owner", "stranger", "unassigned_consultant"):
            place = PEOPLE.index(person)
            for method in OTHER_METHODS:
                response = askers[person].ask(method, path, FORMS.get(name, b""))
                # An answer that only lists the methods says nothing about anything.
                found = _outcome(response) if method != "OPTIONS" or response.content else "M"
                if found not in {"M", row.get[place], row.post[place]}:
                    wrong.append((method, path, person, row, found))
    assert not wrong, "\n" + "\n".join(map(str, wrong))


def test_nothing_of_the_record_is_changed_by_those_who_may_only_read(world: World) -> None:
    """The refusals above are real: after everybody who may not write has tried, everything is as it was."""
    tables = [Firm, Assessment, Answer, Result, Plan, PlanAction, Report, *apps.get_app_config("accounts").get_models()]

    def stored() -> list[list[Any]]:
        return [list(table._default_manager.order_by("pk").values()) for table in tables if table is not User]

    before = stored()
    for name, route in addresses():
        path = _path(world, name, route) if name in WEB else ""
        for place, person in enumerate(PEOPLE):
            if path and WEB[name].post[place] in "LHF":
                client = Client(raise_request_exception=False)
                if (user := world.people[person]) is not None:
                    client.force_login(user)
                client.post(path)
    assert stored() == before
