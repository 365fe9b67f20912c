"""The recommended measures by horizon, each with its reasons in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.model import ALL_SECTORS, HORIZONS, Content, Measure
from reports.context.reasons import MOST_NAMED, Reasons
from reports.context.words import Reader, grouped, short

Json = Mapping[str, Any]
CARDS_PER_HORIZON = 3
"""So many measures of a horizon are told in full, the others in a table."""

FIRST_STEPS = 3


@dataclass(frozen=True)
class Advice:
    """One measure.

    Attributes:
        why: sentences, the strongest first.
        payback: "" when it does not pay back by itself.
    """

    code: str
    priority: int
    title: str
    what: str
    why: str
    first_step: str
    cost: str
    staff_days: str
    payback: str
    key_figure: str
    serves: str


@dataclass(frozen=True)
class Beyond:
    """A measure that only the roadmap takes: what it is, how to begin, and what it takes."""

    title: str
    what: str
    first_step: str
    cost: str
    staff_days: str


@dataclass(frozen=True)
class Phase:
    """The measures of one horizon: those told in full and the others, each in order of priority."""

    title: str
    anchor: str
    intro: str
    cards: tuple[Advice, ...]
    others: tuple[Advice, ...]

    @property
    def all(self) -> tuple[Advice, ...]:
        """Both in one row, in order of priority."""
        return tuple(sorted((*self.cards, *self.others), key=lambda advice: advice.priority))


def phases_of(document: Json, content: Content, reader: Reader) -> tuple[Phase, ...]:
    """Put the advised measures into words by horizon; a horizon without a measure is left out."""
    teller = _Teller(content, reader, {row["code"] for row in document["measures"]}, document["size"])
    phases = []
    for months, own in _by_months(document):
        advices = [teller.advice(row) for row in own]
        full = _told_in_full(own, content)
        phases.append(
            Phase(
                title=_("Months %(months)s") % {"months": reader.spread(*months.split("-"))},
                anchor=f"months-{months}",
                intro=_intro(own, reader),
                cards=tuple(advice for advice in advices if advice.code in full),
                others=tuple(advice for advice in advices if advice.code not in full),
            )
        )
    return tuple(phases)


def beyond_of(document: Json, content: Content, reader: Reader) -> tuple[Beyond, ...]:
    """Return the measures of the roadmap that are not among the advised ones, in the roadmap's order.

    Advised is what closes a gap at the next level or eases a barrier; a roadmap also takes what its target needs.
    """
    advised = {row["code"] for row in document["measures"]}
    rows = [row for phase in document["roadmap"]["phases"] for row in phase["measures"]]
    return tuple(
        _beyond(content.measures[row["code"]], document["size"], reader) for row in rows if row["code"] not in advised
    )


def _beyond(measure: Measure, size: str, reader: Reader) -> Beyond:
    low, high = (short(bound, 2) for bound in measure.cost_wan[size])
    return Beyond(
        title=reader.text(measure.title),
        what=reader.text(measure.what),
        first_step=reader.text(measure.first_step),
        cost=reader.money(low, high),
        staff_days=short(measure.staff_days[size]),
    )


def _by_months(document: Json) -> Iterable[tuple[str, list[Json]]]:
    """Each horizon that has measures, with their rows in order of priority."""
    rows = document["measures"]
    # Results of earlier rules say it in their roadmap, which held every advised measure then.
    earlier: dict[str, str] = {}
    if any("months" not in row for row in rows):
        earlier = {code: phase["months"] for phase in document["roadmap"]["phases"] for code in phase["measures"]}
    for months in HORIZONS:
        own = [row for row in rows if (row.get("months") or earlier[row["code"]]) == months]
        if own:
            yield months, own


def _told_in_full(rows: Sequence[Json], content: Content) -> set[str]:
    """The codes of what stands first: made for the firm's trade before made for all, then by priority."""
    first = sorted(rows, key=lambda row: content.measures[row["code"]].sectors == (ALL_SECTORS,))
    return {row["code"] for row in first[:CARDS_PER_HORIZON]}


def first_steps(phases: Sequence[Phase]) -> tuple[Advice, ...]:
    """The first measures to take in hand: the most worthwhile of the nearest horizon."""
    return tuple(advice for phase in phases for advice in phase.cards)[:FIRST_STEPS]


def _intro(rows: Sequence[Json], reader: Reader) -> str:
    low, high = (sum((Decimal(row["cost_wan"][end]) for row in rows), Decimal(0)) for end in (0, 1))
    days = sum((Decimal(row["staff_days"]) for row in rows), Decimal(0))
    count = ngettext("%(count)s measure fits here.", "%(count)s measures fit here.", len(rows)) % {"count": len(rows)}
    total = _("All of them together would cost about %(cost)s and %(days)s staff-days; choose from the top.") % {
        "cost": reader.money(short(low, 2), short(high, 2)),
        "days": grouped(days),
    }
    return reader.sentences((count, total if len(rows) > 1 else ""))


class _Teller:
    """Tells why a measure is advised."""

    def __init__(self, content: Content, reader: Reader, advised: set[str], size: str):
        self.content, self.reader, self.advised, self.size = content, reader, advised, size
        self.reasons = Reasons(content, reader)

    def advice(self, row: Json) -> Advice:
        measure = self.content.measures[row["code"]]
        reader = self.reader
        return Advice(
            code=row["code"],
            priority=row["priority"],
            title=reader.text(measure.title),
            what=reader.text(measure.what),
            why=reader.sentences([*self.reasons.sentences(row["reasons"]), self._after(measure)]),
            first_step=reader.text(measure.first_step),
            cost=reader.money(*row["cost_wan"]),
            staff_days=short(row["staff_days"]),
            payback=reader.spread(*row["payback_months"]) if row["payback_months"] else "",
            key_figure=reader.text(measure.key_figure),
            serves=self._serves(row),
        )

    def _serves(self, row: Json) -> str:
        fixes = [reason for kind in ("below", "barrier") for reason in row["reasons"] if reason["reason"] == kind]
        return self.reader.listed(self.reasons.sections(fixes)[:MOST_NAMED])

    def _after(self, measure: Measure) -> str:
        first = [code for code in measure.prerequisites if code in self.advised]
        if not first:
            return ""
        return _("It comes after %(titles)s.") % {"titles": self.reasons.named(first)}
