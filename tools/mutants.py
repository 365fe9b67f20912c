"""What the last run of tools/mutants.sh found: one row per module, then every mutant that no test noticed.

python -m tools.mutants [--diffs]
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / "build" / "mutants"
OUTCOMES: Mapping[int, str] = {0: "survived", 1: "killed", 3: "killed", 5: "untested", 33: "untested", 34: "skipped"}
"""Exit codes of a mutant's test run; every other one is a run that never came to its end, which is noticed too."""

COLUMNS = ("killed", "timeout", "survived", "untested")
NOTICED = ("killed", "timeout")


def outcomes() -> dict[str, dict[str, str]]:
    """Return module -> mutant -> outcome, of every module of scoring; one without functions has no mutants."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "scoring").glob("*.py")):
        meta = COPY / "mutants" / "scoring" / f"{path.name}.meta"
        codes = json.loads(meta.read_text())["exit_code_by_key"] if meta.is_file() else {}
        found[path.stem] = {name: _outcome(code) for name, code in codes.items()}
    return found


def _outcome(code: int | None) -> str:
    return "untested" if code is None else OUTCOMES.get(code, "timeout")


def table(found: Mapping[str, Mapping[str, str]]) -> str:
    """Return the table of docs/mutation.md, the whole last."""
    counts = {module: Counter(rows.values()) for module, rows in found.items()}
    counts["scoring"] = sum(counts.values(), Counter())
    lines = ["| module | mutants | killed | out of time | survived | no test | share |", "|---|" + "---:|" * 6]
    for module, own in counts.items():
        total = sum(own[column] for column in COLUMNS)
        noticed = sum(own[column] for column in NOTICED)
        share = f"{noticed * 100 / total:.1f} %" if total else "-"
        name = "**all**" if module == "scoring" else module
        lines.append(f"| {name} | {total} | {' | '.join(str(own[column]) for column in COLUMNS)} | {share} |")
    return "\n".join(lines)


def main() -> None:
    found = outcomes()
    sys.stdout.write(table(found) + "\n\n")
    for rows in found.values():
        for name, outcome in rows.items():
            if outcome not in NOTICED:
                sys.stdout.write(f"{outcome}: {name}\n")
                if "--diffs" in sys.argv:
                    sys.stdout.write(_diff(name) + "\n")


def _diff(name: str) -> str:
    command = [str(Path(sys.executable).parent / "mutmut"), "show", name]
    return subprocess.run(command, cwd=COPY, capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    main()
