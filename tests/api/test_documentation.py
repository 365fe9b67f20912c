"""docs/api.md is true: its exchanges are carried out in their order, and its list of error codes is complete."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from assessments.models import Assessment
from assessments.services import start_assessment
from tests.api.conftest import Machine
from tests.conftest import answer_all

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXCHANGE = re.compile(r"```http\n(?P<sent>.*?)\n\n(?P<status>\d{3})\n(?P<answer>.*?)```", re.DOTALL)
NAME = re.compile(r"<(\w+)>")
LEFT_OUT = "…"


class Reader:
    """Carries the exchanges out and remembers what the answers name: <firm>, <assessment> ..."""

    def __init__(self, known: dict[str, Any]):
        self.known = known
        self.program = Machine()

    def carry_out(self, exchange: re.Match[str]) -> None:
        first, *rest = exchange["sent"].split("\n", 1)
        method, path = first.split(" ")
        headers, body = self._parts(rest[0] if rest else "")
        if "token" in self.known:
            self.program.headers["Authorization"] = f"Token {self.known['token']}"
        response = self.program.send(method, self._filled(path), self._filled(body), **headers)
        got = json.loads(response.content)
        assert response.status_code == int(exchange["status"]), (first, got)
        self.compare(json.loads(exchange["answer"]), got, first)

    def _parts(self, text: str) -> tuple[dict[str, str], Any]:
        headers = dict(line.split(": ", 1) for line in text.split("\n") if re.match(r"[A-Z][\w-]+: ", line))
        return headers, None if headers or not text else json.loads(text)

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._filled(inner) for key, inner in value.items()}
        if not isinstance(value, str):
            return value
        whole = NAME.fullmatch(value)
        return self.known[whole[1]] if whole else NAME.sub(lambda name: str(self.known[name[1]]), value)

    def compare(self, said: Any, got: Any, place: str) -> None:
        if said == LEFT_OUT:
            return
        if isinstance(said, str) and (name := NAME.fullmatch(said)):
            assert got == self.known.setdefault(name[1], got), place
        elif isinstance(said, dict):
            assert isinstance(got, dict), place
            more = said.keys() - {LEFT_OUT}
            assert more <= got.keys() if LEFT_OUT in said else more == got.keys(), (place, got)
            for key in more:
                self.compare(said[key], got[key], f"{place} {key}")
        elif isinstance(said, list):
            assert len(said) == len(got), (place, got)
            for number, (each, theirs) in enumerate(zip(said, got, strict=True)):
                self.compare(each, theirs, f"{place}[{number}]")
        else:
            assert said == got, place


@pytest.mark.django_db
def test_the_exchanges_of_the_document_take_place_as_written(owner: User, firm: Any) -> None:
    answered: Assessment = start_assessment(firm=firm, period=2025, by=owner)
    answer_all(answered)
    reader = Reader({"answered": str(answered.pk)})
    exchanges = list(EXCHANGE.finditer(TEXT))
    assert len(exchanges) == TEXT.count("```http")
    for exchange in exchanges:
        reader.carry_out(exchange)


def test_every_error_code_of_the_api_stands_in_the_document() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "api").rglob("*.py")))
    calls = r'(?:Conflict|Unprocessable|LoginRefused|TooLarge|Refusal|error_body|_fixed)\(\s*(?:\d{3}, )?"([a-z-]+)"'
    codes = set(re.findall(calls, sources)) - {"refused"}
    assert len(codes) > 15
    assert {code for code in codes if f"`{code}`" not in TEXT} == set()
