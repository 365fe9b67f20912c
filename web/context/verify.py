"""What the page of verification says: all that whoever holds a report may know, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.selectors import reading_of
from reports.context.words import Reader
from reports.models import IssuedFile, ResultSeal
from reports.selectors import Sealed, sealed_by
from web.texts import LANGUAGE_NAMES, language

SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class FileRow:
    name: str
    language: str
    issued_on: date
    sha256: str


@dataclass(frozen=True)
class Verdict:
    """What comes of comparing a fingerprint with the list; `row` is the file it belongs to, None when to none."""

    asked: str
    is_sha256: bool
    row: FileRow | None


@dataclass(frozen=True)
class VerifyPage:
    issuer: str
    firm: str
    period: int
    made_on: date
    engine: str
    readings: tuple[str, ...]
    files: tuple[FileRow, ...]
    superseded_on: date | None
    revoked_on: date | None
    reason: str
    verdict: Verdict | None


def verify_page(seal: ResultSeal, asked: str) -> VerifyPage:
    """Return the page of one seal.

    Args:
        asked: A fingerprint somebody typed; "" for none. Spaces and capitals do not count.
    """
    sealed = sealed_by(seal)
    rows = tuple(_row(file) for file in sealed.files)
    return VerifyPage(
        issuer=settings.PUBLIC_URL.partition("://")[2],
        firm=sealed.firm,
        period=sealed.period,
        made_on=_day(sealed.created_at),
        engine=sealed.engine,
        readings=_readings(sealed),
        files=rows,
        superseded_on=_day(sealed.superseded_at) if sealed.superseded_at else None,
        revoked_on=_day(seal.revoked_at) if seal.revoked_at else None,
        reason=seal.reason,
        verdict=_verdict(asked, rows),
    )


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _row(file: IssuedFile) -> FileRow:
    name = f"{file.get_kind_display()} ({file.get_format_display()})"
    return FileRow(name, LANGUAGE_NAMES[file.language], _day(file.issued_at), file.sha256)


def _readings(sealed: Sealed) -> tuple[str, ...]:
    reader = Reader(language())
    return tuple(
        _("%(reading)s, version %(version)s")
        % {"reading": reader.text(reading_of(key, version).title), "version": version}
        for key, version in sealed.readings
    )


def _verdict(asked: str, rows: Sequence[FileRow]) -> Verdict | None:
    if not asked.strip():
        return None
    plain = "".join(asked.split()).lower()
    row = next((row for row in rows if row.sha256 == plain), None)
    return Verdict(plain[:100], SHA256.fullmatch(plain) is not None, row)


def script_words() -> dict[str, str]:
    """What the script of the page says; it compares in the browser and knows no language."""
    return {
        "match": _("Genuine: this file is the {name} in {language} of {day}, unchanged to the last byte."),
        "none": _("No match: this file is not one of those issued here, or it was changed since."),
        "busy": _("Working out the fingerprint…"),
        "unreadable": _("The file could not be read. Try once more."),
    }
