"""Texts and pictures inside the report's templates."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Content writes formulas and units plainly; a digit counts only where the sign stands alone.
_LOWERED = re.compile(r"(?<![A-Za-z0-9])(t?(?:CO|SO|NO))([0-9x])(?![A-Za-z0-9])")
_RAISED = re.compile(r"(?<![A-Za-z0-9])(m)([23])(?![A-Za-z0-9])")


@register.filter
def signs(text: str) -> SafeString:
    """Escape a text and set the digits of CO2 low and those of m2 and m3 high.

    >>> signs("CO2 <per> m3, 10,000 m2, m25")
    'CO<sub>2</sub> &lt;per&gt; m<sup>3</sup>, 10,000 m<sup>2</sup>, m25'
    """
    escaped = conditional_escape(text)
    lowered = _LOWERED.sub(r"\1<sub>\2</sub>", escaped)
    return mark_safe(_RAISED.sub(r"\1<sup>\2</sup>", lowered))  # noqa: S308 - escaped above


@register.filter
def picture(svg: str) -> SafeString:
    """Print a picture of `reports.charts`, which escapes every word it is given."""
    return mark_safe(svg)  # noqa: S308
