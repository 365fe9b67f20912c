"""Real queues, real workers, real signals: the report is finished or honestly failed, and nobody waits for long."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tools.embedded_queue import embedded_queue

Row = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 60

# Briefs and workbooks: what is quickly made.
ASK = """
import sys, time
import django
django.setup()
from accounts.models import User
from assessments.models import Result
from reports.services import request_report
started = time.monotonic()
request_report(result=Result.objects.get(), language=sys.argv[1], kind="brief", by=User.objects.get())
print(time.monotonic() - started)
"""

# Sweeps as beat would let it, then works. With "stuck" it asks for two reports itself and never ends one of them.
WORKER = """
import sys, time
import django
django.setup()
from accounts.models import User
from assessments.models import Result
from config import celery_app
from reports import services, tasks
def build(report):
    print("rendering " + report.language, flush=True)
    time.sleep(300)
if sys.argv[1] == "stuck":
    tasks.build_report = build
    for language in ("zh-hans", "en"):
        services.request_report(
            result=Result.objects.get(), language=language, kind="annex", format="xlsx", by=User.objects.get()
        )
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
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": f"sqlite:///{folder / 'house.sqlite3'}",
            "MEDIA_ROOT": str(folder / "media"),
            "VAR_DIR": str(folder),
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": str(ROOT),
        }

    def run(self, code: str, *words: str, queue: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            env={**self.environment, "REDIS_URL": queue},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def reports(self) -> dict[tuple[str, str], Row]:
        """The rows by kind and language, read past the application."""
        with closing(sqlite3.connect(self.folder / "house.sqlite3", timeout=20)) as database:
            database.row_factory = sqlite3.Row
            rows = map(dict, database.execute("SELECT * FROM reports_report"))
            return {(row["kind"], row["language"]): row for row in rows}

    def keeps_fonts(self) -> bool:
        return any(self.temporary.glob("weasyprint-*"))

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


@contextmanager
def listening(*, hung: bool) -> Iterator[str]:
    """Address of a queue that takes a connection and never says a word, or that refuses it."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if hung:
            server.listen(50)
        # Bound and not listening, it refuses.
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@dataclass
class Story:
    """What was seen at each turn: to start a process takes seconds, so all that can go wrong does so in one house."""

    seconds: dict[str, float] = field(default_factory=dict)
    asked: dict[str, Row] = field(default_factory=dict)
    """By what the queue did: the row after the request."""
    stuck: dict[str, Row] = field(default_factory=dict)
    """By what was killed: the row before."""
    lost: Row = field(default_factory=dict)
    """The row a second after its render was killed."""
    ended: dict[tuple[str, str], Row] = field(default_factory=dict)
    """All rows after a sound worker was there."""
    kept: tuple[bool, bool] = (False, False)
    """Whether fonts lie in the temporary folder, while the sound worker is there and after it was told to end."""


QUEUES = {"refused": "en", "hung": "zh-hans"}
"""What is the matter with the queue -> language of the brief that is asked for meanwhile."""

KILLED = {"render": "zh-hans", "worker": "en"}
"""What is killed -> language of the workbook it was at; in this order."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    house = House(tmp_path_factory.mktemp("house"))
    house.run(PREPARE, queue="")
    return house


@pytest.fixture(scope="module")
def story(house: House) -> Story:
    seen = Story()
    for what, language in QUEUES.items():
        with listening(hung=what == "hung") as address:
            seen.seconds[what] = float(house.run(ASK, language, queue=address))
        seen.asked[what] = house.reports()["brief", language]
    # A socket's path must be short, which pytest's folders are not.
    with tempfile.TemporaryDirectory(prefix="queue-") as folder, embedded_queue(Path(folder) / "queue.sock") as queue:
        with house.worker("stuck", queue) as stuck:
            seen.stuck["render"] = _row_at_work(house, KILLED["render"])
            for child in children_of(stuck.pid):
                os.kill(child, signal.SIGKILL)
            time.sleep(1)
            seen.lost = house.reports()["annex", KILLED["render"]]
            seen.stuck["worker"] = _row_at_work(house, KILLED["worker"])
            _end(stuck)
        house.let_time_pass()
        with house.worker("sound", queue) as sound:
            until(lambda: {row["status"] for row in house.reports().values()} == {"done"}, lambda: house.log("sound"))
            during = house.keeps_fonts()
            sound.terminate()
            sound.wait(timeout=20)
            seen.kept = (during, house.keeps_fonts())
        seen.ended = house.reports()
    return seen


def _row_at_work(house: House, language: str) -> Row:
    """Wait until the stuck worker is at a report, and return its row."""
    until(lambda: f"rendering {language}" in house.log("stuck"), lambda: house.log("stuck"))
    return house.reports()["annex", language]


@pytest.mark.parametrize("what", QUEUES)
def test_without_a_queue_the_request_is_kept_within_three_seconds(what: str, story: Story) -> None:
    assert story.seconds[what] < 3
    assert (story.asked[what]["status"], story.asked[what]["attempts"]) == ("queued", 0)


@pytest.mark.parametrize("what", QUEUES)
def test_a_request_made_without_a_queue_is_finished_once_it_is_back(what: str, story: Story, house: House) -> None:
    row = story.ended["brief", QUEUES[what]]
    assert (row["status"], row["attempts"]) == ("done", 1)
    assert (house.folder / "media" / "reports" / f"{row['sha256']}.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("what", KILLED)
def test_a_killed_worker_or_render_is_made_up_for(what: str, story: Story, house: House) -> None:
    assert (story.stuck[what]["status"], story.stuck[what]["attempts"]) == ("running", 1)
    assert story.lost["status"] == "running"
    row = story.ended["annex", KILLED[what]]
    assert row["status"] == "done"
    assert row["attempts"] >= 2
    assert (house.folder / "media" / "reports" / f"{row['sha256']}.xlsx").read_bytes().startswith(b"PK")


def test_a_worker_that_ends_takes_its_fonts_off_the_disk(story: Story) -> None:
    assert story.kept == (True, False)
