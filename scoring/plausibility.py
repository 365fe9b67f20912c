"""Whether a firm's amounts can be true: parts above their whole, slips of unit, leaps from year to year.

A flag is a question to whoever typed the amount, never a refusal and never a change of the figure. The rules are the
tool's own. docs/method.md#plausibility.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.exact import fraction_of, total
from scoring.model import Json

THOUSAND = 1000
"""From this ratio on, upward or downward, an amount beside an earlier year's looks like a slip of unit."""

History = Mapping[int, Mapping[str, Decimal | Fraction]]
"""Year -> quantity -> amount in the question's base unit; what is not there was not given."""


@dataclass(frozen=True)
class PartRule:
    """Quantities that together cannot be more than another one, all in the same base unit."""

    parts: tuple[str, ...]
    whole: str


@dataclass(frozen=True)
class LimitRule:
    """The most that one quantity can be for each unit of another, both in base units."""

    code: str
    per: str
    most: Fraction


@dataclass(frozen=True)
class Plausibility:
    """All rules, in the order in which their flags appear."""

    parts: tuple[PartRule, ...] = ()
    limits: tuple[LimitRule, ...] = ()


def flag(name: str, code: str, other: str | None = None, other_year: int | None = None) -> Json:
    """Return one flag as it stands in a result: what it says, about which quantity, beside which other or year."""
    return {"flag": name, "code": code, "other": other, "other_year": other_year}


def flags(history: History, year: int, plausibility: Plausibility) -> list[Json]:
    """Return what looks wrong about the amounts of one year.

    Flags, in this order: "part-above-whole" for every part above 0 of parts that together exceed their whole;
    "unit-slip" for an amount above its limit per unit of another; "thousandfold" for an amount that is a thousand
    times, or a thousandth of, the same quantity in the nearest earlier year that has it, by code. An amount that is
    not given flags nothing, and nothing is compared with 0.

    Args:
        history: Amounts of all years in base units, 0 or above.
        year: The year looked at; one without amounts has no flags.
        plausibility: The rules.

    >>> rules = Plausibility((PartRule(("waste_used",), "waste_generated"),))
    >>> flags({2025: {"waste_used": Decimal(5), "waste_generated": Decimal(5)}}, 2025, rules)
    []
    >>> flags({2024: {"water_taken": Decimal(2)}, 2025: {"water_taken": Decimal(2000)}}, 2025, rules)
    [{'flag': 'thousandfold', 'code': 'water_taken', 'other': None, 'other_year': 2024}]
    """
    amounts = {code: fraction_of(amount) for code, amount in history.get(year, {}).items()}
    return [
        *_parts_above_wholes(amounts, plausibility.parts),
        *_slips_of_unit(amounts, plausibility.limits),
        *_leaps(history, year, amounts),
    ]


def _parts_above_wholes(amounts: Mapping[str, Fraction], rules: Iterable[PartRule]) -> Iterable[Json]:
    for rule in rules:
        parts = {code: amounts[code] for code in rule.parts if amounts.get(code)}
        if parts and rule.whole in amounts and total(tuple(parts.values())) > amounts[rule.whole]:
            yield from (flag("part-above-whole", code, rule.whole) for code in parts)


def _slips_of_unit(amounts: Mapping[str, Fraction], rules: Iterable[LimitRule]) -> Iterable[Json]:
    for rule in rules:
        amount, per = amounts.get(rule.code), amounts.get(rule.per)
        if amount and per and _is_above(amount, rule.most, per):
            yield flag("unit-slip", rule.code, rule.per)


def _is_above(amount: Fraction, most: Fraction, per: Fraction) -> bool:
    # amount > most x per, in whole numbers.
    whole = most.numerator * per.numerator * amount.denominator
    return amount.numerator * most.denominator * per.denominator > whole


def _leaps(history: History, year: int, amounts: Mapping[str, Fraction]) -> Iterable[Json]:
    waiting = {code for code, amount in amounts.items() if amount}
    leaps: dict[str, int] = {}
    for before in sorted((other for other in history if other < year), reverse=True):
        then = history[before]
        for code in waiting & then.keys():
            if _is_thousandfold(amounts[code], fraction_of(then[code])):
                leaps[code] = before
        waiting -= then.keys()
    return [flag("thousandfold", code, other_year=before) for code, before in sorted(leaps.items())]


def _is_thousandfold(now: Fraction, then: Fraction) -> bool:
    # Both sides of now : then, in whole numbers; nothing is compared with 0.
    left, right = now.numerator * then.denominator, then.numerator * now.denominator
    return bool(right) and (left >= right * THOUSAND or right >= left * THOUSAND)
