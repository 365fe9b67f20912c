"""Random answers to the real question bank. Deterministic: the same examples in every run."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from content.loader import current
from scoring.model import ALLOWED, NOT_APPLICABLE

LAW = settings(
    derandomize=True, deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow], database=None
)

SCALES = {kind: [value for value in allowed if value != NOT_APPLICABLE] for kind, allowed in ALLOWED.items()}
"""Answers from best to worst, without "not applicable"."""


def answer_sets(key: str, *, not_applicable: bool = False) -> st.SearchStrategy[dict[str, str]]:
    """Complete answers to one reading; at low levels they are drawn from the better end, as with most firms."""
    questions = current().questions

    def of(code: str) -> st.SearchStrategy[str]:
        kind = questions[code].kind
        scale = list(SCALES[kind])
        if kind == "requirement":
            level = int(code.rsplit("-L", 1)[1].split("-")[0])
            scale += ["1", "0.8"] * max(0, 4 - level)
        if not_applicable and kind != "gate":
            scale.append(NOT_APPLICABLE)
        return st.sampled_from(scale)

    return st.fixed_dictionaries({code: of(code) for code in current().readings[key].question_codes()})
