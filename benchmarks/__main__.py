"""`make bench`: every benchmark once, and one table. Nothing is written outside a temporary folder."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from benchmarks.table import Row, table


def main() -> None:
    started = perf_counter()
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        prepare(Path(folder))
        rows = measure(Path(folder))
    print(surroundings())
    print()
    print(table(rows))
    print()
    print("Ratio: this product divided by the reference. Times are the best of several runs.")
    print(f"All of it took {perf_counter() - started:.0f} s.")


def prepare(folder: Path) -> None:
    """Point the settings of the tests at an empty database on disk, and fill in its tables."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "VAR_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "DATABASE_URL": f"sqlite:///{folder / 'benchmarks.sqlite3'}",
        "REDIS_URL": "",
        "LOG_LEVEL": "WARNING",
        "LANGUAGE_CODE": "zh-hans",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def measure(folder: Path) -> list[Row]:
    """Run every benchmark, saying on the side where it is."""
    from django.db import connections

    from assessments.services.exchange import document_of_exchange
    from benchmarks import click, paper, planning, scoring, web
    from benchmarks.firms import example

    firm = example()
    say("scoring one firm")
    rows = scoring.one_firm(firm)
    say("scoring many firms")
    rows += scoring.many_firms()
    say("planning")
    rows += planning.what_if(firm) + planning.roadmaps()
    with web.ground(firm) as on:
        say("saving answers")
        rows += web.saving(on)
        say("pages")
        rows += web.pages(on)
    say("printing")
    printed = paper.printing(document_of_exchange(firm), folder)
    connections.close_all()
    say("clicking")
    rows += printed + click.first_byte(folder, paper.alone(printed, click.KIND))
    return rows


def say(what: str) -> None:
    print(f"bench: {what}", file=sys.stderr, flush=True)


def surroundings() -> str:
    """What the figures hold for."""
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({platform.machine()}), load {load:.1f}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version} on disk"
    )


if __name__ == "__main__":
    main()
