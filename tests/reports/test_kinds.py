"""The three kinds of report: how long they are, what is in which, and that they conform."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

import page
import pypdfium2
import pytest
from django.utils import translation

from content.loader import current
from reports import build, pdf
from reports.build import Paper, report_html
from reports.context.glossary import TERMS
from reports.context.method import marks
from reports.context.trace import MOST_LINES
from reports.pdf import MOST_TABLE_ROWS
from tests.conftest import FIRM_FACTS, PERIOD
from tests.reports.annexes import EXAMPLES, example
from tests.reports.conftest import full_document, made_document
from tests.reports.prints import ADDRESS, Prints, first_pages
from tests.reports.reading import flat, pages_of
from tests.reports.test_chapters import CODE

Document = Mapping[str, Any]
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
KINDS = ("brief", "diagnosis", "annex")


def made(document: Document, language: str, kind: str, **more: Any) -> bytes:
    return build._made(Paper(document, language, kind, verify_url=ADDRESS, **more)).data


@LANGUAGES
@pytest.mark.parametrize("firm", EXAMPLES)
def test_a_diagnosis_has_fifteen_to_thirty_pages_and_a_summary_of_one(
    firm: str, language: str, printed: Prints
) -> None:
    pages = pages_of(printed(example(firm), language, "diagnosis"))
    assert 15 <= len(pages) <= 30
    following = flat(current().readings["im-capability"].title[language])
    assert following in flat(pages[3])
    with translation.override(language):
        legend = [flat(f"{row.mark}{row.meaning}") for row in marks()]
    for number, text in enumerate(pages, 1):
        found = CODE.search(text.replace(ADDRESS, ""))
        assert found is None, (number, found)
        # Marks are explained at the foot of every page that may carry one.
        assert number == 1 or all(one in flat(text) for one in legend), number


@pytest.mark.parametrize(("firm", "language"), list(zip(EXAMPLES, ("zh-hans", "en", "en"), strict=True)))
def test_a_brief_has_two_pages_with_all_that_belongs_on_a_wall(firm: str, language: str, printed: Prints) -> None:
    pages = pages_of(printed(example(firm), language, "brief"))
    assert len(pages) == 2
    context = build._html(Paper(example(firm), language, "brief"))[1]
    sentences = re.findall("<li>(.*?)</li>", context)
    assert len(sentences) == 5
    assert flat(ADDRESS) in flat(pages[1])
    assert example(firm)["inputs"]["firm"]["name"] in pages[0]


@LANGUAGES
@pytest.mark.parametrize(
    "options",
    [
        {"per_level": ("0",) * 5, "item": "0", "amounts": False},
        {"per_level": ("1",) * 5, "item": "1", "barrier": "0", "amounts": False},
        {"without": ("IM-STRATEGY-L1-1", "GF-GATE-COMPLIANCE", "BAR-UNABLE-METHOD", "TP-GREEN-L1-1"), "amounts": False},
        {"name": ("Grünwald & Söhne Präzisionsteile " * 4)[:120]},
    ],
    ids=["nothing", "everything", "open", "long"],
)
def test_a_brief_has_two_pages_whatever_the_firm_says(options: dict[str, Any], language: str) -> None:
    assert len(pages_of(made(made_document(**options), language, "brief"))) == 2


def faults(data: bytes) -> list[str]:
    """What keeps a file from both standards at once."""
    profiles = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A)
    return [str(failure) for profile in profiles for failure in page.validate_pdf_bytes(data, profile=profile).failures]


@LANGUAGES
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_conforms_to_pdf_ua_and_pdf_a(kind: str, language: str, full_pdf: Callable[..., bytes]) -> None:
    assert faults(full_pdf(language, kind)) == []


@pytest.mark.parametrize(("firm", "language"), list(zip(EXAMPLES, ("zh-hans", "en", "en"), strict=True)))
def test_the_report_of_an_example_firm_conforms_too(firm: str, language: str, printed: Prints) -> None:
    assert faults(printed(example(firm), language)) == []


@LANGUAGES
@pytest.mark.parametrize("kind", ["diagnosis", "annex"])
def test_the_address_of_verification_stands_on_the_first_and_the_last_page(
    kind: str, language: str, full_pdf: Callable[..., bytes]
) -> None:
    pages = [ADDRESS in flat(text) for text in pages_of(full_pdf(language, kind))]
    assert (pages[0], pages[-1], any(pages[1:-1])) == (True, True, False)


@LANGUAGES
def test_the_annex_has_every_line_of_the_trace(language: str, full: Document, annex_pages: Any) -> None:
    text = flat("".join(annex_pages(language)))
    lost = [row["node"] for row in full["trace"] if flat(f"{row['node']} = {row['output']}") not in text]
    # A line that runs over a page's end is interrupted by the footer.
    assert len(lost) <= len(full["trace"]) // 50, lost


def test_a_trace_too_long_names_the_workbook(full: Document) -> None:
    document = {**full, "trace": [*full["trace"]] * (MOST_LINES // len(full["trace"]) + 1)}
    left_out = len(document["trace"]) - MOST_LINES
    html = report_html(document, "en", kind="annex")
    assert f"{left_out} further line" in html
    assert html.count("<p><b>") == MOST_LINES


@pytest.mark.parametrize("kind", KINDS)
def test_tables_stay_far_below_their_bound(kind: str, full: Document) -> None:
    assert report_html(full, "en", kind=kind).count("<tr") < MOST_TABLE_ROWS * 0.9


@pytest.mark.parametrize("kind", KINDS)
def test_every_head_of_a_table_says_what_it_is_the_head_of(kind: str, full: Document) -> None:
    html = report_html(full, "en", kind=kind)
    assert not re.findall(r"<th(?![^>]*scope=)[^>]*>", html.replace("<thead>", ""))
    for svg in re.findall("<svg[^>]*>", html):
        assert 'aria-label="' in svg


@LANGUAGES
def test_a_note_of_the_consultant_stands_on_the_cover(language: str, full: Document) -> None:
    paper = Paper(full, language, name="Huayuan Consulting", foreword="Line one.\n\nLine two.")
    pages = pages_of(first_pages(paper))
    assert "HuayuanConsulting" in flat(pages[0])
    assert "Linetwo." in flat(pages[1])


# Words


def chapters(html: str) -> tuple[str, str]:
    """The text of a report without its glossary, and of the glossary."""
    plain = re.sub("<svg.*?</svg>", "", html, flags=re.DOTALL)
    start = plain.index('<h2 id="glossary"')
    end = plain.index("</section>", start)
    return tuple(re.sub("<[^>]+>", "", text) for text in (plain[:start] + plain[end:], plain[start:end]))  # type: ignore[return-value]


@LANGUAGES
def test_the_glossary_explains_words_of_the_report_and_no_others(language: str, full: Document) -> None:
    text, glossary = chapters(report_html(full, language))
    for term in TERMS:
        assert term.name[language].lower() in text.lower(), term.name
        assert term.meaning[language] in unescape(glossary)


@LANGUAGES
def test_words_that_nobody_knows_by_heart_are_explained(language: str, full: Document) -> None:
    text, _glossary = chapters(report_html(full, language))
    wanted = {
        "zh-hans": ("tce", "范围一", "范围二", "基准值", "领先值", "协调度", "耦合度", "梯队", "子域", "人天", "指纹"),
        "en": ("tce", "scope 1", "scope 2", "baseline", "leading", "coordination", "coupling", "tier", "staff-days"),
    }[language]
    known = " ".join(term.name[language].lower() for term in TERMS)
    for word in wanted:
        assert word in text.lower()
        assert word in known


def test_a_report_without_figures_does_not_explain_them() -> None:
    _text, glossary = chapters(report_html(made_document(amounts=False), "en"))
    assert "Scope 1" not in glossary
    assert "Coordination" in glossary


@LANGUAGES
def test_passages_in_the_other_language_say_so(language: str, full: Document) -> None:
    html = report_html(full, language)
    if language == "en":
        assert f'<span lang="zh-Hans">{FIRM_FACTS["name"]}</span>' in html
        inside = re.sub(r'<span lang="zh-Hans">[^<]*</span>|<svg.*?</svg>|="[^"]*"', "", html, flags=re.DOTALL)
        assert not re.findall("[\u4e00-\u9fff]+", inside)
    else:
        assert '<span lang="en">Sector sheet of the example trade</span>' in html


# What does not fit


def words_beyond_the_page(data: bytes) -> list[str]:
    """Texts that reach over the edge of a page, in points of its box."""
    found: list[str] = []
    for sheet in pypdfium2.PdfDocument(data):
        width, height = sheet.get_size()
        text = sheet.get_textpage()
        for number in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(number)
            if left < 0 or bottom < 0 or right > width or top > height:
                found.append(text.get_text_bounded(left, bottom, right, top))
    return found


LONGEST = "超长的企业名称不应当把页面撑破" * 20
MOST_IN_A_NAME = 120


@pytest.mark.parametrize("kind", KINDS)
def test_a_firm_with_every_field_at_its_longest_stays_on_the_page(kind: str) -> None:
    references = [
        {
            "reading": "green-factory-2025",
            "indicator": "energy-intensity",
            "base": "999999.123456",
            "lead": "0.000001",
            "unit": "tce/万元",
            "source": LONGEST[:200],
        }
    ]
    activity = [
        {"year": PERIOD - back, "code": code, "value": "999999999.123456", "unit": unit}
        for back in range(5)
        for code, unit in (("electricity_grid", "kWh"), ("value_added", "万元"), ("water_taken", "m3"))
    ]
    document = full_document(
        firm={**FIRM_FACTS, "name": LONGEST[:MOST_IN_A_NAME], "revenue_wan": "99999999"},
        references=references,
        activity=activity,
    )
    data = made(document, "en", kind, name=LONGEST[:100], foreword=("W" * 500 + "。" * 500) * 2)
    assert words_beyond_the_page(data) == []


def test_a_text_off_the_page_is_noticed() -> None:
    html = '<p>here</p><p style="position: absolute; left: -90mm">gone</p>'
    assert words_beyond_the_page(pdf.render(html, title="t", language="en", identifier=b"x").data) == ["gone"]
