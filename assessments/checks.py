"""Start-up check: the published content loads."""

from typing import Any

from django.core.checks import Error, register

from content.errors import ContentError
from content.loader import current


@register()
def content_loads(app_configs: Any, **kwargs: Any) -> list[Error]:
    try:
        current()
    except ContentError as error:
        return [Error(str(error), id="assessments.E001")]
    return []
