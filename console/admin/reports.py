"""Reports: their state, the file, and making one again."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from accounts.models import User
from accounts.services import record_audit
from assessments.errors import InvalidInput, NotAllowed
from assessments.selectors import results_visible_to
from console import texts
from console.admin.base import PanelAdmin, say_why_not, user_of
from console.admin.papers import PaperPages
from console.admin.record import firm_link, result_page_link
from console.sites import site
from reports.build import MEDIA_TYPES
from reports.errors import ReportFileMissing, ReportNotReady
from reports.models import Report
from reports.selectors import reports_visible_to
from reports.services import report_file, request_report, retry_report

STATUS_COLOURS = {"queued": "info", "running": "info", "done": "success", "failed": "danger"}


class ReportAdmin(PaperPages, PanelAdmin):
    found_by_search = True
    list_display = (
        "firm_shown",
        "period_shown",
        "kind",
        "format",
        "language",
        "status_shown",
        "pages",
        "asked_by",
        "requested_at",
    )
    list_filter = tuple((name, ChoicesDropdownFilter) for name in ("status", "kind", "format", "language"))
    search_fields = ("organisation__name",)
    ordering = ("-requested_at",)
    change_form_outer_after_template = "console/report.html"
    fields = (
        ("firm_link", "period_shown"),
        ("kind", "format", "language"),
        ("status_in_words", "reason_shown"),
        ("attempts", "pages", "size_shown"),
        ("asked_by", "requested_at", "finished_at"),
        ("result_link", "template_version"),
        "fingerprint",
    )
    readonly_fields = (
        "firm_link",
        "period_shown",
        "status_in_words",
        "reason_shown",
        "size_shown",
        "asked_by",
        "result_link",
        "fingerprint",
    )

    def visible_to(self, user: User) -> QuerySet[Report]:
        return reports_visible_to(user)

    def get_urls(self) -> list[Any]:
        guarded = self.admin_site.admin_view
        return [
            *self.paper_urls(),
            path("request/<uuid:result>/", guarded(self.request_view), name="reports_report_request"),
            path("<uuid:report>/again/", guarded(self.again_view), name="reports_report_again"),
            path("<uuid:report>/download/", guarded(self.download_view), name="reports_report_download"),
            *super().get_urls(),
        ]

    def request_view(self, request: HttpRequest, result: uuid.UUID) -> HttpResponse:
        """Ask for the report of a result: the paper chosen, in the language the button names."""
        return require_POST(self._request)(request, result)

    def again_view(self, request: HttpRequest, report: uuid.UUID) -> HttpResponse:
        """Make a failed report anew, or a finished one again."""
        return require_POST(self._again)(request, report)

    def download_view(self, request: HttpRequest, report: uuid.UUID) -> HttpResponseBase:
        """Send the file as an attachment that no browser runs anything from."""
        return require_GET(self._download)(request, report)

    def _request(self, request: HttpRequest, result: uuid.UUID) -> HttpResponse:
        user = user_of(request)
        found = get_object_or_404(results_visible_to(user), pk=result)
        try:
            kind, _dot, format = request.POST.get("paper", "diagnosis.pdf").partition(".")
            language = request.POST.get("language", "")
            report = request_report(result=found, language=language, kind=kind, format=format, by=user)
        except InvalidInput as error:
            say_why_not(request, error.problems[0].message)
            return self._back(request, reverse("console:assessments_result_change", args=(found.pk,)))
        except NotAllowed as error:
            # Taken off the firm between the two reads.
            raise Http404 from error
        messages.success(request, gettext("The report is on its way. Reload this page to see whether it is done."))
        return self._back(request, self._page_of(report))

    def _again(self, request: HttpRequest, report: uuid.UUID) -> HttpResponse:
        user = user_of(request)
        found = get_object_or_404(reports_visible_to(user), pk=report)
        try:
            retry_report(report=found, by=user)
        except NotAllowed as error:
            raise Http404 from error
        messages.success(request, gettext("The report is being made again."))
        return self._back(request, self._page_of(found))

    def _download(self, request: HttpRequest, report: uuid.UUID) -> HttpResponseBase:
        user = user_of(request)
        found = get_object_or_404(reports_visible_to(user), pk=report)
        try:
            file = report_file(found)
        except ReportNotReady as error:
            raise Http404 from error
        except ReportFileMissing:
            say_why_not(request, gettext("The file is gone. Make the report again; it will be the same."))
            return HttpResponseRedirect(self._page_of(found))
        record_audit(
            organisation=found.organisation, actor=user, verb="download report", target=str(found.pk), details={}
        )
        period = found.result.assessment.period
        name = f"{found.organisation.name}-{found.kind}-{period}-{found.language}.{found.format}"
        response = FileResponse(file, as_attachment=True, filename=name, content_type=MEDIA_TYPES[found.format])
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response

    def _page_of(self, report: Report) -> str:
        return reverse("console:reports_report_change", args=(report.pk,))

    def _back(self, request: HttpRequest, otherwise: str) -> HttpResponse:
        """Return to the page the button stood on, if it is one of ours."""
        target = request.POST.get("next", "")
        ours = target.startswith("/console/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
        return HttpResponseRedirect(target if ours else otherwise)

    @display(description=_("firm"), ordering="organisation__name")
    def firm_shown(self, report: Report) -> str:
        return report.organisation.name

    @display(description=_("firm"))
    def firm_link(self, report: Report) -> str:
        return firm_link(report.result.assessment.firm)

    @display(description=_("year"), ordering="result__assessment__period")
    def period_shown(self, report: Report) -> int:
        return report.result.assessment.period

    @display(description=_("state"), ordering="status", label=STATUS_COLOURS)
    def status_shown(self, report: Report) -> tuple[str, str]:
        return report.status, str(report.get_status_display())

    @display(description=_("state"))
    def status_in_words(self, report: Report) -> str:
        return str(report.get_status_display())

    @display(description=_("asked for by"))
    def asked_by(self, report: Report) -> str:
        return str(report.requested_by or "–")

    @display(description=_("fingerprint of the file"))
    def fingerprint(self, report: Report) -> str:
        return texts.long_code(report.sha256)

    @display(description=_("why it failed"))
    def reason_shown(self, report: Report) -> str:
        return report.reason or "–"

    @display(description=_("file size"))
    def size_shown(self, report: Report) -> str:
        return f"{report.size_bytes / 1_000_000:.2f} MB" if report.size_bytes else "–"

    @display(description=_("result page"))
    def result_link(self, report: Report) -> str:
        return result_page_link(report.result.assessment)


site.register(Report, ReportAdmin)
