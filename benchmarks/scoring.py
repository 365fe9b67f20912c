"""Scoring: one firm, its whole result document, and many firms in a row on one core."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice

from assessments.selectors import tce_of
from assessments.services.exchange import Exchange, document_of_exchange, import_exchange
from benchmarks.firms import varied
from benchmarks.table import Row, best_of, seconds
from content.loader import current
from scoring.engine import score
from scoring.model import Facts, LadderReading, PointsReading, Reading, Reference, SeverityReading

BARE = "bare weighted sums of the same answers, in floats"
PORTION = 500
"""So many firms are held in memory at once."""

Weights = Mapping[str, float]
VALUES = {"1": 1.0, "0.8": 0.8, "0.5": 0.5, "0": 0.0, "2": 2.0, "3": 3.0, "4": 4.0, "na": 0.0}


def question_weights(reading: Reading, profile: str) -> Weights:
    """What each question weighs in the whole of its reading: the one table a bare weighted sum needs."""
    if isinstance(reading, LadderReading):
        own = {code: float(weight) / 100 for code, weight in reading.profiles[profile].weights.items()}
        leaves = [node for node in reading.nodes if node.questions and node.code in own]
        return {
            question: _down_to(node.code, own) / len(codes)
            for node in leaves
            for codes in node.questions.values()
            for question in codes
        }
    if isinstance(reading, PointsReading):
        return {
            question: float(reading.blocks[node.code].weight * reading.items[question].weight)
            for node in reading.nodes
            for codes in node.questions.values()
            for question in codes
        }
    assert isinstance(reading, SeverityReading)
    return {question: float(weight) for question, weight in reading.weights.items()}


def _down_to(code: str, weights: Weights) -> float:
    """The product of the weights on the way from the whole down to a node."""
    above = code.rpartition(".")[0]
    return weights[code] * (_down_to(above, weights) if above else 1.0)


def weights_by_profile() -> dict[str, list[Weights]]:
    readings = current().readings.values()
    return {
        profile: [question_weights(reading, profile) for reading in readings] for profile in ("discrete", "process")
    }


def bare_sums(exchange: Exchange, weights: Mapping[str, Sequence[Weights]]) -> list[float]:
    """One weighted sum for each reading: no levels, gates, trimming, checks, exactness or trace."""
    answers = exchange.answers
    return [
        sum(weight * VALUES[answers[code]] for code, weight in own.items() if code in answers)
        for own in weights[exchange.firm["production"]]
    ]


def facts_of(exchange: Exchange) -> Facts:
    """What the rules need to know of the firm."""
    questions = current().questions
    return Facts(
        profile=exchange.firm["production"],
        trimmed=frozenset(exchange.firm["trimmed"]),
        quantities={
            row["code"]: row["value"] * questions[row["code"]].units[row["unit"]]
            for row in exchange.activity
            if row["year"] == exchange.period
        },
        tce_per_unit=tce_of(exchange.period),
        references={
            (row["reading"], row["indicator"]): Reference(row["base"], row["lead"], row["unit"], row["source"])
            for row in exchange.references
        },
    )


def score_all(exchange: Exchange) -> None:
    """Grade one firm by all readings."""
    facts = facts_of(exchange)
    for reading in current().readings.values():
        score(reading, exchange.answers, facts)


def one_firm(exchange: Exchange, *, times: int = 300) -> list[Row]:
    """One firm: graded by all readings, and with its whole result document."""
    weights = weights_by_profile()
    bare = partial(bare_sums, exchange, weights)
    graded, document, least = best_of(
        (partial(score_all, exchange), partial(document_of_exchange, exchange), bare), times
    )
    return [
        Row("one assessment scored, all three readings", graded * 1e6, least * 1e6, "µs", BARE),
        Row("its result document, with advice and trace", document * 1e3, least * 1e3, "ms", BARE),
    ]


def many_firms(*, scored: int = 10_000, documents: int = 1_000, stored: int = 300) -> list[Row]:
    """Many different firms in a row on one core; only the work itself is timed, not the making of the firms."""
    weights = weights_by_profile()

    def row(what: str, count: int, work: Callable[[Exchange], object]) -> Row:
        product, reference = in_a_row(varied(count), (work, lambda exchange: bare_sums(exchange, weights)))
        return Row(f"{count:,} {what}", count / product, count / reference, "firms per second", BARE)

    return [
        row("scored, all three readings", scored, score_all),
        row("result documents, nothing stored", documents, document_of_exchange),
        row("result documents, stored with firm and answers", stored, store),
    ]


def store(exchange: Exchange) -> None:
    import_exchange(exchange=exchange, by=None)


def in_a_row(exchanges: Iterable[Exchange], works: Sequence[Callable[[Exchange], object]]) -> list[float]:
    """Seconds each work takes for all firms together, made and handed out in portions."""
    total = [0.0] * len(works)
    rest = iter(exchanges)
    while portion := list(islice(rest, PORTION)):
        for place, work in enumerate(works):
            total[place] += seconds(partial(_each, work, portion))
    return total


def _each(work: Callable[[Exchange], object], portion: Sequence[Exchange]) -> None:
    for exchange in portion:
        work(exchange)
