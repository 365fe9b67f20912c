"""Saving the sheet of yearly figures: what is right is stored, what is not is handed back cell by cell.

A save carries the version its sender saw. When the sheet has moved on, cells nobody else touched are stored on the new
version; a cell that two people changed keeps what is stored, and both figures are handed back for a person to choose.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.db import transaction

from accounts.models import User
from assessments.errors import InvalidInput, Problem, StaleVersion
from assessments.models import Answer, Assessment
from assessments.selectors import FIGURES, amounts_of
from assessments.services import record_answers
from assessments.services.figures import record_sheet
from content.loader import current
from web.forms.section import NOTE, plain
from web.forms.sheet import TypedSheet, field_of

TRIES = 4
"""How often a save that collides with nothing is tried again when others keep saving beside it."""


@dataclass
class SheetSaved:
    """The outcome.

    Attributes:
        version: of the sheet now.
        stored: whether something was stored.
        problems: field name -> why it was refused.
        conflicts: fields that somebody else changed in between.
        elsewhere: what is wrong with no field in particular.
    """

    version: int
    stored: bool = False
    problems: dict[str, str] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.problems or self.conflicts or self.elsewhere)


def save_sheet(assessment: Assessment, typed: TypedSheet, by: User) -> SheetSaved:
    """Store what differs from what the sender saw.

    Raises:
        AlreadySubmitted, NotAllowed: as `record_sheet`.
    """
    left = typed.changed()
    saved = SheetSaved(typed.version)
    tries = TRIES
    while left.fields:
        try:
            saved.version = _record(assessment, left, by)
            saved.stored = True
            break
        except InvalidInput as error:
            refused = _sort(error.problems, left, saved)
            if not refused:
                break
            left = left.only(set(left.fields) - refused)
        except StaleVersion as stale:
            tries -= 1
            stored = stored_texts(assessment)
            differing = [name for name in left.fields if left.text(name) != stored.get(name, "")]
            theirs = [name for name in differing if left.seen(name) != stored.get(name, "") or not tries]
            saved.version = stale.version
            saved.conflicts += theirs
            left = replace(left.only(set(differing) - set(theirs)), version=stale.version)
    return saved


def _record(assessment: Assessment, typed: TypedSheet, by: User) -> int:
    if not typed.notes:
        return record_sheet(assessment=assessment, rows=typed.cells, version=typed.version, by=by)
    with transaction.atomic():
        version = typed.version
        if typed.cells:
            version = record_sheet(assessment=assessment, rows=typed.cells, version=version, by=by)
        return record_answers(
            assessment=assessment, section=FIGURES, answers={}, notes=typed.notes, version=version, by=by
        )


def _sort(problems: tuple[Problem, ...], typed: TypedSheet, saved: SheetSaved) -> set[str]:
    """Put each problem beside its field; return the fields that have one."""
    refused = set()
    names = {f"activity.{year}.{code}": field_of((year, code)) for year, code in typed.cells}
    names |= {f"notes.{code}": NOTE + code for code in typed.notes}
    for problem in problems:
        name = names.get(problem.path)
        if name is None:
            saved.elsewhere.append(problem.message)
        else:
            saved.problems.setdefault(name, problem.message)
            refused.add(name)
    return refused


def stored_texts(assessment: Assessment) -> dict[str, str]:
    """Field name -> what is stored, figures in base units; fields with something stored only."""
    questions = current().questions
    notes = Answer.objects.filter(assessment=assessment, question__in=current().sections[FIGURES].questions)
    return {
        **{
            field_of((row.year, row.code)): plain(row.value * questions[row.code].units[row.unit])
            for row in amounts_of(assessment)
            if row.code in questions
        },
        **{NOTE + code: note for code, note in notes.values_list("question", "note") if note},
    }
