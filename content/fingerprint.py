"""What of the content decides answers and scores, without its wording: the fingerprint that changes are told by.

A thing is a question, a version of a reading, a measure, its effect, a row of factors, a default reference, a case, a
solution or a support. Its shape says what it decides, by aspect and place; its wording is one short hash.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from content.citation import SourceRef
from content.help import CUT_KINDS, Case, MeasureEffect, Solution, Support
from content.model import Content, Measure, Question
from content.parse import LANGUAGES
from scoring.exact import text_of
from scoring.model import LadderReading, Node, PointsReading, RangeReading, Reading, SeverityReading

DIGITS = 16
"""Of the sha256 of a wording; enough to tell two texts apart."""

Shape = Mapping[str, Mapping[str, str]]
"""Aspect -> place -> value: {"weight in discrete": {"people.skills": "50"}}."""


@dataclass(frozen=True)
class Thing:
    """One thing of the content: what it decides, and a hash of how it is worded."""

    shape: Shape
    wording: str


Fingerprint = Mapping[str, Mapping[str, Thing]]
"""Group ("questions", "readings", "measures", "factors" ...) -> code -> thing."""


def fingerprint(content: Content) -> Fingerprint:
    """Return the fingerprint of everything that is published."""
    return {
        "questions": {code: Thing(_question(row), wording_of(row)) for code, row in content.questions.items()},
        "readings": {f"{row.key} {row.version}": thing_of(row) for row in content.all_readings},
        "measures": {code: Thing(_measure(row), wording_of(row)) for code, row in content.measures.items()},
        "factors": dict(_factors(content)),
        "references": {
            f"{row.reading} {row.indicator} {row.industry} {row.unit} {row.valid_from}": Thing(
                {"value": {"base": str(row.base), "lead": str(row.lead)}}, wording_of(row)
            )
            for row in content.references
        },
        "effects": {code: Thing(_effect(row), wording_of(row)) for code, row in content.effects.items()},
        "cases": {code: Thing(_case(row), wording_of(row)) for code, row in content.cases.items()},
        "solutions": {code: Thing(_solution(row), wording_of(row)) for code, row in content.solutions.items()},
        "supports": {code: Thing(_support(row), wording_of(row)) for code, row in content.supports.items()},
    }


def thing_of(reading: Reading) -> Thing:
    """Return one version of a reading as a thing.

    Raises:
        TypeError: there is no such model.
    """
    shape = _without_nothing(_graded(reading))
    return Thing({"model": {"": reading.model}, **shape}, wording_of(reading))


def _graded(reading: Reading) -> Shape:
    if isinstance(reading, LadderReading):
        return _ladder(reading)
    if isinstance(reading, SeverityReading):
        return _severity(reading)
    if isinstance(reading, PointsReading):
        return _points(reading)
    if isinstance(reading, RangeReading):
        return _range(reading)
    raise TypeError(f"{type(reading).__name__} has no fingerprint")


def _without_nothing(shape: Shape) -> Shape:
    return {aspect: places for aspect, places in shape.items() if places}


def _question(question: Question) -> Shape:
    shape = {"kind": {"": question.kind}, "section": {"": question.section}}
    if question.unit:
        shape["unit"] = {"": question.unit}
        shape["units"] = {unit: str(factor) for unit, factor in question.units.items()}
    if question.most is not None:
        shape["most"] = {"": str(question.most)}
    if question.whole:
        shape["whole"] = {"": "true"}
    return shape


def _measure(measure: Measure) -> Shape:
    return _without_nothing(
        {
            "fixes": dict(measure.fixes),
            "relieves": dict.fromkeys(measure.relieves, "yes"),
            "lifts": dict(measure.lifts),
            "prerequisite": dict.fromkeys(measure.prerequisites, "yes"),
            "cost": {size: f"{low} to {high}" for size, (low, high) in measure.cost_wan.items()},
            "staff days": {size: str(days) for size, days in measure.staff_days.items()},
            "planning": {
                "payback months": " to ".join(str(months) for months in measure.payback_months),
                "horizon": measure.horizon,
                "pillar": measure.pillar,
                "sectors": " ".join(measure.sectors),
                "effects": " ".join(measure.effects),
            },
        }
    )


# What helps with measures


def _effect(effect: MeasureEffect) -> Shape:
    cuts = {kind: effect.cut(kind) for kind in CUT_KINDS}
    return _without_nothing(
        {
            "cut": {kind: f"{cut.low} to {cut.high} of {cut.use}" for kind, cut in cuts.items() if cut is not None},
            "moves": dict.fromkeys(effect.moves, "yes"),
        }
    )


def _case(case: Case) -> Shape:
    figures = {str(place): f"{row.direction} {row.value} {row.unit}" for place, row in enumerate(case.figures)}
    return _without_nothing({"kind": {"": case.kind}, "figure": figures, "pillar": {"": case.pillar}, **_served(case)})


def _solution(solution: Solution) -> Shape:
    return _without_nothing(
        {
            "pillar": {"": solution.pillar},
            **_served(solution),
            "prerequisite": dict.fromkeys(solution.prerequisites, "yes"),
            "valid until": {"": solution.valid_until.isoformat()},
        }
    )


def _support(support: Support) -> Shape:
    return _without_nothing(
        {
            "form": {"": support.form},
            **_served(support),
            "valid until": {"": support.valid_until.isoformat()},
        }
    )


def _served(thing: Case | Solution | Support) -> dict[str, dict[str, str]]:
    return {
        "fits": {"sectors": " ".join(thing.sectors), "sizes": " ".join(thing.sizes)},
        "relieves": dict.fromkeys(thing.relieves, "yes"),
        "measure": dict.fromkeys(thing.measures, "yes"),
    }


# Factors


def _factors(content: Content) -> Iterator[tuple[str, Thing]]:
    tables = content.factors
    for row in tables.energy:
        yield f"energy {row.code} {row.valid_from}", _valued(row, row.value)
    for row in tables.direct:
        yield f"direct {row.code} {row.valid_from}", _valued(row, row.value)
    for fuel in tables.carbon:
        parts = {"ncv": fuel.ncv, "per": fuel.per, "carbon": fuel.carbon, "oxidation": fuel.oxidation}
        shape = {"value": {name: str(part) for name, part in parts.items()}}
        yield f"carbon {fuel.set} {fuel.code} {fuel.valid_from}", Thing(shape, wording_of(fuel))
    for grid in tables.grid:
        yield f"grid {grid.level} {grid.name} {grid.year}", _valued(grid, grid.value)
    for rate in tables.coal_rate:
        yield f"coal-rate {rate.year}", _valued(rate, rate.value)


def _valued(row: Any, value: Decimal) -> Thing:
    return Thing({"value": {"": str(value)}}, wording_of(row))


# Readings


def _asked(nodes: tuple[Node, ...]) -> dict[str, str]:
    return {
        code: f"{node.code} {level}".strip()
        for node in nodes
        for level, codes in node.questions.items()
        for code in codes
    }


def _ladder(reading: LadderReading) -> Shape:
    weights = {
        f"weight in {code}": {node: text_of(weight) for node, weight in profile.weights.items()}
        for code, profile in reading.profiles.items()
    }
    return {
        "threshold": {"pass mark": text_of(reading.pass_mark)},
        "level": {level.code: "yes" for level in reading.levels},
        "node": {node.code: node.parent or "the whole" for node in reading.nodes},
        "question": _asked(reading.nodes),
        **weights,
        "trimmable": dict.fromkeys(reading.trimmable, "yes"),
    }


def _severity(reading: SeverityReading) -> Shape:
    return {
        "question": _asked(reading.nodes),
        "weight": {code: text_of(weight) for code, weight in reading.weights.items()},
        "threshold": {
            **{band.code: text_of(band.from_score) for band in reading.bands},
            "dominant lead": text_of(reading.dominant_lead),
        },
    }


def _points(reading: PointsReading) -> Shape:
    return {
        "gate": {gate.code: gate.question for gate in reading.gates},
        "question": _asked(reading.nodes),
        "weight": {
            **{code: text_of(block.weight) for code, block in reading.blocks.items()},
            **{code: text_of(item.weight) for code, item in reading.items.items()},
            **{f"indicator {row.code}": text_of(row.weight) for row in reading.indicators},
            "musts": text_of(reading.must_share),
            "optional items": text_of(reading.optional_share),
        },
        "rule": {
            **{code: block.rule for code, block in reading.blocks.items()},
            **{code: item.rule for code, item in reading.items.items()},
        },
        "principle": {
            **{code: item.principle for code, item in reading.items.items() if item.principle},
            **{f"indicator {row.code}": row.principle for row in reading.indicators if row.principle},
        },
        "indicator": {row.code: row.node for row in reading.indicators},
        "formula": {f"{row.code} in {row.unit}": row.formula for row in reading.indicators},
        "base": {row.code: text_of(row.base) for row in reading.indicators if row.base is not None},
        "lead": {row.code: text_of(row.lead) for row in reading.indicators if row.lead is not None},
        "threshold": {
            tier.code: " ".join(
                [
                    *(["gates"] if tier.gates else []),
                    *(["musts"] if tier.musts else []),
                    *([text_of(tier.score)] if tier.score is not None else []),
                    *([tier.indicator] if tier.indicator else []),
                ]
            )
            for tier in reading.tiers
        },
    }


def _range(reading: RangeReading) -> Shape:
    return {
        "gate": {f"{gate.code} {code}": least for gate in reading.gates for code, least in gate.needs.items()},
        "weight": {
            **{code: text_of(points) for code, points in reading.points.items()},
            **{f"indicator {row.code}": text_of(row.points) for row in reading.indicators},
        },
        "indicator": {row.code: row.node for row in reading.indicators},
        "question": {row.question: row.code for row in reading.indicators if row.question},
        "formula": {
            f"{row.code} in {unit}": formula for row in reading.indicators for unit, formula in row.formulas.items()
        },
        "usual unit": {row.code: row.unit for row in reading.indicators if row.unit},
        "base": {row.code: text_of(row.base) for row in reading.indicators if row.base is not None},
        "lead": {row.code: text_of(row.lead) for row in reading.indicators if row.lead is not None},
    }


# Wording


def wording_of(row: Any) -> str:
    """Return a short hash of every text inside a shape, and of the sources and statuses it names."""
    texts = list(_texts_in(row))
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()[:DIGITS]


PLAIN_WORDING = ("status", "source", "fuel", "valid_from", "checked_on")
"""Texts in one language, and days, that say something about a thing and decide nothing."""


def _texts_in(value: Any, name: str = "") -> Iterator[Any]:
    if isinstance(value, SourceRef):
        yield [value.id, value.clause["zh-hans"], value.clause["en"], value.status]
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts_in(getattr(value, each.name), each.name)
    elif isinstance(value, Mapping):
        if value and set(value) <= set(LANGUAGES):
            yield [value.get(language, "") for language in LANGUAGES]
        else:
            for inner in value.values():
                yield from _texts_in(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts_in(inner)
    elif name in PLAIN_WORDING and not isinstance(value, Decimal | Fraction):
        yield str(value)
