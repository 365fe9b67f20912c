"""The CSV tables of who and where: industries, provinces, size classes, benchmarks."""

import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from content.citation import STATUSES
from content.factor_tables import Row, line_of
from content.model import BENCHMARK_STATUSES, Benchmark, Industry, Province, SizeClass
from content.parse import Entry, read_csv
from content.shapes import INDUSTRY_CODE, SLUG

INDUSTRIES = ("code", "name_zh", "name_en", "energy_intensive", "energy_intensive_status", "status", "source")
PROVINCES = ("code", "name_en", "grid_zh", "grid_en", "status", "source")
SIZES = ("code", "name_zh", "name_en", "min_employees", "min_revenue_wan", "status", "source")
BENCHMARKS = (
    "source",
    "file",
    "topic",
    "indicator_zh",
    "indicator_en",
    "scope",
    "period",
    "value",
    "unit",
    "direction",
    "note",
    "status",
)

DIRECTIONS = ("", "higher", "lower")
PROVINCE = (re.compile(r"[\u4e00-\u9fff]{2,3}"), "江苏")


def industries_of(path: Path, shown: str) -> list[tuple[Entry, Industry]]:
    return [(line_of(row), _industry_of(row)) for row in read_csv(path, shown, INDUSTRIES)]


def _industry_of(row: Row) -> Industry:
    return Industry(
        code=row["code"].matching(*INDUSTRY_CODE),
        name=_names_of(row, "name"),
        energy_intensive=row["energy_intensive"].one_of(("yes", "no")) == "yes",
        energy_intensive_status=row["energy_intensive_status"].one_of(STATUSES),
        status=row["status"].one_of(STATUSES),
        source=row["source"].matching(*SLUG),
    )


def _names_of(row: Row, stem: str) -> Mapping[str, str]:
    return {"zh-hans": row[f"{stem}_zh"].text(), "en": row[f"{stem}_en"].text()}


def provinces_of(path: Path, shown: str) -> list[tuple[Entry, Province]]:
    return [(line_of(row), _province_of(row)) for row in read_csv(path, shown, PROVINCES)]


def _province_of(row: Row) -> Province:
    code = row["code"].matching(*PROVINCE)
    return Province(
        code=code,
        name={"zh-hans": code, "en": row["name_en"].text()},
        grid=_names_of(row, "grid"),
        status=row["status"].one_of(STATUSES),
        source=row["source"].matching(*SLUG),
    )


def sizes_of(path: Path, shown: str) -> list[tuple[Entry, SizeClass]]:
    """Read the size classes: largest first, minimums falling, the last one with minimums 0."""
    rows = [(line_of(row), _size_of(row)) for row in read_csv(path, shown, SIZES)]
    for (_, larger), (place, smaller) in pairwise(rows):
        if larger.min_employees <= smaller.min_employees or larger.min_revenue_wan <= smaller.min_revenue_wan:
            raise place.fail("classes from the largest to the smallest, with falling minimums", smaller.code)
    if rows and (rows[-1][1].min_employees or rows[-1][1].min_revenue_wan):
        raise rows[-1][0].fail(
            "the smallest class to have minimums of 0, so that every firm has a class", "higher ones"
        )
    return rows


def _size_of(row: Row) -> SizeClass:
    employees = row["min_employees"].fraction("0")
    if employees.denominator != 1:
        raise row["min_employees"].fail("a whole number")
    return SizeClass(
        code=row["code"].matching(*SLUG),
        name=_names_of(row, "name"),
        min_employees=int(employees),
        min_revenue_wan=row["min_revenue_wan"].fraction("0"),
        status=row["status"].one_of(STATUSES),
        source=row["source"].matching(*SLUG),
    )


def _perhaps(cell: Entry) -> str:
    return cell.text() if cell.value else ""


def benchmarks_of(path: Path, shown: str) -> list[tuple[Entry, Benchmark]]:
    return [(line_of(row), _benchmark_of(row)) for row in read_csv(path, shown, BENCHMARKS)]


def _benchmark_of(row: Row) -> Benchmark:
    return Benchmark(
        source=row["source"].matching(*SLUG),
        file=row["file"].text(),
        topic=row["topic"].text(),
        indicator=_names_of(row, "indicator"),
        scope=_perhaps(row["scope"]),
        period=row["period"].text(),
        value=row["value"].text(),
        unit=row["unit"].text(),
        direction=row["direction"].one_of(DIRECTIONS, "higher, lower or nothing"),
        note=_perhaps(row["note"]),
        status=row["status"].one_of(BENCHMARK_STATUSES),
    )
