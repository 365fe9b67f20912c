"""Where every figure of a footprint comes from: one line each, from amounts and factors up to positions beside marks.

Nodes are named "<year>.<figure>": "2025.diesel@tce", "2025.diesel@co2", "2025.energy_tce", "2025.renewable_tce",
"2025.energy-per-value-added", "2025.co2_t@change", "2025.co2_t@growth", "2025.water-reuse@<mark>".

Source: docs/method.md#footprint.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from scoring.carriers import CARRIERS, ENERGY_CARRIERS, MEDIA, PROCESS
from scoring.exact import text_of
from scoring.footprint import INTENSITIES, YearFactors, figures_of_year
from scoring.model import Json
from scoring.plausibility import History
from scoring.quantity import FORMULAS, YearFigures

READING = "footprint"
METHOD_SOURCE = "tool-own"
ENERGY_SOURCE = "gbt-2589-2020"
CARBON_SOURCE = "gbt-32150"

Inputs = list[dict[str, str]]

_TOTALS: Sequence[tuple[str, str, Callable[[str], bool], str]] = (
    ("energy_tce", "tce", lambda code: code in ENERGY_CARRIERS, ENERGY_SOURCE),
    ("media_tce", "tce", lambda code: code in MEDIA, ENERGY_SOURCE),
    ("co2_t", "co2", lambda code: code not in MEDIA, CARBON_SOURCE),
    ("scope1_t", "co2", lambda code: CARRIERS[code].scope == 1, CARBON_SOURCE),
    ("scope2_t", "co2", lambda code: CARRIERS[code].scope == 2, CARBON_SOURCE),
    ("process_t", "co2", lambda code: code in PROCESS, CARBON_SOURCE),
)
"""Total, the figure of the carriers that it sums, which carriers, and the source of the rule."""

_PART_SUMS = {
    "renewable_tce": "renewable power x tce per kWh of electricity",
    "coal_tce": "sum",
    "green_investment_3y": "sum of three years",
    "output_value_3y": "sum of three years",
}
"""Figures between the quantities and an intensity, with their rules."""


def footprint_trace(document: Json, history: History, factors: Mapping[int, YearFactors]) -> list[Json]:
    """Return the trace of a footprint, each line marked with "footprint" as its reading.

    Args:
        document: What `footprint` returned.
        history, factors: What it was given.

    >>> from fractions import Fraction
    >>> from scoring.footprint import CarrierFactor, footprint
    >>> from scoring.plausibility import Plausibility
    >>> history = {2025: {"diesel": Fraction(10)}}
    >>> factors = {2025: YearFactors(2025, {"diesel": CarrierFactor("diesel", Fraction("1.4571"), None)})}
    >>> found = footprint(history, factors, set_code="own", marks=(), plausibility=Plausibility())
    >>> [(line["node"], line["output"]) for line in footprint_trace(found, history, factors)][:2]
    [('2025.diesel@tce', '14.571'), ('2025.energy_tce', '14.571')]
    """
    given = {year: amounts for year, amounts in sorted(history.items()) if amounts}
    figures = {year: figures_of_year(given, factors.get(year) or YearFactors(year, {})) for year in given}
    lines: list[Json] = []
    for row in document["years"]:
        lines += _carrier_lines(row)
        lines += _total_lines(row)
        lines += _intensity_lines(row, figures[row["year"]])
    values = {row["year"]: _values(row, figures[row["year"]]) for row in document["years"]}
    for change in document["changes"]:
        lines.append(_over_years(change, "change", "change on the year before, %", values))
    for growth in document["growth"]:
        lines.append(_over_years(growth, "growth", "average growth per year, %", values))
    for position in document["positions"]:
        node = f"{position['year']}.{position['indicator']}"
        inputs = [
            {"node": node, "value": position["value"]},
            {"mark": position["mark"], "value": position["mark_value"]},
        ]
        lines.append(_line(f"{node}@{position['mark']}", "value / mark", inputs, position["ratio"], position["source"]))
    return lines


def _line(node: str, rule: str, inputs: Inputs, output: str, source: str) -> Json:
    return {"reading": READING, "node": node, "rule": rule, "inputs": inputs, "output": output, "source": source}


def _carrier_lines(row: Json) -> Iterable[Json]:
    for carrier in row["by_carrier"]:
        code = carrier["code"]
        for kind, total, factor in (("tce", "tce", "tce_factor"), ("co2", "co2_t", "co2_factor")):
            if carrier[total] is None:
                continue
            inputs = [{"quantity": code, "value": carrier["amount"]}]
            if carrier[factor] is not None:
                inputs.append({"factor": kind, "value": carrier[factor]})
            sources = [source["source"] for source in carrier["sources"] if source["kind"] == kind]
            rule = f"amount x {'tce' if kind == 'tce' else 't CO2'} per unit"
            yield _line(
                f"{row['year']}.{code}@{kind}", rule, inputs, carrier[total], "; ".join(sources) or METHOD_SOURCE
            )


def _total_lines(row: Json) -> Iterable[Json]:
    year, carriers = row["year"], row["by_carrier"]
    for total, kind, counts, source in _TOTALS:
        if row[total] is not None:
            inputs = _carrier_inputs(year, (carrier for carrier in carriers if counts(carrier["code"])), kind)
            yield _line(f"{year}.{total}", "sum", inputs, row[total], source)
    if row["energy_equal_tce"] is not None:
        energy = [carrier for carrier in carriers if carrier["code"] in ENERGY_CARRIERS]
        power = [carrier for carrier in energy if carrier["kind"] == "electricity"]
        inputs = [{"quantity": carrier["code"], "value": carrier["amount"]} for carrier in power]
        if power and row["coal_rate"] is not None:
            inputs.append({"factor": "coal_rate", "value": row["coal_rate"]["value"]})
        inputs += _carrier_inputs(year, (carrier for carrier in energy if carrier not in power), "tce")
        source = row["coal_rate"]["source"] if power and row["coal_rate"] is not None else ENERGY_SOURCE
        rule = "electricity x coal per kWh / 1000 + the rest"
        yield _line(f"{year}.energy_equal_tce", rule, inputs, row["energy_equal_tce"], source)


def _carrier_inputs(year: int, carriers: Iterable[Json], kind: str) -> Inputs:
    figure = "tce" if kind == "tce" else "co2_t"
    return [{"node": f"{year}.{carrier['code']}@{kind}", "value": carrier[figure]} for carrier in carriers]


def _intensity_lines(row: Json, figures: YearFigures) -> Iterable[Json]:
    year = row["year"]
    rows = {intensity["code"]: intensity for intensity in row["intensities"]}
    told: set[str] = set()
    for intensity in INTENSITIES:
        value = rows[intensity.code]["value"]
        if value is None:
            continue
        names = FORMULAS[intensity.formula].names
        for name in names:
            if name in _PART_SUMS and name not in told:
                told.add(name)
                yield _part_sum(row, name, figures)
        inputs = [_input_of(year, name, figures) for name in names]
        yield _line(f"{year}.{intensity.code}", intensity.formula, inputs, value, intensity.source)


def _part_sum(row: Json, name: str, figures: YearFigures) -> Json:
    year, amount = row["year"], figures.amount(name)
    if name == "coal_tce":
        coal = [carrier for carrier in row["by_carrier"] if CARRIERS[carrier["code"]].coal]
        # A firm that burns no coal has a coal share of 0: what it says of that is its energy.
        inputs = _carrier_inputs(year, coal, "tce") or [_input_of(year, "energy_tce", figures)]
        rule = _PART_SUMS[name] if coal else "no coal among the energy carriers"
        return _line(f"{year}.{name}", rule, inputs, _text(figures, name), ENERGY_SOURCE)
    inputs = [{"quantity": code, "value": text_of(value)} for code, value in amount.inputs]
    if name == "renewable_tce" and figures.power_tce is not None:
        inputs.append({"factor": "tce", "value": text_of(figures.power_tce)})
    return _line(f"{year}.{name}", _PART_SUMS[name], inputs, _text(figures, name), METHOD_SOURCE)


def _input_of(year: int, name: str, figures: YearFigures) -> dict[str, str]:
    if name in ("energy_tce", "co2_t") or name in _PART_SUMS:
        return {"node": f"{year}.{name}", "value": _text(figures, name)}
    return {"quantity": name, "value": _text(figures, name)}


def _text(figures: YearFigures, name: str) -> str:
    value = figures.amount(name).value
    if value is None:
        raise ValueError(f"{name} of {figures.year} has no value")
    return text_of(value)


def _values(row: Json, figures: YearFigures) -> dict[str, str]:
    """Everything of one year that is compared with other years, as text."""
    values = {intensity["code"]: intensity["value"] for intensity in row["intensities"]}
    values |= {"energy_tce": row["energy_tce"], "co2_t": row["co2_t"]}
    return {code: text_of(amount) for code, amount in figures.given.items()} | values


def _over_years(row: Json, name: str, rule: str, values: Mapping[int, Mapping[str, str]]) -> Json:
    code = row["code"]
    inputs = [{"node": f"{year}.{code}", "value": values[year][code]} for year in (row["from"], row["to"])]
    return _line(f"{row['to']}.{code}@{name}", rule, inputs, row["percent"], METHOD_SOURCE)
