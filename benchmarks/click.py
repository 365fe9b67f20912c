"""From the click on "report" to the first byte of the file: a page, a queue and an idle worker, all of them real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from benchmarks.paper import ROOT
from benchmarks.table import Row

KIND = "diagnosis"
MOST_SECONDS = 180


def first_byte(folder: Path, alone: Mapping[str, float], *, kind: str = KIND) -> list[Row]:
    """A report, asked for while a warm worker is idle.

    Args:
        folder: Where database, queue and files are.
        alone: Seconds that a warm process takes for the PDF and nothing else, by the way it is made.
    """
    ours = _clicked(folder, kind)
    what = f"{kind}, first byte after the click, idle worker"
    return [Row(what, ours, seconds, "s", f"{beside}; no page, no queue") for beside, seconds in alone.items()]


def _clicked(folder: Path, kind: str) -> float:
    from config.env import embedded_queue_socket
    from tools.embedded_queue import embedded_queue

    with embedded_queue(embedded_queue_socket(folder)) as queue:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": f"sqlite:///{folder / 'click.sqlite3'}",
            "MEDIA_ROOT": str(folder / "click"),
            "VAR_DIR": str(folder),
            "REDIS_URL": queue,
            "LOG_LEVEL": "WARNING",
        }
        command = [sys.executable, "-m", "benchmarks.click_process", kind, str(folder / "worker.log")]
        return float(_output_of(command, environment))


def _output_of(command: list[str], environment: dict[str, str]) -> str:
    """Run a command to its end, and leave none of the processes it started behind."""
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            output, _errors = process.communicate(timeout=MOST_SECONDS)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return output
