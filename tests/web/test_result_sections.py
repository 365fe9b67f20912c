"""The later sections of a result: standard in force, path, mechanisms, both sides together, energy and carbon; and what
becomes of results that were computed before there were such sections."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from assessments.models import Assessment, Result
from assessments.selectors import comparison_of
from content.model import Content
from reports.context.trace_words import formula_words, rule_words
from tests.web.conftest import Seen
from tests.web.test_results import CODE_FORM, result_url, visible
from web.context.comparison import comparison_page
from web.context.result import result_page
from web.context.trace import trace_page

pytestmark = pytest.mark.django_db

SECTIONS = ("standard", "path", "mechanisms", "synergy", "footprint", "sensitivity", "roadmap", "help")
OLD = Path(__file__).parents[1] / "reports/old/engine-1.0-dye-house.json"


def old_result(assessment: Assessment) -> Result:
    """A result as an earlier engine stored it."""
    newer = assessment.results.get()
    document = json.loads(OLD.read_text(encoding="utf-8"))
    return Result.objects.create(
        assessment=assessment,
        engine=document["engine"],
        content_sha256=document["content_sha256"],
        inputs_sha256=document["inputs_sha256"],
        text=json.dumps(document, ensure_ascii=False),
        size=newer.size,
        level=newer.level,
        tier=newer.tier,
    )


def section_of(page: str, name: str) -> str:
    return page[page.index(f'<section id="{name}"') :].partition("</section>")[0]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_result_has_every_section_in_words(
    seen_by: Seen, owner: User, with_figures: Assessment, content: Content, language: str
) -> None:
    page = seen_by(owner, language).get(result_url(with_figures)).content.decode()
    words = visible(page).replace("&#x27;", "'")
    for section in SECTIONS:
        assert f'<section id="{section}"' in page, section
    for key in ("green-factory-2025", "transformation-path", "mechanisms"):
        assert content.readings[key].title[language] in words
        for node in content.readings[key].nodes:
            assert node.title[language] in words
    assert any(grade.name[language] in words for grade in content.synergy.grades)
    assert content.synergy.links[0].title[language] in words
    assert not CODE_FORM.findall(words)
    assert content.factor_sets[content.default_factor_set].name[language] in words
    for year in ("2023", "2024", "2025"):
        assert f'<th scope="col">{year}</th>' in page
    for forbidden in (" style=", "<style", "onclick="):
        assert forbidden not in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_roadmap_names_its_measures_and_leads_to_the_library(
    seen_by: Seen, owner: User, submitted: Assessment, content: Content, language: str
) -> None:
    client = seen_by(owner, language)
    page = client.get(result_url(submitted)).content.decode()
    section = section_of(page, "roadmap")
    codes = [
        row["code"] for phase in submitted.results.get().document["roadmap"]["phases"] for row in phase["measures"]
    ]
    assert codes
    for code in codes:
        assert f'href="/library/{code}/"' in section
        assert content.measures[code].title[language] in visible(section).replace("&#x27;", "'")
    assert client.get(f"/library/{codes[0]}/").status_code == 200
    assert section.count("<svg") == 2


def test_help_names_what_fits_each_barrier_and_leads_to_the_library(
    seen_by: Seen, owner: User, submitted: Assessment, content: Content
) -> None:
    page = seen_by(owner).get(result_url(submitted)).content.decode()
    section = section_of(page, "help")
    rows = submitted.results.get().document["help"]
    assert section.count("<details") == len(rows) > 1
    for row in rows:
        assert content.questions[row["barrier"]].text["en"] in visible(section).replace("&#x27;", "'")
        for name in ("measures", "solutions", "supports", "cases"):
            assert all(f'href="/library/{each["code"]}/"' in section for each in row[name][:1])


def test_help_that_has_expired_is_not_shown_and_nothing_fits_is_said(submitted: Assessment) -> None:
    document = submitted.results.get().document
    first = {**document["help"][0], "measures": [], "cases": []}
    assert first["solutions"]
    with translation.override("en"):
        fresh, stale = (
            result_page({**document, "help": [first]}, today=day).report.help
            for day in (date(2026, 12, 1), date(2999, 1, 1))
        )
        assert fresh is not None
        assert fresh.barriers[0].solutions
        assert stale is not None
        words = visible(render_to_string("web/result/help.html", {"report": {"help": stale}}))
    assert "Nothing in the catalogue fits the firm here." in words


def test_what_looks_wrong_in_the_figures_is_said_on_the_result(
    seen_by: Seen, owner: User, with_figures: Assessment
) -> None:
    words = visible(seen_by(owner).get(result_url(with_figures)).content.decode())
    assert "Please check these figures" in words


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_why_of_the_later_sections_leads_to_a_figure(
    seen_by: Seen, owner: User, with_figures: Assessment, language: str
) -> None:
    client = seen_by(owner, language)
    page = client.get(result_url(with_figures)).content.decode()
    links = {link.replace("&amp;", "&") for link in re.findall(r'class="why" href="([^"]+)"', page)}
    parts = {link.split("reading=")[1] for link in links if "reading=" in link}
    assert parts == {"green-factory-2025", "transformation-path", "mechanisms", "synergy", "footprint"}
    for link in sorted(link for link in links if "reading=" in link):
        answer = client.get(link).content.decode()
        assert "trace-line" in answer, link
        assert not CODE_FORM.findall(visible(answer)), link


def test_the_whole_trace_has_every_part_and_no_anchor_twice(
    seen_by: Seen, owner: User, with_figures: Assessment
) -> None:
    page = seen_by(owner).get(f"/assessments/{with_figures.pk}/trace/").content.decode()
    ids = re.findall(r'id="(t-[^"]+)"', page)
    assert len(ids) == len(set(ids))
    for target in set(re.findall(r'href="#(t-[^"]+)"', page)):
        assert target in ids
    words = visible(page)
    assert not re.search(r"\b[a-z]+_[a-z_]+\b", words)
    assert "Energy and carbon by year" in words
    assert "Digital and green together" in words


def test_every_rule_of_a_whole_result_has_words(with_figures: Assessment) -> None:
    rules = {line["rule"] for line in with_figures.results.get().document["trace"]}
    assert len(rules) > 20
    assert not {rule for rule in rules if rule_words(rule) == rule}


def test_a_formula_names_its_quantities() -> None:
    assert formula_words("water_taken / product_tonnes") == "Water taken in / qualified output in tonnes"


def test_a_figure_of_the_footprint_is_traced_down_to_bill_and_factor(with_figures: Assessment) -> None:
    page = trace_page(with_figures.results.get().document, "2025.energy_tce", "footprint")
    (part,) = page.parts
    assert part.lines[0].node == "2025.energy_tce"
    grid = next(line for line in part.lines if line.node == "2025.electricity_grid@tce")
    assert [entry.value for entry in grid.inputs] == ["1,200,000 kWh", "0.0001229"]
    assert "GB/T 2589" in grid.source


@pytest.mark.parametrize(
    ("language", "place"), [("zh-hans", "附录A，电力（当量值）"), ("en", "Appendix A, electricity")]
)
def test_the_place_of_a_factor_in_its_source_reads_in_the_language_of_the_page(
    with_figures: Assessment, language: str, place: str
) -> None:
    with translation.override(language):
        (part,) = trace_page(with_figures.results.get().document, "2025.energy_tce", "footprint").parts
    assert place in next(line.source for line in part.lines if line.node == "2025.electricity_grid@tce")


def test_a_result_without_figures_says_what_would_be_enough(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    words = visible(seen_by(owner).get(result_url(submitted)).content.decode())
    assert "No yearly figures were given" in words


# Results of an earlier engine


def test_an_old_result_lacks_the_later_sections_and_nothing_else(
    seen_by: Seen, owner: User, submitted: Assessment
) -> None:
    old = old_result(submitted)
    page = seen_by(owner).get(result_url(submitted)).content.decode()
    assert f"/assessments/{submitted.pk}/trace/" in page
    for section in SECTIONS:
        assert f'<section id="{section}"' not in page
    for section in ("capability", "barriers", "green", "measures", "method"):
        assert f'<section id="{section}"' in page
    assert section_of(page, "measures").count('<details class="measure"') == len(old.document["measures"])
    assert result_page(old.document).mechanisms == ()
    assert seen_by(owner).get(f"/assessments/{submitted.pk}/trace/").status_code == 200


def test_an_old_result_can_be_scored_again_and_both_stand_side_by_side(
    seen_by: Seen, owner: User, submitted: Assessment
) -> None:
    old = old_result(submitted)
    before = old.text
    client = seen_by(owner)
    assert "Score again on the method of today" in client.get(result_url(submitted)).content.decode()
    response = client.post(f"/assessments/{submitted.pk}/rescore/", follow=True)
    page = response.content.decode()
    words = visible(page)
    assert "Scored again" in words
    assert "what differs comes from the method alone" in words
    assert "Only the newer result has this reading" in words
    old.refresh_from_db()
    assert old.text == before
    assert submitted.results.count() == 3
    assert "Score again on the method of today" not in client.get(result_url(submitted)).content.decode()
    again = client.post(f"/assessments/{submitted.pk}/rescore/", follow=True).content.decode()
    assert "Nothing would change" in again
    assert submitted.results.count() == 3


def test_an_earlier_result_keeps_its_page_and_its_trace(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    first = submitted.results.get()
    newest = old_result(submitted)
    client = seen_by(owner)
    address = f"/assessments/{submitted.pk}/results/{first.pk}/"
    page = client.get(address).content.decode()
    assert "This is an earlier result" in page
    assert f"{address}trace/?node=" in page
    assert "ask/" not in page
    assert client.get(f"{address}trace/?node=technology.data").status_code == 200
    assert client.get(f"/assessments/{submitted.pk}/results/{newest.pk}/")["Location"] == result_url(submitted)


def test_a_result_of_another_firm_is_404_everywhere(
    seen_by: Seen, owner: User, submitted: Assessment, foreign_submitted: Assessment
) -> None:
    foreign = foreign_submitted.results.get()
    old_result(submitted)
    client = seen_by(owner)
    for path in (
        f"results/{foreign.pk}/",
        f"results/{foreign.pk}/trace/",
        f"compare/?old={foreign.pk}",
        "compare/?new=x",
    ):
        assert client.get(f"/assessments/{submitted.pk}/{path}").status_code == 404, path


def test_readers_compare_but_do_not_score_again(
    seen_by: Seen, viewer: User, consultant: User, unassigned_consultant: User, submitted: Assessment
) -> None:
    old_result(submitted)
    assert seen_by(viewer).get(f"/assessments/{submitted.pk}/compare/").status_code == 200
    assert "Score again on the method of today" not in seen_by(viewer).get(result_url(submitted)).content.decode()
    assert seen_by(viewer).post(f"/assessments/{submitted.pk}/rescore/").status_code == 403
    assert seen_by(unassigned_consultant).post(f"/assessments/{submitted.pk}/rescore/").status_code == 404
    assert "Score again on the method of today" in seen_by(consultant).get(result_url(submitted)).content.decode()
    assert seen_by(consultant).post(f"/assessments/{submitted.pk}/rescore/").status_code == 302


def test_a_draft_cannot_be_scored_again(seen_by: Seen, owner: User, draft: Assessment) -> None:
    assert seen_by(owner).post(f"/assessments/{draft.pk}/rescore/").status_code == 404


def test_one_result_alone_has_nothing_to_be_compared_with(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    page = seen_by(owner).get(f"/assessments/{submitted.pk}/compare/").content.decode()
    assert "only one result so far" in page


def test_two_years_are_compared_with_differences(
    seen_by: Seen, owner: User, submitted: Assessment, content: Content
) -> None:
    from assessments.services import record_answers, start_assessment, submit_assessment

    following = start_assessment(firm=submitted.firm, period=2026, by=owner, started_from=submitted)
    answers = dict.fromkeys(content.sections["green.product"].questions, "1")
    record_answers(assessment=following, section="green.product", answers=answers, version=0, by=owner)
    submit_assessment(assessment=following, by=owner)
    client = seen_by(owner)
    assert "Compare with 2025" in client.get(result_url(following)).content.decode()
    older, newer = submitted.results.get(), following.results.get()
    page = client.get(f"/assessments/{following.pk}/compare/?old={older.pk}&new={newer.pk}").content.decode()
    assert "Answers or figures differ" in page
    found = comparison_page(older, newer)
    green = next(part for part in found.readings if part.title == content.readings["green-factory-2018"].title["en"])
    score = next(row for row in green.rows if row.name == "Score")
    assert score.moved.startswith("+")
    assert score in green.told
    assert green.unchanged
    assert not green.change
    assert comparison_of(older, newer).same_inputs is False


# The crosswalk


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_crosswalk_is_for_everybody_and_names_every_item(seen_by: Seen, content: Content, language: str) -> None:
    response = seen_by(language=language).get("/crosswalk/")
    words = visible(response.content.decode()).replace("&#x27;", "'")
    for reading in content.readings.values():
        assert reading.title[language] in words
    assert not CODE_FORM.findall(words)
    assert content.sources["gbt-36132-2025"].title[language] in words


def test_the_crosswalk_is_searched_by_reading_and_words(seen_by: Seen, content: Content) -> None:
    client = seen_by()
    page = client.get("/crosswalk/?reading=green-factory-2025").content.decode()
    assert page.count("<section aria-labelledby") == 1
    assert "every source of energy" in page
    few = client.get("/crosswalk/?q=limestone&reading=green-factory-2025").content.decode()
    assert "1 item found" in few
    none = client.get("/crosswalk/?q=<b>nothing</b>").content.decode()
    assert "Nothing fits these words" in none
    assert "<b>nothing" not in none
    assert "items found" in client.get("/crosswalk/?reading=no-such").content.decode()
    assert 'href="/crosswalk/"' in client.get("/").content.decode()
