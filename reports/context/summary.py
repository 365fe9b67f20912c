"""One page for a director: where the firm stands, what stands out, what blocks, what to do first."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.charts import width_of
from reports.context.advice import Advice, Phase, first_steps
from reports.context.barriers import Barriers
from reports.context.capability import Capability, SubDomain
from reports.context.footprint import Footprint
from reports.context.green import Green
from reports.context.path import Path
from reports.context.roadmap import Roadmap
from reports.context.standard import Standard
from reports.context.synergy import Synergy
from reports.context.words import Reader

MOST_NAMED = 3
TILES_A_ROW = 4
MOST_ON_THE_WALL = 5
EMS_ON_THE_WALL = 46
LINES_LARGE, LINES_MIDDLE = 7, 10


@dataclass(frozen=True)
class Tile:
    """A figure at the top of the page; `note` says what it means, `scale` what it is out of where that is not said."""

    name: str
    figure: str
    note: str
    scale: str = ""


@dataclass(frozen=True)
class Summary:
    tiles: tuple[Tile, ...]
    standing: tuple[str, ...]
    outstanding: tuple[str, ...]
    blocking: tuple[str, ...]
    steps: tuple[Advice, ...]
    count: int
    changing: tuple[str, ...] = ()

    @property
    def five(self) -> tuple[str, ...]:
        """What a page for the wall says: where the firm stands, what stands out, what blocks, what it would change."""
        chosen = (*self.standing[:2], *self.outstanding[:1], *self.blocking[:1], *self.changing[:1])
        rest = (*self.standing[2:], *self.outstanding[1:], *self.blocking[1:])
        return (*chosen, *rest)[:MOST_ON_THE_WALL]

    @property
    def room(self) -> str:
        """How much room the five sentences leave below them on the wall: "large", "middle" or "small"."""
        lines = sum(ceil(width_of(sentence, 1) / EMS_ON_THE_WALL) for sentence in self.five)
        return "large" if lines <= LINES_LARGE else "middle" if lines <= LINES_MIDDLE else "small"

    @property
    def tile_rows(self) -> tuple[tuple[Tile, ...], ...]:
        """The tiles in rows of four."""
        return tuple(self.tiles[start : start + TILES_A_ROW] for start in range(0, len(self.tiles), TILES_A_ROW))


@dataclass(frozen=True)
class Whole:
    """The parts a summary is made of; those that an earlier engine did not give are None."""

    capability: Capability
    barriers: Barriers
    green: Green
    path: Path | None = None
    standard: Standard | None = None
    footprint: Footprint | None = None
    synergy: Synergy | None = None
    roadmap: Roadmap | None = None


def summary_of(whole: Whole, phases: tuple[Phase, ...], count: int, reader: Reader) -> Summary:
    capability, barriers, green = whole.capability, whole.barriers, whole.green
    return Summary(
        tiles=tuple(_tiles(whole, count)),
        standing=tuple(_standing(whole)),
        outstanding=tuple(_outstanding(capability, barriers, green, reader)),
        blocking=tuple(_blocking(capability, barriers, green, reader)),
        steps=first_steps(phases),
        count=count,
        changing=tuple(_changing(whole.roadmap, reader)),
    )


def _tiles(whole: Whole, count: int) -> list[Tile]:
    capability, barriers, green = whole.capability, whole.barriers, whole.green
    open_questions, of_hundred = _("questions open"), _("of %(most)s") % {"most": 100}
    return [
        Tile(_("Capability"), capability.score, capability.level)
        if capability.graded
        else Tile(_("Capability"), "–", open_questions),
        Tile(_("Green factory"), green.score, _("tier %(tier)s") % {"tier": green.tier}, of_hundred)
        if green.graded
        else Tile(_("Green factory"), "–", open_questions),
        Tile(_("Barriers"), barriers.score, barriers.band, of_hundred)
        if barriers.graded
        else Tile(_("Barriers"), "–", open_questions),
        *_later_tiles(whole),
        Tile(_("Measures that fit"), str(count), _("ordered by effect per cost")),
    ]


def _later_tiles(whole: Whole) -> list[Tile]:
    open_questions = _("questions open")
    tiles = []
    if (path := whole.path) is not None:
        tiles.append(
            Tile(_("Path of transformation"), path.stage, path.score)
            if path.graded
            else Tile(_("Path of transformation"), "–", open_questions)
        )
    if (standard := whole.standard) is not None:
        note = _("of %(assessable)s assessable points") % {"assessable": standard.assessable}
        tiles.append(
            Tile(_("Standard in force"), standard.earned, note)
            if standard.graded
            else Tile(_("Standard in force"), "–", _("nothing assessable yet") if standard.shown else open_questions)
        )
    if (synergy := whole.synergy) is not None:
        tiles.append(
            Tile(_("Digital and green together"), synergy.coordination, synergy.grade, _("of %(most)s") % {"most": 1})
            if synergy.graded
            else Tile(_("Digital and green together"), "–", open_questions)
        )
    if (footprint := whole.footprint) is not None:
        note = _("tce of energy; %(co2)s t of CO2") % {"co2": footprint.co2}
        tiles.append(
            Tile(_("Footprint %(year)s") % {"year": footprint.year}, footprint.energy, note)
            if footprint.known
            else Tile(_("Footprint"), "–", _("no figures given"))
        )
    return tiles


def not_graded(name: str, missing: int) -> str:
    """What is said in place of a reading that could not be graded."""
    if not missing:
        return _("%(name)s was not graded: everything in it was answered as not applicable.") % {"name": name}
    return ngettext(
        "%(name)s could not be graded: %(count)s question is not answered.",
        "%(name)s could not be graded: %(count)s questions are not answered.",
        missing,
    ) % {"name": name, "count": missing}


def _standing(whole: Whole) -> list[str]:
    parts = (whole.capability, whole.green, whole.barriers)
    said = [part.standing if part.graded else not_graded(part.title, part.missing) for part in parts]
    if whole.standard is not None and whole.standard.graded:
        said.append(whole.standard.standing)
    if whole.synergy is not None and whole.synergy.graded:
        said.append(whole.synergy.lag_said)
    return said


def _graded(capability: Capability) -> list[SubDomain]:
    rows = [row for element in capability.elements for row in element.rows if row.share is not None]
    return sorted(rows, key=lambda row: row.share or Decimal(0))


def _outstanding(capability: Capability, barriers: Barriers, green: Green, reader: Reader) -> list[str]:
    said = []
    rows = _graded(capability)
    if len(rows) > 2 * MOST_NAMED:
        best = reader.listed([row.name for row in rows[::-1][:MOST_NAMED]])
        worst = reader.listed([row.name for row in rows[:MOST_NAMED]])
        said.append(_("Strongest are %(best)s; furthest behind are %(worst)s.") % {"best": best, "worst": worst})
    if green.best and green.worst and green.best != green.worst:
        said.append(
            _("Of the five green principles %(best)s is furthest on and %(worst)s furthest behind.")
            % {"best": reader.quoted(green.best), "worst": reader.quoted(green.worst)}
        )
    if barriers.graded:
        said.append(barriers.dominant)
    return said


def _blocking(capability: Capability, barriers: Barriers, green: Green, reader: Reader) -> list[str]:
    said = []
    if capability.graded:
        said.append(capability.next_step)
    if green.graded:
        said.append(green.obstacle)
    if barriers.graded and barriers.barriers:
        first = barriers.barriers[0]
        said.append(
            _("The barrier that weighs most: %(text)s (%(share)s of everything that holds the firm back).")
            % {"text": reader.quoted(first.text.rstrip("。.")), "share": first.obstacle}
        )
    return said


def _changing(roadmap: Roadmap | None, reader: Reader) -> list[str]:
    """What the roadmap would change, of what is graded; nothing where there is no roadmap or nothing in it."""
    if roadmap is None or roadmap.projection is None or len(roadmap.projection.heads) < 2:
        return []
    moves = []
    for row in roadmap.projection.rows:
        first, last = row.cells[0], row.cells[-1]
        if first.text != "–" and first.text != last.text:
            move = {"name": row.name, "before": first.text, "after": last.text}
            moves.append(_("%(name)s from “%(before)s” to “%(after)s”") % move)
    named = reader.several(moves[:MOST_NAMED])
    facts = {"count": roadmap.count, "cost": roadmap.cost, "moves": named}
    if not moves:
        return [
            ngettext(
                "The roadmap has %(count)s measure for about %(cost)s; scores rise, but no level or grade changes.",
                "The roadmap has %(count)s measures for about %(cost)s; scores rise, but no level or grade changes.",
                roadmap.count,
            )
            % facts
        ]
    return [
        ngettext(
            "The %(count)s measure of the roadmap (about %(cost)s) would bring: %(moves)s.",
            "The %(count)s measures of the roadmap (about %(cost)s) would bring: %(moves)s.",
            roadmap.count,
        )
        % facts
    ]
