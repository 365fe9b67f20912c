"""Why a measure is proposed, in sentences made from the reasons of a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.model import Content
from reports.context.words import Reader, significant

Json = Mapping[str, Any]
MOST_NAMED = 3
KINDS = ("below", "not_reached", "barrier", "effect", "first_for")


class Reasons:
    """Puts the reasons of one measure into sentences.

    Attributes:
        titles: code -> title of measures that the content does not have, such as a firm's own.
    """

    def __init__(self, content: Content, reader: Reader, titles: Mapping[str, str] | None = None):
        self.content, self.reader, self.titles = content, reader, titles or {}

    def sentences(self, reasons: Sequence[Json]) -> list[str]:
        """What it closes, meets early, eases, cuts and opens the way for, the strongest first.

        Args:
            reasons: rows whose `reason` is one of `KINDS`.

        Raises:
            KeyError: a reason of another kind.
        """
        by_kind: dict[str, list[Json]] = {kind: [] for kind in KINDS}
        for reason in reasons:
            by_kind[reason["reason"]].append(reason)
        told = [
            self._below(by_kind["below"]),
            self._not_reached(by_kind["not_reached"]),
            self._barriers(by_kind["barrier"]),
            *(self.cut(row) for row in by_kind["effect"]),
            self._before(by_kind["first_for"]),
        ]
        return [sentence for sentence in told if sentence]

    def brief(self, reasons: Sequence[Json]) -> str:
        """The same in a few words, such as "2 requirements in Data; eases 1 barrier; 3 others build on it".

        Args:
            reasons: rows whose `reason` is one of `KINDS`.

        Raises:
            KeyError: a reason of another kind.
        """
        of = {kind: [reason for reason in reasons if reason["reason"] == kind] for kind in KINDS}
        closed = [*of["below"], *of["not_reached"]]
        counts = {"count": len(closed), "names": self.reader.listed(self.sections(closed)[:MOST_NAMED])}
        told = [
            ngettext("%(count)s requirement in %(names)s", "%(count)s requirements in %(names)s", len(closed)) % counts
            if closed
            else "",
            _eases(len(of["barrier"])),
            *(f"{effect_name(row['effect'])} {cut_said(row, self.reader)}" for row in of["effect"]),
            _opens(len(of["first_for"])),
        ]
        return self.reader.several([part for part in told if part])

    def title(self, code: str) -> str:
        """The title of a measure."""
        return self.titles[code] if code in self.titles else self.reader.text(self.content.measures[code].title)

    def named(self, codes: Sequence[str]) -> str:
        """The titles of up to three measures, and how many more there are."""
        titles = [self.reader.quoted(self.title(code)) for code in codes]
        named = self.reader.listed(titles[:MOST_NAMED])
        if len(titles) > MOST_NAMED:
            return _("%(names)s and %(rest)s more") % {"names": named, "rest": len(titles) - MOST_NAMED}
        return named

    def question(self, code: str) -> str:
        """A question as it is quoted in a sentence."""
        return self.reader.quoted(self.reader.text(self.content.questions[code].text).rstrip("。."))

    def sections(self, reasons: Sequence[Json]) -> list[str]:
        """The titles of the sections the questions of some reasons stand in, each once."""
        codes = dict.fromkeys(self.content.questions[reason["question"]].section for reason in reasons)
        return [self.reader.text(self.content.sections[code].title) for code in codes]

    def cut(self, row: Json) -> str:
        """A cut row of a roadmap as a sentence."""
        facts = {"cut": cut_range(row, self.reader), "amount": cut_amount(row, self.reader)}
        if row["effect"] == "energy":
            said = _("It cuts the energy of the whole site by %(cut)s.") % facts
            amount = _("It cuts the energy of the whole site by %(cut)s, %(amount)s.") % facts
        else:
            said = _("It cuts the CO2 of the whole site by %(cut)s.") % facts
            amount = _("It cuts the CO2 of the whole site by %(cut)s, %(amount)s.") % facts
        return amount if facts["amount"] else said

    def _below(self, reasons: Sequence[Json]) -> str:
        if not reasons:
            return ""
        facts = {"count": len(reasons), "names": self.reader.listed(self.sections(reasons)[:MOST_NAMED])}
        return (
            ngettext(
                "It closes a requirement that is not fully met, in %(names)s.",
                "It closes %(count)s requirements that are not fully met, in %(names)s.",
                len(reasons),
            )
            % facts
        )

    def _not_reached(self, reasons: Sequence[Json]) -> str:
        if not reasons:
            return ""
        facts = {"count": len(reasons), "names": self.reader.listed(self.sections(reasons)[:MOST_NAMED])}
        return (
            ngettext(
                "It meets a requirement of a level that was not asked yet, in %(names)s.",
                "It meets %(count)s requirements of levels that were not asked yet, in %(names)s.",
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
        effect = self.reader.text(label)
        facts = {
            "text": self.question(strongest["question"]),
            "effect": effect if self.reader.is_chinese else effect.lower(),
            "rest": len(reasons) - 1,
        }
        if len(reasons) == 1:
            return _("It eases what holds the firm back: %(text)s (%(effect)s).") % facts
        return _("It eases what holds the firm back, first of all %(text)s (%(effect)s), and %(rest)s more.") % facts

    def _before(self, reasons: Sequence[Json]) -> str:
        if not reasons:
            return ""
        return _("Others build on it: %(titles)s.") % {"titles": self.named([reason["measure"] for reason in reasons])}


def _eases(count: int) -> str:
    if not count:
        return ""
    return ngettext("eases %(count)s barrier", "eases %(count)s barriers", count) % {"count": count}


def _opens(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(count)s other builds on it", "%(count)s others build on it", count) % {"count": count}


def effect_name(kind: str) -> str:
    """What a cut is a cut of: "energy" or "co2"."""
    return {"energy": _("Energy of the whole site"), "co2": _("CO2 of the whole site")}[kind]


def cut_range(row: Json, reader: Reader) -> str:
    """The percent of a cut row: "2–5 %"."""
    return f"{reader.spread(significant(row['low']), significant(row['high']))} %"


def cut_said(row: Json, reader: Reader) -> str:
    """A cut row as a fall: "2–5 % less"; a sign before a range would seem to belong to its first number only."""
    return _("%(range)s less") % {"range": cut_range(row, reader)}


def cut_amount(row: Json, reader: Reader) -> str:
    """What a cut row is of a year's amount: "1.2–3 tce of 2025"; "" where no amount is known."""
    amount = row.get("amount")
    if not amount:
        return ""
    return _("%(range)s %(unit)s of %(year)s") % {
        "range": reader.spread(significant(amount["low"]), significant(amount["high"])),
        "unit": reader.unit(amount["unit"]),
        "year": amount["year"],
    }
