"""Requests built to the end: what the files are, past the rows that lead to them."""

import os
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from assessments.models import Result
from reports import build, files, pdf
from reports.models import OFFERED, IssuedFile, ResultSeal
from reports.services import report_file, request_report, retry_report, save_cover_note
from reports.tasks import build_report_task
from tests.reports.conftest import PDF
from tests.reports.reading import flat, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("kind", "format"), OFFERED)
@pytest.mark.usefixtures("_quick_rendering")
def test_every_pair_offered_is_built_with_its_own_ending(
    kind: str, format: str, result: Result, owner: User, published: list[str]
) -> None:
    report = request_report(result=result, language="en", kind=kind, format=format, by=owner)
    build_report_task(str(report.pk))
    report.refresh_from_db()
    assert (report.status, report.pages) == ("done", 3 if format == "pdf" else None)
    assert files.path_of(report.sha256, format).is_file()
    with report_file(report) as file:
        assert file.read(4) == (b"%PDF" if format == "pdf" else b"PK\x03\x04")


def test_a_file_made_again_is_the_same_to_the_last_byte(result: Result, owner: User, published: list[str]) -> None:
    hashes = set()
    for _time in range(2):
        report = request_report(result=result, language="en", kind="brief", by=owner)
        build_report_task(str(report.pk))
        report.refresh_from_db()
        hashes.add(report.sha256)
        retry_report(report=report, by=owner)
    assert len(hashes) == 1
    assert IssuedFile.objects.count() == 1


def test_the_address_of_verification_is_that_of_the_seal(
    result: Result, owner: User, published: list[str], settings: Any
) -> None:
    settings.PUBLIC_URL = "https://check.example"
    report = request_report(result=result, language="en", kind="brief", by=owner)
    build_report_task(str(report.pk))
    report.refresh_from_db()
    with report_file(report) as file:
        text = flat(text_of(file.read()))
    assert f"https://check.example/verify/{ResultSeal.objects.get(result=result).token}/" in text


def test_the_note_is_printed_as_text(result: Result, owner: User, consultant: User, published: list[str]) -> None:
    said = "<b>Dear</b> {{ report.firm }} <img src='file:///etc/passwd'>"
    save_cover_note(result=result, by=consultant, name="Green <advice>", foreword=said)
    html = build._html(build._paper_of(request_report(result=result, language="en", by=owner)))[1]
    assert "Advised by Green &lt;advice&gt;" in html
    assert "&lt;b&gt;Dear&lt;/b&gt; {{ report.firm }} &lt;img src=" in html


def test_a_write_that_breaks_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        files.store(PDF)
    assert list(files.folder().iterdir()) == []


def test_font_copies_of_a_killed_renderer_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new, other = (tmp_path / name for name in ("weasyprint-old", "weasyprint-new", "other-old"))
    for path in (old, new, other):
        path.mkdir()
    for path in (old, other):
        os.utime(path, (0, 0))
    monkeypatch.setattr(files.tempfile, "gettempdir", lambda: str(tmp_path))
    assert files.remove_left_over_fonts() == 1
    assert new.exists()
    assert other.exists()


def test_a_renderer_that_idled_longer_than_its_fonts_were_left_alone_brings_them_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render() -> bytes:
        return pdf.render("<p>中文 and English</p>", title="t", language="en", identifier=b"t").data

    monkeypatch.setattr(files.tempfile, "tempdir", str(tmp_path))
    now = 0.0
    monkeypatch.setattr(pdf, "monotonic", lambda: now)
    pdf.put_away()
    first = render()
    (kept,) = tmp_path.glob("weasyprint-*")
    os.utime(kept, (0, 0))
    now += files.OLD_SECONDS
    assert files.remove_left_over_fonts() == 1
    assert render() == first
    pdf.put_away()
    assert not list(tmp_path.glob("weasyprint-*"))
