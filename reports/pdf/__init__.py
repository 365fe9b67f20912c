"""From HTML to PDF. The only package that knows WeasyPrint.

Nothing is fetched but a fixed dictionary: the fonts, the style sheet and the pictures the caller hands over. Any other
address in a document, wherever it hides, makes the rendering fail. The file conforms to PDF/UA-1 and PDF/A-3a at once.
The same HTML gives the same bytes: no clock, no random identifier goes in.
"""

from __future__ import annotations

import gc
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from html import escape
from pathlib import Path
from time import monotonic
from typing import Any

import pydyf
from weasyprint import CSS
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from reports.errors import ReportRenderError
from reports.pdf import embedding, glyphs, leaders, slimming, tagging, writing
from reports.pdf.archive import Attachment, Description, describe, embed, settle
from reports.pdf.fetching import FONT_FILES, ClosedFetcher
from reports.pdf.parsing import Page

__all__ = ["FONT_FILES", "STYLE", "Attachment", "Pdf", "render", "without_garbage_collection"]

STYLE = Path(__file__).parent.parent / "assets" / "report.css"

MOST_TABLE_ROWS = 1000
"""A table of 5,000 rows takes half a minute and 0.7 GB; what a report holds stays far below this."""

MOST_CHARACTERS = 20_000
"""In one run of text between two tags. Fields hold 4,000; to break a million letters into lines takes minutes."""

FONT_SECONDS = 1800
"""So long a process keeps the fonts it has written to the temporary folder."""

VARIANT = "pdf/ua-1"
"""What WeasyPrint prepares the file for; `_finish` makes it PDF/A-3a as well."""

NARROW_QUOTES = str.maketrans({"“": "&#34;", "”": "&#34;", "‘": "&#39;", "’": "&#39;"})

_FAMILY = re.compile(r'(<(?:svg|text)\b[^>]* font-family="[^",]*)')
_LONG_RUN = re.compile(f">[^<]{{{MOST_CHARACTERS + 1}}}")


@dataclass(frozen=True)
class Pdf:
    data: bytes
    pages: int


def render(
    html: str,
    *,
    title: str,
    language: str,
    identifier: bytes,
    attachments: Sequence[Attachment] = (),
    description: str = "",
    files: Mapping[str, bytes] | None = None,
    on: date | None = None,
) -> Pdf:
    """Return the PDF of one report with the number of its pages.

    Args:
        html: The content of the page's body; user text in it is escaped already.
        title: For the metadata and the window of the viewer.
        language: "zh-hans" or "en".
        identifier: Names the document; the same document always has the same.
        attachments: Files put into the PDF, each with a name of its own.
        description: One sentence on the document, for the metadata.
        files: Pictures the HTML may show, PNG only, by address such as "report-logo:1".
        on: The day of the document, for the metadata.

    Raises:
        ReportRenderError: the document asks for a foreign file, is too long, or cannot be laid out.
    """
    _check_bounds(html)
    tag = {"zh-hans": "zh-Hans"}.get(language, language)
    title, description = _plain(title), _plain(description)
    page = (
        f'<!DOCTYPE html><html lang="{escape(tag)}"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f"<body>{html}</body></html>"
    )
    with without_garbage_collection():
        text, fonts = glyphs.prepared(_narrow_quotes(page, language))
        about = Description(title, tag, description, on)
        return _rendered(_with_rare_in_pictures(text, fonts), fonts, files or {}, about, identifier, attachments)


def _check_bounds(html: str) -> None:
    if (rows := html.count("<tr")) > MOST_TABLE_ROWS:
        raise ReportRenderError("too-large", f"{rows} table rows")
    if _LONG_RUN.search(html):
        raise ReportRenderError("too-large", f"a text of more than {MOST_CHARACTERS} characters")


def _rendered(
    page: str,
    rare: Sequence[glyphs.RareFont],
    files: Mapping[str, bytes],
    about: Description,
    identifier: bytes,
    attachments: Sequence[Attachment],
) -> Pdf:
    fetcher = ClosedFetcher({**files, **{font.address: font.data for font in rare}})
    written = io.BytesIO()
    try:
        fonts, styles = _dressed(rare, fetcher) if rare else _packaged(int(monotonic() // FONT_SECONDS))
        document = Page(page, fetcher).render(font_config=fonts, stylesheets=styles, pdf_variant=VARIANT)
        leaders.join_leaders(document)
        painted = tagging.noted(document, about.language)
        finish = partial(_finish, painted=painted, about=about, identifier=identifier, attachments=attachments)
        document.write_pdf(written, finisher=finish, pdf_variant=VARIANT)
    except FatalURLFetchingError as error:  # derives from BaseException: nothing else would catch it
        raise ReportRenderError("render", f"refused: {fetcher.refused}") from error
    if fetcher.refused:
        # Some places, such as an image inside a picture, leave out what was refused and go on.
        raise ReportRenderError("render", f"refused: {fetcher.refused}")
    return Pdf(written.getvalue(), len(document.pages))


def _finish(
    document: Document,
    pdf: pydyf.PDF,
    *,
    painted: tagging.Painted,
    about: Description,
    identifier: bytes,
    attachments: Sequence[Attachment],
) -> None:
    """Complete the painted document, and have it written by our writer instead of pydyf's."""
    tagging.mend(pdf, painted)
    slimming.slim(document, pdf)
    embedding.lighten(pdf)
    settle(pdf)
    embed(pdf, attachments, about.on)
    describe(pdf, about)

    def write(output: io.BytesIO, *_options: Any) -> None:
        writing.write(pdf, output, identifier)

    pdf.write = write


def _style_of_rare(fonts: Sequence[glyphs.RareFont]) -> str:
    """Return rules that put the fonts made for this document behind the packaged ones."""
    if not fonts:
        return ""
    faces = [
        f'@font-face {{ font-family: "{font.family}"; font-weight: {font.weight}; '
        f'src: url("{font.address}") format("truetype"); }}'
        for font in fonts
    ]
    return "\n".join((*faces, f'html {{ font-family: "Noto Sans SC", {_families(fonts)}, sans-serif; }}'))


def _with_rare_in_pictures(page: str, fonts: Sequence[glyphs.RareFont]) -> str:
    """Name the fonts made for this document in pictures, which do not follow the style sheet of the page.

    Without it the machine's own fonts would be asked. The words of a page hold no quotation mark: it is escaped there.
    """
    return _FAMILY.sub(rf"\1, {_families(fonts)}", page) if fonts else page


def _families(fonts: Sequence[glyphs.RareFont]) -> str:
    return ", ".join(dict.fromkeys(font.family for font in fonts))


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Put the collection of garbage off to the end of a rendering, inside of which this may stand again.

    A rendering makes a million small objects that all live to its end, and looking among them costs time. They hold on
    to each other in rings, so without the collection afterwards every report would cost 40 MB for good. What was there
    before is not looked at: it costs as much again and is none of the garbage.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
        gc.enable()


def _narrow_quotes(text: str, language: str) -> str:
    """The fonts draw curly quotation marks as wide as a Chinese character, which tears English lines apart."""
    return text if language.startswith("zh") else text.translate(NARROW_QUOTES)


def _plain(text: str) -> str:
    """Return a text for the metadata: one line without anything that a reader would not see."""
    return " ".join("".join(character for character in text if character.isprintable() or character.isspace()).split())


@lru_cache(maxsize=1)
def _packaged(_turn: int) -> tuple[FontConfiguration, list[CSS]]:
    """Fonts and style of every document without rare characters.

    Kept for a turn, because each configuration of fonts costs the process a quarter of a megabyte for good; not for
    longer, because the sweeper takes copies of fonts that are an hour old for what a killed process left behind.
    """
    return _dressed((), ClosedFetcher({}))


def put_away() -> None:
    """Remove the fonts that the renderer keeps on disk for the life of the process; the next document brings them anew.

    For processes that end without the clean-up of Python.
    """
    _packaged.cache_clear()
    gc.collect()


def _dressed(rare: Sequence[glyphs.RareFont], fetcher: ClosedFetcher) -> tuple[FontConfiguration, list[CSS]]:
    fonts = FontConfiguration()
    styles = (STYLE.read_text(encoding="utf-8"), _style_of_rare(rare))
    return fonts, [
        CSS(string=style, font_config=fonts, url_fetcher=fetcher, base_url=None) for style in styles if style
    ]
