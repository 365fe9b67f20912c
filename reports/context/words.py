"""How things are put: the reader's language, numbers as people read them, levels, units and marks in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.translation import gettext as _

from reports.charts import width_of

CHINESE: Final = "zh-hans"
NUMERALS = "零一二三四五六七八九"
PASS_MARK = Decimal("0.8")

MARKS: Mapping[str, str] = {"unverified": "◇", "own": "△", "single-source": "○", "derived": "△", "in-seed": "○"}
"""Set beside a value whose status is not `confirmed`; the legend stands in every report."""

WAN = Decimal(10_000)

UNITS_IN_ENGLISH = (
    ("亿元", "CNY 100 million"),
    ("万元", "CNY 10,000"),
    ("元", "CNY"),
    ("百万kJ", "million kJ"),
    ("/件", "/piece"),
    ("件", "pieces"),
    ("项", "functions"),
    ("张", "certificates"),
    ("亩", "mu"),
    ("公顷", "ha"),
    ("万", "10,000 "),
)
"""What stands in units for what, the longer before the shorter."""


class Reader:
    """Puts things into one language."""

    def __init__(self, language: str):
        self.language = language
        self.is_chinese = language == CHINESE

    def text(self, names: Mapping[str, str]) -> str:
        return names[self.language]

    def quoted(self, text: str) -> str:
        return f"“{text}”"

    def listed(self, parts: Sequence[str]) -> str:
        """Join names: "a, b and c"; a comma stands before the "and" where a name holds one itself."""
        if self.is_chinese:
            return "、".join(parts)
        last = ", and " if any(" and " in part for part in parts) else " and "
        return last.join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""

    def several(self, parts: Sequence[str]) -> str:
        """Join short statements: "a; b"."""
        return ("；" if self.is_chinese else "; ").join(parts)

    def sentences(self, parts: Iterable[str]) -> str:
        return ("" if self.is_chinese else " ").join(part for part in parts if part)

    def level(self, code: str, name: str = "") -> str:
        """A ladder level: "Level 2, Standardised"; level 0 has only its name."""
        if code == "0":
            return name or _("Below level 1")
        number = f"{NUMERALS[int(code)]}级" if self.is_chinese else f"Level {code}"
        if not name:
            return number
        return f"{number}（{name}）" if self.is_chinese else f"{number}, {name}"

    def money(self, low: str, high: str) -> str:
        """A cost band given in 万元."""
        if self.is_chinese:
            return f"{self.spread(*(_separated(end) for end in (low, high)))} 万元"
        ends = [grouped(Decimal(end) * WAN) for end in (low, high)]
        return f"CNY {self.spread(*ends)}"

    def spread(self, low: str, high: str) -> str:
        """A range, or the one figure both ends share."""
        return low if low == high else f"{low}{'～' if self.is_chinese else '–'}{high}"

    def unit(self, unit: str) -> str:
        """A unit of content as this language writes it; "" for a plain ratio."""
        if unit == "ratio":
            return ""
        if self.is_chinese:
            return unit.replace("particulates", "颗粒物")
        for chinese, english in UNITS_IN_ENGLISH:
            unit = unit.replace(chinese, english)
        return unit


def number(value: str | Decimal, digits: int = 1) -> str:
    """A figure with a fixed number of decimals, rounded half up, so that columns align.

    >>> number("1.25"), number("68.1375", 0), number("3", 2)
    ('1.3', '68', '3.00')
    """
    return format(Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP), "f")


def short(value: str | Decimal, digits: int = 1) -> str:
    """Like `number` without trailing zeros, for running text.

    >>> short("3.00"), short("12.50")
    ('3', '12.5')
    """
    plain = number(value, digits)
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def percent(share: str | Decimal, mark: Decimal | None = PASS_MARK) -> str:
    """A share on [0, 1] in whole percent; one that misses the pass mark, if there is one, never looks as if it had
    reached it.

    >>> percent("0.6125"), percent("0.797"), percent("0.8"), percent("0.797", mark=None)
    ('61 %', '79 %', '80 %', '80 %')
    """
    exact = Decimal(share)
    shown = (exact * 100).quantize(Decimal(1), ROUND_HALF_UP)
    if mark is not None and exact < mark and shown >= mark * 100:
        shown = (exact * 100).quantize(Decimal(1), ROUND_DOWN)
    return f"{shown} %"


def significant(value: str | Decimal) -> str:
    """A measured figure with about four digits, thousands separated.

    >>> significant("1234567.89"), significant("0.61234567"), significant("24.3"), significant("800")
    ('1,234,568', '0.6123', '24.3', '800')
    >>> significant("0.000123456"), significant("0")
    ('0.0001235', '0')
    """
    exact = Decimal(value)
    if abs(exact) >= 1000:
        return grouped(exact)
    if 0 < abs(exact) < Decimal("0.1"):
        return short(exact, 3 - exact.adjusted())
    digits = 4 if abs(exact) < 1 else 3 if abs(exact) < 10 else 2 if abs(exact) < 100 else 1
    return short(exact, digits)


def _separated(value: str) -> str:
    """A number as it is, with separated thousands."""
    return f"{Decimal(value):,}"


def grouped(value: str | Decimal) -> str:
    """A whole number with separated thousands."""
    return f"{Decimal(value).quantize(Decimal(1), ROUND_HALF_UP):,}"


def total_of(score: str, scale: Sequence[str], digits: int = 1) -> str:
    """A score on its own scale: "1.5 of 3"."""
    return _("%(score)s of %(most)s") % {"score": number(score, digits), "most": scale[1]}


def mark_of(status: str) -> str:
    """The mark of a value that no source confirms; "" for one that is confirmed."""
    return MARKS.get(status, "")


def shortened(text: str, room: float) -> str:
    """A text cut to a width in ems, for a running header."""
    if width_of(text, 1) <= room:
        return text
    text = text[: int(room / 0.3)]  # no letter is narrower: a name of any length is cut in the same short time
    while text and width_of(text + "…", 1) > room:
        text = text[:-1]
    return text.rstrip() + "…"
