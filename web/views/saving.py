"""Saving a section, and what to do when somebody else saved it in between.

A save carries the version its sender saw. When the section has moved on, fields nobody else touched are saved on the
new version; where both changed the same field nothing is saved, and both texts are handed back for a person to choose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from accounts.models import User
from assessments.errors import StaleVersion
from assessments.models import Assessment
from assessments.selectors import answers_in
from assessments.services import record_answers
from content.model import Section
from web.forms.section import ANSWER, NOTE, Typed

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
        return {ANSWER: "answer", NOTE: "note"}[self.name[:2]]


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
            version = record_answers(
                assessment=assessment,
                section=section.code,
                answers=typed.answers,
                notes=typed.notes,
                version=typed.version,
                by=by,
            )
            return Saved(version)
        except StaleVersion as stale:
            stored = stored_fields(assessment, section)
            changed = [name for name in typed.fields if _typed_text(typed, name) != stored.get(name, "")]
            if not changed:
                return Saved(stale.version)
            theirs = [name for name in changed if typed.was.get(name) != stored.get(name, "") or not tries_left]
            if theirs:
                return Saved(
                    stale.version, tuple(Difference(n, _typed_text(typed, n), stored.get(n, "")) for n in theirs)
                )
            typed = replace(typed.only(set(changed)), version=stale.version)
    raise AssertionError("the last try always returns")


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
    }


def _typed_text(typed: Typed, name: str) -> str:
    kind, code = name[:2], name[2:]
    return typed.notes[code] if kind == NOTE else typed.answers[code] or ""
