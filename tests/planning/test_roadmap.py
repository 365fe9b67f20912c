"""The least-cost roadmap: limits, order, reasons, proof, and the whole catalogue."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from time import perf_counter

import pytest

from benchmarks.greedy import greedy
from content.loader import current
from planning import roadmap as roadmap_module
from planning.candidates import candidates_of, gains_of, program_for
from planning.demands import demands_of
from planning.errors import LimitNotUsable, NumbersTooLarge, PinNotPossible, PlanNotVerified
from planning.limits import Limits
from planning.optimum import least_cost, most_of
from planning.priorities import HORIZONS
from planning.program import Cap, Option, Program, Row, Term, holds
from planning.roadmap import most_for, plan, roadmap_json
from planning.solver import VERSION
from planning.targets import parse_target
from planning.whatif import today_of
from scoring.model import Facts
from tests.answers import complete_answers
from tests.planning.build import candidates, cut, limits_of, measure, planned
from tests.scoring.build import OPEN_GATES, figures, indicator, ladder, points, severity

LADDER = ladder({"a.x": [1, 1], "a.y": [1, 1]}, levels=2)
POINTS = points({"one": ("100", ["MUST-1", "OPTIONAL-1"])}, indicators=[indicator()])
SEVERITY = severity({"unable": ["A-1", "A-2"]})
NOTHING_DONE = {"X-L1-1": "0", "Y-L1-1": "0"}
X, Y = measure("X", {"X-L1-1": "1"}), measure("Y", {"Y-L1-1": "1"})
REAL = tuple(current().readings.values())


def ladder_plan(*measures, target="ladder:1", answers=NOTHING_DONE, **limits):
    return planned([LADDER], answers, measures, target, **limits)


def options(*rows):
    """(code, cost) or (code, cost, days, earliest, needs)."""
    return tuple(Option(*row) if len(row) > 2 else Option(*row, 0, 0) for row in rows)


def need(least, **weights):
    return Row(tuple(Term(weight, (code,)) for code, weight in weights.items()), least)


def test_the_cheapest_measures_that_are_enough_are_chosen():
    dear = measure("DEAR", {"X-L1-1": "1", "Y-L1-1": "1"}, cost="5")
    assert ladder_plan(X, Y, dear).phases == {"X": 0, "Y": 0}
    assert ladder_plan(X, Y, replace_cost(dear, "1.9")).phases == {"DEAR": 0}


def replace_cost(each, cost):
    each.cost_wan = {"small": (Decimal(cost), Decimal(cost))}
    return each


def test_staff_days_count_in_the_cost():
    days = measure("DAYS", {"X-L1-1": "1"}, cost="0", days="20")
    # 20 days of 600 yuan are 1.2, more than 1.
    assert set(ladder_plan(X, Y, days).phases) == {"X", "Y"}


def test_what_a_measure_needs_is_done_and_not_later():
    base = measure("BASE", {"X-L2-1": "1"}, horizon="6-18")
    top = measure("TOP", {"X-L1-1": "1"}, before=["BASE"])
    assert ladder_plan(base, top, Y).phases == {"BASE": 1, "TOP": 1, "Y": 0}


def test_what_is_met_already_is_neither_done_nor_needed():
    base = measure("BASE", {"X-L1-1": "0.5"})
    top = measure("TOP", {"X-L1-1": "1"}, before=["BASE"])
    answers = {"X-L1-1": "0.5", "Y-L1-1": "1", "Y-L2-1": "0"}
    assert ladder_plan(base, top, answers=answers).phases == {"TOP": 0}


def test_a_measure_whose_prerequisite_does_not_fit_is_left_out():
    base = measure("BASE", {"X-L2-1": "1"}, fits=False)
    top = measure("TOP", {"X-L1-1": "1"}, before=["BASE"])
    found = ladder_plan(base, top, Y)
    assert not found.reached
    assert found.reason["questions"] == ["X-L1-1"]


def test_no_measure_is_done_before_its_horizon_and_money_may_push_it_later():
    late = measure("X", {"X-L1-1": "1"}, horizon="6-18")
    assert ladder_plan(late, Y).phases == {"X": 1, "Y": 0}
    assert ladder_plan(X, Y, money=("1", "1", "0")).phases == {"X": 0, "Y": 1}
    assert ladder_plan(X, Y, money=("0", "2", "0")).phases == {"X": 1, "Y": 1}


def test_money_left_over_is_there_later_only_when_carried():
    assert not ladder_plan(X, Y, money=("0.9", "1.1", "0")).reached
    assert ladder_plan(X, Y, money=("0.9", "1.1", "0"), carried=True).phases == {"X": 1, "Y": 1}


def test_staff_days_are_limited_by_phase():
    busy = [measure(code, {f"{code}-L1-1": "1"}, cost="0", days="10") for code in "XY"]
    assert ladder_plan(*busy, days=("10", None, None)).phases == {"X": 0, "Y": 1}
    assert ladder_plan(*busy, days=("9.5", "5", "20")).phases == {"X": 2, "Y": 2}


def test_a_target_reached_today_needs_nothing():
    found = ladder_plan(X, Y, answers={"X-L1-1": "1", "Y-L1-1": "1", "X-L2-1": "0", "Y-L2-1": "0"})
    assert (found.reached, found.phases, found.cost_wan) == (True, {}, 0)
    assert not found.certificate.solver


def test_of_equally_cheap_plans_the_one_with_fewer_measures_is_taken():
    both = measure("Z", {"X-L1-1": "1", "Y-L1-1": "1"}, cost="2")
    assert set(ladder_plan(X, Y, both).phases) == {"Z"}


def test_of_equally_many_measures_the_earlier_ones_are_taken():
    late = measure("A", {"X-L1-1": "1"}, horizon="6-18")
    assert ladder_plan(late, X, Y).phases == {"X": 0, "Y": 0}


def test_of_equal_plans_the_one_with_the_smaller_codes_is_taken():
    assert set(ladder_plan(measure("B", {"X-L1-1": "1"}), measure("A", {"X-L1-1": "1"}), Y).phases) == {"A", "Y"}


def test_hundreds_of_equal_plans_still_leave_one():
    program = Program(
        options(*((f"{n:02}", 3) for n in range(40))), (need(5, **{f"{n:02}": 1 for n in range(40)}),), (), 3
    )
    assert list(least_cost(program).phases) == ["00", "01", "02", "03", "04"]


def test_the_smaller_codes_come_earlier_where_money_holds_some_back():
    rows = options(*((f"{n:02}", 2) for n in range(20)))
    program = Program(
        rows, (need(20, **{row.code: 1 for row in rows}),), tuple(Cap("cost", (t,), 14) for t in range(3)), 3
    )
    phases = least_cost(program).phases
    assert [code for code, phase in phases.items() if phase == 0] == [f"{n:02}" for n in range(7)]
    assert [code for code, phase in phases.items() if phase == 2] == [f"{n:02}" for n in range(14, 20)]


def test_an_empty_program_is_solved_without_the_solver():
    assert least_cost(Program((), (), (), 3)).phases == {}
    assert least_cost(Program((), (Row((), 1),), (), 3)) is None
    assert most_of(Program((), (), (), 3), ()).value == 0


def test_a_plan_holds_only_with_rows_caps_horizon_and_order_kept():
    rows = options(("A", 2, 1, 1, ()), ("B", 3, 1, 0, ("A",)))
    program = Program(rows, (need(1, B=1),), (Cap("days", (1,), 2),), 3)
    assert holds(program, {"A": 1, "B": 1})
    assert not holds(program, {"A": 0, "B": 1})
    assert not holds(program, {"A": 2, "B": 1})
    assert not holds(program, {"B": 1})
    assert not holds(program, {"A": 1})
    assert not holds(replace(program, caps=(Cap("cost", (0, 1), 4),)), {"A": 1, "B": 1})


def test_numbers_that_could_not_be_counted_exactly_are_refused():
    with pytest.raises(NumbersTooLarge):
        least_cost(Program(options(("A", 1)), (need(2**41, A=2**41),), (), 3))


def test_costs_too_large_to_be_weighed_together_with_the_rest_are_weighed_before_it():
    large = 2 * 10**11
    few = options(("A", large + 1), ("B", large + 1), ("C", 1), ("D", large))
    assert list(least_cost(Program(few, (need(2, A=2, B=2, C=1, D=1),), (), 3)).phases) == ["A"]
    many = options(*((code, 6 * 10**10) for code in "ABCDEFGHIJ"), ("K", 1))
    assert list(least_cost(Program(many, (need(1, **dict.fromkeys("ABCDEFGHIJ", 1)),), (), 3)).phases) == ["A"]


def test_a_sum_short_by_one_in_a_billion_is_short():
    large = 10**9
    program = Program(options(("A", 1), ("B", 5)), (need(large, A=large - 1, B=large),), (), 3)
    assert list(least_cost(program).phases) == ["B"]


@pytest.mark.parametrize("limits", [{"total": "-1"}, {"money": ("1", "NaN", "1")}, {"days": ("1", "2", "-0.5")}])
def test_a_limit_below_zero_is_refused(limits):
    with pytest.raises(LimitNotUsable):
        limits_of(**limits)


def test_limits_for_too_few_phases_are_refused():
    with pytest.raises(LimitNotUsable, match="each of the 3 phases"):
        Limits(phase_wan=(Decimal(1),))


def test_what_no_measure_lifts_is_the_reason_and_the_level_below_is_nearest():
    more = measure("MORE", {"X-L2-1": "1"})
    found = ladder_plan(X, Y, more, target="ladder:2")
    assert found.reason == {
        "reason": "no-measure",
        "condition": "level",
        "level": "2",
        "has": "0",
        "needs": "0.8",
        "gain_needed": "0.8",
        "gain_possible": "0.5",
        "questions": ["Y-L2-1"],
    }
    assert found.nearest == {"text": "ladder:1", "wanted": "1", "cost_wan": "2"}


def test_nothing_is_nearest_when_nothing_is_better_than_today():
    assert ladder_plan(X).nearest is None


def test_too_little_money_is_the_reason_and_says_what_is_needed():
    found = ladder_plan(X, Y, total="1.5")
    assert found.reason == {"reason": "money", "needs_wan": "2", "needs_days": ["0", "0", "0"]}
    assert not found.certificate.checked


def test_too_few_days_are_the_reason():
    busy = [measure(code, {f"{code}-L1-1": "1"}, cost="0", days="10") for code in "XY"]
    found = ladder_plan(*busy, days=("10", "5", "5"))
    assert found.reason == {"reason": "staff", "needs_wan": "1.2", "needs_days": ["20", "0", "0"]}


def test_either_or_both_limits_may_be_the_reason():
    # SLOW costs 3 and takes 50 days, DEAR costs 9 and takes none.
    slow = measure("SLOW", {"X-L1-1": "1", "Y-L1-1": "1"}, cost="0", days="50")
    dear = measure("DEAR", {"X-L1-1": "1", "Y-L1-1": "1"}, cost="9")
    either = ladder_plan(slow, dear, total="5", days=("20", "20", "20"))
    assert either.reason["reason"] == "money-or-staff"
    both = ladder_plan(
        measure("M", {"X-L1-1": "1", "Y-L1-1": "1"}, cost="9", days="50"), total="5", days=("20", "20", "20")
    )
    assert both.reason == {"reason": "money-and-staff", "needs_wan": "12", "needs_days": ["50", "0", "0"]}


def test_an_indicator_no_answer_lifts_makes_a_tier_unreachable():
    answers = OPEN_GATES | {"MUST-1": "0.5", "OPTIONAL-1": "0"}
    lifts = measure("M", {"MUST-1": "1", "OPTIONAL-1": "1"})
    found = planned([POINTS], answers, [lifts], "points:national")
    assert found.reason == {
        "reason": "indicator",
        "indicator": "energy",
        "has": None,
        "needs": "0.9",
        "why": "no figures",
    }
    assert found.nearest["text"] == "points:provincial"
    facts = figures(electricity_grid="1000", value_added="1000")
    assert planned([POINTS], answers, [lifts], "points:national", facts=facts).phases == {"M": 0}


def test_a_gate_no_measure_opens_is_the_reason():
    answers = OPEN_GATES | {"GATE-A": "no", "MUST-1": "1", "OPTIONAL-1": "1"}
    found = planned([POINTS], answers, [], "points:municipal")
    assert (found.reason["condition"], found.reason["questions"]) == ("gates", ["GATE-A"])


def test_a_reading_with_open_questions_names_them():
    found = ladder_plan(X, answers={"X-L1-1": "0"})
    assert found.reason == {"reason": "incomplete", "questions": ["Y-L1-1"]}
    assert most_for(candidates([LADDER], {"X-L1-1": "0"}, [X]), "ladder", Limits()).reason == found.reason


def test_barriers_fall_below_the_number_or_to_the_nearest_one():
    relief = [measure("ONE", relieves=["A-1"]), measure("TWO", relieves=["A-2"], cost="3")]
    answers = {"A-1": "4", "A-2": "4"}
    assert planned([SEVERITY], answers, relief, "barriers:all:76").phases == {"ONE": 0}
    assert set(planned([SEVERITY], answers, relief, "barriers:all:75").phases) == {"ONE", "TWO"}
    found = planned([SEVERITY], answers, relief, "barriers:all:50")
    assert found.reason["condition"] == "severity"
    assert found.nearest == {"text": "barriers:all:51", "wanted": "51", "cost_wan": "4"}


def test_cuts_add_up_by_their_middles_or_to_the_nearest_one():
    effects = {"energy": {"X": cut("2", "4", "air"), "Y": cut("3", "3", "light")}}

    def cut_by(target):
        return planned([LADDER], NOTHING_DONE, [X, Y], target, effects=effects)

    assert cut_by("energy:-3").phases == {"X": 0}
    assert set(cut_by("energy:-6").phases) == {"X", "Y"}
    assert cut_by("energy:-7").nearest == {"text": "energy:-6", "wanted": "-6", "cost_wan": "2"}
    assert cut_by("co2:-1").reason == {"reason": "no-effect", "effect": "co2", "needs": "1"}
    found = roadmap_json(cut_by("energy:-3"), totals={"energy": (Fraction(50), "tce", 2025)})
    assert found["phases"][0]["measures"][0]["why"][-1] == {
        "reason": "effect",
        "effect": "energy",
        "low": "2",
        "high": "4",
        "amount": {"low": "1", "high": "2", "unit": "tce", "year": 2025},
    }
    assert [row["cuts"][0]["high"] for row in found["projected"]] == ["4", "4", "4"]


def test_of_measures_on_one_use_only_the_largest_counts_towards_a_cut():
    effects = {"energy": {"X": cut("2", "4", "air"), "Y": cut("5", "5", "air"), "Z": cut("1", "1", "light")}}
    some = [X, Y, measure("Z", {"X-L2-1": "1"}, cost="9")]
    found = planned([LADDER], NOTHING_DONE, some, "energy:-5", effects=effects)
    assert found.phases == {"Y": 0}
    short = planned([LADDER], NOTHING_DONE, some, "energy:-7", effects=effects)
    # 5 of the air and 1 of the light; the 3 of X on top would count the air twice.
    assert (short.reason["gain_possible"], short.nearest["text"]) == ("6", "energy:-6")


def test_a_measure_that_counts_for_no_cut_has_no_such_reason():
    effects = {"energy": {"X": cut("2", "4", "air"), "Y": cut("5", "5", "air")}}
    late = measure("Y", {"Y-L1-1": "1"}, before=["X"])
    found = roadmap_json(planned([LADDER], NOTHING_DONE, [X, late], "energy:-5", effects=effects))
    reasons = {row["code"]: [why["reason"] for why in row["why"]] for row in found["phases"][0]["measures"]}
    assert reasons == {"X": ["below", "first_for"], "Y": ["below", "effect"]}


def test_a_pinned_measure_is_in_the_plan_with_what_it_needs():
    base = measure("BASE", {"X-L2-1": "1"}, cost="3")
    extra = measure("EXTRA", {"Y-L2-1": "1"}, before=["BASE"], cost="4")
    found = ladder_plan(X, Y, base, extra, pinned=["EXTRA"])
    assert found.phases == {"BASE": 0, "EXTRA": 0, "X": 0, "Y": 0}
    assert found.certificate.objective == 90000
    assert roadmap_json(found)["pinned"] == ["EXTRA"]


def test_a_pinned_measure_takes_the_place_of_what_it_makes_needless():
    dear = measure("DEAR", {"X-L1-1": "1", "Y-L1-1": "1"}, cost="5")
    assert ladder_plan(X, Y, dear, pinned=["DEAR"]).phases == {"DEAR": 0}


def test_pins_are_planned_for_a_target_that_is_reached_today():
    met = {"X-L1-1": "1", "Y-L1-1": "1", "X-L2-1": "0", "Y-L2-1": "0"}
    extra = measure("EXTRA", {"Y-L2-1": "1"}, cost="4")
    assert ladder_plan(X, Y, extra, answers=met, pinned=["EXTRA"]).phases == {"EXTRA": 0}
    assert ladder_plan(X, Y, extra, answers=met, pinned=["EXTRA"], total="3").reason == {
        "reason": "money",
        "needs_wan": "4",
        "needs_days": ["0", "0", "0"],
    }


def test_pins_count_in_the_budget_and_may_leave_nothing_possible():
    extra = measure("EXTRA", {"Y-L2-1": "1"}, cost="4")
    found = ladder_plan(X, Y, extra, pinned=["EXTRA"], total="5")
    assert (found.reason["reason"], found.reason["needs_wan"]) == ("money", "6")
    most = planned([LADDER], NOTHING_DONE, [X, Y, extra], "ladder:most", pinned=["EXTRA"], total="3")
    assert (most.reached, most.reason["needs_wan"], most.phases) == (False, "4", {})
    most = planned([LADDER], NOTHING_DONE, [X, Y, extra], "ladder:most", pinned=["EXTRA"], total="5")
    assert set(most.phases) == {"EXTRA", "X"}


def test_a_dropped_measure_and_what_needs_it_are_taken_out():
    base = measure("BASE", {"X-L2-1": "1"}, cost="0")
    cheap = measure("CHEAP", {"X-L1-1": "1"}, before=["BASE"], cost="0.5")
    assert set(ladder_plan(X, Y, base, cheap).phases) == {"BASE", "CHEAP", "Y"}
    found = ladder_plan(X, Y, base, cheap, dropped=["BASE"])
    assert set(found.phases) == {"X", "Y"}
    assert roadmap_json(found)["dropped"] == ["BASE"]


@pytest.mark.parametrize("code", ["NOTHING", "DONE", "DROPPED", "UNFIT"])
def test_a_pin_that_is_no_candidate_is_refused(code):
    others = [measure("DONE", {"X-L1-1": "0"}), measure("DROPPED", {"X-L2-1": "1"})]
    others.append(measure("UNFIT", {"X-L2-1": "1"}, fits=False))
    with pytest.raises(PinNotPossible, match=code):
        ladder_plan(X, Y, *others, pinned=[code], dropped=["DROPPED"])


def test_the_most_for_a_budget_is_the_highest_level_and_then_the_most_of_the_next():
    measures = [X, Y, measure("Z", {"X-L2-1": "0.8"}), measure("W", {"Y-L2-1": "0.5"}, cost="0.5")]
    found = candidates([LADDER], NOTHING_DONE, measures)
    assert set(most_for(found, "ladder", limits_of(total="1.9")).phases) == {"X"}
    three = most_for(found, "ladder", limits_of(total="3"))
    assert set(three.phases) == {"X", "Y", "Z"}
    # From 0 to level 1 and 0.4 of the next.
    assert (three.certificate.objective, three.certificate.unit) == (Fraction(7, 5), "points")
    assert set(most_for(found, "ladder", limits_of(total="4")).phases) == {"W", "X", "Y", "Z"}


def test_the_most_for_nothing_is_nothing():
    found = most_for(candidates([LADDER], NOTHING_DONE, [X, Y]), "ladder", limits_of(total="0"))
    assert (found.reached, found.phases, found.certificate.objective) == (True, {}, 0)


def test_a_plan_the_rules_do_not_confirm_is_never_returned(monkeypatch):
    monkeypatch.setattr(roadmap_module, "is_reached", lambda *_: False)
    with pytest.raises(PlanNotVerified, match="ladder:1"):
        ladder_plan(X, Y)


def test_measures_that_share_a_question_count_its_steps_once():
    half, whole = measure("HALF", {"X-L1-1": "0.5"}), measure("WHOLE", {"X-L1-1": "1"})
    gains = gains_of(candidates([LADDER], NOTHING_DONE, [half, whole]), {"X-L1-1": Fraction(2)})
    assert gains == [(1, ("HALF", "WHOLE")), (1, ("WHOLE",))]


def test_the_plain_data_of_a_roadmap():
    base = measure("BASE", {"X-L2-1": "1"}, cost="0.5", days="2")
    top = measure("ALL", {"X-L1-1": "1"}, ["A-1"], before=["BASE"])
    later = measure("Y", {"Y-L1-1": "0.8"}, horizon="6-18")
    answers = NOTHING_DONE | {"A-1": "3", "A-2": "0"}
    found = planned([LADDER, SEVERITY], answers, [base, top, later], "ladder:1", total="5")
    assert roadmap_json(found) == {
        "target": {
            "text": "ladder:1",
            "kind": "level",
            "reading": "ladder",
            "node": None,
            "wanted": "1",
            "reached": True,
            "reason": None,
            "nearest": None,
        },
        "pinned": [],
        "dropped": [],
        "phases": [
            {
                "months": "0-6",
                "measures": [
                    {
                        "code": "BASE",
                        "cost_wan": "0.62",
                        "staff_days": "2",
                        "why": [
                            {"reason": "not_reached", "question": "X-L2-1", "answer": "0", "reaches": "1"},
                            {"reason": "first_for", "measure": "ALL"},
                        ],
                    },
                    {
                        "code": "ALL",
                        "cost_wan": "1",
                        "staff_days": "0",
                        "why": [
                            {"reason": "below", "question": "X-L1-1", "answer": "0", "reaches": "1"},
                            {"reason": "barrier", "question": "A-1", "answer": "3", "reaches": "2"},
                        ],
                    },
                ],
                "cost_wan": "1.62",
                "staff_days": "2",
            },
            {
                "months": "6-18",
                "measures": [
                    {
                        "code": "Y",
                        "cost_wan": "1",
                        "staff_days": "0",
                        "why": [{"reason": "below", "question": "Y-L1-1", "answer": "0", "reaches": "0.8"}],
                    }
                ],
                "cost_wan": "1",
                "staff_days": "0",
            },
            {"months": "18-36", "measures": [], "cost_wan": "0", "staff_days": "0"},
        ],
        "projected": [
            projected("0-6", "0.5", "0"),
            projected("6-18", "1.5", "1"),
            projected("18-36", "1.5", "1"),
        ],
        "certificate": {
            "status": "optimal",
            "objective": "26200",
            "bound": "26200",
            "gap": "0",
            "unit": "yuan",
            "solver": "HiGHS",
            "version": VERSION,
            "checked": True,
        },
        "cost_wan": "2.62",
        "unused_budget_wan": "2.38",
    }


def projected(months, score, level):
    rows = [
        {"key": "ladder", "status": "complete", "score": score, "level": level},
        {"key": "severity", "status": "complete", "score": "25", "level": "moderate"},
    ]
    return {"months": months, "readings": rows, "synergy": None, "cuts": []}


def test_the_plain_data_of_no_roadmap_has_a_reason_and_no_proof_of_cost():
    found = roadmap_json(ladder_plan(X))
    assert not found["target"]["reached"]
    assert [phase["measures"] for phase in found["phases"]] == [[], [], []]
    proof = {key: found["certificate"][key] for key in ("status", "objective", "bound", "gap", "solver", "checked")}
    assert proof == {
        "status": "infeasible",
        "objective": None,
        "bound": None,
        "gap": None,
        "solver": None,
        "checked": True,
    }
    assert found["unused_budget_wan"] is None


def real(answers, *, size="small", facts=None, order=None):
    measures = current().measures
    chosen = {code: measures[code] for code in (order or measures)}
    return candidates_of(today_of(REAL, answers, facts or Facts()), chosen, industry="C34", size=size)


BEGINNER = complete_answers(current(), per_level=("0.5", "0", "0", "0", "0"), item="0.5", gate="no", barrier="3")


@pytest.mark.parametrize("profile", ["discrete", "process"])
@pytest.mark.parametrize("size", ["micro", "large"])
@pytest.mark.parametrize("target", ["im-capability:2", "im-capability:4", "green-factory-2018:provincial"])
def test_the_whole_catalogue_is_planned_in_a_few_seconds_and_never_dearer_than_greedy(profile, size, target):
    found = real(BEGINNER, size=size, facts=Facts(profile=profile))
    wanted = parse_target(target, REAL)
    start = perf_counter()
    roadmap = plan(found, wanted)
    assert perf_counter() - start < 10
    assert roadmap.reached, roadmap.reason
    naive = greedy(found, wanted)
    assert sum(map(found.yuan, roadmap.phases)) <= sum(map(found.yuan, naive))


def test_the_same_firm_gets_the_same_roadmap_whatever_order_the_catalogue_comes_in():
    backwards = sorted(current().measures, reverse=True)
    target, limits = (
        parse_target("im-capability:2", REAL),
        limits_of(money=("20", "40", "40"), days=("150", "150", "150")),
    )
    one, other = (plan(real(BEGINNER, order=order), target, limits) for order in (None, backwards))
    assert roadmap_json(one, current().synergy) == roadmap_json(other, current().synergy)
    assert one.reached


def test_every_phase_brings_no_reading_down():
    found = roadmap_json(plan(real(BEGINNER), parse_target("im-capability:3", REAL)), current().synergy)
    for before, after in zip(found["projected"], found["projected"][1:], strict=False):
        for old, new in zip(before["readings"], after["readings"], strict=True):
            change = Decimal(new["score"]) - Decimal(old["score"])
            assert change <= 0 if new["key"] == "transformation-barriers" else change >= 0
    assert found["projected"][-1]["readings"][0]["level"] == "3"
    assert set(found["projected"][0]["synergy"]) == {"digital", "green", "T", "C", "D", "E", "grade"}


def test_no_row_of_the_real_readings_is_too_large():
    for profile in ("discrete", "process"):
        found = real(
            BEGINNER | {"IM-DATA-L1-1": "na", "IM-ENERGY-L2-1": "na", "GF-SYS-CSR": "na"}, facts=Facts(profile=profile)
        )
        for text in ("im-capability:5", "green-factory-2018:provincial", "transformation-path:4"):
            program = program_for(found, demands_of(parse_target(text, REAL), found.today, {}), Limits())
            assert max(sum(term.weight for term in row.terms) for row in program.rows) < 2**36


def test_phases_are_those_of_priorities():
    assert [phase["months"] for phase in roadmap_json(ladder_plan(X, Y))["phases"]] == list(HORIZONS)
