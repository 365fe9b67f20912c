#!/usr/bin/env bash
# All tests: everything on SQLite, then what touches the database or the queue again on PostgreSQL and Redis.
# Arguments go to pytest of the first pass.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# The tests start some two hundred processes; without kept bytecode each would compile everything anew.
unset PYTHONDONTWRITEBYTECODE

tools/setup.sh --tests
pytest=(.venv/bin/python -m pytest -n 2 --dist loadscope)
services="$(.venv/bin/python -m tools.services --shell)"

if [ -z "$services" ]; then
    echo "test: SQLite only; tests that need PostgreSQL and Redis are skipped (their reasons are in the list below)"
    exec env -u DATABASE_URL -u REDIS_URL "${pytest[@]}" -rs "$@"
fi

echo "test: first pass on SQLite"
env -u DATABASE_URL -u REDIS_URL "${pytest[@]}" -rs -m "not services" "$@"
echo "test: second pass on PostgreSQL and Redis: the tests marked database or services"
eval "$services"
exec "${pytest[@]}" -rs -m "database or services"
