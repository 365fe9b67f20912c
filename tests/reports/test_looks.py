"""What pictures of the report show at a glance: badges, the year before, and what the roadmap moves."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from reports.context import ReportContext, report_context
from reports.context.words import Reader
from reports.templatetags.report_text import sentence
from tests.reports.annexes import old_document
from tests.reports.conftest import Document, made_document


def context_of(document: Document, language: str = "en", **options: Any) -> ReportContext:
    with translation.override(language):
        return report_context(document, language, **options)


def a_year_before(full: Document) -> dict[str, Any]:
    earlier = copy.deepcopy(dict(full))
    earlier["period"] -= 1
    return earlier


def test_the_cover_has_three_badges_with_a_picture_of_how_far_up_each_is(full: Document) -> None:
    badges = context_of(full).badges
    assert [badge.label for badge in badges] == ["Capability level", "Green-factory tier", "Digital and green together"]
    counts = [badge.rungs.count("<rect") for badge in badges]
    # Five levels, four tiers, ten grades; the level under way has a part of its own.
    assert counts[0] in (5, 6)
    assert counts[1:] == [4, 10]


def test_a_result_without_the_third_grade_shows_its_barriers_instead() -> None:
    badges = context_of(old_document()).badges
    assert [badge.label for badge in badges] == ["Capability level", "Green-factory tier", "Barriers"]
    assert all(badge.rungs for badge in badges)


def test_a_badge_of_open_questions_has_a_dash_and_no_picture() -> None:
    without = ("IM-STRATEGY-L1-1", "GF-GATE-COMPLIANCE", "BAR-UNABLE-METHOD")
    for badge in context_of(made_document(without=without)).badges:
        assert (badge.figure, badge.note, badge.mark, badge.rungs) == ("–", "questions open", "", "")


def test_the_year_before_stands_in_the_quadrant_and_in_the_radar(full: Document) -> None:
    alone, both = context_of(full), context_of(full, previous=a_year_before(full))
    year = str(full["period"] - 1)
    for one, two in (
        (alone.synergy.quadrant_paper, both.synergy.quadrant_paper),  # type: ignore[union-attr]
        (alone.capability.radar, both.capability.radar),
    ):
        assert f">{year}</text>" not in one
        assert f">{year}</text>" in two
        assert two.count("<circle") == 2 * one.count("<circle")


def test_a_sub_domain_that_was_not_graded_then_is_not_drawn_as_zero(full: Document) -> None:
    earlier = a_year_before(full)
    row = next(row for row in earlier["readings"] if row["key"] == "im-capability")
    leaf = next(node for node in row["nodes"] if "." in node["code"] and node["status"] == "scored")
    leaf["status"] = "trimmed"
    whole = context_of(full, previous=a_year_before(full)).capability.radar
    assert context_of(full, previous=earlier).capability.radar.count("<circle") == whole.count("<circle") - 1


def test_a_share_of_points_is_compared_in_percent(full: Document) -> None:
    earlier = a_year_before(full)
    row = next(row for row in earlier["readings"] if row["key"] == "green-factory-2025")
    row["share"] = str(Decimal(row["share"]) - Decimal("1.5"))
    since = context_of(full, previous=earlier).since
    assert since is not None
    found = next(one for one in since.rows if one.change.startswith("+"))
    assert found.change == "+1.5 %"
    assert found.now.endswith(" %")


def test_only_what_the_roadmap_moves_stands_on_the_wall(full: Document) -> None:
    roadmap = context_of(full).roadmap
    assert roadmap is not None
    assert roadmap.projection is not None
    moved = roadmap.projection.moved
    assert moved
    for row in roadmap.projection.rows:
        stays = (row.cells[0].text, row.cells[0].note) == (row.cells[-1].text, row.cells[-1].note)
        assert (row in moved) is not stays


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["Data"], "Data"),
        (["Data", "Network"], "Data and Network"),
        (["Data", "Network", "Sales"], "Data, Network and Sales"),
        (["Data", "Safety and environment"], "Data, and Safety and environment"),
        (["Planning and scheduling", "Data", "Sales"], "Planning and scheduling, Data, and Sales"),
    ],
)
def test_a_name_with_an_and_of_its_own_stays_apart(names: list[str], said: str) -> None:
    assert Reader("en").listed(names) == said


def test_no_line_of_running_text_begins_with_a_percentage_sign() -> None:
    assert sentence("80 % of <it>, 5 %.") == "80\u00a0% of &lt;it&gt;, 5\u00a0%."
