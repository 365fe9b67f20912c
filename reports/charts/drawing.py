"""What every picture is drawn with: tones, the width of words, and the few elements of SVG that are used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape

Number = int | float | Decimal | Fraction | str

FONT = "Noto Sans SC, PingFang SC, Microsoft YaHei, Hiragino Sans GB, sans-serif"
INK = "#1b2a32"
MUTED = "#56666f"
LINE = "#c5d0d3"
TINT = "#eef4f4"
MAIN = "#0f5c63"
ACCENT = "#c4661f"
PALE = "#a9cfcf"
WHITE = "#ffffff"
STEPS = ("#dcebeb", "#a9cfcf", "#6fafb1", "#2f868b", "#0f5c63")
"""Light to dark: one tone per level."""

GROUPS = ("#0f5c63", "#d9a441", "#7d8f97", "#5b3f7a", "#b5553a", "#93b7a3")
SERIES = ((MAIN, ""), (ACCENT, "5 3"), (MUTED, "2 2"))
"""Line tone and dash pattern of the first, second, third series."""

SIZE = 11
"""Font size in user units; pictures are drawn for 640 units a page width."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def figure(value: float) -> str:
    """Return a coordinate with at most two decimals and a decimal point, whatever the locale.

    >>> figure(12.5), figure(3.0), figure(-0.001)
    ('12.5', '3', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def safe(text: str) -> str:
    """Return text fit for an element or a quoted attribute: escaped, without characters XML does not know."""
    return escape(_NOT_XML.sub("", text), quote=True)


def width_of(text: str, size: float = SIZE) -> float:
    """Estimate how wide a text is drawn: a full em for Chinese, a bit more than half for Latin."""
    return sum(1.0 if ord(c) > 0x2E7F else 0.3 if c in " .,:;'|ilI()" else 0.57 for c in text) * size


def lines_of(text: str, room: float, size: float = SIZE, most: int = 3) -> list[str]:
    """Break a text into at most `most` lines no wider than `room`; what is left over ends in an ellipsis.

    Latin words stay whole where they fit into a line, Chinese breaks anywhere but before punctuation.
    """
    lines: list[str] = []
    current = ""
    for piece in _pieces(text):
        for part in _fitting(piece, room, size):
            if current and width_of((current + part).rstrip(), size) > room and part[0] not in "，。；：、）！？":
                lines.append(current.rstrip())
                current = part.lstrip()
            else:
                current += part
    if current.strip():
        lines.append(current.rstrip())
    if len(lines) > most:
        last = lines[most - 1]
        while last and width_of(last + "…", size) > room:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip() + "…"]
    return lines or [""]


def _pieces(text: str) -> list[str]:
    return re.findall(r"[^\s\u2e80-\uffff]+\s*|[\u2e80-\uffff]\s*|\s+", text)


def _fitting(piece: str, room: float, size: float) -> Iterator[str]:
    part = ""
    for character in piece:
        if part and width_of((part + character).rstrip(), size) > room:
            yield part
            part = ""
        part += character
    if part:
        yield part


def svg_of(width: float, height: float, title: str, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {figure(width)} {figure(height)}" '
        f'width="{figure(width)}" height="{figure(height)}" role="img" aria-label="{safe(title)}" '
        f'font-family="{FONT}" font-size="{SIZE}" fill="{INK}"><title>{safe(title)}</title>{"".join(parts)}</svg>'
    )


def text_at(
    x: float, y: float, text: str, *, anchor: str = "start", size: float = SIZE, fill: str = INK, bold: bool = False
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{figure(x)}" y="{figure(y)}" text-anchor="{anchor}" font-family="{FONT}" '
        f'font-size="{figure(size)}" fill="{fill}"{weight}>{safe(text)}</text>'
    )


def line_from(x1: float, y1: float, x2: float, y2: float, stroke: str = LINE, width: float = 1, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{figure(x1)}" y1="{figure(y1)}" x2="{figure(x2)}" y2="{figure(y2)}" stroke="{stroke}" '
        f'stroke-width="{figure(width)}"{dashes}/>'
    )


def box_at(
    x: float, y: float, width: float, height: float, fill: str, stroke: str = "none", round_by: float = 0
) -> str:
    rounding = f' rx="{figure(round_by)}"' if round_by else ""
    return (
        f'<rect x="{figure(x)}" y="{figure(y)}" width="{figure(max(width, 0))}" height="{figure(height)}" '
        f'fill="{fill}" stroke="{stroke}"{rounding}/>'
    )


def points_of(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{figure(x)},{figure(y)}" for x, y in points)


def legend_of(entries: Sequence[tuple[str, str, str]], width: float, top: float) -> tuple[list[str], float]:
    """Draw (name, tone, dash) entries in centred rows; a dash of "block" draws a square. Return parts and height."""
    places, height = legend_places([name for name, _, _ in entries], width, top)
    parts = []
    for (name, tone, dash), (x, y) in zip(entries, places, strict=True):
        if dash == "block":
            parts.append(box_at(x + 8, y - 9, 10, 10, tone, round_by=2))
        else:
            parts.append(line_from(x, y - 4, x + 20, y - 4, tone, 2.5, dash))
        parts.append(text_at(x + 26, y, name, fill=MUTED))
    return parts, height


def legend_places(names: Sequence[str], width: float, top: float) -> tuple[list[tuple[float, float]], float]:
    """Return where the sign of each name of a legend starts, with the line its name stands on, and the height of all.

    A sign is 20 wide, its name stands 26 to the right of its start; the rows are centred.
    """
    rows: list[list[str]] = [[]]
    used = 0.0
    for name in names:
        need = 26 + width_of(name) + 18
        if rows[-1] and used + need > width:
            rows.append([])
            used = 0.0
        rows[-1].append(name)
        used += need
    places = []
    for number, row in enumerate(rows):
        x = (width - sum(26 + width_of(name) + 18 for name in row) + 18) / 2
        for name in row:
            places.append((x, top + 18 * number))
            x += 26 + width_of(name) + 18
    return places, 18.0 * len(rows)


def hatching(
    kind: str, x: float, y: float, length: float, high: float, *, tone: str = "", step: float = 7.0
) -> Iterator[str]:
    """Draw lines over a box, cut at its edges: a pattern with a name would clash with that of the next picture.

    Args:
        kind: "rising", "falling", "upright", "level", or "" for none.
        tone: of the lines; "" takes what stands out from the tones of a pile.
        step: from one line to the next.
    """
    if kind == "upright":
        place = x + step / 2
        while place < x + length:
            yield line_from(place, y, place, y + high, tone or WHITE, 0.9)
            place += step
    elif kind == "level":
        place = y + step / 2
        while place < y + high:
            yield line_from(x, place, x + length, place, tone or INK, 0.7)
            place += step
    elif kind:
        offset = step
        while offset < length + high:
            # On the slanting line, the distance from the box's near corner is the same along both edges.
            near_x, near_y = max(0.0, offset - high), min(offset, high)
            far_x, far_y = min(offset, length), max(0.0, offset - length)
            if kind == "rising":
                yield line_from(x + near_x, y + near_y, x + far_x, y + far_y, tone or INK, 0.7)
            else:
                yield line_from(x + near_x, y + high - near_y, x + far_x, y + high - far_y, tone or WHITE, 0.9)
            offset += step
