"""Which real services the tests can use: PostgreSQL and Redis, found by address or on their usual local ports.

    python -m tools.services            say which were found, for people
    python -m tools.services --shell    print `export` lines for tools/test.sh; nothing when one is missing

`DATABASE_URL` and `REDIS_URL` name them; otherwise 127.0.0.1:5432 (user postgres, database test) and 127.0.0.1:6379
(its database 15, so that nobody's data is touched) are tried. `REQUIRE_SERVICES=1` makes a missing one a failure.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
from redis import Redis
from redis.exceptions import RedisError

DEFAULT_DATABASE_URL = "postgres://postgres@127.0.0.1:5432/test"
DEFAULT_REDIS_URL = "redis://127.0.0.1:6379/15"
WAIT_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Service:
    """One service: its name, the address without a password, and why it cannot be used (empty: it can)."""

    name: str
    url: str
    problem: str

    @property
    def is_there(self) -> bool:
        return not self.problem

    def __str__(self) -> str:
        shown = _shown(self.url)
        return f"{self.name}: used, {shown}" if self.is_there else f"{self.name}: not used, {shown}: {self.problem}"


def postgresql() -> Service:
    """Return PostgreSQL as the tests would use it: reachable, and allowed to create a test database."""
    url = os.environ.get("DATABASE_URL", "").strip()
    if url and not url.startswith("postgres"):
        return Service("PostgreSQL", url, "DATABASE_URL names another database")
    url = url or DEFAULT_DATABASE_URL
    try:
        with psycopg.connect(url, connect_timeout=WAIT_SECONDS) as connection:
            row = connection.execute(
                "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        return Service("PostgreSQL", url, _first_line(error))
    problem = "" if row and row[0] else "its user may not create a test database (ALTER ROLE ... CREATEDB)"
    return Service("PostgreSQL", url, problem)


def redis() -> Service:
    """Return Redis as the tests would use it: it answers a PING."""
    url = os.environ.get("REDIS_URL", "").strip() or DEFAULT_REDIS_URL
    try:
        with Redis.from_url(url, socket_timeout=WAIT_SECONDS, socket_connect_timeout=WAIT_SECONDS) as client:
            client.ping()
    except (RedisError, OSError, ValueError) as error:
        return Service("Redis", url, _first_line(error))
    return Service("Redis", url, "")


def are_required() -> bool:
    """Tell whether a missing service is a failure (CI) rather than a reason to skip."""
    return os.environ.get("REQUIRE_SERVICES", "").strip().lower() in {"1", "true", "yes", "on"}


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _shown(url: str) -> str:
    password = urlsplit(url).password
    return url.replace(f":{password}@", ":***@") if password else url


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Say which services the tests can use.")
    parser.add_argument("--shell", action="store_true", help="print export lines when all are there")
    options = parser.parse_args(arguments)
    found = [postgresql(), redis()]
    all_there = all(service.is_there for service in found)
    if options.shell and all_there:
        print(f"export DATABASE_URL={shlex.quote(found[0].url)}")
        print(f"export REDIS_URL={shlex.quote(found[1].url)}")
    for service in found:
        print(f"services: {service}", file=sys.stderr if options.shell else sys.stdout)
    if not all_there and are_required():
        print("services: REQUIRE_SERVICES is set, so a missing service is a failure", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
