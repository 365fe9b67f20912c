"""Whole results against the second implementation: random firms, amounts of five years, both factor sets.

The footprint is worked out again from the tables under `content/factors`, the readings from `readings --json`; of the
product only the result document is used. The firms are the same in every run.
"""

import random
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from assessments.services.exchange import check_exchange, document_of_exchange
from assessments.services.grading import canonical_json
from content.export import questions_json, readings_json
from content.loader import current
from tests.conftest import FIRM_FACTS
from tests.scoring import reference

SEEDS = range(30)
SETS = ("gbt-32151-2024", "ndrc-2015")
PROVINCES = [row["code"] for row in reference.table("provinces.csv")]
TRIMMABLE = ["product-design", "process-design", "logistics", "sales", "customer-service", "product-service"]
HIGHER_IS_BETTER = (
    "water-reuse",
    "waste-utilisation",
    "renewable-share",
    "green-material-share",
    "plot-ratio",
    "building-density",
)
SCALES = {
    "item": ["1", "1", "0.8", "0.5", "0", "na"],
    "barrier": ["0", "1", "2", "3", "4", "na"],
    "gate": ["yes"] * 12 + ["no"],
}

Json = dict[str, Any]

QUESTIONS = {row["code"]: row for row in questions_json(current())}
READINGS = {row["key"]: row for row in readings_json(current())}


def in_digits(value: Fraction | None) -> str | None:
    """A figure as it stands in a result: 28 significant digits, half to even, without needless zeros."""
    if value is None:
        return None
    rounded = Context(prec=28).divide(Decimal(value.numerator), Decimal(value.denominator))
    return f"{rounded.normalize():f}"


def answered(draw: random.Random) -> dict[str, str]:
    """An answer to every question; at low levels mostly a good one."""
    lean = draw.choice([0, 3, 8, 400])
    answers = {}
    for code, question in QUESTIONS.items():
        if question["kind"] == "requirement":
            level = int(code.rsplit("-L", 1)[1].split("-")[0])
            answers[code] = draw.choice(["1", "0.8", "0.5", "0", "na"] + ["1", "1", "0.8"] * max(0, lean - 2 * level))
        elif question["kind"] in SCALES:
            answers[code] = draw.choice(SCALES[question["kind"]] + ["1"] * (lean if question["kind"] == "item" else 0))
    return answers


def amounts(draw: random.Random, period: int) -> list[Json]:
    rows = []
    often = draw.choice([0.3, 0.9, 0.95])
    for code, question in QUESTIONS.items():
        if question["kind"] != "quantity" or draw.random() > often:
            continue
        for year in draw.sample(range(period - 4, period + 1), draw.choice([1, 3, 5, 5])):
            if code == "platform_functions":
                value = str(draw.randrange(13))
            elif question["unit"] == "%":
                value = f"{draw.randrange(1001) / 10:.1f}"
            else:
                value = draw.choice(
                    ["0", "7", "12.5", "1,234.5678", f"{draw.randrange(10**6)}.{draw.randrange(10**4):04}"]
                )
            unit = draw.choice(list(question["units"]))
            rows.append({"year": year, "code": code, "value": value, "unit": unit})
    draw.shuffle(rows)
    return rows


def brought(draw: random.Random) -> list[Json]:
    """References of the firm's own, for the two readings that take them, in any unit and in either direction."""
    rows = []
    for key in ("green-factory-2018", "green-factory-2025"):
        for indicator in READINGS[key]["indicators"]:
            if not indicator.get("formula") and not indicator.get("formulas"):
                continue
            if draw.random() < 0.6:
                base, lead = draw.sample(["0", "0.02", "0.35", "1.5", "20", "75.5", "96"], 2)
                unit = draw.choice(list(indicator.get("formulas", {indicator["unit"]: ""})))
                place = {"reading": key, "indicator": indicator["code"]}
                rows.append({**place, "base": base, "lead": lead, "unit": unit, "source": "行业数据表"})
    return rows


@cache
def firm(seed: int) -> Json:
    """A random exchange document; every second one leaves open what the ladder does not ask, some leave open more."""
    draw = random.Random(seed)
    profile = draw.choice(["discrete", "process"])
    trimmed = draw.sample(TRIMMABLE, draw.choice([0, 0, 1, 3]))
    answers = answered(draw)
    ladder = READINGS["im-capability"]
    if seed % 2:
        low = dict(answers)
        for node in ladder["nodes"]:
            for codes in list(node["questions"].values())[draw.randrange(1, 6) :] if node["questions"] else ():
                for code in codes:
                    low.pop(code)
        missing, _, _ = reference.asked(ladder, low, profile, set(trimmed))
        while missing:
            low |= {code: answers[code] for code in missing}
            missing, _, _ = reference.asked(ladder, low, profile, set(trimmed))
        answers = low
    if seed % 5 == 4:
        for code in draw.sample(sorted(answers), 3):
            del answers[code]
    period = 2024 + seed % 3
    return {
        "schema": "assessment-exchange/1",
        "firm": {**FIRM_FACTS, "province": draw.choice(PROVINCES), "production": profile, "trimmed": trimmed},
        "period": period,
        "answers": answers,
        "activity": amounts(draw, period),
        "references": brought(draw),
        "factor_set": SETS[seed // 2 % 2],
    }


@cache
def result(seed: int) -> Json:
    return document_of_exchange(check_exchange(firm(seed)))


def history_of(document: Json) -> dict[int, dict[str, Fraction]]:
    history: dict[int, dict[str, Fraction]] = {}
    for row in document["activity"]:
        factor = Fraction(QUESTIONS[row["code"]]["units"][row["unit"]])
        history.setdefault(row["year"], {})[row["code"]] = Fraction(row["value"].replace(",", "")) * factor
    return history


def references_of(document: Json, key: str) -> dict[str, tuple[str, str, str]]:
    """(base, lead, unit) by indicator: the defaults in force, and what the firm brought before them."""
    found = {
        row["indicator"]: (row["base"], row["lead"], row["unit"])
        for row in reference.table("references/defaults.csv")
        if row["reading"] == key and row["industry"] == "all" and row["valid_from"] <= f"{document['period']}-12-31"
    }
    own = {
        row["indicator"]: (row["base"], row["lead"], row["unit"])
        for row in document["references"]
        if row["reading"] == key
    }
    return found | own


@pytest.mark.parametrize("seed", SEEDS)
def test_the_totals_of_every_year_agree_to_the_last_digit(seed: int) -> None:
    document, footprint = firm(seed), result(seed)["footprint"]
    history, province = history_of(document), document["firm"]["province"]
    assert footprint["factor_set"] == document["factor_set"]
    assert [row["year"] for row in footprint["years"]] == sorted(history)
    for row in footprint["years"]:
        expected = reference.footprint_year(history, row["year"], document["factor_set"], province)
        assert {name: row[name] for name in expected} == {name: in_digits(value) for name, value in expected.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_carrier_names_the_factor_of_its_year_and_set(seed: int) -> None:
    document = firm(seed)
    history, province = history_of(document), document["firm"]["province"]
    for row in result(seed)["footprint"]["years"]:
        year = row["year"]
        tce, co2 = reference.factors_of(document["factor_set"], province, year)
        assert {each["code"]: each["amount"] for each in row["by_carrier"]} == {
            code: in_digits(amount) for code, amount in history[year].items() if code in reference.CARRIERS
        }
        for each in row["by_carrier"]:
            assert each["tce_factor"] == in_digits(tce.get(each["code"]))
            assert each["co2_factor"] == in_digits(co2.get(each["code"]))
        grid, rate = reference.grid_of(province, year), reference.coal_rate_of(year)
        named = row["grid"] and (row["grid"]["level"], row["grid"]["year"], Fraction(row["grid"]["value"]))
        assert named == (grid and (grid["level"], int(grid["year"]), Fraction(grid["value"])))
        assert (row["grid"] and row["grid"]["later"]) == (grid and int(grid["year"]) < year)
        assert (row["coal_rate"] and row["coal_rate"]["year"]) == (rate and int(rate["year"]))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_intensity_agrees_with_its_formula(seed: int) -> None:
    document = firm(seed)
    history = history_of(document)
    for row in result(seed)["footprint"]["years"]:
        figures = reference.figures_of(history, row["year"], document["factor_set"], document["firm"]["province"])
        for intensity in row["intensities"]:
            assert intensity["value"] == in_digits(reference.value_of(intensity["formula"], figures))
            assert bool(intensity["reason"]) == (intensity["value"] is None)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_six_readings_agree(seed: int) -> None:
    document, rows = firm(seed), {row["key"]: row for row in result(seed)["readings"]}
    profile, trimmed = document["firm"]["production"], set(document["firm"]["trimmed"])
    figures = reference.figures_of(
        history_of(document), document["period"], document["factor_set"], document["firm"]["province"]
    )
    ladder = READINGS["im-capability"]
    answers, waiting = reference.shared(ladder, document["answers"], profile, trimmed)
    for key, reading in READINGS.items():
        missing, own_waiting, given, left_out = open_questions(reading, answers, profile, trimmed)
        if key == "im-capability":
            missing, own_waiting, _ = reference.asked(ladder, document["answers"], profile, trimmed)
        row = rows[key]
        assert (row["status"] == "incomplete", set(row["missing"])) == (bool(missing), missing)
        used = questions_of(reading) - left_out
        assert set(row["not_reached"]) == (own_waiting | waiting & used)
        if missing:
            assert (row["score"], row["level"], row["gates"]) == (None, None, [])
            continue
        level, score = graded(reading, given, profile, trimmed, figures, references_of(document, key), row)
        assert (row["level"] and row["level"]["code"]) == level
        assert close(row["score"], score)


def open_questions(reading: Json, answers: Json, profile: str, trimmed: set[str]) -> tuple[set, set, dict, set]:
    """What is missing, not reached and left out in a reading, and its answers with 0 for what is not reached."""
    if reading["model"] == "ladder":
        missing, waiting, left_out = reference.asked(reading, answers, profile, trimmed)
        return missing, waiting, {**answers, **dict.fromkeys(waiting, "0")}, left_out
    return questions_of(reading) - answers.keys(), set(), answers, set()


def questions_of(reading: Json) -> set[str]:
    used = {code for gate in reading.get("gates", []) for code in gate.get("needs", [gate.get("question")])}
    for node in reading["nodes"]:
        codes = node["questions"]
        used |= {code for level in codes.values() for code in level} if isinstance(codes, dict) else set(codes)
    return used


def graded(
    reading: Json, answers: Json, profile: str, trimmed: set[str], figures: Json, references: Json, row: Json
) -> tuple[str | None, Any]:
    if reading["model"] == "ladder":
        return reference.ladder(reading, answers, profile, trimmed)
    if reading["model"] == "severity":
        band, score, dominant = reference.severity(reading, answers)
        assert row["dominant"] == dominant
        return band, score
    if reading["model"] == "points":
        return reference.points(reading, answers, figures, references)
    found = reference.range_points(reading, answers, figures, references)
    assert {each["code"]: each["passed"] for each in row["gates"]} == found["gates"]
    for each in row["indicators"]:
        outcome, share, earned = found["rows"][each["code"]]
        assert (each["outcome"], each["share"], each["earned"]) == (outcome, in_digits(share), in_digits(earned))
    assert row["scale"] == ["0", in_digits(found["assessable"])]
    return None, found["earned"] if found["assessable"] else None


def close(shown: str | None, exact: Any) -> bool:
    # Weights such as sevenths are published with 28 digits, so the last ones may differ.
    if shown is None or exact is None:
        return shown is None and exact is None
    return abs(Fraction(shown) - Fraction(exact)) < Fraction(1, 10**20)


def figures_by_year(footprint: Json) -> dict[int, dict[str, Fraction]]:
    """Totals and intensities with a value, as the result shows them."""
    found = {}
    for row in footprint["years"]:
        shown = {"energy_tce": row["energy_tce"], "co2_t": row["co2_t"]}
        shown |= {intensity["code"]: intensity["value"] for intensity in row["intensities"]}
        found[row["year"]] = {code: Fraction(value) for code, value in shown.items() if value is not None}
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_changes_and_growth_follow_from_the_figures_of_the_years(seed: int) -> None:
    footprint = result(seed)["footprint"]
    values = figures_by_year(footprint)
    codes = {code for row in values.values() for code in row}
    changes = {
        (row["code"], row["from"], row["to"]): row["percent"] for row in footprint["changes"] if row["code"] in codes
    }
    expected = {
        (code, year - 1, year): (values[year][code] / before - 1) * 100
        for year in values
        for code, before in values.get(year - 1, {}).items()
        if before and code in values[year]
    }
    assert changes.keys() == expected.keys()
    # The figures shown are rounded to 28 digits, so a change worked out from them may differ in its last ones.
    assert all(near(changes[key], expected[key] + 100, 100) for key in changes)
    for row in footprint["growth"]:
        if row["code"] not in codes:
            continue
        years = [year for year in values if row["code"] in values[year]]
        assert (row["from"], row["to"]) == (min(years), max(years))
        span = row["to"] - row["from"]
        assert span >= 2
        factor = 1 + Fraction(row["percent"]) / 100
        first, last = values[min(years)][row["code"]], values[max(years)][row["code"]]
        assert near("0", first * factor**span / last, 1)


def near(shown: str, exact: Fraction, offset: int) -> bool:
    """Whether a figure shown, with `offset` added, is `exact` up to the digits that rounding may have cost."""
    return abs(Fraction(shown) + offset - exact) <= max(abs(exact), Fraction(1)) / 10**20


@pytest.mark.parametrize("seed", SEEDS)
def test_positions_compare_the_newest_value_with_the_mark(seed: int) -> None:
    footprint, values = result(seed)["footprint"], figures_by_year(result(seed)["footprint"])
    for row in footprint["positions"]:
        year = max(year for year in values if row["indicator"] in values[year])
        assert (row["year"], Fraction(row["value"])) == (year, values[year][row["indicator"]])
        assert near(row["ratio"], Fraction(row["value"]) / Fraction(row["mark_value"]), 0)
        higher = row["indicator"] in HIGHER_IS_BETTER
        assert row["better"] == (Fraction(row["ratio"]) >= 1 if higher else Fraction(row["ratio"]) <= 1)


@pytest.mark.parametrize("seed", SEEDS)
def test_obstacles_and_links_follow_from_the_rows_and_the_answers(seed: int) -> None:
    rows, together = {row["key"]: row for row in result(seed)["readings"]}, result(seed)["synergy"]
    digital, green = rows["im-capability"], rows["green-factory-2018"]
    if "incomplete" in (digital["status"], green["status"]):
        assert together is None
        return
    assert near(together["digital"], Fraction(digital["score"]) / 5, 0)
    assert near(together["green"], Fraction(green["score"]) / 100, 0)
    lacks = {
        (side, code): lack for side, row in (("digital", digital), ("green", green)) for code, lack in lacking(row)
    }
    assert {(row["side"], row["code"]) for row in together["obstacles"]} == {key for key, lack in lacks.items() if lack}
    for row in together["obstacles"]:
        assert near(row["degree"], lacks[row["side"], row["code"]] / sum(lacks.values()), 0)
    degrees = [Fraction(row["degree"]) for row in together["obstacles"]]
    assert degrees == sorted(degrees, reverse=True)
    answers = firm(seed)["answers"]
    for link, row in zip(current().synergy.links, together["links"], strict=True):
        wanting = [[code for code in codes if not met(answers.get(code))] for codes in (link.digital, link.green)]
        status = "locked" if wanting[0] else "ready" if wanting[1] else "used"
        assert [row["status"], row["digital"], row["green"]] == [status, *wanting]


def met(answer: str | None) -> bool:
    return answer in ("1", "0.8", "yes", "na")


def lacking(reading: Json) -> list[tuple[str, Fraction]]:
    """What each scored row without children lacks, times its share of the whole."""
    scored = {row["code"]: row for row in reading["nodes"] if row["status"] == "scored"}

    def share(code: str | None) -> Fraction:
        if code is None:
            return Fraction(1)
        parent = scored[code]["parent"]
        siblings = sum(Fraction(row["weight"]) for row in scored.values() if row["parent"] == parent)
        return share(parent) * Fraction(scored[code]["weight"]) / siblings

    parents = {row["parent"] for row in scored.values()}
    return [
        (code, share(code) * (1 - Fraction(row["score"]) / Fraction(row.get("scale", reading["scale"])[1])))
        for code, row in scored.items()
        if code not in parents
    ]


@pytest.mark.parametrize("seed", SEEDS[::5])
def test_the_order_of_everything_in_a_file_changes_no_byte(seed: int) -> None:
    document = {**firm(seed), "firm": {**firm(seed)["firm"], "trimmed": ["sales", "customer-service", "logistics"]}}
    first = canonical_json(document_of_exchange(check_exchange(document)))
    assert canonical_json(document_of_exchange(check_exchange(shuffled(document, random.Random(seed))))) == first


def shuffled(given: Any, draw: random.Random) -> Any:
    """The same document with every object and list in another order."""
    if isinstance(given, dict):
        return {key: shuffled(given[key], draw) for key in draw.sample(list(given), len(given))}
    return [shuffled(each, draw) for each in draw.sample(given, len(given))] if isinstance(given, list) else given
