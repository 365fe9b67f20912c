"""Pieces that every kind of reading file is read with."""

from collections.abc import Sequence
from fractions import Fraction

from content.parse import Entry
from content.shapes import CODE_FORMS, SLUG
from scoring.model import Band, Level

HUNDRED = Fraction(100)
ONLY = ""
"""The one key under which nodes of readings without levels hold their questions."""


def level_of(entry: Entry) -> Level:
    pairs = entry.record(("code", "name"))
    return Level(pairs["code"].matching(*SLUG), pairs["name"].names())


def once(codes: Sequence[str], entry: Entry) -> None:
    """Refuse a code that stands twice."""
    for code in codes:
        if codes.count(code) > 1:
            raise entry.fail("every code once", f"{code} twice")


def questions_of(entry: Entry, kind: str) -> tuple[str, ...]:
    """Read at least one question code of the form of a kind."""
    codes = entry.distinct(lambda code: code.matching(*CODE_FORMS[kind]))
    if not codes:
        raise entry.fail("at least one question", "none")
    return codes


def weight_of(entry: Entry) -> Fraction:
    """Read a weight; what weighs nothing is to be left out instead."""
    weight = entry.fraction("0")
    if not weight:
        raise entry.fail("a weight above 0")
    return weight


def same_codes(entry: Entry, given: Sequence[str], asked: Sequence[str]) -> None:
    """Refuse when what is given is not given for exactly what is asked."""
    for code in asked:
        if code not in given:
            raise entry.fail(f"an entry for {code}", "none")
    for code in given:
        if code not in asked:
            raise entry.fail("questions of the nodes only", code)


def bands_of(entry: Entry, most: str | None = None) -> tuple[Band, ...]:
    """Read bands by their lower bounds, from 0 upward, none above `most`."""
    bands: list[Band] = []
    for item in entry.items(at_least=1):
        pairs = item.record(("code", "from", "name"))
        start = pairs["from"].fraction("0", most)
        if bands and start <= bands[-1].from_score:
            raise pairs["from"].fail("lower bounds that rise")
        if not bands and start != 0:
            raise pairs["from"].fail('the first band to start at "0"')
        bands.append(Band(pairs["code"].matching(*SLUG), pairs["name"].names(), start))
    once([band.code for band in bands], entry)
    return tuple(bands)


def references_of(pairs: dict[str, Entry], entry: Entry) -> tuple[Fraction | None, Fraction | None]:
    """Read base and lead of an indicator, which come together and differ."""
    if ("base" in pairs) != ("lead" in pairs):
        raise entry.fail("both base and lead, or neither", "one of them")
    if "base" not in pairs:
        return None, None
    base, lead = pairs["base"].fraction(), pairs["lead"].fraction()
    if base == lead:
        raise pairs["lead"].fail("a lead that differs from the base")
    return base, lead
