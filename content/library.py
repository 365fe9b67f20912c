"""The public library: measures, cases, solution classes and support instruments in one row, searched and filtered."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from content.fit import ALL_SECTORS, Fitting
from content.help import Case, Solution, Support
from content.model import Content, Measure
from scoring.model import Names

KINDS = ("measure", "solution", "support", "case")
"""In the order shown."""


@dataclass(frozen=True)
class LibraryEntry(Fitting):
    """One thing of the library.

    Attributes:
        pillars: a support instrument has those of the measures it serves.
        barriers: codes of the barriers it relieves.
        questions: whose answers it raises; of everything but a measure those of the measures it serves or shows.
        valid_until: the last day it is shown; None where it does not expire.
        words: what a search looks through, as `plain_words` writes it.
    """

    kind: str
    code: str
    title: Names
    what: Names
    pillars: frozenset[str]
    sectors: tuple[str, ...]
    sizes: tuple[str, ...]
    barriers: frozenset[str]
    questions: frozenset[str]
    valid_until: date | None
    words: str

    def is_valid(self, on: date) -> bool:
        """Return whether it is shown on a day; the last day included."""
        return self.valid_until is None or on <= self.valid_until


@dataclass(frozen=True)
class Wanted:
    """What is looked for; "" asks for nothing. Every word must stand in an entry, in either language."""

    kind: str = ""
    words: str = ""
    pillar: str = ""
    sector: str = ""
    size: str = ""
    barrier: str = ""
    question: str = ""


@lru_cache(maxsize=2)
def library(content: Content) -> tuple[LibraryEntry, ...]:
    """Return every entry, expired ones included, by kind and code."""
    found = (
        *(_of_measure(row) for row in content.measures.values()),
        *(_of_help("solution", row, row.what, content) for row in content.solutions.values()),
        *(_of_help("support", row, row.what, content) for row in content.supports.values()),
        *(_of_help("case", row, row.situation, content) for row in content.cases.values()),
    )
    return tuple(sorted(found, key=lambda entry: (KINDS.index(entry.kind), entry.code)))


def found_in(entries: Iterable[LibraryEntry], wanted: Wanted, *, on: date) -> list[LibraryEntry]:
    """Return what fits, in neutral order: by kind, what is made for the trade asked for first, then by code.

    Nothing else counts: no supplier, no price, no date of entry.

    Args:
        entries: In any order.
        wanted: What is looked for.
        on: The day it is shown; what has expired by then is left out.
    """
    terms = [_term(word) for word in plain_words(wanted.words).split()]
    kept = [entry for entry in entries if entry.is_valid(on) and _fits(entry, wanted, terms)]
    return sorted(kept, key=lambda entry: (KINDS.index(entry.kind), _is_for_all(entry, wanted), entry.code))


def _fits(entry: LibraryEntry, wanted: Wanted, terms: Sequence[re.Pattern[str]]) -> bool:
    return (
        wanted.kind in ("", entry.kind)
        and (not wanted.pillar or wanted.pillar in entry.pillars)
        and (not wanted.sector or entry.sectors == (ALL_SECTORS,) or wanted.sector in entry.sectors)
        and (not wanted.size or wanted.size in entry.sizes)
        and (not wanted.barrier or wanted.barrier in entry.barriers)
        and (not wanted.question or wanted.question in entry.questions)
        and all(term.search(entry.words) for term in terms)
    )


def _term(word: str) -> re.Pattern[str]:
    """What finds a word: anywhere in Chinese, at the start of a word in English, so that "led" is not in "filled"."""
    start = r"(?<![a-z0-9])" if word[0].isascii() else ""
    return re.compile(start + re.escape(word))


def _is_for_all(entry: LibraryEntry, wanted: Wanted) -> bool:
    """Whether an entry stands behind those made for the trade asked for."""
    return bool(wanted.sector) and entry.sectors == (ALL_SECTORS,)


def plain_words(*texts: str) -> str:
    """Return texts as they are compared: full-width letters and capitals count as plain ones.

    >>> plain_words("ＬＥＤ 灯", "CO\u2082")
    'led 灯 co2'
    """
    return unicodedata.normalize("NFKC", " ".join(texts)).casefold()


def _words_of(code: str, *names: Names) -> str:
    return plain_words(code, *(text for one in names for text in one.values()))


def _of_measure(measure: Measure) -> LibraryEntry:
    return LibraryEntry(
        kind="measure",
        code=measure.code,
        title=measure.title,
        what=measure.what,
        pillars=frozenset((measure.pillar,)),
        sectors=measure.sectors,
        sizes=measure.sizes,
        barriers=frozenset(measure.relieves),
        questions=frozenset(_questions_of(measure)),
        valid_until=None,
        words=_words_of(measure.code, measure.title, measure.what),
    )


def _of_help(kind: str, row: Case | Solution | Support, what: Names, content: Content) -> LibraryEntry:
    measures = [content.measures[code] for code in row.measures]
    also = (row.done, row.outcome) if isinstance(row, Case) else ()
    return LibraryEntry(
        kind=kind,
        code=row.code,
        title=row.title,
        what=what,
        pillars=frozenset(one.pillar for one in measures) if isinstance(row, Support) else frozenset((row.pillar,)),
        sectors=row.sectors,
        sizes=row.sizes,
        barriers=frozenset(row.relieves),
        questions=frozenset((*row.relieves, *(code for one in measures for code in _questions_of(one)))),
        valid_until=None if isinstance(row, Case) else row.valid_until,
        words=_words_of(row.code, row.title, what, *also),
    )


def _questions_of(measure: Measure) -> Iterator[str]:
    yield from measure.fixes
    yield from measure.lifts
    yield from measure.relieves
