"""What graded a row of a result, as published or with own weights, and where its figures come from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.selectors import reading_of
from content.model import Content, SourceRef
from reports.context.words import Reader, mark_of
from scoring.model import Reading

Json = Mapping[str, Any]
_OWN = re.compile(r"-w[0-9]+$")


def published(version: str) -> str:
    """The published version that own weights were set on.

    >>> published("2020-1-w3"), published("2020-1")
    ('2020-1', '2020-1')
    """
    return _OWN.sub("", version)


def definition_of(row: Json) -> Reading:
    """The reading that graded a row of a result."""
    return reading_of(row["key"], row["version"])


def reading_source(row: Json, content: Content) -> SourceRef:
    return content.reading_sources[(row["key"], published(row["version"]))]


def indicator_source(row: Json, code: str, content: Content) -> SourceRef:
    return content.indicator_sources[(row["key"], published(row["version"]), code)]


def cited(text: str, content: Content, reader: Reader) -> str:
    """The title of the source a text of a result names ("id, place"), or the text itself."""
    source = content.sources.get(text.partition(", ")[0])
    return text if source is None else reader.text(source.title)


def reference_words(reference: Json, content: Content, reader: Reader) -> tuple[str, str]:
    """Who gave a reference and since when it holds, and the mark that belongs to it."""
    facts = {"source": cited(reference["source"], content, reader), "day": reference.get("valid_from", "")}
    origin = reference.get("origin", "firm")
    if origin == "firm":
        return _("brought by the firm: %(source)s") % facts, ""
    if origin == "sector":
        return _("reference of the sector since %(day)s: %(source)s") % facts, ""
    return str(facts["source"]), mark_of(reference.get("status", ""))
