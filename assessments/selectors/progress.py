"""How far an assessment is, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessments.models import Assessment, Firm
from assessments.selectors.readings import capability_ladder, leaf_node
from assessments.selectors.record import answers_of, opened_levels
from content.loader import current
from content.model import QUANTITY, Content, Section
from scoring.ladder import leaf_of, weight_table


@dataclass(frozen=True)
class SectionState:
    """How far one section is.

    Attributes:
        section: its content.
        asked: codes to answer now (adaptive for the ladder), in order.
        open_level: highest ladder level shown; 0 outside the ladder.
        top_level: highest ladder level that exists; 0 outside the ladder.
        answered: how many of `asked` have an answer.
        required: codes still needed before submission.
        applies: False when the firm trimmed it or its profile does not ask it.
    """

    section: Section
    asked: tuple[str, ...]
    open_level: int
    top_level: int
    answered: int
    required: tuple[str, ...]
    applies: bool = True

    @property
    def done(self) -> bool:
        return not self.required


def section_state(section: Section, answers: Mapping[str, str], firm: Firm, opened_to: int = 0) -> SectionState:
    """How far one section is, given the answers of the assessment (or of the section alone)."""
    content = current()
    node = leaf_node(section.code)
    if node is None:
        asked = section.questions
        choices = [code for code in asked if content.questions[code].kind != QUANTITY]
        required = tuple(code for code in choices if code not in answers)
        return SectionState(section, asked, 0, 0, len(choices) - len(required), required)
    reading = capability_ladder()
    table = weight_table(reading, firm.production, frozenset(firm.trimmed))
    if node.code in table.left_out:
        return SectionState(section, (), 0, len(node.questions), 0, (), applies=False)
    leaf = leaf_of(node, answers, reading.pass_mark)
    touched = max(
        (n for n, codes in enumerate(node.questions.values(), 1) if any(c in answers for c in codes)), default=0
    )
    shown = min(max(leaf.asked_to, touched, opened_to), len(node.questions))
    asked = tuple(code for codes in list(node.questions.values())[:shown] for code in codes)
    return SectionState(
        section,
        asked,
        shown,
        len(node.questions),
        sum(code in answers for code in asked),
        leaf.missing,
    )


@dataclass(frozen=True)
class Progress:
    """How far an assessment is.

    Attributes:
        sections: in the order of the questionnaire, those that do not apply left out.
        answered, asked: questions answered of those asked now (they grow as the ladder opens).
        minutes_left: estimate from the sections' minutes and what is open in them.
    """

    sections: tuple[SectionState, ...]
    answered: int
    asked: int
    minutes_left: int

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(code for state in self.sections for code in state.required)

    @property
    def percent(self) -> int:
        return self.answered * 100 // self.asked if self.asked else 0


def progress_of(assessment: Assessment, answers: Mapping[str, str] | None = None) -> Progress:
    """How far an assessment is. Three queries at most, however long the questionnaire."""
    content: Content = current()
    known = answers_of(assessment) if answers is None else answers
    opened = opened_levels(assessment)
    states = [
        section_state(section, known, assessment.firm, opened.get(section.code, 0))
        for questionnaire in content.questionnaires
        for section in questionnaire.sections
    ]
    states = [state for state in states if state.applies]
    counted = [(s, [c for c in s.asked if content.questions[c].kind != QUANTITY]) for s in states]
    minutes = sum(
        (Fraction(state.section.minutes) * len(state.required) / len(codes) for state, codes in counted if codes),
        Fraction(0),
    )
    return Progress(
        tuple(states),
        sum(state.answered for state in states),
        sum(len(codes) for _, codes in counted),
        -(-minutes.numerator // minutes.denominator),
    )
