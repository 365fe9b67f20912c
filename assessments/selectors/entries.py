"""What consultants added for one firm: who sees it, and what of it holds on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from accounts.models import User
from assessments.models import Firm, FirmEntry
from assessments.selectors.access import firms_visible_to
from content.loader import current
from content.model import ALL_SECTORS, SIZES, Measure, SourceRef
from scoring.model import Names

OWN = "OWN-"
"""Codes of entries of firms begin so; codes of published content never do."""

OWN_SOURCE = "tool-own"
NO_PILLAR = ""
MOST_DIGITS = 18
"""Of a row's number; more would not fit the database's integers."""


def entries_visible_to(user: User) -> QuerySet[FirmEntry]:
    """Entries of every firm the user sees, withdrawn and expired ones included."""
    return FirmEntry.objects.filter(firm__in=firms_visible_to(user)).select_related("firm__organisation", "author")


def entries_in_force(on: date) -> Q:
    """What is neither withdrawn nor expired on a day; the last day included."""
    return Q(withdrawn_at=None) & (Q(valid_until=None) | Q(valid_until__gte=on))


def firm_entries(firm: Firm, on: date) -> QuerySet[FirmEntry]:
    """Entries of a firm that hold on a day, by kind, oldest first."""
    return FirmEntry.objects.filter(entries_in_force(on), firm=firm).order_by("kind", "pk")


def firms_with_entries(user: User, on: date) -> QuerySet[Firm]:
    """Firms the user sees that have entries on a day."""
    held = FirmEntry.objects.filter(entries_in_force(on)).values("firm")
    return firms_visible_to(user).filter(pk__in=held).order_by("organisation__name", "pk")


def entry_of_code(user: User, code: str) -> FirmEntry | None:
    """The entry with a code such as "OWN-M-12"; None where there is none the user sees."""
    _kind, _dash, number = code.removeprefix(OWN).partition("-")
    if not code.startswith(OWN) or not (number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS):
        return None
    found = entries_visible_to(user).filter(pk=int(number)).first()
    return found if found is not None and found.code == code else None


def firm_measures(firm: Firm, on: date) -> dict[str, Measure]:
    """The firm's own measures that hold on a day, by code, in the shape of the published ones."""
    return {entry.code: measure_of_entry(entry) for entry in firm_entries(firm, on).filter(kind=FirmEntry.Kind.MEASURE)}


def measure_of_entry(entry: FirmEntry) -> Measure:
    """An entry as a measure of every trade and size, since it is offered to its own firm only.

    It is advised for every answer below the one it raises to, and written in one language, shown in both.
    """
    known = current().questions
    lifts = {code: answer for code, answer in entry.lifts.items() if code in known}
    payback = (
        (Decimal(entry.payback_low), Decimal(entry.payback_high))
        if entry.payback_low is not None and entry.payback_high is not None
        else ()
    )
    return Measure(
        code=entry.code,
        title=_in_both(entry.title),
        what=_in_both(entry.what),
        first_step=_in_both(entry.first_step),
        fixes=lifts,
        relieves=tuple(code for code in entry.relieves if code in known),
        lifts=lifts,
        prerequisites=(),
        cost_wan=dict.fromkeys(SIZES, (entry.cost_low, entry.cost_high)),
        staff_days=dict.fromkeys(SIZES, entry.staff_days),
        payback_months=payback,
        effects=(),
        horizon=entry.horizon,
        pillar=NO_PILLAR,
        sectors=(ALL_SECTORS,),
        sizes=SIZES,
        key_figure=_in_both(""),
        source=SourceRef(OWN_SOURCE, _in_both(entry.source), "own"),
    )


def _in_both(text: str) -> Names:
    return {"zh-hans": text, "en": text}
