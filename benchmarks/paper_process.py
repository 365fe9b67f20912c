"""One process that prints: `python -m benchmarks.paper_process WAY KIND FOLDER`.

It reads from its input how many files to make, one number a line, and prints a line of JSON after each.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.stages import Watch

LANGUAGE = "zh-hans"
RESULT = "result.json"
FONTS = "BENCHMARK_FONTS"
"""The variable of the environment that names the folder of the fonts."""

Way = Callable[[Path, str], bytes]


@dataclass(frozen=True)
class Rendering:
    """What one file cost: its own seconds, its bytes, memory held by the process after it and at most until then."""

    seconds: float
    size: int
    resident: int
    peak: int
    stages: dict[str, float]
    """Seconds by stage; told apart for the product only."""


def product() -> Way:
    """From the result document to the file, as the worker makes it."""
    import django

    django.setup()
    from reports.build import render_document

    def render(folder: Path, kind: str) -> bytes:
        document = json.loads((folder / RESULT).read_text(encoding="utf-8"))
        return render_document(document, LANGUAGE, kind=kind)

    return render


def weasyprint() -> Way:
    """From the finished HTML to the file, with WeasyPrint's defaults."""
    from weasyprint import HTML

    def render(folder: Path, kind: str) -> bytes:
        data = HTML(filename=folder / f"{kind}.html").write_pdf()
        assert data is not None
        return data

    return render


def typst() -> Way:
    """From the finished source to the file, with typst's defaults, our fonts and one thread."""
    os.environ["RAYON_NUM_THREADS"] = "1"
    from typst import Compiler

    def render(folder: Path, kind: str) -> bytes:
        compiler = Compiler(font_paths=[os.environ[FONTS]], ignore_system_fonts=True)
        data = compiler.compile((folder / f"{kind}.typ").read_bytes())
        assert isinstance(data, bytes)
        return data

    return render


WAYS: dict[str, Callable[[], Way]] = {"product": product, "weasyprint": weasyprint, "typst": typst}


def file_of(folder: Path, way: str, kind: str) -> Path:
    """Where a process leaves what it made last."""
    return folder / f"{kind}-{way}.pdf"


def memory() -> tuple[int, int]:
    """The memory this process holds and the most it held, in bytes.

    From the kernel's own file: what `getrusage` gives counts the process that started this one, too.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    values = dict(line.split(":", 1) for line in lines)
    return int(values["VmRSS"].split()[0]) * 1024, int(values["VmHWM"].split()[0]) * 1024


def main(way: str, kind: str, folder: str) -> None:
    render = WAYS[way]()
    watch = Watch()
    if way == "product":
        watch.observe()
    for line in sys.stdin:
        for _ in range(int(line)):
            watch.lap()
            started = perf_counter()
            data = render(Path(folder), kind)
            taken = perf_counter() - started
            print(json.dumps(asdict(Rendering(taken, len(data), *memory(), watch.lap()))), flush=True)
        file_of(Path(folder), way, kind).write_bytes(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
