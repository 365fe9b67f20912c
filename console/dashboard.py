"""The first page: work that waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Assignment, User
from assessments.models import Assessment, Firm
from assessments.selectors import assessments_visible_to, firms_visible_to
from reports.models import Report
from reports.selectors import reports_visible_to

QUIET_DAYS = 14
SHOWN = 8


@dataclass(frozen=True)
class WorkItem:
    title: str
    link: str
    since: datetime | None
    remark: str = ""


@dataclass(frozen=True)
class WorkList:
    """One kind of open work: how much there is, and the oldest few."""

    title: str
    hint: str
    icon: str
    count: int
    items: Sequence[WorkItem]
    more_link: str = ""


@dataclass(frozen=True)
class OpenWork:
    figures: Sequence[tuple[str, int, str]]
    lists: Sequence[WorkList]


def open_work(user: User, now: datetime | None = None) -> OpenWork:
    """Return the open work of this person's firms. The number of queries does not depend on the number of firms."""
    at = now or timezone.now()
    lists = [_quiet_drafts(user, at), _without_report(user), _failed_reports(user)]
    if user.is_administrator:
        lists.append(_unassigned_firms())
    return OpenWork(_figures(user), lists)


def quiet_drafts(user: User, at: datetime) -> QuerySet[Any]:
    """Return the drafts in which nothing was answered for QUIET_DAYS, the quietest first."""
    drafts = assessments_visible_to(user).filter(state=Assessment.State.DRAFT)
    touched = drafts.annotate(answered_at=Max("answers__saved_at")).annotate(
        touched_at=Greatest(F("created_at"), Coalesce(F("answered_at"), F("created_at")))
    )
    return touched.filter(touched_at__lt=at - timedelta(days=QUIET_DAYS)).order_by("touched_at")


def without_report(user: User) -> QuerySet[Assessment]:
    """Return the submitted assessments for which nobody has asked for a report, the longest waiting first."""
    asked = Report.objects.filter(result__assessment=OuterRef("pk"))
    submitted = assessments_visible_to(user).filter(state=Assessment.State.SUBMITTED)
    return submitted.filter(~Exists(asked)).order_by("submitted_at")


def unassigned_firms() -> QuerySet[Firm]:
    """Return the firms that no consultant looks after, oldest first."""
    looked_after = Assignment.objects.filter(organisation=OuterRef("organisation"))
    return Firm.objects.filter(~Exists(looked_after)).select_related("organisation").order_by("created_at")


def _figures(user: User) -> list[tuple[str, int, str]]:
    assessments = assessments_visible_to(user)
    return [
        (_("Firms in all"), firms_visible_to(user).count(), reverse("console:assessments_firm_changelist")),
        (
            _("Assessments in progress"),
            assessments.filter(state=Assessment.State.DRAFT).count(),
            reverse("console:assessments_assessment_changelist") + "?state=draft",
        ),
        (
            _("Assessments submitted"),
            assessments.filter(state=Assessment.State.SUBMITTED).count(),
            reverse("console:assessments_assessment_changelist") + "?state=submitted",
        ),
        (
            _("Reports done"),
            reports_visible_to(user).filter(status=Report.Status.DONE).count(),
            reverse("console:reports_report_changelist") + "?status__exact=done",
        ),
    ]


def _assessment_item(assessment: Any, since: datetime | None) -> WorkItem:
    link = reverse("console:assessments_assessment_change", args=(assessment.pk,))
    return WorkItem(assessment.firm.name, link, since, str(assessment.period))


def _quiet_drafts(user: User, at: datetime) -> WorkList:
    found = quiet_drafts(user, at)
    return WorkList(
        _("Drafts gone quiet"),
        _("No answer for %(days)s days. A call often helps.") % {"days": QUIET_DAYS},
        "hourglass_empty",
        found.count(),
        [_assessment_item(row, row.touched_at) for row in found[:SHOWN]],
    )


def _without_report(user: User) -> WorkList:
    found = without_report(user)
    return WorkList(
        _("Submitted, no report yet"),
        _("Open the assessment and ask for a report in Chinese or English."),
        "description",
        found.count(),
        [_assessment_item(row, row.submitted_at) for row in found[:SHOWN]],
    )


def _failed_reports(user: User) -> WorkList:
    found = reports_visible_to(user).filter(status=Report.Status.FAILED).order_by("finished_at")
    return WorkList(
        _("Failed reports"),
        _("The report's page says why; make it again there."),
        "error",
        found.count(),
        [
            WorkItem(
                row.organisation.name,
                reverse("console:reports_report_change", args=(row.pk,)),
                row.finished_at,
                str(row.get_language_display()),
            )
            for row in found.select_related("organisation")[:SHOWN]
        ],
        reverse("console:reports_report_changelist") + "?status__exact=failed",
    )


def _unassigned_firms() -> WorkList:
    found = unassigned_firms()
    return WorkList(
        _("Firms without a consultant"),
        _("Assign somebody on the firm's page."),
        "person_off",
        found.count(),
        [
            WorkItem(row.name, reverse("console:assessments_firm_change", args=(row.pk,)), row.created_at)
            for row in found[:SHOWN]
        ],
        reverse("console:assessments_firm_changelist") + "?assigned=no",
    )
