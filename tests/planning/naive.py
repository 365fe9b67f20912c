"""A naive greedy plan: the most gain per cost first, until the rules find the target reached."""

from fractions import Fraction

from planning.candidates import gains_for
from planning.demands import demands_of
from planning.targets import is_reached
from planning.whatif import with_prerequisites


def greedy(candidates, target):
    """Return the codes it takes, in the order taken; None when all of them are not enough."""
    gains = [
        row
        for demand in demands_of(target, candidates.today, candidates.effects)
        for row in gains_for(candidates, demand)
    ]
    values: dict[str, Fraction] = {}
    for gain, codes in gains:
        for code in codes:
            values[code] = values.get(code, Fraction(0)) + gain
    taken: dict[str, None] = {}
    for code in sorted(values, key=lambda code: (-values[code] / candidates.yuan(code), code)):
        taken |= dict.fromkeys(with_prerequisites([code], candidates.measures, candidates.today.known))
        if is_reached(target, candidates.today.results_after(candidates.measures[each] for each in taken)):
            return list(taken)
    return None
