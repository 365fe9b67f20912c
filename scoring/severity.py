"""The severity model: how strongly each barrier holds the firm back, 0 to 4.

Source: paper-000 (three groups), docs/method.md#severity. Weights and bands are the tool's own.
"""

from collections.abc import Sequence
from fractions import Fraction

from scoring.errors import AnswerNotAllowed
from scoring.exact import text_of, weighted_mean
from scoring.model import (
    ALLOWED,
    NOT_APPLICABLE,
    SEVERITY,
    Answers,
    Band,
    Facts,
    Json,
    ReadingResult,
    SeverityReading,
    status_of,
)

TOP = Fraction(4)
MIXED = "mixed"


def band_of(score: Fraction, bands: Sequence[Band]) -> Band:
    """Return the band with the highest lower bound not above `score`.

    Args:
        score: On [0, 100].
        bands: Ascending, the first from 0.

    >>> low, high = Band("low", {}, Fraction(0)), Band("high", {}, Fraction(50))
    >>> band_of(Fraction(50), (low, high)).code, band_of(Fraction(4999, 100), (low, high)).code
    ('high', 'low')
    """
    return [band for band in bands if band.from_score <= score][-1]


def dominant_of(groups: Sequence[tuple[str, Fraction]], lead: Fraction) -> str:
    """Return the group with the highest severity when it leads the next by at least `lead`, else "mixed".

    Args:
        groups: (code, severity on [0, 100]), at least one.
        lead: In points, above 0.

    >>> dominant_of([("unwilling", Fraction(40)), ("unable", Fraction(45))], Fraction(5))
    'unable'
    >>> dominant_of([("unwilling", Fraction(41)), ("unable", Fraction(45))], Fraction(5))
    'mixed'
    """
    ranked = sorted(groups, key=lambda row: -row[1])
    if len(ranked) == 1:
        return ranked[0][0] if ranked[0][1] > 0 else MIXED
    return ranked[0][0] if ranked[0][1] - ranked[1][1] >= lead else MIXED


def score_severity(reading: SeverityReading, answers: Answers, facts: Facts) -> ReadingResult:
    """Grade a severity reading.

    Args:
        reading: Groups, weights and bands.
        answers: Question code -> "0" ... "4" or "na"; codes of other readings are ignored.
        facts: Not used; every model takes the same arguments.

    Raises:
        AnswerNotAllowed: an answer is not 0 to 4 or na.

    Returns:
        Severity on [0, 100] for the whole and each group, the dominant group and the barriers ranked by obstacle
        degree (weight x severity over the sum of these, in percent).
    """
    given: dict[str, Fraction] = {}
    missing: list[str] = []
    not_applicable: list[str] = []
    for code in reading.question_codes():
        answer = answers.get(code)
        if answer is None:
            missing.append(code)
        elif answer == NOT_APPLICABLE:
            not_applicable.append(code)
        elif answer in SEVERITY:
            given[code] = Fraction(answer)
        else:
            raise AnswerNotAllowed(code, answer, ALLOWED["barrier"])
    groups = [
        (node, [code for codes in node.questions.values() for code in codes if code in given]) for node in reading.nodes
    ]
    severities = {node.code: _severity(reading, codes, given) for node, codes in groups if codes}
    status_of_all = status_of(missing, scorable=bool(given))
    incomplete = status_of_all != "complete"
    whole = None if incomplete else _severity(reading, list(given), given)
    nodes: list[Json] = []
    for node, _ in groups:
        asked = [code for codes in node.questions.values() for code in codes]
        severity = severities.get(node.code)
        status = (
            "incomplete" if any(c in missing for c in asked) else "not_applicable" if severity is None else "scored"
        )
        shown = severity if status == "scored" else None
        nodes.append(
            {
                "code": node.code,
                "parent": None,
                "weight": text_of(sum((reading.weights[code] for code in asked), Fraction(0))),
                "score": None if shown is None else text_of(shown),
                "level": None if shown is None else band_of(shown, reading.bands).code,
                "status": status,
            }
        )
    return ReadingResult(
        reading=reading,
        status=status_of_all,
        score=whole,
        scale=(0, 100),
        level=None if whole is None else band_of(whole, reading.bands),
        nodes=nodes,
        missing=tuple(missing),
        not_applicable=tuple(not_applicable),
        details={}
        if incomplete
        else {
            "dominant": dominant_of(list(severities.items()), reading.dominant_lead),
            "barriers": _ranked(reading, given),
        },
        trace=[] if whole is None else _trace(reading, given, severities, whole),
    )


def _severity(reading: SeverityReading, codes: Sequence[str], given: dict[str, Fraction]) -> Fraction:
    return weighted_mean([(reading.weights[code], given[code]) for code in codes]) / TOP * 100


def _ranked(reading: SeverityReading, given: dict[str, Fraction]) -> list[Json]:
    pulls = {code: reading.weights[code] * value for code, value in given.items()}
    total = sum(pulls.values(), Fraction(0))
    order = sorted(given, key=lambda code: -pulls[code])
    return [
        {
            "code": code,
            "value": text_of(given[code]),
            "weight": text_of(reading.weights[code]),
            "obstacle": text_of(pulls[code] / total * 100 if total else Fraction(0)),
        }
        for code in order
    ]


def _trace(
    reading: SeverityReading, given: dict[str, Fraction], severities: dict[str, Fraction], whole: Fraction
) -> list[Json]:
    def line(name: str, codes: Sequence[str], output: Fraction) -> Json:
        return {
            "node": name,
            "rule": "weighted mean / 4 x 100",
            "inputs": [
                {"question": code, "weight": text_of(reading.weights[code]), "value": text_of(given[code])}
                for code in codes
            ],
            "output": text_of(output),
            "source": reading.source,
        }

    lines = [
        line(node.code, [c for codes in node.questions.values() for c in codes if c in given], severities[node.code])
        for node in reading.nodes
        if node.code in severities
    ]
    return [*lines, line(reading.key, list(given), whole)]
