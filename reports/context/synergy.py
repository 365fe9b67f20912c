"""Digital and green together: how well they go together, which side lags, what holds both back, what unlocks what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.model import Content
from reports.charts import Point, quadrant_svg, scale_svg
from reports.context.words import Reader, mark_of, number, short
from scoring.model import Reading

Json = Mapping[str, Any]
MOST_OBSTACLES = 8
MOST_NAMED = 3
LINK_STATES = ("ready", "locked", "used")
"""In the order they are told: what can be done at once comes first."""

IN_STEP = "in-step"


@dataclass(frozen=True)
class Grade:
    """A grade of coordination; `here` marks the firm's own."""

    name: str
    bounds: str
    here: bool


@dataclass(frozen=True)
class Obstacle:
    """What holds both sides back; `degree` is its part in everything that is lost."""

    rank: int
    side: str
    name: str
    score: str
    degree: str


@dataclass(frozen=True)
class Link:
    """A digital step that unlocks a green saving; `open` holds the questions to work on next."""

    code: str
    title: str
    why: str
    open: tuple[str, ...]


@dataclass(frozen=True)
class LinkGroup:
    """The links in one state: "ready" (only the green step is lacking), "locked" or "used"."""

    state: str
    title: str
    intro: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Figure:
    """A figure of the calculation: its sign, what it is, its value. `node` names its line of the trace."""

    node: str
    sign: str
    name: str
    value: str


@dataclass(frozen=True)
class Synergy:
    """Everything the chapter shows.

    Attributes:
        graded: both sides are graded; else only `reason` speaks.
        quadrant, quadrant_paper, quadrant_narrow: the picture for a wide screen, for paper, where figures stand
            beside it, and for a narrow screen.
    """

    graded: bool
    reason: str = ""
    mark: str = ""
    grade: str = ""
    grade_code: str = ""
    coordination: str = ""
    coupling: str = ""
    lag: str = ""
    lag_code: str = ""
    standing: str = ""
    lead: str = ""
    lag_said: str = ""
    method: str = ""
    quadrant: str = ""
    quadrant_paper: str = ""
    quadrant_narrow: str = ""
    scale: str = ""
    figures: tuple[Figure, ...] = ()
    grades: tuple[Grade, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    obstacles_said: str = ""
    links: tuple[LinkGroup, ...] = ()
    links_said: str = ""


def synergy_of(
    block: Json | None,
    digital: Reading,
    green: Reading,
    content: Content,
    reader: Reader,
    before: Json | None = None,
    years: tuple[int, int] = (0, 0),
) -> Synergy:
    """Put the synergy of a result document into words and pictures.

    Args:
        block: `synergy` of the document; None when a side is not graded.
        digital, green: The readings of both sides, for the names of what they hold.
        content: Names of grades and links.
        reader: The language.
        before: The synergy of an earlier result, whose point stands in the quadrant as well; None draws one point.
        years: Of this result and of the earlier one.
    """
    if block is None:
        return Synergy(
            False,
            reason=_(
                "How digital and green go together can be said once both intelligent-manufacturing capability and the "
                "green factory of 2018 are graded."
            ),
        )
    grade = reader.text(block["grade_name"])
    lag_code = "" if block["lag"] is None else block["lag"]["code"]
    standing = _standing(block, grade, reader)
    lag_said = _lag_said(block, lag_code, reader)
    obstacles = _obstacles(block, digital, green, reader)
    obstacles_said = _obstacles_said(obstacles, reader)
    grades = content.synergy.grades
    facts = {"value": number(block["D"], 2), "grade": grade}
    points = _points(block, grade, before, years)
    return Synergy(
        graded=True,
        mark=mark_of("own"),
        grade=grade,
        grade_code=block["grade"],
        coordination=number(block["D"], 2),
        coupling=reader.text(block["coupling"]["name"]),
        lag="" if block["lag"] is None else reader.text(block["lag"]["name"]),
        lag_code=lag_code,
        standing=standing,
        lag_said=lag_said,
        lead=reader.sentences((standing, lag_said)),
        method=synergy_method(),
        quadrant=_quadrant(block, points, content, reader, 640),
        quadrant_paper=_quadrant(block, points, content, reader, 460),
        quadrant_narrow=_quadrant(block, points, content, reader, 340),
        scale=scale_svg(
            [grade.from_score for grade in grades],
            at=block["D"],
            here=_("D = %(value)s: %(grade)s") % facts,
            steps=[reader.text(grade.name) for grade in grades],
            title=_("Coordination on the scale of ten grades: %(value)s, %(grade)s.") % facts,
        ),
        figures=_figures(block),
        grades=tuple(
            Grade(
                reader.text(one.name),
                reader.spread(short(str(Decimal(one.from_score.numerator) / one.from_score.denominator)), short(end)),
                one.code == block["grade"],
            )
            for one, end in zip(grades, _ends(grades), strict=True)
        ),
        obstacles=obstacles[:MOST_OBSTACLES],
        obstacles_said=obstacles_said,
        links=_link_groups(block, content, reader),
        links_said=_links_said(block),
    )


def _ends(grades: Sequence[Any]) -> list[Decimal]:
    return [*(Decimal(one.from_score.numerator) / one.from_score.denominator for one in grades[1:]), Decimal(1)]


def _standing(block: Json, grade: str, reader: Reader) -> str:
    facts = {
        "grade": reader.quoted(grade),
        "value": number(block["D"], 2),
        "coupling": reader.quoted(reader.text(block["coupling"]["name"])),
        "c": number(block["C"], 2),
    }
    return (
        _(
            "Digital and green go together at the grade %(grade)s: coordination %(value)s of 1, coupling %(c)s, "
            "%(coupling)s."
        )
        % facts
    )


def _lag_said(block: Json, code: str, reader: Reader) -> str:
    facts = {
        "digital": number(Decimal(block["digital"]) * 100),
        "green": number(Decimal(block["green"]) * 100),
        "ratio": number(block["E"], 2) if block["E"] is not None else "",
    }
    if block["E"] is None:
        return _("The digital side stands at 0, so the two cannot be compared (green %(green)s of 100).") % facts
    if code == IN_STEP:
        return _("Both sides keep step: digital %(digital)s, green %(green)s of 100 (ratio %(ratio)s).") % facts
    if Decimal(block["E"]) < 1:
        return _("The green side lags behind: digital %(digital)s, green %(green)s of 100 (ratio %(ratio)s).") % facts
    return _("The digital side lags behind: digital %(digital)s, green %(green)s of 100 (ratio %(ratio)s).") % facts


def synergy_method() -> str:
    """How the figures are worked out, in a few sentences."""
    return _(
        "Both sides are put on a scale from 0 to 1: capability by its five levels, green factory by its 100 points. T "
        "is the mean, C says how close together they are, D = √(C × T) how far they have come together. The corrected "
        "form of C is used because the usual one calls pairs close that lie far apart; the usual one stands beside it. "
        "E is green divided by digital."
    )


def _figures(block: Json) -> tuple[Figure, ...]:
    rows = (
        ("digital", "U1", _("Digital side")),
        ("green", "U2", _("Green side")),
        ("T", "T", _("Development of both")),
        ("C", "C", _("Coupling, corrected")),
        ("D", "D", _("Coordination, corrected")),
        ("C_standard", "C′", _("Coupling, usual form")),
        ("D_standard", "D′", _("Coordination, usual form")),
        ("E", "E", _("Green divided by digital")),
    )
    return tuple(
        Figure(node, sign, name, "–" if block[node] is None else number(block[node], 3)) for node, sign, name in rows
    )


def _points(block: Json, grade: str, before: Json | None, years: tuple[int, int]) -> list[Point]:
    """Where the firm stands, and where it stood, with its year."""
    if before is None:
        return [Point(block["digital"], block["green"], grade)]
    return [
        Point(block["digital"], block["green"], f"{years[0]} · {grade}"),
        Point(before["digital"], before["green"], str(years[1]), quiet=True),
    ]


def _quadrant(block: Json, points: Sequence[Point], content: Content, reader: Reader, width: float) -> str:
    lags = content.synergy.lags
    place = next(index for index, lag in enumerate(lags) if lag.code == IN_STEP)
    facts = {
        "digital": number(Decimal(block["digital"]) * 100),
        "green": number(Decimal(block["green"]) * 100),
        "grade": points[0].label,
    }
    return quadrant_svg(
        points,
        across=_("Digital, of 100"),
        up=_("Green, of 100"),
        above=_("The digital side lags"),
        below=_("The green side lags"),
        band=_("In step"),
        band_ends=(lags[place].from_score, lags[place + 1].from_score),
        title=_("Digital %(digital)s across and green %(green)s up, each of 100: %(grade)s.") % facts,
        width=width,
    )


def _obstacles(block: Json, digital: Reading, green: Reading, reader: Reader) -> tuple[Obstacle, ...]:
    names = {
        "digital": {node.code: reader.text(node.title) for node in digital.nodes},
        "green": {node.code: reader.text(node.title) for node in green.nodes},
    }
    sides = {"digital": _("digital"), "green": _("green")}
    return tuple(
        Obstacle(
            rank,
            sides[row["side"]],
            names[row["side"]][row["code"]],
            f"{number(Decimal(row['score']) * 100, 0)} %",
            f"{number(Decimal(row['degree']) * 100)} %",
        )
        for rank, row in enumerate(block["obstacles"], 1)
    )


def _obstacles_said(obstacles: Sequence[Obstacle], reader: Reader) -> str:
    if not obstacles:
        return _("Nothing holds either side back: everything asked is met.")
    named = [
        _("%(name)s (%(side)s, %(degree)s)") % {"name": reader.quoted(row.name), "side": row.side, "degree": row.degree}
        for row in obstacles[:MOST_NAMED]
    ]
    return ngettext(
        "What holds both sides back most is %(names)s.",
        "What holds both sides back most are %(names)s.",
        len(named),
    ) % {"names": reader.listed(named)}


def _link_groups(block: Json, content: Content, reader: Reader) -> tuple[LinkGroup, ...]:
    titles = {"ready": _("Ready to use"), "locked": _("Still locked"), "used": _("In use")}
    intros = {
        "ready": _("The digital step is taken; the green saving behind it can be had now."),
        "locked": _("The digital step comes first; without it the green saving cannot be measured or kept."),
        "used": _("Both the digital step and the green saving are there."),
    }
    groups = []
    for state in LINK_STATES:
        links = tuple(_link(row, content, reader) for row in block["links"] if row["status"] == state)
        if links:
            groups.append(LinkGroup(state, titles[state], intros[state], links))
    return tuple(groups)


def _link(row: Json, content: Content, reader: Reader) -> Link:
    words = next(link for link in content.synergy.links if link.code == row["code"])
    # Of a locked link the digital step comes first; the green one is of use only afterwards.
    open_codes = row["digital"] or row["green"]
    return Link(
        row["code"],
        reader.text(words.title),
        reader.text(words.why),
        tuple(reader.text(content.questions[code].text) for code in open_codes),
    )


def _links_said(block: Json) -> str:
    counts = {state: sum(row["status"] == state for row in block["links"]) for state in LINK_STATES}
    every = len(block["links"])
    if counts["used"] == every:
        return _("All %(all)s links between a digital step and a green saving are in use.") % {"all": every}
    facts = {"all": every, **counts}
    return (
        _(
            "Links between a digital step and a green saving: %(all)s; in use %(used)s, ready %(ready)s, still locked "
            "%(locked)s."
        )
        % facts
    )
