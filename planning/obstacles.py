"""Why a target cannot be reached, and what is nearest to it.

Source: docs/method.md#roadmap.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor

from planning.candidates import Candidates, codes_in, gains_for, program_for, program_of, whole
from planning.demands import Blocked, Demand, demands_of
from planning.limits import NO_LIMITS, UNLIMITED, YUAN, Limits
from planning.optimum import least_cost, most_of
from planning.priorities import HORIZONS
from planning.program import Found
from planning.targets import EFFECT, SEVERITY, Target, is_reached, lesser
from scoring.exact import text_of
from scoring.model import Json

BEST_ANSWERS = ("1", "yes")


def beyond_all(candidates: Candidates, demands: Sequence[Demand]) -> Json | None:
    """Return the first condition that all measures together do not meet, or None when they meet all.

    Its `reason` is "indicator" (a figure of the firm, which no measure is said to change), "no-effect" (no measure that
    could be done has a quantified effect) or "no-measure" with the questions nothing lifts.
    """
    for demand in demands:
        gains = gains_for(candidates, demand)
        best = sum((gain for gain, _ in gains), Fraction(0))
        if best > demand.needs or (best == demand.needs and not demand.strict):
            continue
        if demand.condition == "indicator":
            return {"reason": "indicator", **demand.about}
        if demand.condition == EFFECT and not gains:
            return {"reason": "no-effect", **demand.about}
        return {
            "reason": "no-measure",
            "condition": demand.condition,
            **demand.about,
            "gain_needed": text_of(demand.needs),
            "gain_possible": text_of(best),
            "questions": _unhelped(candidates, demand),
        }
    return None


def _unhelped(candidates: Candidates, demand: Demand) -> list[str]:
    """The questions of a demand that could be answered better and that no measure lifts."""
    best = ("0",) if demand.condition == SEVERITY else BEST_ANSWERS
    known = candidates.today.known
    return [code for code in demand.gains if known[code] not in best and code not in candidates.reach]


def beyond_limits(candidates: Candidates, demands: Sequence[Demand], limits: Limits) -> Json:
    """Return which limits stand in the way of what all measures together would meet.

    `reason` is "money" or "staff" when lifting that limit alone is enough, "money-or-staff" when either is, and
    "money-and-staff" when only both are; beside it what the cheapest plan without them takes.
    """

    def without(limits: Limits) -> Found | None:
        return least_cost(program_for(candidates, demands, limits))

    by_money = without(replace(limits, total_wan=None, phase_wan=NO_LIMITS)) if limits.money else None
    by_staff = without(replace(limits, phase_days=NO_LIMITS)) if limits.staff else None
    reason, found = "money-and-staff", by_money or by_staff
    if found is not None:
        reason = "money-or-staff" if by_money and by_staff else "money" if by_money else "staff"
    else:
        found = without(UNLIMITED)
    phases = {} if found is None else found.phases
    return {
        "reason": reason,
        "needs_wan": text_of(wan(candidates, phases)),
        "needs_days": [text_of(days) for days in days_by_phase(candidates, phases)],
    }


def wan(candidates: Candidates, codes: Iterable[str]) -> Fraction:
    """Return what measures cost together, in 万元."""
    return Fraction(sum(candidates.yuan(code) for code in codes), YUAN)


def days_by_phase(candidates: Candidates, phases: Mapping[str, int]) -> list[Fraction]:
    """Return the staff-days of each phase."""
    days = [Fraction(0)] * len(HORIZONS)
    for code, phase in phases.items():
        days[phase] += candidates.days(code)
    return days


def nearest(candidates: Candidates, target: Target, demands: Sequence[Demand], limits: Limits) -> Json | None:
    """Return the nearest target that can be reached within the limits and is better than today; None without one.

    Of levels and tiers the highest one, of an effect the largest cut, of barriers the next whole number above the least
    severity. With its text, and what the cheapest plan for it costs. None, too, when only pins stand in the way of a
    target that is reached already.
    """
    if not demands:
        return None
    if target.kind in (SEVERITY, EFFECT):
        return _nearest_number(candidates, target, demands[0], limits)
    for lower in lesser(target, candidates.today):
        own = demands_of(lower, candidates.today, candidates.effects)
        if isinstance(own, Blocked) or beyond_all(candidates, own) is not None:
            continue
        found = least_cost(program_for(candidates, own, limits))
        if found is not None:
            return _near(candidates, lower, found)
    return None


def _nearest_number(candidates: Candidates, target: Target, demand: Demand, limits: Limits) -> Json | None:
    gains = gains_for(candidates, demand)
    terms, unit = whole(gains)
    best = most_of(program_of(candidates, (), codes_in(gains), limits), terms)
    if best is None or not best.value:
        return None
    gained = best.value * unit
    if target.kind == EFFECT:
        near = replace(target, wanted=text_of(-gained))
    else:
        severity = Fraction(target.wanted) + demand.needs
        near = replace(target, wanted=text_of(Fraction(floor(severity - gained) + 1)))
        if is_reached(near, candidates.today.results):
            return None
    own = demands_of(near, candidates.today, candidates.effects)
    found = None if isinstance(own, Blocked) else least_cost(program_for(candidates, own, limits))
    return None if found is None else _near(candidates, near, found)


def _near(candidates: Candidates, target: Target, found: Found) -> Json:
    return {"text": target.text, "wanted": target.wanted, "cost_wan": text_of(wan(candidates, found.phases))}
