"""One result, five forms: the page, the PDF, the Word file, the workbook and the document tell the same numbers.

What is read back is compared with the document, each figure beside its name. The workbook holds the numbers in full and
is read by its columns; the others print rounded ones and are read as a person reads them, along a line.
"""

import io
import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from html import unescape
from typing import Any, NamedTuple

import docx
import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from docx.oxml.ns import qn
from pypdf import PdfReader

from content.loader import current
from reports.build import render_document, report_html
from reports.context import ReportContext, report_context
from reports.excel import annex_xlsx
from reports.word import diagnosis_docx
from tests.reports.annexes import Document, annex_of, random_document
from tests.reports.reading import text_of
from tests.reports.test_excel_numbers import reading_of, wrong_numbers
from web.context.result import result_page

FIRMS = range(100, 130)
PRINTED = ((100, "diagnosis"), (105, "annex"))
"""Firms whose PDF is made, one in each language; of the others the HTML that it is made from is read."""

WAN = 10_000
PASS_MARK = 80
COST = "(?:Cost|费用|投入)[^△\n]{0,12}△"
"""What announces the cost of a measure, as a pattern."""

FAR = 1200
"""Characters between the name of a measure and its cost, with the sentences between them."""

PAPER_GAP = 160
"""Characters between a name and its figures on paper, where a row of a table may fill several lines."""

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
WEB, DIAGNOSIS, ANNEX = "page", "diagnosis", "annex"

Exact = str | None


class Figures(NamedTuple):
    """What a line says: a name, and behind it figures as they are printed, each with the exact one.

    `within` are the forms that have this line; `before` is the pattern of what announces the first figure where
    sentences lie between.
    """

    part: str
    name: str
    printed: tuple[str, ...]
    exact: tuple[tuple[Exact, ...], ...]
    within: frozenset[str]
    before: str = ""


EVERYWHERE = frozenset((WEB, DIAGNOSIS))


def figures(part: str, name: str, *pairs: tuple[str, Exact | tuple[Exact, ...]], **more: Any) -> Figures:
    printed = tuple(text for text, _exact in pairs)
    exact = tuple(value if isinstance(value, tuple) else (value,) for _text, value in pairs)
    return Figures(part, name, printed, exact, more.get("within", EVERYWHERE), more.get("before", ""))


def share(text: Exact) -> Exact:
    """A share on [0, 1] as the percentage that is printed."""
    return None if text is None else str(Decimal(text) * 100)


def rated(printed: str, score: Exact) -> tuple[str, Exact]:
    """A score that is printed with the end of its scale, "2.5 of 3": the score alone."""
    found = NUMBER.search(printed)
    return (found[0] if found else "–", score)


# What is to be found


def names_of(reading: str, language: str) -> dict[str, str]:
    """Code of each node of a reading -> its name."""
    return {node.code: node.title[language] for node in current().readings[reading].nodes}


def ladder_figures(document: Document, report: ReportContext, language: str) -> Iterator[Figures]:
    reading, names = reading_of(document, "im-capability"), names_of("im-capability", language)
    part = report.capability
    yield figures("level", tile_of(report, 0).name, rated(tile_of(report, 0).figure, reading["score"]))
    assert reading["level"]["name"][language] in tile_of(report, 0).note
    for gate, row in zip(reading["gates"], part.gates, strict=True):
        yield figures("gate", row.level, (row.reached, share(gate["score"])), within=frozenset((DIAGNOSIS,)))
    scores = {names[node["code"]]: node["score"] for node in reading["nodes"]}
    for element in part.elements:
        yield figures("element", element.name, rated(element.score, scores[element.name]))
        for part_of_it in element.rows:
            yield figures("sub-domain", part_of_it.name, rated(part_of_it.score, scores[part_of_it.name]))


def path_figures(document: Document, report: ReportContext, language: str) -> Iterator[Figures]:
    reading = reading_of(document, "transformation-path")
    assert report.path is not None
    by_code = {node["code"]: node for node in reading["nodes"]}
    for leaf in report.path.leaves:
        yield figures("side", leaf.name, rated(leaf.score, by_code[leaf.code]["score"]))
    for gate, stage in zip(reading["gates"], report.path.stages, strict=True):
        yield figures("stage", stage.name, (stage.reached, share(gate["score"])), within=frozenset((DIAGNOSIS,)))


def barrier_figures(document: Document, report: ReportContext, language: str) -> Iterator[Figures]:
    reading, names = reading_of(document, "transformation-barriers"), names_of("transformation-barriers", language)
    scores = {names[node["code"]]: node["score"] for node in reading["nodes"]}
    for group in report.barriers.groups:
        yield figures("group of barriers", group.name, (group.score, scores[group.name]))
    obstacles = {current().questions[one["code"]].text[language]: one["obstacle"] for one in reading["barriers"]}
    for barrier in report.barriers.barriers[:8]:
        yield figures("barrier", barrier.text, (barrier.obstacle, obstacles[barrier.text]))


def green_figures(document: Document, report: ReportContext, language: str) -> Iterator[Figures]:
    reading, names = reading_of(document, "green-factory-2018"), names_of("green-factory-2018", language)
    part, tile = report.green, tile_of(report, 1)
    yield figures("tier", tile.name, (tile.figure, reading["score"]))
    assert reading["level"]["name"][language] in tile.note
    by_name = {names[node["code"]]: node for node in reading["nodes"]}
    for block in part.blocks:
        row = by_name[block.name]
        yield figures("block", block.name, (block.weight, row["weight"]), (block.score, row["score"]))
    for one, indicator in zip(reading["indicators"], part.indicators, strict=True):
        measured = ((indicator.value, one["value"]), (indicator.base, one["base"]), (indicator.lead, one["lead"]))
        yield figures("indicator", indicator.name, *measured)


def standard_figures(document: Document, report: ReportContext, language: str) -> Iterator[Figures]:
    reading, part = reading_of(document, "green-factory-2025"), report.standard
    assert part is not None
    tile = next(tile for tile in report.summary.tiles if tile.figure == part.earned and part.assessable in tile.note)
    yield figures("standard", tile.name, (part.earned, reading["earned"]), (part.assessable, reading["assessable"]))
    groups = {node["code"]: node for node in reading["nodes"]}
    rows = {row["code"]: row for row in reading["indicators"]}
    for group in part.groups:
        node = groups[group.code]
        points = ((group.earned, node["score"]), (group.points, node["weight"]), (group.assessable, node["assessable"]))
        yield figures("group of indicators", group.name, *points, within=frozenset((DIAGNOSIS,)))
        for row in group.rows:
            one = rows[row.code]
            # A question's value is its answer, printed in words.
            keys = ("value", "base", "lead", "earned", "points") if one["question"] is None else ("earned", "points")
            measured = [(getattr(row, key), one[key]) for key in keys]
            yield figures("indicator of the standard", row.name, *measured)


def synergy_figures(document: Document, report: ReportContext, language: str) -> Iterator[Figures]:
    assert report.synergy is not None
    for row in report.synergy.figures:
        yield figures("synergy", row.name, (row.value, document["synergy"][row.node]))


def footprint_figures(document: Document, report: ReportContext, language: str) -> Iterator[Figures]:
    part, years = report.footprint, document["footprint"]["years"]
    assert part is not None
    for row in part.totals:
        cells = [(cell.text, year[row.code]) for cell, year in zip(row.cells, years, strict=True)]
        yield figures("footprint", row.name, *cells)
    intensities = [{one["code"]: one["value"] for one in year["intensities"]} for year in years]
    for row in part.intensities:
        cells = [(cell.text, year[row.code]) for cell, year in zip(row.cells, intensities, strict=True)]
        yield figures("intensity", row.name, *cells, within=frozenset((WEB, ANNEX)))


def measure_figures(document: Document, report: ReportContext, language: str) -> Iterator[Figures]:
    by_code = {one["code"]: one for one in document["measures"]}
    for phase in report.phases:
        for advice in (*phase.cards, *phase.others):
            one = by_code.pop(advice.code)
            cost, days = money(one["cost_wan"], language), (advice.staff_days, one["staff_days"])
            shown = {WEB} | ({DIAGNOSIS} if advice in phase.cards else set())
            yield figures("measure", advice.title, (advice.cost, cost), days, within=frozenset(shown), before=COST)
            yield figures("measure", advice.title, (advice.cost, cost), days, within=frozenset((ANNEX,)))
    assert not by_code


def roadmap_figures(document: Document, report: ReportContext, language: str) -> Iterator[Figures]:
    block, part = document["roadmap"], report.roadmap
    assert part is not None
    if part.count:
        assert part.cost in part.outcome
        assert agrees(part.cost, money([block["cost_wan"]], language))
    yield figures("roadmap", part.outcome)
    for phase, row in zip(block["phases"], part.phases, strict=True):
        if not row.steps:
            continue
        cost, days = (row.cost, money([phase["cost_wan"]], language)), (row.staff_days, phase["staff_days"])
        yield figures("phase", row.title, cost, days, within=frozenset((DIAGNOSIS,)))
        assert row.cost in row.said
        yield figures("phase", row.said, within=frozenset((WEB,)))
        for one, step in zip(phase["measures"], row.steps, strict=True):
            cost, days = (step.cost, money([one["cost_wan"]], language)), (step.staff_days, one["staff_days"])
            yield figures("step", step.title, cost, days)


def tile_of(report: ReportContext, place: int) -> Any:
    return report.summary.tiles[place]


def money(wan: Iterable[str], language: str) -> tuple[str, ...]:
    """Costs in 万元 as the language writes them: in Chinese as they are, in English in yuan; equal ends once."""
    return tuple(dict.fromkeys(str(Decimal(text) * (1 if language == "zh-hans" else WAN)) for text in wan))


PARTS = (
    ladder_figures,
    path_figures,
    barrier_figures,
    green_figures,
    standard_figures,
    synergy_figures,
    footprint_figures,
    measure_figures,
    roadmap_figures,
)


def all_figures(document: Document, report: ReportContext, language: str) -> list[Figures]:
    return [found for part in PARTS for found in part(document, report, language)]


def agrees(printed: str, exact: tuple[Exact, ...]) -> bool:
    """Tell whether the numbers of a printed text are the exact ones, rounded to the digits that are shown.

    A share that misses the pass mark is not rounded up to it: there nearly a whole digit may be missing.
    """
    told = [text.replace(",", "") for text in NUMBER.findall(printed)]
    wanted = [Decimal(text) for text in exact if text is not None]
    if len(told) != len(wanted):
        return False
    sign = -1 if printed.startswith(("−", "-")) else 1
    is_share = printed.endswith("%")
    return all(_near(sign * Decimal(text), one, is_share) for text, one in zip(told, wanted, strict=True))


def _near(shown: Decimal, exact: Decimal, is_share: bool) -> bool:
    step = Decimal(1).scaleb(int(shown.as_tuple().exponent))
    if is_share and exact < PASS_MARK <= exact + step / 2:
        return shown == PASS_MARK - step
    return abs(shown - exact) <= step / 2


# Reading back


def plain(text: str) -> str:
    for curly, straight in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("₂", "2")):
        text = text.replace(curly, straight)
    return text


def lines_of_html(html: str) -> str:
    """The words of a page, a line for each row of a table, each tile and each block of words."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", html, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r'<tr\b.*?</tr>|<div class="tile">.*?</div>', _in_one_line, text)
    text = re.sub(r"</(?:p|div|li|h\d|section|caption|tr)>", "\n", text)
    text = re.sub(r"</?(?:b|strong|em|i|sub|sup|a)\b[^>]*>", "", text)
    return plain(unescape(re.sub(r"<[^>]+>", " ", text)))


def _in_one_line(row: re.Match[str]) -> str:
    return re.sub(r"</?(?:p|div|ul|li|h\d)\b[^>]*>", " ", row[0]) + "\n"


def lines_of_word(data: bytes) -> str:
    """The words of a Word file, a line for each paragraph, each row of a table and each column of cards."""
    lines = []
    for block in docx.Document(io.BytesIO(data)).element.body.iterchildren():
        rows = [[_words(cell) for cell in row.iter(qn("w:tc"))] for row in block.iter(qn("w:tr"))]
        style = block.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
        if style is not None and style.get(qn("w:val")) == "CardTable":
            rows = [list(column) for column in zip(*rows, strict=True)]
        lines += [" ".join(row) for row in rows] or [_words(block)]
    return plain("\n".join(lines))


def _words(element: Any) -> str:
    return " ".join("".join(text.text or "" for text in part.iter(qn("w:t"))) for part in element.iter(qn("w:p")))


def missing(wanted: Iterable[Figures], text: str, *, is_paper: bool = False) -> list[Figures]:
    """Lines that do not stand in a text: the name, and behind it every figure, none of them part of a longer one.

    On paper a line ends where it is full, so there the figures have to follow within so many characters.
    """
    return [one for one in wanted if not re.search(_line(one, is_paper=is_paper), text)]


def _line(one: Figures, *, is_paper: bool) -> str:
    gap = f"(?s:.{{0,{PAPER_GAP}}}?)" if is_paper or one.before else "[^\n]*?"
    # Not past the next announcement: that is the one of another measure.
    first = rf"(?s:(?:(?!{one.before}).){{0,{FAR}}}){one.before}\D{{0,20}}?" if one.before else gap
    return _spaced(one.name) + first + gap.join(_whole(text) for text in one.printed)


def _spaced(text: str) -> str:
    """A text wherever its lines are broken."""
    return r"\s*".join(re.escape(character) for character in plain(text) if not character.isspace())


def _whole(text: str) -> str:
    start = r"(?<![\d.,])" if text[0].isdigit() else ""
    end = r"(?!\d|[.,]\d)" if text[-1].isdigit() else ""
    return start + _spaced(text) + end


# The firms


class Firm(NamedTuple):
    document: Document
    language: str
    report: ReportContext
    figures: list[Figures]

    def shown(self, form: str) -> list[Figures]:
        return [one for one in self.figures if form in one.within]


def firm_of(seed: int) -> Firm:
    document, language = random_document(seed), ("zh-hans", "en")[seed % 2]
    with translation.override(language):
        report = report_context(document, language)
        return Firm(document, language, report, all_figures(document, report, language))


@pytest.fixture(scope="module", params=FIRMS)
def firm(request: pytest.FixtureRequest) -> Firm:
    """Each firm in turn, with all its tests: thirty at once would fill the memory."""
    return firm_of(request.param)


def page_of(firm: Firm) -> str:
    """The result page as a browser gets it."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with translation.override(firm.language):
        context = {"page": result_page(firm.document), "sample": True, "request": request}
        return lines_of_html(render_to_string("web/result/page.html", context, request=request))


def test_what_is_printed_is_the_number_of_the_document_rounded(firm: Firm) -> None:
    wrong = [
        (one.part, one.name, printed, exact)
        for one in firm.figures
        for printed, exact in zip(one.printed, one.exact, strict=True)
        if not agrees(printed, exact)
    ]
    assert wrong == []
    assert {one.part for one in firm.figures} >= {"level", "tier", "standard", "synergy", "footprint", "measure"}


def test_the_page_prints_these_numbers(firm: Firm) -> None:
    assert missing(firm.shown(WEB), page_of(firm)) == []


def test_the_html_of_the_pdf_prints_these_numbers(firm: Firm) -> None:
    for kind in (DIAGNOSIS, ANNEX):
        html = report_html(firm.document, firm.language, kind=kind)
        assert missing(firm.shown(kind), lines_of_html(html)) == []


@pytest.mark.usefixtures("_undrawn")
def test_the_word_file_prints_these_numbers(firm: Firm) -> None:
    assert missing(firm.shown(DIAGNOSIS), lines_of_word(diagnosis_docx(firm.document, firm.language))) == []


def test_the_workbook_holds_the_numbers_in_full(firm: Firm) -> None:
    assert wrong_numbers(annex_of(firm.document, firm.language), firm.document) == []


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "kind"), PRINTED)
def test_the_finished_pdf_prints_these_numbers_and_carries_the_document(seed: int, kind: str) -> None:
    firm = firm_of(seed)
    data = render_document(firm.document, firm.language, kind=kind)
    assert missing(firm.shown(kind), plain(text_of(data)), is_paper=True) == []
    inside = PdfReader(io.BytesIO(data)).attachments
    assert json.loads(inside["result.json"][0]) == firm.document
    assert inside["annex.xlsx"][0] == annex_xlsx(firm.document, firm.language)


# These tests can fail


def test_the_numbers_of_another_firm_are_not_found() -> None:
    one, other = firm_of(FIRMS[0]), firm_of(FIRMS[2])
    assert one.language == other.language
    page = page_of(one)
    with translation.override(other.language):
        for part in PARTS:
            foreign = [found for found in part(other.document, other.report, other.language) if WEB in found.within]
            assert missing(foreign, page) != [], part


@pytest.mark.parametrize(
    ("printed", "exact", "is_right"),
    [
        ("2.55", "2.5487", True),
        ("2.55", "2.5551", False),
        ("2.54", "2.5487", False),
        ("79 %", "79.97", True),
        ("80 %", "79.97", False),
        ("81 %", "81.97", False),
        ("1,234,568", "1234567.89", True),
        ("−39.8 %", "-39.79", True),
        ("39.8 %", "-39.79", False),
        ("–", None, True),
        ("–", "0", False),
        ("0", None, False),
    ],
)
def test_a_printed_number_agrees_when_it_is_rounded_rightly(printed: str, exact: str | None, is_right: bool) -> None:
    assert agrees(printed, (exact,)) is is_right


def test_a_number_is_found_behind_its_name_and_whole_only() -> None:
    line = figures("", "Water use", ("12.5", "12.5"))
    assert missing([line], "Energy 3\nWater use t 12.5 ok") == []
    for other in ("Water use 12.51", "Water use 112.5", "Water use\n12.5", "12.5 Water use"):
        assert missing([line], other) == [line]
    assert missing([line], "Water\nuse\nt 12.5", is_paper=True) == []
