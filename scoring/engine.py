"""One door into the rules: `score` picks the model, `result_json` writes what contract files and rows hold."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from scoring.exact import text_of
from scoring.ladder import score_ladder, weight_table
from scoring.model import (
    NOT_APPLICABLE,
    Answers,
    Facts,
    Json,
    LadderReading,
    PointsReading,
    RangeReading,
    Reading,
    ReadingResult,
    SeverityReading,
)
from scoring.points import score_points
from scoring.range import score_range
from scoring.severity import score_severity

NOT_REACHED = "0"
"""What a question counts in the other readings while the ladder has not reached it."""


def score(reading: Reading, answers: Answers, facts: Facts) -> ReadingResult:
    """Grade `answers` by `reading`.

    Args:
        reading: A ladder, severity, points or range reading.
        answers: Question code -> answer; codes the reading does not use are ignored.
        facts: What is known of the firm.

    Raises:
        AnswerNotAllowed, UnknownProfile, TrimNotAllowed, ReferenceNotUsable: see their classes.
        TypeError: the reading is of none of these models.
    """
    if isinstance(reading, LadderReading):
        return score_ladder(reading, answers, facts)
    if isinstance(reading, PointsReading):
        return score_points(reading, answers, facts)
    if isinstance(reading, SeverityReading):
        return score_severity(reading, answers, facts)
    if isinstance(reading, RangeReading):
        return score_range(reading, answers, facts)
    raise TypeError(f"{type(reading).__name__} has no scoring model")


def score_all(readings: Sequence[Reading], answers: Answers, facts: Facts) -> list[ReadingResult]:
    """Grade all readings of one firm, in order; what the first ladder does not ask stands in for itself in the others.

    Readings share questions. One that the first ladder has not reached yet counts 0 in the readings after it, and is
    listed there as not reached; one of a sub-domain that it leaves out (trimmed, or not in the profile) is not
    applicable. Neither leaves a reading incomplete, and an answer that is given always counts as given.

    Args:
        readings: Any number; those before the first ladder are graded as they are.
        answers: Question code -> answer.
        facts: What is known of the firm.

    Raises:
        As `score`.

    Source: docs/method.md#shared-questions.
    """
    results: list[ReadingResult] = []
    first = next((reading for reading in readings if isinstance(reading, LadderReading)), None)
    stand_ins: dict[str, str] = {}
    for reading in readings:
        own = {code: stand_ins[code] for code in reading.question_codes() if code in stand_ins}
        result = score(reading, {**answers, **own}, facts)
        if own:
            waiting = (code for code in own if own[code] == NOT_REACHED and code not in result.not_reached)
            result = replace(result, not_reached=(*result.not_reached, *waiting), stand_ins=own)
        results.append(result)
        if isinstance(reading, LadderReading) and reading is first:
            stand_ins = _stand_ins(reading, result.not_reached, answers, facts)
    return results


def _stand_ins(ladder: LadderReading, not_reached: Sequence[str], answers: Answers, facts: Facts) -> dict[str, str]:
    left_out = weight_table(ladder, facts.profile, facts.trimmed).left_out
    gone = (
        code for node in ladder.nodes if node.code in left_out for codes in node.questions.values() for code in codes
    )
    found = dict.fromkeys(gone, NOT_APPLICABLE) | dict.fromkeys(not_reached, NOT_REACHED)
    return {code: answer for code, answer in found.items() if answers.get(code) is None}


def size_of(employees: int, revenue_wan: Fraction, thresholds: Sequence[tuple[str, int, Fraction]]) -> str:
    """Return the size class: the first whose two minimums are both met, else the last class.

    Args:
        employees: Persons, 0 or more.
        revenue_wan: Yearly revenue in 万元, 0 or more.
        thresholds: (class, least employees, least revenue in 万元), largest class first, smallest with minimums 0.

    Source: sme-size-2011 (工信部联企业〔2011〕300号, industry).

    >>> rows = [("large", 1000, Fraction(40000)), ("medium", 300, Fraction(2000)), ("micro", 0, Fraction(0))]
    >>> size_of(1200, Fraction(3000), rows), size_of(299, Fraction(90000), rows)
    ('medium', 'micro')
    """
    return next(code for code, people, money in thresholds if employees >= people and revenue_wan >= money)


def reading_json(result: ReadingResult) -> Json:
    """Return one entry of `readings` in assessment-result/1, keys in the order of the contract."""
    reading = result.reading
    return {
        "key": reading.key,
        "version": reading.version,
        "sha256": reading.sha256,
        "model": reading.model,
        "status": result.status,
        "weights_status": reading.status,
        "score": None if result.score is None else text_of(result.score),
        "scale": [text_of(Fraction(bound)) for bound in result.scale],
        "level": None if result.level is None else {"code": result.level.code, "name": dict(result.level.name)},
        "gates": list(result.gates),
        "nodes": list(result.nodes),
        "missing": list(result.missing),
        "not_applicable": list(result.not_applicable),
        "not_reached": list(result.not_reached),
        **result.details,
    }


def trace_json(results: Sequence[ReadingResult]) -> list[Json]:
    """Return the trace of all readings, each line marked with its reading."""
    return [{"reading": result.reading.key, **line} for result in results for line in result.trace]
