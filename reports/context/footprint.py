"""Energy, CO2, water and waste over the years: totals, intensities, changes, and what looks wrong in the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.model import Content
from reports.context.amounts import amount_name, flag_text, inside, intensity_name, why_absent
from reports.context.beside import Beside, Chart, beside_of, intensity_charts, intensity_values
from reports.context.words import Reader, number, short, significant
from reports.context.years import co2_chart, energy_chart

Json = Mapping[str, Any]
MOST_NAMED = 3

TOTALS = (
    ("energy_tce", "tce"),
    ("energy_equal_tce", "tce"),
    ("media_tce", "tce"),
    ("co2_t", "t"),
    ("scope1_t", "t"),
    ("process_t", "t"),
    ("scope2_t", "t"),
)
"""Rows of the table of totals with their units."""


@dataclass(frozen=True)
class Cell:
    """A figure of one year; `node` names its line of the trace, "" where there is none."""

    text: str
    node: str


@dataclass(frozen=True)
class YearsRow:
    """One figure over the years.

    Attributes:
        cells: one a year, ascending.
        change: from the year before to the newest, with its sign; "–" where there is none.
        growth: average a year from the first to the newest; "–" where there is none.
    """

    code: str
    name: str
    unit: str
    cells: tuple[Cell, ...]
    change: str
    growth: str


@dataclass(frozen=True)
class CarrierRow:
    """One carrier of the newest year; `share` is its part in the energy consumption."""

    code: str
    name: str
    amount: str
    unit: str
    tce: str
    share: str
    co2: str
    scope: str


@dataclass(frozen=True)
class Lacking:
    """An intensity that could not be worked out, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Footprint:
    """Everything the chapter shows; without any figure only `reason` speaks.

    Attributes:
        warnings: what looks wrong in the figures, newest year first.
        notes: how the figures are to be read: factor set, grid factor, coal rate, remarks.
        charts: intensities beside published figures.
    """

    known: bool
    reason: str = ""
    year: str = ""
    energy: str = ""
    co2: str = ""
    factor_set: str = ""
    standing: str = ""
    trend: str = ""
    lead: str = ""
    years: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    totals: tuple[YearsRow, ...] = ()
    carriers: tuple[CarrierRow, ...] = ()
    intensities: tuple[YearsRow, ...] = ()
    lacking: tuple[Lacking, ...] = ()
    besides: tuple[Beside, ...] = ()
    energy_chart: str = ""
    co2_chart: str = ""
    charts: tuple[Chart, ...] = ()


def footprint_of(block: Json | None, content: Content, reader: Reader, *, width: float = 640) -> Footprint:
    """Put the footprint of a result document into words, tables and pictures.

    Args:
        block: `footprint` of the document; None when no amount was given.
        content: Names of factor sets, published figures and remarks.
        reader: The language.
        width: Of the pictures in user units, at least 320.
    """
    if block is None:
        return Footprint(
            False,
            reason=_(
                "No yearly figures were given, so energy and CO2 are not worked out. The electricity bill, the other "
                "energy bills and the output value of one year are enough to begin."
            ),
        )
    years: Sequence[Json] = block["years"]
    newest = years[-1]
    standing, trend = _standing(newest), _trend(block, reader)
    besides = tuple(beside_of(row, content, reader) for row in block["positions"])
    return Footprint(
        known=True,
        year=str(newest["year"]),
        energy="–" if newest["energy_tce"] is None else significant(newest["energy_tce"]),
        co2="–" if newest["co2_t"] is None else significant(newest["co2_t"]),
        factor_set=reader.text(content.factor_sets[block["factor_set"]].name),
        standing=standing,
        trend=trend,
        lead=reader.sentences((standing, trend)),
        years=tuple(str(row["year"]) for row in years),
        warnings=tuple(flag_text(flag, row["year"]) for row in reversed(years) for flag in row["flags"]),
        notes=tuple(_notes(block, content, reader)),
        totals=tuple(_totals(block)),
        carriers=tuple(_carrier(row, newest, content, reader) for row in newest["by_carrier"]),
        intensities=tuple(_intensities(block, reader)),
        lacking=tuple(_lacking(block, reader)),
        besides=besides,
        energy_chart=energy_chart(years, width),
        co2_chart=co2_chart(years, width),
        charts=tuple(intensity_charts(block, content, reader, width)),
    )


# Sentences


def _standing(newest: Json) -> str:
    facts = {
        "year": newest["year"],
        "energy": newest["energy_tce"] and significant(newest["energy_tce"]),
        "co2": newest["co2_t"] and significant(newest["co2_t"]),
    }
    if newest["energy_tce"] is None and newest["co2_t"] is None:
        return _("For %(year)s neither energy nor CO2 can be worked out from the figures given.") % facts
    if newest["co2_t"] is None:
        return _("In %(year)s the firm used energy of %(energy)s tce; its CO2 cannot be worked out.") % facts
    if newest["energy_tce"] is None:
        return _("In %(year)s the firm gave off %(co2)s t of CO2; its energy cannot be worked out.") % facts
    return _("In %(year)s the firm used energy of %(energy)s tce and gave off %(co2)s t of CO2.") % facts


def _trend(block: Json, reader: Reader) -> str:
    """How the totals moved since the year before; "" where there is no year to compare with."""
    newest = block["years"][-1]["year"]
    names = {"energy_tce": inside(amount_name("energy_tce")), "co2_t": "CO2"}
    moves = [row for row in block["changes"] if row["to"] == newest and row["code"] in names]
    parts = [moved(names[row["code"]], Decimal(row["percent"])) for row in moves]
    if not parts:
        return ""
    return _("Against %(before)s: %(parts)s.") % {"before": moves[0]["from"], "parts": reader.listed(parts)}


def moved(name: str, percent: Decimal) -> str:
    facts = {"name": name, "percent": short(abs(percent))}
    if facts["percent"] == "0":
        return _("%(name)s unchanged") % facts
    if percent > 0:
        return _("%(name)s up %(percent)s %%") % facts
    return _("%(name)s down %(percent)s %%") % facts


def _notes(block: Json, content: Content, reader: Reader) -> list[str]:
    factors = content.factor_sets[block["factor_set"]]
    notes = [
        _("CO2 is worked out with one set of factors: %(name)s.") % {"name": reader.text(factors.name)},
        reader.text(factors.note),
        *_grid_notes(block["years"], reader),
    ]
    rated = [row for row in block["years"] if row["coal_rate"] is not None and row["energy_equal_tce"] is not None]
    if rated:
        notes.append(
            _(
                "Energy is counted in calorific value. “By coal for power” counts a kWh as the coal burnt to make it "
                "(%(value)s kgce, figure of %(year)s)."
            )
            % {"value": rated[-1]["coal_rate"]["value"], "year": rated[-1]["coal_rate"]["year"]}
        )
    notes += [reader.text(content.remarks[code].text) for code in block["remarks"]]
    return [note for note in notes if note]


def _grid_notes(years: Sequence[Json], reader: Reader) -> list[str]:
    """One sentence for the years whose own grid factor is not out yet, one for what is not the province's own."""
    known = [row for row in years if row["grid"] is not None]
    notes = []
    later = [row for row in known if row["grid"]["later"]]
    if later:
        notes.append(
            ngettext(
                "Grid factor: for %(years)s none is published yet, so the newest one, of %(used)s, is taken.",
                "Grid factor: for %(years)s none are published yet, so the newest one, of %(used)s, is taken.",
                len(later),
            )
            % {
                "years": reader.listed([str(row["year"]) for row in later]),
                "used": later[-1]["grid"]["year"],
            }
        )
    levels = {row["grid"]["level"] for row in known}
    if "region" in levels:
        notes.append(_("Where the province has no grid factor of its own, that of its regional grid is taken."))
    if "national" in levels:
        notes.append(_("Where neither the province nor its regional grid has a factor, the national one is taken."))
    return notes


# Tables


def _total_name(code: str) -> str:
    return {
        "energy_tce": _("Energy consumption"),
        "energy_equal_tce": _("The same by coal for power"),
        "media_tce": _("Media beside it (water, gases, air)"),
        "co2_t": _("CO2 in all"),
        "scope1_t": _("On the premises (scope 1)"),
        "process_t": _("of which from process materials"),
        "scope2_t": _("Bought power and heat (scope 2)"),
    }[code]


def signed(percent: str) -> str:
    """A change in percent with its sign; what rounds to nothing has none.

    >>> signed("3.25"), signed("-0.04"), signed("-12")
    ('+3.3 %', '0.0 %', '−12.0 %')
    """
    shown = number(abs(Decimal(percent)))
    if Decimal(shown) == 0:
        return f"{shown} %"
    return f"{'+' if Decimal(percent) > 0 else '−'}{shown} %"


def _movement(block: Json, code: str) -> tuple[str, str]:
    """Change to the newest year and average growth, as printed."""
    newest = block["years"][-1]["year"]
    change = next((row["percent"] for row in block["changes"] if row["code"] == code and row["to"] == newest), None)
    growth = next((row["percent"] for row in block["growth"] if row["code"] == code), None)
    return ("–" if change is None else signed(change)), ("–" if growth is None else signed(growth))


def _totals(block: Json) -> list[YearsRow]:
    rows = []
    for code, unit in TOTALS:
        values = [(row["year"], row[code]) for row in block["years"]]
        if any(value is not None for _year, value in values):
            rows.append(_years_row(code, _total_name(code), unit, values, _movement(block, code)))
    return rows


def _years_row(
    code: str, name: str, unit: str, values: Sequence[tuple[int, str | None]], movement: tuple[str, str]
) -> YearsRow:
    return YearsRow(
        code,
        name,
        unit,
        tuple(Cell("–", "") if value is None else Cell(significant(value), f"{year}.{code}") for year, value in values),
        *movement,
    )


def _intensities(block: Json, reader: Reader) -> list[YearsRow]:
    return [
        _years_row(
            code,
            intensity_name(code),
            reader.unit(rows[0]["unit"]),
            [(row["year"], row["value"]) for row in rows],
            _movement(block, code),
        )
        for code, rows in intensity_values(block).items()
        if any(row["value"] is not None for row in rows)
    ]


def _lacking(block: Json, reader: Reader) -> list[Lacking]:
    lacking = []
    for code, rows in intensity_values(block).items():
        if any(row["value"] is not None for row in rows):
            continue
        absent = rows[-1]["absent"]
        named = reader.listed([inside(amount_name(one)) for one in absent[:MOST_NAMED]])
        if "electricity_grid" in absent:
            named = _("any energy")
        elif len(absent) > MOST_NAMED:
            named = _("%(names)s and %(rest)s more") % {"names": named, "rest": len(absent) - MOST_NAMED}
        lacking.append(Lacking(intensity_name(code), why_absent(rows[-1], named)))
    return lacking


def _carrier(row: Json, year: Json, content: Content, reader: Reader) -> CarrierRow:
    scopes = {1: _("scope 1"), 2: _("scope 2"), 0: "–"}
    counted = row["kind"] in ("fuel", "electricity", "heat") and row["tce"] is not None and year["energy_tce"]
    share = Decimal(row["tce"]) / Decimal(year["energy_tce"]) * 100 if counted and Decimal(year["energy_tce"]) else None
    return CarrierRow(
        row["code"],
        amount_name(row["code"]),
        significant(row["amount"]),
        reader.unit(content.questions[row["code"]].unit),
        "–" if row["tce"] is None else significant(row["tce"]),
        "–" if share is None else f"{number(share)} %",
        "–" if row["co2_t"] is None else significant(row["co2_t"]),
        scopes[row["scope"]],
    )
