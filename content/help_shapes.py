"""Effects, cases, solutions, supports and the promise: from strict entries to the shapes of `content.help`."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from content.citation import SourceRef
from content.fit import PILLARS
from content.help import (
    CASE_KINDS,
    DIRECTIONS,
    FORMS,
    LARGEST_CUT,
    Case,
    CaseFigure,
    MeasureEffect,
    Promise,
    Solution,
    Support,
    Trade,
    Use,
)
from content.parse import Bare, Entry
from content.shapes import (
    CODE_FORMS,
    INDUSTRY_CODE,
    MEASURE_CODE,
    SLUG,
    sectors_of,
    sizes_of,
    source_ref_of,
)

CASE_CODE = (re.compile(r"CASE(-[A-Z0-9]+){2,}"), "CASE-DYE-HEAT")
SOLUTION_CODE = (re.compile(r"SOL(-[A-Z0-9]+){2,}"), "SOL-ENERGY-MONITOR")
SUPPORT_CODE = (re.compile(r"SUP(-[A-Z0-9]+){2,}"), "SUP-ENERGY-CONTRACT")
INDICATOR = (re.compile(r"[a-z0-9]+(-[a-z0-9]+)*:[a-z0-9]+(-[a-z0-9]+)*"), "green-factory-2025:energy-intensity")
FIGURE = re.compile(r"(0|[1-9]\d*)(\.\d+)?(-(0|[1-9]\d*)(\.\d+)?)?")

QUESTIONS_TO_ASK = 4
"""A supplier is asked at least so many."""

SERVED = ("relieves", "measures")
CHECKED = ("checked_on", "valid_until", "checked_by")

STATUS_OF_CASE = {"paper": "single-source", "typical": "own"}
OWN = "tool-own"


def use_of(entry: Entry) -> Use:
    pairs = entry.record(("code", "name"))
    return Use(pairs["code"].matching(*SLUG), pairs["name"].names())


def effect_of(entry: Entry) -> MeasureEffect:
    pairs = entry.record(("measure", "use", "energy", "co2", "moves", "basis", "source"))
    energy, co2 = _range_of(pairs["energy"]), _range_of(pairs["co2"])
    moves = pairs["moves"].distinct(lambda indicator: indicator.matching(*INDICATOR))
    if not (energy or co2 or moves):
        raise entry.fail("energy, co2 or moves", "none of them, so that it says nothing")
    nothing = pairs["use"].value == Bare("null")
    if nothing and (energy or co2):
        raise pairs["use"].fail("the use that the cut acts upon")
    if not nothing and not (energy or co2):
        raise pairs["use"].fail("null where neither energy nor co2 is given")
    return MeasureEffect(
        measure=pairs["measure"].matching(*MEASURE_CODE),
        use=None if nothing else pairs["use"].matching(*SLUG),
        energy=energy,
        co2=co2,
        moves=moves,
        basis=pairs["basis"].names(),
        source=source_ref_of(pairs["source"], "section"),
    )


def _range_of(entry: Entry) -> tuple[Decimal, ...]:
    ends = [end.number("0", LARGEST_CUT) for end in entry.items()]
    came = f"{[str(end) for end in ends]}"
    if ends and (len(ends) != 2 or ends[0] > ends[1]):
        raise entry.fail('two quoted numbers, low then high, such as ["0.5", "2"], or []', came)
    if ends and not ends[0]:
        raise entry.fail("a range above 0, or [] where the cut is not quantified", came)
    return tuple(ends)


def case_of(entry: Entry) -> Case:
    texts = ("title", "situation", "done", "outcome")
    pairs = entry.record(
        ("code", "kind", *texts, "figures", "pillar", "sectors", "sizes", "relieves", "measures", "source")
    )
    kind = pairs["kind"].one_of(CASE_KINDS)
    relieves, measures = _served(pairs)
    if not measures:
        raise pairs["measures"].fail("at least one measure", "none")
    return Case(
        code=pairs["code"].matching(*CASE_CODE),
        kind=kind,
        title=pairs["title"].names(),
        situation=pairs["situation"].names(),
        done=pairs["done"].names(),
        outcome=pairs["outcome"].names(),
        figures=tuple(_figure_of(figure) for figure in pairs["figures"].items()),
        pillar=pairs["pillar"].one_of(PILLARS),
        sectors=sectors_of(pairs["sectors"]),
        sizes=sizes_of(pairs["sizes"]),
        relieves=relieves,
        measures=measures,
        source=_source_of_case(pairs["source"], kind),
    )


def _source_of_case(entry: Entry, kind: str) -> SourceRef:
    source = source_ref_of(entry, "section")
    if source.status != STATUS_OF_CASE[kind]:
        raise entry.fail(f"the status {STATUS_OF_CASE[kind]} of a {kind} case", source.status)
    if kind == "typical" and source.id != OWN:
        raise entry.fail(f"the source {OWN} of a typical case", source.id)
    return source


def _figure_of(entry: Entry) -> CaseFigure:
    pairs = entry.record(("what", "value", "unit", "direction"))
    value = pairs["value"].text()
    if not FIGURE.fullmatch(value):
        raise pairs["value"].fail('a quoted number or range such as "20" or "10-15"')
    low, _, high = value.partition("-")
    if high and Decimal(low) >= Decimal(high):
        raise pairs["value"].fail("a range from low to high")
    return CaseFigure(pairs["what"].names(), value, pairs["unit"].text(), pairs["direction"].one_of(DIRECTIONS))


def solution_of(entry: Entry) -> Solution:
    texts = ("title", "what", "beware")
    pairs = entry.record(
        ("code", *texts, *SERVED, "prerequisites", "ask", "pillar", "sectors", "sizes", *CHECKED, "source")
    )
    relieves, measures = _served(pairs)
    checked_on, valid_until = _days_of(pairs)
    return Solution(
        code=pairs["code"].matching(*SOLUTION_CODE),
        title=pairs["title"].names(),
        what=pairs["what"].names(),
        beware=pairs["beware"].names(),
        relieves=relieves,
        measures=measures,
        prerequisites=pairs["prerequisites"].distinct(lambda code: code.matching(*MEASURE_CODE)),
        ask=tuple(question.names() for question in pairs["ask"].items(at_least=QUESTIONS_TO_ASK)),
        pillar=pairs["pillar"].one_of(PILLARS),
        sectors=sectors_of(pairs["sectors"]),
        sizes=sizes_of(pairs["sizes"]),
        checked_on=checked_on,
        valid_until=valid_until,
        checked_by=pairs["checked_by"].names(),
        source=source_ref_of(pairs["source"], "section"),
    )


def support_of(entry: Entry) -> Support:
    texts = ("title", "what", "who", "first_step", "beware")
    pairs = entry.record(("code", "form", *texts, *SERVED, "sectors", "sizes", *CHECKED, "source"))
    relieves, measures = _served(pairs)
    checked_on, valid_until = _days_of(pairs)
    return Support(
        code=pairs["code"].matching(*SUPPORT_CODE),
        form=pairs["form"].one_of(FORMS),
        title=pairs["title"].names(),
        what=pairs["what"].names(),
        who=pairs["who"].names(),
        first_step=pairs["first_step"].names(),
        beware=pairs["beware"].names(),
        relieves=relieves,
        measures=measures,
        sectors=sectors_of(pairs["sectors"]),
        sizes=sizes_of(pairs["sizes"]),
        checked_on=checked_on,
        valid_until=valid_until,
        checked_by=pairs["checked_by"].names(),
        source=source_ref_of(pairs["source"], "section"),
    )


def _served(pairs: Mapping[str, Entry]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the barriers something relieves and the measures it serves; one at least must lead to it."""
    relieves = pairs["relieves"].distinct(lambda code: code.matching(*CODE_FORMS["barrier"]))
    measures = pairs["measures"].distinct(lambda code: code.matching(*MEASURE_CODE))
    if not (relieves or measures):
        raise pairs["relieves"].fail("a barrier, or a measure under measures", "neither, so that nothing leads to it")
    return relieves, measures


def _days_of(pairs: Mapping[str, Entry]) -> tuple[date, date]:
    checked_on, valid_until = pairs["checked_on"].day(), pairs["valid_until"].day()
    if valid_until < checked_on:
        raise pairs["valid_until"].fail(f'a day not before checked_on "{checked_on.isoformat()}"')
    return checked_on, valid_until


def promise_of(entry: Entry) -> Promise:
    pairs = entry.record(("schema", "cases", "solutions", "forms", "trades"))
    pairs["schema"].one_of(("promise/1",))
    return Promise(
        cases=_count_of(pairs["cases"]),
        solutions=_count_of(pairs["solutions"]),
        forms=pairs["forms"].distinct(lambda form: form.one_of(FORMS)),
        trades=tuple(_trade_of(trade) for trade in pairs["trades"].items()),
    )


def _trade_of(entry: Entry) -> Trade:
    pairs = entry.record(("code", "industries", "measures"))
    industries = pairs["industries"].distinct(lambda code: code.matching(*INDUSTRY_CODE))
    if not industries:
        raise pairs["industries"].fail("at least one industry", "none")
    return Trade(pairs["code"].matching(*SLUG), industries, _count_of(pairs["measures"]))


def _count_of(entry: Entry) -> int:
    count = entry.number("0")
    if count % 1:
        raise entry.fail("a whole number")
    return int(count)
