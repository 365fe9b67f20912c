"""What a check of the content reports.

`error` findings must not be published; `warning` findings are for an author to look at.
"""

from dataclasses import dataclass

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """One line of the report: `place` is a code or a file, `message` says what is wrong and what to do."""

    level: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.level}: {self.place}: {self.message}"
