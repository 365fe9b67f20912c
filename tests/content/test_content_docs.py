"""The examples authors copy from docs/content.md load as they stand there, and the words listed are those accepted."""

import re
from pathlib import Path

import pytest

from content import model
from content.loader import load

DOC = (Path(__file__).parents[2] / "docs" / "content.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(schema: (\w+)/1\n.*?)```", DOC, flags=re.DOTALL)


def test_there_is_an_example_of_a_question_and_of_a_measure() -> None:
    assert [kind for _, kind in EXAMPLES] == ["questions", "measures"]


@pytest.mark.parametrize(("text", "kind"), EXAMPLES, ids=[kind for _, kind in EXAMPLES])
def test_the_example_loads(tiny: Path, text: str, kind: str) -> None:
    before = len(getattr(load(tiny), kind))
    (tiny / kind / "example.yaml").write_text(text, encoding="utf-8")
    assert len(getattr(load(tiny), kind)) == before + 1


@pytest.mark.parametrize("words", [model.STATUSES, model.KINDS, model.EFFECTS, model.HORIZONS, model.PILLARS])
def test_every_accepted_word_is_documented(words: tuple[str, ...]) -> None:
    assert [word for word in words if word not in DOC] == []


def test_every_table_is_documented() -> None:
    folder = Path(model.__file__).parent
    tables = [path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")]
    assert [name for name in tables if f"`{name}`" not in DOC] == []
