"""The content check that `python -m content` and the management command `check_content` share."""

from collections.abc import Callable
from pathlib import Path

from content.changes import summary
from content.errors import ContentError
from content.finding import ERROR
from content.freeze import WAY_OUT, changes_since_publication, freeze, frozen_problems
from content.lint import findings
from content.loader import load

GOOD, BAD = 0, 2

Say = Callable[[str], object]
"""Takes one line of the report, without its line end."""


def check(root: Path, out: Say, errors: Say, *, write_frozen: bool = False) -> int:
    """Load, lint and compare with what was published; report, and return the exit code.

    Every change since publication is named with its class; one that gives a published thing another meaning must be
    mended.

    Args:
        root: A content folder.
        out: Where the summary and the warnings go.
        errors: Where everything goes that must be mended.
        write_frozen: List all files as published when nothing is wrong.

    Returns:
        0 when nothing must be mended, else 2.
    """
    try:
        content = load(root)
        found = findings(content)
        changes = changes_since_publication(root, content)
        to_mend = [
            *(str(finding) for finding in found if finding.level == ERROR),
            *frozen_problems(root),
            *(f"{change}; {WAY_OUT}" for change in changes if change.breaks),
        ]
    except ContentError as error:
        found, changes, to_mend = [], (), list(error.problems)
    for finding in found:
        if finding.level != ERROR:
            out(str(finding))
    for line in summary(change for change in changes if not change.breaks):
        out(f"since publication: {line}")
    for line in to_mend:
        errors(line)
    if to_mend:
        errors(f"{len(to_mend)} to mend in the content")
        return BAD
    out(
        f"content is sound: {len(content.questions)} questions, {len(content.all_readings)} readings, "
        f"{len(content.measures)} measures, {len(content.effects)} effects, {len(content.cases)} cases, "
        f"{len(content.solutions)} solutions, {len(content.supports)} supports, {len(content.sources)} sources, "
        f"sha256 {content.sha256[:12]}"
    )
    if write_frozen:
        out(f"{len(freeze(root))} files newly listed as published")
    return GOOD
