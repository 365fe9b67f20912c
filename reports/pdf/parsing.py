"""From the text of a page to its elements, forty times as quickly where the text is well-formed.

Our templates write HTML that is XML as well, once `<br>` and its like are closed. expat, which is written in C, then
gives the same elements as the HTML parser that WeasyPrint brings along, which takes a tenth of a rendering. Whatever
expat refuses is left to that parser.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser

from weasyprint import HTML
from weasyprint.urls import URLFetcher

KNOWN = frozenset(
    "html head meta title body main section article header footer div span p h1 h2 h3 h4 h5 h6 a b i em strong small "  # noqa: SIM905
    "sub sup code br hr ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td figure figcaption img "
    "blockquote abbr time svg g path rect circle ellipse line polyline polygon text tspan defs pattern use desc".split()
)
"""Elements that both parsers read alike. What a style or a script holds, for one, is no markup in HTML."""

_NAME = re.compile(r"<([A-Za-z][^\s/>]*)")
_COMPLETED = re.compile(r"<svg\b(?![^<>]* xmlns=)|<(?:table\b[^<>]*|/caption|/colgroup)>\s*<tr\b")
"""What HTML adds to: a picture that does not say that it is one, a table with rows in no part of it."""

_OPEN = re.compile(r"<(br|hr|img|meta|col)\b([^<>]*?)/?>")
"""The elements that HTML never closes."""


class Page(HTML):
    """A document given as text, with WeasyPrint's own parser only where it is needed."""

    def __init__(self, text: str, fetcher: URLFetcher) -> None:
        root = quickly_parsed(text)
        super().__init__(string=text if root is None else "<html></html>", url_fetcher=fetcher, base_url=None)
        if root is not None:
            # WeasyPrint takes texts only, and reading them in its way takes 7 to 10 % of a rendering.
            self.wrapper_element: Any = type(self.wrapper_element).from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element


def quickly_parsed(text: str) -> Element | None:
    """Return the root of a well-formed page; None for any other.

    >>> [each.tag for each in quickly_parsed("<!DOCTYPE html><html><body><br></body></html>").iter()]
    ['html', 'body', 'br']
    >>> quickly_parsed("<html><body><p>one<p>two</body></html>")
    >>> quickly_parsed("<html><body><style>a &lt; b</style></body></html>")
    """
    if not set(_NAME.findall(text)) <= KNOWN or _COMPLETED.search(text):
        return None
    # Entities could only be declared in a document type, and that is ours: there is nothing in it.
    parser = XMLParser()  # noqa: S314
    try:
        parser.feed(_OPEN.sub(r"<\1\2/>", text))
        return parser.close()
    except ParseError:
        return None
