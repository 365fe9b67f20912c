"""Rectangles and numbers as the drawing commands of a PDF write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

TOUCHING = 0.002
"""Edges that are nearer are the same: they differ by what was rounded."""


class Rectangle(NamedTuple):
    left: float
    low: float
    right: float
    high: float

    @property
    def is_empty(self) -> bool:
        return self.right - self.left < TOUCHING or self.high - self.low < TOUCHING

    def area(self) -> float:
        return 0.0 if self.is_empty else (self.right - self.left) * (self.high - self.low)

    @property
    def command(self) -> bytes:
        # The edges are rounded, not the sides: neighbours then still touch.
        left, low, right, high = map(hundredths, self)
        return b"%s re" % b" ".join(map(figure, (left, low, right - left, high - low)))

    def within(self, other: Rectangle) -> Rectangle:
        return Rectangle(
            max(self.left, other.left),
            max(self.low, other.low),
            min(self.right, other.right),
            min(self.high, other.high),
        )

    def without(self, other: Rectangle) -> Rectangle | None:
        """Return what another rectangle leaves of this one; None where that is no rectangle."""
        if other.is_empty:
            return self
        left, low, right, high = (near(one, two) for one, two in zip(self, other, strict=True))
        if left and right and (low or high):
            return self._replace(low=other.high) if low else self._replace(high=other.low)
        if low and high and (left or right):
            return self._replace(left=other.right) if left else self._replace(right=other.left)
        return None

    def joined(self, other: Rectangle) -> Rectangle | None:
        """Return both as one, if they stand side by side or one on the other; else None."""
        one, two = sorted((self, other))
        beside = near(one.low, two.low) and near(one.high, two.high) and near(one.right, two.left)
        above = near(one.left, two.left) and near(one.right, two.right) and near(one.high, two.low)
        return Rectangle(one.left, one.low, two.right, two.high) if beside or above else None


def hundredths(number: float) -> int:
    """A place in hundredths of a pixel: 3 micrometres."""
    return round(100 * number)


def figure(hundredths: int) -> bytes:
    """Return a number of hundredths as PDF writes it.

    >>> figure(1200), figure(-1050), figure(5)
    (b'12', b'-10.5', b'.05')
    """
    whole, rest = divmod(abs(hundredths), 100)
    sign = b"-" if hundredths < 0 else b""
    ending = (b".%02d" % rest).rstrip(b"0") if rest else b""
    return sign + (b"%d" % whole if whole or not rest else b"") + ending


def near(one: float, two: float) -> bool:
    return abs(one - two) < TOUCHING


def rectangle_of(path: Sequence[bytes]) -> Rectangle | None:
    """Return the rectangle that a path is, if its sides are upright and level.

    >>> rectangle_of([b"3 4 m", b"1 4 l", b"1 2 l", b"3 2 l"])
    Rectangle(left=1.0, low=2.0, right=3.0, high=4.0)
    >>> rectangle_of([b"3 4 m", b"1 4 l", b"2 2 l", b"3 2 l"])
    """
    if len(path) == 1 and path[0].endswith(b" re"):
        x, y, width, height = map(float, path[0][:-3].split())
        return Rectangle(min(x, x + width), min(y, y + height), max(x, x + width), max(y, y + height))
    if [each[-2:] for each in path] != [b" m", b" l", b" l", b" l"]:
        return None
    across, down = zip(*(map(float, each[:-2].split()) for each in path), strict=True)
    level, upright = (
        [near(one, two) for one, two in zip(side, side[1:] + side[:1], strict=True)] for side in (down, across)
    )
    if (level, upright) not in (([True, False] * 2, [False, True] * 2), ([False, True] * 2, [True, False] * 2)):
        return None
    return Rectangle(min(across), min(down), max(across), max(down))
