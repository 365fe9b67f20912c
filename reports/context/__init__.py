"""What the report says: a result document put into one language, every figure as it is printed.

Reads the result and the content only. Nothing is computed again that the result holds already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.loader import current
from content.model import Content
from reports.context.advice import Phase, phases_of
from reports.context.appendix import Appendix, appendix_of
from reports.context.barriers import Barriers, barriers_of
from reports.context.capability import Capability, capability_of
from reports.context.green import Green, green_of
from reports.context.method import Method, method_of
from reports.context.summary import Summary, not_graded, summary_of
from reports.context.words import Reader, grouped, shortened, significant
from scoring.model import LadderReading, PointsReading, SeverityReading

HEADER_ROOM = 34
"""Width of the firm's name in the running header, in ems."""


@dataclass(frozen=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True)
class ReportContext:
    """Everything the templates print."""

    title: str
    heading: str
    firm: str
    firm_short: str
    period: int
    facts: tuple[Fact, ...]
    capability: Capability
    capability_missing: str
    barriers: Barriers
    barriers_missing: str
    green: Green
    green_missing: str
    summary: Summary
    phases: tuple[Phase, ...]
    method: Method
    appendix: Appendix


def report_context(document: Mapping[str, Any], language: str, *, on: date | None = None) -> ReportContext:
    """Return what the report prints.

    Args:
        document: assessment-result/1.
        language: "zh-hans" or "en"; the same language must be active for the interface texts.
        on: The day of submission; None leaves it out.
    """
    content = current()
    reader = Reader(language)
    rows = {row["model"]: row for row in document["readings"]}
    answers = document["inputs"]["answers"]
    ladder, points, severity = (
        content.reading(rows[model]["key"], rows[model]["version"]) for model in ("ladder", "points", "severity")
    )
    # The contract names one reading of each of these models; the loader builds them by their model.
    assert isinstance(ladder, LadderReading)  # noqa: S101
    assert isinstance(points, PointsReading)  # noqa: S101
    assert isinstance(severity, SeverityReading)  # noqa: S101
    capability = capability_of(rows["ladder"], ladder, content, answers, reader)
    green = green_of(rows["points"], points, content, document, reader)
    barriers = barriers_of(rows["severity"], severity, content, reader)
    phases = phases_of(document, content, reader)
    firm = document["inputs"]["firm"]
    heading = _("Digital and green maturity: diagnosis report")
    return ReportContext(
        title=f"{firm['name']} · {heading} · {document['period']}",
        heading=heading,
        firm=firm["name"],
        firm_short=shortened(firm["name"], HEADER_ROOM),
        period=document["period"],
        facts=_facts(document, content, reader, on),
        capability=capability,
        capability_missing=_missing(capability),
        barriers=barriers,
        barriers_missing=_missing(barriers),
        green=green,
        green_missing=_missing(green),
        summary=summary_of(capability, barriers, green, phases, len(document["measures"]), reader),
        phases=phases,
        method=method_of(document, content, reader),
        appendix=appendix_of(document, content, reader),
    )


def _missing(part: Capability | Barriers | Green) -> str:
    return "" if part.graded else not_graded(part.title, part.missing)


def _facts(document: Mapping[str, Any], content: Content, reader: Reader, on: date | None) -> tuple[Fact, ...]:
    firm = document["inputs"]["firm"]
    production = {
        "discrete": _("Discrete (pieces: machining, assembly, sewing)"),
        "process": _("Process (flows: chemicals, dyeing, paper, food)"),
    }[firm["production"]]
    facts = [
        Fact(_("Assessed year"), str(document["period"])),
        Fact(_("Unified social credit code"), firm["uscc"]),
        Fact(_("Industry"), reader.text(content.industries[firm["industry"]].name)),
        Fact(_("Province"), reader.text(content.provinces[firm["province"]].name)),
        Fact(_("Size"), reader.text(content.size_classes[document["size"]].name)),
        Fact(_("Employees"), grouped(firm["employees"])),
        Fact(_("Yearly revenue"), _revenue(firm["revenue_wan"], reader)),
        Fact(_("Kind of production"), production),
    ]
    if on is not None:
        facts.append(Fact(_("Submitted on"), date_format(on, "Y年n月j日" if reader.is_chinese else "j F Y")))
    return tuple(facts)


def _revenue(revenue_wan: str, reader: Reader) -> str:
    return f"{significant(revenue_wan)} 万元" if reader.is_chinese else reader.money(revenue_wan, revenue_wan)
