"""What the exported lists hold. A column is a heading and how to read it from a row of the panel's own list, so an
export can show nothing that the list does not show to the same person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.resources import Resource

from assessments.models import Assessment, Firm
from console import texts

Column = tuple[Any, Callable[[Any], Any]]


class ListResource(Resource):
    """An export by columns; it reads only, and asks no query per row."""

    columns: Sequence[Column] = ()

    @classmethod
    def get_display_name(cls) -> str:
        return gettext("List")

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        return [str(heading) for heading, _read in self.columns]

    def export_resource(self, instance: Any, selected_fields: Any = None, **kwargs: Any) -> list[Any]:
        return [read(instance) for _heading, read in self.columns]

    def get_user_visible_fields(self) -> list[Any]:
        """Return the headings as the export page lists them."""
        return [SimpleNamespace(column_name=heading) for heading in self.get_export_headers()]


def firm_columns(firm_of: Callable[[Any], Firm]) -> list[Column]:
    """Return the columns that say which firm it is."""
    return [
        (_("Firm"), lambda row: firm_of(row).name),
        (_("Unified social credit code"), lambda row: firm_of(row).uscc),
        (_("Industry code"), lambda row: firm_of(row).industry),
        (_("Industry name"), lambda row: texts.industry_name(firm_of(row).industry)),
        (_("Province of the firm"), lambda row: texts.province_name(firm_of(row).province)),
        (_("Number of employees"), lambda row: firm_of(row).employees),
        (_("Yearly revenue (10,000 yuan)"), lambda row: firm_of(row).revenue_wan),
        (_("Kind of production"), lambda row: str(firm_of(row).get_production_display())),
    ]


STANDING: list[Column] = [
    (_("Size"), lambda row: texts.size_name(row.size_now)),
    (_("Capability level"), lambda row: texts.level_name(row.level_now)),
    (_("Readiness tier"), lambda row: texts.tier_name(row.tier_now)),
]


def _firm_itself(row: Firm) -> Firm:
    return row


def _firm_of_assessment(row: Assessment) -> Firm:
    return row.firm


class FirmResource(ListResource):
    columns = (
        *firm_columns(_firm_itself),
        *STANDING,
        (_("Last assessed"), lambda row: row.assessed_at),
    )


class AssessmentResource(ListResource):
    columns = (
        *firm_columns(_firm_of_assessment),
        (_("Year"), lambda row: row.period),
        (_("State"), lambda row: str(row.get_state_display())),
        *STANDING,
        (_("Started on"), lambda row: row.created_at),
        (_("Submitted on"), lambda row: row.submitted_at),
    )
