"""What the library calls its kinds, pillars, effects and horizons, and how it names a place in a source."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.citation import SourceRef
from content.fit import ALL_SECTORS
from content.loader import current
from reports.context.catalogue_words import CERTAINTY_WORDS, EFFECT_WORDS, HORIZON_WORDS, PILLAR_WORDS
from reports.context.words import Reader, mark_of
from web.context.crosswalk import place_of
from web.texts import language, text

MOST_TRADES = 2
"""So many industries are named where there is little room."""


def kind_name(kind: str) -> str:
    """One thing of a kind."""
    return {
        "measure": _("Measure"),
        "solution": _("Solution"),
        "support": _("Support instrument"),
        "case": _("Case"),
    }[kind]


def kinds_name(kind: str) -> str:
    """Several things of a kind; "" stands for all of them."""
    return {
        "": _("Everything"),
        "measure": _("Measures"),
        "solution": _("Solutions"),
        "support": _("Support"),
        "case": _("Cases"),
    }[kind]


def kind_explained(kind: str) -> str:
    """What a kind is, in a sentence."""
    return {
        "measure": _("What a plant can do, with first step, cost by size and what it raises."),
        "solution": _("Classes of things to buy, without vendors, and what to ask a supplier."),
        "support": _("Ways to be paid, lent, taught or advised."),
        "case": _("Who did it before: told by a paper, or typical practice without a firm's name."),
    }[kind]


def pillar_name(pillar: str) -> str:
    return str(PILLAR_WORDS[pillar])


def horizon_name(horizon: str) -> str:
    return str(HORIZON_WORDS[horizon])


def effect_word(effect: str) -> str:
    return str(EFFECT_WORDS[effect])


def status_name(status: str) -> str:
    """How sure a source is, with its mark before it."""
    return f"{mark_of(status)} {CERTAINTY_WORDS[status]}".strip()


def source_said(source: SourceRef) -> str:
    """Title, place and how sure it is, in one line."""
    return f"{place_of(source)} · {status_name(source.status)}"


def trades_said(sectors: tuple[str, ...]) -> str:
    """The industries something is made for."""
    if sectors == (ALL_SECTORS,):
        return _("all industries")
    industries = current().industries
    return Reader(language()).listed([text(industries[code].name) for code in sectors])


def trades_in_short(sectors: tuple[str, ...]) -> str:
    """The same in a few words: the first industries, and how many more there are."""
    if len(sectors) <= MOST_TRADES:
        return trades_said(sectors)
    rest = len(sectors) - MOST_TRADES
    return ngettext("%(names)s and %(rest)s more industry", "%(names)s and %(rest)s more industries", rest) % {
        "names": _said_together(trades_said((code,)) for code in sectors[:MOST_TRADES]),
        "rest": rest,
    }


def _said_together(names: Iterable[str]) -> str:
    return ("、" if language() == "zh-hans" else ", ").join(names)


def size_names() -> dict[str, str]:
    """Size class -> its name, the smallest first."""
    return {code: text(row.name) for code, row in list(current().size_classes.items())[::-1]}


def sizes_said(sizes: tuple[str, ...]) -> str:
    """The size classes something is made for, the smallest first."""
    if set(sizes) == set(size_names()):
        return _("all sizes")
    names = [name for size, name in size_names().items() if size in sizes]
    return Reader(language()).listed(names if language() == "zh-hans" else [names[0], *map(str.lower, names[1:])])
