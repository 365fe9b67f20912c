"""Demo data for one machine: people, firms and assessments made from the example files, through the services."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from accounts.services import assign_consultant
from assessments.models import Assessment, Firm, ReferenceValue
from assessments.services import create_firm, record_answers, record_sheet, start_assessment, submit_assessment
from assessments.services.exchange import Exchange, check_exchange
from content.loader import current

EXAMPLES = Path(settings.BASE_DIR) / "docs" / "examples"
PASSWORD = "demo-factory-2025"  # noqa: S105  known to everybody; the production settings refuse this command
LEFT_OPEN = "barriers.afraid"
PEOPLE = {
    "manager@demo.example": ("machining-shop", User.Role.MEMBER, "张厂长"),
    "dyeing@demo.example": ("dye-house", User.Role.MEMBER, "李经理"),
    "electronics@demo.example": ("electronics-plant", User.Role.MEMBER, "王主管"),
    "consultant@demo.example": (None, User.Role.CONSULTANT, "陈顾问"),
    "admin@demo.example": (None, User.Role.ADMINISTRATOR, "管理员"),
}


class Command(BaseCommand):
    help = "Load the demo: three firms, their people, a consultant and an administrator. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        if not getattr(settings, "DEMO_ALLOWED", False):
            raise CommandError("demo people have a password everybody knows; these settings do not allow them")
        if not User.objects.filter(email__in=PEOPLE).exists():
            load()
        names = "  ".join(email for email in PEOPLE)
        self.stdout.write(f"Log in as {names}  (password {PASSWORD})")


@transaction.atomic
def load() -> None:
    """Create everybody and everything. The manager's current year lacks one section, so that it can be finished."""
    users = {
        email: User.objects.create_user(
            email,
            PASSWORD,
            name=name,
            role=role,
            is_staff=role != User.Role.MEMBER,
            is_superuser=role == User.Role.ADMINISTRATOR,
        )
        for email, (_example, role, name) in PEOPLE.items()
    }
    for email, (example, _role, _name) in PEOPLE.items():
        if example is None:
            continue
        exchange = check_exchange(json.loads((EXAMPLES / f"{example}.json").read_text(encoding="utf-8")))
        firm = create_firm(by=users[email], **exchange.firm)
        assign_consultant(
            organisation=firm.organisation, consultant=users["consultant@demo.example"], by=users["admin@demo.example"]
        )
        _assess(firm, exchange, users[email], leave_open=example == "machining-shop")


def _assess(firm: Firm, exchange: Exchange, by: User, *, leave_open: bool) -> None:
    assessment = start_assessment(firm=firm, period=exchange.period, by=by)
    for code, section in current().sections.items():
        own = {q: exchange.answers[q] for q in section.questions if q in exchange.answers}
        if own and not (leave_open and code == LEFT_OPEN):
            record_answers(assessment=assessment, section=code, answers=own, version=0, by=by)
    figures = {(row["year"], row["code"]): (str(row["value"]), row["unit"]) for row in exchange.activity}
    record_sheet(assessment=assessment, rows=figures, version=0, by=by)
    ReferenceValue.objects.bulk_create(ReferenceValue(assessment=assessment, **row) for row in exchange.references)
    if not leave_open:
        submit_assessment(assessment=Assessment.objects.get(pk=assessment.pk), by=by)
