"""What the report's HTML says, as the blocks a text document is made of: headings, paragraphs, lists, tables, pictures.

The templates stay the one place where chapters, their order and their words are decided. What is laid out as a table
there without being one (badges, tiles, facts, steps) becomes what it says: small tables with a head, pairs, a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Final

from reports.word.markup import DRAWING, Markup, Node

INLINE = frozenset(
    ("a", "abbr", "b", "br", "code", "em", "i", "q", "s", "small", "span", "strong", "sub", "sup", "time")
)
OWN_LINE = frozenset(("unit", "blocker"))
"""Classes of `span` that the style sheet puts on a line of their own."""

TONES = ("mark", "key", "quiet", "failed")
"""Classes that become a look of the words."""

KINDS: Mapping[str, str] = {
    "address": "remark",
    "badge": "figure",
    "caution": "remark",
    "figure": "figure",
    "intro": "remark",
    "kind": "above",
    "label": "label",
    "lead": "lead",
    "note": "note",
    "open": "notice",
    "period": "below",
    "remark": "remark",
    "signed": "lead",
    "small": "note",
}
"""Class of a paragraph -> its kind; any other is running text. `reports.word.styles` has a style for each kind."""

OWN_PAGES = ("cover", "foreword", "contents", "summary")
"""Classes of the sections after which a new page begins."""

_SPACE = re.compile("[ \t\n\r\f]+")


@dataclass(frozen=True)
class Look:
    """How words look. `tone` is one of TONES or "", `raised` "sub", "sup" or "", `language` "" as around them."""

    bold: bool = False
    tone: str = ""
    raised: str = ""
    language: str = ""


PLAIN: Final = Look()


@dataclass(frozen=True)
class Words:
    """Words of one look; a line break in the text is one on the page, a tab leads to the next stop."""

    text: str
    look: Look = PLAIN


@dataclass(frozen=True)
class Paragraph:
    kind: str
    words: tuple[Words, ...]


@dataclass(frozen=True)
class Heading:
    """Level 0 is the title of the document; an unlisted one stays out of the contents."""

    level: int
    words: tuple[Words, ...]
    listed: bool = True


@dataclass(frozen=True)
class Item:
    """A point of a list with the paragraphs below it. `depth` counts from 1; `start` begins a new numbering."""

    words: tuple[Words, ...]
    depth: int = 1
    numbered: bool = False
    start: bool = False
    below: tuple[Paragraph, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A picture: the source of an SVG, or the address of one that is handed over. An empty caption is none."""

    svg: str
    address: str
    alternative: str
    caption: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Cell:
    content: tuple[Paragraph | Item | Picture, ...]
    span: int = 1
    right: bool = False


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    leads: bool = False
    """Whether it is the heading of the rows below it."""


@dataclass(frozen=True)
class Table:
    """A table; `caption` "" has none. Every row covers the same columns as the head does."""

    head: tuple[Row, ...]
    body: tuple[Row, ...]
    caption: str = ""

    @property
    def columns(self) -> int:
        return sum(cell.span for cell in self.head[0].cells)


@dataclass(frozen=True)
class Contents:
    """Where the table of contents stands."""


@dataclass(frozen=True)
class NewPage:
    """The next block begins a page."""


Block = Paragraph | Heading | Item | Picture | Table | Contents | NewPage


def blocks_of(markup: Markup, colon: str) -> tuple[Block, ...]:
    """Return what a body of the report says, in reading order.

    Args:
        markup: see `reports.word.markup.parse`.
        colon: what the language puts between a name and what explains it, such as ": ".
    """
    return _Reading(markup.drawings, colon).read(markup.root)


def text_of(words: Iterable[Words]) -> str:
    return " ".join("".join(part.text for part in words).split())


class _Reading:
    def __init__(self, drawings: Sequence[str], colon: str):
        self.drawings, self.colon = drawings, colon
        self.heading = ""
        self.captioned: set[str] = set()

    def read(self, root: Node) -> tuple[Block, ...]:
        return tuple(self._inside(root))

    def _inside(self, node: Node, kind: str = "") -> Iterator[Block]:
        """The blocks of an element; words that stand in it directly are paragraphs of the given kind."""
        words: list[Node | str] = []
        for child in node.children:
            if isinstance(child, str) or child.tag in INLINE:
                words.append(child)
                continue
            yield from _paragraphs(words, kind)
            words = []
            yield from self._block(child, kind)
        yield from _paragraphs(words, kind)

    def _block(self, node: Node, kind: str) -> Iterator[Block]:
        kind = _kind(node) or kind
        if re.fullmatch("h[1-6]", node.tag):
            yield self._heading(node)
        elif node.tag == "p":
            yield from _paragraphs(node.children, kind)
        elif node.tag in ("ul", "ol"):
            yield from (Contents(),) if "toc" in node.classes else self._list(node)
        elif node.tag == "table":
            yield from self._table(node)
        elif node.tag == "figure":
            yield from self._figure(node)
        elif node.tag == "img":
            yield self._picture(node)
        else:
            yield from self._section(node, kind)

    def _section(self, node: Node, kind: str) -> Iterator[Block]:
        heading = self.heading
        for block in self._inside(node, kind):
            # Beside the contents stands how to read the report; it is no chapter.
            aside = isinstance(block, Heading) and "contents" in node.classes
            yield replace(block, listed=False) if aside and isinstance(block, Heading) else block
        if node.classes & set(OWN_PAGES):
            yield NewPage()
        if "card" in node.classes:
            # What follows a card belongs to the heading above it.
            self.heading = heading

    def _heading(self, node: Node) -> Heading:
        words = tuple(_words(node.children))
        self.heading = text_of(part for part in words if part.look.tone != "mark")
        return Heading(min(int(node.tag[1]) - 1, 3), words)

    def _list(self, node: Node, depth: int = 1) -> Iterator[Item]:
        for place, point in enumerate(child for child in node.elements if child.tag == "li"):
            own = [child for child in point.children if isinstance(child, str) or child.tag not in ("ul", "ol")]
            first, *below = list(_paragraphs(own, "")) or [Paragraph("", ())]
            numbered = node.tag == "ol"
            yield Item(first.words, depth, numbered, numbered and not place, tuple(below))
            for child in point.elements:
                if child.tag in ("ul", "ol"):
                    yield from self._list(child, depth + 1)

    # Pictures

    def _figure(self, node: Node) -> Iterator[Block]:
        named = next((child.children for child in node.elements if child.tag == "figcaption"), [])
        for picture in node.all("img"):
            found = self._picture(picture)
            yield replace(found, caption=tuple(_words(named) or [Words(_name_of(found.alternative))]))
        for table in node.all("table"):
            yield from self._table(table)

    def _picture(self, node: Node) -> Picture:
        if DRAWING not in node.attributes:
            return Picture("", node.attributes.get("src", ""), node.attributes.get("alt", ""))
        svg = self.drawings[int(node.attributes[DRAWING])]
        return Picture(svg, "", _title_of(svg))

    # Tables

    def _table(self, node: Node) -> Iterator[Block]:
        head = [row for part in node.all("thead") for row in part.elements]
        rows = [row for part in node.elements if part.tag in ("tbody", "tr") for row in _rows(part)]
        if head:
            found = Table(tuple(self._row(row) for row in head), tuple(self._row(row) for row in rows))
            named = next((child.text for child in node.elements if child.tag == "caption"), "")
            yield replace(found, caption=named or self._caption(head[0]))
        elif all(len(row.elements) == 2 and row.elements[0].tag == "th" for row in rows):
            yield from (_pair(row, "legend" if "legend" in node.classes else "fact") for row in rows)
        elif all(_is_card(cell) for row in rows for cell in row.elements):
            yield from (self._cards(row) for row in rows)
        else:
            yield from (self._step(row, place) for place, row in enumerate(rows))

    def _row(self, node: Node) -> Row:
        return Row(tuple(self._cell(cell) for cell in node.elements), leads="group" in node.classes)

    def _cell(self, node: Node) -> Cell:
        look = Look(tone="failed") if "failed" in node.classes else PLAIN
        content: list[Paragraph | Item | Picture] = []
        for block in self._inside(node, _kind(node)):
            if isinstance(block, Paragraph):
                block = replace(block, words=tuple(_over(part, look) for part in block.words))
            if isinstance(block, Paragraph | Item | Picture):
                content.append(block)
        return Cell(tuple(content), int(node.attributes.get("colspan", 1)), "number" in node.classes)

    def _caption(self, head: Node) -> str:
        """Name a table after its chapter, and a second one there after its first column as well."""
        name, first = self.heading, head.elements[0].text
        if name in self.captioned and first:
            name = f"{name}{self.colon}{first}"
        self.captioned.add(name)
        return name

    def _cards(self, row: Node) -> Table:
        """Cells of a label, a figure and a note: one row of labels, one of figures, one of notes."""
        columns = [
            [Paragraph(_kind(part), tuple(_words(part.children))) for part in cell.elements] for cell in row.elements
        ]
        lines = [
            Row(tuple(Cell(tuple(column[place : place + 1])) for column in columns))
            for place in range(max(map(len, columns)))
        ]
        return Table((lines[0],), tuple(lines[1:]))

    def _step(self, row: Node, place: int) -> Item:
        """A row of one thing after the other, such as a number, a step and its price: a point of a list."""
        cells = [cell for cell in row.elements if not cell.text.isdigit()]
        numbered = len(cells) < len(row.elements)
        told = [block for cell in cells for block in self._inside(cell) if isinstance(block, Paragraph)]
        words = told[0].words if told else ()
        if numbered:
            words = tuple(replace(part, look=replace(part.look, bold=True)) for part in words)
        return Item(words, 1, numbered, numbered and not place, tuple(told[1:]))


def _rows(part: Node) -> list[Node]:
    return [part] if part.tag == "tr" else [child for child in part.elements if child.tag == "tr"]


def _is_card(cell: Node) -> bool:
    return bool(cell.elements) and all(child.tag == "p" for child in cell.elements) and len(cell.elements) > 1


def _pair(row: Node, kind: str) -> Paragraph:
    name, value = ([*_words(cell.children)] for cell in row.elements)
    return Paragraph(
        kind, (*(replace(part, look=replace(part.look, tone="quiet")) for part in name), Words("\t"), *value)
    )


def _kind(node: Node) -> str:
    return next((KINDS[name] for name in sorted(node.classes) if name in KINDS), "")


def _title_of(svg: str) -> str:
    found = re.search(r"<title>(.*?)</title>", svg, re.DOTALL)
    return unescape(found[1]) if found else ""


def _name_of(title: str) -> str:
    """What a picture shows, without the figures its description goes on to read out.

    >>> _name_of("Points of the five principles, of 100: land 80.0, inputs 80.0.")
    'Points of the five principles, of 100'
    """
    return re.split("[:：]", title, maxsplit=1)[0].strip().rstrip(".。")


# Words


def _paragraphs(nodes: Iterable[Node | str], kind: str) -> Iterator[Paragraph]:
    """Words with those set on lines of their own apart."""
    line: list[Node | str] = []
    for node in nodes:
        if isinstance(node, Node) and node.classes & OWN_LINE:
            yield from _paragraph(line, kind)
            yield from _paragraph([node], "note")
            line = []
        else:
            line.append(node)
    yield from _paragraph(line, kind)


def _paragraph(nodes: Iterable[Node | str], kind: str) -> Iterator[Paragraph]:
    if words := _words(nodes):
        yield Paragraph(kind, tuple(words))


def _words(nodes: Iterable[Node | str]) -> list[Words]:
    """Words with spaces as a browser shows them: one between two words, none at the ends."""
    found: list[Words] = []
    for part in _parts(nodes, PLAIN):
        text = part.text
        if not found or found[-1].text.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if text:
            found.append(replace(part, text=text))
    while found and not found[-1].text.strip(" \n"):
        found.pop()
    if found:
        found[-1] = replace(found[-1], text=found[-1].text.rstrip(" \n"))
    return found


def _parts(nodes: Iterable[Node | str], look: Look) -> Iterator[Words]:
    for node in nodes:
        if isinstance(node, str):
            yield Words(_SPACE.sub(" ", node), look)
        elif node.tag == "br":
            yield Words("\n", look)
        else:
            yield from _parts(node.children, _look_of(node, look))


def _look_of(node: Node, look: Look) -> Look:
    return Look(
        bold=look.bold or node.tag in ("b", "strong"),
        tone=next((tone for tone in TONES if tone in node.classes), look.tone),
        raised=node.tag if node.tag in ("sub", "sup") else look.raised,
        language=node.attributes.get("lang", look.language),
    )


def _over(part: Words, look: Look) -> Words:
    return part if part.look.tone or not look.tone else replace(part, look=replace(part.look, tone=look.tone))
