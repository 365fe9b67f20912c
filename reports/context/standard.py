"""The range part, the green-factory standard in force: conditions, fourteen indicators, points earned of assessable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.model import Content
from reports.charts import Bar, bars_svg
from reports.context.amounts import amount_name, inside, why_absent
from reports.context.definitions import indicator_source, reference_words
from reports.context.words import Reader, mark_of, number, percent, short, significant
from scoring.model import RangeReading

Json = Mapping[str, Any]
MOST_NAMED = 3


@dataclass(frozen=True)
class Clause:
    """A condition that must be met whatever the points; `blocking` holds the questions that are not."""

    code: str
    name: str
    passed: bool
    verdict: str
    blocking: tuple[str, ...]


@dataclass(frozen=True)
class RangeRow:
    """One indicator.

    Attributes:
        outcome: "scored", "below_baseline", "not_assessable" or "incomplete".
        verdict: the outcome in words, with the reason where there is no figure.
        earned: points, "–" where it cannot be assessed.
        share: way from the baseline to the leading value.
    """

    code: str
    name: str
    points: str
    unit: str
    value: str
    base: str
    lead: str
    share: str
    earned: str
    outcome: str
    verdict: str
    source: str
    mark: str


@dataclass(frozen=True)
class RangeGroup:
    """The indicators of one of the five groups; `earned` is "–" where none of them can be assessed."""

    code: str
    name: str
    points: str
    assessable: str
    earned: str
    rows: tuple[RangeRow, ...]


@dataclass(frozen=True)
class Standard:
    """Everything the chapter shows.

    Attributes:
        graded: points were earned or could have been.
        shown: there is something to show besides open questions; with `graded` False nothing can be assessed yet.
        tally: how many indicators earned points, reach only the baseline, and cannot be assessed.
        caution: that no pass mark exists.
        gates_said: whether the conditions are met.
    """

    graded: bool
    shown: bool
    title: str
    mark: str
    missing: int = 0
    earned: str = ""
    assessable: str = ""
    most: str = ""
    share: str = ""
    standing: str = ""
    tally: str = ""
    gates_said: str = ""
    lead: str = ""
    caution: str = ""
    chart: str = ""
    clauses: tuple[Clause, ...] = ()
    groups: tuple[RangeGroup, ...] = ()


def standard_of(row: Json, reading: RangeReading, content: Content, reader: Reader) -> Standard:
    """Put the range reading into words and a picture."""
    title = reader.text(reading.title)
    mark = mark_of(row["weights_status"])
    if row["status"] == "incomplete":
        return Standard(False, False, title, mark, missing=len(row["missing"]))
    graded = row["status"] == "complete"
    standing = _standing(row, reading, reader)
    tally = _tally(row["indicators"], reader)
    gates_said = _gates_said(row, reading, reader)
    groups = tuple(_group(entry, row, reading, content, reader) for entry in row["nodes"])
    return Standard(
        graded=graded,
        shown=True,
        title=title,
        mark=mark,
        earned=number(row["earned"]),
        assessable=short(row["assessable"]),
        most=_most(reading),
        share=f"{number(row['share'])} %" if row["share"] is not None else "–",
        standing=standing,
        tally=tally,
        gates_said=gates_said,
        lead=reader.sentences((standing, tally)),
        caution=_(
            "The standard sets no pass mark and no grades, so none are given here. Its weights are for guidance; a "
            "baseline or a leading value that it leaves to the trade comes from the reference named in the row."
        ),
        chart=_chart(groups, row, reader) if graded else "",
        clauses=tuple(_clause(entry, reading, content, reader) for entry in row["gates"]),
        groups=groups,
    )


def _most(reading: RangeReading) -> str:
    return short(Decimal(sum(int(points) for points in reading.points.values())))


def _standing(row: Json, reading: RangeReading, reader: Reader) -> str:
    count = len(reading.indicators)
    if row["status"] != "complete":
        return _("None of the %(count)s indicators of the standard in force can be assessed yet.") % {"count": count}
    return _(
        "Measured by the standard in force, the firm earns %(earned)s of the %(assessable)s points that can be "
        "assessed (%(share)s); the standard has %(most)s."
    ) % {
        "earned": number(row["earned"]),
        "assessable": short(row["assessable"]),
        "share": f"{number(row['share'])} %",
        "most": _most(reading),
    }


def _tally(entries: list[Json], reader: Reader) -> str:
    counts = {
        outcome: sum(entry["outcome"] == outcome for entry in entries)
        for outcome in ("scored", "below_baseline", "not_assessable")
    }
    words = {
        "scored": ngettext("%(count)s indicator earns points", "%(count)s indicators earn points", counts["scored"]),
        "below_baseline": ngettext(
            "%(count)s earns no points",
            "%(count)s earn no points",
            counts["below_baseline"],
        ),
        "not_assessable": ngettext(
            "%(count)s cannot be assessed", "%(count)s cannot be assessed", counts["not_assessable"]
        ),
    }
    parts = [words[outcome] % {"count": count} for outcome, count in counts.items() if count]
    said = ("，" if reader.is_chinese else ", ").join(parts)
    return _("Of %(all)s indicators: %(parts)s.") % {"all": len(entries), "parts": said}


def _gates_said(row: Json, reading: RangeReading, reader: Reader) -> str:
    names = {gate.code: reader.text(gate.name) for gate in reading.gates}
    failed = [reader.quoted(names[gate["code"]]) for gate in row["gates"] if not gate["passed"]]
    if not failed:
        return _("All conditions of the standard are met.")
    return ngettext(
        "A condition of the standard is not met: %(names)s. Without it the points do not count towards recognition.",
        "%(count)s conditions of the standard are not met: %(names)s. Without them the points do not count towards "
        "recognition.",
        len(failed),
    ) % {"count": len(failed), "names": reader.listed(failed)}


def _clause(entry: Json, reading: RangeReading, content: Content, reader: Reader) -> Clause:
    gate = next(gate for gate in reading.gates if gate.code == entry["code"])
    return Clause(
        entry["code"],
        reader.text(gate.name),
        entry["passed"],
        _("met") if entry["passed"] else _("not met"),
        tuple(reader.text(content.questions[code].text) for code in entry["blocking"]),
    )


def _group(entry: Json, row: Json, reading: RangeReading, content: Content, reader: Reader) -> RangeGroup:
    node = next(node for node in reading.nodes if node.code == entry["code"])
    return RangeGroup(
        code=entry["code"],
        name=reader.text(node.title),
        points=short(entry["weight"]),
        assessable=short(entry["assessable"] or "0"),
        earned="–" if entry["score"] is None else number(entry["score"]),
        rows=tuple(
            _row(one, row, reading, content, reader) for one in row["indicators"] if one["node"] == entry["code"]
        ),
    )


def _row(entry: Json, row: Json, reading: RangeReading, content: Content, reader: Reader) -> RangeRow:
    indicator = next(one for one in reading.indicators if one.code == entry["code"])
    source, mark = _source(entry, row, content, reader)
    scored = entry["outcome"] in ("scored", "below_baseline")
    return RangeRow(
        code=entry["code"],
        name=reader.text(indicator.title),
        points=short(entry["points"]),
        unit="" if entry["question"] else reader.unit(entry["unit"] or ""),
        value=_value(entry, content, reader),
        base="–" if entry["base"] is None else significant(entry["base"]),
        lead="–" if entry["lead"] is None else significant(entry["lead"]),
        share=percent(entry["share"], mark=None) if scored else "–",
        earned=number(entry["earned"], 2) if scored else "–",
        outcome=entry["outcome"],
        verdict=_verdict(entry, content, reader),
        source=source,
        mark=mark,
    )


def _value(entry: Json, content: Content, reader: Reader) -> str:
    if entry["value"] is None:
        return "–"
    if not entry["question"]:
        return significant(entry["value"])
    labels = {choice.value: reader.text(choice.label) for choice in content.questions[entry["question"]].choices}
    return labels.get(entry["value"], short(entry["value"]))


def _verdict(entry: Json, content: Content, reader: Reader) -> str:
    if entry["outcome"] == "scored":
        full = entry["share"] is not None and Decimal(entry["share"]) == 1
        if full:
            return _("full points")
        # The standard says nothing of a partly answered question.
        return _("points in part, by the tool's own rule") if entry["question"] else _("points in part")
    if entry["outcome"] == "below_baseline":
        return _("not fulfilled") if entry["question"] else _("does not get past the baseline")
    names = [inside(amount_name(code)) for code in entry["absent"]]
    named = reader.listed(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        rest = {"names": named, "rest": len(names) - MOST_NAMED}
        named = (
            _("%(names)s and %(rest)s more") % rest if "electricity_grid" not in entry["absent"] else _("any energy")
        )
    return _("not assessable: %(why)s") % {"why": why_absent(entry, named)}


def _source(entry: Json, row: Json, content: Content, reader: Reader) -> tuple[str, str]:
    if entry["reference"] is not None:
        return reference_words(entry["reference"], content, reader)
    if entry["question"] or entry["base"] is not None:
        source = indicator_source(row, entry["code"], content)
        return reader.text(content.sources[source.id].title), mark_of(source.status)
    return "–", ""


def _chart(groups: tuple[RangeGroup, ...], row: Json, reader: Reader) -> str:
    entries = {entry["code"]: entry for entry in row["nodes"]}
    bars = []
    for group in groups:
        entry = entries[group.code]
        known = entry["score"] is not None and Decimal(entry["assessable"]) > 0
        text = _("%(earned)s of %(assessable)s") % {"earned": group.earned, "assessable": group.assessable}
        share = Decimal(entry["score"]) / Decimal(entry["assessable"]) * 100 if known else None
        bars.append(Bar(group.name, share, text if known else _("not assessable")))
    figures = reader.listed([f"{bar.label} {bar.text}" for bar in bars])
    return bars_svg(bars, title=_("Points earned of points assessable, by group: %(figures)s.") % {"figures": figures})
