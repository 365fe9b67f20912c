"""The panel's paths, all behind the same guard (see console.sites)."""

from django.urls import path

from console.sites import site

urlpatterns = [path("", site.urls)]
