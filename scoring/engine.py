"""One door into the rules: `score` picks the model, `result_json` writes what contract files and rows hold."""

from collections.abc import Sequence
from fractions import Fraction

from scoring.exact import text_of
from scoring.ladder import score_ladder
from scoring.model import (
    Answers,
    Facts,
    Json,
    LadderReading,
    PointsReading,
    Reading,
    ReadingResult,
    SeverityReading,
)
from scoring.points import score_points
from scoring.severity import score_severity


def score(reading: Reading, answers: Answers, facts: Facts) -> ReadingResult:
    """Grade `answers` by `reading`.

    Args:
        reading: A ladder, points or severity reading.
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
    raise TypeError(f"{type(reading).__name__} has no scoring model")


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
        "scale": [str(bound) for bound in result.scale],
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
