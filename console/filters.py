"""The filters beside the lists. Their choices come from the content, not from the rows: they betray no foreign firm."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from assessments.models import Assessment
from assessments.selectors import entries_in_force, reference_units
from console import texts
from content.loader import current
from content.model import ALL_SECTORS
from scoring.model import LadderReading, PointsReading, Reading

NONE_YET = "none"
Choices = Iterable[tuple[str, Any]]


class CodeFilter(DropdownFilter):
    """Rows whose column holds the chosen code; "none yet" is offered where a firm may have none."""

    column = ""
    may_be_empty = False

    def codes(self) -> Choices:
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [*self.codes(), *([(NONE_YET, _("none yet"))] if self.may_be_empty else [])]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if not chosen:
            return queryset
        if self.may_be_empty and chosen == NONE_YET:
            return queryset.filter(**{f"{self.column}__isnull": True})
        if chosen not in {code for code, _name in self.codes()}:
            return queryset.none()
        return queryset.filter(**{self.column: chosen})


class IndustryFilter(CodeFilter):
    title = _("industry")
    parameter_name = "industry"
    column = "industry"

    def codes(self) -> Choices:
        return ((code, texts.in_language(industry.name)) for code, industry in current().industries.items())


class ProvinceFilter(CodeFilter):
    title = _("province")
    parameter_name = "province"
    column = "province"

    def codes(self) -> Choices:
        return ((code, texts.in_language(province.name)) for code, province in current().provinces.items())


class FirmIndustryFilter(IndustryFilter):
    column = "firm__industry"


class FirmProvinceFilter(ProvinceFilter):
    column = "firm__province"


class ResultIndustryFilter(IndustryFilter):
    column = "assessment__firm__industry"


class ResultProvinceFilter(ProvinceFilter):
    column = "assessment__firm__province"


class ReferenceReadingFilter(CodeFilter):
    title = _("reading")
    parameter_name = "reading"
    column = "reading"

    def codes(self) -> Choices:
        return ((key, texts.reading_title(key)) for key in _with_references())


class ReferenceIndicatorFilter(CodeFilter):
    title = _("indicator")
    parameter_name = "indicator"
    column = "indicator"

    def codes(self) -> Choices:
        titles: dict[str, str] = {}
        for key, reading in _with_references().items():
            for code in reference_units(reading):
                titles.setdefault(code, texts.indicator_title(key, code))
        return titles.items()


class ReferenceIndustryFilter(IndustryFilter):
    def codes(self) -> Choices:
        return [(ALL_SECTORS, texts.industry_or_all(ALL_SECTORS)), *super().codes()]


class OwnReadingFilter(CodeFilter):
    title = _("reading")
    parameter_name = "key"
    column = "key"

    def codes(self) -> Choices:
        weighed = (LadderReading, PointsReading)
        return ((key, texts.reading_title(key)) for key, one in current().readings.items() if isinstance(one, weighed))


def _with_references() -> dict[str, Reading]:
    return {key: reading for key, reading in current().readings.items() if reference_units(reading)}


class SizeFilter(CodeFilter):
    title = _("size")
    parameter_name = "size"
    column = "size_now"

    def codes(self) -> Choices:
        return ((code, texts.in_language(size.name)) for code, size in current().size_classes.items())


class LevelFilter(CodeFilter):
    title = _("capability level")
    parameter_name = "level"
    column = "level_now"
    may_be_empty = True

    def codes(self) -> Choices:
        return ((level.code, texts.in_language(level.name)) for level in texts.ladder_levels())


class TierFilter(CodeFilter):
    title = _("readiness tier")
    parameter_name = "tier"
    column = "tier_now"
    may_be_empty = True

    def codes(self) -> Choices:
        return ((tier.code, texts.in_language(tier.name)) for tier in texts.readiness_tiers())


class StateFilter(CodeFilter):
    title = _("state")
    parameter_name = "state"
    column = "state"

    def codes(self) -> Choices:
        return Assessment.State.choices


class EntryStateFilter(DropdownFilter):
    """Entries of firms by whether the firm finds them in its library today."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return list(texts.ENTRY_STATE_WORDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        holds = entries_in_force(timezone.localdate())
        wanted = {
            "holds": holds,
            "expired": ~holds & Q(withdrawn_at=None),
            "withdrawn": Q(withdrawn_at__isnull=False),
        }
        chosen = self.value()
        return queryset.filter(wanted[chosen]) if chosen in wanted else queryset


class YearFilter(DropdownFilter):
    """Years that occur among the assessments this person may see."""

    title = _("year")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        years = model_admin.get_queryset(request).order_by().values_list("period", flat=True).distinct()
        return [(str(year), str(year)) for year in sorted(years, reverse=True)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value() or ""
        return queryset.filter(period=int(chosen)) if chosen.isdecimal() and len(chosen) == 4 else queryset


class AssignedFilter(DropdownFilter):
    """For administrators: firms that no consultant looks after."""

    title = _("consultant")
    parameter_name = "assigned"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [("yes", _("has a consultant")), ("no", _("no consultant yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen not in ("yes", "no"):
            return queryset
        return queryset.filter(organisation__assignments__isnull=chosen == "no").distinct()
