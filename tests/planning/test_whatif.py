"""What answers become, and what they are graded then."""

from decimal import Decimal
from fractions import Fraction
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.loader import current
from planning.errors import UnknownMeasure
from planning.whatif import (
    answers_after,
    changes_of,
    is_due,
    opens,
    rescore,
    today_of,
    whatif_json,
    with_prerequisites,
)
from scoring.errors import AnswerNotAllowed, UnknownQuestion
from scoring.model import Facts
from tests.answers import complete_answers
from tests.planning.build import catalogue, cut, measure
from tests.scoring.build import OPEN_GATES, answers_by_level, ladder, points, severity
from tests.strategies import LAW, answer_sets

LADDER = ladder({"a.x": [1, 1], "a.y": [1, 1]}, levels=2)
SEVERITY = severity({"unable": ["A-1"]})
READINGS = (LADDER, SEVERITY)
ANSWERS = {"X-L1-1": "1", "X-L2-1": "0", "Y-L1-1": "0", "A-1": "4"}
"""The first level half passed; Y-L2-1 is not reached yet."""
REAL = tuple(current().readings.values())


def what_if(*measures, answers=ANSWERS, readings=READINGS, **given_too):
    everything = catalogue(*measures)
    ticked = given_too.pop("ticked", list(everything))
    return rescore(today_of(readings, answers, Facts()), catalogue=everything, ticked=ticked, **given_too)


def test_a_measure_raises_answers_and_never_lowers_one():
    lifts = measure("M", {"A": "0.8", "B": "0.8", "GATE": "yes"})
    assert answers_after({"A": "0.5", "B": "1", "GATE": "no"}, [lifts]) == {"A": "0.8", "B": "1", "GATE": "yes"}


def test_the_order_of_measures_does_not_matter():
    one, other = measure("ONE", {"A": "0.8"}), measure("OTHER", {"A": "1"})
    assert answers_after({"A": "0"}, [one, other]) == answers_after({"A": "0"}, [other, one]) == {"A": "1"}


def test_a_barrier_is_halved_once_however_many_measures_relieve_it():
    both = [measure("ONE", relieves=["BAR"]), measure("OTHER", relieves=["BAR"])]
    assert answers_after({"BAR": "4"}, both) == {"BAR": "2"}


def test_what_is_done_already_relieves_nothing():
    done = measure("M", {"A": "1"}, ["BAR"])
    assert changes_of(done, {"A": "1", "BAR": "4"}) == {}
    assert changes_of(done, {"A": "0", "BAR": "4"}) == {"A": "1", "BAR": "2"}


def test_what_does_not_apply_or_is_unanswered_stays_so():
    lifts = measure("M", {"A": "1", "B": "1"}, ["BAR"])
    assert answers_after({"A": "na", "B": None, "BAR": "4"}, [lifts]) == {"A": "na", "BAR": "4"}
    assert opens(lifts, {"A": "na"}) == ()


def test_what_is_not_reached_starts_at_zero():
    assert answers_after({}, [measure("M", {"A": "0.8"})], not_reached=["A", "B"]) == {"A": "0.8", "B": "0"}


def test_a_measure_below_its_threshold_that_reaches_no_more_is_not_due():
    assert not is_due(measure("M", {"A": "0.5"}, below="1"), {"A": "0.5"})


def test_a_measure_that_fixes_nothing_is_due_for_a_barrier_that_counts():
    relief = measure("M", relieves=["BAR"])
    assert [is_due(relief, {"BAR": value}) for value in ("0", "1", "2", "na")] == [False, False, True, False]


def test_prerequisites_come_first_and_only_where_there_is_something_to_do():
    everything = catalogue(
        measure("BASE", {"A": "1"}),
        measure("MID", {"MET": "1"}, before=["BASE"]),
        measure("TOP", {"B": "1"}, before=["MID"]),
        measure("SIDE", {"B": "1"}, before=["BASE"]),
    )
    known = {"A": "0", "B": "0", "MET": "1"}
    assert with_prerequisites(["TOP"], everything, known) == ("TOP",)
    assert with_prerequisites(["SIDE", "TOP"], everything, known) == ("BASE", "SIDE", "TOP")


def test_a_tick_brings_its_prerequisites_along_and_says_so():
    base = measure("BASE", {"Y-L1-1": "1"})
    top = measure("TOP", {"X-L2-1": "1"}, before=["BASE"])
    found = what_if(base, top, ticked=["TOP"])
    assert (found.measures, found.implied) == (("BASE", "TOP"), ("BASE",))


def test_an_unknown_measure_is_refused():
    with pytest.raises(UnknownMeasure, match="NOTHING"):
        what_if(ticked=["NOTHING"])


def test_levels_stand_beside_todays():
    found = what_if(measure("M", {"Y-L1-1": "1"}))
    assert [result.level.code for result in (found.before[0], found.after[0])] == ["0", "1"]
    # 0.5 before; one level, and nothing of the second, after.
    assert found.gains["ladder"] == Fraction(1, 2)


def test_a_level_that_opens_counts_zero_and_leaves_nothing_unanswered():
    found = what_if(measure("M", {"Y-L1-1": "1"}))
    assert found.after[0].status == "complete"
    assert found.after[0].missing == ()


def test_relief_shows_as_a_gain_below_zero():
    assert what_if(measure("M", relieves=["A-1"])).gains["severity"] == -50


def test_nothing_ticked_changes_no_score():
    found = what_if()
    assert set(found.gains.values()) == {0}


def test_a_planned_answer_stands_before_measures_and_may_be_worse():
    found = what_if(changes={"X-L1-1": "0.5", "Y-L1-1": "0.8"})
    assert (found.answers["X-L1-1"], found.answers["Y-L1-1"]) == ("0.5", "0.8")
    assert what_if(measure("M", {"X-L1-1": "0.8"}), changes={"X-L1-1": "0.5"}).answers["X-L1-1"] == "0.8"


def test_a_planned_answer_that_is_none_is_refused():
    with pytest.raises(AnswerNotAllowed):
        what_if(measure("M", {"X-L1-1": "1"}), changes={"X-L1-1": "much"})
    with pytest.raises(UnknownQuestion):
        what_if(changes={"NOTHING": "1"})


def test_what_leaves_a_reading_incomplete_is_never_filled_in():
    # Y-L2-1 is not reached in the ladder and simply unanswered in the points reading.
    other = points({"one": ("100", ["Y-L2-1", "Z"])}, gates=())
    today = today_of((other, LADDER), ANSWERS | {"Z": "1"}, Facts())
    assert "Y-L2-1" not in today.known
    after = today.results_after([measure("M", {"Y-L1-1": "1"})])
    assert after[0].missing == ("Y-L2-1",)


def test_a_question_of_a_later_reading_that_the_ladder_has_not_reached_is_raised_in_both():
    other = points({"one": ("100", ["Y-L2-1", "Z"])}, gates=())
    found = what_if(measure("M", {"Y-L2-1": "1"}), readings=(LADDER, other), answers=ANSWERS | {"Z": "0"})
    # The second of two optional items, worth half of the score.
    assert found.gains == {"ladder": 0, "points": 50}


def test_quantified_cuts_add_up_with_their_range_and_only_of_what_is_due():
    ranges = {
        "energy": {"M": cut("1", "3", "air"), "N": cut("2", "2", "light"), "DONE": cut("9", "9", "heat")},
        "co2": {},
    }
    found = what_if(
        measure("M", {"Y-L1-1": "0.8"}), measure("N", {"Y-L1-1": "1"}), measure("DONE", {"X-L1-1": "1"}), effects=ranges
    )
    assert found.cuts == {"energy": (3, 5)}


def test_of_measures_that_act_on_one_use_the_largest_middle_counts_alone():
    ranges = {"energy": {"M": cut("1", "3", "air"), "N": cut("0", "5", "air")}}
    both = [measure("M", {"Y-L1-1": "0.8"}), measure("N", {"Y-L1-1": "1"})]
    assert what_if(*both, effects=ranges).cuts == {"energy": (0, 5)}
    assert what_if(*both, ticked=["M"], effects=ranges).cuts == {"energy": (1, 3)}


def test_synergy_stands_beside_todays():
    content = current()
    answers = complete_answers(content)
    today = today_of(REAL, answers, Facts())
    found = rescore(
        today,
        catalogue=content.measures,
        ticked=["MEA-GREENMGMT-TARGETS", *list(content.measures)[:40]],
        scale=content.synergy,
    )
    before, after = Decimal(found.synergy_before["D"]), Decimal(found.synergy_after["D"])
    assert after > before
    assert found.synergy_before["links"] != found.synergy_after["links"]


def test_synergy_is_none_without_a_scale_or_a_side():
    assert what_if().synergy_before is None
    assert what_if(scale=current().synergy).synergy_after is None


def test_the_plain_data_names_before_after_and_gain():
    found = whatif_json(
        what_if(measure("M", {"Y-L1-1": "1"}), effects={"co2": {"M": cut("0.5", "2", "air")}}),
        {"co2": (Fraction(250), "t", 2025)},
    )
    assert found == {
        "measures": ["M"],
        "implied": [],
        "readings": [
            {
                "key": "ladder",
                "before": {"status": "complete", "score": "0.5", "level": "0"},
                "after": {"status": "complete", "score": "1", "level": "1"},
                "gain": "0.5",
            },
            {
                "key": "severity",
                "before": {"status": "complete", "score": "100", "level": "severe"},
                "after": {"status": "complete", "score": "100", "level": "severe"},
                "gain": "0",
            },
        ],
        "synergy": {"before": None, "after": None},
        "cuts": [
            {
                "effect": "co2",
                "low": "0.5",
                "high": "2",
                # Of 250 t.
                "amount": {"low": "1.25", "high": "5", "unit": "t", "year": 2025},
            }
        ],
    }


def test_an_incomplete_reading_has_no_gain():
    rows = whatif_json(what_if(answers={"A-1": "1"}))["readings"]
    assert rows[0]["gain"] is None
    assert rows[0]["after"] == {"status": "incomplete", "score": None, "level": None}


@LAW
@given(
    answers=st.tuples(*(answer_sets(reading.key, not_applicable=True) for reading in REAL)),
    ticked=st.sets(st.sampled_from(sorted(current().measures)), max_size=60),
)
def test_no_measure_of_the_catalogue_ever_worsens_a_reading(answers, ticked):
    together = {code: value for part in answers for code, value in part.items()}
    found = rescore(today_of(REAL, together, Facts()), catalogue=current().measures, ticked=ticked)
    for key, gain in found.gains.items():
        if gain is not None:
            assert gain <= 0 if key == "transformation-barriers" else gain >= 0
    assert set(ticked) <= set(found.measures)


def test_a_rescore_of_the_whole_set_takes_well_under_a_tenth_of_a_second():
    content = current()
    today = today_of(REAL, complete_answers(content), Facts())
    times = []
    for _ in range(5):
        start = perf_counter()
        rescore(today, catalogue=content.measures, ticked=content.measures, scale=content.synergy)
        times.append(perf_counter() - start)
    assert min(times) < 0.1


def test_a_gate_is_opened_by_a_measure():
    reading = points({"one": ("100", ["Z"])})
    answers = OPEN_GATES | {"GATE-B": "no", "Z": "0"}
    found = what_if(measure("M", {"GATE-B": "yes"}), readings=(reading,), answers=answers)
    assert [result.level.code for result in (found.before[0], found.after[0])] == ["not-ready", "cultivating"]


def test_every_answer_by_level_is_kept():
    answers = answers_by_level(LADDER, "1", "0.5") | {"A-1": "0"}
    assert what_if(answers=answers).answers == answers
