"""From HTML to PDF. The only module that knows WeasyPrint.

Nothing is fetched but a fixed dictionary: the two fonts and the style sheet. Any other address in a document, wherever
it hides, makes the rendering fail. The same HTML gives the same bytes: no clock, no random identifier goes in.
"""

from __future__ import annotations

import gc
import io
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.errors import ReportRenderError

logger = logging.getLogger(__name__)

STYLE = Path(__file__).parent / "assets" / "report.css"
FONT_FILES: Mapping[str, str] = {
    "report-font:regular": "NotoSansSC-Regular.ttf",
    "report-font:bold": "NotoSansSC-Bold.ttf",
}
"""Address in the style sheet -> file in the folder of fonts."""

MOST_TABLE_ROWS = 1000
"""A table of 5,000 rows takes half a minute and 0.7 GB; what a report holds stays far below this."""

NO_GLYPH = "〓"
"""Printed, as printers have always done, for a character that the fonts do not have."""

VARIANT = "pdf/ua-1"

NARROW_QUOTES = str.maketrans({"“": "&#34;", "”": "&#34;", "‘": "&#39;", "’": "&#39;"})


@dataclass(frozen=True)
class Pdf:
    data: bytes
    pages: int


class _ClosedFetcher(URLFetcher):
    """Gives out the packaged fonts and refuses everything else, keeping count of what was asked for."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        name = FONT_FILES.get(url)
        if name is None:
            self.refused.append(url[:200])
            raise ValueError("only packaged files are given out")
        return URLFetcherResponse(url, _font_bytes(name), {"Content-Type": "font/ttf"})


def html_to_pdf(html: str, *, title: str, language: str, identifier: bytes) -> bytes:
    """Return the PDF of one report.

    Args:
        html: The content of the page's body; user text in it is escaped already.
        title: For the metadata and the window of the viewer.
        language: "zh-hans" or "en".
        identifier: Names the document; the same document always has the same.

    Raises:
        ReportRenderError: the document asks for a foreign file, is too long, or cannot be laid out.
    """
    return render(html, title=title, language=language, identifier=identifier).data


def render(html: str, *, title: str, language: str, identifier: bytes) -> Pdf:
    """Like `html_to_pdf`, with the number of pages."""
    if html.count("<tr") > MOST_TABLE_ROWS:
        raise ReportRenderError("too-large", f"{html.count('<tr')} table rows")
    tag = {"zh-hans": "zh-Hans"}.get(language, language)
    page = (
        f'<!DOCTYPE html><html lang="{escape(tag)}"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f"<body>{html}</body></html>"
    )
    with _no_garbage_collection():
        return _rendered(_with_known_glyphs(_narrow_quotes(page, language)), identifier)


def _rendered(page: str, identifier: bytes) -> Pdf:
    fetcher = _ClosedFetcher()
    fonts = FontConfiguration()
    written = io.BytesIO()
    try:
        style = CSS(string=_style(), font_config=fonts, url_fetcher=fetcher, base_url=None)
        document = HTML(string=page, url_fetcher=fetcher, base_url=None).render(
            font_config=fonts, stylesheets=[style], pdf_variant=VARIANT
        )
        document.write_pdf(written, pdf_identifier=identifier, pdf_variant=VARIANT)
    except FatalURLFetchingError as error:  # derives from BaseException: nothing else would catch it
        raise ReportRenderError("render", f"refused: {fetcher.refused}") from error
    if fetcher.refused:
        # Some places, such as an image inside a picture, leave out what was refused and go on.
        raise ReportRenderError("render", f"refused: {fetcher.refused}")
    return Pdf(written.getvalue(), len(document.pages))


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Put the collection of garbage off to the end.

    A rendering makes a million small objects that all live to its end, and looking among them costs time. They hold on
    to each other in rings, so without the collection afterwards every report would cost 40 MB for good.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
            gc.collect()


def _narrow_quotes(text: str, language: str) -> str:
    """The fonts draw curly quotation marks as wide as a Chinese character, which tears English lines apart."""
    return text if language.startswith("zh") else text.translate(NARROW_QUOTES)


def _with_known_glyphs(text: str) -> str:
    unknown = {character for character in set(text) if character.isprintable() and ord(character) not in _glyphs()}
    return text.translate({ord(character): NO_GLYPH for character in unknown}) if unknown else text


@cache
def _glyphs() -> frozenset[int]:
    known = []
    for name in FONT_FILES.values():
        with TTFont(io.BytesIO(_font_bytes(name)), lazy=True) as font:
            known.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*known)


@cache
def _font_bytes(name: str) -> bytes:
    return (Path(settings.FONTS_ROOT) / name).read_bytes()


@lru_cache(maxsize=1)
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")
