"""The CSV tables of factors and default references."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from content.citation import STATUSES, SourceRef
from content.factors import GRID_LEVELS, NATION, CarbonFactor, CoalRate, GridFactor, UnitFactor
from content.figures import ALL, DefaultReference
from content.model import QUANTITY
from content.parse import Entry, read_csv
from content.shapes import CODE_FORMS, INDUSTRY_CODE, SLUG
from scoring.model import Names

SOURCE = ("source", "clause_zh", "clause_en", "status")
NOTE = ("note_zh", "note_en")
DATED = ("code", "value", "unit", "valid_from", *SOURCE, *NOTE)
CARBON = ("set", "fuel", "code", "ncv", "per", "carbon", "oxidation", "valid_from", *SOURCE, *NOTE)
GRID = ("year", "level", "name", "value", *SOURCE)
COAL_RATE = ("year", "value", *SOURCE)
DEFAULTS = ("reading", "indicator", "industry", "unit", "base", "lead", "valid_from", *SOURCE)

Row = Mapping[str, Entry]
Shape = TypeVar("Shape")


def rows_of(
    path: Path, shown: str, columns: tuple[str, ...], shape: Callable[[Row], Shape]
) -> list[tuple[Entry, Shape]]:
    """Read a table row by row, each with its place ("line 3")."""
    return [(line_of(row), shape(row)) for row in read_csv(path, shown, columns)]


def line_of(row: Row) -> Entry:
    cell = next(iter(row.values()))
    return Entry(cell.value, cell.file, cell.place.partition(".")[0])


def _source_of(row: Row) -> SourceRef:
    clause = {"zh-hans": row["clause_zh"].text(), "en": row["clause_en"].text()}
    return SourceRef(row["source"].matching(*SLUG), clause, row["status"].one_of(STATUSES))


def _note_of(row: Row) -> Names:
    """Read a note in both languages; no languages at all where there is none."""
    chinese, english = row["note_zh"], row["note_en"]
    if bool(chinese.value) != bool(english.value):
        raise (english if chinese.value else chinese).fail("a note in both languages or in neither", "nothing")
    return {"zh-hans": chinese.text(), "en": english.text()} if chinese.value else {}


def _unit_factor_of(row: Row) -> UnitFactor:
    return UnitFactor(
        code=row["code"].matching(*CODE_FORMS[QUANTITY]),
        value=row["value"].number("0"),
        unit=row["unit"].text(),
        valid_from=row["valid_from"].day(),
        source=_source_of(row),
        note=_note_of(row),
    )


def _carbon_factor_of(row: Row) -> CarbonFactor:
    per = row["per"].number("0")
    if not per:
        raise row["per"].fail("a number above 0")
    return CarbonFactor(
        set=row["set"].matching(*SLUG),
        fuel=row["fuel"].matching(*SLUG),
        code=row["code"].matching(*CODE_FORMS[QUANTITY]),
        ncv=row["ncv"].number("0"),
        per=per,
        carbon=row["carbon"].number("0"),
        oxidation=row["oxidation"].number("0", "1"),
        valid_from=row["valid_from"].day(),
        source=_source_of(row),
        note=_note_of(row),
    )


def _grid_factor_of(row: Row) -> GridFactor:
    level, name = row["level"].one_of(GRID_LEVELS), row["name"].text()
    if (level == "national") != (name == NATION):
        raise row["name"].fail(f"{NATION} for the level national, and only there")
    return GridFactor(row["year"].year(), level, name, row["value"].number("0"), _source_of(row))


def _coal_rate_of(row: Row) -> CoalRate:
    return CoalRate(row["year"].year(), row["value"].number("0"), _source_of(row))


def _default_of(row: Row) -> DefaultReference:
    base, lead = row["base"].number(), row["lead"].number()
    if base == lead:
        raise row["lead"].fail("a lead that differs from the base")
    industry = row["industry"]
    return DefaultReference(
        reading=row["reading"].matching(*SLUG),
        indicator=row["indicator"].matching(*SLUG),
        industry=ALL if industry.value == ALL else industry.matching(*INDUSTRY_CODE),
        unit=row["unit"].text(),
        base=base,
        lead=lead,
        valid_from=row["valid_from"].day(),
        source=_source_of(row),
    )


unit_factors_of = partial(rows_of, columns=DATED, shape=_unit_factor_of)
carbon_factors_of = partial(rows_of, columns=CARBON, shape=_carbon_factor_of)
grid_factors_of = partial(rows_of, columns=GRID, shape=_grid_factor_of)
coal_rates_of = partial(rows_of, columns=COAL_RATE, shape=_coal_rate_of)
default_references_of = partial(rows_of, columns=DEFAULTS, shape=_default_of)
