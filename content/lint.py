"""What loads well and is still wrong or weak: dead questions, gates nobody can pass, gaps in the advice, poor texts.

`error` findings must not be published; `warning` findings are for an author to look at.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import scoring
from content.finding import ERROR, WARNING, Finding
from content.grading import weight_sums
from content.grading_pieces import HUNDRED
from content.model import (
    ALL_SECTORS,
    HORIZONS,
    QUANTITY,
    SIZES,
    Content,
    Measure,
    Question,
    quantities_of,
)
from content.wording import poor_texts
from scoring.model import LadderReading, PointsReading, RangeReading, Reading

KINDS_OF_MODEL: Mapping[str, tuple[str, ...]] = {
    "ladder": ("requirement",),
    "severity": ("barrier",),
    "points": ("gate", "item", "requirement", QUANTITY),
    "range": ("gate", "item", "requirement", QUANTITY),
}


def findings(content: Content) -> list[Finding]:
    """Return everything worth an author's look, errors first, otherwise in the order of the content."""
    rules: tuple[Callable[[Content], Iterator[Finding]], ...] = (
        sections_without_questions,
        unreachable_questions,
        kinds_that_do_not_fit,
        options_that_never_score,
        gates_that_cannot_be_met,
        weights_that_do_not_sum,
        questions_without_advice,
        measures_that_lift_nothing,
        prerequisite_cycles,
        prerequisites_that_come_later,
        unused_sources,
        poor_texts,
    )
    found = [finding for rule in rules for finding in rule(content)]
    return sorted(found, key=lambda finding: finding.level != ERROR)


# Questions


def sections_without_questions(content: Content) -> Iterator[Finding]:
    for section in content.sections.values():
        if not section.questions:
            yield Finding(ERROR, f"section {section.code}", "has no questions; add some or remove the section")


def unreachable_questions(content: Content) -> Iterator[Finding]:
    for code in content.questions:
        if not content.readings_using(code):
            yield Finding(ERROR, code, "is asked, but no reading uses the answer; add it to a reading or remove it")


def _used(reading: Reading) -> tuple[str, ...]:
    return (*reading.question_codes(), *quantities_of(reading))


def kinds_that_do_not_fit(content: Content) -> Iterator[Finding]:
    for reading in content.readings.values():
        accepted = KINDS_OF_MODEL[reading.model]
        for code in _used(reading):
            kind = content.questions[code].kind
            if kind not in accepted:
                yield Finding(
                    ERROR,
                    f"{reading.key} {reading.version}",
                    f"grades {code} of kind {kind}; a {reading.model} reading takes {', '.join(accepted)}",
                )


def options_that_never_score(content: Content) -> Iterator[Finding]:
    for reading in content.readings.values():
        for code, why in _weightless(reading):
            yield Finding(ERROR, f"{reading.key} {reading.version}", f"no answer to {code} can score: {why}")


def _weightless(reading: Reading) -> Iterator[tuple[str, str]]:
    if isinstance(reading, LadderReading):
        asked = {code for profile in reading.profiles.values() for code in profile.weights}
        for node in reading.nodes:
            if node.questions and node.code not in asked:
                yield from (
                    (code, f"no profile weighs {node.code}") for codes in node.questions.values() for code in codes
                )
    if isinstance(reading, PointsReading):
        for node in reading.nodes:
            for code in (code for codes in node.questions.values() for code in codes):
                if not reading.blocks[node.code].weight:
                    yield code, f"its block {node.code} has the weight 0"


# Readings


def gates_that_cannot_be_met(content: Content) -> Iterator[Finding]:
    for reading in content.readings.values():
        place = f"{reading.key} {reading.version}"
        if isinstance(reading, LadderReading):
            yield from (Finding(ERROR, place, message) for message in _dead_levels(reading))
        if isinstance(reading, PointsReading):
            yield from (Finding(ERROR, place, message) for message in _dead_tiers(reading))


def _dead_levels(reading: LadderReading) -> Iterator[str]:
    for profile in reading.profiles.values():
        for level in reading.levels:
            if not any(level.code in node.questions for node in reading.nodes if node.code in profile.weights):
                yield f"level {level.code} asks for nothing in the profile {profile.code}, so it says nothing"


def _dead_tiers(reading: PointsReading) -> Iterator[str]:
    score = Fraction(0)
    for tier in reading.tiers:
        if tier.gates and not reading.gates:
            yield f"tier {tier.code} needs gates, and the reading has none"
        if tier.musts and not any(item.rule == "must" for item in reading.items.values()):
            yield f"tier {tier.code} needs musts, and the reading has none"
        if tier.score is not None and tier.score < score:
            yield f"tier {tier.code} needs a lower score than the tier below it"
        score = max(score, tier.score or Fraction(0))
        named = [indicator for indicator in reading.indicators if indicator.code == tier.indicator]
        if named and named[0].base is None:
            yield f"tier {tier.code} needs {tier.indicator}, which has no base and no lead to be measured against"


def weights_that_do_not_sum(content: Content) -> Iterator[Finding]:
    for reading in content.all_readings:
        place = f"{reading.key} {reading.version}"
        if isinstance(reading, LadderReading):
            for profile in reading.profiles.values():
                for parent, total in weight_sums(reading.nodes, profile.weights).items():
                    if total != HUNDRED:
                        where = f"{profile.code}, {parent or 'the whole'}"
                        yield Finding(ERROR, place, f"weights of {where} sum to {total}; they must sum to 100")
        if isinstance(reading, PointsReading):
            total = sum((block.weight for block in reading.blocks.values()), Fraction(0))
            if total != HUNDRED:
                yield Finding(ERROR, place, f"weights of the blocks sum to {total}; they must sum to 100")


# Measures


def questions_without_advice(content: Content) -> Iterator[Finding]:
    """Every requirement, item, gate and barrier needs measures that together fit all sectors and all sizes."""
    musts = {code for reading in content.readings.values() for code in _musts_of(reading)}
    for question in content.questions.values():
        if question.kind == QUANTITY:
            continue
        highest = "0.8" if question.code in musts else "no" if question.kind == "gate" else "0.5"
        advised = [measure for measure in content.measures.values() if _advises(measure, question, highest)]
        sizes = {size for measure in advised if measure.sectors == (ALL_SECTORS,) for size in measure.sizes}
        lacking = [size for size in SIZES if size not in sizes]
        if lacking:
            answer = "" if question.kind == "barrier" else f' at the answer "{highest}"'
            message = f"no measure for every sector{answer} for {', '.join(lacking)} firms"
            yield Finding(ERROR, question.code, message)


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


def measures_that_lift_nothing(content: Content) -> Iterator[Finding]:
    for measure in content.measures.values():
        short = [code for code, threshold in measure.fixes.items() if _falls_short(measure, code, threshold)]
        if short:
            message = f"reaches less than the answer below which it is advised: {', '.join(short)}"
            yield Finding(WARNING, measure.code, message)
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
            lacking = [size for size in measure.sizes if size not in first.sizes]
            if lacking:
                message = f"needs {code}, which does not fit {', '.join(lacking)} firms"
                yield Finding(ERROR, measure.code, message)


# Sources


def _cited_in_rules(content: Content) -> Iterator[str]:
    """Sources that a rule names in its docstring, such as the check character of a credit code."""
    rules = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(scoring.__file__).parent.glob("*.py")))
    yield from (code for code in content.sources if code in rules)


def unused_sources(content: Content) -> Iterator[Finding]:
    used = {*_cited(content), *_cited_in_rules(content)}
    for code in content.sources:
        if code not in used:
            yield Finding(WARNING, f"source {code}", "is cited nowhere; cite it or remove it")
    for code in sorted(used - set(content.sources)):
        yield Finding(ERROR, f"source {code}", "is cited, but stands not in sources.yaml")


def _cited(content: Content) -> Iterator[str]:
    for group in (
        content.questions.values(),
        content.measures.values(),
        content.factors.energy,
        content.factors.carbon,
        content.factors.direct,
        content.factors.grid,
        content.factors.coal_rate,
        content.factor_sets.values(),
        content.sheet.limits,
        content.marks.values(),
        content.remarks.values(),
        content.references,
        [row for position in content.positions for row in position.rows],
    ):
        yield from (row.source.id for row in group)
    yield from (ref.id for ref in (*content.reading_sources.values(), *content.indicator_sources.values()))
    yield from (ref.id for ref in content.link_sources.values())
    for table in (content.industries, content.provinces, content.size_classes):
        yield from (row.source for row in table.values())
    yield from (row.source for row in content.benchmarks)
