"""The question bank and the readings as data, in the shape that commands and the API publish."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from content.model import Content
from scoring.exact import text_of
from scoring.model import (
    LadderReading,
    Level,
    Node,
    PointsReading,
    RangeIndicator,
    RangeReading,
    Reading,
    SeverityReading,
)

Json = dict[str, Any]


def questions_json(content: Content) -> list[Json]:
    """Return every question: code, kind, choices, unit, texts, section, and the readings that use it."""
    return [
        {
            "code": question.code,
            "kind": question.kind,
            "choices": [{"value": choice.value, "label": dict(choice.label)} for choice in question.choices],
            "unit": question.unit or None,
            "units": {unit: str(factor) for unit, factor in question.units.items()},
            "most": None if question.most is None else str(question.most),
            "whole": question.whole,
            "text": dict(question.text),
            "help": dict(question.help),
            "example": dict(question.example),
            "section": question.section,
            "source": {
                "id": question.source.id,
                "clause": question.source.clause["zh-hans"],
                "status": question.source.status,
            },
            "readings": list(content.readings_using(question.code)),
        }
        for question in content.questions.values()
    ]


def readings_json(content: Content) -> list[Json]:
    """Return every reading: key, version, status, sha256, model, weights, gates, thresholds, questions per node."""
    return [_reading(reading) for reading in content.all_readings]


def _reading(reading: Reading) -> Json:
    row: Json = {
        "key": reading.key,
        "version": reading.version,
        "status": reading.status,
        "sha256": reading.sha256,
        "model": reading.model,
        "valid_from": reading.valid_from,
        "title": dict(reading.title),
        "source": reading.source,
    }
    if isinstance(reading, LadderReading):
        return {**row, **_ladder(reading)}
    if isinstance(reading, PointsReading):
        return {**row, **_points(reading)}
    if isinstance(reading, SeverityReading):
        return {**row, **_severity(reading)}
    if isinstance(reading, RangeReading):
        return {**row, **_range(reading)}
    raise TypeError(f"{type(reading).__name__} has no published shape")


def _ladder(reading: LadderReading) -> Json:
    return {
        "pass_mark": text_of(reading.pass_mark),
        "levels": _levels(reading.levels),
        "below": dict(reading.below),
        "trimmable": list(reading.trimmable),
        "profiles": {code: _texts(profile.weights) for code, profile in reading.profiles.items()},
        "profile_status": {code: profile.status for code, profile in reading.profiles.items()},
        "nodes": [
            {
                "code": node.code,
                "parent": node.parent,
                "title": dict(node.title),
                "questions": {level: list(codes) for level, codes in node.questions.items()},
            }
            for node in reading.nodes
        ],
    }


def _points(reading: PointsReading) -> Json:
    return {
        "gates": [{"code": gate.code, "question": gate.question, "name": dict(gate.name)} for gate in reading.gates],
        "principles": _levels(reading.principles),
        "must_share": text_of(reading.must_share),
        "optional_share": text_of(reading.optional_share),
        "weights": {code: text_of(block.weight) for code, block in reading.blocks.items()},
        "nodes": [
            {**_flat(node), "weight": text_of(reading.blocks[node.code].weight), "rule": reading.blocks[node.code].rule}
            for node in reading.nodes
        ],
        "items": {
            code: {"rule": item.rule, "principle": item.principle, "weight": text_of(item.weight)}
            for code, item in reading.items.items()
        },
        "indicators": [
            {
                "code": indicator.code,
                "title": dict(indicator.title),
                "node": indicator.node,
                "principle": indicator.principle,
                "weight": text_of(indicator.weight),
                "unit": indicator.unit,
                "formula": indicator.formula,
                "base": None if indicator.base is None else text_of(indicator.base),
                "lead": None if indicator.lead is None else text_of(indicator.lead),
                "source": indicator.source,
                "status": indicator.status,
            }
            for indicator in reading.indicators
        ],
        "tiers": [
            {
                "code": tier.code,
                "name": dict(tier.name),
                "needs": {
                    "gates": "all" if tier.gates else None,
                    "score": None if tier.score is None else text_of(tier.score),
                    "musts": "all" if tier.musts else None,
                    "indicator": tier.indicator,
                },
            }
            for tier in reading.tiers
        ],
        "bands": [
            {"code": tier.code, "from": text_of(tier.score or Fraction(0)), "name": dict(tier.name)}
            for tier in reading.tiers
        ],
    }


def _severity(reading: SeverityReading) -> Json:
    return {
        "bands": [
            {"code": band.code, "from": text_of(band.from_score), "name": dict(band.name)} for band in reading.bands
        ],
        "dominant_lead": text_of(reading.dominant_lead),
        "weights": _texts(reading.weights),
        "nodes": [_flat(node) for node in reading.nodes],
    }


def _range(reading: RangeReading) -> Json:
    return {
        "gates": [{"code": gate.code, "needs": dict(gate.needs), "name": dict(gate.name)} for gate in reading.gates],
        "bands": [],
        "weights": _texts(reading.points),
        "nodes": [{**_flat(node), "weight": text_of(reading.points[node.code])} for node in reading.nodes],
        "indicators": [_range_indicator(indicator) for indicator in reading.indicators],
    }


def _range_indicator(indicator: RangeIndicator) -> Json:
    return {
        "code": indicator.code,
        "title": dict(indicator.title),
        "node": indicator.node,
        "points": text_of(indicator.points),
        "question": indicator.question or None,
        "unit": indicator.unit,
        "formulas": dict(indicator.formulas),
        "base": None if indicator.base is None else text_of(indicator.base),
        "lead": None if indicator.lead is None else text_of(indicator.lead),
        "source": indicator.source,
        "status": indicator.status,
    }


def _flat(node: Node) -> Json:
    return {
        "code": node.code,
        "parent": node.parent,
        "title": dict(node.title),
        "questions": [code for codes in node.questions.values() for code in codes],
    }


def _levels(levels: Sequence[Level]) -> list[Json]:
    return [{"code": level.code, "name": dict(level.name)} for level in levels]


def _texts(weights: Mapping[str, Fraction]) -> dict[str, str]:
    return {code: text_of(weight) for code, weight in weights.items()}
