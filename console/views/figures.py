"""What yearly figures are computed and compared with: factors, marks, references, and the links of the two sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from console import texts
from console.texts import in_language, status_word, word_of
from console.views.page import content_page, matches, wanted
from content.citation import SourceRef
from content.factors import CarbonFactor, FactorSet
from content.loader import current
from reports.context.amounts import amount_name
from scoring.exact import text_of
from scoring.model import Band, Names

CO2_PLACES = 5


@require_safe
def factors(request: HttpRequest) -> HttpResponse:
    """List the sets of CO2 factors, the energy factors and the factors that hold for every set."""
    tables = current().factors
    return content_page(
        request,
        "factors",
        _("Factors"),
        sets=[_set(one, is_default=number == 0) for number, one in enumerate(tables.sets.values())],
        energy=[
            {
                "title": amount_name(row.code),
                "value": texts.plain_number(row.value),
                "unit": row.unit,
                "valid_from": row.valid_from,
                "note": _note(row.note),
                **_cited(row.source),
            }
            for row in tables.energy
        ],
        direct=[
            {
                "title": amount_name(row.code),
                "value": texts.plain_number(row.value),
                "unit": row.unit,
                "valid_from": row.valid_from,
                "note": _note(row.note),
                **_cited(row.source),
            }
            for row in tables.direct
        ],
        rates=[
            {"year": row.year, "value": texts.plain_number(row.value), **_cited(row.source)} for row in tables.coal_rate
        ],
    )


def _set(one: FactorSet, *, is_default: bool) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": in_language(one.name),
        "note": in_language(one.note),
        "source": texts.source_line(one.source),
        "is_default": is_default,
        "rows": [_carbon(row) for row in current().factors.carbon if row.set == one.code],
    }


def _carbon(row: CarbonFactor) -> dict[str, Any]:
    return {
        "title": amount_name(row.code),
        "fuel": row.fuel,
        "heat": f"{texts.plain_number(row.ncv)} / {texts.plain_number(row.per)}",
        "carbon": texts.plain_number(row.carbon),
        "oxidation": texts.plain_number(row.oxidation),
        "co2": texts.rounded(text_of(row.value), CO2_PLACES),
        "valid_from": row.valid_from,
        "note": _note(row.note),
        **_cited(row.source),
    }


def _note(names: Names) -> str:
    return in_language(names) if names else ""


def _cited(source: SourceRef) -> dict[str, str]:
    return {"source": texts.source_title(source.id), "clause": in_language(source.clause), "status": _status(source)}


def _status(source: SourceRef) -> str:
    return status_word(source.status)


@require_safe
def grid(request: HttpRequest) -> HttpResponse:
    """List the factors of the power grids: a row for each grid, a column for each year."""
    term, level = wanted(request), wanted(request, "level")
    rows = current().factors.grid
    years = sorted({row.year for row in rows})
    found: dict[tuple[str, str], dict[int, str]] = {}
    statuses: dict[tuple[str, str], str] = {}
    for row in rows:
        if level in ("", row.level) and matches(term, row.name, texts.province_name(row.name)):
            place = row.level, row.name
            found.setdefault(place, {})[row.year] = texts.plain_number(row.value)
            statuses[place] = _status(row.source)
    return content_page(
        request,
        "grid",
        _("Factors of the power grids"),
        years=years,
        rows=[
            {
                "name": texts.province_name(name),
                "level": word_of(texts.GRID_LEVEL_WORDS, level_code),
                "cells": [values.get(year, texts.NOTHING) for year in years],
                "status": statuses[level_code, name],
            }
            for (level_code, name), values in found.items()
        ],
        sources=list(dict.fromkeys(texts.labelled(row.year, _place(row.source)) for row in rows)),
        term=term,
        chosen=level,
        levels=list(texts.GRID_LEVEL_WORDS.items()),
    )


def _place(source: SourceRef) -> str:
    return f"{texts.source_title(source.id)} · {in_language(source.clause)}"


@require_safe
def marks(request: HttpRequest) -> HttpResponse:
    """List the published figures beside which a firm's intensities are shown, and the remarks for some sizes."""
    term = wanted(request)
    content = current()
    return content_page(
        request,
        "marks",
        _("Marks beside the yearly figures"),
        marks=[
            {
                "label": in_language(one.label),
                "note": in_language(one.note),
                "value": texts.rounded(text_of(one.mark.value), CO2_PLACES),
                "unit": one.mark.unit,
                "year": one.mark.year,
                "better": word_of(texts.BETTER_WORDS, one.mark.better),
                "scope": word_of(texts.MARK_SCOPE_WORDS, one.mark.scope),
                "industries": texts.listed(map(texts.industry_or_all, one.mark.industries)),
                "source": texts.source_line(one.source),
            }
            for one in content.marks.values()
            if matches(term, *one.label.values(), *one.note.values())
        ],
        remarks=[
            {
                "text": in_language(one.text),
                "sizes": texts.listed(map(texts.size_name, one.remark.sizes)),
                "source": texts.source_line(one.source),
            }
            for one in content.remarks.values()
        ],
        term=term,
    )


@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """Show how the digital and the green side are read together: grades, and which step unlocks which saving."""
    content = current()
    scale = content.synergy
    return content_page(
        request,
        "links",
        _("Digital and green together"),
        source=texts.source_line(content.link_sources[""]),
        scales=[
            (_("Coordination"), _steps(scale.grades)),
            (_("Coupling"), _steps(scale.couplings)),
            (_("Which side lags"), _steps(scale.lags)),
        ],
        links=[
            {
                "title": in_language(link.title),
                "why": in_language(link.why),
                "digital": [(code, texts.question_text(code)) for code in link.digital],
                "green": [(code, texts.question_text(code)) for code in link.green],
                "source": texts.source_line(content.link_sources[link.code]),
            }
            for link in scale.links
        ],
    )


def _steps(bands: Sequence[Band]) -> list[tuple[str, str]]:
    return [(in_language(band.name), text_of(band.from_score)) for band in bands]


@require_safe
def references(request: HttpRequest) -> HttpResponse:
    """List the references that come with the content; consultants add those of an industry beside them."""
    content = current()
    return content_page(
        request,
        "references",
        _("References of the content"),
        rows=[
            {
                "reading": in_language(content.readings[row.reading].title),
                "indicator": texts.indicator_title(row.reading, row.indicator),
                "industry": texts.industry_or_all(row.industry),
                "unit": row.unit,
                "base": texts.plain_number(row.base),
                "lead": texts.plain_number(row.lead),
                "valid_from": row.valid_from,
                "source": texts.source_line(row.source),
            }
            for row in content.references
        ],
    )
