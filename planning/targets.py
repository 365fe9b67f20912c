"""What a firm can aim at, how it is written, and when it is reached.

im-capability:2 · im-capability:technology.data:3 · green-factory-2018:provincial · barriers:unable:50 · energy:-10 ·
im-capability:most

Source: docs/method.md#roadmap.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from planning.errors import TargetNotUnderstood
from planning.whatif import Today
from scoring.exact import text_of
from scoring.model import Json, LadderReading, PointsReading, Reading, ReadingResult, SeverityReading

LEVEL, TIER, SEVERITY, EFFECT, MOST = "level", "tier", "severity", "effect", "most"
"""Kinds of targets; the last is also what is written for the best score there is within the limits."""

BARRIERS = "barriers"
"""Stands for the severity reading in a target."""

EFFECTS = ("energy", "co2")
WHOLE = "all"
HUNDRED = Fraction(100)

NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,10})?")
"""Written out in full and short: what "1e99999999" stands for would fill the memory before it is found too large."""


@dataclass(frozen=True)
class Target:
    """Something to reach.

    Attributes:
        kind: LEVEL (this level or a higher one), TIER (likewise), SEVERITY (below a number), EFFECT (a cut of at
            least so many percent) or MOST (the best score there is within the limits).
        reading: key of the reading; "energy" or "co2" for an effect.
        node: a node of a ladder, a group of barriers, or "" for the whole.
        wanted: level or tier code, severity on (0, 100], a change in percent on (-100, 0), or "most".
    """

    kind: str
    reading: str
    node: str
    wanted: str

    @property
    def text(self) -> str:
        """The shortest text `parse_target` reads as this target.

        >>> Target(LEVEL, "im-capability", "", "2").text, Target(SEVERITY, "x", "", "25").text
        ('im-capability:2', 'barriers:all:25')
        """
        if self.kind == SEVERITY:
            return f"{BARRIERS}:{self.node or WHOLE}:{self.wanted}"
        return ":".join(part for part in (self.reading, self.node, self.wanted) if part)


def parse_target(text: str, readings: Sequence[Reading]) -> Target:
    """Return the target a text names: reading:wanted or reading:node:wanted.

    A ladder takes a level and any node by its code or, where only one has it, the last part of its code. A points
    reading with tiers takes a tier. "barriers" takes a group or "all", and the severity to fall below. "energy" and
    "co2" take a change in percent such as -10. Any reading takes "most": its best score within the limits. Numbers are
    written out, with at most ten decimals.

    Raises:
        TargetNotUnderstood: with what would be understood in its place.
    """
    first, *rest = text.strip().split(":")
    if first in EFFECTS:
        return _effect_target(text, first, rest)
    for reading in readings:
        is_meant = first == reading.key or (first == BARRIERS and isinstance(reading, SeverityReading))
        if is_meant and rest == [MOST]:
            return Target(MOST, reading.key, "", MOST)
        if is_meant and isinstance(reading, SeverityReading):
            return _severity_target(text, reading, rest)
        if is_meant and isinstance(reading, LadderReading):
            return _level_target(text, reading, rest)
        if is_meant and isinstance(reading, PointsReading) and reading.tiers:
            return _tier_target(text, reading, rest)
    raise TargetNotUnderstood(text, tuple(_examples(readings)))


def _examples(readings: Sequence[Reading]) -> Iterable[str]:
    for reading in readings:
        yield f"{reading.key}:{MOST}"
        if isinstance(reading, LadderReading):
            yield f"{reading.key}:{reading.levels[0].code}"
        if isinstance(reading, PointsReading) and reading.tiers:
            yield f"{reading.key}:{reading.tiers[-1].code}"
        if isinstance(reading, SeverityReading):
            yield f"{BARRIERS}:{WHOLE}:50"
    yield from (f"{kind}:-10" for kind in EFFECTS)


def _effect_target(text: str, kind: str, rest: Sequence[str]) -> Target:
    wanted = _number(rest[0]) if len(rest) == 1 else None
    if wanted is None or not -HUNDRED < wanted < 0:
        raise TargetNotUnderstood(text, (f"{kind}:-10 (percent, between -100 and 0)",))
    return Target(EFFECT, kind, "", text_of(wanted))


def _severity_target(text: str, reading: SeverityReading, rest: Sequence[str]) -> Target:
    groups = (WHOLE, *(node.code for node in reading.nodes))
    wanted = _number(rest[-1]) if len(rest) == 2 else None
    if wanted is None or not 0 < wanted <= HUNDRED or rest[0] not in groups:
        accepted = f"{BARRIERS}:<{'|'.join(groups)}>:<severity to fall below, above 0 and up to 100>"
        raise TargetNotUnderstood(text, (accepted,))
    return Target(SEVERITY, reading.key, "" if rest[0] == WHOLE else rest[0], text_of(wanted))


def _level_target(text: str, reading: LadderReading, rest: Sequence[str]) -> Target:
    *place, wanted = rest or ("",)
    nodes = [node.code for node in reading.nodes if place and place[0] in (node.code, node.short)]
    # A domain with one sub-domain shares its name; the whole code comes first, then the only one with that last part.
    exact = [code for code in nodes if place and code == place[0]]
    found = exact or nodes
    levels = _steps_of(reading)
    if wanted not in levels or len(place) > 1 or (place and len(found) != 1):
        accepted = f"{reading.key}:<{'|'.join(levels)}>", f"{reading.key}:<code of a node>:<{'|'.join(levels)}>"
        raise TargetNotUnderstood(text, accepted)
    return Target(LEVEL, reading.key, found[0] if place else "", wanted)


def _tier_target(text: str, reading: PointsReading, rest: Sequence[str]) -> Target:
    tiers = _steps_of(reading)
    if len(rest) != 1 or rest[0] not in tiers:
        raise TargetNotUnderstood(text, (f"{reading.key}:<{'|'.join(tiers)}>",))
    return Target(TIER, reading.key, "", rest[0])


def _number(text: str) -> Fraction | None:
    return Fraction(text) if NUMBER.fullmatch(text) else None


def is_reached(target: Target, results: Sequence[ReadingResult], cut: Fraction = Fraction(0)) -> bool:
    """Return whether a target is reached, by what the rules say and nothing else.

    Args:
        results: Of all readings.
        cut: What all measures taken cut of an effect, in percent, 0 or above.
    """
    if target.kind == MOST:
        return False
    if target.kind == EFFECT:
        return cut >= -Fraction(target.wanted)
    result = next(result for result in results if result.reading.key == target.reading)
    if result.status != "complete":
        return False
    reading = result.reading
    row = next((row for row in result.nodes if row["code"] == target.node), None)
    if target.kind == SEVERITY:
        score = result.score if not target.node else _score_of(row)
        return score is not None and score < Fraction(target.wanted)
    if result.level is None:
        return False
    if target.kind == TIER:
        tiers = _steps_of(reading)
        return tiers.index(result.level.code) >= tiers.index(target.wanted)
    level = result.level.code if not target.node else (row or {}).get("level")
    return level is not None and int(level) >= int(target.wanted)


def _score_of(row: Json | None) -> Fraction | None:
    return None if row is None or row["score"] is None else Fraction(row["score"])


def lesser(target: Target, today: Today) -> tuple[Target, ...]:
    """Return the levels or tiers between today's and the target, highest first; none for the other kinds."""
    if target.kind not in (LEVEL, TIER):
        return ()
    codes = _steps_of(today.result(target.reading).reading)
    below = reversed(codes[: codes.index(target.wanted)])
    found = (Target(target.kind, target.reading, target.node, code) for code in below)
    return tuple(each for each in found if not is_reached(each, today.results))


def next_step(result: ReadingResult) -> Target | None:
    """Return the level or tier above the one a reading reached; None at the top, or where it has neither."""
    reading = result.reading
    codes = _steps_of(reading)
    reached = "" if result.level is None else result.level.code
    above = codes[codes.index(reached) + 1 :] if reached in codes else codes
    kind = LEVEL if isinstance(reading, LadderReading) else TIER
    return Target(kind, reading.key, "", above[0]) if above else None


def _steps_of(reading: Reading) -> tuple[str, ...]:
    """The levels or tiers of a reading, ascending; none where it has neither."""
    if isinstance(reading, LadderReading):
        return tuple(level.code for level in reading.levels)
    return tuple(tier.code for tier in reading.tiers) if isinstance(reading, PointsReading) else ()
