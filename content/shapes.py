"""Questions, sections, measures, sources and positions: from strict entries to the shapes of `content.model`."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from content.citation import SOURCE_KINDS, STATUSES, Source, SourceRef
from content.fit import ALL_SECTORS, PILLARS, SIZES
from content.model import (
    EFFECTS,
    HORIZONS,
    KINDS,
    QUANTITY,
    Measure,
    Position,
    PositionRow,
    Question,
    Questionnaire,
    Section,
    Share,
)
from content.parse import LANGUAGES, Entry

CODE_FORMS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "requirement": (re.compile(r"(?!BAR-)[A-Z]{2,4}(-[A-Z0-9]+)+-L[1-9]-[1-9]"), "IM-ENERGY-L2-1"),
    "barrier": (re.compile(r"BAR-[A-Z]+(-[A-Z0-9]+)+"), "BAR-UNABLE-SKILLS"),
    "gate": (re.compile(r"(?!BAR-)[A-Z]{2,4}-GATE(-[A-Z0-9]+)+"), "GF-GATE-COMPLIANCE"),
    "item": (re.compile(r"(?!BAR-)[A-Z]{2,4}-(?!GATE-)[A-Z]+(-[A-Z0-9]+)+"), "GF-INFRA-METERING"),
    QUANTITY: (re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*"), "electricity_grid"),
}
MEASURE_CODE = (re.compile(r"MEA(-[A-Z0-9]+){2,}"), "MEA-ENERGY-SUBMETERS")
DOTTED = (re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*"), "people.strategy")
SLUG = (re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"), "im-capability")
INDUSTRY_CODE = (re.compile(r"C(1[3-9]|[23]\d|4[0-3])"), "C34")

YEAR = (re.compile(r"\d{4}|not stated"), '"2020", or not stated')

QUANTITY_KEYS = ("units", "most", "whole")
RELATIONS = ("exactly", "more-than", "at-least")

Value = TypeVar("Value")


def source_ref_of(entry: Entry, clause_key: str = "clause") -> SourceRef:
    pairs = entry.record(("id", clause_key, "status"))
    place = pairs[clause_key]
    # A chapter number or heading reads the same in both languages; what explains something is written in each.
    clause = dict.fromkeys(LANGUAGES, place.text()) if isinstance(place.value, str) else place.names()
    return SourceRef(pairs["id"].matching(*SLUG), clause, pairs["status"].one_of(STATUSES))


def question_of(entry: Entry) -> Question:
    plain = ("code", "kind", "section", "text", "help", "example", "source")
    kind = entry.record(plain, ("unit", *QUANTITY_KEYS))["kind"].one_of(KINDS)
    pairs = entry.record((*plain, "unit"), QUANTITY_KEYS) if kind == QUANTITY else entry.record(plain)
    unit = pairs["unit"].text() if kind == QUANTITY else ""
    return Question(
        code=pairs["code"].matching(*CODE_FORMS[kind]),
        kind=kind,
        section=pairs["section"].matching(*DOTTED),
        text=pairs["text"].names(),
        help=pairs["help"].names(),
        example=pairs["example"].names(),
        source=source_ref_of(pairs["source"]),
        unit=unit,
        units=_units_of(pairs, unit),
        most=_most_of(pairs["most"]) if "most" in pairs else None,
        whole="whole" in pairs and pairs["whole"].flag(),
    )


def _most_of(entry: Entry) -> Decimal:
    most = entry.number()
    if most <= 0:
        raise entry.fail("a largest amount above 0")
    return most


def _units_of(pairs: dict[str, Entry], unit: str) -> Mapping[str, Decimal]:
    if not unit:
        return MappingProxyType({})
    units = {unit: Decimal(1)}
    for name, factor in (pairs["units"].pairs() if "units" in pairs else {}).items():
        if name == unit:
            raise factor.fail("units other than the base unit", f"the base unit {unit} itself")
        units[name] = factor.number()
        if units[name] <= 0:
            raise factor.fail("a factor above 0")
    return MappingProxyType(units)


def questionnaire_of(entry: Entry, asked: Mapping[str, tuple[str, ...]]) -> Questionnaire:
    """Read one questionnaire.

    Args:
        asked: Section code -> question codes in the order of the files.
    """
    pairs = entry.record(("code", "title", "intro", "sections"))
    return Questionnaire(
        code=pairs["code"].matching(*SLUG),
        title=pairs["title"].names(),
        intro=pairs["intro"].names(),
        sections=tuple(_section_of(section, asked) for section in pairs["sections"].items(at_least=1)),
    )


def _section_of(entry: Entry, asked: Mapping[str, tuple[str, ...]]) -> Section:
    pairs = entry.record(("code", "title", "minutes"))
    code = pairs["code"].matching(*DOTTED)
    return Section(code, pairs["title"].names(), pairs["minutes"].number("0.5", "60"), asked.get(code, ()))


def measure_of(entry: Entry) -> Measure:
    texts = ("title", "what", "first_step", "key_figure")
    pairs = entry.record(
        (
            "code",
            "title",
            "what",
            "first_step",
            "fixes",
            "relieves",
            "lifts",
            "prerequisites",
            "cost_wan",
            "staff_days",
            "payback_months",
            "effects",
            "horizon",
            "pillar",
            "sectors",
            "sizes",
            "key_figure",
            "source",
        )
    )
    names = {key: pairs[key].names() for key in texts}
    sizes = sizes_of(pairs["sizes"])
    return Measure(
        code=pairs["code"].matching(*MEASURE_CODE),
        title=names["title"],
        what=names["what"],
        first_step=names["first_step"],
        fixes=_answers_of(pairs["fixes"]),
        relieves=pairs["relieves"].distinct(lambda code: code.matching(*CODE_FORMS["barrier"])),
        lifts=_answers_of(pairs["lifts"]),
        prerequisites=pairs["prerequisites"].distinct(lambda code: code.matching(*MEASURE_CODE)),
        cost_wan=_by_size(pairs["cost_wan"], sizes, _range_of),
        staff_days=_by_size(pairs["staff_days"], sizes, lambda days: days.number("0")),
        payback_months=_range_of(pairs["payback_months"]) if pairs["payback_months"].items() else (),
        effects=pairs["effects"].distinct(lambda word: word.one_of(EFFECTS)),
        horizon=pairs["horizon"].one_of(HORIZONS),
        pillar=pairs["pillar"].one_of(PILLARS),
        sectors=sectors_of(pairs["sectors"]),
        sizes=sizes,
        key_figure=names["key_figure"],
        source=source_ref_of(pairs["source"], "section"),
    )


def _answers_of(entry: Entry) -> Mapping[str, str]:
    return MappingProxyType(
        {
            code: answer.one_of(("1", "0.8", "0.5", "yes"), 'a quoted answer "1", "0.8", "0.5" or "yes"')
            for code, answer in entry.pairs().items()
        }
    )


def _by_size(entry: Entry, sizes: tuple[str, ...], read: Callable[[Entry], Value]) -> Mapping[str, Value]:
    return MappingProxyType({size: read(value) for size, value in entry.record(sizes).items()})


def _range_of(entry: Entry) -> tuple[Decimal, Decimal]:
    ends = [end.number("0") for end in entry.items()]
    if len(ends) != 2 or ends[0] > ends[1]:
        raise entry.fail('two quoted numbers, low then high, such as ["1", "5"]', f"{[str(end) for end in ends]}")
    return ends[0], ends[1]


def sizes_of(entry: Entry) -> tuple[str, ...]:
    """Read the size classes something fits, one at least."""
    sizes = entry.distinct(lambda size: size.one_of(SIZES))
    if not sizes:
        raise entry.fail("at least one size", "none")
    return sizes


def sectors_of(entry: Entry) -> tuple[str, ...]:
    """Read the trades something fits: the word all, or industry codes."""
    if entry.value == ALL_SECTORS:
        return (ALL_SECTORS,)
    if not isinstance(entry.value, list) or not entry.value:
        raise entry.fail("all, or a list of industry codes such as [C17, C18]")
    return entry.distinct(lambda code: code.matching(*INDUSTRY_CODE))


def source_of(entry: Entry) -> Source:
    pairs = entry.record(("id", "title", "kind", "year", "where", "status"))
    return Source(
        id=pairs["id"].matching(*SLUG),
        title=pairs["title"].names(),
        kind=pairs["kind"].one_of(SOURCE_KINDS),
        year=_stated(pairs["year"].matching(*YEAR)),
        where=pairs["where"].names(),
        status=pairs["status"].one_of(STATUSES),
    )


def _stated(text: str) -> str:
    return "" if text == "not stated" else text


def position_of(entry: Entry) -> Position:
    pairs = entry.record(("code", "reading", "title", "note", "rows"))
    return Position(
        code=pairs["code"].matching(*SLUG),
        reading=pairs["reading"].matching(*SLUG),
        title=pairs["title"].names(),
        note=pairs["note"].names(),
        rows=tuple(_position_row_of(row) for row in pairs["rows"].items(at_least=1)),
    )


def _position_row_of(entry: Entry) -> PositionRow:
    pairs = entry.record(("year", "n", "shares", "source"))
    return PositionRow(
        year=_stated(pairs["year"].text()),
        n=_stated(pairs["n"].text()),
        shares=tuple(_share_of(share) for share in pairs["shares"].items(at_least=1)),
        source=source_ref_of(pairs["source"]),
    )


def _share_of(entry: Entry) -> Share:
    pairs = entry.record(("code", "label", "value", "relation"))
    return Share(
        pairs["code"].matching(*SLUG),
        pairs["label"].names(),
        pairs["value"].number("0", "100"),
        pairs["relation"].one_of(RELATIONS),
    )
