"""From barriers to help: what eases each barrier that counts, and why it is named.

The order is neutral: who sells something, what it costs to buy and when it was entered never count.

Source: docs/method.md#matching.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from planning.priorities import Measure
from planning.whatif import is_due
from scoring.gaps import BARRIER_COUNTS_FROM, MOST_SEVERE
from scoring.model import Answers, Json

ALL_SECTORS = ("all",)

COUNTING = tuple(str(answer) for answer in range(BARRIER_COUNTS_FROM, MOST_SEVERE + 1))
"""Answers of barriers that count; no other scale has them."""

MOST_NAMED = 3
"""So many advised measures are named in a reason."""


NO_NEEDS: Mapping[str, Sequence[str]] = {}


class Help(Protocol):
    """What can be matched with a firm: a case, a class of solutions, a support instrument."""

    @property
    def code(self) -> str: ...
    @property
    def relieves(self) -> Sequence[str]: ...
    @property
    def measures(self) -> Sequence[str]: ...
    @property
    def sectors(self) -> Sequence[str]: ...
    def fits(self, *, industry: str, size: str) -> bool: ...


class Solution(Help, Protocol):
    """Help that needs measures to be done before it."""

    @property
    def prerequisites(self) -> Sequence[str]: ...


class SectorMeasure(Measure, Protocol):
    """A measure that says for which trades it was written."""

    @property
    def sectors(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class _Firm:
    """What matching asks about a firm.

    Attributes:
        barriers: code -> answer of those that count, the worst first, then by code.
        order: code of an advised measure -> its place, the most worthwhile first.
        due: measures that fit and still have something to do.
    """

    barriers: Mapping[str, str]
    order: Mapping[str, int]
    due: frozenset[str]
    industry: str
    size: str


def help_for(
    known: Answers,
    *,
    measures: Mapping[str, SectorMeasure],
    cases: Mapping[str, Help],
    solutions: Mapping[str, Solution],
    supports: Mapping[str, Help],
    order: Sequence[str],
    industry: str,
    size: str,
) -> list[Json]:
    """Return what eases each barrier answered 2 or above, the worst barrier first; an empty list is an answer, too.

    Measures stand in the order in which they are advised, the others after these by code. All other help: what is made
    for the firm's trade before what is made for all, then what eases more of its barriers, then what serves more of the
    advised measures, then by code. What has expired is left in, because nothing here knows the day.

    Args:
        known: Question code -> answer.
        measures, cases, solutions, supports: By code.
        order: Codes of the advised measures, the most worthwhile first.
        industry: Division code such as "C34".
        size: Size class.
    """
    counting = sorted((-int(answer), code) for code, answer in known.items() if answer in COUNTING)
    due = (measure for measure in measures.values() if measure.fits(industry=industry, size=size))
    firm = _Firm(
        barriers={code: str(-answer) for answer, code in counting},
        order={code: place for place, code in enumerate(order)},
        due=frozenset(measure.code for measure in due if is_due(measure, known)),
        industry=industry,
        size=size,
    )
    found = {
        "measures": _measures(firm, measures),
        "cases": _matched(firm, cases),
        "solutions": _matched(firm, solutions, {code: each.prerequisites for code, each in solutions.items()}),
        "supports": _matched(firm, supports),
    }
    return [
        {
            "barrier": barrier,
            "answer": answer,
            **{name: [row for relieves, row in rows if barrier in relieves] for name, rows in found.items()},
        }
        for barrier, answer in firm.barriers.items()
    ]


Row = tuple[Sequence[str], Json]
"""The barriers something eases, and how it is named."""


def _measures(firm: _Firm, measures: Mapping[str, SectorMeasure]) -> list[Row]:
    ordered = sorted(firm.due, key=lambda code: (firm.order.get(code, len(firm.order)), code))
    return [(measures[code].relieves, {"code": code, "reasons": [*_reasons(firm, measures[code])]}) for code in ordered]


def _matched(firm: _Firm, helps: Mapping[str, Help], needs: Mapping[str, Sequence[str]] = NO_NEEDS) -> list[Row]:
    fitting = [each for each in helps.values() if each.fits(industry=firm.industry, size=firm.size)]
    fitting.sort(
        key=lambda each: (
            _is_for_all(each.sectors),
            -len(_eased(firm, each.relieves)),
            -len(_served(firm, each.measures)),
            each.code,
        )
    )
    return [(each.relieves, {"code": each.code, "reasons": [*_help_reasons(firm, each, needs)]}) for each in fitting]


def _help_reasons(firm: _Firm, each: Help, needs: Mapping[str, Sequence[str]]) -> Iterable[Json]:
    yield from _reasons(firm, each)
    served = _served(firm, each.measures)
    if served:
        yield {"reason": "measures", "measures": served[:MOST_NAMED]}
    yield from ({"reason": "first", "measure": code} for code in needs.get(each.code, ()) if code in firm.due)


def _reasons(firm: _Firm, each: Help | SectorMeasure) -> Iterable[Json]:
    yield {"reason": "barriers", "questions": _eased(firm, each.relieves)}
    if not _is_for_all(each.sectors):
        yield {"reason": "trade"}


def _is_for_all(sectors: Sequence[str]) -> bool:
    return tuple(sectors) == ALL_SECTORS


def _eased(firm: _Firm, relieves: Sequence[str]) -> list[str]:
    return [code for code in firm.barriers if code in relieves]


def _served(firm: _Firm, measures: Sequence[str]) -> list[str]:
    return sorted((code for code in measures if code in firm.order), key=firm.order.__getitem__)
