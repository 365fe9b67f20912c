"""Faults in what measures advise: nothing for an answer, nothing gained, prerequisites that cannot come first."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from content.finding import ERROR, WARNING, Finding
from content.fit import ALL_SECTORS, SIZES, Fitting
from content.help import Solution
from content.model import HORIZONS, QUANTITY, Content, Measure, Question
from scoring.model import LadderReading, PointsReading, RangeIndicator, RangeReading, Reading


def sizes_without(offered: Iterable[Fitting], content: Content) -> list[str]:
    """Return the sizes of firm for which some trade finds nothing among what is offered."""
    made = list(offered)
    return [
        size
        for size in SIZES
        if not all(any(thing.fits(industry=industry, size=size) for thing in made) for industry in content.industries)
    ]


# Answers without advice


def questions_without_advice(content: Content) -> Iterator[Finding]:
    """Every requirement, item, gate and barrier needs measures that together fit all sectors and all sizes."""
    for code, (answer, lacking) in gaps_of(content).items():
        yield Finding(ERROR, code, f"no measure for every sector{answer} for {', '.join(lacking)} firms")


def cells_without_advice(content: Content) -> Iterator[Finding]:
    """Say the same by the place in a reading: a leaf and its level, a block, a mechanism, a gate."""
    gaps = gaps_of(content)
    for reading in content.readings.values():
        for place, codes in _cells(reading):
            short = [code for code in codes if code in gaps]
            if short:
                sizes = [size for size in SIZES if any(size in gaps[code][1] for code in short)]
                message = f"firms ({', '.join(sizes)}) of some sector find no measure here: {', '.join(short)}"
                yield Finding(ERROR, place, message)


def gaps_of(content: Content) -> Mapping[str, tuple[str, list[str]]]:
    """Return question -> the best answer that still asks for advice, in words, and the sizes that find none at it.

    Whoever is advised at this answer is advised at every worse one.
    """
    musts = {code for reading in content.readings.values() for code in _musts_of(reading)}
    gaps: dict[str, tuple[str, list[str]]] = {}
    for question in content.questions.values():
        if question.kind == QUANTITY:
            continue
        highest = "0.8" if question.code in musts else "no" if question.kind == "gate" else "0.5"
        advised = [measure for measure in content.measures.values() if _advises(measure, question, highest)]
        lacking = sizes_without(advised, content)
        if lacking:
            gaps[question.code] = ("" if question.kind == "barrier" else f' at the answer "{highest}"', lacking)
    return gaps


def _musts_of(reading: Reading) -> Iterator[str]:
    """What must be fully met: musts of a points reading, gates of a range reading."""
    if isinstance(reading, PointsReading):
        yield from (code for code, item in reading.items.items() if item.rule == "must")
    if isinstance(reading, RangeReading):
        yield from (code for gate in reading.gates for code, least in gate.needs.items() if least == "1")


def _advises(measure: Measure, question: Question, answer: str) -> bool:
    if question.kind == "barrier":
        return question.code in measure.relieves
    threshold = measure.fixes.get(question.code)
    return threshold is not None and _rank(answer) < _rank(threshold)


def _rank(answer: str) -> Fraction:
    return Fraction({"yes": "1", "no": "0"}.get(answer, answer))


def _cells(reading: Reading) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(reading, PointsReading):
        yield from ((f"{reading.key} gate {gate.code}", (gate.question,)) for gate in reading.gates)
    if isinstance(reading, RangeReading):
        yield from ((f"{reading.key} gate {gate.code}", tuple(gate.needs)) for gate in reading.gates)
    for node in reading.nodes:
        for level, codes in node.questions.items():
            yield (
                f"{reading.key} {node.code}" + (f" level {level}" if isinstance(reading, LadderReading) else ""),
                codes,
            )


def indicators_nobody_moves(content: Content) -> Iterator[Finding]:
    """Every indicator needs measures that move it; one that a question grades is moved by what lifts the question."""
    for reading in content.readings.values():
        if not isinstance(reading, PointsReading | RangeReading):
            continue
        for indicator in reading.indicators:
            name = f"{reading.key}:{indicator.code}"
            asked = indicator.question if isinstance(indicator, RangeIndicator) else ""
            movers = [measure for measure in content.measures.values() if _moves(content, measure, name, asked)]
            lacking = sizes_without(movers, content)
            if lacking:
                yield Finding(ERROR, name, f"no measure for every sector moves it for {', '.join(lacking)} firms")


def _moves(content: Content, measure: Measure, indicator: str, asked: str) -> bool:
    effect = content.effects.get(measure.code)
    return (effect is not None and indicator in effect.moves) or asked in measure.lifts


# Measures


def measures_that_lift_nothing(content: Content) -> Iterator[Finding]:
    for measure in content.measures.values():
        short = [code for code, threshold in measure.fixes.items() if _falls_short(measure, code, threshold)]
        if short:
            message = (
                f"reaches less than the answer below which it is advised: {', '.join(short)}; "
                "at the best of these answers it lifts nothing and is advised again when done"
            )
            yield Finding(ERROR, measure.code, message)
        for code in measure.fixes:
            if code not in measure.lifts:
                yield Finding(ERROR, measure.code, f"fixes {code} but lifts does not say what answer it reaches")
        for code in measure.lifts:
            if code not in measure.fixes:
                yield Finding(WARNING, measure.code, f"lifts {code} but is never advised for it; add it to fixes")
        if not measure.fixes and not measure.relieves:
            yield Finding(ERROR, measure.code, "fixes nothing and relieves nothing, so it is never advised")


def _falls_short(measure: Measure, code: str, threshold: str) -> bool:
    return code in measure.lifts and _rank(measure.lifts[code]) < _rank(threshold)


# Prerequisites


def prerequisite_cycles(content: Content) -> Iterator[Finding]:
    reported: set[frozenset[str]] = set()
    for code in content.measures:
        cycle = _cycle_from(content.measures, code)
        if cycle and frozenset(cycle) not in reported:
            reported.add(frozenset(cycle))
            yield Finding(ERROR, code, f"needs itself first: {' -> '.join(cycle)}")


def _cycle_from(measures: Mapping[str, Measure], start: str) -> tuple[str, ...]:
    """Return the shortest way from a measure through prerequisites back to itself, or ()."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        for code in measures[way[-1]].prerequisites:
            if code == start:
                return (*way, code)
            if code not in seen:
                seen.add(code)
                ways.append((*way, code))
    return ()


def prerequisites_that_come_later(content: Content) -> Iterator[Finding]:
    for measure in content.measures.values():
        for code in measure.prerequisites:
            first = content.measures[code]
            if HORIZONS.index(first.horizon) > HORIZONS.index(measure.horizon):
                message = f"is planned for months {measure.horizon}, but needs {code}, planned for {first.horizon}"
                yield Finding(ERROR, measure.code, message)


def prerequisites_that_do_not_fit(content: Content) -> Iterator[Finding]:
    things: tuple[Measure | Solution, ...] = (*content.measures.values(), *content.solutions.values())
    for thing in things:
        for code in thing.prerequisites:
            lacking = unfit(thing, content.measures[code], content)
            if lacking:
                yield Finding(ERROR, thing.code, f"needs {code}, which does not fit {lacking} firms")


def unfit(thing: Fitting, first: Fitting, content: Content) -> str:
    """Return the sizes, and where these all fit the trades, that the one fits and the other does not; "" for none."""
    sizes = [size for size in thing.sizes if size not in first.sizes]
    sectors = content.industries if thing.sectors == (ALL_SECTORS,) else thing.sectors
    trades = [code for code in sectors if first.sectors != (ALL_SECTORS,) and code not in first.sectors]
    return ", ".join(sizes or trades)
