"""Which measures a firm is advised, in which order, and why.

Priority = weighted gap closed per cost, prerequisites first. Costs are the tool's own estimates.
Source: docs/method.md#measures.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Protocol

from scoring.exact import text_of
from scoring.gaps import Gap, value_of

DAY_WAN = Decimal("0.06")
"""One staff-day in 万元: about 600 yuan with overheads; the tool's own estimate."""

LEAST_COST_WAN = Fraction(1, 10)
"""Nothing is quite free: keeps the priority of a measure without cost finite."""

RELIEF = Fraction(1, 2)
"""Share of a barrier's weight that advice against it is expected to take away; the tool's own estimate."""

HORIZONS = ("0-6", "6-18", "18-36")


class Measure(Protocol):
    """What priorities need to know of a measure; the content room's measures have all of it and more."""

    @property
    def code(self) -> str: ...
    @property
    def fixes(self) -> Mapping[str, str]: ...
    @property
    def relieves(self) -> Sequence[str]: ...
    @property
    def lifts(self) -> Mapping[str, str]: ...
    @property
    def prerequisites(self) -> Sequence[str]: ...
    @property
    def cost_wan(self) -> Mapping[str, tuple[Decimal, Decimal]]: ...
    @property
    def staff_days(self) -> Mapping[str, Decimal]: ...
    @property
    def payback_months(self) -> Sequence[Decimal]: ...
    @property
    def horizon(self) -> str: ...
    def fits(self, *, industry: str, size: str) -> bool: ...


@dataclass(frozen=True)
class Advice:
    """One measure that fits.

    Attributes:
        measure: the measure.
        fixes: codes of gaps and barriers it answers, in the order of the readings.
        gain: reading key -> share of that reading's next step it closes, on [0, 1]; half for barriers.
        value: sum of the gains per 万元 of cost (middle of the band plus staff-days), above 0.
        first_for: measures that need this one before them.
    """

    measure: Measure
    fixes: tuple[str, ...]
    gain: Mapping[str, Fraction]
    value: Fraction
    gaps: tuple[Gap, ...]
    first_for: tuple[str, ...] = ()


def cost_of(measure: Measure, size: str) -> Fraction:
    """Return the cost a measure is ranked by, in 万元: the middle of its band plus its staff-days, at least 0.1."""
    low, high = measure.cost_wan[size]
    return max(LEAST_COST_WAN, Fraction((low + high) / 2 + measure.staff_days[size] * DAY_WAN))


def advice_for(gaps: Iterable[Gap], measures: Iterable[Measure], *, industry: str, size: str) -> tuple[Advice, ...]:
    """Return the measures that fit, most worthwhile first, every prerequisite before what needs it.

    A measure is advised when it fits trade and size and closes at least one gap: a requirement, item or gate answered
    below the measure's threshold. A measure that fixes nothing is advised for the barriers it relieves alone. Nothing
    is advised for what is already met or not yet reached. Equal values are ordered by code.

    Args:
        gaps: Of all readings of one firm.
        measures: The catalogue.
        industry: Division code such as "C34".
        size: Size class.
    """
    by_question: dict[str, list[tuple[int, Gap]]] = {}
    for place, gap in enumerate(gaps):
        by_question.setdefault(gap.question, []).append((place, gap))
    fitting = [measure for measure in measures if measure.fits(industry=industry, size=size)]
    found = {
        advice.measure.code: advice
        for measure in fitting
        if (advice := _advice(measure, by_question, size)) is not None
    }
    ranked = sorted(found.values(), key=lambda advice: (-advice.value, advice.measure.code))
    ordered: dict[str, Advice] = {}
    for advice in ranked:
        _place(advice, found, ordered)
    needed_by: dict[str, list[str]] = {}
    for code, advice in ordered.items():
        for before in advice.measure.prerequisites:
            needed_by.setdefault(before, []).append(code)
    return tuple(
        Advice(a.measure, a.fixes, a.gain, a.value, a.gaps, tuple(needed_by.get(code, ())))
        for code, a in ordered.items()
    )


@lru_cache(maxsize=256)
def _below(answer: str, threshold: str) -> bool:
    if answer in ("yes", "no"):
        return answer == "no"
    return value_of(answer) < value_of(threshold)


def _is_open(question: str, measure: Measure, by_question: Mapping[str, list[tuple[int, Gap]]]) -> bool:
    return any(_below(gap.answer, measure.fixes[question]) for _, gap in by_question.get(question, ()))


def _advice(measure: Measure, by_question: Mapping[str, list[tuple[int, Gap]]], size: str) -> Advice | None:
    # Relief of a barrier is no reason to advise what the firm already does.
    if measure.fixes and not any(_is_open(question, measure, by_question) for question in measure.fixes):
        return None
    found = {
        place: gap
        for question in (*measure.fixes, *measure.relieves)
        for place, gap in by_question.get(question, ())
        if question in measure.relieves or _below(gap.answer, measure.fixes[question])
    }
    hits = [found[place] for place in sorted(found)]
    gain: dict[str, Fraction] = {}
    for gap in hits:
        closed = gap.loss * RELIEF if gap.question in measure.relieves else gap.closed_by(measure.lifts[gap.question])
        gain[gap.reading] = gain.get(gap.reading, Fraction(0)) + closed
    total = sum(gain.values(), Fraction(0))
    if not total:
        return None
    fixes = tuple(dict.fromkeys(gap.question for gap in hits))
    return Advice(measure, fixes, gain, total / cost_of(measure, size), tuple(hits))


def _place(advice: Advice, found: Mapping[str, Advice], ordered: dict[str, Advice]) -> None:
    """Append after its prerequisites. The loader refuses cycles, so this ends."""
    if advice.measure.code in ordered:
        return
    for before in advice.measure.prerequisites:
        if before in found:
            _place(found[before], found, ordered)
    ordered[advice.measure.code] = advice


def measures_json(advices: Sequence[Advice], size: str) -> list[dict[str, Any]]:
    """Return the `measures` of assessment-result/1: priority from 1, what is fixed, gain, cost, when, and the reasons.

    `months` is the measure's own horizon, or that of a prerequisite among the advised where it is later.
    """
    rows = []
    months = _months(advices)
    for priority, advice in enumerate(advices, 1):
        measure = advice.measure
        rows.append(
            {
                "code": measure.code,
                "priority": priority,
                "fixes": list(advice.fixes),
                "gain": [{"reading": key, "share": text_of(share)} for key, share in advice.gain.items()],
                "cost_wan": [str(bound) for bound in measure.cost_wan[size]],
                "staff_days": str(measure.staff_days[size]),
                "payback_months": [str(bound) for bound in measure.payback_months],
                "horizon": measure.horizon,
                "months": months[measure.code],
                "reasons": [*_gap_reasons(advice), *({"reason": "first_for", "measure": c} for c in advice.first_for)],
            }
        )
    return rows


def _gap_reasons(advice: Advice) -> Iterable[dict[str, str]]:
    for gap in advice.gaps:
        reason = "barrier" if gap.question in advice.measure.relieves else "below"
        row = {"reason": reason, "question": gap.question, "answer": gap.answer}
        if gap.blocks:
            row["blocks"] = gap.blocks
        yield row


def _months(advices: Sequence[Advice]) -> dict[str, str]:
    """When each measure is done: a prerequisite never comes later."""
    found: dict[str, str] = {}
    for advice in advices:
        earliest = [found[code] for code in advice.measure.prerequisites if code in found]
        found[advice.measure.code] = max((advice.measure.horizon, *earliest), key=HORIZONS.index)
    return found
