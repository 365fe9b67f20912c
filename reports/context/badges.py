"""The three badges on the cover and on the brief: level, tier, and how digital and green go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from content.model import Content
from reports.charts import rungs_svg
from reports.context.barriers import Barriers
from reports.context.capability import Capability
from reports.context.green import Green
from reports.context.synergy import Synergy
from scoring.model import LadderReading, PointsReading, SeverityReading

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Badge:
    """What stands in large letters; `rungs` is a picture of how far up that is, "" for what is not graded."""

    label: str
    figure: str
    note: str
    mark: str = ""
    rungs: str = ""


def capability_badge(part: Capability, row: Json, reading: LadderReading) -> Badge:
    label = _("Capability level")
    if not part.graded:
        return _open(label)
    failed = next((gate for gate in row["gates"] if not gate["passed"]), None)
    rungs = rungs_svg(
        len(reading.levels),
        reached=int(part.level_code),
        part=Decimal(failed["score"] or 0) if failed else 0,
        title=part.standing,
    )
    return Badge(label, part.level, part.score, "", rungs)


def green_badge(part: Green, row: Json, reading: PointsReading) -> Badge:
    label = _("Green-factory tier")
    if not part.graded:
        return _open(label)
    codes = [tier.code for tier in reading.tiers]
    rungs = rungs_svg(len(codes) - 1, reached=codes.index(row["level"]["code"]), title=part.standing)
    return Badge(label, part.tier, _("%(score)s of 100") % {"score": part.score}, "△", rungs)


def synergy_badge(part: Synergy, content: Content) -> Badge:
    label = _("Digital and green together")
    if not part.graded:
        return _open(label)
    codes = [grade.code for grade in content.synergy.grades]
    rungs = rungs_svg(len(codes), reached=codes.index(part.grade_code) + 1, title=part.standing)
    return Badge(label, part.grade, _("coordination %(value)s of 1") % {"value": part.coordination}, "△", rungs)


def barriers_badge(part: Barriers, row: Json, reading: SeverityReading) -> Badge:
    """What stands in the third place where the rules did not grade how digital and green go together."""
    label = _("Barriers")
    if not part.graded:
        return _open(label)
    codes = [band.code for band in reading.bands]
    rungs = rungs_svg(len(codes), reached=codes.index(row["level"]["code"]) + 1, title=part.standing)
    return Badge(label, part.band, _("%(score)s of 100") % {"score": part.score}, part.mark, rungs)


def _open(label: str) -> Badge:
    return Badge(label, "–", _("questions open"))
