"""Where the time of a PDF goes: the calls that begin a stage are timed, in the process that prints and nowhere else.

A stage does not count what another one does inside it; what no stage counts is the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from pkgutil import resolve_name
from time import perf_counter
from typing import Any

REST = "everything else"
CALLS = {
    "context and template": ("reports.build.report_context", "reports.build.render_to_string"),
    "attachments": ("reports.build.canonical_json", "reports.excel.annex_xlsx", "reports.pdf.embed"),
    "rare characters": ("reports.pdf.glyphs.prepared",),
    "parsing HTML and CSS": ("weasyprint.HTML.__init__", "weasyprint.CSS.__init__"),
    "cascade": ("weasyprint.document.get_all_computed_styles",),
    "boxes": ("weasyprint.document.build_formatting_structure",),
    "layout": ("weasyprint.HTML.render",),
    "painting": ("weasyprint.document.Document.write_pdf",),
    "cutting fonts": ("weasyprint.pdf.build_fonts_dictionary",),
    "tags": ("weasyprint.pdf.add_tags", "reports.pdf.tagging.mend"),
    "writing": ("reports.pdf.writing.write",),
    "collecting garbage": ("gc.collect",),
}
"""By stage; each where the caller looks it up."""


class Watch:
    """Counts the seconds of each stage."""

    def __init__(self) -> None:
        self._stage = REST
        self._since = perf_counter()
        self._seconds: dict[str, float] = {}

    def observe(self) -> None:
        """Time the calls of every stage from now on, in this process.

        Raises:
            AttributeError: a call is no longer where it was.
        """
        for stage, names in CALLS.items():
            for name in names:
                owner, _dot, attribute = name.rpartition(".")
                holder = resolve_name(owner)
                setattr(holder, attribute, self.timed(stage, getattr(holder, attribute)))

    def timed(self, stage: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return the same call, with its time counted to the stage."""

        def run(*positional: Any, **named: Any) -> Any:
            outer = self._turn_to(stage)
            try:
                return call(*positional, **named)
            finally:
                self._turn_to(outer)

        return run

    def lap(self) -> dict[str, float]:
        """Return the seconds of each stage since the last lap."""
        self._turn_to(self._stage)
        seconds, self._seconds = self._seconds, {}
        return {stage: seconds.get(stage, 0.0) for stage in (*CALLS, REST)}

    def _turn_to(self, stage: str) -> str:
        """Count what has passed to the stage so far, and return that stage."""
        before, now = self._stage, perf_counter()
        self._seconds[before] = self._seconds.get(before, 0.0) + now - self._since
        self._stage, self._since = stage, now
        return before
