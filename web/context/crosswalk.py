"""The crosswalk: every official item, the questions that feed it, and what else the same answers feed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from content.citation import SourceRef
from content.crosswalk import CrosswalkRow, crosswalk, shared_share
from content.loader import current
from content.model import FOOTPRINT, QUANTITY
from reports.context.amounts import amount_name
from reports.context.words import Reader
from scoring.carriers import ENERGY_CARRIERS
from scoring.exact import text_of
from web.texts import language, percent, text


@dataclass(frozen=True)
class ItemRow:
    """One official item in the reader's language.

    Attributes:
        place: where the item stands officially.
        questions: what is asked for it; empty where the item is itself the question.
        others: what else the same answers feed.
        question: code of the one question that is asked for it; "" where it takes several, or amounts.
    """

    reading: str
    kind: str
    node: str
    title: str
    place: str
    questions: tuple[str, ...]
    others: str
    question: str

    def holds(self, wanted: str) -> bool:
        """Whether every word of a search stands somewhere in the row."""
        words = " ".join([self.kind, self.node, self.title, self.place, *self.questions, self.others]).casefold()
        return all(word in words for word in wanted.casefold().split())


@dataclass(frozen=True)
class ReadingItems:
    key: str
    title: str
    rows: tuple[ItemRow, ...]


@dataclass(frozen=True)
class CrosswalkPage:
    """What is shown: the choices of the search, and what was found.

    Attributes:
        readings: (key, title) of every reading.
        share: percent of all items that feed two or more readings.
    """

    readings: tuple[tuple[str, str], ...]
    reading: str
    wanted: str
    found: tuple[ReadingItems, ...]
    count: int
    every: int
    share: str


def crosswalk_page(reading: str = "", wanted: str = "") -> CrosswalkPage:
    """Return the crosswalk of one reading or of all, in the active language.

    Args:
        reading: Key of a reading; "" or an unknown one for all.
        wanted: Words that must all stand in a row; "" for every row.
    """
    content = current()
    rows = crosswalk(content)
    titles = {key: text(one.title) for key, one in content.readings.items()} | {
        FOOTPRINT: _("Energy and carbon by year")
    }
    chosen = reading if reading in content.readings else ""
    items = [_item(row, titles) for row in rows if not chosen or row.reading == chosen]
    kept = [item for item in items if item.holds(wanted)]
    groups = (
        ReadingItems(key, titles[key], tuple(item for item in kept if item.reading == key)) for key in content.readings
    )
    return CrosswalkPage(
        readings=tuple((key, titles[key]) for key in content.readings),
        reading=chosen,
        wanted=wanted,
        found=tuple(group for group in groups if group.rows),
        count=len(kept),
        every=len(rows),
        share=percent(text_of(shared_share(rows))),
    )


def _item(row: CrosswalkRow, titles: dict[str, str]) -> ItemRow:
    asked = [code for code in row.questions if row.code != code]
    return ItemRow(
        reading=row.reading,
        kind=_kind(row.kind),
        node=text(row.node),
        title=text(row.title),
        place=place_of(row.clause),
        questions=tuple(_asked(asked)),
        others=Reader(language()).listed([titles[key] for key in row.readings if key != row.reading]),
        question=_own_question(row),
    )


def _own_question(row: CrosswalkRow) -> str:
    own = row.questions[0] if len(row.questions) == 1 else ""
    return own if own and current().questions[own].kind != QUANTITY else ""


def _asked(codes: list[str]) -> Iterator[str]:
    """What is asked, energy sources in one where all of them are."""
    questions = current().questions
    if set(ENERGY_CARRIERS) <= set(codes):
        yield _("every source of energy")
        codes = [code for code in codes if code not in ENERGY_CARRIERS]
    for code in codes:
        yield amount_name(code) if questions[code].kind == QUANTITY else text(questions[code].text)


def place_of(source: SourceRef) -> str:
    """The title of a source and the place in it."""
    title = text(current().sources[source.id].title)
    clause = text(source.clause)
    return f"{title} · {clause}" if clause else title


def _kind(kind: str) -> str:
    return {
        "requirement": _("requirement"),
        "barrier": _("barrier"),
        "gate": _("condition"),
        "item": _("item"),
        "indicator": _("indicator"),
    }[kind]
