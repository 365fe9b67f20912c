"""The recommended measures by horizon, each with its reasons in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.model import Content, Measure
from reports.context.words import Reader, grouped, short

Json = Mapping[str, Any]
CARDS_PER_HORIZON = 6
"""So many measures of a horizon are told in full, the others in a table."""

MOST_NAMED = 3
FIRST_STEPS = 3


@dataclass(frozen=True)
class Advice:
    """One measure.

    Attributes:
        why: sentences, the strongest first.
        payback: "" when it does not pay back by itself.
    """

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
class Phase:
    """The measures of one horizon, in order of priority."""

    title: str
    anchor: str
    intro: str
    cards: tuple[Advice, ...]
    others: tuple[Advice, ...]


def phases_of(document: Json, content: Content, reader: Reader) -> tuple[Phase, ...]:
    """Put the roadmap's phases into words; a horizon without a measure is left out."""
    rows = {row["code"]: row for row in document["measures"]}
    teller = _Teller(content, reader, set(rows), document["size"])
    phases = []
    for phase in document["roadmap"]["phases"]:
        advices = [teller.advice(rows[code]) for code in phase["measures"]]
        if not advices:
            continue
        own = [rows[code] for code in phase["measures"]]
        phases.append(
            Phase(
                title=_("Months %(months)s") % {"months": reader.spread(*phase["months"].split("-"))},
                anchor=f"months-{phase['months']}",
                intro=_intro(own, reader),
                cards=tuple(advices[:CARDS_PER_HORIZON]),
                others=tuple(advices[CARDS_PER_HORIZON:]),
            )
        )
    return tuple(phases)


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

    def advice(self, row: Json) -> Advice:
        measure = self.content.measures[row["code"]]
        reader = self.reader
        return Advice(
            priority=row["priority"],
            title=reader.text(measure.title),
            what=reader.text(measure.what),
            why=reader.sentences(self._reasons(row, measure)),
            first_step=reader.text(measure.first_step),
            cost=reader.money(*row["cost_wan"]),
            staff_days=short(row["staff_days"]),
            payback=reader.spread(*row["payback_months"]) if row["payback_months"] else "",
            key_figure=reader.text(measure.key_figure),
            serves=self._serves(row),
        )

    def _sections(self, reasons: Sequence[Json]) -> list[str]:
        codes = dict.fromkeys(self.content.questions[reason["question"]].section for reason in reasons)
        return [self.reader.text(self.content.sections[code].title) for code in codes]

    def _serves(self, row: Json) -> str:
        below = [reason for reason in row["reasons"] if reason["reason"] == "below"]
        barriers = [reason for reason in row["reasons"] if reason["reason"] == "barrier"]
        return self.reader.listed(self._sections([*below, *barriers])[:MOST_NAMED])

    def _reasons(self, row: Json, measure: Measure) -> list[str]:
        reasons = row["reasons"]
        told = [
            self._below([reason for reason in reasons if reason["reason"] == "below"]),
            self._barriers([reason for reason in reasons if reason["reason"] == "barrier"]),
            self._before([reason for reason in reasons if reason["reason"] == "first_for"]),
            self._after(measure),
        ]
        return [sentence for sentence in told if sentence]

    def _below(self, reasons: Sequence[Json]) -> str:
        if not reasons:
            return ""
        facts = {"count": len(reasons), "names": self.reader.listed(self._sections(reasons)[:MOST_NAMED])}
        return (
            ngettext(
                "It closes a requirement that is not fully met, in %(names)s.",
                "It closes %(count)s requirements that are not fully met, in %(names)s.",
                len(reasons),
            )
            % facts
        )

    def _barriers(self, reasons: Sequence[Json]) -> str:
        if not reasons:
            return ""
        strongest = max(reasons, key=lambda reason: int(reason["answer"]))
        question = self.content.questions[strongest["question"]]
        label = next(choice.label for choice in question.choices if choice.value == strongest["answer"])
        text = self.reader.quoted(self.reader.text(question.text).rstrip("。."))
        effect = self.reader.text(label)
        facts = {"text": text, "effect": effect if self.reader.is_chinese else effect.lower(), "rest": len(reasons) - 1}
        if len(reasons) == 1:
            return _("It eases what holds the firm back: %(text)s (%(effect)s).") % facts
        return _("It eases what holds the firm back, first of all %(text)s (%(effect)s), and %(rest)s more.") % facts

    def _titles(self, codes: Sequence[str]) -> str:
        titles = [self.reader.quoted(self.reader.text(self.content.measures[code].title)) for code in codes]
        named = self.reader.listed(titles[:MOST_NAMED])
        if len(titles) > MOST_NAMED:
            return _("%(names)s and %(rest)s more") % {"names": named, "rest": len(titles) - MOST_NAMED}
        return named

    def _before(self, reasons: Sequence[Json]) -> str:
        if not reasons:
            return ""
        return _("Others build on it: %(titles)s.") % {"titles": self._titles([r["measure"] for r in reasons])}

    def _after(self, measure: Measure) -> str:
        first = [code for code in measure.prerequisites if code in self.advised]
        if not first:
            return ""
        return _("It comes after %(titles)s.") % {"titles": self._titles(first)}
