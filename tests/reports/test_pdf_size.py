"""A finished PDF says everything once: few bytes, the same picture, the same words."""

import gc
import io
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops
from pypdf import PdfReader
from pypdf.generic import ContentStream
from weasyprint import HTML
from weasyprint.formatting_structure.boxes import Box

from reports import pdf
from reports.build import report_html
from reports.charts.drawing import svg_of, text_at
from reports.pdf import embedding, leaders, slimming
from reports.pdf.embedding import NEEDED
from reports.pdf.glyphs import prepared
from reports.pdf.parsing import quickly_parsed
from reports.pdf.shapes import Rectangle, figure, rectangle_of
from reports.pdf.slimming import _Rewriter
from tests.reports.conftest import Document
from tests.reports.test_pdf_archive import EVERYTHING, faults, found, png, spoken

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
CHART = svg_of(
    300,
    60,
    "A chart",
    [
        '<rect x="0" y="0" width="150" height="20" fill="#0f5c63"/>',
        '<rect x="150" y="0" width="150" height="20" fill="#0f5c63" fill-opacity="0.4"/>',
        '<g opacity="0.5"><rect x="20" y="5" width="200" height="30" fill="#b8651f"/>',
        '<circle cx="60" cy="20" r="12" fill="#ffffff" stroke="#1b2a32" stroke-width="2"/></g>',
        '<line x1="0" y1="40" x2="300" y2="40" stroke="#56666f" stroke-dasharray="4 2"/>',
        text_at(150, 15, "电 12 % Wave", anchor="middle"),
        text_at(290, 50, "2026 年", anchor="end", bold=True),
    ],
)
CONTENTS = '<h1 data-short="x">x</h1><nav class="toc"><ol>{rows}</ol></nav>{parts}'


def rendered(html: str, **options: Any) -> bytes:
    given = {"title": "t", "language": "en", "identifier": b"x", "files": {"report-logo:1": png()}, **options}
    return pdf.render(html, **given).data


def content_of(data: bytes, number: int = 0) -> bytes:
    content = PdfReader(io.BytesIO(data)).pages[number].get_contents()
    assert content is not None
    return content.get_data()


def pictures(data: bytes) -> Iterator[Image.Image]:
    for sheet in pypdfium2.PdfDocument(data):
        yield sheet.render(scale=4).to_pil().convert("L")


def text_of(data: bytes) -> str:
    return "".join(sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(data))


def contents_of(chapters: int) -> str:
    """A table of contents with dots that lead to the pages."""
    rows = "".join(f'<li><a href="#part{number}">Part {number}</a></li>' for number in range(chapters))
    return CONTENTS.format(
        rows=rows, parts="".join(f'<h2 id="part{number}">Part {number}</h2><p>x</p>' for number in range(chapters))
    )


def rewritten(*commands: Any, forms: Mapping[str, bytes] | None = None) -> list[Any]:
    return _Rewriter(None, forms or {}, {"F": {1: 500, 2: 1000}}).rewritten(commands)  # type: ignore[arg-type]


# The whole report


@LANGUAGES
def test_a_whole_report_is_small(language: str, full_pdf: Callable[..., bytes]) -> None:
    # With every box saying its own colour, and every dot of the contents its own place, it was 220 KB more.
    assert len(full_pdf(language)) < {"zh-hans": 620_000, "en": 450_000}[language]


@LANGUAGES
def test_the_commands_of_every_page_are_paired(language: str, full_pdf: Callable[..., bytes]) -> None:
    pairs = {b"Q": b"q", b"ET": b"BT", b"EMC": b"BDC"}
    for sheet in PdfReader(io.BytesIO(full_pdf(language))).pages:
        kept: list[bytes] = []
        spoken: list[bytes] = []
        for _, command in ContentStream(sheet["/Contents"].get_object(), None).operations:
            if command == b"q":
                kept.append(command)
            elif command == b"Q":
                assert kept.pop() == b"q"
                assert b"BT" not in spoken
            elif command in (b"BT", b"BDC", b"BMC"):
                assert b"BT" not in spoken
                spoken.append(b"BDC" if command == b"BMC" else command)
            elif command in pairs:
                assert spoken.pop() == pairs[command]
            elif command in (b"TJ", b"f", b"f*", b"S", b"B", b"Do"):
                assert b"BDC" in spoken, "what is drawn is content or an artifact"
                assert (b"BT" in spoken) == (command == b"TJ")
        assert (kept, spoken) == ([], [])


# The same picture with and without


@pytest.mark.parametrize("html", [EVERYTHING, f"<figure>{CHART}</figure>", contents_of(6)], ids=["all", "chart", "toc"])
def test_the_picture_and_the_words_stay_the_same(html: str, monkeypatch: pytest.MonkeyPatch) -> None:
    slim = rendered(html)
    monkeypatch.setattr(slimming, "slim", lambda *_: None)
    monkeypatch.setattr(embedding, "lighten", lambda *_: None)
    monkeypatch.setattr(leaders, "join_leaders", lambda *_: None)
    plain = rendered(html)
    assert len(slim) < len(plain) - 1000
    # The dots stand behind everything else now.
    words = [sorted("".join(text_of(data).replace(".", "").split())) for data in (slim, plain)]
    assert words[0] == words[1]
    for one, other in zip(pictures(slim), pictures(plain), strict=True):
        counts = ImageChops.difference(one, other).histogram()
        # A letter may stand a hundredth of a point aside; thin lines are as dark as they are meant, and have no seams.
        assert sum(level * count for level, count in enumerate(counts)) / sum(counts) < 0.2
        assert sum(counts[128:]) / sum(counts) < 0.0002
    assert faults(slim) == []


# Marks and texts


def test_the_lines_of_a_paragraph_are_one_passage() -> None:
    data = rendered(f"<p>{'many words ' * 60}</p><p>{'others ' * 60}</p>")
    assert content_of(data).count(b"/MCID") == 2
    assert faults(data) == []


def test_a_link_and_a_passage_in_another_language_stay_apart() -> None:
    data = rendered('<p id="a">one <a href="#a">two</a> three <span lang="zh-Hans">四</span> five</p>')
    assert content_of(data).count(b"/MCID") == 5
    assert faults(data) == []


def test_a_passage_in_another_language_is_one_over_all_its_lines() -> None:
    data = rendered(f'<p>one <span lang="zh-Hans">{"中文" * 90}</span> five</p>', language="en")
    assert spoken(data) == [("/Span", "zh-Hans")]
    assert content_of(data).count(b"/MCID") == 3
    assert faults(data) == []


def test_an_element_that_is_all_in_another_language_says_so_itself() -> None:
    data = rendered('<p lang="zh-Hans">中文</p><table><tr><th scope="col"><b lang="zh-Hans">甲</b></th></tr></table>')
    assert sorted(spoken(data)) == [("/P", "zh-Hans"), ("/TH", "zh-Hans")]
    assert found(data, "/Span") == []
    assert faults(data) == []


def test_dots_that_lead_to_a_page_are_drawn_and_are_no_content() -> None:
    data = rendered(contents_of(5))
    assert faults(data) == []
    assert text_of(data).count(".") > 5 * 60
    content = content_of(data)
    for passage in re.findall(rb"BDC(.*?)EMC", content, re.DOTALL):
        assert max(map(len, re.findall(rb"<([0-9a-f]*)>", passage))) < 60
    dots = [artifact for artifact in re.findall(rb"BMC(.*?)EMC", content, re.DOTALL) if len(artifact) > 5 * 240]
    assert len(dots) == 1
    assert len(re.findall(rb"<[0-9a-f]{240,}>\] TJ", dots[0])) == 5


def test_a_text_of_a_chart_is_one_text_on_the_page() -> None:
    data = rendered(f"<figure>{CHART}</figure>")
    sheet: Any = PdfReader(io.BytesIO(data)).pages[0]
    assert "电 12 % Wave" in text_of(data)
    forms = sheet["/Resources"].get("/XObject", {})
    # What shines through as a whole has to stay a picture of its own.
    assert len(forms) == 1
    assert content_of(data).count(b" TJ") < 8


# Single commands


def test_what_holds_already_is_not_said_again() -> None:
    assert rewritten(
        *(b"q", b"/a1.0 gs", b"1 0 0 rg", b"0 0 5 5 re", b"f", b"Q"),
        *(b"q", b"/a1.0 gs", b"1 0 0 rg", b"9 9 5 5 re", b"f", b"Q"),
    ) == [b"1 0 0 rg", b"0 0 5 5 re", b"9 9 5 5 re", b"f"]


def test_what_was_said_inside_does_not_hold_outside() -> None:
    said = rewritten(
        b"q", b"1 0 0 rg", b"2 0 0 2 0 0 cm", b"0 0 m", b"1 1 l", b"2 0 l", b"f", b"Q", b"0 0 1 1 re", b"f"
    )
    assert said[-4:] == [b"f", b"Q", b"0 0 1 1 re", b"f"]
    said = rewritten(b"q", b"1 0 0 rg", b"0 0 1 1 re", b"f", b"Q", b"0 0 1 1 re", b"f")
    assert said == [b"1 0 0 rg", b"0 0 1 1 re", b"f", b"0 0 0 rg", b"0 0 1 1 re", b"f"]


def test_what_shines_through_is_taken_back() -> None:
    said = rewritten(b"q", b"/a0.5 gs", b"0 0 1 1 re", b"f", b"Q", b"0 0 1 1 re", b"f")
    assert said == [b"q", b"/a0.5 gs", b"0 0 1 1 re", b"f", b"Q", b"0 0 1 1 re", b"f"]


def test_rectangles_that_shine_through_are_not_put_together() -> None:
    said = rewritten(b"q", b"/a0.5 gs", b"0 0 2 2 re", b"f", b"1 0 2 2 re", b"f", b"Q")
    assert said.count(b"f") == 2


def test_a_cut_of_its_own_shape_goes_and_any_other_stays() -> None:
    own = (b"q", b"1 2 3 4 re", b"W", b"n", b"1 2 3 4 re", b"f", b"Q")
    assert rewritten(*own) == [b"1 2 3 4 re", b"f"]
    line = (b"q", b"1 2 3 4 re", b"W", b"n", b"0 0 m", b"9 9 l", b"S", b"Q")
    assert rewritten(*line) == list(line)
    after = rewritten(*own[:-1], b"0 0 m", b"9 9 l", b"S", b"Q")
    assert after == [b"1 2 3 4 re", b"f", b"q", b"1 2 3 4 re", b"W", b"n", b"0 0 m", b"9 9 l", b"S", b"Q"]


def test_a_cut_leaves_the_part_of_a_rectangle_that_is_inside() -> None:
    assert rewritten(b"q", b"0 0 5 5 re", b"W", b"n", b"3 3 5 5 re", b"f", b"Q") == [b"3 3 2 2 re", b"f"]
    assert rewritten(b"q", b"0 0 5 5 re", b"W", b"n", b"6 6 5 5 re", b"f", b"Q") == []


def test_a_border_below_cells_is_one_rectangle() -> None:
    def border(left: int) -> tuple[bytes, ...]:
        corners = b"%d 10 m" % (left + 5), b"%d 10 l" % left, b"%d 9 l" % left, b"%d 9 l" % (left + 5)
        return b"q", *corners, b"W*", b"n", b"%d 0 5 9 re" % left, b"%d 0 5 10 re" % left, b"f*", b"Q"

    assert rewritten(*border(0), *border(5), *border(10)) == [b"0 9 15 1 re", b"f"]


def test_a_frame_is_no_rectangle() -> None:
    frame = [b"2 2 5 5 re", b"0 0 9 9 re", b"f*"]
    assert rewritten(*frame) == frame


def test_letters_of_a_line_are_one_text_and_others_are_not() -> None:
    def letter(x: float, y: float = 5, glyph: int = 1) -> tuple[bytes, ...]:
        return b"BT", b"1 0 0 -1 %f %f Tm" % (x, y), b"/F 10 Tf", b"[<%04x>0] TJ" % glyph, b"ET"

    start = [b"/F 10 Tf", b"BT", b"1 0 0 -1 1 5 Tm"]
    assert rewritten(*letter(1), *letter(6, glyph=2), *letter(16)) == [*start, b"[<000100020001>] TJ", b"ET"]
    assert rewritten(*letter(1), *letter(6.2)) == [*start, b"[<0001>-20<0001>] TJ", b"ET"]
    apart = [*start, b"[<0001>] TJ", b"30 0 Td", b"[<0001>] TJ", b"ET"]
    assert rewritten(*letter(1), *letter(31)) == apart
    assert rewritten(*letter(1), *letter(1, 20))[4] == b"0 -15 Td"
    unknown = rewritten(*letter(1, glyph=3), *letter(6))
    assert unknown.count(b"[<0001>] TJ") == 1


def test_artifacts_beside_each_other_are_one_and_empty_ones_none() -> None:
    artifact = ("/Artifact", b"BMC", b"0 0 1 1 re", b"f", b"EMC")
    assert rewritten(*artifact, "/Artifact", b"BMC", b"EMC", "/Artifact", b"BMC", b"5 5 1 1 re", b"f", b"EMC") == [
        *("/Artifact", b"BMC", b"0 0 1 1 re", b"5 5 1 1 re", b"f", b"EMC"),
    ]
    content = ("/Span", {"MCID": 0}, b"BDC", b"7 7 1 1 re", b"f", b"EMC")
    assert rewritten(*artifact, *content, *artifact) == [*artifact, *content, *artifact]


def test_a_command_that_is_not_known_is_written_as_it_is() -> None:
    said = rewritten(b"1 0 0 rg", b"q", b"0 0 5 5 re", b"W", b"n", b"/s0 sh", b"Q")
    assert said == [b"q", b"0 0 5 5 re", b"W", b"n", b"1 0 0 rg", b"/s0 sh", b"Q"]


def test_only_upright_and_level_sides_make_a_rectangle() -> None:
    assert rectangle_of([b"0 0 m", b"0 2 l", b"2 2 l", b"2 0 l"]) == Rectangle(0, 0, 2, 2)
    for path in (
        [b"0 0 m", b"2 2 l", b"0 2 l", b"2 0 l"],
        [b"0 0 m", b"0 2 l", b"2 2 l"],
        [b"0 0 m", b"0 0 l", b"0 0 l", b"0 0 l"],
    ):
        assert rectangle_of(path) is None


@pytest.mark.parametrize("number", [0, 1, -1, 99, -99, 100, 12345, -12340])
def test_numbers_are_written_shortly_and_right(number: int) -> None:
    assert float(figure(number)) * 100 == pytest.approx(number)


# Fonts


def test_the_fonts_inside_hold_what_a_page_needs_and_no_more() -> None:
    data = rendered("<p>宏达机械 Wave 12 %</p><h2>宏达</h2>")
    sheet: Any = PdfReader(io.BytesIO(data)).pages[0]
    for font in sheet["/Resources"]["/Font"].values():
        below = font["/DescendantFonts"][0].get_object()
        program = TTFont(io.BytesIO(below["/FontDescriptor"]["/FontFile2"].get_data()))
        assert {tag.encode().ljust(4) for tag in program.reader.tables} <= NEEDED
        assert program["glyf"]
        widths = dict.fromkeys(range(len(program.getGlyphOrder())), below["/DW"])
        for first, run in zip(below["/W"][::2], below["/W"][1::2], strict=True):
            widths |= dict(zip(range(first, first + len(run)), run, strict=True))
        drawn = [
            number
            for number, name in enumerate(program.getGlyphOrder())
            if program["glyf"][name].numberOfContours and number
        ]
        assert drawn
        for number in drawn:
            assert widths[number] == program["hmtx"][program.getGlyphName(number)][0]


# Reading


def trees_differ(one: Element, other: Element) -> str:
    """Return where two trees differ; nothing where they do not."""

    def told(element: Element) -> tuple[Any, ...]:
        attributes = {name: value for name, value in element.items() if "xmlns" not in name}
        return element.tag, attributes, element.text or "", element.tail or "", len(element)

    if told(one) != told(other):
        return f"{told(one)} is not {told(other)}"
    return next(filter(None, map(trees_differ, one, other)), "")


@LANGUAGES
@pytest.mark.parametrize("kind", ["brief", "diagnosis", "annex"])
def test_every_report_is_read_quickly_and_as_html_is_read(kind: str, language: str, full: Document) -> None:
    text, _ = prepared(
        f"<!DOCTYPE html><html><head></head><body>{report_html(full, language, kind=kind)}</body></html>"
    )
    quick = quickly_parsed(text)
    assert quick is not None
    assert trees_differ(quick, HTML(string=text).etree_element) == ""


@pytest.mark.parametrize(
    "body",
    [
        "<p>one<p>two",
        "<img alt=x>",
        "<style>a &lt; b</style>",
        "<svg></svg>",
        "&nbsp;",
        "<script></script>",
        "<table><tr></tr></table>",
        "<x-y></x-y>",
    ],
)
def test_what_only_html_knows_is_left_to_its_parser(body: str) -> None:
    assert quickly_parsed(f"<html><body>{body}</body></html>") is None
    assert rendered(f"<h1>x</h1>{body}", files={}) if "<img" not in body else True


# Memory


def test_after_a_rendering_nothing_of_it_is_left_and_garbage_is_collected_as_before() -> None:
    with pdf.without_garbage_collection():
        assert not gc.isenabled()
        rendered(EVERYTHING)
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    assert not [each for each in gc.get_objects() if issubclass(type(each), Box)]  # a lazy object may not be asked


def test_a_rendering_that_fails_leaves_the_collection_as_it_was() -> None:
    with pytest.raises(pdf.ReportRenderError):
        rendered('<img src="file:///etc/passwd" alt="x">')
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
