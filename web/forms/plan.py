"""What was typed into a plan.

Fields are named after what they hold: `title` and `budget_wan` of the plan, `a.ID.FIELD` of one of its actions,
`new.FIELD` of an action to add, `remove` the ids of own actions to take out. `seen` is what the sender saw stored when
the page was made; only what differs from it is a change, so two people can work on different rows at the same time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from scoring.model import Json
from web.forms.section import counted, lines, seen_fields

FIELD = re.compile(r"a\.(\d{1,18})\.(\w+)", re.ASCII)
PLAN_FIELDS = ("title", "budget_wan")
NEW_FIELDS = ("title", "phase", "owner", "due", "budget_wan", "staff_days")
TEXTS = ("owner", "due", "budget_wan", "staff_days", "note")
SEEN, NEW, REMOVE, PINNED, ON = "seen", "new.", "remove", "pinned", "on"


def field_of(action: int | str, name: str) -> str:
    """The name of one field of one action on the page."""
    return f"a.{action}.{name}"


def stored_fields(document: Json) -> dict[str, str]:
    """What plan/1 holds, field by field, as the page carries it."""
    budget = document["limits"]["budget_wan"]
    found = {"title": document["title"], "budget_wan": budget or ""}
    for action in actions_in(document):
        row = {name: action[name] or "" for name in TEXTS}
        row |= {"phase": str(action["phase"]), "status": action["status"], PINNED: ON if action["pinned"] else ""}
        if action["measure"] is None:
            row["title"] = action["title"]["en"]
        found |= {field_of(action["id"], name): str(value) for name, value in row.items()}
    return found


def actions_in(document: Json) -> list[Json]:
    """Every action of plan/1, the dropped ones last."""
    return [*(action for phase in document["phases"] for action in phase["actions"]), *document["dropped"]]


@dataclass(frozen=True)
class TypedPlan:
    """What came in.

    Attributes:
        fields: field name -> text as typed.
        seen: field name -> what the sender saw stored.
        added: the fields of an action to add; empty where none is.
        removed: ids of own actions to take out.
    """

    version: int
    fields: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()

    @classmethod
    def from_post(cls, post: QueryDict) -> TypedPlan:
        """Sort the fields of a request; names of no kind are ignored, values are checked by the service.

        Raises:
            BadRequest: the version or what was seen is damaged.
        """
        seen = seen_fields(post.get(SEEN, "{}"))
        fields = {name: lines(str(post[name])).strip() for name in PLAN_FIELDS if name in post}
        fields |= {name: lines(str(post[name])).strip() for name in post if FIELD.fullmatch(name)}
        # A box that is not ticked is not sent; of a row that was on the page it is an answer all the same.
        rows = {found[1] for name in fields if (found := FIELD.fullmatch(name))}
        fields |= {name: "" for name in (field_of(row, PINNED) for row in rows) if name not in post}
        added = {name: str(post.get(NEW + name, "")).strip() for name in NEW_FIELDS}
        return cls(
            counted(str(post.get("version", ""))),
            fields,
            seen,
            added if any(value for name, value in added.items() if name != "phase") else {},
            tuple(dict.fromkeys(post.getlist(REMOVE))),
        )

    @property
    def changed(self) -> dict[str, str]:
        """The fields that differ from what the sender saw."""
        return {name: value for name, value in self.fields.items() if value != self.seen.get(name, "")}

    def changes(self) -> dict[str, Any]:
        """The same in the shape the service takes."""
        found: dict[str, Any] = {}
        actions: dict[str, dict[str, Any]] = {}
        for name, value in self.changed.items():
            row = FIELD.fullmatch(name)
            if row is None:
                found[name] = value
            else:
                actions.setdefault(row[1], {})[row[2]] = value == ON if row[2] == PINNED else value
        if actions:
            found["actions"] = actions
        if self.added:
            found["added"] = [{name: value for name, value in self.added.items() if value or name == "title"}]
        if self.removed:
            found["removed"] = self.removed
        return found
