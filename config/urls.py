"""Where each path leads."""

from django.urls import include, path
from django.views.i18n import set_language

from config import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
    path("console/", include("console.urls")),
    path("api/", include("api.urls")),
    path("", include("web.urls")),
]

handler500 = "config.errors.server_error"
