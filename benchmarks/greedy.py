"""A naive greedy plan: the most gain per cost first, until the rules find the target reached."""

from __future__ import annotations

from fractions import Fraction

from planning.candidates import Candidates, gains_for
from planning.demands import Blocked, demands_of
from planning.targets import EFFECT, Target, is_reached
from planning.whatif import with_prerequisites


def greedy(candidates: Candidates, target: Target) -> list[str] | None:
    """Return the codes it takes, in the order taken; None when all of them are not enough."""
    taken: dict[str, None] = {}
    for code in by_gain_per_cost(candidates, target):
        taken |= dict.fromkeys(with_prerequisites([code], candidates.measures, candidates.today.known))
        if _is_reached_by(candidates, target, list(taken)):
            return list(taken)
    return None


def by_gain_per_cost(candidates: Candidates, target: Target) -> list[str]:
    """The measures that add to the target, each valued as if it were the only one; equal values by code."""
    demands = demands_of(target, candidates.today, candidates.effects)
    if isinstance(demands, Blocked):
        return []
    values: dict[str, Fraction] = {}
    for demand in demands:
        for gain, codes in gains_for(candidates, demand):
            for code in codes:
                values[code] = values.get(code, Fraction(0)) + gain
    return sorted(values, key=lambda code: (-values[code] / candidates.yuan(code), code))


def _is_reached_by(candidates: Candidates, target: Target, codes: list[str]) -> bool:
    if target.kind == EFFECT:
        return is_reached(target, (), candidates.cut(target.reading, codes))
    return is_reached(target, candidates.today.results_after(candidates.measures[code] for code in codes))
