"""All answers of one assessment in words, section by section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assessments.models import ActivityData, Answer, Assessment
from assessments.selectors import amounts_of
from console import texts
from content.loader import current
from content.model import QUANTITY, Section


@dataclass(frozen=True)
class AnswerRow:
    question: str
    answer: str
    note: str


@dataclass(frozen=True)
class SectionTable:
    title: str
    answered: int
    rows: list[AnswerRow]


@dataclass(frozen=True)
class QuestionnaireTables:
    title: str
    sections: list[SectionTable] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return sum(section.answered for section in self.sections)


def answer_tables(assessment: Assessment) -> list[QuestionnaireTables]:
    """Return every questionnaire with every question, answered or not. Two queries, however many questions."""
    answers = {row.question: row for row in Answer.objects.filter(assessment=assessment)}
    amounts: dict[str, list[ActivityData]] = {}
    for amount in amounts_of(assessment):
        amounts.setdefault(amount.code, []).append(amount)
    return [
        QuestionnaireTables(
            texts.in_language(questionnaire.title),
            [_section(section, answers, amounts) for section in questionnaire.sections],
        )
        for questionnaire in current().questionnaires
    ]


def _section(
    section: Section, answers: Mapping[str, Answer], amounts: Mapping[str, list[ActivityData]]
) -> SectionTable:
    rows = list(_rows(section, answers, amounts))
    answered = sum(row.answer != texts.NOTHING for row in rows)
    return SectionTable(texts.in_language(section.title), answered, rows)


def _rows(
    section: Section, answers: Mapping[str, Answer], amounts: Mapping[str, list[ActivityData]]
) -> Iterable[AnswerRow]:
    for code in section.questions:
        question = current().questions[code]
        stored = answers.get(code)
        if question.kind == QUANTITY:
            shown = texts.joined(
                texts.labelled(row.year, f"{texts.plain_number(row.value)} {row.unit}") for row in amounts.get(code, ())
            )
        else:
            shown = texts.answer_label(code, stored.value if stored else "")
        yield AnswerRow(texts.in_language(question.text), shown, stored.note if stored else "")
