"""The commands machines call: assess, assess-batch, questions, readings."""

import io
import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from assessments.models import Assessment, Firm, Result
from assessments.services import add_sector_reference
from assessments.services.exchange import check_exchange, document_of_exchange
from assessments.services.grading import canonical_json
from content.model import Content
from scoring.model import ALLOWED
from tests.assessments.record import as_bytes, good_document, nothing_stored


def written(path: Path, *documents: Any) -> str:
    path.write_bytes(b"\n".join(each if isinstance(each, bytes) else as_bytes(each) for each in documents))
    return str(path)


def run(name: str, *args: str) -> tuple[int, str]:
    """Exit code and standard output of a command."""
    out = io.StringIO()
    try:
        call_command(name, *args, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def listed(name: str) -> list[dict[str, Any]]:
    code, out = run(name, "--json")
    assert code == 0
    rows: list[dict[str, Any]] = json.loads(out)
    return rows


# --- assess ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.database
def test_assess_prints_the_result_it_stored(tmp_path: Path) -> None:
    code, out = run("assess", written(tmp_path / "firm.json", good_document()))
    assert code == 0
    assert out.strip() == Result.objects.get().text
    assert json.loads(out)["schema"] == "assessment-result/1"


@pytest.mark.django_db
def test_assess_writes_the_result_where_it_is_told_and_is_silent_then(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "结果.json"
    assert run("assess", written(tmp_path / "firm.json", good_document()), "--result", str(target)) == (0, "")
    assert target.read_bytes() == Result.objects.get().text.encode() + b"\n"
    assert capsys.readouterr().err == ""


@pytest.mark.django_db
def test_a_dry_run_stores_nothing_and_says_the_same(tmp_path: Path) -> None:
    source = written(tmp_path / "firm.json", good_document())
    with nothing_stored():
        code, dry = run("assess", source, "--dry-run")
    assert code == 0
    assert run("assess", source) == (0, dry)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["assess", "assess-batch"])
def test_a_dry_run_knows_the_sector_references_too(tmp_path: Path, name: str) -> None:
    add_sector_reference(
        reading="green-factory-2018",
        indicator="water-intensity",
        industry="C34",
        unit="m3/万元",
        base="20",
        lead="5",
        valid_from="2025-01-01",
        source="行业数据表",
        by=None,
    )
    source, dry, stored = written(tmp_path / "firms.jsonl", good_document()), tmp_path / "dry", tmp_path / "stored"
    targets = [(str(dry), "--dry-run"), (str(stored),)]
    for target in targets:
        run(name, source, *(("--result", *target) if name == "assess" else target))
    assert dry.read_bytes() == stored.read_bytes()
    assert "行业数据表" in dry.read_text(encoding="utf-8")


@pytest.mark.django_db
def test_assess_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe:
        buffer = io.BytesIO(as_bytes(good_document()))

    monkeypatch.setattr(sys, "stdin", Pipe)
    assert run("assess", "-")[0] == 0
    assert Firm.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("folder", [False, True])
def test_a_file_that_cannot_be_read_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], folder: bool
) -> None:
    with nothing_stored():
        assert run("assess", str(tmp_path if folder else tmp_path / "no.json"))[0] == 2
    [problem] = json.loads(capsys.readouterr().err)["errors"]
    assert problem["code"] == "file"


@pytest.mark.django_db
@pytest.mark.parametrize("option", ["--result", "--pdf"])
def test_a_target_without_a_folder_is_noticed_before_anything_is_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    source = written(tmp_path / "firm.json", good_document())
    with nothing_stored():
        assert run("assess", source, option, str(tmp_path / "no" / "out"))[0] == 2
    assert json.loads(capsys.readouterr().err)["errors"][0]["code"] == "file"


@pytest.mark.django_db
def test_messages_come_in_the_language_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = written(tmp_path / "firm.json", b"[]")
    said = {}
    for language in ("zh-hans", "en"):
        assert run("assess", source, "--lang", language)[0] == 2
        said[language] = json.loads(capsys.readouterr().err)["errors"][0]["message"]
    assert said == {"zh-hans": "文件内容必须是一个 JSON 对象。", "en": "The file must hold one JSON object."}


# --- assess-batch ----------------------------------------------------------------------------------------------------


def lines() -> list[Any]:
    """Good, wrong code, blank, not JSON, good, not UTF-8, wrong in two places."""
    second = good_document()
    second["firm"] |= {"name": "第二家", "uscc": "91440300MA5EXAMP6Y"}
    wrong, twice = good_document(), good_document()
    wrong["firm"]["uscc"] = "91320594MA1X2Y3T4A"
    twice["period"], twice["answers"]["NOPE"] = "soon", "1"
    return [good_document(), wrong, b"   ", b"{", second, b"\xff\xfe", twice]


@pytest.mark.django_db
@pytest.mark.database
def test_a_batch_keeps_the_good_lines_and_names_the_bad_ones_by_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.jsonl"
    code, out = run("assess-batch", written(tmp_path / "in.jsonl", *lines()), str(target))
    assert code == 0, "at least one line was good"
    assert "2 assessed, 4 refused" in out
    names = [json.loads(line)["inputs"]["firm"]["name"] for line in target.read_text(encoding="utf-8").splitlines()]
    assert names == ["示例精密机械有限公司", "第二家"]
    errors = json.loads(capsys.readouterr().err)["errors"]
    assert [(error["line"], error["path"], error["code"]) for error in errors] == [
        (2, "firm.uscc", "check-character"),
        (4, "", "json"),
        (6, "", "encoding"),
        (7, "period", "number-form"),
        (7, "answers.NOPE", "unknown-question"),
    ]
    assert Firm.objects.count() == Assessment.objects.count() == Result.objects.count() == 2
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.django_db
def test_a_batch_gives_the_bytes_of_single_files(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    run("assess-batch", written(tmp_path / "in.jsonl", good_document()), str(target))
    assert target.read_bytes() == canonical_json(document_of_exchange(check_exchange(good_document()))) + b"\n"


@pytest.mark.django_db
def test_a_batch_may_store_nothing(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with nothing_stored():
        assert run("assess-batch", written(tmp_path / "in.jsonl", *lines()), str(target), "--dry-run")[0] == 0
    assert len(target.read_bytes().splitlines()) == 2


@pytest.mark.django_db
def test_a_batch_without_a_good_line_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out.jsonl"
    with nothing_stored():
        code, out = run("assess-batch", written(tmp_path / "in.jsonl", b"{", b"[]"), str(target))
    assert (code, target.read_bytes()) == (2, b"")
    assert "0 assessed, 2 refused" in out
    assert [error["line"] for error in json.loads(capsys.readouterr().err)["errors"]] == [1, 2]


@pytest.mark.django_db
def test_an_empty_batch_is_done_at_once(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    assert run("assess-batch", written(tmp_path / "in.jsonl"), str(target))[0] == 0
    assert target.read_bytes() == b""


@pytest.mark.parametrize("missing", ["source", "target"])
def test_a_batch_without_its_files_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    source = str(tmp_path / "no.jsonl") if missing == "source" else written(tmp_path / "in.jsonl", b"{}")
    target = tmp_path / "no" / "out.jsonl" if missing == "target" else tmp_path / "out.jsonl"
    assert run("assess-batch", source, str(target))[0] == 2
    assert json.loads(capsys.readouterr().err)["errors"][0]["code"] == "file"
    assert not target.exists()


# --- questions and readings ------------------------------------------------------------------------------------------


def test_questions_have_the_shape_of_the_contract(content: Content) -> None:
    rows = listed("questions")
    assert len(rows) == len(content.questions) == len({row["code"] for row in rows})
    for row in rows:
        assert {"code", "kind", "choices", "unit", "text", "help", "section", "readings"} <= row.keys()
        assert set(row["text"]) == set(row["help"]) == {"zh-hans", "en"}
        assert all(row["text"].values())
        assert row["section"] in content.sections
        assert set(row["readings"]) <= {*content.readings, "footprint"}
        if row["kind"] == "quantity":
            assert row["choices"] == []
            assert row["unit"] in row["units"]
            assert row["units"][row["unit"]] == "1"
        else:
            assert row["unit"] is None
            assert [set(choice) for choice in row["choices"]] == [{"value", "label"}] * len(row["choices"])
            assert {choice["value"] for choice in row["choices"]} == set(ALLOWED[row["kind"]])
            assert row["readings"], "a question that no reading grades is asked for nothing"


def test_every_answer_the_list_offers_is_accepted() -> None:
    document = good_document()
    for last in (0, -1):
        document["answers"] = {
            row["code"]: row["choices"][last]["value"] for row in listed("questions") if row["choices"]
        }
        check_exchange(document)


def test_readings_have_the_shape_of_the_contract(content: Content) -> None:
    rows = {row["key"]: row for row in listed("readings")}
    assert list(rows) == list(content.readings)
    for row in rows.values():
        assert {"key", "version", "status", "sha256", "model", "nodes"} <= row.keys()
        assert len(row["sha256"]) == 64
        assert row["status"] in ("confirmed", "single-source", "unverified", "own")
    assert {key: row["model"] for key, row in rows.items()} == {
        "im-capability": "ladder",
        "transformation-barriers": "severity",
        "green-factory-2018": "points",
        "green-factory-2025": "range",
        "transformation-path": "ladder",
        "mechanisms": "points",
    }


def test_the_ladder_lists_weights_and_questions_by_level() -> None:
    [ladder] = [row for row in listed("readings") if row["key"] == "im-capability"]
    assert ladder["pass_mark"] == "0.8"
    assert [level["code"] for level in ladder["levels"]] == ["1", "2", "3", "4", "5"]
    assert ladder["levels"][0]["name"] == {"zh-hans": "规划级", "en": "Planned"}
    assert ladder["profiles"]["discrete"]["people"] == "6"
    assert ladder["profiles"]["process"]["manufacturing.production"] == "63"
    data = next(node for node in ladder["nodes"] if node["code"] == "technology.data")
    assert data["parent"] == "technology"
    assert data["questions"]["1"] == ["IM-DATA-L1-1", "IM-DATA-L1-2"]
    assert list(data["questions"]) == ["1", "2", "3", "4", "5"]


def test_the_weights_of_every_parent_sum_to_a_hundred() -> None:
    ladders = [row for row in listed("readings") if row["model"] == "ladder"]
    assert len(ladders) == 2
    for weights in (weights for ladder in ladders for weights in ladder["profiles"].values()):
        sums: dict[str, Fraction] = {}
        for code, weight in weights.items():
            parent = code.rpartition(".")[0]
            sums[parent] = sums.get(parent, Fraction(0)) + Fraction(weight)
        assert {float(total) for total in sums.values()} == {100.0}


def test_the_other_models_list_their_bands_gates_weights_and_indicators(content: Content) -> None:
    rows = {row["key"]: row for row in listed("readings")}
    barriers, green = rows["transformation-barriers"], rows["green-factory-2018"]
    assert [(band["code"], band["from"]) for band in barriers["bands"]] == [
        ("low", "0"),
        ("moderate", "25"),
        ("high", "50"),
        ("severe", "75"),
    ]
    assert set(barriers["weights"]) == {code for node in barriers["nodes"] for code in node["questions"]}
    assert [gate["question"] for gate in green["gates"]] == [
        code for code, question in content.questions.items() if question.kind == "gate"
    ]
    assert list(green["weights"].values()) == ["20", "15", "15", "10", "10", "30"]
    assert set(green["items"]) == {code for node in green["nodes"] for code in node["questions"]}
    assert {indicator["code"]: (indicator["base"], indicator["lead"]) for indicator in green["indicators"]}[
        "energy-intensity"
    ] == ("0.92", "0.61")


def test_every_question_of_a_reading_is_in_the_bank_and_the_other_way_round() -> None:
    bank = {row["code"]: row for row in listed("questions")}
    used: dict[str, set[str]] = {}
    for reading in listed("readings"):
        for node in reading["nodes"]:
            codes = node["questions"]
            flat = [code for level in codes.values() for code in level] if isinstance(codes, dict) else codes
            used.setdefault(reading["key"], set()).update(flat)
        for gate in reading.get("gates", []):
            used[reading["key"]].update(gate["needs"] if reading["model"] == "range" else [gate["question"]])
    assert len(used) == 6
    for key, codes in used.items():
        answered = {code for code, row in bank.items() if key in row["readings"] and row["kind"] != "quantity"}
        assert codes == answered


@pytest.mark.parametrize(("name", "word"), [("questions", "IM-DATA-L1-1"), ("readings", "im-capability")])
def test_people_get_a_list_they_can_read(name: str, word: str) -> None:
    code, out = run(name)
    assert code == 0
    assert word in out
    assert not out.lstrip().startswith("[")
