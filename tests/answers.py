"""Whole sets of answers, made from the question bank."""

from content.model import Content

PER_LEVEL = ("1", "0.5", "0", "0", "0")


def complete_answers(
    content: Content,
    *,
    per_level: tuple[str, ...] = PER_LEVEL,
    item: str = "0.8",
    barrier: str = "2",
    gate: str = "yes",
) -> dict[str, str]:
    """Return an answer to every question but quantities: requirements by their level, the rest by kind."""
    fixed = {"item": item, "barrier": barrier, "gate": gate}
    answers = {}
    for code, question in content.questions.items():
        if question.kind == "requirement":
            level = int(code.rsplit("-L", 1)[1].split("-")[0])
            answers[code] = per_level[level - 1]
        elif question.kind in fixed:
            answers[code] = fixed[question.kind]
    return answers
