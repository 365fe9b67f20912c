"""Which measures are advised, in which order, and why."""

from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.loader import current
from planning.priorities import HORIZONS, advice_for, cost_of, measures_json
from scoring.engine import score
from scoring.gaps import Gap, gaps
from scoring.model import Facts
from tests.strategies import LAW, answer_sets

SIZE = "small"


def measure(code, fixes=None, relieves=(), *, before=(), cost=("1", "1"), days="0", horizon="0-6", fits=True, lift="1"):
    fixes = fixes or {}
    return SimpleNamespace(
        code=code,
        fixes=fixes,
        relieves=tuple(relieves),
        lifts=dict.fromkeys(fixes, lift),
        prerequisites=tuple(before),
        cost_wan={SIZE: (Decimal(cost[0]), Decimal(cost[1]))},
        staff_days={SIZE: Decimal(days)},
        payback_months=(),
        horizon=horizon,
        fits=lambda *, industry, size: fits,
    )


def gap(question, answer="0", loss="0.1", blocks="", reading="im-capability"):
    return Gap(reading, question, answer, Fraction(loss), blocks)


def order(found, measures):
    return [advice.measure.code for advice in advice_for(found, measures, industry="C34", size=SIZE)]


def test_the_most_gain_per_cost_comes_first():
    found = [gap("A", loss="0.1"), gap("B", loss="0.3")]
    measures = [measure("CHEAP", {"A": "1"}, cost=("1", "1")), measure("DEAR", {"B": "1"}, cost=("6", "6"))]
    # 0.1 / 1 = 0.1 against 0.3 / 6 = 0.05
    assert order(found, measures) == ["CHEAP", "DEAR"]


def test_a_prerequisite_comes_first_whatever_its_own_priority():
    found = [gap("A", loss="0.01"), gap("B", loss="0.9")]
    measures = [measure("BASE", {"A": "1"}), measure("TOP", {"B": "1"}, before=["BASE"])]
    assert order(found, measures) == ["BASE", "TOP"]


def test_a_prerequisite_that_answers_no_gap_is_not_advised():
    measures = [measure("BASE", {"MET": "1"}), measure("TOP", {"B": "1"}, before=["BASE"])]
    assert order([gap("B")], measures) == ["TOP"]


def test_equal_values_are_ordered_by_code():
    assert order([gap("A")], [measure("Z", {"A": "1"}), measure("K", {"A": "1"})]) == ["K", "Z"]


def test_a_measure_is_not_advised_at_or_above_its_threshold():
    assert order([gap("A", answer="0.5")], [measure("M", {"A": "0.5"})]) == []


def test_a_measure_that_lifts_nothing_is_not_advised():
    assert order([gap("A", answer="0.5")], [measure("M", {"A": "1"}, lift="0.5")]) == []


def test_relief_of_a_barrier_is_no_reason_to_advise_what_the_firm_already_does():
    measures = [measure("DONE", {"MET": "1"}, ["BAR"]), measure("RELIEF", relieves=["BAR"])]
    assert order([gap("BAR", answer="3")], measures) == ["RELIEF"]


def test_a_measure_that_does_not_fit_is_not_advised():
    assert order([gap("A")], [measure("M", {"A": "1"}, fits=False)]) == []


def test_a_gate_answered_no_is_a_gap_and_a_barrier_is_relieved_by_half():
    found = [
        gap("GATE", answer="no", loss="1", reading="green"),
        gap("BAR", answer="3", loss="0.2", reading="barriers"),
    ]
    advice = advice_for(found, [measure("M", {"GATE": "yes"}, ["BAR"], lift="yes")], industry="C34", size=SIZE)
    assert advice[0].gain == {"green": Fraction(1), "barriers": Fraction(1, 10)}


def test_the_cost_is_the_middle_of_the_band_plus_staff_days_and_never_nothing():
    assert cost_of(measure("M", cost=("1", "5"), days="10"), SIZE) == Fraction("3.6")
    assert cost_of(measure("M", cost=("0", "0")), SIZE) == Fraction("0.1")


def test_reasons_name_the_answer_the_barrier_and_what_needs_the_measure():
    found = [gap("A", answer="0.5", blocks="L2"), gap("BAR", answer="3"), gap("B")]
    measures = [measure("BASE", {"A": "1"}, ["BAR"]), measure("TOP", {"B": "1"}, before=["BASE"])]
    rows = measures_json(advice_for(found, measures, industry="C34", size=SIZE), SIZE)
    assert rows[0]["reasons"] == [
        {"reason": "below", "question": "A", "answer": "0.5", "blocks": "L2"},
        {"reason": "barrier", "question": "BAR", "answer": "3"},
        {"reason": "first_for", "measure": "TOP"},
    ]
    assert [row["priority"] for row in rows] == [1, 2]


def test_a_measure_moves_to_the_horizon_of_its_prerequisite():
    measures = [measure("BASE", {"A": "1"}, horizon="6-18"), measure("TOP", {"B": "1"}, before=["BASE"])]
    rows = measures_json(advice_for([gap("A"), gap("B")], measures, industry="C34", size=SIZE), SIZE)
    assert [(row["code"], row["horizon"], row["months"]) for row in rows] == [
        ("BASE", "6-18", "6-18"),
        ("TOP", "0-6", "6-18"),
    ]


READINGS = ("im-capability", "transformation-barriers", "green-factory-2018")
INDUSTRIES = sorted(current().industries)


@LAW
@given(
    answers=st.tuples(*(answer_sets(key, not_applicable=True) for key in READINGS)),
    industry=st.sampled_from(INDUSTRIES),
    size=st.sampled_from(["micro", "small", "medium", "large"]),
)
def test_laws_of_advice_on_the_whole_catalogue(answers, industry, size):
    content = current()
    given_answers = {code: value for part in answers for code, value in part.items()}
    facts = Facts()
    found = [
        each
        for key in READINGS
        for each in gaps(score(content.readings[key], given_answers, facts), given_answers, facts)
    ]
    advices = advice_for(found, content.measures.values(), industry=industry, size=size)
    place = {advice.measure.code: number for number, advice in enumerate(advices)}
    open_questions = {each.question for each in found}
    for advice in advices:
        assert set(advice.fixes) <= open_questions, "advice for something already met"
        assert advice.measure.fits(industry=industry, size=size)
        assert all(place[code] < place[advice.measure.code] for code in advice.measure.prerequisites if code in place)
        for question in advice.fixes:
            kind = content.questions[question].kind
            answer = given_answers[question]
            assert (int(answer) >= 2) if kind == "barrier" else answer not in ("1", "yes", "na")
    answered = {question for advice in advices for question in advice.fixes}
    assert answered == open_questions, "a gap without advice"


@pytest.mark.parametrize("size", ["micro", "small", "medium", "large"])
def test_every_measure_of_the_catalogue_has_a_cost_and_a_known_horizon(size):
    for each in current().measures.values():
        assert each.horizon in HORIZONS
        if size in each.sizes:
            assert cost_of(each, size) > 0
