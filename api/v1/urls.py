"""Addresses of version 1. tests/api/test_access.py knows each of them and fails when one is new to it."""

from django.urls import path

from api.v1.views import (
    answers,
    assessments,
    catalogue,
    documentation,
    firms,
    references,
    reports,
    results,
    session,
    sheet,
)

app_name = "v1"

urlpatterns = [
    path("auth/token/", session.TokenView.as_view(), name="token"),
    path("firms/", firms.FirmsView.as_view(), name="firms"),
    path("firms/<int:pk>/", firms.FirmView.as_view(), name="firm"),
    path("assessments/", assessments.AssessmentsView.as_view(), name="assessments"),
    path("assessments/<uuid:pk>/", assessments.AssessmentView.as_view(), name="assessment"),
    path("assessments/<uuid:pk>/answers/", answers.AnswersView.as_view(), name="answers"),
    path("assessments/<uuid:pk>/sections/<str:section>/", answers.SectionView.as_view(), name="section"),
    path("assessments/<uuid:pk>/sheet/", sheet.SheetView.as_view(), name="sheet"),
    path("assessments/<uuid:pk>/submit/", assessments.SubmissionView.as_view(), name="submit"),
    path("assessments/<uuid:pk>/result/", results.ResultView.as_view(), name="result"),
    path("assessments/<uuid:pk>/results/", results.ResultsView.as_view(), name="results"),
    path("assessments/<uuid:pk>/results/<uuid:result>/", results.OneResultView.as_view(), name="one-result"),
    path("assessments/<uuid:pk>/rescore/", results.RescoringView.as_view(), name="rescore"),
    path("assessments/<uuid:pk>/reports/", reports.ReportsView.as_view(), name="reports"),
    path("reports/<uuid:pk>/", reports.ReportView.as_view(), name="report"),
    path("reports/<uuid:pk>/retry/", reports.RetryView.as_view(), name="report-retry"),
    path("reports/<uuid:pk>/download/", reports.DownloadView.as_view(), name="report-download"),
    path("references/", references.ReferencesView.as_view(), name="references"),
    path("references/<int:pk>/", references.ReferenceView.as_view(), name="reference"),
    path("questions/", catalogue.QuestionsView.as_view(), name="questions"),
    path("readings/", catalogue.ReadingsView.as_view(), name="readings"),
    path("measures/", catalogue.MeasuresView.as_view(), name="measures"),
    path("measures/<str:code>/", catalogue.MeasureView.as_view(), name="measure"),
    path("schema/", documentation.SchemaView.as_view(), name="schema"),
    path("docs/", documentation.PagesView.as_view(), name="docs"),
]
