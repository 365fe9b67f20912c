"""The report as a PDF, each rendering in a process of its own; the reference is WeasyPrint alone on the same HTML.

`python -m benchmarks.paper product FOLDER TIMES` and `... reference FOLDER TIMES` are those processes: they print one
line of JSON after each rendering.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.table import Row

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh-hans"
RESULT, PAGE = "result.json", "page.html"
BARE = "WeasyPrint alone, same HTML and fonts, no tags"
MEGA = 1_000_000


@dataclass(frozen=True)
class Rendering:
    """What one rendering cost: its own seconds, pages and bytes of the file, highest memory of the process so far."""

    seconds: float
    pages: int
    size: int
    peak: int


@dataclass(frozen=True)
class Outcome:
    """`cold` is from the start of the process to its first file, `warm` the best of the later renderings."""

    cold: float
    warm: float
    pages: int
    size: int
    peak: int


def printing(document: Mapping[str, Any], folder: Path, *, processes: int = 2, times: int = 3) -> list[Row]:
    """One report in Chinese: cold, warm, pages, size, memory.

    Args:
        document: assessment-result/1.
        folder: Where the input of the processes is written.
        processes: So many of each kind, taking turns; the best is kept.
        times: Renderings in each process, at least 2: the first is cold, the others warm.
    """
    write_input(document, folder)
    found: dict[str, list[Outcome]] = {"product": [], "reference": []}
    for _ in range(processes):
        for kind, outcomes in found.items():
            outcomes.append(_process(kind, folder, times))
    ours, bare = (_best(outcomes) for outcomes in found.values())
    return [
        Row("PDF, cold: a new process", ours.cold, bare.cold, "s", BARE),
        Row("PDF, warm: the next one in the same process", ours.warm, bare.warm, "s", BARE),
        Row("PDF, length", ours.pages, bare.pages, "pages", BARE),
        Row("PDF, size", ours.size / MEGA, bare.size / MEGA, "MB", BARE),
        Row(f"PDF, peak memory of a process that makes {times}", ours.peak / MEGA, bare.peak / MEGA, "MB", BARE),
    ]


def _best(outcomes: list[Outcome]) -> Outcome:
    return Outcome(
        min(each.cold for each in outcomes),
        min(each.warm for each in outcomes),
        outcomes[0].pages,
        outcomes[0].size,
        max(each.peak for each in outcomes),
    )


def write_input(document: Mapping[str, Any], folder: Path) -> None:
    """Write the result document, and the finished page with its style for WeasyPrint alone."""
    from django.conf import settings

    from reports.build import report_html
    from reports.pdf import FONT_FILES, STYLE

    style = STYLE.read_text(encoding="utf-8")
    for address, name in FONT_FILES.items():
        style = style.replace(address, (Path(settings.FONTS_ROOT) / name).as_uri())
    (folder / RESULT).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    (folder / PAGE).write_text(
        '<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8">'
        f"<title>{escape(document['inputs']['firm']['name'])}</title><style>{style}</style></head>"
        f"<body>{report_html(document, LANGUAGE)}</body></html>",
        encoding="utf-8",
    )


def _process(kind: str, folder: Path, times: int) -> Outcome:
    """Start one process and read its lines; the arrival of the first one ends the cold rendering."""
    command = [sys.executable, "-m", "benchmarks.paper", kind, str(folder), str(times)]
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings.test", **os.environ}
    started = perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        cold = perf_counter() - started
        lines = [first, *child.stdout]
    if child.returncode or len(lines) != times:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode} after {len(lines)} lines")
    renderings = [Rendering(**json.loads(line)) for line in lines]
    last = renderings[-1]
    return Outcome(cold, min(each.seconds for each in renderings[1:]), last.pages, last.size, last.peak)


# --- In the process of its own ---------------------------------------------------------------------------------------


def as_the_product_does(folder: Path) -> tuple[int, bytes]:
    """From the result document to the file, as the worker makes it."""
    from reports import pdf
    from reports.build import identifier_of, report_html

    document = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    html = report_html(document, LANGUAGE)
    title = document["inputs"]["firm"]["name"]
    made = pdf.render(html, title=title, language=LANGUAGE, identifier=identifier_of(document, LANGUAGE))
    return made.pages, made.data


def as_weasyprint_does(folder: Path) -> tuple[int, bytes]:
    """From the finished HTML to the file, with WeasyPrint's defaults."""
    from weasyprint import HTML

    made = HTML(filename=folder / PAGE).render()
    data = made.write_pdf()
    assert data is not None
    return len(made.pages), data


def render(way: Callable[[Path], tuple[int, bytes]], folder: Path) -> Rendering:
    started = perf_counter()
    pages, data = way(folder)
    return Rendering(perf_counter() - started, pages, len(data), peak_memory())


def peak_memory() -> int:
    """The highest resident memory of this process in bytes.

    From the kernel's own file: what `getrusage` gives counts the process that started this one, too.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def main(kind: str, folder: str, times: str) -> None:
    way = as_weasyprint_does
    if kind == "product":
        import django

        django.setup()
        way = as_the_product_does
    for _ in range(int(times)):
        print(json.dumps(vars(render(way, Path(folder)))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
