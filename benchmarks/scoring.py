"""Scoring: one firm, its footprint and its whole result document, and many firms in a row on one core."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice

from assessments.selectors import factor_set_of, factors_of, facts_of_inputs, history_of
from assessments.services.exchange import Exchange, document_of_exchange, import_exchange
from benchmarks.firms import varied
from benchmarks.table import Row, best_of, seconds
from benchmarks.vectorised import Weights, answer_matrix, weight_matrix, weighted_means
from content.loader import current
from scoring.engine import score_all
from scoring.footprint import footprint
from scoring.model import LadderReading, PointsReading, RangeReading, Reading, SeverityReading

BARE = "bare weighted sums of the same answers, in floats"
BARE_YEARS = "energy and CO2 of the same years as bare sums, in floats"
VECTORISED = "numpy, all weighted sums as one matrix product"
PORTION = 500
"""So many firms are held in memory at once."""

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
    if isinstance(reading, RangeReading):
        return {row.question: float(row.points) for row in reading.indicators if row.question}
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


def grade(exchange: Exchange) -> None:
    """Grade one firm by all readings, with its footprint."""
    score_all(list(current().readings.values()), exchange.answers, facts_of_inputs(exchange))
    footprint_alone(exchange)()


def footprint_alone(exchange: Exchange) -> Callable[[], object]:
    """The footprint of all years, with amounts and factors at hand."""
    content, history = current(), history_of(exchange.activity)
    return partial(
        footprint,
        history,
        factors_of(exchange, history),
        set_code=factor_set_of(exchange),
        marks=[row.mark for row in content.marks.values()],
        plausibility=content.sheet.plausibility,
        industry=exchange.firm["industry"],
    )


def bare_years(exchange: Exchange) -> Callable[[], object]:
    """Energy and CO2 alone: no units, intensities, growth, flags, marks or trace."""
    history = history_of(exchange.activity)
    factors = factors_of(exchange, history)
    years = [
        [
            (float(amount), float(factor.tce or 0), float(factor.co2 or 0))
            for code, amount in amounts.items()
            if (factor := factors[year].carriers.get(code))
        ]
        for year, amounts in history.items()
    ]
    return lambda: [(sum(a * t for a, t, _ in rows), sum(a * c for a, _, c in rows)) for rows in years]


def one_firm(exchange: Exchange, *, times: int = 100) -> list[Row]:
    """One firm: its footprint, graded by all readings, and with its whole result document."""
    weights = weights_by_profile()
    bare = partial(bare_sums, exchange, weights)
    years, bare_of_years = best_of((footprint_alone(exchange), bare_years(exchange)), times)
    graded, document, least = best_of((partial(grade, exchange), partial(document_of_exchange, exchange), bare), times)
    count = len({row["year"] for row in exchange.activity})
    return [
        Row(f"footprint of {count} years", years * 1e6, bare_of_years * 1e6, "µs", BARE_YEARS),
        Row("one assessment, all readings and footprint", graded * 1e6, least * 1e6, "µs", BARE),
        Row("its result document, with advice and trace", document * 1e3, least * 1e3, "ms", BARE),
    ]


def many_firms(*, scored: int = 10_000, documents: int = 300, stored: int = 100) -> list[Row]:
    """Many different firms in a row on one core; only the work itself is timed, not the making of the firms."""
    weights = weights_by_profile()

    def row(what: str, count: int, work: Callable[[Exchange], object]) -> Row:
        product, reference = in_a_row(varied(count), (work, lambda exchange: bare_sums(exchange, weights)))
        return Row(f"{count:,} {what}", count / product, count / reference, "firms per second", BARE)

    return [
        beside_numpy(scored),
        row("result documents, nothing stored", documents, document_of_exchange),
        row("result documents, stored with firm and answers", stored, store),
    ]


def beside_numpy(count: int) -> Row:
    """All readings of many firms, beside the weighted sums of the same answers as one matrix product."""
    codes = [code for code, question in current().questions.items() if question.choices]
    sums = weight_matrix(weights_by_profile()["discrete"], codes)
    product = reference = 0.0
    rest = iter(varied(count))
    while portion := list(islice(rest, PORTION)):
        answers = answer_matrix(portion, codes)
        product += seconds(partial(_each, grade, portion))
        reference += seconds(partial(weighted_means, answers, sums))
    what = f"{count:,} scored, all readings and footprint"
    return Row(what, count / product, count / reference, "firms per second", VECTORISED)


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
