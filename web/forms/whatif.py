"""What a person ticks and plans on the what-if page, as it stands in the address of the page.

`m` is a ticked measure, `a.CODE` the answer planned for a question, `q` the words of the search for questions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict

from web.forms.section import ANSWER

MEASURE, WORDS = "m", "q"
MOST_WORDS = 80
MOST_TEXT = 2000
"""How long an address may get; servers refuse much longer ones, so a longer choice travels in the body instead."""


@dataclass(frozen=True)
class TypedWhatIf:
    """What came in.

    Attributes:
        measures: codes of the ticked measures, each once.
        answers: question code -> planned answer.
        words: the search for questions.
        unknown: how many measures and answers of the address mean nothing any more.
    """

    measures: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    unknown: int = 0

    @classmethod
    def from_query(cls, query: QueryDict) -> TypedWhatIf:
        answers = {name[len(ANSWER) :]: str(query[name]) for name in query if name.startswith(ANSWER) and query[name]}
        return cls(
            tuple(dict.fromkeys(query.getlist(MEASURE))), answers, str(query.get(WORDS, "")).strip()[:MOST_WORDS]
        )

    def only(self, measures: Collection[str], choices: Mapping[str, Collection[str]]) -> TypedWhatIf:
        """Leave out what no longer exists; an address may be older than the content or the firm's own measures.

        Args:
            measures: Codes there are.
            choices: Question code -> answers that can be planned for it.
        """
        ticked = tuple(code for code in self.measures if code in measures)
        planned = {code: answer for code, answer in self.answers.items() if answer in choices.get(code, ())}
        lost = len(self.measures) - len(ticked) + len(self.answers) - len(planned)
        return replace(self, measures=ticked, answers=planned, unknown=lost)

    def changing(self, today: Mapping[str, str | None]) -> TypedWhatIf:
        """Without answers that are today's anyway."""
        return replace(self, answers={code: given for code, given in self.answers.items() if today.get(code) != given})

    @property
    def query(self) -> str:
        """The part of the address after the question mark; "" when nothing is chosen or it would be too long."""
        pairs = [(MEASURE, code) for code in self.measures]
        pairs += [(ANSWER + code, answer) for code, answer in self.answers.items()]
        if self.words:
            pairs.append((WORDS, self.words))
        text = urlencode(pairs)
        return text if len(text) <= MOST_TEXT else ""

    @property
    def fits_address(self) -> bool:
        return bool(self.query) or not (self.measures or self.answers or self.words)
