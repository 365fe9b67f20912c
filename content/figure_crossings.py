"""Cross-checks around the yearly figures: factors, the sheet, marks, references and synergy."""

from collections.abc import Iterable, Iterator, Mapping

from content.citation import SourceRef
from content.factors import NATION
from content.figures import ALL, DefaultReference, PublishedMark
from content.gathered import Gathered
from content.model import QUANTITY, Question
from content.parse import Entry
from scoring.carriers import CARRIERS, ENERGY_CARRIERS, MEDIA, PROCESS
from scoring.footprint import INTENSITIES
from scoring.model import PointsReading, RangeReading, Reading

Questions = Mapping[str, Question]
CO2_FROM_THE_GRID = "electricity_grid"
CO2_IN_NO_SET = ("electricity_solar_own", *PROCESS)


def figure_problems(gathered: Gathered, questions: Questions) -> Iterator[str]:
    """Yield what is wrong between the files around the yearly figures, one line per problem."""
    yield from _unit_factors(gathered, questions)
    yield from _carbon_factors(gathered, questions)
    yield from _lacking_factors(gathered, questions)
    yield from _grid_factors(gathered)
    yield from _sheet(gathered, questions)
    industries = {ALL, *(industry.code for _, industry in gathered.industries)}
    for place, mark in gathered.marks:
        yield from _mark(place, mark, industries)
    readings = {row.reading.key: row.reading for row in gathered.readings}
    for place, reference in gathered.references:
        yield from _reference(place, reference, readings.get(reference.reading), industries)
    yield from _synergy(gathered, readings)


def figure_codes(gathered: Gathered) -> Iterator[tuple[str, Iterable[tuple[Entry, str]]]]:
    """Yield what may stand only once: where, and the rows with their codes."""
    yield "valid_from", ((place, f"{row.code} {row.valid_from}") for place, row in gathered.energy_factors)
    yield "valid_from", ((place, f"{row.code} {row.valid_from}") for place, row in gathered.direct_factors)
    yield "valid_from", ((place, f"{row.set} {row.code} {row.valid_from}") for place, row in gathered.carbon_factors)
    yield "year", ((place, f"{row.level} {row.name} {row.year}") for place, row in gathered.grid_factors)
    yield "year", ((place, str(row.year)) for place, row in gathered.coal_rates)
    yield "code", ((place, row.code) for place, row in gathered.factor_sets)
    yield "code", ((place, row.code) for place, row in gathered.sheet_groups)
    yield "questions", ((place, code) for place, row in gathered.sheet_groups for code in row.questions)
    yield "code", ((place, row.code) for place, row in gathered.marks)
    yield "code", ((place, row.code) for place, row in gathered.remarks)
    yield (
        "valid_from",
        (
            (place, f"{row.reading} {row.indicator} {row.industry} {row.unit} {row.valid_from}")
            for place, row in gathered.references
        ),
    )


def figure_refs(gathered: Gathered) -> Iterator[tuple[Entry, str, SourceRef]]:
    """Yield every source cited around the figures, with its place."""
    factors = (gathered.energy_factors, gathered.direct_factors, gathered.carbon_factors)
    dated = (gathered.grid_factors, gathered.coal_rates, gathered.references)
    for table in (*factors, *dated):
        yield from ((place, "source", row.source) for place, row in table)
    for listed in (gathered.factor_sets, gathered.limits, gathered.marks, gathered.remarks):
        yield from ((place, "source.id", row.source) for place, row in listed)
    if gathered.synergy is not None:
        place, synergy = gathered.synergy
        yield place, "source.id", synergy.source
        yield from ((place, f"links {code} source.id", ref) for code, ref in synergy.link_sources.items())


# Factors


def _unit_factors(gathered: Gathered, questions: Questions) -> Iterator[str]:
    for rows, unit in ((gathered.energy_factors, "tce"), (gathered.direct_factors, "tCO2")):
        for place, factor in rows:
            question = questions.get(factor.code)
            if question is None or question.kind != QUANTITY:
                yield place.problem("code", "the code of a quantity question", factor.code)
            elif factor.unit != f"{unit}/{question.unit}":
                expected = f"{unit} per base unit of the question, {unit}/{question.unit}"
                yield place.problem("unit", expected, factor.unit)
    for place, factor in gathered.direct_factors:
        if factor.code == CO2_FROM_THE_GRID:
            yield place.problem("code", "no row, as its factor is that of the grid", factor.code)


def _carbon_factors(gathered: Gathered, questions: Questions) -> Iterator[str]:
    sets = {row.code for _, row in gathered.factor_sets}
    fuels = [code for code, carrier in CARRIERS.items() if carrier.kind == "fuel"]
    for place, row in gathered.carbon_factors:
        if row.set not in sets:
            yield place.problem("set", "a set of factors/sets.yaml", f"the unknown set {row.set}")
        if row.code not in fuels or row.code not in questions:
            yield place.problem("code", "a fuel that is asked for", row.code)
    used = {row.set for _, row in gathered.carbon_factors}
    for place, given in gathered.factor_sets:
        if given.code not in used:
            yield place.problem("code", "a set with rows in factors/carbon.csv", given.code)
    if not gathered.factor_sets:
        yield "content/factors/sets.yaml: sets: expected at least one set, got none"


def _lacking_factors(gathered: Gathered, questions: Questions) -> Iterator[str]:
    """Whatever carrier is asked for must count; only a fuel may be missing from a set, which then has no CO2 for it."""
    tables = (
        ("energy.csv", gathered.energy_factors, (*ENERGY_CARRIERS, *MEDIA)),
        ("direct.csv", gathered.direct_factors, (*CO2_IN_NO_SET, *_heats())),
    )
    for name, rows, codes in tables:
        given = {row.code for _, row in rows}
        for code in codes:
            if code in questions and code not in given:
                yield f"content/factors/{name}: top: expected a row for {code}, which is asked for, got none"


def _heats() -> tuple[str, ...]:
    return tuple(code for code, carrier in CARRIERS.items() if carrier.kind == "heat")


def _grid_factors(gathered: Gathered) -> Iterator[str]:
    known = {
        "province": {province.code for _, province in gathered.provinces},
        "region": {province.grid["zh-hans"] for _, province in gathered.provinces},
        "national": {NATION},
    }
    for place, row in gathered.grid_factors:
        if row.name not in known[row.level]:
            expected = "a province of provinces.csv" if row.level == "province" else "a grid of provinces.csv"
            yield place.problem("name", expected, row.name)


# The sheet


def _sheet(gathered: Gathered, questions: Questions) -> Iterator[str]:
    quantities = {code: row for code, row in questions.items() if row.kind == QUANTITY}
    listed = {code for _, group in gathered.sheet_groups for code in group.questions}
    for code in quantities:
        if code not in listed:
            yield f"content/sheet.yaml: groups: expected every quantity in a group, got none for {code}"
    named = [
        *((place, "questions", code) for place, group in gathered.sheet_groups for code in group.questions),
        *((place, "parts", code) for place, rule in gathered.parts for code in (*rule.parts, rule.whole)),
        *((place, "code", row.rule.code) for place, row in gathered.limits),
        *((place, "per", row.rule.per) for place, row in gathered.limits),
    ]
    for place, where, code in named:
        if code not in quantities:
            yield place.problem(where, "the code of a quantity question", code)
    for place, rule in gathered.parts:
        units = {quantities[code].unit for code in (*rule.parts, rule.whole) if code in quantities}
        if len(units) > 1:
            yield place.problem("parts", "quantities of one base unit", ", ".join(sorted(units)))


# Beside and behind the figures


def _mark(place: Entry, published: PublishedMark, industries: set[str]) -> Iterator[str]:
    mark = published.mark
    units = {row.code: row.unit for row in INTENSITIES}
    if mark.indicator not in units:
        yield place.problem("indicator", f"one of {', '.join(units)}", mark.indicator)
    elif mark.unit != units[mark.indicator]:
        yield place.problem("unit", f"the unit of {mark.indicator}, {units[mark.indicator]}", mark.unit)
    for code in mark.industries:
        if code not in industries:
            yield place.problem("industries", "codes of industries.csv", f"the unknown industry {code}")


def _reference(
    place: Entry, reference: DefaultReference, reading: Reading | None, industries: set[str]
) -> Iterator[str]:
    units = units_of(reading)
    if not units:
        yield place.problem("reading", "the key of a reading with indicators", reference.reading)
    elif reference.indicator not in units:
        yield place.problem("indicator", f"one of {', '.join(units)}", reference.indicator)
    elif reference.unit not in units[reference.indicator]:
        yield place.problem("unit", f"one of {', '.join(units[reference.indicator])}", reference.unit)
    if reference.industry not in industries:
        yield place.problem("industry", "a code of industries.csv, or all", reference.industry)


def units_of(reading: Reading | None) -> Mapping[str, tuple[str, ...]]:
    """Return the units a reference may have, by the code of every indicator between two references."""
    if isinstance(reading, RangeReading):
        return {row.code: tuple(row.formulas) for row in reading.indicators if row.formulas}
    if isinstance(reading, PointsReading):
        return {row.code: (row.unit,) for row in reading.indicators}
    return {}


def _synergy(gathered: Gathered, readings: Mapping[str, Reading]) -> Iterator[str]:
    if gathered.synergy is None:
        return
    place, synergy = gathered.synergy
    for side, key, model in (("digital", synergy.scale.digital, "ladder"), ("green", synergy.scale.green, "points")):
        if key not in readings or readings[key].model != model:
            yield place.problem(side, f"the key of a {model} reading", key)
    asked = {code for reading in readings.values() for code in reading.question_codes()}
    for rule in synergy.scale.links:
        for code in (*rule.digital, *rule.green):
            if code not in asked:
                yield place.problem(f"links {rule.code}", "questions that a reading asks", code)
