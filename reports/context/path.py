"""The path of transformation: which of four stages the firm has reached, in digital practice and in its green use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from content.model import Content
from reports.charts import ladder_svg
from reports.context.capability import Blocker, weakest
from reports.context.words import PASS_MARK, Reader, mark_of, number, percent, total_of
from scoring.model import LadderReading, Node

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Leaf:
    """One side of the path. `blockers` are the requirements short of it at its first stage not passed."""

    code: str
    name: str
    stage: str
    score: str
    blocks: str
    blockers: tuple[Blocker, ...]
    more: int


@dataclass(frozen=True)
class Stage:
    """`state` is "passed", "next" or "ahead"."""

    code: str
    name: str
    state: str
    reached: str
    verdict: str
    blocking: str


@dataclass(frozen=True)
class Path:
    graded: bool
    title: str
    mark: str
    missing: int = 0
    score: str = ""
    stage: str = ""
    standing: str = ""
    next_step: str = ""
    sides: str = ""
    lead: str = ""
    strip: str = ""
    stages: tuple[Stage, ...] = ()
    leaves: tuple[Leaf, ...] = ()


def path_of(row: Json, reading: LadderReading, content: Content, answers: Json, reader: Reader) -> Path:
    """Put the path into words and a strip."""
    title = reader.text(reading.title)
    mark = mark_of(row["weights_status"])
    if row["status"] != "complete":
        return Path(False, title, mark, missing=len(row["missing"]))
    failed = next((gate for gate in row["gates"] if not gate["passed"]), None)
    leaves = [node for node in reading.nodes if node.questions]
    by_short = {node.short: reader.text(node.title) for node in leaves}
    entries = {entry["code"]: entry for entry in row["nodes"]}
    standing = _standing(row, reading, reader)
    next_step = _next_step(failed, by_short, reading, reader)
    sides = _sides([(by_short[node.short], entries[node.code]) for node in leaves], reading, reader)
    reached = int(row["level"]["code"])
    part = Decimal(failed["score"] or 0) if failed else Decimal(0)
    return Path(
        graded=True,
        title=title,
        mark=mark,
        score=total_of(row["score"], row["scale"], 2),
        stage=reader.text(row["level"]["name"]),
        standing=standing,
        next_step=next_step,
        sides=sides,
        lead=reader.sentences((standing, next_step, sides)),
        strip=ladder_svg(
            [reader.text(level.name) for level in reading.levels],
            reached=reached,
            part=part,
            note=percent(part) if failed else "",
            title=standing,
        ),
        stages=tuple(
            _stage(place, gate, reached, by_short, reading, reader) for place, gate in enumerate(row["gates"], 1)
        ),
        leaves=tuple(_leaf(node, entries[node.code], reading, content, answers, reader) for node in leaves),
    )


def _named(code: str, reading: LadderReading, reader: Reader) -> str:
    if code == "0":
        return reader.text(reading.below)
    return reader.text(next(level.name for level in reading.levels if level.code == code))


def _standing(row: Json, reading: LadderReading, reader: Reader) -> str:
    code = row["level"]["code"]
    facts = {
        "stage": reader.quoted(reader.text(row["level"]["name"])),
        "first": reader.quoted(_named("1", reading, reader)),
        "place": code,
        "most": row["scale"][1],
        "score": number(row["score"], 2),
    }
    if code == "0":
        return _("The firm has not finished the first stage, %(first)s, yet (%(score)s of %(most)s).") % facts
    return _("The firm has reached stage %(place)s of %(most)s, %(stage)s (%(score)s of %(most)s).") % facts


def _next_step(failed: Json | None, by_short: Mapping[str, str], reading: LadderReading, reader: Reader) -> str:
    if failed is None:
        return _("All stages are passed; what remains is to keep them alive.")
    facts = {
        "stage": reader.quoted(_named(failed["code"][1:], reading, reader)),
        "needs": percent(failed["needs"]),
        "has": percent(failed["score"]) if failed["score"] is not None else "–",
        "names": reader.listed([reader.quoted(by_short[code]) for code in failed["blocking"]]),
    }
    if not failed["blocking"]:
        return _("The stage %(stage)s asks for %(needs)s of its requirements; %(has)s are met.") % facts
    return (
        _("The stage %(stage)s asks for %(needs)s of its requirements; %(has)s are met. Short of it: %(names)s.")
        % facts
    )


def _sides(sides: list[tuple[str, Json]], reading: LadderReading, reader: Reader) -> str:
    """Which side is further, told only where both are graded."""
    scored = [(name, entry) for name, entry in sides if entry["status"] == "scored"]
    if len(scored) < 2:
        return ""
    # The sort keeps the order of equals, so the first one is ahead only where the stages differ.
    ahead, behind = sorted(scored[:2], key=lambda side: -int(side[1]["level"]))
    if ahead[1]["level"] == behind[1]["level"]:
        return _("Both sides stand at the same stage.")
    return _("%(ahead)s is further on (%(high)s) than %(behind)s (%(low)s).") % {
        "ahead": reader.quoted(ahead[0]),
        "behind": reader.quoted(behind[0]),
        "high": _named(ahead[1]["level"], reading, reader),
        "low": _named(behind[1]["level"], reading, reader),
    }


def _stage(
    place: int, gate: Json, reached: int, by_short: Mapping[str, str], reading: LadderReading, reader: Reader
) -> Stage:
    if gate["passed"]:
        verdict = _("passed")
    elif gate["score"] is None:
        verdict = _("nothing to assess")
    elif gate.get("needs_level"):
        verdict = _("needs the stages before it first")
    else:
        verdict = _("not passed")
    return Stage(
        code=gate["code"],
        name=_named(gate["code"][1:], reading, reader),
        state="passed" if place <= reached else "next" if place == reached + 1 else "ahead",
        reached="–" if gate["score"] is None else percent(gate["score"]),
        verdict=verdict,
        blocking=reader.listed([by_short[code] for code in gate["blocking"]]) or "–",
    )


def _leaf(node: Node, entry: Json, reading: LadderReading, content: Content, answers: Json, reader: Reader) -> Leaf:
    name = reader.text(node.title)
    if entry["status"] != "scored":
        return Leaf(node.code, name, "–", "–", _("Nothing of it applies to the firm."), (), 0)
    following = next(
        (
            place
            for place, own in enumerate(entry["by_level"], 1)
            if place > int(entry["level"]) and own is not None and Decimal(own) < PASS_MARK
        ),
        None,
    )
    stage = _named(entry["level"], reading, reader)
    score = total_of(entry["score"], entry["scale"])
    if following is None:
        return Leaf(node.code, name, stage, score, _("Its last stage is passed."), (), 0)
    blockers, more = weakest(node.questions[str(following)], content, answers, reader)
    facts = {
        "stage": _named(str(following), reading, reader),
        "needs": percent(PASS_MARK),
        "has": percent(entry["by_level"][following - 1]),
    }
    return Leaf(node.code, name, stage, score, _("%(stage)s needs %(needs)s, has %(has)s.") % facts, blockers, more)
