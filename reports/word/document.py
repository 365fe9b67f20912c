"""From the report's HTML to the bytes of a Word file: blocks, then elements, then a package without clock or chance."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from string import Template

import docx
from django.utils.translation import gettext as _
from docx.document import Document
from docx.opc.rel import Relationships
from docx.oxml import parse_xml
from docx.shared import Mm

from reports.charts import width_of
from reports.errors import ReportRenderError
from reports.word import elements as xml
from reports.word.blocks import (
    Block,
    Cell,
    Contents,
    Heading,
    Item,
    NewPage,
    Paragraph,
    Picture,
    Row,
    Table,
    Words,
    blocks_of,
    text_of,
)
from reports.word.elements import Element
from reports.word.markup import parse
from reports.word.pictures import PAGE_UNITS, SCALE, SIGN_SCALE, png_of, width_in_units

ASSETS = Path(__file__).parent.parent / "assets" / "word"

UNDATED = date(2000, 1, 1)
"""Written into a file whose day of submission is not known; the clock must not go in."""

FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can hold."""

UNNEEDED = ("thumbnail", "extended-properties", "customXml", "stylesWithEffects")
"""What the package that python-docx begins with brings along; ends of the types of their relationships."""

TEXT_WIDTH = 170
"""Millimetres between the margins of the page."""

MOST_HIGH = 110
"""Millimetres of a page that one picture may take."""

SIGN_WIDTH = 24
LOGO_SIZE = (40, 16)
"""Millimetres."""

LISTED_LEVELS = 2
"""Levels of headings in the contents."""

NUMBERED = 1
"""The numbered list in numbering.xml."""

FONTS: Mapping[bool, Mapping[str, str]] = {
    True: {"latin": "Microsoft YaHei", "chinese": "Microsoft YaHei", "hint": "eastAsia"},
    False: {"latin": "Calibri", "chinese": "Microsoft YaHei", "hint": "default"},
}
"""By whether the report is Chinese; both come with Word on every system."""

STYLES: Mapping[str, str] = {
    "": "Normal",
    "above": "Subtitle",
    "below": "Subtitle",
    "fact": "Fact",
    "figure": "Lead",
    "label": "Remark",
    "lead": "Lead",
    "legend": "Legend",
    "note": "Remark",
    "notice": "Notice",
    "remark": "Remark",
}
"""Kind of a paragraph -> its style."""

CELL_STYLES: Mapping[str, str] = {"figure": "TableFigure", "label": "TableLabel", "note": "TableNote"}
"""The same inside a table; any other kind is plain text there."""


@dataclass(frozen=True)
class About:
    """What a document says of itself.

    Attributes:
        running: Stands at the head of each page, beside the chapter.
        legend: Stands at its foot.
        language: "zh-hans" or "en".
        on: Its day; None leaves it out.
    """

    title: str
    heading: str
    running: str
    legend: str
    language: str
    on: date | None


def written(html: str, about: About, files: Mapping[str, bytes]) -> bytes:
    """Return a Word file; the language of the report must be active.

    Args:
        html: The body of the report; user text in it is escaped.
        about: The document.
        files: Pictures the HTML shows by an address such as "report-logo:cover", PNG only.

    Raises:
        ReportRenderError: the body shows a picture that is not handed over.
    """
    is_chinese = about.language.startswith("zh")
    document = docx.Document()
    _dress(document, about, is_chinese)
    writer = _Writer(document, files, "：" if is_chinese else ": ")
    blocks = blocks_of(parse(html), writer.colon)
    body = document.element.body
    section = body[-1]
    for made in writer.all(blocks):
        section.addprevious(made)
    return _packed(document)


@dataclass
class _Writer:
    """Turns blocks into elements, counting what has to be numbered."""

    document: Document
    files: Mapping[str, bytes]
    colon: str
    headings: list[Heading] = field(default_factory=list)
    bookmarks: int = 0
    pictures: int = 0
    tables: int = 0
    figures: int = 0
    numbering: int = 0
    new_page: bool = False

    def all(self, blocks: Sequence[Block]) -> Iterator[Element]:
        self.headings = [block for block in blocks if isinstance(block, Heading) and _is_listed(block)]
        for block in blocks:
            yield from self.block(block)

    def block(self, block: Block) -> Iterable[Element]:
        match block:
            case Heading():
                return [self.heading(block)]
            case Paragraph():
                return [xml.paragraph(STYLES[block.kind], *xml.runs_of(block.words), properties=self.page_break())]
            case Item():
                return self.item(block)
            case Picture():
                return self.picture(block)
            case Table():
                return self.table(block)
            case Contents():
                return [self.contents()]
            case NewPage():
                self.new_page = True
                return []

    def page_break(self) -> list[Element]:
        begins, self.new_page = self.new_page, False
        return [xml.element("pageBreakBefore")] if begins else []

    def heading(self, block: Heading) -> Element:
        content = xml.runs_of(block.words)
        if not block.listed:
            return xml.paragraph("TOCHeading" if block.level == 1 else "Lead", *content, properties=self.page_break())
        if block.level == 0:
            return xml.paragraph("Title", *content)
        if block.level <= LISTED_LEVELS:
            self.bookmarks += 1
            content = xml.bookmarked(_bookmark(self.bookmarks), self.bookmarks, content)
        return xml.paragraph(f"Heading{block.level}", *content, properties=self.page_break())

    def contents(self) -> Element:
        """The entries as they stand, to follow with a click; page numbers come with the first update in Word."""
        lines = []
        for place, heading in enumerate(self.headings):
            first = [] if place else xml.field_start(rf'TOC \o "1-{LISTED_LEVELS}" \h \z \u')
            entry = xml.link_to(_bookmark(place + 1), [xml.run(text_of(heading.words))])
            lines.append(xml.paragraph(f"TOC{heading.level}", *first, entry))
        hint = _("Page numbers appear when the table of contents is updated in Word: right-click, “Update field”.")
        lines.append(xml.paragraph("Remark", xml.run(hint), xml.field_end()))
        return xml.building_block("Table of Contents", lines)

    # Lists

    def item(self, block: Item) -> Iterator[Element]:
        properties = self.page_break()
        if block.numbered:
            style = "ListNumber"
            if block.start:
                anew = self.document.part.numbering_part.element.add_num(NUMBERED)
                anew.add_lvlOverride(ilvl=0).add_startOverride(1)
                self.numbering = anew.numId
            number = xml.element("numPr", xml.element("ilvl", val=0), xml.element("numId", val=self.numbering))
            properties.append(number)
        else:
            style = "ListBullet" if block.depth == 1 else "ListBullet2"
        yield xml.paragraph(style, *xml.runs_of(block.words), properties=properties)
        for part in block.below:
            yield xml.paragraph("ListContinue", *xml.runs_of(part.words))

    # Pictures

    def picture(self, block: Picture) -> Iterator[Element]:
        keep = self.page_break()
        if block.address:
            if block.address not in self.files:
                raise ReportRenderError("render", f"no picture at {block.address[:200]}")
            drawn = self._inline(self.files[block.address], block.alternative, LOGO_SIZE)
        elif block.caption:
            share = min(width_in_units(block.svg) / PAGE_UNITS, 1)
            drawn = self._inline(png_of(block.svg, SCALE), block.alternative, (TEXT_WIDTH * share, MOST_HIGH))
        else:
            drawn = self._inline(png_of(block.svg, SIGN_SCALE), block.alternative, (SIGN_WIDTH, SIGN_WIDTH))
        yield xml.paragraph("Picture", xml.element("r", drawn), properties=keep)
        if block.caption:
            self.figures += 1
            yield self._caption(_("Figure %(number)s"), self.figures, block.caption, keep=False)

    def _inline(self, png: bytes, alternative: str, size: tuple[float, float]) -> Element:
        """A picture in the line of text, as large as fits into the size in millimetres."""
        inline = self.document.part.new_pic_inline(io.BytesIO(png), width=Mm(size[0]))
        if inline.extent.cy > Mm(size[1]):
            inline = self.document.part.new_pic_inline(io.BytesIO(png), height=Mm(size[1]))
        self.pictures += 1
        about = inline.docPr
        about.set("id", str(self.pictures))
        about.set("name", f"Picture {self.pictures}")
        about.set("descr", xml.UNFIT.sub("", alternative))
        return xml.element("drawing", inline)

    def _caption(self, label: str, number: int, words: Iterable[Words], *, keep: bool) -> Element:
        """A numbered caption; `label` has a place for the number, and names the series by what stands before it."""
        before, _sign, after = label.partition("%(number)s")
        counted = xml.field(rf"SEQ {before.strip()} \* ARABIC", str(number))
        properties = [xml.element("keepNext")] if keep else []
        return xml.paragraph(
            "Caption", xml.run(before), *counted, xml.run(f"{after}  "), *xml.runs_of(words), properties=properties
        )

    # Tables

    def table(self, block: Table) -> Iterator[Element]:
        if block.caption:
            self.tables += 1
            yield self._caption(_("Table %(number)s"), self.tables, [Words(block.caption)], keep=True)
        widths = self._widths(block)
        rows = [xml.row(self._cells(row, widths, is_head=True), is_head=True) for row in block.head]
        rows += [xml.row(self._cells(row, widths), is_head=False) for row in block.body]
        style = "ReportTable" if block.caption else "CardTable"
        yield xml.table(rows, widths, style=style, title=block.caption)
        # Two tables without a paragraph between them become one.
        yield xml.paragraph("AfterTable")

    def _widths(self, block: Table) -> list[int]:
        total = xml.twips(TEXT_WIDTH)
        if not block.caption:
            return [total // block.columns] * block.columns
        columns: list[list[str]] = [[] for _column in range(block.columns)]
        for row in (*block.head, *block.body):
            place = 0
            for cell in row.cells:
                if cell.span == 1:
                    columns[place].append(max(_lines_of(cell), key=width_of, default=""))
                place += cell.span
        return xml.widths_of(columns, total)

    def _cells(self, row: Row, widths: Sequence[int], is_head: bool = False) -> list[Element]:
        made = []
        place = 0
        for cell in row.cells:
            width = sum(widths[place : place + cell.span])
            place += cell.span
            content = [line for part in cell.content for line in self._in_cell(part, cell, row, is_head)]
            content = content or [xml.paragraph("TableText")]
            made.append(xml.cell(content, width=width, span=cell.span, shaded=row.leads))
        return made

    def _in_cell(self, part: Paragraph | Item | Picture, cell: Cell, row: Row, keep: bool) -> Iterable[Element]:
        if isinstance(part, Picture):
            return self.picture(part)
        kind = part.kind if isinstance(part, Paragraph) else ""
        runs = xml.runs_of(_bold(part.words) if row.leads else part.words)
        properties = [xml.element("keepNext")] if keep or row.leads else []
        properties += [xml.element("ind", right=80), xml.element("jc", val="right")] if cell.right else []
        return [xml.paragraph(CELL_STYLES.get(kind, "TableText"), *runs, properties=properties)]


def _bold(words: Iterable[Words]) -> list[Words]:
    return [replace(part, look=replace(part.look, bold=True)) for part in words]


def _is_listed(heading: Heading) -> bool:
    return heading.listed and 1 <= heading.level <= LISTED_LEVELS


def _bookmark(number: int) -> str:
    return f"_Toc{number:08d}"


def _lines_of(cell: Cell) -> list[str]:
    return [text_of(part.words) for part in cell.content if not isinstance(part, Picture)]


# The package


def _dress(document: Document, about: About, is_chinese: bool) -> None:
    """Give an empty document our styles, page, running head and foot, and facts about itself."""
    styles = Template((ASSETS / "styles.xml").read_text(encoding="utf-8")).substitute(FONTS[is_chinese])
    _refill(document.styles.element, styles)
    _refill(document.settings.element, (ASSETS / "settings.xml").read_text(encoding="utf-8"))
    _refill(document.part.numbering_part.element, (ASSETS / "numbering.xml").read_text(encoding="utf-8"))
    for relations in (document.part.rels, document.part.package.rels):
        _drop_unneeded(relations)
    _set_page(document, about)
    facts = document.core_properties
    facts.title, facts.subject = _plain(about.title), _plain(about.heading)
    facts.author = facts.last_modified_by = facts.comments = facts.keywords = ""
    facts.language = "zh-CN" if is_chinese else "en-GB"
    facts.created = facts.modified = datetime.combine(about.on or UNDATED, time())
    facts.revision = 1


def _refill(element: Element, source: str) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(source.encode())))


def _drop_unneeded(relations: Relationships) -> None:
    for key in [key for key, relation in relations.items() if relation.reltype.endswith(UNNEEDED)]:
        del relations[key]


def _plain(text: str) -> str:
    # The properties hold 255 characters.
    return xml.UNFIT.sub("", text)[:255]


def _set_page(document: Document, about: About) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.bottom_margin = Mm(20)
    section.top_margin = Mm(24)
    section.header_distance = section.footer_distance = Mm(10)
    # The cover has neither head nor foot.
    section.different_first_page_header_footer = True
    chapter = xml.field("STYLEREF 1", about.heading)
    head = xml.paragraph("Header", xml.run(about.running), xml.run("\t"), *chapter)
    page = xml.paragraph("Footer", *xml.field("PAGE", "2"), xml.run(" / "), *xml.field("NUMPAGES", "2"))
    legend = xml.paragraph("Footer", xml.run(about.legend), properties=[xml.element("jc", val="left")])
    for part, content in ((section.header, [head]), (section.footer, [legend, page] if about.legend else [page])):
        part.is_linked_to_previous = False
        for child in list(part._element):
            part._element.remove(child)
        part._element.extend(content)


def _packed(document: Document) -> bytes:
    """Write the package anew: its parts in the order of their names, all of one time, the list of types first."""
    loose, packed = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, FIRST_MOMENT)
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()
