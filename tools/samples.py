"""Make the sample reports that the sample page offers, of every kind and format in both languages, when anything they
rest on has changed.

python -m tools.samples
"""

from __future__ import annotations

import hashlib
import os
import sys
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "docs" / "examples" / "dye-house.json"
FOLDER = ROOT / "build" / "samples"
STAMP = FOLDER / "STAMP"
LANGUAGES = ("zh-hans", "en")
RESTS_ON = ("content", "scoring", "planning", "reports", "assessments", "templates/reports", "locale")
KINDS = {".py", ".yaml", ".csv", ".html", ".css", ".po"}


def state() -> str:
    """The sha256 of everything the sample rests on."""
    digest = hashlib.sha256(EXAMPLE.read_bytes())
    for folder in RESTS_ON:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS:
                digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def render() -> list[Path]:
    """Write the samples that are out of date and return them."""
    now = state()
    if STAMP.is_file() and STAMP.read_text() == now:
        return []
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    from assessments.services.exchange import document_of_exchange, load_exchange
    from reports.build import render_document
    from reports.models import OFFERED

    # Straight from the file: setup has no database yet, or one of its owner's that is not migrated.
    document = document_of_exchange(load_exchange(EXAMPLE.read_bytes()))
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = []
    for language, (kind, format) in product(LANGUAGES, OFFERED):
        target = FOLDER / f"dye-house.{kind}.{language}.{format}"
        target.write_bytes(render_document(document, language, kind=kind, format=format))
        written.append(target)
    STAMP.write_text(now)
    return written


def main() -> int:
    for path in render():
        print(f"samples: wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
