"""A tiny, valid content tree that tests copy and break."""

import shutil
from pathlib import Path

import pytest

TINY = Path(__file__).parent / "tiny"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "content"))
