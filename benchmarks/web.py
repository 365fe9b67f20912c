"""The pages of the firm, asked for through Django with every middleware, on SQLite on a disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse

from accounts.models import User
from assessments.models import Answer, Assessment, Firm
from assessments.selectors import version_of
from assessments.services import create_firm, record_answers, start_assessment, submit_assessment
from assessments.services.exchange import Exchange
from assessments.services.submission import store_activity
from benchmarks.table import Row, best_of
from config.urls import urlpatterns as product_pages
from content.loader import current
from content.model import QUANTITY

ONE_UPDATE = "bare view, one UPDATE, no middleware"
EMPTY_PAGE = "the same request for an empty base page"
FORWARD, BACK = "0.8", "1"
"""Both are met, so that the section stays as long as it is."""


def bare_update(request: HttpRequest) -> HttpResponse:
    """The least that saving an answer can be."""
    post = request.POST
    Answer.objects.filter(assessment_id=post["assessment"], question=post["question"]).update(value=post["value"])
    return HttpResponse(status=204)


def empty_page(request: HttpRequest) -> HttpResponse:
    """The frame of every page with nothing in it."""
    return render(request, "base.html")


urlpatterns = [
    *product_pages,
    path("benchmarks/update/", bare_update, name="bare-update"),
    path("benchmarks/empty/", empty_page, name="empty-page"),
]


@dataclass(frozen=True)
class Ground:
    """A person signed in, a draft in which every question of every level is open, and a submitted assessment."""

    browser: Client
    bare: Client
    draft: Assessment
    submitted: Assessment


@contextmanager
def ground(exchange: Exchange) -> Iterator[Ground]:
    """Set everything up; while it is open the two pages above stand beside those of the product."""
    person = User.objects.create_user("benchmark@firm.example", None)
    firm = create_firm(by=person, **{**exchange.firm, "trimmed": []})
    draft = _draft(firm, exchange.period, person)
    submitted = _submitted(firm, exchange, person)
    with override_settings(ROOT_URLCONF=__name__):
        browser = Client(headers={"accept-language": "zh-hans"})
        browser.force_login(person)
        browser.get(reverse("empty-page"))
        with override_settings(MIDDLEWARE=[]):
            # A client takes its middleware at its first request and keeps it.
            bare = Client()
            _save_barely(bare, draft, next(iter(draft.answers.all())).question, BACK)
        yield Ground(browser, bare, draft, submitted)


def _draft(firm: Firm, period: int, person: User) -> Assessment:
    draft = start_assessment(firm=firm, period=period, by=person)
    for code, section in current().sections.items():
        kinds = {question: current().questions[question].kind for question in section.questions}
        answers = {question: "yes" if kind == "gate" else "1" for question, kind in kinds.items() if kind != QUANTITY}
        record_answers(assessment=draft, section=code, answers=answers, version=0, by=person)
    return draft


def _submitted(firm: Firm, exchange: Exchange, person: User) -> Assessment:
    assessment = start_assessment(firm=firm, period=exchange.period - 1, by=person)
    Answer.objects.bulk_create(
        Answer(assessment=assessment, question=code, value=value) for code, value in exchange.answers.items()
    )
    store_activity(assessment, [{**row, "year": row["year"] - 1} for row in exchange.activity])
    submit_assessment(assessment=assessment, by=person, accept_incomplete=True)
    return assessment


class Saving:
    """Saves the first answer of a section over and over, each time another one, as the page does in the background."""

    def __init__(self, on: Ground, section: str) -> None:
        self.on = on
        self.section = section
        self.question = current().sections[section].questions[0]
        self.version = version_of(on.draft, section)
        self.shown = _levels_of(section)
        self.value, self.was = FORWARD, BACK
        self.address = reverse("web:section", args=[on.draft.pk, section])

    def __call__(self) -> None:
        data = {
            "version": self.version,
            "shown": self.shown,
            f"a.{self.question}": self.value,
            f"was.a.{self.question}": self.was,
        }
        response = self.on.browser.post(self.address, data, headers={"HX-Request": "true"})
        _expect(response.status_code, 200)
        self.version += 1
        self.value, self.was = self.was, self.value


def _levels_of(section: str) -> int:
    codes = current().sections[section].questions
    return max(int(code.rsplit("-L", 1)[1].split("-")[0]) for code in codes)


def _save_barely(bare: Client, draft: Assessment, question: str, value: str) -> None:
    data = {"assessment": draft.pk, "question": question, "value": value}
    _expect(bare.post(reverse("bare-update"), data).status_code, 204)


def _expect(status: int, expected: int) -> None:
    if status != expected:
        raise RuntimeError(f"expected {expected}, got {status}")


def sections_compared() -> tuple[str, str]:
    """The shortest and the longest section of the ladder: 6 and 12 questions when this was written."""
    ladder = current().questionnaires[0].sections
    by_length = sorted(ladder, key=lambda section: len(section.questions))
    return by_length[0].code, by_length[-1].code


def saving(on: Ground, *, times: int = 40) -> list[Row]:
    """One answer saved through the page's own view, in a short and in a long section."""
    rows = []
    for section in sections_compared():
        save = Saving(on, section)
        barely = partial(_save_barely, on.bare, on.draft, save.question, BACK)
        product, reference = best_of((save, barely), times)
        what = f"one answer saved, section of {len(current().sections[section].questions)} questions"
        rows += [
            Row(what, product * 1e3, reference * 1e3, "ms", ONE_UPDATE),
            Row(what, queries_of(save), queries_of(barely), "queries", ONE_UPDATE),
        ]
    return rows


def pages(on: Ground, *, times: int = 20) -> list[Row]:
    """The pages a person waits for."""
    longest = sections_compared()[-1]
    questions = len(current().sections[longest].questions)
    get = partial(_get, on.browser)
    empty = partial(get, reverse("empty-page"))
    shown = {
        f"section page, {questions} questions open": reverse("web:section", args=[on.draft.pk, longest]),
        "result page": reverse("web:result", args=[on.submitted.pk]),
    }
    rows = []
    for what, address in shown.items():
        page = partial(get, address)
        product, reference = best_of((page, empty), times)
        rows += [
            Row(what, product * 1e3, reference * 1e3, "ms", EMPTY_PAGE),
            Row(what, queries_of(page), queries_of(empty), "queries", EMPTY_PAGE),
        ]
    return rows


def _get(browser: Client, address: str) -> None:
    _expect(browser.get(address).status_code, 200)


def queries_of(run: Callable[[], object]) -> int:
    """How many statements a run sends to the database, the beginnings and ends of transactions among them."""
    with CaptureQueriesContext(connection) as captured:
        run()
    return len(captured)
