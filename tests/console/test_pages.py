"""The panel's pages in both languages, and what firms write shown as text only."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.models import Answer, Assessment, Result
from assessments.services import create_firm, start_assessment
from tests.conftest import FIRM_FACTS
from tests.console.conftest import SignIn

pytestmark = pytest.mark.django_db

HOSTILE = "{{7*7}}'\"><img src=x onerror=alert(1)>"
SPOKEN = (
    ("/console/", "Drafts gone quiet", "搁置的草稿"),
    ("/console/assessments/firm/", "Readiness tier", "绿色工厂梯队"),
    ("/console/assessments/assessment/", "Capability level", "能力等级"),
    ("/console/accounts/user/", "May sign in", "可以登录"),
    ("/console/accounts/auditentry/", "created the firm", "创建了企业"),
    ("/console/content/questions/", "Status of the source", "来源核实情况"),
    ("/console/content/readings/im-capability/2020-1/", "not verified", "未经核实"),
    ("/console/content/measures/", "Energy and carbon", "能源降碳"),
    ("/console/content/factors/", "Oxidation", "缺省值"),
    ("/console/content/grid/", "Average factor of the grid", "江苏"),
    ("/console/content/marks/", "it changes no score", "只有一个来源"),
    ("/console/content/links/", "Which digital step unlocks which green saving", "数字化滞后"),
    ("/console/assessments/sectorreference/add/", "Leading value", "领先值"),
    ("/console/assessments/ownreading/add/", "What do you want to weigh?", "离散型生产"),
    ("/console/content/sources/", "Where every figure comes from", "每个数字的出处"),
)


class Page(HTMLParser):
    """Collects the text people read and the attributes that the theme evaluates."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.words: list[str] = []
        self.evaluated: list[str] = []
        self.tags: list[str] = []
        self.language = ""
        self.feed(answer.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name.startswith(("x-", "@", ":", "on", "hx-")):
                self.evaluated.append(value or "")
            if tag == "html" and name == "lang":
                self.language = value or ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.mark.parametrize(("path", "english", "chinese"), SPOKEN)
def test_pages_speak_both_languages(
    signed_in: SignIn, administrator: User, draft: Assessment, path: str, english: str, chinese: str
) -> None:
    in_english = Page(signed_in(administrator, "en").get(path))
    in_chinese = Page(signed_in(administrator, "zh-hans").get(path))
    assert (in_english.language, in_chinese.language) == ("en", "zh-hans")
    assert english in in_english.text
    assert chinese in in_chinese.text
    assert english not in in_chinese.text


def test_the_language_is_switched_in_the_panel(as_administrator: Client) -> None:
    text = as_administrator.get("/console/").content.decode()
    assert f'action="{reverse("set_language")}"' in text
    as_administrator.post(reverse("set_language"), {"language": "zh-hans", "next": "/console/"})
    assert "待办事项" in as_administrator.get("/console/").content.decode()


@pytest.mark.parametrize(("language", "words"), [("en", ("Mostly", "Partly")), ("zh-hans", ("大部分做到", "部分做到"))])
def test_an_assessment_shows_answers_in_words_and_no_codes(
    signed_in: SignIn, administrator: User, submitted: Assessment, language: str, words: tuple[str, ...]
) -> None:
    Answer.objects.filter(assessment=submitted, question="IM-STRATEGY-L1-1").update(note="见 2025 年规划第三节")
    page = Page(
        signed_in(administrator, language).get(reverse("console:assessments_assessment_change", args=(submitted.pk,)))
    )
    for word in (*words, "见 2025 年规划第三节"):
        assert word in page.text
    for code in ("IM-STRATEGY", "GF-GATE", "BAR-", "MEA-", "not_applicable", "technology.data"):
        assert code not in page.text


def test_a_result_names_what_holds_the_firm_back(as_administrator: Client, submitted: Assessment, content: Any) -> None:
    page = Page(as_administrator.get(reverse("console:assessments_result_change", args=(submitted.results.get().pk,))))
    assert "Held back by" in page.text
    document = submitted.results.get().document
    assert content.measures[document["measures"][0]["code"]].title["en"] in page.text
    for reading in document["readings"]:
        assert content.readings[reading["key"]].title["en"] in page.text
        assert reading["sha256"][:12] in page.text


def test_the_firm_page_links_to_its_result_page(as_administrator: Client, submitted: Assessment) -> None:
    text = as_administrator.get(reverse("console:assessments_assessment_change", args=(submitted.pk,))).content.decode()
    assert f'href="/assessments/{submitted.pk}/result/"' in text


def test_what_firms_write_stays_text(as_administrator: Client, owner: User) -> None:
    firm = create_firm(by=owner, **{**FIRM_FACTS, "name": HOSTILE})
    assessment = start_assessment(firm=firm, period=2025, by=owner)
    Answer.objects.create(assessment=assessment, question="IM-STRATEGY-L1-1", value="1", note=HOSTILE)
    for path in (
        "/console/",
        "/console/assessments/firm/",
        reverse("console:assessments_firm_change", args=(firm.pk,)),
        reverse("console:assessments_assessment_change", args=(assessment.pk,)),
        "/console/accounts/membership/",
        "/console/accounts/auditentry/",
        "/console/search/?s=7*7&extended=1",
    ):
        page = Page(as_administrator.get(path))
        assert HOSTILE in " ".join(page.words), path
        assert "img" not in page.tags, path
        assert not [value for value in page.evaluated if "7*7" in value or "alert(1)" in value], path


def test_pages_carry_no_inline_script(as_administrator: Client, submitted: Assessment) -> None:
    for path in (
        "/console/",
        "/console/assessments/firm/",
        "/console/accounts/user/add/",
        "/console/content/measures/",
        "/console/content/factors/",
        "/console/assessments/sectorreference/add/",
        "/console/assessments/ownreading/add/?part=im-capability|discrete|",
    ):
        answer = as_administrator.get(path)
        assert "<script>" not in answer.content.decode()
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self' 'unsafe-eval'" in policy
        assert "default-src 'self'" in policy


def test_the_content_is_searched_in_both_languages(as_administrator: Client, content: Any) -> None:
    question = content.questions["GF-GATE-COMPLIANCE"]
    for words in question.text.values():
        answer = as_administrator.get("/console/content/questions/", {"q": words})
        assert answer.context["count"] == 1
    only = as_administrator.get("/console/content/questions/", {"questionnaire": "transformation-barriers"})
    assert only.context["count"] == len([one for one in content.questions.values() if one.kind == "barrier"])
    assert as_administrator.get("/console/content/questions/", {"q": "\x00" * 500}).context["count"] == 0
    measure = next(iter(content.measures.values()))
    found = as_administrator.get("/console/content/measures/", {"q": measure.title["zh-hans"]})
    assert measure.code in [row["code"] for row in found.context["measures"]]


def test_factors_are_shown_by_set_with_their_source(as_administrator: Client, content: Any) -> None:
    answer = as_administrator.get("/console/content/factors/")
    sets = answer.context["sets"]
    assert [one["code"] for one in sets] == list(content.factor_sets)
    assert [one["is_default"] for one in sets] == [True, False]
    coal = next(row for row in sets[0]["rows"] if row["fuel"] == "bituminous")
    assert (coal["heat"], coal["carbon"], coal["oxidation"], coal["co2"]) == ("19.57 / 1", "26.1", "0.93", "1.74175")
    assert len(answer.context["energy"]) == len(content.factors.energy)
    assert all(row["source"] and row["status"] for row in answer.context["energy"])


@pytest.mark.parametrize(("language", "note"), [("zh-hans", "以烟煤一行代表一般用煤"), ("en", "The row of bituminous")])
def test_notes_of_factors_read_in_the_language_of_the_page(as_administrator: Client, language: str, note: str) -> None:
    as_administrator.cookies["django_language"] = language
    sets = as_administrator.get("/console/content/factors/").context["sets"]
    coal, gas = (next(row for row in sets[0]["rows"] if row["fuel"] == fuel) for fuel in ("bituminous", "natural-gas"))
    assert coal["note"].startswith(note)
    assert gas["note"] == ""


def test_grid_factors_are_found_by_province_and_by_level(as_administrator: Client) -> None:
    rows = as_administrator.get("/console/content/grid/", {"q": "Jiangsu"}).context["rows"]
    assert [(row["name"], row["level"]) for row in rows] == [("Jiangsu", "Province")]
    nation = as_administrator.get("/console/content/grid/", {"level": "national"}).context
    assert len(nation["rows"]) == 1
    assert len(nation["rows"][0]["cells"]) == len(nation["years"])
    assert as_administrator.get("/console/content/grid/", {"level": "planet", "q": "\x00"}).context["rows"] == []


def test_marks_links_and_references_come_from_the_content(as_administrator: Client, content: Any) -> None:
    assert len(as_administrator.get("/console/content/marks/").context["marks"]) == len(content.marks)
    assert len(as_administrator.get("/console/content/links/").context["links"]) == len(content.synergy.links)
    assert len(as_administrator.get("/console/content/references/").context["rows"]) == len(content.references)


def test_a_range_reading_shows_gates_points_and_indicators(as_administrator: Client, content: Any) -> None:
    reading = content.readings["green-factory-2025"]
    context = as_administrator.get(f"/console/content/readings/{reading.key}/{reading.version}/").context
    assert len(context["gates"]) == sum(len(gate.needs) for gate in reading.gates)
    assert [row["weight"] for row in context["indicators"]] == [str(one.points) for one in reading.indicators]
    assert context["own_weights"] == ""
    ladder = as_administrator.get("/console/content/readings/im-capability/2020-1/").context
    assert ladder["own_weights"].endswith("?reading=im-capability")


def test_an_amount_of_the_footprint_says_so(as_administrator: Client) -> None:
    assert "The yearly footprint" in Page(as_administrator.get("/console/content/questions/electricity_grid/")).text


def test_a_result_of_the_earlier_method_still_opens(as_administrator: Client, submitted: Assessment) -> None:
    """Three readings, nothing about the whole: as results were before there was more."""
    newest = submitted.results.get()
    document = {key: value for key, value in newest.document.items() if key != "sensitivity"}
    document |= {"readings": document["readings"][:3], "synergy": None, "footprint": None, "engine": "1.0"}
    old = Result.objects.create(
        assessment=submitted, engine="1.0", text=json.dumps(document), size="small", level="1", tier="municipal"
    )
    for name, pk in (("result", old.pk), ("assessment", submitted.pk)):
        answer = as_administrator.get(reverse(f"console:assessments_{name}_change", args=(pk,)))
        assert answer.status_code == 200
        assert len(answer.context["readings"]) == 3
        assert answer.context["beside"].is_empty


def test_a_result_shows_what_stands_beside_its_readings(as_administrator: Client, submitted: Assessment) -> None:
    result = submitted.results.get()
    answer = as_administrator.get(reverse("console:assessments_result_change", args=(result.pk,)))
    grade = result.document["synergy"]["grade_name"]["en"]
    assert ("Grade of coordination", grade) in answer.context["beside"].synergy
    assert "in 200 of 200 draws" in Page(answer).text
    table = answer.context["readings"][3]
    assert len(table.indicators) == 14
    assert "points earned of" in table.remark


def test_every_content_page_opens(as_administrator: Client, content: Any) -> None:
    """One question of each kind, every reading, one measure of each horizon: all shapes the pages have to show."""
    kinds = {question.kind: code for code, question in content.questions.items()}
    horizons = {measure.horizon: code for code, measure in content.measures.items()}
    paths = [reverse("console:content_question", args=(code,)) for code in kinds.values()]
    paths += [reverse("console:content_measure", args=(code,)) for code in horizons.values()]
    paths += [reverse("console:content_reading", args=(one.key, one.version)) for one in content.all_readings]
    for path in paths:
        assert as_administrator.get(path).status_code == 200, path
