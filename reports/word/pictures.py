"""Pictures for a text document: PNG from the SVG of `reports.charts`, drawn with the fonts of the report."""

from __future__ import annotations

import io
import re
from pathlib import Path

import resvg_py
from django.conf import settings
from PIL import Image

FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
PAGE_UNITS = 640
"""Width of a picture that fills the page, in the units pictures are drawn in."""

SCALE = 2
"""Dots for each unit: about 190 to the inch."""

SIGN_SCALE = 8
"""Dots for each unit of a small sign such as a code of squares, one unit each."""

COLOURS = 64
NEARLY_WHITE = 253

_WIDTH = re.compile(r'<svg[^>]*?\bviewBox="[\d.-]+ [\d.-]+ ([\d.]+)')


def width_in_units(svg: str) -> float:
    found = _WIDTH.search(svg)
    return float(found[1]) if found else PAGE_UNITS


def png_of(svg: str, scale: int = SCALE) -> bytes:
    """Return a picture as PNG on white, with few colours and therefore small; the same picture gives the same bytes.

    Args:
        svg: one of `reports.charts`.
        scale: dots for each of its units.

    Raises:
        OSError: a font is not there; the words of the picture would be missing.
    """
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=scale,
        background="#ffffff",
        skip_system_fonts=True,
        font_files=[str((Path(settings.FONTS_ROOT) / name).resolve(strict=True)) for name in FONTS],
        sans_serif_family="Noto Sans SC",
    )
    with Image.open(io.BytesIO(drawn), formats=("PNG",)) as full:
        few = full.convert("RGB").quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    # Rounding to few colours leaves white a shade too dark, which shows as a box on the page.
    palette = few.getpalette() or []
    few.putpalette([255 if value >= NEARLY_WHITE else value for value in palette])
    out = io.BytesIO()
    few.save(out, "PNG", compress_level=6)
    return out.getvalue()
