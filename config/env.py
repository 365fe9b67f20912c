"""Settings from the environment, read strictly: a wrong value stops the start and says what to write instead.

Every variable is read by one call below `config/settings/`; docs/settings.md lists them all, and a test compares them.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})

# A path of a Unix socket has to fit into 108 bytes with its end mark.
LONGEST_SOCKET_PATH = 100

SQLITE_OPTIONS = {
    # Without IMMEDIATE two writers that both read first fail with "database is locked", however long they would wait.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
POSTGRESQL_OPTIONS = {"connect_timeout": 3}


class WrongSetting(ImproperlyConfigured):
    """A variable is missing or wrong; the message says which, what came in, what is accepted, with an example."""

    def __init__(self, name: str, got: str | None, accepted: str, example: str) -> None:
        came_in = "it is not set" if got is None else f"got {got!r}"
        super().__init__(f"{name}: {came_in}; accepted: {accepted}. Example: {name}={example} (see docs/settings.md)")


def text(name: str, default: str | None = None, *, example: str, accepted: str = "a text that is not empty") -> str:
    """Return a variable as it is; without a default it must be set."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise WrongSetting(name, os.environ.get(name), accepted, example)
    return default


def boolean(name: str, default: bool) -> bool:
    """Return a switch; any word that is neither yes nor no is refused, so "DEBUG=flase" never means yes."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if value.lower() in TRUE_WORDS:
        return True
    if value.lower() in FALSE_WORDS:
        return False
    raise WrongSetting(name, value, "1, true, yes, on or 0, false, no, off", "0")


def number(name: str, default: int, *, lowest: int, highest: int) -> int:
    """Return a whole number within bounds."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and lowest <= int(value[:12]) <= highest):
        raise WrongSetting(name, value, f"a whole number from {lowest} to {highest}", str(default))
    return int(value)


def words(name: str, default: list[str] | None = None, *, example: str, accepted: str) -> list[str]:
    """Return a comma-separated list; without a default it must name at least one thing."""
    found = [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]
    if found:
        return found
    if default is None:
        raise WrongSetting(name, os.environ.get(name), accepted, example)
    return default


def one_of(name: str, default: str, choices: tuple[str, ...]) -> str:
    """Return a variable that must be one of a few words."""
    value = os.environ.get(name, "").strip() or default
    if value not in choices:
        raise WrongSetting(name, value, " or ".join(choices), default)
    return value


def folder(name: str, default: Path) -> Path:
    """Return a folder as an absolute path; it need not exist yet."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not Path(value).is_absolute():
        raise WrongSetting(name, value, "an absolute path of a folder", str(default))
    return Path(value)


def site(name: str, default: str, *, https: bool = False) -> str:
    """Return the address of a site, without a slash at its end, as it will be printed on paper."""
    value = os.environ.get(name, "").strip() or default
    scheme = "https" if https else "http or https"
    try:
        parts = urlsplit(value)
        port_is_known = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_known = urlsplit(""), False
    plain = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username or parts.password)
    allowed = parts.scheme in (("https",) if https else ("http", "https"))
    if not (plain and allowed and port_is_known and parts.hostname and value.isascii() and " " not in value):
        accepted = f"scheme ({scheme}) and host, no path"
        raise WrongSetting(name, _without_password(value), accepted, "https://firm.example")
    return value.rstrip("/")


def existing_file(name: str) -> Path | None:
    """Return a file that is there, or None when the variable is not set."""
    value = os.environ.get(name, "").strip()
    if not value:
        return None
    if not (Path(value).is_absolute() and Path(value).is_file()):
        raise WrongSetting(name, value, "the absolute path of a file that exists", "/srv/keys/reports.p12")
    return Path(value)


def database(name: str, default: str, *, base: Path) -> dict[str, Any]:
    """Return Django's settings of the database that a URL names: SQLite (a file below `base`) or PostgreSQL."""
    value = os.environ.get(name, "").strip() or default
    accepted = "sqlite:///relative/file, sqlite:////absolute/file or postgres://user:password@host:port/database"
    example = "postgres://firm:secret@127.0.0.1:5432/firm"
    scheme = value.split("://", 1)[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise WrongSetting(name, _without_password(value), accepted, example)
    try:
        parsed = dict(environ.Env.db_url_config(value))
    except (ValueError, KeyError) as error:
        raise WrongSetting(name, _without_password(value), accepted, example) from error
    if not parsed.get("NAME"):
        raise WrongSetting(name, _without_password(value), accepted, example)
    if scheme == "sqlite":
        if parsed["NAME"] != ":memory:":
            parsed["NAME"] = str(base / parsed["NAME"])
        return {**parsed, "OPTIONS": {**SQLITE_OPTIONS, **parsed.get("OPTIONS", {})}}
    return {
        **parsed,
        "OPTIONS": {**POSTGRESQL_OPTIONS, **parsed.get("OPTIONS", {})},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def queue(name: str, *, embedded_socket: Path) -> str:
    """Return the broker's address: the one given, else the socket of the queue that `make run` starts itself."""
    value = os.environ.get(name, "").strip()
    if not value:
        return f"redis+socket://{embedded_socket}"
    schemes = {"redis", "rediss", "redis+socket"}
    if value.split("://", 1)[0] not in schemes or "://" not in value:
        accepted = "redis://, rediss:// or redis+socket:// with an address, or nothing for the embedded queue"
        raise WrongSetting(name, _without_password(value), accepted, "redis://:secret@127.0.0.1:6379/0")
    return value


def embedded_queue_socket(var: Path) -> Path:
    """Return where the embedded queue listens: below `var`, or in a folder of our own if that path is too long."""
    socket = var / "queue" / "queue.sock"
    if len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH:
        return socket
    mark = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"queue-{os.getuid()}-{mark}" / "queue.sock"


def _without_password(url: str) -> str:
    """Return a URL fit for a message: with its password, if any, made unreadable."""
    try:
        password = urlsplit(url).password
    except ValueError:
        return url.split("://", 1)[0] + "://..."
    return url.replace(password, "***") if password else url
