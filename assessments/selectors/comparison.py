"""Two results side by side: what differs in what they say, and in the method they say it by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.models import Result
from assessments.selectors.readings import reading_of
from content.changes import Change, change_between
from content.loader import current
from scoring import ENGINE_VERSION
from scoring.model import Json


@dataclass(frozen=True)
class Pair:
    """One thing in both results, as text; None where a result does not have it."""

    older: str | None
    newer: str | None

    @property
    def differs(self) -> bool:
        return self.older != self.newer


@dataclass(frozen=True)
class NodeComparison:
    code: str
    score: Pair


@dataclass(frozen=True)
class ReadingComparison:
    """One reading in both results.

    Attributes:
        key: of the reading.
        version, status, score, level: in both.
        change: what changed between the two versions; None when they are the same, or one is not there.
        nodes: every node that either has a score for, in the order of the newer result.
        indicators: likewise for indicators: their shares on [0, 1].
    """

    key: str
    version: Pair
    status: Pair
    score: Pair
    level: Pair
    change: Change | None
    nodes: tuple[NodeComparison, ...]
    indicators: tuple[NodeComparison, ...]


@dataclass(frozen=True)
class Comparison:
    """Two results.

    Attributes:
        same_inputs: whether both were computed from the same facts, answers and amounts.
        energy_tce, co2_t: of the assessed year of each.
        synergy: coordination D; `grade` its grade.
        readings: of both, in the order of the newer one, then those only the older one has.
    """

    older: Result
    newer: Result
    same_inputs: bool
    period: Pair
    size: Pair
    engine: Pair
    content: Pair
    factor_set: Pair
    synergy: Pair
    grade: Pair
    energy_tce: Pair
    co2_t: Pair
    readings: tuple[ReadingComparison, ...]

    def reading(self, key: str) -> ReadingComparison | None:
        return next((row for row in self.readings if row.key == key), None)


def comparison_of(older: Result, newer: Result) -> Comparison:
    """Compare two results, of one assessment or of two. What a result of an earlier engine lacks is None."""
    one, two = older.document, newer.document
    before, after = _readings(one), _readings(two)
    return Comparison(
        older=older,
        newer=newer,
        same_inputs=_given(one) == _given(two),
        period=Pair(str(one["period"]), str(two["period"])),
        size=Pair(one["size"], two["size"]),
        engine=Pair(one["engine"], two["engine"]),
        content=Pair(one["content_sha256"], two["content_sha256"]),
        factor_set=Pair(one["inputs"].get("factor_set"), two["inputs"].get("factor_set")),
        synergy=Pair(_in_synergy(one, "D"), _in_synergy(two, "D")),
        grade=Pair(_in_synergy(one, "grade"), _in_synergy(two, "grade")),
        energy_tce=Pair(_of_year(one, "energy_tce"), _of_year(two, "energy_tce")),
        co2_t=Pair(_of_year(one, "co2_t"), _of_year(two, "co2_t")),
        readings=tuple(_compared(key, before.get(key), after.get(key)) for key in dict.fromkeys((*after, *before))),
    )


def is_on_current_method(result: Result) -> bool:
    """Whether the result was computed by today's engine from today's content, in the newest version of each reading."""
    document, content = result.document, current()
    versions = {row["key"]: row["version"] for row in document["readings"]}
    newest = {key: reading.version for key, reading in content.readings.items()}
    return (document["engine"], document["content_sha256"], versions) == (ENGINE_VERSION, content.sha256, newest)


def _readings(document: Json) -> dict[str, Json]:
    return {row["key"]: row for row in document["readings"]}


def _given(document: Json) -> list[object]:
    """The inputs the firm gave; references of its sector and published ones belong to the method."""
    inputs = document["inputs"]
    own = [_bare(row) for row in inputs["references"] if row.get("origin", "firm") == "firm"]
    return [inputs["firm"], inputs["period"], inputs["answers"], inputs["activity"], own]


def _bare(reference: Json) -> Json:
    return {key: reference[key] for key in ("reading", "indicator", "base", "lead", "unit", "source")}


def _in_synergy(document: Json, key: str) -> str | None:
    found: Json = document["synergy"] or {}
    return found.get(key)


def _of_year(document: Json, key: str) -> str | None:
    years = (document["footprint"] or {}).get("years", ())
    return next((row[key] for row in years if row["year"] == document["period"]), None)


def _compared(key: str, before: Json | None, after: Json | None) -> ReadingComparison:
    def pair(field: str) -> Pair:
        return Pair(before[field] if before else None, after[field] if after else None)

    return ReadingComparison(
        key=key,
        version=pair("version"),
        status=pair("status"),
        score=pair("score"),
        level=Pair(_level(before), _level(after)),
        change=_change(key, before, after),
        nodes=_each("nodes", "score", before, after),
        indicators=_each("indicators", "share", before, after),
    )


def _level(row: Json | None) -> str | None:
    return row["level"]["code"] if row and row["level"] else None


def _change(key: str, before: Json | None, after: Json | None) -> Change | None:
    if before is None or after is None or before["sha256"] == after["sha256"]:
        return None
    return change_between(reading_of(key, before["version"]), reading_of(key, after["version"]))


def _each(part: str, field: str, before: Json | None, after: Json | None) -> tuple[NodeComparison, ...]:
    one, two = _by_code(part, field, before), _by_code(part, field, after)
    return tuple(
        NodeComparison(code, Pair(one.get(code), two.get(code)))
        for code in dict.fromkeys((*two, *one))
        if one.get(code) is not None or two.get(code) is not None
    )


def _by_code(part: str, field: str, row: Json | None) -> dict[str, str | None]:
    rows: Iterable[Json] = (row or {}).get(part, ())
    return {each["code"]: each[field] for each in rows}
