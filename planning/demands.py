"""What a target still lacks: a few sums that are linear in better answers, each exact.

Source: docs/method.md#roadmap.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from planning.cuts import Effects, middle
from planning.targets import EFFECT, HUNDRED, LEVEL, SEVERITY, Target
from planning.whatif import Today
from scoring.exact import text_of
from scoring.gaps import value_of
from scoring.ladder import ROOT, VALUES, leaves_of, scores_by_node, shares_at, weight_table
from scoring.model import (
    NOT_APPLICABLE,
    YES_NO,
    Answers,
    Block,
    Json,
    LadderReading,
    PointsReading,
    RangeReading,
    ReadingResult,
    SeverityReading,
    Tier,
)
from scoring.points import Graded, block_score, grade_indicators
from scoring.severity import TOP


@dataclass(frozen=True)
class Demand:
    """One condition of a target that does not hold yet.

    Attributes:
        condition: "level", "gates", "musts", "score", "indicator", "severity" or "effect".
        needs: how much is still to be gained, above 0 (0 is enough for none when `strict`).
        gains: question -> gained for each unit its answer gets better: 1 from no to yes and from 0 to 1 on the scale
            of fulfilment, 1 for each step of a barrier.
        by_use: use -> measure -> gained by doing it; of several that act on one use only the most counts.
        strict: whether more than `needs` must be gained.
        about: what the condition compares, JSON-ready.
    """

    condition: str
    needs: Fraction
    gains: Mapping[str, Fraction] = field(default_factory=dict)
    by_use: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    strict: bool = False
    about: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Blocked:
    """Why a target cannot be worked towards at all: "incomplete" or "not-assessed"; `about` is JSON-ready."""

    reason: str
    about: Json = field(default_factory=dict)


def open_questions(today: Today, key: str) -> tuple[str, ...]:
    """Return the questions that must be answered before a reading can be planned for."""
    result = today.result(key)
    known = answers_in(today, result)
    waiting = (code for code in result.not_reached if code not in known)
    return tuple(dict.fromkeys((*result.missing, *waiting)))


def answers_in(today: Today, result: ReadingResult) -> Answers:
    """Return the answers as one reading sees them, with what stands in for questions not asked."""
    return {**result.stand_ins, **today.known}


def demands_of(target: Target, today: Today, effects: Effects) -> tuple[Demand, ...] | Blocked:
    """Return what the target still needs; nothing when it is reached already.

    Conditions that hold are left out. Every gain is exact, and better answers never lose one.

    Args:
        target: Of `parse_target`, with the same readings.
        today: Where the firm stands.
        effects: Quantified cuts; the middle of each range counts.
    """
    if target.kind == EFFECT:
        by_use: dict[str, dict[str, Fraction]] = {}
        for code, cut in effects.get(target.reading, {}).items():
            by_use.setdefault(cut.use, {})[code] = middle(cut)
        about = {"effect": target.reading, "needs": text_of(-Fraction(target.wanted))}
        return (Demand(EFFECT, -Fraction(target.wanted), by_use=by_use, about=about),)
    result = today.result(target.reading)
    waiting = open_questions(today, target.reading)
    if waiting:
        return Blocked("incomplete", {"questions": list(waiting)})
    if result.status != "complete":
        return Blocked("not-assessed")
    known = answers_in(today, result)
    reading = result.reading
    if isinstance(reading, LadderReading):
        return _level_demands(reading, target, today, known)
    if isinstance(reading, PointsReading):
        return tuple(_tier_demands(reading, target, today, result, known))
    if isinstance(reading, SeverityReading):
        return _severity_demands(reading, target, known)
    raise TypeError(f"{type(reading).__name__} has no target")


def _level_demands(
    reading: LadderReading, target: Target, today: Today, known: Answers
) -> tuple[Demand, ...] | Blocked:
    scores = level_scores(reading, today, known, target.node)
    wanted = int(target.wanted) - 1
    # A level with nothing to assess is passed with the next one above it that has something.
    last = next((index for index, (score, _) in enumerate(scores) if index >= wanted and score is not None), None)
    if last is None:
        highest = max((number for number, (score, _) in enumerate(scores, 1) if score is not None), default=0)
        return Blocked("not-assessed", {"highest": str(highest)})
    return tuple(
        Demand(
            LEVEL,
            reading.pass_mark - score,
            gains,
            about={"level": reading.levels[index].code, "has": text_of(score), "needs": text_of(reading.pass_mark)},
        )
        for index, (score, gains) in enumerate(scores[: last + 1])
        if score is not None and score < reading.pass_mark
    )


Linear = tuple[Fraction | None, Mapping[str, Fraction]]
"""A score today, and what each of its questions adds to it for each unit its answer gets better."""


def level_scores(reading: LadderReading, today: Today, known: Answers, node: str = ROOT) -> list[Linear]:
    """Return the score of a node at every level, on [0, 1]; None where nothing is assessed, or the node is left out."""
    table = weight_table(reading, today.facts.profile, today.facts.trimmed)
    scores = scores_by_node(reading, table, leaves_of(reading, table, known))
    below = [leaf for leaf in table.leaves if not node or f"{leaf.code}.".startswith(f"{node}.")]
    found: list[Linear] = []
    for index in range(len(reading.levels)):
        score = scores[node][index] if node in scores else None
        gains: dict[str, Fraction] = {}
        if score is not None:
            shares = shares_at(table, scores, index)
            for leaf in below:
                if leaf.code not in shares:
                    continue
                codes = [code for code in list(leaf.questions.values())[index] if known[code] != NOT_APPLICABLE]
                gains |= dict.fromkeys(codes, shares[leaf.code] / shares[node] / len(codes))
        found.append((score, gains))
    return found


def _tier_demands(
    reading: PointsReading, target: Target, today: Today, result: ReadingResult, known: Answers
) -> Iterable[Demand]:
    score, gains = points_score(reading, today, known)
    graded = {row.indicator.code: row for row in grade_indicators(reading, today.facts)}
    tiers = [tier.code for tier in reading.tiers]
    climbed = reading.tiers[: tiers.index(target.wanted) + 1]
    if any(tier.gates for tier in climbed):
        for gate in reading.gates:
            if known[gate.question] != "yes":
                yield Demand("gates", Fraction(1), {gate.question: Fraction(1)}, about={"question": gate.question})
    if any(tier.musts for tier in climbed):
        for code in result.details["musts_unmet"]:
            about = {"question": code}
            yield Demand("musts", 1 - VALUES[str(known[code])], {code: Fraction(1)}, about=about)
    for tier in climbed:
        if tier.indicator is not None and not graded[tier.indicator].meets_base:
            yield _short_of_reference(tier, graded[tier.indicator])
    needs = max((tier.score for tier in climbed if tier.score is not None), default=Fraction(0))
    if score < needs:
        yield Demand("score", needs - score, gains, about={"has": text_of(score), "needs": text_of(needs)})


def _short_of_reference(tier: Tier, row: Graded) -> Demand:
    """No answer changes a figure of the firm, so nothing gains here."""
    about = {
        "indicator": tier.indicator,
        "has": None if row.amount.value is None else text_of(row.amount.value),
        "needs": None if row.base is None else text_of(row.base),
        "why": row.reason or "short of its reference",
    }
    return Demand("indicator", Fraction(1), about=about)


def points_score(reading: PointsReading, today: Today, known: Answers) -> tuple[Fraction, Mapping[str, Fraction]]:
    """Return the score of a points reading, on [0, 100], and what each item adds to it; gates add nothing."""
    graded = grade_indicators(reading, today.facts)
    score = total = Fraction(0)
    gains: dict[str, Fraction] = {}
    for node in reading.nodes:
        block = reading.blocks[node.code]
        codes = [code for own in node.questions.values() for code in own if known[code] != NOT_APPLICABLE]
        values = {code: VALUES[str(known[code])] for code in codes}
        now, own_gains = _block(reading, block, values, [row for row in graded if row.indicator.node == node.code])
        if now is not None:
            total += block.weight
            score += block.weight * now
            gains |= {code: block.weight * gain for code, gain in own_gains.items()}
    return score / total * HUNDRED, {code: gain / total * HUNDRED for code, gain in gains.items()}


def _block(
    reading: PointsReading, block: Block, values: Mapping[str, Fraction], quantities: Sequence[Graded]
) -> Linear:
    def own(values: Mapping[str, Fraction]) -> Fraction:
        pairs = [(reading.items[code], value) for code, value in values.items()]
        return block_score(block, pairs, quantities, reading) or Fraction(0)

    if (
        block_score(block, [(reading.items[code], value) for code, value in values.items()], quantities, reading)
        is None
    ):
        return None, {}
    # Linear in every item, so the difference between 1 and 0 is what a whole unit adds.
    gains = {code: own({**values, code: Fraction(1)}) - own({**values, code: Fraction(0)}) for code in values}
    return own(values), gains


def _severity_demands(reading: SeverityReading, target: Target, known: Answers) -> tuple[Demand, ...]:
    score, gains = severity_score(reading, known, target.node)
    if score is None or score < Fraction(target.wanted):
        return ()
    about = {"has": text_of(score), "needs": target.wanted}
    return (Demand(SEVERITY, score - Fraction(target.wanted), gains, strict=True, about=about),)


def severity_score(reading: SeverityReading, known: Answers, node: str = ROOT) -> Linear:
    """Return the severity of a group or of the whole, on [0, 100], and what each barrier's step takes off it."""
    groups = [each for each in reading.nodes if node in (ROOT, each.code)]
    codes = [
        code for each in groups for own in each.questions.values() for code in own if known[code] != NOT_APPLICABLE
    ]
    total = sum((reading.weights[code] for code in codes), Fraction(0))
    if not total:
        return None, {}
    gains = {code: reading.weights[code] / total / TOP * HUNDRED for code in codes}
    return sum((gains[code] * value_of(str(known[code])) for code in codes), Fraction(0)), gains


def range_score(reading: RangeReading, known: Answers) -> Mapping[str, Fraction]:
    """Return the points each question of a range reading adds; figures are not changed by answers."""
    return {
        row.question: row.points for row in reading.indicators if row.question and known[row.question] != NOT_APPLICABLE
    }


def better_by(before: str, after: str) -> Fraction:
    """Return by how many units an answer got better: 1 from no to yes, else the distance on its scale.

    >>> better_by("0.5", "0.8"), better_by("no", "yes"), better_by("4", "2")
    (Fraction(3, 10), Fraction(1, 1), Fraction(2, 1))
    """
    return Fraction(1) if before in YES_NO else abs(value_of(after) - value_of(before))
