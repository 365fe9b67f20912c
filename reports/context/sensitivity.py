"""How firm the level and the tier are: whether they would change if the weights were a little different."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.context.words import Reader, short

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Draw:
    """How many draws give a level or tier; `here` marks the one the firm has."""

    name: str
    draws: str
    share: str
    here: bool


@dataclass(frozen=True)
class Steadiness:
    """One standing; `sentence` says whether it holds, `rows` how often each outcome came."""

    code: str
    name: str
    steady: bool
    sentence: str
    rows: tuple[Draw, ...]


@dataclass(frozen=True)
class Sensitivity:
    """What is said about both standings; `method` says how it was found out, `told` all of it in one paragraph."""

    level: Steadiness | None
    tier: Steadiness | None
    sentences: tuple[str, ...]
    method: str
    told: str = ""

    @property
    def parts(self) -> tuple[Steadiness, ...]:
        return tuple(part for part in (self.level, self.tier) if part is not None)


def sensitivity_of(
    block: Json, level_name: Callable[[str], str], tier_name: Callable[[str], str], reader: Reader
) -> Sensitivity:
    """Put the draws into words.

    Args:
        block: `sensitivity` of a result document.
        level_name, tier_name: From a code to its name.
        reader: The language.
    """
    spread = short(block["spread"])
    level = _steadiness("level", _("Capability level"), block, level_name, reader)
    tier = _steadiness("tier", _("Green-factory tier"), block, tier_name, reader)
    open_parts = [name for name, part in ((_("the level"), level), (_("the tier"), tier)) if part is None]
    sentences = [part.sentence for part in (level, tier) if part is not None]
    if open_parts:
        sentences.append(
            _("How firm %(names)s would be cannot be said while questions are open.")
            % {"names": reader.listed(open_parts)}
        )
    method = _(
        "%(draws)s times every weight was changed by chance, by up to %(spread)s %% up or down, and all was "
        "graded again; the answers stayed the same."
    ) % {"draws": block["draws"], "spread": spread}
    return Sensitivity(level, tier, tuple(sentences), method, reader.sentences((method, *sentences)))


def _steadiness(code: str, name: str, block: Json, name_of: Callable[[str], str], reader: Reader) -> Steadiness | None:
    part = block[code]
    if part is None:
        return None
    draws = block["draws"]
    counts = {row["code"]: row["draws"] for row in part["counts"]}
    kept = counts.get(part["now"], 0)
    facts = {
        "now": reader.quoted(name_of(part["now"])),
        "spread": short(block["spread"]),
        "draws": draws,
        "moved": draws - kept,
        "others": reader.listed(
            [reader.quoted(name_of(row)) for row, count in counts.items() if count and row != part["now"]]
        ),
        "name": name,
    }
    if kept == draws:
        sentence = (
            _("%(name)s %(now)s is stable: with weights up to %(spread)s %% different it stays the same.") % facts
        )
    elif kept == 0:
        sentence = (
            _("%(name)s %(now)s hangs on the exact weights: changed by up to %(spread)s %% they give %(others)s.")
            % facts
        )
    else:
        sentence = (
            ngettext(
                "%(name)s %(now)s could change: with weights up to %(spread)s %% different, %(moved)s of %(draws)s "
                "draws gives %(others)s.",
                "%(name)s %(now)s could change: with weights up to %(spread)s %% different, %(moved)s of %(draws)s "
                "draws give %(others)s.",
                draws - kept,
            )
            % facts
        )
    rows = tuple(
        Draw(name_of(row), str(count), f"{short(Decimal(100 * count) / draws)} %", row == part["now"])
        for row, count in counts.items()
        if count or row == part["now"]
    )
    return Steadiness(code, name, kept == draws, sentence, rows)
