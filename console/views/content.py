"""What is asked and claimed, with versions and sources: questions, readings, measures, published figures, sources.

Read-only: content changes through its files, with review and a new version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from console import texts
from console.texts import in_language, status_word, word_of
from content.loader import current
from content.model import Measure, Question, Share, quantities_of
from scoring.exact import text_of
from scoring.model import Band, LadderReading, Node, PointsReading, Reading, SeverityReading, Tier

Facts = list[tuple[Any, Any]]
LONGEST_SEARCH = 100


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    from console.sites import site

    request.current_app = site.name  # type: ignore[attr-defined]
    shared = {**site.each_context(request), "title": title, "content_sha256": current().sha256}
    return TemplateResponse(request, f"console/content/{template}.html", {**shared, **context})


def _wanted(request: HttpRequest, name: str = "q") -> str:
    return request.GET.get(name, "").strip()[:LONGEST_SEARCH]


def _matches(term: str, *parts: str) -> bool:
    return not term or any(term.casefold() in part.casefold() for part in parts)


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """List the question bank by questionnaire and section, with a search in both languages."""
    term, chosen = _wanted(request), _wanted(request, "questionnaire")
    content = current()
    groups = []
    for questionnaire in content.questionnaires:
        if chosen and chosen != questionnaire.code:
            continue
        for section in questionnaire.sections:
            found = [content.questions[code] for code in section.questions]
            found = [one for one in found if _matches(term, one.code, *one.text.values())]
            if found:
                title = f"{in_language(questionnaire.title)} · {in_language(section.title)}"
                groups.append((title, [_question_row(one) for one in found]))
    return _page(
        request,
        "questions",
        _("Questions"),
        groups=groups,
        count=sum(len(rows) for _title, rows in groups),
        term=term,
        chosen=chosen,
        questionnaires=[(one.code, in_language(one.title)) for one in content.questionnaires],
    )


def _question_row(question: Question) -> dict[str, str]:
    return {
        "code": question.code,
        "text": in_language(question.text),
        "kind": word_of(texts.KIND_WORDS, question.kind),
        "status": status_word(question.source.status),
    }


@require_safe
def question(request: HttpRequest, code: str) -> HttpResponse:
    """Show one question with everything the firm sees, its source, and where it counts."""
    content = current()
    found = content.questions.get(code)
    if found is None:
        raise Http404
    facts: Facts = [
        (_("Code"), found.code),
        (_("Kind"), word_of(texts.KIND_WORDS, found.kind)),
        (_("Section"), in_language(content.sections[found.section].title)),
        (_("Help"), in_language(found.help)),
        (_("Example"), in_language(found.example)),
        (_("Answers"), texts.listed(in_language(choice.label) for choice in found.choices)),
        (_("Units"), texts.listed(found.units)),
        (_("Source"), texts.source_line(found.source)),
    ]
    readings = [content.readings[key] for key in content.readings_using(code)]
    measures = [one for one in content.measures.values() if code in one.fixes or code in one.relieves]
    return _page(
        request,
        "question",
        in_language(found.text),
        facts=facts,
        other_language=found.text["zh-hans" if in_language(found.text) == found.text["en"] else "en"],
        readings=[_reading_row(one) for one in readings],
        measures=[(one.code, in_language(one.title)) for one in measures],
    )


@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """List every version of every reading."""
    newest = current().readings
    rows = [{**_reading_row(one), "newest": newest[one.key] is one} for one in current().all_readings]
    return _page(request, "readings", _("Readings and versions"), readings=rows)


def _reading_row(reading: Reading) -> dict[str, Any]:
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
    row = _reading_row(found)
    facts: Facts = [
        (_("Version"), found.version),
        (_("Valid from"), found.valid_from),
        (_("Model"), row["model"]),
        (_("Weighting"), row["status"]),
        (_("Questions"), row["questions"]),
        (_("Source"), texts.source_line(content.reading_sources[key, version])),
        ("sha256", found.sha256),
    ]
    return _page(request, "reading", row["title"], facts=facts, **_details(found))


def _details(reading: Reading) -> dict[str, Any]:
    if isinstance(reading, LadderReading):
        return _ladder(reading)
    if isinstance(reading, PointsReading):
        return _points(reading)
    if isinstance(reading, SeverityReading):
        return _severity(reading)
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
    return {
        "more_facts": [
            (_("Share of musts"), f"{text_of(reading.must_share)}%"),
            (_("Share of optional items"), f"{text_of(reading.optional_share)}%"),
        ],
        "steps": [(tier.code, in_language(tier.name), _needs(reading, tier)) for tier in reading.tiers],
        "gates": [
            (in_language(gate.name), gate.question, texts.question_text(gate.question)) for gate in reading.gates
        ],
        "weight_heads": [_("Weight"), _("Rule")],
        "weights": [
            _node_row(
                node,
                [text_of(reading.blocks[node.code].weight), word_of(texts.RULE_WORDS, reading.blocks[node.code].rule)],
            )
            for node in reading.nodes
        ],
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
        "indicators": [
            {
                "title": in_language(indicator.title),
                "principle": _named(reading, indicator.principle),
                "weight": text_of(indicator.weight),
                "unit": indicator.unit,
                "base": texts.NOTHING if indicator.base is None else text_of(indicator.base),
                "lead": texts.NOTHING if indicator.lead is None else text_of(indicator.lead),
                "status": status_word(indicator.status),
            }
            for indicator in reading.indicators
        ],
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


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """List what is recommended, with cost bands of small firms and a search."""
    term, horizon = _wanted(request), _wanted(request, "horizon")
    found = [
        one
        for one in current().measures.values()
        if _matches(term, one.code, *one.title.values(), *one.what.values()) and horizon in ("", one.horizon)
    ]
    return _page(
        request,
        "measures",
        _("Catalogue of measures"),
        measures=[
            {
                "code": one.code,
                "title": in_language(one.title),
                "horizon": word_of(texts.HORIZON_WORDS, one.horizon),
                "pillar": word_of(texts.PILLAR_WORDS, one.pillar),
                "cost": texts.band(_widest_cost(one)),
                "status": status_word(one.source.status),
            }
            for one in found
        ],
        term=term,
        chosen=horizon,
        horizons=list(texts.HORIZON_WORDS.items()),
    )


def _widest_cost(measure: Measure) -> tuple[Any, Any]:
    lows, highs = zip(*measure.cost_wan.values(), strict=True)
    return min(lows), max(highs)


@require_safe
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """Show one measure whole."""
    content = current()
    found = content.measures.get(code)
    if found is None:
        raise Http404
    sectors = [texts.industry_name(one) for one in found.sectors if one in content.industries]
    facts: Facts = [
        (_("Code"), found.code),
        (_("What to do"), in_language(found.what)),
        (_("First step"), in_language(found.first_step)),
        (_("Horizon"), word_of(texts.HORIZON_WORDS, found.horizon)),
        (_("Pillar"), word_of(texts.PILLAR_WORDS, found.pillar)),
        (_("Payback in months"), texts.band(found.payback_months)),
        (_("Effects"), texts.listed(word_of(texts.EFFECT_WORDS, one) for one in found.effects)),
        (_("Key figure"), in_language(found.key_figure)),
        (_("Industries"), texts.listed(sectors) if sectors else _("all")),
        (_("Source"), texts.source_line(found.source)),
    ]
    return _page(
        request,
        "measure",
        in_language(found.title),
        facts=facts,
        costs=[
            (texts.size_name(size), texts.band(cost), found.staff_days[size]) for size, cost in found.cost_wan.items()
        ],
        answers=list(_answered(found)),
        before=[(one, texts.measure_title(one)) for one in found.prerequisites],
    )


def _answered(measure: Measure) -> Iterable[dict[str, str]]:
    """Yield what the measure is advised for, and what it is expected to reach."""
    for code, threshold in measure.fixes.items():
        yield {
            "code": code,
            "text": texts.question_text(code),
            "below": texts.answer_label(code, threshold),
            "reaches": texts.answer_label(code, measure.lifts.get(code, "")),
        }
    for code in measure.relieves:
        yield {"code": code, "text": texts.question_text(code), "below": _("barrier"), "reaches": _("relieved")}


@require_safe
def benchmarks(request: HttpRequest) -> HttpResponse:
    """List the published figures that results are shown beside, and those of the papers."""
    term = _wanted(request)
    content = current()
    return _page(
        request,
        "benchmarks",
        _("Published figures"),
        positions=[
            {
                "title": in_language(position.title),
                "note": in_language(position.note),
                "rows": [
                    {
                        "year": row.year,
                        "n": row.n or _("not stated"),
                        "shares": texts.joined(_share(share) for share in row.shares),
                        "source": texts.source_line(row.source),
                    }
                    for row in position.rows
                ],
            }
            for position in content.positions
        ],
        figures=[
            {
                "indicator": in_language(row.indicator),
                "scope": row.scope,
                "period": row.period,
                "value": row.value,
                "unit": row.unit,
                "source": texts.source_title(row.source),
                "file": row.file,
                "status": status_word(row.status),
            }
            for row in content.benchmarks
            if _matches(term, *row.indicator.values(), row.scope, row.file)
        ],
        term=term,
    )


def _share(share: Share) -> str:
    relation = word_of(texts.RELATION_WORDS, share.relation)
    figure = f"{texts.plain_number(share.value)}%"
    return texts.labelled(in_language(share.label), f"{relation} {figure}" if relation else figure)


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """List the bibliography."""
    rows = [
        {
            "id": one.id,
            "title": in_language(one.title),
            "kind": word_of(texts.SOURCE_KIND_WORDS, one.kind),
            "year": one.year or _("not stated"),
            "where": in_language(one.where),
            "status": status_word(one.status),
        }
        for one in current().sources.values()
    ]
    return _page(request, "sources", _("Sources"), sources=rows)


View = Callable[..., HttpResponse]
PAGES: tuple[tuple[str, View, str], ...] = (
    ("questions/", questions, "questions"),
    ("questions/<str:code>/", question, "question"),
    ("readings/", readings, "readings"),
    ("readings/<str:key>/<str:version>/", reading, "reading"),
    ("measures/", measures, "measures"),
    ("measures/<str:code>/", measure, "measure"),
    ("benchmarks/", benchmarks, "benchmarks"),
    ("sources/", sources, "sources"),
)
