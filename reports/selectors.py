"""Reads. A report belongs to the tenant of its firm and is seen by exactly those who see the firm."""

from django.db.models import QuerySet

from accounts.models import User
from accounts.selectors import organisations_visible_to
from assessments.models import Result
from reports.models import TEMPLATE_VERSION, Report


def reports_visible_to(user: User) -> QuerySet[Report]:
    return Report.objects.filter(organisation__in=organisations_visible_to(user)).select_related(
        "result__assessment__firm__organisation", "requested_by"
    )


def reports_of(result: Result) -> list[Report]:
    """The reports of one result in the look of today, one per language at most; older looks are left out."""
    return list(Report.objects.filter(result=result, template_version=TEMPLATE_VERSION).order_by("language", "kind"))
