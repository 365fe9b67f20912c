"""Everything below /api/. What no line names is answered in the API's own error shape, not with a page."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from api.views import UnknownAddress

app_name = "api"

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include("api.v1.urls")),
    re_path(r"^.*$", UnknownAddress.as_view(), name="unknown"),
]
