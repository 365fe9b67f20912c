"""One parser for every number a person or a machine hands in: form, API and file get the same verdict."""

import re
import unicodedata
from decimal import Decimal

LARGEST = 10**15
DECIMAL_PLACES = 10
LONGEST = 100

_PLAIN = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")
_REFUSED_FORMS = {
    "exponent": re.compile(r"^[+-]?[0-9]+(\.[0-9]*)?[eE][+-]?[0-9]+$"),
    "chinese": re.compile(r"[〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]"),
}
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
"""Full-width forms to plain ones, and nothing else: compatibility folding would read 10² as 102."""


class NotANumber(ValueError):
    """The text is not a number we accept. `reason` is a stable word: float, boolean, exponent, chinese, percent,
    too-large, too-precise, negative, control, form."""

    def __init__(self, reason: str, given: object):
        self.reason, self.given = reason, given
        super().__init__(f"{reason}: {given!r}")


def number_of(given: object, *, percent: bool = False, negative: bool = False) -> Decimal | None:
    """Return the number that `given` says, or None for a blank.

    Accepted: integers, and text such as "12", "1,234.5", full-width "１２．５"; with `percent` also "12.5%", which
    means 12.5. Refused: floats and booleans (they have lost digits or meaning), exponents, Chinese numerals.

    Args:
        given: Text, an integer or a Decimal.
        percent: Whether a percent sign may follow.
        negative: Whether numbers below zero are accepted.

    Raises:
        NotANumber: see `reason` there. Amounts are below 10^15 with at most 10 decimal places.

    >>> number_of("1,234.50"), number_of("１２．５"), number_of(" "), number_of("12.5%", percent=True)
    (Decimal('1234.50'), Decimal('12.5'), None, Decimal('12.5'))
    >>> number_of("1e3")
    Traceback (most recent call last):
    scoring.numbers.NotANumber: exponent: '1e3'
    """
    text = _plain_text(given)
    if not text:
        return None
    if text.endswith("%"):
        if not percent:
            raise NotANumber("percent", given)
        text = text[:-1].rstrip()
    for reason, refused in _REFUSED_FORMS.items():
        if refused.search(text):
            raise NotANumber(reason, given)
    if not _PLAIN.fullmatch(text):
        raise NotANumber("form", given)
    value = Decimal(text.replace(",", ""))
    if abs(value) >= LARGEST:
        raise NotANumber("too-large", given)
    if -int(value.as_tuple().exponent) > DECIMAL_PLACES:
        raise NotANumber("too-precise", given)
    if value < 0 and not negative:
        raise NotANumber("negative", given)
    return value if value else abs(value)  # -0 is 0


def _plain_text(given: object) -> str:
    """The text to read, full-width characters made plain; refuses everything that is no text or integer."""
    if isinstance(given, (bool, float)):
        raise NotANumber("boolean" if isinstance(given, bool) else "float", given)
    if isinstance(given, int):
        # Long before str(): converting a gigantic integer to text takes quadratic time.
        if abs(given) >= LARGEST:
            raise NotANumber("too-large", "an integer of 10^15 or more")
        return str(given)
    if isinstance(given, Decimal) and given.is_finite():
        if abs(given) >= LARGEST:
            raise NotANumber("too-large", "a number of 10^15 or more")
        return format(given, "f")
    if not isinstance(given, str) or len(given) > LONGEST:
        raise NotANumber("form", str(given)[:LONGEST])
    if any(unicodedata.category(character) == "Cc" for character in given.strip()):
        raise NotANumber("control", given)
    return given.translate(_FULL_WIDTH).strip()
