"""The firms the benchmarks work on: an example of the documentation, and as many made-up ones as are wanted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings

from assessments.services.exchange import Exchange, check_exchange
from content.loader import current
from content.model import QUANTITY, Question
from scoring.ladder import trimmable_names
from scoring.model import LadderReading
from scoring.uscc import ALPHABET, check_character

SEED = 2025
PERIOD = 2025
EXAMPLES = Path("docs/examples")
LARGEST = "electronics-plant"
"""The largest firm of the documentation, with five years of figures."""

# What a firm answers to the requirements of a level, by whether it is up to that level, next to it, or short of it.
MET = ("1",) * 6 + ("0.8",) * 5 + ("na",)
BEGUN = ("1", "0.8", "0.5", "0.5", "0")
SHORT = ("0.5", "0", "0")


def example(name: str = LARGEST) -> Exchange:
    """A firm of the documentation."""
    path = Path(settings.BASE_DIR) / EXAMPLES / f"{name}.json"
    return check_exchange(json.loads(path.read_text(encoding="utf-8")))


def varied(count: int) -> Iterator[Exchange]:
    """So many different firms as checked exchange documents, the same ones in every run."""
    return map(check_exchange, varied_documents(count))


def varied_documents(count: int) -> Iterator[dict[str, Any]]:
    """So many different firms of all trades, sizes and strengths, the same ones in every run."""
    chance = Random(SEED)
    for number in range(count):
        yield {
            "schema": "assessment-exchange/1",
            "firm": _firm(number, chance),
            "period": PERIOD,
            "answers": _answers(chance),
            "activity": _activity(chance),
        }


def _firm(number: int, chance: Random) -> dict[str, Any]:
    content = current()
    code = "91320594" + "".join(chance.choices(ALPHABET, k=9))
    ladder = next(reading for reading in content.readings.values() if isinstance(reading, LadderReading))
    return {
        "name": f"样本企业{number}",
        "uscc": code + check_character(code),
        "industry": chance.choice(list(content.industries)),
        "province": chance.choice(list(content.provinces)),
        "employees": chance.randint(5, 1500),
        "revenue_wan": str(chance.randint(50, 60000)),
        "production": chance.choice(("discrete", "process")),
        "trimmed": chance.sample(trimmable_names(ladder), chance.randint(0, 2)),
    }


def _answers(chance: Random) -> dict[str, str]:
    """Every question a firm would be asked: each section reaches its own level, near the strength of the firm."""
    questions = current().questions
    strength = chance.randint(0, 4)
    reached = {code: strength + chance.choice((-1, 0, 0, 1)) for code in current().sections}
    answers = {}
    for code, question in questions.items():
        if question.kind == "requirement":
            step = level_of(question) - reached[question.section]
            if step < 3:
                answers[code] = chance.choice(MET if step <= 0 else BEGUN if step == 1 else SHORT)
        elif question.kind != QUANTITY:
            answers[code] = chance.choice(question.choices).value
    return answers


def level_of(question: Question) -> int:
    """The ladder level a requirement belongs to: IM-DATA-L2-1 -> 2."""
    return int(question.code.rsplit("-L", 1)[1].split("-")[0])


def _activity(chance: Random) -> list[dict[str, Any]]:
    """Every quantity in five years, small enough for every limit."""
    return [
        {"year": year, "code": code, "value": str(chance.randint(1, 10)), "unit": question.unit}
        for year in range(PERIOD - 4, PERIOD + 1)
        for code, question in current().questions.items()
        if question.kind == QUANTITY
    ]
