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

from assessments.selectors import BARRIERS, GREEN, LADDER, MECHANISMS, PATH, STANDARD
from content.loader import current
from content.model import Content
from reports.context.advice import Beyond, Phase, beyond_of, phases_of
from reports.context.appendix import Appendix, appendix_of
from reports.context.badges import Badge, barriers_badge, capability_badge, green_badge, synergy_badge
from reports.context.barriers import Barriers, barriers_of
from reports.context.capability import Capability, capability_of
from reports.context.cover import Cover
from reports.context.definitions import definition_of
from reports.context.footprint import Footprint, footprint_of
from reports.context.glossary import Entry, glossary_of
from reports.context.green import Green, green_of
from reports.context.help import Help, help_of
from reports.context.mechanisms import Mechanisms, mechanisms_of
from reports.context.method import Method, method_of
from reports.context.path import Path, path_of
from reports.context.roadmap import Roadmap, roadmap_of, today_of_document
from reports.context.sensitivity import Sensitivity, sensitivity_of
from reports.context.since import Since, since_of
from reports.context.standard import Standard, standard_of
from reports.context.summary import Summary, Whole, not_graded, summary_of
from reports.context.synergy import Synergy, synergy_of
from reports.context.trace import Trace, trace_of
from reports.context.words import Reader, grouped, shortened, significant
from scoring.model import LadderReading, PointsReading, RangeReading, SeverityReading

Json = Mapping[str, Any]
HEADER_ROOM = 30
"""Width of the firm's name in the running header, in ems."""


@dataclass(frozen=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True)
class ReportContext:
    """Everything the templates print. What the rules of an earlier engine did not give is None, and has no chapter."""

    title: str
    heading: str
    cover: Cover
    firm: str
    firm_short: str
    period: int
    badges: tuple[Badge, ...]
    facts: tuple[Fact, ...]
    capability: Capability
    capability_missing: str
    barriers: Barriers
    barriers_missing: str
    green: Green
    green_missing: str
    path: Path | None
    path_missing: str
    standard: Standard | None
    standard_missing: str
    mechanisms: Mechanisms | None
    mechanisms_missing: str
    footprint: Footprint | None
    synergy: Synergy | None
    sensitivity: Sensitivity | None
    summary: Summary
    roadmap: Roadmap | None
    help: Help | None
    phases: tuple[Phase, ...]
    beyond: tuple[Beyond, ...]
    method: Method
    appendix: Appendix
    since: Since | None
    glossary: tuple[Entry, ...]
    trace: Trace
    legend: str
    """What the marks mean, in one line for the foot of each page."""


def report_context(
    document: Mapping[str, Any],
    language: str,
    *,
    on: date | None = None,
    today: date | None = None,
    previous: Mapping[str, Any] | None = None,
    cover: Cover | None = None,
    kind: str = "diagnosis",
) -> ReportContext:
    """Return what the report prints.

    Args:
        document: assessment-result/1.
        language: "zh-hans" or "en"; the same language must be active for the interface texts.
        on: The day of submission; None leaves it out.
        today: The day it is read, on which the help it names must be valid; None takes the day of submission.
        previous: An earlier result of the same firm; None leaves out what changed.
        cover: The consultant's note and the address of verification; None leaves both out.
        kind: What its title calls it: "brief", "diagnosis" or "annex".
    """
    content = current()
    reader = Reader(language)
    rows = {row["key"]: row for row in document["readings"]}
    answers = document["inputs"]["answers"]
    ladder, points, severity = (definition_of(rows[key]) for key in (LADDER, GREEN, BARRIERS))
    # The contract names one model for each of these keys; the loader builds them by their model.
    assert isinstance(ladder, LadderReading)  # noqa: S101
    assert isinstance(points, PointsReading)  # noqa: S101
    assert isinstance(severity, SeverityReading)  # noqa: S101
    earlier = {} if previous is None else {row["key"]: row for row in previous["readings"]}
    years = (document["period"], 0 if previous is None else previous["period"])
    capability = capability_of(rows[LADDER], ladder, content, answers, reader, earlier.get(LADDER), years)
    green = green_of(rows[GREEN], points, content, document, reader)
    barriers = barriers_of(rows[BARRIERS], severity, content, reader)
    path = _path(rows.get(PATH), content, answers, reader)
    standard = _standard(rows.get(STANDARD), content, reader)
    mechanisms = _mechanisms(rows.get(MECHANISMS), content, answers, reader)
    # Before the sensitivity there was neither footprint nor synergy: null meant "not worked out", not "no figures".
    is_whole = "sensitivity" in document
    footprint = footprint_of(document["footprint"], content, reader) if is_whole else None
    before = None if previous is None else previous.get("synergy")
    synergy = synergy_of(document["synergy"], ladder, points, content, reader, before, years) if is_whole else None
    sensitivity = _sensitivity(document, ladder, points, reader) if is_whole else None
    phases = phases_of(document, content, reader)
    roadmap = _roadmap(document, content, reader) if is_whole else None
    whole = Whole(capability, barriers, green, path, standard, footprint, synergy, roadmap)
    method = method_of(document, content, reader)
    firm = document["inputs"]["firm"]
    heading = {
        "brief": _("Digital and green maturity: the brief for the wall"),
        "diagnosis": _("Digital and green maturity: diagnosis report"),
        "annex": _("Digital and green maturity: annex of answers and figures"),
    }[kind]
    return ReportContext(
        title=f"{firm['name']} · {heading} · {document['period']}",
        heading=heading,
        cover=cover or Cover(),
        firm=firm["name"],
        firm_short=shortened(firm["name"], HEADER_ROOM),
        period=document["period"],
        badges=(
            capability_badge(capability, rows[LADDER], ladder),
            green_badge(green, rows[GREEN], points),
            barriers_badge(barriers, rows[BARRIERS], severity) if synergy is None else synergy_badge(synergy, content),
        ),
        facts=_facts(document, content, reader, on),
        capability=capability,
        capability_missing=_missing(capability),
        barriers=barriers,
        barriers_missing=_missing(barriers),
        green=green,
        green_missing=_missing(green),
        path=path,
        path_missing=_missing(path),
        standard=standard,
        standard_missing=_missing(standard) if standard is not None and not standard.shown else "",
        mechanisms=mechanisms,
        mechanisms_missing=_missing(mechanisms),
        footprint=footprint,
        synergy=synergy,
        sensitivity=sensitivity,
        summary=summary_of(whole, phases, len(document["measures"]), reader),
        roadmap=roadmap,
        help=_help(document, content, reader, today or on),
        phases=phases,
        beyond=beyond_of(document, content, reader) if roadmap else (),
        method=method,
        appendix=appendix_of(document, content, reader),
        since=None if previous is None else since_of(previous, document, content, reader),
        glossary=_glossary(whole, mechanisms, phases, reader),
        trace=trace_of(
            document,
            {key: reader.text(definition_of(row).title) for key, row in rows.items()},
            footprint=_("Footprint"),
            synergy=_("Digital and green together"),
        ),
        legend=reader.several([f"{row.mark} {row.meaning}" for row in method.marks]),
    )


def _glossary(
    whole: Whole, mechanisms: Mechanisms | None, phases: tuple[Phase, ...], reader: Reader
) -> tuple[Entry, ...]:
    """Explain the words of the chapters that say more than why they are empty."""
    graded = {
        "capability": whole.capability.graded,
        "barriers": whole.barriers.graded,
        "green": whole.green.graded,
        "path": whole.path is not None and whole.path.graded,
        "standard": whole.standard is not None and whole.standard.graded,
        "footprint": whole.footprint is not None and whole.footprint.known,
        "synergy": whole.synergy is not None and whole.synergy.graded,
        "mechanisms": mechanisms is not None and mechanisms.graded,
        "measures": bool(phases),
    }
    return glossary_of({chapter for chapter, there in graded.items() if there}, reader)


def _missing(part: Capability | Barriers | Green | Path | Standard | Mechanisms | None) -> str:
    return "" if part is None or part.graded else not_graded(part.title, part.missing)


def _path(row: Json | None, content: Content, answers: Json, reader: Reader) -> Path | None:
    if row is None:
        return None
    reading = definition_of(row)
    assert isinstance(reading, LadderReading)  # noqa: S101  the contract names its model
    return path_of(row, reading, content, answers, reader)


def _standard(row: Json | None, content: Content, reader: Reader) -> Standard | None:
    if row is None:
        return None
    reading = definition_of(row)
    assert isinstance(reading, RangeReading)  # noqa: S101  the contract names its model
    return standard_of(row, reading, content, reader)


def _mechanisms(row: Json | None, content: Content, answers: Json, reader: Reader) -> Mechanisms | None:
    if row is None:
        return None
    reading = definition_of(row)
    assert isinstance(reading, PointsReading)  # noqa: S101  the contract names its model
    return mechanisms_of(row, reading, content, answers, reader)


def _roadmap(document: Json, content: Content, reader: Reader) -> Roadmap | None:
    return roadmap_of(document["roadmap"], content, reader, today=today_of_document(document))


def _help(document: Json, content: Content, reader: Reader, on: date | None) -> Help | None:
    # Results of earlier rules matched nothing; that is not the same as nothing fitting.
    return Help(help_of(document["help"], content, reader, on)) if "help" in document else None


def _sensitivity(document: Json, ladder: LadderReading, points: PointsReading, reader: Reader) -> Sensitivity | None:
    if document["sensitivity"] is None:
        return None
    levels = {level.code: reader.text(level.name) for level in ladder.levels} | {"0": reader.text(ladder.below)}
    tiers = {tier.code: reader.text(tier.name) for tier in points.tiers}
    return sensitivity_of(
        document["sensitivity"],
        lambda code: reader.level(code, levels[code]),
        lambda code: tiers[code],
        reader,
    )


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
