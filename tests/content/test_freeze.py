"""Published files stay as they are; the two check commands say so with exit code 2."""

import subprocess
import sys
from pathlib import Path

import pytest

from content.errors import ContentError
from content.freeze import freeze, frozen_files, frozen_problems

ROOT = Path(__file__).parents[2]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "content", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8")


def test_freezing_lists_every_file_of_the_frozen_folders_once(tiny: Path) -> None:
    assert freeze(tiny) == (
        "questions/digital.yaml",
        "questions/green.yaml",
        "readings/green-factory-2018-2018-1.yaml",
        "readings/green-factory-2025-2025-1.yaml",
        "readings/im-capability-2020-1.yaml",
        "readings/mechanisms-2025-1.yaml",
        "readings/transformation-barriers-2025-1.yaml",
        "readings/transformation-path-2025-1.yaml",
        "measures/basics.yaml",
        "effects/basics.yaml",
        "cases/basics.yaml",
    )
    assert freeze(tiny) == ()
    assert frozen_problems(tiny) == []


@pytest.mark.parametrize("remove", [False, True], ids=["changed", "removed"])
def test_a_published_file_that_changes_is_named_with_the_way_out(tiny: Path, remove: bool) -> None:
    freeze(tiny)
    path = tiny / "measures" / "basics.yaml"
    if remove:
        path.unlink()
    else:
        path.write_text(path.read_text(encoding="utf-8").replace('"18"', '"24"'), encoding="utf-8")
    [problem] = frozen_problems(tiny)
    assert problem.startswith("content/measures/basics.yaml: ")
    assert ("is gone" if remove else "changed after it was published") in problem
    assert "put the correction into a new version" in problem
    before = frozen_files(tiny)
    with pytest.raises(ContentError, match="new version"):
        freeze(tiny)
    assert frozen_files(tiny) == before


def test_a_new_file_may_join_the_published_ones(tiny: Path) -> None:
    freeze(tiny)
    (tiny / "measures" / "more.yaml").write_text("schema: measures/1\nmeasures: []\n", encoding="utf-8")
    assert freeze(tiny) == ("measures/more.yaml",)


def test_solutions_are_checked_again_and_shown_longer_after_they_were_published(tiny: Path) -> None:
    freeze(tiny)
    path = tiny / "solutions" / "basics.yaml"
    text = path.read_text(encoding="utf-8").replace('"2026-11-21"', '"2027-11-21"').replace('"2028-', '"2029-')
    path.write_text(text, encoding="utf-8")
    assert freeze(tiny) == ()


def test_what_a_published_solution_is_for_does_not_change(tiny: Path) -> None:
    freeze(tiny)
    path = tiny / "solutions" / "basics.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[BAR-UNABLE-SKILLS]", "[BAR-AFRAID-COST]"), "utf-8")
    with pytest.raises(ContentError, match="solution SOL-DATA-SCANNER: incompatible: relieves BAR-UNABLE-SKILLS"):
        freeze(tiny)


def test_the_command_says_that_sound_content_is_sound(tiny: Path) -> None:
    done = run(tiny)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("content is sound: 13 questions, 6 readings, 3 measures")


def test_the_command_freezes_when_asked(tiny: Path) -> None:
    assert "11 files newly listed as published" in run(tiny, "--freeze").stdout
    (tiny / "questions" / "green.yaml").write_text("schema: questions/1\nquestions: []\n", encoding="utf-8")
    assert run(tiny).returncode == 2


def test_the_command_ends_with_2_on_a_mistake_and_freezes_nothing(tiny: Path) -> None:
    path = tiny / "measures" / "basics.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('["0", "1"]', "[yes, no]", 1), encoding="utf-8")
    done = run(tiny, "--freeze")
    assert done.returncode == 2
    assert (
        "content/measures/basics.yaml: measures[0].cost_wan.micro[0]: expected a quoted number, got yes" in done.stderr
    )
    assert frozen_files(tiny) == {}


def test_the_command_ends_with_2_on_a_weakness_that_must_be_mended(tiny: Path) -> None:
    path = tiny / "measures" / "basics.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('horizon: "0-6"', 'horizon: "18-36"', 1), encoding="utf-8")
    done = run(tiny)
    assert done.returncode == 2
    assert "error: MEA-DATA-SCAN: is planned for months 6-18" in done.stderr
