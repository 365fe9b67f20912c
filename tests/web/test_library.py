"""The library: found by everybody in both languages; entries of a firm found by its own people alone."""

import re
from datetime import date
from html import unescape
from time import perf_counter
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from assessments.models import Firm, FirmEntry
from assessments.services import add_entry, withdraw_entry
from content.help import Solution
from content.library import KINDS
from content.model import Content
from tests.assessments.test_entries import BARRIER, CASE, MEASURE, QUESTION, SOLUTION
from tests.web.conftest import Seen
from web.context.library import PER_PAGE, library_page

pytestmark = pytest.mark.django_db

LONG_AFTER = date(2099, 1, 1)


def shown(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return unescape(response.content.decode())


@pytest.fixture
def measure(firm: Firm, consultant: User) -> FirmEntry:
    return add_entry(firm=firm, by=consultant, **MEASURE)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_published_entry_has_a_page_that_names_its_parts(seen_by: Seen, content: Content, language: str) -> None:
    client = seen_by(language=language)
    for rows in (content.measures, content.solutions, content.supports, content.cases):
        for code, row in rows.items():
            page = shown(client, f"/library/{code}/")
            plain = page.replace("<sub>2</sub>", "2").replace("\u00a0", " ").replace("²", "2").replace("³", "3")
            assert f"<h1>{row.title[language]}</h1>".replace(" %", " %") in plain, code
            assert " style=" not in page
            for question in getattr(row, "ask", ()):
                assert question[language] in plain, code
            if isinstance(row, Solution):
                assert row.valid_until.isoformat() in page
                assert row.checked_by[language] in page


def test_the_list_shows_some_of_each_kind_with_the_number_of_all(anonymous: Client, content: Content) -> None:
    page = shown(anonymous, "/library/")
    whole = sum(len(rows) for rows in (content.measures, content.solutions, content.supports, content.cases))
    assert f"{whole} entries found" in page
    assert page.count("<li><h3>") == 6 * len(KINDS)
    assert f"All {len(content.measures)}: Measures" in page
    assert "no place can be bought" in page


def test_the_pages_of_a_kind_hold_every_entry_once(anonymous: Client, content: Content) -> None:
    last = -(-len(content.measures) // PER_PAGE)
    found: list[str] = []
    for number in range(1, last + 1):
        page = shown(anonymous, f"/library/?kind=measure&page={number}")
        found += [code for code in content.measures if f'href="/library/{code}/"' in page]
    assert sorted(found) == sorted(content.measures)
    whole = shown(anonymous, "/library/?kind=measure&page=all")
    assert all(f'href="/library/{code}/"' in whole for code in content.measures)


@pytest.mark.parametrize("page", ["0", "-1", "99999", "9" * 50, "x", "²", ""])
def test_a_page_number_that_is_none_shows_the_nearest_page(anonymous: Client, page: str) -> None:
    assert "<li><h3>" in shown(anonymous, f"/library/?kind=measure&page={page}")


def test_a_search_says_how_many_it_found_and_keeps_what_was_typed(anonymous: Client) -> None:
    page = shown(anonymous, "/library/?kind=measure&q=压缩空气&sector=C17&size=small")
    assert 'value="压缩空气"' in page
    assert '<option value="C17" selected>' in page
    assert '<option value="small" selected>' in page
    assert "/library/MEA-AIR-LEAKS/" in page
    # The tabs keep the search.
    assert "/library/?kind=case&q=%E5%8E%8B%E7%BC%A9%E7%A9%BA%E6%B0%94&sector=C17&size=small" in page


def test_nothing_found_says_so_and_offers_to_clear(anonymous: Client) -> None:
    page = shown(anonymous, "/library/?q=zzzzzz")
    assert "0 entries found" in page
    assert "Nothing fits this search" in page
    assert 'href="/library/"' in page.split('id="found"')[1]


def test_a_question_is_said_in_words_and_an_unknown_code_as_unknown(anonymous: Client, content: Content) -> None:
    page = shown(anonymous, f"/library/?question={QUESTION}")
    assert content.questions[QUESTION].text["en"] in page
    assert "There is no question with the code “IM-NONE”" in shown(anonymous, "/library/?question=IM-NONE")


@pytest.mark.parametrize("name", ["kind", "pillar", "sector", "size", "barrier"])
def test_a_choice_that_is_none_narrows_nothing(anonymous: Client, name: str) -> None:
    assert "entries found" in shown(anonymous, f"/library/?{name}=<b>x")
    assert "0 entries found" not in shown(anonymous, f"/library/?{name}=<b>x")


def test_hostile_words_are_printed_as_they_are(anonymous: Client) -> None:
    raw = anonymous.get("/library/", {"q": '"><script>alert(1)</script>', "question": "<img src=x>"}).content.decode()
    assert "<script>alert" not in raw
    assert "<img src=x" not in raw


def test_what_has_expired_is_neither_listed_nor_linked_and_its_page_says_so(
    anonymous: Client, content: Content
) -> None:
    page = library_page({}, on=LONG_AFTER)
    assert {tab.kind: tab.count for tab in page.tabs if tab.kind} == {
        "measure": len(content.measures),
        "solution": 0,
        "support": 0,
        "case": len(content.cases),
    }
    solution = next(iter(content.solutions.values()))
    with mock.patch("web.views.library.timezone.localdate", return_value=LONG_AFTER):
        gone = shown(anonymous, f"/library/{solution.code}/", 410)
        served = shown(anonymous, f"/library/{solution.measures[0]}/")
    assert "no longer shown" in gone
    assert solution.ask[0]["en"] not in gone
    assert solution.code not in served


def test_an_unknown_code_is_not_found(anonymous: Client) -> None:
    for code in ("MEA-NONE", "OWN-M-1", "x", "空", "electricity_grid"):
        assert anonymous.get(f"/library/{code}/").status_code == 404


def test_a_list_asks_the_database_nothing_and_is_quick(
    anonymous: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    anonymous.get("/library/")
    with django_assert_num_queries(0):
        anonymous.get("/library/?q=led&kind=measure&sector=C17")
        anonymous.get("/library/MEA-AIR-LEAKS/")
    times = []
    for _run in range(10):
        began = perf_counter()
        anonymous.get("/library/")
        times.append(perf_counter() - began)
    assert min(times) < 0.05


def test_people_of_the_firm_find_its_entries_on_top(
    seen_by: Seen, firm: Firm, measure: FirmEntry, viewer: User
) -> None:
    client = seen_by(viewer)
    assert f'href="/library/?firm={firm.pk}"' in shown(client, "/library/")
    page = shown(client, f"/library/?firm={firm.pk}")
    own, published = page.index(measure.title), page.index('id="k-measure"')
    assert own < published
    assert "Added by the consultant of this firm" in page
    entry = shown(client, f"/library/{measure.code}/")
    assert "Only people of this firm see this entry" in entry
    assert "CNY 5,000–20,000" in entry
    assert client.get(f"/library/{measure.code}/")["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_own_entries_are_searched_with_the_published_ones(
    seen_by: Seen, firm: Firm, measure: FirmEntry, viewer: User
) -> None:
    client = seen_by(viewer)
    for query, is_there in {
        "q=错峰": True,
        "q=错峰&sector=C17&size=large&pillar=ecosystem": True,
        f"barrier={BARRIER}": True,
        f"question={QUESTION}": True,
        "q=nothing": False,
        "kind=case": False,
        "barrier=BAR-UNWILLING-VALUE": False,
    }.items():
        assert (measure.title in shown(client, f"/library/?firm={firm.pk}&{query}")) is is_there, query


@pytest.mark.parametrize("fields", [MEASURE, SOLUTION, CASE])
def test_the_page_of_an_own_entry_shows_what_was_typed(
    seen_by: Seen, firm: Firm, viewer: User, fields: dict[str, Any]
) -> None:
    entry = add_entry(firm=firm, by=None, **{**fields, "what": "<b>bold</b> CO2"})
    raw = seen_by(viewer).get(f"/library/{entry.code}/").content.decode()
    assert "&lt;b&gt;bold&lt;/b&gt; CO" in raw
    for line in (*entry.ask.splitlines(), entry.outcome, entry.checked_by):
        assert line in unescape(raw)


def test_a_withdrawn_entry_is_gone_and_says_so_to_its_people_only(
    seen_by: Seen, firm: Firm, measure: FirmEntry, viewer: User, stranger: User
) -> None:
    withdraw_entry(entry=measure, by=None)
    client = seen_by(viewer)
    assert measure.title not in shown(client, f"/library/?firm={firm.pk}")
    assert "Ask the consultant of the firm" in shown(client, f"/library/{measure.code}/", 410)
    assert seen_by(stranger).get(f"/library/{measure.code}/").status_code == 404


@pytest.mark.parametrize("person", ["stranger", "unassigned_consultant"])
def test_strangers_never_see_an_entry_of_the_firm(
    person: str, seen_by: Seen, firm: Firm, measure: FirmEntry, request: pytest.FixtureRequest
) -> None:
    client = seen_by(request.getfixturevalue(person))
    assert measure.title not in shown(client, f"/library/{measure.code}/", 404)
    assert client.get(f"/library/?firm={firm.pk}").status_code == 404
    assert firm.name not in shown(client, "/library/")
    assert measure.title not in shown(client, "/library/?q=错峰")


def test_somebody_not_signed_in_is_asked_to_sign_in_for_a_firm(
    anonymous: Client, firm: Firm, measure: FirmEntry
) -> None:
    response = anonymous.get(f"/library/?firm={firm.pk}&q=x")
    assert response["Location"] == f"/accounts/login/?next=/library/%3Ffirm%3D{firm.pk}%26q%3Dx"
    assert anonymous.get(f"/library/{measure.code}/").status_code == 404


@pytest.mark.parametrize("firm_number", ["x", "0", "-1", "9" * 40, "²"])
def test_a_firm_that_is_none_is_not_found(seen_by: Seen, owner: User, firm_number: str) -> None:
    assert seen_by(owner).get("/library/", {"firm": firm_number}).status_code == 404


def test_the_library_is_reached_from_the_start_and_from_every_page(anonymous: Client) -> None:
    assert 'href="/library/"' in shown(anonymous, "/").split("<main")[1]
    assert 'href="/library/"' in shown(anonymous, "/accounts/login/").split("<main")[0]


def test_every_question_leads_from_the_crosswalk_to_what_helps(anonymous: Client, content: Content) -> None:
    page = shown(anonymous, "/crosswalk/")
    linked = set(re.findall(r'href="/library/\?question=([A-Z0-9-]+)"', page))
    asked = {code for code, question in content.questions.items() if question.kind != "quantity"}
    assert linked == asked
