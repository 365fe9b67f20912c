"""What the documents say is true: numbers are executed, commands exist, links lead somewhere."""

import doctest
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
EXECUTED = [path for path in DOCUMENTS if ">>>" in path.read_text(encoding="utf-8")]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"manage\.py ([a-z][a-z_-]+)")
MAKE = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_method_is_executed():
    assert ROOT / "docs" / "method.md" in EXECUTED


@pytest.mark.parametrize("path", EXECUTED, ids=_name)
def test_every_worked_number_comes_out(path):
    failed, attempted = doctest.testfile(str(path), module_relative=False, verbose=False)
    assert attempted
    assert not failed


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_link_leads_somewhere(path):
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_command_named_exists(path):
    text = path.read_text(encoding="utf-8")
    for command in COMMAND.findall(text):
        assert command in get_commands(), command
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in MAKE.findall(text):
        assert f"\n{target}:" in makefile, f"make {target}"


def test_the_map_names_every_room():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "tools", "benchmarks"}
    assert all(f"`{room}/`" in readme for room in rooms)


def test_docstrings_point_at_sections_that_exist():
    headings = {
        line.lstrip("#").strip().lower().replace(" ", "-")
        for line in (ROOT / "docs" / "method.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    }
    for path in [*ROOT.glob("scoring/*.py"), *ROOT.glob("planning/*.py")]:
        for anchor in re.findall(r"docs/method\.md#([a-z-]+)", path.read_text(encoding="utf-8")):
            assert anchor in headings, f"{path.name}: #{anchor}"
