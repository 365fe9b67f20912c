"""Sheets of the readings that climb levels, the conditions of all readings, and how firm the standing is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.selectors import LADDER, PATH
from reports.context.capability import status_note
from reports.excel.sheet import CODE, PERCENT, SCORE, SHARE, WHOLE, Column, Row, Sheet, codes
from reports.excel.subject import Subject
from scoring.model import LadderReading, PointsReading, RangeReading, Reading

Json = Mapping[str, Any]


def capability(subject: Subject) -> Sheet:
    """Every sub-domain at every level."""
    return _ladder(subject, LADDER, "capability", _("Capability"))


def path(subject: Subject) -> Sheet | None:
    """Both sides of the path at every stage; None for a result without it."""
    return _ladder(subject, PATH, "path", _("Path of transformation")) if PATH in subject.rows else None


def _ladder(subject: Subject, key: str, code: str, name: str) -> Sheet:
    row, reading = subject.rows[key], subject.readings[key]
    assert isinstance(reading, LadderReading)  # noqa: S101  the contract names its model
    note = _("Weights count inside what a row belongs to. Under each level stands the share of it that is met.")
    return Sheet(
        code,
        name,
        subject.title(key),
        subject.open_note(key) or note,
        (
            Column("name", _("Name")),
            Column("code", _("Code"), CODE),
            Column("parent", _("Belongs to")),
            Column("weight", _("Weight (%)"), PERCENT),
            Column("score", _("Score"), SCORE),
            Column("most", _("Highest score"), SCORE),
            Column("level", _("Level reached"), WHOLE),
            *(Column(f"L{each.code}", subject.level(reading, each.code), SHARE) for each in reading.levels),
            Column("remark", _("Remark")),
        ),
        (_whole(subject, row), *_nodes(subject, row)),
    )


def _whole(subject: Subject, row: Json) -> Row:
    level = row["level"]
    return {
        "name": subject.title(row["key"]),
        "code": row["key"],
        "score": row["score"],
        "most": row["scale"][1],
        "level": level and level["code"],
        **{gate["code"]: gate["score"] for gate in row["gates"]},
        "remark": level and subject.text(level["name"]),
    }


def _nodes(subject: Subject, row: Json) -> Iterable[Row]:
    titles = subject.node_titles(row["key"])
    for node in row["nodes"]:
        yield {
            "name": titles[node["code"]],
            "code": node["code"],
            "parent": titles.get(node["parent"], subject.title(row["key"])),
            "weight": node["weight"],
            "score": node["score"],
            "most": node["scale"] and node["scale"][1],
            "level": node["level"],
            **{f"L{level}": share for level, share in enumerate(node["by_level"], 1)},
            "remark": status_note(node["status"]),
        }


def gates(subject: Subject) -> Sheet:
    """The conditions of every reading that has any, and what stands in their way."""
    return Sheet(
        "gates",
        _("Levels and conditions"),
        _("Levels and conditions, and what stands in their way"),
        _("What blocks a level stands in the order of what is lost by it, the heaviest first."),
        (
            Column("condition", _("Condition")),
            Column("code", _("Code"), CODE),
            Column("reading", _("Reading")),
            Column("verdict", _("Verdict")),
            Column("reached", _("Reached"), SHARE),
            Column("needed", _("Needed"), SHARE),
            Column("count", _("Number of blockers"), WHOLE),
            Column("blocking", _("What blocks")),
            Column("blockers", _("Codes of the blockers"), CODE),
        ),
        tuple(_gate(subject, key, gate) for key, row in subject.rows.items() for gate in row["gates"]),
    )


def _gate(subject: Subject, key: str, gate: Json) -> Row:
    reading = subject.readings[key]
    is_level = isinstance(reading, LadderReading)
    return {
        "reading": subject.title(key),
        "condition": _gate_name(subject, reading, gate["code"]),
        "code": gate["code"],
        "verdict": _verdict(gate, is_level=is_level),
        "reached": gate["score"],
        "needed": gate["needs"] if is_level else None,
        "count": len(gate["blocking"]),
        "blocking": _blocking(subject, reading, gate["blocking"]),
        "blockers": codes(gate["blocking"]),
    }


def _gate_name(subject: Subject, reading: Reading, code: str) -> str:
    if isinstance(reading, LadderReading):
        return subject.named_level(reading, code.removeprefix("L"))
    # The other models with conditions name them.
    assert isinstance(reading, PointsReading | RangeReading)  # noqa: S101
    return subject.text(next(gate.name for gate in reading.gates if gate.code == code))


def _verdict(gate: Json, *, is_level: bool) -> str:
    if not is_level:
        return _("met") if gate["passed"] else _("not met")
    if gate["score"] is None:
        return _("nothing to assess")
    if gate["passed"]:
        return _("passed")
    return _("needs the levels below first") if gate.get("needs_level") else _("not passed")


def _blocking(subject: Subject, reading: Reading, found: Sequence[str]) -> str:
    if isinstance(reading, LadderReading):
        by_short = {node.short: subject.text(node.title) for node in reading.nodes if node.questions}
        return subject.reader.listed([by_short[code] for code in found])
    return subject.questions(found)


def sensitivity(subject: Subject) -> Sheet | None:
    """How often each level and tier comes out when the weights change; None for a result that does not say."""
    block = subject.document.get("sensitivity")
    if block is None:
        return None
    facts = {"draws": block["draws"], "spread": block["spread"]}
    parts = {"level": _("Capability level"), "tier": _("Green-factory tier")}
    return Sheet(
        "sensitivity",
        _("Sensitivity"),
        _("Whether level and tier hold when the weights change"),
        _("%(draws)s times every weight was changed by chance, by up to %(spread)s %% up or down.") % facts,
        (
            Column("standing", _("Standing")),
            Column("outcome", _("Outcome")),
            Column("code", _("Code"), CODE),
            Column("draws", _("Draws"), WHOLE),
            Column("share", _("Share of the draws"), SHARE),
            Column("remark", _("Remark")),
        ),
        tuple(row for part, name in parts.items() for row in _draws(subject, block, part, name)),
        fixed=2,
    )


def _draws(subject: Subject, block: Json, part: str, name: str) -> Iterable[Row]:
    if block[part] is None:
        return
    reading = subject.readings[block[part]["reading"]]
    for count in block[part]["counts"]:
        yield {
            "standing": name,
            "outcome": subject.named_level(reading, count["code"]),
            "code": count["code"],
            "draws": count["draws"],
            "share": str(Decimal(count["draws"]) / block["draws"]),
            "remark": _("this result") if count["code"] == block[part]["now"] else "",
        }
