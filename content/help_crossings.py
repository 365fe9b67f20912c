"""Cross-checks of what helps with measures: whatever an effect, case, solution or support names exists and fits."""

from collections.abc import Iterable, Iterator

from content.citation import SourceRef
from content.fit import ALL_SECTORS
from content.gathered import Gathered
from content.help import Case, MeasureEffect, Solution, Support
from content.parse import Entry
from scoring.model import PointsReading, RangeReading

PAPER = "paper"


def help_codes(gathered: Gathered) -> list[tuple[str, Iterable[tuple[Entry, str]]]]:
    """Return what must stand once: the key it stands under, and the rows."""
    return [
        ("code", ((place, row.code) for place, row in gathered.uses)),
        ("measure", ((place, row.measure) for place, row in gathered.effects)),
        ("code", ((place, row.code) for place, row in gathered.cases)),
        ("code", ((place, row.code) for place, row in gathered.solutions)),
        ("code", ((place, row.code) for place, row in gathered.supports)),
    ]


def help_refs(gathered: Gathered) -> Iterator[tuple[Entry, str, SourceRef]]:
    """Yield every source cited: the row, the key, the reference."""
    yield from ((place, "source.id", row.source) for place, row in gathered.effects)
    yield from ((place, "source.id", row.source) for place, row in _recommended(gathered))


def _recommended(gathered: Gathered) -> Iterator[tuple[Entry, Case | Solution | Support]]:
    yield from gathered.cases
    yield from gathered.solutions
    yield from gathered.supports


def help_problems(gathered: Gathered) -> Iterator[str]:
    """Yield what is wrong between these files and the others, one line per problem."""
    measures = {measure.code for _, measure in gathered.measures}
    indicators = {f"{row.reading.key}:{code}" for row in gathered.readings for code in _indicators(row.reading)}
    uses = {use.code for _, use in gathered.uses}
    for place, effect in gathered.effects:
        yield from _effect(place, effect, measures, uses, indicators)
    barriers = {question.code for _, question in gathered.questions if question.kind == "barrier"}
    industries = {ALL_SECTORS, *(industry.code for _, industry in gathered.industries)}
    for place, row in _recommended(gathered):
        yield from _unknown(place, "measures", row.measures, measures, "codes of measures", "measure")
        yield from _unknown(place, "relieves", row.relieves, barriers, "barriers of the question bank", "barrier")
        yield from _unknown(place, "sectors", row.sectors, industries, "codes of industries.csv", "industry")
        if isinstance(row, Solution):
            yield from _unknown(place, "prerequisites", row.prerequisites, measures, "codes of measures", "measure")
    yield from _told_by_no_paper(gathered)
    yield from _trades(gathered, industries)


def _indicators(reading: object) -> Iterator[str]:
    if isinstance(reading, PointsReading | RangeReading):
        yield from (indicator.code for indicator in reading.indicators)


def _unknown(
    place: Entry, where: str, codes: Iterable[str], known: set[str], expected: str, what: str
) -> Iterator[str]:
    for code in codes:
        if code not in known:
            yield place.problem(where, expected, f"the unknown {what} {code}")


def _effect(
    place: Entry, effect: MeasureEffect, measures: set[str], uses: set[str], indicators: set[str]
) -> Iterator[str]:
    yield from _unknown(place, "measure", (effect.measure,), measures, "the code of a measure", "measure")
    yield from _unknown(place, "use", (effect.use,) if effect.use else (), uses, "one of the uses", "use")
    yield from _unknown(place, "moves", effect.moves, indicators, "indicators of the readings", "indicator")


def _told_by_no_paper(gathered: Gathered) -> Iterator[str]:
    """Where a case says that a paper tells it, its source is a paper."""
    kinds = {source.id: source.kind for _, source in gathered.sources}
    for place, case in gathered.cases:
        if case.kind == PAPER and kinds.get(case.source.id, PAPER) != PAPER:
            yield place.problem("source.id", "a paper, as the case is of kind paper", case.source.id)


def _trades(gathered: Gathered, industries: set[str]) -> Iterator[str]:
    if gathered.promise is None:
        return
    place, promise = gathered.promise
    for trade in promise.trades:
        yield from _unknown(place, "trades", trade.industries, industries, "codes of industries.csv", "industry")
