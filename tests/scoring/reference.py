"""A second implementation of the four models and of the footprint, written from the published method, `readings --json`
and the tables under `content/factors` alone.

It shares no code with the rules. Each model takes an answer to every question of its reading; `shared` says which
questions the capability ladder does not ask, and what stands for them in the other readings.
"""

import csv
from fractions import Fraction
from functools import cache
from pathlib import Path

MARK = Fraction("0.8")

CONTENT = Path(__file__).resolve().parents[2] / "content"
POWER = ("electricity_grid", "electricity_solar_own")
COAL = ("raw_coal", "cleaned_coal", "briquette", "coke")
OIL_AND_GAS = ("natural_gas", "lpg", "diesel", "gasoline", "fuel_oil", "kerosene", "lng", "coke_oven_gas")
FUELS = (*COAL, *OIL_AND_GAS, "blast_furnace_gas")
HEAT = ("heat", "steam_bought")
ENERGY = (*POWER, *FUELS, *HEAT)
PROCESS = ("limestone", "dolomite", "soda_ash")
GASES = ("oxygen_bought", "nitrogen_bought", "acetylene_bought", "compressed_air_bought")
MEDIA = ("water_taken", "softened_water_bought", *GASES)
RENEWABLE = ("electricity_solar_own", "electricity_green_bought", "green_certificates")
CARRIERS = (*ENERGY, *PROCESS, *MEDIA)


def asked(reading: dict, answers: dict, profile: str, trimmed: set[str]) -> tuple[set[str], set[str], set[str]]:
    """Return the questions of a ladder that are still to be answered, not reached yet, and left out with their node."""
    missing, not_reached, left_out = set(), set(), set()
    trimmed = trimmed if reading["trimmable"] else set()
    for node in reading["nodes"]:
        if not node["questions"]:
            continue
        if any(part in trimmed for part in node["code"].split(".")) or node["code"] not in reading["profiles"][profile]:
            left_out |= {code for codes in node["questions"].values() for code in codes}
            continue
        climbing = True
        for codes in node["questions"].values():
            unanswered = {code for code in codes if code not in answers}
            if not climbing:
                not_reached |= unanswered
                continue
            missing |= unanswered
            given = [Fraction(answers[code]) for code in codes if answers.get(code, "na") != "na"]
            climbing = not unanswered and (not given or sum(given) / len(given) >= MARK)
    return missing, not_reached, left_out


def shared(reading: dict, answers: dict, profile: str, trimmed: set[str]) -> tuple[dict, set[str]]:
    """Return the answers as the readings after the capability ladder see them, and what is not reached among them."""
    _, not_reached, left_out = asked(reading, answers, profile, trimmed)
    left_out -= answers.keys()
    return {**answers, **dict.fromkeys(not_reached, "0"), **dict.fromkeys(left_out, "na")}, not_reached


def range_points(reading: dict, answers: dict, figures: dict, references: dict) -> dict:
    """Return points earned and assessable, the outcome of every indicator, and which gates are passed.

    `figures` are the amounts of the year and the sums made of them, by the names in the formulas; `references` are
    (base, lead, unit) by indicator, wherever they come from.
    """
    rows = {}
    for indicator in reading["indicators"]:
        worth = Fraction(indicator["points"])
        if indicator["question"]:
            answer = answers[indicator["question"]]
            share = None if answer == "na" else Fraction(answer)
        else:
            own = (indicator["base"], indicator["lead"], indicator["unit"])
            base, lead, unit = references.get(indicator["code"], own)
            value = value_of(indicator["formulas"][unit], figures)
            share = None if value is None or base is None else between(value, Fraction(base), Fraction(lead))
        outcome = "not_assessable" if share is None else "scored" if share > 0 else "below_baseline"
        rows[indicator["code"]] = (outcome, share, None if share is None else worth * share)
    gates = {}
    for gate in reading["gates"]:
        gates[gate["code"]] = all(
            answers[code] == ("yes" if least == "yes" else least) for code, least in gate["needs"].items()
        )
    return {
        "rows": rows,
        "earned": sum((earned for _, _, earned in rows.values() if earned is not None), Fraction(0)),
        "assessable": sum(
            Fraction(indicator["points"])
            for indicator in reading["indicators"]
            if rows[indicator["code"]][1] is not None
        ),
        "gates": gates,
    }


def value_of(formula: str, figures: dict) -> Fraction | None:
    """Work out a formula such as "(a + b) / (c + b) x 100"; None when a figure is not known or the divisor is 0."""
    quotient, _, scale = formula.partition(" x ")
    top, _, bottom = quotient.partition(" / ")

    def added(names: str) -> Fraction | None:
        values = [figures.get(name) for name in names.strip("()").split(" + ")]
        return None if None in values else sum(values, Fraction(0))

    upper, lower = added(top), added(bottom) if bottom else Fraction(1)
    return None if upper is None or not lower else upper / lower * Fraction(scale or 1)


def between(value: Fraction, base: Fraction, lead: Fraction) -> Fraction:
    """Return how far a value has come from the baseline to the leading value, nothing before and all beyond."""
    if lead > base:
        return Fraction(0) if value <= base else Fraction(1) if value >= lead else (value - base) / (lead - base)
    return Fraction(0) if value >= base else Fraction(1) if value <= lead else (base - value) / (base - lead)


def ladder(reading: dict, answers: dict, profile: str, trimmed: set[str]) -> tuple[str, str]:
    """Return (level, score) of a ladder reading as plain fractions in text."""
    weights = {
        code: Fraction(weight)
        for code, weight in reading["profiles"][profile].items()
        if not any(part in trimmed for part in code.split("."))
    }
    nodes = {node["code"]: node for node in reading["nodes"] if node["code"] in weights}
    per_level = []
    for level in reading["levels"]:
        per_level.append(_at_level(None, level["code"], nodes, weights, answers))
    reached, total = 0, Fraction(0)
    for number, score in enumerate(per_level, 1):
        if score is None:
            continue
        if score < MARK:
            total = reached + score
            break
        reached = number
        total = Fraction(number)
    return str(reached), str(total)


def _at_level(parent, level, nodes, weights, answers):
    rows = []
    for code, node in nodes.items():
        if node["parent"] != parent:
            continue
        if node["questions"]:
            given = [answers[q] for q in node["questions"].get(level, []) if answers[q] != "na"]
            score = sum(map(Fraction, given)) / len(given) if given else None
        else:
            score = _at_level(code, level, nodes, weights, answers)
        if score is not None:
            rows.append((weights[code], score))
    whole = sum(weight for weight, _ in rows)
    return sum(weight * score for weight, score in rows) / whole if rows else None


def severity(reading: dict, answers: dict) -> tuple[str, str, str]:
    """Return (band, score, dominant group)."""
    weights = {code: Fraction(weight) for code, weight in reading["weights"].items()}

    def of(codes):
        given = [code for code in codes if answers[code] != "na"]
        if not given:
            return None
        return sum(weights[c] * Fraction(answers[c]) for c in given) / sum(weights[c] for c in given) * 25

    groups = sorted(
        ((score, node["code"]) for node in reading["nodes"] if (score := of(node["questions"])) is not None),
        reverse=True,
    )
    score = of(weights)
    band = [band["code"] for band in reading["bands"] if Fraction(band["from"]) <= score][-1]
    leads = len(groups) == 1 or groups[0][0] - groups[1][0] >= Fraction(reading["dominant_lead"])
    return band, str(score), groups[0][1] if leads else "mixed"


def points(reading: dict, answers: dict, figures: dict | None = None, references: dict | None = None) -> tuple:
    """Return (tier, score), each None where there is none; `figures` and `references` as in `range_points`."""
    items = reading["items"]
    shares, at_base = _quantities(reading, figures or {}, references or {})
    rows = []
    for node in reading["nodes"]:
        given = [code for code in node["questions"] if answers[code] != "na"]
        if node["rule"] == "weighted-mean":
            parts = [(Fraction(items[c]["weight"]), Fraction(answers[c])) for c in given]
            parts += [(weight, share) for block, weight, share in shares if block == node["code"]]
        else:
            must = [Fraction(answers[c]) for c in given if items[c]["rule"] == "must"]
            rest = [
                (Fraction(items[c]["weight"]), Fraction(answers[c])) for c in given if items[c]["rule"] == "optional"
            ]
            parts = [(Fraction(reading["must_share"]), sum(must) / len(must))] if must else []
            if rest:
                mean = sum(w * v for w, v in rest) / sum(w for w, _ in rest)
                parts.append((Fraction(reading["optional_share"]), mean))
        if parts:
            score = sum(w * v for w, v in parts) / sum(w for w, _ in parts)
            rows.append((Fraction(node["weight"]), score))
    if not rows:
        return None, None
    total = sum(w * v for w, v in rows) / sum(w for w, _ in rows) * 100
    gates = all(answers[gate["question"]] == "yes" for gate in reading["gates"])
    musts = all(answers[code] in ("1", "na") for code, item in items.items() if item["rule"] == "must")
    reached = None
    for tier in reading["tiers"]:
        needs = tier["needs"]
        if (
            (needs["gates"] and not gates)
            or (needs["score"] and total < Fraction(needs["score"]))
            or (needs["musts"] and not musts)
            or (needs["indicator"] and needs["indicator"] not in at_base)
        ):
            break
        reached = tier["code"]
    return reached, str(total)


def _quantities(reading: dict, figures: dict, references: dict) -> tuple[list, set[str]]:
    """The share of every indicator that can be assessed, and those at or on the better side of their baseline."""
    shares, at_base = [], set()
    for indicator in reading["indicators"]:
        base, lead, _ = references.get(indicator["code"], (indicator["base"], indicator["lead"], ""))
        value = value_of(indicator["formula"], figures)
        if value is None or base is None:
            continue
        base, lead = Fraction(base), Fraction(lead)
        shares.append((indicator["node"], Fraction(indicator["weight"]), between(value, base, lead)))
        if value == base or (value < base) == (lead < base):
            at_base.add(indicator["code"])
    return shares, at_base


@cache
def table(name: str) -> list[dict]:
    with (CONTENT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def grid_of(province: str, year: int) -> dict | None:
    """Return the row of the newest year not after `year`: the province's, else its region's, else the nation's."""
    region = {row["code"]: row["grid_zh"] for row in table("provinces.csv")}.get(province)
    for level, name in (("province", province), ("region", region), ("national", "全国")):
        rows = [
            row
            for row in table("factors/grid.csv")
            if row["level"] == level and row["name"] == name and int(row["year"]) <= year
        ]
        if rows:
            return max(rows, key=lambda row: int(row["year"]))
    return None


def coal_rate_of(year: int) -> dict | None:
    rows = [row for row in table("factors/coal-rate.csv") if int(row["year"]) <= year]
    return max(rows, key=lambda row: int(row["year"])) if rows else None


def factors_of(factor_set: str, province: str, year: int) -> tuple[dict, dict]:
    """Return tce per base unit and t CO2 per base unit, of what has a factor on 31 December of the year."""

    def in_force(name: str) -> list[dict]:
        return [row for row in table(f"factors/{name}.csv") if row["valid_from"] <= f"{year}-12-31"]

    tce = {row["code"]: Fraction(row["value"]) for row in in_force("energy")}
    co2 = {row["code"]: Fraction(row["value"]) for row in in_force("direct")}
    for row in in_force("carbon"):
        if row["set"] == factor_set:
            heat = Fraction(row["ncv"]) / Fraction(row["per"])
            co2[row["code"]] = heat * Fraction(row["carbon"]) / 1000 * Fraction(row["oxidation"]) * 44 / 12
    grid = grid_of(province, year)
    if grid:
        co2["electricity_grid"] = Fraction(grid["value"]) / 1000
    return tce, co2


def added_up(amounts: dict, codes: tuple[str, ...], factors: dict) -> Fraction | None:
    """Return what the given amounts count for together; None when none is given, or one above 0 has no factor."""
    given = [code for code in codes if code in amounts]
    if not given or any(amounts[code] and code not in factors for code in given):
        return None
    return sum((amounts[code] * factors.get(code, 0) for code in given), Fraction(0))


def figures_of(history: dict, year: int, factor_set: str, province: str) -> dict:
    """Return the amounts of a year with everything derived from them; None for what has no value."""
    amounts = history.get(year, {})
    tce, co2 = factors_of(factor_set, province, year)
    figures = {"waste_stock_used": Fraction(0), **amounts}
    has_energy = any(code in amounts for code in ENERGY)
    figures["energy_tce"] = added_up(amounts, ENERGY, tce)
    figures["co2_t"] = added_up(amounts, (*ENERGY, *PROCESS), co2) if has_energy else None
    coal = (
        (added_up(amounts, COAL, tce) if any(code in amounts for code in COAL) else Fraction(0)) if has_energy else None
    )
    figures["coal_tce"] = coal
    power = dict.fromkeys(RENEWABLE, tce["electricity_grid"]) if tce else {}
    figures["renewable_tce"] = added_up(amounts, RENEWABLE, power)
    for code in ("green_investment", "output_value"):
        three = [history.get(each, {}).get(code) for each in (year - 2, year - 1, year)]
        figures[f"{code}_3y"] = None if None in three else sum(three, Fraction(0))
    return figures


def footprint_year(history: dict, year: int, factor_set: str, province: str) -> dict:
    """Return the totals of one year."""
    amounts = history[year]
    tce, co2 = factors_of(factor_set, province, year)
    figures = figures_of(history, year, factor_set, province)
    rate = coal_rate_of(year)
    made_with = {**tce, **(dict.fromkeys(POWER, Fraction(rate["value"]) / 1000) if rate else {})}
    if not rate:
        made_with = {code: factor for code, factor in tce.items() if code not in POWER}
    return {
        "energy_tce": figures["energy_tce"],
        "energy_equal_tce": added_up(amounts, ENERGY, made_with),
        "media_tce": added_up(amounts, MEDIA, tce),
        "co2_t": figures["co2_t"],
        "scope1_t": added_up(amounts, (*FUELS, *PROCESS), co2),
        "scope2_t": added_up(amounts, ("electricity_grid", *HEAT), co2),
        "process_t": added_up(amounts, PROCESS, co2),
    }
