"""Real queues, real workers, real signals: the report is finished or honestly failed, and nobody waits for long."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tools.embedded_queue import embedded_queue

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 60

ASK = """
import time
import django
django.setup()
from accounts.models import User
from assessments.models import Result
from reports.services import request_report
started = time.monotonic()
request_report(result=Result.objects.get(), language="en", by=User.objects.get())
print(time.monotonic() - started)
"""

# Sweeps as beat would let it, then works. With "stuck" it asks for a report itself and never comes to the end of it.
WORKER = """
import sys, time
import django
django.setup()
from accounts.models import User
from assessments.models import Result
from config import celery_app
from reports import services, tasks
def build(report):
    print("rendering", flush=True)
    time.sleep(300)
if sys.argv[1] == "stuck":
    tasks.build_report = build
    services.request_report(result=Result.objects.get(), language="en", by=User.objects.get())
tasks.sweep_reports_task()
celery_app.worker_main(["worker", "--pool", "prefork", "--concurrency", "1", "--loglevel", "WARNING",
                        "--without-gossip", "--without-mingle", "--without-heartbeat"])
"""

PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable")
from accounts.models import User
from assessments.models import Answer
from assessments.services import create_firm, start_assessment, submit_assessment
from content.loader import current
from tests.answers import complete_answers
from tests.conftest import FIRM_FACTS
owner = User.objects.create_user("owner@firm.example", "correct-horse-9")
firm = create_firm(by=owner, **FIRM_FACTS)
assessment = start_assessment(firm=firm, period=2025, by=owner)
answers = complete_answers(current())
Answer.objects.bulk_create(Answer(assessment=assessment, question=code, value=value) for code, value in answers.items())
submit_assessment(assessment=assessment, by=owner)
"""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


class House:
    """A database file of its own, and processes that use it with a queue of one's choice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": f"sqlite:///{folder / 'house.sqlite3'}",
            "MEDIA_ROOT": str(folder / "media"),
            "VAR_DIR": str(folder),
            "PYTHONPATH": str(ROOT),
        }

    def run(self, code: str, *, queue: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**self.environment, "REDIS_URL": queue},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def report(self) -> dict[str, Any]:
        """The row, read past the application."""
        with closing(sqlite3.connect(self.folder / "house.sqlite3", timeout=20)) as database:
            database.row_factory = sqlite3.Row
            return dict(database.execute("SELECT * FROM reports_report").fetchone())

    def let_time_pass(self) -> None:
        """Let the lease run out and the message be forgotten."""
        with closing(sqlite3.connect(self.folder / "house.sqlite3", timeout=20)) as database, database:
            database.execute("UPDATE reports_report SET lease_until = '2000-01-01' WHERE status = 'running'")
            database.execute("UPDATE reports_report SET published_at = NULL")

    @contextmanager
    def worker(self, name: str, queue: str) -> Iterator[subprocess.Popen[str]]:
        with (self.folder / f"{name}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", WORKER, name],
                env={**self.environment, "REDIS_URL": queue},
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
            try:
                yield process
            finally:
                _end(process)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()


def _end(process: subprocess.Popen[str]) -> None:
    """Kill a worker with its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)


def until(condition: Callable[[], bool], what: Callable[[], str]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < end, what()
        time.sleep(0.3)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    House(folder).run(PREPARE, queue="")
    return folder


@pytest.fixture
def house(prepared: Path, tmp_path: Path) -> House:
    for file in prepared.glob("house.sqlite3*"):
        shutil.copy(file, tmp_path / file.name)
    return House(tmp_path)


@pytest.fixture
def queue() -> Iterator[str]:
    # A socket's path must be short, which pytest's folders are not.
    with tempfile.TemporaryDirectory(prefix="queue-") as folder, embedded_queue(Path(folder) / "queue.sock") as address:
        yield address


@pytest.fixture
def hung_queue() -> Iterator[str]:
    """A server that takes the connection and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def refused_queue() -> str:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def finish(house: House, queue: str) -> dict[str, Any]:
    """Let a sound worker come, and return the row once it is done."""
    house.let_time_pass()
    with house.worker("sound", queue):
        until(lambda: house.report()["status"] == "done", lambda: house.log("sound"))
    row = house.report()
    assert (house.folder / "media" / "reports" / f"{row['sha256']}.pdf").read_bytes().startswith(b"%PDF")
    return row


@pytest.mark.parametrize("kind", ["refused_queue", "hung_queue"])
def test_without_a_queue_the_request_is_kept_within_three_seconds(
    kind: str, house: House, request: pytest.FixtureRequest
) -> None:
    seconds = house.run(ASK, queue=request.getfixturevalue(kind))
    assert float(seconds) < 3
    row = house.report()
    assert (row["status"], row["attempts"]) == ("queued", 0)


def test_a_request_made_without_a_queue_is_finished_once_it_is_back(
    house: House, refused_queue: str, queue: str
) -> None:
    house.run(ASK, queue=refused_queue)
    assert finish(house, queue)["attempts"] == 1


@pytest.mark.parametrize("what", ["worker", "render"])
def test_a_killed_worker_or_render_is_made_up_for(what: str, house: House, queue: str) -> None:
    with house.worker("stuck", queue) as stuck:
        until(lambda: "rendering" in house.log("stuck"), lambda: house.log("stuck"))
        row = house.report()
        assert (row["status"], row["attempts"]) == ("running", 1)
        if what == "worker":
            _end(stuck)
        else:
            for child in children_of(stuck.pid):
                os.kill(child, signal.SIGKILL)
            time.sleep(1)
            assert house.report()["status"] == "running"
    assert finish(house, queue)["attempts"] >= 2
