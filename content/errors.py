"""What can go wrong with content. Found by `check_content`, the start-up check and the tests; never in a request."""

from collections.abc import Iterable
from datetime import date


class ContentError(Exception):
    """Content files that do not say what they must; the message has one line per problem.

    Attributes:
        problems: "file: place: what is wrong" each, in the order found.
    """

    def __init__(self, problems: str | Iterable[str]):
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class NoValue(LookupError):
    """A dated factor has no value on the day asked for. The latest one is never taken instead."""

    def __init__(self, on: date, first: date | None):
        self.on, self.first = on, first
        known = f"the first value is valid from {first.isoformat()}" if first else "its history is empty"
        super().__init__(f"no value on {on.isoformat()}: {known}")


class WeightsRefused(ValueError):
    """Weights that cannot replace those of a reading.

    Attributes:
        reason: "model", "unknown profile", "unknown parent", "codes", "weight" or "sum".
        came: what was given.
        expected: what is accepted.
    """

    def __init__(self, reason: str, came: str, expected: str):
        self.reason, self.came, self.expected = reason, came, expected
        super().__init__(f"{reason}: expected {expected}, got {came}")
