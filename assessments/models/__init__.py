"""The record: what a firm said, what was computed from it, and what it means to do about it."""

from assessments.models.entries import FirmEntry
from assessments.models.firms import Firm
from assessments.models.plans import PHASES, Plan, PlanAction
from assessments.models.record import NOTE_LENGTH, ActivityData, Answer, Assessment, SectionVersion
from assessments.models.references import OwnReading, ReferenceValue, SectorReference
from assessments.models.results import Result

__all__ = [
    "NOTE_LENGTH",
    "PHASES",
    "ActivityData",
    "Answer",
    "Assessment",
    "Firm",
    "FirmEntry",
    "OwnReading",
    "Plan",
    "PlanAction",
    "ReferenceValue",
    "Result",
    "SectionVersion",
    "SectorReference",
]
