"""What drawing commands say: which of them set something, which paint, and what stands meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from reports.pdf.shapes import Rectangle

Widths = Mapping[str, Mapping[int, float]]
"""By the name of a font, how far each of its glyphs moves the pen, in thousandths of the font size."""

OPAQUE = b"opaque"
"""Stands for all names of the state in which nothing shines through."""

DEFAULTS: Mapping[str, bytes | None] = {
    "fill": b"0 0 0 rg",
    "stroke": b"0 0 0 RG",
    "ca": OPAQUE,
    "CA": OPAQUE,
    "w": b"1 w",
    "J": b"0 J",
    "j": b"0 j",
    "M": b"10 M",
    "d": b"[] 0 d",
    "Tf": None,
    "Tr": b"0 Tr",
    "Ts": b"0 Ts",
    "mask": None,
}
"""What holds on a page before anything is said, by what can be said."""

SETTERS: Mapping[bytes, str] = {
    **dict.fromkeys((b"rg", b"cs", b"scn"), "fill"),
    **dict.fromkeys((b"RG", b"CS", b"SCN"), "stroke"),
    **{name.encode(): name for name in ("w", "J", "j", "M", "d", "Tf", "Tr", "Ts")},
}
FILLED = ("ca", "fill")
STROKED = ("CA", "stroke", "w", "J", "j", "M", "d")
LETTERED = ("ca", "fill", "Tf", "Tr", "Ts")
EVERYTHING = tuple(name for name in DEFAULTS if name != "mask")
PAINTERS: Mapping[bytes, tuple[str, ...]] = {
    **dict.fromkeys((b"f", b"f*"), FILLED),
    **dict.fromkeys((b"S", b"s"), STROKED),
    **dict.fromkeys((b"B", b"B*", b"b", b"b*"), FILLED + STROKED),
}
"""What a path looks like depends on these, by the command that draws it."""

STEPS = frozenset((b"m", b"l", b"c", b"v", b"y", b"h", b"re"))
"""Commands that make a path."""

UPRIGHT = [b"1", b"0", b"0", b"-1"]
"""How the letters of a page stand, the height of which is measured downwards."""

BEGIN_ARTIFACT = ("/Artifact", b"BMC")
MOST_APART = 1000
"""Thousandths of the font size between two letters that still are one text."""


class Cut(NamedTuple):
    shape: Rectangle
    commands: list[bytes]


@dataclass
class Level:
    """What stands between `q` and `Q`, the commands that keep the state and bring it back."""

    wanted: dict[str, bytes | None]
    """As it was when the level began."""
    written: dict[str, bytes | None] | None = None
    """Likewise, where `q` has been written; None while nothing needed it."""
    start: int = 0
    drawn: int = 0
    cuts: list[Cut] = field(default_factory=list)
    """Rectangles to be cut out that nothing has needed so far."""


@dataclass
class Line:
    """The text that was written last, to which letters may be added."""

    place: int
    matrix: list[float]
    moved: float
    """Thousandths of the font size from its beginning to the pen."""
    widths: Mapping[int, float]
    size: float
