"""The body of the report's HTML as a tree: elements, their classes, and the words in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("br", "col", "hr", "img", "meta", "wbr"))
"""Elements without an end."""

DRAWING = "drawing"
"""The attribute of an element "img" that stands where an SVG picture stood: the number of the picture."""

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


@dataclass
class Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.attributes.get("class", "").split())

    @property
    def elements(self) -> list[Node]:
        return [child for child in self.children if isinstance(child, Node)]

    def all(self, tag: str) -> Iterator[Node]:
        """Every element of a tag below this one, in reading order."""
        for child in self.elements:
            if child.tag == tag:
                yield child
            yield from child.all(tag)

    @property
    def text(self) -> str:
        """All words below this element, with single spaces."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()


@dataclass(frozen=True)
class Markup:
    """A body of HTML.

    Attributes:
        root: Its elements; pictures stand there by their number.
        drawings: The source of each SVG picture, as it was written: in XML capitals count, in HTML they do not.
    """

    root: Node
    drawings: tuple[str, ...]


def parse(html: str) -> Markup:
    """Return the tree of a body. Words of users are escaped in it, so whatever looks like markup is ours."""
    drawings: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        drawings.append(found[0])
        return f'<img {DRAWING}="{len(drawings) - 1}">'

    builder = _Builder()
    builder.feed(_SVG.sub(put_aside, html))
    builder.close()
    return Markup(builder.root, tuple(drawings))


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("body")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        depth = max((place for place, node in enumerate(self.open) if node.tag == tag and place), default=0)
        if depth:
            del self.open[depth:]

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)
