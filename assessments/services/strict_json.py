"""JSON read strictly: what a lenient reader would silently lose is refused. One reader for files and request bodies."""

import json
from typing import Any

LONGEST_INTEGER = 40


class DuplicateKey(ValueError):
    """A key stands twice in one object; `key` is the first such key."""

    def __init__(self, key: str):
        self.key = key
        super().__init__(key)


def strict_json(raw: bytes) -> Any:
    """Return what the bytes say. Numbers with a point stay floats, which every reader of a field refuses by name.

    Raises:
        UnicodeDecodeError: they are not UTF-8.
        DuplicateKey: a key stands twice.
        ValueError: they are not JSON, or hold NaN or Infinity.
        RecursionError: they are nested too deeply.
    """
    return json.loads(
        raw.decode("utf-8-sig"),
        object_pairs_hook=_without_duplicates,
        parse_constant=_no_constant,
        parse_int=_bounded_integer,
    )


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for key, value in pairs:
        if key in document:
            raise DuplicateKey(key)
        document[key] = value
    return document


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _bounded_integer(digits: str) -> int | float:
    # Thousands of digits would cost quadratic time; as a float the number is refused with its place named.
    return int(digits) if len(digits) <= LONGEST_INTEGER else float(digits[:LONGEST_INTEGER])
