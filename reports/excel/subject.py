"""A result document beside the names that belong to it, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from assessments.selectors import LADDER
from content.model import Content, SourceRef
from reports.context.amounts import inside, intensity_name, why_absent
from reports.context.definitions import definition_of, indicator_source, reference_words
from reports.context.method import status_word
from reports.context.reasons import Reasons
from reports.context.summary import not_graded
from reports.context.words import Reader
from reports.excel.sheet import Value
from scoring.model import LadderReading, Level, PointsReading, Reading, SeverityReading

Json = Mapping[str, Any]


class Subject:
    """What every chapter asks for. The language must be the active one.

    Attributes:
        on: the day of submission; None where it is not known.
        today: the day help must be valid on; None keeps what has expired.
    """

    def __init__(self, document: Json, content: Content, reader: Reader, on: date | None, today: date | None):
        self.document, self.content, self.reader, self.on, self.today = document, content, reader, on, today
        self.text = reader.text
        self.figures: dict[str, str] = {}
        self.rows: Mapping[str, Json] = {row["key"]: row for row in document["readings"]}
        self.readings: Mapping[str, Reading] = {key: definition_of(row) for key, row in self.rows.items()}
        self.answers: Mapping[str, str] = document["inputs"]["answers"]
        self.not_reached = {code for row in document["readings"] for code in row["not_reached"]}

    @cached_property
    def reasons(self) -> Reasons:
        """Puts the reasons of measures into sentences; a firm's own measure is named by its code."""
        planned = [each for phase in self.document["roadmap"]["phases"] for each in phase["measures"]]
        codes = {each if isinstance(each, str) else each["code"] for each in planned}
        return Reasons(self.content, self.reader, {code: code for code in codes - set(self.content.measures)})

    def title(self, key: str) -> str:
        """The name of a reading."""
        return self.text(self.readings[key].title)

    def figure(self, code: str) -> str:
        """A total, an intensity or a quantity in a few words."""
        # Every name asked for looks up all of them, and a trace asks hundreds of times.
        if code not in self.figures:
            self.figures[code] = figure_name(code)
        return self.figures[code]

    def node_titles(self, key: str) -> Mapping[str, str]:
        """Node -> its name, in the order of the reading."""
        return {node.code: self.text(node.title) for node in self.readings[key].nodes}

    def question(self, code: str) -> str:
        return self.text(self.content.questions[code].text)

    def questions(self, found: Sequence[str]) -> str:
        """Several questions in one cell."""
        return "\n".join(self.question(code) for code in found)

    def answer(self, code: str) -> dict[str, Value]:
        """An answer as a number, None where it is none, and in words; what was not answered says why."""
        value = self.answers.get(code)
        if value is None:
            return {"answer": None, "words": _("Not reached") if code in self.not_reached else _("Not answered")}
        label = next(choice.label for choice in self.content.questions[code].choices if choice.value == value)
        return {"answer": value if value[0].isdigit() else None, "words": self.text(label)}

    @cached_property
    def levels(self) -> Mapping[str, str]:
        """Question -> the level or stage it belongs to; the capability ladder has its say first."""
        found: dict[str, str] = {}
        ladders = [one for one in self.readings.values() if isinstance(one, LadderReading)]
        for reading in sorted(ladders, key=lambda one: one.key != LADDER):
            for node in reading.nodes:
                for level, own in node.questions.items():
                    found.update({code: self.level(reading, level) for code in own if code not in found})
        return found

    def level(self, reading: LadderReading, code: str) -> str:
        """A level with its number where the reading counts levels, else its name."""
        if reading.key == LADDER:
            return self.reader.level(code)
        return self.text(next((level.name for level in reading.levels if level.code == code), reading.below))

    def named_level(self, reading: Reading, code: str) -> str:
        """A level, stage, tier or band by its name, a level of the capability ladder with its number before it."""
        if isinstance(reading, LadderReading):
            name = self.text(next((level.name for level in reading.levels if level.code == code), reading.below))
            return self.reader.level(code, name) if reading.key == LADDER else name
        named: Sequence[Level] = ()
        if isinstance(reading, PointsReading):
            named = reading.tiers
        if isinstance(reading, SeverityReading):
            named = reading.bands
        return self.text(next(level.name for level in named if level.code == code))

    def in_money(self, head: str) -> str:
        """The head of a column of sums, with their unit."""
        return _("%(head)s (%(unit)s)") % {"head": head, "unit": self.reader.unit("万元")}

    def open_note(self, key: str) -> str:
        """Why a reading is not graded; "" when it is."""
        row = self.rows[key]
        return "" if row["status"] == "complete" else not_graded(self.title(key), len(row["missing"]))

    def status(self, status: str) -> str:
        """How far sources bear a figure; "" where nothing is said of it."""
        return status_word(status) if status else ""

    def absence(self, entry: Json) -> str:
        """Why a figure is lacking; "" when it is there."""
        if not entry["reason"]:
            return ""
        absent = entry["absent"]
        names = [inside(self.figure(code)) for code in absent]
        # Without any carrier the list of all of them says less than this.
        return why_absent(entry, _("any energy") if "electricity_grid" in absent else self.reader.listed(names))

    def source(self, ref: SourceRef) -> str:
        """The title of a source and the place in it."""
        title, clause = self.text(self.content.sources[ref.id].title), self.text(ref.clause)
        return f"{title}{'，' if self.reader.is_chinese else ', '}{clause}"

    def origin(self, key: str, code: str, reference: Json | None) -> dict[str, str]:
        """Where baseline and leading value of an indicator come from, and how far sources bear them."""
        if reference is not None:
            words = reference_words(reference, self.content, self.reader)[0]
            return {"source": words, "status": self.status(reference.get("status", ""))}
        ref = indicator_source(self.rows[key], code, self.content)
        return {"source": self.source(ref), "status": self.status(ref.status)}


def figure_name(code: str) -> str:
    """A total, an intensity or a quantity in a few words."""
    totals = {
        "energy_equal_tce": _("The same by coal for power"),
        "media_tce": _("Media beside it (water, gases, air)"),
        "co2_t": _("CO2 in all"),
        "scope1_t": _("On the premises (scope 1)"),
        "process_t": _("of which from process materials"),
        "scope2_t": _("Bought power and heat (scope 2)"),
    }
    return totals.get(code) or intensity_name(code)
