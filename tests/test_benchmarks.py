"""Every benchmark still runs, once and quickly. No time is judged here; `make bench` shows ratios."""

from collections import Counter
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from assessments.services.exchange import document_of_exchange
from benchmarks import click, paper, planning, scoring, stages, web
from benchmarks.firms import example
from benchmarks.table import table
from benchmarks.typst_source import typst_of

pytestmark = pytest.mark.django_db


def test_scoring_is_measured() -> None:
    rows = scoring.one_firm(example(), times=1) + scoring.many_firms(scored=2, documents=2, stored=2)
    assert len(rows) == 6
    assert all(row.product > 0 and row.reference > 0 for row in rows)


def test_planning_is_measured_and_no_plan_is_dearer_than_a_greedy_one() -> None:
    rows = planning.what_if(example(), times=1) + planning.roadmaps(times=1)
    assert len(rows) == 1 + 2 * len(planning.ROADMAPS)
    assert all(row.product > 0 and row.reference > 0 for row in rows)
    assert all(row.product <= row.reference for row in rows if row.unit == "万元")


def test_saving_and_pages_are_measured_and_saving_needs_at_most_fifteen_queries() -> None:
    with web.ground(example()) as on:
        saving, pages = web.saving(on, times=1), web.pages(on, times=1)
    queries = [row.product for row in saving if row.unit == "queries"]
    assert max(queries) <= 15
    assert len(set(queries)) == 1, "queries depend on the size of the section"
    assert table(saving + pages).count("\n") == len(saving + pages) + 1


@pytest.fixture
def quick_second_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever way the second process of a pair prints, it is one of typst's, which starts in no time."""
    started: set[str] = set()
    printer = paper.printer

    def start(way: str, kind: str, folder: Path) -> AbstractContextManager[paper.Printer]:
        chosen = "typst" if way in started else way
        started.add(way)
        return printer(chosen, kind, folder)

    monkeypatch.setattr(paper, "printer", start)


@pytest.mark.slow
@pytest.mark.usefixtures("quick_second_workers")
def test_printing_is_measured_in_all_three_ways_with_two_workers_by_stages_and_in_a_row(tmp_path: Path) -> None:
    document = document_of_exchange(example("machining-shop"))
    rows = paper.printing(document, tmp_path, kinds=["brief"], closely="brief", times=1, many=5)
    assert Counter(row.beside for row in rows) == {
        **dict.fromkeys(paper.BESIDE.values(), 7 + 2 + 1),
        paper.WHOLE: len(stages.CALLS) + 1,
        "one worker": 1,
        "the same process after 4": 1,
    }
    assert all(row.product > 0 and row.reference > 0 for row in rows)
    assert {row.product for row in rows if row.what == "brief, length"} == {2}
    assert set(paper.alone(rows, "brief")) == set(paper.BESIDE.values())
    (unexplained,) = (row for row in rows if row.what == f"brief, of it {stages.REST}")
    assert unexplained.product < unexplained.reference / 4, "a stage is no longer where benchmarks/stages.py looks"


@pytest.mark.slow
def test_the_first_byte_after_a_click_is_measured_with_a_real_queue_and_worker(tmp_path: Path) -> None:
    (row,) = click.first_byte(tmp_path, {"nothing": 1}, kind="brief")
    assert 0 < row.product < click.MOST_SECONDS


def test_a_stage_does_not_count_what_another_one_does_inside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr(stages, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(stages, "CALLS", {"outer": (), "inner": ()})
    watch = stages.Watch()
    inner = watch.timed("inner", lambda: None)
    watch.timed("outer", lambda: (inner(), inner()))()
    assert watch.lap() == {"outer": 3, "inner": 2, stages.REST: 2}
    assert watch.lap() == {"outer": 0, "inner": 0, stages.REST: 1}


def test_a_text_of_the_report_is_never_markup_for_typst() -> None:
    source = typst_of('<h2>#set "x"</h2><p>a \\ $b$ <b>c</b></p>', title='"', language="en")
    assert 'outlined: true)[#"#set \\"x\\""]' in source
    assert '#par[#"a \\\\ $b$ "#strong[#"c"]]' in source
