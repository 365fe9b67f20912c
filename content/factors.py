"""Dated factors, and which of them a year of one firm is computed with.

Factors are histories: a new value is a new row. A year takes what is in force on its 31 December; where nothing is
in force yet there is no factor, and the latest value is never taken instead. Sets of CO2 factors never mix.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol, TypeVar

from content.citation import SourceRef
from scoring.carriers import CARRIERS
from scoring.exact import text_of
from scoring.footprint import CarrierFactor, YearFactors
from scoring.model import Json, Names

CO2_PER_CARBON = Fraction(44, 12)
"""Tonnes of CO2 from a tonne of carbon, by the molar masses."""

KILOGRAMS_PER_TONNE = 1000
GRID_POWER = "electricity_grid"
NATION = "全国"
GRID_LEVELS = ("province", "region", "national")


@dataclass(frozen=True)
class UnitFactor:
    """What a base unit of a quantity counts for, from a day on: tonnes of coal equivalent, or of CO2 in every set.

    Attributes:
        note: what to know of the value, in both languages; empty where nothing is to be said.
    """

    code: str
    value: Decimal
    unit: str
    valid_from: date
    source: SourceRef
    note: Names


@dataclass(frozen=True)
class CarbonFactor:
    """What a fuel gives off by one set of factors, from a day on.

    Attributes:
        fuel: the fuel as the set names it, such as bituminous for raw_coal.
        ncv: net calorific value in GJ per `per` base units of the quantity.
        carbon: tonnes of carbon per TJ.
        oxidation: the part that burns, on (0, 1].
        note: what to know of the row, in both languages; empty where nothing is to be said.
    """

    set: str
    fuel: str
    code: str
    ncv: Decimal
    per: Decimal
    carbon: Decimal
    oxidation: Decimal
    valid_from: date
    source: SourceRef
    note: Names

    @property
    def value(self) -> Fraction:
        """Tonnes of CO2 per base unit.

        >>> ref = SourceRef("gbt-32151-2024", {"zh-hans": "表C.1", "en": "Table C.1"}, "confirmed")
        >>> figures = (Decimal(x) for x in ("19.57", "1", "26.1", "0.93"))
        >>> text_of(CarbonFactor("a", "bituminous", "raw_coal", *figures, date(2025, 1, 1), ref, {}).value)
        '1.74174957'
        """
        heat = Fraction(self.ncv) / Fraction(self.per)
        return heat * Fraction(self.carbon) / 1000 * Fraction(self.oxidation) * CO2_PER_CARBON


@dataclass(frozen=True)
class GridFactor:
    """Average kilograms of CO2 per kWh of one year: of a province, of a regional grid or of the nation."""

    year: int
    level: str
    name: str
    value: Decimal
    source: SourceRef


@dataclass(frozen=True)
class CoalRate:
    """Kilograms of coal equivalent that thermal power plants spent on a kWh supplied, by year."""

    year: int
    value: Decimal
    source: SourceRef


@dataclass(frozen=True)
class FactorSet:
    """A set of CO2 factors of fuels that belong together."""

    code: str
    name: Names
    note: Names
    source: SourceRef


class Dated(Protocol):
    """Anything in force from a day on."""

    @property
    def valid_from(self) -> date: ...


DatedRow = TypeVar("DatedRow", bound=Dated)


class OfYear(Protocol):
    @property
    def year(self) -> int: ...


YearRow = TypeVar("YearRow", bound=OfYear)


def row_at(history: Iterable[DatedRow], on: date) -> DatedRow | None:
    """Return the row in force on a day, the one with the latest start not after it; None when nothing had started.

    >>> ref = SourceRef("gbt-2589-2020", {"zh-hans": "附录A", "en": "App. A"}, "confirmed")
    >>> row = UnitFactor("diesel", Decimal("1.4571"), "tce/t", date(2021, 4, 1), ref, {})
    >>> row_at([row], date(2021, 4, 1)).value
    Decimal('1.4571')
    >>> row_at([row], date(2021, 3, 31)) is None
    True
    """
    return max((row for row in history if row.valid_from <= on), key=lambda row: row.valid_from, default=None)


def newest_until(rows: Iterable[YearRow], year: int) -> YearRow | None:
    """Return the row of the newest year not after `year`; None when the first row comes later."""
    return max((row for row in rows if row.year <= year), key=lambda row: row.year, default=None)


@dataclass(frozen=True, eq=False)
class FactorTables:
    """Every dated factor. Compared by identity, so that `factors_for` can remember what it looked up.

    Attributes:
        energy: tonnes of coal equivalent of carriers and media.
        carbon: CO2 of fuels, by set.
        direct: CO2 of what no set lists, such as heat and process materials.
        sets: sets of CO2 factors by code, the default first.
        regions: province -> its regional grid, both by their short Chinese names.
    """

    energy: tuple[UnitFactor, ...]
    carbon: tuple[CarbonFactor, ...]
    direct: tuple[UnitFactor, ...]
    grid: tuple[GridFactor, ...]
    coal_rate: tuple[CoalRate, ...]
    sets: Mapping[str, FactorSet]
    regions: Mapping[str, str]

    @property
    def tables(self) -> tuple[tuple[UnitFactor | CarbonFactor | GridFactor | CoalRate, ...], ...]:
        """Every table of rows, each row with its source."""
        return self.energy, self.carbon, self.direct, self.grid, self.coal_rate


@lru_cache(maxsize=1024)
def factors_for(tables: FactorTables, set_code: str, province: str, year: int) -> YearFactors:
    """Return what the amounts of one year are computed with. It is remembered, and only to be read.

    Args:
        tables: Every dated factor.
        set_code: A set of CO2 factors; "" is the default set.
        province: Short Chinese name of the firm's province. One without published grid factors takes those of its
            regional grid, an unknown one those of the nation; `grid["level"]` says which.
        year: The year of the amounts. The grid's factors come out years later: a year not published yet takes the
            newest one (`grid["later"]`), a year before the first has none.

    Raises:
        KeyError: there is no such set.
    """
    chosen = tables.sets[set_code].code if set_code else next(iter(tables.sets))
    on = date(year, 12, 31)
    grid = _grid_of(tables, province, year)
    rate = newest_until(tables.coal_rate, year)
    return YearFactors(
        year=year,
        carriers=MappingProxyType({code: _carrier_factor(tables, chosen, code, on, grid) for code in CARRIERS}),
        grid=grid,
        coal_rate=None if rate is None else {"year": rate.year, **_valued(Fraction(rate.value), rate.source)},
    )


def _grid_of(tables: FactorTables, province: str, year: int) -> Json | None:
    for level, name in zip(GRID_LEVELS, (province, tables.regions.get(province, ""), NATION), strict=True):
        row = newest_until((row for row in tables.grid if (row.level, row.name) == (level, name)), year)
        if row is not None:
            return {
                "province": province,
                "level": level,
                "year": row.year,
                **_valued(Fraction(row.value), row.source),
                "later": row.year < year,
            }
    return None


def _carrier_factor(tables: FactorTables, chosen: str, code: str, on: date, grid: Json | None) -> CarrierFactor:
    sources: list[Json] = []
    energy = row_at((row for row in tables.energy if row.code == code), on)
    if energy is not None:
        sources.append({"kind": "tce", **_valued(Fraction(energy.value), energy.source)})
    co2 = None
    carbon = row_at((row for row in tables.carbon if (row.set, row.code) == (chosen, code)), on)
    direct = row_at((row for row in tables.direct if row.code == code), on)
    if code == GRID_POWER and grid is not None:
        co2 = Fraction(grid["value"]) / KILOGRAMS_PER_TONNE
        sources.append({"kind": "co2", "value": text_of(co2), "source": grid["source"], "status": grid["status"]})
    elif carbon is not None:
        co2 = carbon.value
        parts = {"ncv": carbon.ncv, "per": carbon.per, "carbon": carbon.carbon, "oxidation": carbon.oxidation}
        texts = {key: text_of(Fraction(part)) for key, part in parts.items()}
        sources.append({"kind": "co2", **texts, **_valued(co2, carbon.source)})
    elif direct is not None:
        co2 = Fraction(direct.value)
        sources.append({"kind": "co2", **_valued(co2, direct.source)})
    return CarrierFactor(code, None if energy is None else Fraction(energy.value), co2, tuple(sources))


def _valued(value: Fraction, source: SourceRef) -> Json:
    return {"value": text_of(value), "source": source.text, "status": source.status}
