"""Gaps: what is not met below the next level, and how much of its reading each one costs.

Source: docs/method.md#gaps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.ladder import VALUES, leaf_of, weight_table
from scoring.model import (
    NOT_APPLICABLE,
    Answers,
    Facts,
    LadderReading,
    PointsReading,
    Reading,
    ReadingResult,
    SeverityReading,
)

FULL = Fraction(1)
BARRIER_COUNTS_FROM = 2
GATE_LOSS = Fraction(1)


@dataclass(frozen=True)
class Gap:
    """One requirement, item, gate or barrier that is not as it should be.

    Attributes:
        reading: key of the reading it belongs to.
        question: its code.
        answer: what was answered.
        loss: on (0, 1]. Requirement or item: what an answer of 0 costs of the reading's next step. Gate: 1. Barrier:
            its obstacle degree, its share of everything that holds the firm back.
        blocks: code of the gate it helps to block ("L2", "compliance"), or "".
    """

    reading: str
    question: str
    answer: str
    loss: Fraction
    blocks: str = ""

    def closed_by(self, reached: str) -> Fraction:
        """Return how much of the reading's next step is won when the answer becomes `reached` (never below 0)."""
        if self.answer in ("yes", "no"):
            return self.loss if reached == "yes" and self.answer == "no" else Fraction(0)
        return max(Fraction(0), self.loss * (Fraction(reached) - Fraction(self.answer)))


def gaps(result: ReadingResult, answers: Answers, facts: Facts) -> tuple[Gap, ...]:
    """Return the gaps of one reading, in its own order.

    Ladder: requirements answered below 1, up to and including the first level their sub-domain does not pass.
    Points: gates answered no, items answered below 1. Severity: barriers at 2 or above.

    Args:
        result: What `score` returned for these answers and facts. An incomplete result has gaps among what is answered.
        answers: Question code -> answer.
        facts: As given to `score`.
    """
    reading: Reading = result.reading
    if isinstance(reading, LadderReading):
        return tuple(_ladder_gaps(reading, answers, facts))
    if isinstance(reading, PointsReading):
        return tuple(_points_gaps(reading, answers))
    if isinstance(reading, SeverityReading):
        return tuple(_barriers(reading, answers))
    raise TypeError(f"{type(reading).__name__} has no gaps")


def _ladder_gaps(reading: LadderReading, answers: Answers, facts: Facts) -> list[Gap]:
    table = weight_table(reading, facts.profile, facts.trimmed)
    weights = reading.profiles[facts.profile].weights
    parents = {code: parent for parent, rows in table.children.items() for code, _ in rows}
    found = []
    for node in table.leaves:
        leaf = leaf_of(node, answers, reading.pass_mark)
        share = FULL
        code = node.code
        while code:
            siblings = sum((weight for _, weight in table.children[parents[code]]), Fraction(0))
            share *= weights[code] / siblings
            code = parents[code]
        for number, codes in enumerate(node.questions.values(), 1):
            if number > leaf.asked_to:
                break
            for question in codes:
                answer = answers.get(question)
                if answer not in (None, NOT_APPLICABLE, "1"):
                    found.append(Gap(reading.key, question, str(answer), share / len(codes), f"L{number}"))
    return found


def _points_gaps(reading: PointsReading, answers: Answers) -> list[Gap]:
    found = [
        Gap(reading.key, gate.question, "no", GATE_LOSS, gate.code)
        for gate in reading.gates
        if answers.get(gate.question) == "no"
    ]
    total = sum((block.weight for block in reading.blocks.values()), Fraction(0))
    for node in reading.nodes:
        codes = [code for level in node.questions.values() for code in level]
        block = reading.blocks[node.code]
        for code in codes:
            answer = answers.get(code)
            if answer not in VALUES or answer == "1":
                continue
            share = _share_in_block(reading, codes, code) if block.rule == "musts-and-optionals" else FULL / len(codes)
            must = "musts" if reading.items[code].rule == "must" else ""
            found.append(Gap(reading.key, code, str(answer), block.weight / total * share, must))
    return found


def _share_in_block(reading: PointsReading, codes: Sequence[str], code: str) -> Fraction:
    rule = reading.items[code].rule
    same = [other for other in codes if reading.items[other].rule == rule]
    part = reading.must_share if rule == "must" else reading.optional_share
    whole = reading.must_share + reading.optional_share
    if len(same) == len(codes):
        part = whole
    weights = [FULL if rule == "must" else reading.items[other].weight for other in same]
    own = FULL if rule == "must" else reading.items[code].weight
    return part / whole * own / sum(weights, Fraction(0))


def _barriers(reading: SeverityReading, answers: Answers) -> list[Gap]:
    pulls = {
        code: reading.weights[code] * Fraction(answer)
        for code in reading.question_codes()
        if (answer := answers.get(code)) not in (None, NOT_APPLICABLE)
    }
    total = sum(pulls.values(), Fraction(0))
    return [
        Gap(reading.key, code, str(answers[code]), pull / total)
        for code, pull in pulls.items()
        if Fraction(str(answers[code])) >= BARRIER_COUNTS_FROM
    ]
