"""What loads well and is still wrong or weak: dead questions, gates nobody can pass, gaps in the advice, poor texts.

The rules about advice stand in `content.advice_lint`, those about what helps with it in `content.help_lint`.

`error` findings must not be published; `warning` findings are for an author to look at.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import scoring
from content.advice_lint import (
    cells_without_advice,
    indicators_nobody_moves,
    measures_that_lift_nothing,
    prerequisite_cycles,
    prerequisites_that_come_later,
    prerequisites_that_do_not_fit,
    questions_without_advice,
)
from content.finding import ERROR, WARNING, Finding
from content.grading import weight_sums
from content.grading_pieces import HUNDRED
from content.help_lint import (
    barriers_without_help,
    cuts_beyond_the_whole,
    effects_not_named_by_the_measure,
    help_that_shows_no_measure,
    promises_not_kept,
    uses_nothing_acts_upon,
)
from content.model import QUANTITY, Content, quantities_of
from content.wording import poor_texts
from scoring.model import LadderReading, PointsReading, Reading

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
        cells_without_advice,
        indicators_nobody_moves,
        measures_that_lift_nothing,
        prerequisite_cycles,
        prerequisites_that_come_later,
        prerequisites_that_do_not_fit,
        barriers_without_help,
        help_that_shows_no_measure,
        effects_not_named_by_the_measure,
        uses_nothing_acts_upon,
        cuts_beyond_the_whole,
        promises_not_kept,
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
        content.effects.values(),
        content.cases.values(),
        content.solutions.values(),
        content.supports.values(),
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
