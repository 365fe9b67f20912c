"""People in front of the pages: `seen_by(user)` is a browser that is signed in and reads English."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from assessments.models import Assessment

Seen = Callable[..., Client]


@pytest.fixture
def seen_by() -> Seen:
    def browser(user: User | None = None, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        if user is not None:
            client.force_login(user)
        return client

    return browser


@pytest.fixture
def anonymous(seen_by: Seen, db: None) -> Client:
    return seen_by()


def section_url(assessment: Assessment, code: str = "people.strategy") -> str:
    return f"/assessments/{assessment.pk}/sections/{code}/"
