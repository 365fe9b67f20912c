"""Where finished reports lie: below MEDIA_ROOT/reports, named by the hash of their content. A file appears whole or
not at all, and two rows with the same content share it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

OLD_SECONDS = 3600
"""A file nobody names is left alone for this long: a worker may be about to name it."""

PARTIAL = ".partial"
ENDINGS = ("pdf", "docx", "xlsx", "png")
"""Reports in their formats, and the logos printed on covers."""


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "reports"


def path_of(sha256: str, ending: str = "pdf") -> Path:
    return folder() / f"{sha256}.{ending}"


def store(data: bytes, ending: str = "pdf") -> str:
    """Write a file and return its sha256. After a crash at any moment there is the whole file or none.

    Args:
        ending: One of ENDINGS.
    """
    if ending not in ENDINGS:
        raise ValueError(f"no file here ends in {ending!r}")
    sha256 = hashlib.sha256(data).hexdigest()
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(suffix=PARTIAL, dir=place)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(partial).chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o640)
        Path(partial).replace(path_of(sha256, ending))
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    _sync(place)
    return sha256


def _sync(place: Path) -> None:
    """Make the rename itself survive a power cut."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_file(sha256: str, ending: str = "pdf") -> BinaryIO:
    """Open a stored file. Raises FileNotFoundError."""
    return path_of(sha256, ending).open("rb")


def remove_orphans(named_among: Callable[[Iterable[str]], set[str]]) -> int:
    """Remove old files that no row names, and left-overs of writers that were killed. Return how many.

    Args:
        named_among: Of the given hashes, those that some row names.
    """
    removed = 0
    old = list(_old(folder()))
    for start in range(0, len(old), 500):
        batch = old[start : start + 500]
        ours = [path for path in batch if path.suffix[1:] in ENDINGS]
        named = named_among(path.stem for path in ours)
        for path in batch:
            if path.suffix == PARTIAL or (path in ours and path.stem not in named):
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def remove_left_over_fonts() -> int:
    """Remove the folders with copies of the fonts that a killed renderer left in the temporary folder."""
    removed = 0
    for path in _old(Path(tempfile.gettempdir()), "weasyprint-*"):
        if path.is_dir() and not path.is_symlink() and path.stat().st_uid == os.getuid():
            shutil.rmtree(path, ignore_errors=True)
            removed += 1
    return removed


def _old(place: Path, pattern: str = "*") -> Iterator[Path]:
    if not place.is_dir():
        return
    for path in sorted(place.glob(pattern)):
        with contextlib.suppress(FileNotFoundError):
            if path.lstat().st_mtime < time.time() - OLD_SECONDS:
                yield path
