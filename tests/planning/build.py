"""Small measures and firms for the tests of planning."""

from decimal import Decimal
from types import SimpleNamespace

from planning.candidates import candidates_of
from planning.limits import Limits
from planning.roadmap import plan
from planning.targets import parse_target
from planning.whatif import today_of
from scoring.model import Facts

SIZE = "small"
INDUSTRY = "C34"


def measure(
    code, lifts=None, relieves=(), *, below=None, before=(), cost="1", days="0", horizon="0-6", fits=True
) -> SimpleNamespace:
    """A measure that is advised below what it reaches, or below `below`; `cost` is both ends of its band."""
    lifts = lifts or {}
    return SimpleNamespace(
        code=code,
        fixes=dict.fromkeys(lifts, below) if below else dict(lifts),
        relieves=tuple(relieves),
        lifts=lifts,
        prerequisites=tuple(before),
        cost_wan={SIZE: (Decimal(cost), Decimal(cost))},
        staff_days={SIZE: Decimal(days)},
        payback_months=(),
        horizon=horizon,
        fits=lambda *, industry, size: fits,
    )


def cut(low, high, use) -> SimpleNamespace:
    """What a measure cuts, in percent, and what it acts upon."""
    return SimpleNamespace(low=Decimal(low), high=Decimal(high), use=use)


def catalogue(*measures):
    return {each.code: each for each in measures}


def candidates(readings, answers, measures, *, facts=None, effects=None, dropped=()):
    today = today_of(readings, answers, facts or Facts())
    return candidates_of(
        today, catalogue(*measures), industry=INDUSTRY, size=SIZE, effects=effects or {}, dropped=dropped
    )


def planned(readings, answers, measures, target, *, facts=None, effects=None, pinned=(), dropped=(), **limits):
    """The roadmap of a small firm; `limits` are those of `Limits`, as texts."""
    found = candidates(readings, answers, measures, facts=facts, effects=effects, dropped=dropped)
    return plan(found, parse_target(target, readings), limits_of(**limits), pinned=pinned)


def limits_of(*, total=None, money=(None,) * 3, days=(None,) * 3, carried=False):
    def number(text):
        return None if text is None else Decimal(text)

    return Limits(
        total_wan=number(total),
        phase_wan=tuple(map(number, money)),
        phase_days=tuple(map(number, days)),
        carried=carried,
    )
