"""Synergy: coupling, coordination, their names, what holds both sides back, and the links."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import score
from scoring.errors import ScoreOutOfRange
from scoring.model import Band, Facts
from scoring.synergy import (
    LinkRule,
    Rooted,
    SynergyScale,
    band_reached,
    coupling_of,
    link_status,
    obstacles,
    synergy,
    synergy_trace,
)
from tests.scoring.build import OPEN_GATES, answers_by_level, ladder, names, points

LAW = settings(derandomize=True, deadline=None, database=None)
SCORES = st.integers(0, 1000).map(lambda count: Fraction(count, 1000))
ABOVE_ZERO = st.integers(1, 1000).map(lambda count: Fraction(count, 1000))


def bands(**bounds: str) -> tuple[Band, ...]:
    return tuple(Band(code, names(code), Fraction(bound)) for code, bound in bounds.items())


GRADES = tuple(Band(f"grade-{n}", names(f"grade {n}"), Fraction(n, 10)) for n in range(10))
COUPLINGS = bands(low="0", antagonistic="0.3", running_in="0.5", high="0.8")
LAGS = bands(
    green_badly="0", green="0.3", green_slightly="0.5", in_step="0.8", digital_slightly="1.2", digital="2", badly="3"
)
METERS = LinkRule("meters", ("X-L1-1",), ("OPTIONAL-1",), names("meters"), names("why"), "source")
SCALE = SynergyScale("ladder", "points", "tool-own, tests", GRADES, COUPLINGS, LAGS, (METERS,))

LADDER = ladder(
    {"a.x": (1, 1), "a.y": (1,), "b": (1, 1)}, weights={"a": "60", "a.x": "75", "a.y": "25", "b": "40"}, levels=2
)
POINTS = points({"one": ("70", ["OPTIONAL-1"]), "two": ("30", ["OPTIONAL-2"])})


def graded(levels: tuple[str, str] = ("1", "0"), one: str = "1", two: str = "0.5"):
    answers = {**answers_by_level(LADDER, *levels), **OPEN_GATES, "OPTIONAL-1": one, "OPTIONAL-2": two}
    return score(LADDER, answers, Facts()), score(POINTS, answers, Facts()), answers


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        # U; T, C standard, D standard, C corrected, D corrected
        (("0.5", "0.5"), ("0.5", "1", "0.7071", "1", "0.7071")),
        (("0.6", "0.4"), ("0.5", "0.9798", "0.6999", "0.7303", "0.6043")),
        (("0.8", "0.2"), ("0.5", "0.8", "0.6325", "0.3162", "0.3976")),
        (("0.35", "0.2"), ("0.275", "0.9621", "0.5144", "0.6969", "0.4378")),
        (("0.9", "0.8"), ("0.85", "0.9983", "0.9212", "0.8944", "0.8719")),
        (("1", "0"), ("0.5", "0", "0", "0", "0")),
        (("0.6", "0.4", "0.2"), ("0.4", "0.9086", "0.6028", "0.5880", "0.4850")),
    ],
)
def test_the_published_examples_come_out(scores, expected):
    found = coupling_of([Fraction(value) for value in scores])
    assert found.development == Fraction(expected[0])
    numbers = (found.standard, found.coordination_standard, found.corrected, found.coordination)
    assert [round(number.value, 4) for number in numbers] == [Decimal(text) for text in expected[1:]]


def test_a_root_that_ends_is_exact():
    # 1 - 0.3 = 0.7 and 0.35 / 0.65 ... do not end; 1 - 0.36 = 0.64 with min / max = 1 - 0.36 does.
    found = coupling_of([Fraction(1), Fraction(16, 25)])
    assert found.corrected.value == Decimal("0.64")
    assert found.coordination.power == Fraction(64, 100) ** 2 * Fraction(82, 100) ** 2


def test_nothing_on_both_sides_is_no_coupling_and_no_coordination():
    found = coupling_of([Fraction(0), Fraction(0)])
    numbers = (found.corrected, found.standard, found.coordination, found.coordination_standard)
    assert found.development == 0
    assert [number.value for number in numbers] == [0, 0, 0, 0]


@pytest.mark.parametrize("scores", [[], [Fraction(1, 2)]])
def test_one_subsystem_has_nothing_to_go_together_with(scores):
    with pytest.raises(ValueError, match=r"^synergy needs two subsystems or more$"):
        coupling_of(scores)


@pytest.mark.parametrize("wrong", [Fraction(-1, 10**9), 1 + Fraction(1, 10**9)])
def test_a_score_outside_0_to_1_is_refused(wrong):
    with pytest.raises(ScoreOutOfRange, match=r"outside \[0, 1\]") as caught:
        coupling_of([Fraction(1, 2), wrong])
    assert caught.value.value == wrong


@LAW
@given(one=ABOVE_ZERO, count=st.integers(2, 4))
def test_equal_sides_are_fully_coupled(one, count):
    found = coupling_of([one] * count)
    assert found.corrected.power == found.standard.power == 1
    assert found.corrected.value == found.standard.value == 1
    assert found.coordination.power == one**found.corrected.degree


@LAW
@given(scores=st.lists(SCORES, min_size=2, max_size=4))
def test_order_does_not_matter_and_everything_lies_between_0_and_1(scores):
    found, turned = coupling_of(scores), coupling_of(scores[::-1])
    assert found == turned
    for number in (found.corrected, found.standard, found.coordination, found.coordination_standard):
        assert 0 <= number.power <= 1
        assert 0 <= number.value <= 1


@LAW
@given(scores=st.lists(SCORES, min_size=2, max_size=4))
def test_coordination_is_never_above_the_root_of_development(scores):
    found = coupling_of(scores)
    assert found.coordination.power <= found.development**found.corrected.degree
    assert found.coordination_standard.power <= found.development**found.standard.degree


@LAW
@given(one=SCORES, other=SCORES)
def test_the_corrected_coupling_is_never_above_the_standard_one(one, other):
    found = coupling_of([one, other])
    assert found.corrected.power <= found.standard.power  # both are squares


@LAW
@given(low=SCORES, middle=SCORES, high=SCORES)
def test_the_side_behind_coming_closer_never_lowers_coupling_or_coordination(low, middle, high):
    low, middle, high = sorted((low, middle, high))
    before, after = coupling_of([high, low]), coupling_of([high, middle])
    assert after.corrected.power >= before.corrected.power
    assert after.coordination.power >= before.coordination.power


@LAW
@given(low=SCORES, middle=SCORES, high=SCORES)
def test_the_side_ahead_running_further_never_raises_coupling(low, middle, high):
    low, middle, high = sorted((low, middle, high))
    assert coupling_of([low, high]).corrected.power <= coupling_of([low, middle]).corrected.power or not middle


@pytest.mark.parametrize("tenths", range(1, 10))
def test_a_grade_begins_exactly_at_its_bound(tenths):
    # Equal sides x: C = 1, D = sqrt(x), so D meets the bound b at x = b x b.
    bound = Fraction(tenths, 10)
    below = bound**2 - Fraction(1, 10**40)
    assert band_reached(coupling_of([bound**2] * 2).coordination, GRADES).code == f"grade-{tenths}"
    assert band_reached(coupling_of([below] * 2).coordination, GRADES).code == f"grade-{tenths - 1}"


def test_the_lowest_and_the_highest_grade_have_their_ends():
    assert band_reached(Rooted(Fraction(0), 1), GRADES).code == "grade-0"
    assert band_reached(Rooted(Fraction(1), 4), GRADES).code == "grade-9"


def test_a_whole_block_of_a_result():
    digital, green, answers = graded()
    # Ladder: level 1 passed, level 2 scores 0, so 1 of 2; a.y has one level only and is fully there.
    # Points: 70 x 1 + 30 x 0.5 = 85 of 100.
    found = synergy(digital, green, answers, SCALE)
    assert found is not None
    assert (found["digital"], found["green"], found["T"], found["E"]) == ("0.5", "0.85", "0.675", "1.7")
    expected = coupling_of([Fraction(1, 2), Fraction(17, 20)])
    assert expected.corrected.power == Fraction(13, 34)  # (1 - 0.35) x 0.5 / 0.85
    assert Decimal(found["C"]) == expected.corrected.value
    assert Decimal(found["D"]) == expected.coordination.value
    assert Decimal(found["C_standard"]) == expected.standard.value
    assert Decimal(found["D_standard"]) == expected.coordination_standard.value
    assert (found["grade"], found["grade_name"], found["method"]) == ("grade-6", names("grade 6"), "corrected")
    assert found["coupling"] == {"code": "running_in", "name": names("running_in")}
    assert found["lag"] == {"code": "digital_slightly", "name": names("digital_slightly")}
    assert found["links"] == [{"code": "meters", "status": "used", "digital": [], "green": []}]
    assert list(found) == [
        "digital", "green", "T", "C", "D", "C_standard", "D_standard", "E", "grade", "method", "grade_name", "coupling",
        "lag", "obstacles", "links",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("green_score", "lag"),
    [
        ("14.9", "green_badly"),
        ("15", "green"),
        ("24.9", "green"),
        ("25", "green_slightly"),
        ("39.9", "green_slightly"),
        ("40", "in_step"),
        ("59.9", "in_step"),
        ("60", "digital_slightly"),
        ("99.9", "digital_slightly"),
        ("100", "digital"),
    ],
)
def test_who_lags_changes_exactly_at_the_bounds(green_score, lag):
    digital, green, answers = graded()
    found = synergy(digital, replace(green, score=Fraction(green_score)), answers, SCALE)
    assert found["digital"] == "0.5"
    assert found["lag"]["code"] == lag


def test_without_any_digital_score_nobody_can_be_said_to_lag():
    digital, green, answers = graded(("0", "0"))
    found = synergy(digital, green, answers, SCALE)
    assert (found["digital"], found["C"], found["D"], found["E"], found["lag"]) == ("0", "0", "0", None, None)
    assert found["grade"] == "grade-0"


def test_without_any_green_score_green_lags_badly():
    digital, green, answers = graded(("1", "1"), "0", "0")
    found = synergy(digital, green, answers, SCALE)
    assert (found["E"], found["lag"]["code"], found["D"]) == ("0", "green_badly", "0")


@pytest.mark.parametrize("side", ["digital", "green"])
def test_an_incomplete_side_gives_no_synergy(side):
    digital, green, answers = graded()
    incomplete = {"digital": digital, "green": green}
    incomplete[side] = replace(incomplete[side], status="incomplete", score=None)
    assert synergy(incomplete["digital"], incomplete["green"], answers, SCALE) is None


def test_obstacles_weigh_each_side_half_and_rank_by_what_is_lost():
    digital, green, _ = graded()
    rows = obstacles(digital, green)
    # Halves: a.x 0.5 x 0.6 x 0.75 = 0.225, b 0.5 x 0.4 = 0.2, two 0.5 x 0.3 = 0.15; each is half there.
    # Sum of losses 0.1125 + 0.1 + 0.075 = 0.2875. a.y and one are fully there and no obstacles.
    assert [(row["side"], row["code"], row["weight"], row["score"]) for row in rows] == [
        ("digital", "a.x", "0.225", "0.5"),
        ("digital", "b", "0.2", "0.5"),
        ("green", "two", "0.15", "0.5"),
    ]
    assert [Fraction(row["degree"]).limit_denominator(10**6) for row in rows] == [
        Fraction(1125, 2875),
        Fraction(1000, 2875),
        Fraction(750, 2875),
    ]


def test_equal_obstacles_stay_in_their_order():
    digital, green, _ = graded(("0", "0"), "0", "0")
    rows = obstacles(digital, green)
    assert [row["code"] for row in rows] == ["one", "a.x", "b", "two", "a.y"]
    twin = ladder({"x": (1,), "y": (1,)}, levels=1)
    rows = obstacles(score(twin, answers_by_level(twin, "0"), Facts()), green)
    assert [row["code"] for row in rows] == ["one", "x", "y", "two"]


def test_where_everything_is_there_nothing_is_an_obstacle():
    digital, green, answers = graded(("1", "1"), "1", "1")
    found = synergy(digital, green, answers, SCALE)
    assert found["obstacles"] == []
    assert (found["D"], found["E"], found["grade"], found["lag"]["code"]) == ("1", "1", "grade-9", "in_step")


def test_what_does_not_apply_leaves_its_weight_to_its_siblings():
    digital, _, answers = graded(("0", "0"))
    answers |= {"Y-L1-1": "na", "OPTIONAL-2": "na"}
    digital, green = score(LADDER, answers, Facts()), score(POINTS, answers, Facts())
    rows = {row["code"]: row["weight"] for row in obstacles(digital, green)}
    assert rows == {"a.x": "0.3", "b": "0.2"}


@LAW
@given(
    levels=st.tuples(*[st.sampled_from(["0", "0.5", "0.8", "1"])] * 2),
    one=st.sampled_from(["0", "0.5", "0.8", "1"]),
    two=st.sampled_from(["0", "0.5", "0.8", "na"]),
)
def test_degrees_of_obstacles_sum_to_1_and_fall(levels, one, two):
    digital, green, _ = graded(levels, one, two)
    degrees = [Fraction(row["degree"]) for row in obstacles(digital, green)]
    assert degrees == sorted(degrees, reverse=True)
    assert all(degree > 0 for degree in degrees)
    assert not degrees or abs(sum(degrees) - 1) < Fraction(1, 10**26)


@pytest.mark.parametrize(
    ("digital", "green", "status"),
    [
        ("0.5", "1", "locked"),
        (None, "1", "locked"),
        ("0", "0", "locked"),
        ("0.8", "0.5", "ready"),
        ("1", None, "ready"),
        ("na", "no", "ready"),
        ("0.8", "0.8", "used"),
        ("na", "na", "used"),
        ("1", "yes", "used"),
    ],
)
def test_a_link_is_locked_ready_or_used(digital, green, status):
    answers = {"X-L1-1": digital, "OPTIONAL-1": green}
    found = link_status(METERS, {code: answer for code, answer in answers.items() if answer is not None})
    met = ("0.8", "1", "na", "yes")
    assert found == {
        "code": "meters",
        "status": status,
        "digital": [] if digital in met else ["X-L1-1"],
        "green": [] if green in met else ["OPTIONAL-1"],
    }


def test_a_link_names_every_question_still_open_in_its_order():
    link = LinkRule("link", ("A", "B", "C"), ("D", "E"), names("link"), names("why"), "source")
    found = link_status(link, {"B": "1", "A": "0.5", "D": "0", "E": None})
    assert (found["digital"], found["green"]) == (["A", "C"], ["D", "E"])


def test_every_figure_has_a_trace_line_that_computes_it_again():
    digital, green, answers = graded()
    found = synergy(digital, green, answers, SCALE)
    lines = {line["node"]: line for line in synergy_trace(found, SCALE)}
    assert all(line["reading"] == "synergy" and line["source"] == "tool-own, tests" for line in lines.values())
    for name in ("T", "C", "D", "C_standard", "D_standard", "E"):
        values = [float(row["value"]) for row in lines[name]["inputs"]]
        one, other = values
        again = {
            "(U1 + U2) / 2": (one + other) / 2,
            "sqrt((1 - |U1 - U2|) x min(U1, U2) / max(U1, U2))": ((1 - abs(one - other)) * min(values) / max(values))
            ** 0.5,
            "2 x sqrt(U1 x U2) / (U1 + U2)": 2 * (one * other) ** 0.5 / (one + other),
            "sqrt(C x T)": (one * other) ** 0.5,
            "U2 / U1": other / one,
        }
        assert again[lines[name]["rule"]] == pytest.approx(float(found[name]))
        assert lines[name]["output"] == found[name]
    assert [row["node"] for row in lines["T"]["inputs"]] == ["ladder", "points"]
    assert [row["node"] for row in lines["D"]["inputs"]] == ["C", "T"]
    assert [row["node"] for row in lines["D_standard"]["inputs"]] == ["C_standard", "T"]
    losses = [(row["code"], row["weight"], row["score"]) for row in found["obstacles"]]
    whole = lines["obstacles"]
    assert whole["rule"] == "sum of weight x (1 - value)"
    assert whole["inputs"] == [{"node": code, "weight": weight, "value": own} for code, weight, own in losses]
    assert Fraction(whole["output"]) == Fraction("0.2875")
    for row, own in zip(found["obstacles"], whole["inputs"], strict=True):
        assert lines[f"obstacle.{row['side']}.{row['code']}"] == {
            "reading": "synergy",
            "node": f"obstacle.{row['side']}.{row['code']}",
            "rule": "weight x (1 - value) / obstacles",
            "inputs": [own, {"node": "obstacles", "value": "0.2875"}],
            "output": row["degree"],
            "source": "tool-own, tests",
        }


def test_without_obstacles_there_is_no_line_of_them():
    digital, green, answers = graded(("1", "1"), "1", "1")
    nodes = [line["node"] for line in synergy_trace(synergy(digital, green, answers, SCALE), SCALE)]
    assert nodes == ["T", "C", "D", "C_standard", "D_standard", "E"]


def test_a_figure_that_is_not_there_has_no_trace_line():
    digital, green, answers = graded(("0", "0"))
    nodes = [line["node"] for line in synergy_trace(synergy(digital, green, answers, SCALE), SCALE)]
    assert nodes[:5] == ["T", "C", "D", "C_standard", "D_standard"]
    assert "E" not in nodes
