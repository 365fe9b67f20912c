"""Would the level or the tier be another one if the weights were? Many draws of all weights, each moved a little.

Source: docs/method.md#sensitivity; spread, number of draws and seed are the tool's own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import lcm
from operator import add, mul
from random import Random

from scoring.errors import ScoreOutOfRange
from scoring.exact import mean, text_of
from scoring.ladder import ROOT, VALUES, leaves_of, passes, weight_table
from scoring.model import NOT_APPLICABLE, Facts, Json, LadderReading, Level, PointsReading, ReadingResult, Tier
from scoring.points import HUNDRED, Graded, grade_indicators, standing_of

DRAWS = 200
SPREAD = Fraction(1, 5)
SEED = 39117
THOUSAND = 1000

Weights = Mapping[str, Mapping[str, int]]
"""Parent -> child -> weight, deepest parents first and the whole (ROOT) last."""

Columns = Mapping[str, Mapping[str, tuple[int, ...]]]
"""Parent -> child -> its weight in every draw, in the order of `Weights`; what weighs nothing is left out."""


@dataclass(frozen=True)
class Draws:
    """What fixes the factors: how many draws, their reach in thousandths, and the seed."""

    count: int
    reach: int
    seed: int


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
    chosen = Draws(draws, int(spread * THOUSAND), seed)
    return {
        "draws": draws,
        "spread": text_of(spread * 100),
        "seed": seed,
        "level": _levels(ladder_result, facts, chosen),
        "tier": _tiers(points_result, facts, chosen),
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


def drawn_weights(weights: Weights, draws: Draws) -> Columns:
    """Return every weight in every draw.

    >>> drawn_weights({"": {"a": 2, "b": 3}}, Draws(3, 0, 1))
    {'': {'a': (2000, 2000, 2000), 'b': (3000, 3000, 3000)}}
    """
    factors = Factors(draws.seed, draws.reach)
    rows = [factors.moved(weights) for _ in range(draws.count)]
    return {
        parent: {child: tuple(row[parent][child] for row in rows) for child, weight in children.items() if weight}
        for parent, children in weights.items()
    }


@lru_cache(maxsize=64)
def _drawn_of_ladder(reading: LadderReading, profile: str, trimmed: frozenset[str], draws: Draws) -> Columns:
    # Remembered: the seed is fixed, so every firm of a profile meets the same draws.
    children = weight_table(reading, profile, trimmed).children
    return drawn_weights({parent: _whole_numbers(dict(rows)) for parent, rows in children.items()}, draws)


@lru_cache(maxsize=16)
def _drawn_of_points(reading: PointsReading, draws: Draws) -> Columns:
    return drawn_weights(_points_weights(reading), draws)


class Whole:
    """The weighted mean of a tree's leaves in every draw; a child without a value leaves its parent's mean.

    Args:
        columns: Of every draw; every leaf or parent stands under one parent.
        values: Leaf -> value; at least one.

    >>> columns = drawn_weights({"a": {"x": 1, "y": 3}, "": {"a": 1, "b": 1}}, Draws(2, 0, 1))
    >>> whole = Whole(columns, {"x": Fraction(1), "y": Fraction(0), "b": Fraction(1)})
    >>> whole.reaching(Fraction(5, 8)), whole.reaching(Fraction(626, 1000))
    (frozenset({0, 1}), frozenset())
    """

    def __init__(self, columns: Columns, values: Mapping[str, Fraction]):
        self._columns, self._values = columns, values

    def reaching(self, mark: Fraction) -> Collection[int]:
        """Return the draws, counted from 0, whose mean is at or above `mark`."""
        # A mean lies between its lowest and its highest value: often the weights do not matter.
        verdicts = {passes(value, mark) for value in self._values.values()}
        if len(verdicts) == 1:
            return range(self._count) if verdicts.pop() else ()
        top, bottom = mark.numerator, mark.denominator
        return frozenset(draw for draw, (own, unit) in enumerate(self.means) if own * bottom >= top * unit)

    @cached_property
    def means(self) -> list[tuple[int, int]]:
        """Numerator and denominator of the mean in every draw, not reduced: whole numbers all the way."""
        part = lcm(*(value.denominator for value in self._values.values()))
        fixed = {code: value.numerator * (part // value.denominator) for code, value in self._values.items()}
        moving: dict[str, tuple[list[int], list[int]]] = {}
        for parent, children in self._columns.items():
            known = {fixed[child] for child in children if child in fixed}
            if not moving.keys().isdisjoint(children) or len(known) > 1:
                moving[parent] = self._means_under(children, fixed, moving)
            elif known:
                fixed[parent] = known.pop()
        tops, bottoms = moving[ROOT] if ROOT in moving else ([fixed[ROOT]] * self._count, [1] * self._count)
        return [(top, bottom * part) for top, bottom in zip(tops, bottoms, strict=True)]

    @property
    def _count(self) -> int:
        return len(next(iter(self._columns[ROOT].values())))

    def _means_under(
        self,
        children: Mapping[str, tuple[int, ...]],
        fixed: Mapping[str, int],
        moving: Mapping[str, tuple[list[int], list[int]]],
    ) -> tuple[list[int], list[int]]:
        """The mean of one parent in every draw: numerators, and denominators over those of the values."""
        tops, bottoms, totals = [0] * self._count, [1] * self._count, [0] * self._count
        for child, weights in children.items():
            if child in fixed:
                value = fixed[child]
                tops = [top + value * weight for top, weight in zip(tops, weights, strict=True)]
                totals = list(map(add, totals, weights))
        for child, weights in children.items():
            if child in moving:
                columns = zip(tops, bottoms, weights, *moving[child], strict=True)
                tops = [top * unit + weight * own * bottom for top, bottom, weight, own, unit in columns]
                bottoms = list(map(mul, bottoms, moving[child][1]))
                totals = list(map(add, totals, weights))
        return tops, list(map(mul, bottoms, totals))


def _answers_of(result: ReadingResult) -> dict[str, str]:
    """The answers a result was computed from, as its trace shows them: what was not reached counts as 0 there."""
    answers = {row["question"]: row["value"] for line in result.trace for row in line["inputs"] if "question" in row}
    return answers | dict.fromkeys(result.not_applicable, NOT_APPLICABLE)


def _counts(
    result: ReadingResult, now: Level, codes: Sequence[str], steps: Iterable[tuple[str, Collection[int]]], draws: Draws
) -> Json:
    """How many draws end at each code, climbing from the first one.

    Args:
        steps: Ascending; the code each step leads to, and the draws that can take it.
    """
    ended = dict.fromkeys(codes, 0)
    here = codes[0]
    climbing: Sequence[int] = range(draws.count)
    for code, passing in steps:
        rising = [draw for draw in climbing if draw in passing]
        ended[here] = len(climbing) - len(rising)
        here, climbing = code, rising
        if not climbing:
            break
    ended[here] = len(climbing)
    return {
        "reading": result.reading.key,
        "now": now.code,
        "counts": [{"code": code, "draws": count} for code, count in ended.items()],
    }


def _whole_numbers(weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Whole numbers in the same proportions."""
    unit = lcm(*(weight.denominator for weight in weights.values()))
    return {code: int(weight * unit) for code, weight in weights.items()}


def _levels(result: ReadingResult, facts: Facts, draws: Draws) -> Json | None:
    reading = result.reading
    if not isinstance(reading, LadderReading) or result.level is None:
        return None
    leaves = leaves_of(reading, weight_table(reading, facts.profile, facts.trimmed), _answers_of(result))
    columns = _drawn_of_ladder(reading, facts.profile, facts.trimmed, draws)
    by_level: list[dict[str, Fraction]] = [{} for _ in reading.levels]
    for code, leaf in leaves.items():
        for values, cell in zip(by_level, leaf.cells, strict=False):
            if cell.score is not None:
                values[code] = cell.score
    steps = (
        (level.code, Whole(columns, values).reaching(reading.pass_mark))
        for level, values in zip(reading.levels, by_level, strict=True)
        if values
    )
    return _counts(result, result.level, ["0", *(level.code for level in reading.levels)], steps, draws)


def _tiers(result: ReadingResult, facts: Facts, draws: Draws) -> Json | None:
    reading = result.reading
    if not isinstance(reading, PointsReading) or result.level is None:
        return None
    answers = _answers_of(result)
    graded = grade_indicators(reading, facts)
    given = {code: VALUES[answers[code]] for code in reading.items if answers[code] != NOT_APPLICABLE}
    given |= {row.indicator.code: row.share for row in graded if row.share is not None}
    whole = Whole(_drawn_of_points(reading, draws), _points_values(reading, given))
    steps = (
        (tier.code, range(draws.count) if tier.score is None else whole.reaching(tier.score / HUNDRED))
        for tier in _open_tiers(reading, result, graded)
    )
    return _counts(result, result.level, [tier.code for tier in reading.tiers], steps, draws)


def _open_tiers(reading: PointsReading, result: ReadingResult, graded: Sequence[Graded]) -> Sequence[Tier]:
    """The tiers above the first that a high enough score would reach, whatever the weights."""
    highest = standing_of(
        reading.tiers,
        gates_passed=all(gate["passed"] for gate in result.gates),
        score=HUNDRED,
        unmet=result.details["musts_unmet"],
        graded=graded,
    ).tier
    return reading.tiers[1 : reading.tiers.index(highest) + 1]


def _musts_of(code: str) -> str:
    return f"{code} musts"


def _optionals_of(code: str) -> str:
    return f"{code} optionals"


def _points_weights(reading: PointsReading) -> Weights:
    """The weights of a points reading as a tree. Musts have none of their own, so a block's musts are one leaf."""
    weights: dict[str, dict[str, int]] = {}
    for node in reading.nodes:
        codes = [code for codes in node.questions.values() for code in codes]
        if reading.blocks[node.code].rule == "weighted-mean":
            own = {code: reading.items[code].weight for code in codes}
            own |= {row.code: row.weight for row in reading.indicators if row.node == node.code}
        else:
            own = {_musts_of(node.code): reading.must_share, _optionals_of(node.code): reading.optional_share}
            free = {code: reading.items[code].weight for code in codes if reading.items[code].rule == "optional"}
            weights[_optionals_of(node.code)] = _whole_numbers(free)
        weights[node.code] = _whole_numbers(own)
    weights[ROOT] = _whole_numbers({code: block.weight for code, block in reading.blocks.items()})
    return weights


def _points_values(reading: PointsReading, given: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The values of its leaves: what is given, and the mean of each block's musts."""
    values = dict(given)
    for node in reading.nodes:
        codes = [code for codes in node.questions.values() for code in codes]
        met = [given[code] for code in codes if code in given and reading.items[code].rule == "must"]
        if met:
            values[_musts_of(node.code)] = mean(met)
    return values
