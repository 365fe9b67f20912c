"""Strict JSON: what a lenient reader would silently lose is refused with its place named."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from api.errors import Malformed, TooLarge
from assessments.errors import InvalidInput, Problem
from assessments.services.strict_json import DuplicateKey, strict_json

LONGEST_KEY_SHOWN = 60
UNREADABLE = ("\x00", *map(chr, range(0xD800, 0xE000)))


class StrictJSONParser(BaseParser):
    """Reads a JSON body.

    Refused here: a body over the limit, text that is not UTF-8, keys that stand twice, NaN and Infinity, NUL and lone
    surrogates. Numbers with a decimal point stay floats, which every reader of a field refuses naming the field.
    """

    media_type = "application/json"

    def parse(
        self, stream: BinaryIO, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise TooLarge("too-large", _("The body is larger than %(limit)s bytes.") % {"limit": limit})
        return document_of(raw)


def document_of(raw: bytes) -> Any:
    """Return what the bytes say.

    Raises:
        Malformed: they are not JSON, or a key stands twice.
        InvalidInput: a text holds what no database takes.
    """
    try:
        document = strict_json(raw)
    except UnicodeDecodeError as error:
        raise Malformed(_("The body is not UTF-8 text.")) from error
    except DuplicateKey as error:
        message = _("A key stands twice in the body.")
        raise Malformed(message, [Problem(_shown(error.key), "duplicate", message)]) from error
    except (ValueError, RecursionError) as error:
        raise Malformed(_("The body is not valid JSON.")) from error
    problems = [
        Problem(path, "control-character", _("The text holds a control character; type it again."))
        for path, text in _texts(document)
        if any(character in text for character in UNREADABLE)
    ]
    if problems:
        raise InvalidInput(problems)
    return document


def _texts(document: Any) -> Iterator[tuple[str, str]]:
    """Yield every text with its place, keys included. Without recursion: the reader allows deep nesting."""
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            for key, inner in value.items():
                place = f"{path}.{_shown(key)}" if path else _shown(key)
                yield place, key
                waiting.append((place, inner))
        elif isinstance(value, list):
            waiting.extend((f"{path}[{number}]", inner) for number, inner in enumerate(value))


def _shown(key: str) -> str:
    """A key as a message may carry it: short, and of characters that can be encoded."""
    return key[:LONGEST_KEY_SHOWN].encode("utf-8", "replace").decode().replace("\x00", "?")
