"""Whatever is wrong with a file is named by its place, and nothing is stored. The rows are in bad_input.yaml."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from assessments.errors import InvalidInput
from assessments.services import load_exchange
from assessments.services.exchange import LARGEST_FILE
from tests.assessments.record import as_bytes, good_document, nothing_stored

ROWS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("bad_input.yaml").read_text(encoding="utf-8"))


def row_names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["name"].replace(" ", "-") for row in rows]


def _huge_integer() -> bytes:
    return as_bytes(good_document()).replace(b'"revenue_wan": "6000"', b'"revenue_wan": ' + b"9" * 1_000_000)


FILES: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "blanks": lambda: b" \n\t ",
    "gb18030": lambda: json.dumps(good_document(), ensure_ascii=False).encode("gb18030"),
    "utf-16": lambda: json.dumps(good_document(), ensure_ascii=False).encode("utf-16"),
    "picture": lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "too-large": lambda: as_bytes(good_document()) + b" " * LARGEST_FILE,
    "deep-nesting": lambda: b'{"answers": ' + b"[" * 100_000,
    "half": lambda: as_bytes(good_document())[:2000],
    "array": lambda: as_bytes([good_document()]),
    "text": lambda: b'"assessment-exchange/1"',
    "null": lambda: b"null",
    "huge-integer": _huge_integer,
}


def put(document: Any, path: str, value: Any) -> None:
    """Set the value at a dotted path; a number is an index, and one past the end appends."""
    *way, last = path.split(".")
    for step in way:
        document = document[int(step) if isinstance(document, list) else step]
    if isinstance(document, list):
        document[int(last) : int(last) + 1] = [value]
    else:
        document[last] = value


def file_of(row: dict[str, Any]) -> bytes:
    if "make" in row:
        return FILES[row["make"]]()
    document = good_document()
    for path, value in row.get("set", {}).items():
        put(document, path, value)
    if "remove" in row:
        *way, last = row["remove"].split(".")
        place: Any = document
        for step in way:
            place = place[int(step) if isinstance(place, list) else step]
        del place[last]
    # Escaped, because half a surrogate pair has no UTF-8 form.
    text = json.dumps(document)
    if "replace" in row:
        old, new = row["replace"]
        assert text.count(old) == 1, f"{old} stands {text.count(old)} times in the file"
        text = text.replace(old, new)
    return text.encode()


def test_the_table_is_long_and_says_everything_once() -> None:
    assert len(ROWS) >= 45
    assert len({row["name"] for row in ROWS}) == len(ROWS)
    assert sum("command" in row for row in ROWS) >= 12


def test_the_file_all_rows_start_from_is_good() -> None:
    exchange = load_exchange(as_bytes(good_document()))
    assert exchange.period == 2025
    assert len(exchange.activity) == 2


@pytest.mark.parametrize("row", ROWS, ids=row_names(ROWS))
def test_the_one_thing_wrong_is_named(row: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as error:
        load_exchange(file_of(row))
    assert [(problem.path, problem.code) for problem in error.value.problems] == [(row["path"], row["code"])]
    message = error.value.problems[0].message
    assert message.strip(), "a person must learn what is accepted"
    assert len(message) < 500


COMMAND_ROWS = [row for row in ROWS if "command" in row]


@pytest.mark.django_db
@pytest.mark.parametrize("row", COMMAND_ROWS, ids=row_names(COMMAND_ROWS))
def test_the_command_ends_with_2_one_object_on_standard_error_and_nothing_stored(
    row: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, result = tmp_path / "firm.json", tmp_path / "result.json"
    source.write_bytes(file_of(row))
    with nothing_stored(), pytest.raises(SystemExit) as ended:
        call_command("assess", str(source), "--result", str(result))
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert [(e["path"], e["code"]) for e in json.loads(said.err)["errors"]] == [(row["path"], row["code"])]
    assert not result.exists()


def test_everything_wrong_is_named_in_one_go() -> None:
    document = good_document()
    for path, value in {
        "schema": "x",
        "firm.employees": True,
        "answers.IM-DATA-L1-1": "2",
        "answers.NOPE": "1",
        "activity.0.unit": "GJ",
        "references.0.lead": "0.5",
        "extra": 1,
    }.items():
        put(document, path, value)
    with pytest.raises(InvalidInput) as error:
        load_exchange(as_bytes(document))
    assert {problem.path for problem in error.value.problems} == {
        "schema",
        "extra",
        "firm.employees",
        "answers.IM-DATA-L1-1",
        "answers.NOPE",
        "activity[0].unit",
        "references[0].lead",
    }


def test_an_unknown_key_of_half_a_surrogate_pair_can_still_be_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "firm.json"
    source.write_bytes(json.dumps({**good_document(), "\ud800": 1}).encode())
    with pytest.raises(SystemExit) as ended:
        call_command("assess", str(source), "--dry-run")
    assert ended.value.code == 2
    [problem] = json.loads(capsys.readouterr().err)["errors"]
    assert problem["code"] == "unknown-key"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("period", "２０２５"),
        ("period", "2025"),
        ("firm.employees", "1,080"),
        ("firm.uscc", "91320594ma1x2y3t4k"),
        ("firm.revenue_wan", 0),
        ("firm.trimmed", []),
        ("answers.IM-DATA-L1-1", None),
        ("answers.IM-DATA-L1-1", "na"),
        ("answers.BAR-UNABLE-METHOD", 4),
        ("activity", []),
        ("activity.0.year", 2021),
        ("activity.0.value", "１２０．５"),
        ("references", []),
        ("references.0.base", "0.1"),
    ],
)
def test_what_is_merely_unusual_is_accepted(path: str, value: Any) -> None:
    document = good_document()
    put(document, path, value)
    load_exchange(as_bytes(document))


def test_a_byte_order_mark_is_no_mistake() -> None:
    load_exchange(b"\xef\xbb\xbf" + as_bytes(good_document()))
