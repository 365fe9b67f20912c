"""The page of a plan: its phases and actions, what can be changed about them, the sums, and what it should bring."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.errors import Problem
from assessments.models import PlanAction
from content.loader import current
from planning.priorities import HORIZONS
from reports.charts import Lane
from reports.context.projection import Projection, milestones_of, projection_of
from reports.context.roadmap import Gantt, gantt_of
from reports.context.targets import money_said, target_said
from reports.context.words import Reader, short
from scoring.model import Json
from web.forms.plan import FIELD, NEW, NEW_FIELDS, PINNED, TypedPlan, actions_in, field_of, stored_fields
from web.texts import language, text

DAYS_A_MONTH = 30.4


@dataclass(frozen=True)
class Entry:
    """One field as it stands on the page."""

    name: str
    value: str
    problem: str = ""

    @property
    def id(self) -> str:
        return self.name.replace(".", "-")


@dataclass(frozen=True)
class ActionRow:
    """One action.

    Attributes:
        number: place in the whole plan.
        code: of its measure; "" for an action of the firm's own.
        fields: by name, for the form.
        order: what is wrong with the order; "" when nothing is.
    """

    id: int
    number: int
    title: str
    code: str
    status: str
    status_name: str
    owner: str
    due: str
    cost: str
    days: str
    note: str
    pinned: bool
    fields: Mapping[str, Entry]
    order: str

    @property
    def has_problem(self) -> bool:
        return any(entry.problem for entry in self.fields.values())


@dataclass(frozen=True)
class PlanPhase:
    title: str
    said: str
    rows: tuple[ActionRow, ...]


@dataclass(frozen=True)
class Difference:
    """Something another person changed in the meantime; `typed` is what was typed here for the same field."""

    what: str
    was: str
    now: str
    typed: str


@dataclass(frozen=True)
class PlanPage:
    """Everything the page shows.

    Attributes:
        target: what the plan aims at; "" for one that only keeps what was picked.
        reached: what the rules say of it, in a sentence; "" without a target.
        money: what it costs beside the budget, in sentences.
        seen: the stored fields as JSON, for the form to carry.
        new: the fields of an action to add.
        fields: of the plan itself.
        differences: what others changed since the page was made.
        problems: what is wrong and belongs to no field shown.
    """

    title: str
    target: str
    reached: str
    money: tuple[str, ...]
    phases: tuple[PlanPhase, ...]
    dropped: tuple[ActionRow, ...]
    gantt: Gantt | None
    projection: Projection | None
    version: int
    seen: str
    fields: Mapping[str, Entry]
    new: Mapping[str, Entry]
    removed: frozenset[str]
    statuses: tuple[tuple[str, str], ...]
    phase_choices: tuple[tuple[str, str], ...]
    differences: tuple[Difference, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return sum(len(phase.rows) for phase in self.phases)


@dataclass(frozen=True)
class Sent:
    """What was sent and not stored: as typed, what is wrong with it, and whether somebody else was faster."""

    typed: TypedPlan = field(default_factory=lambda: TypedPlan(0))
    problems: Sequence[Problem] = ()
    stale: bool = False


NOTHING_SENT = Sent()


def plan_page(document: Json, sent: Sent = NOTHING_SENT) -> PlanPage:
    """Put plan/1 into words in the active language, with what was typed still in its fields.

    Args:
        document: Of `plan_document`, as stored now.
        sent: What could not be stored.
    """
    reader = Reader(language())
    teller = _Teller(document, sent, reader)
    kept = [action for phase in document["phases"] for action in phase["actions"]]
    projected = document["projected"]
    return PlanPage(
        title=document["title"],
        target=target_said(document["target"], current(), reader) if document["target"] else "",
        reached=_reached(document["target"]),
        money=tuple(_money(document, reader)),
        phases=tuple(teller.phases()),
        dropped=tuple(teller.row(action) for action in document["dropped"]),
        gantt=_gantt(document, kept, teller, reader) if kept else None,
        projection=projection_of(projected, {**document["today"], "cuts": []}, current(), reader) if kept else None,
        version=document["version"],
        seen=json.dumps(teller.stored, ensure_ascii=False),
        fields={name: teller.entry(name) for name in ("title", "budget_wan")},
        new={name: teller.new_entry(name) for name in NEW_FIELDS},
        removed=frozenset(sent.typed.removed),
        statuses=tuple(PlanAction.Status.choices),
        phase_choices=tuple((str(place), _months(months, reader)) for place, months in enumerate(HORIZONS)),
        differences=tuple(teller.differences()) if sent.stale else (),
        problems=tuple(teller.homeless()),
    )


class _Teller:
    """Knows what is stored, what was typed instead, and what is wrong with it."""

    def __init__(self, document: Json, sent: Sent, reader: Reader):
        self.document, self.sent, self.reader = document, sent, reader
        self.stored = stored_fields(document)
        self.typed = sent.typed.changed
        self.wrong = {_place(problem.path): problem.message for problem in sent.problems}
        self.places = {action["id"]: number for number, action in enumerate(actions_in(document), 1)}
        self.titles = {action["id"]: text(action["title"]) for action in actions_in(document)}
        self.order = {row["action"]: row for row in document["out_of_order"]}

    def phases(self) -> Iterator[PlanPhase]:
        for phase in self.document["phases"]:
            rows = tuple(self.row(action) for action in phase["actions"])
            yield PlanPhase(_months(phase["months"], self.reader), self._said(phase, len(rows)), rows)

    def _said(self, phase: Json, count: int) -> str:
        if not count:
            return _("Nothing is planned for these months.")
        facts = {
            "count": count,
            "cost": money_said(phase["cost_wan"], self.reader),
            "days": short(phase["staff_days"]),
        }
        return (
            ngettext(
                "%(count)s action, about %(cost)s, %(days)s staff-days.",
                "%(count)s actions, about %(cost)s, %(days)s staff-days.",
                count,
            )
            % facts
        )

    def row(self, action: Json) -> ActionRow:
        code = action["measure"] or ""
        return ActionRow(
            id=action["id"],
            number=self.places[action["id"]],
            title=self.titles[action["id"]],
            code=code,
            status=action["status"],
            status_name=str(PlanAction.Status(action["status"]).label),
            owner=action["owner"],
            due=action["due"] or "",
            cost="" if action["budget_wan"] is None else money_said(action["budget_wan"], self.reader),
            days="" if action["staff_days"] is None else short(action["staff_days"]),
            note=action["note"],
            pinned=action["pinned"],
            fields={name: self.entry(field_of(action["id"], name)) for name in self.names(action["id"])},
            order=self._order(action),
        )

    def names(self, action: int) -> Iterable[str]:
        start = field_of(action, "")
        return (name.removeprefix(start) for name in self.stored if name.startswith(start))

    def _order(self, action: Json) -> str:
        found = self.order.get(action["id"])
        if found is None:
            return ""
        first = self.reader.quoted(text(current().measures[found["needs"]].title))
        if found["problem"] == "later":
            return _("It needs %(first)s first, and that is planned for later.") % {"first": first}
        return _("It needs %(first)s first, and that is not in the plan.") % {"first": first}

    def entry(self, name: str) -> Entry:
        return Entry(name, self.typed.get(name, self.stored.get(name, "")), self.wrong.get(name, ""))

    def new_entry(self, name: str) -> Entry:
        return Entry(NEW + name, self.sent.typed.added.get(name, ""), self.wrong.get(NEW + name, ""))

    def homeless(self) -> Iterator[str]:
        """Problems of no field that stands on the page."""
        shown = {*self.stored, *(NEW + name for name in NEW_FIELDS)}
        yield from (message for place, message in self.wrong.items() if place not in shown)

    def differences(self) -> Iterator[Difference]:
        """What is stored now and was not when the page was made."""
        seen = self.sent.typed.seen
        for name in dict.fromkeys([*self.stored, *seen]):
            was, now = seen.get(name, ""), self.stored.get(name, "")
            if was != now:
                typed = self.typed.get(name, "")
                words = [self._words(name, value) for value in (was, now, typed if typed != now else "")]
                yield Difference(self._what(name), *words)

    def _what(self, name: str) -> str:
        found = FIELD.fullmatch(name)
        if found is None:
            return _field_name(name)
        title = self.titles.get(int(found[1]), _("An action that is no longer there"))
        return f"{title} · {_field_name(found[2])}"

    def _words(self, name: str, value: str) -> str:
        """A stored or typed value as read."""
        field_name = name.rpartition(".")[2]
        if not value:
            return "–"
        if field_name == "status" and value in PlanAction.Status.values:
            return str(PlanAction.Status(value).label)
        if field_name == "phase" and value in ("0", "1", "2"):
            return _months(HORIZONS[int(value)], self.reader)
        return _("yes") if field_name == PINNED else value


def _place(path: str) -> str:
    """Where on the page a problem of the service belongs: actions.17.due -> a.17.due, added.0.title -> new.title."""
    parts = path.split(".")
    if parts[0] == "actions" and len(parts) == 3:
        return field_of(parts[1], parts[2])
    return NEW + parts[2] if parts[0] == "added" and len(parts) == 3 else path


def _field_name(name: str) -> str:
    names = {
        "title": _("Title"),
        "budget_wan": _("Budget (10,000 yuan)"),
        "staff_days": _("Own staff-days"),
        "owner": _("Who does it"),
        "due": _("Due"),
        "note": _("Note"),
        "phase": _("Phase"),
        "status": _("State"),
        PINNED: _("Pinned"),
    }
    return names.get(name, name)


def _months(months: str, reader: Reader) -> str:
    return _("Months %(months)s") % {"months": reader.spread(*months.split("-"))}


def _reached(target: Json) -> str:
    if not target:
        return ""
    if target["reached"]:
        return _("With everything that is not dropped, the rules find it reached.")
    return _("With what is left in the plan it is not reached; plan again or restore what was dropped.")


def _money(document: Json, reader: Reader) -> Iterator[str]:
    cost, days = money_said(document["cost_wan"], reader), short(document["staff_days"])
    yield _("In all about %(cost)s and %(days)s staff-days.") % {"cost": cost, "days": days}
    unused = document["unused_budget_wan"]
    if unused is not None and Decimal(unused) >= 0:
        yield _("%(money)s of the budget are left.") % {"money": money_said(unused, reader)}
    elif unused is not None:
        over = money_said(str(-Decimal(unused)), reader)
        yield _("That is %(money)s over the budget.") % {"money": over}
    if unpriced := document["unpriced"]:
        yield ngettext(
            "%(count)s action has no budget and counts nothing here.",
            "%(count)s actions have no budget and count nothing here.",
            unpriced,
        ) % {"count": unpriced}


def _gantt(document: Json, kept: Sequence[Json], teller: _Teller, reader: Reader) -> Gantt:
    start = date.fromisoformat(document["created_at"][:10])
    lanes = [
        Lane(teller.titles[action["id"]], action["phase"], _months_to(start, action["due"]), action["status"])
        for action in kept
    ]
    title = ngettext(
        "The plan in time: %(count)s action over 36 months; the table says the same.",
        "The plan in time: %(count)s actions over 36 months; the table says the same.",
        len(kept),
    ) % {"count": len(kept)}
    target = document["target"] or {"kind": ""}
    return gantt_of(lanes, milestones_of(target, document["projected"], current(), reader), title, reader)


def _months_to(start: date, due: str | None) -> Decimal | None:
    """Months from the start of the plan to a day."""
    if due is None:
        return None
    return Decimal(str((date.fromisoformat(due) - start).days / DAYS_A_MONTH))
