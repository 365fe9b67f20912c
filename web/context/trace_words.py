"""The rules of the trace in words."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from reports.context.amounts import amount_name, inside
from scoring.quantity import FORMULAS

PASSED_LEVELS = "passed levels plus the score of the first level not passed"
NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


def rule_words(rule: str) -> str:
    """A rule of the engine in words; a formula stays a formula, with its quantities by name."""
    if rule.endswith("% optional items"):
        musts, optionals = rule.split("%")[0].strip(), rule.split("+")[1].split("%")[0].strip()
        words = _(
            "%(musts)s %% for the mean of obligatory items and %(optionals)s %% for the weighted mean of optional ones"
        )
        return words % {"musts": musts, "optionals": optionals}
    known = _of_readings(rule) or _of_footprint(rule) or _of_synergy(rule)
    if known:
        return known
    return formula_words(rule) if rule in FORMULAS else rule


def formula_words(formula: str) -> str:
    """A formula with its quantities by name."""
    plain = formula.replace(" x ", " × ")
    named = NAME.sub(lambda found: inside(amount_name(found[0])), plain)
    return named[:1].upper() + named[1:]


def _of_readings(rule: str) -> str:
    return {
        "mean of requirements": _("Mean of the requirements of this level"),
        "weighted mean": _("Weighted mean of its parts"),
        "weighted-mean": _("Weighted mean of items and indicators"),
        PASSED_LEVELS: _("Number of levels passed, plus the score of the first level not passed"),
        "mean of items and quantities x 100": _("Mean of its items and indicators, times 100"),
        "weighted mean of blocks x 100": _("Weighted mean of the blocks, times 100"),
        "weighted mean / 4 x 100": _("Weighted mean of the answers, over 4, times 100"),
        "(value - base) / (lead - base), held on 0 to 1": _(
            "How far the value is on the way from the baseline to the leading value, from 0 to 1"
        ),
        "sum of points x share": _("Sum of its indicators: points times share"),
        "sum of points earned": _("Sum of the points earned"),
    }.get(rule, "")


def _of_footprint(rule: str) -> str:
    return {
        "energy_tce / value_added": _("Energy in tonnes of coal equivalent, over value added"),
        "water_taken / value_added": _("Fresh water taken, over value added"),
        "water_reused / (water_taken + water_reused) x 100": _(
            "Water reused, over water taken plus water reused, times 100"
        ),
        "waste_used / waste_generated x 100": _("Waste put to use, over waste arising, times 100"),
        "green_material_share": _("The share as given"),
        "floor_area / land_area": _("Floor area, over site area"),
        "output_value / land_area": _("Output value, over site area"),
        "amount x tce per unit": _("Amount times tonnes of coal equivalent per unit"),
        "amount x t CO2 per unit": _("Amount times tonnes of CO2 per unit"),
        "sum": _("Sum"),
        "sum of three years": _("Sum of three years"),
        "electricity x coal per kWh / 1000 + the rest": _(
            "Electricity at the coal burnt to make it, plus the other energy"
        ),
        "renewable power x tce per kWh of electricity": _(
            "Renewable power times tonnes of coal equivalent per kWh of electricity"
        ),
        "no coal among the energy carriers": _("There is no coal among the energy sources"),
        "change on the year before, %": _("Change on the year before, in percent"),
        "average growth per year, %": _("Average growth a year, in percent"),
        "value / mark": _("The firm's figure, over the published one"),
    }.get(rule, "")


def _of_synergy(rule: str) -> str:
    return {
        "(U1 + U2) / 2": _("Mean of the digital side U1 and the green side U2"),
        "sqrt((1 - |U1 - U2|) x min(U1, U2) / max(U1, U2))": "√((1 − |U1 − U2|) × min(U1, U2) / max(U1, U2))",
        "sqrt(C x T)": "√(C × T)",
        "2 x sqrt(U1 x U2) / (U1 + U2)": "2 × √(U1 × U2) / (U1 + U2)",
        "U2 / U1": _("Green side over digital side"),
        "sum of weight x (1 - value)": _("Sum of the parts: weight times what is lacking"),
        "weight x (1 - value) / obstacles": _("Weight times what is lacking, over everything that is lost"),
    }.get(rule, "")
