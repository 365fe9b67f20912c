"""The same report for typst: the words, tables and pictures of its HTML in a plain look, for the far limit of printing.

typst is a typesetter of its own, compiled and without CSS; its time says what laying out this much content can cost.
"""

from __future__ import annotations

from collections.abc import Iterable

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
)
from reports.word.markup import parse
from reports.word.pictures import PAGE_UNITS, width_in_units

SIZES = {"figure": 14, "label": 8, "note": 7.5, "remark": 8}
"""Points, by kind of paragraph; any other has the size of running text."""

PREAMBLE = """#set document(title: %(title)s)
#set page(paper: "a4", margin: (top: 24mm, bottom: 20mm, x: 20mm), numbering: "1 / 1",
  header: text(size: 8pt)[#%(title)s])
#set text(font: "Noto Sans SC", size: 9.5pt, lang: "%(language)s")
#set par(leading: 0.75em, spacing: 2mm)
#set heading(outlined: true)
#set table(stroke: (x: none, y: 0.2mm + gray), inset: 1.2mm)
#show table: set text(size: 8pt)
#show table.header: strong
"""


def typst_of(html: str, *, title: str, language: str) -> str:
    """Return typst's source of a body of the report."""
    head = PREAMBLE % {"title": _string(title), "language": language.split("-")[0]}
    return head + "\n\n".join(_block(block) for block in blocks_of(parse(html), ": "))


def _block(block: Block) -> str:
    match block:
        case Heading():
            outlined = "true" if block.listed and block.level else "false"
            return f"#heading(level: {max(block.level, 1)}, outlined: {outlined})[{_words(block.words)}]"
        case Paragraph():
            return f"#par[{_sized(block)}]"
        case Item():
            return f"{'  ' * (block.depth - 1)}{'+' if block.numbered else '-'} {_item(block)}"
        case Picture():
            return _picture(block)
        case Table():
            return _table(block)
        case Contents():
            return "#outline(title: none, depth: 2)"
        case NewPage():
            return "#pagebreak(weak: true)"


def _sized(paragraph: Paragraph) -> str:
    size = SIZES.get(paragraph.kind)
    words = _words(paragraph.words)
    return f"#text(size: {size}pt)[{words}]" if size else words


def _item(block: Item) -> str:
    return "#linebreak()".join(_words(words) for words in (block.words, *(part.words for part in block.below)))


def _picture(block: Picture) -> str:
    share = min(width_in_units(block.svg) / PAGE_UNITS, 1)
    drawn = f'image(bytes({_string(block.svg)}), format: "svg", width: {share:.0%}, alt: {_string(block.alternative)})'
    return f"#figure({drawn}, caption: [{_words(block.caption)}])" if block.caption else f"#{drawn}"


def _table(block: Table) -> str:
    head, body = (", ".join(_row(row) for row in rows) for rows in (block.head, block.body))
    cells = ", ".join(part for part in (f"table.header({head})", body) if part)
    caption = f", caption: {_string(block.caption)}" if block.caption else ""
    made = f"table(columns: {block.columns}, {cells})"
    return f"#[#show figure: set block(breakable: true)\n#figure({made}{caption})]"


def _row(row: Row) -> str:
    return ", ".join(_cell(cell, leads=row.leads) for cell in row.cells)


def _cell(cell: Cell, *, leads: bool) -> str:
    lines = "#linebreak()".join(_in_cell(part) for part in cell.content)
    side = "right" if cell.right else "left"
    return f"table.cell(colspan: {cell.span}, align: {side})[{f'#strong[{lines}]' if leads else lines}]"


def _in_cell(part: Paragraph | Item | Picture) -> str:
    if isinstance(part, Picture):
        return _picture(part)
    return _sized(part) if isinstance(part, Paragraph) else _item(part)


def _words(words: Iterable[Words]) -> str:
    return "".join(_part(part) for part in words)


def _part(part: Words) -> str:
    made = "#linebreak()".join(f"#{_string(line)}" for line in part.text.split("\n"))
    look = part.look
    for applies, name in ((look.raised, "sub" if look.raised == "sub" else "super"), (look.bold, "strong")):
        made = f"#{name}[{made}]" if applies else made
    return made


def _string(text: str) -> str:
    """A text as typst writes it, so that nothing in it is markup.

    >>> print(_string('a "quoted" #word'))
    "a \\"quoted\\" #word"
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
