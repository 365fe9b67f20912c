"""Would the level or the tier be another one if the weights were? Many draws of all weights, each moved a little.

Source: docs/method.md#sensitivity; spread, number of draws and seed are the tool's own.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from random import Random

from scoring.errors import ScoreOutOfRange
from scoring.exact import mean, text_of
from scoring.ladder import ROOT, VALUES, leaves_of, weight_table
from scoring.model import NOT_APPLICABLE, Facts, Json, LadderReading, Level, PointsReading, ReadingResult
from scoring.points import HUNDRED, grade_indicator, standing_of

DRAWS = 200
SPREAD = Fraction(1, 5)
SEED = 39117
THOUSAND = 1000

Weights = Mapping[str, Mapping[str, int]]
"""Parent -> child -> weight, deepest parents first and the whole (ROOT) last."""

Step = tuple[int, Mapping[str, Fraction] | None]
"""A level's number and its scores; None where it is passed whatever the weights."""


def sensitivity(
    ladder_result: ReadingResult,
    points_result: ReadingResult,
    facts: Facts,
    *,
    draws: int = DRAWS,
    spread: Fraction = SPREAD,
    seed: int = SEED,
) -> Json:
    """Return how often each level and each tier comes out when every weight moves.

    Rule: in every draw each weight is multiplied by a factor of its own between 1 - spread and 1 + spread, in
    thousandths, all equally likely; inside a parent only proportions matter, so weights are re-normalised there.
    Answers and quantities stay. The same arguments give the same counts.

    Args:
        ladder_result, points_result: What `score` returned, with traces.
        facts: As given to `score`.
        draws: 1 or more.
        spread: On [0, 1); what is finer than a thousandth is cut off.
        seed: Of the generator; each of the two readings starts from it.

    Raises:
        ScoreOutOfRange: the spread lies outside [0, 1).

    Returns:
        draws, spread in percent, seed; under "level" and "tier" the reading, what it says now and how many draws give
        each of its levels, lowest first, zeros included; None where a reading is not complete or has no tiers.
    """
    if not 0 <= spread < 1:
        raise ScoreOutOfRange(spread, "0", "1")
    reach = int(spread * THOUSAND)
    return {
        "draws": draws,
        "spread": text_of(spread * 100),
        "seed": seed,
        "level": _levels(ladder_result, facts, draws, Factors(seed, reach)),
        "tier": _tiers(points_result, facts, draws, Factors(seed, reach)),
    }


class Factors:
    """A stream of factors in thousandths, 1000 - reach to 1000 + reach, all equally likely."""

    def __init__(self, seed: int, reach: int):
        self._random = Random(seed)  # noqa: S311 (draws that must come out the same again, no secret)
        self._factors = range(THOUSAND - reach, THOUSAND + reach + 1)

    def moved(self, weights: Weights) -> dict[str, dict[str, int]]:
        """Return the weights, each times the next factor."""
        count = sum(map(len, weights.values()))
        # choices() rests on random() alone, the one stream that Python promises to keep between versions.
        factors = iter(self._random.choices(self._factors, k=count))
        return {
            parent: {child: weight * next(factors) for child, weight in children.items()}
            for parent, children in weights.items()
        }


def _answers_of(result: ReadingResult) -> dict[str, str]:
    """The answers a result was computed from, as its trace shows them: what was not reached counts as 0 there."""
    answers = {row["question"]: row["value"] for line in result.trace for row in line["inputs"] if "question" in row}
    return answers | dict.fromkeys(result.not_applicable, NOT_APPLICABLE)


def _counts(result: ReadingResult, now: Level, levels: Sequence[str], drawn: Sequence[str]) -> Json:
    return {
        "reading": result.reading.key,
        "now": now.code,
        "counts": [{"code": code, "draws": drawn.count(code)} for code in levels],
    }


def _whole_numbers(weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Whole numbers in the same proportions."""
    unit = lcm(*(weight.denominator for weight in weights.values()))
    return {code: int(weight * unit) for code, weight in weights.items()}


def weighted_whole(weights: Weights, values: Mapping[str, Fraction]) -> Fraction:
    """Return the weighted mean of a tree's leaves, climbing to ROOT; a child without a value leaves its parent's mean.

    Whole numbers all the way and one reduction at the end: this runs hundreds of times per result.

    Args:
        weights: Above 0; every leaf or parent stands under one parent.
        values: Leaf -> value; at least one.

    >>> half = Fraction(1, 2)
    >>> weighted_whole({"a": {"x": 1, "y": 3}, "": {"a": 1, "b": 1}}, {"x": half, "y": half, "b": Fraction(1)})
    Fraction(3, 4)
    """
    found = {code: (value.numerator, value.denominator) for code, value in values.items()}
    for parent, children in weights.items():
        top, bottom, total = 0, 1, 0
        for child, weight in children.items():
            if child in found:
                own, unit = found[child]
                top = top * unit + weight * own * bottom
                bottom *= unit
                total += weight
        if total:
            found[parent] = top, bottom * total
    return Fraction(*found[ROOT])


def _levels(result: ReadingResult, facts: Facts, draws: int, factors: Factors) -> Json | None:
    reading = result.reading
    if not isinstance(reading, LadderReading) or result.level is None:
        return None
    table = weight_table(reading, facts.profile, facts.trimmed)
    leaves = leaves_of(reading, table, _answers_of(result))
    weights = {parent: _whole_numbers(dict(rows)) for parent, rows in table.children.items()}
    by_level: list[dict[str, Fraction]] = [{} for _ in reading.levels]
    for code, leaf in leaves.items():
        for values, score in zip(by_level, leaf.scores, strict=False):
            if score is not None:
                values[code] = score
    steps = _steps(by_level, reading.pass_mark)
    codes = ["0", *(level.code for level in reading.levels)]
    drawn = [codes[_level_when(factors.moved(weights), steps, reading.pass_mark)] for _ in range(draws)]
    return _counts(result, result.level, codes, drawn)


def _steps(by_level: Sequence[Mapping[str, Fraction]], pass_mark: Fraction) -> list[Step]:
    """The levels that can be reached, lowest first. A mean lies between its lowest and its highest score, so the
    climb ends for sure where no score passes, and needs no weights where every score does."""
    steps: list[Step] = []
    for number, scores in enumerate(by_level, 1):
        if not scores:
            continue
        if max(scores.values()) < pass_mark:
            break
        steps.append((number, None if min(scores.values()) >= pass_mark else scores))
    return steps


def _level_when(weights: Weights, steps: Sequence[Step], pass_mark: Fraction) -> int:
    reached = 0
    for number, scores in steps:
        if scores is not None and weighted_whole(weights, scores) < pass_mark:
            break
        reached = number
    return reached


def _tiers(result: ReadingResult, facts: Facts, draws: int, factors: Factors) -> Json | None:
    reading = result.reading
    if not isinstance(reading, PointsReading) or result.level is None:
        return None
    answers = _answers_of(result)
    graded = [grade_indicator(reading, indicator, facts) for indicator in reading.indicators]
    given = {code: VALUES[answers[code]] for code in reading.items if answers[code] != NOT_APPLICABLE}
    given |= {row.indicator.code: row.share for row in graded if row.share is not None}
    weights, values = _points_tree(reading, given)
    gates_passed = all(gate["passed"] for gate in result.gates)
    drawn = [
        standing_of(
            reading.tiers,
            gates_passed=gates_passed,
            score=weighted_whole(factors.moved(weights), values) * HUNDRED,
            unmet=result.details["musts_unmet"],
            graded=graded,
        ).tier.code
        for _ in range(draws)
    ]
    return _counts(result, result.level, [tier.code for tier in reading.tiers], drawn)


def _points_tree(
    reading: PointsReading, given: Mapping[str, Fraction]
) -> tuple[dict[str, dict[str, int]], dict[str, Fraction]]:
    """The weights of a points reading as a tree, and the values of its leaves.

    Musts have no weights of their own, so a block's musts are one leaf.
    """
    weights: dict[str, dict[str, int]] = {}
    values = dict(given)
    for node in reading.nodes:
        codes = [code for codes in node.questions.values() for code in codes]
        if reading.blocks[node.code].rule == "weighted-mean":
            own = {code: reading.items[code].weight for code in codes}
            own |= {row.code: row.weight for row in reading.indicators if row.node == node.code}
        else:
            musts, optionals = f"{node.code} musts", f"{node.code} optionals"
            own = {musts: reading.must_share, optionals: reading.optional_share}
            met = [values[code] for code in codes if reading.items[code].rule == "must" and code in values]
            if met:
                values[musts] = mean(met)
            free = {code: reading.items[code].weight for code in codes if reading.items[code].rule == "optional"}
            weights[optionals] = _whole_numbers(free)
        weights[node.code] = _whole_numbers(own)
    weights[ROOT] = _whole_numbers({code: block.weight for code, block in reading.blocks.items()})
    return weights, values
