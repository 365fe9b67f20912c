"""Finished prints, made once for a whole run of tests.

To lay out a report takes seconds, and several modules read the same one. The same paper gives the same bytes, which is
tested on its own, so a print is kept in a folder that all processes of a run share.
"""

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from assessments.services.grading import canonical_json
from reports import build, pdf
from reports.build import Paper

ADDRESS = "https://check.example.org/verify/0123456789abcdefghijklmnopqrstuv/"
"""Where the prints say that they can be checked."""


def folder_of_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the processes of this run have in common; every run has another."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "prints"


class Prints:
    """Gives the PDF of a paper, from the folder once any process has made it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(
        self, document: Mapping[str, Any], language: str, kind: str = "diagnosis", *, verify_url: str = ADDRESS
    ) -> bytes:
        name = sha256(canonical_json([document, language, kind, verify_url])).hexdigest()
        path = self._folder / f"{name}.pdf"
        if not path.exists():
            data = build._made(Paper(document, language, kind, verify_url=verify_url)).data
            self._folder.mkdir(exist_ok=True)
            # Whole or not at all: another process may be reading, or making the same one.
            unfinished = path.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(data)
            unfinished.replace(path)
        return path.read_bytes()


def first_pages(paper: Paper) -> bytes:
    """Print cover, foreword, contents and summary only: what the name of a firm and a consultant's note can break."""
    title, html = build._html(paper)
    start = html[: html.index('<section class="chapter">')]
    return pdf.render(start, title=title, language=paper.language, identifier=b"x").data
