"""The rules against a second implementation, on random answers, and synergy against its formulas at 40 digits."""

from decimal import Decimal, localcontext
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.export import readings_json
from content.loader import current
from scoring.engine import score, score_all
from scoring.exact import text_of
from scoring.model import Facts
from scoring.synergy import synergy
from tests.scoring import reference
from tests.strategies import LAW, answer_sets

PUBLISHED = {reading["key"]: reading for reading in readings_json(current())}
TRIMS = st.sets(st.sampled_from(["product-design", "process-design", "logistics", "sales", "customer-service"]))


def _close(first: str, second: Fraction) -> bool:
    # Sevenths are published with 28 digits, so the second implementation may differ in the last ones.
    return abs(Fraction(first) - second) < Fraction(1, 10**20)


@LAW
@given(
    answers=answer_sets("im-capability", not_applicable=True),
    profile=st.sampled_from(["discrete", "process"]),
    trimmed=TRIMS,
)
def test_the_ladder_agrees(answers, profile, trimmed):
    result = score(current().readings["im-capability"], answers, Facts(profile=profile, trimmed=frozenset(trimmed)))
    level, total = reference.ladder(PUBLISHED["im-capability"], answers, profile, trimmed)
    assert result.level.code == level
    assert _close(total, result.score)


@LAW
@given(answers=answer_sets("transformation-barriers", not_applicable=True))
def test_severity_agrees(answers):
    result = score(current().readings["transformation-barriers"], answers, Facts())
    if result.status == "complete":
        assert (result.level.code, str(result.score), result.details["dominant"]) == reference.severity(
            PUBLISHED["transformation-barriers"], answers
        )


@LAW
@given(answers=answer_sets("green-factory-2018", not_applicable=True))
def test_points_agree(answers):
    result = score(current().readings["green-factory-2018"], answers, Facts())
    tier, total = reference.points(PUBLISHED["green-factory-2018"], answers)
    assert (result.level.code, text_of(result.score)) == (tier, text_of(Fraction(total)))


TOGETHER = ("transformation-path", "mechanisms", "green-factory-2025")
ALL_ANSWERS = st.tuples(
    answer_sets("im-capability"),
    answer_sets("green-factory-2018", not_applicable=True),
    answer_sets("green-factory-2025"),
    answer_sets("transformation-path", not_applicable=True),
    answer_sets("mechanisms", not_applicable=True),
).map(lambda sets: {code: answer for each in sets for code, answer in each.items()})


@LAW
@given(answers=ALL_ANSWERS, profile=st.sampled_from(["discrete", "process"]), trimmed=TRIMS)
def test_what_the_ladder_does_not_ask_counts_alike_in_the_readings_after_it(answers, profile, trimmed):
    ladder = PUBLISHED["im-capability"]
    _, above, gone = reference.asked(ladder, _only_low(ladder, answers), profile, trimmed)
    answers = {code: answer for code, answer in answers.items() if code not in above | gone}
    facts = Facts(profile=profile, trimmed=frozenset(trimmed))
    readings = current().readings
    first, *others = score_all([readings[key] for key in ("im-capability", *TOGETHER)], answers, facts)
    missing, waiting, _ = reference.asked(ladder, answers, profile, trimmed)
    assert (set(first.missing), set(first.not_reached)) == (missing, waiting)
    seen, _ = reference.shared(ladder, answers, profile, trimmed)
    for key, result in zip(TOGETHER, others, strict=True):
        if key == "transformation-path":
            missing, own, _ = reference.asked(PUBLISHED[key], seen, profile, trimmed)
            expected = reference.ladder(PUBLISHED[key], {**seen, **dict.fromkeys(own, "0")}, profile, trimmed)
            assert not missing
            assert (result.level.code, text_of(result.score)) == (expected[0], text_of(Fraction(expected[1])))
        elif key == "mechanisms":
            _, total = reference.points(PUBLISHED[key], seen)
            assert (result.status == "complete") == (total is not None)
            assert total is None or text_of(result.score) == text_of(Fraction(total))
        else:
            found = reference.range_points(PUBLISHED[key], seen, {}, {})
            assert (result.score or 0, result.scale[1]) == (found["earned"], found["assessable"])
            assert {row["code"]: row["passed"] for row in result.gates} == found["gates"]


def _only_low(ladder, answers):
    """The answers without those above the first level a sub-domain does not pass: those come out as not reached."""
    left = dict(answers)
    for node in ladder["nodes"]:
        climbing = True
        for codes in node["questions"].values() if node["questions"] else ():
            if not climbing:
                for code in codes:
                    del left[code]
            given = [Fraction(answers[code]) for code in codes if answers[code] != "na"]
            climbing = climbing and (not given or sum(given) / len(given) >= reference.MARK)
    return left


# --- synergy ---------------------------------------------------------------------------------------------------------

SCALE = current().synergy
SHARES = st.integers(0, 10**6).map(lambda millionths: Fraction(millionths, 10**6))
CODES = {
    "grade": "extreme-disorder severe-disorder moderate-disorder mild-disorder near-disorder "
    "barely-coordinated primary intermediate good excellent",
    "lag": "green-lags-badly green-lags green-lags-slightly in-step "
    "digital-lags-slightly digital-lags digital-lags-badly",
    "coupling": "low antagonistic running-in high",
}
GRADES, LAGS, COUPLINGS = (CODES[name].split() for name in ("grade", "lag", "coupling"))


def _together(digital: Fraction, green: Fraction) -> dict[str, Any]:
    """Synergy of two complete readings that stand at these shares of their scales."""
    results = [SimpleNamespace(score=digital * 5, scale=(0, 5), nodes=())]
    results.append(SimpleNamespace(score=green * 100, scale=(0, 100), nodes=()))
    return synergy(*results, {}, SCALE)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


@LAW
@given(digital=SHARES, green=SHARES)
def test_synergy_agrees_with_its_formulas_at_forty_digits(digital, green):
    found = _together(digital, green)
    with localcontext() as forty:
        forty.prec = 40
        u1, u2 = _decimal(digital), _decimal(green)
        t = (u1 + u2) / 2
        c = ((1 - abs(u1 - u2)) * min(u1, u2) / max(u1, u2)).sqrt() if max(u1, u2) else Decimal(0)
        standard = 2 * (u1 * u2).sqrt() / (u1 + u2) if t else Decimal(0)
        expected = {"T": t, "C": c, "D": (c * t).sqrt(), "C_standard": standard, "D_standard": (standard * t).sqrt()}
        for name, value in expected.items():
            assert abs(Decimal(found[name]) - value) <= Decimal(10) ** -28, name
        assert (found["E"] is None) == (u1 == 0)
        if u1:
            assert abs(Decimal(found["E"]) - u2 / u1) <= abs(u2 / u1) * Decimal(10) ** -27
            bounds = [Decimal(each) for each in ("0", "0.3", "0.5", "0.8", "1.2", "2", "3")]
            assert found["lag"]["code"] == LAGS[sum(u2 / u1 >= bound for bound in bounds) - 1]
        assert found["grade"] == GRADES[min(int(expected["D"] * 10), 9)]
        bounds = [Decimal(each) for each in ("0", "0.3", "0.5", "0.8")]
        assert found["coupling"]["code"] == COUPLINGS[sum(c >= bound for bound in bounds) - 1]


@pytest.mark.parametrize("tenths", range(1, 10))
def test_a_grade_begins_exactly_at_its_bound(tenths):
    # Equal sides couple fully, so that D is the root of either.
    at, hair = Fraction(tenths**2, 100), Fraction(1, 10**40)
    assert _together(at, at)["D"] == text_of(Fraction(tenths, 10))
    assert _together(at, at)["grade"] == GRADES[tenths]
    assert _together(at - hair, at - hair)["grade"] == GRADES[tenths - 1]
    assert _together(at, at - hair)["grade"] == GRADES[tenths - 1]


@pytest.mark.parametrize(("ratio", "place"), [("0.3", 1), ("0.5", 2), ("0.8", 3), ("1.2", 4), ("2", 5), ("3", 6)])
def test_a_lag_begins_exactly_at_its_bound(ratio, place):
    digital, hair = Fraction(3, 10), Fraction(1, 10**40)
    assert _together(digital, digital * Fraction(ratio))["lag"]["code"] == LAGS[place]
    assert _together(digital, digital * Fraction(ratio) - hair)["lag"]["code"] == LAGS[place - 1]


@pytest.mark.parametrize(("green", "place"), [("0.3", 1), ("0.5", 2), ("0.8", 3)])
def test_a_coupling_begins_exactly_at_its_bound(green, place):
    # Beside a full side, C is the other side itself: sqrt((1 - (1 - x)) x x).
    assert _together(Fraction(1), Fraction(green))["C"] == green
    assert _together(Fraction(1), Fraction(green))["coupling"]["code"] == COUPLINGS[place]
    assert _together(Fraction(1), Fraction(green) - Fraction(1, 10**40))["coupling"]["code"] == COUPLINGS[place - 1]


def test_one_side_at_nothing_couples_nothing():
    for digital, green, ratio in ((Fraction(1), Fraction(0), "0"), (Fraction(0), Fraction(1), None)):
        found = _together(digital, green)
        figures = [found[name] for name in ("T", "C", "D", "C_standard", "D_standard", "E")]
        assert figures == ["0.5", "0", "0", "0", "0", ratio]
        assert (found["grade"], found["lag"] is None) == ("extreme-disorder", ratio is None)


def test_both_sides_at_nothing_give_nothing():
    found = _together(Fraction(0), Fraction(0))
    assert [found[name] for name in ("T", "C", "D", "C_standard", "D_standard", "E")] == ["0"] * 5 + [None]
    assert (found["grade"], found["lag"], found["obstacles"]) == ("extreme-disorder", None, [])
