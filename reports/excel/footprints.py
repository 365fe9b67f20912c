"""Sheets of the yearly figures: what was given, the footprint, its factors, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from reports.context.amounts import flag_text
from reports.context.definitions import cited
from reports.excel.sheet import CHANGE, CODE, DAY, EXACT, FIGURE, YEAR, Column, Row, Sheet
from reports.excel.subject import Subject
from scoring.exact import fraction_of, text_of
from scoring.model import PointsReading, RangeReading

Json = Mapping[str, Any]
TOTALS = (
    ("energy_tce", "tce"),
    ("energy_equal_tce", "tce"),
    ("media_tce", "tce"),
    ("co2_t", "t"),
    ("scope1_t", "t"),
    ("process_t", "t"),
    ("scope2_t", "t"),
)


def footprint(subject: Subject) -> Sheet | None:
    """Totals, carriers and intensities with the years side by side; None without any yearly figure."""
    block = subject.document["footprint"]
    if block is None:
        return None
    years = [row["year"] for row in block["years"]]
    changes = sorted({(row["from"], row["to"]) for row in block["changes"]})
    return Sheet(
        "footprint",
        _("Footprint"),
        _("Energy, CO2, water and waste year by year"),
        _("An empty cell is not known; it is never zero. Changes in percent; growth is the average a year."),
        (
            Column("part", _("Part")),
            Column("name", _("Name")),
            Column("code", _("Code"), CODE),
            Column("unit", _("Unit")),
            *(Column(str(year), str(year), FIGURE) for year in years),
            *(Column(f"{before}-{after}", f"{before} → {after} (%)", CHANGE) for before, after in changes),
            Column("growth", _("Growth a year (%)"), CHANGE),
            Column("remark", _("Remark")),
        ),
        (
            *_totals(subject, block),
            *_carriers(subject, block),
            *_intensities(subject, block),
            *_movements(subject, block),
            *_flags(subject, block),
        ),
        fixed=2,
    )


def _moved(block: Json, code: str) -> Row:
    """The changes of a figure and its average growth."""
    changes = {f"{row['from']}-{row['to']}": row["percent"] for row in block["changes"] if row["code"] == code}
    return {**changes, "growth": next((row["percent"] for row in block["growth"] if row["code"] == code), None)}


def _totals(subject: Subject, block: Json) -> Iterable[Row]:
    for code, unit in TOTALS:
        values = {str(row["year"]): row[code] for row in block["years"]}
        if any(value is not None for value in values.values()):
            name = subject.figure(code)
            yield {"part": _("Total"), "name": name, "code": code, "unit": unit, **values, **_moved(block, code)}


def _carriers(subject: Subject, block: Json) -> Iterable[Row]:
    found: dict[str, dict[str, Json]] = {}
    for year in block["years"]:
        for row in year["by_carrier"]:
            found.setdefault(row["code"], {})[str(year["year"])] = row
    # By what is told of it first, so that amounts stand together, and so do their energy and their CO2.
    for key, part, unit in (("amount", _("Amount"), ""), ("tce", _("Energy"), "tce"), ("co2_t", "CO2", "t")):
        for code, rows in found.items():
            values = {year: row[key] for year, row in rows.items()}
            if any(value is not None for value in values.values()):
                yield {
                    "part": part,
                    "name": subject.figure(code),
                    "code": code,
                    "unit": unit or subject.reader.unit(subject.content.questions[code].unit),
                    **values,
                    "remark": _scope(next(iter(rows.values()))["scope"]),
                }


def _scope(scope: int) -> str:
    return {1: _("scope 1"), 2: _("scope 2")}.get(scope, "")


def _intensities(subject: Subject, block: Json) -> Iterable[Row]:
    found: dict[str, dict[str, Json]] = {}
    for year in block["years"]:
        for row in year["intensities"]:
            found.setdefault(row["code"], {})[str(year["year"])] = row
    for code, rows in found.items():
        newest = list(rows.values())[-1]
        yield {
            "part": _("Intensity"),
            "name": subject.figure(code),
            "code": code,
            "unit": subject.reader.unit(newest["unit"]),
            **{year: row["value"] for year, row in rows.items()},
            **_moved(block, code),
            "remark": subject.absence(newest),
        }


def _movements(subject: Subject, block: Json) -> Iterable[Row]:
    """Quantities of which only the change is worked out."""
    told = {code for code, _unit in TOTALS} | {row["code"] for year in block["years"] for row in year["intensities"]}
    others = dict.fromkeys(row["code"] for row in (*block["changes"], *block["growth"]) if row["code"] not in told)
    for code in others:
        yield {"part": _("Change over the years"), "name": subject.figure(code), "code": code, **_moved(block, code)}


def _flags(subject: Subject, block: Json) -> Iterable[Row]:
    for year in reversed(block["years"]):
        for flag in year["flags"]:
            yield {
                "part": _("To check"),
                "name": subject.figure(flag["code"]),
                "code": flag["code"],
                "remark": flag_text(flag, year["year"]),
            }


def comparison(subject: Subject) -> Sheet | None:
    """The firm's intensities beside published figures; None where there is nothing to put side by side."""
    block = subject.document["footprint"]
    if block is None or not block["positions"]:
        return None
    return Sheet(
        "comparison",
        _("Published figures"),
        _("The firm's intensities beside published figures"),
        _("A published figure is no verdict: what it covers stands in its remark."),
        (
            Column("name", _("Indicator")),
            Column("code", _("Code"), CODE),
            Column("year", _("Year"), YEAR),
            Column("value", _("Value"), FIGURE),
            Column("mark_value", _("Published value"), FIGURE),
            Column("unit", _("Unit")),
            Column("ratio", _("Value divided by published"), FIGURE),
            Column("better", _("As good or better")),
            Column("mark", _("Published figure")),
            Column("remark", _("Remark")),
            Column("source", _("Source")),
            Column("status", _("Status")),
        ),
        tuple(_position(subject, row) for row in block["positions"]),
    )


def _position(subject: Subject, row: Json) -> Row:
    published = subject.content.marks[row["mark"]]
    return {
        "name": subject.figure(row["indicator"]),
        "code": row["indicator"],
        "year": row["year"],
        "value": row["value"],
        "mark_value": row["mark_value"],
        "unit": subject.reader.unit(row["unit"]),
        "ratio": row["ratio"],
        "better": _("yes") if row["better"] else _("no"),
        "mark": subject.text(published.label),
        "remark": subject.text(published.note),
        "source": cited(row["source"], subject.content, subject.reader),
        "status": subject.status(row["status"]),
    }


def factors(subject: Subject) -> Sheet | None:
    """Every factor of every year; None without any yearly figure."""
    block = subject.document["footprint"]
    if block is None:
        return None
    chosen = subject.content.factor_sets[block["factor_set"]]
    return Sheet(
        "factors",
        _("Factors"),
        _("What amounts were multiplied with"),
        _("CO2 is worked out with one set of factors: %(name)s.") % {"name": subject.text(chosen.name)},
        (
            Column("part", _("Part")),
            Column("name", _("Name")),
            Column("code", _("Code"), CODE),
            Column("year", _("Year"), YEAR),
            Column("value", _("Factor"), FIGURE),
            Column("unit", _("Unit")),
            Column("ncv", _("Calorific value (GJ)"), EXACT),
            Column("per", _("per amount of"), EXACT),
            Column("carbon", _("Carbon (tC/TJ)"), EXACT),
            Column("oxidation", _("Oxidation"), EXACT),
            Column("of", _("Figure of the year"), YEAR),
            Column("source", _("Source")),
            Column("status", _("Status")),
        ),
        tuple(row for year in block["years"] for row in _factors(subject, year)),
        fixed=2,
    )


def _factors(subject: Subject, year: Json) -> Iterable[Row]:
    for carrier in year["by_carrier"]:
        unit = subject.reader.unit(subject.content.questions[carrier["code"]].unit)
        for one in carrier["sources"]:
            is_energy = one["kind"] == "tce"
            yield {
                "part": _("Energy") if is_energy else "CO2",
                "name": subject.figure(carrier["code"]),
                "code": carrier["code"],
                "year": year["year"],
                "unit": f"{'tce' if is_energy else 't'}/{unit}",
                **{key: one.get(key) for key in ("value", "ncv", "per", "carbon", "oxidation")},
                **_cited(subject, one),
            }
    for key, name, unit in (
        ("grid", _("Grid factor"), "kg/kWh"),
        ("coal_rate", _("Coal for power"), "kgce/kWh"),
    ):
        if (one := year[key]) is not None:
            yield {
                "part": name,
                "name": one.get("province"),
                "year": year["year"],
                "value": one["value"],
                "unit": unit,
                "of": one["year"],
                **_cited(subject, one),
            }


def _cited(subject: Subject, one: Json) -> Row:
    return {
        "source": cited(one["source"], subject.content, subject.reader),
        "status": subject.status(one["status"]),
    }


def figures(subject: Subject) -> Sheet | None:
    """Every amount as it was entered and in its base unit; None where none was given."""
    activity = subject.document["inputs"]["activity"]
    if not activity:
        return None
    order = {code: place for place, code in enumerate(subject.content.questions)}
    return Sheet(
        "figures",
        _("Figures"),
        _("Yearly figures as they were entered"),
        _("Everything is worked out from the amount in the base unit."),
        (
            Column("name", _("Figure")),
            Column("code", _("Code"), CODE),
            Column("year", _("Year"), YEAR),
            Column("value", _("As entered"), EXACT),
            Column("unit", _("Unit")),
            Column("base", _("In the base unit"), EXACT),
            Column("base_unit", _("Base unit")),
            Column("question", _("Question")),
        ),
        tuple(_figure(subject, row) for row in sorted(activity, key=lambda row: (order[row["code"]], row["year"]))),
    )


def _figure(subject: Subject, row: Json) -> Row:
    question = subject.content.questions[row["code"]]
    return {
        "name": subject.figure(row["code"]),
        "code": row["code"],
        "year": row["year"],
        "value": row["value"],
        "unit": subject.reader.unit(row["unit"]),
        "base": text_of(fraction_of(Decimal(row["value"])) * fraction_of(question.units[row["unit"]])),
        "base_unit": subject.reader.unit(question.unit),
        "question": subject.question(row["code"]),
    }


def references(subject: Subject) -> Sheet | None:
    """What the indicators were to be compared with; None where nothing was brought."""
    found = subject.document["inputs"]["references"]
    if not found:
        return None
    return Sheet(
        "references",
        _("References"),
        _("References the indicators were compared with"),
        _("What the standards themselves set stands beside their indicators."),
        (
            Column("name", _("Indicator")),
            Column("code", _("Code"), CODE),
            Column("reading", _("Reading")),
            Column("base", _("Baseline"), EXACT),
            Column("lead", _("Leading value"), EXACT),
            Column("unit", _("Unit")),
            Column("source", _("Source")),
            Column("since", _("Holds since"), DAY),
            Column("status", _("Status")),
        ),
        tuple(_reference(subject, row) for row in found),
    )


def _reference(subject: Subject, row: Json) -> Row:
    reading = subject.readings.get(row["reading"])
    indicators = reading.indicators if isinstance(reading, PointsReading | RangeReading) else ()
    titles = {one.code: subject.text(one.title) for one in indicators}
    since = row.get("valid_from", "")
    return {
        "reading": reading and subject.text(reading.title),
        "name": titles.get(row["indicator"]),
        "code": row["indicator"],
        "base": row["base"],
        "lead": row["lead"],
        "unit": subject.reader.unit(row["unit"]),
        "since": date.fromisoformat(since) if since else None,
        **subject.origin(row["reading"], row["indicator"], row),
    }
