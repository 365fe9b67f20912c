"""A second implementation of the three models, written from the published method and from `readings --json` alone.

It shares no code with the rules. Answers are complete: every question of the reading has one.
"""

from fractions import Fraction

MARK = Fraction("0.8")


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


def points(reading: dict, answers: dict) -> tuple[str, str]:
    """Return (tier, score) of a firm that gives no quantities."""
    items = reading["items"]
    rows = []
    for node in reading["nodes"]:
        given = [code for code in node["questions"] if answers[code] != "na"]
        if node["rule"] == "weighted-mean":
            parts = [(Fraction(items[c]["weight"]), Fraction(answers[c])) for c in given]
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
    total = sum(w * v for w, v in rows) / sum(w for w, _ in rows) * 100
    gates = all(answers[gate["question"]] == "yes" for gate in reading["gates"])
    musts = all(answers[code] in ("1", "na") for code, item in items.items() if item["rule"] == "must")
    tier = "not-ready"
    for code, holds in (
        ("cultivating", gates),
        ("municipal", gates and total >= 60),
        ("provincial", gates and total >= 75 and musts),
    ):
        if holds:
            tier = code
    return tier, str(total)
