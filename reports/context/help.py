"""From barriers to help: what eases each barrier that counts, with the reason why it is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.help import Case, CaseFigure, Solution, Support
from content.model import Content
from reports.context.reasons import MOST_NAMED, Reasons
from reports.context.words import Reader, mark_of

Json = Mapping[str, Any]
MOST_BARRIERS, MOST_CASES, MOST_SOLUTIONS, MOST_SUPPORTS = 6, 3, 5, 4
"""So many of each kind are told where there is little room."""


@dataclass(frozen=True)
class HelpMeasure:
    code: str
    title: str
    why: str


@dataclass(frozen=True)
class HelpCase:
    """Who did it before.

    Attributes:
        kind: whether a paper tells it or it is typical practice.
        done, outcome: what was done and what came of it; `told` is both in one run.
    """

    code: str
    title: str
    kind: str
    mark: str
    done: str
    outcome: str
    told: str
    figures: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class HelpSolution:
    """A class of things to buy, without vendors. `ask` are questions to put to a supplier."""

    code: str
    title: str
    what: str
    beware: str
    ask: tuple[str, ...]
    valid_until: str
    why: str


@dataclass(frozen=True)
class HelpSupport:
    """A way to be paid, lent, taught or advised; `form` names which of these."""

    code: str
    title: str
    form: str
    what: str
    first_step: str
    valid_until: str
    why: str


Item = TypeVar("Item", HelpCase, HelpSolution, HelpSupport)


@dataclass(frozen=True)
class BarrierHelp:
    """What eases one barrier.

    Attributes:
        code: of the barrier's question.
        text: the barrier as it was asked about.
        severity: the firm's answer in words.
        measures, cases, solutions, supports: the most fitting first.
        measures_said, others_said: the first of them in a line each; "–" where there is none.
    """

    code: str
    text: str
    severity: str
    measures: tuple[HelpMeasure, ...]
    cases: tuple[HelpCase, ...]
    solutions: tuple[HelpSolution, ...]
    supports: tuple[HelpSupport, ...]

    measures_said: str = ""
    others_said: str = ""

    @property
    def nothing_fits(self) -> bool:
        return not (self.measures or self.cases or self.solutions or self.supports)


@dataclass(frozen=True)
class Help:
    """The help of a result: barrier by barrier, and the most fitting of each kind once, for a page with little room."""

    barriers: tuple[BarrierHelp, ...]

    @property
    def first(self) -> tuple[BarrierHelp, ...]:
        return self.barriers[:MOST_BARRIERS]

    @property
    def lead(self) -> str:
        """How many barriers count, and how many of them are told where there is little room."""
        count = len(self.barriers)
        said = ngettext(
            "%(count)s barrier holds the firm back noticeably.",
            "%(count)s barriers hold the firm back noticeably.",
            count,
        ) % {"count": count}
        if count > MOST_BARRIERS:
            said = _("%(said)s The %(most)s heaviest stand here.") % {"said": said, "most": MOST_BARRIERS}
        return said

    @property
    def cases(self) -> tuple[HelpCase, ...]:
        return _each_once([barrier.cases for barrier in self.barriers], MOST_CASES)

    @property
    def solutions(self) -> tuple[HelpSolution, ...]:
        return _each_once([barrier.solutions for barrier in self.barriers], MOST_SOLUTIONS)

    @property
    def supports(self) -> tuple[HelpSupport, ...]:
        return _each_once([barrier.supports for barrier in self.barriers], MOST_SUPPORTS)


def _each_once(lists: Sequence[Sequence[Item]], most: int) -> tuple[Item, ...]:
    """The first of every list, then the second of every list and so on, each item once."""
    found = {item.code: item for row in zip_longest(*lists) for item in row if item is not None}
    return tuple(found.values())[:most]


def help_of(rows: Sequence[Json], content: Content, reader: Reader, on: date | None) -> tuple[BarrierHelp, ...]:
    """Put the help of a result into words, the worst barrier first.

    Args:
        rows: the `help` of a result.
        content: The names.
        reader: The language, which must be the active one.
        on: The day it is read: what is no longer valid then is left out. None leaves nothing out.
    """
    teller = _Teller(content, reader, on)
    return tuple(teller.barrier(row) for row in rows)


class _Teller:
    def __init__(self, content: Content, reader: Reader, on: date | None):
        self.content, self.reader, self.on = content, reader, on
        self.reasons = Reasons(content, reader)

    def barrier(self, row: Json) -> BarrierHelp:
        content, text = self.content, self.reader.text
        question = content.questions[row["barrier"]]
        solutions = [(content.solutions[each["code"]], self.why(each["reasons"])) for each in row["solutions"]]
        supports = [(content.supports[each["code"]], self.why(each["reasons"])) for each in row["supports"]]
        named = BarrierHelp(
            code=row["barrier"],
            text=text(question.text),
            severity=text(next(choice.label for choice in question.choices if choice.value == row["answer"])),
            measures=tuple(
                HelpMeasure(each["code"], self.reasons.title(each["code"]), self.why(each["reasons"]))
                for each in row["measures"]
            ),
            cases=tuple(self.case(content.cases[each["code"]], self.why(each["reasons"])) for each in row["cases"]),
            solutions=tuple(self.solution(each, why) for each, why in solutions if self.is_valid(each)),
            supports=tuple(self.support(each, why) for each, why in supports if self.is_valid(each)),
        )
        others = [each.title for each in named.solutions[:2]]
        others += [each.title for each in named.supports[:1]]
        return replace(
            named,
            measures_said=self.reader.several([measure.title for measure in named.measures[:MOST_NAMED]]) or "–",
            others_said=self.reader.several(others) or "–",
        )

    def is_valid(self, each: Solution | Support) -> bool:
        return self.on is None or each.is_valid(self.on)

    def case(self, case: Case, why: str) -> HelpCase:
        text = self.reader.text
        return HelpCase(
            code=case.code,
            title=text(case.title),
            kind=case_kind(case.kind),
            mark=mark_of(case.source.status),
            done=text(case.done),
            outcome=text(case.outcome),
            told=self.reader.sentences((text(case.done), text(case.outcome))),
            figures=tuple(figure_said(each, self.reader) for each in case.figures),
            why=why,
        )

    def solution(self, solution: Solution, why: str) -> HelpSolution:
        text = self.reader.text
        return HelpSolution(
            code=solution.code,
            title=text(solution.title),
            what=text(solution.what),
            beware=text(solution.beware),
            ask=tuple(text(question) for question in solution.ask),
            valid_until=solution.valid_until.isoformat(),
            why=why,
        )

    def support(self, support: Support, why: str) -> HelpSupport:
        text = self.reader.text
        return HelpSupport(
            code=support.code,
            title=text(support.title),
            form=form_name(support.form),
            what=text(support.what),
            first_step=text(support.first_step),
            valid_until=support.valid_until.isoformat(),
            why=why,
        )

    def why(self, reasons: Sequence[Json]) -> str:
        """The reasons as sentences, in the order they are given."""
        tellers = {
            "barriers": lambda reason: _eases(len(reason["questions"])),
            "trade": lambda _reason: _("It is made for the firm's trade."),
            "measures": lambda reason: (
                _("It goes with %(titles)s.") % {"titles": self.reasons.named(reason["measures"])}
            ),
            "first": lambda reason: _("First do %(title)s.") % {"title": self.reasons.named([reason["measure"]])},
        }
        return self.reader.sentences(tellers[reason["reason"]](reason) for reason in reasons)


def _eases(count: int) -> str:
    return ngettext("It eases this barrier.", "It eases %(count)s of the barriers that hold the firm back.", count) % {
        "count": count
    }


def case_kind(kind: str) -> str:
    """Where a case comes from: "paper" or "typical"."""
    return {"paper": _("told in a paper"), "typical": _("typical practice, no single firm")}[kind]


def form_name(form: str) -> str:
    """What a support instrument is."""
    return {
        "contract": _("Contract"),
        "credit": _("Credit"),
        "fund": _("Grant or fund"),
        "diagnosis": _("Diagnosis and advice"),
        "training": _("Training"),
        "platform": _("Platform"),
    }[form]


def figure_said(figure: CaseFigure, reader: Reader) -> str:
    """A figure of a case: "Electricity of the air system: down 20 %"."""
    low, _dash, high = figure.value.partition("-")
    if figure.unit == "万元":
        value = reader.money(low, high or low)
    else:
        value = f"{reader.spread(low, high or low)} {reader.unit(figure.unit)}".strip()
    facts = {"what": reader.text(figure.what), "value": value}
    return _("%(what)s: down %(value)s") % facts if figure.direction == "down" else _("%(what)s: up %(value)s") % facts
