"""Firms: created by their owner, or by a file."""

from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.selectors import may_manage
from accounts.services import create_organisation, record_audit
from assessments.errors import InvalidInput, NotAllowed
from assessments.models import Firm
from assessments.services.validation import Findings, firm_facts


@transaction.atomic
def create_firm(*, by: User | None, **facts: Any) -> Firm:
    """Create a firm and its tenant; `by` becomes the owner.

    Args:
        by: None when the firm comes in through a command.
        facts: name, uscc, industry, province, employees, revenue_wan, production, trimmed.

    Raises:
        InvalidInput: lists every field that is wrong.
    """
    checked = _checked(facts)
    organisation = create_organisation(name=checked.pop("name"), owner=by)
    firm = Firm(organisation=organisation, **checked)
    firm.full_clean()
    firm.save()
    return firm


@transaction.atomic
def update_firm(*, firm: Firm, by: User | None, **facts: Any) -> Firm:
    """Replace the facts of a firm. Finished results keep the facts they were computed from.

    Raises:
        InvalidInput: lists every field that is wrong.
        NotAllowed: `by` does not own the firm.
    """
    if by is not None and not may_manage(by, firm.organisation):
        raise NotAllowed
    checked = _checked(facts)
    firm.organisation.name = checked.pop("name")
    firm.organisation.save(update_fields=["name"])
    for field, value in checked.items():
        setattr(firm, field, value)
    firm.full_clean()
    firm.save()
    record_audit(organisation=firm.organisation, actor=by, verb="update firm", target=firm.name)
    return firm


def _checked(facts: dict[str, Any]) -> dict[str, Any]:
    findings = Findings()
    checked = firm_facts(facts, findings)
    if findings.problems:
        raise InvalidInput(findings.problems)
    return checked
