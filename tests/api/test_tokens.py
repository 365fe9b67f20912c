"""Logging in by machine: throttled, counted with the site's own log-in, with the second factor where one is set up."""

import time
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from rest_framework.authtoken.models import Token

from accounts.models import User
from api.throttling import TokenThrottle
from tests.api.conftest import Machine, details, is_error_shape, refused
from tests.conftest import PASSWORD

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _no_attempts_before(db: None) -> None:
    cache.clear()


def _log_in(email: str, password: str = PASSWORD, **more: Any) -> Any:
    return Machine().post("auth/token/", {"email": email, "password": password, **more})


def test_the_same_person_gets_the_same_token_until_it_is_handed_back(owner: User) -> None:
    token = _log_in(owner.email).json()["token"]
    assert _log_in(owner.email.upper()).json()["token"] == token
    assert Machine(owner).send("DELETE", "auth/token/").status_code == 204
    assert _log_in(owner.email).json()["token"] != token


@pytest.mark.parametrize("credentials", [("owner@firm.example", "wrong-horse-9"), ("nobody@firm.example", PASSWORD)])
def test_a_wrong_password_and_an_unknown_name_read_the_same(owner: User, credentials: tuple[str, str]) -> None:
    document = refused(_log_in(*credentials), 401, "wrong-credentials")
    assert document["message"] == "E-mail or password is wrong."
    assert not Token.objects.exists()


def test_an_inactive_person_gets_no_token_and_an_old_one_stops_working(owner: User) -> None:
    program = Machine(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    refused(_log_in(owner.email), 401, "wrong-credentials")
    refused(program.get("firms/"), 401, "wrong-token")


def test_five_wrong_tries_lock_the_name_and_the_right_password_does_not_help_then(owner: User, editor: User) -> None:
    for _try in range(4):
        refused(_log_in(owner.email, "wrong-horse-9"), 401, "wrong-credentials")
    assert _log_in(owner.email, "wrong-horse-9").status_code == 429
    locked = _log_in(owner.email)
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "900"
    assert is_error_shape(locked.json())
    assert f"`{locked.json()['code']}`" in (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert _log_in(editor.email).status_code == 200


def test_success_forgets_the_tries_before(owner: User) -> None:
    for _round in range(3):
        for _try in range(4):
            refused(_log_in(owner.email, "wrong-horse-9"), 401, "wrong-credentials")
        assert _log_in(owner.email).status_code == 200


def test_too_many_tries_from_one_address_are_throttled(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TokenThrottle, "rate", "3/min")
    for number in range(3):
        refused(_log_in(f"nobody-{number}@firm.example"), 401, "wrong-credentials")
    response = _log_in(owner.email)
    refused(response, 429, "throttled")
    assert 0 < int(response.headers["Retry-After"]) <= 61
    assert Machine(owner).send("DELETE", "auth/token/").status_code == 204


def test_who_has_a_second_factor_sends_its_code_which_works_once(owner: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(owner, secret)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    refused(_log_in(owner.email), 401, "second-factor-needed")
    refused(_log_in(owner.email, code="000000" if code != "000000" else "000001"), 401, "wrong-code")
    assert _log_in(owner.email, code=code).status_code == 200
    refused(_log_in(owner.email, code=code), 401, "wrong-code")


def test_a_recovery_code_replaces_the_second_factor_once(owner: User) -> None:
    TOTP.activate(owner, generate_totp_secret())
    recovery = RecoveryCodes.activate(owner).get_unused_codes()[0]
    assert _log_in(owner.email, code=recovery).status_code == 200
    refused(_log_in(owner.email, code=recovery), 401, "wrong-code")


def test_guessing_codes_locks_the_name_too(owner: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(owner, secret)
    now = int(time.time()) // 30
    right = {format_hotp_value(hotp_value(secret, now + step)) for step in range(-2, 3)}
    wrong = next(code for code in ("000000", "000001", "000002", "000003", "000004", "000005") if code not in right)
    for _try in range(4):
        refused(_log_in(owner.email, code=wrong), 401, "wrong-code")
    assert _log_in(owner.email, code=wrong).status_code == 429
    assert _log_in(owner.email).status_code == 429


def test_consultants_and_administrators_need_a_second_factor_where_the_site_asks_for_one(
    consultant: User, administrator: User, owner: User, settings: Any
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    refused(_log_in(consultant.email), 401, "second-factor-needed")
    refused(_log_in(administrator.email), 401, "second-factor-needed")
    assert _log_in(owner.email).status_code == 200


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {("email", "required"), ("password", "required")}),
        ({"email": "a@b.example"}, {("password", "required")}),
        ({"email": 5, "password": ["x"]}, {("email", "type"), ("password", "type")}),
        ({"email": "", "password": "x"}, {("email", "required")}),
        ({"email": "a" * 255, "password": "x" * 1001}, {("email", "too-long"), ("password", "too-long")}),
        ({"email": "a@b.example", "password": "x", "code": 123456}, {("code", "type")}),
        ({"email": "a@b.example", "password": "x", "admin": True}, {("admin", "unknown-key")}),
        ({"email": "a\x00@b.example", "password": "x"}, {("email", "control-character")}),
    ],
)
def test_a_log_in_that_is_no_log_in_names_the_field(db: None, body: Any, expected: set[tuple[str, str]]) -> None:
    assert details(refused(Machine().post("auth/token/", body), 422, "invalid-input")) == expected
