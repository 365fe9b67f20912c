"""From barriers to help: what is named for a barrier, why, and in an order that favours nobody."""

from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.loader import current
from planning.matching import help_for
from planning.priorities import advice_for
from planning.whatif import is_due
from scoring.engine import score_all
from scoring.gaps import gaps
from scoring.model import Facts
from tests.planning.build import INDUSTRY, SIZE, measure
from tests.strategies import LAW, answer_sets

KINDS = ("measures", "cases", "solutions", "supports")


def relief(code, relieves, lifts=None, *, sectors=("all",), **rest):
    found = measure(code, lifts, relieves, **rest)
    found.sectors = sectors
    return found


def helps(code, relieves, measures=(), *, sectors=("all",), fits=True, before=()):
    return SimpleNamespace(
        code=code,
        relieves=tuple(relieves),
        measures=tuple(measures),
        sectors=sectors,
        prerequisites=tuple(before),
        fits=lambda *, industry, size: fits,
    )


def matched(known, *, measures=(), cases=(), solutions=(), supports=(), order=()):
    rows = {"measures": measures, "cases": cases, "solutions": solutions, "supports": supports}
    by_code = {name: {each.code: each for each in found} for name, found in rows.items()}
    return help_for(known, **by_code, order=order, industry=INDUSTRY, size=SIZE)


def codes(row, kind):
    return [each["code"] for each in row[kind]]


def reasons(row, kind):
    return {each["code"]: each["reasons"] for each in row[kind]}


def test_the_worst_barrier_comes_first_then_the_smallest_code_and_a_lesser_one_not_at_all():
    found = matched({"B-1": "2", "B-2": "4", "B-3": "1", "B-4": "na", "B-5": "2", "Q": "0.5"})
    assert [(row["barrier"], row["answer"]) for row in found] == [("B-2", "4"), ("B-1", "2"), ("B-5", "2")]


def test_nothing_that_fits_is_an_answer():
    unfit = [helps("CASE", ["B"], fits=False)]
    assert matched({"B": "4"}, measures=[relief("M", ["OTHER"])], cases=unfit) == [
        {"barrier": "B", "answer": "4", "measures": [], "cases": [], "solutions": [], "supports": []}
    ]


def test_measures_stand_in_the_order_of_advice_and_then_by_code():
    four = [relief(code, ["B"]) for code in ("D", "A", "C", "B")]
    [row] = matched({"B": "3"}, measures=four, order=["C", "D"])
    assert codes(row, "measures") == ["C", "D", "A", "B"]


def test_a_measure_that_is_done_already_eases_nothing():
    done, open_one = relief("DONE", ["B"], {"Q": "1"}), relief("OPEN", ["B"], {"R": "1"})
    [row] = matched({"B": "3", "Q": "1", "R": "0"}, measures=[done, open_one])
    assert codes(row, "measures") == ["OPEN"]


def test_what_is_made_for_the_trade_comes_before_what_eases_more():
    known = {"B-1": "4", "B-2": "2"}
    cases = [
        helps("GENERAL", ["B-1", "B-2"]),
        helps("OWN-TRADE", ["B-1"], sectors=(INDUSTRY,)),
        helps("NARROW", ["B-1"]),
        helps("ALSO-NARROW", ["B-1"], ["M"]),
    ]
    first, _ = matched(known, cases=cases, order=["M"])
    assert codes(first, "cases") == ["OWN-TRADE", "GENERAL", "ALSO-NARROW", "NARROW"]


def test_the_reasons_say_which_barriers_trade_measures_and_what_comes_first():
    solution = helps(
        "SOL", ["B-1", "B-2", "B-3"], ["M4", "M3", "M2", "M1"], sectors=(INDUSTRY,), before=["BASE", "DONE"]
    )
    base, done = relief("BASE", [], {"Q": "1"}), relief("DONE", [], {"R": "1"})
    known = {"B-1": "2", "B-2": "3", "B-3": "1", "Q": "0", "R": "1"}
    first, second = matched(known, measures=[base, done], solutions=[solution], order=["M1", "M2", "M3", "M4"])
    assert first["barrier"] == "B-2"
    assert reasons(first, "solutions") == {
        "SOL": [
            {"reason": "barriers", "questions": ["B-2", "B-1"]},
            {"reason": "trade"},
            {"reason": "measures", "measures": ["M1", "M2", "M3"]},
            {"reason": "first", "measure": "BASE"},
        ]
    }
    assert reasons(first, "solutions") == reasons(second, "solutions")


def test_a_measure_says_which_barriers_it_eases_and_whether_it_is_made_for_the_trade():
    [row] = matched({"B": "3"}, measures=[relief("M", ["B"], sectors=(INDUSTRY,)), relief("N", ["B"])])
    assert reasons(row, "measures") == {
        "M": [{"reason": "barriers", "questions": ["B"]}, {"reason": "trade"}],
        "N": [{"reason": "barriers", "questions": ["B"]}],
    }


def on_the_content(known, *, industry="C34", size="small", order=(), shuffled=None):
    content = current()

    def rows(found):
        pairs = list(found.items())
        if shuffled is not None:
            Random(shuffled).shuffle(pairs)
        return dict(pairs)

    return help_for(
        known,
        measures=rows(content.measures),
        cases=rows(content.cases),
        solutions=rows(content.solutions),
        supports=rows(content.supports),
        order=order,
        industry=industry,
        size=size,
    )


FIRMS = {
    "answers": st.tuples(
        answer_sets("im-capability", not_applicable=True), answer_sets("transformation-barriers", not_applicable=True)
    ),
    "industry": st.sampled_from(sorted(current().industries)),
    "size": st.sampled_from(["micro", "small", "medium", "large"]),
}


@LAW
@given(**FIRMS)
def test_laws_of_matching_on_the_whole_content(answers, industry, size):
    content = current()
    known = {code: answer for part in answers for code, answer in part.items()}
    found = on_the_content(known, industry=industry, size=size)
    assert [row["barrier"] for row in found] == sorted(
        (code for code, answer in known.items() if answer in ("2", "3", "4")),
        key=lambda code: (-int(known[code]), code),
    )
    everything = {name: getattr(content, name) for name in KINDS}
    for row in found:
        for kind in KINDS:
            for code in codes(row, kind):
                assert row["barrier"] in everything[kind][code].relieves
                assert everything[kind][code].fits(industry=industry, size=size)
        assert all(is_due(content.measures[code], known) for code in codes(row, "measures")), "help for what is met"


@LAW
@given(**FIRMS, seed=st.integers(0, 1000))
def test_the_order_of_the_content_changes_nothing(answers, industry, size, seed):
    known = {code: answer for part in answers for code, answer in part.items()}
    backwards = dict(reversed(known.items()))
    one = on_the_content(known, industry=industry, size=size)
    assert one == on_the_content(backwards, industry=industry, size=size, shuffled=seed)


@pytest.mark.parametrize("size", ["micro", "small", "medium", "large"])
def test_advised_measures_come_first_in_their_order(size):
    content = current()
    barriers = content.readings["transformation-barriers"].question_codes()
    known = dict.fromkeys(barriers, "3")
    results = score_all([content.readings["transformation-barriers"]], known, Facts())
    open_gaps = [gap for result in results for gap in gaps(result, known, Facts())]
    advised = advice_for(open_gaps, content.measures.values(), industry="C34", size=size)
    order = [advice.measure.code for advice in advised]
    for row in on_the_content(known, order=order, size=size):
        assert codes(row, "measures") == [code for code in order if row["barrier"] in content.measures[code].relieves]
