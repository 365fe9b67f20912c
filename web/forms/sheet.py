"""What was typed into the sheet of yearly figures.

Fields are named after what they hold: `v.YEAR.CODE` a figure, `u.CODE` the unit of its row (or `u.YEAR.CODE` of itself
alone), `n.CODE` a note. `seen` is what the sender saw stored when the page was made, `was.FIELD` the same for one field
of a save in the background; it lets two people fill in different cells at the same time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assessments.services.validation import Refused, amount
from content.loader import current
from web.forms.section import NOTE, SEPARATOR, WAS, counted, lines, plain, seen_fields

FIGURE = re.compile(r"v\.(\d{4})\.(\w+)", re.ASCII)
SEEN = "seen"

Cell = tuple[int, str]
"""Year and quantity code."""


def field_of(cell: Cell) -> str:
    return f"v.{cell[0]}.{cell[1]}"


def cell_of(name: str) -> Cell | None:
    found = FIGURE.fullmatch(name)
    return (int(found[1]), found[2]) if found else None


@dataclass(frozen=True)
class TypedSheet:
    """What came in.

    Attributes:
        cells: figure and unit as typed.
        notes: quantity code -> note.
        was: field name -> what the sender saw stored, figures as "amount|unit".
    """

    version: int
    cells: Mapping[Cell, tuple[str, str]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    was: Mapping[str, str] = field(default_factory=dict)
    do: str = ""

    @classmethod
    def from_post(cls, post: Mapping[str, str]) -> TypedSheet:
        """Sort the fields of a request; names of no kind are ignored, codes are checked by the service.

        Raises:
            BadRequest: the version or what was seen is damaged.
        """
        cells: dict[Cell, tuple[str, str]] = {}
        notes: dict[str, str] = {}
        was = seen_fields(post.get(SEEN, "{}"))
        for name, value in post.items():
            cell = cell_of(name)
            if cell is not None:
                unit = post.get(f"u.{cell[0]}.{cell[1]}", post.get(f"u.{cell[1]}", ""))
                cells[cell] = (value, unit)
            elif name.startswith(NOTE):
                notes[name[len(NOTE) :]] = lines(value).strip()
            elif name.startswith(WAS):
                was[name[len(WAS) :]] = lines(value)
        return cls(counted(post.get("version", "0")), cells, notes, was, post.get("do", ""))

    @property
    def fields(self) -> list[str]:
        return [*map(field_of, self.cells), *(NOTE + code for code in self.notes)]

    def text(self, name: str) -> str:
        """What was typed, in a form that can be compared with what is stored."""
        cell = cell_of(name)
        if cell is None:
            return self.notes[name[len(NOTE) :]]
        return figure_text(cell[1], *self.cells[cell])

    def seen(self, name: str) -> str:
        """What the sender saw stored, in the same form."""
        was = self.was.get(name, "")
        cell = cell_of(name)
        if cell is None:
            return was
        value, _separator, unit = was.rpartition(SEPARATOR)
        return figure_text(cell[1], value, unit)

    def changed(self) -> TypedSheet:
        """The same with only the fields that differ from what the sender saw."""
        return self.only({name for name in self.fields if self.text(name) != self.seen(name)})

    def only(self, names: set[str]) -> TypedSheet:
        return replace(
            self,
            cells={cell: typed for cell, typed in self.cells.items() if field_of(cell) in names},
            notes={code: note for code, note in self.notes.items() if NOTE + code in names},
        )


def figure_text(code: str, value: str, unit: str) -> str:
    """A figure in its base unit; what cannot be read stays as it was typed, and a blank is ""."""
    if not value.strip():
        return ""
    try:
        checked, known = amount(code, value, unit)
    except Refused:
        return f"{value}{SEPARATOR}{unit}"
    return plain(checked * current().questions[code].units[known])
