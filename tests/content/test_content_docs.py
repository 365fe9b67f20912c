"""The examples authors copy from docs/content.md load as they stand there, and the words listed are those accepted."""

import re
from pathlib import Path

import pytest

from content import model
from content.help import CASE_KINDS, DIRECTIONS, FORMS
from content.lint import findings
from content.loader import load

DOC = (Path(__file__).parents[2] / "docs" / "content.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(schema: (\w+)/1\n.*?)```", DOC, flags=re.DOTALL)


def test_there_is_an_example_of_each_kind() -> None:
    assert [kind for _, kind in EXAMPLES] == ["questions", "measures", "effects", "cases", "solutions", "supports"]


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=[kind for _, kind in EXAMPLES])
def test_the_example_loads_beside_those_above_it(tiny: Path, number: int) -> None:
    for text, kind in EXAMPLES[: number + 1]:
        before = len(getattr(load(tiny), kind))
        (tiny / kind / "example.yaml").write_text(text, encoding="utf-8")
        assert len(getattr(load(tiny), kind)) == before + 1


def test_the_examples_have_no_weakness_but_the_question_nothing_uses_yet(tiny: Path) -> None:
    for text, kind in EXAMPLES:
        (tiny / kind / "example.yaml").write_text(text, encoding="utf-8")
    assert [str(finding) for finding in findings(load(tiny)) if finding.place != "IM-DATA-L2-2"] == []


@pytest.mark.parametrize(
    "words",
    [
        *(model.STATUSES, model.KINDS, model.EFFECTS, model.HORIZONS, model.PILLARS),
        *(CASE_KINDS, FORMS, DIRECTIONS),
    ],
)
def test_every_accepted_word_is_documented(words: tuple[str, ...]) -> None:
    assert [word for word in words if word not in DOC] == []


def test_every_table_is_documented() -> None:
    folder = Path(model.__file__).parent
    tables = [path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")]
    assert [name for name in tables if f"`{name}`" not in DOC] == []
