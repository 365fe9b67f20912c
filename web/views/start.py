"""What everybody sees: the start page and a sample result to open."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.services.exchange import check_exchange, document_of_exchange
from web.context.result import result_page
from web.context.trace import trace_page

SAMPLE = Path("docs/examples/dye-house.json")
SAMPLE_PDFS = {language: Path(f"build/samples/dye-house.{language}.pdf") for language in ("zh-hans", "en")}


def start(request: HttpRequest) -> HttpResponse:
    return render(request, "web/start.html", {"sample": (settings.BASE_DIR / SAMPLE).is_file()})


def sample(request: HttpRequest) -> HttpResponse:
    """A whole result, computed from an example file; nothing is stored."""
    document = _sample_document()
    pdf = _sample_pdf(request)
    return render(
        request,
        "web/result/page.html",
        {"page": result_page(document), "sample": True, "sample_pdf": pdf is not None},
    )


def sample_trace(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "web/trace.html",
        {
            "page": trace_page(_sample_document(), request.GET.get("node", ""), request.GET.get("reading", "")),
            "sample": True,
        },
    )


def sample_report(request: HttpRequest) -> FileResponse:
    path = _sample_pdf(request)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), content_type="application/pdf", as_attachment=True, filename=path.name)


def _sample_pdf(request: HttpRequest) -> Path | None:
    path = settings.BASE_DIR / SAMPLE_PDFS.get(request.LANGUAGE_CODE, SAMPLE_PDFS["zh-hans"])
    return path if path.is_file() else None


@lru_cache(maxsize=1)
def _sample_document() -> dict[str, Any]:
    path = settings.BASE_DIR / SAMPLE
    if not path.is_file():
        raise Http404
    return document_of_exchange(check_exchange(json.loads(path.read_text(encoding="utf-8"))))
