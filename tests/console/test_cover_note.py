"""The consultant's note on the cover, and taking the confirmation of a result back."""

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import AuditEntry, User
from assessments.errors import InvalidInput, NotAllowed
from assessments.models import Assessment, Result
from reports import files
from reports.errors import AlreadyRevoked
from reports.logos import LONGEST_SIDE, MOST_BYTES
from reports.models import CoverNote, Report, ResultSeal
from reports.selectors import reports_of
from reports.services import request_report, revoke_seal, save_cover_note

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SECRET = b"where and when this was taken"


def url(name: str, *args: Any) -> str:
    return reverse(f"console:{name}", args=args)


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def result(submitted: Assessment) -> Result:
    return submitted.results.get()


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> bytes:
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    Image.new("RGB", size, "orange").save(written, kind, exif=exif)
    return written.getvalue()


def upload(data: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/png")


def vast_png() -> bytes:
    """A few bytes whose head promises 60,000 by 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_a_consultant_writes_a_note_and_the_next_diagnosis_prints_it(
    as_consultant: Client, result: Result, consultant: User
) -> None:
    before = request_report(result=result, language="en", by=consultant)
    form = {"name": "Green advice", "foreword": "Dear director,\r\n\r\nwell done.", "logo": upload(picture())}
    answer = as_consultant.post(url("reports_report_cover", result.pk), form)
    assert answer["Location"] == url("assessments_result_change", result.pk)
    note = CoverNote.objects.get()
    assert (note.author, note.name, note.foreword) == (consultant, "Green advice", "Dear director,\n\nwell done.")
    after = request_report(result=result, language="en", by=consultant)
    assert after != before
    assert (before.cover, after.cover) == ("", note.fingerprint)
    assert reports_of(result) == [after]
    entry = AuditEntry.objects.get(verb="set cover note")
    assert entry.details == {"sha256": note.fingerprint}


def test_brief_and_annex_do_not_depend_on_the_note(result: Result, consultant: User) -> None:
    before = request_report(result=result, language="en", kind="annex", format="xlsx", by=consultant)
    save_cover_note(result=result, by=consultant, name="Green advice")
    assert request_report(result=result, language="en", kind="annex", format="xlsx", by=consultant) == before


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_made_anew_small_and_without_what_came_along(kind: str, result: Result, consultant: User) -> None:
    given = picture(kind) + b"<script>alert(1)</script>"
    assert SECRET in given
    note = save_cover_note(result=result, by=consultant, logo=given)
    assert note is not None
    with files.open_file(note.logo, "png") as file:
        stored = file.read()
    assert SECRET not in stored
    assert b"script" not in stored
    with Image.open(io.BytesIO(stored)) as made:
        assert (made.format, made.size) == ("PNG", (LONGEST_SIDE, 200))
        assert made.info == {}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0 nothing more",
        picture("JPEG")[:1000],
        vast_png(),
        b"\x89PNG\r\n\x1a\n" + b"0" * MOST_BYTES,
    ],
    ids=["empty", "gif", "svg", "pdf", "head only", "broken jpeg", "cut off", "vast", "heavy"],
)
def test_what_is_no_small_picture_is_refused_and_nothing_is_stored(
    data: bytes, result: Result, consultant: User
) -> None:
    with pytest.raises(InvalidInput) as refused:
        save_cover_note(result=result, by=consultant, name="Green advice", logo=data)
    assert [problem.path for problem in refused.value.problems] == ["logo"]
    assert not CoverNote.objects.exists()
    assert not files.folder().exists()


def test_a_refused_logo_is_said_beside_its_field(as_consultant: Client, result: Result) -> None:
    form = {"name": "Green advice", "logo": upload(b"GIF89a", "logo.png")}
    answer = as_consultant.post(url("reports_report_cover", result.pk), form)
    assert answer.status_code == 422
    assert answer.context["form"].errors["logo"] == ["Only PNG and JPEG pictures are taken."]
    assert 'value="Green advice"' in answer.content.decode()


def test_a_logo_stays_until_it_is_taken_off(as_consultant: Client, result: Result, consultant: User) -> None:
    save_cover_note(result=result, by=consultant, name="Green advice", logo=picture())
    page = as_consultant.get(url("reports_report_cover", result.pk)).content.decode()
    assert "data:image/png;base64," in page
    as_consultant.post(url("reports_report_cover", result.pk), {"name": "Greener advice"})
    assert CoverNote.objects.get().logo
    as_consultant.post(url("reports_report_cover", result.pk), {"name": "Greener advice", "drop_logo": "on"})
    assert CoverNote.objects.get().logo == ""
    as_consultant.post(url("reports_report_cover", result.pk), {"name": " "})
    assert not CoverNote.objects.exists()


@pytest.mark.parametrize(("name", "foreword", "path"), [("x" * 121, "", "name"), ("", "x" * 2001, "foreword")])
def test_texts_have_a_bound(name: str, foreword: str, path: str, result: Result, consultant: User) -> None:
    with pytest.raises(InvalidInput) as refused:
        save_cover_note(result=result, by=consultant, name=name, foreword=foreword)
    assert [problem.path for problem in refused.value.problems] == [path]


@pytest.mark.parametrize("who", ["owner", "editor", "viewer", "stranger", "unassigned_consultant"])
def test_only_who_advises_the_firm_writes_or_revokes(
    who: str, result: Result, owner: User, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    request_report(result=result, language="en", by=owner)
    with pytest.raises(NotAllowed):
        save_cover_note(result=result, by=person, name="Mine")
    with pytest.raises(NotAllowed):
        revoke_seal(result=result, reason="Because", by=person)


def test_a_consultant_revokes_once_and_for_all(as_consultant: Client, report: Report, consultant: User) -> None:
    result = report.result
    page = as_consultant.get(url("assessments_result_change", result.pk)).content.decode()
    assert f"/verify/{result.seal.token}/" in page
    assert as_consultant.post(url("reports_report_revoke", result.pk), {"reason": " "}).status_code == 302
    assert ResultSeal.objects.get().revoked_at is None
    as_consultant.post(url("reports_report_revoke", result.pk), {"reason": "The electricity was wrong."})
    seal = ResultSeal.objects.get()
    assert (seal.revoked_by, seal.reason, seal.is_revoked) == (consultant, "The electricity was wrong.", True)
    as_consultant.post(url("reports_report_revoke", result.pk), {"reason": "Another reason."})
    assert ResultSeal.objects.get().reason == "The electricity was wrong."
    assert AuditEntry.objects.filter(verb="revoke result").count() == 1
    page = as_consultant.get(url("assessments_result_change", result.pk)).content.decode()
    assert "The electricity was wrong." in page
    assert 'name="reason"' not in page


def test_revoking_twice_is_refused_by_the_service(report: Report, consultant: User) -> None:
    revoke_seal(result=report.result, reason="First", by=consultant)
    with pytest.raises(AlreadyRevoked):
        revoke_seal(result=report.result, reason="Second", by=consultant)


def test_what_was_never_printed_cannot_be_revoked(result: Result, consultant: User) -> None:
    with pytest.raises(NotAllowed):
        revoke_seal(result=result, reason="Because", by=consultant)


def test_a_reader_of_the_panel_sees_no_buttons_for_a_foreign_firm(
    as_consultant: Client, foreign_report: Report
) -> None:
    for name in ("reports_report_cover", "reports_report_revoke"):
        assert as_consultant.post(url(name, foreign_report.result_id), {"reason": "x"}).status_code == 404
