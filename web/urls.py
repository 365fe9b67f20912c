"""The addresses of the firm's site."""

from django.urls import path

from web.views import account, assessments, comparison, crosswalk, figures, firms, results, section, start

app_name = "web"

urlpatterns = [
    path("", start.start, name="start"),
    path("sample/", start.sample, name="sample"),
    path("sample/trace/", start.sample_trace, name="sample-trace"),
    path("sample/report.pdf", start.sample_report, name="sample-report"),
    path("crosswalk/", crosswalk.crosswalk, name="crosswalk"),
    path("account/", account.account, name="account"),
    path("firms/new/", firms.new_firm, name="new-firm"),
    path("firms/size/", firms.size_fragment, name="size"),
    path("firms/<int:pk>/", firms.firm, name="firm"),
    path("firms/<int:pk>/assessments/new/", assessments.start, name="start-assessment"),
    path("firms/<int:pk>/people/", firms.people, name="people"),
    path("firms/<int:pk>/people/invite/", firms.invite, name="invite"),
    path("firms/<int:pk>/people/invitations/<int:invitation>/revoke/", firms.revoke, name="revoke"),
    path("firms/<int:pk>/people/<int:member>/role/", firms.role, name="role"),
    path("firms/<int:pk>/people/<int:member>/remove/", firms.remove, name="remove"),
    path("invitations/<str:token>/", firms.invitation, name="invitation"),
    path("assessments/", assessments.assessments, name="assessments"),
    path("assessments/<uuid:pk>/", assessments.overview, name="assessment"),
    path("assessments/<uuid:pk>/sections/<str:code>/", section.section, name="section"),
    path("assessments/<uuid:pk>/figures/", figures.figures, name="figures"),
    path("assessments/<uuid:pk>/figures/factors/", figures.factors, name="figures-factors"),
    path("assessments/<uuid:pk>/figures/template/", figures.download_template, name="figures-template"),
    path("assessments/<uuid:pk>/figures/upload/", figures.upload, name="figures-upload"),
    path("assessments/<uuid:pk>/figures/confirm/", figures.confirm, name="figures-confirm"),
    path("assessments/<uuid:pk>/review/", assessments.review, name="review"),
    path("assessments/<uuid:pk>/result/", results.result, name="result"),
    path("assessments/<uuid:pk>/trace/", results.trace, name="trace"),
    path("assessments/<uuid:pk>/results/<uuid:result>/", comparison.earlier_result, name="earlier-result"),
    path("assessments/<uuid:pk>/results/<uuid:result>/trace/", comparison.earlier_trace, name="earlier-trace"),
    path("assessments/<uuid:pk>/compare/", comparison.compare, name="compare"),
    path("assessments/<uuid:pk>/rescore/", comparison.rescore, name="rescore"),
    path("assessments/<uuid:pk>/reports/", results.reports, name="reports"),
    path("assessments/<uuid:pk>/reports/ask/", results.ask, name="ask-report"),
    path("assessments/<uuid:pk>/reports/<uuid:report>/retry/", results.retry, name="retry-report"),
    path("assessments/<uuid:pk>/reports/<uuid:report>/download/", results.download, name="download"),
]
