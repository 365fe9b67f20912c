"""The footprint: energy, CO2, water, waste and pollutants of up to five years, per unit of output, beside known marks.

Sources: gbt-2589-2020 (energy), gbt-32150 (CO2), gbt-36132-2025 Annex B (intensities), docs/method.md#footprint.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from scoring.carriers import CARRIERS, ENERGY_CARRIERS, MEDIA, PROCESS
from scoring.exact import fraction_of, percent_above_one, root, text_of, total
from scoring.model import Json
from scoring.plausibility import History, Plausibility, flag, flags
from scoring.quantity import FORMULAS, RENEWABLE, ZERO_DENOMINATOR, Amount, YearFigures


@dataclass(frozen=True)
class CarrierFactor:
    """What one base unit of a carrier counts for.

    Attributes:
        tce: tonnes of coal equivalent (当量值); None when there is none for the year, or for a process material.
        co2: tonnes of CO2; None when there is none. Of electricity_grid it is the grid factor of `YearFactors.grid`.
        sources: one entry per factor, as shown to people.
    """

    code: str
    tce: Fraction | None
    co2: Fraction | None
    sources: tuple[Json, ...] = ()


@dataclass(frozen=True)
class YearFactors:
    """The factors of one year.

    Attributes:
        carriers: by code; a carrier without any factor may be absent.
        grid: which grid factor was used, {"province", "level", "year", "value" in kg CO2 per kWh, "source", "status",
            "later"}; None when none is known for the year.
        coal_rate: coal used to make one kWh, {"year", "value" in kgce per kWh, "source", "status"}; None likewise.
    """

    year: int
    carriers: Mapping[str, CarrierFactor]
    grid: Json | None = None
    coal_rate: Json | None = None

    @cached_property
    def tce_per_unit(self) -> dict[str, Fraction]:
        """Carrier -> tce per base unit, of those that have it."""
        return {code: factor.tce for code, factor in self.carriers.items() if factor.tce is not None}

    @cached_property
    def co2_per_unit(self) -> dict[str, Fraction]:
        """Carrier or process material -> t CO2 per base unit, of those that have it."""
        return {code: factor.co2 for code, factor in self.carriers.items() if factor.co2 is not None}


@dataclass(frozen=True)
class Mark:
    """A known value of an intensity to stand beside the firm's own.

    Attributes:
        indicator: code of the intensity, whose unit `value` is in; above 0.
        better: "lower" or "higher".
        scope: "national", "park", "sector" or "target".
        industries: codes it holds for; ("all",) for every one.
    """

    code: str
    indicator: str
    value: Fraction
    unit: str
    year: int
    better: str
    scope: str
    industries: tuple[str, ...]
    status: str
    source: str


@dataclass(frozen=True)
class Remark:
    """A general remark that holds for firms of some sizes."""

    code: str
    sizes: tuple[str, ...]


@dataclass(frozen=True)
class Intensity:
    """A figure that makes years and firms comparable: its formula is one of `FORMULAS`."""

    code: str
    unit: str
    formula: str
    source: str


INTENSITIES: tuple[Intensity, ...] = (
    Intensity("energy-per-value-added", "tce/万元", "energy_tce / value_added", "gbt-2589-2020"),
    Intensity("energy-per-output", "tce/万元", "energy_tce / output_value", "gbt-36132-2025, B.2"),
    Intensity("energy-per-tonne", "tce/t", "energy_tce / product_tonnes", "gbt-36132-2025, B.1"),
    Intensity("energy-per-piece", "tce/件", "energy_tce / product_pieces", "gbt-36132-2025, B.1"),
    Intensity("energy-per-metre", "tce/m", "energy_tce / product_metres", "gbt-36132-2025, B.1"),
    Intensity("co2-per-value-added", "t/万元", "co2_t / value_added", "gbt-32150"),
    Intensity("co2-per-output", "t/万元", "co2_t / output_value", "gbt-36132-2025, B.4"),
    Intensity("co2-per-tonne", "t/t", "co2_t / product_tonnes", "gbt-36132-2025, B.3"),
    Intensity("co2-per-piece", "t/件", "co2_t / product_pieces", "gbt-36132-2025, B.3"),
    Intensity("co2-per-metre", "t/m", "co2_t / product_metres", "gbt-36132-2025, B.3"),
    Intensity("co2-per-tce", "t/tce", "co2_t / energy_tce", "tool-own"),
    Intensity("water-per-value-added", "m3/万元", "water_taken / value_added", "tool-own"),
    Intensity("water-per-output", "m3/万元", "water_taken / output_value", "gbt-36132-2025, B.9"),
    Intensity("water-per-tonne", "m3/t", "water_taken / product_tonnes", "gbt-36132-2025, B.8"),
    Intensity("water-per-piece", "m3/件", "water_taken / product_pieces", "gbt-36132-2025, B.8"),
    Intensity("renewable-share", "%", "renewable_tce / energy_tce x 100", "gbt-36132-2025, B.5"),
    Intensity("coal-share", "%", "coal_tce / energy_tce x 100", "tool-own"),
    Intensity("water-reuse", "%", "water_reused / (water_taken + water_reused) x 100", "gbt-36132-2025, B.10"),
    Intensity(
        "wastewater-reuse",
        "%",
        "wastewater_reused / (wastewater_discharged + wastewater_reused) x 100",
        "gbt-36132-2018, A.10",
    ),
    Intensity(
        "waste-utilisation",
        "%",
        "(waste_used + waste_stock_used) / (waste_generated + waste_stock_used) x 100",
        "gbt-36132-2025, B.11",
    ),
    Intensity("waste-per-value-added", "t/万元", "waste_generated / value_added", "tool-own"),
    Intensity("hazardous-waste-per-value-added", "kg/万元", "hazardous_waste / value_added x 1000", "tool-own"),
    Intensity("cod-per-value-added", "kg/万元", "cod / value_added", "tool-own"),
    Intensity("so2-per-value-added", "kg/万元", "so2 / value_added", "tool-own"),
    Intensity("nox-per-value-added", "kg/万元", "nox / value_added", "tool-own"),
    Intensity("vocs-per-value-added", "kg/万元", "vocs / value_added", "tool-own"),
    Intensity("particulates-per-value-added", "kg/万元", "particulates / value_added", "tool-own"),
    Intensity("green-material-share", "%", "green_material_share", "gbt-36132-2018, A.4"),
    Intensity("output-per-land", "万元/m2", "output_value / land_area", "gbt-36132-2025, B.26"),
    Intensity("plot-ratio", "ratio", "floor_area / land_area", "gbt-36132-2025, B.28"),
    Intensity("building-density", "%", "building_area / land_area x 100", "gbt-36132-2025, B.27"),
    Intensity("upgrade-investment", "%", "green_investment_3y / output_value_3y x 100", "gbt-36132-2025, C.1"),
)
"""In the order shown to people."""

COMPARED = ("energy_tce", "co2_t", "value_added", "output_value", "water_taken")
"""Totals whose change from year to year is told, before the intensities."""

SCOPE_1, SCOPE_2 = (tuple(code for code, carrier in CARRIERS.items() if carrier.scope == scope) for scope in (1, 2))
POWER = tuple(code for code in ENERGY_CARRIERS if CARRIERS[code].kind == "electricity")
OTHER_ENERGY = tuple(code for code in ENERGY_CARRIERS if code not in POWER)

LEAST_SPAN = 2
"""Years between the first and the last year from which an average yearly growth is told."""

KILOGRAMS_PER_TONNE = 1000

Values = Mapping[str, Fraction]


def footprint(
    history: History,
    factors: Mapping[int, YearFactors],
    *,
    set_code: str,
    marks: Sequence[Mark],
    plausibility: Plausibility,
    industry: str = "",
    size: str = "",
    remarks: Sequence[Remark] = (),
) -> Json | None:
    """Return the footprint of all years as it stands in a result, or None when no amount is given.

    Totals: `energy_tce` sums fuels, electricity and heat at 当量值; `energy_equal_tce` takes electricity at the coal
    spent to make it; `media_tce` stands beside both. `co2_t` is the whole of scope 1 (fuels and process), scope 2
    (bought power and heat). A total is None when nothing of it is given, or when something given above 0 has no
    factor, which a flag names. Whole energy and CO2 need at least one energy carrier.

    Args:
        history: Year -> quantity -> amount in base units, 0 or above; years without an amount are passed over.
        factors: Year -> factors of one set; a year that is absent has none.
        set_code: The factor set, for the record.
        marks: Known values; those for other industries are passed over.
        plausibility: Rules behind the flags.
        industry: Division code such as "C34"; "" fits marks for all industries only.
        size: Size class, which chooses the remarks.
        remarks: General remarks.

    Source: docs/method.md#footprint.

    >>> grid = CarrierFactor("electricity_grid", Fraction("0.0001229"), Fraction("0.0006"))
    >>> year = YearFactors(2025, {"electricity_grid": grid})
    >>> rules = {"set_code": "own", "marks": (), "plausibility": Plausibility()}
    >>> found = footprint({2025: {"electricity_grid": Fraction(10000)}}, {2025: year}, **rules)
    >>> found["years"][0]["energy_tce"], found["years"][0]["co2_t"]
    ('1.229', '6')
    >>> footprint({2025: {}}, {2025: year}, **rules) is None
    True
    """
    given = {
        year: {code: fraction_of(amount) for code, amount in amounts.items()}
        for year, amounts in sorted(history.items())
        if amounts
    }
    if not given:
        return None
    values: dict[int, Values] = {}
    rows: list[Json] = []
    for year in given:
        used = factors.get(year) or YearFactors(year, {})
        row, values[year] = _year(given, used, plausibility)
        rows.append(row)
    compared = _compared(values.values())
    return {
        "factor_set": set_code,
        "years": rows,
        "changes": list(_changes(values, compared)),
        "growth": list(_growth(values, compared)),
        "positions": list(_positions(values, marks, industry)),
        "remarks": [remark.code for remark in remarks if size in remark.sizes],
    }


def figures_of_year(history: History, factors: YearFactors) -> YearFigures:
    """Return the figures of the year of `factors`, with the years before it for sums over three years."""
    amounts = history.get(factors.year, {})
    return YearFigures(amounts, factors.tce_per_unit, factors.co2_per_unit, factors.year, history)


def _year(history: History, factors: YearFactors, plausibility: Plausibility) -> tuple[Json, Values]:
    figures = figures_of_year(history, factors)
    carriers = [_carrier(code, figures.given[code], factors) for code in CARRIERS if code in figures.given]
    tce = {row.code: row.tce for row in carriers}
    co2 = {row.code: row.co2 for row in carriers}
    energy, carbon = figures.amount("energy_tce"), figures.amount("co2_t")
    amounts = [(intensity, FORMULAS[intensity.formula].of(figures)) for intensity in INTENSITIES]
    row: Json = {
        "year": factors.year,
        "energy_tce": _text(energy.value),
        "energy_equal_tce": _text(_equal_tce(tce, figures, factors)),
        "coal_rate": factors.coal_rate,
        "media_tce": _text(_sum(tce, MEDIA)),
        "co2_t": _text(carbon.value),
        "scope1_t": _text(_sum(co2, SCOPE_1)),
        "scope2_t": _text(_sum(co2, SCOPE_2)),
        "process_t": _text(_sum(co2, PROCESS)),
        "grid": factors.grid,
        "by_carrier": [carrier.json for carrier in carriers],
        "intensities": [_intensity(intensity, amount) for intensity, amount in amounts],
        "flags": [*flags(history, factors.year, plausibility), *_own_flags(carriers, figures, amounts)],
    }
    compared = [("energy_tce", energy), ("co2_t", carbon), *((code, figures.amount(code)) for code in COMPARED[2:])]
    compared += [(intensity.code, amount) for intensity, amount in amounts]
    return row, {code: amount.value for code, amount in compared if amount.value is not None}


@dataclass(frozen=True)
class _CarrierYear:
    """One carrier in one year; what it does not count for, or has no factor for, is None."""

    code: str
    amount: Fraction
    tce: Fraction | None
    co2: Fraction | None
    factor: CarrierFactor

    @property
    def lacks(self) -> tuple[str, ...]:
        """Which factors are wanting though the amount counts: "tce", "co2"."""
        if self.tce is not None and self.co2 is not None:
            return ()
        kind = CARRIERS[self.code].kind
        wanting = (("tce", kind != "process" and self.tce is None), ("co2", kind != "medium" and self.co2 is None))
        return tuple(name for name, is_wanting in wanting if is_wanting)

    @property
    def json(self) -> Json:
        carrier = CARRIERS[self.code]
        return {
            "code": self.code,
            "amount": text_of(self.amount),
            "kind": carrier.kind,
            "scope": carrier.scope,
            "tce": _text(self.tce),
            "co2_t": _text(self.co2),
            "tce_factor": _text(self.factor.tce),
            "co2_factor": _text(self.factor.co2),
            "sources": list(self.factor.sources),
        }


def _carrier(code: str, amount: Fraction, factors: YearFactors) -> _CarrierYear:
    factor = factors.carriers.get(code) or CarrierFactor(code, None, None)
    kind = CARRIERS[code].kind
    tce = None if kind == "process" else _product(amount, factor.tce)
    co2 = None if kind == "medium" else _product(amount, factor.co2)
    return _CarrierYear(code, amount, tce, co2, factor)


def _product(amount: Fraction, factor: Fraction | None) -> Fraction | None:
    # Nothing times an unknown factor is nothing.
    if not amount:
        return amount
    if factor is None:
        return None
    return Fraction(amount.numerator * factor.numerator, amount.denominator * factor.denominator)


def _sum(values: Mapping[str, Fraction | None], codes: Iterable[str]) -> Fraction | None:
    """The sum of those codes that are given; None when none is, or when one of them has no value."""
    given = [values[code] for code in codes if code in values]
    known = [value for value in given if value is not None]
    return total(known) if given and len(known) == len(given) else None


def _equal_tce(tce: Mapping[str, Fraction | None], figures: YearFigures, factors: YearFactors) -> Fraction | None:
    kilowatt_hours = total([figures.given[code] for code in POWER if code in figures.given])
    rate = None if factors.coal_rate is None else Fraction(factors.coal_rate["value"]) / KILOGRAMS_PER_TONNE
    made_with = _product(kilowatt_hours, rate)
    if figures.given.keys().isdisjoint(ENERGY_CARRIERS) or made_with is None:
        return None
    return _sum({**tce, "power": made_with}, ("power", *OTHER_ENERGY))


def _intensity(intensity: Intensity, amount: Amount) -> Json:
    return {
        "code": intensity.code,
        "value": _text(amount.value),
        "unit": intensity.unit,
        "formula": intensity.formula,
        "reason": amount.reason,
        "absent": list(amount.absent),
    }


def _text(value: Fraction | None) -> str | None:
    return None if value is None else text_of(value)


def _own_flags(
    carriers: Sequence[_CarrierYear], figures: YearFigures, amounts: Sequence[tuple[Intensity, Amount]]
) -> Iterable[Json]:
    """Flags that need factors or formulas: zero denominators, factors that are wanting, more renewable than energy."""
    zeros = {
        code: None
        for intensity, amount in amounts
        if amount.reason == ZERO_DENOMINATOR
        for code in FORMULAS[intensity.formula].bottoms
        if figures.given.get(code) == 0
    }
    yield from (flag("zero-denominator", code) for code in zeros)
    for carrier in carriers:
        lacks = carrier.lacks
        if carrier.code == "electricity_grid" and "co2" in lacks:
            yield flag("no-grid-factor", carrier.code)
            lacks = tuple(name for name in lacks if name != "co2")
        if lacks:
            yield flag("no-factor", carrier.code)
    renewable, energy = figures.amount("renewable_tce").value, figures.amount("energy_tce").value
    if renewable is not None and energy is not None and renewable > energy:
        yield flag("renewable-above-energy", max(RENEWABLE, key=lambda code: figures.given.get(code, Fraction(-1))))


def _compared(values: Collection[Values]) -> tuple[str, ...]:
    """What at least two years have."""
    codes = (*COMPARED, *(intensity.code for intensity in INTENSITIES))
    return tuple(code for code in codes if sum(code in row for row in values) > 1)


def _changes(values: Mapping[int, Values], codes: Sequence[str]) -> Iterable[Json]:
    """From each year to the next one of the calendar, where both have the figure and the first is above 0."""
    for year, row in values.items():
        before = values.get(year - 1, {})
        for code in codes:
            if code in row and before.get(code):
                yield {
                    "code": code,
                    "from": year - 1,
                    "to": year,
                    "percent": text_of(_percent(before[code], row[code])),
                }


def _percent(before: Fraction, now: Fraction) -> Fraction:
    # (now / before - 1) x 100 in whole numbers, with one reduction at the end.
    then, today = before.numerator * now.denominator, now.numerator * before.denominator
    return Fraction((today - then) * 100, then)


def _growth(values: Mapping[int, Values], codes: Sequence[str]) -> Iterable[Json]:
    """Average growth per year from the first to the last year with the figure, both above 0."""
    for code in codes:
        years = [year for year, row in values.items() if code in row]
        first, last = years[0], years[-1]
        span = last - first
        start, end = values[first][code], values[last][code]
        if span >= LEAST_SPAN and start > 0 and end > 0:
            percent = percent_above_one(root(end / start, span))
            yield {"code": code, "from": first, "to": last, "percent": percent}


def _positions(values: Mapping[int, Values], marks: Iterable[Mark], industry: str) -> Iterable[Json]:
    """The newest value of an intensity beside each mark that fits the industry."""
    fits = {"all", industry}
    for mark in marks:
        if fits.isdisjoint(mark.industries):
            continue
        years = [year for year, row in values.items() if mark.indicator in row]
        if not years:
            continue
        value = values[years[-1]][mark.indicator]
        yield {
            "indicator": mark.indicator,
            "mark": mark.code,
            "value": text_of(value),
            "mark_value": text_of(mark.value),
            "unit": mark.unit,
            "ratio": text_of(value / mark.value),
            "better": value <= mark.value if mark.better == "lower" else value >= mark.value,
            "year": years[-1],
            "status": mark.status,
            "source": mark.source,
        }
