"""The ladder model: requirements in cells of sub-domain x level, weighted up a tree, levels with gates.

Source: gbt-39117-2020 (answer scale, pass mark, total), docs/method.md#ladder.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from scoring.errors import AnswerNotAllowed, ScoreOutOfRange, TrimNotAllowed, UnknownProfile
from scoring.exact import text_of, total, weighted_mean
from scoring.model import (
    ALLOWED,
    NOT_APPLICABLE,
    Answers,
    Facts,
    Json,
    LadderReading,
    Level,
    Node,
    ReadingResult,
    status_of,
)

ROOT = ""
VALUES: Mapping[str, Fraction] = {"1": Fraction(1), "0.8": Fraction(4, 5), "0.5": Fraction(1, 2), "0": Fraction(0)}
TENTHS: Mapping[str, int] = {answer: int(value * 10) for answer, value in VALUES.items()}

Scores = tuple[Fraction | None, ...]
"""One score per level in ascending order; None where the level has nothing to assess."""


def level_of(scores: Sequence[Fraction | None], pass_mark: Fraction) -> int:
    """Return the highest level whose gate, and every gate below it, is passed.

    Rule: level k is passed when scores[k-1] >= pass_mark and all lower levels are passed. A level with nothing to
    assess (None) neither passes nor blocks.

    Args:
        scores: One score per level in ascending order, each on [0, 1], unrounded; empty means level 0.
        pass_mark: On (0, 1].

    Raises:
        ScoreOutOfRange: a score lies outside [0, 1].

    Source: gbt-39117-2020, docs/method.md#levels.

    >>> level_of([Fraction(4, 5), Fraction(79, 100), Fraction(1)], Fraction(4, 5))
    1
    """
    level = 0
    for number, score in enumerate(scores, 1):
        if score is None:
            continue
        if not 0 <= score.numerator <= score.denominator:
            raise ScoreOutOfRange(score, "0", "1")
        if not passes(score, pass_mark):
            break
        level = number
    return level


def passes(score: Fraction, pass_mark: Fraction) -> bool:
    """Return whether a score is at or above the pass mark.

    >>> passes(Fraction(4, 5), Fraction(4, 5)), passes(Fraction(79, 100), Fraction(4, 5))
    (True, False)
    """
    # In whole numbers; asked thousands of times per assessment.
    return score.numerator * pass_mark.denominator >= pass_mark.numerator * score.denominator


def total_of(scores: Sequence[Fraction | None], pass_mark: Fraction) -> Fraction:
    """Return the level plus the score of the first level not passed (the level alone when all are passed).

    Args:
        scores: One score per level in ascending order, each on [0, 1]; None where nothing is assessed.
        pass_mark: On (0, 1].

    Raises:
        ScoreOutOfRange: a score lies outside [0, 1].

    Source: gbt-39117-2020 (a passed level counts 1), docs/method.md#total.

    >>> total_of([Fraction(1), Fraction(1, 2), Fraction(0)], Fraction(4, 5))
    Fraction(3, 2)
    >>> total_of([Fraction(1), Fraction(4, 5)], Fraction(4, 5))
    Fraction(2, 1)
    """
    return _level_and_total(scores, pass_mark)[1]


def _level_and_total(scores: Scores | Sequence[Fraction | None], pass_mark: Fraction) -> tuple[int, Fraction]:
    level = level_of(scores, pass_mark)
    following = next((score for score in scores[level:] if score is not None), None)
    return level, Fraction(level) if following is None else level + following


@dataclass(frozen=True)
class Cell:
    """One sub-domain at one level."""

    score: Fraction | None
    missing: tuple[str, ...]
    not_reached: tuple[str, ...]


@dataclass(frozen=True)
class Leaf:
    """One sub-domain, graded."""

    node: Node
    cells: tuple[Cell, ...]
    asked_to: int

    @property
    def scores(self) -> Scores:
        return tuple(cell.score for cell in self.cells)

    @property
    def missing(self) -> tuple[str, ...]:
        return self.cells[self.asked_to - 1].missing


@dataclass(frozen=True)
class Table:
    """The weights of one profile after trimming: the children of each inner node, deepest nodes first and the whole
    (ROOT) last, so that walking it in order climbs the tree; the leaves in the order of the reading."""

    children: Mapping[str, tuple[tuple[str, Fraction], ...]]
    leaves: tuple[Node, ...]
    left_out: Mapping[str, str]


@lru_cache(maxsize=1024)
def weight_table(reading: LadderReading, profile: str, trimmed: frozenset[str]) -> Table:
    """Return who counts under whom, for one profile and one set of trimmed nodes.

    Args:
        reading: Any ladder reading.
        profile: A key of `reading.profiles`.
        trimmed: Node codes or their last parts; each must lie at or below a trimmable node. A ladder without any
            trimmable node is asked whole, whatever the firm leaves out of others.

    Raises:
        UnknownProfile: the reading has no such profile.
        TrimNotAllowed: a name is unknown or lies outside the trimmable nodes.
    """
    if profile not in reading.profiles:
        raise UnknownProfile(reading.key, profile, tuple(reading.profiles))
    weights = reading.profiles[profile].weights
    gone = trimmed_codes(reading, trimmed) if reading.trimmable else frozenset()
    left_out = {
        node.code: "trimmed" if node.code in gone else "not in profile"
        for node in reading.nodes
        if node.code in gone or not weights.get(node.code)
    }
    children: dict[str, list[tuple[str, Fraction]]] = {}
    leaves: list[Node] = []
    # Children first, so that an inner node whose children are all gone leaves its own parent too.
    for node in reversed(reading.nodes):
        if node.code in left_out or (not node.questions and node.code not in children):
            left_out.setdefault(node.code, "trimmed")
            continue
        children.setdefault(node.parent or ROOT, []).insert(0, (node.code, weights[node.code]))
        if node.questions:
            leaves.insert(0, node)
    inner = [node.code for node in reading.nodes if node.code in children]
    climbing = (*sorted(inner, key=lambda code: -code.count(".")), ROOT)
    return Table({code: tuple(children.get(code, ())) for code in climbing}, tuple(leaves), left_out)


def trimmed_codes(reading: LadderReading, names: Iterable[str]) -> frozenset[str]:
    """Return the node codes that the given names stand for, with everything below them.

    >>> trimmed_codes(LadderReading("k", "1", "", "", "", {}, "", (), Fraction(1), {}, (), {}, ()), [])
    frozenset()
    """
    gone: set[str] = set()
    for name in names:
        hits = [
            node.code
            for node in reading.nodes
            if name in (node.code, node.short)
            and any(node.code == top or node.code.startswith(f"{top}.") for top in reading.trimmable)
        ]
        if not hits:
            raise TrimNotAllowed(name, trimmable_names(reading))
        gone.update(node.code for node in reading.nodes if any(f"{node.code}.".startswith(f"{hit}.") for hit in hits))
    return frozenset(gone)


def trimmable_names(reading: LadderReading) -> tuple[str, ...]:
    """Return the last parts of all sub-domains that may be trimmed, in the order of the reading."""
    return tuple(
        node.short
        for node in reading.nodes
        if node.questions and any(f"{node.code}.".startswith(f"{top}.") for top in reading.trimmable)
    )


def leaf_of(node: Node, answers: Answers, pass_mark: Fraction) -> Leaf:
    """Grade one sub-domain, level by level.

    Everything up to and including the first level not passed must be answered; unanswered requirements above it
    count 0 and are listed as not reached. A level whose requirements are all not applicable has no score.

    Args:
        node: A leaf, its levels ascending without a gap.
        answers: Question code -> answer; other codes are ignored.
        pass_mark: On (0, 1].

    Raises:
        AnswerNotAllowed: an answer is not 1, 0.8, 0.5, 0 or na.
    """
    given = tuple([answers.get(code) for codes in node.questions.values() for code in codes])
    return _graded_leaf(node, given, pass_mark)


def _grade_leaf(node: Node, given: tuple[str | None, ...], pass_mark: Fraction) -> Leaf:
    cells = []
    asked_to = 0
    still_climbing = True
    following = iter(given)
    for number, codes in enumerate(node.questions.values(), 1):
        count = tenths = 0
        unanswered = []
        for code, answer in zip(codes, following, strict=False):
            if answer is None:
                unanswered.append(code)
            elif answer != NOT_APPLICABLE:
                if answer not in TENTHS:
                    raise AnswerNotAllowed(code, answer, ALLOWED["requirement"])
                tenths += TENTHS[answer]
                count += 1
        count += len(unanswered)
        score = _of_tenths(tenths, count) if count else None
        if still_climbing:
            asked_to = number
            cells.append(Cell(score, tuple(unanswered), ()))
            still_climbing = score is None or (not unanswered and passes(score, pass_mark))
        else:
            cells.append(Cell(score, (), tuple(unanswered)))
    return Leaf(node, tuple(cells), asked_to)


_graded_leaf = lru_cache(maxsize=4096)(_grade_leaf)
"""Remembered: score, gaps and sensitivity of one firm grade the same leaves, and many firms answer some alike."""


@lru_cache(maxsize=1024)
def _of_tenths(tenths: int, count: int) -> Fraction:
    return Fraction(tenths, 10 * count)


def open_level(node: Node, answers: Answers, pass_mark: Fraction) -> int:
    """Return the highest level of the sub-domain that is asked now (1 at the start)."""
    return leaf_of(node, answers, pass_mark).asked_to


def score_ladder(reading: LadderReading, answers: Answers, facts: Facts) -> ReadingResult:
    """Grade a ladder reading.

    Args:
        reading: Levels, weights and gates.
        answers: Question code -> answer; codes of other readings are ignored.
        facts: `profile` and `trimmed` are used.

    Raises:
        UnknownProfile, TrimNotAllowed, AnswerNotAllowed: see their classes.

    Returns:
        Score on [0, number of levels], level, one gate per level, every node with its own level and score.

    Source: gbt-39116-2020, gbt-39117-2020, docs/method.md#ladder.
    """
    table = weight_table(reading, facts.profile, facts.trimmed)
    leaves = leaves_of(reading, table, answers)
    missing = tuple(code for leaf in leaves.values() for code in leaf.missing)
    scores = scores_by_node(reading, table, leaves)
    whole = scores[ROOT]
    status = status_of(missing, scorable=any(score is not None for score in whole))
    incomplete = status != "complete"
    level, total = _level_and_total(whole, reading.pass_mark)
    return ReadingResult(
        reading=reading,
        status=status,
        score=None if incomplete else total,
        scale=(0, len(reading.levels)),
        level=None if incomplete else level_named(reading, level),
        gates=[] if incomplete else list(_gates(reading, table, leaves, scores)),
        nodes=list(_nodes(reading, facts.profile, table, leaves, scores)),
        missing=missing,
        not_applicable=tuple(
            code
            for node in table.leaves
            for codes in node.questions.values()
            for code in codes
            if answers.get(code) == NOT_APPLICABLE
        ),
        not_reached=tuple(code for leaf in leaves.values() for cell in leaf.cells for code in cell.not_reached),
        details={
            "profile": facts.profile,
            "trimmed": [node.code for node in reading.nodes if table.left_out.get(node.code) == "trimmed"],
        },
        trace=[] if incomplete else list(_trace(reading, table, leaves, scores, answers)),
    )


def level_named(reading: LadderReading, number: int) -> Level:
    """Return the named level, or "below level 1" for 0."""
    return reading.levels[number - 1] if number else Level("0", reading.below)


def leaves_of(reading: LadderReading, table: Table, answers: Answers) -> dict[str, Leaf]:
    """Return every sub-domain of the table, graded, by code, in the order of the reading."""
    return {node.code: leaf_of(node, answers, reading.pass_mark) for node in table.leaves}


def scores_by_node(reading: LadderReading, table: Table, leaves: Mapping[str, Leaf]) -> dict[str, Scores]:
    """Return the score of every node at every level of the reading; the whole is at ROOT.

    A sub-domain that has no such level, or nothing applicable at it, has None there and leaves its parent's mean.
    """
    depth = len(reading.levels)
    scores: dict[str, Scores] = {
        code: leaf.scores + (None,) * (depth - len(leaf.cells)) for code, leaf in leaves.items()
    }
    for code, rows in table.children.items():
        scores[code] = tuple(_mean_at(rows, scores, index) for index in range(depth))
    return scores


def _mean_at(rows: Sequence[tuple[str, Fraction]], scores: Mapping[str, Scores], index: int) -> Fraction | None:
    pairs = [(weight, score) for code, weight in rows if (score := scores[code][index]) is not None]
    return weighted_mean(pairs) if pairs else None


def shares_at(table: Table, scores: Mapping[str, Scores], index: int) -> dict[str, Fraction]:
    """Return what part of the whole each node is at one level (index from 0), after re-normalising.

    The shares of the sub-domains sum to 1; a node without a score at that level is absent.
    """
    shares = {ROOT: Fraction(1)}
    queue = [ROOT]
    while queue:
        parent = queue.pop()
        rows = [(code, weight) for code, weight in table.children[parent] if scores[code][index] is not None]
        siblings = total([weight for _, weight in rows])
        for code, weight in rows:
            shares[code] = shares[parent] * weight / siblings
            if code in table.children:
                queue.append(code)
    return shares


def _gates(
    reading: LadderReading, table: Table, leaves: Mapping[str, Leaf], scores: Mapping[str, Scores]
) -> Iterable[Json]:
    reached = level_of(scores[ROOT], reading.pass_mark)
    open_levels = [i for i, score in enumerate(scores[ROOT]) if score is not None and i >= reached]
    for index, level in enumerate(reading.levels):
        score = scores[ROOT][index]
        passed = score is not None and index < reached
        blocking: list[str] = []
        if index in open_levels:
            shares = shares_at(table, scores, index)
            weak = [
                (-shares[code] * (1 - own), position, leaf.node.short)
                for position, (code, leaf) in enumerate(leaves.items())
                if (own := scores[code][index]) is not None and own < reading.pass_mark
            ]
            blocking = [short for *_, short in sorted(weak)]
        yield {
            "code": f"L{level.code}",
            "passed": passed,
            "score": None if score is None else text_of(score),
            "needs": text_of(reading.pass_mark),
            "blocking": blocking,
            "needs_level": f"L{reading.levels[open_levels[0]].code}" if index in open_levels[1:] else None,
        }


def _nodes(
    reading: LadderReading,
    profile: str,
    table: Table,
    leaves: Mapping[str, Leaf],
    scores: Mapping[str, Scores],
) -> Iterable[Json]:
    weights = reading.profiles[profile].weights
    waiting = {above for code, leaf in leaves.items() if leaf.missing for above in _path_of(code)}
    for node in reading.nodes:
        row: Json = {"code": node.code, "parent": node.parent}
        weight = weights.get(node.code)
        row["weight"] = None if not weight else text_of(weight)
        own: Scores = scores.get(node.code, ())
        applies = [number for number, score in enumerate(own, 1) if score is not None]
        if node.code in table.left_out:
            status = table.left_out[node.code].replace(" ", "_")
        elif node.code in waiting:
            status = "incomplete"
        elif not applies:
            status = "not_applicable"
        else:
            status = "scored"
        scored = status == "scored"
        level, total = _level_and_total(own, reading.pass_mark)
        row["score"] = text_of(total) if scored else None
        row["level"] = str(level) if scored else None
        row["scale"] = ["0", str(max(applies))] if scored else None
        row["by_level"] = [None if score is None else text_of(score) for score in own] if scored else []
        row["status"] = status
        yield row


def _path_of(code: str) -> Iterable[str]:
    """The node and everything above it: a.b.c -> a.b.c, a.b, a."""
    while code:
        yield code
        code = code.rpartition(".")[0]


def _trace(
    reading: LadderReading,
    table: Table,
    leaves: Mapping[str, Leaf],
    scores: Mapping[str, Scores],
    answers: Answers,
) -> Iterable[Json]:
    for code, leaf in leaves.items():
        for level, cell, codes in zip(reading.levels, leaf.cells, leaf.node.questions.values(), strict=False):
            if cell.score is None:
                continue
            yield {
                "node": f"{code}@L{level.code}",
                "rule": "mean of requirements",
                "inputs": [_cell_input(question, answers) for question in codes],
                "output": text_of(cell.score),
                "source": reading.source,
            }
    for parent, rows in table.children.items():
        for index, level in enumerate(reading.levels):
            score = scores[parent][index]
            if score is None:
                continue
            yield {
                "node": f"{parent or reading.key}@L{level.code}",
                "rule": "weighted mean",
                "inputs": [
                    {"node": f"{code}@L{level.code}", "weight": text_of(weight), "value": text_of(own)}
                    for code, weight in rows
                    if (own := scores[code][index]) is not None
                ],
                "output": text_of(score),
                "source": reading.source,
            }
    whole = scores[ROOT]
    yield {
        "node": reading.key,
        "rule": "passed levels plus the score of the first level not passed",
        "inputs": [
            {"node": f"{reading.key}@L{level.code}", "value": text_of(score)}
            for level, score in zip(reading.levels, whole, strict=True)
            if score is not None
        ],
        "output": text_of(total_of(whole, reading.pass_mark)),
        "source": reading.source,
    }


def _cell_input(question: str, answers: Answers) -> Json:
    answer = answers.get(question)
    if answer is None:
        return {"question": question, "value": "0", "reason": "not reached"}
    if answer == NOT_APPLICABLE:
        return {"question": question, "value": None, "reason": "not applicable"}
    return {"question": question, "value": answer}
