"""Measures, cases and solutions that a consultant adds for one firm. Published content stays untouched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import may_advise
from accounts.services import record_audit
from assessments.errors import EntryWithdrawn, InvalidInput, NotAllowed
from assessments.models import Firm, FirmEntry
from assessments.services import validation
from assessments.services.validation import Findings, Refused
from content.loader import current
from scoring.model import ALLOWED, NOT_APPLICABLE

TITLE_LENGTH, CHECKED_BY_LENGTH, SOURCE_LENGTH = 120, 120, 200
MOST_ENTRIES = 200
"""Of one firm, withdrawn ones included."""

MOST_LIFTS = 30
"""Questions one measure may raise."""

MOST_COST_WAN = Decimal(100_000)
"""A billion yuan. What is larger is a slip, and with it no plan could be counted exactly."""

MOST_DAYS = Decimal(100_000)
MOST_MONTHS = Decimal(600)
KINDS_THAT_ARE_RAISED = ("requirement", "item", "gate")
LOWEST = ("0", "no", NOT_APPLICABLE)
"""Answers nothing is raised to."""


@transaction.atomic
def add_entry(*, firm: Firm, by: User | None, **fields: Any) -> FirmEntry:
    """Add an entry that people of this firm see beside the published ones.

    Args:
        firm: Whose it is.
        by: None when it comes in through a command.
        fields: Those of READERS; `kind`, `title` and `what` are needed, for a measure also what it raises or relieves,
            for a solution also until when it is valid and who checked it. Numbers and the day may be texts as typed.

    Raises:
        InvalidInput: lists every field that is wrong.
        NotAllowed: the person does not advise this firm.
    """
    _allow(by, firm)
    checked = _checked(fields, on=timezone.localdate())
    # The firm's row is the lock: two clicks at once do not both take the last place.
    Firm.objects.select_for_update().get(pk=firm.pk)
    if FirmEntry.objects.filter(firm=firm).count() >= MOST_ENTRIES:
        findings = Findings()
        findings.add("firm", "too-many", _("A firm keeps at most %(most)s entries.") % {"most": MOST_ENTRIES})
        raise InvalidInput(findings.problems)
    entry = FirmEntry.objects.create(firm=firm, author=by, **checked)
    _record("add firm entry", entry, by)
    return entry


@transaction.atomic
def change_entry(*, entry: FirmEntry, by: User | None, **fields: Any) -> FirmEntry:
    """Replace every field of an entry but its kind. Plans that hold it show and expect what it says now; their budgets
    and days stay.

    Raises:
        InvalidInput: lists every field that is wrong.
        NotAllowed: the person does not advise this firm.
        EntryWithdrawn: it was withdrawn.
    """
    _allow(by, entry.firm)
    kept = _locked(entry)
    if kept.withdrawn_at is not None:
        raise EntryWithdrawn
    for field, value in _checked({**fields, "kind": kept.kind}, on=timezone.localdate()).items():
        setattr(kept, field, value)
    kept.save()
    _record("change firm entry", kept, by)
    return kept


@transaction.atomic
def withdraw_entry(*, entry: FirmEntry, by: User | None) -> FirmEntry:
    """Take an entry out of the firm's library for good; a second time changes nothing.

    Raises:
        NotAllowed: the person does not advise this firm.
    """
    _allow(by, entry.firm)
    kept = _locked(entry)
    if kept.withdrawn_at is None:
        kept.withdrawn_at = timezone.now()
        kept.save(update_fields=["withdrawn_at"])
        _record("withdraw firm entry", kept, by)
    return kept


def _allow(by: User | None, firm: Firm) -> None:
    if by is not None and not may_advise(by, firm.organisation):
        raise NotAllowed


def _locked(entry: FirmEntry) -> FirmEntry:
    return FirmEntry.objects.select_for_update(of=("self",)).select_related("firm__organisation").get(pk=entry.pk)


def _record(verb: str, entry: FirmEntry, by: User | None) -> None:
    record_audit(
        organisation=entry.firm.organisation,
        actor=by,
        verb=verb,
        target=entry.title,
        details={"entry": entry.code},
    )


def _checked(given: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    findings = Findings()
    for name in given:
        if name not in READERS:
            findings.add(name, "unknown", _("There is no such field."))
    checked = {
        name: findings.take(name, read, blank if given.get(name) is None else given[name])
        for name, (read, blank) in READERS.items()
    }
    _bands(checked, findings)
    if checked["valid_until"] is not None and checked["valid_until"] < on:
        findings.add("valid_until", "out-of-range", _("This day has passed."))
    _needs_of_kind(checked, findings)
    if findings.problems:
        raise InvalidInput(findings.problems)
    return checked


def _bands(checked: Mapping[str, Any], findings: Findings) -> None:
    """The upper end of a band lies at or above the lower one, and a pay-back has both ends or none."""
    for low, high in (("cost_low", "cost_high"), ("payback_low", "payback_high")):
        ends = checked[low], checked[high]
        if None not in ends and ends[1] < ends[0]:
            findings.add(high, "out-of-range", _("The upper end is below the lower one."))
    if (checked["payback_low"] is None) is not (checked["payback_high"] is None):
        missing = "payback_low" if checked["payback_low"] is None else "payback_high"
        if not any(problem.path.startswith("payback") for problem in findings.problems):
            findings.add(missing, "required", _("Give both ends, or neither when it does not pay back by itself."))


def _needs_of_kind(checked: Mapping[str, Any], findings: Findings) -> None:
    """What one kind of entry cannot do without, and what only a measure has."""
    kind, wrong = checked["kind"], {problem.path.partition(".")[0] for problem in findings.problems}
    if kind == FirmEntry.Kind.MEASURE:
        if not checked["lifts"] and not checked["relieves"] and not wrong & {"lifts", "relieves"}:
            findings.add("lifts", "required", _("Say which answers it raises, or which barriers it relieves."))
    elif kind and checked["lifts"]:
        findings.add("lifts", "not-taken", _("Only a measure raises answers."))
    if kind == FirmEntry.Kind.SOLUTION:
        for name in ("valid_until", "checked_by"):
            if not checked[name] and name not in wrong:
                findings.add(name, "required", _("A solution needs the last day it is shown and who checked it."))


def _line(most: int, *, needed: bool = False) -> Callable[[Any], str]:
    def read(given: Any) -> str:
        return validation.required_text(given, most=most) if needed else validation.text(given, most=most)

    return read


def _needed_note(given: Any) -> str:
    value = validation.note(given)
    if not value:
        raise Refused("required", _("This field is needed."))
    return value


def _amount(most: Decimal, digits: int) -> Callable[[Any], Decimal]:
    """A number from 0 to `most` with so many decimals."""

    def read(given: Any) -> Decimal:
        value = validation.number(given)
        if value > most:
            raise Refused("out-of-range", _("At most %(most)s makes sense here.") % {"most": most})
        if value != round(value, digits):
            raise Refused(
                "number-too-precise", _("At most %(digits)s decimal places are kept here.") % {"digits": digits}
            )
        return value

    return read


def _none_for_blank(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def blank_or_read(given: Any) -> Any:
        return None if isinstance(given, str) and not given.strip() else read(given)

    return blank_or_read


def _zero_for_blank(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def zero_or_read(given: Any) -> Any:
        return Decimal(0) if isinstance(given, str) and not given.strip() else read(given)

    return zero_or_read


def _barriers(given: Any) -> list[str]:
    """Codes of barriers, each once, in the order of the question bank."""
    if not isinstance(given, (list, tuple)) or not all(isinstance(code, str) for code in given):
        raise Refused("type", _("Write a list of barriers."))
    known = [code for code, question in current().questions.items() if question.kind == "barrier"]
    for code in given:
        if code not in known:
            raise Refused("unknown", _("There is no barrier “%(code)s”.") % {"code": code[:60]})
    return [code for code in known if code in given]


def _lifts(given: Any) -> dict[str, str]:
    """Question -> the answer it is expected to reach, in the order of the question bank."""
    if not isinstance(given, dict):
        raise Refused("type", _("Write questions with the answers they reach."))
    if len(given) > MOST_LIFTS:
        raise Refused("too-many", _("At most %(most)s questions.") % {"most": MOST_LIFTS})
    questions = current().questions
    for code, answer in given.items():
        question = questions.get(code) if isinstance(code, str) else None
        if question is None or question.kind not in KINDS_THAT_ARE_RAISED:
            raise Refused(
                "unknown-question",
                _("“%(code)s” is no question whose answer a measure can raise.") % {"code": str(code)[:60]},
            )
        accepted = [value for value in ALLOWED[question.kind] if value not in LOWEST]
        if answer not in accepted:
            raise Refused(
                "answer-not-allowed",
                _("“%(code)s” can be raised to %(accepted)s.") % {"code": code, "accepted": ", ".join(accepted)},
            )
    return {code: given[code] for code in questions if code in given}


_COST, _DAYS, _MONTHS = _amount(MOST_COST_WAN, 4), _amount(MOST_DAYS, 2), _amount(MOST_MONTHS, 1)

READERS: Mapping[str, tuple[Callable[[Any], Any], Any]] = {
    "kind": (lambda given: validation.one_of(given, FirmEntry.Kind.values, example="measure"), ""),
    "title": (_line(TITLE_LENGTH, needed=True), ""),
    "what": (_needed_note, ""),
    "first_step": (validation.note, ""),
    "outcome": (validation.note, ""),
    "ask": (validation.note, ""),
    "relieves": (_barriers, ()),
    "lifts": (_lifts, {}),
    "cost_low": (_zero_for_blank(_COST), ""),
    "cost_high": (_zero_for_blank(_COST), ""),
    "staff_days": (_zero_for_blank(_DAYS), ""),
    "payback_low": (_none_for_blank(_MONTHS), ""),
    "payback_high": (_none_for_blank(_MONTHS), ""),
    "horizon": (
        lambda given: validation.one_of(given, FirmEntry.Horizon.values, example="0-6"),
        FirmEntry.Horizon.SHORT.value,
    ),
    "valid_until": (_none_for_blank(validation.day), ""),
    "checked_by": (_line(CHECKED_BY_LENGTH), ""),
    "source": (_line(SOURCE_LENGTH), ""),
}
"""Field -> how it is read, and what is read where it is left out."""
