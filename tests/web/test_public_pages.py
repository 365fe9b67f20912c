"""What everybody sees, and the pages that explain an error."""

from pathlib import Path

import pytest
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from config.errors import busy, locked_out
from tests.web.conftest import Seen
from web.borrowed import PASSWORD_TOO_SHORT

pytestmark = pytest.mark.django_db


def test_the_start_page_says_what_one_gets_and_how_to_begin(anonymous: Client) -> None:
    page = anonymous.get("/").content.decode()
    assert "what should it do first" in page
    assert "Three steps" in page
    assert 'href="/accounts/signup/"' in page


def test_the_site_is_chinese_unless_asked_otherwise() -> None:
    page = Client().get("/").content.decode()
    assert '<html lang="zh-Hans">' in page


def test_the_language_switch_keeps_the_page_and_the_choice(seen_by: Seen) -> None:
    client = seen_by(language="zh-hans")
    assert '<html lang="zh-Hans">' in client.get("/").content.decode()
    response = client.post("/i18n/setlang/", {"language": "en", "next": "/accounts/login/"})
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/")
    page = client.get("/").content.decode()
    assert '<html lang="en">' in page
    assert 'value="zh-hans"' in page


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_on_a_page_breaks_the_content_policy(seen_by: Seen, path: str, language: str) -> None:
    response = seen_by(language=language).get(path)
    page = response.content.decode()
    assert response.status_code == 200
    assert "default-src 'self'" in response["Content-Security-Policy"]
    for forbidden in ("<script>", " style=", "onclick=", "<style", "http-equiv", "hx-on"):
        assert forbidden not in page


def test_a_missing_page_says_so_in_plain_words(anonymous: Client) -> None:
    response = anonymous.get("/nothing-here/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()
    assert "nothing-here" not in response.content.decode()


@pytest.mark.parametrize(
    "template", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"]
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_error_pages_need_neither_request_nor_database(template: str, language: str) -> None:
    with translation.override(language):
        page = render_to_string(template)
    assert "<h1>" in page


def test_a_busy_database_is_said_with_the_time_to_wait(rf: RequestFactory) -> None:
    with translation.override("en"):
        response = busy(rf.get("/assessments/"))
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "Nothing of this request was stored" in response.content.decode()


def test_a_locked_log_in_leads_to_the_password_reset(rf: RequestFactory) -> None:
    with translation.override("en"):
        response = locked_out(rf.post("/accounts/login/"), None, None)
    assert response.status_code == 429
    assert "/accounts/password/reset/" in response.content.decode()


def test_a_broken_database_in_a_page_is_503_not_500(anonymous: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: object, **options: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("web.views.start.render", gone)
    assert anonymous.get("/").status_code == 503


def test_signing_up_leads_to_the_first_step(anonymous: Client) -> None:
    response = anonymous.post(
        "/accounts/signup/",
        {"email": "new@firm.example", "password1": "a-long-plain-9", "password2": "a-long-plain-9"},
    )
    assert (response.status_code, response["Location"]) == (302, "/assessments/")
    assert "First, tell us about the firm" in anonymous.get("/assessments/").content.decode()


def test_a_wrong_password_is_explained_beside_the_form(anonymous: Client) -> None:
    page = anonymous.post("/accounts/login/", {"login": "no@firm.example", "password": "wrong"}).content.decode()
    assert 'role="alert"' in page


def test_a_password_can_be_reset_by_mail(anonymous: Client, owner: object, mailoutbox: list[object]) -> None:
    response = anonymous.post("/accounts/password/reset/", {"email": "owner@firm.example"})
    assert response.status_code == 302
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_account_pages_are_in_the_site_s_look(seen_by: Seen, owner: object, language: str) -> None:
    client = seen_by(owner, language)
    for path in ("/account/", "/accounts/password/change/", "/accounts/email/", "/accounts/2fa/", "/accounts/logout/"):
        page = client.get(path).content.decode()
        assert "css/site.css" in page, path
        assert " style=" not in page, path


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sample_result_is_open_to_everybody_and_stores_nothing(
    seen_by: Seen, language: str, django_assert_num_queries
) -> None:
    client = seen_by(language=language)
    with django_assert_num_queries(0):
        page = client.get("/sample/").content.decode()
        trace = client.get("/sample/trace/?node=technology.data").content.decode()
    assert "绍兴示例印染有限公司" in page
    assert "<svg" in page
    assert "trace-line" in trace
    assert 'href="/sample/"' in client.get("/").content.decode()


def test_a_sample_file_is_linked_only_where_it_exists(
    seen_by: Seen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, db: None
) -> None:
    monkeypatch.setattr("web.views.start.SAMPLES", tmp_path)
    client = seen_by()
    assert "/sample/files/" not in client.get("/sample/").content.decode()
    for name in ("diagnosis.pdf", "novel.pdf", "diagnosis.exe", "..%2F..%2Fmanage.py"):
        assert client.get(f"/sample/files/{name}").status_code == 404
    (tmp_path / "dye-house.diagnosis.en.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "dye-house.annex.zh-hans.xlsx").write_bytes(b"PK")
    page = client.get("/sample/").content.decode()
    assert "/sample/files/diagnosis.pdf" in page
    assert "/sample/files/annex.xlsx" not in page
    response = client.get("/sample/files/diagnosis.pdf")
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Type"] == "application/pdf"
    response.close()
    chinese = seen_by(language="zh-hans").get("/sample/files/annex.xlsx")
    assert chinese["Content-Type"].endswith("spreadsheetml.sheet")
    chinese.close()


def test_a_password_that_is_too_short_is_explained_in_chinese_too() -> None:
    with pytest.raises(ValidationError) as refused:
        MinimumLengthValidator(10).validate("short")
    assert refused.value.messages == [str(PASSWORD_TOO_SHORT % 10)]
