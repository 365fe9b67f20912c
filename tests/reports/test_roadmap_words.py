"""What is said of a roadmap: targets, reasons, phases and projected results, with the edges of grammar."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

import pytest
from django.utils import translation

from content.loader import current
from reports.charts import MOST_LANES, Lane
from reports.context.projection import projection_of, today_of_document
from reports.context.reasons import KINDS, Reasons
from reports.context.roadmap import Roadmap, gantt_of, reason_said, roadmap_of, target_said
from reports.context.words import Reader

ENGLISH = Reader("en")
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
MEASURES = tuple(current().measures)
QUESTIONS = tuple(current().readings["im-capability"].question_codes())
BARRIER_CODES = tuple(current().readings["transformation-barriers"].question_codes())
Json = Mapping[str, Any]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def target(kind: str, wanted: str, reading: str | None = None, node: str | None = None, **more: Any) -> dict[str, Any]:
    text = ":".join(part for part in (reading or "energy", node, wanted) if part)
    return {
        "text": text, "kind": kind, "reading": reading, "node": node, "wanted": wanted,
        "reached": True, "reason": None, "nearest": None, **more,
    }  # fmt: skip


def certificate(**more: Any) -> dict[str, Any]:
    return {
        "status": "optimal", "objective": "1", "bound": "1", "gap": "0", "unit": "yuan",
        "solver": "HiGHS", "version": "1", "checked": True, **more,
    }  # fmt: skip


def standing(score: str, level: str, cuts: tuple[Json, ...] = ()) -> dict[str, Any]:
    ladder = {"key": "im-capability", "status": "complete", "score": score, "level": level}
    green = {"key": "green-factory-2018", "status": "incomplete", "score": None, "level": None}
    return {"readings": [ladder, green], "synergy": None, "cuts": list(cuts)}


def block(aim: Json, counts: tuple[int, int, int] = (0, 0, 0), **more: Any) -> dict[str, Any]:
    """A roadmap of so many measures in each phase, each for 1.5 万元 and two days."""
    codes = iter(MEASURES)
    months = ("0-6", "6-18", "18-36")
    scores = (("0.5", "0"), ("1.25", "1"), ("1.25", "1"))
    phases = [
        {
            "months": when,
            "measures": [{"code": next(codes), "cost_wan": "1.5", "staff_days": "2", "why": []} for _ in range(count)],
            "cost_wan": str(count * 1.5),
            "staff_days": str(count * 2),
        }
        for when, count in zip(months, counts, strict=True)
    ]
    return {
        "target": aim,
        "phases": phases,
        "projected": [{"months": when, **standing(*score)} for when, score in zip(months, scores, strict=True)],
        "certificate": certificate(),
        "pinned": [],
        "dropped": [],
        "cost_wan": str(sum(counts) * 1.5),
        "unused_budget_wan": None,
        **more,
    }


def said(given: Json, **more: Any) -> Roadmap:
    found = roadmap_of(given, current(), ENGLISH, **more)
    assert found is not None
    return found


LEVEL = target("level", "2", "im-capability")


# Targets


@pytest.mark.parametrize(
    ("aim", "words"),
    [
        (LEVEL, "Capability: Level 2, Standardised or higher"),
        (target("level", "3", "im-capability", "technology.data"), "Data (Capability): Level 3, Integrated or higher"),
        (target("level", "2", "transformation-path"), "Path of transformation: Online or higher"),
        (target("tier", "provincial", "green-factory-2018"), "Green factory: Provincial or higher"),
        (target("severity", "25", "transformation-barriers"), "Barriers: severity below 25 of 100"),
        (
            target("severity", "12.5", "transformation-barriers", "unable"),
            "Unable (Barriers): severity below 12.5 of 100",
        ),
        (target("effect", "-10"), "Energy of the whole site: at least 10 % less"),
        (target("most", "most", "im-capability"), "Capability: as far as the means allow"),
        (target("most", "most", "transformation-barriers"), "Barriers: as few as the means allow"),
    ],
)
def test_a_target_is_said_in_words(aim: Json, words: str) -> None:
    assert target_said(aim, current(), ENGLISH) == words


@LANGUAGES
def test_every_reading_can_be_aimed_at(language: str) -> None:
    with translation.override(language):
        for key in current().readings:
            assert key not in target_said(target("most", "most", key), current(), Reader(language))


# Why a target cannot be reached

LIMITS = {"needs_wan": "12.5", "needs_days": ["10", "0", "3.5"]}


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            {"reason": "money", **LIMITS},
            "The money is not enough. The cheapest way takes about CNY 125,000, with 10, 0",
        ),
        ({"reason": "staff", **LIMITS}, "The firm's own staff-days are not enough. The cheapest way"),
        ({"reason": "money-or-staff", **LIMITS}, "more of either would be enough. The cheapest way"),
        ({"reason": "money-and-staff", **LIMITS}, "Both the money and the staff-days are too little. The cheapest"),
        ({"reason": "incomplete", "questions": list(QUESTIONS[:1])}, "One question must be answered first: “"),
        ({"reason": "incomplete", "questions": list(QUESTIONS[:5])}, "5 questions must be answered first, such as “"),
        ({"reason": "not-assessed"}, "there is nothing to reach"),
        ({"reason": "not-assessed", "highest": "0"}, "there is nothing to reach"),
        ({"reason": "not-assessed", "highest": "3"}, "the highest with requirements is level 3"),
        ({"reason": "no-effect", "effect": "co2", "needs": "10"}, "known in figures: CO2 of the whole site"),
        (
            {"reason": "indicator", "indicator": "energy-intensity", "has": None, "needs": "0.2", "why": "x"},
            "cannot be worked out from the amounts given",
        ),
        (
            {"reason": "indicator", "indicator": "energy-intensity", "has": "0.3", "needs": None, "why": "x"},
            "no reference is given",
        ),
        (
            {"reason": "indicator", "indicator": "energy-intensity", "has": "0.3", "needs": "0.2", "why": "x"},
            "to reach 0.2; it is 0.3",
        ),
    ],
)
def test_a_reason_is_said_in_words(reason: Json, words: str) -> None:
    assert words in reason_said(reason, current(), ENGLISH)


def no_measure(condition: str, questions: tuple[str, ...] = (), **about: str) -> str:
    reason = {"reason": "no-measure", "condition": condition, "questions": list(questions), **about}
    return reason_said(reason, current(), ENGLISH)


def test_what_no_measure_reaches_is_said_with_both_figures() -> None:
    level = no_measure("level", level="4", has="0.5", needs="0.8", gain_needed="0.3", gain_possible="0.297")
    assert "level 4 they bring 79 %, and 80 % are needed." in level
    score = no_measure("score", has="50", needs="70", gain_needed="20", gain_possible="4.04")
    assert "gets to 54.0, and 70.0 are needed." in score
    severity = no_measure("severity", has="60", needs="20", gain_needed="40", gain_possible="25")
    assert "falls to 35.0, and it should be below 20." in severity
    effect = no_measure("effect", effect="energy", needs="10", gain_needed="10", gain_possible="7.25")
    assert "they cut 7.25 %, and 10 % are wanted." in effect


def test_questions_no_measure_helps_are_none_one_or_many() -> None:
    about = {"has": "50", "needs": "70", "gain_needed": "20", "gain_possible": "4"}
    none, one, many = (no_measure("score", QUESTIONS[:count], **about) for count in (0, 1, 4))
    assert "No measure that fits changes" not in none
    assert "changes the answer to “" in one
    assert "changes the answers to 4 questions, such as “" in many
    assert many.count("“") == 3


@pytest.mark.parametrize("condition", ["gates", "musts"])
def test_a_requirement_nothing_meets_is_named_once(condition: str) -> None:
    code = QUESTIONS[0]
    words = no_measure(condition, (code,), question=code, gain_needed="1", gain_possible="0")
    assert words.count(current().questions[code].text["en"].rstrip(".")) == 1


def test_an_unknown_reason_is_no_sentence() -> None:
    with pytest.raises(KeyError):
        reason_said({"reason": "weather"}, current(), ENGLISH)


# Why a measure is proposed


def why(kind: str, count: int) -> list[Json]:
    codes = {"barrier": BARRIER_CODES, "first_for": MEASURES}.get(kind, QUESTIONS)
    if kind == "effect":
        row = {"reason": kind, "effect": "energy", "low": "2", "high": "5", "amount": None}
        return [row] * count
    return [
        {
            "reason": kind,
            "question": code,
            "measure": code,
            "answer": "3" if kind == "barrier" else "0.5",
            "reaches": "1",
        }
        for code in codes[:count]
    ]


@pytest.mark.parametrize(
    ("kind", "count", "words"),
    [
        ("below", 1, "It closes a requirement that is not fully met, in"),
        ("below", 2, "It closes 2 requirements that are not fully met, in"),
        ("not_reached", 1, "It meets a requirement of a level that was not asked yet, in"),
        ("not_reached", 3, "It meets 3 requirements of levels that were not asked yet, in"),
        ("barrier", 1, "It eases what holds the firm back: “"),
        ("barrier", 3, ", and 2 more."),
        ("effect", 1, "It cuts the energy of the whole site by 2–5 %."),
        ("first_for", 1, "Others build on it: “"),
        ("first_for", 5, " and 2 more."),
    ],
)
def test_why_a_measure_is_proposed_is_said(kind: str, count: int, words: str) -> None:
    (sentence,) = Reasons(current(), ENGLISH).sentences(why(kind, count))
    assert words in sentence
    assert reason_said(why(kind, 1)[0], current(), ENGLISH)


def test_a_known_amount_stands_beside_its_percent() -> None:
    amount = {"low": "1.2", "high": "3", "unit": "tce", "year": 2025}
    row = {"reason": "effect", "effect": "co2", "low": "2", "high": "2", "amount": amount}
    assert reason_said(row, current(), ENGLISH) == "It cuts the CO2 of the whole site by 2 %, 1.2–3 tce of 2025."


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], ""),
        (why("barrier", 1), "eases 1 barrier"),
        (why("barrier", 2) + why("first_for", 1), "eases 2 barriers; 1 other builds on it"),
        (why("first_for", 4), "4 others build on it"),
        (why("effect", 1), "Energy of the whole site 2–5 % less"),
    ],
)
def test_the_same_is_said_in_a_few_words(rows: list[Json], words: str) -> None:
    assert Reasons(current(), ENGLISH).brief(rows) == words


def test_requirements_of_both_kinds_are_counted_together_in_a_few_words() -> None:
    brief = Reasons(current(), ENGLISH).brief([*why("below", 1), *why("not_reached", 1)])
    assert brief.startswith(("2 requirements in", "1 requirement in"))
    assert Reasons(current(), ENGLISH).brief(why("below", 1)).startswith("1 requirement in ")


def test_every_reason_planning_gives_has_words() -> None:
    for kind in KINDS:
        assert Reasons(current(), ENGLISH).sentences(why(kind, 1))


def test_measures_of_the_firms_own_have_their_titles() -> None:
    reasons = Reasons(current(), ENGLISH, {"OWN-M-1": "Our own repair day"})
    assert reasons.sentences([{"reason": "first_for", "measure": "OWN-M-1"}]) == [
        "Others build on it: “Our own repair day”."
    ]


# The whole roadmap


def test_a_result_without_a_roadmap_has_none() -> None:
    assert roadmap_of({"target": {}, "phases": [], "projected": []}, current(), ENGLISH) is None
    old = {"target": {}, "phases": [{"months": "0-6", "measures": [MEASURES[0]]}], "projected": []}
    assert roadmap_of(old, current(), ENGLISH) is None


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((1, 0, 0), "1 measure is enough: about CNY 15,000, with 2 of the firm's own staff-days counted in."),
        (
            (2, 1, 0),
            "3 measures are enough: about CNY 45,000 together, with 6 of the firm's own staff-days counted in.",
        ),
        ((0, 0, 0), "It is reached already; nothing needs to be done for it."),
    ],
)
def test_what_it_takes_is_said_for_none_one_and_many(counts: tuple[int, int, int], words: str) -> None:
    assert said(block(LEVEL, counts)).outcome == words


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0), "Within these means no measure makes it better."),
        ((0, 1, 0), "1 measure gets the most out of the means: about CNY 15,000,"),
        ((1, 1, 1), "3 measures get the most out of the means: about CNY 45,000 together,"),
    ],
)
def test_the_most_for_the_means_is_said_for_none_one_and_many(counts: tuple[int, int, int], words: str) -> None:
    assert said(block(target("most", "most", "im-capability"), counts)).outcome.startswith(words)


def test_an_empty_phase_says_so_and_numbers_run_on() -> None:
    found = said(block(LEVEL, (1, 0, 2)))
    assert [phase.said.split(",")[0] for phase in found.phases] == [
        "1 measure",
        "Nothing is planned for these months.",
        "2 measures",
    ]
    assert [step.number for step in found.steps] == [1, 2, 3]
    assert (found.cost, found.staff_days, found.count) == ("CNY 45,000", "6", 3)


def test_what_cannot_be_reached_has_a_reason_the_nearest_and_no_picture() -> None:
    near = {"text": "im-capability:1", "wanted": "1", "cost_wan": "3"}
    aim = {**LEVEL, "reached": False, "reason": {"reason": "money", **LIMITS}, "nearest": near}
    found = said(block(aim, certificate=certificate(status="infeasible", objective=None, bound=None, gap=None)))
    assert found.outcome.startswith("The money is not enough.")
    assert found.nearest == (
        "The nearest that can be reached is “Capability: Level 1, Planned or higher”, for about CNY 30,000."
    )
    assert found.nearest_text == "im-capability:1"
    assert found.gantt is None
    assert found.projection is None
    assert found.certificate.startswith("Proved: no choice among the measures that fit reaches the target")


def test_the_nearest_cut_is_said_with_its_own_figure() -> None:
    near = {"text": "energy:-7.5", "wanted": "-7.5", "cost_wan": "1"}
    aim = target("effect", "-10", reached=False, reason={"reason": "money", **LIMITS}, nearest=near)
    assert "“Energy of the whole site: at least 7.5 % less”" in said(block(aim)).nearest


@pytest.mark.parametrize(
    ("more", "aim", "words"),
    [
        ({}, LEVEL, "Proved: no other choice among the measures that fit reaches the target for less money."),
        ({"unit": "points"}, target("most", "most", "im-capability"), "gets more out of these means."),
        ({"solver": None, "version": None}, LEVEL, ""),
        (
            {"status": "infeasible", "solver": None},
            {**LEVEL, "reached": False, "reason": {"reason": "no-effect", "effect": "energy"}},
            "Checked by the rules: all measures that fit, taken together, do not reach the target.",
        ),
        (
            {"status": "infeasible", "solver": None},
            {**LEVEL, "reached": False, "reason": {"reason": "not-assessed"}},
            "",
        ),
    ],
)
def test_the_proof_is_said_as_far_as_there_is_one(more: Json, aim: Json, words: str) -> None:
    found = said(block(aim, certificate=certificate(**more))).certificate
    assert (words in found) if words else found == ""


@pytest.mark.parametrize(
    ("pinned", "dropped", "words"),
    [
        (["A"], [], " What was pinned stays in. "),
        ([], ["B"], " What was dropped stays out. "),
        (["A"], ["B"], " What was pinned stays in, and what was dropped stays out. "),
    ],
)
def test_pins_and_drops_are_part_of_what_was_proved(pinned: list[str], dropped: list[str], words: str) -> None:
    assert words in said(block(LEVEL, (1, 0, 0), pinned=pinned, dropped=dropped)).certificate


def test_a_pinned_measure_says_so() -> None:
    found = said(block(LEVEL, (2, 0, 0), pinned=[MEASURES[1]]))
    assert [step.pinned for step in found.steps] == [False, True]
    assert [step.why for step in found.steps] == ["", "It stands here because it was pinned."]


def test_what_is_left_of_the_budget_is_said_only_where_the_target_is_reached() -> None:
    assert said(block(LEVEL, unused_budget_wan="2.5")).unused == "CNY 25,000"
    assert said(block(LEVEL)).unused == ""
    aim = {**LEVEL, "reached": False, "reason": {"reason": "money", **LIMITS}}
    assert said(block(aim, unused_budget_wan="50")).unused == ""


# Projected results


def test_projected_results_stand_beside_today_and_changes_are_marked() -> None:
    found = said(block(LEVEL, (1, 1, 0)), today=standing("0.5", "0")).projection
    assert found is not None
    assert found.heads == ("Today", "After 6 months", "After 18 months", "After 36 months")
    (row,) = found.rows
    assert row.name == "Capability"
    assert [cell.text for cell in row.cells] == [
        "Below level 1",
        "Below level 1",
        "Level 1, Planned",
        "Level 1, Planned",
    ]
    assert [cell.note for cell in row.cells] == ["0.50 of 5", "0.50 of 5", "1.25 of 5", "1.25 of 5"]
    assert [cell.changed for cell in row.cells] == [False, False, True, False]


def test_without_today_the_projected_results_stand_alone() -> None:
    found = said(block(LEVEL, (1, 1, 0))).projection
    assert found is not None
    assert len(found.heads) == 3


def test_a_cut_has_a_row_with_its_amount_and_a_dash_before_it_begins() -> None:
    amount = {"low": "1.2", "high": "3", "unit": "tce", "year": 2025}
    cut = {"effect": "energy", "low": "2", "high": "5", "amount": amount}
    rows = [{"months": "0-6", **standing("0.5", "0")}, {"months": "6-18", **standing("0.5", "0", (cut,))}]
    found = projection_of(rows, None, current(), ENGLISH).rows[-1]
    assert found.name == "Energy of the whole site"
    assert [(cell.text, cell.note) for cell in found.cells] == [("–", ""), ("2–5 % less", "1.2–3 tce of 2025")]


@LANGUAGES
def test_the_roadmap_of_a_result_shows_no_code_and_no_gap_in_words(language: str, full: Json) -> None:
    with translation.override(language):
        found = roadmap_of(full["roadmap"], current(), Reader(language), today=today_of_document(full))
    assert found is not None
    assert found.count
    assert found.projection is not None
    names = [row.name for row in found.projection.rows]
    assert len(names) == len(set(names)) >= len(full["readings"])
    told = [found.target, found.outcome, found.certificate, *names]
    told += [part for step in found.steps for part in (step.title, step.why, step.brief)]
    told += [part for row in found.projection.rows for cell in row.cells for part in (cell.text, cell.note)]
    assert all(step.why and step.brief for step in found.steps)
    assert not [part for part in told if re.search(r"\b(?:IM|GF|TP|BAR|MEA)-[A-Z]|%\(|\bNone\b", part)]


# The picture


def labels(svg: str) -> list[str]:
    return [
        "".join(element.itertext()) for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("text")
    ]


def test_the_picture_shows_each_measure_and_what_stands_after_a_phase_that_changes_something() -> None:
    found = said(block(LEVEL, (1, 1, 0)))
    assert found.gantt is not None
    words = labels(found.gantt.wide)
    assert "projected result" in words
    assert words.count("Level 1, Planned") == 1
    assert found.gantt.narrow != found.gantt.wide
    assert 'aria-label="The roadmap in time: 2 measures over 36 months; the tables say the same."' in found.gantt.wide


@pytest.mark.parametrize(("more", "words"), [(0, None), (1, "and 1 more in the table"), (7, "and 7 more in the table")])
def test_a_picture_too_long_says_how_much_more_there_is(more: int, words: str | None) -> None:
    lanes = [Lane("x", 0)] * (MOST_LANES + more)
    drawn = labels(gantt_of(lanes, (), "t", ENGLISH).wide)
    assert [word for word in drawn if word.startswith("and ")] == ([words] if words else [])
