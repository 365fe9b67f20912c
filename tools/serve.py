"""Run the whole site on one machine: `make run`.

Prepares the database, the demo data and the translations, then starts the queue (unless REDIS_URL names one), the web
server, the worker and the clock as child processes. Ctrl-C or SIGTERM stops them all; so does a child that keeps dying,
after the end of its log has been shown.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import io
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
START_SECONDS = 60
STOP_SECONDS = 10
MOST_RESTARTS = 3
RESTART_WINDOW_SECONDS = 60
LOG_TAIL_LINES = 25
PR_SET_PDEATHSIG = 1


class CannotServe(Exception):
    """The site cannot start or go on; the message is meant for the person at the terminal."""


@dataclass
class Child:
    """One process of the site, its log, and when it was last started again."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    restarts: list[float] = field(default_factory=list)

    def start(self, environment: dict[str, str]) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone; we stop the children in order
                preexec_fn=_die_with_parent,
            )

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, *, before: float) -> None:
        """Wait until `before` (monotonic seconds), then end whatever of its group is left."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=max(0.1, before - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def log_tail(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"    {line}" for line in lines[-LOG_TAIL_LINES:])


def _die_with_parent() -> None:
    """Have the kernel stop this child if its parent is killed without a chance to do so (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def say(message: str) -> None:
    print(message, flush=True)


def chosen_port() -> int:
    """Return the port of PORT, checked to be a port and to be free."""
    value = os.environ.get("PORT", "").strip() or "8000"
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:6]) <= 65535):
        raise CannotServe(f"PORT: got {value!r}; accepted: a whole number from 1 to 65535. Example: make run PORT=8001")
    port = int(value)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CannotServe(
                f"port {port} cannot be used ({error.strerror}). Example: make run PORT={port % 60000 + 1}"
            ) from error
    return port


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock while the site runs: two sites on one database file and queue would disturb each other."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotServe(
                f"the site is already running on {folder}; stop it first, or set VAR_DIR to another folder"
            ) from error
        yield


def prepare() -> str:
    """Bring database, cache table, demo data and messages up to date; return what the demo data says."""
    import django
    from django.core.management import call_command
    from django.db import connections

    from tools.messages import compile_messages

    compile_messages()
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    told = io.StringIO()
    call_command("load_demo", stdout=told)
    connections.close_all()
    return told.getvalue().strip()


def children_of_the_site(port: int, logs: Path) -> list[Child]:
    """Return the site's processes in the order of their start."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "config"]
    web = ["gunicorn", "config.wsgi", "--bind", f"{HOST}:{port}", "--workers", "2", "--no-control-socket"]
    worker = ["worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--hostname", "reports@%h"]
    beat = ["beat", "--loglevel", "WARNING", "--pidfile", ""]
    return [
        Child("web", [*python, *web, "--access-logfile", "-"], logs / "web.log"),
        Child("worker", [*celery, *worker, "--loglevel", "INFO"], logs / "worker.log"),
        Child("beat", [*celery, *beat], logs / "beat.log"),
    ]


def wait_until_it_answers(port: int, web: Child) -> None:
    """Return when /healthz answers; raise with the end of the log if it does not."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not web.has_died():
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise CannotServe(f"the web server did not start; the end of {web.log}:\n{web.log_tail()}")


def watch(children: list[Child], environment: dict[str, str]) -> None:
    """Start a child again that died; give up when one dies too often. Returns only by an exception."""
    while True:
        time.sleep(0.5)
        for child in filter(Child.has_died, children):
            now = time.monotonic()
            child.restarts = [at for at in child.restarts if now - at < RESTART_WINDOW_SECONDS]
            if len(child.restarts) >= MOST_RESTARTS:
                raise CannotServe(f"{child.name} keeps dying; the end of {child.log}:\n{child.log_tail()}")
            say(f"{child.name} ended unexpectedly; starting it again (see {child.log})")
            child.restarts.append(now)
            child.start(environment)


def stop(children: list[Child]) -> None:
    """Stop the children, the last started first, and end by force what has not gone in time."""
    for child in reversed(children):
        child.ask_to_stop()
    before = time.monotonic() + STOP_SECONDS
    for child in reversed(children):
        child.end(before=before)


@contextlib.contextmanager
def queue_address() -> Iterator[str]:
    """Yield the address of the queue: the one of REDIS_URL, else one that runs as long as the block."""
    from django.conf import settings

    from tools.embedded_queue import embedded_queue

    if os.environ.get("REDIS_URL", "").strip():
        yield os.environ["REDIS_URL"].strip()
        return
    with embedded_queue(settings.EMBEDDED_QUEUE_SOCKET) as address:
        yield address


def _stop_by_signal(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def serve() -> None:
    """Prepare, start, watch, and stop everything again on the way out."""
    from django.conf import settings

    port = chosen_port()
    with only_one(settings.VAR_DIR):
        say("preparing the database and the demo data ...")
        demo = prepare()
        logs = settings.VAR_DIR / "log"
        logs.mkdir(exist_ok=True)
        with queue_address() as address:
            environment = {
                "PUBLIC_URL": f"http://{HOST}:{port}",
                **os.environ,
                "REDIS_URL": address,
                "PYTHONUNBUFFERED": "1",
            }
            children = children_of_the_site(port, logs)
            try:
                for child in children:
                    child.start(environment)
                wait_until_it_answers(port, children[0])
                say(f"\nThe site is on http://{HOST}:{port}  (logs: {logs}; Ctrl-C stops it)\n{demo}")
                watch(children, environment)
            finally:
                stop(children)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    signal.signal(signal.SIGTERM, _stop_by_signal)
    try:
        serve()
    except KeyboardInterrupt:
        say("\nstopped")
        return 0
    except CannotServe as reason:
        print(f"run: {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
