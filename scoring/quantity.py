"""Quantities: from amounts of a year to indicators, and from an indicator to a position between two references.

Source: gbt-36132-2018 Annex A, gbt-36132-2025 Annex B, gbt-2589-2020 and gbt-32150, docs/method.md#quantities.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from scoring.carriers import CARRIERS, ENERGY_CARRIERS, PROCESS
from scoring.errors import ReferenceNotUsable
from scoring.exact import fraction_of, total, weighted_total
from scoring.model import Facts

__all__ = ["ENERGY_CARRIERS", "FORMULAS", "Amount", "Formula", "YearFigures", "energy_tce", "range_share"]

NO_FIGURES = "no figures"
NO_TCE_FACTOR = "no factor for the year"
NO_CO2_FACTOR = "no factor"
ZERO_DENOMINATOR = "denominator is zero"
THREE_YEARS_NEEDED = "three years are needed"

ONE = Fraction(1)

SPAN = 3
"""Years a sum over several years covers, the assessed one included."""

RENEWABLE = ("electricity_solar_own", "electricity_green_bought", "green_certificates")
"""Self-made, bought and certified renewable power, kWh; bought power is counted in electricity_grid too."""

COAL = frozenset(code for code in ENERGY_CARRIERS if CARRIERS[code].coal)

NONE_MEANS_ZERO = frozenset({"waste_stock_used"})
"""Quantities most firms do not have: not given counts 0 beside what is given."""

Quantities = Mapping[str, Decimal | Fraction]
Factors = Mapping[str, Decimal | Fraction]


class Amount(NamedTuple):
    """An indicator's value, or why there is none.

    Attributes:
        value: in the indicator's unit; None when it cannot be computed.
        reason: "" or "no figures" (see `absent`), "no factor for the year" (tce), "no factor" (CO2), "denominator is
            zero", "three years are needed".
        absent: quantity codes that were not given, or that have no factor.
        inputs: quantity codes and amounts used, in the order of the formula.
    """

    value: Fraction | None
    reason: str = ""
    absent: tuple[str, ...] = ()
    inputs: tuple[tuple[str, Fraction], ...] = ()


def range_share(value: Fraction, base: Fraction, lead: Fraction) -> Fraction:
    """Return how far `value` has come from the baseline (0) to the leading value (1), both directions.

    Raises:
        ReferenceNotUsable: base equals lead.

    Source: gbt-36132-2025 clause 5 (linear proportion), docs/method.md#quantities.

    >>> range_share(Fraction(3), Fraction(4), Fraction(2)), range_share(Fraction(5), Fraction(4), Fraction(2))
    (Fraction(1, 2), Fraction(0, 1))
    """
    if base == lead:
        raise ReferenceNotUsable("reference")
    share = (value - base) / (lead - base)
    return min(max(share, Fraction(0)), Fraction(1))


def at_least_as_good(value: Fraction, mark: Fraction, base: Fraction, lead: Fraction) -> bool:
    """Return whether `value` is at `mark` or on its better side, the better side being that of `lead`."""
    return value <= mark if lead < base else value >= mark


def energy_tce(quantities: Quantities, tce_per_unit: Factors) -> Amount:
    """Return the year's energy in tonnes of coal equivalent (当量值).

    Args:
        quantities: Amounts in base units; carriers not given are not used by the firm.
        tce_per_unit: tce per base unit of each carrier.

    Returns:
        No value when no carrier is given, or when one that is given above 0 has no factor for the year.

    >>> energy_tce({"electricity_grid": Decimal(10000)}, {"electricity_grid": Decimal("0.0001229")}).value
    Fraction(1229, 1000)
    """
    return YearFigures(quantities, tce_per_unit).amount("energy_tce")


class YearFigures:
    """A year's amounts and what follows from them; each figure is computed once.

    Names: every quantity code, and "energy_tce" (当量值), "co2_t" (whole: energy and process), "renewable_tce",
    "coal_tce", "green_investment_3y" and "output_value_3y" (sums of the year and the two before it, in 万元).

    Args:
        quantities: Amounts of the year in base units.
        tce_per_unit, co2_per_unit: What one base unit of a carrier counts for.
        year: Of the amounts; 0 when not known, which leaves sums over years without a value.
        history: Year -> amounts, of the years before; what it says of `year` itself is not used.

    >>> figures = YearFigures({"diesel": Decimal(10)}, {"diesel": Decimal("1.4571")}, {"diesel": Fraction(3)})
    >>> figures.amount("energy_tce").value, figures.amount("co2_t").value
    (Fraction(14571, 1000), Fraction(30, 1))
    """

    def __init__(
        self,
        quantities: Quantities,
        tce_per_unit: Factors,
        co2_per_unit: Factors | None = None,
        year: int = 0,
        history: Mapping[int, Quantities] | None = None,
    ):
        self.year = year
        self.given = {code: fraction_of(amount) for code, amount in quantities.items()}
        self._tce, self._co2 = tce_per_unit, co2_per_unit or {}
        self._history = history or {}
        self._known: dict[str, Amount] = {}

    def amount(self, name: str) -> Amount:
        """Return a quantity or a figure derived from several."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = DERIVED[name](self) if name in DERIVED else self._raw(name)
        return known

    @property
    def power_tce(self) -> Fraction | None:
        """tce per kWh of electricity, which bought and certified renewable power share; None without a factor."""
        factor = self._tce.get("electricity_grid")
        return None if factor is None else fraction_of(factor)

    def _raw(self, code: str) -> Amount:
        if code in self.given:
            return Amount(self.given[code], inputs=((code, self.given[code]),))
        if code in NONE_MEANS_ZERO:
            return Amount(Fraction(0))
        return Amount(None, NO_FIGURES, (code,))

    def _weighed(self, codes: Iterable[str], factors: Factors, reason: str) -> Amount:
        """The sum of amounts times factors; an amount of 0 needs no factor."""
        inputs = tuple((code, self.given[code]) for code in codes if code in self.given)
        lacking = tuple(code for code, amount in inputs if amount and code not in factors)
        if lacking:
            return Amount(None, reason, lacking)
        weighed = weighted_total([(amount, fraction_of(factors[code])) for code, amount in inputs if amount])
        return Amount(weighed, inputs=inputs)

    def _energy(self) -> Amount:
        if self.given.keys().isdisjoint(ENERGY_CARRIERS):
            return Amount(None, NO_FIGURES, ENERGY_CARRIERS)
        return self._weighed(ENERGY_CARRIERS, self._tce, NO_TCE_FACTOR)

    def _co2_t(self) -> Amount:
        if self.given.keys().isdisjoint(ENERGY_CARRIERS):
            return Amount(None, NO_FIGURES, ENERGY_CARRIERS)
        return self._weighed((*ENERGY_CARRIERS, *PROCESS), self._co2, NO_CO2_FACTOR)

    def _coal(self) -> Amount:
        if self.given.keys().isdisjoint(ENERGY_CARRIERS):
            return Amount(None, NO_FIGURES, ENERGY_CARRIERS)
        return self._weighed((code for code in ENERGY_CARRIERS if code in COAL), self._tce, NO_TCE_FACTOR)

    def _renewable(self) -> Amount:
        if self.given.keys().isdisjoint(RENEWABLE):
            return Amount(None, NO_FIGURES, RENEWABLE)
        power = self.power_tce
        return self._weighed(RENEWABLE, {} if power is None else dict.fromkeys(RENEWABLE, power), NO_TCE_FACTOR)

    def _sum_of_years(self, code: str) -> Amount:
        before = (self._history.get(year, {}).get(code) for year in range(self.year - SPAN + 1, self.year))
        known = [fraction_of(amount) for amount in before if amount is not None]
        known += [self.given[code]] if code in self.given else []
        if len(known) < SPAN:
            return Amount(None, THREE_YEARS_NEEDED if known else NO_FIGURES, (code,))
        return Amount(total(known), inputs=tuple((code, amount) for amount in known))


DERIVED: Mapping[str, Callable[[YearFigures], Amount]] = {
    "energy_tce": YearFigures._energy,
    "co2_t": YearFigures._co2_t,
    "renewable_tce": YearFigures._renewable,
    "coal_tce": YearFigures._coal,
    "green_investment_3y": lambda figures: figures._sum_of_years("green_investment"),
    "output_value_3y": lambda figures: figures._sum_of_years("output_value"),
}
"""Figures that follow from several quantities, or from several years of one."""

QUANTITIES_OF: Mapping[str, tuple[str, ...]] = {
    "energy_tce": ENERGY_CARRIERS,
    "co2_t": (*ENERGY_CARRIERS, *PROCESS),
    "renewable_tce": RENEWABLE,
    "coal_tce": tuple(code for code in ENERGY_CARRIERS if code in COAL),
    "green_investment_3y": ("green_investment",),
    "output_value_3y": ("output_value",),
}
"""The quantities each derived figure is made from."""


@dataclass(frozen=True)
class Formula:
    """A sum, or a sum over a sum, of quantities and derived figures.

    Attributes:
        tops, bottoms: names as in `YearFigures`; without bottoms the tops are the value.
        scale: 100 for percentages.
        text: what users read beside the figure.
        names: every name once, in the order of the formula.
        quantities: the quantities behind these, each once.

    >>> Formula(("waste_used",), ("waste_generated",), 100).text
    'waste_used / waste_generated x 100'
    """

    tops: tuple[str, ...]
    bottoms: tuple[str, ...] = ()
    scale: int = 1
    text: str = field(init=False)
    names: tuple[str, ...] = field(init=False)
    quantities: tuple[str, ...] = field(init=False)
    _bottoms_at: tuple[int, ...] = field(init=False)
    _overlapping: bool = field(init=False)

    def __post_init__(self) -> None:
        parts = [
            names[0] if len(names) == 1 else f"({' + '.join(names)})" for names in (self.tops, self.bottoms) if names
        ]
        scaled = [f"x {self.scale}"] if self.scale != 1 else []
        object.__setattr__(self, "text", " ".join([" / ".join(parts), *scaled]))
        object.__setattr__(self, "names", tuple(dict.fromkeys((*self.tops, *self.bottoms))))
        object.__setattr__(self, "_bottoms_at", tuple(self.names.index(name) for name in self.bottoms))
        behind = [code for name in self.names for code in QUANTITIES_OF.get(name, (name,))]
        object.__setattr__(self, "quantities", tuple(dict.fromkeys(behind)))
        object.__setattr__(self, "_overlapping", len(self.quantities) < len(behind))

    @property
    def less_is_better(self) -> bool:
        """Whether a smaller value is the better one, as of energy, CO2, water, material, waste and pollutants.

        >>> FORMULAS["energy_tce / output_value"].less_is_better, FORMULAS["output_value / land_area"].less_is_better
        (True, False)
        """
        return self.tops[0] in BURDENS

    def __call__(self, facts: Facts) -> Amount:
        """Return the value for the assessed year of `facts`."""
        return self.of(figures_of(facts))

    def of(self, figures: YearFigures) -> Amount:
        """Return the value for the figures of a year, or the reason why there is none."""
        amounts = [figures.amount(name) for name in self.names]
        values = [amount.value for amount in amounts if amount.value is not None]
        if len(values) < len(amounts):
            wanting = [amount for amount in amounts if amount.value is None]
            # A factor that is wanting weighs more than figures that were not given; `absent` names what lacks it.
            reason = next((amount.reason for amount in wanting if amount.reason != NO_FIGURES), NO_FIGURES)
            absent = dict.fromkeys(code for amount in wanting if amount.reason == reason for code in amount.absent)
            return Amount(None, reason, tuple(absent))
        inputs = _each_once(amounts) if self._overlapping else _joined(amounts)
        top = total(values[: len(self.tops)])
        bottom = total([values[place] for place in self._bottoms_at]) if self.bottoms else ONE
        if not bottom:
            return Amount(None, ZERO_DENOMINATOR, inputs=inputs)
        # top / bottom x scale with one reduction.
        value = Fraction(top.numerator * bottom.denominator * self.scale, top.denominator * bottom.numerator)
        return Amount(value, inputs=inputs)


def figures_of(facts: Facts) -> YearFigures:
    """Return the figures of the assessed year."""
    return YearFigures(facts.quantities, facts.tce_per_unit, facts.co2_per_unit, facts.year, facts.history)


def _joined(amounts: Sequence[Amount]) -> tuple[tuple[str, Fraction], ...]:
    listed = amounts[0].inputs
    for amount in amounts[1:]:
        listed += amount.inputs
    return listed


def _each_once(amounts: Sequence[Amount]) -> tuple[tuple[str, Fraction], ...]:
    """The inputs of several amounts; what an earlier one already listed is not listed again."""
    listed = amounts[0].inputs
    for amount in amounts[1:]:
        known = {code for code, _ in listed}
        listed += tuple(row for row in amount.inputs if row[0] not in known)
    return listed


POLLUTANTS = ("cod", "so2", "nox", "vocs", "particulates")
BURDENS = frozenset(
    (
        "energy_tce",
        "co2_t",
        "coal_tce",
        "water_taken",
        "raw_material",
        "waste_generated",
        "hazardous_waste",
        *POLLUTANTS,
    )
)
"""What a firm should have little of: a formula that starts with one of these is the better the smaller it is."""

OUTPUTS = ("value_added", "output_value", "product_tonnes", "product_pieces", "product_metres")


def _per(top: str, *bottoms: str, scale: int = 1) -> Iterable[Formula]:
    return (Formula((top,), (bottom,), scale) for bottom in bottoms)


FORMULAS: Mapping[str, Formula] = {
    formula.text: formula
    for formula in (
        *_per("energy_tce", *OUTPUTS),
        *_per("co2_t", *OUTPUTS),
        *_per("water_taken", *OUTPUTS),
        *_per("raw_material", "output_value", "product_tonnes"),
        *(formula for pollutant in POLLUTANTS for formula in _per(pollutant, "value_added", "output_value")),
        *_per("waste_generated", "value_added"),
        *_per("hazardous_waste", "value_added", scale=1000),
        *_per("renewable_tce", "energy_tce", scale=100),
        *_per("coal_tce", "energy_tce", scale=100),
        *_per("co2_t", "energy_tce"),
        Formula(("water_reused",), ("water_taken", "water_reused"), 100),
        *_per("waste_used", "waste_generated", scale=100),
        Formula(("waste_used", "waste_stock_used"), ("waste_generated", "waste_stock_used"), 100),
        Formula(("wastewater_reused",), ("wastewater_discharged", "wastewater_reused"), 100),
        Formula(("green_material_share",)),
        Formula(("platform_functions",)),
        *_per("floor_area", "land_area"),
        *_per("building_area", "land_area", scale=100),
        *_per("output_value", "land_area"),
        *_per("product_tonnes", "land_area"),
        *_per("green_investment_3y", "output_value_3y", scale=100),
    )
}
"""Every formula an indicator may name, by its text."""
