"""What helps with measures: how much they cut, who did them before, what can be bought, and who supports it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from content.citation import SourceRef
from content.fit import Fitting
from scoring.model import Names

CUT_KINDS = ("energy", "co2")
CASE_KINDS = ("paper", "typical")
"""paper: a named firm or park as one of the papers tells it; typical: engineering practice, no firm named."""

FORMS = ("contract", "credit", "fund", "diagnosis", "training", "platform")
DIRECTIONS = ("up", "down")
LARGEST_CUT = "30"
"""Percent of the whole site that one measure may be said to cut."""


@dataclass(frozen=True)
class Cut:
    """What a measure cuts of the whole site's yearly amount, in percent: 0 < low <= high <= 30.

    Attributes:
        use: what the cut acts upon; of the measures done that act on one use only one counts.
    """

    low: Decimal
    high: Decimal
    use: str


@dataclass(frozen=True)
class Use:
    """What cuts act upon, such as compressed air."""

    code: str
    name: Names


@dataclass(frozen=True)
class MeasureEffect:
    """What is known of the effect of one measure.

    Attributes:
        use: code of what it acts upon; None when it cuts neither energy nor CO2 by a known share.
        energy: (least, most) cut of the whole site's yearly energy in percent of its tce, or () when not quantified.
        co2: the same of the whole site's yearly CO2.
        moves: "reading key:indicator code" of the indicators it moves the right way.
        basis: what the range assumes.
    """

    measure: str
    use: str | None
    energy: tuple[Decimal, ...]
    co2: tuple[Decimal, ...]
    moves: tuple[str, ...]
    basis: Names
    source: SourceRef

    def cut(self, kind: str) -> Cut | None:
        """Return what it cuts of "energy" or "co2", None when that is not quantified."""
        ends = {"energy": self.energy, "co2": self.co2}[kind]
        return Cut(ends[0], ends[1], self.use) if ends and self.use is not None else None


@dataclass(frozen=True)
class CaseFigure:
    """A figure of a case: `value` as told, a number or a range ("10-15"); `direction` is "up" or "down"."""

    what: Names
    value: str
    unit: str
    direction: str


@dataclass(frozen=True)
class Case(Fitting):
    """Who did it before: what stood at first, what was done, what came of it."""

    code: str
    kind: str
    title: Names
    situation: Names
    done: Names
    outcome: Names
    figures: tuple[CaseFigure, ...]
    pillar: str
    sectors: tuple[str, ...]
    sizes: tuple[str, ...]
    relieves: tuple[str, ...]
    measures: tuple[str, ...]
    source: SourceRef


class Dated:
    """What was checked on a day and is shown until another.

    Attributes:
        checked_by: a role, no person.
    """

    checked_on: date
    valid_until: date
    checked_by: Names

    def is_valid(self, on: date) -> bool:
        """Return whether it may still be shown on a day; the last day included."""
        return on <= self.valid_until


@dataclass(frozen=True)
class Solution(Fitting, Dated):
    """A class of things to buy, without vendors.

    Attributes:
        relieves: barriers it eases.
        measures: measures it serves.
        prerequisites: measures that should stand before it is bought.
        ask: questions to put to a supplier.
    """

    code: str
    title: Names
    what: Names
    beware: Names
    relieves: tuple[str, ...]
    measures: tuple[str, ...]
    prerequisites: tuple[str, ...]
    ask: tuple[Names, ...]
    pillar: str
    sectors: tuple[str, ...]
    sizes: tuple[str, ...]
    checked_on: date
    valid_until: date
    checked_by: Names
    source: SourceRef


@dataclass(frozen=True)
class Support(Fitting, Dated):
    """A way to be paid, lent, taught or advised; `who` says for whom, `form` is one of FORMS."""

    code: str
    form: str
    title: Names
    what: Names
    who: Names
    first_step: Names
    beware: Names
    relieves: tuple[str, ...]
    measures: tuple[str, ...]
    sectors: tuple[str, ...]
    sizes: tuple[str, ...]
    checked_on: date
    valid_until: date
    checked_by: Names
    source: SourceRef


@dataclass(frozen=True)
class Trade:
    """A group of industries and how many measures written for some of them (not for all trades) there must be."""

    code: str
    industries: tuple[str, ...]
    measures: int


@dataclass(frozen=True)
class Promise:
    """What the catalogue must hold at least; the check of the content reports what is lacking.

    Attributes:
        cases: number of cases.
        solutions: number of classes of solutions.
        forms: forms of support of each of which there is one.
    """

    cases: int
    solutions: int
    forms: tuple[str, ...]
    trades: tuple[Trade, ...]


def cuts_of(effects: Mapping[str, MeasureEffect]) -> Mapping[str, Mapping[str, Cut]]:
    """Return kind of cut -> measure -> cut, every kind there, of the measures whose effect is quantified."""
    return {
        kind: {code: cut for code, effect in effects.items() if (cut := effect.cut(kind)) is not None}
        for kind in CUT_KINDS
    }
