"""Every question with its answer, and the figures as they were entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.selectors import LADDER
from content.model import Content, Question, Section
from reports.context.capability import status_note
from reports.context.words import Reader
from scoring.model import LadderReading

Json = Mapping[str, Any]
MOST_ROWS = 600
"""Rows of questions; the bank holds about half of that. With what else the annex prints they stay below the bound in
`reports.pdf`."""


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
    """A quantity as it was entered: one amount for each year, "–" where there is none."""

    text: str
    amounts: tuple[str, ...]
    unit: str


@dataclass(frozen=True)
class Appendix:
    parts: tuple[AppendixPart, ...]
    years: tuple[str, ...]
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
    return Appendix(tuple(parts), tuple(map(str, teller.years())), tuple(teller.amounts()), teller.left_out)


class _Teller:
    def __init__(self, document: Json, content: Content, reader: Reader):
        self.content, self.reader = content, reader
        self.answers: Mapping[str, str] = document["inputs"]["answers"]
        self.activity = document["inputs"]["activity"]
        self.references = document["inputs"]["references"]
        rows = document["readings"]
        self.not_reached = {code for row in rows for code in row["not_reached"]}
        self.status = {node["code"]: node["status"] for row in rows if row["key"] == LADDER for node in row["nodes"]}
        self.levels = self._levels(content)
        self.room = MOST_ROWS
        self.left_out = 0

    def _levels(self, content: Content) -> dict[str, str]:
        """What is written beside a question of a level or stage; the capability ladder has its say first."""
        levels: dict[str, str] = {}
        ladders = [one for one in content.readings.values() if isinstance(one, LadderReading)]
        for reading in sorted(ladders, key=lambda one: one.key != LADDER):
            names = {level.code: self.reader.text(level.name) for level in reading.levels}
            for node in reading.nodes:
                for level, codes in node.questions.items():
                    words = self.reader.level(level) if reading.key == LADDER else names[level]
                    levels.update({code: words for code in codes if code not in levels})
        return levels

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
        text = self.reader.text(question.text)
        if answer is None:
            said = _("Not reached") if question.code in self.not_reached else _("Not answered")
            return Row(level, text, said, True)
        label = next(choice.label for choice in question.choices if choice.value == answer)
        return Row(level, text, self.reader.text(label), answer == "na")

    def years(self) -> list[int]:
        return sorted({row["year"] for row in self.activity})

    def amounts(self) -> Sequence[Amount]:
        """One row for each quantity and unit, in the order of the questions, with an amount a year."""
        found: dict[tuple[str, str], dict[int, str]] = {}
        for row in self.activity:
            found.setdefault((row["code"], row["unit"]), {})[row["year"]] = f"{Decimal(row['value']):,f}"
        order = {code: place for place, code in enumerate(self.content.questions)}
        return [
            Amount(
                self.reader.text(self.content.questions[code].text),
                tuple(amounts.get(year, "–") for year in self.years()),
                self._unit(unit),
            )
            for (code, unit), amounts in sorted(found.items(), key=lambda item: order[item[0][0]])
        ]

    def _unit(self, unit: str) -> str:
        """A unit that is a number itself, such as "10,000 kWh", is set off from the amount before it."""
        words = self.reader.unit(unit)
        return f"× {words}" if "0 " in f"{words} " else words
