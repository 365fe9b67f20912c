"""The roadmap of one firm: from its inputs over the rules to the least-cost plan. Stores nothing."""

from collections.abc import Mapping
from typing import Any

from assessments.selectors import Inputs, facts_of_inputs, size_class
from content.loader import current
from planning.candidates import candidates_of
from planning.limits import Limits
from planning.roadmap import plan, roadmap_json
from planning.targets import parse_target
from planning.whatif import today_of
from scoring.model import Reference


def roadmap_document(
    inputs: Inputs, *, target: str, limits: Limits, sector: Mapping[tuple[str, str], Reference] | None = None
) -> dict[str, Any]:
    """Return the least-cost roadmap to a target, or the reason why it cannot be reached.

    Args:
        inputs: Of an assessment or a file.
        target: Such as "im-capability:2", "green-factory-2018:provincial" or "im-capability:most".
        limits: Money and days.
        sector: The sector references in force; none when left out.

    Raises:
        PlanningError: the target is not understood, or no optimum can be proven.
    """
    content = current()
    readings = list(content.readings.values())
    wanted = parse_target(target, readings)
    today = today_of(readings, inputs.answers, facts_of_inputs(inputs, sector))
    size = size_class(inputs.firm["employees"], inputs.firm["revenue_wan"])
    candidates = candidates_of(today, content.measures, industry=inputs.firm["industry"], size=size)
    return roadmap_json(plan(candidates, wanted, limits), content.synergy)
