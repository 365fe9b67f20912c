"""Texts and pictures inside the report's templates."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

# Content writes formulas and units plainly; a digit counts only where the sign stands alone.
_LOWERED = re.compile(r"(?<![A-Za-z0-9])(t?(?:CO|SO|NO))([0-9x])(?![A-Za-z0-9])")
_RAISED = re.compile(r"(?<![A-Za-z0-9])(m)([23])(?![A-Za-z0-9])")
_PERCENT = re.compile(r"(?<=[0-9]) %")
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff][\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]*")
_ENGLISH = re.compile(r"\b[A-Za-z]{2,}(?:[ ,]+[A-Za-z]{2,}){2,}\b")


@register.filter
def signs(text: str) -> SafeString:
    """Escape a text, set the digits of CO2 low and those of m2 and m3 high, and name the other language where a
    passage is in it.

    >>> signs("CO2 <per> m3, 10,000 m2, m25")
    'CO<sub>2</sub> &lt;per&gt; m<sup>3</sup>, 10,000 m<sup>2</sup>, m25'
    """
    spoken = _with_languages(conditional_escape(text))
    lowered = _LOWERED.sub(r"\1<sub>\2</sub>", spoken)
    return mark_safe(_RAISED.sub(r"\1<sup>\2</sup>", lowered))  # noqa: S308 - escaped above


@register.filter
def sentence(text: str) -> SafeString:
    """Like `signs`, for running text: no line begins with the sign of a percentage.

    >>> sentence("51 % of CO2") == "51\\u00a0% of CO<sub>2</sub>"
    True
    """
    return mark_safe(_PERCENT.sub("\u00a0%", signs(text)))  # noqa: S308 - escaped by `signs`


def _with_languages(escaped: str) -> str:
    """Mark Chinese inside an English report and runs of English words inside a Chinese one, for whoever has it read
    aloud."""
    if (get_language() or "").startswith("zh"):
        return _ENGLISH.sub(r'<span lang="en">\g<0></span>', escaped)
    return _CHINESE.sub(r'<span lang="zh-Hans">\g<0></span>', escaped)


@register.filter
def picture(svg: str) -> SafeString:
    """Print a picture of `reports.charts`, which escapes every word it is given."""
    return mark_safe(svg)  # noqa: S308
