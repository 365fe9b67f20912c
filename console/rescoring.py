"""The results of one assessment, and scoring it again: with the newest method, or with weights of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from assessments.models import Assessment, OwnReading, Result
from console import texts
from content.loader import current

FIELD = "reading-"
COMPARE_PAGE = "/assessments/{pk}/compare/?old={old}&new={new}"


@dataclass(frozen=True)
class ResultRow:
    """One result of an assessment, and where it is compared with the newest."""

    link: str
    created_at: datetime
    engine: str
    level: str
    tier: str
    own_versions: str
    compare_link: str


@dataclass(frozen=True)
class VersionChoice:
    """The versions one reading can be graded by; the first is the published one."""

    field: str
    title: str
    published: str
    own: tuple[str, ...]


def result_rows(assessment: Assessment) -> list[ResultRow]:
    """Return the results of an assessment, newest first."""
    found = list(Result.objects.filter(assessment=assessment).order_by("-created_at"))
    return [_row(result, found[0]) for result in found]


def _row(result: Result, newest: Result) -> ResultRow:
    published = {(one.key, one.version) for one in current().all_readings}
    own = [row for row in result.document["readings"] if (row["key"], row["version"]) not in published]
    compare = COMPARE_PAGE.format(pk=result.assessment_id, old=result.pk, new=newest.pk)
    return ResultRow(
        link=reverse("console:assessments_result_change", args=(result.pk,)),
        created_at=result.created_at,
        engine=result.engine,
        level=texts.level_name(result.level),
        tier=texts.tier_name(result.tier),
        own_versions=texts.listed(texts.with_remark(texts.reading_title(row["key"]), row["version"]) for row in own),
        compare_link="" if result.pk == newest.pk else compare,
    )


def version_choices() -> list[VersionChoice]:
    """Return what can be chosen when an assessment is scored again: readings that have versions of one's own."""
    own: dict[str, list[str]] = {}
    for key, version in OwnReading.objects.order_by("-created_at", "-pk").values_list("key", "version"):
        own.setdefault(key, []).append(version)
    return [
        VersionChoice(FIELD + key, texts.in_language(reading.title), reading.version, tuple(own[key]))
        for key, reading in current().readings.items()
        if key in own
    ]


def chosen_versions(given: Mapping[str, str]) -> dict[str, str]:
    """Return reading key -> version of one's own, as the form names them; blank fields are left out."""
    return {name.removeprefix(FIELD): value for name, value in given.items() if name.startswith(FIELD) and value}
