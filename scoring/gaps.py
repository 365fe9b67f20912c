"""Gaps: what is not met below the next level, and how much of its reading each one costs.

Source: docs/method.md#gaps.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from scoring.ladder import VALUES, leaves_of, passes, scores_by_node, shares_at, weight_table
from scoring.model import (
    NOT_APPLICABLE,
    Answers,
    Block,
    Facts,
    LadderReading,
    PointsReading,
    RangeReading,
    Reading,
    ReadingResult,
    SeverityReading,
)
from scoring.points import grade_indicators
from scoring.quantity import figures_of
from scoring.range import grade_range_indicator

FULL = Fraction(1)
BARRIER_COUNTS_FROM = 2
MOST_SEVERE = 4
GATE_LOSS = Fraction(1)
MET_AT = {"must": FULL, "optional": Fraction(4, 5)}
"""From which answer an item needs no advice; a must is met at 1 only."""


@lru_cache(maxsize=64)
def value_of(answer: str) -> Fraction:
    """Return the number an answer of a scale stands for.

    >>> value_of("0.8"), value_of("3")
    (Fraction(4, 5), Fraction(3, 1))
    """
    return Fraction(answer)


@dataclass(frozen=True)
class Gap:
    """One requirement, item, gate or barrier that is not as it should be.

    Attributes:
        reading: key of the reading it belongs to.
        question: its code.
        answer: what was answered.
        loss: on (0, 1]. Requirement: what part of the whole reading's score at its level it carries. Item: what part of
            the score it carries. In both, an answer that rises by d lifts that score by exactly loss x d. Gate: 1.
            Barrier: what it adds to the severity of the whole.
        blocks: code of the gate it helps to block ("L2", "compliance"), "musts" for a must, or "". A level already
            passed is blocked by nothing, and of an incomplete ladder no level is known to be blocked.
    """

    reading: str
    question: str
    answer: str
    loss: Fraction
    blocks: str = ""

    def closed_by(self, reached: str) -> Fraction:
        """Return how much is won when the answer becomes `reached`, on [0, loss]; 0 when it is no better."""
        if self.answer in ("yes", "no"):
            return self.loss if reached == "yes" and self.answer == "no" else Fraction(0)
        return max(Fraction(0), self.loss * (value_of(reached) - value_of(self.answer)))


def gaps(result: ReadingResult, answers: Answers, facts: Facts) -> tuple[Gap, ...]:
    """Return the gaps of one reading, in its own order.

    Ladder: requirements answered below the pass mark, up to and including the first level their sub-domain does not
    pass. Points: gates answered no, musts answered below 1, optional items below 0.8 (mostly met). Severity: barriers
    at 2 or above. Range: indicators graded by a question that is answered below 0.8; its gates stand in other readings.
    A question the firm was not asked is no gap, whatever stands in for its answer.

    Args:
        result: What `score` returned for these answers and facts. An incomplete result has gaps among what is answered.
        answers: Question code -> answer.
        facts: As given to `score`.
    """
    found = _gaps_of(result, {**answers, **result.stand_ins}, facts)
    return tuple(gap for gap in found if gap.question not in result.stand_ins)


def _gaps_of(result: ReadingResult, answers: Answers, facts: Facts) -> list[Gap]:
    reading: Reading = result.reading
    if isinstance(reading, LadderReading):
        blocked = {gate["code"] for gate in result.gates if not gate["passed"]}
        return _ladder_gaps(reading, answers, facts, blocked)
    if isinstance(reading, PointsReading):
        return _points_gaps(reading, answers, facts)
    if isinstance(reading, SeverityReading):
        return _barriers(reading, answers)
    if isinstance(reading, RangeReading):
        return _range_gaps(reading, answers, facts)
    raise TypeError(f"{type(reading).__name__} has no gaps")


def _ladder_gaps(reading: LadderReading, answers: Answers, facts: Facts, blocked: Collection[str]) -> list[Gap]:
    table = weight_table(reading, facts.profile, facts.trimmed)
    leaves = leaves_of(reading, table, answers)
    scores = scores_by_node(reading, table, leaves)
    shares: dict[int, dict[str, Fraction]] = {}
    found = []
    for node in table.leaves:
        asked = list(node.questions.values())[: leaves[node.code].asked_to]
        for index, codes in enumerate(asked):
            open_codes = [code for code in codes if _falls_short(answers.get(code), reading.pass_mark)]
            if not open_codes:
                continue
            if index not in shares:
                shares[index] = shares_at(table, scores, index)
            loss = shares[index][node.code] / sum(answers.get(code) != NOT_APPLICABLE for code in codes)
            gate = f"L{index + 1}"
            blocks = gate if gate in blocked else ""
            found += [Gap(reading.key, code, str(answers[code]), loss, blocks) for code in open_codes]
    return found


def _falls_short(answer: str | None, mark: Fraction) -> bool:
    return answer is not None and answer in VALUES and not passes(VALUES[answer], mark)


def _points_gaps(reading: PointsReading, answers: Answers, facts: Facts) -> list[Gap]:
    found = [
        Gap(reading.key, gate.question, "no", GATE_LOSS, gate.code)
        for gate in reading.gates
        if answers.get(gate.question) == "no"
    ]
    assessable = [row for row in grade_indicators(reading, facts) if row.share is not None]
    shares: dict[str, dict[str, Fraction]] = {}
    for node in reading.nodes:
        block = reading.blocks[node.code]
        items = [code for codes in node.questions.values() for code in codes if answers.get(code) in VALUES]
        quantities = [row.indicator.weight for row in assessable if row.indicator.node == node.code]
        if items or (quantities and block.rule == "weighted-mean"):
            shares[node.code] = _shares_in_block(reading, block, items, quantities)
    total = sum((reading.blocks[code].weight for code in shares), Fraction(0))
    for name, own in shares.items():
        for code, share in own.items():
            if _falls_short(answers[code], MET_AT[reading.items[code].rule]):
                must = "musts" if reading.items[code].rule == "must" else ""
                loss = reading.blocks[name].weight / total * share
                found.append(Gap(reading.key, code, str(answers[code]), loss, must))
    return found


def _shares_in_block(
    reading: PointsReading, block: Block, items: Sequence[str], quantities: Sequence[Fraction]
) -> dict[str, Fraction]:
    """What part of its block's score each applicable item carries; with the assessable quantities they sum to 1."""
    if block.rule == "weighted-mean":
        weights = {code: reading.items[code].weight for code in items}
        total = sum((*weights.values(), *quantities), Fraction(0))
        return {code: weight / total for code, weight in weights.items()}
    musts = {code: FULL for code in items if reading.items[code].rule == "must"}
    optionals = {code: reading.items[code].weight for code in items if reading.items[code].rule == "optional"}
    parts = [
        (share, part) for share, part in ((reading.must_share, musts), (reading.optional_share, optionals)) if part
    ]
    whole = sum((share for share, _ in parts), Fraction(0))
    own: dict[str, Fraction] = {}
    for share, part in parts:
        unit = share / whole / sum(part.values(), Fraction(0))
        own |= {code: unit * weight for code, weight in part.items()}
    return {code: own[code] for code in items}


def _range_gaps(reading: RangeReading, answers: Answers, facts: Facts) -> list[Gap]:
    figures = figures_of(facts)
    graded = [grade_range_indicator(reading, row, answers, facts, figures) for row in reading.indicators]
    assessable = sum((row.indicator.points for row in graded if row.share is not None), Fraction(0))
    return [
        Gap(reading.key, code, str(answers[code]), row.indicator.points / assessable)
        for row in graded
        if (code := row.indicator.question) and _falls_short(answers.get(code), MET_AT["optional"])
    ]


def _barriers(reading: SeverityReading, answers: Answers) -> list[Gap]:
    given = {
        code: value_of(answer)
        for code in reading.question_codes()
        if (answer := answers.get(code)) is not None and answer != NOT_APPLICABLE
    }
    total = sum((reading.weights[code] for code in given), Fraction(0))
    return [
        Gap(reading.key, code, str(answers[code]), reading.weights[code] / total * value / MOST_SEVERE)
        for code, value in given.items()
        if value >= BARRIER_COUNTS_FROM
    ]
