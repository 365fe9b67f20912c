#!/usr/bin/env bash
# Make everything ready that `make run` needs; with --tests also what the tests need.
# Safe to repeat, and quick when nothing changed: each step leaves a stamp of what it was made from.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
PATH="$PATH:/usr/sbin:/sbin"
# Many short processes follow; without kept bytecode each would compile everything anew.
unset PYTHONDONTWRITEBYTECODE

say() { printf 'setup: %s\n' "$*"; }
stop() { say "$*" >&2; exit 1; }

# -c reads to the end; with -q grep leaves early, and under pipefail the broken pipe of ldconfig would count as "missing".
has_library() { ldconfig -p | grep -c "$1" >/dev/null; }
has_command() { command -v "$1" >/dev/null 2>&1; }
has_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# --- Python ----------------------------------------------------------------------------------------------------------

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.11 python3 python3.12 python3.13; do
        if [ -n "$candidate" ] && has_command "$candidate" && is_new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    stop "Python 3.11 or newer is needed; on Debian 12 or Ubuntu: apt-get install python3 python3-venv"
}

# --- System packages -------------------------------------------------------------------------------------------------

missing_packages() {
    has_library 'libpango-1\.0\.so\.0' || echo libpango-1.0-0
    has_library 'libpangoft2-1\.0\.so\.0' || echo libpangoft2-1.0-0
    has_library 'libharfbuzz-subset\.so\.0' || echo libharfbuzz-subset0
    has_command fc-match || echo fontconfig
    [ -x .venv/bin/python ] || has_venv "$python" || echo python3-venv
    if [ "${1:-}" = --tests ]; then
        has_command chromium || has_command chromium-browser || has_command google-chrome || echo chromium
        has_command pdftotext || echo poppler-utils
    fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    has_command apt-get && { [ "$(id -u)" = 0 ] || { has_command sudo && sudo -n true 2>/dev/null; }; }
}

install_packages() {
    local log=var/log/apt.log
    mkdir -p var/log
    say "installing system packages: $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >"$log" 2>&1 && return
    as_root apt-get update -q >>"$log" 2>&1 || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >>"$log" 2>&1 ||
        say "apt-get could not install them; see $log"
}

system_packages() {
    local missing still
    mapfile -t missing < <(missing_packages "$@")
    if [ "${#missing[@]}" -gt 0 ] && may_install; then install_packages "${missing[@]}"; fi
    mapfile -t still < <(missing_packages "$@")
    [ "${#still[@]}" -gt 0 ] || return 0
    case " ${still[*]} " in
        *' libpango'* | *' python3-venv '*) stop "cannot go on without these packages: apt-get install ${still[*]}" ;;
        *) say "going on without these packages (PDFs slower, or tests skipped): apt-get install ${still[*]}" ;;
    esac
}

# --- Python packages -------------------------------------------------------------------------------------------------

# pip obeys the machine's own settings for registries; uv is fifteen times as fast but does not read them.
# So: uv where it can reach a registry, pip otherwise. Both take only files whose hash is in the lock.
install_python_packages() {
    local stamp=.venv/.packages log=.venv/uv.log wanted
    wanted="$(cat requirements/bootstrap.txt requirements/dev.txt | sha256sum) $("$python" -V)"
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0
    if [ ! -x .venv/bin/python ] || ! is_new_enough .venv/bin/python || ! .venv/bin/python -m pip -V >/dev/null 2>&1; then
        say "making the environment .venv with $("$python" -V)"
        "$python" -m venv --clear .venv
    fi
    say "installing the locked Python packages"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
    if ! .venv/bin/uv pip sync --quiet --compile-bytecode --python .venv/bin/python --require-hashes requirements/dev.txt 2>"$log"; then
        say "uv could not install them (first line: $(head -n 1 "$log")); using pip, which takes about a minute"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
    fi
    rm -f "$log"
    echo "$wanted" >"$stamp"
}

# --- Database --------------------------------------------------------------------------------------------------------

# Commands work right after setup on the default ground; a database of one's own is migrated by its owner.
prepare_database() {
    local folder="${VAR_DIR:-var}" wanted
    [ -z "${DATABASE_URL:-}" ] || return 0
    wanted="$(cat requirements/base.txt */migrations/*.py | sha256sum)"
    [ -f "$folder/db.sqlite3" ] && [ "$(cat "$folder/.migrated" 2>/dev/null)" = "$wanted" ] && return 0
    say "preparing the database in $folder"
    .venv/bin/python manage.py migrate --no-input --verbosity 0
    .venv/bin/python manage.py createcachetable
    echo "$wanted" >"$folder/.migrated"
}

python="$(find_python)"
system_packages "$@"
install_python_packages
mkdir -p var
.venv/bin/python -m tools.fonts
.venv/bin/python -m tools.messages
.venv/bin/python -m tools.samples
prepare_database
