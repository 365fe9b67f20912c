"""One page of a questionnaire: the form from the question bank, and what was typed into it.

Fields are named after what they hold: `a.CODE` an answer, `n.CODE` a remark. `was.a.CODE` is what the sender saw stored
before; it lets two people answer different questions at the same time. Amounts have a page of their own, the sheet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.models import NOTE_LENGTH, ActivityData
from assessments.selectors import LADDER, SectionState
from content.loader import current
from content.model import Question, Section
from scoring.model import NOT_APPLICABLE, LadderReading, Names

ANSWER, NOTE, WAS = "a.", "n.", "was."
SEPARATOR = "|"
"""Between an amount and its unit."""


@dataclass(frozen=True)
class ChoiceRow:
    value: str
    label: Names
    checked: bool

    @property
    def apart(self) -> bool:
        """“Not applicable” stands apart: it is no step of the scale."""
        return self.value == NOT_APPLICABLE


@dataclass(frozen=True)
class QuestionRow:
    """One question as it stands on the page."""

    question: Question
    answer: str
    note: str
    amount: str
    unit: str
    needed: bool

    @property
    def choices(self) -> list[ChoiceRow]:
        return [ChoiceRow(choice.value, choice.label, choice.value == self.answer) for choice in self.question.choices]

    @property
    def answer_label(self) -> Names | None:
        return next((choice.label for choice in self.question.choices if choice.value == self.answer), None)

    @property
    def units(self) -> list[str]:
        return list(self.question.units)

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def open_note(self) -> bool:
        return bool(self.note)


@dataclass(frozen=True)
class LevelRows:
    """The questions of one ladder level; number 0 holds the questions of a section without levels."""

    number: int
    name: Names | None
    rows: tuple[QuestionRow, ...]


@dataclass(frozen=True)
class SectionForm:
    """A section ready to be shown.

    Attributes:
        levels: what is shown now.
        next_level: number of the level that may be opened by hand, 0 when there is none.
    """

    section: Section
    state: SectionState
    version: int
    levels: tuple[LevelRows, ...]
    next_level: int
    note_length: int = NOTE_LENGTH

    @cached_property
    def rows(self) -> dict[str, QuestionRow]:
        return {row.code: row for level in self.levels for row in level.rows}


def section_form(
    state: SectionState,
    *,
    version: int,
    answers: Mapping[str, str],
    notes: Mapping[str, str],
    amounts: Mapping[str, ActivityData],
) -> SectionForm:
    """Build a section's page from the question bank and what is stored."""
    questions = current().questions

    def row(code: str) -> QuestionRow:
        stored = amounts.get(code)
        question = questions[code]
        return QuestionRow(
            question=question,
            answer=answers.get(code, ""),
            note=notes.get(code, ""),
            amount=plain(stored.value) if stored else "",
            unit=stored.unit if stored else question.unit,
            needed=code in state.required,
        )

    levels = tuple(LevelRows(number, name, tuple(map(row, codes))) for number, name, codes in _levels(state))
    ahead = state.open_level + 1 if 0 < state.open_level < state.top_level else 0
    return SectionForm(state.section, state, version, levels, ahead)


def plain(value: Any) -> str:
    return format(value.normalize(), "f")


def _levels(state: SectionState) -> list[tuple[int, Names | None, tuple[str, ...]]]:
    if not state.open_level:
        return [(0, None, state.asked)]
    reading = current().readings[LADDER]
    assert isinstance(reading, LadderReading)  # noqa: S101  the loader built it from a ladder file
    node = next(node for node in reading.nodes if node.code == state.section.code)
    shown = list(zip(reading.levels, node.questions.values(), strict=False))[: state.open_level]
    return [(number, level.name, codes) for number, (level, codes) in enumerate(shown, 1)]


@dataclass(frozen=True)
class Typed:
    """What came in. Keys of `answers` and `notes` are question codes; keys of `was` are field names."""

    version: int
    answers: dict[str, str | None] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    was: dict[str, str] = field(default_factory=dict)
    shown: int = 0
    do: str = ""

    @classmethod
    def from_post(cls, post: Mapping[str, str]) -> Typed:
        """Sort the fields of a request; names of no kind are ignored, codes are checked by the service.

        Raises:
            BadRequest: the version is not a number.
        """
        version, shown = (counted(post.get(name, "0")) for name in ("version", "shown"))
        typed = cls(version=version, shown=shown, do=post.get("do", ""))
        for name, value in post.items():
            kind, code = name[:2], name[2:]
            if name.startswith(WAS):
                typed.was[name[len(WAS) :]] = lines(value)
            elif kind == ANSWER:
                typed.answers[code] = value or None
            elif kind == NOTE:
                typed.notes[code] = lines(value).strip()
        return typed

    @property
    def fields(self) -> list[str]:
        return [
            *(ANSWER + code for code in self.answers),
            *(NOTE + code for code in self.notes),
        ]

    def only(self, names: set[str]) -> Typed:
        """The same without the fields not named."""
        return Typed(
            self.version,
            {code: value for code, value in self.answers.items() if ANSWER + code in names},
            {code: value for code, value in self.notes.items() if NOTE + code in names},
            self.was,
            self.shown,
            self.do,
        )


def lines(value: str) -> str:
    """Browsers send line ends as CR LF; what is stored and compared has LF."""
    return value.replace("\r\n", "\n")


def counted(given: str) -> int:
    """A version or a level as a form carries it.

    Raises:
        BadRequest: it is no number.
    """
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise BadRequest(_("This form is damaged. Open the page again."))
    return int(given)


def seen_fields(given: str) -> dict[str, str]:
    """What the sender of a form saw stored, field by field, as the form carries it.

    Raises:
        BadRequest: it is no JSON object of texts that can be shown again.
    """
    try:
        seen: Any = json.loads(given)
        # Half a character, which JSON can write as "\ud800", has no bytes.
        json.dumps(seen, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        seen = None
    if not isinstance(seen, dict) or not all(isinstance(value, str) for value in seen.values()):
        raise BadRequest(_("This form is damaged. Open the page again."))
    return seen
