"""Compile the translations: every locale/*/LC_MESSAGES/*.po into the .mo file beside it, without GNU gettext.

python -m tools.messages
"""

from __future__ import annotations

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def compile_messages(root: Path = ROOT) -> list[Path]:
    """Compile what is out of date and return the files written; a fuzzy or broken entry never gets in."""
    written = []
    for source in sorted(root.glob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        partial = source.with_suffix(".partial")
        polib.pofile(str(source), check_for_duplicates=True).save_as_mofile(str(partial))
        partial.replace(target)
        written.append(target)
    return written


def main() -> int:
    for path in compile_messages():
        print(f"messages: compiled {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
