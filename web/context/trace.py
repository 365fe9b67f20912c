"""“Why this number”: every figure of a result, from answers over weights up to the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from content.loader import current
from content.model import Content
from reports.context.words import Reader
from scoring.model import PointsReading, Reading
from web.texts import language, rounded, text

AT = "@L"
PASSED_LEVELS = "passed levels plus the score of the first level not passed"


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
    """The lines of one reading; `source` is that of every line that names no other."""

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


def anchor_of(node: str) -> str:
    return "t-" + node.replace("@", "-").replace(".", "-")


def trace_page(document: Mapping[str, Any], node: str = "") -> TracePage:
    """Return the lines of a result, or only those that explain one node: its own and those it is made of."""
    content = current()
    parts = []
    name = ""
    for row in document["readings"]:
        reading = content.reading(row["key"], row["version"])
        lines = [line for line in document["trace"] if line["reading"] == row["key"]]
        words = _Words(content, reading, document, {line["node"] for line in lines})
        shown = [line for line in lines if not node or line["node"] in _wanted(lines, node)]
        if node and shown:
            name = name or words.node(node)
        # From the whole down to the parts: the reading's own line is written last.
        told = [words.line(line) for line in reversed(shown)]
        own = next((entry for entry in row["nodes"] if entry["code"] == node and entry.get("by_level")), None)
        if own:
            told.insert(0, words.total(own))
        if told:
            source = words.source(reading.source)
            parts.append(Part(text(reading.title), row["key"], row["version"], source, tuple(told)))
    firm = document["inputs"]["firm"]["name"]
    return TracePage(firm, document["period"], node if parts and node else "", name, tuple(parts))


def _wanted(lines: list[Mapping[str, Any]], node: str) -> set[str]:
    own = {line["node"] for line in lines if line["node"] == node or line["node"].startswith(node + AT)}
    below = {entry["node"] for line in lines if line["node"] in own for entry in line["inputs"] if "node" in entry}
    return own | below


class _Words:
    """Says the lines of one reading in the reader's language."""

    def __init__(self, content: Content, reading: Reading, document: Mapping[str, Any], explained: set[str]):
        self.content, self.reading, self.explained = content, reading, explained
        self.reader = Reader(language())
        self.answers = document["inputs"]["answers"]
        self.names = {node.code: text(node.title) for node in reading.nodes}
        self.names[reading.key] = text(reading.title)
        if isinstance(reading, PointsReading):
            self.names |= {principle.code: text(principle.name) for principle in reading.principles}
            self.names |= {indicator.code: text(indicator.title) for indicator in reading.indicators}

    def node(self, code: str) -> str:
        bare, _sep, level = code.partition(AT)
        name = self.names.get(bare) or (self.question(bare) if bare in self.content.questions else bare)
        return f"{name} · {self.reader.level(level)}" if level else name

    def question(self, code: str) -> str:
        question = self.content.questions.get(code)
        return text(question.text) if question else _("a question that is no longer asked")

    def line(self, row: Mapping[str, Any]) -> Line:
        return Line(
            node=row["node"],
            anchor=anchor_of(row["node"]),
            name=self.node(row["node"]),
            rule=rule_words(row["rule"]),
            inputs=tuple(self.input(entry) for entry in row["inputs"]),
            output=rounded(row["output"], 4),
            source="" if row["source"] == self.reading.source else self.source(row["source"]),
        )

    def total(self, entry: Mapping[str, Any]) -> Line:
        """How a node of a ladder gets its own score from its levels."""
        code = entry["code"]
        levels = [(f"{code}{AT}{number}", score) for number, score in enumerate(entry["by_level"], 1) if score]
        return Line(
            node=code,
            anchor=anchor_of(code),
            name=self.node(code),
            rule=rule_words(PASSED_LEVELS),
            inputs=tuple(Input(self.node(node), rounded(score, 4), node=anchor_of(node)) for node, score in levels),
            output=rounded(entry["score"], 4),
            source="",
        )

    def input(self, entry: Mapping[str, Any]) -> Input:
        if "base" in entry:
            bounds = {"base": rounded(entry["base"], 4), "lead": rounded(entry["lead"], 4)}
            return Input(_("Baseline and leading value"), _("%(base)s and %(lead)s") % bounds)
        weight = rounded(entry["weight"], 2) if "weight" in entry else ""
        if "quantity" in entry:
            question = self.content.questions[entry["quantity"]]
            return Input(text(question.text), f"{rounded(entry['value'], 4)} {self.reader.unit(question.unit)}")
        if "question" in entry:
            return Input(self.question(entry["question"]), self.answer(entry), weight, remark=self.remark(entry))
        node = entry["node"]
        name = self.node(node)
        return Input(name, rounded(entry["value"], 4), weight, anchor_of(node) if node in self.explained else "")

    def answer(self, entry: Mapping[str, Any]) -> str:
        question = self.content.questions.get(entry["question"])
        given = self.answers.get(entry["question"])
        if question is None or given is None:
            return rounded(entry["value"] or "0", 4)
        label = next(text(choice.label) for choice in question.choices if choice.value == given)
        return label if entry["value"] is None else f"{label} ({rounded(entry['value'], 4)})"

    def remark(self, entry: Mapping[str, Any]) -> str:
        if entry.get("reason") == "not reached":
            return _("not reached: asked once the level below is met, until then it counts 0")
        if entry.get("reason") == "not applicable":
            return _("leaves the calculation")
        return {"must": _("obligatory"), "optional": _("optional")}.get(entry.get("rule", ""), "")

    def source(self, given: str) -> str:
        code, _sep, clause = given.partition(", ")
        source = self.content.sources.get(code)
        if source is None:
            return given
        cited = [*self.content.reading_sources.values(), *self.content.indicator_sources.values()]
        known = next((ref.clause for ref in cited if (ref.id, ref.clause["en"]) == (code, clause)), None)
        return f"{text(source.title)} · {text(known) if known else clause}"


def rule_words(rule: str) -> str:
    """A rule of the engine in words; a formula stays a formula, with its quantities by name."""
    if rule.endswith("% optional items"):
        musts, optionals = rule.split("%")[0].strip(), rule.split("+")[1].split("%")[0].strip()
        words = _(
            "%(musts)s %% for the mean of obligatory items and %(optionals)s %% for the weighted mean of optional ones"
        )
        return words % {"musts": musts, "optionals": optionals}
    return {
        "mean of requirements": _("Mean of the requirements of this level"),
        "weighted mean": _("Weighted mean of its parts"),
        "weighted-mean": _("Weighted mean of items and indicators"),
        PASSED_LEVELS: _("Number of levels passed, plus the score of the first level not passed"),
        "mean of items and quantities x 100": _("Mean of its items and indicators, times 100"),
        "weighted mean of blocks x 100": _("Weighted mean of the blocks, times 100"),
        "weighted mean / 4 x 100": _("Weighted mean of the answers, over 4, times 100"),
        "energy_tce / value_added": _("Energy in tonnes of coal equivalent, over value added"),
        "water_taken / value_added": _("Fresh water taken, over value added"),
        "water_reused / (water_taken + water_reused) x 100": _(
            "Water reused, over water taken plus water reused, times 100"
        ),
        "waste_used / waste_generated x 100": _("Waste put to use, over waste arising, times 100"),
        "green_material_share": _("The share as given"),
        "floor_area / land_area": _("Floor area, over site area"),
        "output_value / land_area": _("Output value, over site area"),
    }.get(rule, rule)
