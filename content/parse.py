"""From text to values, strictly. YAML here is mappings, lists and quoted or plain text, nothing else.

YAML reads `no` as False, 2026.10 as 2026.1 and lets duplicate keys vanish. So files are read event by event, whatever
YAML would turn into something other than text is kept as `Bare`, and the reader that meets it says what to write.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from content.errors import ContentError

LANGUAGES = ("zh-hans", "en")
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
FRACTION = re.compile(r"[1-9]\d*/[1-9]\d*")
YEAR = re.compile(r"(19|20)\d{2}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML was built with it (ten times faster), else PyYAML's own. Both yield the same events."""


@dataclass(frozen=True)
class Bare:
    """An unquoted scalar YAML takes for something else than text: yes, 0.8, 2025-01-01, or nothing at all."""

    text: str


Raw = str | Bare | list[Any] | dict[str, Any]


def read_text(path: Path, shown: str) -> str:
    """Return the file's text.

    Raises:
        ContentError: not UTF-8, or it holds characters nobody sees (NUL, other control or format characters).
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(
            f"{shown}: byte {error.start}: expected UTF-8 text, got the byte 0x{error.object[error.start]:02x}"
        ) from None
    for number, line in enumerate(text.split("\n"), 1):
        for character in line:
            if unicodedata.category(character) in ("Cc", "Cf"):
                name = f"U+{ord(character):04X}"
                raise ContentError(f"{shown}: line {number}: expected visible characters, got {name}; remove it")
    return text


class StrictLoader:
    """Builds mappings, lists, text and `Bare` from the events of one YAML document."""

    def __init__(self, text: str, shown: str):
        self.shown = shown
        self.events = self._events(text)
        self.resolver: Any = yaml.resolver.Resolver()
        self.event: Any = None

    def load(self) -> Raw:
        """Return the only document of the file.

        Raises:
            ContentError: the file is not YAML, holds no document or several, or uses an anchor, an alias, a tag or a
                duplicate key.
        """
        self._expect(yaml.StreamStartEvent)
        if not self._expect(yaml.DocumentStartEvent):
            raise ContentError(f"{self.shown}: expected a mapping, got an empty file")
        self._next()
        value = self._value("")
        self._expect(yaml.DocumentEndEvent)
        if not self._expect(yaml.StreamEndEvent):
            raise ContentError(f"{self.shown}: {self._line()}: expected one document, got a second one; remove the ---")
        return value

    def _events(self, text: str) -> Iterator[Any]:
        try:
            yield from yaml.parse(text, Loader=Parser)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or error}".strip()
            where = f"line {mark.line + 1}" if mark else "top"
            raise ContentError(f"{self.shown}: {where}: expected YAML, got a syntax error: {problem}") from None

    def _next(self) -> Any:
        self.event = next(self.events)
        return self.event

    def _expect(self, kind: type) -> bool:
        return isinstance(self._next(), kind)

    def _line(self) -> str:
        return f"line {self.event.start_mark.line + 1}"

    def _fail(self, place: str, expected: str, came: str) -> ContentError:
        return ContentError(f"{self.shown}: {place or 'top'} ({self._line()}): expected {expected}, got {came}")

    def _value(self, place: str) -> Raw:
        event = self.event
        if isinstance(event, yaml.AliasEvent):
            raise self._fail(place, "a value", f"the alias *{event.anchor}; write the value out")
        if event.anchor is not None:
            raise self._fail(place, "a value", f"the anchor &{event.anchor}; remove it")
        if event.tag is not None:
            raise self._fail(place, "a value", f"the tag {event.tag}; remove it")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(place)
        return self._scalar(event)

    def _scalar(self, event: Any) -> str | Bare:
        tag = self.resolver.resolve(yaml.ScalarNode, event.value, event.implicit)
        return str(event.value) if tag == "tag:yaml.org,2002:str" else Bare(str(event.value))

    def _mapping(self, place: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(self._next(), yaml.MappingEndEvent):
            if not isinstance(self.event, yaml.ScalarEvent):
                raise self._fail(place, "a key in plain text", "a list, a mapping or an alias")
            key = self._value(place)
            if not isinstance(key, str):
                raise self._fail(place, "a key in plain text or quotes", f'{came_of(key)}; write "{came_of(key)}":')
            if key in values:
                raise self._fail(place, "every key once", f"{key} twice")
            self._next()
            values[key] = self._value(f"{place}.{key}" if place else key)
        return values

    def _list(self, place: str) -> list[Any]:
        values: list[Any] = []
        while not isinstance(self._next(), yaml.SequenceEndEvent):
            values.append(self._value(f"{place}[{len(values)}]"))
        return values


def came_of(value: Raw) -> str:
    """Return how a message shows what was found.

    >>> came_of(Bare("yes")), came_of("abc"), came_of({}), came_of(Bare(""))
    ('yes', '"abc"', 'a mapping', 'nothing')
    """
    if isinstance(value, Bare):
        return value.text or "nothing"
    if isinstance(value, str):
        return f'"{value}"'
    return "a mapping" if isinstance(value, dict) else "a list"


@dataclass(frozen=True)
class Entry:
    """A value with its file and dotted place, and the readers that take it for what it must be.

    Every reader raises ContentError when the value is something else.
    """

    value: Raw
    file: str
    place: str = ""

    def fail(self, expected: str, came: str | None = None) -> ContentError:
        """Return the error "file: place: expected ..., got ..."."""
        return ContentError(
            f"{self.file}: {self.place or 'top'}: expected {expected}, got {came or came_of(self.value)}"
        )

    def problem(self, where: str, expected: str, came: str) -> str:
        """Return the line "file: place.where: expected ..., got ..." about something below this place."""
        dotted = ".".join(part for part in (self.place, where) if part)
        return f"{self.file}: {dotted or 'top'}: expected {expected}, got {came}"

    def _at(self, key: str, value: Raw) -> "Entry":
        return Entry(value, self.file, f"{self.place}.{key}" if self.place else key)

    def pairs(self) -> dict[str, "Entry"]:
        """Read a mapping with free keys."""
        if not isinstance(self.value, dict):
            raise self.fail("a mapping")
        return {key: self._at(key, value) for key, value in self.value.items()}

    def record(self, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, "Entry"]:
        """Read a mapping with exactly the required keys, and perhaps the optional ones."""
        pairs = self.pairs()
        known = (*required, *optional)
        for key, entry in pairs.items():
            if key not in known:
                raise entry.fail(f"one of the keys {', '.join(known)}", f"the unknown key {key}")
        for key in required:
            if key not in pairs:
                raise self.fail(f"the key {key}", "no such key")
        return pairs

    def items(self, at_least: int = 0) -> list["Entry"]:
        """Read a list."""
        if not isinstance(self.value, list):
            raise self.fail("a list")
        if len(self.value) < at_least:
            raise self.fail(f"a list of at least {at_least}", f"{len(self.value)}")
        return [Entry(value, self.file, f"{self.place}[{number}]") for number, value in enumerate(self.value)]

    def text(self) -> str:
        """Read non-empty text; blanks around it are dropped."""
        if isinstance(self.value, Bare) and self.value.text:
            raise self.fail("text", f'{self.value.text}; write "{self.value.text}" if that is the text')
        if not isinstance(self.value, str):
            raise self.fail("text")
        if not self.value.strip():
            raise self.fail("text", "nothing")
        return self.value.strip()

    def names(self) -> dict[str, str]:
        """Read a text in every language."""
        return {key: entry.text() for key, entry in self.record(LANGUAGES).items()}

    def flag(self) -> bool:
        """Read the bare word true; whatever is not so leaves its key out."""
        if self.value != Bare("true"):
            raise self.fail("true, or no such key")
        return True

    def number(self, low: str | None = None, high: str | None = None) -> Decimal:
        """Read a quoted decimal number between `low` and `high`, both included."""
        if not isinstance(self.value, str):
            raise self.fail("a quoted number")
        if not NUMBER.fullmatch(self.value):
            raise self.fail("a plain number such as 0.8")
        value = Decimal(self.value)
        self._check_range(Fraction(value), low, high)
        return value

    def fraction(self, low: str | None = None, high: str | None = None) -> Fraction:
        """Read a quoted number or fraction ("0.8", "100/7") between `low` and `high`, both included."""
        if not isinstance(self.value, str):
            raise self.fail('a quoted number or fraction such as "100/7"')
        if not (NUMBER.fullmatch(self.value) or FRACTION.fullmatch(self.value)):
            raise self.fail("a plain number such as 0.8 or a fraction such as 100/7")
        value = Fraction(self.value)
        self._check_range(value, low, high)
        return value

    def _check_range(self, value: Fraction, low: str | None, high: str | None) -> None:
        if (low is not None and value < Fraction(low)) or (high is not None and value > Fraction(high)):
            wanted = f"from {low} to {high}" if low and high else f"of at least {low}" if low else f"of at most {high}"
            raise self.fail(f"a number {wanted}")

    def day(self) -> date:
        """Read a quoted day."""
        if not isinstance(self.value, str) or not DAY.fullmatch(self.value):
            raise self.fail('a quoted day such as "2025-01-01"')
        try:
            return date.fromisoformat(self.value)
        except ValueError:
            raise self.fail("a day of the calendar") from None

    def year(self) -> int:
        """Read a quoted year."""
        if not isinstance(self.value, str) or not YEAR.fullmatch(self.value):
            raise self.fail('a quoted year such as "2025"')
        return int(self.value)

    def one_of(self, words: Iterable[str], what: str = "") -> str:
        """Read one of the accepted words; `what` names them where listing all would fill the screen."""
        accepted = tuple(words)
        if not isinstance(self.value, str) or self.value not in accepted:
            raise self.fail(what or f"one of {', '.join(accepted)}")
        return self.value

    def matching(self, pattern: re.Pattern[str], example: str) -> str:
        """Read text of a given form."""
        if not isinstance(self.value, str) or not pattern.fullmatch(self.value):
            raise self.fail(f"a code such as {example}")
        return self.value

    def distinct(self, read: Callable[["Entry"], str]) -> tuple[str, ...]:
        """Read a list of different words with `read`."""
        words: list[str] = []
        for entry in self.items():
            word = read(entry)
            if word in words:
                raise entry.fail("every entry once", f'"{word}" twice')
            words.append(word)
        return tuple(words)


def read_yaml(path: Path, shown: str) -> Entry:
    """Return the document of a YAML file. Raises ContentError, see `StrictLoader.load`."""
    return Entry(StrictLoader(read_text(path, shown), shown).load(), shown)


def read_csv(path: Path, shown: str, columns: Sequence[str]) -> list[Mapping[str, Entry]]:
    """Return the rows of a CSV file by column, each cell with its place ("line 3.value").

    Raises:
        ContentError: the header is not `columns` in this order, or a row is shorter or longer.
    """
    lines = csv.reader(read_text(path, shown).splitlines(), strict=True)
    rows: list[Mapping[str, Entry]] = []
    try:
        header = next(lines, [])
        if header != list(columns):
            raise ContentError(f"{shown}: line 1: expected the columns {','.join(columns)}, got {','.join(header)}")
        for cells in lines:
            if len(cells) != len(columns):
                raise ContentError(
                    f"{shown}: line {lines.line_num}: expected {len(columns)} cells, got {len(cells)}; "
                    "quote a cell that holds a comma"
                )
            place = f"line {lines.line_num}"
            rows.append(
                {column: Entry(cell, shown, f"{place}.{column}") for column, cell in zip(columns, cells, strict=True)}
            )
    except csv.Error as error:
        raise ContentError(f"{shown}: line {lines.line_num}: expected CSV, got a syntax error: {error}") from None
    return rows
