"""The only files a document can reach: the packaged fonts and what the caller hands over, under fixed addresses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from weasyprint.urls import URLFetcher, URLFetcherResponse

FONT_FILES: Mapping[str, str] = {
    "report-font:regular": "NotoSansSC-Regular.ttf",
    "report-font:bold": "NotoSansSC-Bold.ttf",
}
"""Address in the style sheet -> file in the folder of fonts."""

KINDS: Mapping[bytes, str] = {b"\x89PNG\r\n\x1a\n": "image/png", b"\x00\x01\x00\x00": "font/ttf"}
"""First bytes -> media type of what is given out; nothing else is."""


class ClosedFetcher(URLFetcher):
    """Gives out a fixed dictionary of files and refuses everything else, keeping count of what was asked for."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Take the files given out beside the packaged fonts, by address.

        Raises:
            ValueError: a file is neither a PNG picture nor a TrueType font, or takes the address of a packaged font.
        """
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._files = {address: (media_type(data), data) for address, data in files.items()}
        if taken := FONT_FILES.keys() & files.keys():
            raise ValueError(f"{sorted(taken)} are packaged files")
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url in FONT_FILES:
            kind, data = "font/ttf", font_bytes(FONT_FILES[url])
        elif url in self._files:
            kind, data = self._files[url]
        else:
            self.refused.append(url[:200])
            raise ValueError("only packaged files are given out")
        return URLFetcherResponse(url, data, {"Content-Type": kind})


def media_type(data: bytes) -> str:
    for start, kind in KINDS.items():
        if data.startswith(start):
            return kind
    raise ValueError("only PNG pictures and TrueType fonts are given out")


@cache
def font_bytes(name: str) -> bytes:
    return (Path(settings.FONTS_ROOT) / name).read_bytes()
