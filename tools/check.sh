#!/usr/bin/env bash
# All checks that need no test run. Every check runs even if one before it failed; the list at the end says which did.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bin=.venv/bin
failed=()

check() {
    local name="$1"
    shift
    printf '== %s\n' "$name"
    "$@" || failed+=("$name")
}

check_deployment() {
    # Real settings of a server, with secrets made up on the spot; no connection is opened.
    env -u DEBUG DJANGO_SETTINGS_MODULE=config.settings.prod \
        SECRET_KEY="$("$bin/python" -c 'import secrets; print(secrets.token_urlsafe(48))')" \
        ALLOWED_HOSTS=firm.example \
        DATABASE_URL=postgres://firm:not-used-here@127.0.0.1:5432/firm \
        REDIS_URL=redis://:not-used-here@127.0.0.1:6379/0 \
        "$bin/python" manage.py check --deploy --fail-level WARNING
}

export DJANGO_SETTINGS_MODULE=config.settings.dev
check "lint" "$bin/ruff" check .
check "format" "$bin/ruff" format --check .
check "types" "$bin/mypy"
check "import contracts" "$bin/lint-imports" --no-cache
check "deployment" check_deployment
check "migrations" "$bin/python" manage.py makemigrations --check --dry-run
check "content" "$bin/python" manage.py check_content

if [ "${#failed[@]}" -gt 0 ]; then
    printf '\nfailed: %s\n' "${failed[@]}"
    exit 1
fi
printf '\nall checks passed\n'
