"""The elements of WordprocessingML that are written: paragraphs, runs, fields, tables, links inside the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from reports.charts import width_of
from reports.word.blocks import Look, Words

Element = Any
"""An element of python-docx; its stubs know no tags."""

UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What XML refuses, and marks that would turn the letters around them the other way."""

TONES: Mapping[str, str] = {"mark": "Mark", "key": "Key", "quiet": "Quiet", "failed": "Failed"}
"""Tone of words -> character style."""

TAGS: Mapping[str, str] = {"zh-hans": "zh-CN", "zh": "zh-CN", "en": "en-GB"}
"""Language as HTML writes it -> as this format does."""

TWIPS = 56.7
"""Twentieths of a point in a millimetre."""


def element(tag: str, *children: Element, **attributes: str | int) -> Element:
    """Return an element of the namespace w; an attribute "xml_space" is "xml:space", any other is in w too."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        prefixed = name.replace("_", ":") if "_" in name else f"w:{name}"
        made.set(qn(prefixed), str(value))
    made.extend(children)
    return made


def twips(millimetres: float) -> int:
    return round(millimetres * TWIPS)


def paragraph(style: str, *content: Element, properties: Sequence[Element] = ()) -> Element:
    """Return a paragraph; `properties` stand in the order of the schema."""
    return element("p", element("pPr", element("pStyle", val=style), *properties), *content)


def runs_of(words: Iterable[Words]) -> list[Element]:
    return [run(part.text, part.look) for part in words]


def run(text: str, look: Look = Look()) -> Element:  # noqa: B008 - it cannot change
    """Return words of one look; line breaks and tabs become what they mean."""
    made = element("r")
    if properties := _properties(look):
        made.append(element("rPr", *properties))
    for part in re.split("([\n\t])", UNFIT.sub("", text)):
        if part == "\n":
            made.append(element("br"))
        elif part == "\t":
            made.append(element("tab"))
        elif part:
            made.append(_text("t", part))
    return made


def _properties(look: Look) -> list[Element]:
    found = []
    if look.tone:
        found.append(element("rStyle", val=TONES[look.tone]))
    if look.bold:
        found += [element("b"), element("bCs")]
    if look.raised:
        found.append(element("vertAlign", val={"sub": "subscript", "sup": "superscript"}[look.raised]))
    if tag := TAGS.get(look.language.lower()):
        found.append(element("lang", val=tag, eastAsia="zh-CN"))
    return found


def _text(tag: str, text: str) -> Element:
    made = element(tag, xml_space="preserve")
    made.text = text
    return made


# Fields: the instruction is always ours


def field(instruction: str, shown: str) -> list[Element]:
    """Return a field with what it shows until it is updated."""
    return [*field_start(instruction), run(shown), field_end()]


def field_start(instruction: str) -> list[Element]:
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", _text("instrText", f" {instruction} ")),
        element("r", element("fldChar", fldCharType="separate")),
    ]


def field_end() -> Element:
    return element("r", element("fldChar", fldCharType="end"))


def bookmarked(name: str, number: int, content: Iterable[Element]) -> list[Element]:
    return [element("bookmarkStart", id=number, name=name), *content, element("bookmarkEnd", id=number)]


def link_to(bookmark: str, content: Iterable[Element]) -> Element:
    return element("hyperlink", *content, anchor=bookmark, history=1)


def building_block(gallery: str, content: Iterable[Element]) -> Element:
    """Return what Word shows with a handle and a button of its own, such as to update a table of contents."""
    kind = element("docPartObj", element("docPartGallery", val=gallery), element("docPartUnique"))
    return element("sdt", element("sdtPr", kind), element("sdtContent", *content))


# Tables


def table(rows: Sequence[Element], widths: Sequence[int], *, style: str, title: str) -> Element:
    """Return a table of fixed columns.

    Args:
        rows: see `row`.
        widths: of its columns, in twips.
        style: the id of its style.
        title: read aloud before it; "" for none.
    """
    about = [element("tblCaption", val=UNFIT.sub("", title))] if title else []
    properties = element(
        "tblPr",
        element("tblStyle", val=style),
        element("tblW", w=sum(widths), type="dxa"),
        element("tblLayout", type="fixed"),
        element("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
        *about,
    )
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    return element("tbl", properties, grid, *rows)


def row(cells: Sequence[Element], *, is_head: bool) -> Element:
    properties = [element("cantSplit"), *([element("tblHeader")] if is_head else [])]
    return element("tr", element("trPr", *properties), *cells)


def cell(content: Sequence[Element], *, width: int, span: int, shaded: bool) -> Element:
    properties = [element("tcW", w=width, type="dxa")]
    if span > 1:
        properties.append(element("gridSpan", val=span))
    if shaded:
        properties.append(element("shd", val="clear", color="auto", fill="EEF4F4"))
    return element("tc", element("tcPr", *properties), *content)


# Widths of columns

EM = 9.5
"""Size of the words in tables, in points, with some room for what the reader's fonts take more."""

PADDING = 14.0
"""What a cell needs beside its words, in points."""

MOST_NARROW = 22 * EM
"""No column claims more than this for one word that is never broken."""

_UNBROKEN = re.compile("[\u2e80-\uffff]{1,4}|[^\\s\u2e80-\uffff]+")


def widths_of(columns: Sequence[Sequence[str]], total: int) -> list[int]:
    """Share out the width of a table: what needs little gets all it needs, the others share the rest.

    Args:
        columns: the texts of each column, with its head.
        total: in twips.
    """
    room = total / 20
    floors = [PADDING + max((_longest(text) for text in texts), default=0) for texts in columns]
    wanted = [PADDING + max((width_of(text, EM) for text in texts), default=0) for texts in columns]
    if sum(floors) > room:
        floors = [floor * room / sum(floors) for floor in floors]
    shares = _shares(floors, [max(pair) for pair in zip(floors, wanted, strict=True)], room)
    # What is left over goes to all alike, so that short tables are not torn apart on one side only.
    widths = [int(share * total / sum(shares)) for share in shares]
    return [*widths[:-1], total - sum(widths[:-1])]


def _shares(floors: Sequence[float], wanted: Sequence[float], room: float) -> list[float]:
    """Give every column the same, but none less than its floor nor more than it wants."""
    low, high = 0.0, room
    for _halving in range(40):
        level = (low + high) / 2
        given = [min(max(level, floor), want) for floor, want in zip(floors, wanted, strict=True)]
        low, high = (low, level) if sum(given) > room else (level, high)
    return given


def _longest(text: str) -> float:
    return min(max((width_of(word, EM) for word in _UNBROKEN.findall(text)), default=0), MOST_NARROW)
