"""How the figures came about: readings with version and hash, what the marks mean, and the sources used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from content.model import Content
from reports.context.amounts import amount_name
from reports.context.definitions import cited, definition_of, reading_source
from reports.context.synergy import synergy_method
from reports.context.words import MARKS, Reader, mark_of

Json = Mapping[str, Any]
KINDS_IN_ORDER = ("standard", "regulation", "paper", "survey", "facts", "own")
HASH_LENGTH = 12
GRID_POWER = "electricity_grid"


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
class FactorRow:
    """A factor used: of what, tonnes of coal equivalent or of CO2 per base unit, for which years."""

    name: str
    unit: str
    value: str
    years: str
    source: str
    status: str
    mark: str


@dataclass(frozen=True)
class Factors:
    """Every factor the footprint was worked out with; sets never mix."""

    set_name: str
    energy: tuple[FactorRow, ...]
    carbon: tuple[FactorRow, ...]
    grid: tuple[FactorRow, ...]


@dataclass(frozen=True)
class Method:
    paragraphs: tuple[tuple[str, str], ...]
    readings: tuple[ReadingRow, ...]
    marks: tuple[MarkRow, ...]
    sources: tuple[SourceRow, ...]
    factors: Factors | None
    engine: str
    content_sha256: str
    inputs_sha256: str


def method_of(document: Json, content: Content, reader: Reader) -> Method:
    return Method(
        paragraphs=(*_paragraphs(), *(_later_paragraphs() if "sensitivity" in document else ())),
        readings=tuple(_reading(row, content, reader) for row in document["readings"]),
        marks=marks(),
        sources=tuple(_source(code, content, reader) for code in _sources_used(document, content)),
        factors=None if document["footprint"] is None else factors_of(document["footprint"], content, reader),
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


def factors_of(footprint: Json, content: Content, reader: Reader) -> Factors:
    """List every factor the footprint used, each once with the years it was used for."""
    energy = _factor_rows(footprint["years"], "tce", content, reader)
    carbon = _factor_rows(footprint["years"], "co2", content, reader)
    return Factors(
        set_name=reader.text(content.factor_sets[footprint["factor_set"]].name),
        energy=tuple(energy),
        carbon=tuple(carbon),
        grid=tuple(
            FactorRow(
                name=_grid_name(row["grid"], content, reader),
                unit="kg/kWh",
                value=row["grid"]["value"],
                years=str(row["year"]) if not row["grid"]["later"] else f"{row['year']} ({row['grid']['year']})",
                source=cited(row["grid"]["source"], content, reader),
                status=status_word(row["grid"]["status"]),
                mark=mark_of(row["grid"]["status"]),
            )
            for row in footprint["years"]
            if row["grid"] is not None
        ),
    )


def _grid_name(grid: Json, content: Content, reader: Reader) -> str:
    province = content.provinces.get(grid["province"])
    if grid["level"] == "national" or province is None:
        return _("the whole country")
    if grid["level"] == "region":
        return _("regional grid: %(name)s") % {"name": reader.text(province.grid)}
    return reader.text(province.name)


def _factor_rows(years: Iterable[Json], kind: str, content: Content, reader: Reader) -> list[FactorRow]:
    found: dict[tuple[str, str], tuple[Json, list[int]]] = {}
    for year in years:
        for row in year["by_carrier"]:
            # The grid's factor differs from year to year and has a table of its own.
            sources = () if (row["code"], kind) == (GRID_POWER, "co2") else row["sources"]
            for source in (one for one in sources if one["kind"] == kind):
                found.setdefault((row["code"], source["value"]), (source, []))[1].append(year["year"])
    return [
        FactorRow(
            name=amount_name(code),
            unit=f"{'tce' if kind == 'tce' else 't'}/{reader.unit(content.questions[code].unit)}",
            value=_factor_text(source, reader.unit(content.questions[code].unit), reader),
            years=reader.spread(str(min(own)), str(max(own))),
            source=cited(source["source"], content, reader),
            status=status_word(source["status"]),
            mark=mark_of(source["status"]),
        )
        for (code, _value), (source, own) in found.items()
    ]


def _factor_text(source: Json, unit: str, reader: Reader) -> str:
    """A factor, and what a fuel's factor is made of."""
    value = factor_figure(source["value"])
    if "ncv" not in source:
        return value
    facts = {key: source[key] for key in ("ncv", "carbon", "oxidation")}
    facts["unit"] = unit if source["per"] == "1" else f"{source['per']} {unit}"
    made = _("%(ncv)s GJ/%(unit)s × %(carbon)s tC/TJ × %(oxidation)s × 44/12") % facts
    return f"{value}（{made}）" if reader.is_chinese else f"{value} ({made})"


def factor_figure(value: str) -> str:
    """A factor with four significant digits, however small.

    >>> factor_figure("0.0001229"), factor_figure("1.7417549"), factor_figure("0.002185500")
    ('0.0001229', '1.742', '0.002186')
    """
    exact = Decimal(value)
    digits = max(0, 3 - exact.adjusted())
    return format(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP), "f")


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


def _later_paragraphs() -> tuple[tuple[str, str], ...]:
    return (
        (
            _("Standard in force"),
            _(
                "A quantity earns points in proportion to the way from the baseline to the leading value: none at or "
                "below the baseline, all at the leading value. A question earns them by its answer. What has no figure "
                "or no reference is not assessable and leaves the points it could have earned."
            ),
        ),
        (
            _("Path and mechanisms"),
            _(
                "The four stages are graded like levels, from the same answers. A mechanism's score is the weighted "
                "mean of its statements. What was not reached in the capability questions counts as not met here too."
            ),
        ),
        (
            _("Footprint"),
            _(
                "Energy is the amount times its coal equivalent; CO2 is the amount times calorific value, carbon "
                "content and oxidation, times 44/12, or times a published factor. A year takes the factors in force on "
                "its 31 December. What lacks a factor is left open and never counted as zero."
            ),
        ),
        (_("Digital and green together"), synergy_method()),
    )


def _reading(row: Json, content: Content, reader: Reader) -> ReadingRow:
    reading = definition_of(row)
    return ReadingRow(
        title=reader.text(reading.title),
        version=row["version"],
        sha256=row["sha256"][:HASH_LENGTH],
        weights=_("the standard's example table") if row["model"] == "range" else status_word(row["weights_status"]),
        mark=mark_of(row["weights_status"]),
    )


def _sources_used(document: Json, content: Content) -> Iterable[str]:
    used = {reading_source(row, content).id for row in document["readings"]}
    used |= {question.source.id for question in content.questions.values()}
    used |= {content.measures[row["code"]].source.id for row in document["measures"]}
    used |= {row.source.id for position in content.positions for row in position.rows}
    used |= {source.id for source in content.indicator_sources.values()}
    used |= {content.size_classes[document["size"]].source}
    used |= {text.partition(", ")[0] for text in _cited(document)} & set(content.sources)
    order = {code: place for place, code in enumerate(content.sources)}
    return sorted(used, key=lambda code: (KINDS_IN_ORDER.index(content.sources[code].kind), order[code]))


def _cited(document: Json) -> Iterable[str]:
    """The sources that the figures of a footprint and the references of the indicators name."""
    footprint = document["footprint"]
    if footprint is not None:
        for year in footprint["years"]:
            yield from (source["source"] for row in year["by_carrier"] for source in row["sources"])
            yield from (found["source"] for found in (year["grid"], year["coal_rate"]) if found is not None)
        yield from (row["source"] for row in footprint["positions"])
    yield from (row["source"] for row in document["inputs"]["references"])


def _source(code: str, content: Content, reader: Reader) -> SourceRow:
    source = content.sources[code]
    return SourceRow(
        title=reader.text(source.title),
        year=source.year if source.year.isdigit() else _("not stated"),
        where=reader.text(source.where),
        status=status_word(source.status),
        mark=mark_of(source.status),
    )
