"""The sheet of digital and green together: its figures, what holds both back, and what unlocks what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.selectors import GREEN, LADDER
from reports.excel.sheet import CODE, FIGURE, SHARE, Column, Row, Sheet
from reports.excel.subject import Subject

Json = Mapping[str, Any]


def synergy(subject: Subject) -> Sheet | None:
    """Figures, obstacles and links; None while a side is not graded."""
    block = subject.document["synergy"]
    if block is None:
        return None
    return Sheet(
        "synergy",
        _("Digital and green"),
        _("Digital and green together"),
        _("Every figure but E lies between 0 and 1; what the letters stand for is told on the sheet of the method."),
        (
            Column("part", _("Part")),
            Column("name", _("Name")),
            Column("code", _("Code"), CODE),
            Column("side", _("Side")),
            Column("value", _("Value"), FIGURE),
            Column("words", _("In words")),
            Column("weight", _("Weight"), FIGURE),
            Column("share", _("Share of everything that is lost"), SHARE),
            Column("open", _("Steps not taken yet")),
        ),
        (*_figures(subject, block), *_obstacles(subject, block), *_links(subject, block)),
        fixed=2,
    )


def _figures(subject: Subject, block: Json) -> Iterable[Row]:
    names = {
        "digital": ("U1", _("Digital side"), ""),
        "green": ("U2", _("Green side"), ""),
        "T": ("T", _("Development of both"), ""),
        "C": ("C", _("Coupling, corrected"), subject.text(block["coupling"]["name"])),
        "D": ("D", _("Coordination, corrected"), subject.text(block["grade_name"])),
        "C_standard": ("C′", _("Coupling, usual form"), ""),
        "D_standard": ("D′", _("Coordination, usual form"), ""),
        "E": ("E", _("Green divided by digital"), block["lag"] and subject.text(block["lag"]["name"])),
    }
    for key, (sign, name, words) in names.items():
        yield {"part": _("Figure"), "name": name, "code": sign, "value": block[key], "words": words}


def _obstacles(subject: Subject, block: Json) -> Iterable[Row]:
    sides = {"digital": (_("digital"), LADDER), "green": (_("green"), GREEN)}
    for row in block["obstacles"]:
        side, key = sides[row["side"]]
        yield {
            "part": _("Obstacle"),
            "name": subject.node_titles(key)[row["code"]],
            "code": row["code"],
            "side": side,
            "value": row["score"],
            "weight": row["weight"],
            "share": row["degree"],
        }


def _links(subject: Subject, block: Json) -> Iterable[Row]:
    titles = {link.code: subject.text(link.title) for link in subject.content.synergy.links}
    states = {"ready": _("Ready to use"), "locked": _("Still locked"), "used": _("In use")}
    for row in block["links"]:
        yield {
            "part": _("Link"),
            "name": titles[row["code"]],
            "code": row["code"],
            "words": states[row["status"]],
            "open": subject.questions([*row["digital"], *row["green"]]),
        }
