"""Pages of the report as small grey pictures: drawn, compared with those that were looked at, and stored anew.

.venv/bin/python -m tests.reports.pictures
"""

import json
import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageChops

FOLDER = Path(__file__).parent / "pictures"
ROOT = Path(__file__).parents[2]
FIRM, LANGUAGE, ON = "dye-house", "zh-hans", date(2026, 3, 5)
ADDRESS = "https://check.example.org/verify/0123456789abcdefghijklmnopqrstuv/"
CHAPTERS = {"summary": "摘要", "capability": "智能制造能力成熟度", "footprint": "能源、碳、水与固体废物"}
"""Name of the picture -> chapter whose first page it shows."""

DPI = 60
MOST_APART = 1.2
"""Mean difference of two pictures in grey levels of 255; another version of a renderer stays below 0.5."""

MOST_CHANGED = 0.006
"""Share of the page that may differ by more than a quarter of the scale."""


def pages() -> Iterator[tuple[str, Image.Image]]:
    """Draw the pages that are kept, with their names."""
    from assessments.services.exchange import check_exchange, document_of_exchange
    from reports.build import Paper, _made

    path = ROOT / "docs" / "examples" / f"{FIRM}.json"
    document: Mapping[str, Any] = document_of_exchange(check_exchange(json.loads(path.read_text(encoding="utf-8"))))
    data = _made(Paper(document, LANGUAGE, on=ON, verify_url=ADDRESS)).data
    pdf = pypdfium2.PdfDocument(data)
    starts = {entry.get_title(): entry.get_dest().get_index() for entry in pdf.get_toc()}
    yield "cover", _drawn(pdf, 0)
    for name, chapter in CHAPTERS.items():
        yield name, _drawn(pdf, starts[chapter])


def _drawn(pdf: Any, number: int) -> Image.Image:
    picture: Image.Image = pdf[number].render(scale=DPI / 72).to_pil()
    return picture.convert("L")


def apart(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """Return the mean difference in grey levels, and the share of the page that differs much.

    Both are looked at in half their size, so that a stroke that falls between other pixels counts for little.
    """
    if one.size != other.size:
        return 255.0, 1.0
    half = (one.width // 2, one.height // 2)
    counts = ImageChops.difference(one.resize(half), other.resize(half)).histogram()
    total = half[0] * half[1]
    return sum(level * count for level, count in enumerate(counts)) / total, sum(counts[64:]) / total


def looks_like(one: Image.Image, other: Image.Image) -> bool:
    mean, changed = apart(one, other)
    return mean <= MOST_APART and changed <= MOST_CHANGED


def stored(name: str) -> Image.Image:
    with Image.open(FOLDER / f"{name}.png", formats=("PNG",)) as picture:
        return picture.convert("L")


def renew() -> None:
    """Store what the pages look like now."""
    FOLDER.mkdir(exist_ok=True)
    for name, picture in pages():
        picture.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    renew()
