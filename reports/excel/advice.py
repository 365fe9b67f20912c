"""Sheets of what to do: measures, the roadmap, what it would change, and help with each barrier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from content.model import ALL_SECTORS
from reports.context.help import case_kind, form_name, help_of
from reports.context.projection import today_of_document, when
from reports.context.reasons import effect_name
from reports.context.targets import reading_name
from reports.excel.sheet import CODE, DAY, EXACT, FIGURE, SHARE, WHOLE, YEAR, Column, Row, Sheet
from reports.excel.subject import Subject

Json = Mapping[str, Any]


def measures(subject: Subject) -> Sheet:
    """Every measure that fits, in order of priority."""
    rows = subject.document["measures"]
    closes = _("Closes of the next step: %(reading)s")
    keys = dict.fromkeys(gain["reading"] for row in rows for gain in row["gain"])
    return Sheet(
        "measures",
        _("Measures"),
        _("Measures that fit, in order of priority"),
        _("Costs, staff-days and pay-back times are the tool's own estimates for the size class and replace no offer."),
        (
            Column("priority", _("Priority"), WHOLE),
            Column("title", _("Measure")),
            Column("code", _("Code"), CODE),
            Column("months", _("Months"), CODE),
            Column("cost_low", subject.in_money(_("Cost from")), EXACT),
            Column("cost_high", subject.in_money(_("Cost to")), EXACT),
            Column("days", _("Staff-days"), EXACT),
            Column("payback_low", _("Pays back after, from (months)"), EXACT),
            Column("payback_high", _("Pays back after, to (months)"), EXACT),
            *(Column(key, closes % {"reading": subject.title(key)}, SHARE) for key in keys),
            Column("why", _("Why")),
            Column("what", _("What is done")),
            Column("first_step", _("First step")),
            Column("after", _("Comes after")),
            Column("made_for", _("Made for")),
            Column("fixes", _("Questions it answers"), CODE),
            Column("source", _("Source")),
        ),
        tuple(_measure(subject, row) for row in rows),
        fixed=2,
    )


def _measure(subject: Subject, row: Json) -> Row:
    measure = subject.content.measures[row["code"]]
    payback = row["payback_months"] or (None, None)
    return {
        "priority": row["priority"],
        "title": subject.text(measure.title),
        "code": row["code"],
        "months": row.get("months") or _earlier_months(subject, row["code"]),
        "cost_low": row["cost_wan"][0],
        "cost_high": row["cost_wan"][1],
        "days": row["staff_days"],
        "payback_low": payback[0],
        "payback_high": payback[1],
        **{gain["reading"]: gain["share"] for gain in row["gain"]},
        "why": subject.reader.sentences(subject.reasons.sentences(row["reasons"])),
        "what": subject.text(measure.what),
        "first_step": subject.text(measure.first_step),
        "after": subject.reader.listed([subject.reasons.title(code) for code in measure.prerequisites]),
        "made_for": _("all trades") if measure.sectors == (ALL_SECTORS,) else _("the firm's trade"),
        "fixes": " ".join(row["fixes"]),
        "source": subject.source(measure.source),
    }


def _earlier_months(subject: Subject, code: str) -> str:
    """Results of earlier rules say it in their roadmap, which held every advised measure then."""
    phases = subject.document["roadmap"]["phases"]
    return str(next(phase["months"] for phase in phases if code in phase["measures"]))


def roadmap(subject: Subject) -> Sheet | None:
    """What to do in each phase; None where nothing is planned."""
    block = subject.document["roadmap"]
    if not any(phase["measures"] for phase in block["phases"]):
        return None
    return Sheet(
        "roadmap",
        _("Roadmap"),
        _("Roadmap over 36 months"),
        _("What it aims at, and how it is known that nothing is better, stands among the key figures."),
        (
            Column("number", _("No."), WHOLE),
            Column("title", _("Measure")),
            Column("part", _("Part")),
            Column("months", _("Months"), CODE),
            Column("code", _("Code"), CODE),
            Column("cost", subject.in_money(_("Cost")), EXACT),
            Column("days", _("Staff-days"), EXACT),
            Column("why", _("Why")),
            Column("remark", _("Remark")),
        ),
        tuple(_phases(subject, block)),
        fixed=2,
    )


def _phases(subject: Subject, block: Json) -> Iterable[Row]:
    number = 0
    for phase in block["phases"]:
        yield {
            "part": _("Phase"),
            "months": phase["months"],
            "title": _("Months %(months)s") % {"months": subject.reader.spread(*phase["months"].split("-"))},
            "cost": phase.get("cost_wan"),
            "days": phase.get("staff_days"),
        }
        for measure in phase["measures"]:
            number += 1
            # Results of earlier rules held no more than the codes.
            one: Json = {"code": measure, "why": ()} if isinstance(measure, str) else measure
            yield {
                "part": _("Measure"),
                "months": phase["months"],
                "number": number,
                "title": subject.reasons.title(one["code"]),
                "code": one["code"],
                "cost": one.get("cost_wan"),
                "days": one.get("staff_days"),
                "why": subject.reader.sentences(subject.reasons.sentences(one["why"])),
                "remark": _("pinned") if one["code"] in block.get("pinned", ()) else "",
            }


def projected(subject: Subject) -> Sheet | None:
    """Where everything stands today and would stand after each phase; None where nothing is planned."""
    block = subject.document["roadmap"]
    if not block["projected"]:
        return None
    columns = [(_("Today"), today_of_document(subject.document))]
    columns += [(when(row["months"]), row) for row in block["projected"]]
    return Sheet(
        "projected",
        _("Projected results"),
        _("What the roadmap would change"),
        _("The rules graded the answers that the measures are expected to reach. Cuts are of the whole site's year."),
        (
            Column("when", _("When")),
            Column("name", _("Name")),
            Column("code", _("Code"), CODE),
            Column("score", _("Score"), FIGURE),
            Column("level", _("Level")),
            Column("low", _("Cut, least (%)"), FIGURE),
            Column("high", _("Cut, most (%)"), FIGURE),
            Column("amount_low", _("Amount, least"), FIGURE),
            Column("amount_high", _("Amount, most"), FIGURE),
            Column("unit", _("Unit")),
            Column("year", _("Of the year"), YEAR),
        ),
        tuple(row for said, column in columns for row in _standing(subject, said, column)),
        fixed=2,
    )


def _standing(subject: Subject, said: str, column: Json) -> Iterable[Row]:
    for row in column["readings"]:
        reading = subject.readings[row["key"]]
        yield {
            "when": said,
            "name": reading_name(reading, subject.reader),
            "code": row["key"],
            "score": row["score"],
            "level": row["level"] and subject.named_level(reading, row["level"]),
        }
    if (synergy := column["synergy"]) is not None:
        grades = {grade.code: subject.text(grade.name) for grade in subject.content.synergy.grades}
        yield {
            "when": said,
            "name": _("Digital and green together"),
            "code": "D",
            "score": synergy["D"],
            "level": grades[synergy["grade"]],
        }
    for cut in column["cuts"]:
        amount = cut["amount"] or {}
        yield {
            "when": said,
            "name": effect_name(cut["effect"]),
            "code": cut["effect"],
            "low": cut["low"],
            "high": cut["high"],
            "amount_low": amount.get("low"),
            "amount_high": amount.get("high"),
            "unit": amount.get("unit"),
            "year": amount.get("year"),
        }


def helps(subject: Subject) -> Sheet | None:
    """What eases each barrier; None for a result that was not matched."""
    if "help" not in subject.document:
        return None
    return Sheet(
        "help",
        _("Help with barriers"),
        _("What eases the barriers that hold the firm back noticeably"),
        _("The worst barrier first. Suppliers and prices play no part in the order; what has expired is left out."),
        (
            Column("barrier", _("Barrier")),
            Column("barrier_code", _("Code of the barrier"), CODE),
            Column("answer", _("Answer"), EXACT),
            Column("kind", _("Kind")),
            Column("title", _("Name")),
            Column("code", _("Code"), CODE),
            Column("why", _("Why")),
            Column("what", _("What it is")),
            Column("next", _("First step, or what to ask")),
            Column("beware", _("Beware")),
            Column("until", _("Checked until"), DAY),
            Column("source", _("Source")),
        ),
        tuple(_helps(subject)),
        fixed=1,
    )


def _helps(subject: Subject) -> Iterable[Row]:
    rows = subject.document["help"]
    # Which of it is still valid, and why it is named, is said as everywhere; the library says what it is.
    for row, said in zip(rows, help_of(rows, subject.content, subject.reader, subject.today), strict=True):
        barrier: Row = {
            "barrier": subject.question(row["barrier"]),
            "barrier_code": row["barrier"],
            "answer": row["answer"],
        }
        found: list[tuple[str, str, Row]] = [
            *((each.code, each.why, _measure_help(subject, each.code)) for each in said.measures),
            *((each.code, each.why, _case_help(subject, each.code)) for each in said.cases),
            *((each.code, each.why, _solution_help(subject, each.code)) for each in said.solutions),
            *((each.code, each.why, _support_help(subject, each.code)) for each in said.supports),
        ]
        if not found:
            yield {**barrier, "kind": _("nothing in the library fits")}
        for code, why, words in found:
            yield {**barrier, "code": code, "why": why, **words}


def _measure_help(subject: Subject, code: str) -> Row:
    measure = subject.content.measures[code]
    return {
        "kind": _("Measure"),
        "title": subject.text(measure.title),
        "what": subject.text(measure.what),
        "next": subject.text(measure.first_step),
        "source": subject.source(measure.source),
    }


def _case_help(subject: Subject, code: str) -> Row:
    case = subject.content.cases[code]
    return {
        "kind": _("Case: %(kind)s") % {"kind": case_kind(case.kind)},
        "title": subject.text(case.title),
        "what": "\n".join(subject.text(part) for part in (case.situation, case.done, case.outcome)),
        "source": subject.source(case.source),
    }


def _solution_help(subject: Subject, code: str) -> Row:
    solution = subject.content.solutions[code]
    return {
        "kind": _("Class of solutions"),
        "title": subject.text(solution.title),
        "what": subject.text(solution.what),
        "next": "\n".join(subject.text(question) for question in solution.ask),
        "beware": subject.text(solution.beware),
        "until": solution.valid_until,
        "source": subject.source(solution.source),
    }


def _support_help(subject: Subject, code: str) -> Row:
    support = subject.content.supports[code]
    return {
        "kind": _("Support: %(form)s") % {"form": form_name(support.form)},
        "title": subject.text(support.title),
        "what": subject.text(support.what),
        "next": subject.text(support.first_step),
        "beware": subject.text(support.beware),
        "until": support.valid_until,
        "source": subject.source(support.source),
    }
