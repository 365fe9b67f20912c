"""What can go wrong with the record. The doors turn these into a form message, 409 or 422, or exit code 2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what came in.

    Attributes:
        path: where, such as "answers.IM-DATA-L1-1" or "firm.employees".
        code: a stable word for machines.
        message: for people, in the active language; says what is accepted.
    """

    path: str
    code: str
    message: str

    def json(self) -> dict[str, str]:
        # Both may quote what came in: half a surrogate pair cannot be written as UTF-8 and is shown as \\udxxx.
        path, message = (text.encode("utf-8", "backslashreplace").decode() for text in (self.path, self.message))
        return {"path": path, "code": self.code, "message": message}


class InvalidInput(Exception):
    """What came in was refused; nothing was stored."""

    def __init__(self, problems: Sequence[Problem]):
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.path}: {p.message}" for p in self.problems))


class IncompleteAssessment(Exception):
    """Questions are still open. `missing` lists their codes by reading key."""

    def __init__(self, missing: Mapping[str, Sequence[str]]):
        self.missing = {key: tuple(codes) for key, codes in missing.items()}
        super().__init__(f"{len(self.questions)} questions are unanswered")

    @property
    def questions(self) -> tuple[str, ...]:
        """Every open question once: readings share some."""
        return tuple(dict.fromkeys(code for codes in self.missing.values() for code in codes))


class AlreadySubmitted(Exception):
    """The assessment was submitted; it is read-only now."""


class NotSubmitted(Exception):
    """The assessment is still a draft; it has no result to score again."""


class NothingChanged(Exception):
    """Scoring again says what the newest result says already. Carries that result."""

    def __init__(self, result: Any):
        self.result = result
        super().__init__(f"nothing differs from result {result.pk}")


class DraftExists(Exception):
    """The firm has an unfinished assessment for that year already."""

    def __init__(self, assessment: Any):
        self.assessment = assessment
        super().__init__(f"a draft exists: {assessment.pk}")


class StaleVersion(Exception):
    """Somebody saved this in between. Carries what is stored now, so both texts can be shown: the answers and notes of
    a section, or the plan."""

    def __init__(
        self,
        *,
        version: int,
        section: str = "",
        answers: Mapping[str, str] | None = None,
        notes: Mapping[str, str] | None = None,
        plan: Any = None,
    ):
        self.section, self.version, self.plan = section, version, plan
        self.answers, self.notes = dict(answers or {}), dict(notes or {})
        super().__init__(f"{section or 'the plan'} is at version {version}")


class TooManyPlans(Exception):
    """The firm keeps as many plans as there may be; one has to go first."""

    def __init__(self, most: int):
        self.most = most
        super().__init__(f"a firm keeps at most {most} plans")


class EntryWithdrawn(Exception):
    """The entry of the firm was withdrawn; it is kept as it was."""


class NotLater(Exception):
    """A plan is compared with a later result of the same firm; this one is none."""


class NotAllowed(Exception):
    """The person sees the object but may not do this with it."""
