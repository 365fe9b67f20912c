"""The schema, and pages to read and try it. Both are public: they say nothing about anybody."""

from django.urls import reverse_lazy
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from api.openapi import Generator
from api.views import ErrorShape


@extend_schema(exclude=True)
class SchemaView(ErrorShape, SpectacularAPIView):
    """JSON unless YAML is asked for (?format=yaml)."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = (OpenApiJsonRenderer, OpenApiYamlRenderer)
    generator_class = Generator


@extend_schema(exclude=True)
class PagesView(ErrorShape, SpectacularSwaggerSplitView):
    """Its script is a file of its own, so that the content policy need not allow inline scripts."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    url = reverse_lazy("api:v1:schema")
