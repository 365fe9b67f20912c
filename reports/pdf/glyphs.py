"""Every character of a document is drawn, or replaced by a sign and named in the log: no silent boxes.

The two packaged fonts hold what Chinese firms usually write. A rarer character, such as one of a person's name, is cut
out of the four large fonts that the packaged ones come from, for this one document. Characters that would disturb the
lines around them, such as marks of direction or hundreds of accents on one letter, are taken out.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from unicodedata import category, normalize

from fontTools.fontBuilder import FontBuilder
from fontTools.misc.roundTools import otRound
from fontTools.pens.roundingPen import RoundingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from reports.pdf.fetching import FONT_FILES, font_bytes

logger = logging.getLogger(__name__)

NO_GLYPH = "〓"
"""Printed, as printers have always done, for a character that no font has."""

MOST_MARKS = 3
"""Accents that one letter keeps; living languages need two. More would climb over the lines above."""

SOURCES = ("SC", "TC", "JP", "KR")
"""Where a rare character is looked for: Noto Sans for China, Taiwan, Japan and Korea, in this order."""

WEIGHTS = (400, 700)
INVISIBLE = "\u00ad\u200b\u2060"
"""Soft hyphen, places to break and not to break a line: they have no picture and need no glyph."""

SPACES = (0x20, 0xA0, 0x2002, 0x2003, 0x2009, 0x3000)
"""A space is drawn in the font of the character before it, so each font needs its own."""

FIXED_TIME = 3660681600
"""2020-01-01 in the seconds since 1904 of TrueType, as in the packaged fonts: no clock goes into a document."""


@dataclass(frozen=True)
class RareFont:
    """A font made for one document: the glyphs of a few characters in one weight."""

    family: str
    weight: int
    address: str
    data: bytes


def prepared(text: str) -> tuple[str, tuple[RareFont, ...]]:
    """Return the text as it can be drawn, and the fonts it needs beside the packaged ones.

    Markup passes unchanged: nothing is taken out of ASCII but control characters, and nothing put in.
    """
    text = _with_few_marks(text)
    replaced = {character: _drawable(character) for character in set(text)}
    rare = frozenset(character for character in replaced.values() if character and _is_rare(character))
    fonts, lacking = rare_fonts(rare) if rare else ((), frozenset())
    replaced.update(dict.fromkeys(lacking, NO_GLYPH))
    if lost := [character for character, drawn in replaced.items() if drawn == NO_GLYPH != character]:
        named = " ".join(f"U+{ord(character):04X}" for character in sorted(lost)[:50])
        logger.warning("no font has %d characters, printed as %s: %s", len(lost), NO_GLYPH, named)
    changed = {ord(character): drawn for character, drawn in replaced.items() if drawn != character}
    return (text.translate(changed) if changed else text), fonts


def _with_few_marks(text: str) -> str:
    """Join letters and the accents after them into one character where there is one, and cut what is too much."""
    marks = sorted(character for character in set(text) if category(character) in ("Mn", "Me"))
    if not marks:
        return text
    some = f"[{''.join(map(re.escape, marks))}]"
    return re.sub(f"(.?)({some}+)", _marked, text, flags=re.DOTALL)


def _marked(found: re.Match[str]) -> str:
    base, marks = found[1], found[2][:MOST_MARKS]
    # After a bracket or an equals sign of the markup the accent stays what it is: joined, it would undo the markup.
    return normalize("NFC", base + marks) if base.isalpha() else base + marks


@lru_cache(maxsize=30_000)
def _drawable(character: str) -> str:
    """Return what stands for a character: itself, a space, nothing, or the sign for what cannot be drawn."""
    if " " <= character <= "~" or character in "\t\n\r" or character in INVISIBLE or ord(character) in known():
        return character
    kind = category(character)
    if kind in ("Cc", "Cf") or _chooses_a_form(ord(character)):
        return ""
    if kind in ("Zs", "Zl", "Zp"):
        return " "
    # Half of a character cannot be written; an accent by itself has nothing to sit on in another font.
    return NO_GLYPH if kind in ("Cs", "Mn", "Me") else character


def _chooses_a_form(code: int) -> bool:
    """Whether this is a variation selector: it asks for another form of the character before it and has none itself."""
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or 0x180B <= code <= 0x180D


def _is_rare(character: str) -> bool:
    code = ord(character)
    return code > 0x7E and code not in known() and character not in INVISIBLE


@cache
def known() -> frozenset[int]:
    """Return the code points that both packaged fonts have."""
    covered = []
    for name in FONT_FILES.values():
        with TTFont(io.BytesIO(font_bytes(name)), lazy=True) as font:
            covered.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*covered)


@lru_cache(maxsize=32)
def rare_fonts(characters: frozenset[str]) -> tuple[tuple[RareFont, ...], frozenset[str]]:
    """Cut the glyphs of these characters out of the large fonts: a regular and a bold font for each that is needed.

    The same characters give the same bytes.

    Returns:
        The fonts, and the characters that none of the large fonts has.
    """
    fonts: list[RareFont] = []
    left = {ord(character) for character in characters}
    for source in SOURCES:
        if found := left & _covered_by(source):
            fonts += _cut(source, sorted(found))
            left -= found
    return tuple(fonts), frozenset(map(chr, left))


@cache
def _covered_by(source: str) -> frozenset[int]:
    with _opened(source) as font:
        return frozenset(font.getBestCmap())


def _opened(source: str) -> TTFont:
    name = f"notosans{source.lower()}/NotoSans{source}[wght].ttf"
    with as_file(files("justmytype_intl_cjk") / "fonts" / "ofl" / name) as path:
        font = TTFont(path, lazy=True)
    # Widths then come from the outlines' own variations, which say the same; reading these tables is half of the work.
    for table in ("HVAR", "VVAR"):
        if table in font:
            del font[table]
    return font


def _cut(source: str, codes: Iterable[int]) -> list[RareFont]:
    family = f"Rare {source}"
    with _opened(source) as font:
        covered = font.getBestCmap()
        names = {code: covered[code] for code in (*SPACES, *codes) if code in covered}
        return [
            RareFont(
                family, weight, f"report-font:rare-{source.lower()}-{weight}", _static(font, names, family, weight)
            )
            for weight in WEIGHTS
        ]


def _static(font: TTFont, names: Mapping[int, str], family: str, weight: int) -> bytes:
    """Return a font of these glyphs in one weight, with the line height of the one it is cut from.

    Args:
        font: The variable font.
        names: Code point -> name of the glyph in it.
        family: What the new font is called.
        weight: 400 or 700.
    """
    shapes = font.getGlyphSet(location={"wght": weight})
    order = [".notdef", *sorted(set(names.values()) - {".notdef"})]
    outlines, widths = {}, {}
    for name in order:
        pen = TTGlyphPen(None)
        shapes[name].draw(RoundingPen(pen))
        outlines[name] = pen.glyph()
        widths[name] = otRound(shapes[name].width)
    builder = FontBuilder(font["head"].unitsPerEm)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(dict(names))
    builder.setupGlyf(outlines)
    left = {name: getattr(outline, "xMin", 0) for name, outline in outlines.items()}
    builder.setupHorizontalMetrics({name: (widths[name], left[name]) for name in order})
    high, low = font["hhea"].ascent, font["hhea"].descent
    builder.setupHorizontalHeader(ascent=high, descent=low, lineGap=font["hhea"].lineGap)
    builder.setupNameTable({"familyName": family, "styleName": "Bold" if weight == WEIGHTS[-1] else "Regular"})
    line = {name: getattr(font["OS/2"], name) for name in ("sTypoAscender", "sTypoDescender", "sTypoLineGap")}
    builder.setupOS2(**line, usWinAscent=high, usWinDescent=-low, usWeightClass=weight)
    builder.setupPost(keepGlyphNames=False)
    builder.updateHead(created=FIXED_TIME, modified=FIXED_TIME)
    builder.font.recalcTimestamp = False
    written = io.BytesIO()
    builder.save(written)
    return written.getvalue()
