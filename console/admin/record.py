"""Firms, assessments and results. The firm changes its own facts and answers; the panel reads."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.decorators import display

from accounts.models import Assignment, Membership, User
from accounts.selectors import may_advise
from assessments.errors import InvalidInput, NotAllowed, NothingChanged, NotSubmitted
from assessments.models import Assessment, Firm, Result
from assessments.selectors import assessments_visible_to, latest_result
from assessments.services import rescore_assessment
from console import filters, resources, rows, texts
from console.admin.base import ExportAdmin, PanelAdmin, say_why_not, user_of
from console.admin.entries import entry_rows
from console.answers import answer_tables
from console.rescoring import COMPARE_PAGE, chosen_versions, result_rows, version_choices
from console.results import beside, measure_rows, reading_tables
from console.sites import label_of, site
from reports.models import OFFERED, Report
from reports.selectors import cover_note_of, reports_visible_to, seal_of
from reports.services import LANGUAGES

RESULT_PAGE = "/assessments/{pk}/result/"


class StandingColumns:
    """Where a firm stands, for rows annotated by console.rows."""

    @display(description=_("size"), ordering="size_now")
    def size_shown(self, row: Any) -> str:
        return texts.size_name(row.size_now)

    @display(description=_("capability level"), ordering="level_now")
    def level_shown(self, row: Any) -> str:
        return texts.level_name(row.level_now)

    @display(description=_("readiness tier"), ordering="tier_now")
    def tier_shown(self, row: Any) -> str:
        return texts.tier_name(row.tier_now)


class FirmAdmin(StandingColumns, ExportAdmin):
    found_by_search = True
    resource_classes = [resources.FirmResource]
    list_display = (
        "name_shown",
        "industry_shown",
        "province_shown",
        "size_shown",
        "level_shown",
        "tier_shown",
        "assessed_shown",
    )
    search_fields = ("organisation__name", "uscc")
    ordering = ("organisation__name",)
    change_form_outer_after_template = "console/firm.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name_shown", "uscc"),
                    ("industry_shown", "province_shown"),
                    ("employees", "revenue_shown"),
                    ("production", "trimmed_shown"),
                )
            },
        ),
        (_("Standing"), {"fields": (("size_shown", "level_shown", "tier_shown", "assessed_shown"),)}),
    )
    readonly_fields = (
        "name_shown",
        "industry_shown",
        "province_shown",
        "revenue_shown",
        "trimmed_shown",
        "size_shown",
        "level_shown",
        "tier_shown",
        "assessed_shown",
    )

    def visible_to(self, user: User) -> QuerySet[Firm]:
        return rows.firms_with_standing(user)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        everybody = [
            filters.IndustryFilter,
            filters.ProvinceFilter,
            filters.SizeFilter,
            filters.LevelFilter,
            filters.TierFilter,
        ]
        return [*everybody, filters.AssignedFilter] if user_of(request).is_administrator else everybody

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        firm = self.get_object(request, object_id)
        own = _firm_context(firm, user_of(request)) if firm else {}
        return super().change_view(request, object_id, form_url, {**own, **(extra_context or {})})

    @display(description=_("firm"), ordering="organisation__name")
    def name_shown(self, firm: Firm) -> str:
        return firm.name

    @display(description=_("industry"), ordering="industry")
    def industry_shown(self, firm: Firm) -> str:
        return texts.industry_name(firm.industry)

    @display(description=_("province"), ordering="province")
    def province_shown(self, firm: Firm) -> str:
        return texts.province_name(firm.province)

    @display(description=_("not done by the firm"))
    def trimmed_shown(self, firm: Firm) -> str:
        return texts.listed(texts.trimmed_titles(firm.trimmed))

    @display(description=_("yearly revenue (10,000 yuan)"))
    def revenue_shown(self, firm: Firm) -> str:
        return texts.plain_number(firm.revenue_wan)

    @display(description=_("last assessed"), ordering="assessed_at")
    def assessed_shown(self, firm: Any) -> str:
        return texts.day(firm.assessed_at)


def _firm_context(firm: Firm, user: User) -> dict[str, Any]:
    """Return what stands below a firm's facts: its assessments, its people, who looks after it, its entries."""
    organisation = firm.organisation
    memberships = Membership.objects.filter(organisation=organisation).select_related("user").order_by("user__email")
    assignments = Assignment.objects.filter(organisation=organisation).select_related("consultant")
    return {
        "assessments": [
            {
                "link": reverse("console:assessments_assessment_change", args=(row.pk,)),
                "period": row.period,
                "state": row.get_state_display(),
                "level": texts.level_name(row.level_now),
                "tier": texts.tier_name(row.tier_now),
                "submitted_at": row.submitted_at,
            }
            for row in rows.assessments_with_standing(user).filter(firm=firm).order_by("-period", "-created_at")
        ],
        "members": [(label_of(row.user), row.get_role_display()) for row in memberships],
        "consultants": [label_of(row.consultant) for row in assignments],
        "entries": entry_rows(firm, user),
        "add_entry_link": f"{reverse('console:assessments_firmentry_add')}?firm={firm.pk}",
        "assign_link": (
            f"{reverse('console:accounts_assignment_add')}?organisation={organisation.pk}"
            if user.is_administrator
            else ""
        ),
    }


class AssessmentAdmin(StandingColumns, ExportAdmin):
    found_by_search = True
    resource_classes = [resources.AssessmentResource]
    list_display = (
        "firm_shown",
        "period",
        "state_shown",
        "industry_shown",
        "province_shown",
        "size_shown",
        "level_shown",
        "tier_shown",
        "submitted_on",
    )
    list_filter = (
        filters.FirmIndustryFilter,
        filters.FirmProvinceFilter,
        filters.SizeFilter,
        filters.LevelFilter,
        filters.TierFilter,
        filters.StateFilter,
        filters.YearFilter,
    )
    search_fields = ("firm__organisation__name", "firm__uscc")
    ordering = ("-created_at",)
    change_form_outer_after_template = "console/assessment.html"
    fields = (
        ("firm_link", "period", "state_in_words"),
        ("size_shown", "level_shown", "tier_shown"),
        ("started_by", "created_at"),
        ("handed_in_by", "submitted_at"),
        "result_link",
    )
    readonly_fields = (
        "firm_link",
        "state_in_words",
        "size_shown",
        "level_shown",
        "tier_shown",
        "started_by",
        "handed_in_by",
        "result_link",
    )

    def visible_to(self, user: User) -> QuerySet[Assessment]:
        return rows.assessments_with_standing(user).select_related("firm__organisation", "created_by", "submitted_by")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        assessment = self.get_object(request, object_id)
        own: dict[str, Any] = {}
        if assessment is not None:
            result = latest_result(assessment)
            own = {
                "questionnaires": answer_tables(assessment),
                "results": result_rows(assessment),
                "version_choices": version_choices(),
                **result_context(result, user_of(request)),
            }
        return super().change_view(request, object_id, form_url, {**own, **(extra_context or {})})

    def get_urls(self) -> list[Any]:
        guarded = self.admin_site.admin_view(self.rescore_view)
        return [path("<uuid:assessment>/rescore/", guarded, name="assessments_assessment_rescore"), *super().get_urls()]

    def rescore_view(self, request: HttpRequest, assessment: uuid.UUID) -> HttpResponse:
        """Score what was submitted again, by the newest method or by versions with weights of one's own."""
        return require_POST(self._rescored)(request, assessment)

    def _rescored(self, request: HttpRequest, assessment: uuid.UUID) -> HttpResponse:
        user = user_of(request)
        found = get_object_or_404(assessments_visible_to(user), pk=assessment)
        earlier = latest_result(found)
        try:
            result = rescore_assessment(assessment=found, by=user, readings=chosen_versions(request.POST.dict()))
        except InvalidInput as error:
            say_why_not(request, error.problems[0].message)
        except NotSubmitted:
            say_why_not(request, gettext("The assessment is still in progress; there is nothing to score again."))
        except NothingChanged:
            messages.info(request, gettext("Nothing was stored: the newest result says the same already."))
        except NotAllowed as error:
            # Taken off the firm between the two reads.
            raise Http404 from error
        else:
            compare = COMPARE_PAGE.format(pk=found.pk, old=earlier.pk if earlier else result.pk, new=result.pk)
            messages.success(
                request,
                format_html(
                    '{} <a class="console-link" href="{}">{}</a>',
                    gettext("Scored again: a second result stands beside the first."),
                    compare,
                    gettext("Compare the two"),
                ),
            )
        return HttpResponseRedirect(reverse("console:assessments_assessment_change", args=(found.pk,)))

    @display(description=_("firm"), ordering="firm__organisation__name")
    def firm_shown(self, assessment: Assessment) -> str:
        return assessment.firm.name

    @display(description=_("firm"))
    def firm_link(self, assessment: Assessment) -> str:
        return firm_link(assessment.firm)

    @display(description=_("state"), ordering="state", label={"draft": "info", "submitted": "success"})
    def state_shown(self, assessment: Assessment) -> tuple[str, str]:
        return assessment.state, str(assessment.get_state_display())

    @display(description=_("state"))
    def state_in_words(self, assessment: Assessment) -> str:
        return str(assessment.get_state_display())

    @display(description=_("Submitted on"), ordering="submitted_at")
    def submitted_on(self, assessment: Assessment) -> str:
        return texts.day(assessment.submitted_at)

    @display(description=_("started by"))
    def started_by(self, assessment: Assessment) -> str:
        return str(assessment.created_by or texts.NOTHING)

    @display(description=_("submitted by"))
    def handed_in_by(self, assessment: Assessment) -> str:
        return str(assessment.submitted_by or texts.NOTHING)

    @display(description=_("industry"), ordering="firm__industry")
    def industry_shown(self, assessment: Assessment) -> str:
        return texts.industry_name(assessment.firm.industry)

    @display(description=_("province"), ordering="firm__province")
    def province_shown(self, assessment: Assessment) -> str:
        return texts.province_name(assessment.firm.province)

    @display(description=_("result page"))
    def result_link(self, assessment: Assessment) -> str:
        return texts.NOTHING if assessment.is_draft else result_page_link(assessment)


class ResultAdmin(StandingColumns, PanelAdmin):
    """Written once, at submission. Nobody changes or deletes one, administrators included."""

    list_display = ("firm_shown", "period_shown", "size_shown", "level_shown", "tier_shown", "created_at")
    list_filter = (
        filters.ResultIndustryFilter,
        filters.ResultProvinceFilter,
        filters.SizeFilter,
        filters.LevelFilter,
        filters.TierFilter,
    )
    search_fields = ("assessment__firm__organisation__name", "assessment__firm__uscc")
    ordering = ("-created_at",)
    change_form_outer_after_template = "console/result.html"
    fields = (
        ("firm_link", "period_shown", "created_at"),
        ("size_shown", "level_shown", "tier_shown"),
        ("result_link", "engine_shown"),
        "inputs_shown",
        "content_shown",
    )
    readonly_fields = (
        "firm_link",
        "period_shown",
        "size_shown",
        "level_shown",
        "tier_shown",
        "result_link",
        "engine_shown",
        "inputs_shown",
        "content_shown",
    )

    def visible_to(self, user: User) -> QuerySet[Result]:
        return rows.results_with_standing(user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Result]:
        """Leave the stored documents out of the list: thousands of bytes a row that nobody sees there."""
        found = super().get_queryset(request)
        match = request.resolver_match
        return found.defer("text") if match and match.url_name == "assessments_result_changelist" else found

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        own = result_context(self.get_object(request, object_id), user_of(request))
        return super().change_view(request, object_id, form_url, {**own, **(extra_context or {})})

    @display(description=_("firm"), ordering="assessment__firm__organisation__name")
    def firm_shown(self, result: Result) -> str:
        return result.assessment.firm.name

    @display(description=_("firm"))
    def firm_link(self, result: Result) -> str:
        return firm_link(result.assessment.firm)

    @display(description=_("year"), ordering="assessment__period")
    def period_shown(self, result: Result) -> int:
        return result.assessment.period

    @display(description=_("result page"))
    def result_link(self, result: Result) -> str:
        return result_page_link(result.assessment)

    @display(description=_("version of the rules"))
    def engine_shown(self, result: Result) -> str:
        return result.engine

    @display(description=_("fingerprint of the inputs"))
    def inputs_shown(self, result: Result) -> str:
        return texts.long_code(result.inputs_sha256)

    @display(description=_("fingerprint of the content"))
    def content_shown(self, result: Result) -> str:
        return texts.long_code(result.content_sha256)


def result_context(result: Result | None, user: User) -> dict[str, Any]:
    """Return what the result's tables and its reports show; nothing for a draft."""
    if result is None:
        return {"result": None}
    reports = reports_visible_to(user).filter(result=result).order_by("kind", "format", "language", "-requested_at")
    return {
        "result": result,
        "readings": reading_tables(result),
        "beside": beside(result),
        "measures": measure_rows(result),
        "reports": list(reports),
        "papers": papers(),
        "languages": LANGUAGES,
        "seal": seal_of(result),
        "cover_note": cover_note_of(result),
        "may_advise": may_advise(user, result.assessment.firm.organisation),
    }


def papers() -> list[tuple[str, str]]:
    """Return kind and format of each file there is, as one choice in words."""
    kinds, formats = dict(Report.Kind.choices), dict(Report.Format.choices)
    return [(f"{kind}.{format}", f"{kinds[kind]} ({formats[format]})") for kind, format in OFFERED]


def firm_link(firm: Firm) -> str:
    return format_html(
        '<a class="console-link" href="{}">{}</a>',
        reverse("console:assessments_firm_change", args=(firm.pk,)),
        firm.name,
    )


def result_page_link(assessment: Assessment) -> str:
    """Return a link to the page that the firm sees."""
    return format_html(
        '<a class="console-link" href="{}">{}</a>',
        RESULT_PAGE.format(pk=assessment.pk),
        gettext("Open the firm's result page"),
    )


site.register(Firm, FirmAdmin)
site.register(Assessment, AssessmentAdmin)
site.register(Result, ResultAdmin)
