"""Two different firms are not told the same: less than 40 % of what one is advised in full is told the other as well.

Compared are the sentences of every measure that is told in full: title, what it is, why, and first step. The share is
the length of the sentences both firms read, divided by the length of all sentences of the firm that is told less, so
that a longer text on the other side hides nothing.
"""

import json
import re
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from assessments.services.exchange import check_exchange, document_of_exchange
from content.loader import current
from content.parse import LANGUAGES
from reports.context.advice import Phase, phases_of
from reports.context.words import Reader

FIRMS = sorted(path.stem for path in (Path(settings.BASE_DIR) / "docs" / "examples").glob("*.json"))
MOST_SHARED = 0.40
END_OF_SENTENCE = re.compile(r"(?<=[。！？；!?;])\s*|(?<=\.)\s+")


@lru_cache
def advice_to(firm: str, language: str) -> tuple[Phase, ...]:
    path = Path(settings.BASE_DIR) / "docs" / "examples" / f"{firm}.json"
    document = document_of_exchange(check_exchange(json.loads(path.read_text(encoding="utf-8"))))
    with translation.override(language):
        return phases_of(document, current(), Reader(language))


def sentences_told(firm: str, language: str) -> set[str]:
    cards = [card for phase in advice_to(firm, language) for card in phase.cards]
    texts = [text for card in cards for text in (card.title, card.what, card.why, card.first_step)]
    return {sentence for text in texts for sentence in END_OF_SENTENCE.split(text) if sentence}


def length(sentences: set[str]) -> int:
    return sum(map(len, sentences))


def share(one: set[str], other: set[str]) -> float:
    return length(one & other) / min(length(one), length(other))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("one", "other"), list(combinations(FIRMS, 2)))
def test_two_example_firms_share_less_than_four_tenths_of_their_advice(one: str, other: str, language: str) -> None:
    shared = share(sentences_told(one, language), sentences_told(other, language))
    assert shared < MOST_SHARED, f"{one} and {other} share {shared:.0%}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("firm", FIRMS)
def test_there_is_advice_to_compare(firm: str, language: str) -> None:
    told = sentences_told(firm, language)
    assert len(told) > 40
    assert share(told, told) == 1


@pytest.mark.parametrize("firm", FIRMS)
def test_what_is_made_for_the_trade_is_told_in_full_before_what_is_made_for_all(firm: str) -> None:
    measures = current().measures
    for phase in advice_to(firm, "en"):
        full, others = (
            [measures[advice.code].sectors == ("all",) for advice in group] for group in (phase.cards, phase.others)
        )
        assert all(others) or not any(full), phase.title


def test_a_sentence_ends_in_either_language() -> None:
    assert END_OF_SENTENCE.split("先做甲。再做乙；最后丙。") == ["先做甲。", "再做乙；", "最后丙。", ""]
    assert END_OF_SENTENCE.split("Do one. Then 2.5 %; then three.") == ["Do one.", "Then 2.5 %;", "then three."]
