"""Every benchmark runs and gives sound rows; how fast anything is belongs into `make bench`, not here."""

from math import isfinite
from pathlib import Path

import pytest

from assessments.models import Result
from assessments.services.exchange import document_of_exchange
from benchmarks import paper, scoring, web
from benchmarks.firms import example, varied
from benchmarks.table import Row, best_of, table
from content.loader import current


def check(rows: list[Row]) -> None:
    assert rows
    for row in rows:
        assert row.what
        assert row.beside
        assert row.product > 0, row
        assert row.reference > 0, row
        assert isfinite(row.product / row.reference)


def test_the_made_up_firms_are_all_different_and_the_same_in_every_run() -> None:
    firms = list(varied(30))
    assert firms == list(varied(30))
    assert len({str(firm.answers) for firm in firms}) == len(firms)
    results = [document_of_exchange(firm) for firm in firms]
    levels = {row["level"]["code"] for result in results for row in result["readings"] if row["model"] == "ladder"}
    assert len(levels) >= 3
    assert all(row["status"] == "complete" for result in results for row in result["readings"])


def test_the_bare_sums_weigh_every_graded_question_once() -> None:
    for profile, readings in scoring.weights_by_profile().items():
        for reading, weights in zip(current().readings.values(), readings, strict=True):
            questions = [code for node in reading.nodes for codes in node.questions.values() for code in codes]
            assert set(weights) <= set(questions)
            if reading.model == "ladder":
                first_level = sum(weight for code, weight in weights.items() if "-L1-" in code)
                assert first_level == pytest.approx(1), profile
            else:
                assert len(weights) == len(questions)


def test_scoring_one_firm_gives_its_rows() -> None:
    check(scoring.one_firm(example(), times=1))


@pytest.mark.django_db
def test_scoring_many_firms_stores_only_the_last_row() -> None:
    check(scoring.many_firms(scored=2, documents=2, stored=2))
    assert Result.objects.count() == 2


@pytest.mark.django_db
def test_web_rows_show_queries_that_do_not_depend_on_the_length_of_a_section() -> None:
    with web.ground(example()) as on:
        saved = web.saving(on, times=1)
        check(saved)
        check(web.pages(on, times=1))
    short, long = (row for row in saved if row.unit == "queries")
    assert short.what != long.what
    assert short.product == long.product


def test_printing_gives_its_rows(tmp_path: Path) -> None:
    rows = paper.printing(document_of_exchange(example()), tmp_path, processes=1, times=2)
    check(rows)
    pages = next(row for row in rows if row.unit == "pages")
    assert pages.product == pages.reference


def test_the_table_names_everything_and_takes_the_shortest_time() -> None:
    printed = table([Row("one thing", 12.5, 2.5, "ms", "next to nothing")])
    assert printed.splitlines()[2].split() == ["|", "one", "thing", "|", "12.5", "|", "2.5", "|", "5", "|", "ms", "|", "next", "to", "nothing", "|"]
    calls: list[int] = []
    best = best_of((lambda: calls.append(1), lambda: calls.append(2)), 2)
    assert calls == [1, 2, 1, 2, 1, 2]
    assert all(time >= 0 for time in best)
