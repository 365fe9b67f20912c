"""Whatever stands in a free field of a result is printed as text: it reaches nothing and moves nothing."""

import copy
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any
from unicodedata import category

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from pypdf import PdfReader

from reports import pdf
from reports.build import TEMPLATES
from reports.context import report_context
from reports.context.cover import Cover
from reports.errors import ReportRenderError
from tests.conftest import FIRM_FACTS
from tests.reports.conftest import Document
from tests.reports.reading import flat, text_of

SOURCE = "Sector sheet of the example trade"
PLAIN = "Plain words of one line as a firm or a consultant would write them"
HOSTILE = {
    "markup": "</h1></td></table><script>alert(1)</script><b onclick=x>&amp;&lt;",
    "template": "{{ report }} {% include 'reports/brief.html' %} {# x #} ${7*7}",
    "file": "<img src='file:///etc/passwd'><object data=file:///etc/passwd>",
    "http": "<link rel=stylesheet href=http://127.0.0.1:9/x><iframe src=//x>",
    "attachment": "<a rel=attachment href='file:///etc/passwd'>x</a><link rel=attachment>",
    "style": "<style>* { display: none; content: url(http://127.0.0.1:9) }</style>",
    "attribute": '" \' > style="position:fixed;background:url(file:///etc/passwd)"',
    "entities": "&#x202e;&#60;script&#62;&nbsp;&lt;b&gt; ]]> <!-- --> <?xml ?>",
    "direction": "\u202egnp.exe\u2066 \u2067right\u200f to left\u202c of the firm's own name",
    "accents": "Word with accents" + "\u0301\u0308" * 1000 + " and what follows it on the line",
    "controls": "A\x00B\x07C\x1bD\ufffeE\u2028F with signs that nobody sees in it at all",
}

EACH = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())


def html_of(document: Document, text: str, kind: str = "diagnosis") -> str:
    """The body of a report in which every free field is this text."""
    changed: Any = replaced(copy.deepcopy(document), {FIRM_FACTS["name"]: text, SOURCE: text})
    cover = Cover(name=text, foreword=text)
    with translation.override("en"):
        return render_to_string(TEMPLATES[kind], {"report": report_context(changed, "en", cover=cover)})


def replaced(value: Any, texts: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: replaced(inner, texts) for key, inner in value.items()}
    if isinstance(value, list):
        return [replaced(inner, texts) for inner in value]
    return texts.get(value, value) if isinstance(value, str) else value


class Skeleton(HTMLParser):
    """The elements of a page with the names of their attributes, and its text apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, ...]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, *sorted(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.elements.append(("/" + tag,))

    def handle_data(self, data: str) -> None:
        self.text += data


def rendered(html: str, title: str) -> bytes:
    return pdf.render(html, title=title, language="en", identifier=b"x").data


def pieces(data: bytes) -> Iterator[tuple[int, int, int, str]]:
    """Every drawn text with its page and its place in points."""
    for number, sheet in enumerate(PdfReader(io.BytesIO(data)).pages):
        found: list[tuple[int, int, int, str]] = []

        def note(text: str, cm: Any, tm: Any, *_: Any, number: int = number, found: Any = found) -> None:
            if text.strip():
                x, y = (tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5])
                found.append((number, round(x), round(y), text.strip()))

        sheet.extract_text(visitor_text=note)
        yield from found


@pytest.fixture(scope="module")
def plain_page(full: Document) -> Callable[[str], Skeleton]:
    return cache(lambda kind: Skeleton(html_of(full, PLAIN, kind)))


@pytest.mark.parametrize("kind", TEMPLATES)
@EACH
def test_a_text_adds_no_element_and_no_attribute_to_a_page(
    full: Document, plain_page: Callable[[str], Skeleton], kind: str, text: str
) -> None:
    plain, hostile = plain_page(kind), Skeleton(html_of(full, text, kind))
    assert hostile.elements == plain.elements
    assert flat(hostile.text).count(flat(text)) == flat(plain.text).count(flat(PLAIN)) > 0


def harmless(text: str) -> str:
    """Return a text that looks the same and can do nothing."""
    kept = "".join(character for character in text if category(character) not in ("Cf", "Cc"))
    kept = kept.replace("\u2028", " ").replace("\ufffe", "〓")
    kept = re.sub("s(\u0301\u0308)+", "ś〓〓", kept)
    # A joint without width after each sign of markup: it prints the sign, and no parser finds markup there.
    return re.sub("([<>&\"'])", "\\1\u2060", kept)


@pytest.mark.parametrize("name", ["markup", "attribute", "direction", "accents", "controls"])
def test_what_stands_around_a_hostile_text_stays_where_it_was(full: Document, name: str) -> None:
    text = HOSTILE[name]
    plain, data = (rendered(html_of(full, each, "brief"), "x") for each in (harmless(text), text))
    assert Counter(pieces(data)) == Counter(pieces(plain))


@pytest.mark.slow
def test_a_whole_report_with_hostile_texts_has_its_pages_and_nothing_beside_them(full: Document) -> None:
    text = HOSTILE["markup"] + HOSTILE["direction"] + HOSTILE["file"] + "a" + "\u0301" * 2000
    plain, data = (rendered(html_of(full, each), each) for each in (harmless(text), text))
    before, after = (PdfReader(io.BytesIO(each)) for each in (plain, data))
    assert abs(len(after.pages) - len(before.pages)) <= 1
    assert after.attachments == {}
    assert b"root:" not in data
    assert b"/URI" not in data


def test_markup_and_template_syntax_are_printed_as_they_were_typed() -> None:
    names = ("markup", "template", "file", "http", "attachment", "style", "entities")
    covers = [Cover(foreword=HOSTILE[name]) for name in names]
    html = "".join(render_to_string("reports/parts/foreword.html", {"report": {"cover": cover}}) for cover in covers)
    text = flat(text_of(rendered(html, "x")))
    assert [name for name in names if flat(HOSTILE[name]) not in text] == []


def test_a_word_of_a_million_letters_is_refused_before_it_costs_anything(full: Document) -> None:
    with pytest.raises(ReportRenderError) as refused:
        rendered(html_of(full, "W" * 1_000_000), "x")
    assert refused.value.code == "too-large"


@pytest.mark.parametrize("letter", ["W", "机", "e\u0301", "〓", "😀"])
def test_a_word_as_long_as_a_field_may_be_stays_on_the_paper(full: Document, letter: str) -> None:
    body = f"<p style='overflow-wrap: anywhere'>{letter * (4000 // len(letter))}</p><p>After it</p>"
    found = list(pieces(rendered(body, "x")))
    assert any("After it" in text for *_, text in found)
    assert all(0 <= x < 595 and 0 < y < 842 for _, x, y, _ in found)
