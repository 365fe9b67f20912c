"""Sheets of barriers, green factory, the standard in force and mechanisms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from assessments.selectors import BARRIERS, GREEN, MECHANISMS, STANDARD
from reports.context.capability import status_note
from reports.excel.sheet import CODE, DAY, EXACT, FIGURE, PERCENT, SCORE, SHARE, Column, Row, Sheet
from reports.excel.subject import Subject
from scoring.exact import fraction_of, text_of
from scoring.model import PointsReading, RangeReading, SeverityReading

Json = Mapping[str, Any]


def barriers(subject: Subject) -> Sheet:
    """The groups, and every barrier with its part in what holds the firm back."""
    return Sheet(
        "barriers",
        _("Barriers"),
        subject.title(BARRIERS),
        subject.open_note(BARRIERS) or _("Answers from 0, no effect, to 4, decisive; severity from 0 to 100."),
        (
            Column("part", _("Part")),
            Column("name", _("Name")),
            Column("code", _("Code"), CODE),
            Column("group", _("Group")),
            Column("answer", _("Answer"), EXACT),
            Column("words", _("Answer in words")),
            Column("weight", _("Weight"), FIGURE),
            Column("score", _("Severity (of 100)"), SCORE),
            Column("band", _("Band")),
            Column("share", _("Share of everything that holds the firm back (%)"), PERCENT),
            Column("remark", _("Remark")),
        ),
        tuple(_barriers(subject)),
        fixed=2,
    )


def _barriers(subject: Subject) -> Iterable[Row]:
    row, reading = subject.rows[BARRIERS], subject.readings[BARRIERS]
    assert isinstance(reading, SeverityReading)  # noqa: S101  the contract names its model
    yield {
        "part": _("Whole"),
        "name": _("All barriers"),
        "code": BARRIERS,
        "score": row["score"],
        "band": row["level"] and subject.text(row["level"]["name"]),
    }
    titles = subject.node_titles(BARRIERS)
    for node in row["nodes"]:
        yield {
            "part": _("Group"),
            "name": titles[node["code"]],
            "code": node["code"],
            "weight": node["weight"],
            "score": node["score"],
            "band": node["level"] and subject.named_level(reading, node["level"]),
            "remark": _("weighs most") if node["code"] == row.get("dominant") else status_note(node["status"]),
        }
    group_of = {code: titles[node.code] for node in reading.nodes for own in node.questions.values() for code in own}
    counted = {barrier["code"]: barrier for barrier in row.get("barriers", ())}
    # The heaviest first, then what was not counted: not applicable, or nothing graded yet.
    for code in dict.fromkeys((*counted, *group_of)):
        barrier = counted.get(code, {})
        yield {
            "part": _("Barrier"),
            "name": subject.question(code),
            "code": code,
            "group": group_of[code],
            **subject.answer(code),
            "weight": barrier.get("weight"),
            "share": barrier.get("obstacle"),
        }


def green(subject: Subject) -> Sheet:
    """Blocks, principles, requirements and indicators of the points reading."""
    reading = subject.readings[GREEN]
    assert isinstance(reading, PointsReading)  # noqa: S101  the contract names its model
    return Sheet(
        "green-2018",
        _("Green factory 2018"),
        subject.title(GREEN),
        subject.open_note(GREEN) or _("Scores from 0 to 100; answers from 0, not at all, to 1, fully."),
        (
            Column("part", _("Part")),
            Column("name", _("Name")),
            Column("code", _("Code"), CODE),
            Column("block", _("Block")),
            Column("principle", _("Principle")),
            Column("weight", _("Weight"), FIGURE),
            Column("score", _("Score (of 100)"), SCORE),
            Column("answer", _("Answer"), EXACT),
            Column("words", _("Answer in words")),
            Column("value", _("Value"), FIGURE),
            Column("unit", _("Unit")),
            Column("base", _("Baseline"), FIGURE),
            Column("lead", _("Leading value"), FIGURE),
            Column("share", _("Way from baseline to leading value"), SHARE),
            Column("remark", _("Remark")),
            Column("source", _("Source")),
            Column("status", _("Status")),
        ),
        (*_blocks(subject, reading), *_requirements(subject, reading), *_green_indicators(subject, reading)),
        fixed=2,
    )


def _blocks(subject: Subject, reading: PointsReading) -> Iterable[Row]:
    row, titles = subject.rows[GREEN], subject.node_titles(GREEN)
    yield {
        "part": _("Whole"),
        "name": subject.title(GREEN),
        "code": GREEN,
        "score": row["score"],
        "remark": row["level"] and subject.text(row["level"]["name"]),
    }
    for node in row["nodes"]:
        yield {
            "part": _("Block"),
            "name": titles[node["code"]],
            "code": node["code"],
            "weight": node["weight"],
            "score": node["score"],
            "remark": status_note(node["status"]),
        }
    names = {principle.code: subject.text(principle.name) for principle in reading.principles}
    for one in row.get("principles", ()):
        yield {
            "part": _("Principle"),
            "name": names[one["code"]],
            "code": one["code"],
            "score": one["score"],
            "remark": status_note(one["status"]),
        }


def _requirements(subject: Subject, reading: PointsReading) -> Iterable[Row]:
    titles = subject.node_titles(GREEN)
    principles = {principle.code: subject.text(principle.name) for principle in reading.principles}
    for gate in reading.gates:
        code = gate.question
        yield {
            "part": _("Basic requirement"),
            "name": subject.question(code),
            "code": code,
            **subject.answer(code),
        }
    for node in reading.nodes:
        for code in (code for own in node.questions.values() for code in own):
            item = reading.items[code]
            must = item.rule == "must"
            yield {
                "part": _("Obligatory requirement") if must else _("Optional requirement"),
                "name": subject.question(code),
                "code": code,
                "block": titles[node.code],
                "principle": principles.get(item.principle),
                # What is obligatory is met or not; only what is optional is weighed.
                "weight": None if must else text_of(item.weight),
                **subject.answer(code),
            }


def _green_indicators(subject: Subject, reading: PointsReading) -> Iterable[Row]:
    row, titles = subject.rows[GREEN], subject.node_titles(GREEN)
    principles = {principle.code: subject.text(principle.name) for principle in reading.principles}
    references = subject.document["inputs"]["references"]
    given = {one["indicator"]: one for one in references if one["reading"] == GREEN}
    defined = {one.code: one for one in reading.indicators}
    for entry in row.get("indicators", ()):
        indicator = defined[entry["code"]]
        yield {
            "part": _("Indicator"),
            "name": subject.text(indicator.title),
            "code": entry["code"],
            "block": titles[entry["node"]],
            "principle": principles.get(indicator.principle),
            "weight": text_of(indicator.weight),
            "value": entry["value"],
            "unit": subject.reader.unit(entry["unit"]),
            "base": entry["base"],
            "lead": entry["lead"],
            "share": entry["share"],
            "remark": subject.absence(entry),
            **(subject.origin(GREEN, entry["code"], given.get(entry["code"])) if entry["base"] is not None else {}),
        }


def standard(subject: Subject) -> Sheet | None:
    """Groups and indicators of the standard in force; None for a result without it."""
    if STANDARD not in subject.rows:
        return None
    note = _("Points earned of the points that can be assessed. The standard sets no pass mark and no grades.")
    return Sheet(
        "green-2025",
        _("Standard in force"),
        subject.title(STANDARD),
        subject.open_note(STANDARD) or note,
        (
            Column("part", _("Part")),
            Column("name", _("Name")),
            Column("code", _("Code"), CODE),
            Column("group", _("Group")),
            Column("points", _("Points it is worth"), FIGURE),
            Column("assessable", _("Points that can be assessed"), FIGURE),
            Column("earned", _("Points earned"), SCORE),
            Column("share", _("Share earned"), SHARE),
            Column("value", _("Value"), FIGURE),
            Column("unit", _("Unit")),
            Column("base", _("Baseline"), FIGURE),
            Column("lead", _("Leading value"), FIGURE),
            Column("words", _("Answer in words")),
            Column("verdict", _("Verdict")),
            Column("remark", _("Remark")),
            Column("source", _("Source")),
            Column("since", _("Holds since"), DAY),
            Column("status", _("Status")),
        ),
        tuple(_standard(subject)),
        fixed=2,
    )


def _standard(subject: Subject) -> Iterable[Row]:
    row, reading = subject.rows[STANDARD], subject.readings[STANDARD]
    assert isinstance(reading, RangeReading)  # noqa: S101  the contract names its model
    share = row.get("share")
    yield {
        "part": _("Whole"),
        "name": subject.title(STANDARD),
        "code": STANDARD,
        "points": text_of(sum(reading.points.values(), Fraction(0))),
        "assessable": row.get("assessable"),
        "earned": row.get("earned"),
        # The whole is told in percent, its indicators as parts of one.
        "share": share and hundredth(share),
    }
    titles = subject.node_titles(STANDARD)
    for node in row["nodes"]:
        yield {
            "part": _("Group"),
            "name": titles[node["code"]],
            "code": node["code"],
            "points": node["weight"],
            "assessable": node["assessable"],
            "earned": node["score"],
            "remark": _("nothing assessable yet")
            if node["status"] == "not_assessable"
            else status_note(node["status"]),
        }
    defined = {one.code: one for one in reading.indicators}
    for entry in row.get("indicators", ()):
        scored = entry["outcome"] != "not_assessable"
        question = entry["question"]
        yield {
            "part": _("Indicator"),
            "name": subject.text(defined[entry["code"]].title),
            "code": entry["code"],
            "group": titles[entry["node"]],
            "points": entry["points"],
            "assessable": entry["points"] if scored else "0",
            "earned": entry["earned"],
            "share": entry["share"],
            "value": entry["value"],
            "unit": "" if question else subject.reader.unit(entry["unit"]),
            "base": entry["base"],
            "lead": entry["lead"],
            "words": subject.answer(question)["words"] if question else "",
            "verdict": _outcome(entry),
            "remark": subject.absence(entry),
            **_range_source(subject, entry),
        }


def hundredth(percent: str) -> str:
    """A number of percent as a part of one, every digit kept.

    >>> hundredth("36.39320488019352879403287378"), hundredth("100")
    ('0.3639320488019352879403287378', '1')
    """
    return text_of(fraction_of(Decimal(percent)) / 100)


def _outcome(entry: Json) -> str:
    return {
        "scored": _("earns points"),
        "below_baseline": _("not fulfilled") if entry["question"] else _("does not get past the baseline"),
        "not_assessable": _("not assessable"),
    }[entry["outcome"]]


def _range_source(subject: Subject, entry: Json) -> Row:
    reference = entry["reference"]
    if reference is None and not entry["question"] and entry["base"] is None:
        return {}
    since = reference["valid_from"] if reference else ""
    return {
        **subject.origin(STANDARD, entry["code"], reference),
        "since": date.fromisoformat(since) if since else None,
    }


def mechanisms(subject: Subject) -> Sheet | None:
    """The mechanisms and their statements; None for a result without them."""
    if MECHANISMS not in subject.rows:
        return None
    return Sheet(
        "mechanisms",
        _("Mechanisms"),
        subject.title(MECHANISMS),
        subject.open_note(MECHANISMS) or _("Scores from 0 to 100; answers from 0, not at all, to 1, fully."),
        (
            Column("part", _("Part")),
            Column("name", _("Name")),
            Column("code", _("Code"), CODE),
            Column("mechanism", _("Mechanism")),
            Column("weight", _("Weight"), FIGURE),
            Column("score", _("Score (of 100)"), SCORE),
            Column("answer", _("Answer"), EXACT),
            Column("words", _("Answer in words")),
            Column("remark", _("Remark")),
        ),
        tuple(_mechanisms(subject)),
        fixed=2,
    )


def _mechanisms(subject: Subject) -> Iterable[Row]:
    row, reading = subject.rows[MECHANISMS], subject.readings[MECHANISMS]
    assert isinstance(reading, PointsReading)  # noqa: S101  the contract names its model
    yield {"part": _("Whole"), "name": subject.title(MECHANISMS), "code": MECHANISMS, "score": row["score"]}
    titles = subject.node_titles(MECHANISMS)
    for node in row["nodes"]:
        yield {
            "part": _("Mechanism"),
            "name": titles[node["code"]],
            "code": node["code"],
            "weight": node["weight"],
            "score": node["score"],
            "remark": status_note(node["status"]),
        }
    for each in reading.nodes:
        for code in (code for own in each.questions.values() for code in own):
            yield {
                "part": _("Statement"),
                "name": subject.question(code),
                "code": code,
                "mechanism": titles[each.code],
                "weight": text_of(reading.items[code].weight),
                **subject.answer(code),
            }
