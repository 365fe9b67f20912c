"""What changed since an earlier assessment of the firm: every reading and the footprint, then and now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.model import Content
from reports.context.words import Reader, number, short, significant, total_of

Json = Mapping[str, Any]
BETTER, WORSE, SAME = "better", "worse", "same"
FOOTPRINT_ROWS = ("energy_tce", "co2_t")
INTENSITY_ROWS = ("energy-per-value-added", "co2-per-value-added", "water-per-value-added")


@dataclass(frozen=True)
class SinceRow:
    """One figure then and now.

    Attributes:
        trend: "better", "worse", "same", or "" where up and down say nothing by themselves.
        note: what makes the two hard to compare, or "".
    """

    name: str
    before: str
    now: str
    change: str
    trend: str = ""
    note: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Since:
    """`heads` stand over the columns then and now."""

    heads: tuple[str, str]
    sentences: tuple[str, ...]
    rows: tuple[SinceRow, ...]
    said: str = ""
    """The sentences as one paragraph."""


def since_of(previous: Json, document: Json, content: Content, reader: Reader) -> Since:
    """Compare a result with an earlier one of the same firm; either may be of any age."""
    graded = list(_graded(previous, document, content, reader))
    rows = (*graded, *_synergy(previous, document, reader), *_footprint(previous, document, reader))
    sentences = tuple(_sentences(previous["period"], rows, reader))
    return Since(
        heads=(str(previous["period"]), str(document["period"])),
        sentences=sentences,
        rows=rows,
        said=reader.sentences(sentences),
    )


# Sentences


def _sentences(before: int, rows: Sequence[SinceRow], reader: Reader) -> Iterator[str]:
    judged = [row for row in rows if row.trend]
    facts = {"before": before}
    if not judged:
        yield _("Nothing that was graded in the assessment of %(before)s can be compared with this one.") % facts
        return
    if all(row.trend == SAME for row in judged):
        yield _("Everything that can be compared stands where it stood in the assessment of %(before)s.") % facts
        return
    better, worse = ([reader.quoted(row.name) for row in judged if row.trend == one] for one in (BETTER, WORSE))
    if better:
        yield ngettext(
            "Better than in the assessment of %(before)s is %(names)s.",
            "Better than in the assessment of %(before)s are %(names)s.",
            len(better),
        ) % {**facts, "names": reader.listed(better)}
    else:
        yield _("Nothing is better than in the assessment of %(before)s.") % facts
    if worse:
        yield ngettext("Worse is %(names)s.", "Worse are %(names)s.", len(worse)) % {"names": reader.listed(worse)}
    else:
        yield _("Nothing is worse.")


# Rows


def _graded(previous: Json, document: Json, content: Content, reader: Reader) -> Iterator[SinceRow]:
    earlier = {row["key"]: row for row in previous["readings"]}
    for row in document["readings"]:
        before = earlier.get(row["key"])
        if before is None:
            continue
        pair = (_figure(before), _figure(row))
        note = ""
        if before["version"] != row["version"]:
            note = _("graded by another version then (%(before)s, now %(now)s)") % {
                "before": before["version"],
                "now": row["version"],
            }
        yield SinceRow(
            reader.text(content.readings[row["key"]].title),
            _stood(before, reader),
            _stood(row, reader),
            _points(*pair, digits=2 if row["model"] == "ladder" else 1, unit=" %" if row["model"] == "range" else ""),
            _trend(*pair, digits=2 if row["model"] == "ladder" else 1, lower_is_better=row["model"] == "severity"),
            note,
        )


def _figure(row: Json) -> Decimal | None:
    """The figure that is compared: of a standard with points left out, the share of what could be assessed."""
    if row["status"] != "complete":
        return None
    return Decimal(row["share"] if row["model"] == "range" else row["score"])


def _stood(row: Json, reader: Reader) -> str:
    """Level and score at one time, "–" for what was not graded."""
    if row["status"] != "complete":
        return "–"
    if row["model"] == "range":
        points = _("%(earned)s of %(assessable)s") % {
            "earned": number(row["earned"]),
            "assessable": short(row["assessable"]),
        }
        return reader.several((points, f"{number(row['share'])} %"))
    score = total_of(row["score"], row["scale"], 2) if row["model"] == "ladder" else number(row["score"])
    if not row["level"]:
        return score
    return reader.several((reader.text(row["level"]["name"]), score))


def _synergy(previous: Json, document: Json, reader: Reader) -> Iterator[SinceRow]:
    then, now = previous.get("synergy"), document["synergy"]
    if then is None or now is None:
        return
    pair = (Decimal(then["D"]), Decimal(now["D"]))
    said = [reader.several((reader.text(one["grade_name"]), f"D = {number(one['D'], 2)}")) for one in (then, now)]
    yield SinceRow(_("Digital and green together"), said[0], said[1], _points(*pair, digits=2), _trend(*pair, digits=2))


def _footprint(previous: Json, document: Json, reader: Reader) -> Iterator[SinceRow]:
    then, now = previous.get("footprint"), document["footprint"]
    if not then or not now or "years" not in then:
        return
    first, last = then["years"][-1], now["years"][-1]
    names = {"energy_tce": (_("Energy consumption"), "tce"), "co2_t": (_("CO2 in all"), "t")}
    for code in FOOTPRINT_ROWS:
        if first[code] is not None and last[code] is not None:
            yield _moved(names[code][0], first[code], last[code], judged=False, unit=names[code][1])
    titles = {
        "energy-per-value-added": _("Energy per value added"),
        "co2-per-value-added": _("CO2 per value added"),
        "water-per-value-added": _("Water per value added"),
    }
    units = {row["code"]: row for row in last["intensities"]}
    values = {row["code"]: row["value"] for row in first["intensities"]}
    for code in INTENSITY_ROWS:
        row = units.get(code)
        if row is not None and row["value"] is not None and values.get(code) is not None:
            unit = reader.unit(row["unit"])
            yield _moved(titles[code], values[code], row["value"], judged=True, unit=unit)


def _moved(name: str, before: str, now: str, *, judged: bool, unit: str) -> SinceRow:
    """A figure of the footprint; sums say nothing by themselves, because output moves too, intensities do."""
    texts = significant(before), significant(now)
    change = "–" if not Decimal(before) else _signed((Decimal(now) / Decimal(before) - 1) * 100, 1, " %")
    trend = ""
    if judged:
        trend = SAME if texts[0] == texts[1] else BETTER if Decimal(now) < Decimal(before) else WORSE
    return SinceRow(name, *texts, change, trend, unit=unit)


def _points(before: Decimal | None, now: Decimal | None, *, digits: int, unit: str = "") -> str:
    """The difference in points of the scale, of the figures as they are printed."""
    if before is None or now is None:
        return "–"
    return _signed(Decimal(number(now, digits)) - Decimal(number(before, digits)), digits, unit)


def _signed(difference: Decimal, digits: int, unit: str = "") -> str:
    shown = number(abs(difference), digits)
    sign = "" if not Decimal(shown) else "+" if difference > 0 else "−"
    return f"{sign}{shown}{unit}"


def _trend(before: Decimal | None, now: Decimal | None, *, digits: int, lower_is_better: bool = False) -> str:
    if before is None or now is None:
        return ""
    printed = Decimal(number(before, digits)), Decimal(number(now, digits))
    if printed[0] == printed[1]:
        return SAME
    return BETTER if (printed[1] > printed[0]) is not lower_is_better else WORSE
