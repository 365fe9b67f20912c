"""A reading with weights of one's own: same questions, same rules, other proportions."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from content.errors import WeightsRefused
from content.grading_pieces import HUNDRED
from scoring.model import LadderReading, PointsReading, Reading


def weighable(reading: Reading, *, parent: str, profile: str) -> tuple[str, ...]:
    """Return what can be weighed against each other, in the order of the reading.

    Args:
        reading: A ladder: the children of `parent` that `profile` weighs. A points reading: its blocks.
        parent: Code of an inner node; "" for the whole, which is all a points reading has.
        profile: "discrete", "process" ...; "" for a points reading.

    Raises:
        WeightsRefused: the reading is of another model, or has no such parent or profile.
    """
    weighed = _weighed(reading)
    if isinstance(weighed, LadderReading):
        if profile not in weighed.profiles:
            raise WeightsRefused("unknown profile", profile or "none", f"one of {', '.join(weighed.profiles)}")
        weights = weighed.profiles[profile].weights
        children = tuple(node.code for node in weighed.nodes if (node.parent or "") == parent and node.code in weights)
        if not children:
            raise WeightsRefused("unknown parent", parent, "a node with children that the profile weighs")
        return children
    for reason, given in (("unknown profile", profile), ("unknown parent", parent)):
        if given:
            raise WeightsRefused(reason, given, "nothing, as blocks of points are weighed in the whole")
    return tuple(weighed.blocks)


def _weighed(reading: Reading) -> LadderReading | PointsReading:
    if isinstance(reading, LadderReading | PointsReading):
        return reading
    raise WeightsRefused("model", reading.model, "a ladder or points reading; other models have no weights to choose")


def reweighted(
    reading: Reading, *, parent: str, weights: Mapping[str, Fraction], profile: str, version: str, sha256: str
) -> Reading:
    """Return the reading with other weights inside one parent, as a version of its own with the status "own".

    Args:
        reading: The version it rests on; it stays as it is.
        parent, profile: What is weighed, see `weighable`.
        weights: In percent, one above 0 for each of `weighable`, 100 in all.
        version: Of the new reading, such as "2020-1-w1".
        sha256: Of the record the weights stand in.

    Raises:
        WeightsRefused: see `weighable`; or a weight is missing, not asked for, not above 0, or they do not sum to 100.

    >>> from content.loader import current
    >>> green = current().readings["green-factory-2018"]
    >>> even = {code: Fraction(100, len(green.blocks)) for code in green.blocks}
    >>> own = reweighted(green, parent="", weights=even, profile="", version="2018-1-w1", sha256="0" * 64)
    >>> own.version, own.status, own.blocks["performance"].weight, green.blocks["performance"].weight
    ('2018-1-w1', 'own', Fraction(50, 3), Fraction(30, 1))
    """
    _check(weights, weighable(reading, parent=parent, profile=profile))
    weighed = _weighed(reading)
    if isinstance(weighed, LadderReading):
        before = weighed.profiles[profile]
        own = replace(before, status="own", weights=MappingProxyType({**before.weights, **weights}))
        profiles = MappingProxyType({**weighed.profiles, profile: own})
        return replace(weighed, version=version, sha256=sha256, status="own", profiles=profiles)
    blocks = {code: replace(block, weight=weights[code]) for code, block in weighed.blocks.items()}
    return replace(weighed, version=version, sha256=sha256, status="own", blocks=MappingProxyType(blocks))


def _check(weights: Mapping[str, Fraction], codes: tuple[str, ...]) -> None:
    missing = [code for code in codes if code not in weights]
    strange = [code for code in weights if code not in codes]
    if missing or strange:
        raise WeightsRefused("codes", ", ".join(weights) or "none", f"a weight for each of {', '.join(codes)}")
    for code, weight in weights.items():
        if weight <= 0:
            raise WeightsRefused("weight", f"{weight} for {code}", "a weight above 0")
    total = sum(weights.values(), Fraction(0))
    if total != HUNDRED:
        raise WeightsRefused("sum", str(total), "weights that sum to 100")
