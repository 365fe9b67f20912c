"""What people read instead of codes: names from the content and plain words for its fixed vocabularies."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.selectors import GREEN, LADDER
from content.loader import current
from content.model import ALL_SECTORS, LABELS, SCALE_OF, SourceRef
from reports.context.catalogue_words import CERTAINTY_WORDS
from scoring.ladder import level_named
from scoring.model import LadderReading, Level, Names, PointsReading, RangeReading, Reading

Word = str | Promise
NOTHING = "–"
PUNCTUATION: Mapping[str, Mapping[str, str]] = {
    "zh-hans": {"comma": "、", "semicolon": "；", "colon": "：", "opening": "（", "closing": "）"},
    "en": {"comma": ", ", "semicolon": "; ", "colon": ": ", "opening": " (", "closing": ")"},
}

STATUS_WORDS: Mapping[str, Word] = {
    **CERTAINTY_WORDS,
    "derived": _("computed from the figures beside it"),
    "in-seed": _("as printed in the paper"),
}
KIND_WORDS: Mapping[str, Word] = {
    "requirement": _("Requirement"),
    "item": _("Item"),
    "barrier": _("Barrier"),
    "gate": _("Gate"),
    "quantity": _("Amount"),
}
MODEL_WORDS: Mapping[str, Word] = {
    "ladder": _("Ladder of levels"),
    "points": _("Points with gates"),
    "severity": _("Severity"),
    "range": _("Points between two references"),
}
PROFILE_WORDS: Mapping[str, Word] = {"discrete": _("Discrete production"), "process": _("Process production")}
RULE_WORDS: Mapping[str, Word] = {
    "must": _("Must"),
    "optional": _("Optional item"),
    "musts-and-optionals": _("Musts and optional items"),
    "weighted-mean": _("Weighted mean"),
}
SOURCE_KIND_WORDS: Mapping[str, Word] = {
    "standard": _("Standard"),
    "paper": _("Paper"),
    "facts": _("Fact sheet"),
    "regulation": _("Regulation"),
    "survey": _("Survey"),
    "own": _("The tool's own"),
}
RELATION_WORDS: Mapping[str, Word] = {"exactly": "", "more-than": _("more than"), "at-least": _("at least")}
GRID_LEVEL_WORDS: Mapping[str, Word] = {
    "province": _("Province"),
    "region": _("Regional grid"),
    "national": _("Nation"),
}
BETTER_WORDS: Mapping[str, Word] = {"lower": _("less"), "higher": _("more")}
MARK_SCOPE_WORDS: Mapping[str, Word] = {
    "national": _("nation"),
    "park": _("industrial park"),
    "sector": _("industry"),
    "target": _("target"),
}
OUTCOME_WORDS: Mapping[str, Word] = {
    "scored": _("Scored"),
    "below_baseline": _("Below the baseline"),
    "not_assessable": _("Not assessable"),
}
ORIGIN_WORDS: Mapping[str, Word] = {
    "firm": _("brought by the firm"),
    "sector": _("of its industry"),
    "default": _("of the content"),
    "standard": _("of the standard"),
}
NODE_STATUS_WORDS: Mapping[str, Word] = {
    "scored": _("Scored"),
    "incomplete": _("Incomplete"),
    "not_applicable": _("Not applicable"),
    "not_assessable": _("Not assessable"),
    "trimmed": _("Left out by the firm"),
    "not_in_profile": _("Not asked for this kind of production"),
}
ENTRY_STATE_WORDS: Mapping[str, Word] = {
    "holds": _("in the firm's library"),
    "expired": _("expired"),
    "withdrawn": _("withdrawn"),
}
READING_STATUS_WORDS: Mapping[str, Word] = {
    "complete": _("Complete"),
    "incomplete": _("Incomplete"),
    "not_applicable": _("Not applicable"),
}


def in_language(names: Names) -> str:
    """Return a content text in the language of the page."""
    return names["en"] if get_language() == "en" else names["zh-hans"]


def word_of(words: Mapping[str, Word], code: str) -> str:
    """Return the word of a fixed vocabulary; a code that no list knows stands for itself."""
    return str(words.get(code, code))


def status_word(code: str) -> str:
    return word_of(STATUS_WORDS, code)


def industry_name(code: str) -> str:
    industry = current().industries.get(code)
    return in_language(industry.name) if industry else code


def industry_or_all(code: str) -> str:
    """Return the name of an industry; "all industries" for what holds for every one."""
    return str(_("all industries")) if code == ALL_SECTORS else industry_name(code)


def province_name(code: str) -> str:
    province = current().provinces.get(code)
    return in_language(province.name) if province else code


def size_name(code: str | None) -> str:
    size = current().size_classes.get(code or "")
    return in_language(size.name) if size else NOTHING


def level_name(code: str | None) -> str:
    """Return the name of a capability level, or a dash for a firm without one."""
    return next((in_language(level.name) for level in ladder_levels() if level.code == code), NOTHING)


def tier_name(code: str | None) -> str:
    """Return the name of a readiness tier, or a dash for a firm without one."""
    return next((in_language(tier.name) for tier in readiness_tiers() if tier.code == code), NOTHING)


def step_name(reading: Reading, code: str | None) -> str:
    """Return the name of a level of this very ladder; a dash where there is none."""
    if not isinstance(reading, LadderReading):
        return NOTHING
    steps = (level_named(reading, 0), *reading.levels)
    return next((in_language(level.name) for level in steps if level.code == code), NOTHING)


def ladder_levels() -> tuple[Level, ...]:
    """Return every level a firm can stand at, "below level 1" first."""
    reading = current().readings[LADDER]
    if not isinstance(reading, LadderReading):
        raise TypeError(f"{LADDER} is no ladder")
    return (level_named(reading, 0), *reading.levels)


def readiness_tiers() -> Sequence[Level]:
    """Return every readiness tier, lowest first."""
    reading = current().readings[GREEN]
    if not isinstance(reading, PointsReading):
        raise TypeError(f"{GREEN} has no tiers")
    return reading.tiers


def question_text(code: str) -> str:
    question = current().questions.get(code)
    return in_language(question.text) if question else code


def answer_label(code: str, value: str) -> str:
    """Return an answer in words; a dash for none."""
    question = current().questions.get(code)
    if not value or question is None:
        return value or NOTHING
    label = LABELS[SCALE_OF[question.kind]].get(value)
    return in_language(label) if label else value


def indicator_title(key: str, code: str) -> str:
    """Return the title of an indicator by the newest version of its reading."""
    reading = current().readings.get(key)
    indicators = reading.indicators if isinstance(reading, (PointsReading, RangeReading)) else ()
    return next((in_language(one.title) for one in indicators if one.code == code), code)


def reading_title(key: str) -> str:
    reading = current().readings.get(key)
    return in_language(reading.title) if reading else key


def measure_title(code: str) -> str:
    measure = current().measures.get(code)
    return in_language(measure.title) if measure else code


def source_title(code: str) -> str:
    source = current().sources.get(code)
    return in_language(source.title) if source else code


def source_line(ref: SourceRef) -> str:
    """Return title, place and status of a source in one line."""
    return " · ".join(part for part in (source_title(ref.id), in_language(ref.clause), status_word(ref.status)) if part)


def node_title(reading: Reading, code: str) -> str:
    """Return the title of a node by its whole code or by its last part."""
    return next((in_language(node.title) for node in reading.nodes if code in (node.code, node.short)), code)


def trimmed_titles(names: Sequence[str]) -> list[str]:
    """Return the titles of what a firm does not do."""
    reading = current().readings[LADDER]
    return [node_title(reading, name) for name in names]


def plain_number(value: Decimal) -> str:
    """Return a decimal without trailing zeros and without an exponent."""
    return format(value.normalize(), "f")


def listed(parts: Iterable[str]) -> str:
    """Return "one, two" as the language writes it; a dash for nothing."""
    return _mark("comma").join(parts) or NOTHING


def joined(parts: Iterable[str]) -> str:
    """Return "one; two" as the language writes it; a dash for nothing."""
    return _mark("semicolon").join(parts) or NOTHING


def labelled(label: object, value: object) -> str:
    """Return "label: value" as the language writes it."""
    return f"{label}{_mark('colon')}{value}"


def with_remark(name: object, remark: object) -> str:
    """Return "name (remark)" as the language writes it."""
    return f"{name}{_mark('opening')}{remark}{_mark('closing')}"


def _mark(name: str) -> str:
    return PUNCTUATION["en" if get_language() == "en" else "zh-hans"][name]


def rounded(text: str | None, places: int = 2) -> str:
    """Return a stored figure at reading precision; the stored text stays exact."""
    if text is None:
        return NOTHING
    try:
        return plain_number(round(Decimal(text), places))
    except InvalidOperation:
        return text


def long_code(code: str) -> str:
    """Return a fingerprint that may break anywhere, for narrow screens; a dash for none."""
    return format_html('<code class="console-break">{}</code>', code) if code else NOTHING


def day(moment: datetime | None) -> str:
    """Return the day of a moment in the site's time zone; a dash for none."""
    return date_format(localtime(moment), "DATE_FORMAT") if moment else NOTHING


def band(bounds: Sequence[Decimal] | Sequence[str]) -> str:
    """Return "5–15" for a band; one figure when both ends are equal, a dash for none."""
    ends = list(dict.fromkeys(str(bound) for bound in bounds))
    return "–".join(ends) if ends else NOTHING
