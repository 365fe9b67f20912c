"""The severity part: three groups, the dominant one, the barriers in order, the survey beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from content.model import Content, Position
from reports.charts import Bar, Mark, bars_svg
from reports.context.capability import published_for, share_text
from reports.context.words import Reader, mark_of, number
from scoring.model import SeverityReading

Json = Mapping[str, Any]
SURVEY_OF_GROUP = {"unwilling": "understanding", "unable": "solution", "afraid": "money-talent"}
"""Which published share speaks of the same difficulty as a group."""


@dataclass(frozen=True)
class Barrier:
    rank: int
    text: str
    group: str
    severity: str
    obstacle: str


@dataclass(frozen=True)
class Group:
    name: str
    score: str
    band: str
    is_dominant: bool
    published: str
    published_share: str


@dataclass(frozen=True)
class Survey:
    """The published survey beside the groups: what it is, of when, of how many, and how to take it."""

    remark: str
    mark: str


@dataclass(frozen=True)
class Barriers:
    graded: bool
    title: str
    mark: str
    missing: int = 0
    score: str = ""
    band: str = ""
    standing: str = ""
    lead: str = ""
    dominant: str = ""
    chart: str = ""
    groups: tuple[Group, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    absent: int = 0
    survey: Survey | None = None


def barriers_of(row: Json, reading: SeverityReading, content: Content, reader: Reader) -> Barriers:
    """Put the severity reading into words and a picture."""
    title = reader.text(reading.title)
    mark = mark_of(row["weights_status"])
    if row["status"] != "complete":
        return Barriers(False, title, mark, missing=len(row["missing"]))
    names = {node.code: reader.text(node.title) for node in reading.nodes}
    bands = {band.code: reader.text(band.name) for band in reading.bands}
    group_of = {code: names[node.code] for node in reading.nodes for codes in node.questions.values() for code in codes}
    felt = [barrier for barrier in row["barriers"] if barrier["value"] != "0"]
    dominant = _dominant(names.get(row["dominant"], ""), reader)
    band = reader.text(row["level"]["name"])
    standing = _("Taken together the barriers are %(band)s: %(score)s of 100.") % {
        "band": band if reader.is_chinese else band.lower(),
        "score": number(row["score"]),
    }
    position = published_for(reading.key, content)
    shares = {share.code: share for share in position.rows[0].shares} if position else {}
    return Barriers(
        graded=True,
        title=title,
        mark=mark,
        score=number(row["score"]),
        band=band,
        standing=standing,
        lead=reader.sentences((standing, dominant)),
        dominant=dominant,
        chart=_chart(row, reading, names, bands, reader),
        groups=tuple(
            Group(
                name=names[node["code"]],
                score="–" if node["score"] is None else number(node["score"]),
                band="–" if node["score"] is None else bands[node["level"]],
                is_dominant=node["code"] == row["dominant"],
                published=reader.text(share.label) if share else "–",
                published_share=share_text(share) if share else "–",
            )
            for node in row["nodes"]
            for share in [shares.get(SURVEY_OF_GROUP.get(node["code"], ""))]
        ),
        barriers=tuple(
            Barrier(
                rank,
                reader.text(content.questions[barrier["code"]].text),
                group_of[barrier["code"]],
                _severity(barrier, content, reader),
                f"{number(barrier['obstacle'])} %",
            )
            for rank, barrier in enumerate(felt, 1)
        ),
        absent=len(row["barriers"]) - len(felt),
        survey=None if position is None else _survey(position, reader),
    )


def _survey(position: Position, reader: Reader) -> Survey:
    row = position.rows[0]
    title = reader.text(position.title)
    when = _("Year: %(period)s; firms: %(firms)s.") % {
        "period": row.year or _("not stated"),
        "firms": row.n or _("not stated"),
    }
    full_stop = "。" if reader.is_chinese else "."
    return Survey(
        reader.sentences((f"{title}{full_stop}", when, reader.text(position.note))), mark_of(row.source.status)
    )


def _severity(barrier: Json, content: Content, reader: Reader) -> str:
    choices = content.questions[barrier["code"]].choices
    return next(reader.text(choice.label) for choice in choices if choice.value == barrier["value"])


def _dominant(name: str, reader: Reader) -> str:
    if not name:
        return _("No single group stands out: the difficulties are mixed.")
    return _("The group that weighs most is %(group)s.") % {"group": reader.quoted(name)}


def _chart(
    row: Json, reading: SeverityReading, names: Mapping[str, str], bands: Mapping[str, str], reader: Reader
) -> str:
    bars = [
        Bar(
            names[node["code"]],
            node["score"],
            _("not assessed") if node["score"] is None else number(node["score"]),
            strong=node["code"] == row["dominant"],
        )
        for node in row["nodes"]
    ]
    bars.append(Bar(_("All barriers"), row["score"], number(row["score"])))
    marks = [Mark(str(band.from_score), bands[band.code]) for band in reading.bands if band.from_score > 0]
    return bars_svg(bars, title=_("How strongly each group of barriers holds the firm back, 0 to 100."), marks=marks)
