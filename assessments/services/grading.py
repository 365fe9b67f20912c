"""From inputs to the result document: all readings, the advice, the trace. Pure but for the content it reads."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from content.model import Content
from planning.priorities import advice_for, measures_json, phases_json
from scoring import ENGINE_VERSION
from scoring.engine import reading_json, score, trace_json
from scoring.gaps import gaps
from scoring.model import Facts

SCHEMA = "assessment-result/1"


def canonical_json(document: Any) -> bytes:
    """The bytes a document is hashed and written as: same input, same bytes."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def result_document(
    *,
    content: Content,
    firm: Mapping[str, Any],
    period: int,
    size: str,
    answers: Mapping[str, str],
    activity: list[dict[str, Any]],
    facts: Facts,
) -> dict[str, Any]:
    """Return assessment-result/1.

    Args:
        content: The published content.
        firm: Facts of the firm as they are stored in the result (name, industry, ...).
        period: The assessed year.
        size: Size class.
        answers: Question code -> canonical answer.
        activity: The amounts as entered, for the record.
        facts: What the rules need of the firm.
    """
    inputs = {
        "firm": dict(firm),
        "period": period,
        "answers": {code: answers[code] for code in content.questions if code in answers},
        "activity": activity,
        "references": [
            {
                "reading": reading,
                "indicator": indicator,
                "base": plain_text(reference.base),
                "lead": plain_text(reference.lead),
                "unit": reference.unit,
                "source": reference.source,
            }
            for (reading, indicator), reference in sorted(facts.references.items())
        ],
    }
    results = [score(reading, answers, facts) for reading in content.readings.values()]
    found = [gap for result in results for gap in gaps(result, answers, facts)]
    advices = advice_for(found, content.measures.values(), industry=firm["industry"], size=size)
    return {
        "schema": SCHEMA,
        "engine": ENGINE_VERSION,
        "content_sha256": content.sha256,
        "inputs_sha256": hashlib.sha256(canonical_json(inputs)).hexdigest(),
        "period": period,
        "size": size,
        "inputs": inputs,
        "readings": [reading_json(result) for result in results],
        "synergy": None,
        "footprint": None,
        "measures": measures_json(advices, size),
        "roadmap": {"target": {}, "phases": phases_json(advices), "projected": []},
        "trace": trace_json(results),
    }


def activity_row(year: int, code: str, value: Decimal, unit: str) -> dict[str, Any]:
    return {"year": year, "code": code, "value": plain_text(value), "unit": unit}


def plain_text(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros, as it stands in every result."""
    return format(value.normalize(), "f")
