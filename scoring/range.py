"""The range model: indicators that earn points between a baseline and a leading value, and gate clauses beside them.

What cannot be assessed leaves the count: the score is points earned of points assessable. There is no pass mark and
there are no grades, because the standard has none. A gate that is not passed is told and lowers no figure.

Source: gbt-36132-2025 clauses 4.2 and 5 (gates, points), Annex C (points, informative), docs/method.md#range.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.errors import AnswerNotAllowed, ReferenceNotUsable
from scoring.exact import text_of, total
from scoring.ladder import VALUES
from scoring.model import (
    ALLOWED,
    NOT_APPLICABLE,
    Answers,
    Facts,
    GateClause,
    Json,
    RangeIndicator,
    RangeReading,
    ReadingResult,
    Reference,
    status_of,
)
from scoring.quantity import FORMULAS, Amount, YearFigures, figures_of, range_share

HUNDRED = Fraction(100)
YES = "yes"
ANSWERS = ALLOWED["item"]

SCORED, BELOW_BASELINE, NOT_ASSESSABLE = "scored", "below_baseline", "not_assessable"


@dataclass(frozen=True)
class RangeGraded:
    """One indicator, graded.

    Attributes:
        unit, formula: those the reference chose; "" when a question grades the indicator.
        amount: value, or why there is none; of a question, the answer's value on [0, 1].
        base, lead, reference: None without a reference, and for a question.
        share: on [0, 1]; None when it is not assessable.
        reason: "" or why it is not assessable or counts 0: a reason of `Amount`, "no reference", "not applicable",
            "not answered".
    """

    indicator: RangeIndicator
    unit: str
    formula: str
    amount: Amount
    base: Fraction | None
    lead: Fraction | None
    reference: Json | None
    share: Fraction | None
    reason: str

    @property
    def earned(self) -> Fraction | None:
        """Points earned, on [0, points]; None when the indicator is not assessable."""
        return None if self.share is None else self.indicator.points * self.share

    @property
    def outcome(self) -> str:
        """ "scored", "below_baseline" (assessable, and nothing earned) or "not_assessable"."""
        if self.share is None:
            return NOT_ASSESSABLE
        return SCORED if self.share else BELOW_BASELINE


def grade_range_indicator(
    reading: RangeReading, indicator: RangeIndicator, answers: Answers, facts: Facts, figures: YearFigures
) -> RangeGraded:
    """Grade one indicator.

    A question gives its answer as the share. A quantity stands between baseline and leading value: those of
    `facts.references` where there are any, whose unit chooses the formula, else the standard's own in the default unit.

    Args:
        figures: Of the assessed year of `facts`.

    Raises:
        AnswerNotAllowed: the answer is not 1, 0.8, 0.5, 0 or na.
        ReferenceNotUsable: a reference is in a unit the indicator has no formula for, or its two values are equal.
    """
    if indicator.question:
        return _graded_by_question(indicator, answers)
    own = facts.references.get((reading.key, indicator.code))
    unit = own.unit if own else indicator.unit
    if unit not in indicator.formulas:
        raise ReferenceNotUsable(indicator.code, f"no formula gives {unit!r}; use {', '.join(indicator.formulas)}")
    formula = indicator.formulas[unit]
    amount = FORMULAS[formula].of(figures)
    base = Fraction(own.base) if own else indicator.base
    lead = Fraction(own.lead) if own else indicator.lead
    if base is None or lead is None:
        return RangeGraded(indicator, unit, formula, amount, base, lead, None, None, amount.reason or "no reference")
    reference = _reference(own) if own else _standards_own(reading, indicator)
    share = None if amount.value is None else range_share(amount.value, base, lead)
    return RangeGraded(indicator, unit, formula, amount, base, lead, reference, share, amount.reason)


def _graded_by_question(indicator: RangeIndicator, answers: Answers) -> RangeGraded:
    answer = answers.get(indicator.question)
    if answer is None or answer == NOT_APPLICABLE:
        reason = "not answered" if answer is None else "not applicable"
        return RangeGraded(indicator, "", "", Amount(None, reason), None, None, None, None, reason)
    if answer not in VALUES:
        raise AnswerNotAllowed(indicator.question, answer, ANSWERS)
    value = VALUES[answer]
    return RangeGraded(indicator, "", "", Amount(value), None, None, None, value, "")


def _reference(own: Reference) -> Json:
    return {"origin": own.origin, "source": own.source, "valid_from": own.valid_from, "status": own.status}


def _standards_own(reading: RangeReading, indicator: RangeIndicator) -> Json:
    return {
        "origin": "standard",
        "source": indicator.source,
        "valid_from": reading.valid_from,
        "status": indicator.status,
    }


def reaches(answer: str, least: str) -> bool:
    """Return whether an answer is at least what a gate clause needs; what does not apply is not there.

    >>> reaches("1", "1"), reaches("0.8", "1"), reaches("no", "yes"), reaches("na", "1")
    (True, False, False, False)
    """
    if answer == NOT_APPLICABLE:
        return False  # the standard makes no exception from its gate clauses
    return answer == YES if least == YES else VALUES[answer] >= Fraction(least)


def score_range(reading: RangeReading, answers: Answers, facts: Facts) -> ReadingResult:
    """Grade a range reading.

    Args:
        reading: Gates and indicators.
        answers: Question code -> answer; codes of other readings are ignored.
        facts: Quantities, factors, history and references are used.

    Raises:
        AnswerNotAllowed: an answer is not in its question's scale.
        ReferenceNotUsable: see `grade_range_indicator`.

    Returns:
        Points earned on [0, points assessable], no level, one row per gate clause and node; in `details` points earned
        and assessable, their ratio in percent, and every indicator with its outcome. "not_applicable" when nothing is
        assessable.
    """
    for gate in reading.gates:
        for code, least in gate.needs.items():
            allowed = ALLOWED["gate"] if least == YES else ANSWERS
            if answers.get(code) not in (None, *allowed):
                raise AnswerNotAllowed(code, answers[code], allowed)
    figures = figures_of(facts)
    graded = [grade_range_indicator(reading, row, answers, facts, figures) for row in reading.indicators]
    missing = tuple(code for code in reading.question_codes() if answers.get(code) is None)
    earned, assessable = _points(graded)
    status = status_of(missing, scorable=bool(assessable))
    complete = status == "complete"
    return ReadingResult(
        reading=reading,
        status=status,
        score=earned if complete else None,
        scale=(0, assessable),
        level=None,
        gates=[] if missing else [_gate_row(gate, answers) for gate in reading.gates],
        nodes=list(_nodes(reading, graded, missing)),
        missing=missing,
        not_applicable=tuple(code for code in reading.question_codes() if answers.get(code) == NOT_APPLICABLE),
        details={}
        if missing
        else {
            "earned": text_of(earned),
            "assessable": text_of(assessable),
            "share": text_of(earned / assessable * HUNDRED) if assessable else None,
            "indicators": [_indicator_row(row) for row in graded],
        },
        trace=list(_trace(reading, graded)) if complete else [],
    )


def _points(graded: Sequence[RangeGraded]) -> tuple[Fraction, Fraction]:
    """Points earned, and points that could be assessed."""
    earned = [row.earned for row in graded if row.earned is not None]
    return total(earned), total([row.indicator.points for row in graded if row.share is not None])


def _gate_row(gate: GateClause, answers: Answers) -> Json:
    blocking = [code for code, least in gate.needs.items() if not reaches(str(answers[code]), least)]
    return {"code": gate.code, "passed": not blocking, "score": None, "needs": "all", "blocking": blocking}


def _nodes(reading: RangeReading, graded: Sequence[RangeGraded], missing: Sequence[str]) -> Iterable[Json]:
    for node in reading.nodes:
        own = [row for row in graded if row.indicator.node == node.code]
        earned, assessable = _points(own)
        if any(row.indicator.question in missing for row in own):
            status = "incomplete"
        else:
            status = SCORED if assessable else NOT_ASSESSABLE
        yield {
            "code": node.code,
            "parent": None,
            "weight": text_of(reading.points[node.code]),
            "score": text_of(earned) if status == SCORED else None,
            "assessable": text_of(assessable),
            "status": status,
        }


def _indicator_row(row: RangeGraded) -> Json:
    return {
        "code": row.indicator.code,
        "node": row.indicator.node,
        "points": text_of(row.indicator.points),
        "unit": row.unit,
        "formula": row.formula,
        "question": row.indicator.question or None,
        "value": _text(row.amount.value),
        "base": _text(row.base),
        "lead": _text(row.lead),
        "share": _text(row.share),
        "earned": _text(row.earned),
        "outcome": row.outcome,
        "reason": row.reason,
        "absent": list(row.amount.absent),
        "source": row.indicator.source,
        "reference": row.reference,
    }


def _text(value: Fraction | None) -> str | None:
    return None if value is None else text_of(value)


def _trace(reading: RangeReading, graded: Sequence[RangeGraded]) -> Iterable[Json]:
    for row in graded:
        if not row.indicator.question:
            yield from _quantity_lines(row)
    for node in reading.nodes:
        own = [row for row in graded if row.indicator.node == node.code and row.share is not None]
        if own:
            inputs = [_share_input(row) for row in own]
            yield _line(node.code, "sum of points x share", inputs, _points(own)[0], reading.source)
    sums = {node.code: _points([row for row in graded if row.indicator.node == node.code]) for node in reading.nodes}
    inputs = [{"node": code, "value": text_of(earned)} for code, (earned, assessable) in sums.items() if assessable]
    yield _line(reading.key, "sum of points earned", inputs, _points(graded)[0], reading.source)


def _quantity_lines(row: RangeGraded) -> Iterable[Json]:
    """How the value came about, and how far it lies between its references."""
    if row.amount.value is None:
        return
    code, source = row.indicator.code, row.indicator.source
    amounts = [{"quantity": name, "value": text_of(amount)} for name, amount in row.amount.inputs]
    yield _line(f"{code}@value", row.formula, amounts, row.amount.value, source)
    if row.share is not None and row.base is not None and row.lead is not None and row.reference is not None:
        inputs: list[Mapping[str, str]] = [
            {"node": f"{code}@value", "value": text_of(row.amount.value)},
            {"base": text_of(row.base), "lead": text_of(row.lead)},
        ]
        rule = "(value - base) / (lead - base), held on 0 to 1"
        yield _line(code, rule, inputs, row.share, row.reference["source"])


def _share_input(row: RangeGraded) -> dict[str, str]:
    kind, code = ("question", row.indicator.question) if row.indicator.question else ("node", row.indicator.code)
    return {kind: code, "weight": text_of(row.indicator.points), "value": _text(row.share) or "0"}


def _line(node: str, rule: str, inputs: Sequence[Mapping[str, str]], output: Fraction, source: str) -> Json:
    return {"node": node, "rule": rule, "inputs": list(inputs), "output": text_of(output), "source": source}
