"""What the library calls its kinds, pillars, effects and horizons, and how it names a place in a source."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.citation import SourceRef
from content.fit import ALL_SECTORS
from content.loader import current
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
    return {
        "energy-carbon": _("Energy and carbon"),
        "circular-carbon": _("Circularity and carbon"),
        "structure-carbon": _("Structure and carbon"),
        "technology-carbon": _("Technology and carbon"),
        "ecosystem": _("Ecosystem"),
    }[pillar]


def horizon_name(horizon: str) -> str:
    return {
        "0-6": _("within 6 months"),
        "6-18": _("6 to 18 months"),
        "18-36": _("18 to 36 months"),
    }[horizon]


def effect_word(effect: str) -> str:
    return {
        "energy": _("energy"),
        "co2": _("CO2"),
        "water": _("water"),
        "waste": _("waste"),
        "pollutant": _("pollutants"),
        "material": _("material"),
        "quality": _("quality"),
        "capacity": _("capacity"),
        "delivery": _("delivery"),
        "safety": _("safety"),
        "risk": _("risk"),
        "skills": _("skills"),
        "knowledge": _("knowledge"),
    }[effect]


def status_name(status: str) -> str:
    """How sure a source is, with its mark before it."""
    words = {
        "confirmed": _("confirmed by two or more sources"),
        "single-source": _("one source only"),
        "unverified": _("not verified: the tool's own recommended value"),
        "own": _("the tool's own"),
    }[status]
    return f"{mark_of(status)} {words}".strip()


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
