"""Small things every page needs: a text in the reader's language, a number, a bar."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from reports.context.words import Reader, number
from web import texts

register = template.Library()

METRES = re.compile(r"(?<![A-Za-z])m([23])(?!\w)")
NO_BREAK = "\u00a0"
EXPONENTS = {"2": "²", "3": "³"}


@register.filter
def chemical(value: str) -> SafeString:
    """Write CO2 and SO2 with a subscript, m2 and m3 with an exponent, and keep a percent sign beside its figure."""
    escaped = METRES.sub(lambda found: "m" + EXPONENTS[found[1]], conditional_escape(value)).replace(
        " %", NO_BREAK + "%"
    )
    # Escaped in the line above; only our own tags are added.
    return mark_safe(  # noqa: S308
        escaped.replace("CO2", "CO<sub>2</sub>").replace("SO2", "SO<sub>2</sub>")
    )


@register.filter
def text(names: Mapping[str, str]) -> SafeString:
    """A content text in the reader's language, for the body of a page."""
    return chemical(texts.text(names))


@register.filter
def plain(names: Mapping[str, str]) -> str:
    """A content text in the reader's language, for attributes and options."""
    return texts.text(names)


@register.filter
def rounded(value: str | Decimal | None, digits: int = 1) -> str:
    return "–" if value is None else texts.rounded(value, digits)


@register.filter
def tenth(value: str) -> str:
    """A score with one decimal, so that columns align."""
    return number(value)


@register.filter
def significant(value: str | Decimal | None) -> str:
    return "–" if value is None else texts.significant(value)


@register.filter
def unit(value: str) -> str:
    """A unit as the reader's language writes it."""
    return METRES.sub(lambda found: "m" + EXPONENTS[found[1]], Reader(texts.language()).unit(value))


@register.filter
def beside(cells: Sequence[Any], years: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each cell with the year of its column, for cells that must say it themselves on a narrow screen."""
    return list(zip(years, cells, strict=True))


@register.simple_tag
def bar(value: str | Decimal | int | None, most: str | Decimal | int = 100, tone: str = "main") -> SafeString:
    """A decorative bar; the figure itself stands beside it as text."""
    share = Decimal(0) if value is None or not Decimal(most) else Decimal(value) / Decimal(most) * 100
    width = format(min(max(share, Decimal(0)), Decimal(100)).quantize(Decimal("0.1")), "f")
    return format_html(
        '<svg class="bar bar-{}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="bar-track" width="100" height="8"/><rect class="bar-fill" width="{}" height="8"/></svg>',
        tone,
        width,
    )
