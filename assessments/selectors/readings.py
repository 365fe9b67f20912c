"""The readings an assessment is graded by: those of the content, and versions with weights of one's own."""

from __future__ import annotations

from fractions import Fraction

from assessments.models import OwnReading, Result
from content.errors import WeightsRefused
from content.loader import current
from content.weights import reweighted, weighable
from scoring.model import LadderReading, Node, PointsReading, RangeReading, Reading
from scoring.quantity import FORMULAS

LADDER = "im-capability"
BARRIERS = "transformation-barriers"
GREEN = "green-factory-2018"
STANDARD = "green-factory-2025"
PATH = "transformation-path"
MECHANISMS = "mechanisms"

FIGURES = "green.quantities"
"""The section that holds every yearly figure."""


def leaf_node(section: str) -> Node | None:
    """The ladder leaf that a section asks, or None for sections of other questionnaires."""
    return next((node for node in capability_ladder().nodes if node.code == section and node.questions), None)


def capability_ladder() -> LadderReading:
    """The reading that grades intelligent-manufacturing capability."""
    reading = current().readings[LADDER]
    if not isinstance(reading, LadderReading):
        raise TypeError(f"{LADDER} is graded as {reading.model}, not as a ladder")
    return reading


def reading_of(key: str, version: str) -> Reading:
    """One version of a reading, of the content or with own weights.

    Raises:
        KeyError: there is no such version.
    """
    content = current()
    try:
        return content.reading(key, version)
    except KeyError:
        # What does not print was never stored, and some databases refuse to look for it.
        own = OwnReading.objects.filter(key=key, version=version).first() if version.isprintable() else None
        if own is None:
            raise
        return reading_with(own)


def readings_of_result(result: Result) -> list[Reading]:
    """The readings a result was graded by, in its order.

    Raises:
        KeyError: the content has a version of a reading no more.
    """
    return [reading_of(row["key"], row["version"]) for row in result.document["readings"]]


def reading_with(own: OwnReading) -> Reading:
    """The reading that stored weights make of the version they are based on."""
    return reweighted(
        reading_of(own.key, own.base_version),
        parent=own.changes["parent"],
        weights={code: Fraction(weight) for code, weight in own.changes["weights"].items()},
        profile=own.changes["profile"],
        version=own.version,
        sha256=own.sha256,
    )


def less_is_better(reading: Reading | None, indicator: str, unit: str) -> bool:
    """Whether a smaller value of an indicator, one of `reference_units`, is the better one."""
    if isinstance(reading, RangeReading):
        return FORMULAS[next(row.formulas[unit] for row in reading.indicators if row.code == indicator)].less_is_better
    if isinstance(reading, PointsReading):
        return FORMULAS[next(row.formula for row in reading.indicators if row.code == indicator)].less_is_better
    raise TypeError("only points and range readings have references")


def reference_units(reading: Reading | None) -> dict[str, tuple[str, ...]]:
    """Indicator -> units its references may have, the default first; empty for readings without quantities."""
    if isinstance(reading, PointsReading):
        return {indicator.code: (indicator.unit,) for indicator in reading.indicators}
    if isinstance(reading, RangeReading):
        return {indicator.code: tuple(indicator.formulas) for indicator in reading.indicators if indicator.formulas}
    return {}


def weighed_nodes(reading: Reading, parent: str, profile: str) -> tuple[str, ...]:
    """The nodes that share 100 percent and can be given weights of one's own, in their order; none when there is
    nothing to weigh.

    Args:
        reading: A ladder or points reading; others have no weights to set.
        parent: A node of a ladder with children; "" for its top and for the blocks of a points reading.
        profile: Of a ladder; "" for a points reading.
    """
    try:
        return weighable(reading, parent=parent, profile=profile)
    except WeightsRefused:
        return ()
