"""The first sheets: what the workbook holds, and the firm with its key figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from reports.context.roadmap import roadmap_of
from reports.excel.sheet import CODE, DAY, EXACT, FIGURE, PERCENT, WHOLE, YEAR, Cell, Column, Row, Sheet
from reports.excel.subject import Subject

Json = Mapping[str, Any]


def contents(title: str, sheets: Sequence[Sheet]) -> Sheet:
    """What each sheet holds, under the title of the whole."""
    return Sheet(
        "contents",
        _("Contents"),
        title,
        _("Every sheet holds one table whose head stands in row 3. Numbers are numbers, with their unit at the head."),
        (
            Column("sheet", _("Sheet")),
            Column("holds", _("What it holds")),
            Column("rows", _("Rows"), WHOLE),
        ),
        tuple({"sheet": sheet.name, "holds": sheet.title, "rows": len(sheet.rows)} for sheet in sheets),
    )


def summary(subject: Subject, verify_url: str) -> Sheet:
    """The firm, what each reading says, the roadmap, and how to check the file."""
    return Sheet(
        "summary",
        _("Key figures"),
        _("The firm and its key figures"),
        _("Figures are unrounded; how they came about stands line by line on the last sheet."),
        (
            Column("part", _("Part")),
            Column("name", _("Name")),
            Column("code", _("Code"), CODE),
            Column("figure", _("Figure"), FIGURE),
            Column("unit", _("Unit")),
            Column("words", _("In words")),
        ),
        (
            *_firm(subject),
            *_results(subject),
            *_footprint(subject),
            *_roadmap(subject),
            *(
                [{"part": _("Verification"), "name": _("Address for checking the report"), "words": verify_url}]
                if verify_url
                else []
            ),
        ),
        fixed=2,
    )


def _firm(subject: Subject) -> Iterable[Row]:
    document, content, text = subject.document, subject.content, subject.text
    firm = document["inputs"]["firm"]
    production = {
        "discrete": _("Discrete (pieces: machining, assembly, sewing)"),
        "process": _("Process (flows: chemicals, dyeing, paper, food)"),
    }
    rows: list[Row] = [
        {"name": _("Firm"), "words": firm["name"]},
        {"name": _("Assessed year"), "figure": Cell(document["period"], YEAR)},
        {"name": _("Unified social credit code"), "words": firm["uscc"]},
        {"name": _("Industry"), "code": firm["industry"], "words": text(content.industries[firm["industry"]].name)},
        {"name": _("Province"), "words": text(content.provinces[firm["province"]].name)},
        {"name": _("Size"), "code": document["size"], "words": text(content.size_classes[document["size"]].name)},
        {"name": _("Employees"), "figure": Cell(firm["employees"], WHOLE)},
        {
            "name": _("Yearly revenue"),
            "figure": Cell(firm["revenue_wan"], EXACT),
            "unit": subject.reader.unit("万元"),
        },
        {"name": _("Kind of production"), "code": firm["production"], "words": production[firm["production"]]},
    ]
    if subject.on is not None:
        rows.append({"name": _("Submitted on"), "figure": Cell(subject.on, DAY)})
    yield from ({"part": _("Firm"), **row} for row in rows)


def _results(subject: Subject) -> Iterable[Row]:
    rows: list[Row] = []
    for key, row in subject.rows.items():
        reading, level = subject.readings[key], row["level"]
        rows.append(
            {
                "name": subject.title(key),
                "code": key,
                "figure": row["score"],
                "unit": "" if row["score"] is None else _("of %(most)s") % {"most": row["scale"][1]},
                "words": subject.named_level(reading, level["code"]) if level else subject.open_note(key),
            }
        )
        if row.get("share") is not None:
            share = Cell(row["share"], PERCENT)
            rows.append({"name": _("Earned of what can be assessed"), "code": key, "figure": share, "unit": "%"})
    if (block := subject.document["synergy"]) is not None:
        rows.append(
            {
                "name": _("Digital and green together"),
                "code": "D",
                "figure": block["D"],
                "unit": _("of %(most)s") % {"most": 1},
                "words": subject.text(block["grade_name"]),
            }
        )
    rows.append({"name": _("Measures that fit"), "figure": Cell(len(subject.document["measures"]), WHOLE)})
    yield from ({"part": _("Result"), **row} for row in rows)


def _footprint(subject: Subject) -> Iterable[Row]:
    block = subject.document["footprint"]
    if block is None:
        return
    newest = block["years"][-1]
    for code, unit in (("energy_tce", "tce"), ("co2_t", "t")):
        yield {
            "part": _("Footprint %(year)s") % {"year": newest["year"]},
            "name": subject.figure(code),
            "code": code,
            "figure": newest[code],
            "unit": unit,
            "words": "" if newest[code] is not None else _("not known"),
        }


def _roadmap(subject: Subject) -> Iterable[Row]:
    block = subject.document["roadmap"]
    said = roadmap_of(block, subject.content, subject.reader, subject.reasons.titles)
    if said is None:
        return
    rows: list[Row] = [
        {"name": _("Aim"), "code": block["target"]["text"], "words": said.target},
        {"name": _("Reached within the means") if said.reached else _("Out of reach"), "words": said.outcome},
        {"name": _("Measures in the roadmap"), "figure": Cell(said.count, WHOLE)},
        {"name": _("Cost"), "figure": Cell(block["cost_wan"], EXACT), "unit": subject.reader.unit("万元")},
    ]
    if said.nearest:
        rows.append({"name": _("Nearest aim"), "code": block["target"]["nearest"]["text"], "words": said.nearest})
    if said.certificate:
        proof = block["certificate"]
        rows.append(
            {
                "name": _("Proof"),
                "code": " ".join(filter(None, (proof["solver"], proof["version"]))),
                "words": said.certificate,
            }
        )
    yield from ({"part": _("Roadmap"), **row} for row in rows)
