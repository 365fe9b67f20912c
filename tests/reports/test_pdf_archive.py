"""The file itself: two standards at once, what travels inside it, its structure, and the same bytes everywhere."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import page
import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from reports import pdf
from reports.charts.drawing import svg_of, text_at
from reports.pdf.writing import deflated

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
STANDARDS = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

PICTURE = svg_of(300, 40, "A picture", [text_at(5, 20, "电 12 %"), text_at(5, 36, "㼆", bold=True)])
EVERYTHING = (
    '<h1 data-short="Example">Example 𠮷</h1><h2 data-title="Part">Part</h2>'
    '<p id="here">Plain <b>bold</b> 龘 <a href="#here">link</a> <span lang="zh-Hans">中文名</span></p>'
    '<ul><li>one</li><li>two</li></ul><img src="report-logo:1" alt="A logo">'
    '<table class="rows"><thead><tr><th scope="col">What</th><th scope="col">How much</th></tr></thead>'
    '<tbody><tr><th scope="row">Power</th><td>12</td></tr></tbody></table>'
    f"<figure>{PICTURE}<figcaption>What it shows</figcaption></figure>"
)


def png() -> bytes:
    written = io.BytesIO()
    Image.new("RGBA", (60, 30), (15, 92, 99, 128)).save(written, "PNG")
    return written.getvalue()


def rendered(html: str = EVERYTHING, **options: Any) -> bytes:
    given = {"title": "标题 (1)", "language": "en", "identifier": b"x", "files": {"report-logo:1": png()}, **options}
    return pdf.render(html, **given).data


def ends_in_return(start: bytes) -> bytes:
    """Return a number whose compressed form ends in a carriage return, which a reader may take for an end of line."""
    return next(text for text in (start + b"%d" % number for number in range(5000)) if deflated(text).endswith(b"\r"))


FILES = (
    pdf.Attachment("result.json", "application/json", "The result", ends_in_return(b"1"), "Source"),
    pdf.Attachment("annex.xlsx", XLSX, "附件", b"PK\x03\x04" + bytes(range(256)) + b"\r", "Supplement"),
)


def faults(data: bytes) -> list[str]:
    return [
        f"{standard} {failure}"
        for standard in STANDARDS
        for failure in page.validate_pdf_bytes(data, profile=standard).failures
    ]


def elements(reader: PdfReader) -> Iterator[tuple[DictionaryObject, DictionaryObject]]:
    """Every element of the structure with the one around it."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        outer = waiting.pop()
        for kid in outer["/K"]:
            inner = kid.get_object()
            if isinstance(inner, DictionaryObject) and inner.get("/Type") == "/StructElem":
                yield inner, outer
                waiting.append(inner)


def found(data: bytes, kind: str) -> list[DictionaryObject]:
    return [element for element, _ in elements(PdfReader(io.BytesIO(data))) if element["/S"] == kind]


def spoken(data: bytes) -> list[tuple[str, str]]:
    """The elements with a language of their own."""
    return [
        (element["/S"], element["/Lang"]) for element, _ in elements(PdfReader(io.BytesIO(data))) if "/Lang" in element
    ]


@LANGUAGES
def test_one_file_is_accessible_and_fit_for_the_archive(language: str) -> None:
    data = rendered(language=language, attachments=FILES, description="Maturity 成熟度", on=date(2026, 3, 5))
    assert faults(data) == []


def test_no_stream_of_sixty_pages_and_two_files_ends_in_the_wrong_place() -> None:
    new_page = '<h1 style="break-before: page">'
    html = "".join(f"{new_page}{number}</h1><p>{'文 text ' * number}</p>" for number in range(60))
    data = rendered(html, attachments=FILES)
    streams = list(re.finditer(rb"/Length (\d+)[^\n]*>>\nstream\n", data))
    assert len(streams) > 60 + len(FILES)
    ends = [stream.end() + int(stream[1]) for stream in streams]
    assert {data[end : end + 11] for end in ends} == {b"\r\nendstream"}
    assert sum(data[end - 1 : end] == b"\r" for end in ends) >= len(FILES)
    assert faults(data) == []


def test_a_file_inside_comes_out_byte_for_byte_and_says_what_it_is() -> None:
    data = rendered(attachments=FILES, on=date(2026, 3, 5))
    reader = PdfReader(io.BytesIO(data))
    assert reader.attachments == {each.name: [each.data] for each in FILES}
    associated = [entry.get_object() for entry in reader.trailer["/Root"]["/AF"]]
    assert [(each["/UF"], each["/AFRelationship"], each["/Desc"]) for each in associated] == [
        ("annex.xlsx", "/Supplement", "附件"),
        ("result.json", "/Source", "The result"),
    ]
    assert [each["/EF"]["/F"]["/Subtype"] for each in associated] == [f"/{XLSX}", "/application/json"]
    assert all(each["/EF"]["/F"]["/Params"]["/ModDate"] == "D:20260305" for each in associated)


def test_a_report_without_files_has_none() -> None:
    root = PdfReader(io.BytesIO(rendered())).trailer["/Root"]
    assert "/AF" not in root
    assert "/EmbeddedFiles" not in root.get("/Names", {})


def test_both_standards_and_the_title_can_be_read_without_unpacking() -> None:
    data = rendered(title="甲 & <乙>\u202e\x00", description="How far", on=date(2026, 3, 5))
    for line in ("<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "甲 &amp; &lt;乙&gt;<", "2026-03-05"):
        assert line.encode() in data
    facts = PdfReader(io.BytesIO(data)).metadata
    assert facts is not None
    assert (facts.title, facts.subject) == ("甲 & <乙>", "How far")
    assert b"CreationDate" not in rendered()


def test_another_process_writes_the_same_bytes() -> None:
    program = (
        "from hashlib import sha256\n"
        "from tests.reports.test_pdf_archive import FILES, rendered\n"
        "print(sha256(rendered(attachments=FILES)).hexdigest())"
    )
    # What goes by the order of a set comes out otherwise there than here.
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.strip() == sha256(rendered(attachments=FILES)).hexdigest()


@LANGUAGES
def test_every_passage_is_held_by_one_element_which_is_held_by_the_document(
    language: str, full_pdf: Callable[..., bytes]
) -> None:
    reader = PdfReader(io.BytesIO(full_pdf(language)))
    numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    holders = {numbers[place]: numbers[place + 1] for place in range(0, len(numbers), 2)}
    passages = 0
    for element, outer in elements(reader):
        assert element["/P"].indirect_reference == outer.indirect_reference
        for kid in element["/K"]:
            if isinstance(kid, int):
                assert holders[element["/Pg"]["/StructParents"]][kid] == element.indirect_reference
                passages += 1
    marked = sum(
        len(re.findall(rb"/MCID \d+", sheet.get_contents().get_data()))  # type: ignore[union-attr]
        for sheet in reader.pages
    )
    assert passages == marked > 500


def test_no_element_of_the_structure_is_there_for_nothing(full_pdf: Callable[..., bytes]) -> None:
    plain = found(full_pdf("en"), "/Span") + found(full_pdf("en"), "/NonStruct")
    assert all("/Lang" in element or element["/K"] for element in plain)


def test_running_heads_and_page_numbers_are_no_content() -> None:
    data = rendered('<h1 data-short="Head">Body</h1>')
    content = PdfReader(io.BytesIO(data)).pages[0].get_contents()
    assert content is not None
    assert len(re.findall(rb"/MCID", content.get_data())) == 1
    artifacts = re.findall(rb"/Artifact\nBMC(.*?)\nEMC", content.get_data(), re.DOTALL)
    assert sum(artifact.count(b"\nBT\n") for artifact in artifacts) == 2


def test_a_passage_in_the_other_language_says_so() -> None:
    assert spoken(rendered()) == [("/Span", "zh-Hans")]
    assert spoken(rendered(language="zh-hans")) == []


def test_headers_of_a_table_say_what_they_head() -> None:
    heads = found(rendered(), "/TH")
    assert sorted(head["/A"]["/Scope"] for head in heads) == ["/Column", "/Column", "/Row"]
    cell = found(rendered(), "/TD")[0]
    assert {head["/ID"] for head in heads} >= set(cell["/A"]["/Headers"])


def test_a_picture_has_its_words_and_its_place_on_the_page() -> None:
    pictures = found(rendered(), "/Figure")
    assert {picture["/Alt"] for picture in pictures} == {"A picture", "A logo"}
    for picture in pictures:
        left, bottom, right, top = picture["/A"]["/BBox"]
        assert 0 < left < right < 595
        assert 842 / 2 < bottom < top < 842


def test_only_pictures_and_fonts_are_handed_to_a_document() -> None:
    for files in ({"report-logo:1": b"<svg/>"}, {"report-font:bold": png()}):
        with pytest.raises(ValueError, match=r"packaged|only PNG"):
            rendered("<p>x</p>", files=files)
