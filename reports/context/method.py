"""How the figures came about: readings with version and hash, what the marks mean, and the sources used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from content.model import Content
from reports.context.words import MARKS, Reader, mark_of

Json = Mapping[str, Any]
KINDS_IN_ORDER = ("standard", "regulation", "paper", "survey", "facts", "own")
HASH_LENGTH = 12


@dataclass(frozen=True)
class ReadingRow:
    title: str
    version: str
    sha256: str
    weights: str
    mark: str


@dataclass(frozen=True)
class SourceRow:
    title: str
    year: str
    where: str
    status: str
    mark: str


@dataclass(frozen=True)
class MarkRow:
    mark: str
    meaning: str


@dataclass(frozen=True)
class Method:
    paragraphs: tuple[tuple[str, str], ...]
    readings: tuple[ReadingRow, ...]
    marks: tuple[MarkRow, ...]
    sources: tuple[SourceRow, ...]
    engine: str
    content_sha256: str
    inputs_sha256: str


def method_of(document: Json, content: Content, reader: Reader) -> Method:
    return Method(
        paragraphs=_paragraphs(),
        readings=tuple(_reading(row, content, reader) for row in document["readings"]),
        marks=marks(),
        sources=tuple(_source(code, content, reader) for code in _sources_used(document, content)),
        engine=document["engine"],
        content_sha256=document["content_sha256"][:HASH_LENGTH],
        inputs_sha256=document["inputs_sha256"][:HASH_LENGTH],
    )


def marks() -> tuple[MarkRow, ...]:
    """The legend of the marks set beside figures."""
    return (
        MarkRow(MARKS["unverified"], _("not confirmed by a source we could read: a value the tool recommends")),
        MarkRow(MARKS["own"], _("the tool's own value or estimate, from no standard")),
        MarkRow(MARKS["single-source"], _("stated by a single source")),
    )


def status_word(status: str) -> str:
    return {
        "confirmed": _("confirmed"),
        "single-source": _("single source"),
        "unverified": _("not verified"),
        "own": _("the tool's own"),
        "derived": _("computed from published figures"),
        "in-seed": _("as quoted in a paper"),
    }[status]


def _paragraphs() -> tuple[tuple[str, str], ...]:
    return (
        (
            _("Levels"),
            _(
                "A requirement counts 1, 0.8, 0.5 or 0. A sub-domain's score at a level is the mean of its "
                "requirements; scores are weighted up to the whole. A level is passed at 80 % or more when all lower "
                "levels are passed, and the total is the number of levels passed plus the score of the next one. A "
                "higher level is asked only once the level below is met; what was not asked counts as not met."
            ),
        ),
        (
            _("Barriers"),
            _(
                "Each barrier is answered from 0 (no effect) to 4 (decisive). Severity is the weighted mean over 4, "
                "times 100. A group is named as dominant when it leads the next one by five points or more. A "
                "barrier's share is its part in everything that holds the firm back."
            ),
        ),
        (
            _("Green factory"),
            _(
                "A block gives 60 % for its obligatory requirements and 40 % for its optional ones; performance "
                "places quantities between a reference value and a leading value. The tiers follow what cities, "
                "provinces and the state recognise, but their thresholds are the tool's own and no promise of "
                "recognition."
            ),
        ),
        (
            _("Measures"),
            _(
                "A measure is advised when it closes a gap or eases a barrier of this firm and fits its trade and "
                "size. The order follows from the gap closed per cost, with what others build on first. Costs, "
                "staff-days and pay-back times are the tool's own estimates for the size class and replace no offer."
            ),
        ),
        (
            _("Missing answers"),
            _(
                "Not applicable, not answered and not met are three different things: what does not apply leaves the "
                "calculation, what is not answered keeps a questionnaire from being graded, and only a real answer "
                "of not met counts as zero. Figures are rounded for reading only."
            ),
        ),
    )


def _reading(row: Json, content: Content, reader: Reader) -> ReadingRow:
    reading = content.reading(row["key"], row["version"])
    return ReadingRow(
        title=reader.text(reading.title),
        version=row["version"],
        sha256=row["sha256"][:HASH_LENGTH],
        weights=status_word(row["weights_status"]),
        mark=mark_of(row["weights_status"]),
    )


def _sources_used(document: Json, content: Content) -> Iterable[str]:
    used = {content.reading_sources[(row["key"], row["version"])].id for row in document["readings"]}
    used |= {question.source.id for question in content.questions.values()}
    used |= {content.measures[row["code"]].source.id for row in document["measures"]}
    used |= {row.source.id for position in content.positions for row in position.rows}
    used |= {source.id for source in content.indicator_sources.values()}
    used |= {content.size_classes[document["size"]].source}
    order = {code: place for place, code in enumerate(content.sources)}
    return sorted(used, key=lambda code: (KINDS_IN_ORDER.index(content.sources[code].kind), order[code]))


def _source(code: str, content: Content, reader: Reader) -> SourceRow:
    source = content.sources[code]
    return SourceRow(
        title=reader.text(source.title),
        year=source.year if source.year.isdigit() else _("not stated"),
        where=reader.text(source.where),
        status=status_word(source.status),
        mark=mark_of(source.status),
    )
