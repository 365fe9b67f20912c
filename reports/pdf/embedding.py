"""The fonts inside a file, without what no reader of a PDF asks of them.

The pages name glyphs by number, so neither the map from characters to glyphs nor the measures of vertical lines, names
and hints for the screen are of any use; they are a twentieth of a font that is cut to a few hundred characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count

import pydyf

NEEDED = frozenset((b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep"))
"""The tables of a TrueType font that a PDF asks for where glyphs are named by number (ISO 32000-1, 9.9)."""

TRUETYPE = b"\x00\x01\x00\x00"
HEADER, ENTRY = 12, 16
"""Bytes of the head of a font file, and of what it says of each table."""


def lighten(pdf: pydyf.PDF) -> None:
    """Take out of the fonts of a painted document what is not needed."""
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and "Length1" in each.extra:
            each.stream = [bare(bytes(each.stream[0]))]
            each.extra["Length1"] = len(each.stream[0])
        elif isinstance(each, pydyf.Dictionary) and each.get("Subtype") == "/CIDFontType2":
            each["DW"], each["W"] = shortened(each["W"])


def bare(font: bytes) -> bytes:
    """Return a TrueType font with the needed tables only; any other font as it is."""
    if not font.startswith(TRUETYPE):
        return font
    tables = [(entry, font[start : start + length]) for entry, start, length in _tables(font) if entry[:4] in NEEDED]
    position = HEADER + ENTRY * len(tables)
    entries, bodies = [], []
    for entry, body in tables:
        entries.append(entry[:8] + position.to_bytes(4, "big") + entry[12:])
        bodies.append(body + bytes(-len(body) % 4))
        position += len(bodies[-1])
    most = 1 << (len(tables).bit_length() - 1)
    numbers = (len(tables), ENTRY * most, most.bit_length() - 1, ENTRY * (len(tables) - most))
    head = TRUETYPE + b"".join(number.to_bytes(2, "big") for number in numbers)
    return b"".join((head, *entries, *bodies))


def _tables(font: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield what the head says of each table, where it begins and how long it is."""
    for number in range(int.from_bytes(font[4:6], "big")):
        entry = font[HEADER + ENTRY * number : HEADER + ENTRY * (number + 1)]
        yield entry, int.from_bytes(entry[8:12], "big"), int.from_bytes(entry[12:16], "big")


def shortened(widths: pydyf.Array) -> tuple[float, pydyf.Array]:
    """Return the width that most glyphs have, and those of the others: a number, then the widths from there on.

    >>> shortened([3, [1000, 500, 1000], 9, [1000], 12, [1000]])
    (1000, [4, [500]])
    """
    known = {
        number: width
        for first, run in zip(widths[::2], widths[1::2], strict=True)
        for number, width in zip(count(first), run, strict=False)
    }
    usual = Counter(known.values()).most_common(1)[0][0] if known else 1000
    runs = pydyf.Array()
    before = None
    for number, width in sorted(known.items()):
        if width == usual:
            continue
        if before is None or number != before + 1:
            runs += [number, pydyf.Array()]
        runs[-1].append(width)
        before = number
    return usual, runs
