"""Published files do not change. Their sha256 stand in frozen.yaml; a correction is a new version in a new file.

What they decide stands in published.json beside it, so that a change can be named for what it does.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from content.changes import PUBLISHED, Change, classify, read_published, write_published
from content.errors import ContentError
from content.fingerprint import fingerprint
from content.loader import FROZEN, load, shown_path
from content.model import Content
from content.parse import read_yaml

FROZEN_FOLDERS = ("questions", "readings", "measures", "effects", "cases")
"""Solutions and supports are left out, as they are checked again and then shown longer; what they are for is compared
with published.json."""

WAY_OUT = (
    "results already rest on it. Restore the file (its old text is in the version history) and put the correction "
    "into a new version: readings get a new version number and file, everything else a new code"
)


def frozen_files(root: Path) -> Mapping[str, str]:
    """Return path below the content folder -> sha256 of every published file, in the order of frozen.yaml.

    Raises:
        ContentError: frozen.yaml is missing or malformed.
    """
    path = root / FROZEN
    shown = shown_path(path, root)
    if not path.is_file():
        raise ContentError(f"{shown}: expected this file, got none; an empty list is `files: {{}}`")
    pairs = read_yaml(path, shown).record(("schema", "files"))
    pairs["schema"].one_of(("frozen/1",))
    return {name: entry.text() for name, entry in pairs["files"].pairs().items()}


def freezable_files(root: Path) -> Mapping[str, str]:
    """Return path -> sha256 of every file of the folders that are frozen, as it is now."""
    paths = [path for folder in FROZEN_FOLDERS for path in sorted((root / folder).glob("*.yaml"))]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def frozen_problems(root: Path) -> list[str]:
    """Return one line per published file that changed or vanished."""
    now = freezable_files(root)
    problems = []
    for name, sha256 in frozen_files(root).items():
        if now.get(name) != sha256:
            what = "changed after it was published" if name in now else "was published and is gone"
            problems.append(f"content/{name}: {what}; {WAY_OUT}")
    return problems


def changes_since_publication(root: Path, content: Content) -> tuple[Change, ...]:
    """Return how each thing changed since it was published, none where nothing was published yet.

    Raises:
        ContentError: files are listed as published, and what they decided is not; or it cannot be read.
    """
    published = read_published(root)
    if published is None and frozen_files(root):
        raise ContentError(
            f"{shown_path(root / PUBLISHED, root)}: expected this file, got none; restore it from the version history"
        )
    return () if published is None else classify(published, fingerprint(content))


def freeze(root: Path) -> tuple[str, ...]:
    """Add every file not yet listed to frozen.yaml, and write what all of them decide to published.json.

    Returns:
        The paths added, none when all were listed.

    Raises:
        ContentError: a published file changed or vanished, or a published thing no longer means the same; nothing is
            written then.
    """
    problems = frozen_problems(root)
    if problems:
        raise ContentError(problems)
    content = load(root)
    breaking = [f"{change}; {WAY_OUT}" for change in changes_since_publication(root, content) if change.breaks]
    if breaking:
        raise ContentError(breaking)
    write_published(root, fingerprint(content))
    before = frozen_files(root)
    now = freezable_files(root)
    lines = [f"  {name}: {sha256}" for name, sha256 in now.items()]
    head = "schema: frozen/1\nfiles:"
    (root / FROZEN).write_text("\n".join([head, *lines]) + "\n" if lines else f"{head} {{}}\n", encoding="utf-8")
    return tuple(name for name in now if name not in before)
