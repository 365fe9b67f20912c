"""The roadmap in words and pictures: what to reach, what to do in each phase, what stands after it, and the proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.model import Content
from planning.priorities import HORIZONS
from planning.targets import MOST
from reports.charts import MOST_LANES, Lane, Milestone, gantt_svg
from reports.context.projection import Projection, milestones_of, projection_of, today_of_document
from reports.context.reasons import Reasons
from reports.context.targets import money_said, nearest_said, reason_said, target_said
from reports.context.words import Reader, short

__all__ = [
    "Gantt",
    "Roadmap",
    "RoadmapPhase",
    "Step",
    "gantt_of",
    "reason_said",
    "roadmap_of",
    "target_said",
    "today_of_document",
]

Json = Mapping[str, Any]
WIDE, NARROW = 640, 340


@dataclass(frozen=True)
class Gantt:
    """The same picture for paper and a wide screen, and for a narrow one."""

    wide: str
    narrow: str


@dataclass(frozen=True)
class Step:
    """One measure of the roadmap.

    Attributes:
        number: counts through all phases.
        why: in sentences; `brief` says the same in a few words.
        pinned: it was asked for, whatever it counts.
    """

    code: str
    number: int
    title: str
    why: str
    brief: str
    cost: str
    staff_days: str
    pinned: bool


@dataclass(frozen=True)
class RoadmapPhase:
    """What is done in one phase.

    Attributes:
        months: "0-6", "6-18" or "18-36".
        said: how many measures, for what money and how many days; that there is none where there is none.
    """

    months: str
    title: str
    anchor: str
    said: str
    cost: str
    staff_days: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Roadmap:
    """Everything a page says of a roadmap.

    Attributes:
        target: what it aims at.
        outcome: what it takes, or why it cannot be reached.
        nearest: the nearest target that can be reached, as a sentence; "" where there is none.
        nearest_text: the same as `parse_target` reads it; "" where there is none.
        unused: what is left of the budget; "" without a budget.
        certificate: how it is known that nothing is better; "" where there was nothing to prove.
        projection: None where nothing is done.
        gantt: None where nothing is done.
    """

    target: str
    reached: bool
    outcome: str
    nearest: str
    nearest_text: str
    unused: str
    certificate: str
    cost: str
    staff_days: str
    count: int
    phases: tuple[RoadmapPhase, ...]
    projection: Projection | None
    gantt: Gantt | None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The measures of all phases."""
        return tuple(step for phase in self.phases for step in phase.steps)


def roadmap_of(
    block: Json,
    content: Content,
    reader: Reader,
    titles: Mapping[str, str] | None = None,
    *,
    today: Json | None = None,
) -> Roadmap | None:
    """Put a roadmap into words; None for a result that has none.

    Args:
        block: roadmap/1, or the `roadmap` of a result of any age.
        content: The names.
        reader: The language, which must be the active one.
        titles: Code -> title of measures the content does not have.
        today: Where the firm stands before anything is done, in the shape of a row of `projected`; see
            `today_of_document`. Without it the projected results stand alone.
    """
    if not block["target"]:
        return None
    target = block["target"]
    reasons = Reasons(content, reader, titles)
    phases = _phases(block, reasons, reader)
    count = sum(len(phase.steps) for phase in phases)
    cost = money_said(block["cost_wan"], reader)
    days = short(sum((Decimal(phase["staff_days"]) for phase in block["phases"]), Decimal(0)))
    unused = block["unused_budget_wan"]
    return Roadmap(
        target=target_said(target, content, reader),
        reached=target["reached"],
        outcome=_outcome(target, count, cost, days, content, reader),
        nearest=nearest_said(target, content, reader),
        nearest_text=target["nearest"]["text"] if target["nearest"] else "",
        unused="" if unused is None or not target["reached"] else money_said(unused, reader),
        certificate=_certificate(block, reader),
        cost=cost,
        staff_days=days,
        count=count,
        phases=phases,
        projection=projection_of(block["projected"], today, content, reader) if count else None,
        gantt=_gantt(block, phases, content, reader) if count else None,
    )


def _phases(block: Json, reasons: Reasons, reader: Reader) -> tuple[RoadmapPhase, ...]:
    phases = []
    number = 0
    for row in block["phases"]:
        steps = []
        for measure in row["measures"]:
            number += 1
            pinned = measure["code"] in block["pinned"]
            why = [*reasons.sentences(measure["why"]), _("It stands here because it was pinned.") if pinned else ""]
            steps.append(
                Step(
                    code=measure["code"],
                    number=number,
                    title=reasons.title(measure["code"]),
                    why=reader.sentences(why),
                    brief=reasons.brief(measure["why"]),
                    cost=money_said(measure["cost_wan"], reader),
                    staff_days=short(measure["staff_days"]),
                    pinned=pinned,
                )
            )
        cost, days = money_said(row["cost_wan"], reader), short(row["staff_days"])
        phases.append(
            RoadmapPhase(
                months=row["months"],
                title=_("Months %(months)s") % {"months": reader.spread(*row["months"].split("-"))},
                anchor=f"roadmap-{row['months']}",
                said=_phase_said(len(steps), cost, days),
                cost=cost,
                staff_days=days,
                steps=tuple(steps),
            )
        )
    return tuple(phases)


def _phase_said(count: int, cost: str, days: str) -> str:
    if not count:
        return _("Nothing is planned for these months.")
    return ngettext(
        "%(count)s measure, about %(cost)s with %(days)s of the firm's own staff-days counted in.",
        "%(count)s measures, about %(cost)s with %(days)s of the firm's own staff-days counted in.",
        count,
    ) % {"count": count, "cost": cost, "days": days}


def _outcome(target: Json, count: int, cost: str, days: str, content: Content, reader: Reader) -> str:
    if not target["reached"]:
        return reason_said(target["reason"], content, reader)
    facts = {"count": count, "cost": cost, "days": days}
    if target["kind"] == MOST:
        if not count:
            return _("Within these means no measure makes it better.")
        said = ngettext(
            "%(count)s measure gets the most out of the means: about %(cost)s, with %(days)s of the firm's own "
            "staff-days counted in.",
            "%(count)s measures get the most out of the means: about %(cost)s together, with %(days)s of the firm's "
            "own staff-days counted in.",
            count,
        )
        return said % facts
    if not count:
        return _("It is reached already; nothing needs to be done for it.")
    said = ngettext(
        "%(count)s measure is enough: about %(cost)s, with %(days)s of the firm's own staff-days counted in.",
        "%(count)s measures are enough: about %(cost)s together, with %(days)s of the firm's own staff-days counted "
        "in.",
        count,
    )
    return said % facts


def _certificate(block: Json, reader: Reader) -> str:
    """How it is known; "" where the target is reached already or cannot be judged, so that nothing was proved."""
    proof, reason = block["certificate"], block["target"]["reason"]
    if proof["status"] == "optimal":
        if proof["solver"] is None:
            return ""
        said = (
            _("Proved: no other choice among the measures that fit reaches the target for less money.")
            if proof["unit"] == "yuan"
            else _("Proved: no other choice among the measures that fit gets more out of these means.")
        )
        return reader.sentences((said, _chosen(block), _("The rules have graded the roadmap once more.")))
    if proof["solver"] is not None:
        said = _("Proved: no choice among the measures that fit reaches the target within these means.")
        return reader.sentences((said, _chosen(block)))
    if reason["reason"] in ("incomplete", "not-assessed"):
        return ""
    return _("Checked by the rules: all measures that fit, taken together, do not reach the target.")


def _chosen(block: Json) -> str:
    pinned, dropped = bool(block["pinned"]), bool(block["dropped"])
    if pinned and dropped:
        return _("What was pinned stays in, and what was dropped stays out.")
    if pinned:
        return _("What was pinned stays in.")
    return _("What was dropped stays out.") if dropped else ""


# Pictures


def _gantt(block: Json, phases: Sequence[RoadmapPhase], content: Content, reader: Reader) -> Gantt:
    lanes = [Lane(step.title, place) for place, phase in enumerate(phases) for step in phase.steps]
    count = len(lanes)
    title = ngettext(
        "The roadmap in time: %(count)s measure over 36 months; the tables say the same.",
        "The roadmap in time: %(count)s measures over 36 months; the tables say the same.",
        count,
    ) % {"count": count}
    return gantt_of(lanes, milestones_of(block["target"], block["projected"], content, reader), title, reader)


def gantt_of(lanes: Sequence[Lane], milestones: Sequence[Milestone], title: str, reader: Reader) -> Gantt:
    """Draw lanes and milestones with the words of the active language, wide and narrow.

    Args:
        lanes: At least one; the first `MOST_LANES` are drawn, and how many more there are is said.
        milestones: Of `projection.milestones_of`, or none.
        title: What a reader hears instead of the picture.
        reader: The language.
    """
    more = len(lanes) - MOST_LANES
    rest = ngettext("and %(count)s more in the table", "and %(count)s more in the table", more) if more > 0 else ""
    heads = [_("Months %(months)s") % {"months": reader.spread(*months.split("-"))} for months in HORIZONS]
    states = {"planned": _("planned"), "doing": _("under way"), "done": _("done"), "dropped": _("dropped")}

    def drawn(width: float) -> str:
        return gantt_svg(
            lanes,
            milestones,
            title=title,
            heads=heads,
            states=states,
            milestone=_("projected result"),
            rest=rest % {"count": more} if rest else "",
            width=width,
        )

    return Gantt(drawn(WIDE), drawn(NARROW))
