"""Roadmaps of small random firms beside a search through every set of measures and every order of phases.

The search shares nothing with the linear model: answers are raised by a few lines of its own and graded by the rules.
"""

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import ceil
from random import Random

import pytest

from planning.errors import PinNotPossible
from planning.priorities import HORIZONS, cost_of
from planning.roadmap import plan
from planning.targets import is_reached, parse_target
from scoring.engine import score_all
from scoring.model import Facts
from tests.planning.build import SIZE, candidates, cut, limits_of, measure
from tests.scoring.build import ladder, points, severity

FIRMS = 360
PER_TEST = 40
USES = ("air", "light", "heat")
NOT_PINNABLE = object()
LADDER = ladder(
    {"a.x": [1, 2], "a.y": [2, 1], "b.z": [1, 1, 1]},
    levels=3,
    weights={"a": "40", "a.x": "70", "a.y": "30", "b": "60", "b.z": "100"},
)
POINTS = points(
    {"one": ("70", ["MUST-1", "MUST-2", "OPTIONAL-1", "OPTIONAL-2"]), "performance": ("30", ["ITEM-1", "ITEM-2"])},
    weights={"OPTIONAL-1": "3"},
)
SEVERITY = severity({"unwilling": ["U-1", "U-2"], "unable": ["A-1", "A-2"]}, weights={"U-1": "3", "A-2": "2"})
SCALE = ("0", "0.5", "0.8", "1")
TARGETS = {
    LADDER: [
        "ladder:1",
        "ladder:1",
        "ladder:1",
        "ladder:2",
        "ladder:b.z:2",
        "ladder:b.z:3",
        "ladder:a:1",
        "ladder:a:2",
    ],
    POINTS: ["points:cultivating", "points:municipal", "points:provincial", "points:provincial"],
    SEVERITY: ["barriers:all:50", "barriers:all:62.5", "barriers:all:75", "barriers:unwilling:50"],
    None: ["energy:-6", "energy:-12", "energy:-20"],
}


class Firm:
    """One random firm with up to twelve measures, a target and limits."""

    def __init__(self, number: int):
        chance = Random(f"firm {number}")
        kind = chance.choices(list(TARGETS), weights=[4, 3, 2, 1])[0]
        self.reading = kind or LADDER
        self.target = chance.choice(TARGETS[kind])
        self.answers = self._answers(chance)
        capped = chance.random() < 0.5
        # In a third of the firms everything costs the same, so that many plans are equal.
        self.plain = chance.random() < 0.33
        count = chance.randint(7, 9) if capped else chance.randint(8, 12)
        self.measures = {f"M{place:02}": self._measure(f"M{place:02}", place, chance) for place in range(count)}
        self.effects = {"energy": {code: self._cut(chance) for code in self.measures if chance.random() < 0.8}}
        self.limits = self._limits(chance, count, capped)
        self.pinned = frozenset(chance.sample(list(self.measures), chance.choice([0, 0, 0, 0, 1, 2])))
        self.dropped = frozenset(chance.sample(list(self.measures), chance.choice([0, 0, 0, 0, 1, 2]))) - self.pinned

    def _answers(self, chance: Random) -> dict[str, str]:
        if self.reading is POINTS:
            gates = {code: chance.choice(["yes", "no"]) for code in ("GATE-A", "GATE-B")}
            return gates | {code: chance.choice(("0", "0", "0", "0.5", "0.8", "na")) for code in POINTS.items}
        if self.reading is SEVERITY:
            return {code: chance.choice("2344") for code in SEVERITY.question_codes()}
        answers = {code: chance.choice(("0", "0", "0", "0.5", "0.8")) for code in LADDER.question_codes()}
        # What lies above the first open level of a sub-domain is not asked in half of the firms.
        if chance.random() < 0.5:
            now = score_all([LADDER], {code: a for code, a in answers.items() if "-L1-" in code}, Facts())[0]
            answers = {code: a for code, a in answers.items() if code not in now.not_reached}
        return answers

    def _measure(self, code: str, place: int, chance: Random):
        questions = self.reading.question_codes()
        # Each question has a measure of its own before one has two, so that most targets can be reached.
        some = dict.fromkeys(
            [questions[place % len(questions)], *chance.sample(questions, chance.choice([0, 0, 1, 2]))]
        )
        relieves = list(some) if self.reading is SEVERITY else []
        lifts = (
            {}
            if relieves
            else {each: "yes" if "GATE" in each else chance.choice(("0.5", "0.8", "1", "1", "1")) for each in some}
        )
        earlier = [f"M{other:02}" for other in range(place)]
        return measure(
            code,
            lifts,
            relieves,
            before=chance.sample(earlier, min(len(earlier), chance.choice([0, 0, 0, 0, 1, 1, 2]))),
            cost="1" if self.plain else chance.choice(["0", "1", "1", "2", "2.5", "7"]),
            days="5" if self.plain else chance.choice(["0", "5", "5", "12.5"]),
            horizon=chance.choice(HORIZONS),
            fits=chance.random() < 0.95,
        )

    @staticmethod
    def _cut(chance: Random):
        low = chance.randint(0, 4)
        return cut(low, low + chance.randint(0, 4), chance.choice(USES))

    @staticmethod
    def _limits(chance: Random, count: int, capped: bool):
        total = str(chance.randint(count // 2, 2 * count)) if chance.random() < 0.4 else None
        if not capped:
            return limits_of(total=total)
        money = [chance.choice([None, "4", "8", "16"]) for _ in HORIZONS]
        days = [chance.choice([None, "12.5", "20", "30"]) for _ in HORIZONS]
        return limits_of(total=total, money=money, days=days, carried=chance.random() < 0.4)


class Search:
    """Every set of measures, the cheapest first."""

    def __init__(self, firm: Firm):
        self.firm = firm
        self.target = parse_target(firm.target, [firm.reading])
        now = score_all([firm.reading], firm.answers, Facts())[0]
        self.complete = now.status == "complete"
        self.known = {**dict.fromkeys(now.not_reached, "0"), **firm.answers}
        self.yuan = {code: ceil(cost_of(each, SIZE) * 10000) for code, each in firm.measures.items()}
        self.raises = {code: self._raises(each) for code, each in firm.measures.items()}
        self.due = [code for code, raised in self.raises.items() if raised]

    def _raises(self, each) -> dict[str, str]:
        better = {}
        for question, reach in each.lifts.items():
            answer = self.known.get(question)
            if answer == "no" or (answer in SCALE and SCALE.index(reach) > SCALE.index(answer)):
                better[question] = reach
        for barrier in each.relieves:
            if self.known[barrier] in ("2", "3", "4"):
                better[barrier] = {"2": "1", "3": "2", "4": "2"}[self.known[barrier]]
        return better

    def reaches(self, codes) -> bool:
        if self.target.kind == "effect":
            cuts = [each for code, each in self.firm.effects["energy"].items() if code in codes]
            most = [max([(each.low + each.high) / 2 for each in cuts if each.use == use], default=0) for use in USES]
            return is_reached(self.target, [], Fraction(sum(most)))
        answers = dict(self.known)
        for code in codes:
            for question, reach in self.raises[code].items():
                if question in SEVERITY.question_codes() or reach == "yes":
                    answers[question] = reach
                else:
                    answers[question] = max(answers[question], reach, key=SCALE.index)
        return is_reached(self.target, score_all([self.firm.reading], answers, Facts()))

    def possible(self):
        """Every set of measures that may be done together."""
        measures = self.firm.measures
        return [
            codes
            for count in range(len(self.due) + 1)
            for codes in combinations(self.due, count)
            if self.firm.dropped.isdisjoint(codes)
            and all(
                measures[code].fits(industry="", size=SIZE)
                and all(before in codes for before in measures[code].prerequisites if before in self.due)
                for code in codes
            )
        ]

    def best(self):
        """(yuan, phases) of the one best plan, None when there is none, NOT_PINNABLE when a pin cannot be done."""
        sets = self.possible()
        everything = {code for codes in sets for code in codes}
        if not self.firm.pinned <= everything:
            return NOT_PINNABLE
        # With everything that may be done together, more is never worse.
        if not self.complete or not self.reaches(everything):
            return None
        sets = [codes for codes in sets if self.firm.pinned <= set(codes)]
        found = None
        for yuan, count, codes in sorted((sum(self.yuan[code] for code in codes), len(codes), codes) for codes in sets):
            if found is not None and (yuan, count) > found[:2]:
                break
            plans = self.phases(codes) if self.reaches(codes) else []
            if plans:
                late, order = min((sum(phases), phases) for phases in plans)
                found = min(found or (yuan, count, late, codes, order), (yuan, count, late, codes, order))
        if found is None:
            return None
        return found[0], dict(zip(found[3], found[4], strict=True))

    def phases(self, codes, done=()):
        """Every order within the limits, as tuples of phases in the order of `codes`."""
        if len(done) == len(codes):
            return [done] if self.within(codes, done) else []
        each = self.firm.measures[codes[len(done)]]
        # A prerequisite has a smaller code in these firms, so it has its phase already.
        earlier = [done[codes.index(before)] for before in each.prerequisites if before in self.due]
        first = max([HORIZONS.index(each.horizon), *earlier])
        last = len(HORIZONS) if self.firm.limits.phase_wan + self.firm.limits.phase_days != (None,) * 6 else first + 1
        return [found for phase in range(first, last) for found in self.phases(codes, (*done, phase))]

    def within(self, codes, phases) -> bool:
        limits, measures = self.firm.limits, self.firm.measures
        spent, days = [Fraction(0)] * 3, [Decimal(0)] * 3
        for code, phase in zip(codes, phases, strict=True):
            spent[phase] += Fraction(self.yuan[code], 10000)
            days[phase] += measures[code].staff_days[SIZE]
        if limits.total_wan is not None and sum(spent) > limits.total_wan:
            return False
        if any(limit is not None and days[phase] > limit for phase, limit in enumerate(limits.phase_days)):
            return False
        if not limits.carried:
            return all(limit is None or spent[phase] <= limit for phase, limit in enumerate(limits.phase_wan))
        for phase, limit in enumerate(limits.phase_wan):
            if limit is None:
                return True
            if sum(spent[: phase + 1]) > sum(limits.phase_wan[: phase + 1]):
                return False
        return True


def roadmap_of(firm: Firm):
    found = candidates([firm.reading], firm.answers, firm.measures.values(), effects=firm.effects, dropped=firm.dropped)
    return plan(found, parse_target(firm.target, [firm.reading]), firm.limits, pinned=firm.pinned)


def roadmaps(numbers):
    """(number, firm, roadmap) of those firms whose pins can be done."""
    for number in numbers:
        firm = Firm(number)
        with suppress(PinNotPossible):
            yield number, firm, roadmap_of(firm)


@pytest.mark.parametrize("start", range(0, FIRMS, PER_TEST))
def test_plans_equal_a_search_through_everything(start):
    for number in range(start, start + PER_TEST):
        firm = Firm(number)
        best = Search(firm).best()
        if best is NOT_PINNABLE:
            with pytest.raises(PinNotPossible):
                roadmap_of(firm)
            continue
        roadmap = roadmap_of(firm)
        if best is None:
            assert not roadmap.reached, number
            assert roadmap.phases == {}
            assert roadmap.reason, number
            assert roadmap.certificate.status == "infeasible"
        else:
            assert roadmap.reached, (number, roadmap.reason, best)
            assert (roadmap.cost_wan * 10000, dict(roadmap.phases)) == best, number
            assert roadmap.certificate.objective == roadmap.certificate.bound == best[0]
            assert roadmap.certificate.checked


def test_the_firms_are_of_all_kinds():
    found = list(roadmaps(range(FIRMS)))
    assert len(found) > 300
    plans = [each for _, _, each in found]
    kinds = {(each.target.kind, each.reached) for each in plans}
    assert kinds == {(kind, reached) for kind in ("level", "tier", "severity", "effect") for reached in (True, False)}
    reasons = {each.reason["reason"] for each in plans if each.reason}
    assert reasons >= {"money", "staff", "no-measure", "money-and-staff"}
    assert sum(len(each.phases) >= 3 for each in plans) > FIRMS / 5
    assert any(set(each.phases.values()) == {0, 1, 2} for each in plans)
    assert sum(bool(firm.pinned) and each.reached for _, firm, each in found) > 30
    assert sum(bool(firm.dropped) and each.reached for _, firm, each in found) > 30
    # A plan to a cut in which a measure that acts on a use is not the one that counts there.
    assert any(len(set(uses)) < len(uses) for uses in (uses_in(firm, roadmap) for _, firm, roadmap in found))


def uses_in(firm: Firm, roadmap):
    """What the measures of a plan to a cut act upon, with repeats."""
    if roadmap.target.kind != "effect":
        return []
    return [each.use for code, each in firm.effects["energy"].items() if code in roadmap.phases]


@pytest.mark.parametrize("start", range(0, FIRMS, 4 * PER_TEST))
def test_every_prerequisite_comes_no_later(start):
    for _, firm, roadmap in roadmaps(range(start, start + 4 * PER_TEST, 2)):
        assert not roadmap.phases or firm.pinned <= set(roadmap.phases)
        assert firm.dropped.isdisjoint(roadmap.phases)
        for code, phase in roadmap.phases.items():
            assert phase >= HORIZONS.index(roadmap.candidates.measures[code].horizon)
            assert all(roadmap.phases[before] <= phase for before in roadmap.candidates.needs(code))


def test_more_budget_never_worsens():
    for number in range(0, FIRMS, 4):
        firm = Firm(number)
        found = candidates([firm.reading], firm.answers, firm.measures.values(), effects=firm.effects)
        target = parse_target(firm.target, [firm.reading])
        costs = []
        for total in ("1", "3", "6", "12", "100"):
            roadmap = plan(found, target, limits_of(total=total, days=firm.limits.phase_days))
            costs.append(roadmap.cost_wan if roadmap.reached else None)
        reached = [cost for cost in costs if cost is not None]
        assert costs == [None] * (len(costs) - len(reached)) + reached, "a larger budget reaches less"
        assert reached == sorted(reached, reverse=True)
        # The cheapest plan that fits a small budget is the cheapest of all.
        assert len(set(reached)) <= 1


def test_the_most_for_a_budget_grows_with_the_budget_and_equals_a_search():
    for number in range(60):
        firm = Firm(number)
        search = Search(firm)
        if not search.complete or len(firm.measures) > 7 or search.target.kind == "effect":
            continue
        found = candidates([firm.reading], firm.answers, firm.measures.values(), dropped=firm.dropped)
        gained = []
        for total in ("0", "2", "5", "20"):
            roadmap = plan(found, parse_target(f"{firm.reading.key}:most", [firm.reading]), limits_of(total=total))
            gained.append(roadmap.certificate.objective)
            assert gained[-1] == most_by_search(search, Fraction(total)), (number, total)
        assert gained == sorted(gained)


def most_by_search(search: Search, budget: Fraction) -> Fraction:
    firm, sign = search.firm, -1 if search.firm.reading is SEVERITY else 1
    before = score_all([firm.reading], search.known, Facts())[0].score
    best = Fraction(0)
    for codes in search.possible():
        if sum(search.yuan[code] for code in codes) <= budget * 10000:
            answers = dict(search.known)
            for code in codes:
                for question, reach in search.raises[code].items():
                    is_scale = answers[question] in SCALE and firm.reading is not SEVERITY
                    answers[question] = max(answers[question], reach, key=SCALE.index) if is_scale else reach
            best = max(best, sign * (score_all([firm.reading], answers, Facts())[0].score - before))
    return best
