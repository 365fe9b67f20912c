#!/usr/bin/env bash
# Write the locked requirements anew. `tools/lock.sh --upgrade` takes the newest versions that the .in files allow.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for name in bootstrap base dev; do
    .venv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
        --python-version 3.11 "$@" "requirements/$name.in" --output-file "requirements/$name.txt"
done
