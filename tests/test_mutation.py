"""docs/mutation.md: every module of the rules has its row, the rows add up, and enough mutants were noticed."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tools.mutants import OUTCOMES, table

ROOT = Path(settings.BASE_DIR)
PAGE = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| (\*\*all\*\*|\w+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| ([\d.]+ %|-) \|$", re.MULTILINE
)
ROWS = {name: tuple(map(int, counts)) for name, *counts, _ in ROW.findall(PAGE)}
SHARES = {name: share for name, *_, share in ROW.findall(PAGE)}
LEAST = 85


def test_every_module_of_the_rules_has_its_row():
    assert {path.stem for path in (ROOT / "scoring").glob("*.py")} == set(ROWS) - {"**all**"}


def test_the_last_row_is_the_sum_of_the_others():
    modules = [counts for name, counts in ROWS.items() if name != "**all**"]
    assert ROWS["**all**"] == tuple(map(sum, zip(*modules, strict=True)))


@pytest.mark.parametrize("name", ROWS)
def test_a_row_adds_up_to_its_mutants_and_its_share(name):
    mutants, killed, late, survived, untested = ROWS[name]
    assert mutants == killed + late + survived + untested
    assert SHARES[name] == (f"{(killed + late) * 100 / mutants:.1f} %" if mutants else "-")


def test_every_survivor_has_its_reason():
    reasons = re.findall(r"^\| (\d+) \| .+ \| .+ \|$", PAGE.partition("## Survivors")[2], re.MULTILINE)
    assert sum(map(int, reasons)) == ROWS["**all**"][3] + ROWS["**all**"][4]


def test_enough_mutants_were_noticed():
    assert float(SHARES["**all**"].removesuffix(" %")) >= LEAST


def test_the_tool_writes_the_rows_of_this_page():
    found = {"ahp": {"a": "killed", "b": "killed", "c": "survived"}, "model": {}}
    assert table(found).splitlines()[1:] == [
        "|---|---:|---:|---:|---:|---:|---:|",
        "| ahp | 3 | 2 | 0 | 1 | 0 | 66.7 % |",
        "| model | 0 | 0 | 0 | 0 | 0 | - |",
        "| **all** | 3 | 2 | 0 | 1 | 0 | 66.7 % |",
    ]
    assert {OUTCOMES[code] for code in (0, 1, 33)} == {"survived", "killed", "untested"}
