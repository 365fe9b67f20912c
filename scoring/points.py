"""The points model: gates, blocks of must and optional items, quantities against references, principles, tiers.

Source: gbt-36132-2018 (structure), paper-004 (principles), paper-001 (tiers); block weights and tier thresholds are
recommended values of the tool. docs/method.md#points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.errors import AnswerNotAllowed
from scoring.exact import text_of, weighted_mean
from scoring.ladder import VALUES
from scoring.model import (
    ALLOWED,
    NOT_APPLICABLE,
    Answers,
    Block,
    Facts,
    GateQuestion,
    Indicator,
    Item,
    Json,
    PointsReading,
    ReadingResult,
    Tier,
    status_of,
)
from scoring.quantity import FORMULAS, Amount, YearFigures, at_least_as_good, figures_of, range_share

HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Graded:
    """An indicator with its value, references and share on [0, 1]; `share` is None when it is not assessable."""

    indicator: Indicator
    amount: Amount
    base: Fraction | None
    lead: Fraction | None
    source: str
    share: Fraction | None
    reason: str

    @property
    def meets_base(self) -> bool:
        return (
            self.amount.value is not None
            and self.base is not None
            and self.lead is not None
            and at_least_as_good(self.amount.value, self.base, self.base, self.lead)
        )


def grade_indicators(reading: PointsReading, facts: Facts) -> list[Graded]:
    """Compute every indicator and place it between its references, in the order of the reading.

    A reference in `facts` replaces the reading's own. No figures, a zero denominator or no reference make an indicator
    not assessable, with the reason.
    """
    if not reading.indicators:
        return []
    figures = figures_of(facts)
    return [_grade(reading, indicator, facts, figures) for indicator in reading.indicators]


def _grade(reading: PointsReading, indicator: Indicator, facts: Facts, figures: YearFigures) -> Graded:
    amount = FORMULAS[indicator.formula].of(figures)
    own = facts.references.get((reading.key, indicator.code))
    base = Fraction(own.base) if own else indicator.base
    lead = Fraction(own.lead) if own else indicator.lead
    source = own.source if own else indicator.source
    if amount.value is None:
        return Graded(indicator, amount, base, lead, source, None, amount.reason)
    if base is None or lead is None:
        return Graded(indicator, amount, base, lead, source, None, "no reference")
    return Graded(indicator, amount, base, lead, source, range_share(amount.value, base, lead), "")


def block_score(
    block: Block, items: Sequence[tuple[Item, Fraction]], quantities: Sequence[Graded], reading: PointsReading
) -> Fraction | None:
    """Return a block's score on [0, 1], or None when nothing in it applies.

    Rule "musts-and-optionals": must share x mean of musts + optional share x weighted mean of optional items; a part
    with nothing in it leaves its share to the other. Rule "weighted-mean": all items and assessable quantities alike.

    Args:
        block: Rule and weight.
        items: Applicable items with their values on [0, 1].
        quantities: Indicators of this block; those not assessable are passed over.
        reading: For the two shares, in percent.
    """
    if block.rule == "weighted-mean":
        pairs = [(item.weight, value) for item, value in items]
        pairs += [(graded.indicator.weight, graded.share) for graded in quantities if graded.share is not None]
        return weighted_mean(pairs) if pairs else None
    musts = [value for item, value in items if item.rule == "must"]
    optionals = [(item.weight, value) for item, value in items if item.rule == "optional"]
    parts = []
    if musts:
        parts.append((reading.must_share, sum(musts, Fraction(0)) / len(musts)))
    if optionals:
        parts.append((reading.optional_share, weighted_mean(optionals)))
    return weighted_mean(parts) if parts else None


def score_points(reading: PointsReading, answers: Answers, facts: Facts) -> ReadingResult:
    """Grade a points reading.

    Args:
        reading: Gates, blocks, items, indicators and tiers.
        answers: Question code -> answer ("yes"/"no" for gates, 1 / 0.8 / 0.5 / 0 / na for items).
        facts: `quantities`, `tce_per_unit` and `references` are used.

    Raises:
        AnswerNotAllowed: an answer is not in its question's scale.

    Returns:
        Score on [0, 100], the readiness tier, gates, blocks as nodes; in `details` the principles, indicators, musts
        not met and the first condition that holds the firm back from the next tier. A reading without tiers has no
        level and says nothing of a next tier.
    """
    values: dict[str, Fraction] = {}
    missing = [gate.question for gate in reading.gates if answers.get(gate.question) is None]
    not_applicable: list[str] = []
    for gate in reading.gates:
        if answers.get(gate.question) not in (None, *ALLOWED["gate"]):
            raise AnswerNotAllowed(gate.question, answers[gate.question], ALLOWED["gate"])
    for code in reading.items:
        answer = answers.get(code)
        if answer is None:
            missing.append(code)
        elif answer == NOT_APPLICABLE:
            not_applicable.append(code)
        elif answer in VALUES:
            values[code] = VALUES[answer]
        else:
            raise AnswerNotAllowed(code, answer, ALLOWED["item"])
    graded = grade_indicators(reading, facts)
    blocks = {}
    for node in reading.nodes:
        items = [(reading.items[c], values[c]) for codes in node.questions.values() for c in codes if c in values]
        quantities = [row for row in graded if row.indicator.node == node.code]
        blocks[node.code] = block_score(reading.blocks[node.code], items, quantities, reading)
    pairs = [(reading.blocks[code].weight, score) for code, score in blocks.items() if score is not None]
    status = status_of(missing, scorable=bool(pairs))
    incomplete = status != "complete"
    score = None if incomplete else weighted_mean(pairs) * HUNDRED
    failed_gates = [gate for gate in reading.gates if answers.get(gate.question) != "yes"]
    unmet = [code for code, item in reading.items.items() if item.rule == "must" and values.get(code, 1) != 1]
    standing = (
        None
        if score is None or not reading.tiers
        else standing_of(reading.tiers, gates_passed=not failed_gates, score=score, unmet=unmet, graded=graded)
    )
    return ReadingResult(
        reading=reading,
        status=status,
        score=score,
        scale=(0, 100),
        level=None if standing is None else standing.tier,
        gates=[] if incomplete else [_gate_row(gate, answers) for gate in reading.gates],
        nodes=[_node_row(reading, code, blocks[code], missing) for code in blocks],
        missing=tuple(missing),
        not_applicable=tuple(not_applicable),
        details={}
        if score is None
        else {
            "principles": _principles(reading, values, graded),
            "indicators": [_indicator_row(row) for row in graded],
            "musts_unmet": unmet,
            **({} if standing is None else {"next_tier": standing.next_tier, "obstacle": standing.obstacle}),
        },
        trace=[] if score is None else _trace(reading, values, graded, blocks, score),
    )


@dataclass(frozen=True)
class Standing:
    """The tier reached, and the first condition that holds the firm back from the next one (None at the top)."""

    tier: Tier
    next_tier: str | None = None
    obstacle: Json | None = None


def standing_of(
    tiers: Sequence[Tier], *, gates_passed: bool, score: Fraction, unmet: Sequence[str], graded: Sequence[Graded]
) -> Standing:
    """Climb the tiers until a condition is not met.

    Args:
        tiers: Ascending; the first needs nothing.
        score: On [0, 100].
        unmet: Musts not fully met.
        graded: All indicators; the one a tier names must be at or better than its baseline.
    """
    reached = tiers[0]
    for tier in tiers[1:]:
        obstacle = _obstacle(tier, gates_passed, score, unmet, graded)
        if obstacle is not None:
            return Standing(reached, tier.code, obstacle)
        reached = tier
    return Standing(reached)


def _obstacle(
    tier: Tier, gates_passed: bool, score: Fraction, unmet: Sequence[str], graded: Sequence[Graded]
) -> Json | None:
    if tier.gates and not gates_passed:
        return {"condition": "gates"}
    if tier.score is not None and score < tier.score:
        return {"condition": "score", "needs": text_of(tier.score), "has": text_of(score)}
    if tier.musts and unmet:
        return {"condition": "musts", "questions": list(unmet)}
    row = next((row for row in graded if row.indicator.code == tier.indicator), None)
    if row is None or row.meets_base:
        return None
    return {
        "condition": "indicator",
        "indicator": tier.indicator,
        "needs": None if row.base is None else text_of(row.base),
        "has": None if row.amount.value is None else text_of(row.amount.value),
        "reason": row.reason or "short of its reference",
    }


def _gate_row(gate: GateQuestion, answers: Answers) -> Json:
    passed = answers.get(gate.question) == "yes"
    return {
        "code": gate.code,
        "passed": passed,
        "score": None,
        "needs": "yes",
        "blocking": [] if passed else [gate.question],
    }


def _node_row(reading: PointsReading, code: str, score: Fraction | None, missing: Sequence[str]) -> Json:
    node = next(node for node in reading.nodes if node.code == code)
    asked = [c for codes in node.questions.values() for c in codes]
    status = "incomplete" if any(c in missing for c in asked) else "not_applicable" if score is None else "scored"
    return {
        "code": code,
        "parent": None,
        "weight": text_of(reading.blocks[code].weight),
        "score": text_of(score * HUNDRED) if score is not None and status == "scored" else None,
        "status": status,
    }


def _principle_pairs(
    principle: str, reading: PointsReading, values: dict[str, Fraction], graded: Sequence[Graded]
) -> list[tuple[str, Fraction]]:
    pairs = [(code, value) for code, value in values.items() if reading.items[code].principle == principle]
    pairs += [
        (row.indicator.code, row.share)
        for row in graded
        if row.indicator.principle == principle and row.share is not None
    ]
    return pairs


def _principles(reading: PointsReading, values: dict[str, Fraction], graded: Sequence[Graded]) -> list[Json]:
    rows = []
    for principle in reading.principles:
        pairs = _principle_pairs(principle.code, reading, values, graded)
        score = sum((value for _, value in pairs), Fraction(0)) / len(pairs) * HUNDRED if pairs else None
        rows.append(
            {
                "code": principle.code,
                "score": None if score is None else text_of(score),
                "status": "scored" if pairs else "not_applicable",
            }
        )
    return rows


def _indicator_row(row: Graded) -> Json:
    return {
        "code": row.indicator.code,
        "node": row.indicator.node,
        "unit": row.indicator.unit,
        "value": None if row.amount.value is None else text_of(row.amount.value),
        "base": None if row.base is None else text_of(row.base),
        "lead": None if row.lead is None else text_of(row.lead),
        "share": None if row.share is None else text_of(row.share),
        "status": "scored" if row.share is not None else "not_assessable",
        "reason": row.reason,
        "absent": list(row.amount.absent),
        "source": row.source,
    }


def _trace(
    reading: PointsReading,
    values: dict[str, Fraction],
    graded: Sequence[Graded],
    blocks: dict[str, Fraction | None],
    score: Fraction,
) -> list[Json]:
    lines: list[Json] = [
        {
            "node": row.indicator.code,
            "rule": row.indicator.formula,
            "inputs": [{"quantity": code, "value": text_of(amount)} for code, amount in row.amount.inputs]
            + [{"base": text_of(row.base), "lead": text_of(row.lead)}],
            "output": text_of(row.share),
            "source": row.source,
        }
        for row in graded
        if row.share is not None and row.base is not None and row.lead is not None
    ]
    for node in reading.nodes:
        own = blocks[node.code]
        if own is None:
            continue
        inputs: list[Json] = [
            {
                "question": code,
                "rule": reading.items[code].rule,
                "weight": text_of(reading.items[code].weight),
                "value": text_of(values[code]),
            }
            for codes in node.questions.values()
            for code in codes
            if code in values
        ]
        inputs += [
            {"node": row.indicator.code, "weight": text_of(row.indicator.weight), "value": text_of(row.share)}
            for row in graded
            if row.indicator.node == node.code and row.share is not None
        ]
        rule = reading.blocks[node.code].rule
        if rule == "musts-and-optionals":
            rule = f"{text_of(reading.must_share)} % musts + {text_of(reading.optional_share)} % optional items"
        lines.append(
            {"node": node.code, "rule": rule, "inputs": inputs, "output": text_of(own), "source": reading.source}
        )
    for principle in reading.principles:
        pairs = _principle_pairs(principle.code, reading, values, graded)
        if pairs:
            lines.append(
                {
                    "node": principle.code,
                    "rule": "mean of items and quantities x 100",
                    "inputs": [{"node": code, "value": text_of(value)} for code, value in pairs],
                    "output": text_of(sum((value for _, value in pairs), Fraction(0)) / len(pairs) * HUNDRED),
                    "source": reading.source,
                }
            )
    lines.append(
        {
            "node": reading.key,
            "rule": "weighted mean of blocks x 100",
            "inputs": [
                {"node": code, "weight": text_of(reading.blocks[code].weight), "value": text_of(own)}
                for code, own in blocks.items()
                if own is not None
            ],
            "output": text_of(score),
            "source": reading.source,
        }
    )
    return lines
