"""The result page, the trace behind it, and the report as a file."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from assessments.models import Assessment, Firm
from assessments.services import record_amounts, submit_assessment
from content.model import Content
from reports.models import OFFERED, Report
from tests.web.conftest import Seen
from web.context.result import result_page
from web.context.trace import anchor_of, rule_words, trace_page

pytestmark = pytest.mark.django_db

CODE_FORM = re.compile(r"\b(?:IM|BAR|GF|MEA|CASE|SOL|SUP)-[A-Z]+-[A-Z0-9-]+\b")


def visible(page: str) -> str:
    """The words a person reads: tags and attributes taken out."""
    return re.sub(r"<[^>]+>", " ", re.sub(r"<(script|svg).*?</\1>", " ", page, flags=re.S))


def result_url(assessment: Assessment) -> str:
    return f"/assessments/{assessment.pk}/result/"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_result_says_level_blocks_barriers_tier_and_measures(
    seen_by: Seen, owner: User, submitted: Assessment, content: Content, language: str
) -> None:
    page = seen_by(owner, language).get(result_url(submitted)).content.decode()
    words = visible(page)
    ladder = content.readings["im-capability"]
    for names in (
        ladder.title,
        ladder.levels[0].name,
        *(node.title for node in ladder.nodes if node.questions),
        *(principle.name for principle in content.readings["green-factory-2018"].principles),
        *(node.title for node in content.readings["transformation-barriers"].nodes),
        content.positions[0].note,
    ):
        assert names[language] in words.replace("&#x27;", "'"), names
    best = submitted.results.get().document["measures"][0]["code"]
    assert content.measures[best].title[language] in words.replace("&#x27;", "'")
    assert not CODE_FORM.findall(words)
    assert "113,792" in words
    assert "<svg" in page


def test_the_result_has_no_inline_code_and_is_never_kept(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    response = seen_by(owner).get(result_url(submitted))
    page = response.content.decode()
    assert "no-store" in response["Cache-Control"]
    for forbidden in (" style=", "<style", "onclick=", "<script>"):
        assert forbidden not in page


def test_every_why_leads_to_a_figure(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    client = seen_by(owner)
    page = client.get(result_url(submitted)).content.decode()
    links = set(re.findall(r'class="why" href="([^"]+)"', page))
    assert len(links) > 30
    for link in links:
        answer = client.get(link.replace("&amp;", "&")).content.decode()
        assert "trace-line" in answer, link


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_trace_speaks_in_words_and_names_its_sources(
    seen_by: Seen, owner: User, submitted: Assessment, content: Content, language: str
) -> None:
    page = seen_by(owner, language).get(f"/assessments/{submitted.pk}/trace/").content.decode()
    words = visible(page)
    assert not CODE_FORM.findall(words)
    assert "technology.data" not in words
    assert content.sources["gbt-39117-2020"].title[language] in words
    ids = re.findall(r'id="(t-[^"]+)"', page)
    assert len(ids) == len(set(ids))
    for target in set(re.findall(r'href="#(t-[^"]+)"', page)):
        assert target in ids


def test_a_figure_nobody_knows_is_said_plainly(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    page = seen_by(owner).get(f"/assessments/{submitted.pk}/trace/?node=no.such").content.decode()
    assert "no figure with this name" in page


def test_every_rule_of_the_engine_has_words(submitted: Assessment) -> None:
    rules = {line["rule"] for line in submitted.results.get().document["trace"]}
    assert rules
    assert not {rule for rule in rules if rule_words(rule) == rule}


def test_quantities_are_traced_to_the_amounts_given(answered: Assessment, owner: User) -> None:
    amounts = {"electricity_grid": ("120", "万kWh"), "value_added": ("1800", "万元")}
    record_amounts(assessment=answered, section="green.quantities", amounts=amounts, version=0, by=owner)
    document = submit_assessment(assessment=answered, by=owner).document
    page = trace_page(document, "energy-intensity")
    (part,) = page.parts
    assert any("1200000" in entry.value for line in part.lines for entry in line.inputs)


def test_the_same_figures_stand_on_screen_and_in_the_report(submitted: Assessment) -> None:
    document = submitted.results.get().document
    page = result_page(document)
    ladder = next(row for row in document["readings"] if row["key"] == "im-capability")
    leaves = {entry["code"]: entry for entry in ladder["nodes"]}
    for part in page.elements:
        for row in part.rows:
            assert leaves[row.node]["score"] == row.score
    assert [step.here for step in page.level_steps] == [True, False, False, False, False]


def test_an_incomplete_result_is_shown_as_such(draft: Assessment, seen_by: Seen, owner: User) -> None:
    submit_assessment(assessment=draft, by=owner, accept_incomplete=True)
    page = seen_by(owner).get(result_url(draft)).content.decode()
    assert "could not be graded" in page
    assert seen_by(owner).get(f"/assessments/{draft.pk}/trace/").status_code == 200


def test_a_draft_has_no_result_yet(seen_by: Seen, owner: User, draft: Assessment) -> None:
    client = seen_by(owner)
    assert client.get(result_url(draft))["Location"] == f"/assessments/{draft.pk}/"
    for path in ("trace/", "reports/"):
        assert client.get(f"/assessments/{draft.pk}/{path}").status_code == 404


def test_readers_see_the_result_and_strangers_do_not(
    seen_by: Seen, viewer: User, consultant: User, administrator: User, stranger: User, submitted: Assessment
) -> None:
    for person, status in ((viewer, 200), (consultant, 200), (administrator, 200), (stranger, 404)):
        client = seen_by(person)
        assert client.get(result_url(submitted)).status_code == status
        assert client.get(f"/assessments/{submitted.pk}/trace/").status_code == status


def test_the_result_page_costs_a_constant_number_of_queries(
    seen_by: Seen, owner: User, submitted: Assessment, django_assert_max_num_queries
) -> None:
    client = seen_by(owner)
    with django_assert_max_num_queries(9):  # one of them for the plans
        client.get(result_url(submitted))


# The report


@pytest.fixture(autouse=True)
def quiet_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.services.publish_report", lambda pk: None)


def ask(client: Client, assessment: Assessment, language: str = "en", **headers: str) -> Any:
    return client.post(f"/assessments/{assessment.pk}/reports/ask/", {"language": language}, headers=headers)


def test_a_report_is_asked_for_once_and_its_progress_is_shown(
    seen_by: Seen, owner: User, submitted: Assessment
) -> None:
    client = seen_by(owner)
    page = ask(client, submitted, **{"HX-Request": "true"}).content.decode()
    assert "waiting for its turn" in page
    assert 'hx-trigger="every 1s"' in page
    assert 'aria-live="polite"' in page
    ask(client, submitted)
    assert Report.objects.count() == 1
    Report.objects.update(status="running")
    page = client.get(f"/assessments/{submitted.pk}/reports/", headers={"HX-Request": "true"}).content.decode()
    assert "is being written" in page
    assert client.get(f"/assessments/{submitted.pk}/reports/")["Location"].endswith("/result/#report")


def test_a_failed_report_says_why_and_can_be_tried_again(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    client = seen_by(owner)
    ask(client, submitted)
    Report.objects.update(status="failed", error_code="too-slow")
    report = Report.objects.get()
    page = client.get(result_url(submitted)).content.decode()
    assert "took too long" in page
    assert "every 1s" not in page
    client.post(f"/assessments/{submitted.pk}/reports/{report.pk}/retry/")
    report.refresh_from_db()
    assert report.status == "queued"


def test_kind_and_format_are_chosen_together(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    client = seen_by(owner)
    address = f"/assessments/{submitted.pk}/reports/ask/"
    page = client.get(result_url(submitted)).content.decode()
    for kind, format in OFFERED:
        assert f'<option value="{kind}.{format}">' in page
        client.post(address, {"language": "en", "paper": f"{kind}.{format}"})
    assert {(report.kind, report.format) for report in Report.objects.all()} == set(OFFERED)
    for paper in ("brief.xlsx", "annex", ".", "novel.pdf", "diagnosis.pdf.exe"):
        assert client.post(address, {"language": "en", "paper": paper}).status_code == 404


def test_a_finished_workbook_is_sent_as_one(
    seen_by: Seen, owner: User, submitted: Assessment, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    client = seen_by(owner)
    client.post(f"/assessments/{submitted.pk}/reports/ask/", {"language": "en", "paper": "annex.xlsx"})
    Report.objects.update(status="done", sha256="0" * 64, pages=None, size_bytes=190_000)
    path = tmp_path / "annex.xlsx"
    path.write_bytes(b"PK")
    monkeypatch.setattr("web.views.results.report_file", lambda found: path.open("rb"))
    page = client.get(result_url(submitted)).content.decode()
    assert "Annex (Excel)" in page
    assert "Download Excel" in page
    response = client.get(f"/assessments/{submitted.pk}/reports/{Report.objects.get().pk}/download/")
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert f'filename="annex-{submitted.period}-en.xlsx"' in response["Content-Disposition"]
    response.close()


def test_an_unknown_language_of_a_report_is_404(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    assert ask(seen_by(owner), submitted, "fr").status_code == 404


def test_a_finished_report_is_an_attachment_no_browser_runs(
    seen_by: Seen, owner: User, submitted: Assessment, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    client = seen_by(owner)
    ask(client, submitted)
    Report.objects.update(status="done", sha256="0" * 64, pages=12, size_bytes=250_000)
    report = Report.objects.get()
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF-1.7")
    monkeypatch.setattr("web.views.results.report_file", lambda found: path.open("rb"))
    assert "Download PDF" in client.get(result_url(submitted)).content.decode()
    response = client.get(f"/assessments/{submitted.pk}/reports/{report.pk}/download/")
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    response.close()


def test_a_report_that_is_not_ready_or_foreign_is_404(
    seen_by: Seen, owner: User, stranger: User, submitted: Assessment, foreign_submitted: Assessment
) -> None:
    ask(seen_by(owner), submitted)
    report = Report.objects.get()
    path = f"reports/{report.pk}/download/"
    assert seen_by(owner).get(f"/assessments/{submitted.pk}/{path}").status_code == 404
    assert seen_by(stranger).get(f"/assessments/{submitted.pk}/{path}").status_code == 404
    assert seen_by(stranger).get(f"/assessments/{foreign_submitted.pk}/{path}").status_code == 404
    assert seen_by(stranger).post(f"/assessments/{foreign_submitted.pk}/reports/{report.pk}/retry/").status_code == 404


def test_a_report_whose_file_is_gone_is_made_again(seen_by: Seen, owner: User, submitted: Assessment) -> None:
    client = seen_by(owner)
    ask(client, submitted)
    Report.objects.update(status="done", sha256="0" * 64, pages=1, size_bytes=1)
    report = Report.objects.get()
    response = client.get(f"/assessments/{submitted.pk}/reports/{report.pk}/download/")
    assert response["Location"] == f"{result_url(submitted)}#report"
    report.refresh_from_db()
    assert report.status == "queued"


def test_a_hostile_name_is_only_text(seen_by: Seen, owner: User, submitted: Assessment, firm: Firm) -> None:
    firm.organisation.name = "<script>alert(1)</script>"
    firm.organisation.save()
    page = seen_by(owner).get("/assessments/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_anchors_are_fit_for_an_address() -> None:
    assert anchor_of("im-capability", "technology.data@L1") == "t-im-capability-technology-data-L1"
