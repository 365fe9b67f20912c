"""What the rules need to know of a firm, from a stored assessment or from a file alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from assessments.models import Assessment, Firm, Result
from assessments.selectors.record import amounts_of, answers_of, size_class
from assessments.selectors.references import References, references_in_force, sector_references_in_force
from content.errors import NoValue
from content.loader import current
from scoring.footprint import YearFactors, footprint
from scoring.model import Facts, Json, Reference

OWN = "firm"
"""Origin of a reference the firm or its consultant brought."""

MOST_YEARS = 5
"""The assessed year and the four before it."""

History = dict[int, dict[str, Decimal]]
"""Year -> quantity -> amount in its base unit."""


@dataclass
class Inputs:
    """Everything one result is computed from, checked.

    Attributes:
        firm: name, uscc, industry, province, employees, revenue_wan (Decimal), production, trimmed.
        period: the assessed year.
        answers: question code -> canonical answer.
        activity: year, code, value (Decimal) and unit as typed.
        references: reading, indicator, base, lead (Decimal), unit, source that the firm or its consultant brought.
        factor_set: code of a set of emission factors; "" for the default of the content.
    """

    firm: dict[str, Any]
    period: int
    answers: dict[str, str]
    activity: list[dict[str, Any]] = field(default_factory=list)
    references: list[dict[str, Any]] = field(default_factory=list)
    factor_set: str = ""


def sheet_years(period: int) -> tuple[int, ...]:
    """The years whose amounts are kept beside an assessed year, the assessed one first."""
    return tuple(range(period, period - MOST_YEARS, -1))


def firm_facts_of(firm: Firm) -> dict[str, Any]:
    """The stored facts of a firm by the names they have in every file."""
    return {
        "name": firm.name,
        "uscc": firm.uscc,
        "industry": firm.industry,
        "province": firm.province,
        "employees": firm.employees,
        "revenue_wan": firm.revenue_wan,
        "production": firm.production,
        "trimmed": list(firm.trimmed),
    }


def inputs_of(assessment: Assessment) -> Inputs:
    """What a stored assessment is computed from."""
    references = ("reading", "indicator", "base", "lead", "unit", "source")
    return Inputs(
        firm=firm_facts_of(assessment.firm),
        period=assessment.period,
        answers=answers_of(assessment),
        activity=[
            {"year": row.year, "code": row.code, "value": row.value, "unit": row.unit} for row in amounts_of(assessment)
        ],
        references=list(assessment.references.values(*references)),
        factor_set=assessment.factor_set,
    )


def inputs_of_result(result: Result) -> Inputs:
    """What a result was computed from, with the firm's own references only: those of its sector are looked up anew."""
    kept = result.document["inputs"]
    return Inputs(
        firm={**kept["firm"], "revenue_wan": Decimal(kept["firm"]["revenue_wan"])},
        period=kept["period"],
        answers=kept["answers"],
        activity=[{**row, "value": Decimal(row["value"])} for row in kept["activity"]],
        references=[row for row in kept["references"] if row.get("origin", OWN) == OWN],
        factor_set=result.assessment.factor_set,
    )


def references_of_result(result: Result) -> References:
    """Every reference a result was graded by, as it holds them."""
    return {
        (row["reading"], row["indicator"]): Reference(
            Decimal(row["base"]),
            Decimal(row["lead"]),
            row["unit"],
            row["source"],
            row.get("origin", OWN),
            row.get("valid_from", ""),
            row.get("status", ""),
        )
        for row in result.document["inputs"]["references"]
    }


def history_of(activity: Iterable[Mapping[str, Any]]) -> History:
    """The amounts of every year in base units."""
    questions = current().questions
    history: History = {}
    for row in activity:
        amount = row["value"] * questions[row["code"]].units[row["unit"]]
        history.setdefault(row["year"], {})[row["code"]] = amount
    return history


def factor_set_of(inputs: Inputs) -> str:
    """The set of emission factors that is used: the chosen one, else the default."""
    return inputs.factor_set or current().default_factor_set


def factors_of(inputs: Inputs, years: Iterable[int]) -> dict[int, YearFactors]:
    """The factors of each year for the firm's province and the chosen set."""
    content, chosen = current(), factor_set_of(inputs)
    return {year: content.factors_for(chosen, inputs.firm["province"], year) for year in years}


def footprint_of(inputs: Inputs) -> Json | None:
    """The footprint of every year with amounts; None when no amount is given."""
    content = current()
    history = history_of(inputs.activity)
    return footprint(
        history,
        factors_of(inputs, history),
        set_code=factor_set_of(inputs),
        marks=[row.mark for row in content.marks.values()],
        remarks=[row.remark for row in content.remarks.values()],
        plausibility=content.sheet.plausibility,
        industry=inputs.firm["industry"],
        size=size_class(inputs.firm["employees"], inputs.firm["revenue_wan"]),
    )


def facts_of_inputs(inputs: Inputs, sector: Mapping[tuple[str, str], Reference] | None = None) -> Facts:
    """What the rules need to know of the firm.

    Args:
        inputs: Of an assessment or a file.
        sector: The sector references in force, `sector_references_in_force`; none when left out.
    """
    history = history_of(inputs.activity)
    factors = factors_of(inputs, [inputs.period])[inputs.period]
    return Facts(
        profile=inputs.firm["production"],
        trimmed=frozenset(inputs.firm["trimmed"]),
        quantities=history.get(inputs.period, {}),
        tce_per_unit=tce_of(inputs.period),
        references=references_in_force(
            inputs.references, sector or {}, industry=inputs.firm["industry"], year=inputs.period
        ),
        year=inputs.period,
        co2_per_unit=factors.co2_per_unit,
        history=history,
    )


def facts_of(assessment: Assessment) -> Facts:
    """What the rules need to know of the firm of a stored assessment, with the sector references in force."""
    inputs = inputs_of(assessment)
    return facts_of_inputs(inputs, sector_references_in_force(inputs.firm["industry"], inputs.period))


def tce_of(year: int) -> Mapping[str, Decimal]:
    """tce per base unit of every carrier at the end of a year; empty when the factors start later."""
    try:
        return current().tce_on(date(year, 12, 31))
    except NoValue:
        return {}
