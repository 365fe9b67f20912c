"""The heat map of a ladder: how much of each level every sub-domain meets, and which level it does not get past."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from reports.charts import Heat, HeatRow, heat_svg
from reports.context.words import PASS_MARK, Reader, percent
from scoring.model import LadderReading

Json = Mapping[str, Any]


def heat_of(row: Json, reading: LadderReading, reader: Reader, *, width: float = 640) -> str:
    """Draw every graded sub-domain; "" where none is.

    Args:
        row: The reading as a result holds it, complete.
        reading: Its definition.
        reader: The language, which must be the active one.
        width: Of the picture in user units, at least 320.
    """
    entries = {entry["code"]: entry for entry in row["nodes"]}
    tops = {node.code: reader.text(node.title) for node in reading.nodes if node.parent is None}
    rows = [
        HeatRow(reader.text(node.title), tops[node.code.split(".")[0]], _cells(entries[node.code]))
        for node in reading.nodes
        if node.questions and entries[node.code]["status"] == "scored"
    ]
    if not rows:
        return ""
    columns = [reader.level(level.code, reader.text(level.name)) for level in reading.levels]
    return heat_svg(
        columns,
        rows,
        title=_said(rows, reader),
        scale=_("share met: none, below 20, 40, 60, 80, from 80 %"),
        marked=_("the level not passed yet"),
        width=width,
    )


def _cells(entry: Json) -> list[Heat]:
    """One cell a level; a level beyond the end of the sub-domain's own scale has none of its requirements."""
    passed = int(entry["level"])
    following = next(
        (
            place
            for place, share in enumerate(entry["by_level"], 1)
            if place > passed and share is not None and Decimal(share) < PASS_MARK
        ),
        None,
    )
    return [
        Heat(None, "–") if share is None else Heat(share, percent(share), place == following)
        for place, share in enumerate(entry["by_level"], 1)
    ]


def _said(rows: list[HeatRow], reader: Reader) -> str:
    """The same figures for those who do not see the picture."""
    figures = reader.several([f"{row.label} {', '.join(cell.text for cell in row.cells)}" for row in rows])
    return _("How much of each level every sub-domain meets, from level 1 up: %(figures)s.") % {"figures": figures}
