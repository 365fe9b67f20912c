"""The roadmap of one firm: from where it stands to the least-cost plan. Stores nothing."""

import logging
from collections.abc import Collection

from assessments.selectors import GREEN, LADDER, Standing
from planning.candidates import candidates_of
from planning.errors import PlanningError, UnknownDrop
from planning.limits import UNLIMITED, Limits
from planning.roadmap import plan, roadmap_json
from planning.targets import MOST, Target, next_step, parse_target
from scoring.model import Json

logger = logging.getLogger(__name__)

NO_ROADMAP: Json = {"target": {}, "phases": [], "projected": []}
"""Of a firm for which there is nothing to aim at yet."""


def roadmap_document(
    standing: Standing,
    *,
    target: str,
    limits: Limits = UNLIMITED,
    pinned: Collection[str] = (),
    dropped: Collection[str] = (),
) -> Json:
    """Return roadmap/1: the least-cost roadmap to a target, or the reason why it cannot be reached.

    Args:
        standing: Of `standing_of_inputs` or `standing_of_result`.
        target: Such as "im-capability:2", "green-factory-2018:provincial" or "im-capability:most".
        limits: Money and days.
        pinned: Codes of measures every plan has.
        dropped: Codes of measures no plan has.

    Raises:
        PlanningError: the target is not understood, a pinned measure is none the firm could do, a dropped one does not
            exist, or no optimum can be proven.
    """
    refuse_unknown_drops(standing, dropped)
    return _planned(standing, parse_target(target, standing.today.readings), limits, pinned, dropped)


def refuse_unknown_drops(standing: Standing, dropped: Collection[str]) -> None:
    """Raise UnknownDrop for the first code that is in neither the catalogue nor the firm's own measures."""
    for code in sorted(dropped):
        if code not in standing.catalogue:
            raise UnknownDrop(code)


def next_roadmap(standing: Standing) -> Json:
    """Return the roadmap a result shows: to the next capability level, or as near to it as measures bring the firm.

    At the top level, or where nothing reaches the next one, it is the best score of the ladder. Where the ladder is
    incomplete, the green side takes its place: the next tier, or else its best score; where that is incomplete, too,
    there is no roadmap. A plan that cannot be proven the best is logged and passed over, because a firm gets its result
    all the same.
    """
    for key in (LADDER, GREEN):
        result = next((result for result in standing.today.results if result.reading.key == key), None)
        if result is None or result.status != "complete":
            continue
        for target in (next_step(result), Target(MOST, key, "", MOST)):
            found = None if target is None else _proven(standing, target)
            if found is not None and found["target"]["reached"]:
                return found
    return NO_ROADMAP


def _proven(standing: Standing, target: Target) -> Json | None:
    try:
        return _planned(standing, target)
    except PlanningError:
        logger.exception("no roadmap to %s", target.text)
        return None


def _planned(
    standing: Standing,
    target: Target,
    limits: Limits = UNLIMITED,
    pinned: Collection[str] = (),
    dropped: Collection[str] = (),
) -> Json:
    candidates = candidates_of(
        standing.today,
        standing.catalogue,
        industry=standing.industry,
        size=standing.size,
        effects=standing.effects,
        dropped=dropped,
    )
    return roadmap_json(plan(candidates, target, limits, pinned=pinned), standing.scale, standing.totals)
