"""Sentences made from numbers, at their edges: none, one, many, equal, missing."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.utils import translation

from content.loader import current
from reports.context import ReportContext, report_context
from reports.context.since import Since, since_of
from reports.context.words import Reader
from tests.reports.conftest import made_document
from tests.reports.test_old_results import old  # noqa: F401  a fixture

Document = Mapping[str, Any]
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
ENGLISH = Reader("en")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def earlier(document: Document, changes: Mapping[str, Mapping[str, Any]] | None = None, **more: Any) -> Any:
    """The same result a year before; `changes` are by reading."""
    before = copy.deepcopy(dict(document))
    before["period"] -= 1
    for key, change in (changes or {}).items():
        next(row for row in before["readings"] if row["key"] == key).update(change)
    return {**before, **more}


def since(previous: Document, document: Document) -> Since:
    return since_of(previous, document, current(), ENGLISH)


def context_of(document: Document, language: str = "en", **more: Any) -> ReportContext:
    with translation.override(language):
        return report_context(document, language, **more)


# Since the last assessment


def test_nothing_changed_is_said_in_one_sentence(full: Document) -> None:
    found = since(earlier(full), full)
    assert found.sentences == ("Everything that can be compared stands where it stood in the assessment of 2024.",)
    assert found.heads == ("2024", "2025")
    assert {row.trend for row in found.rows} <= {"same", ""}
    assert {row.change for row in found.rows} <= {"0.00", "0.0", "0.0 %"}


def test_one_that_rose_is_named_in_the_singular(full: Document) -> None:
    found = since(earlier(full, {"im-capability": {"score": "0.10"}}), full)
    name = current().readings["im-capability"].title["en"]
    assert found.sentences == (f"Better than in the assessment of 2024 is “{name}”.", "Nothing is worse.")
    row = found.rows[0]
    assert (row.trend, row.change[0]) == ("better", "+")


def test_several_that_fell_are_named_in_the_plural(full: Document) -> None:
    found = since(earlier(full, {"im-capability": {"score": "5"}, "green-factory-2018": {"score": "100"}}), full)
    assert found.sentences[0] == "Nothing is better than in the assessment of 2024."
    assert found.sentences[1].startswith("Worse are “")
    assert " and " in found.sentences[1]
    assert found.rows[0].change.startswith("−")


def test_fewer_barriers_are_better(full: Document) -> None:
    found = since(earlier(full, {"transformation-barriers": {"score": "99"}}), full)
    row = next(row for row in found.rows if row.name == current().readings["transformation-barriers"].title["en"])
    assert (row.trend, row.change[0]) == ("better", "−")


def test_what_differs_only_beyond_the_printed_digits_is_unchanged(full: Document) -> None:
    score = next(row for row in full["readings"] if row["key"] == "green-factory-2018")["score"]
    found = since(earlier(full, {"green-factory-2018": {"score": f"{float(score) + 0.0001}"}}), full)
    assert "stands where it stood" in found.sentences[0]


def test_what_was_open_then_has_a_dash_and_no_verdict(full: Document) -> None:
    found = since(earlier(full, {"im-capability": {"status": "incomplete", "score": None, "level": None}}), full)
    assert (found.rows[0].before, found.rows[0].change, found.rows[0].trend) == ("–", "–", "")


def test_nothing_to_compare_is_said(full: Document) -> None:
    before = earlier(full, {}, readings=[], synergy=None, footprint=None)
    found = since(before, full)
    assert found.rows == ()
    assert found.sentences == ("Nothing that was graded in the assessment of 2024 can be compared with this one.",)


def test_another_version_is_said_beside_the_figure(full: Document) -> None:
    found = since(earlier(full, {"im-capability": {"version": "2019-1"}}), full)
    assert found.rows[0].note.startswith("graded by another version then (2019-1, now ")


def test_sums_of_the_footprint_have_no_verdict_and_intensities_have_one(full: Document) -> None:
    before = earlier(full)
    year = before["footprint"]["years"][-1]
    year["energy_tce"] = str(float(year["energy_tce"]) * 2)
    for row in year["intensities"]:
        if row["code"] == "energy-per-value-added":
            row["value"] = str(float(row["value"]) * 2)
    rows = {row.name: row for row in since(before, full).rows}
    assert rows["Energy consumption"].trend == ""
    assert rows["Energy consumption"].change == "−50.0 %"
    assert (rows["Energy per value added"].trend, rows["Energy per value added"].unit) == ("better", "tce/CNY 10,000")


def test_a_figure_of_zero_then_has_no_percentage(full: Document) -> None:
    before = earlier(full)
    before["footprint"]["years"][-1]["co2_t"] = "0"
    rows = {row.name: row for row in since(before, full).rows}
    assert rows["CO2 in all"].change == "–"


@LANGUAGES
def test_a_result_of_earlier_rules_can_stand_beside_one_of_today(
    language: str,
    full: Document,
    old: Document,  # noqa: F811
) -> None:
    found = context_of(full, language, previous=old).since
    assert found is not None
    assert len(found.rows) == len(old["readings"])


def test_without_an_earlier_result_there_is_no_such_chapter(full: Document) -> None:
    assert context_of(full).since is None


# What the roadmap would change


def with_roadmap(full: Document, **cells: Any) -> tuple[str, ...]:
    return context_of({**full, "roadmap": {**full["roadmap"], **cells}}).summary.changing


def test_what_would_change_is_said_with_count_and_cost(full: Document) -> None:
    said = context_of(full).summary.changing
    count = sum(len(phase["measures"]) for phase in full["roadmap"]["phases"])
    assert len(said) == 1
    assert f"{count} measure" in said[0]
    assert " from " in said[0]


def test_a_roadmap_that_changes_no_grade_says_so(full: Document) -> None:
    today = [
        {"key": row["key"], "status": row["status"], "score": row["score"], "level": (row["level"] or {}).get("code")}
        for row in full["readings"]
    ]
    projected = [{**row, "readings": today, "synergy": full["synergy"]} for row in full["roadmap"]["projected"]]
    (said,) = with_roadmap(full, projected=projected)
    assert said.endswith("scores rise, but no level or grade changes.")


def test_no_roadmap_promises_nothing() -> None:
    assert context_of(made_document(per_level=("1",) * 5, item="1", barrier="0", amounts=False)).summary.changing == ()


@LANGUAGES
def test_the_wall_gets_five_sentences(language: str, full: Document) -> None:
    found = context_of(full, language).summary
    assert len(set(found.five)) == 5
    assert set(found.five) <= {*found.standing, *found.outstanding, *found.blocking, *found.changing}


def test_the_heat_map_says_all_its_figures_to_those_who_do_not_see_it(full: Document) -> None:
    capability = context_of(full).capability
    names = [row.name for element in capability.elements for row in element.rows if row.share is not None]
    assert names
    assert all(name in capability.heat.partition(">")[0] for name in names)
