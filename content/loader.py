"""The one door to content: `load` reads a content folder whole, cross-checks it and returns `Content`."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from content import tables
from content.crossings import crossing_problems
from content.errors import ContentError
from content.factor_tables import (
    carbon_factors_of,
    coal_rates_of,
    default_references_of,
    grid_factors_of,
    unit_factors_of,
)
from content.factors import FactorTables
from content.figure_shapes import (
    factor_set_of,
    mark_of,
    part_rule_of,
    remark_of,
    sheet_group_of,
    sheet_limit_of,
    synergy_of,
)
from content.figures import Sheet
from content.gathered import Gathered, GatheredReading
from content.grading import reading_of
from content.help_shapes import case_of, effect_of, promise_of, solution_of, support_of, use_of
from content.model import Content, Question, Questionnaire, Section
from content.parse import Entry, read_yaml
from content.shapes import measure_of, position_of, question_of, questionnaire_of, source_of
from scoring.model import Reading

PACKAGE = Path(__file__).parent
FOLDERS = ("questions", "readings", "measures", "effects", "cases", "solutions", "supports")
SUFFIXES = (".yaml", ".csv")
FROZEN = "frozen.yaml"

Given = TypeVar("Given")
Shape = TypeVar("Shape")
Row = tuple[Entry, Shape]


class HasCode(Protocol):
    @property
    def code(self) -> str: ...


Coded = TypeVar("Coded", bound=HasCode)

SHEET: Mapping[str, Callable[[Entry], Any]] = {
    "groups": sheet_group_of,
    "parts": part_rule_of,
    "limits": sheet_limit_of,
}
MARKS: Mapping[str, Callable[[Entry], Any]] = {"marks": mark_of, "remarks": remark_of}

EFFECTS: Mapping[str, Callable[[Entry], Any]] = {"uses": use_of, "effects": effect_of}


def load(root: Path) -> Content:
    """Read and cross-check a content folder.

    Args:
        root: The folder that holds questions/, readings/, measures/ and the tables.

    Raises:
        ContentError: with every problem found; cross-checks run only when each file reads well on its own.
    """
    reader = _Reader(root)
    gathered = reader.gather()
    problems = reader.problems or list(crossing_problems(gathered))
    if problems:
        raise ContentError(problems)
    return _content_of(gathered, sha256_of(root))


@lru_cache(maxsize=1)
def current() -> Content:
    """Return the content of this package, loaded once per process. Raises ContentError like `load`."""
    return load(PACKAGE)


def shown_path(path: Path, root: Path) -> str:
    """Return the path as messages show it: content/measures/green.yaml."""
    return f"content/{path.relative_to(root).as_posix()}"


def content_files(root: Path) -> list[Path]:
    """Return the data files of a content folder in a fixed order, without the list of frozen files."""
    found = (path for suffix in SUFFIXES for path in root.rglob(f"*{suffix}"))
    return sorted((path for path in found if path != root / FROZEN), key=lambda path: path.relative_to(root).as_posix())


def sha256_of(root: Path) -> str:
    """Return one sha256 over the names and bytes of every content file."""
    digest = hashlib.sha256()
    for path in content_files(root):
        own = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root).as_posix()} {own}\n".encode())
    return digest.hexdigest()


@dataclass
class _Reader:
    """Reads file by file and row by row, so that one mistake does not hide the next."""

    root: Path
    problems: list[str] = field(default_factory=list)

    def gather(self) -> Gathered:
        self._check_folders()
        questions = list(self._listed("questions", "questions/1", "questions", question_of))
        asked: dict[str, list[str]] = {}
        for _, question in questions:
            asked.setdefault(question.section, []).append(question.code)
        sheet = self._lists(self.root / "sheet.yaml", "sheet/1", SHEET)
        # Quantities are asked in the order of the sheet, whichever file they stand in.
        row = {
            code: place for place, code in enumerate(code for _, group in sheet["groups"] for code in group.questions)
        }
        in_order = {
            section: tuple(sorted(codes, key=lambda code: row.get(code, -1))) for section, codes in asked.items()
        }
        marks = self._lists(self.root / "marks.yaml", "marks/1", MARKS)
        effects = self._listed_lists("effects", "effects/1", EFFECTS)
        return Gathered(
            questions=questions,
            questionnaires=list(
                self._list(
                    self.root / "sections.yaml",
                    "sections/1",
                    "questionnaires",
                    lambda entry: questionnaire_of(entry, in_order),
                )
            ),
            readings=list(self._readings()),
            measures=list(self._listed("measures", "measures/1", "measures", measure_of)),
            sources=list(self._list(self.root / "sources.yaml", "sources/1", "sources", source_of)),
            positions=list(
                self._list(self.root / "benchmarks/positions.yaml", "positions/1", "positions", position_of)
            ),
            industries=self._table("industries.csv", tables.industries_of),
            provinces=self._table("provinces.csv", tables.provinces_of),
            sizes=self._table("sizes.csv", tables.sizes_of),
            benchmarks=[
                *self._table("benchmarks/seed.csv", tables.benchmarks_of),
                *self._table("benchmarks/national.csv", tables.benchmarks_of),
            ],
            energy_factors=self._table("factors/energy.csv", unit_factors_of),
            direct_factors=self._table("factors/direct.csv", unit_factors_of),
            carbon_factors=self._table("factors/carbon.csv", carbon_factors_of),
            grid_factors=self._table("factors/grid.csv", grid_factors_of),
            coal_rates=self._table("factors/coal-rate.csv", coal_rates_of),
            factor_sets=list(self._list(self.root / "factors/sets.yaml", "factor-sets/1", "sets", factor_set_of)),
            sheet_groups=sheet["groups"],
            parts=sheet["parts"],
            limits=sheet["limits"],
            marks=marks["marks"],
            remarks=marks["remarks"],
            synergy=self._whole("synergy.yaml", synergy_of),
            references=self._table("references/defaults.csv", default_references_of),
            uses=effects["uses"],
            effects=effects["effects"],
            cases=list(self._listed("cases", "cases/1", "cases", case_of)),
            solutions=list(self._listed("solutions", "solutions/1", "solutions", solution_of)),
            supports=list(self._listed("supports", "supports/1", "supports", support_of)),
            promise=self._whole("promise.yaml", promise_of),
        )

    def _check_folders(self) -> None:
        """Refuse a folder without files, as all it holds would be gone in silence, and files with another ending."""
        for folder in FOLDERS:
            if not any((self.root / folder).glob("*.yaml")):
                shown = shown_path(self.root / folder, self.root)
                self.problems.append(f"{shown}: expected files that end in .yaml, got none")
            for path in sorted((self.root / folder).glob("*")):
                if path.suffix != ".yaml":
                    shown = shown_path(path, self.root)
                    self.problems.append(f"{shown}: expected a file that ends in .yaml, got {path.name}")

    def _attempt(self, read: Callable[[Given], Shape], given: Given) -> Shape | None:
        try:
            return read(given)
        except ContentError as error:
            self.problems.extend(error.problems)
            return None

    def _missing(self, path: Path) -> bool:
        if path.is_file():
            return False
        self.problems.append(f"{shown_path(path, self.root)}: expected this file, got none")
        return True

    def _list(self, path: Path, schema: str, key: str, shape: Callable[[Entry], Shape]) -> Iterator[Row[Shape]]:
        if self._missing(path):
            return
        for _, item in self._attempt(lambda file: self._items(file, schema, (key,)), path) or []:
            shaped = self._attempt(shape, item)
            if shaped is not None:
                yield item, shaped

    def _lists(
        self, path: Path, schema: str, shapes: Mapping[str, Callable[[Entry], Any]]
    ) -> dict[str, list[Row[Any]]]:
        """Read a file of several lists, row by row, by the key of the list."""
        rows: dict[str, list[Row[Any]]] = {key: [] for key in shapes}
        if self._missing(path):
            return rows
        for key, item in self._attempt(lambda file: self._items(file, schema, tuple(shapes)), path) or []:
            shaped = self._attempt(shapes[key], item)
            if shaped is not None:
                rows[key].append((item, shaped))
        return rows

    def _items(self, path: Path, schema: str, keys: tuple[str, ...]) -> list[tuple[str, Entry]]:
        pairs = read_yaml(path, shown_path(path, self.root)).record(("schema", *keys))
        pairs["schema"].one_of((schema,))
        return [(key, item) for key in keys for item in pairs[key].items()]

    def _whole(self, name: str, shape: Callable[[Entry], Shape]) -> Row[Shape] | None:
        """Read a file that is one thing."""
        path = self.root / name
        if self._missing(path):
            return None

        def read(file: Path) -> Row[Shape]:
            document = read_yaml(file, shown_path(file, self.root))
            return document, shape(document)

        return self._attempt(read, path)

    def _listed(self, folder: str, schema: str, key: str, shape: Callable[[Entry], Shape]) -> Iterator[Row[Shape]]:
        for path in sorted((self.root / folder).glob("*.yaml")):
            yield from self._list(path, schema, key, shape)

    def _listed_lists(
        self, folder: str, schema: str, shapes: Mapping[str, Callable[[Entry], Any]]
    ) -> dict[str, list[Row[Any]]]:
        files = [self._lists(path, schema, shapes) for path in sorted((self.root / folder).glob("*.yaml"))]
        return {key: [row for file in files for row in file[key]] for key in shapes}

    def _readings(self) -> Iterator[GatheredReading]:
        for path in sorted((self.root / "readings").glob("*.yaml")):
            row = self._attempt(self._reading, path)
            if row is not None:
                yield row

    def _reading(self, path: Path) -> GatheredReading:
        document = read_yaml(path, shown_path(path, self.root))
        document.pairs().get("schema", document).one_of(("reading/1",))
        reading, source, indicators = reading_of(document, hashlib.sha256(path.read_bytes()).hexdigest())
        if path.stem != f"{reading.key}-{reading.version}":
            raise document.fail(f"the file name {reading.key}-{reading.version}.yaml", path.name)
        return GatheredReading(document, reading, source, indicators)

    def _table(self, name: str, read: Callable[[Path, str], list[Row[Any]]]) -> list[Row[Any]]:
        path = self.root / name
        if self._missing(path):
            return []
        return self._attempt(lambda file: read(file, shown_path(file, self.root)), path) or []


def _content_of(gathered: Gathered, sha256: str) -> Content:
    questionnaires = tuple(shapes_of(gathered.questionnaires))
    sections = {section.code: section for each in questionnaires for section in each.sections}
    sizes = {size.code: size for size in shapes_of(gathered.sizes)}
    readings = _in_order_asked((row.reading for row in gathered.readings), questionnaires)
    energy = sorted(shapes_of(gathered.energy_factors), key=lambda factor: factor.valid_from)
    if gathered.synergy is None:
        raise ContentError("content/synergy.yaml: expected this file, got none")
    if gathered.promise is None:
        raise ContentError("content/promise.yaml: expected this file, got none")
    (_, synergy), (_, promise) = gathered.synergy, gathered.promise
    return Content(
        questions=MappingProxyType(_in_order(sections.values(), shapes_of(gathered.questions))),
        questionnaires=questionnaires,
        sections=MappingProxyType(sections),
        readings=MappingProxyType(_newest(readings)),
        all_readings=readings,
        measures=_by_code(gathered.measures),
        industries=_by_code(gathered.industries),
        provinces=_by_code(gathered.provinces),
        sizes=tuple((size.code, size.min_employees, size.min_revenue_wan) for size in sizes.values()),
        size_classes=MappingProxyType(sizes),
        sources=MappingProxyType({source.id: source for source in shapes_of(gathered.sources)}),
        benchmarks=tuple(shapes_of(gathered.benchmarks)),
        positions=tuple(shapes_of(gathered.positions)),
        factors=_factor_tables_of(gathered),
        tce_per_unit=MappingProxyType({factor.code: factor.value for factor in energy}),
        sheet=Sheet(
            tuple(shapes_of(gathered.sheet_groups)), tuple(shapes_of(gathered.parts)), tuple(shapes_of(gathered.limits))
        ),
        marks=_by_code(gathered.marks),
        remarks=_by_code(gathered.remarks),
        synergy=synergy.scale,
        link_sources=MappingProxyType({"": synergy.source, **synergy.link_sources}),
        effects=MappingProxyType({effect.measure: effect for effect in shapes_of(gathered.effects)}),
        uses=MappingProxyType({use.code: use.name for use in shapes_of(gathered.uses)}),
        cases=_by_code(gathered.cases),
        solutions=_by_code(gathered.solutions),
        supports=_by_code(gathered.supports),
        promise=promise,
        references=tuple(shapes_of(gathered.references)),
        sha256=sha256,
        reading_sources=MappingProxyType(
            {(row.reading.key, row.reading.version): row.source for row in gathered.readings}
        ),
        indicator_sources=MappingProxyType(
            {
                (row.reading.key, row.reading.version, code): source
                for row in gathered.readings
                for code, source in row.indicator_sources.items()
            }
        ),
    )


def _factor_tables_of(gathered: Gathered) -> FactorTables:
    return FactorTables(
        energy=tuple(shapes_of(gathered.energy_factors)),
        carbon=tuple(shapes_of(gathered.carbon_factors)),
        direct=tuple(shapes_of(gathered.direct_factors)),
        grid=tuple(shapes_of(gathered.grid_factors)),
        coal_rate=tuple(shapes_of(gathered.coal_rates)),
        sets=_by_code(gathered.factor_sets),
        regions=MappingProxyType({row.code: row.grid["zh-hans"] for row in shapes_of(gathered.provinces)}),
    )


def shapes_of(placed: Iterable[Row[Shape]]) -> Iterator[Shape]:
    """Yield what was read, without its places."""
    return (shape for _, shape in placed)


def _by_code(placed: Iterable[Row[Coded]]) -> Mapping[str, Coded]:
    return MappingProxyType({row.code: row for row in shapes_of(placed)})


def _in_order(sections: Iterable[Section], questions: Iterable[Question]) -> dict[str, Question]:
    by_code = {question.code: question for question in questions}
    return {code: by_code[code] for section in sections for code in section.questions}


def _in_order_asked(readings: Iterable[Reading], questionnaires: Sequence[Questionnaire]) -> tuple[Reading, ...]:
    """Readings in the order of the questionnaires of the same code, those without one after them; oldest first."""
    asked = [questionnaire.code for questionnaire in questionnaires]

    def place(reading: Reading) -> tuple[int, str, str, tuple[int, ...]]:
        first = asked.index(reading.key) if reading.key in asked else len(asked)
        return first, reading.key, reading.valid_from, _version(reading)

    return tuple(sorted(readings, key=place))


def _newest(readings: Sequence[Reading]) -> dict[str, Reading]:
    """The last version of each key; a key stays where its first version stands."""
    return {reading.key: reading for reading in readings}


def _version(reading: Reading) -> tuple[int, ...]:
    return tuple(int(part) for part in reading.version.split("-"))
