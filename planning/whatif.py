"""What a firm's answers become when measures are taken or answers planned, graded at once beside today's.

Source: docs/method.md#what-if. That a measure reaches the answers it names, and that relief halves a barrier, are the
tool's own estimates.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil

from planning.cuts import NO_EFFECTS, NO_TOTALS, Effects, Range, Totals, cuts_json, cuts_of
from planning.errors import UnknownMeasure
from planning.priorities import RELIEF, Measure
from scoring.engine import score_all
from scoring.errors import UnknownQuestion
from scoring.exact import text_of
from scoring.gaps import BARRIER_COUNTS_FROM, value_of
from scoring.model import NOT_APPLICABLE, YES_NO, Answers, Facts, Json, Reading, ReadingResult
from scoring.synergy import SynergyScale, figures_of, synergy

NOT_REACHED = "0"
"""What a question the firm was not asked yet is taken to be before anything is done."""


def raised(answer: str, reach: str) -> str:
    """Return the better of two answers of one scale of fulfilment, or of yes and no.

    >>> raised("0.5", "0.8"), raised("1", "0.8"), raised("no", "yes"), raised("yes", "no")
    ('0.8', '1', 'yes', 'yes')
    """
    if answer in YES_NO:
        return reach if answer == "no" else answer
    return reach if value_of(reach) > value_of(answer) else answer


def eased(severity: str) -> str:
    """Return what advice leaves of a barrier: half, rounded up, of one that counts (2 or above); a lesser one stays.

    >>> [eased(severity) for severity in ("4", "3", "2", "1", "0")]
    ['2', '2', '1', '1', '0']
    """
    value = int(severity)
    return severity if value < BARRIER_COUNTS_FROM else str(ceil(value * (1 - RELIEF)))


def opens(measure: Measure, known: Answers) -> tuple[str, ...]:
    """Return the questions a measure still fixes: answered below its threshold, and reached better by it.

    Args:
        known: Question code -> answer; what is unanswered or not applicable is open to no measure.
    """
    return tuple(
        question
        for question, threshold in measure.fixes.items()
        if (answer := known.get(question)) not in (None, NOT_APPLICABLE)
        and raised(answer, threshold) != answer
        and raised(answer, measure.lifts.get(question, answer)) != answer
    )


def changes_of(measure: Measure, known: Answers) -> dict[str, str]:
    """Return the answers one measure changes, question -> new answer; nothing gets worse.

    A measure lifts answers to what it names, and takes half of the barriers it relieves away. One whose questions are
    all met is done already, so its barriers stand in spite of it and it relieves nothing.
    """
    found = {}
    for question, reach in measure.lifts.items():
        answer = known.get(question)
        if answer is not None and answer != NOT_APPLICABLE and (better := raised(answer, reach)) != answer:
            found[question] = better
    if not measure.fixes or opens(measure, known):
        for barrier in measure.relieves:
            answer = known.get(barrier)
            if answer is not None and answer != NOT_APPLICABLE and (less := eased(answer)) != answer:
                found[barrier] = less
    return found


def is_due(measure: Measure, known: Answers) -> bool:
    """Return whether a measure has anything to do: a question to fix, or, when it fixes none at all, a barrier."""
    return bool(opens(measure, known)) or (not measure.fixes and bool(changes_of(measure, known)))


def known_of(answers: Answers, not_reached: Iterable[str] = ()) -> dict[str, str]:
    """Return the answers given, with 0 for questions not reached yet.

    >>> known_of({"A": "1", "B": None}, ["B", "C"])
    {'A': '1', 'B': '0', 'C': '0'}
    """
    given = {code: answer for code, answer in answers.items() if answer is not None}
    return given | {code: NOT_REACHED for code in not_reached if code not in given}


def answers_after(answers: Answers, measures: Iterable[Measure], *, not_reached: Iterable[str] = ()) -> dict[str, str]:
    """Return the answers once all measures are done. Their order does not matter, and nothing gets worse.

    Args:
        answers: Question code -> answer of today.
        measures: What is done; a measure that has nothing to do changes nothing.
        not_reached: Questions the firm was not asked yet; they start at 0. Other unanswered ones stay unanswered.

    >>> from types import SimpleNamespace
    >>> meters = SimpleNamespace(fixes={"A": "0.8"}, lifts={"A": "0.8"}, relieves=["B"])
    >>> answers_after({"A": "0.5", "B": "4"}, [meters]), answers_after({"A": "1", "B": "4"}, [meters])
    ({'A': '0.8', 'B': '2'}, {'A': '1', 'B': '4'})
    """
    known = known_of(answers, not_reached)
    after = dict(known)
    for measure in measures:
        for question, answer in changes_of(measure, known).items():
            after[question] = answer if question in measure.relieves else raised(after[question], answer)
    return after


@dataclass(frozen=True)
class Today:
    """Where a firm stands before anything is done.

    Attributes:
        results: of all readings, as `score_all` gives them.
        not_reached: questions not asked yet, which count 0; without those that leave some reading incomplete.
        known: answers given, and 0 for what is not reached.
    """

    readings: tuple[Reading, ...]
    answers: Answers
    facts: Facts
    results: tuple[ReadingResult, ...]
    not_reached: tuple[str, ...]
    known: Answers

    def result(self, key: str) -> ReadingResult:
        """Return the result of one reading. Raises KeyError when it is not among them."""
        for result in self.results:
            if result.reading.key == key:
                return result
        raise KeyError(key)

    def results_after(self, measures: Iterable[Measure]) -> tuple[ReadingResult, ...]:
        """Return all readings graded as if the measures were done."""
        after = answers_after(self.answers, measures, not_reached=self.not_reached)
        # A plan is graded when it is checked and again for its last phases: the same answers, the same results.
        changed = frozenset(after.items() - self.known.items())
        if changed not in self._graded:
            self._graded[changed] = tuple(score_all(self.readings, after, self.facts))
        return self._graded[changed]

    @cached_property
    def _graded(self) -> dict[frozenset[tuple[str, str]], tuple[ReadingResult, ...]]:
        """What was graded, by the answers that differ from today's."""
        return {}


def today_of(readings: Sequence[Reading], answers: Answers, facts: Facts) -> Today:
    """Grade a firm as it is, for what-if and roadmap.

    Args:
        readings: In the order of a result document.
        answers: Question code -> answer.
        facts: What is known of the firm.

    Raises:
        As `scoring.engine.score`.
    """
    results = tuple(score_all(readings, answers, facts))
    missing = {code for result in results for code in result.missing}
    waiting = dict.fromkeys(code for result in results for code in result.not_reached if code not in missing)
    return Today(tuple(readings), answers, facts, results, tuple(waiting), known_of(answers, waiting))


def with_prerequisites(codes: Iterable[str], catalogue: Mapping[str, Measure], known: Answers) -> tuple[str, ...]:
    """Return the measures with everything they need first, each once, prerequisites before what needs them.

    A prerequisite that has nothing to do is not needed, and neither are those of a measure that has nothing to do.

    Raises:
        UnknownMeasure: a code is not in the catalogue.
    """
    ordered: dict[str, None] = {}
    seen: set[str] = set()

    def place(code: str) -> None:
        if code not in catalogue:
            raise UnknownMeasure(code)
        if code in seen:
            return
        seen.add(code)
        if is_due(catalogue[code], known):
            for before in catalogue[code].prerequisites:
                if before in catalogue and is_due(catalogue[before], known):
                    place(before)
        ordered[code] = None

    for code in codes:
        place(code)
    return tuple(ordered)


@dataclass(frozen=True)
class WhatIf:
    """Today beside what would be.

    Attributes:
        measures: ticked measures and what they imply, prerequisites first.
        implied: those among them that were not ticked.
        answers: question code -> answer as it would be.
        before, after: one result per reading, in their order.
        synergy_before, synergy_after: blocks of a result document; None without a scale or an incomplete side.
        cuts: kind of effect -> least and most cut in percent, of all measures that have something to do and whose
            effect is quantified; a kind no such measure has is left out.
    """

    measures: tuple[str, ...]
    implied: tuple[str, ...]
    answers: Answers
    before: tuple[ReadingResult, ...]
    after: tuple[ReadingResult, ...]
    synergy_before: Json | None
    synergy_after: Json | None
    cuts: Mapping[str, Range]

    @property
    def gains(self) -> dict[str, Fraction | None]:
        """Reading key -> score after less score before, None where either has no score; a barrier's gain is below 0."""
        return {
            new.reading.key: None if old.score is None or new.score is None else new.score - old.score
            for old, new in zip(self.before, self.after, strict=True)
        }


def rescore(
    today: Today,
    *,
    catalogue: Mapping[str, Measure] | None = None,
    ticked: Collection[str] = (),
    changes: Mapping[str, str] | None = None,
    scale: SynergyScale | None = None,
    effects: Effects = NO_EFFECTS,
) -> WhatIf:
    """Grade a firm as if measures were done and answers were as planned.

    Planned answers stand first, better or worse than today's; measures raise what is left below their reach. What a
    ticked measure needs before it is implied.

    Args:
        today: Of `today_of`.
        catalogue: Code -> measure; needed for `ticked`.
        ticked: Codes of measures.
        changes: Question code -> planned answer.
        scale: How synergy is named.
        effects: Quantified cuts; of several that act on one use only one counts.

    Raises:
        UnknownMeasure: a ticked code is not in the catalogue.
        UnknownQuestion: no reading uses a planned question.
        AnswerNotAllowed: a planned answer is not in its question's scale.
    """
    used = {code for reading in today.readings for code in reading.question_codes()}
    for code in changes or {}:
        if code not in used:
            raise UnknownQuestion(code)
    known = {**today.known, **(changes or {})}
    # Planned answers are graded before measures build on them, so that a wrong one is refused and not read as a number.
    if changes:
        score_all(today.readings, known, today.facts)
    chosen = with_prerequisites(ticked, catalogue or {}, known)
    measures = [(catalogue or {})[code] for code in chosen]
    answers = answers_after(known, measures)
    after = score_all(today.readings, answers, today.facts)
    return WhatIf(
        measures=chosen,
        implied=tuple(code for code in chosen if code not in ticked),
        answers=answers,
        before=today.results,
        after=tuple(after),
        synergy_before=synergy_of(today.results, today.answers, scale),
        synergy_after=synergy_of(after, answers, scale),
        cuts=cuts_of([measure.code for measure in measures if is_due(measure, known)], effects),
    )


def synergy_of(results: Sequence[ReadingResult], answers: Answers, scale: SynergyScale | None) -> Json | None:
    """Return the block `synergy` of a result document; None without a scale, a side, or a complete side."""
    sides = _sides(results, scale)
    return None if scale is None or sides is None else synergy(*sides, answers, scale)


def _sides(results: Sequence[ReadingResult], scale: SynergyScale | None) -> tuple[ReadingResult, ReadingResult] | None:
    found = {result.reading.key: result for result in results}
    if scale is None or scale.digital not in found or scale.green not in found:
        return None
    return found[scale.digital], found[scale.green]


SYNERGY_FIGURES = ("digital", "green", "T", "C", "D", "E", "grade")


def synergy_figures(block: Json | None) -> Json | None:
    """Return the figures of a synergy block without its obstacles and links."""
    return None if block is None else {name: block[name] for name in SYNERGY_FIGURES}


def standing_json(result: ReadingResult) -> Json:
    """Return where one reading stands: key, status, score, and the code of its level (null without one)."""
    return {
        "key": result.reading.key,
        "status": result.status,
        "score": None if result.score is None else text_of(result.score),
        "level": None if result.level is None else result.level.code,
    }


def whatif_json(found: WhatIf, totals: Totals = NO_TOTALS) -> Json:
    """Return a what-if as plain data, every number as decimal text.

    Args:
        found: Of `rescore`.
        totals: What the cuts are a share of.
    """
    rows = []
    for old, new in zip(found.before, found.after, strict=True):
        gain = found.gains[new.reading.key]
        before, after = standing_json(old), standing_json(new)
        key = before.pop("key")
        after.pop("key")
        rows.append({"key": key, "before": before, "after": after, "gain": None if gain is None else text_of(gain)})
    return {
        "measures": list(found.measures),
        "implied": list(found.implied),
        "readings": rows,
        "synergy": {"before": synergy_figures(found.synergy_before), "after": synergy_figures(found.synergy_after)},
        "cuts": cuts_json(found.cuts, totals),
    }


def after_json(
    today: Today,
    measures: Sequence[Measure],
    *,
    effects: Effects = NO_EFFECTS,
    scale: SynergyScale | None = None,
    totals: Totals = NO_TOTALS,
) -> Json:
    """Return where every reading, the synergy and the cuts stand once measures are done, as plain data."""
    results = today.results_after(measures)
    sides = _sides(results, scale)
    return {
        "readings": [standing_json(result) for result in results],
        "synergy": None if scale is None or sides is None else figures_of(*sides, scale),
        "cuts": cuts_json(cuts_of([measure.code for measure in measures], effects), totals),
    }
