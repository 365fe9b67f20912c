"""The roadmap page: what was asked for, the way there in words, and what is pinned or left out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.models import Result
from assessments.selectors import LADDER, Standing
from assessments.services.limits import planning_problem
from assessments.services.roadmap import roadmap_document
from content.loader import current
from planning.errors import PinNotPossible, PlanningError
from planning.targets import MOST
from reports.context.roadmap import Roadmap, roadmap_of, today_of_document
from reports.context.words import Reader
from scoring.model import Json
from web.forms.roadmap import DROP, LIMITS, PIN, RoadmapForm, chosen_codes
from web.texts import language, text


@dataclass(frozen=True)
class Named:
    """A measure by code and title."""

    code: str
    title: str


@dataclass(frozen=True)
class RoadmapPage:
    """Everything the page shows.

    Attributes:
        roadmap: None while the form is wrong or no plan could be made.
        problem: why no plan could be made; "" where there is one.
        pins: codes of the measures every plan must have.
        elsewhere: pinned measures that stand in no phase of this plan.
        drops: measures no plan may have.
        unpinned: measures that could not be kept pinned.
        hidden: what a saved plan is made of, as names and values of hidden fields.
    """

    form: RoadmapForm
    roadmap: Roadmap | None
    problem: str
    pins: frozenset[str]
    elsewhere: tuple[Named, ...]
    drops: tuple[Named, ...]
    unpinned: tuple[Named, ...]
    hidden: tuple[tuple[str, str], ...]
    title: str


@dataclass(frozen=True)
class Asked:
    """A valid question: the pins that can be kept, and what planning says to it."""

    document: Json | None
    problem: str
    pins: tuple[str, ...]
    unpinned: tuple[str, ...]


def roadmap_form(result: Result, standing: Standing, data: QueryDict) -> RoadmapForm:
    """The form as it came in; without a target, the one the result itself aims at."""
    rows = {row["key"]: row for row in result.document["readings"]}
    levels = {key: row["level"]["code"] if row["level"] else "" for key, row in rows.items()}
    default = result.document["roadmap"]["target"].get("text", f"{LADDER}:{MOST}")
    return RoadmapForm(data, readings=standing.today.readings, levels=levels, default=default)


def roadmap_page(result: Result, standing: Standing, data: QueryDict) -> RoadmapPage:
    """Plan as the address says, and put it into words in the active language."""
    form = roadmap_form(result, standing, data)
    drops = chosen_codes(data, DROP, standing.catalogue)
    pins = tuple(code for code in chosen_codes(data, PIN, standing.catalogue) if code not in drops)
    asked = planned(standing, form, pins, drops) if form.is_valid() else Asked(None, "", pins, ())
    titles = own_titles(standing)
    roadmap = None
    if asked.document is not None:
        reader, today = Reader(language()), today_of_document(result.document)
        roadmap = roadmap_of(asked.document, current(), reader, titles, today=today)
    shown = {step.code for step in roadmap.steps} if roadmap else set()
    return RoadmapPage(
        form=form,
        roadmap=roadmap,
        problem=asked.problem,
        pins=frozenset(asked.pins),
        elsewhere=_named(standing, [code for code in asked.pins if code not in shown]),
        drops=_named(standing, drops),
        unpinned=_named(standing, asked.unpinned),
        hidden=_hidden(form, asked.pins, drops) if roadmap else (),
        title=plan_title(roadmap.target) if roadmap else "",
    )


def planned(standing: Standing, form: RoadmapForm, pins: Sequence[str], drops: Sequence[str]) -> Asked:
    """Plan what a valid form asks for; a pin that cannot be kept is taken out and named rather than refused."""
    kept = list(pins)
    lost: list[str] = []
    while True:
        try:
            document = roadmap_document(
                standing, target=form.asked.text, limits=form.limits, pinned=kept, dropped=drops
            )
            return Asked(document, "", tuple(kept), tuple(lost))
        except PinNotPossible as error:
            if error.code not in kept:
                return Asked(None, planning_problem(error).message, tuple(kept), tuple(lost))
            kept.remove(error.code)
            lost.append(error.code)
        except PlanningError as error:
            return Asked(None, planning_problem(error).message, tuple(kept), tuple(lost))


def own_titles(standing: Standing) -> dict[str, str]:
    """Titles of the measures that only this firm has."""
    published = current().measures
    return {code: text(measure.title) for code, measure in standing.catalogue.items() if code not in published}


def plan_title(target: str) -> str:
    """What a plan is called unless somebody names it."""
    return (_("Plan: %(target)s") % {"target": target})[:120]


def _named(standing: Standing, codes: Sequence[str]) -> tuple[Named, ...]:
    return tuple(Named(code, text(standing.catalogue[code].title)) for code in codes)


def _hidden(form: RoadmapForm, pins: Sequence[str], drops: Sequence[str]) -> tuple[tuple[str, str], ...]:
    typed = [(name, str(form.data[name])) for name in LIMITS if form.data.get(name)]
    carried = [("carry", "on")] if form.cleaned_data["carry"] else []
    return (
        ("target", form.asked.text),
        *typed,
        *carried,
        *((PIN, code) for code in pins),
        *((DROP, code) for code in drops),
    )
