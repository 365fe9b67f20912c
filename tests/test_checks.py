"""Lint, format, types, import contracts, deployment, migrations and content: what `make check` runs."""

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings


@pytest.mark.slow
def test_make_check_finds_nothing() -> None:
    # The browser's fixtures set a variable that the deployment check rightly refuses.
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    done = subprocess.run(
        ["bash", "tools/check.sh"],
        cwd=Path(settings.BASE_DIR),
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
