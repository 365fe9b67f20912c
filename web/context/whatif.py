"""The what-if page: what can be ticked and planned, and what would come of it beside today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.selectors import Standing
from content.loader import current
from content.model import HORIZONS, QUANTITY, Measure, Question
from planning.candidates import candidates_of
from reports.context.reasons import cut_amount, cut_range
from reports.context.targets import effect_name, level_name, reading_name
from reports.context.words import Reader, number, short
from scoring.model import (
    NOT_APPLICABLE,
    LadderReading,
    Level,
    PointsReading,
    Reading,
    SeverityReading,
)
from web.forms.whatif import TypedWhatIf
from web.texts import language, text

Json = Mapping[str, Any]

MOST_FOUND = 12
"""So many questions of a search are shown; more words find fewer."""

SHOWN_AT_ONCE = 12
"""So many measures of a horizon are shown, the others folded."""

BETTER, WORSE, SAME = "better", "worse", "same"
NONE = "–"


@dataclass(frozen=True)
class MeasureRow:
    """A measure to tick. `needs` names what is still to be done first; `implied` when another one brings it along."""

    code: str
    title: str
    cost: str
    days: str
    needs: str
    ticked: bool
    implied: bool


@dataclass(frozen=True)
class MonthGroup:
    """The measures of one horizon: what is done first, then the advised ones."""

    months: str
    title: str
    rows: tuple[MeasureRow, ...]

    @property
    def ticked(self) -> int:
        return sum(row.ticked or row.implied for row in self.rows)

    @property
    def first(self) -> tuple[MeasureRow, ...]:
        """Those shown at once."""
        return self.rows[:SHOWN_AT_ONCE]

    @property
    def more(self) -> tuple[MeasureRow, ...]:
        """Those that are folded."""
        return self.rows[SHOWN_AT_ONCE:]


@dataclass(frozen=True)
class PlannedRow:
    """A question with today's answer and the one planned, "" for as it is today."""

    code: str
    text: str
    section: str
    today: str
    choices: tuple[tuple[str, str], ...]
    planned: str


@dataclass(frozen=True)
class Moment:
    """Where something stands: its level, "" where it has none, and its score."""

    level: str
    score: str


@dataclass(frozen=True)
class OutcomeRow:
    """Something today and then; `trend` is BETTER, WORSE or SAME, `moved` the difference with its sign."""

    name: str
    before: Moment
    after: Moment
    moved: str
    trend: str


@dataclass(frozen=True)
class CutRow:
    """What is saved of energy or CO2: in percent, and as an amount where the total of a year is known."""

    name: str
    percent: str
    amount: str


@dataclass(frozen=True)
class Outcome:
    """What would come of it.

    Attributes:
        said: what changed, in sentences, the weightiest first.
        count: measures done, those that come along included.
    """

    said: tuple[str, ...]
    rows: tuple[OutcomeRow, ...]
    cuts: tuple[CutRow, ...]
    count: int
    implied: tuple[str, ...]
    implied_codes: tuple[str, ...]
    cost: str
    days: str


@dataclass(frozen=True)
class WhatIfPage:
    """Everything the page shows.

    Attributes:
        planned: questions whose answer is changed.
        found: questions of the search that are not changed yet.
        more: how many more the search would find.
    """

    groups: tuple[MonthGroup, ...]
    typed: TypedWhatIf
    planned: tuple[PlannedRow, ...]
    found: tuple[PlannedRow, ...]
    more: int
    outcome: Outcome


def offered(standing: Standing) -> Mapping[str, Measure]:
    """What the firm could do: what fits, has something to do, and can have what it needs first."""
    found = candidates_of(standing.today, standing.catalogue, industry=standing.industry, size=standing.size)
    return {code: standing.catalogue[code] for code in found.measures}


def choices_of(standing: Standing) -> dict[str, tuple[str, ...]]:
    """Question code -> the answers that can be planned for it: of every question that counts for the firm today."""
    used = {code for reading in standing.today.readings for code in reading.question_codes()}
    questions = current().questions
    return {
        code: tuple(choice.value for choice in questions[code].choices if choice.value != NOT_APPLICABLE)
        for code, answer in standing.today.known.items()
        if code in used and answer not in (None, NOT_APPLICABLE) and questions[code].kind != QUANTITY
    }


def whatif_page(
    standing: Standing, typed: TypedWhatIf, document: Json, *, measures: Mapping[str, Measure], advised: Sequence[str]
) -> WhatIfPage:
    """Put the page together in the active language.

    Args:
        standing: Of the result.
        typed: What is ticked and planned, of what there is.
        document: whatif/1 of it.
        measures: Of `offered`.
        advised: Codes of the measures the result advises, the first the most worthwhile.
    """
    codes = _matching(standing, typed.words) if typed.words else []
    rest = [code for code in codes if code not in typed.answers]
    return WhatIfPage(
        groups=tuple(_groups(standing, typed, document, measures, advised)),
        typed=typed,
        planned=tuple(_question(standing, code, answer) for code, answer in typed.answers.items()),
        found=tuple(_question(standing, code, "") for code in rest[:MOST_FOUND]),
        more=max(0, len(rest) - MOST_FOUND),
        outcome=outcome_of(standing, document, is_changed=bool(document["measures"] or typed.answers)),
    )


def _groups(
    standing: Standing, typed: TypedWhatIf, document: Json, measures: Mapping[str, Measure], advised: Sequence[str]
) -> Iterator[MonthGroup]:
    reader = Reader(language())
    rank = {code: place for place, code in enumerate(advised)}
    done = frozenset(document["measures"])
    ordered = sorted(measures, key=lambda code: (code not in done, rank.get(code, len(rank)), code))
    for months in HORIZONS:
        rows = [code for code in ordered if measures[code].horizon == months]
        if rows:
            yield MonthGroup(
                months,
                _("Months %(months)s") % {"months": reader.spread(*months.split("-"))},
                tuple(_measure(standing, measures, code, typed, document, reader) for code in rows),
            )


def _measure(
    standing: Standing, measures: Mapping[str, Measure], code: str, typed: TypedWhatIf, document: Json, reader: Reader
) -> MeasureRow:
    measure = measures[code]
    needs = [text(measures[before].title) for before in measure.prerequisites if before in measures]
    low, high = measure.cost_wan[standing.size]
    return MeasureRow(
        code=code,
        title=text(measure.title),
        cost=reader.money(str(low), str(high)),
        days=short(measure.staff_days[standing.size]),
        needs=reader.listed(needs),
        ticked=code in typed.measures,
        implied=code in document["implied"],
    )


def _matching(standing: Standing, words: str) -> list[str]:
    """The questions in whose text or section every word stands, in either language, in the order asked."""
    wanted = words.casefold().split()
    questions = current().questions
    open_to = choices_of(standing)
    return [
        code
        for code, question in questions.items()
        if code in open_to and all(word in _haystack(question) for word in wanted)
    ]


def _haystack(question: Question) -> str:
    section = current().sections[question.section].title
    return " ".join([*question.text.values(), *section.values()]).casefold()


def _question(standing: Standing, code: str, planned: str) -> PlannedRow:
    question, today = current().questions[code], standing.today.known[code]
    labels = {choice.value: text(choice.label) for choice in question.choices}
    return PlannedRow(
        code=code,
        text=text(question.text),
        section=text(current().sections[question.section].title),
        today=_("not asked yet") if code in standing.today.not_reached else labels[str(today)],
        choices=tuple((value, labels[value]) for value in choices_of(standing)[code] if value != today),
        planned=planned,
    )


def outcome_of(standing: Standing, document: Json, *, is_changed: bool) -> Outcome:
    """Put a whatif/1 into words beside today.

    Args:
        standing: Of the result.
        document: whatif/1.
        is_changed: Whether anything is ticked or planned at all.
    """
    reader, measures = Reader(language()), [standing.catalogue[code] for code in document["measures"]]
    readings = {reading.key: reading for reading in standing.today.readings}
    rows = [row for row in document["readings"] if row["after"]["score"] is not None]
    low, high = (sum((measure.cost_wan[standing.size][end] for measure in measures), Decimal(0)) for end in (0, 1))
    days = sum((measure.staff_days[standing.size] for measure in measures), Decimal(0))
    cuts = tuple(_cut_row(row, reader) for row in document["cuts"])
    return Outcome(
        said=tuple(_said(document, readings, reader, is_changed)),
        rows=(*(_reading_row(row, readings[row["key"]], reader) for row in rows), *_synergy_rows(document)),
        cuts=cuts,
        count=len(measures),
        implied=tuple(text(standing.catalogue[code].title) for code in document["implied"]),
        implied_codes=tuple(document["implied"]),
        cost=reader.money(short(low, 2), short(high, 2)),
        days=short(days),
    )


def steps_of(reading: Reading) -> Sequence[Level]:
    """The levels, bands or tiers of a reading, the lowest first; none where it has neither."""
    if isinstance(reading, LadderReading):
        return reading.levels
    if isinstance(reading, SeverityReading):
        return reading.bands
    return reading.tiers if isinstance(reading, PointsReading) else ()


def step_name(reading: Reading, code: str | None, reader: Reader) -> str:
    """A level, tier or band by name; "" where there is none."""
    if code is None:
        return ""
    if isinstance(reading, LadderReading):
        return level_name(reading, code, reader)
    return next((text(step.name) for step in steps_of(reading) if step.code == code), "")


def _moment(reading: Reading, standing: Json, reader: Reader) -> Moment:
    if standing["score"] is None:
        return Moment("", NONE)
    return Moment(step_name(reading, standing["level"], reader), number(standing["score"], _digits(reading)))


def _digits(reading: Reading) -> int:
    return 2 if isinstance(reading, LadderReading) else 1


def _reading_row(row: Json, reading: Reading, reader: Reader) -> OutcomeRow:
    gain = Decimal(row["gain"] or 0)
    places = [_place(reading, row[moment]["level"]) for moment in ("before", "after")]
    # A failed gate costs the tier and no point, so the level speaks where the score does not.
    risen = gain or Decimal(places[1] - places[0])
    return OutcomeRow(
        reading_name(reading, reader),
        _moment(reading, row["before"], reader),
        _moment(reading, row["after"], reader),
        _signed(gain, _digits(reading)),
        _trend(-risen if isinstance(reading, SeverityReading) else risen),
    )


def _place(reading: Reading, code: str | None) -> int:
    """Place of a level among the others, 0 for none or what lies below the first."""
    return next((place for place, step in enumerate(steps_of(reading), 1) if step.code == code), 0)


def _synergy_rows(document: Json) -> Iterator[OutcomeRow]:
    before, after = document["synergy"]["before"], document["synergy"]["after"]
    if before is None or after is None:
        return
    moved = Decimal(after["D"]) - Decimal(before["D"])
    was, then = (Moment(_grade(side["grade"]), number(side["D"], 2)) for side in (before, after))
    yield OutcomeRow(_("Digital and green together"), was, then, _signed(moved, 2), _trend(moved))


def _grade(code: str) -> str:
    return next(text(grade.name) for grade in current().synergy.grades if grade.code == code)


def _trend(good: Decimal) -> str:
    return SAME if not good else BETTER if good > 0 else WORSE


def _signed(change: Decimal, digits: int) -> str:
    """A difference with its sign, "" for none; one too small to be seen says so rather than 0."""
    if not change:
        return ""
    shown = number(abs(change), digits)
    if not Decimal(shown):
        return f"< {Decimal(1).scaleb(-digits)}"
    return f"{'+' if change > 0 else '−'}{shown}"


def _cut_row(row: Json, reader: Reader) -> CutRow:
    return CutRow(effect_name(row["effect"]), cut_range(row, reader), cut_amount(row, reader))


def _said(document: Json, readings: Mapping[str, Reading], reader: Reader, is_changed: bool) -> Iterator[str]:
    """What changes, in sentences: new levels first, then how many scores move, then what is saved."""
    stepped = 0
    for row in document["readings"]:
        before, after = row["before"]["level"], row["after"]["level"]
        if before != after and before is not None and after is not None:
            reading = readings[row["key"]]
            names = [reader.quoted(step_name(reading, code, reader)) for code in (before, after)]
            facts = {"title": reading_name(reading, reader), "before": names[0], "after": names[1]}
            stepped += 1
            yield _("%(title)s: from %(before)s to %(after)s.") % facts
    before, after = document["synergy"]["before"], document["synergy"]["after"]
    if before and after and before["grade"] != after["grade"]:
        grades = {"before": reader.quoted(_grade(before["grade"])), "after": reader.quoted(_grade(after["grade"]))}
        yield _("Digital and green together: from %(before)s to %(after)s.") % grades
    moved = sum(row["gain"] is not None and bool(Decimal(row["gain"])) for row in document["readings"])
    if moved or not stepped:
        yield _moved(moved, stepped, is_changed)
    for row in document["cuts"]:
        cut = _cut_row(row, reader)
        facts = {"name": cut.name, "percent": cut.percent, "amount": cut.amount}
        said = _("%(name)s: %(percent)s less, %(amount)s.") if cut.amount else _("%(name)s: %(percent)s less.")
        yield said % facts


def _moved(moved: int, stepped: int, is_changed: bool) -> str:
    if moved and stepped:
        return ngettext("%(count)s score moves in all.", "%(count)s scores move in all.", moved) % {"count": moved}
    if moved:
        return ngettext(
            "%(count)s score moves, and no level changes.", "%(count)s scores move, and no level changes.", moved
        ) % {"count": moved}
    if is_changed:
        return _("No score moves by this.")
    return _("Nothing is ticked or changed yet, so everything is as today.")
