"""What stands in the PDF, in both languages."""

import io
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import page
import pytest
from pypdf import PdfReader

from content.loader import current
from reports import build, pdf
from reports.build import Paper, identifier_of, render_document, report_html
from reports.context.words import percent
from reports.errors import ReportRenderError
from reports.pdf import glyphs
from tests.reports.conftest import made_document
from tests.reports.prints import ADDRESS, first_pages
from tests.reports.reading import flat, pages_of, text_of

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
OPEN = ("IM-STRATEGY-L1-1", "GF-GATE-COMPLIANCE", "BAR-UNABLE-METHOD", "TP-GREEN-L1-1")
"""Leaves every questionnaire open."""

HOSTILE = "<img src='file:///etc/passwd'><script>x</script>&amp; \"机械\" {{ firm }} 😀 {% now %}"

Document = Mapping[str, Any]
Pages = Callable[[str], tuple[str, ...]]
Print = Callable[..., bytes]


@LANGUAGES
def test_the_key_figures_stand_in_the_report(language: str, full_pages: Pages, full: Document) -> None:
    document, text = full, flat("".join(full_pages(language)))
    ladder = next(reading for reading in document["readings"] if reading["key"] == "im-capability")
    points = next(reading for reading in document["readings"] if reading["key"] == "green-factory-2018")
    severity = next(reading for reading in document["readings"] if reading["key"] == "transformation-barriers")
    for reading, digits in ((ladder, 2), (points, 1), (severity, 1)):
        assert f"{float(reading['score']):.{digits}f}" in text
        assert flat(reading["level"]["name"][language]) in text
    assert document["inputs"]["firm"]["uscc"] in text
    for reading in document["readings"]:
        assert reading["version"] in text
        assert reading["sha256"][:12] in text
    assert document["inputs_sha256"][:12] in text


@LANGUAGES
def test_every_question_and_every_measure_is_printed(language: str, annex_pages: Pages, full: Document) -> None:
    document, text = full, flat("".join(annex_pages(language)))
    content = current()
    straight = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'"}) if language == "en" else {}
    given = {row["code"] for row in document["inputs"]["activity"]}
    left_out = ("manufacturing.service.product-service",)
    wanted = [
        question.text
        for question in content.questions.values()
        if question.section not in left_out and (question.kind != "quantity" or question.code in given)
    ]
    wanted += [content.measures[row["code"]].title for row in document["measures"]]
    lost = [names[language] for names in wanted if flat(names[language].translate(straight)) not in text]
    # A text that runs over a page's end is interrupted by the footer; hardly any may.
    assert len(lost) <= len(wanted) // 50, lost


@LANGUAGES
def test_no_raw_code_is_printed(language: str, full_pages: Pages) -> None:
    for number, text in enumerate(full_pages(language), 1):
        found = re.search(r"\b(?:IM|GF|BAR|MEA)-[A-Z]|\bNone\b|\{\{|\{%|%\(|not_reached|not_in_profile", text)
        assert found is None, (number, found)


def test_the_chinese_report_speaks_chinese(full_pages: Pages) -> None:
    text = "".join(full_pages("zh-hans"))
    for heading in (
        "Contents",
        "Summary",
        "Recommended measures",
        "Where the firm stands",
        "Not reached",
        "staff-days",
        "Conditions",
        "Fourteen indicators",
        "Footprint",
        "What holds both back",
        "Factors used",
        "scope 1",
    ):
        assert heading not in text


@LANGUAGES
def test_the_contents_name_the_right_pages(language: str, full_pdf: Print, full_pages: Pages) -> None:
    reader = PdfReader(io.BytesIO(full_pdf(language)))
    chapters = [entry for entry in reader.outline if not isinstance(entry, list)]
    assert len(chapters) == 14
    contents = [flat(line) for line in full_pages(language)[1].splitlines()]
    for entry in chapters:
        number = reader.get_destination_page_number(entry)
        assert number is not None
        wanted = re.compile(re.escape(flat(entry.title)) + rf"[.…·]*{number + 1}")
        assert any(wanted.fullmatch(line) for line in contents), (entry.title, number + 1, contents)


@LANGUAGES
def test_the_summary_is_one_page_and_every_page_says_its_number(language: str, full_pages: Pages) -> None:
    texts = full_pages(language)
    heading = {"zh-hans": "摘要", "en": "Summary"}[language]
    following = current().readings["im-capability"].title[language]
    if language == "en":
        assert heading in texts[2]
    assert flat(following) in flat(texts[3])
    for number, text in enumerate(texts[1:], 2):
        assert f"{number}/{len(texts)}" in flat(text)


@LANGUAGES
def test_no_page_is_nearly_empty(language: str, full_pages: Pages) -> None:
    lengths = [len(flat(text)) for text in full_pages(language)]
    least = {"zh-hans": 150, "en": 400}[language]
    assert all(length > least for length in lengths[1:-1]), lengths


@LANGUAGES
def test_title_and_language_are_in_the_metadata(language: str, full_pdf: Print, full: Document) -> None:
    reader = PdfReader(io.BytesIO(full_pdf(language)))
    assert full["inputs"]["firm"]["name"] in (reader.metadata.title or "")
    assert reader.trailer["/Root"]["/Lang"] == {"zh-hans": "zh-Hans", "en": "en"}[language]


@LANGUAGES
def test_only_our_two_fonts_are_used_and_both_are_embedded_as_subsets(language: str, full_pdf: Print) -> None:
    names = set()
    for sheet in PdfReader(io.BytesIO(full_pdf(language))).pages:
        for font in sheet["/Resources"].get("/Font", {}).values():
            names.add(font.get_object()["/BaseFont"])
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"]
    assert {name.split("+")[1] for name in names} == {"Noto-Sans-SC", "Noto-Sans-SC-Bold"}


@LANGUAGES
def test_the_same_result_gives_the_same_bytes(language: str, full_pdf: Print, full: Document) -> None:
    assert build._made(Paper(full, language, verify_url=ADDRESS)).data == full_pdf(language)


def test_the_identifier_follows_answers_and_language(document: Document) -> None:
    other = made_document(barrier="3")
    names = {identifier_of(document, "en"), identifier_of(document, "zh-hans"), identifier_of(other, "en")}
    assert len(names) == 3


def test_a_hostile_firm_name_is_printed_as_text_and_reaches_nothing() -> None:
    data = first_pages(Paper(made_document(name=HOSTILE, amounts=False), "en"))
    text = flat(text_of(data))
    assert "<imgsrc='file:///etc/passwd'><script>x</script>&amp;" in text
    assert "{{firm}}" in text
    assert b"root:" not in data
    assert page.validate_pdf_bytes(data, profile=page.ValidationProfile.PDF_UA_1).is_compliant


def test_a_firm_name_as_long_as_allowed_stays_on_its_page() -> None:
    texts = pages_of(first_pages(Paper(made_document(name="超长名称" * 30, amounts=False), "zh-hans")))
    assert len(texts) == 3


@LANGUAGES
def test_an_incomplete_questionnaire_is_said(language: str) -> None:
    document = made_document(without=OPEN, amounts=False)
    assert {reading["status"] for reading in document["readings"]} == {"incomplete"}
    html = report_html(document, language)
    # One for each of the six questionnaires, one for the footprint, one for what needs two of them.
    assert html.count('class="open"') == 8
    assert "<svg" not in html


@LANGUAGES
def test_a_firm_that_meets_everything_gets_a_report_without_advice(language: str) -> None:
    document = made_document(per_level=("1",) * 5, item="1", barrier="0", amounts=False)
    assert document["measures"] == []
    assert 'class="card"' not in report_html(document, language)


def test_a_report_without_any_chapter_to_show_can_still_be_printed() -> None:
    nothing = made_document(without=OPEN, amounts=False)
    assert render_document(nothing, "zh-hans").startswith(b"%PDF")


def test_formulas_and_units_are_set_as_such(document: Document) -> None:
    html = report_html(document, "en")
    assert "m<sup>3</sup>" in html
    assert not re.search(r"(?<![A-Za-z])CO2", re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL))


def test_the_day_of_submission_is_printed_when_it_is_known(document: Document) -> None:
    assert "2026年3月5日" in report_html(document, "zh-hans", on=date(2026, 3, 5))
    assert "5 March 2026" in report_html(document, "en", on=date(2026, 3, 5))


def test_every_character_of_the_content_is_in_the_fonts() -> None:
    content = current()
    texts = [text for question in content.questions.values() for text in question.text.values()]
    for measure in content.measures.values():
        texts += [
            text
            for names in (measure.title, measure.what, measure.first_step, measure.key_figure)
            for text in names.values()
        ]
    lost = {character for text in texts for character in text if ord(character) not in glyphs.known()}
    assert not lost


def test_a_share_just_short_of_the_pass_mark_does_not_look_passed() -> None:
    assert percent("0.7999") == "79 %"


# The renderer itself


def render(html: str) -> bytes:
    return pdf.render(html, title="t", language="en", identifier=b"x").data


@pytest.mark.parametrize(
    "html",
    [
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<link rel="stylesheet" href="https://127.0.0.1:9/x.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        "<style>@import url(file:///etc/passwd);</style>",
        "<style>@font-face { font-family: x; src: url(http://127.0.0.1:9/x.ttf) }</style><p>x</p>",
        '<p style="background: url(file:///etc/passwd)">x</p>',
        '<svg width="9" height="9"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
        '<object data="file:///etc/passwd"></object>',
        '<embed src="file:///etc/passwd">',
        '<img src="data:image/png;base64,AAAA" alt="x">',
        '<ul style="list-style-image: url(file:///etc/passwd)"><li>x</li></ul>',
    ],
)
def test_a_document_that_asks_for_a_foreign_file_fails(html: str) -> None:
    with pytest.raises(ReportRenderError) as refused:
        render(html)
    assert refused.value.code == "render"


@pytest.mark.parametrize(
    "html",
    [
        '<svg width="9" height="9"><use href="file:///etc/passwd#x"/></svg>',
        '<p style="content: url(file:///etc/passwd)">x</p>',
        '<iframe src="file:///etc/passwd"></iframe>',
        '<script src="file:///etc/passwd"></script>',
    ],
)
def test_what_is_never_looked_up_does_no_harm(html: str) -> None:
    assert b"root:" not in render(html)


def test_a_table_beyond_the_bound_is_refused_before_it_costs_anything() -> None:
    with pytest.raises(ReportRenderError) as refused:
        render("<table>" + "<tr><td>x</td></tr>" * 1001 + "</table>")
    assert refused.value.code == "too-large"


def test_a_character_the_fonts_lack_is_printed_as_the_printers_sign() -> None:
    assert "〓" in text_of(render("<p>\U0002a700</p>"))
