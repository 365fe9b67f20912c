"""Cross-checks between files: codes stand once, and whatever is named exists and is of the right kind."""

from collections.abc import Iterable, Iterator, Mapping

from content.citation import SourceRef
from content.figure_crossings import figure_codes, figure_problems, figure_refs
from content.gathered import Gathered
from content.help_crossings import help_codes, help_problems, help_refs
from content.model import ALL_SECTORS, SIZES, Measure, Question, quantities_of
from content.parse import Entry
from scoring.model import ALLOWED

FIXABLE = ("requirement", "item", "gate")


def crossing_problems(gathered: Gathered) -> Iterator[str]:
    """Yield what is wrong between the files, one line per problem."""
    yield from _repeats(gathered)
    yield from _questions(gathered)
    yield from _readings(gathered)
    questions = {question.code: question for _, question in gathered.questions}
    for place, measure in gathered.measures:
        yield from _measure(place, measure, questions, gathered)
    yield from _positions(gathered)
    yield from figure_problems(gathered, questions)
    yield from help_problems(gathered)
    yield from _sources(gathered)
    if [size.code for _, size in gathered.sizes] != list(reversed(SIZES)):
        yield f"content/sizes.csv: top: expected the classes {', '.join(reversed(SIZES))}, got {_listed(gathered)}"


def _listed(gathered: Gathered) -> str:
    return ", ".join(size.code for _, size in gathered.sizes) or "none"


def _repeats(gathered: Gathered) -> Iterator[str]:
    sections = [
        (place, section.code) for place, questionnaire in gathered.questionnaires for section in questionnaire.sections
    ]
    readings = [(row.place, f"{row.reading.key} {row.reading.version}") for row in gathered.readings]
    groups: list[tuple[str, Iterable[tuple[Entry, str]]]] = [
        ("code", ((place, row.code) for place, row in gathered.questions)),
        ("code", ((place, row.code) for place, row in gathered.questionnaires)),
        ("sections", sections),
        ("key", readings),
        ("code", ((place, row.code) for place, row in gathered.measures)),
        ("id", ((place, row.id) for place, row in gathered.sources)),
        ("code", ((place, row.code) for place, row in gathered.positions)),
        ("code", ((place, row.code) for place, row in gathered.industries)),
        ("code", ((place, row.code) for place, row in gathered.provinces)),
        *figure_codes(gathered),
        *help_codes(gathered),
    ]
    for where, rows in groups:
        first: dict[str, Entry] = {}
        for place, code in rows:
            if code in first:
                other = first[code]
                yield place.problem(where, "a code used once", f"{code}, which stands in {other.file} {other.place}")
            first.setdefault(code, place)


def _questions(gathered: Gathered) -> Iterator[str]:
    sections = {section.code for _, questionnaire in gathered.questionnaires for section in questionnaire.sections}
    for place, question in gathered.questions:
        if question.section not in sections:
            yield place.problem("section", "a section of sections.yaml", f"the unknown section {question.section}")


def _readings(gathered: Gathered) -> Iterator[str]:
    known = {question.code for _, question in gathered.questions}
    for row in gathered.readings:
        for code in (*row.reading.question_codes(), *quantities_of(row.reading)):
            if code not in known:
                yield row.place.problem("nodes", "questions of the question bank", f"the unknown question {code}")


def _measure(place: Entry, measure: Measure, questions: Mapping[str, Question], gathered: Gathered) -> Iterator[str]:
    for where, answers in (("fixes", measure.fixes), ("lifts", measure.lifts)):
        for code, answer in answers.items():
            yield from _answer(
                Entry(place.value, place.file, f"{place.place}.{where}.{code}"), questions.get(code), answer
            )
    for code in measure.relieves:
        if code not in questions:
            yield place.problem("relieves", "barriers of the question bank", f"the unknown question {code}")
    codes = {other.code for _, other in gathered.measures}
    for code in measure.prerequisites:
        if code == measure.code:
            yield place.problem("prerequisites", "codes of other measures", "the measure itself")
        elif code not in codes:
            yield place.problem("prerequisites", "codes of other measures", f"the unknown measure {code}")
    industries = {ALL_SECTORS, *(industry.code for _, industry in gathered.industries)}
    for code in measure.sectors:
        if code not in industries:
            yield place.problem("sectors", "codes of industries.csv", f"the unknown industry {code}")


def _answer(place: Entry, question: Question | None, answer: str) -> Iterator[str]:
    if question is None:
        yield place.problem("", "a question of the question bank", "an unknown question")
    elif question.kind not in FIXABLE:
        yield place.problem("", f"a question of kind {', '.join(FIXABLE)}", question.kind)
    elif answer not in ALLOWED[question.kind]:
        accepted = ", ".join(value for value in ALLOWED[question.kind] if value not in ("0", "no", "na"))
        yield place.problem("", f"an answer of its scale ({accepted})", f'"{answer}"')


def _positions(gathered: Gathered) -> Iterator[str]:
    keys = {row.reading.key for row in gathered.readings}
    for place, position in gathered.positions:
        if position.reading not in keys:
            yield place.problem("reading", "the key of a reading", f"the unknown reading {position.reading}")


def _sources(gathered: Gathered) -> Iterator[str]:
    known = {source.id for _, source in gathered.sources}
    for place, where, source in _cited(gathered):
        if source not in known:
            yield place.problem(where, "an id of sources.yaml", f"the unknown source {source}")


def _cited(gathered: Gathered) -> Iterator[tuple[Entry, str, str]]:
    refs: list[tuple[Entry, str, SourceRef]] = [
        *((place, "source.id", row.source) for place, row in gathered.questions),
        *((place, "source.id", row.source) for place, row in gathered.measures),
        *((row.place, "source.id", row.source) for row in gathered.readings),
        *(
            (row.place, f"indicators {code} source.id", source)
            for row in gathered.readings
            for code, source in row.indicator_sources.items()
        ),
        *((place, "rows source.id", row.source) for place, each in gathered.positions for row in each.rows),
        *figure_refs(gathered),
        *help_refs(gathered),
    ]
    yield from ((place, where, ref.id) for place, where, ref in refs)
    for table in (gathered.industries, gathered.provinces, gathered.sizes):
        yield from ((place, "source", row.source) for place, row in table)
    yield from ((place, "source", row.source) for place, row in gathered.benchmarks)
