"""An address as a QR code that a telephone reads from paper."""

from __future__ import annotations

import segno

from reports.charts.drawing import svg_of

QUIET = 4
"""Empty modules around the code; the standard asks for four."""


def qr_svg(address: str, title: str) -> str:
    """Return the picture of an address; it stays readable with 15 % of it damaged.

    Args:
        address: What the code says; any text up to some 2,000 characters.
        title: What the picture is, in the reader's language.
    """
    code = segno.make(address, error="m", micro=False)
    runs = "".join(
        f"M{start + QUIET} {row + QUIET}h{length}v1h-{length}z"
        for row, modules in enumerate(code.matrix)
        for start, length in _runs(modules)
    )
    side = len(code.matrix) + 2 * QUIET
    parts = (f'<rect width="{side}" height="{side}" fill="#ffffff"/>', f'<path fill="#000000" d="{runs}"/>')
    return svg_of(side, side, title, parts)


def _runs(modules: bytearray) -> list[tuple[int, int]]:
    """Return start and length of each run of dark modules in a row."""
    found: list[tuple[int, int]] = []
    for at, dark in enumerate(modules):
        if not dark:
            continue
        if found and sum(found[-1]) == at:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((at, 1))
    return found
