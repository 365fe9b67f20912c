"""Turns raw values into checked ones, and says what is wrong in words that tell what to do."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.errors import Problem
from assessments.models import NOTE_LENGTH
from assessments.selectors import capability_ladder
from content.loader import current
from scoring.errors import TrimNotAllowed
from scoring.ladder import trimmable_names, trimmed_codes
from scoring.model import ALLOWED
from scoring.numbers import NotANumber, number_of
from scoring.uscc import is_valid

NAME_LENGTH = 120
MOST_EMPLOYEES = 2_000_000
MOST_REVENUE_WAN = Decimal(10) ** 10
FIRST_YEAR, LAST_YEAR = 2000, 2100
LINE_BREAKS = "\n\r\t"
MOST_DIGITS = 15
"""What SQLite keeps of a number. PostgreSQL keeps more, and the same input would give other bytes there."""


def number_message(error: NotANumber) -> str:
    """What a person reads when a number is refused."""
    return {
        "float": _("Write the number in quotation marks or as a whole number: floating-point numbers lose digits."),
        "boolean": _("Write a number, not true or false."),
        "exponent": _("Write the number out in full, such as 1000 instead of 1e3."),
        "chinese": _("Write the number in digits, such as 1200."),
        "percent": _("Leave out the percent sign here."),
        "too-large": _("The number is too large; it must stay below 10^15. Check the unit."),
        "too-precise": _("At most 15 digits are kept, 10 of them after the point."),
        "negative": _("The number must not be negative."),
        "control": _("The text holds a control character; type it again."),
    }.get(error.reason, _("Write a number such as 1,234.5."))


class Findings:
    """Collects problems, so that a person sees all of them at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, path: str, code: str, message: str) -> None:
        self.problems.append(Problem(path, code, message))

    def take(self, path: str, read: Callable[..., Any], given: Any, *args: Any, **options: Any) -> Any:
        """Return what `read` makes of `given`; on a refusal note it under `path` and return None."""
        try:
            return read(given, *args, **options)
        except Refused as error:
            self.add(path, error.code, error.message)
            return None


class Refused(Exception):
    """One value is not accepted."""

    def __init__(self, code: str, message: str):
        self.code, self.message = code, message
        super().__init__(message)


def text(given: Any, *, most: int, lines: bool = False) -> str:
    """A stripped text without control characters, at most `most` characters; "" for a blank."""
    if not isinstance(given, str):
        raise Refused("type", _("Write a text."))
    allowed = LINE_BREAKS if lines else ""
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in allowed for c in given):
        raise Refused("control-character", _("The text holds a control character; type it again."))
    value = given.strip()
    if len(value) > most:
        raise Refused("too-long", _("At most %(most)s characters are kept.") % {"most": most})
    return value


def required_text(given: Any, *, most: int) -> str:
    value = text(given, most=most)
    if not value:
        raise Refused("required", _("This field is needed."))
    return value


def note(given: Any) -> str:
    return text(given, most=NOTE_LENGTH, lines=True)


def number(given: Any, *, percent: bool = False) -> Decimal:
    try:
        value = number_of(given, percent=percent)
    except NotANumber as error:
        raise Refused(f"number-{error.reason}", number_message(error)) from error
    if value is None:
        raise Refused("required", _("This field is needed."))
    if len(value.normalize().as_tuple().digits) > MOST_DIGITS:
        raise Refused("number-too-precise", number_message(NotANumber("too-precise", given)))
    return value


def whole_number(given: Any, *, least: int, most: int) -> int:
    value = number(given)
    if value != value.to_integral_value():
        raise Refused("not-whole", _("Write a whole number."))
    if not least <= value <= most:
        raise Refused("out-of-range", _("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most})
    return int(value)


def year(given: Any) -> int:
    return whole_number(given, least=FIRST_YEAR, most=LAST_YEAR)


def day(given: Any) -> date:
    """A day, or its text such as "2025-01-01"."""
    if isinstance(given, date) and not isinstance(given, datetime):
        found = given
    else:
        written = required_text(given, most=10)
        try:
            found = date.fromisoformat(written)
        except ValueError as error:
            raise Refused("date", _("Write the day as 2025-01-01.")) from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Refused("out-of-range", _("Write a day of the years 2000 to 2100."))
    return found


def revenue(given: Any) -> Decimal:
    value = number(given)
    if value > MOST_REVENUE_WAN:
        raise Refused("out-of-range", _("The revenue is in 10,000 yuan; this is too large. Check the unit."))
    if value != round(value, 4):
        raise Refused("number-too-precise", _("At most 4 decimal places are kept."))
    return value


def social_credit_code(given: Any) -> str:
    value = required_text(given, most=30).upper()
    if not is_valid(value):
        raise Refused(
            "check-character",
            _("This is not a valid unified social credit code: 18 characters, the last one checks the others."),
        )
    return value


def one_of(given: Any, allowed: Iterable[str], *, example: str) -> str:
    if not isinstance(given, str) or given not in set(allowed):
        raise Refused("unknown", _("Choose one of the known values, such as %(example)s.") % {"example": example})
    return given


def trimmed(given: Any) -> list[str]:
    """Names of what the firm does not do, as their short names, without repetition."""
    reading = capability_ladder()
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise Refused("type", _("Write a list of names."))
    if len(given) != len(set(given)):
        raise Refused("duplicate", _("A name stands twice in the list."))
    try:
        trimmed_codes(reading, given)
    except TrimNotAllowed as error:
        raise Refused(
            "unknown",
            _("“%(name)s” cannot be left out; only these can: %(names)s.")
            % {"name": error.name[:60], "names": ", ".join(trimmable_names(reading))},
        ) from error
    return list(given)


FIRM_READERS: Mapping[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "name": (required_text, {"most": NAME_LENGTH}),
    "uscc": (social_credit_code, {}),
    "industry": (lambda given: one_of(given, current().industries, example="C34"), {}),
    "province": (lambda given: one_of(given, current().provinces, example="江苏"), {}),
    "employees": (whole_number, {"least": 1, "most": MOST_EMPLOYEES}),
    "revenue_wan": (revenue, {}),
    "production": (lambda given: one_of(given, ("discrete", "process"), example="discrete"), {}),
    "trimmed": (trimmed, {}),
}


def firm_facts(given: Mapping[str, Any], findings: Findings, *, prefix: str = "") -> dict[str, Any]:
    """Check all facts of a firm; problems go to `findings`, with `prefix` before the field's name."""
    checked: dict[str, Any] = {}
    for field, (read, options) in FIRM_READERS.items():
        if field == "trimmed" and field not in given:
            checked[field] = []
        elif given.get(field) is None:
            findings.add(prefix + field, "required", _("This field is needed."))
        else:
            checked[field] = findings.take(prefix + field, read, given[field], **options)
    return checked


def answer(code: str, given: Any) -> str | None:
    """The canonical answer to a question, None for unanswered.

    Answers are codes, not measurements: "0.8" is accepted, "0.80" and full-width digits are not.
    """
    question = current().questions.get(code)
    if question is None or question.kind == "quantity":
        raise Refused("unknown-question", _("No question has this code."))
    if given is None:
        return None
    allowed = ALLOWED[question.kind]
    value = str(given) if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 10 else given
    if not isinstance(value, str) or value not in allowed:
        raise Refused(
            "answer-not-allowed",
            _("Not an answer to this question; accepted are %(allowed)s.") % {"allowed": ", ".join(allowed)},
        )
    return value


def reference(
    findings: Findings, prefix: str, *, unit: Any, base: Any, lead: Any
) -> tuple[Decimal | None, Decimal | None]:
    """Baseline and leading value of a reference; they differ, and a share stays within 100 %."""
    given = {"base": base, "lead": lead}
    read = {name: findings.take(prefix + name, number, value, percent=unit == "%") for name, value in given.items()}
    for name, value in read.items():
        if value is not None and unit == "%" and value > 100:
            findings.add(prefix + name, "out-of-range", _("A share cannot be above 100 %."))
    if read["base"] is not None and read["base"] == read["lead"]:
        findings.add(f"{prefix}lead", "out-of-range", _("Baseline and leading value must differ."))
    return read["base"], read["lead"]


def better_side(findings: Findings, *, less: bool, base: Decimal | None, lead: Decimal | None) -> None:
    """The leading value lies on the better side of the baseline; swapped values would reward the worst firm."""
    if base is None or lead is None or base == lead or (lead < base) is less:
        return
    words = (
        _("Less is better here: the leading value must be below the baseline.")
        if less
        else _("More is better here: the leading value must be above the baseline.")
    )
    findings.add("lead", "out-of-range", words)


def amount(code: str, value: Any, unit: Any) -> tuple[Decimal, str]:
    """An amount and its unit, checked against the question."""
    question = current().questions.get(code)
    if question is None or question.kind != "quantity":
        raise Refused("unknown-question", _("No quantity has this code."))
    if not isinstance(unit, str) or unit not in question.units:
        raise Refused(
            "unknown-unit",
            _("Unknown unit; accepted are %(units)s.") % {"units": ", ".join(question.units)},
        )
    checked = number(value, percent=question.unit == "%")
    base = checked * question.units[unit]
    if question.unit == "%" and base > 100:
        raise Refused("out-of-range", _("A share cannot be above 100 %."))
    if question.most is not None and base > question.most:
        most = f"{question.most.normalize():f} {question.unit}"
        raise Refused("out-of-range", _("At most %(most)s makes sense here. Check the unit.") % {"most": most})
    if question.whole and base != base.to_integral_value():
        raise Refused("not-whole", _("Write a whole number."))
    return checked, unit


def factor_set(given: Any) -> str:
    """The code of a set of emission factors; "" (also for None) is the default of the content."""
    if given in (None, ""):
        return ""
    known = current().factor_sets
    if not isinstance(given, str) or given not in known:
        raise Refused("unknown", _("Choose one of these sets of factors: %(sets)s.") % {"sets": ", ".join(known)})
    return given
