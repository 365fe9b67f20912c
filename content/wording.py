"""Whether texts are well written: both languages there, Chinese in Chinese, punctuation and characters that print."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from content.finding import ERROR, WARNING, Finding
from content.help import Use
from content.model import Content
from content.parse import LANGUAGES

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SPACE_INSIDE = re.compile(r"[\u4e00-\u9fff，。；：？！、] +[\u4e00-\u9fff]")
ASCII_MARK = re.compile(r"[\u4e00-\u9fff][,;:?!]|[\u4e00-\u9fff][\"']|[\"'][\u4e00-\u9fff]")
CHINESE_UNITS = re.compile(r"万元|亿元|万kWh|万m3|亩")
NAMED_BY = ("code", "key", "id", "measure", "file", "name", "year")
"""What a shape is found by; the first it has."""

BEYOND_GB2312 = ("\u2014", "\u00b7")
"""The dash and the middle dot: in GB2312 as well, where Python's codec knows them under other code points."""


def poor_texts(content: Content) -> Iterator[Finding]:
    for own, place, text in _texts(content):
        chinese, english = (text.get(language, "") for language in LANGUAGES)
        if place.endswith(" clause") and chinese == english:
            continue  # a heading of a source, quoted as it stands there
        wrong = _translation_problem(chinese, english)
        if wrong:
            yield Finding(ERROR, place, wrong)
        elif own:
            yield from (Finding(WARNING, place, message) for message in _style_problems(chinese, english))


def _translation_problem(chinese: str, english: str) -> str:
    if not chinese or not english:
        return "lacks a translation"
    if chinese == english:
        return f'has the same text in both languages: "{english}"'
    return "" if CHINESE.search(chinese) else f'the Chinese text holds no Chinese: "{chinese}"'


def _style_problems(chinese: str, english: str) -> Iterator[str]:
    if CHINESE.search(CHINESE_UNITS.sub("", english)):
        yield f'the English text holds Chinese: "{english}"'
    if SPACE_INSIDE.search(chinese):
        yield f'blank between Chinese characters, perhaps from a folded line: "{chinese}"'
    if ASCII_MARK.search(chinese):
        yield f'ASCII punctuation in Chinese text; use ，。；：？！“”: "{chinese}"'
    strange = "".join(sorted({character for character in chinese if not _printable(character)}))
    if strange:
        yield f'characters outside GB2312, which the report fonts may lack: {strange} in "{chinese}"'


def _printable(character: str) -> bool:
    if ord(character) < 0x100 or character in BEYOND_GB2312:
        return True
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _texts(content: Content) -> Iterator[tuple[bool, str, Mapping[str, str]]]:
    """Yield every bilingual text: whether it is our own prose (and not a printed name), its place, the text."""
    groups: tuple[tuple[bool, Iterable[Any]], ...] = (
        (True, content.questions.values()),
        (True, content.questionnaires),
        (True, content.all_readings),
        (True, content.measures.values()),
        (True, (Use(code, name) for code, name in content.uses.items())),
        (True, content.effects.values()),
        (True, content.cases.values()),
        (True, content.solutions.values()),
        (True, content.supports.values()),
        (True, content.positions),
        (True, content.size_classes.values()),
        (True, content.factor_sets.values()),
        *((True, table) for table in content.factors.tables),
        (True, content.sheet.groups),
        (True, content.sheet.limits),
        (True, content.marks.values()),
        (True, content.remarks.values()),
        (True, (*content.synergy.grades, *content.synergy.couplings, *content.synergy.lags)),
        (True, content.synergy.links),
        (False, content.sources.values()),
        (False, content.industries.values()),
        (False, content.provinces.values()),
        (False, content.benchmarks),
    )
    for own, group in groups:
        for row in group:
            name = next(getattr(row, key) for key in NAMED_BY if hasattr(row, key))
            yield from ((own, place, text) for place, text in _texts_in(row, str(name)))


def _texts_in(value: Any, place: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield every bilingual text inside a shape, with the way to it."""
    if is_dataclass(value):
        for each in fields(value):
            yield from _texts_in(getattr(value, each.name), f"{place} {each.name}")
    elif isinstance(value, Mapping):
        if value and set(value) <= set(LANGUAGES):
            yield place, value
        else:
            for key, inner in value.items():
                yield from _texts_in(inner, f"{place}.{key}")
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _texts_in(inner, f"{place}[{number}]")
