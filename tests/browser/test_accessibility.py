"""axe-core finds nothing on any page of the firm's site, in both languages, on a phone and on a desk; and no page is
wider than the screen."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.services import invite_colleague
from assessments.models import Assessment, Firm, Result
from assessments.selectors import FIGURES, version_of
from assessments.services import add_entry, start_assessment, submit_assessment
from assessments.services.figures import record_sheet
from assessments.services.workbook import template
from reports.models import Report
from reports.services import request_report
from tests.assessments.test_entries import MEASURE
from tests.browser.conftest import Visit
from tests.browser.violations import VIEWS, findings, look, violations
from tests.web.conftest import give_figures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

FIRST = "IM-STRATEGY-L1-1"


ROWS = "".join("<tr><td>plain</td><td><b>bold</b></td></tr>" for _ in range(20))
FAULTY = f"""<!doctype html><html lang="en"><title>Faults</title><style>
  body {{ background: #fff; color: #222 }} .dark {{ background: #333 }} .faint {{ opacity: 0.3 }}
  .pale {{ color: #bbb }} .gone {{ position: absolute; left: -999px }} .held {{ position: relative }}
  .under {{ position: absolute; inset: 0; z-index: -1; background: #333 }}
  .lifted {{ margin-top: -3em; height: 3em; background: #333 }}
</style><main><h1>Faults</h1><table>{ROWS}
  <tr><td class="pale" id="own">pale</td></tr>
  <tr><td><span class="pale gone">hidden, may be pale</span><span class="pale" id="again">pale again</span></td></tr>
  <tr class="dark"><td id="ground">dark row</td></tr>
  <tr class="faint"><td id="faint">faint row</td></tr>
  <tr><td><div class="held" style="z-index: 0"><i class="under"></i><span id="over">over a box</span></div></td></tr>
</table><p style="height: 3em"></p><div class="lifted"><p id="lifted">on a box moved up</p></div>
<p id="small" class="pale" style="font-size: 12px">small</p><p><img src="x.png" id="image"></p></main>"""


def test_measuring_texts_that_look_alike_once_hides_no_fault(visit: Visit) -> None:
    page = visit()
    page.set_content(FAULTY)
    quick = violations(page)
    assert quick == violations(page, once=False)
    contrast = next(one for one in quick if one["id"] == "color-contrast")
    assert [target for (target,) in contrast["places"]] == [
        f"#{name}" for name in ("own", "again", "ground", "faint", "over", "lifted", "small")
    ]
    assert "image-alt" in {one["id"] for one in quick}


@pytest.mark.parametrize(("width", "too_wide"), [(1280, 500), (375, 1400)])
def test_a_page_is_tried_at_the_other_width_too(visit: Visit, width: int, too_wide: int) -> None:
    page = visit(width=width)
    hidden = "max-width: 400px" if too_wide > width else "min-width: 1000px"
    page.set_content(
        f"""<!doctype html><html lang="en"><title>Wide</title><style>div {{ width: {too_wide}px }}
        @media ({hidden}) {{ div {{ display: none }} }}</style><main><h1>Wide</h1><div>bar</div></main>"""
    )
    other = 375 if width == 1280 else 1280
    (found,) = findings(page, "page")
    assert found.endswith(f"pixels wide on a screen of {other}")
    assert page.viewport_size
    assert page.viewport_size["width"] == width


@VIEWS
def test_public_pages_have_no_violation(visit: Visit, firm: Firm, owner: User, language: str, width: int) -> None:
    invitation = invite_colleague(organisation=firm.organisation, email="x@firm.example", role="viewer", by=owner)
    page = visit(language=language, width=width)
    paths = {
        "start": "/",
        "sign in": "/accounts/login/",
        "sign up": "/accounts/signup/",
        "reset": "/accounts/password/reset/",
        "reset sent": "/accounts/password/reset/done/",
        "invitation": f"/invitations/{invitation.token}/",
        "missing": "/nothing-here/",
        "sample": "/sample/",
        "crosswalk": "/crosswalk/",
        "crosswalk, nothing found": "/crosswalk/?q=nothing+of+the+kind",
        "library": "/library/",
        "library, one kind": "/library/?kind=measure&sector=C17&size=small&pillar=energy-carbon",
        "library, nothing found": "/library/?q=nothing+of+the+kind",
        "measure": "/library/MEA-AIR-LEAKS/",
        "solution": "/library/SOL-MES-LIGHT/",
        "support": "/library/SUP-ENERGY-CONTRACT/",
        "case": "/library/CASE-PAPER-DIGITAL-TWIN-TANKS/",
    }
    found = look(page, paths)
    page.goto("/accounts/login/")
    page.locator("#id_login").fill("nobody@firm.example")
    page.locator("#id_password").fill("wrong")
    page.locator("main button.button").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    assert not [*found, *findings(page, "refused log-in")]


@VIEWS
def test_pages_of_a_firm_have_no_violation(
    visit: Visit, firm: Firm, owner: User, viewer: User, draft: Assessment, language: str, width: int
) -> None:
    invite_colleague(organisation=firm.organisation, email="x@firm.example", role="viewer", by=owner)
    page = visit(owner, language=language, width=width)
    found = look(
        page,
        {
            "account": "/account/",
            "password": "/accounts/password/change/",
            "e-mail": "/accounts/email/",
            "second factor": "/accounts/2fa/",
            "authenticator": "/accounts/2fa/totp/activate/",
            "sign out": "/accounts/logout/",
            "list": "/assessments/",
            "new firm": "/firms/new/",
            "firm": f"/firms/{firm.pk}/",
            "people": f"/firms/{firm.pk}/people/",
            "start": f"/firms/{firm.pk}/assessments/new/",
            "overview": f"/assessments/{draft.pk}/",
            "section": f"/assessments/{draft.pk}/sections/people.strategy/",
            "barriers": f"/assessments/{draft.pk}/sections/barriers.unable/",
            "gates": f"/assessments/{draft.pk}/sections/green.gate/",
            "figures": f"/assessments/{draft.pk}/figures/",
            "upload": f"/assessments/{draft.pk}/figures/upload/",
            "review": f"/assessments/{draft.pk}/review/",
        },
    )
    page.goto("/firms/new/")
    page.locator("#id_name").fill("x")
    page.locator("main form button.button").last.click()
    expect(page.locator("[role=alert]")).to_be_visible()
    found += findings(page, "refused firm")
    found += _conflict(page, draft)
    reader = visit(viewer, language=language, width=width)
    found += look(
        reader,
        {
            "firm as a reader": f"/firms/{firm.pk}/",
            "section as a reader": f"/assessments/{draft.pk}/sections/people.strategy/",
            "refused": f"/firms/{firm.pk}/assessments/new/",
        },
    )
    assert not found


def _conflict(page: Page, draft: Assessment) -> list[str]:
    address = f"/assessments/{draft.pk}/sections/people.strategy/"
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    other.locator(f'input[name="a.{FIRST}"][value="1"]').check()
    expect(other.locator("#version")).to_have_value("1")
    page.locator(f'input[name="a.{FIRST}"][value="0.5"]').check()
    expect(page.locator(".conflict")).to_be_visible()
    other.close()
    return list(findings(page, "conflict"))


@VIEWS
def test_pages_of_a_result_have_no_violation(
    visit: Visit,
    owner: User,
    firm: Firm,
    submitted: Assessment,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    width: int,
) -> None:
    monkeypatch.setattr("reports.services.publish_report", lambda pk: None)
    start_assessment(firm=firm, period=2026, by=owner, started_from=submitted)
    page = visit(owner, language=language, width=width)
    here = f"/assessments/{submitted.pk}/"
    found = look(
        page,
        {
            "list": "/assessments/",
            "overview": here,
            "section": f"{here}sections/technology.data/",
            "review": f"{here}review/",
            "trace": f"{here}trace/",
            "one figure": f"{here}trace/?node=technology.data",
            "start again": f"/firms/{firm.pk}/assessments/new/",
            "result": f"{here}result/",
        },
    )
    for detail in page.locator("details:not([open]) > summary").all()[:3]:
        detail.click()
    page.locator("#reports button").first.click()
    expect(page.locator("#reports progress")).to_be_visible()
    found += findings(page, "report on its way")
    Report.objects.update(status="failed", error_code="too-slow")
    expect(page.locator("#reports .note-error")).to_be_visible()
    found += findings(page, "failed report")
    assert not found


@VIEWS
def test_the_sheet_in_every_state_has_no_violation(
    visit: Visit, owner: User, viewer: User, draft: Assessment, tmp_path: Path, language: str, width: int
) -> None:
    give_figures(draft)
    address = f"/assessments/{draft.pk}/figures/"
    page = visit(owner, language=language, width=width)
    page.goto(address)
    assert page.locator("#flag-v-2025-waste_used p").count()
    found = list(findings(page, "sheet with a flag"))
    page.locator("#v-2025-coke").fill("a lot")
    page.locator("#v-2025-coke").blur()
    expect(page.locator("#error-v-2025-coke p")).to_be_visible()
    found += findings(page, "sheet with an error")
    record_sheet(assessment=draft, rows={(2025, "lng"): ("5", "t")}, version=version_of(draft, FIGURES), by=None)
    page.locator("#v-2025-lng").fill("6")
    page.locator("#v-2025-lng").blur()
    expect(page.locator("#conflict-v-2025-lng button").first).to_be_visible()
    page.locator("#q-lng summary").click()
    found += findings(page, "sheet with a conflict")
    for name, cells in (("preview", {"lpg": 3}), ("refused upload", {"lpg": "a lot", "coke": -1})):
        page.goto(f"{address}upload/")
        page.locator("#file").set_input_files(_filled(draft, tmp_path, cells))
        page.locator("main form button.button").first.click()
        expect(page.locator("main table")).to_be_visible()
        found += findings(page, name)
    reader = visit(viewer, language=language, width=width)
    found += look(reader, {"sheet as a reader": address})
    assert not found


def _filled(draft: Assessment, folder: Path, cells: dict[str, Any]) -> Path:
    book = load_workbook(BytesIO(template(draft)))
    table = book.worksheets[0]
    rows = {table.cell(row, 1).value: row for row in range(1, table.max_row + 1)}
    for code, value in cells.items():
        table.cell(rows[code], 4).value = value
    path = folder / "figures.xlsx"
    book.save(path)
    return path


@VIEWS
def test_a_whole_result_and_its_comparison_have_no_violation(
    visit: Visit, owner: User, answered: Assessment, language: str, width: int
) -> None:
    give_figures(answered)
    first = submit_assessment(assessment=answered, by=owner)
    Result.objects.create(
        assessment=answered,
        engine="1.0",
        content_sha256=first.content_sha256,
        inputs_sha256=first.inputs_sha256,
        text=(Path(__file__).parents[1] / "reports/old/engine-1.0-dye-house.json").read_text(encoding="utf-8"),
        size=first.size,
        level=first.level,
        tier=first.tier,
    )
    here = f"/assessments/{answered.pk}/"
    page = visit(owner, language=language, width=width)
    found = look(
        page,
        {
            "comparison": f"{here}compare/",
            "earlier result": f"{here}results/{first.pk}/",
            "trace of the footprint": f"{here}results/{first.pk}/trace/?node=2025.energy_tce&reading=footprint",
            "trace of both sides": f"{here}results/{first.pk}/trace/?node=D&reading=synergy",
            "submitted sheet": f"{here}figures/",
        },
    )
    page.goto(f"{here}results/{first.pk}/")
    for detail in page.locator("#mechanisms details, #synergy details, #footprint details, #help details").all():
        detail.locator("summary").first.click()
    assert not [*found, *findings(page, "unfolded result")]


@pytest.mark.parametrize("zoomed", [320])
def test_a_page_enlarged_to_four_hundred_percent_needs_no_sideways_scrolling(
    visit: Visit, owner: User, submitted: Assessment, zoomed: int
) -> None:
    """A screen of 1280 pixels at 400 % shows 320 of them."""
    page: Any = visit(owner, width=zoomed)
    wide = []
    for path in ("result/", "trace/", "sections/people.strategy/", "figures/", "compare/", "review/", ""):
        page.goto(f"/assessments/{submitted.pk}/{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > zoomed:
            wide.append((path, width))
    assert not wide


@VIEWS
def test_pages_of_the_panel_have_no_violation(
    visit: Visit, administrator: User, consultant: User, submitted: Assessment, owner: User, language: str, width: int
) -> None:
    firm, result = submitted.firm, submitted.results.get()
    invite_colleague(organisation=firm.organisation, email="x@firm.example", role="viewer", by=owner)
    report = request_report(result=result, language="en", by=owner)
    entry = add_entry(firm=firm, by=consultant, **MEASURE)
    panel = {
        "open work": "",
        "firms": "assessments/firm/",
        "entries of firms": "assessments/firmentry/",
        "new entry": f"assessments/firmentry/add/?firm={firm.pk}",
        "entry": f"assessments/firmentry/{entry.pk}/change/",
        "firm": f"assessments/firm/{firm.pk}/change/",
        "assessments": "assessments/assessment/",
        "assessment": f"assessments/assessment/{submitted.pk}/change/",
        "export": "assessments/assessment/export/",
        "results": "assessments/result/",
        "result": f"assessments/result/{result.pk}/change/",
        "reports": "reports/report/",
        "report": f"reports/report/{report.pk}/change/",
        "note on the cover": f"reports/report/cover/{result.pk}/",
        "users": "accounts/user/",
        "user": f"accounts/user/{owner.pk}/change/",
        "new user": "accounts/user/add/",
        "members": "accounts/membership/",
        "invitations": "accounts/invitation/",
        "assignments": "accounts/assignment/",
        "new assignment": "accounts/assignment/add/",
        "audit": "accounts/auditentry/",
        "questions": "content/questions/",
        "question": f"content/questions/{FIRST}/",
        "readings": "content/readings/",
        "reading": "content/readings/im-capability/2020-1/",
        "measures": "content/measures/",
        "reading of ranges": "content/readings/green-factory-2025/2025-1/",
        "sector references": "assessments/sectorreference/",
        "new sector reference": "assessments/sectorreference/add/",
        "own weights": "assessments/ownreading/",
        "what to weigh": "assessments/ownreading/add/",
        "weigh in pairs": "assessments/ownreading/add/?part=im-capability|discrete|",
        "factors": "content/factors/",
        "grids": "content/grid/",
        "marks": "content/marks/",
        "links": "content/links/",
        "references of the content": "content/references/",
        "published figures": "content/benchmarks/",
        "sources": "content/sources/",
    }
    page = visit(administrator, language=language, width=width)
    assert not look(page, {name: f"/console/{path}" for name, path in panel.items()})
