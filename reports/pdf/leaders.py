"""The dots that lead the eye from a chapter to its page, drawn as one text that is no content.

WeasyPrint makes a text of every dot: five thousand in a table of contents, each with its own place, mark and element of
the structure, which a voice would read aloud one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from weasyprint.document import Document, Page
from weasyprint.draw.text import draw_text
from weasyprint.pdf.stream import Stream

DOT = "."

_ONE = re.compile(rb"\[<([0-9a-f]{4})>0?\] TJ")
"""One glyph, shown where the pen is."""


def join_leaders(document: Document) -> None:
    """Have the dots drawn in this way when the document is painted."""
    for page in document.pages:
        page.paint = partial(_paint, page, page.paint)


def _paint(page: Page, paint: Any, stream: Stream, scale: float = 1) -> None:
    leaders = list(_leaders_of(page._page_box))
    dots = [box.children for box in leaders]
    for box in leaders:
        box.children = ()
    paint(stream, scale)
    if dots:
        with stream.artifact(), stream.stacked():
            stream.transform(a=scale, d=scale)
            for each in dots:
                _draw(stream, each)


def _leaders_of(box: Any) -> Iterator[Any]:
    """Yield the boxes below this one that hold nothing but dots."""
    for child in getattr(box, "children", ()):
        if child.is_leader and child.children and all(getattr(each, "text", "") == DOT for each in child.children):
            yield child
        else:
            yield from _leaders_of(child)


def _draw(stream: Stream, dots: Sequence[Any]) -> None:
    """Draw dots that stand beside each other, the leftmost of which comes last."""
    start = len(stream.stream) - 1  # What ends the text before may be taken back.
    draw_text(stream, dots[-1], 0, "clip", "none")
    for place, command in enumerate(stream.stream[start:], start):
        if isinstance(command, bytes):
            stream.stream[place] = _ONE.sub(lambda one: b"[<" + len(dots) * one[1] + b">] TJ", command)
