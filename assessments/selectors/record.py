"""What is stored of one assessment."""

from decimal import Decimal
from fractions import Fraction

from assessments.models import ActivityData, Answer, Assessment, Result, SectionVersion
from content.loader import current
from content.model import Section
from scoring.engine import size_of


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


def latest_result(assessment: Assessment) -> Result | None:
    return assessment.results.order_by("-created_at").first()
