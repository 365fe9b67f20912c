"""What a roadmap aims at, and why it cannot be reached, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.selectors import BARRIERS, GREEN, LADDER, MECHANISMS, PATH, STANDARD
from content.model import Content
from planning.targets import EFFECT, LEVEL, MOST, SEVERITY, TIER
from reports.context.reasons import MOST_NAMED, Reasons, effect_name
from reports.context.words import Reader, number, percent, short, significant
from scoring.model import LadderReading, PointsReading, Reading

Json = Mapping[str, Any]


def reading_name(reading: Reading, reader: Reader) -> str:
    """The short name of a reading, as in the tiles of the result."""
    names = {
        LADDER: _("Capability"),
        GREEN: _("Green factory"),
        BARRIERS: _("Barriers"),
        PATH: _("Path of transformation"),
        STANDARD: _("Standard in force"),
        MECHANISMS: _("Mechanisms"),
    }
    return names.get(reading.key) or reader.text(reading.title)


def level_name(reading: LadderReading, code: str, reader: Reader) -> str:
    """A level of a ladder: with its number where the reading counts levels, else its name alone."""
    name = reader.text(next((level.name for level in reading.levels if level.code == code), reading.below))
    return reader.level(code, name) if reading.key == LADDER else name


def tier_name(reading: PointsReading, code: str, reader: Reader) -> str:
    """A tier of a points reading."""
    return reader.text(next(tier.name for tier in reading.tiers if tier.code == code))


def target_said(target: Json, content: Content, reader: Reader) -> str:
    """What a roadmap aims at, such as "Capability: Level 2, Standardised or higher".

    Args:
        target: the `target` of roadmap/1, or an object with its `kind`, `reading`, `node` and `wanted`.
    """
    kind, wanted = target["kind"], target["wanted"]
    if kind == EFFECT:
        # An effect has no reading; its text is its kind and the change, such as "energy:-10".
        name = effect_name(target["text"].partition(":")[0])
        return _("%(what)s: at least %(cut)s %% less") % {"what": name, "cut": significant(-Decimal(wanted))}
    reading = content.readings[target["reading"]]
    what = reading_name(reading, reader)
    if target["node"]:
        node = next(node for node in reading.nodes if node.code == target["node"])
        facts = {"part": reader.text(node.title), "whole": what}
        what = _("%(part)s (%(whole)s)") % facts
    if kind == MOST:
        if reading.key == BARRIERS:
            return _("%(what)s: as few as the means allow") % {"what": what}
        return _("%(what)s: as far as the means allow") % {"what": what}
    if kind == SEVERITY:
        return _("%(what)s: severity below %(wanted)s of 100") % {"what": what, "wanted": short(wanted, 2)}
    if kind == TIER and isinstance(reading, PointsReading):
        return _("%(what)s: %(step)s or higher") % {"what": what, "step": tier_name(reading, wanted, reader)}
    if kind == LEVEL and isinstance(reading, LadderReading):
        return _("%(what)s: %(step)s or higher") % {"what": what, "step": level_name(reading, wanted, reader)}
    raise KeyError(kind)


def nearest_said(target: Json, content: Content, reader: Reader) -> str:
    """The nearest target that can be reached, with its price; "" where there is none."""
    near = target["nearest"]
    if near is None:
        return ""
    return _("The nearest that can be reached is %(target)s, for about %(cost)s.") % {
        "target": reader.quoted(target_said({**target, **near}, content, reader)),
        "cost": money_said(near["cost_wan"], reader),
    }


def money_said(wan: str, reader: Reader) -> str:
    """One sum, given in 万元."""
    return reader.money(short(wan, 2), short(wan, 2))


def reason_said(reason: Json, content: Content, reader: Reader) -> str:
    """Why a target cannot be reached, or why a measure is proposed, as one sentence or two.

    Args:
        reason: `target.reason` of roadmap/1, or one row of the `why` or `reasons` of a measure.

    Raises:
        KeyError: a reason planning does not give.
    """
    teller = _Obstacles(content, reader)
    tellers = {
        "no-measure": teller.no_measure,
        "indicator": teller.indicator,
        "no-effect": teller.no_effect,
        "money": teller.limits,
        "staff": teller.limits,
        "money-or-staff": teller.limits,
        "money-and-staff": teller.limits,
        "incomplete": teller.incomplete,
        "not-assessed": teller.not_assessed,
    }
    if reason["reason"] in tellers:
        return tellers[reason["reason"]](reason)
    return reader.sentences(Reasons(content, reader).sentences([reason]))


class _Obstacles:
    """Tells what stands between a firm and a target."""

    def __init__(self, content: Content, reader: Reader):
        self.content, self.reader = content, reader
        self.reasons = Reasons(content, reader)

    def no_measure(self, reason: Json) -> str:
        told = {
            "level": self._level,
            "score": self._score,
            "severity": self._severity,
            "effect": self._effect,
            "gates": self._requirement,
            "musts": self._requirement,
        }[reason["condition"]](reason)
        named = reason["condition"] in ("gates", "musts")
        return self.reader.sentences((told, "" if named else self._unhelped(reason["questions"])))

    def _level(self, reason: Json) -> str:
        possible = Decimal(reason["has"]) + Decimal(reason["gain_possible"])
        return _(
            "Not even all measures that fit reach it: of the requirements of level %(level)s they bring %(possible)s, "
            "and %(needs)s are needed."
        ) % {"level": reason["level"], "possible": percent(possible), "needs": percent(reason["needs"])}

    def _score(self, reason: Json) -> str:
        possible = Decimal(reason["has"]) + Decimal(reason["gain_possible"])
        return _(
            "Not even all measures that fit reach it: the score gets to %(possible)s, and %(needs)s are needed."
        ) % {"possible": number(possible), "needs": number(reason["needs"])}

    def _severity(self, reason: Json) -> str:
        possible = Decimal(reason["has"]) - Decimal(reason["gain_possible"])
        return _(
            "Not even all measures that fit reach it: the severity falls to %(possible)s, and it should be below "
            "%(needs)s."
        ) % {"possible": number(possible), "needs": short(reason["needs"], 2)}

    def _effect(self, reason: Json) -> str:
        return _(
            "Not even all measures that fit reach it: together they cut %(possible)s %%, and %(needs)s %% are wanted."
        ) % {
            "possible": significant(reason["gain_possible"]),
            "needs": significant(reason["needs"]),
        }

    def _requirement(self, reason: Json) -> str:
        facts = {"question": self.reasons.question(reason["question"])}
        if reason["condition"] == "gates":
            return _("A basic requirement is not met, and no measure meets it by itself: %(question)s.") % facts
        return _("An obligatory requirement is not met, and no measure that fits meets it: %(question)s.") % facts

    def _unhelped(self, codes: Sequence[str]) -> str:
        if not codes:
            return ""
        said = ngettext(
            "No measure that fits changes the answer to %(names)s.",
            "No measure that fits changes the answers to %(count)s questions, such as %(names)s.",
            len(codes),
        )
        return said % {"count": len(codes), "names": self._quoted(codes)}

    def _quoted(self, codes: Sequence[str]) -> str:
        return self.reader.listed([self.reasons.question(code) for code in codes[:MOST_NAMED]])

    def indicator(self, reason: Json) -> str:
        facts = {"name": self.reader.quoted(self._indicator_title(reason["indicator"]))}
        if reason["needs"] is None:
            return _("It asks for the figure %(name)s beside a reference, and no reference is given.") % facts
        if reason["has"] is None:
            return _("It asks for the figure %(name)s, which cannot be worked out from the amounts given.") % facts
        facts |= {"has": significant(reason["has"]), "needs": significant(reason["needs"])}
        said = _(
            "It asks for the figure %(name)s to reach %(needs)s; it is %(has)s, and no measure is known to change it "
            "by a certain amount."
        )
        return said % facts

    def _indicator_title(self, code: str) -> str:
        points = (reading for reading in self.content.readings.values() if isinstance(reading, PointsReading))
        found = next(row for reading in points for row in reading.indicators if row.code == code)
        return self.reader.text(found.title)

    def no_effect(self, reason: Json) -> str:
        return _("No measure that is still to be done has an effect on this that is known in figures: %(what)s.") % {
            "what": effect_name(reason["effect"])
        }

    def limits(self, reason: Json) -> str:
        told = {
            "money": _("The money is not enough."),
            "staff": _("The firm's own staff-days are not enough."),
            "money-or-staff": _("Money and staff-days are too little together; more of either would be enough."),
            "money-and-staff": _("Both the money and the staff-days are too little."),
        }[reason["reason"]]
        needs = _(
            "The cheapest way takes about %(cost)s, with %(first)s, %(second)s and %(third)s staff-days in the three "
            "phases."
        ) % {
            "cost": money_said(reason["needs_wan"], self.reader),
            **dict(zip(("first", "second", "third"), (short(days) for days in reason["needs_days"]), strict=True)),
        }
        return self.reader.sentences((told, needs))

    def incomplete(self, reason: Json) -> str:
        codes = reason["questions"]
        said = ngettext(
            "One question must be answered first: %(names)s.",
            "%(count)s questions must be answered first, such as %(names)s.",
            len(codes),
        )
        return said % {"count": len(codes), "names": self._quoted(codes)}

    def not_assessed(self, reason: Json) -> str:
        if "highest" not in reason or reason["highest"] == "0":
            return _("Nothing of it applies to the firm, so there is nothing to reach.")
        return _("Nothing is asked at this level; the highest with requirements is level %(level)s.") % {
            "level": reason["highest"]
        }
