"""The person who clicks: `python -m benchmarks.click_process KIND LOG` prints the seconds to the first byte.

It has a database and a queue of its own, named by the environment, a firm with a submitted assessment, and a worker.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.web import Ground
    from reports.models import Report

WAIT_SECONDS = 60
STOP_SECONDS = 10
POLL_SECONDS = 0.01


def main(kind: str, log: str) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    with _worker(Path(log)):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        from benchmarks import web
        from benchmarks.firms import example

        with web.ground(example()) as on:
            seconds_to_first_byte(on, kind, "en")  # the worker's first: it reads the content, the fonts, the templates
            print(seconds_to_first_byte(on, kind, "zh-hans"))


@contextmanager
def _worker(log: Path) -> Iterator[None]:
    """The worker of production with one process, forked from this one before it opens anything."""
    process = get_context("fork").Process(target=_work, args=(log,))
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join(STOP_SECONDS)


def _work(log: Path) -> None:
    from config import celery_app

    with log.open("wb") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    arguments = ["--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    celery_app.worker_main(["worker", *arguments])


def seconds_to_first_byte(on: Ground, kind: str, language: str) -> float:
    """Ask for a report as the page does, wait until it is done, and begin to download it."""
    from django.urls import reverse

    started = perf_counter()
    data = {"paper": f"{kind}.pdf", "language": language}
    on.browser.post(reverse("web:ask-report", args=[on.submitted.pk]), data, headers={"HX-Request": "true"})
    report = _done(language)
    answer = on.browser.get(reverse("web:download", args=[on.submitted.pk, report.pk]))
    chunk = next(iter(answer))
    taken = perf_counter() - started
    answer.close()
    if not chunk.startswith(b"%PDF-"):
        raise RuntimeError("no PDF came")
    return taken


def _done(language: str) -> Report:
    from reports.models import Report

    deadline = monotonic() + WAIT_SECONDS
    while monotonic() < deadline:
        report = Report.objects.get(language=language)
        if report.status == Report.Status.DONE:
            return report
        if report.status == Report.Status.FAILED:
            break
        sleep(POLL_SECONDS)
    raise RuntimeError(f"the report is {report.status} after {WAIT_SECONDS} s: {report.error_code}")


if __name__ == "__main__":
    main(*sys.argv[1:])
