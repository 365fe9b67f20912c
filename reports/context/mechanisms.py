"""The five mechanisms: how far digital technology already serves green management, design, production and so on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from content.model import Content
from reports.charts import Bar, bars_svg
from reports.context.words import Reader, mark_of, number
from scoring.model import PointsReading

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Statement:
    """A statement of a mechanism and what the firm says to it; `is_open` marks what has no answer."""

    text: str
    answer: str
    is_open: bool


@dataclass(frozen=True)
class Mechanism:
    code: str
    name: str
    score: str
    is_weakest: bool
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Mechanisms:
    graded: bool
    title: str
    mark: str
    missing: int = 0
    score: str = ""
    standing: str = ""
    spread: str = ""
    lead: str = ""
    chart: str = ""
    rows: tuple[Mechanism, ...] = ()


def mechanisms_of(row: Json, reading: PointsReading, content: Content, answers: Json, reader: Reader) -> Mechanisms:
    """Put the mechanisms into words and a picture."""
    title = reader.text(reading.title)
    mark = mark_of(row["weights_status"])
    if row["status"] != "complete":
        return Mechanisms(False, title, mark, missing=len(row["missing"]))
    names = {node.code: reader.text(node.title) for node in reading.nodes}
    scored = {entry["code"]: Decimal(entry["score"]) for entry in row["nodes"] if entry["status"] == "scored"}
    lowest = min(scored.values())
    # None is weakest where all are level.
    weakest = {code for code, score in scored.items() if score == lowest < max(scored.values())}
    standing = _("Across the five mechanisms digital technology serves the green side to %(score)s of 100.") % {
        "score": number(row["score"])
    }
    spread = _spread(scored, names, reader)
    return Mechanisms(
        graded=True,
        title=title,
        mark=mark,
        score=number(row["score"]),
        standing=standing,
        spread=spread,
        lead=reader.sentences((standing, spread)),
        chart=_chart(row, names, weakest, reader),
        rows=tuple(
            Mechanism(
                entry["code"],
                names[entry["code"]],
                number(entry["score"]) if entry["status"] == "scored" else _("not applicable"),
                entry["code"] in weakest,
                _statements(entry["code"], row, reading, content, answers, reader),
            )
            for entry in row["nodes"]
        ),
    )


def _spread(scored: Mapping[str, Decimal], names: Mapping[str, str], reader: Reader) -> str:
    if len(scored) == 1:
        return _("Only %(name)s applies to the firm.") % {"name": reader.quoted(names[next(iter(scored))])}
    highest, lowest = max(scored.values()), min(scored.values())
    if highest == lowest:
        return _("All of them are equally far.")
    best = [reader.quoted(names[code]) for code, score in scored.items() if score == highest]
    worst = [reader.quoted(names[code]) for code, score in scored.items() if score == lowest]
    return _("Furthest on: %(best)s (%(high)s); furthest behind: %(worst)s (%(low)s).") % {
        "best": reader.listed(best),
        "worst": reader.listed(worst),
        "high": number(highest),
        "low": number(lowest),
    }


def _statements(
    node: str, row: Json, reading: PointsReading, content: Content, answers: Json, reader: Reader
) -> tuple[Statement, ...]:
    own = next(one for one in reading.nodes if one.code == node)
    return tuple(_statement(code, row, content, answers, reader) for codes in own.questions.values() for code in codes)


def _statement(code: str, row: Json, content: Content, answers: Json, reader: Reader) -> Statement:
    question = content.questions[code]
    text = reader.text(question.text)
    answer = answers.get(code)
    if answer is None:
        said = _("Not reached, counts as not met") if code in row["not_reached"] else _("Left out")
        return Statement(text, said, True)
    label = next(choice.label for choice in question.choices if choice.value == answer)
    return Statement(text, reader.text(label), answer == "na")


def _chart(row: Json, names: Mapping[str, str], weakest: set[str], reader: Reader) -> str:
    bars = [
        Bar(
            names[entry["code"]],
            entry["score"],
            number(entry["score"]) if entry["status"] == "scored" else _("not applicable"),
            strong=entry["code"] in weakest,
        )
        for entry in row["nodes"]
    ]
    figures = reader.listed([f"{bar.label} {bar.text}" for bar in bars])
    return bars_svg(bars, title=_("Points of the five mechanisms, of 100: %(figures)s.") % {"figures": figures})
