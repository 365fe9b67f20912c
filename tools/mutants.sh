#!/usr/bin/env bash
# Mutation testing of the rules, in a copy under build/mutants: every small change to scoring/ that no test notices is a
# survivor. Prints the table of docs/mutation.md and the survivors. Without arguments it starts anew; arguments name mutants
# to try again after tests were added ("scoring.ahp*"), and the other outcomes stay. MUTANTS_JOBS= runs several at a time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bin="$PWD/.venv/bin"
copy=build/mutants

[ "$#" -gt 0 ] || rm -rf "$copy"
# Which test reaches which function is learnt anew every time: tests and functions may have come or gone.
rm -rf "${copy:?}"/{scoring,content,tests,mutants/mutmut-stats.json}
mkdir -p "$copy/tests"
cp -r scoring content "$copy"
cp -r tests/__init__.py tests/strategies.py tests/scoring "$copy/tests"
cp pyproject.toml tools/mutants.ini "$copy"
cp tools/mutants_profile.py "$copy/conftest.py"

(cd "$copy" && nice -n 15 "$bin/mutmut" run --max-children "${MUTANTS_JOBS:-1}" "$@" >mutmut.log 2>&1) || {
    tail -n 40 "$copy/mutmut.log" | tr '\r' '\n' | tail -n 40 >&2
    exit 1
}
"$bin/python" -m tools.mutants
