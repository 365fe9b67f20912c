"""What a plan consists of: the measures of a roadmap, or those a person picked, each with its phase and its cost."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from assessments.errors import InvalidInput, Problem
from assessments.selectors import Standing
from assessments.services.roadmap import refuse_unknown_drops, roadmap_document
from planning.candidates import Candidates, candidates_of, with_pins
from planning.limits import YUAN, Limits
from planning.priorities import HORIZONS


@dataclass(frozen=True)
class Step:
    """One measure of a plan.

    Attributes:
        phase: from 0.
        cost_wan: middle of its band plus the firm's own days, in 10,000 yuan.
        days: of the firm's own people.
    """

    measure: str
    phase: int
    cost_wan: Fraction
    days: Fraction


def roadmap_steps(
    standing: Standing, *, target: str, limits: Limits, pinned: Collection[str], dropped: Collection[str]
) -> tuple[str, list[Step]]:
    """Return the target as it is written, and the steps of the least-cost roadmap to it.

    Without a target these are the pinned measures and what they need first, each in the phase it is done by; limits
    do not count then.

    Raises:
        InvalidInput: there is nothing to plan, or the target cannot be reached.
        PlanningError: the target is not understood, a measure cannot be planned, or no optimum can be proven.
    """
    if not target:
        refuse_unknown_drops(standing, dropped)
        if not pinned:
            raise InvalidInput([Problem("target", "required", _("Choose a target, or measures to plan."))])
        return "", _picked(with_pins(candidates_for(standing, dropped), pinned))
    found = roadmap_document(standing, target=target, limits=limits, pinned=pinned, dropped=dropped)
    if not found["target"]["reached"]:
        message = _(
            "This target cannot be reached this way. Choose the nearest one, or allow more money, days or measures."
        )
        raise InvalidInput([Problem("target", "not-reached", message)])
    steps = [
        Step(row["code"], phase, Fraction(row["cost_wan"]), Fraction(row["staff_days"]))
        for phase, block in enumerate(found["phases"])
        for row in block["measures"]
    ]
    return str(found["target"]["text"]), steps


def candidates_for(standing: Standing, dropped: Collection[str] = ()) -> Candidates:
    """Return what the firm could do."""
    return candidates_of(
        standing.today,
        standing.catalogue,
        industry=standing.industry,
        size=standing.size,
        effects=standing.effects,
        dropped=dropped,
    )


def dropped_steps(standing: Standing, dropped: Iterable[str]) -> list[Step]:
    """Return those dropped measures that the firm could do, each in the phase of its own horizon."""
    candidates = candidates_for(standing)
    phases = {code: HORIZONS.index(standing.catalogue[code].horizon) for code in sorted(set(dropped))}
    return _steps(candidates, {code: phase for code, phase in phases.items() if code in candidates.measures})


def _picked(candidates: Candidates) -> list[Step]:
    """The pinned measures and all they need, what is needed no later than what needs it."""
    phases: dict[str, int] = {}

    def place(code: str) -> int:
        if code not in phases:
            own = HORIZONS.index(candidates.measures[code].horizon)
            phases[code] = max([own, *(place(before) for before in candidates.needs(code))])
        return phases[code]

    for code in sorted(candidates.pinned):
        place(code)
    return _steps(candidates, phases)


def _steps(candidates: Candidates, phases: Mapping[str, int]) -> list[Step]:
    return [
        Step(code, phase, Fraction(candidates.yuan(code), YUAN), candidates.days(code))
        for code, phase in sorted(phases.items(), key=lambda item: item[1])
    ]
