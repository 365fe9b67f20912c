"""A result of the earlier rules, three readings and no footprint, prints without the later chapters."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from reports.build import render_document, report_html
from reports.context import ReportContext, report_context

OLD = Path(__file__).parent / "old" / "engine-1.0-dye-house.json"
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
LATER = ("path", "standard", "footprint", "synergy", "mechanisms", "roadmap", "help")


@pytest.fixture(scope="module")
def old() -> Mapping[str, Any]:
    document: Mapping[str, Any] = json.loads(OLD.read_text(encoding="utf-8"))
    assert "sensitivity" not in document
    return document


def context_of(document: Mapping[str, Any], language: str) -> ReportContext:
    with translation.override(language):
        return report_context(document, language)


@LANGUAGES
def test_it_has_none_of_the_later_chapters(old: Mapping[str, Any], language: str) -> None:
    html = report_html(old, language)
    chapters = ["summary", "capability", "barriers", "green", "measures", "method", "glossary"]
    assert re.findall(r'<h2 id="([^"]+)"', html) == chapters
    assert not re.search(rf'href="#({"|".join(LATER)})', html)
    context = context_of(old, language)
    assert all(getattr(context, name) is None for name in (*LATER, "sensitivity"))
    assert context.method.factors is None


@LANGUAGES
def test_its_figures_are_those_it_was_stored_with(old: Mapping[str, Any], language: str) -> None:
    context = context_of(old, language)
    rows = {row["key"]: row for row in old["readings"]}
    assert context.capability.score.startswith(f"{float(rows['im-capability']['score']):.2f}")
    assert context.green.score == f"{float(rows['green-factory-2018']['score']):.1f}"
    assert context.barriers.score == f"{float(rows['transformation-barriers']['score']):.1f}"
    assert len(context.summary.tiles) == 4
    assert len(context.summary.tile_rows) == 1
    assert {amount.unit for amount in context.appendix.amounts}
    assert context.appendix.years == tuple(sorted({str(row["year"]) for row in old["inputs"]["activity"]}))


def test_it_can_be_printed(old: Mapping[str, Any]) -> None:
    assert render_document(old, "zh-hans").startswith(b"%PDF")


def test_the_order_of_the_readings_does_not_matter(old: Mapping[str, Any]) -> None:
    turned = {**old, "readings": list(reversed(old["readings"]))}
    plain, mixed = context_of(old, "en"), context_of(turned, "en")
    assert (plain.capability, plain.green, plain.barriers) == (mixed.capability, mixed.green, mixed.barriers)
