"""The rules of the trace in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.context.amounts import amount_name, inside
from scoring.quantity import FORMULAS

PASSED_LEVELS = "passed levels plus the score of the first level not passed"
NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")

RULES: Mapping[str, str] = {
    # Of the readings
    "mean of requirements": gettext_noop("Mean of the requirements of this level"),
    "weighted mean": gettext_noop("Weighted mean of its parts"),
    "weighted-mean": gettext_noop("Weighted mean of items and indicators"),
    PASSED_LEVELS: gettext_noop("Number of levels passed, plus the score of the first level not passed"),
    "mean of items and quantities x 100": gettext_noop("Mean of its items and indicators, times 100"),
    "weighted mean of blocks x 100": gettext_noop("Weighted mean of the blocks, times 100"),
    "weighted mean / 4 x 100": gettext_noop("Weighted mean of the answers, over 4, times 100"),
    "(value - base) / (lead - base), held on 0 to 1": gettext_noop(
        "How far the value is on the way from the baseline to the leading value, from 0 to 1"
    ),
    "sum of points x share": gettext_noop("Sum of its indicators: points times share"),
    "sum of points earned": gettext_noop("Sum of the points earned"),
    # Of the footprint
    "energy_tce / value_added": gettext_noop("Energy in tonnes of coal equivalent, over value added"),
    "water_taken / value_added": gettext_noop("Fresh water taken, over value added"),
    "water_reused / (water_taken + water_reused) x 100": gettext_noop(
        "Water reused, over water taken plus water reused, times 100"
    ),
    "waste_used / waste_generated x 100": gettext_noop("Waste put to use, over waste arising, times 100"),
    "green_material_share": gettext_noop("The share as given"),
    "floor_area / land_area": gettext_noop("Floor area, over site area"),
    "output_value / land_area": gettext_noop("Output value, over site area"),
    "amount x tce per unit": gettext_noop("Amount times tonnes of coal equivalent per unit"),
    "amount x t CO2 per unit": gettext_noop("Amount times tonnes of CO2 per unit"),
    "sum": gettext_noop("Sum"),
    "sum of three years": gettext_noop("Sum of three years"),
    "electricity x coal per kWh / 1000 + the rest": gettext_noop(
        "Electricity at the coal burnt to make it, plus the other energy"
    ),
    "renewable power x tce per kWh of electricity": gettext_noop(
        "Renewable power times tonnes of coal equivalent per kWh of electricity"
    ),
    "no coal among the energy carriers": gettext_noop("There is no coal among the energy sources"),
    "change on the year before, %": gettext_noop("Change on the year before, in percent"),
    "average growth per year, %": gettext_noop("Average growth a year, in percent"),
    "value / mark": gettext_noop("The firm's figure, over the published one"),
    # Of the synergy
    "(U1 + U2) / 2": gettext_noop("Mean of the digital side U1 and the green side U2"),
    "sqrt((1 - |U1 - U2|) x min(U1, U2) / max(U1, U2))": "√((1 − |U1 − U2|) × min(U1, U2) / max(U1, U2))",
    "sqrt(C x T)": "√(C × T)",
    "2 x sqrt(U1 x U2) / (U1 + U2)": "2 × √(U1 × U2) / (U1 + U2)",
    "U2 / U1": gettext_noop("Green side over digital side"),
    "sum of weight x (1 - value)": gettext_noop("Sum of the parts: weight times what is lacking"),
    "weight x (1 - value) / obstacles": gettext_noop("Weight times what is lacking, over everything that is lost"),
}


def rule_words(rule: str) -> str:
    """A rule of the engine in words; a formula stays a formula, with its quantities by name."""
    if rule.endswith("% optional items"):
        musts, optionals = rule.split("%")[0].strip(), rule.split("+")[1].split("%")[0].strip()
        words = _(
            "%(musts)s %% for the mean of obligatory items and %(optionals)s %% for the weighted mean of optional ones"
        )
        return words % {"musts": musts, "optionals": optionals}
    if rule in RULES:
        return _(RULES[rule])
    return formula_words(rule) if rule in FORMULAS else rule


def formula_words(formula: str) -> str:
    """A formula with its quantities by name."""
    plain = formula.replace(" x ", " × ")
    named = NAME.sub(lambda found: inside(amount_name(found[0])), plain)
    return named[:1].upper() + named[1:]
