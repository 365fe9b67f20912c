"""Gaps and faults in what helps with measures: barriers nobody speaks to, cuts that cannot be, a thin catalogue."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from content.advice_lint import sizes_without
from content.finding import ERROR, WARNING, Finding
from content.fit import ALL_SECTORS
from content.help import Case, Solution, Support, Trade
from content.model import Content

Offer = tuple[Case | Solution | Support, ...]

WHOLE_SITE = 100
"""Percent."""


def barriers_without_help(content: Content) -> Iterator[Finding]:
    """Every barrier needs a case, and a solution or a support, for every trade and size."""
    bought: Offer = (*content.solutions.values(), *content.supports.values())
    offers: Mapping[str, Offer] = {"case": tuple(content.cases.values()), "solution or support": bought}
    for question in content.questions.values():
        if question.kind != "barrier":
            continue
        for what, things in offers.items():
            lacking = sizes_without((thing for thing in things if question.code in thing.relieves), content)
            if lacking:
                yield Finding(ERROR, question.code, f"no {what} for every sector for {', '.join(lacking)} firms")


def help_that_shows_no_measure(content: Content) -> Iterator[Finding]:
    """A measure that is named beside a case, solution or support fits some firm that this fits, too."""
    things: Offer = (*content.cases.values(), *content.solutions.values(), *content.supports.values())
    for thing in things:
        for code in thing.measures:
            measure = content.measures[code]
            firms = ((industry, size) for industry in content.industries for size in measure.sizes)
            if not any(
                thing.fits(industry=industry, size=size) and measure.fits(industry=industry, size=size)
                for industry, size in firms
            ):
                yield Finding(WARNING, thing.code, f"names {code}, which fits no firm that it fits itself")


# Effects


def effects_not_named_by_the_measure(content: Content) -> Iterator[Finding]:
    for kind, cuts in content.cuts.items():
        for code in cuts:
            if kind not in content.measures[code].effects:
                message = f"cuts {kind} by a known share, but its effects do not name {kind}"
                yield Finding(ERROR, code, message)


def uses_nothing_acts_upon(content: Content) -> Iterator[Finding]:
    acted_upon = {effect.use for effect in content.effects.values()}
    for code in content.uses:
        if code not in acted_upon:
            yield Finding(WARNING, f"use {code}", "no effect acts upon it; remove it")


def cuts_beyond_the_whole(content: Content) -> Iterator[Finding]:
    """The largest cut of each use, all done together, leave something of the site."""
    for kind, cuts in content.cuts.items():
        largest: dict[str, Decimal] = {}
        for cut in cuts.values():
            largest[cut.use] = max(cut.high, largest.get(cut.use, cut.high))
        total = sum(largest.values(), Decimal(0))
        if total > WHOLE_SITE:
            yield Finding(
                ERROR, f"effects {kind}", f"the largest cuts of all uses sum to {total} %, more than there is"
            )


# The promise of the catalogue


def promises_not_kept(content: Content) -> Iterator[Finding]:
    promise = content.promise
    for what, least, there in (
        ("cases", promise.cases, len(content.cases)),
        ("solutions", promise.solutions, len(content.solutions)),
    ):
        if there < least:
            yield Finding(ERROR, "promise.yaml", f"promises {least} {what}, there are {there}")
    for form in promise.forms:
        if not any(support.form == form for support in content.supports.values()):
            yield Finding(ERROR, "promise.yaml", f"promises support of the form {form}, there is none")
    for trade in promise.trades:
        there = len(list(_written_for(trade, content)))
        if there < trade.measures:
            message = f"promises {trade.measures} measures written for {trade.code}, there are {there}"
            yield Finding(ERROR, "promise.yaml", message)


def _written_for(trade: Trade, content: Content) -> Iterator[str]:
    for measure in content.measures.values():
        if measure.sectors != (ALL_SECTORS,) and set(measure.sectors) & set(trade.industries):
            yield measure.code
