"""The panel's people, signed in, and the paths of its lists."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from assessments.models import Assessment
from reports.models import Report
from reports.services import request_report

SignIn = Callable[..., Client]


@pytest.fixture
def signed_in() -> SignIn:
    """Return a browser in which this person is signed in, reading the panel in the language given."""

    def make(user: User, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(user)
        return client

    return make


@pytest.fixture
def as_administrator(signed_in: SignIn, administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def as_consultant(signed_in: SignIn, consultant: User) -> Client:
    return signed_in(consultant)


@pytest.fixture
def report(submitted: Assessment, owner: User) -> Report:
    return request_report(result=submitted.results.get(), language="en", by=owner)


@pytest.fixture
def foreign_report(foreign_submitted: Assessment, stranger: User) -> Report:
    return request_report(result=foreign_submitted.results.get(), language="en", by=stranger)
