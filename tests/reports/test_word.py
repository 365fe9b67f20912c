"""The Word file says what the PDF says, is built as Word wants it, and holds nothing but text of its users."""

import io
import re
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from html import unescape
from typing import Any

import docx
import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from docx.oxml.ns import qn
from PIL import Image

from reports.charts import Bar, bars_svg
from reports.context import ReportContext, report_context
from reports.context.cover import Cover
from reports.errors import ReportRenderError
from reports.word import TEMPLATE, diagnosis_docx
from reports.word.pictures import png_of
from tests.reports.annexes import EXAMPLES, ON, Document, example, old_document, random_document
from tests.reports.conftest import made_document

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
URL = "https://green.example/verify/0123456789abcdefghijklmnopqrstuv/"

ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs spacing ind jc outlineLvl",
    "rPr": "rStyle rFonts b bCs color sz szCs vertAlign lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan tcBorders shd vAlign",
    "trPr": "cantSplit tblHeader",
}
"""How the schema of the format orders what is written; Word calls a file damaged that does not keep to it."""


@dataclass(frozen=True)
class File:
    """A Word file read back beside the report it was made from."""

    data: bytes
    context: ReportContext
    html: str

    @property
    def body(self) -> Any:
        return self.read.element.body

    @cached_property
    def read(self) -> Any:
        return docx.Document(io.BytesIO(self.data))

    def part(self, name: str) -> str:
        with zipfile.ZipFile(io.BytesIO(self.data)) as packed:
            return packed.read(name).decode()

    def paragraphs(self, *styles: str) -> list[str]:
        """The texts of all paragraphs, in tables and lists as well; of some styles only if any are named."""
        return [said(made) for made in self.body.iter(qn("w:p")) if not styles or style_of(made) in styles]

    def said(self) -> str:
        """What is told once: without the table of contents, captions and numbers of captions."""
        own = [made for made in self.body.iter(qn("w:p")) if not style_of(made).startswith(("TOC1", "TOC2", "Caption"))]
        return "\n".join(said(made) for made in own)


def said(element: Any) -> str:
    parts = {qn("w:t"): None, qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join((part.text or "") if parts[part.tag] is None else parts[part.tag] for part in element.iter(*parts))


def style_of(paragraph: Any) -> str:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if found is None else str(found.get(qn("w:val")))


def file_of(document: Document, language: str, **options: Any) -> File:
    options = {"on": ON, **options}
    data = diagnosis_docx(document, language, **options)
    options.pop("files", None)
    cover = options.pop("cover", None) or Cover()
    if "verify_url" in options:
        cover = Cover(**{**cover.__dict__, "verify_url": options.pop("verify_url")})
    with translation.override(language):
        context = report_context(document, language, cover=cover, **options)
        return File(data, context, render_to_string(TEMPLATE, {"report": context}))


@cache
def example_file(name: str, language: str) -> File:
    document = old_document() if name == "old" else example(name)
    return file_of(document, language)


@pytest.fixture(params=[*EXAMPLES, "old"])
def file(request: pytest.FixtureRequest, language: str) -> File:
    return example_file(request.param, language)


def text_of(html: str) -> str:
    """The words of a piece of HTML; of a picture none."""
    plain = re.sub(r"<svg\b.*?</svg>", "", html, flags=re.DOTALL)
    plain = re.sub(r'<span class="(?:unit|blocker)', r" \g<0>", plain)
    plain = re.sub(r"<(?!/?(?:b|span|sub|sup|a|i)\b)[^>]*>", " ", plain)
    return unescape(re.sub(r"<[^>]*>", "", plain))


def joined(text: str) -> str:
    return " ".join(text.split())


# The same report


@LANGUAGES
def test_its_chapters_are_those_of_the_pdf_in_the_same_order(file: File) -> None:
    chapters = [joined(text_of(found)) for found in re.findall(r"<h2 id=[^>]*>(.*?)</h2>", file.html, re.DOTALL)]
    assert file.paragraphs("Heading1") == chapters
    sections = re.findall(r"<h[23](?![^>]*\bplain\b)[^>]*>(.*?)</h[23]>", file.html, re.DOTALL)
    headings = file.paragraphs("Heading1", "Heading2")
    assert [text for text in headings if text in {joined(text_of(found)) for found in sections}] == [
        joined(text_of(found)) for found in sections
    ]


@LANGUAGES
def test_its_contents_name_every_heading_and_lead_there(file: File) -> None:
    entries = [made for made in file.body.iter(qn("w:p")) if style_of(made) in ("TOC1", "TOC2")]
    assert [said(entry) for entry in entries] == file.paragraphs("Heading1", "Heading2")
    assert entries[0].find(f".//{qn('w:instrText')}").text.strip() == r'TOC \o "1-2" \h \z \u'
    marks = {mark.get(qn("w:name")): said(mark.getparent()) for mark in file.body.iter(qn("w:bookmarkStart"))}
    links = [link for entry in entries for link in entry.iter(qn("w:hyperlink"))]
    assert [marks[link.get(qn("w:anchor"))] for link in links] == [said(entry) for entry in entries]


@LANGUAGES
def test_every_sentence_of_the_pdf_stands_in_it_in_order(file: File) -> None:
    words = joined(file.said())
    place = 0
    # Its figures stand below their labels in the Word file, those of a row side by side.
    html = re.sub(
        '<table class="tiles">.*?</table>', "", file.html.split('<section class="summary">')[1], flags=re.DOTALL
    )
    for paragraph in re.findall(r"<(?:p|li)(?: [^>]*)?>(.*?)</(?:p|li)>", html):
        text = joined(text_of(re.sub(r"<br ?/?>", " ", paragraph)))
        place = words.find(text, place)
        assert place >= 0, text


def wrong_numbers(file: File) -> Counter[str]:
    """Numbers the PDF prints that the Word file does not, or less often."""
    # The steps of the summary are numbered by Word itself; contents and captions are looked at apart.
    html = re.sub(r'<th scope="row"><span class="number">\d</span></th>', "", file.html)
    html = re.sub('<ul class="toc">.*?<div class="reading">|<figcaption>.*?</figcaption>', "", html, flags=re.DOTALL)
    return Counter(NUMBER.findall(text_of(html))) - Counter(NUMBER.findall(file.said()))


@LANGUAGES
def test_every_number_of_the_pdf_stands_in_it(file: File) -> None:
    assert not wrong_numbers(file)


@pytest.mark.usefixtures("_undrawn")
@pytest.mark.parametrize("seed", range(4))
def test_it_has_the_numbers_of_the_context_for_firms_that_answer_by_chance(seed: int) -> None:
    file = file_of(random_document(seed), ("zh-hans", "en")[seed % 2])
    assert not wrong_numbers(file)
    context = file.context
    wanted = {gate.reached for gate in context.capability.gates}
    wanted |= {row.score for element in context.capability.elements for row in element.rows}
    wanted |= {block.score for block in context.green.blocks}
    assert context.footprint is not None
    wanted |= {cell.text for row in context.footprint.totals for cell in row.cells}
    assert context.synergy is not None
    wanted |= {row.value for row in context.synergy.figures}
    assert len(wanted) > 30
    assert wanted <= set(file.paragraphs())
    for part in (context.capability, context.barriers, context.green, context.synergy):
        assert joined(part.lead) in joined(file.said())


def test_an_early_result_has_only_the_chapters_it_has() -> None:
    assert set(example_file("old", "en").paragraphs("Heading1")) < set(
        example_file("dye-house", "en").paragraphs("Heading1")
    )


@pytest.mark.usefixtures("_undrawn")
def test_what_changed_since_an_earlier_result_is_a_chapter_of_its_own() -> None:
    document = example("dye-house")
    earlier = {**document, "period": document["period"] - 1}
    without, with_it = (file_of(document, "en", previous=each).paragraphs("Heading1") for each in (None, earlier))
    assert len(with_it) == len(without) + 1


# Built as a text document


@LANGUAGES
def test_every_table_has_a_head_that_is_repeated_and_rows_as_wide_as_its_columns(file: File) -> None:
    tables = list(file.body.iter(qn("w:tbl")))
    assert len(tables) > 8
    for table in tables:
        rows = list(table.iter(qn("w:tr")))
        assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert len(rows) > 1
        columns = len(table.find(qn("w:tblGrid")))
        for row in rows:
            spans = [cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.iter(qn("w:tc"))]
            assert sum(1 if span is None else int(span.get(qn("w:val"))) for span in spans) == columns
            assert all(cell[-1].tag == qn("w:p") for cell in row.iter(qn("w:tc")))


@LANGUAGES
def test_no_table_is_wider_than_the_page(file: File) -> None:
    for table in file.body.iter(qn("w:tbl")):
        widths = [int(column.get(qn("w:w"))) for column in table.find(qn("w:tblGrid"))]
        assert sum(widths) <= 9639
        assert min(widths) > 250


@LANGUAGES
def test_pictures_and_tables_are_numbered_by_fields_of_their_own(file: File) -> None:
    captions = [made for made in file.body.iter(qn("w:p")) if style_of(made) == "Caption"]
    series: dict[str, list[str]] = {}
    for caption in captions:
        instruction = re.fullmatch(r"SEQ (\w+) \\\* ARABIC", caption.find(f".//{qn('w:instrText')}").text.strip())
        assert instruction, said(caption)
        number = re.match(r"\D*(\d+)", said(caption))
        assert number
        assert len(said(caption)) > len(number[0]) + 3, "it says nothing"
        series.setdefault(instruction[1], []).append(number[1])
    assert len(series) == 2
    for numbers in series.values():
        assert numbers == [str(place + 1) for place in range(len(numbers))]
    captioned = {said(caption) for caption in captions}
    assert len(captioned) == len(captions), "two captions are alike"
    for name in re.findall("<figcaption>(.*?)</figcaption>", file.html, re.DOTALL):
        assert any(caption.endswith(f"  {joined(text_of(name))}") for caption in captioned), name
    assert len(series[max(series, key=lambda name: len(series[name]))]) == len(
        [
            table
            for table in file.body.iter(qn("w:tbl"))
            if table.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}") is not None
        ]
    )


@LANGUAGES
def test_every_picture_says_what_it_shows_and_is_sharp_enough_to_print(file: File) -> None:
    document = file.read
    pictures = list(document.element.body.iter(qn("wp:inline")))
    # Ornaments of the printed cover say what the words beside them say, and stay out of Word.
    html = re.sub(r'<span class="ornament">.*?</span>', "", file.html)
    assert file.html.count('<span class="ornament">') <= 4
    assert len(pictures) == html.count("<svg")
    titles = [unescape(title) for title in re.findall(r"<title>(.*?)</title>", html)]
    assert [picture.docPr.get("descr") for picture in pictures] == titles
    assert all(titles)
    for picture in pictures:
        (blip,) = picture.iter(qn("a:blip"))
        with Image.open(io.BytesIO(document.part.related_parts[blip.embed].blob)) as image:
            assert image.format == "PNG"
            inches = picture.extent.cx / 914_400
            assert image.width / inches > 180
            assert image.height / image.width == pytest.approx(picture.extent.cy / picture.extent.cx, abs=0.01)


@LANGUAGES
def test_every_style_bookmark_and_number_it_uses_is_there_once(file: File) -> None:
    document = file.read
    body = document.element.body
    styles = {style.get(qn("w:styleId")) for style in document.styles.element.iter(qn("w:style"))}
    used = {found.get(qn("w:val")) for found in body.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle"))}
    assert used <= styles
    assert {"Title", "Heading1", "Heading2", "Heading3", "Caption", "ListBullet", "ListNumber", "TOC1"} <= used
    lists = {found.get(qn("w:val")) for found in body.iter(qn("w:numId"))}
    assert lists <= {str(found.numId) for found in document.part.numbering_part.element.num_lst}
    marks = [mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(set(marks)) == len(marks)
    assert marks == [mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkEnd"))]
    numbers = [picture.docPr.get("id") for picture in body.iter(qn("wp:inline"))]
    assert len(set(numbers)) == len(numbers)


@LANGUAGES
def test_fields_begin_and_end_in_turn(file: File) -> None:
    document = file.read
    section = document.sections[0]
    for part in (document.element.body, section.header._element, section.footer._element):
        depth = 0
        kinds = [sign.get(qn("w:fldCharType")) for sign in part.iter(qn("w:fldChar"))]
        for kind in kinds:
            depth += {"begin": 1, "separate": 0, "end": -1}[kind]
            assert depth >= 0
        assert depth == 0
        assert kinds.count("begin") == kinds.count("separate")


@LANGUAGES
def test_properties_stand_in_the_order_of_the_schema(file: File) -> None:
    sources = [file.body, file.read.styles.element, file.read.part.numbering_part.element]
    for name, order in ORDER.items():
        found = [properties for source in sources for properties in source.iter(qn(f"w:{name}"))]
        assert found
        for properties in found:
            places = [order.split().index(child.tag.split("}")[1]) for child in properties]
            assert places == sorted(places), name
            assert len(set(places)) == len(places), name


@LANGUAGES
def test_head_and_foot_name_the_firm_the_chapter_the_marks_and_the_page(language: str) -> None:
    file = example_file("dye-house", language)
    section = file.read.sections[0]
    assert section.different_first_page_header_footer
    head, foot = section.header._element, section.footer._element
    assert said(head).startswith(file.context.firm_short)
    assert file.context.legend in said(foot)
    fields = [found.text.strip() for part in (head, foot) for found in part.iter(qn("w:instrText"))]
    assert fields == ["STYLEREF 1", "PAGE", "NUMPAGES"]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


@pytest.mark.parametrize(("language", "tag"), [("zh-hans", "zh-CN"), ("en", "en-GB")])
def test_it_names_its_title_language_and_day(language: str, tag: str) -> None:
    file = example_file("dye-house", language)
    facts = file.read.core_properties
    assert (facts.title, facts.language) == (file.context.title, tag)
    assert facts.created == facts.modified == datetime(ON.year, ON.month, ON.day, tzinfo=UTC)
    assert (facts.author, facts.comments) == ("", "")


def test_words_of_the_other_language_are_marked_so_that_they_are_read_aloud_rightly() -> None:
    runs = example_file("dye-house", "en").body.iter(qn("w:r"))
    tags = {str(found.get(qn("w:val"))) for run in runs for found in run.iter(qn("w:lang"))}
    chinese = [
        run
        for run in example_file("dye-house", "en").body.iter(qn("w:r"))
        if re.search("[\u4e00-\u9fff]", said(run)) and run.getparent().tag == qn("w:p")
    ]
    assert tags == {"zh-CN"}
    assert chinese
    assert all(run.find(f"{qn('w:rPr')}/{qn('w:lang')}") is not None for run in chinese if len(said(run)) > 1)


@LANGUAGES
def test_headings_have_a_chinese_font_and_fields_are_left_to_the_reader(language: str) -> None:
    file = example_file("dye-house", language)
    styles = {style.get(qn("w:styleId")): style for style in file.read.styles.element.iter(qn("w:style"))}
    for name in ("Heading1", "Heading2", "Heading3"):
        assert styles[name].find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia")) == "Microsoft YaHei"
    # Either would make Word ask, before it opens the file, whether fields may look into other files.
    assert "w:updateFields" not in file.part("word/settings.xml")
    assert "w:dirty" not in file.part("word/document.xml")


# Made again, small and soon


@LANGUAGES
def test_the_same_result_gives_the_same_bytes_few_of_them_and_soon(language: str) -> None:
    before = example_file("dye-house", language).data
    start = time.process_time()
    data = diagnosis_docx(example("dye-house"), language, on=ON)
    assert time.process_time() - start < 6
    assert len(data) < 600_000
    assert data == before


def test_no_clock_and_no_machine_goes_in() -> None:
    with zipfile.ZipFile(io.BytesIO(example_file("dye-house", "zh-hans").data)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in packed.infolist()} == {0}
        assert packed.namelist()[0] == "[Content_Types].xml"
        assert not [name for name in packed.namelist() if re.search("thumbnail|customXml|Effects|vba", name)]


@pytest.mark.usefixtures("_undrawn")
def test_a_report_without_a_day_has_a_fixed_one() -> None:
    undated = diagnosis_docx(example("dye-house"), "en")
    assert docx.Document(io.BytesIO(undated)).core_properties.created == datetime(2000, 1, 1, tzinfo=UTC)


# What others write


HOSTILE = "<w:p/> {{ 7*7 }} =cmd| & \u202etxt.exe\u202c \x07\x1b “Ltd” INCLUDETEXT file:///etc/passwd \u2066x\u2069"
SHOWN = "<w:p/> {{ 7*7 }} =cmd| & txt.exe “Ltd” INCLUDETEXT file:///etc/passwd x"


def foreign_relations(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            if name.endswith(".rels") and "External" in packed.read(name).decode():
                yield name


@pytest.mark.usefixtures("_undrawn")
@LANGUAGES
def test_a_firm_and_a_consultant_can_write_text_only(language: str) -> None:
    document = made_document()
    document = {**document, "inputs": {**document["inputs"], "firm": {**document["inputs"]["firm"], "name": HOSTILE}}}
    file = file_of(document, language, cover=Cover(name=HOSTILE, foreword=f"{HOSTILE}\n\n{HOSTILE}"))
    (title,) = file.paragraphs("Title")
    assert joined(title) == SHOWN
    assert sum(joined(line) == SHOWN for line in file.paragraphs("Normal")) >= 2
    instructions = {found.text.split()[0] for found in file.body.iter(qn("w:instrText"))}
    assert instructions == {"TOC", "SEQ"}
    assert not list(foreign_relations(file.data))
    assert not [link for link in file.body.iter(qn("w:hyperlink")) if link.get(qn("r:id"))]
    unmarked = file.part("word/document.xml") + file.part("word/header1.xml") + file.part("docProps/core.xml")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]", unmarked)


@pytest.mark.usefixtures("_undrawn")
def test_a_word_of_four_thousand_letters_does_not_stop_it() -> None:
    document = made_document()
    firm = {**document["inputs"]["firm"], "name": "W" * 4_000}
    data = diagnosis_docx({**document, "inputs": {**document["inputs"], "firm": firm}}, "en")
    assert len(docx.Document(io.BytesIO(data)).core_properties.title) == 255


@pytest.mark.usefixtures("_undrawn")
def test_the_consultants_note_and_the_way_to_check_the_report_stand_on_the_cover() -> None:
    logo = io.BytesIO()
    Image.new("RGB", (600, 100), "#c4661f").save(logo, "PNG")
    cover = Cover(name="Li Ming", foreword="First line\nsecond line\n\nThird", logo_address="report-logo:cover")
    files = {"report-logo:cover": logo.getvalue()}
    file = file_of(made_document(), "en", cover=cover, verify_url=URL, files=files)
    lines = file.paragraphs()
    for text in ("Advised by Li Ming", "First line\nsecond line", "Third", URL):
        assert text in [line.strip() for line in lines]
    pictures = list(file.body.iter(qn("wp:inline")))
    drawn = [picture.docPr.get("descr") for picture in pictures]
    assert drawn[0] == "Logo of Li Ming"
    assert pictures[0].extent.cx / pictures[0].extent.cy == pytest.approx(6, abs=0.01)
    with translation.override("en"):
        assert drawn.count(_("QR code of the address %(address)s") % {"address": URL}) == 2


@pytest.mark.usefixtures("_undrawn")
def test_a_picture_that_is_not_handed_over_is_refused() -> None:
    with pytest.raises(ReportRenderError, match="render"):
        diagnosis_docx(made_document(), "en", cover=Cover(logo_address="file:///etc/passwd"))


# Pictures


def test_a_picture_has_its_words_on_pure_white() -> None:
    svg = bars_svg([Bar("智能制造能力成熟度", 3, "3")], most=5, title="Bars")
    with Image.open(io.BytesIO(png_of(svg))) as drawn, Image.open(io.BytesIO(png_of(svg.replace("智", "")))) as shorter:
        assert drawn.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
        dark, less = (sum(image.convert("L").histogram()[:100]) for image in (drawn, shorter))
        assert dark > less + 20, "a letter has left no ink"


def test_a_picture_without_its_fonts_is_not_made(settings: Any, tmp_path: Any) -> None:
    settings.FONTS_ROOT = tmp_path
    with pytest.raises(FileNotFoundError):
        png_of(bars_svg([Bar("a", 3, "3")], most=5, title="Bars"))
