"""Every question with its answer, and the figures as they were entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from content.model import Content, Question, Section
from reports.context.capability import status_note
from reports.context.words import Reader
from scoring.model import LadderReading

Json = Mapping[str, Any]
MOST_ROWS = 700
"""Rows of the appendix; the bank holds fewer than half of that. See the bound in `reports.pdf`."""


@dataclass(frozen=True)
class Row:
    """A question and what was answered; `is_open` marks what has no answer."""

    level: str
    text: str
    answer: str
    is_open: bool


@dataclass(frozen=True)
class AppendixSection:
    title: str
    note: str
    has_levels: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class AppendixPart:
    title: str
    sections: tuple[AppendixSection, ...]


@dataclass(frozen=True)
class Amount:
    text: str
    amount: str
    unit: str
    year: str


@dataclass(frozen=True)
class Appendix:
    parts: tuple[AppendixPart, ...]
    amounts: tuple[Amount, ...]
    left_out: int


def appendix_of(document: Json, content: Content, reader: Reader) -> Appendix:
    """List everything that was asked and what was said."""
    teller = _Teller(document, content, reader)
    parts = []
    for questionnaire in content.questionnaires:
        sections = [teller.section(section) for section in questionnaire.sections]
        parts.append(
            AppendixPart(
                reader.text(questionnaire.title), tuple(section for section in sections if section.rows or section.note)
            )
        )
    return Appendix(tuple(parts), tuple(teller.amounts()), teller.left_out)


class _Teller:
    def __init__(self, document: Json, content: Content, reader: Reader):
        self.content, self.reader = content, reader
        self.answers: Mapping[str, str] = document["inputs"]["answers"]
        self.activity = document["inputs"]["activity"]
        self.references = document["inputs"]["references"]
        rows = document["readings"]
        self.not_reached = {code for row in rows for code in row["not_reached"]}
        self.status = {
            node["code"]: node["status"] for row in rows if row["model"] == "ladder" for node in row["nodes"]
        }
        self.levels = {
            code: level
            for reading in content.readings.values()
            if isinstance(reading, LadderReading)
            for node in reading.nodes
            for level, codes in node.questions.items()
            for code in codes
        }
        self.room = MOST_ROWS
        self.left_out = 0

    def section(self, section: Section) -> AppendixSection:
        title = self.reader.text(section.title)
        status = self.status.get(section.code, "")
        if status in ("trimmed", "not_in_profile"):
            return AppendixSection(title, status_note(status), False, ())
        codes = [code for code in section.questions if self.content.questions[code].kind != "quantity"]
        shown = codes[: self.room]
        self.room -= len(shown)
        self.left_out += len(codes) - len(shown)
        rows = tuple(self._row(self.content.questions[code]) for code in shown)
        return AppendixSection(title, "", any(row.level for row in rows), rows)

    def _row(self, question: Question) -> Row:
        answer = self.answers.get(question.code)
        level = self.levels.get(question.code, "")
        level = self.reader.level(level) if level else ""
        text = self.reader.text(question.text)
        if answer is None:
            said = _("Not reached") if question.code in self.not_reached else _("Not answered")
            return Row(level, text, said, True)
        label = next(choice.label for choice in question.choices if choice.value == answer)
        return Row(level, text, self.reader.text(label), answer == "na")

    def amounts(self) -> Sequence[Amount]:
        return [
            Amount(
                self.reader.text(self.content.questions[row["code"]].text),
                f"{Decimal(row['value']):,f}",
                self._unit(row["unit"]),
                str(row["year"]),
            )
            for row in self.activity
        ]

    def _unit(self, unit: str) -> str:
        """A unit that is a number itself, such as "10,000 kWh", is set off from the amount before it."""
        words = self.reader.unit(unit)
        return f"× {words}" if "0 " in f"{words} " else words
