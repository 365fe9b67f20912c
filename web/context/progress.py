"""A plan beside a later result: what became of each action, and of what the plan expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import PlanAction
from content.loader import current
from content.model import Question
from reports.context.projection import Projection, projection_of
from reports.context.words import Reader
from scoring.model import Json
from web.texts import language, text

REACHED = "reached"
NONE = "–"


@dataclass(frozen=True)
class AnswerRow:
    """An answer an action was to raise; `outcome` is its code, `said` the same in a word."""

    question: str
    before: str
    expected: str
    now: str
    outcome: str
    said: str


@dataclass(frozen=True)
class ActionProgress:
    """One action and what became of it; `said` sums its answers up."""

    title: str
    status: str
    status_name: str
    phase_ended: bool
    said: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class ProgressPage:
    """Everything the page shows.

    Attributes:
        said: the whole in sentences.
        table: each reading before, as projected for now and for the end of the plan, and now.
        actions: those of the plan that are not dropped.
    """

    said: tuple[str, ...]
    table: Projection
    actions: tuple[ActionProgress, ...]


def progress_page(document: Json) -> ProgressPage:
    """Put the comparison of `plan_progress` into words in the active language."""
    reader = Reader(language())
    actions = tuple(_action(row, reader) for row in document["actions"] if row["status"] != PlanAction.Status.DROPPED)
    columns = list(_columns(document))
    found = projection_of([column for _name, column in columns], None, current(), reader)
    return ProgressPage(
        said=tuple(_said(document, actions)),
        table=Projection(tuple(name for name, _column in columns), found.rows),
        actions=actions,
    )


def _columns(document: Json) -> Iterator[tuple[str, Json]]:
    """The four moments side by side, in the shape of projected rows; one that is not known is left out."""
    names = {
        "before": _("When it was planned"),
        "projected_by_now": _("Expected by now"),
        "projected": _("Expected at the end"),
        "now": _("Now"),
    }
    for moment, name in names.items():
        rows = [{"key": row["key"], **row[moment]} for row in document["readings"] if row[moment]]
        if rows:
            synergy = document["synergy"][moment]
            yield name, {"months": "0-6", "readings": rows, "synergy": synergy, "cuts": []}


def _action(row: Json, reader: Reader) -> ActionProgress:
    answers = tuple(_answer(each) for each in row["questions"])
    return ActionProgress(
        title=text(row["title"]),
        status=row["status"],
        status_name=str(PlanAction.Status(row["status"]).label),
        phase_ended=row["phase_ended"],
        said=_summed(answers),
        rows=answers,
    )


def _answer(row: Json) -> AnswerRow:
    question = current().questions[row["question"]]
    return AnswerRow(
        text(question.text),
        _label(question, row["before"]),
        _label(question, row["expected"]),
        _label(question, row["now"]),
        row["outcome"],
        _outcome(row["outcome"]),
    )


def _label(question: Question, answer: str | None) -> str:
    return next((text(choice.label) for choice in question.choices if choice.value == answer), NONE)


def _outcome(code: str) -> str:
    return {
        "reached": _("reached"),
        "part": _("partly reached"),
        "not": _("not yet"),
        "worse": _("worse than before"),
        "unknown": _("not answered now"),
    }[code]


def _summed(rows: tuple[AnswerRow, ...]) -> str:
    if not rows:
        return _("No answer was expected to change by it.")
    reached = sum(row.outcome == REACHED for row in rows)
    return ngettext(
        "%(reached)s of %(count)s answer got to where it was to get.",
        "%(reached)s of %(count)s answers got to where they were to get.",
        len(rows),
    ) % {"reached": reached, "count": len(rows)}


def _said(document: Json, actions: tuple[ActionProgress, ...]) -> Iterator[str]:
    against = document["against"]
    yield ngettext(
        "%(count)s month lies between the two results.",
        "%(count)s months lie between the two results.",
        against["months"],
    ) % {"count": against["months"]}
    done = sum(row.status == PlanAction.Status.DONE for row in actions)
    yield ngettext(
        "%(done)s of %(count)s action is marked as done.",
        "%(done)s of %(count)s actions are marked as done.",
        len(actions),
    ) % {"done": done, "count": len(actions)}
    answers = [answer for row in actions for answer in row.rows]
    if answers:
        yield _summed(tuple(answers))
    kept_open = [row for row in actions if row.status == PlanAction.Status.DONE and row.rows]
    unproved = sum(all(answer.outcome != REACHED for answer in row.rows) for row in kept_open)
    if unproved:
        yield ngettext(
            "%(count)s action is marked as done, and none of its answers has got there yet.",
            "%(count)s actions are marked as done, and none of their answers has got there yet.",
            unproved,
        ) % {"count": unproved}
    if not against["same_method"]:
        yield _(
            "The two results were graded by different versions of the method, so part of a difference may come from it."
        )
