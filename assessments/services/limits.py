"""Reads what may be spent on a plan, and says in words what planning refuses."""

import logging
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from assessments.errors import InvalidInput, Problem
from assessments.services import validation
from assessments.services.validation import Findings, Refused
from planning.errors import (
    LimitNotUsable,
    PinNotPossible,
    PlanningError,
    TargetNotUnderstood,
    UnknownDrop,
    UnknownMeasure,
)
from planning.limits import NO_LIMITS, Limits
from scoring.exact import text_of

logger = logging.getLogger(__name__)

MOST_WAN = Decimal(10) ** 10
MOST_DAYS = Decimal(100_000)
TARGET_LENGTH = 120
LIMIT_FIELDS = ("budget_wan", "phase_wan", "phase_days", "carried")


def money(given: Any) -> Decimal:
    """An amount in 10,000 yuan: 0 or more, at most four decimal places, so whole yuan."""
    value = validation.number(given)
    if value > MOST_WAN:
        raise Refused("out-of-range", _("The amount is in 10,000 yuan; this is too large. Check the unit."))
    if value != round(value, 4):
        raise Refused("number-too-precise", _("At most 4 decimal places are kept."))
    return value


def days(given: Any) -> Decimal:
    """Days of the firm's own people: 0 or more, at most two decimal places."""
    value = validation.number(given)
    if value > MOST_DAYS:
        raise Refused("out-of-range", _("Write at most %(most)s days.") % {"most": MOST_DAYS})
    if value != round(value, 2):
        raise Refused("number-too-precise", _("At most 2 decimal places are kept."))
    return value


def optional(read: Any) -> Any:
    """Return a reader that takes a blank for None."""
    return lambda given: None if given is None or (isinstance(given, str) and not given.strip()) else read(given)


def flag(given: Any) -> bool:
    if not isinstance(given, bool):
        raise Refused("type", _("Write true or false."))
    return given


def limit_fields(given: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    """Check those of budget_wan, phase_wan, phase_days and carried that are given.

    Args:
        given: Field -> as it came in; phases as a list of three, null or blank where there is no limit.
        findings: Takes what is wrong, under the field's name and the number of the phase, such as phase_wan.0.

    Returns:
        Field -> Decimal or None, tuple of three of them, or bool.
    """
    checked: dict[str, Any] = {}
    if "budget_wan" in given:
        checked["budget_wan"] = findings.take("budget_wan", optional(money), given["budget_wan"])
    for field, read in (("phase_wan", money), ("phase_days", days)):
        if field in given:
            checked[field] = _by_phase(field, given[field], read, findings)
    if "carried" in given:
        checked["carried"] = findings.take("carried", flag, given["carried"])
    return checked


def _by_phase(field: str, given: Any, read: Any, findings: Findings) -> tuple[Decimal | None, ...]:
    if given is None:
        return NO_LIMITS
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) != len(NO_LIMITS):
        findings.add(field, "form", _("Write a list of three: one for each phase, null where there is no limit."))
        return NO_LIMITS
    return tuple(findings.take(f"{field}.{phase}", optional(read), one) for phase, one in enumerate(given))


def limits_of(given: Mapping[str, Any]) -> Limits:
    """Return the limits a form or a body asks for; a field left out is no limit.

    Raises:
        InvalidInput: names every field that is wrong.
    """
    findings = Findings()
    checked = limit_fields(given, findings)
    if findings.problems:
        raise InvalidInput(findings.problems)
    return Limits(
        total_wan=checked.get("budget_wan"),
        phase_wan=checked.get("phase_wan", NO_LIMITS),
        phase_days=checked.get("phase_days", NO_LIMITS),
        carried=checked.get("carried", False),
    )


def stored_limits(limits: Mapping[str, Any]) -> dict[str, Any]:
    """Limits as the columns hold them: those by phase as decimal texts."""
    return {
        field: [None if limit is None else text_of(Fraction(limit)) for limit in value]
        if field.startswith("phase_")
        else value
        for field, value in limits.items()
    }


def target_text(given: Any) -> str:
    return validation.text(given, most=TARGET_LENGTH)


def planning_problem(error: PlanningError) -> Problem:
    """What a person reads when planning refuses, with the field it is about; "" for the request as a whole."""
    if isinstance(error, TargetNotUnderstood):
        accepted = ", ".join(error.accepted)
        return Problem("target", "unknown-target", _("No such target; use %(accepted)s.") % {"accepted": accepted})
    if isinstance(error, UnknownMeasure):
        field = "dropped" if isinstance(error, UnknownDrop) else "measures"
        return Problem(field, "unknown-measure", _("No measure has the code %(code)s.") % {"code": error.code[:60]})
    if isinstance(error, PinNotPossible):
        message = _(
            "%(code)s cannot be planned: it is done already, dropped, does not fit the firm, or needs one that is."
        )
        return Problem("pinned", "pin-not-possible", message % {"code": error.code[:60]})
    if isinstance(error, LimitNotUsable):
        field = "budget_wan" if error.name == "total_wan" else error.name
        return Problem(field, "limit-not-usable", _("A limit is a number of 0 or more."))
    # The others mean a bug or bad content: a person can only try something else, somebody has to look at it.
    logger.error("planning ended without an answer: %s", error)
    return Problem("", "no-plan", _("No plan could be proven best. Choose another target or fewer limits."))
