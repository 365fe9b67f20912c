"""What the commands that take exchange files share: reading one, and refusing in the shape of the contract."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from assessments.errors import InvalidInput, Problem

BAD_INPUT = 2
"""Exit code for input that is wrong; anything else that fails is 1."""


def read(name: str) -> bytes:
    """The bytes of a file, or of standard input for "-". Raises InvalidInput with the reason the system gives."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise InvalidInput([Problem("", "file", f"{name}: {error.strerror}")]) from error


def tell(problems: Sequence[dict[str, Any]]) -> None:
    """Write {"errors": [...]} to standard error."""
    print(json.dumps({"errors": list(problems)}, ensure_ascii=False), file=sys.stderr)


def refuse(problems: Sequence[Problem]) -> NoReturn:
    """Tell the problems and stop with the exit code for bad input."""
    tell([problem.json() for problem in problems])
    raise SystemExit(BAD_INPUT)
