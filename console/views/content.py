"""What is asked and claimed, with sources: questions, measures, published figures, the bibliography.

Read-only: content changes through its files, with review and a new version.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from console import texts
from console.texts import in_language, status_word, word_of
from console.views.page import Facts, content_page, matches, wanted
from console.views.readings import reading_row
from content.loader import current
from content.model import Measure, Question, Share
from reports.context import catalogue_words


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """List the question bank by questionnaire and section, with a search in both languages."""
    term, chosen = wanted(request), wanted(request, "questionnaire")
    content = current()
    groups = []
    for questionnaire in content.questionnaires:
        if chosen and chosen != questionnaire.code:
            continue
        for section in questionnaire.sections:
            found = [content.questions[code] for code in section.questions]
            found = [one for one in found if matches(term, one.code, *one.text.values())]
            if found:
                title = f"{in_language(questionnaire.title)} · {in_language(section.title)}"
                groups.append((title, [_question_row(one) for one in found]))
    return content_page(
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
    readings = [content.readings[key] for key in content.readings_using(code) if key in content.readings]
    measures = [one for one in content.measures.values() if code in one.fixes or code in one.relieves]
    return content_page(
        request,
        "question",
        in_language(found.text),
        facts=facts,
        other_language=found.text["zh-hans" if in_language(found.text) == found.text["en"] else "en"],
        readings=[reading_row(one) for one in readings],
        in_footprint=code in content.footprint_quantities,
        measures=[(one.code, in_language(one.title)) for one in measures],
    )


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """List what is recommended, with cost bands of small firms and a search."""
    term, horizon = wanted(request), wanted(request, "horizon")
    found = [
        one
        for one in current().measures.values()
        if matches(term, one.code, *one.title.values(), *one.what.values()) and horizon in ("", one.horizon)
    ]
    return content_page(
        request,
        "measures",
        _("Catalogue of measures"),
        measures=[
            {
                "code": one.code,
                "title": in_language(one.title),
                "horizon": word_of(catalogue_words.HORIZON_WORDS, one.horizon),
                "pillar": word_of(catalogue_words.PILLAR_WORDS, one.pillar),
                "cost": texts.band(_widest_cost(one)),
                "status": status_word(one.source.status),
            }
            for one in found
        ],
        term=term,
        chosen=horizon,
        horizons=list(catalogue_words.HORIZON_WORDS.items()),
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
        (_("Horizon"), word_of(catalogue_words.HORIZON_WORDS, found.horizon)),
        (_("Pillar"), word_of(catalogue_words.PILLAR_WORDS, found.pillar)),
        (_("Payback in months"), texts.band(found.payback_months)),
        (_("Effects"), texts.listed(word_of(catalogue_words.EFFECT_WORDS, one) for one in found.effects)),
        (_("Key figure"), in_language(found.key_figure)),
        (_("Industries"), texts.listed(sectors) if sectors else _("all")),
        (_("Source"), texts.source_line(found.source)),
    ]
    return content_page(
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
    term = wanted(request)
    content = current()
    return content_page(
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
            if matches(term, *row.indicator.values(), row.scope, row.file)
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
    return content_page(request, "sources", _("Sources"), sources=rows)
