"""The report as a PDF, each kind in processes of their own.

Beside it stand WeasyPrint alone on the same HTML, and typst with the same words, tables and pictures as the far limit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.paper_process import FONTS, LANGUAGE, RESULT, WAYS, Rendering, file_of
from benchmarks.table import Row
from benchmarks.typst_source import typst_of

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("brief", "diagnosis", "annex")
BESIDE = {
    "weasyprint": "WeasyPrint alone, same HTML and fonts, no tags",
    "typst": "typst, same words, tables and pictures",
}
WARM = "warm: the next in the process"
WHOLE = "all stages of the same file"
MEGA, KILO = 1_000_000, 1_000
EARLY = 10
"""After so many files in a row a process holds what it will keep: fonts, styles, templates."""


@dataclass
class Printer:
    """A process that prints one kind in one way, and what it has printed so far."""

    way: str
    process: subprocess.Popen[str]
    cold: float = 0.0
    """Seconds from the start of the process to its first file."""
    made: list[Rendering] = field(default_factory=list)
    """The first is the cold one."""

    def ask(self, times: int) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{times}\n")
        self.process.stdin.flush()

    def take(self, times: int) -> None:
        """Wait for so many files that were asked for."""
        assert self.process.stdout is not None
        for _ in range(times):
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError(f"the process of {self.way} ended early")
            self.made.append(Rendering(**json.loads(line)))

    @property
    def warm(self) -> Rendering:
        """The quickest file but the first."""
        return min(self.made[1:], key=lambda each: each.seconds)


@contextmanager
def printer(way: str, kind: str, folder: Path) -> Iterator[Printer]:
    """Start a process and wait for its first file; it ends with the block."""
    command = [sys.executable, "-m", "benchmarks.paper_process", way, kind, str(folder)]
    started = perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        made = Printer(way, process)
        made.ask(1)
        made.take(1)
        made.cold = perf_counter() - started
        yield made
        assert process.stdin is not None
        process.stdin.close()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")


@contextmanager
def printers(kind: str, folder: Path) -> Iterator[dict[str, Printer]]:
    """One process for each way, warm: each makes its first file before the next one starts."""
    with ExitStack() as stack:
        yield {way: stack.enter_context(printer(way, kind, folder)) for way in WAYS}


def _environment() -> dict[str, str]:
    from django.conf import settings

    return {"DJANGO_SETTINGS_MODULE": "config.settings.test", **os.environ, FONTS: str(settings.FONTS_ROOT)}


def write_input(document: Mapping[str, Any], folder: Path, kinds: Sequence[str] = KINDS) -> None:
    """Write the result document, and of each kind the finished HTML with its style and the source for typst."""
    from django.conf import settings

    from reports.build import report_html
    from reports.pdf import FONT_FILES, STYLE

    style = STYLE.read_text(encoding="utf-8")
    for address, name in FONT_FILES.items():
        style = style.replace(address, (Path(settings.FONTS_ROOT) / name).as_uri())
    firm = document["inputs"]["firm"]["name"]
    (folder / RESULT).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    for kind in kinds:
        html = report_html(document, LANGUAGE, kind=kind)
        page = (
            f'<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8"><title>{escape(firm)}</title>'
            f"<style>{style}</style></head><body>{html}</body></html>"
        )
        (folder / f"{kind}.html").write_text(page, encoding="utf-8")
        (folder / f"{kind}.typ").write_text(typst_of(html, title=firm, language=LANGUAGE), encoding="utf-8")


def printing(
    document: Mapping[str, Any],
    folder: Path,
    *,
    kinds: Sequence[str] = KINDS,
    closely: str = "diagnosis",
    times: int = 2,
    many: int = 100,
) -> list[Row]:
    """Each kind in Chinese, cold and warm; memory over many in a row; reports per second with one and two workers.

    Args:
        document: assessment-result/1.
        folder: Where the input of the processes is written.
        kinds: The first one is also made many times in a row.
        closely: The kind of which two workers make some at once, and of which each stage is shown.
        times: Files of each that are not counted as cold; the best is kept.
        many: Files in a row that one process makes.
    """
    write_input(document, folder, kinds)
    rows = []
    for kind in kinds:
        with printers(kind, folder) as warm:
            rows += one_kind(kind, folder, warm, times)
            if kind == closely:
                rows += stages(kind, warm["product"]) + workers(kind, folder, warm, times)
            if kind == kinds[0]:
                rows += in_a_row(kind, warm, many)
    return rows


def one_kind(kind: str, folder: Path, warm: Mapping[str, Printer], times: int) -> list[Row]:
    """One file cold and warm, by page as well; its length and size, and the memory it takes."""
    for _ in range(times):
        # They take turns, so that whatever else the machine does falls on all of them alike.
        for each in warm.values():
            each.ask(1)
            each.take(1)
    found = {way: _figures(each, _length(file_of(folder, way, kind))) for way, each in warm.items()}
    return [
        Row(f"{kind}, {what}", figure, found[way][what, unit], unit, beside)
        for (what, unit), figure in found["product"].items()
        for way, beside in BESIDE.items()
    ]


def alone(rows: Sequence[Row], kind: str) -> dict[str, float]:
    """Seconds that the references took for one more file of a kind."""
    return {row.beside: row.reference for row in rows if row.what == f"{kind}, {WARM}"}


def _figures(made: Printer, pages: int) -> dict[tuple[str, str], float]:
    """By what is measured and its unit."""
    return {
        ("cold: a new process", "s"): made.cold,
        ("cold, for each page", "ms"): made.cold / pages * KILO,
        (WARM, "s"): made.warm.seconds,
        ("warm, for each page", "ms"): made.warm.seconds / pages * KILO,
        ("length", "pages"): pages,
        ("size", "KB"): made.made[-1].size / KILO,
        ("peak memory", "MB"): made.made[-1].peak / MEGA,
    }


def _length(file: Path) -> int:
    from pypdf import PdfReader

    return len(PdfReader(file).pages)


def stages(kind: str, made: Printer) -> list[Row]:
    """Where the time of the quickest warm file goes: each stage beside all of them."""
    spent = made.warm.stages
    whole = sum(spent.values())
    return [
        Row(f"{kind}, of it {stage}", seconds * KILO, whole * KILO, "ms", WHOLE) for stage, seconds in spent.items()
    ]


def workers(kind: str, folder: Path, warm: Mapping[str, Printer], times: int) -> list[Row]:
    """Reports per second of one warm process, and of two at once."""
    with printers(kind, folder) as others:
        rates = {
            way: {"one worker": _rate([one], times), "two workers at once": _rate([one, others[way]], times)}
            for way, one in warm.items()
        }
    ours = rates["product"]
    rows = [
        Row(f"{kind}, {count}", rate, rates[way][count], "reports per second", beside)
        for count, rate in ours.items()
        for way, beside in BESIDE.items()
    ]
    one, two = ours.values()
    return [*rows, Row(f"{kind}, two workers at once", two, one, "reports per second", "one worker")]


def _rate(made: Sequence[Printer], times: int) -> float:
    started = perf_counter()
    for each in made:
        each.ask(times)
    for each in made:
        each.take(times)
    return len(made) * times / (perf_counter() - started)


def in_a_row(kind: str, warm: Mapping[str, Printer], many: int) -> list[Row]:
    """What a process holds after many files, beside itself after a few; all three ways run at once."""
    missing = {way: many - len(each.made) for way, each in warm.items()}
    for way, each in warm.items():
        each.ask(missing[way])
    for way, each in warm.items():
        each.take(missing[way])
    held = {way: [made.resident / MEGA for made in each.made] for way, each in warm.items()}
    what = f"{kind}, memory after {many} in a row"
    early = min(EARLY, many - 1)
    ours = held["product"]
    return [
        Row(what, ours[-1], ours[early - 1], "MB", f"the same process after {early}"),
        *(Row(what, ours[-1], held[way][-1], "MB", beside) for way, beside in BESIDE.items()),
    ]
