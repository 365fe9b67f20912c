"""The firm's intensities beside published figures: in words, as a row, as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from content.model import Content
from reports.charts import Bar, Mark, bars_svg
from reports.context.amounts import intensity_name
from reports.context.definitions import cited
from reports.context.words import Reader, mark_of, short, significant

Json = Mapping[str, Any]
MOST_CHARTS = 4
TWICE = Decimal(2)


@dataclass(frozen=True)
class Beside:
    """An intensity beside a published figure."""

    code: str
    name: str
    unit: str
    value: str
    year: str
    mark_name: str
    mark_value: str
    said: str
    better: bool
    source: str
    mark: str
    note: str


def beside_of(row: Json, content: Content, reader: Reader) -> Beside:
    published = content.marks[row["mark"]]
    unit = reader.unit(row["unit"])
    return Beside(
        code=row["indicator"],
        name=intensity_name(row["indicator"]),
        unit=unit,
        value=significant(row["value"]),
        year=str(row["year"]),
        mark_name=reader.text(published.label),
        mark_value=significant(row["mark_value"]),
        said=_said(row),
        better=row["better"],
        source=cited(row["source"], content, reader),
        mark=mark_of(row["status"]),
        note=reader.text(published.note),
    )


def _said(row: Json) -> str:
    better = row["better"]
    if row["unit"] == "%":
        return points_apart(Decimal(row["value"]) - Decimal(row["mark_value"]), better=better)
    return compared(Decimal(row["ratio"]), better=better)


def points_apart(difference: Decimal, *, better: bool) -> str:
    """One share beside another: so many percentage points between them, because a percent of a percent misleads."""
    apart = short(abs(difference))
    if apart == "0":
        return _("as high")
    facts = {"points": apart}
    if difference > 0:
        return (_("%(points)s points higher, better") if better else _("%(points)s points higher, worse")) % facts
    return (_("%(points)s points lower, better") if better else _("%(points)s points lower, worse")) % facts


def compared(ratio: Decimal, *, better: bool) -> str:
    """The firm's figure beside the published one: equal, so much lower or higher, or so many times as high."""
    apart = short(abs(ratio - 1) * 100, 0)
    if apart == "0":
        return _("as high")
    facts = {"percent": apart, "times": short(ratio)}
    if ratio >= TWICE:
        return (_("%(times)s times as high, better") if better else _("%(times)s times as high, worse")) % facts
    if ratio > 1:
        return (_("%(percent)s %% higher, better") if better else _("%(percent)s %% higher, worse")) % facts
    return (_("%(percent)s %% lower, better") if better else _("%(percent)s %% lower, worse")) % facts


def intensity_values(block: Json) -> dict[str, list[Json]]:
    """Code -> its rows, one a year."""
    found: dict[str, list[Json]] = {}
    for year in block["years"]:
        for row in year["intensities"]:
            found.setdefault(row["code"], []).append({**row, "year": year["year"]})
    return found


@dataclass(frozen=True)
class Chart:
    """A picture and what is written under it."""

    name: str
    svg: str


def intensity_charts(block: Json, content: Content, reader: Reader, width: float) -> list[Chart]:
    """The intensities that have a published figure, each with its years as bars and the figures as lines."""
    values = intensity_values(block)
    pictures = []
    for code in list(dict.fromkeys(row["indicator"] for row in block["positions"]))[:MOST_CHARTS]:
        marks = [row for row in block["positions"] if row["indicator"] == code]
        rows = values[code]
        known = [Decimal(row["value"]) for row in rows if row["value"] is not None]
        end = max([*known, *(Decimal(row["mark_value"]) for row in marks)]) * Decimal("1.05")
        unit = reader.unit(rows[0]["unit"])
        bars = [
            Bar(
                str(row["year"]),
                row["value"],
                _("not known") if row["value"] is None else significant(row["value"]),
                strong=row is rows[-1],
            )
            for row in rows
        ]
        lines = [
            Mark(
                row["mark_value"],
                f"{reader.text(content.marks[row['mark']].label)}{'：' if reader.is_chinese else ': '}"
                f"{significant(row['mark_value'])}",
            )
            for row in marks
        ]
        name = f"{intensity_name(code)}（{unit}）" if reader.is_chinese else f"{intensity_name(code)} ({unit})"
        title = _("%(name)s, year by year, beside published figures.") % {"name": name}
        pictures.append(Chart(name, bars_svg(bars, title=title, most=end or 1, marks=lines, width=width)))
    return pictures
