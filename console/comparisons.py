"""Comparisons in pairs as pages show them: what can be weighed, the pairs to compare, and what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import InvalidInput, Problem
from assessments.models import OwnReading
from assessments.selectors import reading_of, weighed_nodes
from assessments.services.weights import compare_nodes
from console import texts
from console.texts import Word
from content.loader import current
from scoring.ahp import Ahp, ahp
from scoring.exact import text_of
from scoring.model import LadderReading, Node, PointsReading, Reading

BETWEEN = "|"
EQUAL = "1"
PLACES = 4
LONGEST_STEP = 10
STEPS: Mapping[str, Word] = {
    "9": gettext_lazy("9 – counts extremely more than"),
    "8": gettext_lazy("8 – between 9 and 7"),
    "7": gettext_lazy("7 – counts much more than"),
    "6": gettext_lazy("6 – between 7 and 5"),
    "5": gettext_lazy("5 – counts clearly more than"),
    "4": gettext_lazy("4 – between 5 and 3"),
    "3": gettext_lazy("3 – counts a little more than"),
    "2": gettext_lazy("2 – between 3 and 1"),
    EQUAL: gettext_lazy("1 – counts as much as"),
    "1/2": gettext_lazy("1/2 – between 1 and 1/3"),
    "1/3": gettext_lazy("1/3 – counts a little less than"),
    "1/4": gettext_lazy("1/4 – between 1/3 and 1/5"),
    "1/5": gettext_lazy("1/5 – counts clearly less than"),
    "1/6": gettext_lazy("1/6 – between 1/5 and 1/7"),
    "1/7": gettext_lazy("1/7 – counts much less than"),
    "1/8": gettext_lazy("1/8 – between 1/7 and 1/9"),
    "1/9": gettext_lazy("1/9 – counts extremely less than"),
}


@dataclass(frozen=True)
class Pair:
    """One comparison to make: how much the left part counts beside the right one."""

    name: str
    left: str
    right: str
    chosen: str
    problem: str


@dataclass(frozen=True)
class WeightRow:
    """One part with its weight in percent, before and now, and its row of the comparisons."""

    title: str
    before: str
    now: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Consistency:
    """How well the comparisons fit together, rounded for reading."""

    eigenvalue: str
    index: str
    random_index: str
    ratio: str


@dataclass(frozen=True)
class Comparison:
    """A part of a reading whose children are compared, as far as the form has come.

    Attributes:
        base: the version the weights are for.
        profile, parent: as `weighed_nodes` takes them.
        chosen: (row, column) -> step, row before column.
        weights: what comes out, once it was looked at.
        problems: what was refused.
    """

    base: Reading
    profile: str
    parent: str
    chosen: Mapping[tuple[int, int], str]
    weights: Sequence[WeightRow] = ()
    consistency: Consistency | None = None
    problems: Sequence[Problem] = field(default_factory=tuple)

    @property
    def part(self) -> str:
        return part_code(self.base.key, self.profile, self.parent)

    @property
    def nodes(self) -> tuple[str, ...]:
        return weighed_nodes(self.base, self.parent, self.profile)

    @property
    def title(self) -> str:
        return part_title(self.base, self.profile, self.parent)

    @property
    def reading_title(self) -> str:
        return texts.in_language(self.base.title)

    @property
    def steps(self) -> list[tuple[str, Word]]:
        return list(STEPS.items())

    @property
    def matrix(self) -> list[list[str]]:
        """The whole matrix: the comparisons, ones on the diagonal, reciprocals below it."""
        count = len(self.nodes)
        return [[self._cell(row, column) for column in range(count)] for row in range(count)]

    def _cell(self, row: int, column: int) -> str:
        if row == column:
            return EQUAL
        return self.chosen[row, column] if row < column else _reciprocal(self.chosen[column, row])

    @property
    def pairs(self) -> list[Pair]:
        said = {problem.path: problem.message for problem in self.problems}
        titles = _titles(self.base, self.nodes)
        return [
            Pair(
                name=_name(row, column),
                left=titles[row],
                right=titles[column],
                chosen=self.chosen[row, column],
                problem=said.get(f"matrix[{row}][{column}]", ""),
            )
            for row, column in combinations(range(len(titles)), 2)
        ]

    @property
    def general_problems(self) -> list[str]:
        """What is wrong with no single comparison."""
        return [one.message for one in self.problems if not one.path.startswith("matrix[") and one.path != "reason"]

    @property
    def reason_problem(self) -> str:
        return next((one.message for one in self.problems if one.path == "reason"), "")

    def checked(self) -> Comparison:
        """Return the same with what comes out of the comparisons, or with why nothing does."""
        try:
            found = compare_nodes(
                reading=self.base.key,
                parent=self.parent,
                profile=self.profile,
                matrix=self.matrix,
                base_version=self.base.version,
            )
        except InvalidInput as error:
            return self.refused(error.problems)
        return replace(
            self,
            weights=_weight_rows(self.base, self.profile, found.weights, self.matrix),
            consistency=_consistency(found.outcome),
        )

    def refused(self, problems: Iterable[Problem]) -> Comparison:
        """Return the same with what was refused."""
        return replace(self, problems=tuple(dict.fromkeys((*self.problems, *problems))))


def part_code(key: str, profile: str, parent: str) -> str:
    return BETWEEN.join((key, profile, parent))


def part_title(reading: Reading, profile: str, parent: str) -> str:
    """Return what is weighed, such as "Technology (discrete production)"."""
    title = texts.node_title(reading, parent) if parent else _("Top of the reading")
    return texts.with_remark(title, texts.word_of(texts.PROFILE_WORDS, profile)) if profile else title


def parts_to_weigh(key: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every part with two children or more, by reading; of one reading where a key is given."""
    found = []
    for reading in current().readings.values():
        choices = [
            (part_code(reading.key, profile, parent), part_title(reading, profile, parent))
            for profile, parent in _places(reading)
            if len(weighed_nodes(reading, parent, profile)) > 1
        ]
        if choices and key in ("", reading.key):
            found.append((texts.in_language(reading.title), choices))
    return found


def _places(reading: Reading) -> Iterable[tuple[str, str]]:
    if isinstance(reading, LadderReading):
        for profile in reading.profiles:
            yield profile, ""
            yield from ((profile, node.code) for node in reading.nodes if not node.questions)
    if isinstance(reading, PointsReading):
        yield "", ""


def comparison_of_request(request: HttpRequest) -> Comparison | None:
    """Return what the form is about, with what was chosen so far; None as long as no part is chosen.

    Raises:
        Http404: there is no such part or version.
    """
    given = request.POST if request.method == "POST" else request.GET
    if not given.get("part"):
        return None
    pieces = given["part"].split(BETWEEN)
    if len(pieces) != 3 or pieces[0] not in current().readings:
        raise Http404
    key, profile, parent = pieces
    version = given.get("base") or current().readings[key].version
    try:
        base = reading_of(key, version)
    except KeyError as error:
        raise Http404 from error
    count = len(weighed_nodes(base, parent, profile))
    if count < 2:
        raise Http404
    chosen = {place: given.get(_name(*place), EQUAL)[:LONGEST_STEP] for place in combinations(range(count), 2)}
    return Comparison(base, profile, parent, chosen)


def stored_comparison(own: OwnReading) -> Comparison:
    """Return stored weights with their comparisons, as they were."""
    base = reading_of(own.key, own.base_version)
    matrix = [[str(cell) for cell in row] for row in own.matrix]
    weights = {code: Fraction(weight) for code, weight in own.changes["weights"].items()}
    profile = own.changes["profile"]
    return Comparison(
        base=base,
        profile=profile,
        parent=own.changes["parent"],
        chosen={(row, column): matrix[row][column] for row, column in combinations(range(len(matrix)), 2)},
        weights=_weight_rows(base, profile, weights, matrix),
        consistency=_consistency(ahp([[Fraction(cell) for cell in row] for row in matrix])),
    )


def _reciprocal(step: str) -> str:
    """Return what the other way round says; what is no step stays as it is and is refused with its pair."""
    return str(1 / Fraction(step)) if step in STEPS else step


def _name(row: int, column: int) -> str:
    return f"pair-{row}-{column}"


def _titles(reading: Reading, codes: Iterable[str]) -> list[str]:
    nodes: Mapping[str, Node] = {node.code: node for node in reading.nodes}
    return [texts.in_language(nodes[code].title) for code in codes]


def _weight_rows(
    reading: Reading, profile: str, weights: Mapping[str, Fraction], matrix: Sequence[Sequence[str]]
) -> list[WeightRow]:
    return [
        WeightRow(title, text_of(_weight_before(reading, profile, code)), text_of(weights[code]), tuple(cells))
        for title, code, cells in zip(_titles(reading, weights), weights, matrix, strict=True)
    ]


def _weight_before(reading: Reading, profile: str, code: str) -> Fraction:
    if isinstance(reading, LadderReading):
        return reading.profiles[profile].weights[code]
    if isinstance(reading, PointsReading):
        return reading.blocks[code].weight
    raise TypeError(f"{type(reading).__name__} has no weights to compare")


def _consistency(found: Ahp) -> Consistency:
    figures: dict[str, Any] = {
        "eigenvalue": found.lambda_max,
        "index": found.ci,
        "random_index": found.ri,
        "ratio": found.cr,
    }
    return Consistency(**{name: texts.rounded(str(value), PLACES) for name, value in figures.items()})
