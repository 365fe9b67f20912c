"""A saved plan beside a later result: what was to get better, and what did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.db.models import Q

from assessments.errors import NotLater
from assessments.models import Plan, PlanAction, Result
from assessments.selectors.plans import DROPPED, Course, action_row, course_of
from planning.priorities import HORIZONS, Measure
from planning.whatif import changes_of, known_of, synergy_figures
from scoring.gaps import value_of
from scoring.model import NOT_APPLICABLE, YES_NO, Answers, Json


def later_results(plan: Plan) -> list[Result]:
    """Results a plan can be compared with, newest year first: of later years, and of the same year computed later.

    One per assessment, its newest; without their long texts.
    """
    seen = plan.result
    later = Q(assessment__period__gt=seen.assessment.period) | Q(
        assessment__period=seen.assessment.period, created_at__gt=seen.created_at
    )
    rows = Result.objects.filter(later, assessment__firm=plan.firm_id).exclude(pk=seen.pk)
    newest: dict[Any, Result] = {}
    for row in rows.select_related("assessment").defer("text").order_by("-assessment__period", "-created_at", "pk"):
        newest.setdefault(row.assessment_id, row)
    return list(newest.values())


def plan_progress(plan: Plan, later: Result) -> Json:
    """Return what a plan was to bring beside what a later result says.

    For every measure that is not dropped, each answer it was to raise: before, expected, now, and `outcome`:
    "reached", "part", "not", "worse", or "unknown" where it is not answered now. For every reading: before, projected
    at the end of the plan and by the phases that should be done by now (null before the first one ends), and now.
    `months` counts from the plan's result: by the assessed years or the days of the two results, whichever is more.

    Args:
        later: One of `later_results`, or an older one of the same assessment.

    Raises:
        NotLater: it is another firm's, or not later.
    """
    before = plan.result
    if later.assessment.firm_id != plan.firm_id or not _is_later(before, later):
        raise NotLater
    course = course_of(plan)
    months = _months_between(before, later)
    ended = sum(months >= int(horizon.partition("-")[2]) for horizon in HORIZONS)
    now = _answers_now(later)
    by_then = course.projected[ended - 1] if ended else None
    return {
        "plan": {"id": str(plan.pk), "title": plan.title, "period": before.assessment.period},
        "against": {
            "assessment": str(later.assessment_id),
            "result": str(later.pk),
            "period": later.assessment.period,
            "months": months,
            "phases_ended": ended,
            "same_method": _versions(before) == _versions(later),
        },
        "actions": [_progress_of(course, action, now, ended) for action in course.actions],
        "readings": [_reading_progress(course, row, by_then, later) for row in course.today["readings"]],
        "synergy": {
            "before": course.today["synergy"],
            "projected": course.projected[-1]["synergy"],
            "projected_by_now": by_then and by_then["synergy"],
            "now": synergy_figures(later.document["synergy"]),
        },
    }


def _is_later(before: Result, later: Result) -> bool:
    years = before.assessment.period, later.assessment.period
    return years[1] > years[0] or (years[1] == years[0] and later.created_at > before.created_at)


def _months_between(before: Result, later: Result) -> int:
    start, end = before.created_at, later.created_at
    passed = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return max(passed, (later.assessment.period - before.assessment.period) * 12)


def _versions(result: Result) -> dict[str, str]:
    return {row["key"]: row["version"] for row in result.document["readings"]}


def _answers_now(result: Result) -> dict[str, str]:
    """Question code -> answer, 0 for what the firm is not asked yet, as the expectations take it."""
    readings = result.document["readings"]
    missing = {code for row in readings for code in row["missing"]}
    waiting = (code for row in readings for code in row["not_reached"] if code not in missing)
    return known_of(result.document["inputs"]["answers"], waiting)


def _progress_of(course: Course, action: PlanAction, now: Mapping[str, str], ended: int) -> Json:
    measure = course.standing.catalogue.get(action.measure)
    known = course.standing.today.known
    rows = [] if measure is None or action.status == DROPPED else list(_questions(measure, known, now))
    return {**action_row(course, action), "phase_ended": action.phase < ended, "questions": rows}


def _questions(measure: Measure, known: Answers, now: Mapping[str, str]) -> Iterable[Json]:
    for question, expected in changes_of(measure, known).items():
        before, stands = str(known[question]), now.get(question)
        outcome = outcome_of(before, expected, stands, barrier=question in measure.relieves)
        yield {"question": question, "before": before, "expected": expected, "now": stands, "outcome": outcome}


def outcome_of(before: str, expected: str, now: str | None, *, barrier: bool) -> str:
    """Return what became of an answer that was to get better.

    >>> [outcome_of("0", "0.8", now, barrier=False) for now in ("1", "0.5", "0", "na", None)]
    ['reached', 'part', 'not', 'unknown', 'unknown']
    >>> [outcome_of("3", "1", now, barrier=True) for now in ("1", "2", "3", "4")]
    ['reached', 'part', 'not', 'worse']
    """
    if now is None or now == NOT_APPLICABLE:
        return "unknown"
    was, aim, stands = (height_of(answer, barrier=barrier) for answer in (before, expected, now))
    if stands >= aim:
        return "reached"
    if stands > was:
        return "part"
    return "not" if stands == was else "worse"


def height_of(answer: str, *, barrier: bool) -> Fraction:
    """Return an answer as a number of which more is better."""
    if answer in YES_NO:
        return Fraction(answer == "yes")
    return -value_of(answer) if barrier else value_of(answer)


def _reading_progress(course: Course, before: Json, by_then: Json | None, later: Result) -> Json:
    key = before["key"]
    now = next((row for row in later.document["readings"] if row["key"] == key), None)
    return {
        "key": key,
        "before": _without_key(before),
        "projected": _of(course.projected[-1], key),
        "projected_by_now": by_then and _of(by_then, key),
        "now": now
        and {"status": now["status"], "score": now["score"], "level": now["level"]["code"] if now["level"] else None},
    }


def _of(projected: Json, key: str) -> Json:
    return _without_key(next(row for row in projected["readings"] if row["key"] == key))


def _without_key(row: Json) -> Json:
    return {name: value for name, value in row.items() if name != "key"}
