"""Filters, export and the number of queries of the lists."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from assessments.models import Assessment, Firm
from assessments.selectors import size_class
from assessments.services import create_firm, start_assessment
from console.rows import firms_with_standing
from tests.conftest import FIRM_FACTS
from tests.console.conftest import SignIn

pytestmark = pytest.mark.django_db

FIRMS = "/console/assessments/firm/"
ASSESSMENTS = "/console/assessments/assessment/"
RESULTS = "/console/assessments/result/"
XLSX, CSV = "0", "1"


def firms_found(browser: Client, query: str) -> list[str]:
    answer = browser.get(f"{FIRMS}?{query}")
    assert answer.status_code == 200
    return [firm.name for firm in answer.context["cl"].result_list]


def exported(browser: Client, path: str, file_format: str) -> Any:
    return browser.post(path, {"format": file_format, "resource": "0"})


def sheet_of(answer: Any) -> list[tuple[Any, ...]]:
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    assert "attachment" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.content))
    return list(book.active.iter_rows(values_only=True))


def test_firms_are_filtered_by_facts_and_by_standing(
    as_administrator: Client, submitted: Assessment, foreign_firm: Firm
) -> None:
    own, other = "示例精密机械有限公司", "别家电子有限公司"
    result = submitted.results.get()
    assert sorted(firms_found(as_administrator, "")) == sorted([own, other])
    assert firms_found(as_administrator, "industry=C34") == [own]
    assert firms_found(as_administrator, "industry=C39") == [other]
    assert firms_found(as_administrator, "industry=C13") == []
    assert len(firms_found(as_administrator, "province=江苏")) == 2
    assert firms_found(as_administrator, "province=广东") == []
    assert len(firms_found(as_administrator, f"size={result.size}")) == 2
    assert firms_found(as_administrator, "size=large") == []
    assert firms_found(as_administrator, f"level={result.level}") == [own]
    assert firms_found(as_administrator, f"tier={result.tier}&industry=C34") == [own]
    assert firms_found(as_administrator, "level=none") == [other]
    assert firms_found(as_administrator, "tier=none") == [other]
    assert firms_found(as_administrator, "level=5") == []
    assert firms_found(as_administrator, "q=别家") == [other]
    assert firms_found(as_administrator, "q=91320594MA1X2Y3T4K") != []


def test_administrators_find_firms_without_a_consultant(
    as_administrator: Client, as_consultant: Client, foreign_firm: Firm
) -> None:
    assert firms_found(as_administrator, "assigned=no") == ["别家电子有限公司"]
    assert firms_found(as_administrator, "assigned=yes") == ["示例精密机械有限公司"]
    offered = {one.parameter_name for one in as_consultant.get(FIRMS).context["cl"].filter_specs}
    assert offered == {"industry", "province", "size", "level", "tier"}


def test_assessments_are_filtered_by_all_six(
    as_administrator: Client, submitted: Assessment, foreign_firm: Firm, stranger: User
) -> None:
    draft = start_assessment(firm=foreign_firm, period=2024, by=stranger)
    result = submitted.results.get()

    def found(query: str) -> set[Any]:
        answer = as_administrator.get(f"{ASSESSMENTS}?{query}")
        assert answer.status_code == 200
        return {row.pk for row in answer.context["cl"].result_list}

    assert found("") == {submitted.pk, draft.pk}
    assert found("state=draft") == {draft.pk}
    assert found("state=submitted") == {submitted.pk}
    assert found("industry=C34") == {submitted.pk}
    assert found("province=江苏") == {submitted.pk, draft.pk}
    assert found(f"size={result.size}") == {submitted.pk, draft.pk}
    assert found(f"level={result.level}") == {submitted.pk}
    assert found(f"tier={result.tier}") == {submitted.pk}
    assert found("level=none") == {draft.pk}
    assert found("year=2024") == {draft.pk}
    assert found("year=20x4") == {submitted.pk, draft.pk}


def test_results_are_filtered_too(as_administrator: Client, submitted: Assessment) -> None:
    result = submitted.results.get()
    for query, count in ((f"level={result.level}", 1), ("level=5", 0), ("industry=C34", 1), ("province=广东", 0)):
        assert len(as_administrator.get(f"{RESULTS}?{query}").context["cl"].result_list) == count


@pytest.mark.parametrize(
    ("employees", "revenue"),
    [
        (19, "300"),
        (20, "299"),
        (20, "300"),
        (299, "2000"),
        (300, "2000"),
        (300, "1999.9999"),
        (1000, "40000"),
        (1, "0"),
    ],
)
def test_the_size_in_lists_is_the_size_of_the_rules(
    administrator: User, owner: User, employees: int, revenue: str
) -> None:
    firm = create_firm(by=owner, **{**FIRM_FACTS, "employees": employees, "revenue_wan": revenue})
    firm.refresh_from_db()
    row = firms_with_standing(administrator).get(pk=firm.pk)
    assert row.size_now == size_class(firm.employees, firm.revenue_wan)  # type: ignore[attr-defined]


def test_a_wrong_filter_is_no_error_page(as_administrator: Client, firm: Firm) -> None:
    for query in ("industry=%00", "level=x", "assigned=perhaps", "year=99999999999", "p=9999", "o=99.1"):
        assert as_administrator.get(f"{FIRMS}?{query}").status_code in (200, 302)


def test_the_filtered_list_is_exported_to_xlsx(
    as_administrator: Client, submitted: Assessment, foreign_firm: Firm
) -> None:
    heads, *rows = sheet_of(exported(as_administrator, f"{FIRMS}export/?industry=C34", XLSX))
    assert heads[:4] == ("Firm", "Unified social credit code", "Industry code", "Industry name")
    assert len(rows) == 1
    row = dict(zip(heads, rows[0], strict=True))
    assert row["Firm"] == "示例精密机械有限公司"
    assert row["Unified social credit code"] == "91320594MA1X2Y3T4K"
    assert row["Number of employees"] == 80
    assert row["Yearly revenue (10,000 yuan)"] == 6000
    assert row["Capability level"] == "Planned"
    assert row["Last assessed"].date() == timezone.localdate()


def test_assessments_are_exported_with_their_standing(as_administrator: Client, submitted: Assessment) -> None:
    heads, row = sheet_of(exported(as_administrator, f"{ASSESSMENTS}export/", XLSX))
    cells = dict(zip(heads, row, strict=True))
    assert cells["Year"] == 2025
    assert cells["State"] == "Submitted"
    assert cells["Readiness tier"] not in ("", "–", None)


def test_an_export_holds_visible_rows_only(as_consultant: Client, submitted: Assessment, foreign_firm: Firm) -> None:
    for path in (FIRMS, ASSESSMENTS):
        for file_format in (XLSX, CSV):
            answer = exported(as_consultant, f"{path}export/", file_format)
            text = str(sheet_of(answer)) if file_format == XLSX else answer.content.decode()
            assert "示例精密机械" in text
            assert "别家" not in text


def test_nobody_else_exports(signed_in: SignIn, owner: User, unassigned_consultant: User, firm: Firm) -> None:
    assert signed_in(owner).get(f"{FIRMS}export/").status_code == 404
    assert exported(signed_in(owner), f"{FIRMS}export/", XLSX).status_code == 404
    assert len(sheet_of(exported(signed_in(unassigned_consultant), f"{FIRMS}export/", XLSX))) == 1


def test_the_csv_opens_in_excel_as_utf8(as_administrator: Client, firm: Firm) -> None:
    answer = exported(as_administrator, f"{FIRMS}export/", CSV)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    heads, row = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert dict(zip(heads, row, strict=True))["Industry code"] == "C34"


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_text_never_becomes_a_formula(as_administrator: Client, owner: User, start: str) -> None:
    name = f'{start}HYPERLINK("http://evil.example")'
    create_firm(by=owner, **{**FIRM_FACTS, "name": name})
    book = openpyxl.load_workbook(BytesIO(exported(as_administrator, f"{FIRMS}export/", XLSX).content))
    cell = book.active["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)
    answer = exported(as_administrator, f"{FIRMS}export/", CSV)
    assert next(iter(list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))[1:]))[0] == f"'{name}"


def test_an_export_is_audited(as_administrator: Client, administrator: User, firm: Firm) -> None:
    exported(as_administrator, f"{FIRMS}export/?industry=C34", CSV)
    entry = AuditEntry.objects.get(verb="export list")
    assert (entry.actor, entry.target) == (administrator.email, "firm")
    assert entry.details == {"filter": "industry=C34", "format": "csv"}


def test_exports_speak_the_language_of_the_page(signed_in: SignIn, administrator: User, firm: Firm) -> None:
    in_english = sheet_of(exported(signed_in(administrator, "en"), f"{FIRMS}export/", XLSX))
    in_chinese = sheet_of(exported(signed_in(administrator, "zh-hans"), f"{FIRMS}export/", XLSX))
    assert in_english[1][3] != in_chinese[1][3]
    assert in_chinese[1][4] == "江苏"


MakeFirms = Callable[[int], None]


@pytest.fixture
def make_firms(owner: User, consultant: User) -> MakeFirms:
    """Add firms, each with an assessment, to what the consultant sees."""

    def make(count: int) -> None:
        for number in range(count):
            firm = create_firm(by=owner, **{**FIRM_FACTS, "name": f"第{number}家"})
            consultant.assignments.create(organisation=firm.organisation)
            start_assessment(firm=firm, period=2025, by=owner)

    return make


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/console/", 15),
        (FIRMS, 6),
        (ASSESSMENTS, 7),
        (RESULTS, 6),
        ("/console/reports/report/", 7),
        ("/console/accounts/user/", 8),
        ("/console/accounts/membership/", 6),
        ("/console/accounts/invitation/", 6),
        ("/console/accounts/auditentry/", 8),
        ("/console/search/?s=家&extended=1", 10),
    ],
)
def test_queries_do_not_grow_with_the_rows(
    as_consultant: Client, make_firms: MakeFirms, submitted: Assessment, path: str, most: int
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert as_consultant.get(path).status_code == 200
        return len(seen)

    make_firms(1)
    few = queries()
    make_firms(7)
    assert queries() == few <= most


def test_an_export_asks_no_query_per_row(as_consultant: Client, make_firms: MakeFirms, firm: Firm) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert exported(as_consultant, f"{ASSESSMENTS}export/", XLSX).status_code == 200
        return len(seen)

    make_firms(1)
    few = queries()
    make_firms(6)
    assert queries() == few


def test_the_detail_page_does_not_depend_on_the_length_of_the_questionnaire(
    as_consultant: Client, submitted: Assessment
) -> None:
    with CaptureQueriesContext(connection) as seen:
        as_consultant.get(reverse("console:assessments_assessment_change", args=(submitted.pk,)))
    assert len(seen) <= 15
