"""Quantities: from amounts of a year to indicators, and from an indicator to a position between two references.

Source: gbt-36132-2018 Annex A and gbt-2589-2020, docs/method.md#quantities.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.errors import ReferenceNotUsable
from scoring.model import Facts

ENERGY_CARRIERS = (
    "electricity_grid",
    "electricity_solar_own",
    "natural_gas",
    "lpg",
    "raw_coal",
    "coke",
    "diesel",
    "gasoline",
    "fuel_oil",
    "heat",
)


@dataclass(frozen=True)
class Amount:
    """An indicator's value, or why there is none.

    Attributes:
        value: in the indicator's unit; None when it cannot be computed.
        reason: "" or "no figures" (see `absent`), "no factor for the year", "denominator is zero".
        absent: quantity codes that were not given.
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


def energy_tce(quantities: Mapping[str, Decimal], tce_per_unit: Mapping[str, Decimal]) -> Amount:
    """Return the year's energy in tonnes of coal equivalent (当量值).

    Args:
        quantities: Amounts in base units; carriers not given are not used by the firm.
        tce_per_unit: tce per base unit of each carrier.

    Returns:
        No value when no carrier is given, or when one that is given has no factor for the year.

    >>> energy_tce({"electricity_grid": Decimal(10000)}, {"electricity_grid": Decimal("0.0001229")}).value
    Fraction(1229, 1000)
    """
    given = [carrier for carrier in ENERGY_CARRIERS if carrier in quantities]
    if not given:
        return Amount(None, "no figures", ENERGY_CARRIERS)
    total = Fraction(0)
    for carrier in given:
        if carrier not in tce_per_unit:
            return Amount(None, "no factor for the year", (carrier,))
        total += Fraction(quantities[carrier]) * Fraction(tce_per_unit[carrier])
    return Amount(total, inputs=tuple((carrier, Fraction(quantities[carrier])) for carrier in given))


def _ratio(top: str, bottom: str, scale: int = 1) -> Callable[[Facts], Amount]:
    def ratio(facts: Facts) -> Amount:
        return _divide(facts, (top,), (bottom,), scale)

    return ratio


def _divide(facts: Facts, tops: tuple[str, ...], bottoms: tuple[str, ...], scale: int) -> Amount:
    wanted = tuple(dict.fromkeys((*tops, *bottoms)))
    absent = tuple(code for code in wanted if code not in facts.quantities)
    if absent:
        return Amount(None, "no figures", absent)
    inputs = tuple((code, Fraction(facts.quantities[code])) for code in wanted)
    amounts = dict(inputs)
    bottom = sum((amounts[code] for code in bottoms), Fraction(0))
    if not bottom:
        return Amount(None, "denominator is zero", inputs=inputs)
    return Amount(sum((amounts[code] for code in tops), Fraction(0)) / bottom * scale, inputs=inputs)


def _energy_per_value_added(facts: Facts) -> Amount:
    energy = energy_tce(facts.quantities, facts.tce_per_unit)
    value_added = facts.quantities.get("value_added")
    if energy.value is None or value_added is None:
        absent = (*energy.absent, *(() if value_added is not None else ("value_added",)))
        return Amount(None, energy.reason or "no figures", absent)
    inputs = (*energy.inputs, ("value_added", Fraction(value_added)))
    if not value_added:
        return Amount(None, "denominator is zero", inputs=inputs)
    return Amount(energy.value / Fraction(value_added), inputs=inputs)


def _given(code: str) -> Callable[[Facts], Amount]:
    def given(facts: Facts) -> Amount:
        if code not in facts.quantities:
            return Amount(None, "no figures", (code,))
        value = Fraction(facts.quantities[code])
        return Amount(value, inputs=((code, value),))

    return given


FORMULAS: Mapping[str, Callable[[Facts], Amount]] = {
    "energy_tce / value_added": _energy_per_value_added,
    "water_taken / value_added": _ratio("water_taken", "value_added"),
    "water_reused / (water_taken + water_reused) x 100": lambda facts: _divide(
        facts, ("water_reused",), ("water_taken", "water_reused"), 100
    ),
    "waste_used / waste_generated x 100": _ratio("waste_used", "waste_generated", 100),
    "green_material_share": _given("green_material_share"),
    "floor_area / land_area": _ratio("floor_area", "land_area"),
    "output_value / land_area": _ratio("output_value", "land_area"),
}
"""Every formula an indicator may name; the text is what users read beside the figure."""
