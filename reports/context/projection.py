"""What a roadmap would change: where each reading stands today and after each phase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.selectors import GREEN, LADDER
from content.model import Content
from planning.priorities import HORIZONS
from planning.targets import EFFECT, SEVERITY
from reports.charts import Milestone
from reports.context.reasons import cut_amount, cut_said, effect_name
from reports.context.targets import level_name, reading_name, tier_name
from reports.context.words import Reader, number, total_of
from scoring.model import LadderReading, PointsReading, Reading, SeverityReading

Json = Mapping[str, Any]
HUNDRED = ("0", "100")


@dataclass(frozen=True)
class Cell:
    """Where something stands at one time; `changed` when it stood elsewhere in the column before."""

    text: str
    note: str = ""
    changed: bool = False


@dataclass(frozen=True)
class ProjectedRow:
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Projection:
    """A table: `heads` over the columns after the first, one cell for each of them in every row."""

    heads: tuple[str, ...]
    rows: tuple[ProjectedRow, ...]

    @property
    def moved(self) -> tuple[ProjectedRow, ...]:
        """The rows that stand elsewhere at the end than at the beginning."""
        return tuple(
            row
            for row in self.rows
            if (row.cells[0].text, row.cells[0].note) != (row.cells[-1].text, row.cells[-1].note)
        )


def today_of_document(document: Json) -> Json:
    """Where a result says the firm stands, in the shape of a row of `projected`."""
    return {
        "readings": [
            {
                "key": row["key"],
                "status": row["status"],
                "score": row["score"],
                "level": row["level"]["code"] if row["level"] else None,
            }
            for row in document["readings"]
        ],
        "synergy": document["synergy"],
        "cuts": [],
    }


def projection_of(projected: Sequence[Json], today: Json | None, content: Content, reader: Reader) -> Projection:
    """Put projected results into a table; a reading that is graded at no time is left out.

    Args:
        projected: of roadmap/1, one row for each phase.
        today: a row of the same shape, or None.
        content: The names.
        reader: The language.
    """
    columns = [*([today] if today else []), *projected]
    heads = [*([_("Today")] if today else []), *(when(row["months"]) for row in projected)]
    keys = [row["key"] for row in projected[0]["readings"]] if projected else []
    rows = [
        (reading_name(content.readings[key], reader), _standings(columns, content.readings[key], reader))
        for key in keys
    ]
    rows.append((_("Digital and green together"), [_synergy(column["synergy"], content, reader) for column in columns]))
    for kind in dict.fromkeys(cut["effect"] for column in columns for cut in column["cuts"]):
        rows.append((effect_name(kind), [_cut(column["cuts"], kind, reader) for column in columns]))
    return Projection(
        tuple(heads),
        tuple(ProjectedRow(name, _marked(cells)) for name, cells in rows if any(cell.text for cell in cells)),
    )


def when(months: str) -> str:
    """The end of a phase: "After 6 months"."""
    return _("After %(months)s months") % {"months": months.partition("-")[2]}


def milestones_of(target: Json, projected: Sequence[Json], content: Content, reader: Reader) -> tuple[Milestone, ...]:
    """Level, tier and what the roadmap aims at, at the end of each phase after which something stands otherwise."""
    found = []
    before: Json = {}
    for row in projected:
        stands = {name: row[name] for name in ("readings", "synergy", "cuts")}
        if stands == before:
            continue
        before = stands
        cells = {each["key"]: _standing(each, content.readings[each["key"]], reader) for each in row["readings"]}
        parts = [cells[key].text for key in (LADDER, GREEN) if key in cells]
        if target["kind"] == SEVERITY:
            parts.append(_("barriers %(score)s") % {"score": cells[target["reading"]].note})
        if target["kind"] == EFFECT:
            parts += [cut_said(cut, reader) for cut in row["cuts"] if target["text"].startswith(cut["effect"])]
        label = " · ".join(part for part in parts if part)
        if label:
            found.append(Milestone(HORIZONS.index(row["months"]), label))
    return tuple(found)


def _standings(columns: Sequence[Json], reading: Reading, reader: Reader) -> list[Cell]:
    cells = []
    for column in columns:
        row = next((row for row in column["readings"] if row["key"] == reading.key), None)
        cells.append(Cell("") if row is None else _standing(row, reading, reader))
    return cells


def _standing(row: Json, reading: Reading, reader: Reader) -> Cell:
    if row["status"] != "complete":
        return Cell("")
    score, level = row["score"], row["level"]
    if isinstance(reading, LadderReading):
        scale = ("0", str(len(reading.levels)))
        return Cell(level_name(reading, level, reader), total_of(score, scale, 2))
    if isinstance(reading, SeverityReading):
        name = next(reader.text(band.name) for band in reading.bands if band.code == level)
        return Cell(name, total_of(score, HUNDRED))
    if isinstance(reading, PointsReading):
        if reading.tiers:
            return Cell(tier_name(reading, level, reader), total_of(score, HUNDRED))
        return Cell(total_of(score, HUNDRED))
    return Cell(_("%(score)s points") % {"score": number(score)})


def _synergy(block: Json | None, content: Content, reader: Reader) -> Cell:
    if block is None:
        return Cell("")
    name = next(reader.text(grade.name) for grade in content.synergy.grades if grade.code == block["grade"])
    return Cell(name, f"D = {number(block['D'], 2)}")


def _cut(cuts: Sequence[Json], kind: str, reader: Reader) -> Cell:
    row = next((cut for cut in cuts if cut["effect"] == kind), None)
    if row is None:
        return Cell("")
    return Cell(cut_said(row, reader), cut_amount(row, reader))


def _marked(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Mark what is not as in the column before; what is not known is a dash and no change."""
    marked = []
    for place, cell in enumerate(cells):
        before = cells[place - 1] if place else cell
        marked.append(
            Cell(cell.text or "–", cell.note, bool(cell.text) and (cell.text, cell.note) != (before.text, before.note))
        )
    return tuple(marked)
