"""The library's search: what is found, in which order, and what has expired."""

from dataclasses import replace
from datetime import date

import pytest

from content.fit import PILLARS, SIZES
from content.library import KINDS, LibraryEntry, Wanted, found_in, library
from content.model import ALL_SECTORS, Content

DAY = date(2026, 11, 21)


def codes(found: list[LibraryEntry]) -> list[str]:
    return [entry.code for entry in found]


def entry(code: str, **changes: object) -> LibraryEntry:
    made = LibraryEntry(
        kind="solution",
        code=code,
        title={"zh-hans": "空压站联控", "en": "Joint control"},
        what={"zh-hans": "几台空压机一起调", "en": "Several compressors controlled together"},
        pillars=frozenset(("energy-carbon",)),
        sectors=(ALL_SECTORS,),
        sizes=SIZES,
        barriers=frozenset(),
        questions=frozenset(),
        valid_until=None,
        words="空压站联控 joint control 几台空压机一起调 several compressors controlled together",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_everything_published_stands_in_the_library_once(content: Content) -> None:
    published = [*content.measures, *content.solutions, *content.supports, *content.cases]
    assert sorted(entry.code for entry in library(content)) == sorted(published)


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("空压", True),
        ("压机", True),
        ("joint", True),
        ("JOINT control", True),
        ("ｊｏｉｎｔ", True),
        ("control 空压", True),
        ("空压　联控", True),
        ("oint", False),
        ("joint boiler", False),
        (".*", False),
    ],
)
def test_every_word_must_occur_in_either_language(words: str, is_found: bool) -> None:
    assert bool(found_in([entry("SOL-A")], Wanted(words=words), on=DAY)) is is_found


def test_what_is_made_for_the_trade_asked_for_comes_first_and_the_rest_by_code() -> None:
    entries = [
        entry("SOL-C", sectors=("C17",)),
        entry("SOL-B"),
        entry("SOL-A"),
        entry("SOL-D", sectors=("C13",)),
        entry("CASE-A", kind="case"),
        entry("MEA-Z", kind="measure"),
    ]
    found = found_in(entries, Wanted(sector="C17"), on=DAY)
    assert codes(found) == ["MEA-Z", "SOL-C", "SOL-A", "SOL-B", "CASE-A"]
    assert codes(found_in(reversed(entries), Wanted(sector="C17"), on=DAY)) == codes(found)
    everything = codes(found_in(entries, Wanted(), on=DAY))
    assert everything == ["MEA-Z", "SOL-A", "SOL-B", "SOL-C", "SOL-D", "CASE-A"]


def test_an_entry_is_shown_on_its_last_day_and_never_after_it() -> None:
    dated = [entry("SOL-A", valid_until=DAY)]
    assert found_in(dated, Wanted(), on=DAY)
    assert not found_in(dated, Wanted(), on=date(2026, 11, 22))


def test_each_filter_keeps_exactly_what_fits(content: Content) -> None:
    entries = library(content)
    for kind in KINDS:
        assert {row.kind for row in found_in(entries, Wanted(kind=kind), on=DAY)} == {kind}
    for pillar in PILLARS:
        kept = set(codes(found_in(entries, Wanted(kind="measure", pillar=pillar), on=DAY)))
        assert kept == {row.code for row in content.measures.values() if row.pillar == pillar}
    for size in SIZES:
        kept = set(codes(found_in(entries, Wanted(kind="case", size=size, sector="C17"), on=DAY)))
        assert kept == {row.code for row in content.cases.values() if row.fits(industry="C17", size=size)}


def test_every_barrier_leads_to_what_eases_it(content: Content) -> None:
    barriers = [code for code, question in content.questions.items() if question.kind == "barrier"]
    for barrier in barriers:
        found = set(codes(found_in(library(content), Wanted(barrier=barrier), on=DAY)))
        kinds = (content.measures, content.solutions, content.supports, content.cases)
        named = {row.code for rows in kinds for row in rows.values() if barrier in row.relieves}
        assert found == named != set()


def test_a_question_leads_to_the_measures_that_raise_it_and_to_what_goes_with_these(content: Content) -> None:
    for code, question in content.questions.items():
        if question.kind not in ("requirement", "item", "gate"):
            continue
        found = found_in(library(content), Wanted(question=code), on=DAY)
        measures = {row.code for row in found if row.kind == "measure"}
        assert measures == {row.code for row in content.measures.values() if code in row.fixes or code in row.lifts}, (
            code
        )
        cases = [content.cases[row.code] for row in found if row.kind == "case"]
        assert all(measures & set(case.measures) for case in cases)
