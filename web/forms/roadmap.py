"""What a person asks of the roadmap: where to, for how much, and what must or must not be in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.selectors import GREEN, LADDER, PATH
from assessments.services import validation
from assessments.services.limits import days, money
from planning.errors import TargetNotUnderstood
from planning.limits import Limits
from planning.targets import BARRIERS, EFFECT, EFFECTS, LEVEL, MOST, SEVERITY, WHOLE, parse_target
from reports.context.words import Reader
from scoring.exact import text_of
from scoring.model import LadderReading, PointsReading, Reading, SeverityReading
from web.texts import language, text

PART = "part"
"""Stands in the list of targets for a level of one sub-domain, which has fields of its own."""

PHASES = (1, 2, 3)
PIN, DROP = "pin", "drop"
NEAREST = "nearest"
"""A button that aims at another target and keeps all else."""

HUNDRED = Decimal(100)
LIMITS = ("budget", *(f"{kind}_{phase}" for kind in ("money", "days") for phase in PHASES))

Choices = Sequence[tuple[str, Any]]


def target_fields(written: str, readings: Sequence[Reading]) -> dict[str, str]:
    """Return the fields of the form that say the same as the text of a target.

    Raises:
        TargetNotUnderstood: the text names no target.
    """
    target = parse_target(written, readings)
    if target.kind == LEVEL and target.node:
        return {"target": PART, "part": target.node, "part_level": target.wanted}
    if target.kind == SEVERITY:
        return {"target": BARRIERS, "group": target.node or WHOLE, "below": target.wanted}
    if target.kind == EFFECT:
        return {"target": target.reading, "cut": target.wanted.removeprefix("-")}
    return {"target": target.text}


class _Amount(forms.CharField):
    def __init__(self, label: Any, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 30})
        super().__init__(label=label, required=False, widget=widget, **options)


class RoadmapForm(forms.Form):
    """The questions above a roadmap. `asked` and `limits` are there once it is valid."""

    target = forms.ChoiceField(
        label=gettext_lazy("What to reach"),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the targets of the list.")},
    )
    part = forms.ChoiceField(label=gettext_lazy("Sub-domain"), required=False)
    part_level = forms.ChoiceField(label=gettext_lazy("Its level"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Group of barriers"), required=False)
    below = _Amount(gettext_lazy("Severity to fall below, up to 100"))
    cut = _Amount(gettext_lazy("Cut by at least (%)"), help_text=gettext_lazy("Of what the whole site uses in a year."))
    budget = _Amount(
        gettext_lazy("Budget for everything (10,000 yuan)"),
        help_text=gettext_lazy("Blank is no limit. Your own people's days count as money, too."),
    )
    days_1 = _Amount(gettext_lazy("Own staff-days, months 0–6"))
    days_2 = _Amount(gettext_lazy("Own staff-days, months 6–18"))
    days_3 = _Amount(gettext_lazy("Own staff-days, months 18–36"))
    money_1 = _Amount(gettext_lazy("Money, months 0–6 (10,000 yuan)"))
    money_2 = _Amount(gettext_lazy("Money, months 6–18 (10,000 yuan)"))
    money_3 = _Amount(gettext_lazy("Money, months 18–36 (10,000 yuan)"))
    carry = forms.BooleanField(label=gettext_lazy("Money a phase leaves over stays for later phases"), required=False)

    def __init__(self, data: QueryDict, *, readings: Sequence[Reading], levels: Mapping[str, str], default: str):
        """Take what came in.

        Args:
            data: Of the address or a form; its `target` may be a whole target such as "energy:-10".
            readings: Those the firm is graded by.
            levels: Reading key -> code of the level or tier reached; "" where there is none.
            default: The target where none was chosen.
        """
        self.readings, self.levels = readings, levels
        fields = data.copy()
        wanted = fields.get(NEAREST) or fields.get("target") or default
        try:
            if wanted not in (PART, BARRIERS, *EFFECTS):
                for name, value in target_fields(wanted, readings).items():
                    fields[name] = value
        except TargetNotUnderstood:
            fields["target"] = wanted
        super().__init__(fields, auto_id="%s")
        self._offer("target", list(self._targets(fields.get("target", ""))))
        ladder = next(reading for reading in readings if isinstance(reading, LadderReading) and reading.key == LADDER)
        barriers = next(reading for reading in readings if isinstance(reading, SeverityReading))
        self._offer("part", list(_parts(ladder)))
        self._offer("part_level", [(level.code, _level(level.code, level.name)) for level in ladder.levels])
        self._offer("group", [(WHOLE, _("All barriers")), *((node.code, text(node.title)) for node in barriers.nodes)])

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = choices

    def _targets(self, chosen: str) -> Iterator[tuple[Any, Any]]:
        """Everything to aim at, in groups; the next level of each ladder first."""
        for reading in self.readings:
            key = reading.key
            if key not in (LADDER, GREEN, PATH):
                continue
            steps = [(f"{key}:{code}", name) for code, name in _steps(reading, self.levels.get(key, ""), chosen)]
            if key == LADDER:
                steps.append((PART, _("A level of one sub-domain …")))
            if steps:
                yield text(reading.title), steps
        yield (
            _("Barriers, energy and carbon"),
            [
                (BARRIERS, _("Barriers below a severity …")),
                ("energy", _("Less energy by a share …")),
                ("co2", _("Less CO2 by a share …")),
            ],
        )
        yield (
            _("The most for the money"),
            [(f"{reading.key}:{MOST}", _most(reading)) for reading in self.readings],
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        findings = validation.Findings()
        for name in LIMITS:
            if cleaned.get(name, "") != "":
                read = days if name.startswith("days") else money
                cleaned[name] = findings.take(name, read, cleaned[name])
        wanted = self._wanted(cleaned, findings)
        for problem in findings.problems:
            self.add_error(problem.path, problem.message)
        if not self.errors:
            self._understood(wanted)
        return cleaned

    def _wanted(self, cleaned: Mapping[str, Any], findings: validation.Findings) -> str:
        chosen = cleaned.get("target", "")
        if chosen == PART:
            return f"{LADDER}:{cleaned.get('part')}:{cleaned.get('part_level')}"
        if chosen == BARRIERS:
            severity = self._share("below", cleaned, findings, _("Write a number above 0 and up to 100, such as 40."))
            return f"{BARRIERS}:{cleaned.get('group') or WHOLE}:{severity}"
        if chosen in EFFECTS:
            cut = self._share("cut", cleaned, findings, _("Write a number above 0 and below 100, such as 10."))
            return f"{chosen}:-{cut}"
        return str(chosen)

    def _share(self, name: str, cleaned: Mapping[str, Any], findings: validation.Findings, words: str) -> str:
        """A number above 0 and up to 100 in plain digits; "" and a finding where it is none."""
        given = findings.take(name, validation.number, cleaned.get(name, ""), percent=True)
        if given is None:
            return ""
        if not 0 < given <= HUNDRED or (name == "cut" and given == HUNDRED):
            findings.add(name, "out-of-range", words)
        return text_of(Fraction(given))

    def _understood(self, wanted: str) -> None:
        try:
            self.asked = parse_target(wanted, self.readings)
        except TargetNotUnderstood:
            self.add_error("target", _("Choose one of the targets of the list."))

    @property
    def limits(self) -> Limits:
        """The limits; only of a valid form."""
        given = self.cleaned_data
        read = {name: None if given[name] == "" else given[name] for name in LIMITS}
        money, days = (tuple(read[f"{kind}_{phase}"] for phase in PHASES) for kind in ("money", "days"))
        return Limits(total_wan=read["budget"], phase_wan=money, phase_days=days, carried=given["carry"])

    @property
    def parts(self) -> tuple[tuple[str, tuple[Any, ...]], ...]:
        """The fields that belong to one choice of the target, by what to call their group."""
        return (
            ("part", (self["part"], self["part_level"])),
            ("barriers", (self["group"], self["below"])),
            ("cut", (self["cut"],)),
        )

    @property
    def days(self) -> tuple[Any, ...]:
        return tuple(self[f"days_{phase}"] for phase in PHASES)

    @property
    def money(self) -> tuple[Any, ...]:
        return tuple(self[f"money_{phase}"] for phase in PHASES)

    @property
    def money_is_given(self) -> bool:
        """Whether the folded fields hold something."""
        return any(self.data.get(f"money_{phase}") for phase in PHASES) or bool(self.data.get("carry"))


def chosen_codes(data: QueryDict, name: str, known: Collection[str]) -> tuple[str, ...]:
    """The measures pinned or dropped, each once; codes nobody knows are left out."""
    return tuple(code for code in dict.fromkeys(data.getlist(name)) if code in known)


def _parts(ladder: LadderReading) -> Iterator[tuple[str, Any]]:
    """Sub-domains under their elements."""
    for top in ladder.nodes:
        if top.parent is None:
            own = [node for node in ladder.nodes if node.questions and node.code.startswith(f"{top.code}.")]
            yield text(top.title), [(node.code, text(node.title)) for node in own]


def _steps(reading: Reading, reached: str, chosen: str) -> Iterator[tuple[str, str]]:
    """The levels or tiers above today's, the next one said; one that was chosen stays in the list."""
    if isinstance(reading, LadderReading):
        steps = [(level.code, _level(level.code, level.name)) for level in reading.levels]
    elif isinstance(reading, PointsReading):
        steps = [(tier.code, text(tier.name)) for tier in reading.tiers][1:]
    codes = [code for code, _name in steps]
    first = codes.index(reached) + 1 if reached in codes else 0
    for place, (code, name) in enumerate(steps):
        if place >= first or f"{reading.key}:{code}" == chosen:
            yield code, _("%(step)s (the next one)") % {"step": name} if place == first else name


def _level(code: str, name: Mapping[str, str]) -> str:
    return Reader(language()).level(code, text(name))


def _most(reading: Reading) -> str:
    title = text(reading.title)
    if isinstance(reading, SeverityReading):
        return _("As few barriers as possible")
    return _("As much as possible: %(title)s") % {"title": title}
