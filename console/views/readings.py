"""How answers are graded: every version of every reading, with its weights, gates and indicators."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from console import texts
from console.texts import in_language, status_word, word_of
from console.views.page import Facts, content_page
from content.loader import current
from content.model import quantities_of
from scoring.exact import text_of
from scoring.model import (
    Band,
    GateClause,
    Indicator,
    LadderReading,
    Node,
    PointsReading,
    RangeIndicator,
    RangeReading,
    Reading,
    SeverityReading,
    Tier,
)


@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """List every version of every reading."""
    newest = current().readings
    rows = [{**reading_row(one), "newest": newest[one.key] is one} for one in current().all_readings]
    return content_page(request, "readings", _("Readings and versions"), readings=rows)


def reading_row(reading: Reading) -> dict[str, Any]:
    return {
        "key": reading.key,
        "version": reading.version,
        "title": in_language(reading.title),
        "model": word_of(texts.MODEL_WORDS, reading.model),
        "status": status_word(reading.status),
        "valid_from": reading.valid_from,
        "sha256": reading.sha256,
        "questions": len(reading.question_codes()) + len(quantities_of(reading)),
    }


@require_safe
def reading(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """Show one version of a reading: steps, weights, gates, indicators, fingerprint."""
    content = current()
    try:
        found = content.reading(key, version)
    except KeyError as error:
        raise Http404 from error
    row = reading_row(found)
    facts: Facts = [
        (_("Version"), found.version),
        (_("Valid from"), found.valid_from),
        (_("Model"), row["model"]),
        (_("Weighting"), row["status"]),
        (_("Questions"), row["questions"]),
        (_("Source"), texts.source_line(content.reading_sources[key, version])),
        ("sha256", found.sha256),
    ]
    own_weights = (
        f"{reverse('console:assessments_ownreading_add')}?reading={key}"
        if isinstance(found, (LadderReading, PointsReading)) and content.readings[key] is found
        else ""
    )
    return content_page(request, "reading", row["title"], facts=facts, own_weights=own_weights, **_details(found))


def _details(reading: Reading) -> dict[str, Any]:
    if isinstance(reading, LadderReading):
        return _ladder(reading)
    if isinstance(reading, PointsReading):
        return _points(reading)
    if isinstance(reading, SeverityReading):
        return _severity(reading)
    if isinstance(reading, RangeReading):
        return _range(reading)
    raise TypeError(f"{type(reading).__name__} has no page")


def _ladder(reading: LadderReading) -> dict[str, Any]:
    profiles = list(reading.profiles.values())
    return {
        "more_facts": [(_("Pass mark"), text_of(reading.pass_mark))],
        "steps": [(level.code, in_language(level.name), "") for level in reading.levels],
        "weight_heads": [
            texts.with_remark(word_of(texts.PROFILE_WORDS, profile.code), status_word(profile.status))
            for profile in profiles
        ],
        "weights": [
            _node_row(node, [_weight(profile.weights.get(node.code)) for profile in profiles]) for node in reading.nodes
        ],
    }


def _weight(weight: Fraction | None) -> str:
    return text_of(weight) if weight else texts.NOTHING


def _points(reading: PointsReading) -> dict[str, Any]:
    has_musts = any(item.rule == "must" for item in reading.items.values())
    return {
        "more_facts": [
            (_("Share of musts"), f"{text_of(reading.must_share)}%"),
            (_("Share of optional items"), f"{text_of(reading.optional_share)}%"),
        ]
        if has_musts
        else [],
        "steps": [(tier.code, in_language(tier.name), _needs(reading, tier)) for tier in reading.tiers],
        "gates": [
            (
                in_language(gate.name),
                gate.question,
                texts.question_text(gate.question),
                texts.answer_label(gate.question, "yes"),
            )
            for gate in reading.gates
        ],
        "weight_heads": [_("Weight"), _("Rule")],
        "weights": [
            _node_row(
                node,
                [text_of(reading.blocks[node.code].weight), word_of(texts.RULE_WORDS, reading.blocks[node.code].rule)],
            )
            for node in reading.nodes
        ],
        "items_have_rules": has_musts,
        "items": [
            {
                "code": code,
                "text": texts.question_text(code),
                "rule": word_of(texts.RULE_WORDS, item.rule),
                "principle": _named(reading, item.principle),
                "weight": text_of(item.weight),
            }
            for code, item in reading.items.items()
        ],
        "indicator_group": _("Principle"),
        "indicators": [
            _indicator_row(indicator, _named(reading, indicator.principle), indicator.weight, indicator.unit)
            for indicator in reading.indicators
        ],
    }


def _range(reading: RangeReading) -> dict[str, Any]:
    titles = {node.code: in_language(node.title) for node in reading.nodes}
    return {
        "more_facts": [(_("Points in all"), text_of(sum(reading.points.values(), Fraction(0))))],
        "gates": [row for gate in reading.gates for row in _needed(gate)],
        "weight_heads": [_("Points")],
        "counts_indicators": True,
        "weights": [
            {
                "title": in_language(node.title),
                "deep": False,
                "cells": [text_of(reading.points[node.code])],
                "questions": sum(one.node == node.code for one in reading.indicators),
            }
            for node in reading.nodes
        ],
        "indicator_group": _("Part"),
        "indicators": [
            _indicator_row(one, titles.get(one.node, one.node), one.points, texts.listed(one.formulas))
            for one in reading.indicators
        ],
    }


def _needed(gate: GateClause) -> list[tuple[str, str, str, str]]:
    """Return one row per question of a condition, with the least answer that meets it."""
    return [
        (in_language(gate.name), code, texts.question_text(code), texts.answer_label(code, least))
        for code, least in gate.needs.items()
    ]


def _indicator_row(indicator: Indicator | RangeIndicator, group: str, weight: Fraction, units: str) -> dict[str, Any]:
    question = indicator.question if isinstance(indicator, RangeIndicator) else ""
    return {
        "title": in_language(indicator.title),
        "group": group,
        "weight": text_of(weight),
        "question": question,
        "unit": texts.question_text(question) if question else units,
        "base": texts.NOTHING if indicator.base is None else text_of(indicator.base),
        "lead": texts.NOTHING if indicator.lead is None else text_of(indicator.lead),
        "status": status_word(indicator.status),
    }


def _severity(reading: SeverityReading) -> dict[str, Any]:
    return {
        "more_facts": [(_("Lead that makes a group dominant"), text_of(reading.dominant_lead))],
        "steps": [(band.code, in_language(band.name), _starts(band)) for band in reading.bands],
        "items": [
            {"code": code, "text": texts.question_text(code), "weight": text_of(weight)}
            for code, weight in reading.weights.items()
        ],
    }


def _node_row(node: Node, cells: list[str]) -> dict[str, Any]:
    asked = sum(len(codes) for codes in node.questions.values())
    return {"title": in_language(node.title), "deep": node.parent is not None, "cells": cells, "questions": asked}


def _named(reading: PointsReading, principle: str) -> str:
    return next((in_language(one.name) for one in reading.principles if one.code == principle), principle)


def _starts(band: Band) -> str:
    return _("from %(score)s") % {"score": text_of(band.from_score)}


def _needs(reading: PointsReading, tier: Tier) -> str:
    """Return the conditions of a tier in words."""
    needs = []
    if tier.gates:
        needs.append(_("all basic conditions"))
    if tier.score is not None:
        needs.append(_("at least %(score)s points") % {"score": text_of(tier.score)})
    if tier.musts:
        needs.append(_("all must requirements"))
    for indicator in reading.indicators:
        if indicator.code == tier.indicator:
            needs.append(_("“%(indicator)s” at its reference") % {"indicator": in_language(indicator.title)})
    return texts.listed(needs)
