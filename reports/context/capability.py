"""The ladder part: level, what blocks the next one, every sub-domain, and the position beside published figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from content.model import Content, Position, PositionRow, Share
from reports.charts import Axis, Segment, Series, Stack, ladder_svg, position_svg, radar_svg, shape_svg
from reports.context.heat import heat_of
from reports.context.words import PASS_MARK, Reader, mark_of, number, percent, short, total_of
from scoring.model import LadderReading, Node

Json = Mapping[str, Any]
MOST_BLOCKERS = 2
MOST_NAMED = 3


@dataclass(frozen=True)
class Blocker:
    """A requirement that is not fully met at the first level its sub-domain does not pass."""

    question: str
    answer: str


@dataclass(frozen=True)
class SubDomain:
    """One row of the table.

    Attributes:
        score: "1.5 of 3"; "" when not graded.
        share: reached part of its own scale, for ranking; None when not graded.
        blocks: what it needs for its next level, in words.
        note: why it is not graded, or "".
    """

    name: str
    level: str
    score: str
    share: Decimal | None
    blocks: str
    blockers: tuple[Blocker, ...] = ()
    more: int = 0
    note: str = ""


@dataclass(frozen=True)
class Element:
    name: str
    score: str
    level: str
    rows: tuple[SubDomain, ...]


@dataclass(frozen=True)
class Gate:
    level: str
    reached: str
    verdict: str
    blocking: str


@dataclass(frozen=True)
class PositionRowWords:
    period: str
    firms: str
    shares: str
    mark: str


@dataclass(frozen=True)
class PublishedPosition:
    title: str
    note: str
    chart: str
    rows: tuple[PositionRowWords, ...]


@dataclass(frozen=True)
class Capability:
    """Everything the chapter shows; `graded` is False when questions are open, then only `missing` speaks."""

    graded: bool
    title: str
    mark: str
    missing: int = 0
    score: str = ""
    level: str = ""
    level_code: str = "0"
    standing: str = ""
    lead: str = ""
    next_step: str = ""
    blocking: tuple[str, ...] = ()
    ladder: str = ""
    radar: str = ""
    shape: str = ""
    radar_note: str = ""
    heat: str = ""
    gates: tuple[Gate, ...] = ()
    elements: tuple[Element, ...] = ()
    trimmed: tuple[str, ...] = ()
    position: PublishedPosition | None = None


def capability_of(
    row: Json,
    reading: LadderReading,
    content: Content,
    answers: Json,
    reader: Reader,
    before: Json | None = None,
    years: tuple[int, int] = (0, 0),
) -> Capability:
    """Put one ladder reading into words and pictures.

    Args:
        row: The reading as graded.
        reading: Its definition.
        content: Questions and published figures.
        answers: Of the firm.
        reader: The language.
        before: The same reading in an earlier result, whose line the radar draws as well; None draws one line.
        years: Of this result and of the earlier one.
    """
    title = reader.text(reading.title)
    mark = mark_of(row["weights_status"])
    if row["status"] != "complete":
        return Capability(False, title, mark, missing=len(row["missing"]))
    nodes = {node.code: node for node in reading.nodes}
    by_short = {node.short: reader.text(node.title) for node in reading.nodes if node.questions}
    level = row["level"]
    failed = next((gate for gate in row["gates"] if not gate["passed"]), None)
    blocking = tuple(by_short[code] for code in failed["blocking"]) if failed else ()
    axes = _axes(row, nodes, reader)
    standing, next_step = _standing(row, reader), _next_step(failed, blocking, reading, reader)
    return Capability(
        graded=True,
        title=title,
        mark=mark,
        score=total_of(row["score"], row["scale"], 2),
        level=reader.level(level["code"], reader.text(level["name"])),
        level_code=level["code"],
        standing=standing,
        lead=reader.sentences((standing, next_step)),
        next_step=next_step,
        blocking=blocking,
        ladder=_ladder(row, reading, failed, reader),
        radar=_radar(row, axes, title, before, years),
        shape=_shape(row, axes),
        radar_note=_radar_note(axes, reader),
        heat=heat_of(row, reading, reader),
        gates=tuple(_gate(gate, reading, by_short, reader) for gate in row["gates"]),
        elements=tuple(_elements(row, reading, content, answers, reader)),
        trimmed=tuple(reader.text(nodes[code].title) for code in row["trimmed"] if nodes[code].questions),
        position=_position(reading.key, int(level["code"]), content, reader),
    )


def _named_level(code: str, reading: LadderReading, reader: Reader) -> str:
    return reader.level(code, reader.text(reading.levels[int(code) - 1].name))


def _standing(row: Json, reader: Reader) -> str:
    code, name = row["level"]["code"], reader.text(row["level"]["name"])
    facts = {
        "level": reader.level(code, name),
        "score": number(row["score"], 2),
        "most": row["scale"][1],
        "steps": row["scale"][1],
    }
    if code == "0":
        return _("The firm has not passed the first of %(steps)s levels yet (score %(score)s of %(most)s).") % facts
    return _("The firm stands at %(level)s, with a score of %(score)s of %(most)s.") % facts


def _next_step(failed: Json | None, blocking: tuple[str, ...], reading: LadderReading, reader: Reader) -> str:
    if failed is None:
        return _("All levels are passed; what remains is to hold them.")
    facts = {
        "level": _named_level(failed["code"][1:], reading, reader),
        "needs": percent(failed["needs"]),
        "has": percent(failed["score"]) if failed["score"] is not None else "–",
    }
    first = _("Next is %(level)s: it asks for %(needs)s of its weighted requirements, and %(has)s are met.") % facts
    if not blocking:
        return first
    named = reader.listed(blocking[:MOST_NAMED])
    rest = len(blocking) - MOST_NAMED
    if rest > 0:
        second = _("Most is lost in %(names)s, and %(rest)s further sub-domains are short of it.") % {
            "names": named,
            "rest": rest,
        }
    else:
        second = _("What is lost is lost in %(names)s.") % {"names": named}
    return reader.sentences((first, second))


def _shape(row: Json, axes: list[tuple[Axis, str, str]]) -> str:
    if len(axes) < 3:
        return ""
    return shape_svg(
        [score for _axis, score, _code in axes],
        title=_("The outline of the radar of the sub-domains, as an ornament."),
        most=int(row["scale"][1]),
    )


def _ladder(row: Json, reading: LadderReading, failed: Json | None, reader: Reader) -> str:
    part = Decimal(failed["score"] or 0) if failed else Decimal(0)
    return ladder_svg(
        [_named_level(level.code, reading, reader) for level in reading.levels],
        reached=int(row["level"]["code"]),
        part=part,
        note=percent(part) if failed else "",
        title=_standing(row, reader),
    )


def _axes(row: Json, nodes: Mapping[str, Node], reader: Reader) -> list[tuple[Axis, str, str]]:
    """The spokes of the radar, each with its score and the code of its sub-domain."""
    axes = []
    for entry in row["nodes"]:
        node = nodes[entry["code"]]
        if node.questions and entry["status"] == "scored":
            element = reader.text(nodes[node.code.split(".")[0]].title)
            axes.append((Axis(reader.text(node.title), entry["scale"][1], element), entry["score"], node.code))
    return axes


def _radar(
    row: Json, axes: list[tuple[Axis, str, str]], title: str, before: Json | None, years: tuple[int, int]
) -> str:
    if len(axes) < 3:
        return ""
    series = [Series(title, [score for _axis, score, _code in axes])]
    if before is not None and before["status"] == "complete":
        then = {entry["code"]: entry["score"] for entry in before["nodes"] if entry["status"] == "scored"}
        values = [then.get(code) for _axis, _score, code in axes]
        series = [Series(str(years[0]), series[0].values), Series(str(years[1]), values)]
    return radar_svg(
        [axis for axis, _score, _code in axes],
        series,
        title=_("Radar of the sub-domains; the table that follows holds the same figures."),
        most=int(row["scale"][1]),
    )


def _radar_note(axes: list[tuple[Axis, str, str]], reader: Reader) -> str:
    note = _("Each spoke shows the levels a sub-domain has passed plus what is met of the next one.")
    ends = [axis for axis, _score, _code in axes if axis.most is not None and int(axis.most) < 5]
    if not ends:
        return note
    return reader.sentences((note, _("A short bar across a spoke marks where its own scale ends.")))


def _gate(gate: Json, reading: LadderReading, by_short: Mapping[str, str], reader: Reader) -> Gate:
    names = [by_short[code] for code in gate["blocking"]]
    blocking = reader.listed(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        blocking = _("%(names)s and %(rest)s more") % {"names": blocking, "rest": len(names) - MOST_NAMED}
    if gate["score"] is None:
        verdict = _("nothing to assess")
    elif gate["passed"]:
        verdict = _("passed")
    elif gate.get("needs_level"):
        verdict = _("needs the levels below first")
    else:
        verdict = _("not passed")
    return Gate(
        level=_named_level(gate["code"][1:], reading, reader),
        reached="–" if gate["score"] is None else percent(gate["score"]),
        verdict=verdict,
        blocking=blocking or "–",
    )


def _elements(row: Json, reading: LadderReading, content: Content, answers: Json, reader: Reader) -> list[Element]:
    entries = {entry["code"]: entry for entry in row["nodes"]}
    elements = []
    for top in (node for node in reading.nodes if node.parent is None):
        leaves = [node for node in reading.nodes if node.questions and node.code.startswith(f"{top.code}.")]
        rows = tuple(_sub_domain(node, entries[node.code], content, answers, reader) for node in leaves)
        entry = entries[top.code]
        scored = entry["status"] == "scored"
        elements.append(
            Element(
                name=reader.text(top.title),
                score=total_of(entry["score"], entry["scale"]) if scored else "–",
                level=reader.level(entry["level"]) if scored else "–",
                rows=rows,
            )
        )
    return elements


def _sub_domain(node: Node, entry: Json, content: Content, answers: Json, reader: Reader) -> SubDomain:
    name = reader.text(node.title)
    if entry["status"] != "scored":
        return SubDomain(name, "–", "–", None, "", note=status_note(entry["status"]))
    passed, most = int(entry["level"]), int(entry["scale"][1])
    share = Decimal(entry["score"]) / most
    score = total_of(entry["score"], entry["scale"])
    following = next(
        (
            n
            for n, own in enumerate(entry["by_level"], 1)
            if n > passed and own is not None and Decimal(own) < PASS_MARK
        ),
        None,
    )
    if following is None:
        return SubDomain(name, reader.level(entry["level"]), score, share, _("Its highest level is passed."))
    blockers, more = weakest(node.questions[str(following)], content, answers, reader)
    return SubDomain(
        name,
        reader.level(entry["level"]),
        score,
        share,
        _("%(level)s needs %(needs)s, has %(has)s.")
        % {
            "level": reader.level(str(following)),
            "needs": percent(PASS_MARK),
            "has": percent(entry["by_level"][following - 1]),
        },
        blockers,
        more,
    )


def weakest(codes: Sequence[str], content: Content, answers: Json, reader: Reader) -> tuple[tuple[Blocker, ...], int]:
    """The requirements least fulfilled among some, and how many more are not fully met."""
    weak = sorted((Decimal(answers[code]), code) for code in codes if answers.get(code) not in (None, "na", "1"))
    shown = []
    for _value, code in weak[:MOST_BLOCKERS]:
        question = content.questions[code]
        label = next(choice.label for choice in question.choices if choice.value == answers[code])
        shown.append(Blocker(reader.text(question.text), reader.text(label)))
    return tuple(shown), max(0, len(weak) - MOST_BLOCKERS)


def status_note(status: str) -> str:
    """Why a node or section is not graded."""
    return {
        "trimmed": _("Left out: the firm says it does not do this."),
        "not_in_profile": _("Not asked for this kind of production."),
        "not_applicable": _("Everything here was answered as not applicable."),
        "incomplete": _("Questions are open, so it is not graded."),
    }.get(status, "")


# Position beside published figures


def published_for(reading: str, content: Content) -> Position | None:
    return next((position for position in content.positions if position.reading == reading), None)


def _position(key: str, level: int, content: Content, reader: Reader) -> PublishedPosition | None:
    position = published_for(key, content)
    if position is None:
        return None
    return PublishedPosition(
        title=reader.text(position.title),
        note=reader.text(position.note),
        chart=position_svg(
            [Stack(row.year, _stack(row, level, reader)) for row in position.rows],
            title=reader.text(position.title),
            here=_("your firm"),
        ),
        rows=tuple(_position_row(row, reader) for row in position.rows),
    )


def holds(share: Share, level: int) -> bool:
    """Tell whether a published share speaks of firms at this level (level 0 counts as "level 1 or below")."""
    word, _sep, digits = share.code.rpartition("-")
    bound = int(digits)
    if word == "at-or-below":
        return level <= bound
    return level >= bound if word == "at-or-above" else max(level, 1) == bound


def _stack(row: PositionRow, level: int, reader: Reader) -> list[Segment]:
    known = sum((share.value for share in row.shares), Decimal(0))
    segments = []
    for index, share in enumerate(row.shares):
        last = index == len(row.shares) - 1
        if last and known < 100:
            segments.append(Segment("", Decimal(100) - known, "", None))
        step = min(int(share.code.rpartition("-")[2]) - 1, 3)
        segments.append(Segment(reader.text(share.label), share.value, share_text(share), step, holds(share, level)))
    return segments


def share_text(share: Share) -> str:
    sign = {"more-than": "> ", "at-least": "≥ "}.get(share.relation, "")
    return f"{sign}{short(share.value, 2)} %"


def _position_row(row: PositionRow, reader: Reader) -> PositionRowWords:
    separator = "；" if reader.is_chinese else "; "
    return PositionRowWords(
        period=row.year or _("not stated"),
        firms=row.n or _("not stated"),
        shares=separator.join(f"{reader.text(share.label)} {share_text(share)}" for share in row.shares),
        mark=mark_of(row.source.status),
    )
