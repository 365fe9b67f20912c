"""One entry of the library with everything that is known of it, in the active language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from content.help import Case, MeasureEffect, Solution, Support
from content.library import KINDS, LibraryEntry, library
from content.loader import current
from content.model import Content, Measure
from reports.context.help import case_kind, figure_said, form_name
from reports.context.reasons import effect_name
from reports.context.words import Reader, mark_of, short, significant
from scoring.model import Names, PointsReading, RangeReading
from web.context.library_words import (
    effect_word,
    horizon_name,
    kind_name,
    kinds_name,
    pillar_name,
    size_names,
    sizes_said,
    source_said,
    trades_said,
)
from web.texts import language, text

OWN_MARK = "△"


@dataclass(frozen=True)
class Passage:
    """A text under its heading."""

    heading: str
    text: str


@dataclass(frozen=True)
class Fact:
    """A name and what it is; `mark` stands beside what the tool itself estimates."""

    name: str
    value: str
    mark: str = ""


@dataclass(frozen=True)
class Cost:
    """What a measure takes of a firm of one size class."""

    size: str
    cost: str
    staff_days: str


@dataclass(frozen=True)
class Effect:
    """How much a measure cuts, what that acts upon, what the range assumes, and which indicators it moves."""

    cuts: tuple[Fact, ...]
    basis: str
    moves: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Raised:
    """A question a measure raises: the answer it is advised below, and the one it is expected to reach."""

    text: str
    below: str
    reaches: str
    address: str


@dataclass(frozen=True)
class Link:
    title: str
    address: str
    note: str = ""


@dataclass(frozen=True)
class Links:
    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class EntryPage:
    """Everything a page of one entry shows; what it has none of is empty.

    Attributes:
        expired: no longer shown; the page only says so.
        firm: whose entry it is; "" for published ones.
    """

    kind: str
    code: str
    kind_name: str
    kinds_name: str
    title: str
    badges: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    figures: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    costs: tuple[Cost, ...] = ()
    ask: tuple[str, ...] = ()
    effect: Effect | None = None
    raised: tuple[Raised, ...] = ()
    barriers: tuple[Link, ...] = ()
    related: tuple[Links, ...] = ()
    source: str = ""
    expired: bool = False
    firm: str = ""
    firm_pk: int = 0


def entry_page(code: str, *, on: date) -> EntryPage | None:
    """Return the page of a published entry; None where there is none with this code.

    Args:
        code: Of a measure, case, solution or support.
        on: The day it is shown.
    """
    content = current()
    found = _by_code(content).get(code)
    if found is None:
        return None
    if not found.is_valid(on):
        return EntryPage(
            found.kind,
            code,
            kind_name(found.kind),
            kinds_name(found.kind),
            text(found.title),
            expired=True,
        )
    teller = _Teller(content, on)
    return {
        "measure": lambda: teller.measure(content.measures[code]),
        "case": lambda: teller.case(content.cases[code]),
        "solution": lambda: teller.solution(content.solutions[code]),
        "support": lambda: teller.support(content.supports[code]),
    }[found.kind]()


@lru_cache(maxsize=2)
def _by_code(content: Content) -> dict[str, LibraryEntry]:
    return {entry.code: entry for entry in library(content)}


@lru_cache(maxsize=2)
def _followers(content: Content) -> dict[str, tuple[str, ...]]:
    """Code of a measure -> solutions that serve it, support that helps with it, cases that show it."""
    found: dict[str, list[str]] = {}
    helping: tuple[Case | Solution | Support, ...] = (
        *content.solutions.values(),
        *content.supports.values(),
        *content.cases.values(),
    )
    for row in helping:
        for code in row.measures:
            found.setdefault(code, []).append(row.code)
    return {code: tuple(names) for code, names in found.items()}


@lru_cache(maxsize=2)
def _built_on(content: Content) -> dict[str, tuple[str, ...]]:
    """Code of a measure -> measures and solutions it should stand before."""
    found: dict[str, list[str]] = {}
    rows: tuple[Measure | Solution, ...] = (*content.measures.values(), *content.solutions.values())
    for row in rows:
        for before in row.prerequisites:
            found.setdefault(before, []).append(row.code)
    return {code: tuple(names) for code, names in found.items()}


class _Teller:
    """Puts published entries into words."""

    def __init__(self, content: Content, on: date):
        self.content, self.on = content, on
        self.reader = Reader(language())

    def measure(self, measure: Measure) -> EntryPage:
        named_by = _followers(self.content).get(measure.code, ())
        of_kind = {kind: [code for code in named_by if _by_code(self.content)[code].kind == kind] for kind in KINDS}
        return EntryPage(
            **_head("measure", measure.code, measure.title),
            badges=(pillar_name(measure.pillar), horizon_name(measure.horizon)),
            passages=(
                Passage(_("What to do"), text(measure.what)),
                Passage(_("First step"), text(measure.first_step)),
            ),
            facts=(
                Fact(_("Pays back in"), payback_said(self.reader, measure.payback_months), OWN_MARK),
                Fact(_("Good for"), self.reader.listed([effect_word(effect) for effect in measure.effects])),
                Fact(_("Key figure to watch"), text(measure.key_figure)),
                *_made_for(measure.sectors, measure.sizes),
            ),
            costs=tuple(
                Cost(
                    name,
                    self.reader.money(*(short(end, 2) for end in measure.cost_wan[size])),
                    short(measure.staff_days[size]),
                )
                for size, name in size_names().items()
                if size in measure.cost_wan
            ),
            effect=self._effect(self.content.effects.get(measure.code)),
            raised=tuple(self._raised(measure)),
            barriers=self._barriers(measure.relieves),
            related=self._related(
                (_("Should stand first"), measure.prerequisites),
                (_("Builds on it"), _built_on(self.content).get(measure.code, ())),
                (_("Solutions that serve it"), of_kind["solution"]),
                (_("Support for it"), of_kind["support"]),
                (_("Who did it before"), of_kind["case"]),
            ),
            source=source_said(measure.source),
        )

    def case(self, case: Case) -> EntryPage:
        return EntryPage(
            **_head("case", case.code, case.title),
            badges=(pillar_name(case.pillar), case_kind(case.kind)),
            passages=(
                Passage(_("What stood at first"), text(case.situation)),
                Passage(_("What was done"), text(case.done)),
                Passage(_("What changed"), text(case.outcome)),
            ),
            figures=tuple(figure_said(figure, self.reader) for figure in case.figures),
            facts=_made_for(case.sectors, case.sizes),
            barriers=self._barriers(case.relieves),
            related=self._related((_("Measures it shows at work"), case.measures)),
            source=source_said(case.source),
        )

    def solution(self, solution: Solution) -> EntryPage:
        return EntryPage(
            **_head("solution", solution.code, solution.title),
            badges=(pillar_name(solution.pillar),),
            passages=(
                Passage(_("What it is"), text(solution.what)),
                Passage(_("Beware"), text(solution.beware)),
            ),
            ask=tuple(text(question) for question in solution.ask),
            facts=(*_made_for(solution.sectors, solution.sizes), *_checked(solution)),
            barriers=self._barriers(solution.relieves),
            related=self._related(
                (_("Should stand first"), solution.prerequisites), (_("Measures it serves"), solution.measures)
            ),
            source=source_said(solution.source),
        )

    def support(self, support: Support) -> EntryPage:
        return EntryPage(
            **_head("support", support.code, support.title),
            badges=(form_name(support.form),),
            passages=(
                Passage(_("What it is"), text(support.what)),
                Passage(_("For whom"), text(support.who)),
                Passage(_("First step"), text(support.first_step)),
                Passage(_("Beware"), text(support.beware)),
            ),
            facts=(*_made_for(support.sectors, support.sizes), *_checked(support)),
            barriers=self._barriers(support.relieves),
            related=self._related((_("Measures it helps with"), support.measures)),
            source=source_said(support.source),
        )

    def _effect(self, effect: MeasureEffect | None) -> Effect | None:
        if effect is None:
            return None
        use = text(self.content.uses[effect.use]) if effect.use else ""
        rows = (("energy", effect.energy), ("co2", effect.co2))
        cuts = [
            Fact(
                effect_name(kind), _("down %(range)s %%") % {"range": self._spread(ends)}, mark_of(effect.source.status)
            )
            for kind, ends in rows
            if ends
        ]
        if use:
            cuts.append(Fact(_("Acts upon"), use))
        return Effect(tuple(cuts), text(effect.basis), tuple(self._moves(effect.moves)), source_said(effect.source))

    def _spread(self, ends: Sequence[object]) -> str:
        low, high = (significant(str(end)) for end in ends)
        return self.reader.spread(low, high)

    def _moves(self, moves: Sequence[str]) -> Iterator[str]:
        for move in moves:
            key, _colon, code = move.partition(":")
            reading = self.content.readings[key]
            if isinstance(reading, (PointsReading, RangeReading)):
                title = next(text(row.title) for row in reading.indicators if row.code == code)
                yield f"{title} · {text(reading.title)}"

    def _raised(self, measure: Measure) -> Iterator[Raised]:
        for code in dict.fromkeys((*measure.fixes, *measure.lifts)):
            yield Raised(
                text(self.content.questions[code].text),
                answer_said(self.content, code, measure.fixes.get(code, "")),
                answer_said(self.content, code, measure.lifts.get(code, "")),
                list_address(question=code),
            )

    def _barriers(self, codes: Iterable[str]) -> tuple[Link, ...]:
        return barrier_links(self.content, codes)

    def _related(self, *groups: tuple[str, Sequence[str]]) -> tuple[Links, ...]:
        """Links under their headings; what has expired, and headings without any, are left out."""
        found = []
        for heading, codes in groups:
            shown = [_by_code(self.content)[code] for code in codes]
            links = tuple(self._link(entry) for entry in shown if entry.is_valid(self.on))
            if links:
                found.append(Links(heading, links))
        return tuple(found)

    def _link(self, entry: LibraryEntry) -> Link:
        note = horizon_name(self.content.measures[entry.code].horizon) if entry.kind == "measure" else ""
        return Link(text(entry.title), reverse("web:library-entry", args=[entry.code]), note)


def barrier_links(content: Content, codes: Iterable[str]) -> tuple[Link, ...]:
    """Barriers, each leading to everything that relieves it."""
    return tuple(Link(text(content.questions[code].text), list_address(barrier=code)) for code in codes)


def _head(kind: str, code: str, title: Names) -> dict[str, str]:
    return {
        "kind": kind,
        "code": code,
        "kind_name": kind_name(kind),
        "kinds_name": kinds_name(kind),
        "title": text(title),
    }


def _made_for(sectors: tuple[str, ...], sizes: tuple[str, ...]) -> tuple[Fact, ...]:
    return Fact(_("Industries"), trades_said(sectors)), Fact(_("Sizes of firm"), sizes_said(sizes))


def _checked(row: Solution | Support) -> tuple[Fact, ...]:
    return (
        Fact(_("Checked on"), row.checked_on.isoformat()),
        Fact(_("Checked by"), text(row.checked_by)),
        Fact(_("Valid until"), row.valid_until.isoformat()),
    )


def payback_said(reader: Reader, months: Sequence[object]) -> str:
    """After how long something pays back, from both ends in months; none when it does not by itself."""
    if not months:
        return _("not by itself")
    return _("%(months)s months") % {"months": reader.spread(*(short(str(end)) for end in months))}


def answer_said(content: Content, code: str, value: str) -> str:
    """An answer in words; "" for none."""
    choices = {choice.value: choice.label for choice in content.questions[code].choices}
    return text(choices[value]) if value in choices else value


def list_address(**wanted: str) -> str:
    """The address of the list of what is wanted."""
    return f"{reverse('web:library')}?{urlencode(wanted)}"
