"""Every kind of change has its class, and what breaks a published thing does not pass the check."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from content.changes import (
    COMPATIBLE,
    INCOMPATIBLE,
    SAME,
    WORDING,
    Change,
    change_between,
    classify,
    read_published,
    summary,
    write_published,
)
from content.errors import ContentError
from content.fingerprint import fingerprint
from content.freeze import changes_since_publication, freeze
from content.loader import PACKAGE, current, load

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((Path(__file__).parent / "changes.yaml").read_text(encoding="utf-8"))


def edited(tiny: Path, name: str, old: str, new: str) -> None:
    path = tiny / name
    text = path.read_text(encoding="utf-8")
    assert not old or old in text
    path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")


def changes_of(tiny: Path, edit: Callable[[], None]) -> tuple[Change, ...]:
    before = fingerprint(load(tiny))
    edit()
    return classify(before, fingerprint(load(tiny)))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_change_has_its_class_and_its_reason(tiny: Path, case: dict[str, str]) -> None:
    [change] = changes_of(tiny, lambda: edited(tiny, case["file"], case["replace"], case["with"]))
    assert str(change) == case["says"]
    assert change.kind in str(change)


def test_nothing_changed_gives_nothing(tiny: Path) -> None:
    assert changes_of(tiny, lambda: None) == ()


def test_a_new_version_may_break_with_the_one_before_and_is_no_mistake(tiny: Path) -> None:
    freeze(tiny)
    old = tiny / "readings" / "im-capability-2020-1.yaml"
    text = old.read_text(encoding="utf-8").replace('version: "2020-1"', 'version: "2020-2"')
    text = text.replace('pass_mark: "0.8"', 'pass_mark: "0.7"')
    (tiny / "readings" / "im-capability-2020-2.yaml").write_text(text, encoding="utf-8")
    [change] = changes_since_publication(tiny, load(tiny))
    assert (change.kind, change.published, change.breaks) == (INCOMPATIBLE, False, False)
    assert str(change) == (
        "reading im-capability 2020-2: incompatible: version was 2020-1, is 2020-2; threshold pass mark was 0.8, is 0.7"
    )
    assert freeze(tiny) == ("readings/im-capability-2020-2.yaml",)


def test_a_new_version_of_the_same_structure_is_compatible(tiny: Path) -> None:
    freeze(tiny)
    old = tiny / "readings" / "im-capability-2020-1.yaml"
    text = old.read_text(encoding="utf-8").replace('version: "2020-1"', 'version: "2020-10"')
    (tiny / "readings" / "im-capability-2020-10.yaml").write_text(text, encoding="utf-8")
    content = load(tiny)
    [change] = changes_since_publication(tiny, content)
    assert str(change) == "reading im-capability 2020-10: compatible: version was 2020-1, is 2020-10"
    versions = [content.reading("im-capability", version) for version in ("2020-1", "2020-10")]
    assert change_between(*versions).kind == SAME


def test_versions_that_differ_in_words_only_say_so(tiny: Path) -> None:
    before = load(tiny).readings["im-capability"]
    edited(tiny, "readings/im-capability-2020-1.yaml", "en: Planned", "en: Planning")
    change = change_between(before, load(tiny).readings["im-capability"])
    assert (change.kind, change.reasons, change.code) == (WORDING, (), "im-capability 2020-1 -> 2020-1")


def test_a_published_factor_that_changes_is_refused_and_names_the_row(tiny: Path) -> None:
    freeze(tiny)
    edited(tiny, "factors/grid.csv", "江苏,0.7", "江苏,0.71")
    command = [sys.executable, "-m", "content", str(tiny)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 2
    assert (
        "factor grid province 江苏 2021: incompatible: value was 0.7, is 0.71; results already rest on it"
        in done.stderr
    )
    with pytest.raises(ContentError, match=r"was 0\.7, is 0\.71"):
        freeze(tiny)


def test_a_published_factor_gets_a_new_row_and_the_check_says_so(tiny: Path) -> None:
    freeze(tiny)
    row = "natural_gas,0.0012,tce/m3,2027-01-01,gbt-39116-2020,附录B,Appendix B,confirmed,,\n"
    edited(tiny, "factors/energy.csv", "", row)
    changes = changes_since_publication(tiny, load(tiny))
    assert list(summary(changes)) == ["factors: compatible: 1 new: energy natural_gas 2027-01-01"]


def test_a_summary_counts_what_is_new_and_names_the_rest(tiny: Path) -> None:
    content = load(tiny)
    nothing = {group: {} for group in fingerprint(content)}
    lines = list(summary(classify(nothing, fingerprint(content))))
    assert lines[0] == (
        "questions: compatible: 13 new: IM-SKILLS-L1-1, IM-DATA-L1-1, IM-DATA-L2-1, BAR-UNABLE-SKILLS, "
        "BAR-AFRAID-COST and 8 more"
    )
    assert [line.split(":")[0] for line in lines] == list(nothing)


def test_the_published_state_is_read_as_it_was_written(tiny: Path) -> None:
    state = fingerprint(load(tiny))
    assert read_published(tiny) is None
    write_published(tiny, state)
    assert read_published(tiny) == state
    assert classify(state, read_published(tiny) or {}) == ()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": "published/2"}', '{"schema": "published/1", "questions": 1}']
)
def test_a_published_state_that_is_something_else_is_refused(tiny: Path, text: str) -> None:
    (tiny / "published.json").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"content/published.json: expected what --freeze wrote"):
        read_published(tiny)


def test_a_published_state_that_vanished_is_missed(tiny: Path) -> None:
    freeze(tiny)
    (tiny / "published.json").unlink()
    with pytest.raises(ContentError, match=r"content/published.json: expected this file, got none"):
        changes_since_publication(tiny, load(tiny))


def test_nothing_that_shipped_lost_its_meaning() -> None:
    breaking = [str(change) for change in changes_since_publication(PACKAGE, current()) if change.breaks]
    assert breaking == []


def test_every_class_is_met() -> None:
    met = {case["says"].split(": ")[1] for case in CASES}
    assert met == {WORDING, COMPATIBLE, INCOMPATIBLE}
