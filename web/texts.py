"""Picking the reader's language, and writing numbers the way people read them."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

FALLBACK = "zh-hans"
LANGUAGE_NAMES = {"zh-hans": "中文", "en": "English"}
"""Each in itself, as people look for it."""

PAPERS: Mapping[str, str | Promise] = {
    "diagnosis.pdf": _("Diagnosis as PDF: every chapter, to print or send"),
    "brief.pdf": _("Brief as PDF: the summary, for the wall"),
    "annex.pdf": _("Annex as PDF: method, every question and answer"),
    "diagnosis.docx": _("Diagnosis as Word: to change and add to"),
    "annex.xlsx": _("Annex as Excel: every figure and answer"),
}
"""Kind and format as one choice, in words."""


def language() -> str:
    """The active language as the content names it: "zh-hans" or "en"."""
    return "en" if (get_language() or FALLBACK).startswith("en") else FALLBACK


def text(names: Mapping[str, str]) -> str:
    """Return a content text in the active language."""
    return names[language()]


def rounded(value: str | Decimal | int, digits: int = 1) -> str:
    """Return a number for people: rounded half up to `digits` decimals, no trailing zeros, a point as decimal mark.

    >>> rounded("1.6125"), rounded("80"), rounded("0.05"), rounded("12.00", 2)
    ('1.6', '80', '0.1', '12')
    """
    shown = Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    plain = format(shown, "f")
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"


def percent(share: str | Decimal, digits: int = 0) -> str:
    """Return a share on [0, 1] as whole percent.

    >>> percent("0.6125")
    '61'
    """
    return rounded(Decimal(share) * 100, digits)


def significant(value: str | Decimal) -> str:
    """Return a measured figure with about four digits, thousands separated.

    >>> significant("1234567.89"), significant("0.61234567"), significant("24.3")
    ('1,234,568', '0.6123', '24.3')
    """
    number = Decimal(value)
    if abs(number) >= 1000:
        return f"{number.quantize(Decimal(1), ROUND_HALF_UP):,}"
    digits = 4 if abs(number) < 1 else 3 if abs(number) < 10 else 2 if abs(number) < 100 else 1
    return rounded(number, digits)
