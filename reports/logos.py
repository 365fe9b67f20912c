"""A consultant's logo: whatever comes in, a small PNG of our own making goes on."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from assessments.services.validation import Refused

MOST_BYTES = 1_000_000
MOST_PIXELS = 4096 * 4096
"""Looked at in the head of the file, before anything is decoded."""

LONGEST_SIDE = 600
FORMATS = ("PNG", "JPEG")
MARKS: Mapping[bytes, bytes] = {b"\x89PNG\r\n\x1a\n": b"IEND", b"\xff\xd8\xff": b"\xff\xd9"}
"""How each format begins, and what stands at its end. Looked for here, because the renderer tells the decoder, for the
whole process, to make do with pictures that were cut off."""


def logo_png(data: bytes) -> bytes:
    """Return a picture decoded and written anew as PNG, at most 600 pixels long and without anything but its pixels.

    Raises:
        Refused: too large, neither PNG nor JPEG, or broken.
    """
    if len(data) > MOST_BYTES:
        raise Refused("too-large", _("The file is larger than 1 MB. Save the logo smaller and try again."))
    end = next((end for start, end in MARKS.items() if data.startswith(start)), None)
    if end is None:
        raise Refused("not-a-picture", _("Only PNG and JPEG pictures are taken."))
    if end not in data:
        raise _broken()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _again(data)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, Warning) as error:
        raise _broken() from error


def _broken() -> Refused:
    return Refused("broken-picture", _("The picture cannot be read. Save it again and retry."))


def _again(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused("too-large", _("The picture has too many pixels. Save the logo smaller and try again."))
        pixels = picture.convert("RGBA")
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A picture of its own: nothing that came with the file, such as a place or a comment, comes along.
    clean = Image.new("RGBA", pixels.size, "white")
    clean.alpha_composite(pixels)
    written = io.BytesIO()
    clean.convert("RGB").save(written, "PNG", optimize=True)
    return written.getvalue()
