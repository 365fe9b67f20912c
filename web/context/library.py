"""The library as a list: what is looked for, what was found, and what the firm's consultant added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from assessments.models import Firm, FirmEntry
from content.fit import ALL_SECTORS, PILLARS, SIZES
from content.library import KINDS, LibraryEntry, Wanted, found_in, library, plain_words
from content.loader import current
from web.context.library_words import (
    kind_explained,
    kind_name,
    kinds_name,
    pillar_name,
    size_names,
    sizes_said,
    trades_in_short,
)
from web.texts import text

LONGEST = 80
FIRST_OF_A_KIND = 6
"""So many of each kind are shown while no kind is chosen."""

PER_PAGE = 30
WHOLE = "all"

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """One entry in a list. `facts` says what pillar, trades and sizes it is for."""

    code: str
    kind: str
    title: str
    what: str
    facts: str


@dataclass(frozen=True)
class Tab:
    """A kind to choose, with how many entries the other filters leave of it."""

    kind: str
    name: str
    count: int
    address: str
    here: bool


@dataclass(frozen=True)
class Group:
    """The entries of one kind that are shown; `address` leads to all of them where some are not."""

    kind: str
    name: str
    explained: str
    rows: tuple[Row, ...]
    count: int
    address: str


@dataclass(frozen=True)
class Pages:
    """Which page of a long list is shown; addresses are "" where there is none."""

    number: int
    count: int
    before: str
    after: str
    whole: str


@dataclass(frozen=True)
class FirmRows:
    """What the firm's consultant added, as searched."""

    pk: int
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class LibraryPage:
    """What the list shows.

    Attributes:
        count: found in all published kinds that are asked for.
        question: what is looked for by question, in words; "" for nothing, None for a code there is none of.
        filtered: whether anything but the kind narrows the list.
        clear: the address without any filter.
    """

    wanted: Wanted
    tabs: tuple[Tab, ...]
    groups: tuple[Group, ...]
    count: int
    pages: Pages | None
    pillars: Choices
    sectors: Choices
    sizes: Choices
    barriers: Choices
    question: str | None
    filtered: bool
    clear: str
    own: FirmRows | None

    @property
    def nothing(self) -> bool:
        return not self.count and not (self.own and self.own.rows)


def wanted_of(given: Mapping[str, str]) -> Wanted:
    """What an address asks for; values that are no choice ask for nothing, but an unknown question finds nothing."""
    content = current()
    accepted = {
        "kind": KINDS,
        "pillar": PILLARS,
        "sector": content.industries,
        "size": SIZES,
        "barrier": [code for code, question in content.questions.items() if question.kind == "barrier"],
    }
    chosen = {name: given[name] for name, known in accepted.items() if given.get(name) in known}
    return Wanted(
        **chosen,
        words=given.get("q", "")[:LONGEST].strip(),
        question=given.get("question", "")[:LONGEST].strip(),
    )


def library_page(
    given: Mapping[str, str], *, on: date, firm: Firm | None = None, own: Sequence[FirmEntry] = ()
) -> LibraryPage:
    """Return the list an address asks for, in the active language.

    Args:
        given: The address's parameters.
        on: The day it is shown; what has expired by then is left out.
        firm: Whose own entries stand on top.
        own: These entries, those that hold on that day.
    """
    wanted = wanted_of(given)
    address = _Address(wanted, firm)
    every = found_in(library(current()), replace(wanted, kind=""), on=on)
    counts = {kind: sum(entry.kind == kind for entry in every) for kind in KINDS}
    kept = [entry for entry in every if wanted.kind in ("", entry.kind)]
    pages = _pages(given, len(kept), address) if wanted.kind else None
    return LibraryPage(
        wanted=wanted,
        tabs=tuple(
            Tab(kind, kinds_name(kind), counts[kind] if kind else len(every), address.of(kind), kind == wanted.kind)
            for kind in ("", *KINDS)
        ),
        groups=tuple(_groups(kept, counts, wanted, pages, address)),
        count=len(kept),
        pages=pages if pages and pages.count > 1 else None,
        pillars=tuple((pillar, pillar_name(pillar)) for pillar in PILLARS),
        sectors=tuple((code, f"{code} {text(row.name)}") for code, row in current().industries.items()),
        sizes=tuple(size_names().items()),
        barriers=_barriers(),
        question=_question_said(wanted.question),
        filtered=replace(wanted, kind="") != Wanted(),
        clear=_Address(Wanted(), firm).of(""),
        own=FirmRows(firm.pk, firm.name, tuple(_own_rows(own, wanted, on))) if firm else None,
    )


@dataclass(frozen=True)
class _Address:
    """Addresses that keep what is looked for."""

    wanted: Wanted
    firm: Firm | None

    def of(self, kind: str, page: str = "") -> str:
        names = {"words": "q"}
        own = replace(self.wanted, kind=kind)
        query = {names.get(field.name, field.name): getattr(own, field.name) for field in fields(own)}
        query |= {"firm": str(self.firm.pk) if self.firm else "", "page": page}
        given = urlencode({name: value for name, value in query.items() if value})
        return f"{reverse('web:library')}{'?' if given else ''}{given}"


def _groups(
    kept: Sequence[LibraryEntry], counts: Mapping[str, int], wanted: Wanted, pages: Pages | None, address: _Address
) -> Iterator[Group]:
    for kind in KINDS:
        rows = [entry for entry in kept if entry.kind == kind]
        if not rows:
            continue
        if pages is None:
            shown = rows[:FIRST_OF_A_KIND]
        elif pages.whole:
            shown = rows[(pages.number - 1) * PER_PAGE : pages.number * PER_PAGE]
        else:
            shown = rows
        rest = address.of(kind) if pages is None and len(rows) > len(shown) else ""
        yield Group(kind, kinds_name(kind), kind_explained(kind), tuple(_row(row) for row in shown), counts[kind], rest)


def _pages(given: Mapping[str, str], count: int, address: _Address) -> Pages:
    """Which page an address asks for; a number that is none is the first, one beyond the end the last."""
    last = max(1, -(-count // PER_PAGE))
    asked = given.get("page", "")
    if asked == WHOLE:
        return Pages(1, 1, "", "", "")
    number = min(max(int(asked), 1), last) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    kind = address.wanted.kind
    return Pages(
        number,
        last,
        address.of(kind, str(number - 1)) if number > 1 else "",
        address.of(kind, str(number + 1)) if number < last else "",
        address.of(kind, WHOLE),
    )


def _row(entry: LibraryEntry) -> Row:
    pillars = [pillar_name(pillar) for pillar in PILLARS if pillar in entry.pillars] if len(entry.pillars) == 1 else []
    facts = [*pillars, trades_in_short(entry.sectors), sizes_said(entry.sizes)]
    return Row(entry.code, entry.kind, text(entry.title), text(entry.what), " · ".join(facts))


def _own_rows(own: Sequence[FirmEntry], wanted: Wanted, on: date) -> Iterator[Row]:
    by_code = {entry.code: entry for entry in own}
    for found in found_in((_as_found(entry) for entry in own), wanted, on=on):
        entry = by_code[found.code]
        yield Row(entry.code, entry.kind, entry.title, entry.what, kind_name(entry.kind))


def _as_found(entry: FirmEntry) -> LibraryEntry:
    """An entry of a firm as the search sees it: made for this firm, so that pillar, trade and size leave it in."""
    both = {"zh-hans": entry.title, "en": entry.title}
    return LibraryEntry(
        kind=entry.kind,
        code=entry.code,
        title=both,
        what=both,
        pillars=frozenset(PILLARS),
        sectors=(ALL_SECTORS,),
        sizes=SIZES,
        barriers=frozenset(entry.relieves),
        questions=frozenset((*entry.relieves, *entry.lifts)),
        valid_until=entry.valid_until,
        words=plain_words(entry.code, entry.title, entry.what, entry.outcome),
    )


def _barriers() -> Choices:
    return tuple((code, text(row.text)) for code, row in current().questions.items() if row.kind == "barrier")


def _question_said(code: str) -> str | None:
    if not code:
        return ""
    question = current().questions.get(code)
    return text(question.text) if question else None
