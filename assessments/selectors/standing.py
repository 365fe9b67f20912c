"""Where a firm stands, with everything that what-if and roadmap start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.timezone import localdate

from assessments.models import Result
from assessments.selectors.entries import firm_measures
from assessments.selectors.facts import (
    Inputs,
    facts_of_inputs,
    footprint_of,
    inputs_of_result,
    references_of_result,
)
from assessments.selectors.readings import readings_of_result
from assessments.selectors.record import size_class
from content.loader import current
from content.model import Measure
from planning.cuts import Effects, Totals
from planning.whatif import Today, today_of
from scoring.model import Facts, Json, Reading, Reference
from scoring.synergy import SynergyScale

TOTALS = {"energy": ("energy_tce", "tce"), "co2": ("co2_t", "t")}
"""Kind of effect -> the total of a year of the footprint it is a share of, and its unit."""


@dataclass(frozen=True)
class Standing:
    """Where a firm stands before anything is done, and what it could do.

    Attributes:
        inputs: everything the standing is computed from.
        today: every reading as it is.
        industry, size: which measures fit.
        catalogue: code -> measure, the published ones and the firm's own.
        effects: quantified cuts of the published ones.
        scale: how synergy is named.
        totals: kind of effect -> amount, unit and year of the newest year whose footprint is complete; a kind without
            one is absent.
    """

    inputs: Inputs
    today: Today
    industry: str
    size: str
    catalogue: Mapping[str, Measure]
    effects: Effects
    scale: SynergyScale
    totals: Totals


def standing_of_inputs(
    inputs: Inputs,
    *,
    sector: Mapping[tuple[str, str], Reference] | None = None,
    own: Mapping[str, Measure] | None = None,
) -> Standing:
    """Grade inputs by the newest readings.

    Args:
        inputs: Of an assessment or a file.
        sector: The sector references in force; none when left out.
        own: Measures of the firm's own, by code.
    """
    return standing_with(
        inputs,
        readings=current().readings.values(),
        facts=facts_of_inputs(inputs, sector),
        size=size_class(inputs.firm["employees"], inputs.firm["revenue_wan"]),
        footprint=footprint_of(inputs),
        own=own,
    )


def standing_of_result(result: Result, *, own: Mapping[str, Measure] | None = None) -> Standing:
    """Grade what a result was computed from as it was graded then: by its versions of the readings, its references and
    its size class. The catalogue is today's, with the firm's own measures.

    Args:
        result: Of any age; readings it does not have are left out.
        own: Measures of the firm's own, by code; those that hold today when left out.

    Raises:
        KeyError: the content has a version of a reading no more.
    """
    inputs, document = inputs_of_result(result), result.document
    return standing_with(
        inputs,
        readings=readings_of_result(result),
        facts=replace(facts_of_inputs(inputs), references=references_of_result(result)),
        size=document["size"],
        footprint=document.get("footprint"),
        own=firm_measures(result.assessment.firm, localdate()) if own is None else own,
    )


def standing_with(
    inputs: Inputs,
    *,
    readings: Iterable[Reading],
    facts: Facts,
    size: str,
    footprint: Json | None,
    own: Mapping[str, Measure] | None = None,
) -> Standing:
    """Grade inputs whose facts and footprint are known already."""
    content = current()
    return Standing(
        inputs=inputs,
        today=today_of(tuple(readings), inputs.answers, facts),
        industry=inputs.firm["industry"],
        size=size,
        catalogue={**content.measures, **(own or {})},
        effects=content.cuts,
        scale=content.synergy,
        totals=totals_of(footprint),
    )


def totals_of(footprint: Json | None) -> Totals:
    """The newest total of energy and of CO2 that a footprint has, as amount, unit and year."""
    years = footprint["years"] if footprint else ()
    found = {}
    for kind, (name, unit) in TOTALS.items():
        for row in sorted(years, key=lambda row: row["year"]):
            if row[name] is not None:
                found[kind] = Fraction(row[name]), unit, row["year"]
    return found
