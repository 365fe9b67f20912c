"""From inputs to the result document: all readings, the two sides together, the footprint, the advice, the roadmap,
help against barriers, the trace."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessments.selectors import (
    GREEN,
    LADDER,
    Inputs,
    factor_set_of,
    factors_of,
    facts_of_inputs,
    footprint_of,
    size_class,
    standing_with,
)
from assessments.services.roadmap import next_roadmap
from content.loader import current
from content.model import Content
from planning.matching import help_for
from planning.priorities import advice_for, measures_json
from planning.whatif import known_of
from scoring import ENGINE_VERSION
from scoring.engine import reading_json, trace_json
from scoring.footprint_trace import footprint_trace
from scoring.gaps import gaps
from scoring.model import Facts, Reading, Reference
from scoring.sensitivity import sensitivity
from scoring.synergy import synergy, synergy_trace

SCHEMA = "assessment-result/1"

Json = dict[str, Any]


def canonical_json(document: Any) -> bytes:
    """The bytes a document is hashed and written as: same input, same bytes."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def result_document(
    inputs: Inputs,
    *,
    sector: Mapping[tuple[str, str], Reference] | None = None,
    readings: Mapping[str, Reading] | None = None,
) -> Json:
    """Return assessment-result/1. The same inputs give the same bytes, whatever order they came in.

    Args:
        inputs: Of an assessment, a file or an earlier result.
        sector: The sector references in force; none when left out.
        readings: Reading key -> the version to grade by, where it is not the newest of the content.
    """
    content = current()
    facts = facts_of_inputs(inputs, sector)
    size = size_class(inputs.firm["employees"], inputs.firm["revenue_wan"])
    kept = inputs_document(content, inputs, facts)
    chosen = [(readings or {}).get(key, reading) for key, reading in content.readings.items()]
    footprint = footprint_of(inputs)
    standing = standing_with(inputs, readings=chosen, facts=facts, size=size, footprint=footprint)
    results = standing.today.results
    by_key = {result.reading.key: result for result in results}
    found = [gap for result in results for gap in gaps(result, inputs.answers, facts)]
    advices = advice_for(found, content.measures.values(), industry=inputs.firm["industry"], size=size)
    together = synergy(by_key[content.synergy.digital], by_key[content.synergy.green], inputs.answers, content.synergy)
    return {
        "schema": SCHEMA,
        "engine": ENGINE_VERSION,
        "content_sha256": content.sha256,
        "inputs_sha256": hashlib.sha256(canonical_json(kept)).hexdigest(),
        "period": inputs.period,
        "size": size,
        "inputs": kept,
        "readings": [reading_json(result) for result in results],
        "synergy": together,
        "footprint": footprint,
        "sensitivity": sensitivity(by_key[LADDER], by_key[GREEN], facts),
        "measures": measures_json(advices, size),
        "roadmap": next_roadmap(standing),
        "help": help_for(
            known_of(inputs.answers),
            measures=content.measures,
            cases=content.cases,
            solutions=content.solutions,
            supports=content.supports,
            order=[advice.measure.code for advice in advices],
            industry=inputs.firm["industry"],
            size=size,
        ),
        "trace": [
            *trace_json(results),
            *(synergy_trace(together, content.synergy) if together else ()),
            *(footprint_trace(footprint, facts.history, factors_of(inputs, facts.history)) if footprint else ()),
        ],
    }


def inputs_document(content: Content, inputs: Inputs, facts: Facts) -> Json:
    """What a result keeps of its inputs, in a fixed order."""
    return {
        "firm": {
            **inputs.firm,
            "revenue_wan": plain_text(inputs.firm["revenue_wan"]),
            "trimmed": sorted(inputs.firm["trimmed"]),
        },
        "period": inputs.period,
        "answers": {code: inputs.answers[code] for code in content.questions if code in inputs.answers},
        "activity": [
            {"year": row["year"], "code": row["code"], "value": plain_text(row["value"]), "unit": row["unit"]}
            for row in sorted(inputs.activity, key=lambda row: (row["year"], row["code"]))
        ],
        "references": [
            {
                "reading": reading,
                "indicator": indicator,
                "base": plain_text(reference.base),
                "lead": plain_text(reference.lead),
                "unit": reference.unit,
                "source": reference.source,
                "origin": reference.origin,
                "valid_from": reference.valid_from,
                "status": reference.status,
            }
            for (reading, indicator), reference in sorted(facts.references.items())
        ],
        "factor_set": factor_set_of(inputs),
    }


def levels_of(document: Json) -> dict[str, str]:
    """Reading key -> code of the level, band or tier reached; "" where there is none."""
    return {row["key"]: row["level"]["code"] if row["level"] else "" for row in document["readings"]}


def plain_text(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros, as it stands in every result."""
    return format(value.normalize(), "f")
