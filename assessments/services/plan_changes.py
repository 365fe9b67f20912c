"""Reads what is to be changed of a plan. Each function notes what is wrong under the place it stands in."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import PHASES, Plan, PlanAction
from assessments.selectors import readings_of_result
from assessments.services import validation
from assessments.services.limits import days, flag, limit_fields, money, optional, stored_limits, target_text
from assessments.services.validation import Findings, Refused
from planning.errors import TargetNotUnderstood
from planning.targets import parse_target

TITLE_LENGTH = OWNER_LENGTH = 120


def plan_fields(plan: Plan, changes: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    """Return the columns of the plan itself that change, checked."""
    fields = stored_limits(limit_fields(changes, findings))
    if "title" in changes:
        fields["title"] = findings.take("title", validation.required_text, changes["title"], most=TITLE_LENGTH)
    if "target" in changes:
        fields["target"] = findings.take("target", lambda given: _target(plan, given), changes["target"])
    return fields


def _target(plan: Plan, given: Any) -> str:
    wanted = target_text(given)
    if not wanted:
        return wanted
    try:
        return parse_target(wanted, readings_of_result(plan.result)).text
    except TargetNotUnderstood as error:
        accepted = ", ".join(error.accepted)
        raise Refused("unknown-target", _("No such target; use %(accepted)s.") % {"accepted": accepted}) from error


def _status(given: Any) -> str:
    return validation.one_of(given, PlanAction.Status.values, example=PlanAction.Status.PLANNED)


def _phase(given: Any) -> int:
    return validation.whole_number(given, least=0, most=PHASES - 1)


ACTION_READERS: Mapping[str, Any] = {
    "note": validation.note,
    "phase": _phase,
    "owner": lambda given: validation.text(given, most=OWNER_LENGTH),
    "due": optional(validation.day),
    "budget_wan": optional(money),
    "staff_days": optional(days),
    "status": _status,
    "pinned": flag,
}


def refuse_unknown(given: Mapping[str, Any], fields: Collection[str], findings: Findings, prefix: str = "") -> None:
    known = ", ".join(fields)
    for field in given:
        if field not in fields:
            findings.add(
                f"{prefix}{str(field)[:60]}", "unknown-key", _("Unknown key; known are %(known)s.") % {"known": known}
            )


def _set_fields(row: PlanAction, given: Any, prefix: str, findings: Findings) -> None:
    """Put checked fields into a row; problems are named by `prefix` and the field."""
    if not isinstance(given, Mapping):
        findings.add(prefix.rstrip("."), "type", _("Write an object of field and value."))
        return
    refuse_unknown(given, [*ACTION_READERS, *(() if row.measure else ("title",))], findings, prefix)
    for field, read in ACTION_READERS.items():
        if field in given:
            setattr(row, field, findings.take(prefix + field, read, given[field]))
    if "title" in given and not row.measure:
        row.title = findings.take(prefix + "title", validation.required_text, given["title"], most=TITLE_LENGTH)
    if row.status == PlanAction.Status.DROPPED:
        row.pinned = False


def _row_called(rows: Mapping[int, PlanAction], given: Any) -> PlanAction | None:
    """The action of an id, which JSON writes as a text where it is a key."""
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 20:
        given = int(given)
    return rows.get(given) if isinstance(given, int) and not isinstance(given, bool) else None


def change_actions(rows: Mapping[int, PlanAction], given: Any, findings: Findings) -> None:
    """Put new values into the rows they are for.

    Args:
        rows: Every action of the plan by its id.
        given: Id -> field -> value.
    """
    if not isinstance(given, Mapping):
        findings.add("actions", "type", _("Write an object of id and fields."))
        return
    for key, fields in given.items():
        row = _row_called(rows, key)
        if row is None:
            findings.add(f"actions.{str(key)[:60]}", "unknown", _("The plan has no action with this id."))
        else:
            _set_fields(row, fields, f"actions.{row.pk}.", findings)


def removed_actions(rows: Mapping[int, PlanAction], given: Any, findings: Findings) -> list[int]:
    """Return the ids of own actions to be removed."""
    if not isinstance(given, (list, tuple)):
        findings.add("removed", "type", _("Write a list of ids."))
        return []
    found = []
    for place, key in enumerate(given):
        row = _row_called(rows, key)
        if row is None:
            findings.add(f"removed.{place}", "unknown", _("The plan has no action with this id."))
        elif row.measure:
            findings.add(f"removed.{place}", "measure", _("A measure is dropped, not removed, so that it stays out."))
        else:
            found.append(row.pk)
    return found


def added_actions(plan: Plan, rows: Mapping[int, PlanAction], given: Any, findings: Findings) -> list[PlanAction]:
    """Return new own actions, after all others; each has at least a title."""
    if not isinstance(given, (list, tuple)):
        findings.add("added", "type", _("Write a list of actions."))
        return []
    last = max((row.position for row in rows.values()), default=-1)
    found = []
    for place, fields in enumerate(given):
        row = PlanAction(plan=plan, phase=0, position=last + 1 + place)
        named = {"title": "", **fields} if isinstance(fields, Mapping) else fields
        _set_fields(row, named, f"added.{place}.", findings)
        found.append(row)
    return found
