"""The people of every test: owner, editor and viewer of one firm, a stranger with a firm of their own, a consultant
assigned to the first firm, one who is not, and an administrator. Each signs in with PASSWORD."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Membership, User
from accounts.services import assign_consultant
from assessments.models import Assessment, Firm
from assessments.services import create_firm, record_answers, start_assessment, submit_assessment
from content.loader import current
from content.model import Content
from tests.answers import complete_answers

PASSWORD = "correct-horse-9"
PERIOD = 2025

FIRM_FACTS: dict[str, Any] = {
    "name": "示例精密机械有限公司",
    "uscc": "91320594MA1X2Y3T4K",
    "industry": "C34",
    "province": "江苏",
    "employees": 80,
    "revenue_wan": "6000",
    "production": "discrete",
    "trimmed": ["product-service"],
}


@pytest.fixture(scope="session")
def content() -> Content:
    return current()


@pytest.fixture
def new_user(db: None) -> Callable[..., User]:
    def make(email: str, **fields: Any) -> User:
        return User.objects.create_user(email, PASSWORD, **fields)

    return make


@pytest.fixture
def owner(new_user: Callable[..., User]) -> User:
    return new_user("owner@firm.example", name="厂长")


@pytest.fixture
def firm(owner: User) -> Firm:
    return create_firm(by=owner, **FIRM_FACTS)


def _member(firm: Firm, user: User, role: str) -> User:
    Membership.objects.create(organisation=firm.organisation, user=user, role=role)
    return user


@pytest.fixture
def editor(firm: Firm, new_user: Callable[..., User]) -> User:
    return _member(firm, new_user("editor@firm.example"), Membership.Role.EDITOR)


@pytest.fixture
def viewer(firm: Firm, new_user: Callable[..., User]) -> User:
    return _member(firm, new_user("viewer@firm.example"), Membership.Role.VIEWER)


@pytest.fixture
def stranger(new_user: Callable[..., User]) -> User:
    return new_user("stranger@other.example")


@pytest.fixture
def foreign_firm(stranger: User) -> Firm:
    facts = {**FIRM_FACTS, "name": "别家电子有限公司", "uscc": "91440300MA5EXAMP6Y", "industry": "C39"}
    return create_firm(by=stranger, **facts)


@pytest.fixture
def consultant(firm: Firm, new_user: Callable[..., User]) -> User:
    user = new_user("consultant@advice.example", role=User.Role.CONSULTANT, is_staff=True)
    assign_consultant(organisation=firm.organisation, consultant=user, by=None)
    return user


@pytest.fixture
def unassigned_consultant(new_user: Callable[..., User]) -> User:
    return new_user("other-consultant@advice.example", role=User.Role.CONSULTANT, is_staff=True)


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_superuser("admin@site.example", PASSWORD)


@pytest.fixture
def draft(firm: Firm, owner: User) -> Assessment:
    return start_assessment(firm=firm, period=PERIOD, by=owner)


def answer_all(assessment: Assessment, **options: Any) -> None:
    """Answer every section through the service (see complete_answers for the options)."""
    content = current()
    answers = complete_answers(content, **options)
    for code, section in content.sections.items():
        own = {question: answers[question] for question in section.questions if question in answers}
        if own:
            record_answers(assessment=assessment, section=code, answers=own, version=0, by=None)


@pytest.fixture
def answered(draft: Assessment) -> Assessment:
    """A draft with every question answered that a firm at level 1 is asked."""
    answer_all(draft)
    return draft


@pytest.fixture
def submitted(answered: Assessment, owner: User) -> Assessment:
    submit_assessment(assessment=answered, by=owner)
    return answered


@pytest.fixture
def foreign_submitted(foreign_firm: Firm, stranger: User) -> Assessment:
    assessment = start_assessment(firm=foreign_firm, period=PERIOD, by=stranger)
    answer_all(assessment)
    submit_assessment(assessment=assessment, by=stranger)
    return assessment
