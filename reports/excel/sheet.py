"""What a sheet of the annex is: one table under a title and a note, described without knowing the file format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

TEXT = "text"
CODE = "code"
FIGURE = "figure"
"""A measured figure: about four digits are shown, the cell holds all that fit."""

EXACT = "exact"
"""An amount as it was entered: every digit is shown."""

SCORE = "score"
PERCENT = "percent"
"""A number of percent: 46 is 46 %."""

CHANGE = "change"
"""A number of percent with its sign."""

SHARE = "share"
"""A part of one: 0.46 is 46 %, and shown so."""

WHOLE = "whole"
YEAR = "year"
DAY = "day"
NUMBERS = (FIGURE, EXACT, SCORE, PERCENT, CHANGE, SHARE, WHOLE, YEAR)

Plain = str | int | date | None
"""What stands in a cell: text, a number as a decimal string or an integer, a day; None and "" leave it empty."""


@dataclass(frozen=True)
class Cell:
    """A cell that is not of its column's kind."""

    value: Plain
    kind: str


Value = Plain | Cell
Row = Mapping[str, Value]
"""What stands in a row, by the key of the column; a column that is not named stays empty."""


@dataclass(frozen=True)
class Column:
    """One column: its head, with the unit where all cells share one, and the kind of its cells."""

    key: str
    title: str
    kind: str = TEXT


@dataclass(frozen=True)
class Sheet:
    """One table.

    Attributes:
        code: names the sheet in every language.
        name: on its tab, at most 31 characters.
        title: above the table.
        note: how the figures are to be read, one line.
        fixed: columns that stay in view when the table is moved sideways.
    """

    code: str
    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    fixed: int = 1


def codes(found: Iterable[str]) -> str:
    """Codes in one cell; they hold no spaces."""
    return " ".join(found)
