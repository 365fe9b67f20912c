"""One mistake per case; the message must name the file, the place, what came and what is accepted."""

import shutil
from pathlib import Path

import pytest
import yaml

from content.errors import ContentError
from content.loader import FOLDERS, load

MISTAKES = yaml.safe_load((Path(__file__).parent / "mistakes.yaml").read_text(encoding="utf-8"))


def test_the_tiny_tree_itself_is_sound(tiny: Path) -> None:
    assert load(tiny).questions


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake["name"] for mistake in MISTAKES])
def test_each_mistake_is_refused_with_words_that_help(tiny: Path, mistake: dict[str, str]) -> None:
    path = tiny / mistake["file"]
    text = path.read_text(encoding="utf-8")
    if "replace_all" in mistake:
        broken = text.replace(mistake["replace_all"], mistake["with"])
    elif mistake["replace"]:
        broken = text.replace(mistake["replace"], mistake["with"], 1)
    else:
        broken = text + mistake["with"]
    assert broken != text, "the mistake must change the file"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(ContentError) as refusal:
        load(tiny)
    assert mistake["says"] in str(refusal.value)
    assert f"content/{mistake['file']}: " in str(refusal.value)


def test_text_that_is_not_utf_8_is_refused(tiny: Path) -> None:
    (tiny / "sources.yaml").write_bytes("schema: sources/1 # 来源".encode("gbk"))
    with pytest.raises(ContentError, match=r"content/sources.yaml: byte 20: expected UTF-8 text, got the byte 0xc0"):
        load(tiny)


def test_a_nul_byte_is_refused(tiny: Path) -> None:
    with (tiny / "sections.yaml").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ContentError, match=r"expected visible characters, got U\+0000; remove it"):
        load(tiny)


def test_an_empty_file_is_refused(tiny: Path) -> None:
    (tiny / "sources.yaml").write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"content/sources\.yaml: expected a mapping, got an empty file"):
        load(tiny)


def test_a_missing_file_is_named(tiny: Path) -> None:
    (tiny / "sections.yaml").unlink()
    with pytest.raises(ContentError, match=r"content/sections\.yaml: expected this file, got none"):
        load(tiny)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_without_files_is_not_taken_for_an_empty_one(tiny: Path, folder: str) -> None:
    shutil.rmtree(tiny / folder)
    with pytest.raises(ContentError, match=rf"content/{folder}: expected files that end in \.yaml, got none"):
        load(tiny)


def test_a_file_with_another_ending_is_not_silently_left_out(tiny: Path) -> None:
    (tiny / "measures" / "more.yml").write_text("schema: measures/1\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"measures/more\.yml: expected a file that ends in \.yaml"):
        load(tiny)


def test_all_mistakes_are_reported_at_once(tiny: Path) -> None:
    path = tiny / "questions" / "digital.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: unverified", "status: sure"), encoding="utf-8")
    with pytest.raises(ContentError) as refusal:
        load(tiny)
    assert len(refusal.value.problems) == 5
