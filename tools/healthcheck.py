"""What a container asks of itself: `python -m tools.healthcheck web|worker|beat [HOST:PORT]`.

Exit 0 healthy, 1 not, with the reason. web asks /healthz under a name that ALLOWED_HOSTS accepts; worker answers a
ping through the queue; beat has written its schedule lately (it does so every three minutes).
"""

from __future__ import annotations

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

DEFAULT_ADDRESS = "127.0.0.1:8000"
LONGEST_SILENCE_SECONDS = 600


def web(address: str) -> str:
    """Return why the web server is unhealthy, or nothing."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(f"http://{address}/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:
            return "" if answer.status == 200 else f"/healthz answered {answer.status}"
    except (urllib.error.URLError, OSError) as error:
        return f"/healthz did not answer: {error}"


def worker(_address: str) -> str:
    """Return why this machine's worker is unhealthy, or nothing."""
    from config.celery import app

    name = f"reports@{socket.gethostname()}"
    try:
        answers = app.control.inspect(destination=[name], timeout=5).ping()
    except Exception as error:  # noqa: BLE001 - whatever the transport raises, the worker cannot be reached
        return f"the queue did not answer: {error}"
    return "" if answers else f"{name} did not answer"


def beat(_address: str) -> str:
    """Return why the clock is unhealthy, or nothing."""
    from config.settings.base import CELERY_BEAT_SCHEDULE_FILENAME

    schedule = Path(CELERY_BEAT_SCHEDULE_FILENAME)
    written = [path.stat().st_mtime for path in schedule.parent.glob(f"{schedule.name}*")]
    if not written:
        return f"{schedule} has not been written yet"
    silence = time.time() - max(written)
    return "" if silence < LONGEST_SILENCE_SECONDS else f"no tick for {silence:.0f} s"


CHECKS: dict[str, Callable[[str], str]] = {"web": web, "worker": worker, "beat": beat}


def main(arguments: list[str]) -> int:
    if len(arguments) not in {1, 2} or arguments[0] not in CHECKS:
        print(f"usage: python -m tools.healthcheck {'|'.join(CHECKS)} [HOST:PORT]", file=sys.stderr)
        return 1
    problem = CHECKS[arguments[0]](arguments[1] if len(arguments) == 2 else DEFAULT_ADDRESS)
    if problem:
        print(problem, file=sys.stderr)
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
