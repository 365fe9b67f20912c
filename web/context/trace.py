"""“Why this number”: every figure of a result, from answers over weights up to the score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from assessments.selectors import LADDER, reading_of
from content.loader import current
from content.model import Content, SourceRef
from reports.context.amounts import amount_name, intensity_name
from reports.context.trace_words import PASSED_LEVELS, rule_words
from reports.context.words import Reader
from scoring.footprint import INTENSITIES
from scoring.model import Names, PointsReading, RangeReading, Reading
from web.texts import language, rounded, significant, text

AT = "@L"
SYNERGY, FOOTPRINT = "synergy", "footprint"
"""What the trace calls the parts of a result that are no reading."""

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Input:
    """One thing a figure is made of. `node` leads to the line that explains it, when there is one."""

    name: str
    value: str
    weight: str = ""
    node: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Line:
    node: str
    anchor: str
    name: str
    rule: str
    inputs: tuple[Input, ...]
    output: str
    source: str


@dataclass(frozen=True)
class Part:
    """The lines of one reading, of the synergy or of the footprint; `source` is that of every line that names no
    other, "" where each names its own."""

    title: str
    key: str
    version: str
    source: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class TracePage:
    """`node` is what was asked for, "" for everything; `name` is it in words."""

    firm: str
    period: int
    node: str
    name: str
    parts: tuple[Part, ...]

    @property
    def anchors(self) -> set[str]:
        """The lines on this page; other lines are on the page of the whole trace."""
        return {line.anchor for part in self.parts for line in part.lines}


def anchor_of(reading: str, node: str) -> str:
    """The anchor of a line. Parts of a result may give a node the same name, so theirs comes first."""
    return f"t-{reading}-{node}".replace("@", "-").replace(".", "-")


def trace_page(document: Json, node: str = "", reading: str = "") -> TracePage:
    """Return the lines of a result, or only those that explain one node: its own and those it is made of.

    Args:
        document: assessment-result/1.
        node: What is asked about; "" for everything.
        reading: The part of the result the node stands in; "" where its name alone is enough.
    """
    parts = []
    name = ""
    for words in _parts(document):
        if reading not in ("", words.key):
            continue
        wanted = _wanted(words.lines, node) if node else set()
        shown = [line for line in words.lines if not node or line["node"] in wanted]
        if node and shown:
            name = name or words.node(node)
        # From the whole down to the parts: a reading's own line is written last.
        told = [words.line(line) for line in reversed(shown)]
        told[:0] = words.totals(node)
        if told:
            parts.append(Part(words.title, words.key, words.version, words.own_source, tuple(told)))
    firm = document["inputs"]["firm"]["name"]
    return TracePage(firm, document["period"], node if parts and node else "", name, tuple(parts))


def _wanted(lines: list[Json], node: str) -> set[str]:
    own = {line["node"] for line in lines if line["node"] == node or line["node"].startswith(node + AT)}
    below = {entry["node"] for line in lines if line["node"] in own for entry in line["inputs"] if "node" in entry}
    return own | below


def _parts(document: Json) -> Iterator[_Words]:
    for row in document["readings"]:
        yield _ReadingWords(document, row)
    if document["synergy"]:
        yield _SynergyWords(document, SYNERGY)
    if document["footprint"]:
        yield _FootprintWords(document, FOOTPRINT)


class _Words:
    """Says the lines of one part of a result in the reader's language."""

    title = ""
    version = ""
    own_source = ""
    source_said_once = ""
    """The source that stands once above the lines instead of in each."""

    def __init__(self, document: Json, key: str):
        self.content: Content = current()
        self.key = key
        self.reader = Reader(language())
        self.answers = document["inputs"]["answers"]
        self.lines = [line for line in document["trace"] if line["reading"] == key]
        self.explained = {line["node"] for line in self.lines}

    def node(self, code: str) -> str:
        """A node by its name."""
        raise NotImplementedError

    def totals(self, node: str) -> list[Line]:
        """Lines the trace does not hold, because the result itself does."""
        return []

    def question(self, code: str) -> str:
        question = self.content.questions.get(code)
        return text(question.text) if question else _("a question that is no longer asked")

    def line(self, row: Json) -> Line:
        return Line(
            node=row["node"],
            anchor=anchor_of(self.key, row["node"]),
            name=self.node(row["node"]),
            rule=rule_words(row["rule"]),
            inputs=tuple(self.input(entry) for entry in row["inputs"]),
            output=self.figure(row["output"]),
            source="" if row["source"] == self.source_said_once else self.source(row["source"]),
        )

    def figure(self, value: str) -> str:
        return rounded(value, 4)

    def input(self, entry: Json) -> Input:
        if "base" in entry:
            bounds = {"base": rounded(entry["base"], 4), "lead": rounded(entry["lead"], 4)}
            return Input(_("Baseline and leading value"), _("%(base)s and %(lead)s") % bounds)
        weight = rounded(entry["weight"], 4) if "weight" in entry else ""
        if "quantity" in entry:
            return self.quantity(entry)
        if "factor" in entry:
            return Input(_factor_name(entry["factor"]), rounded(entry["value"], 10))
        if "mark" in entry:
            return Input(text(self.content.marks[entry["mark"]].label), significant(entry["value"]))
        if "question" in entry:
            return Input(self.question(entry["question"]), self.answer(entry), weight, remark=self.remark(entry))
        node = entry["node"]
        return Input(self.node(node), self.figure(entry["value"]), weight, self.way_to(node))

    def way_to(self, node: str) -> str:
        """The anchor of the line that explains a node, "" when there is none."""
        return anchor_of(self.key, node) if node in self.explained else ""

    def quantity(self, entry: Json) -> Input:
        question = self.content.questions[entry["quantity"]]
        value = significant(entry["value"]) if self.key == FOOTPRINT else rounded(entry["value"], 4)
        return Input(amount_name(question.code), f"{value} {self.reader.unit(question.unit)}")

    def answer(self, entry: Json) -> str:
        question = self.content.questions.get(entry["question"])
        given = self.answers.get(entry["question"])
        if question is None or given is None:
            return rounded(entry["value"] or "0", 4)
        label = next(text(choice.label) for choice in question.choices if choice.value == given)
        return label if entry["value"] is None else f"{label} ({rounded(entry['value'], 4)})"

    def remark(self, entry: Json) -> str:
        if entry.get("reason") == "not reached":
            return _("not reached: asked once the level below is met, until then it counts 0")
        if entry.get("reason") == "not applicable":
            return _("leaves the calculation")
        return {"must": _("obligatory"), "optional": _("optional")}.get(entry.get("rule", ""), "")

    def source(self, given: str) -> str:
        """Sources as people read them: title and place; several stand behind each other."""
        return "; ".join(map(self.one_source, given.split("; "))) if self.key == FOOTPRINT else self.one_source(given)

    def one_source(self, given: str) -> str:
        code, _sep, clause = given.partition(", ")
        source = self.content.sources.get(code)
        if source is None:
            return given
        known = self.places.get((code, clause))
        place = text(known) if known else clause
        return f"{text(source.title)} · {place}" if place else text(source.title)

    @cached_property
    def places(self) -> dict[tuple[str, str], Names]:
        """(source, place as the trace writes it) -> the place in both languages."""
        return {(ref.id, ref.clause["en"]): ref.clause for ref in self.cited()}

    def cited(self) -> Iterator[SourceRef]:
        yield from self.content.reading_sources.values()
        yield from self.content.indicator_sources.values()
        yield from self.content.link_sources.values()
        yield from (row.source for row in self.content.references)
        yield from (row.source for row in self.content.marks.values())
        for table in self.content.factors.tables:
            yield from (row.source for row in table)


class _ReadingWords(_Words):
    def __init__(self, document: Json, row: Json):
        super().__init__(document, row["key"])
        self.row = row
        self.reading: Reading = reading_of(row["key"], row["version"])
        self.title, self.version = text(self.reading.title), row["version"]
        self.source_said_once = self.reading.source
        self.own_source = self.source(self.reading.source)
        self.names = _names(self.reading)

    def node(self, code: str) -> str:
        bare, _sep, level = code.partition(AT)
        if level:
            return f"{self.node(bare)} · {self.level(level)}"
        bare, _sep, part = code.partition("@")
        name = self.names.get(bare) or (self.question(bare) if bare in self.content.questions else bare)
        return _("%(name)s, the figure itself") % {"name": name} if part else name

    def level(self, level: str) -> str:
        if self.key == LADDER:
            return self.reader.level(level)
        names = {each.code: text(each.name) for each in getattr(self.reading, "levels", ())}
        return names.get(level, level)

    def totals(self, node: str) -> list[Line]:
        """How a node of a ladder gets its own score from its levels."""
        entry = next((one for one in self.row["nodes"] if one["code"] == node and one.get("by_level")), None)
        if entry is None:
            return []
        levels = [(f"{node}{AT}{number}", score) for number, score in enumerate(entry["by_level"], 1) if score]
        inputs = tuple(
            Input(self.node(code), rounded(score, 4), node=anchor_of(self.key, code)) for code, score in levels
        )
        rule, score = rule_words(PASSED_LEVELS), rounded(entry["score"], 4)
        return [Line(node, anchor_of(self.key, node), self.node(node), rule, inputs, score, "")]


class _SynergyWords(_Words):
    def __init__(self, document: Json, key: str):
        super().__init__(document, key)
        self.title = _("Digital and green together")
        self.source_said_once = self.content.synergy.source
        self.own_source = self.source(self.source_said_once)
        self.sides = {
            row["key"]: reading_of(row["key"], row["version"])
            for row in document["readings"]
            if row["key"] in (self.content.synergy.digital, self.content.synergy.green)
        }
        self.nodes_of: dict[str, set[str]] = {key: set() for key in self.sides}
        for line in document["trace"]:
            if line["reading"] in self.nodes_of:
                self.nodes_of[line["reading"]].add(line["node"])

    def node(self, code: str) -> str:
        figures = {
            "T": _("Development of both"),
            "C": _("Coupling, corrected"),
            "D": _("Coordination, corrected"),
            "C_standard": _("Coupling, usual form"),
            "D_standard": _("Coordination, usual form"),
            "E": _("Green divided by digital"),
            "obstacles": _("Everything that is lost"),
            self.content.synergy.digital: _("Digital side"),
            self.content.synergy.green: _("Green side"),
        }
        if code in figures:
            return figures[code]
        if code.startswith("obstacle."):
            return _("Share of everything that is lost: %(name)s") % {"name": self.node(code.split(".", 2)[2])}
        names = [name for reading in self.sides.values() for name in (_names(reading).get(code),) if name]
        return names[0] if names else code

    def way_to(self, node: str) -> str:
        if node in self.explained:
            return anchor_of(self.key, node)
        return next((anchor_of(key, node) for key, nodes in self.nodes_of.items() if node in nodes), "")


class _FootprintWords(_Words):
    def __init__(self, document: Json, key: str):
        super().__init__(document, key)
        self.title = _("Energy and carbon by year")
        chosen = self.content.factor_sets.get(document["footprint"]["factor_set"])
        self.version = text(chosen.name) if chosen else document["footprint"]["factor_set"]
        self.intensities = {row.code for row in INTENSITIES}

    def node(self, code: str) -> str:
        year, _sep, rest = code.partition(".")
        bare, _sep, part = rest.partition("@")
        name = intensity_name(bare) if bare in self.intensities else _total_name(bare)
        said = {
            "tce": _("%(name)s, tonnes of coal equivalent"),
            "co2": _("%(name)s, tonnes of CO2"),
            "change": _("%(name)s, change on the year before"),
            "growth": _("%(name)s, average growth a year"),
        }
        if part in said:
            name = said[part] % {"name": name}
        elif part:
            name = f"{name} · {text(self.content.marks[part].label)}"
        return f"{year} · {name}"

    def figure(self, value: str) -> str:
        return significant(value)


def _names(reading: Reading) -> dict[str, str]:
    names = {node.code: text(node.title) for node in reading.nodes}
    names[reading.key] = text(reading.title)
    if isinstance(reading, PointsReading):
        names |= {principle.code: text(principle.name) for principle in reading.principles}
    if isinstance(reading, PointsReading | RangeReading):
        names |= {indicator.code: text(indicator.title) for indicator in reading.indicators}
    return names


def _total_name(code: str) -> str:
    names = {
        "energy_equal_tce": _("Energy, power counted by the coal burnt for it"),
        "media_tce": _("Media beside it (water, gases, air)"),
        "scope1_t": _("CO2 on the premises (scope 1)"),
        "scope2_t": _("CO2 of bought power and heat (scope 2)"),
        "process_t": _("CO2 from process materials"),
    }
    return names.get(code) or amount_name(code)


def _factor_name(kind: str) -> str:
    return {
        "tce": _("Tonnes of coal equivalent per unit"),
        "co2": _("Tonnes of CO2 per unit"),
        "coal_rate": _("Kilograms of coal equivalent per kWh"),
    }.get(kind, kind)
