"""Reads. Everything starts from who asks; what a person may not see does not exist for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from accounts.models import User
from accounts.selectors import organisations_visible_to
from assessments.models import ActivityData, Answer, Assessment, Firm, Result, SectionVersion
from content.errors import NoValue
from content.loader import current
from content.model import Content, Section
from scoring.engine import size_of
from scoring.ladder import leaf_of, weight_table
from scoring.model import Facts, LadderReading, Node, Reference

LADDER = "im-capability"
GREEN = "green-factory-2018"
BARRIERS = "transformation-barriers"


def firms_visible_to(user: User) -> QuerySet[Firm]:
    return Firm.objects.filter(organisation__in=organisations_visible_to(user)).select_related("organisation")


def assessments_visible_to(user: User) -> QuerySet[Assessment]:
    return Assessment.objects.filter(firm__in=firms_visible_to(user)).select_related("firm__organisation")


def results_visible_to(user: User) -> QuerySet[Result]:
    return Result.objects.filter(assessment__in=assessments_visible_to(user)).select_related(
        "assessment__firm__organisation"
    )


def size_class(employees: int, revenue_wan: Decimal) -> str:
    """Size class of a firm by the current thresholds."""
    return size_of(employees, Fraction(revenue_wan), current().sizes)


def answers_of(assessment: Assessment) -> dict[str, str]:
    """Question code -> answer, answered questions only."""
    rows = Answer.objects.filter(assessment=assessment).exclude(value="").values_list("question", "value")
    return dict(rows)


def answers_in(assessment: Assessment, section: Section) -> tuple[dict[str, str], dict[str, str]]:
    """The answers and the notes of one section."""
    rows = list(
        Answer.objects.filter(assessment=assessment, question__in=section.questions).values_list(
            "question", "value", "note"
        )
    )
    return {q: value for q, value, _ in rows if value}, {q: note for q, _, note in rows if note}


def version_of(assessment: Assessment, section: str) -> int:
    row = SectionVersion.objects.filter(assessment=assessment, section=section).first()
    return row.version if row else 0


def opened_levels(assessment: Assessment) -> dict[str, int]:
    """Section code -> level opened by hand."""
    return dict(
        SectionVersion.objects.filter(assessment=assessment, opened_to__gt=0).values_list("section", "opened_to")
    )


def amounts_of(assessment: Assessment) -> list[ActivityData]:
    # Sorted here: databases order underscores differently, and the order goes into the hash of the inputs.
    return sorted(ActivityData.objects.filter(assessment=assessment), key=lambda row: (row.year, row.code))


def facts_of(assessment: Assessment) -> Facts:
    """What the rules need to know of the firm, with the amounts of the assessed year in base units."""
    content = current()
    firm = assessment.firm
    quantities = {
        row.code: row.value * content.questions[row.code].units[row.unit]
        for row in amounts_of(assessment)
        if row.year == assessment.period
    }
    references = {
        (row.reading, row.indicator): Reference(row.base, row.lead, row.unit, row.source)
        for row in assessment.references.all()
    }
    return Facts(
        profile=firm.production,
        trimmed=frozenset(firm.trimmed),
        quantities=quantities,
        tce_per_unit=tce_of(assessment.period),
        references=references,
    )


def tce_of(year: int) -> Mapping[str, Decimal]:
    """tce per base unit of every carrier at the end of a year; empty when the factors start later."""
    try:
        return current().tce_on(date(year, 12, 31))
    except NoValue:
        return {}


def leaf_node(section: str) -> Node | None:
    """The ladder leaf that a section asks, or None for sections of other questionnaires."""
    return next((node for node in capability_ladder().nodes if node.code == section and node.questions), None)


def capability_ladder() -> LadderReading:
    """The reading that grades intelligent-manufacturing capability."""
    reading = current().readings[LADDER]
    if not isinstance(reading, LadderReading):
        raise TypeError(f"{LADDER} is graded as {reading.model}, not as a ladder")
    return reading


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
        choices = [code for code in asked if content.questions[code].kind != "quantity"]
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
    counted = [(s, [c for c in s.asked if content.questions[c].kind != "quantity"]) for s in states]
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


def latest_result(assessment: Assessment) -> Result | None:
    return assessment.results.order_by("-created_at").first()
