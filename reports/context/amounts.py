"""Short names: of quantities, of what is worked out from them, and of what looks wrong in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

Json = Mapping[str, Any]


def amount_name(code: str) -> str:
    """A quantity in two or three words, for tables and inside sentences; the question itself is longer."""
    names = {
        "electricity_grid": _("Electricity from the grid"),
        "electricity_solar_own": _("Own solar or wind power"),
        "electricity_green_bought": _("Green power bought"),
        "green_certificates": _("Green certificates"),
        "natural_gas": _("Natural gas"),
        "lpg": _("Liquefied petroleum gas"),
        "lng": _("Liquefied natural gas"),
        "raw_coal": _("Raw coal"),
        "cleaned_coal": _("Cleaned coal"),
        "briquette": _("Coal briquettes"),
        "coke": _("Coke"),
        "coke_oven_gas": _("Coke-oven gas"),
        "blast_furnace_gas": _("Blast-furnace gas"),
        "diesel": _("Diesel"),
        "gasoline": _("Petrol"),
        "kerosene": _("Kerosene"),
        "fuel_oil": _("Fuel oil"),
        "heat": _("Bought heat"),
        "steam_bought": _("Bought steam"),
        "limestone": _("Limestone"),
        "dolomite": _("Dolomite"),
        "soda_ash": _("Soda ash"),
        "oxygen_bought": _("Bought oxygen"),
        "nitrogen_bought": _("Bought nitrogen"),
        "acetylene_bought": _("Bought acetylene"),
        "compressed_air_bought": _("Bought compressed air"),
        "softened_water_bought": _("Bought softened water"),
        "output_value": _("Output value"),
        "value_added": _("Value added"),
        "raw_material": _("Main raw material"),
        "product_tonnes": _("Qualified output in tonnes"),
        "product_pieces": _("Qualified output in pieces"),
        "product_metres": _("Qualified output in metres"),
        "water_taken": _("Water taken in"),
        "water_reused": _("Water reused"),
        "wastewater_discharged": _("Waste water discharged"),
        "wastewater_reused": _("Waste water reused"),
        "waste_generated": _("Solid waste generated"),
        "waste_used": _("Solid waste put to use"),
        "waste_stock_used": _("Waste of earlier years put to use"),
        "hazardous_waste": _("Hazardous waste"),
        "cod": _("Chemical oxygen demand (COD)"),
        "so2": _("Sulphur dioxide (SO2)"),
        "nox": _("Nitrogen oxides (NOx)"),
        "vocs": _("Volatile organic compounds (VOCs)"),
        "particulates": _("Particulates"),
        "green_material_share": _("Share of green materials"),
        "green_investment": _("Green investment"),
        "green_investment_3y": _("Green investment of three years"),
        "output_value_3y": _("Output value of three years"),
        "platform_functions": _("Functions of the energy and carbon platform"),
        "land_area": _("Land area"),
        "floor_area": _("Floor area"),
        "building_area": _("Built-up ground"),
        "energy_tce": _("Energy consumption"),
        "renewable_tce": _("Renewable energy"),
        "coal_tce": _("Coal"),
        "co2_t": _("CO2 emissions"),
    }
    return names.get(code, code.replace("_", " "))


def intensity_name(code: str) -> str:
    """What is worked out of the quantities, in a few words."""
    names = {
        "energy-per-value-added": _("Energy per value added"),
        "energy-per-output": _("Energy per output value"),
        "energy-per-tonne": _("Energy per tonne of product"),
        "energy-per-piece": _("Energy per piece"),
        "energy-per-metre": _("Energy per metre of product"),
        "co2-per-value-added": _("CO2 per value added"),
        "co2-per-output": _("CO2 per output value"),
        "co2-per-tonne": _("CO2 per tonne of product"),
        "co2-per-piece": _("CO2 per piece"),
        "co2-per-metre": _("CO2 per metre of product"),
        "co2-per-tce": _("CO2 per unit of energy"),
        "water-per-value-added": _("Water per value added"),
        "water-per-output": _("Water per output value"),
        "water-per-tonne": _("Water per tonne of product"),
        "water-per-piece": _("Water per piece"),
        "renewable-share": _("Share of renewable energy"),
        "coal-share": _("Share of coal"),
        "water-reuse": _("Water reuse"),
        "wastewater-reuse": _("Waste-water reuse"),
        "waste-utilisation": _("Use of solid waste"),
        "waste-per-value-added": _("Solid waste per value added"),
        "hazardous-waste-per-value-added": _("Hazardous waste per value added"),
        "cod-per-value-added": _("COD per value added"),
        "so2-per-value-added": _("SO2 per value added"),
        "nox-per-value-added": _("NOx per value added"),
        "vocs-per-value-added": _("VOCs per value added"),
        "particulates-per-value-added": _("Particulates per value added"),
        "green-material-share": _("Share of green materials"),
        "output-per-land": _("Output value per land"),
        "plot-ratio": _("Plot ratio"),
        "building-density": _("Building density"),
        "upgrade-investment": _("Green investment in output value, three years"),
    }
    return names.get(code) or amount_name(code)


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
