"""The points part: five principles, readiness tier and its first obstacle, blocks, gates and quantities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from content.model import Content
from reports.charts import Bar, bars_svg, ladder_svg
from reports.context.definitions import indicator_source, reference_words
from reports.context.words import Reader, mark_of, number, percent, short, significant
from scoring.model import PointsReading

Json = Mapping[str, Any]
MOST_NAMED = 3


@dataclass(frozen=True)
class Gate:
    name: str
    question: str
    passed: bool
    verdict: str


@dataclass(frozen=True)
class Block:
    name: str
    weight: str
    score: str


@dataclass(frozen=True)
class Indicator:
    """A quantity beside its references; `share` says how far it has come, or why it cannot be assessed."""

    name: str
    unit: str
    value: str
    base: str
    lead: str
    share: str
    source: str
    mark: str


@dataclass(frozen=True)
class Must:
    question: str
    answer: str


@dataclass(frozen=True)
class Green:
    graded: bool
    title: str
    mark: str
    missing: int = 0
    score: str = ""
    tier: str = ""
    standing: str = ""
    lead: str = ""
    obstacle: str = ""
    ladder: str = ""
    chart: str = ""
    best: str = ""
    worst: str = ""
    blocks: tuple[Block, ...] = ()
    gates: tuple[Gate, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    musts: tuple[Must, ...] = ()


def green_of(row: Json, reading: PointsReading, content: Content, document: Json, reader: Reader) -> Green:
    """Put the points reading into words and pictures."""
    title = reader.text(reading.title)
    mark = mark_of(row["weights_status"])
    if row["status"] != "complete":
        return Green(False, title, mark, missing=len(row["missing"]))
    answers = document["inputs"]["answers"]
    names = {principle.code: reader.text(principle.name) for principle in reading.principles}
    scored = [entry for entry in row["principles"] if entry["status"] == "scored"]
    ranked = sorted(scored, key=lambda entry: -float(entry["score"]))
    tier = reader.text(row["level"]["name"])
    standing = _("Readiness for recognition as a green factory: tier %(tier)s, with %(score)s of 100 points.") % {
        "tier": reader.quoted(tier),
        "score": number(row["score"]),
    }
    obstacle = _obstacle(row, reading, reader)
    return Green(
        graded=True,
        title=title,
        mark=mark,
        score=number(row["score"]),
        tier=tier,
        standing=standing,
        lead=reader.sentences((standing, obstacle)),
        obstacle=obstacle,
        ladder=_ladder(row, reading, reader),
        chart=_chart(row, names, ranked[-1]["code"] if len(ranked) > 1 else "", reader),
        best=names[ranked[0]["code"]] if ranked else "",
        worst=names[ranked[-1]["code"]] if len(ranked) > 1 else "",
        blocks=tuple(_block(entry, reading, reader) for entry in row["nodes"]),
        gates=tuple(_gate(entry, reading, content, reader) for entry in row["gates"]),
        indicators=tuple(_indicator(entry, row, reading, content, document, reader) for entry in row["indicators"]),
        musts=tuple(_must(code, answers, content, reader) for code in row["musts_unmet"]),
    )


def _tier_name(code: str, reading: PointsReading, reader: Reader) -> str:
    return reader.text(next(tier.name for tier in reading.tiers if tier.code == code))


def _obstacle(row: Json, reading: PointsReading, reader: Reader) -> str:
    obstacle = row["obstacle"]
    if obstacle is None:
        return _("The highest tier is reached; what remains is to hold it.")
    tier = reader.quoted(_tier_name(row["next_tier"], reading, reader))
    condition = obstacle["condition"]
    if condition == "gates":
        names = {gate.code: reader.text(gate.name) for gate in reading.gates}
        failed = [names[gate["code"]] for gate in row["gates"] if not gate["passed"]]
        return _(
            "What stands between the firm and tier %(tier)s first: the basic requirement %(names)s is not met."
        ) % {
            "tier": tier,
            "names": reader.listed(failed),
        }
    if condition == "score":
        return _("Tier %(tier)s needs at least %(needs)s points; the firm has %(has)s.") % {
            "tier": tier,
            "needs": short(obstacle["needs"]),
            "has": number(obstacle["has"]),
        }
    if condition == "musts":
        return _("Tier %(tier)s needs every obligatory requirement fully met; %(count)s are not.") % {
            "tier": tier,
            "count": len(obstacle["questions"]),
        }
    return _indicator_obstacle(obstacle, tier, reading, reader)


def _indicator_obstacle(obstacle: Json, tier: str, reading: PointsReading, reader: Reader) -> str:
    indicator = next(one for one in reading.indicators if one.code == obstacle["indicator"])
    name, unit = reader.text(indicator.title), reader.unit(indicator.unit)
    if obstacle["has"] is None or obstacle["needs"] is None:
        return _("Tier %(tier)s needs a good value of %(name)s, which cannot be worked out from the figures given.") % {
            "tier": tier,
            "name": reader.quoted(name),
        }
    return _("Tier %(tier)s needs %(name)s at %(needs)s %(unit)s or better; the firm has %(has)s.") % {
        "tier": tier,
        "name": reader.quoted(name),
        "needs": significant(obstacle["needs"]),
        "unit": unit,
        "has": significant(obstacle["has"]),
    }


def _chart(row: Json, names: Mapping[str, str], weakest: str, reader: Reader) -> str:
    bars = [
        Bar(
            names[entry["code"]],
            entry["score"],
            number(entry["score"]) if entry["status"] == "scored" else _("not applicable"),
            strong=entry["code"] == weakest,
        )
        for entry in row["principles"]
    ]
    figures = reader.listed([f"{bar.label} {bar.text}" for bar in bars])
    return bars_svg(bars, title=_("Points of the five principles, of 100: %(figures)s.") % {"figures": figures})


def _ladder(row: Json, reading: PointsReading, reader: Reader) -> str:
    codes = [tier.code for tier in reading.tiers]
    tier = reader.text(row["level"]["name"])
    return ladder_svg(
        [reader.text(tier.name) for tier in reading.tiers[1:]],
        reached=codes.index(row["level"]["code"]),
        title=_("Readiness tier reached: %(tier)s.") % {"tier": tier},
    )


def _block(entry: Json, reading: PointsReading, reader: Reader) -> Block:
    node = next(node for node in reading.nodes if node.code == entry["code"])
    score = number(entry["score"]) if entry["status"] == "scored" else _("not applicable")
    return Block(reader.text(node.title), f"{short(entry['weight'])} %", score)


def _gate(entry: Json, reading: PointsReading, content: Content, reader: Reader) -> Gate:
    gate = next(gate for gate in reading.gates if gate.code == entry["code"])
    verdict = _("met") if entry["passed"] else _("not met")
    return Gate(reader.text(gate.name), reader.text(content.questions[gate.question].text), entry["passed"], verdict)


def _indicator(
    entry: Json, row: Json, reading: PointsReading, content: Content, document: Json, reader: Reader
) -> Indicator:
    indicator = next(one for one in reading.indicators if one.code == entry["code"])
    own = next(
        (
            reference
            for reference in document["inputs"]["references"]
            if (reference["reading"], reference["indicator"]) == (reading.key, entry["code"])
        ),
        None,
    )
    source = indicator_source(row, entry["code"], content)
    if own is not None:
        words, mark = reference_words(own, content, reader)
    elif entry["base"] is None:
        words, mark = "–", ""
    else:
        words, mark = reader.text(content.sources[source.id].title), mark_of(source.status)
    return Indicator(
        name=reader.text(indicator.title),
        unit=reader.unit(entry["unit"]),
        value="–" if entry["value"] is None else significant(entry["value"]),
        base="–" if entry["base"] is None else significant(entry["base"]),
        lead="–" if entry["lead"] is None else significant(entry["lead"]),
        share=percent(entry["share"], mark=None)
        if entry["share"] is not None
        else _not_assessable(entry, content, reader),
        source=words,
        mark=mark,
    )


def _not_assessable(entry: Json, content: Content, reader: Reader) -> str:
    if entry["reason"] == "no reference":
        return _("not assessable: there is no reference to compare with")
    if entry["reason"] == "denominator is zero":
        return _("not assessable: the figure to divide by is zero")
    carriers = entry["code"] == "energy-intensity" and len(entry["absent"]) > 2
    if carriers:
        return _("not assessable: no energy figures given")
    names = [short_name(reader.text(content.questions[code].text)) for code in entry["absent"][:MOST_NAMED]]
    return _("not assessable: not given: %(names)s") % {"names": reader.listed(names)}


def short_name(question: str) -> str:
    """A question's text without its closing mark, to stand inside a sentence."""
    return question.rstrip("？?。. ")


def _must(code: str, answers: Json, content: Content, reader: Reader) -> Must:
    question = content.questions[code]
    label = next(choice.label for choice in question.choices if choice.value == answers[code])
    return Must(reader.text(question.text), reader.text(label))
