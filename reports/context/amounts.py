"""Short names: of quantities, of what is worked out from them, and of what looks wrong in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

Json = Mapping[str, Any]


AMOUNTS: Mapping[str, str] = {
    "electricity_grid": gettext_noop("Electricity from the grid"),
    "electricity_solar_own": gettext_noop("Own solar or wind power"),
    "electricity_green_bought": gettext_noop("Green power bought"),
    "green_certificates": gettext_noop("Green certificates"),
    "natural_gas": gettext_noop("Natural gas"),
    "lpg": gettext_noop("Liquefied petroleum gas"),
    "lng": gettext_noop("Liquefied natural gas"),
    "raw_coal": gettext_noop("Raw coal"),
    "cleaned_coal": gettext_noop("Cleaned coal"),
    "briquette": gettext_noop("Coal briquettes"),
    "coke": gettext_noop("Coke"),
    "coke_oven_gas": gettext_noop("Coke-oven gas"),
    "blast_furnace_gas": gettext_noop("Blast-furnace gas"),
    "diesel": gettext_noop("Diesel"),
    "gasoline": gettext_noop("Petrol"),
    "kerosene": gettext_noop("Kerosene"),
    "fuel_oil": gettext_noop("Fuel oil"),
    "heat": gettext_noop("Bought heat"),
    "steam_bought": gettext_noop("Bought steam"),
    "limestone": gettext_noop("Limestone"),
    "dolomite": gettext_noop("Dolomite"),
    "soda_ash": gettext_noop("Soda ash"),
    "oxygen_bought": gettext_noop("Bought oxygen"),
    "nitrogen_bought": gettext_noop("Bought nitrogen"),
    "acetylene_bought": gettext_noop("Bought acetylene"),
    "compressed_air_bought": gettext_noop("Bought compressed air"),
    "softened_water_bought": gettext_noop("Bought softened water"),
    "output_value": gettext_noop("Output value"),
    "value_added": gettext_noop("Value added"),
    "raw_material": gettext_noop("Main raw material"),
    "product_tonnes": gettext_noop("Qualified output in tonnes"),
    "product_pieces": gettext_noop("Qualified output in pieces"),
    "product_metres": gettext_noop("Qualified output in metres"),
    "water_taken": gettext_noop("Water taken in"),
    "water_reused": gettext_noop("Water reused"),
    "wastewater_discharged": gettext_noop("Waste water discharged"),
    "wastewater_reused": gettext_noop("Waste water reused"),
    "waste_generated": gettext_noop("Solid waste generated"),
    "waste_used": gettext_noop("Solid waste put to use"),
    "waste_stock_used": gettext_noop("Waste of earlier years put to use"),
    "hazardous_waste": gettext_noop("Hazardous waste"),
    "cod": gettext_noop("Chemical oxygen demand (COD)"),
    "so2": gettext_noop("Sulphur dioxide (SO2)"),
    "nox": gettext_noop("Nitrogen oxides (NOx)"),
    "vocs": gettext_noop("Volatile organic compounds (VOCs)"),
    "particulates": gettext_noop("Particulates"),
    "green_material_share": gettext_noop("Share of green materials"),
    "green_investment": gettext_noop("Green investment"),
    "green_investment_3y": gettext_noop("Green investment of three years"),
    "output_value_3y": gettext_noop("Output value of three years"),
    "platform_functions": gettext_noop("Functions of the energy and carbon platform"),
    "land_area": gettext_noop("Land area"),
    "floor_area": gettext_noop("Floor area"),
    "building_area": gettext_noop("Built-up ground"),
    "energy_tce": gettext_noop("Energy consumption"),
    "renewable_tce": gettext_noop("Renewable energy"),
    "coal_tce": gettext_noop("Coal"),
    "co2_t": gettext_noop("CO2 emissions"),
}


def amount_name(code: str) -> str:
    """A quantity in two or three words, for tables and inside sentences; the question itself is longer."""
    return _(AMOUNTS[code]) if code in AMOUNTS else code.replace("_", " ")


INTENSITIES: Mapping[str, str] = {
    "energy-per-value-added": gettext_noop("Energy per value added"),
    "energy-per-output": gettext_noop("Energy per output value"),
    "energy-per-tonne": gettext_noop("Energy per tonne of product"),
    "energy-per-piece": gettext_noop("Energy per piece"),
    "energy-per-metre": gettext_noop("Energy per metre of product"),
    "co2-per-value-added": gettext_noop("CO2 per value added"),
    "co2-per-output": gettext_noop("CO2 per output value"),
    "co2-per-tonne": gettext_noop("CO2 per tonne of product"),
    "co2-per-piece": gettext_noop("CO2 per piece"),
    "co2-per-metre": gettext_noop("CO2 per metre of product"),
    "co2-per-tce": gettext_noop("CO2 per unit of energy"),
    "water-per-value-added": gettext_noop("Water per value added"),
    "water-per-output": gettext_noop("Water per output value"),
    "water-per-tonne": gettext_noop("Water per tonne of product"),
    "water-per-piece": gettext_noop("Water per piece"),
    "renewable-share": gettext_noop("Share of renewable energy"),
    "coal-share": gettext_noop("Share of coal"),
    "water-reuse": gettext_noop("Water reuse"),
    "wastewater-reuse": gettext_noop("Waste-water reuse"),
    "waste-utilisation": gettext_noop("Use of solid waste"),
    "waste-per-value-added": gettext_noop("Solid waste per value added"),
    "hazardous-waste-per-value-added": gettext_noop("Hazardous waste per value added"),
    "cod-per-value-added": gettext_noop("COD per value added"),
    "so2-per-value-added": gettext_noop("SO2 per value added"),
    "nox-per-value-added": gettext_noop("NOx per value added"),
    "vocs-per-value-added": gettext_noop("VOCs per value added"),
    "particulates-per-value-added": gettext_noop("Particulates per value added"),
    "green-material-share": gettext_noop("Share of green materials"),
    "output-per-land": gettext_noop("Output value per land"),
    "plot-ratio": gettext_noop("Plot ratio"),
    "building-density": gettext_noop("Building density"),
    "upgrade-investment": gettext_noop("Green investment in output value, three years"),
}


def intensity_name(code: str) -> str:
    """What is worked out of the quantities, in a few words."""
    return _(INTENSITIES[code]) if code in INTENSITIES else amount_name(code)


def why_absent(row: Json, names: str) -> str:
    """Why a figure could not be worked out, to stand after a colon.

    Args:
        row: With `reason` and `absent`, as every row of a result that has no value.
        names: The absent quantities as a list in words.
    """
    reason = row["reason"]
    if reason == "no reference":
        return _("there is no reference to compare with")
    if reason == "denominator is zero":
        return _("the figure to divide by is zero")
    if reason == "three years are needed":
        return _("figures of three years are needed")
    if reason == "not applicable":
        return _("answered as not applicable")
    if reason.startswith("no factor"):
        return _("no factor in force: %(names)s") % {"names": names} if names else _("no factor in force")
    return _("not given: %(names)s") % {"names": names} if names else _("nothing was given")


def flag_text(flag: Json, year: int) -> str:
    """What looks wrong in a year's figures, as a sentence that says what to look at."""
    facts = {
        "year": year,
        "name": inside(amount_name(flag["code"])),
        "other": inside(amount_name(flag["other"])) if flag["other"] else "",
        "before": flag["other_year"],
    }
    sentences = {
        "part-above-whole": _("%(year)s: %(name)s is more than %(other)s, of which it is a part; check both."),
        "zero-denominator": _("%(year)s: %(name)s is 0, so nothing can be divided by it; leave it blank if unknown."),
        "thousandfold": _("%(year)s: %(name)s is a thousand times or more apart from %(before)s; check the unit."),
        "unit-slip": _("%(year)s: %(name)s is out of proportion to %(other)s; check the units of both."),
        "no-factor": _("%(year)s: no factor is in force for %(name)s, so the sum it belongs to is left open."),
        "no-grid-factor": _("%(year)s: no grid factor is published for this or an earlier year, so CO2 is left open."),
        "renewable-above-energy": _("%(year)s: renewable energy is more than all energy; check the figures of both."),
    }
    return sentences[flag["flag"]] % facts


def inside(name: str) -> str:
    """A name as it stands inside an English sentence; formulas and abbreviations keep their capitals."""
    return name if name[1:2].isupper() or not name[:1].isascii() else name[:1].lower() + name[1:]
