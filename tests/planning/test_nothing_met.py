"""Nobody is told to do what is done: advice, roadmap, what-if and help, each over a thousand random sets of answers."""

from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import NamedTuple

import pytest

from content.loader import current
from content.model import SIZES
from planning.candidates import candidates_of
from planning.matching import help_for
from planning.priorities import advice_for
from planning.roadmap import plan
from planning.targets import parse_target
from planning.whatif import Today, rescore, today_of
from scoring.gaps import gaps
from scoring.model import Facts

REAL = tuple(current().readings.values())
PLANNED = ("im-capability:2", "im-capability:4", "green-factory-2018:municipal", "energy:-5")
FIRMS = 1000
EVERY = 20
"""One firm in so many is planned for."""

TICKED = 10
COUNTING = ("2", "3", "4")

pytestmark = pytest.mark.slow


class Firm(NamedTuple):
    answers: dict[str, str]
    industry: str
    size: str
    today: Today

    @property
    def fit(self):
        return {"industry": self.industry, "size": self.size}


@lru_cache
def firms():
    """From beginners to leaders, of every trade and size; the same ones in every run."""
    chance, industries = Random(8), sorted(current().industries)
    found = []
    for _ in range(FIRMS):
        answers = random_answers(chance)
        found.append(Firm(answers, chance.choice(industries), chance.choice(SIZES), today_of(REAL, answers, Facts())))
    return found


def random_answers(chance):
    """Answers to every question but quantities; the stronger the firm, the more of them are met."""
    good = chance.random()
    answers = {}
    for code, question in current().questions.items():
        if question.kind in ("requirement", "item"):
            level = int(code.rsplit("-L", 1)[1].split("-")[0]) if question.kind == "requirement" else 1
            met = chance.random() < good ** (level / 2)
            answers[code] = "1" if met else chance.choice(["0", "0.5", "0.8", "1", "na"])
        elif question.kind == "barrier":
            answers[code] = chance.choice(["0", "1", "2", "3", "4", "na"])
        elif question.kind == "gate":
            answers[code] = chance.choice(["yes", "yes", "no"])
    return answers


def is_below(answer, mark):
    """Whether an answer falls short of another one of its scale."""
    if answer in ("yes", "no"):
        return (answer, mark) == ("no", "yes")
    return answer != "na" and Decimal(answer) < Decimal(mark)


def opened(measure, answers):
    """The questions of a measure that are answered below its threshold and that it brings further."""
    return {
        question
        for question, threshold in measure.fixes.items()
        if is_below(answers[question], threshold) and is_below(answers[question], measure.lifts[question])
    }


def relieved(measure, answers):
    return {barrier for barrier in measure.relieves if answers[barrier] in COUNTING}


def has_something_to_do(measure, answers):
    return bool(opened(measure, answers)) or (not measure.fixes and bool(relieved(measure, answers)))


def advised_to(firm):
    found = [gap for result in firm.today.results for gap in gaps(result, firm.answers, Facts())]
    return advice_for(found, current().measures.values(), **firm.fit)


def test_the_firms_are_of_all_kinds():
    levels = {result.level.code for firm in firms() for result in firm.today.results if result.level}
    assert {"0", "1", "2", "3", "4"} <= levels
    assert {"low", "moderate", "high"} <= levels
    advised = [len(advised_to(firm)) for firm in firms()[:100]]
    assert min(advised) < 20
    assert max(advised) > 60
    assert {firm.size for firm in firms()} == set(SIZES)
    assert {firm.industry for firm in firms()} == set(current().industries)


def test_no_advice_is_for_what_is_met():
    for firm in firms():
        for advice in advised_to(firm):
            measure = advice.measure
            assert measure.fits(**firm.fit)
            assert has_something_to_do(measure, firm.answers), measure.code
            assert set(advice.fixes) <= opened(measure, firm.answers) | relieved(measure, firm.answers), measure.code


def test_no_roadmap_can_draw_on_what_is_met():
    """Candidates are all a plan can draw on; some firms are planned for as well."""
    for number, firm in enumerate(firms()):
        found = candidates_of(firm.today, current().measures, effects=current().cuts, **firm.fit)
        for measure in found.measures.values():
            assert measure.fits(**firm.fit)
            assert has_something_to_do(measure, firm.answers), measure.code
        if number % EVERY == 0:
            target = parse_target(PLANNED[number // EVERY % len(PLANNED)], REAL)
            assert set(plan(found, target).phases) <= set(found.measures)


def test_no_tick_changes_what_is_met_or_brings_along_what_is_done():
    chance, catalogue = Random(9), current().measures
    for firm in firms():
        ticked = chance.sample(sorted(catalogue), TICKED)
        found = rescore(firm.today, catalogue=catalogue, ticked=ticked, effects=current().cuts)
        doing = [catalogue[code] for code in found.measures if has_something_to_do(catalogue[code], firm.answers)]
        for code in found.implied:
            assert has_something_to_do(catalogue[code], firm.answers), code
        reached = {question for measure in doing for question in (*measure.lifts, *measure.relieves)}
        for question, answer in firm.answers.items():
            after = found.answers[question]
            if after != answer:
                assert question in reached, question
                assert is_below(after, answer) if question.startswith("BAR-") else is_below(answer, after), question


def test_no_help_is_for_a_barrier_that_does_not_count_or_by_a_measure_that_is_done():
    content = current()
    for firm in firms():
        order = [advice.measure.code for advice in advised_to(firm)]
        rows = help_for(
            firm.answers,
            measures=content.measures,
            cases=content.cases,
            solutions=content.solutions,
            supports=content.supports,
            order=order,
            **firm.fit,
        )
        counting = {code for code, answer in firm.answers.items() if code.startswith("BAR-") and answer in COUNTING}
        assert {row["barrier"] for row in rows} == counting
        for row in rows:
            for each in row["measures"]:
                measure = content.measures[each["code"]]
                assert row["barrier"] in measure.relieves
                assert measure.fits(**firm.fit)
                assert has_something_to_do(measure, firm.answers), each["code"]
            for reason in (reason for kind in HELP for each in row[kind] for reason in each["reasons"]):
                check_reason(reason, firm.answers, counting, order)


HELP = ("measures", "cases", "solutions", "supports")


def check_reason(reason, answers, counting, order):
    """A reason names barriers that count, measures that are advised, and first of all what is still to be done."""
    if reason["reason"] == "barriers":
        assert set(reason["questions"]) <= counting
    elif reason["reason"] == "measures":
        assert set(reason["measures"]) <= set(order)
    elif reason["reason"] == "first":
        assert has_something_to_do(current().measures[reason["measure"]], answers), reason
    else:
        assert reason == {"reason": "trade"}
