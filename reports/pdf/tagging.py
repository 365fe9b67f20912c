"""What is mended in the structure that WeasyPrint gives a document, before it is written.

Passages in another language say so, headers of tables say what they head, running heads are no content, pictures are
where they are said to be, and elements that say nothing are left out: half of the tree, a fifth of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any

import pydyf
from weasyprint.document import Document, Page
from weasyprint.pdf.stream import Stream

from reports.pdf.writing import REMOVED

POINTS = 0.75
"""Points in a CSS pixel."""

HOLDERS = frozenset(
    {"/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/TD", "/TH", "/Span", "/Caption", "/Lbl", "/LBody"}
)
"""Elements that may hold text itself."""


@dataclass
class Painted:
    """What is noted of each page while it is painted: the languages of its passages, by number of the passage."""

    languages: list[dict[int, str]] = field(default_factory=list)


def noted(document: Document, language: str) -> Painted:
    """Make a document note, when it is painted, which passages are not in its own language."""
    painted = Painted()
    for page in document.pages:
        page.paint = partial(_paint, page, page.paint, painted, language)
    return painted


def _paint(page: Page, paint: Any, painted: Painted, language: str, stream: Stream, scale: float = 1) -> None:
    paint(stream, scale)
    others = {}
    for box, passage in stream._tags.items():
        own = box.style["lang"]
        if own and own.lower() != language.lower():
            others[passage["mcid"]] = own
    painted.languages.append(others)


def mend(pdf: pydyf.PDF, painted: Painted) -> None:
    """Mend the tree of a painted document; elements that are left out are marked as removed."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    numbers = _object(pdf, root["ParentTree"])["Nums"]
    passages: list[pydyf.Array] = list(numbers[1 : 2 * len(painted.languages) : 2])
    _say_languages(pdf, passages, painted)
    reached = {each.number for each in _elements_below(pdf, root)}
    for reference, holders in zip(pdf.page_references, passages, strict=True):
        running = {passage for passage, holder in enumerate(holders) if _number(holder) not in reached}
        _make_artifacts(_object(pdf, _object(pdf, reference)["Contents"]), running)
        for passage in running:
            holders[passage] = "null"
    for each in pdf.objects:
        if _is_element(each) and each.number not in reached:
            each.free = REMOVED
    for element in list(_elements_below(pdf, root)):
        _mend_element(pdf, element)
    by_page = dict(zip(pdf.page_references, passages, strict=True))
    _join(pdf, root, by_page)
    for page, holders in by_page.items():
        _merge_passages(pdf, page, holders)


def _say_languages(pdf: pydyf.PDF, passages: Sequence[pydyf.Array], painted: Painted) -> None:
    for holders, languages in zip(passages, painted.languages, strict=True):
        for passage, language in languages.items():
            _object(pdf, holders[passage])["Lang"] = pydyf.String(language)


def _make_artifacts(content: Stream, passages: set[int]) -> None:
    """Turn marked passages of a page's content into artifacts: drawn, but no part of what the document says."""
    for place in reversed(range(len(content.stream))):
        item = content.stream[place]
        if isinstance(item, pydyf.Dictionary) and item.get("MCID") in passages:
            content.stream[place - 1 : place + 2] = ["/Artifact", b"BMC"]


def _mend_element(pdf: pydyf.PDF, element: pydyf.Dictionary) -> None:
    if element["S"] == "/TH":
        row = _object(pdf, element["P"])
        section = _object(pdf, row["P"])
        element["A"]["Scope"] = "/Column" if section["S"] == "/THead" else "/Row"
    elif element["S"] == "/Figure" and "A" in element:
        left, top, right, bottom = (POINTS * value for value in element["A"]["BBox"])
        height = _object(pdf, element["Pg"])["MediaBox"][3]
        element["A"]["BBox"] = pydyf.Array((left, height - bottom, right, height - top))


def _join(pdf: pydyf.PDF, element: pydyf.Dictionary, passages: Mapping[bytes, pydyf.Array]) -> None:
    """Put the content of elements that say nothing into the element around them, from the innermost outwards."""
    kids = pydyf.Array()
    for kid in element["K"]:
        inner = None if isinstance(kid, int) else _object(pdf, kid)
        if inner is None or not _is_element(inner):
            kids.append(kid)
            continue
        _join(pdf, inner, passages)
        before = None if not kids or isinstance(kids[-1], int) else _object(pdf, kids[-1])
        if before is not None and _continues(inner, before):
            _take_in(pdf, before, inner, passages)
            before["K"] += inner["K"]
        elif _says_nothing(inner, element):
            _take_in(pdf, element, inner, passages)
            kids += inner["K"]
        else:
            kids.append(kid)
    element["K"] = kids
    _say_language_of_all(pdf, element, passages)


def _take_in(
    pdf: pydyf.PDF, outer: pydyf.Dictionary, inner: pydyf.Dictionary, passages: Mapping[bytes, pydyf.Array]
) -> None:
    """Leave out an element whose content another one takes."""
    inner.free = REMOVED
    for each in inner["K"]:
        if isinstance(each, int):
            passages[inner["Pg"]][each] = outer.reference
        elif _is_element(_object(pdf, each)):
            _object(pdf, each)["P"] = outer.reference


def _continues(inner: pydyf.Dictionary, before: pydyf.Dictionary) -> bool:
    """Whether a passage in another language goes on with the one before, such as on the next line."""
    return (
        _is_passage_in_a_language(inner)
        and _is_passage_in_a_language(before)
        and inner["Lang"].data == before["Lang"].data
        and inner["Pg"] == before["Pg"]
    )


def _is_passage_in_a_language(element: pydyf.Dictionary) -> bool:
    return (
        _is_element(element)
        and element["S"] == "/Span"
        and "Lang" in element
        and all(isinstance(kid, int) for kid in element["K"])
    )


def _say_language_of_all(pdf: pydyf.PDF, element: pydyf.Dictionary, passages: Mapping[bytes, pydyf.Array]) -> None:
    """Where the whole of an element is in another language, say so of the element itself."""
    if element.get("S") not in HOLDERS or "Lang" in element or len(element["K"]) != 1:
        return
    (kid,) = element["K"]
    inner = None if isinstance(kid, int) else _object(pdf, kid)
    if inner is not None and _is_passage_in_a_language(inner) and inner["Pg"] == element["Pg"]:
        _take_in(pdf, element, inner, passages)
        element["Lang"], element["K"] = inner["Lang"], inner["K"]


def _merge_passages(pdf: pydyf.PDF, page: bytes, holders: pydyf.Array) -> None:
    """Make one passage of neighbours in the same element, such as the lines of a paragraph, and number them anew."""
    content = _object(pdf, _object(pdf, page)["Contents"])
    neighbours = _neighbours(pdf, holders)
    commands: list[Any] = []
    numbers: dict[int, int] = {}
    kept: list[bytes] = []
    marks: list[int | None] = []
    closed: int | None = None
    waiting = iter(content.stream)
    for each in waiting:
        if isinstance(each, pydyf.Dictionary) and "MCID" in each:
            passage = each["MCID"]
            marks.append(passage)
            if closed is not None and commands[-2] == b"EMC" and (closed, passage) in neighbours:
                del commands[-2:]
                next(waiting)
                numbers[passage] = numbers[closed]
                continue
            numbers[passage] = each["MCID"] = len(kept)
            kept.append(holders[passage])
        elif each == b"BMC":
            marks.append(None)
        elif each == b"EMC":
            closed = marks.pop()
        commands.append(each)
    content.stream = commands
    for holder in set(kept):
        element = _object(pdf, holder)
        renumbered = (numbers[kid] if isinstance(kid, int) else kid for kid in element["K"])
        element["K"] = pydyf.Array(dict.fromkeys(renumbered))
    holders[:] = kept


def _neighbours(pdf: pydyf.PDF, holders: pydyf.Array) -> set[tuple[int, int]]:
    """Return the pairs of passages of a page that follow each other in one element."""
    found: set[tuple[int, int]] = set()
    for holder in set(holders) - {"null"}:
        kids = _object(pdf, holder)["K"]
        found |= {(one, other) for one, other in pairwise(kids) if isinstance(one, int) and isinstance(other, int)}
    return found


def _says_nothing(inner: pydyf.Dictionary, outer: pydyf.Dictionary) -> bool:
    if inner["S"] not in ("/Span", "/NonStruct") or "Lang" in inner:
        return False
    if any(isinstance(kid, int) for kid in inner["K"]):
        return outer.get("S") in HOLDERS and inner["Pg"] == outer["Pg"]
    return True


def _elements_below(pdf: pydyf.PDF, element: pydyf.Dictionary) -> Iterator[pydyf.Dictionary]:
    for kid in element["K"]:
        inner = None if isinstance(kid, int) else _object(pdf, kid)
        if inner is not None and _is_element(inner):
            yield inner
            yield from _elements_below(pdf, inner)


def _is_element(candidate: pydyf.Object) -> bool:
    return isinstance(candidate, pydyf.Dictionary) and candidate.get("Type") == "/StructElem"


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _object(pdf: pydyf.PDF, reference: bytes) -> pydyf.Object:
    return pdf.objects[_number(reference)]
