"""Where something comes from and how sure that is; every other shape of content cites one of these."""

from dataclasses import dataclass

from scoring.model import Names

STATUSES = ("confirmed", "single-source", "unverified", "own")
"""confirmed: two or more independent sources; single-source: one; unverified: none; own: the tool's own value."""

SOURCE_KINDS = ("standard", "paper", "facts", "regulation", "survey", "own")


@dataclass(frozen=True)
class SourceRef:
    """Where something comes from: an id of sources.yaml, the place in it, and how sure that is."""

    id: str
    clause: Names
    status: str

    @property
    def text(self) -> str:
        """The text a rule carries as its source: the id, a comma, the place in English.

        >>> SourceRef("gbt-2589-2020", {"zh-hans": "附录A", "en": "App. A"}, "confirmed").text
        'gbt-2589-2020, App. A'
        """
        return f"{self.id}, {self.clause['en']}"


@dataclass(frozen=True)
class Source:
    """One entry of the bibliography. `year` is "" where no source states it; `where` says how it was read."""

    id: str
    title: Names
    kind: str
    year: str
    where: Names
    status: str
