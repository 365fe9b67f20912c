"""Every benchmark still runs, once and quickly. No time is judged here; `make bench` shows ratios."""

from pathlib import Path

import pytest

from assessments.services.exchange import document_of_exchange
from benchmarks import paper, scoring, web
from benchmarks.firms import example
from benchmarks.table import table

pytestmark = pytest.mark.django_db


def test_scoring_is_measured() -> None:
    rows = scoring.one_firm(example(), times=1) + scoring.many_firms(scored=2, documents=2, stored=2)
    assert len(rows) == 6
    assert all(row.product > 0 and row.reference > 0 for row in rows)


def test_saving_and_pages_are_measured_and_saving_needs_at_most_fifteen_queries() -> None:
    with web.ground(example()) as on:
        saving, pages = web.saving(on, times=1), web.pages(on, times=1)
    queries = [row.product for row in saving if row.unit == "queries"]
    assert max(queries) <= 15
    assert len(set(queries)) == 1, "queries depend on the size of the section"
    assert table(saving + pages).count("\n") == len(saving + pages) + 1


@pytest.mark.slow
def test_printing_is_measured(tmp_path: Path) -> None:
    rows = paper.printing(document_of_exchange(example()), tmp_path, processes=1, times=2)
    assert [row.unit for row in rows] == ["s", "s", "pages", "MB", "MB"]
