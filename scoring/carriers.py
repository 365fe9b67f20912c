"""What a firm burns, buys and processes: every energy carrier, medium and process material with what it counts for.

Sources: gbt-2589-2020 (carriers and media of the comprehensive energy consumption), gbt-32150 (scopes),
docs/method.md#footprint.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Carrier:
    """One quantity that carries energy or causes CO2.

    Attributes:
        code: of the quantity, whose base unit the amounts are in.
        kind: "fuel", "electricity", "heat", "process" (a material that gives off CO2) or "medium" (bought water,
            gases and air: energy spent elsewhere).
        scope: 1 for CO2 given off on the premises, 2 for bought power and heat, 0 for what causes none of its own.
        coal: whether it counts among coal.
        renewable: whether it is renewable energy.
    """

    code: str
    kind: str
    scope: int
    coal: bool = False
    renewable: bool = False


def _by_code(carriers: Iterable[Carrier]) -> Mapping[str, Carrier]:
    return {carrier.code: carrier for carrier in carriers}


CARRIERS: Mapping[str, Carrier] = _by_code(
    (
        Carrier("electricity_grid", "electricity", 2),
        Carrier("electricity_solar_own", "electricity", 0, renewable=True),
        Carrier("natural_gas", "fuel", 1),
        Carrier("lpg", "fuel", 1),
        Carrier("raw_coal", "fuel", 1, coal=True),
        Carrier("coke", "fuel", 1, coal=True),
        Carrier("diesel", "fuel", 1),
        Carrier("gasoline", "fuel", 1),
        Carrier("fuel_oil", "fuel", 1),
        Carrier("heat", "heat", 2),
        Carrier("kerosene", "fuel", 1),
        Carrier("lng", "fuel", 1),
        Carrier("cleaned_coal", "fuel", 1, coal=True),
        Carrier("briquette", "fuel", 1, coal=True),
        Carrier("coke_oven_gas", "fuel", 1),
        Carrier("blast_furnace_gas", "fuel", 1),
        Carrier("steam_bought", "heat", 2),
        Carrier("water_taken", "medium", 0),
        Carrier("oxygen_bought", "medium", 0),
        Carrier("nitrogen_bought", "medium", 0),
        Carrier("acetylene_bought", "medium", 0),
        Carrier("compressed_air_bought", "medium", 0),
        Carrier("softened_water_bought", "medium", 0),
        Carrier("limestone", "process", 1),
        Carrier("dolomite", "process", 1),
        Carrier("soda_ash", "process", 1),
    )
)
"""Every carrier by code, in the order shown to people."""

ENERGY_CARRIERS: tuple[str, ...] = tuple(
    code for code, carrier in CARRIERS.items() if carrier.kind in ("fuel", "electricity", "heat")
)
"""What counts in the energy consumption (tce)."""

MEDIA: tuple[str, ...] = tuple(code for code, carrier in CARRIERS.items() if carrier.kind == "medium")
"""What was made with energy elsewhere: stated in tce beside the energy consumption, never inside it."""

PROCESS: tuple[str, ...] = tuple(code for code, carrier in CARRIERS.items() if carrier.kind == "process")
"""Materials that give off CO2 when processed; they carry no energy."""
