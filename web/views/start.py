"""What everybody sees: the start page and a sample result to open."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.services.exchange import check_exchange, document_of_exchange
from reports.build import MEDIA_TYPES
from reports.models import OFFERED
from web.context.result import result_page
from web.context.trace import trace_page
from web.texts import PAPERS, language

SAMPLE = Path("docs/examples/dye-house.json")
SAMPLES = Path("build/samples")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return render(request, "web/start.html", {"sample": (settings.BASE_DIR / SAMPLE).is_file()})


@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """A whole result, computed from an example file; nothing is stored."""
    document = _sample_document()
    return render(
        request,
        "web/result/page.html",
        {
            "page": result_page(document, today=timezone.localdate()),
            "sample": True,
            "sample_files": [
                (f"{kind}.{format}", PAPERS[f"{kind}.{format}"])
                for kind, format in OFFERED
                if _sample_file(kind, format).is_file()
            ],
        },
    )


@require_safe
def sample_trace(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "web/trace.html",
        {
            "page": trace_page(_sample_document(), request.GET.get("node", ""), request.GET.get("reading", "")),
            "sample": True,
        },
    )


@require_safe
def sample_report(request: HttpRequest, name: str) -> FileResponse:
    """One of the sample page's files, such as diagnosis.pdf, in the reader's language."""
    kind, _dot, format = name.partition(".")
    if (kind, format) not in OFFERED:
        raise Http404
    path = _sample_file(kind, format)
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type=MEDIA_TYPES[format], as_attachment=True, filename=path.name)


def _sample_file(kind: str, format: str) -> Path:
    return Path(settings.BASE_DIR) / SAMPLES / f"dye-house.{kind}.{language()}.{format}"


@lru_cache(maxsize=1)
def _sample_document() -> dict[str, Any]:
    path = settings.BASE_DIR / SAMPLE
    if not path.is_file():
        raise Http404
    return document_of_exchange(check_exchange(json.loads(path.read_text(encoding="utf-8"))))
