"""Saving a section, and what to do when somebody else saved it in between.

A save carries the version its sender saw. When the section has moved on, fields nobody else touched are saved on the
new version; where both changed the same field nothing is saved, and both texts are handed back for a person to choose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction

from accounts.models import User
from assessments.errors import StaleVersion
from assessments.models import Assessment
from assessments.selectors import amounts_of, answers_in
from assessments.services import record_amounts, record_answers
from assessments.services.validation import Refused, amount
from content.model import Section
from web.forms.section import AMOUNT, ANSWER, NOTE, SEPARATOR, Typed, plain

TRIES = 4
"""How often a save that collides with nothing is tried again when others keep saving beside it."""


@dataclass(frozen=True)
class Difference:
    """One field that two people changed: what was typed here, and what is stored now ("" for nothing)."""

    name: str
    mine: str
    stored: str

    @property
    def code(self) -> str:
        return self.name[2:]

    @property
    def kind(self) -> str:
        return {ANSWER: "answer", NOTE: "note", AMOUNT: "amount"}[self.name[:2]]


@dataclass(frozen=True)
class Saved:
    """The outcome: the section's version now, and what is left to choose (then nothing was stored)."""

    version: int
    differences: tuple[Difference, ...] = ()


def save(assessment: Assessment, section: Section, typed: Typed, by: User) -> Saved:
    """Store what was typed into a section.

    Raises:
        InvalidInput, AlreadySubmitted, NotAllowed: as `record_answers`.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            return Saved(_record(assessment, section, typed, by))
        except StaleVersion as stale:
            stored = stored_fields(assessment, section)
            changed = [name for name in typed.fields if _typed_text(typed, name) != stored.get(name, "")]
            if not changed:
                return Saved(stale.version)
            theirs = [name for name in changed if _was_text(typed, name) != stored.get(name, "") or not tries_left]
            if theirs:
                return Saved(
                    stale.version, tuple(Difference(n, _typed_text(typed, n), stored.get(n, "")) for n in theirs)
                )
            typed = replace(typed.only(set(changed)), version=stale.version)
    raise AssertionError("the last try always returns")


def _record(assessment: Assessment, section: Section, typed: Typed, by: User) -> int:
    if not typed.amounts:
        return _record_answers(assessment, section, typed, typed.version, by)
    if not (typed.answers or typed.notes):
        return _record_amounts(assessment, section, typed, by)
    with transaction.atomic():
        return _record_answers(assessment, section, typed, _record_amounts(assessment, section, typed, by), by)


def _record_amounts(assessment: Assessment, section: Section, typed: Typed, by: User) -> int:
    return record_amounts(
        assessment=assessment, section=section.code, amounts=typed.amounts, version=typed.version, by=by
    )


def _record_answers(assessment: Assessment, section: Section, typed: Typed, version: int, by: User) -> int:
    return record_answers(
        assessment=assessment,
        section=section.code,
        answers=typed.answers,
        notes=typed.notes,
        version=version,
        by=by,
    )


def differences(assessment: Assessment, section: Section, typed: Typed) -> tuple[Difference, ...]:
    """The fields whose typed text is not what is stored."""
    stored = stored_fields(assessment, section)
    pairs = ((name, _typed_text(typed, name), stored.get(name, "")) for name in typed.fields)
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def stored_fields(assessment: Assessment, section: Section) -> dict[str, str]:
    """Field name -> what is stored, fields with something stored only."""
    answers, notes = answers_in(assessment, section)
    return {
        **{ANSWER + code: value for code, value in answers.items()},
        **{NOTE + code: value for code, value in notes.items()},
        **{
            AMOUNT + row.code: f"{plain(row.value)}{SEPARATOR}{row.unit}"
            for row in amounts_of(assessment)
            if row.code in section.questions and row.year == assessment.period
        },
    }


def _typed_text(typed: Typed, name: str) -> str:
    kind, code = name[:2], name[2:]
    if kind == ANSWER:
        return typed.answers[code] or ""
    if kind == NOTE:
        return typed.notes[code]
    return _amount_text(code, *typed.amounts[code])


def _was_text(typed: Typed, name: str) -> str | None:
    """What the sender saw stored, None when the request does not say."""
    was = typed.was.get(name)
    if was is None or not name.startswith(AMOUNT):
        return was
    value, _, unit = was.partition(SEPARATOR)
    return _amount_text(name[2:], value, unit)


def _amount_text(code: str, value: str, unit: str) -> str:
    if not value.strip():
        return ""
    try:
        checked, unit = amount(code, value, unit)
    except Refused:
        return value
    return f"{plain(checked)}{SEPARATOR}{unit}"
