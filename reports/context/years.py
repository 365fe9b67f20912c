"""Pictures of the years: energy by carrier and CO2 by scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from reports.charts import Layer, Pile, piles_svg
from reports.context.amounts import amount_name
from reports.context.words import significant

Json = Mapping[str, Any]
MOST_LAYERS = 6


def energy_chart(years: Sequence[Json], width: float) -> str:
    """Energy by carrier; the smallest carriers are put together, so that tones suffice."""
    energy = [
        {row["code"]: Decimal(row["tce"]) for row in year["by_carrier"] if row["tce"] is not None and _is_energy(row)}
        for year in years
    ]
    sums = {code: sum((row.get(code, Decimal(0)) for row in energy), Decimal(0)) for row in energy for code in row}
    ranked = [code for code in sorted(sums, key=lambda code: -sums[code]) if sums[code] > 0]
    if not ranked:
        return ""
    named = ranked if len(ranked) <= MOST_LAYERS else ranked[: MOST_LAYERS - 1]
    rest = ranked[len(named) :]
    layers = [Layer(amount_name(code)) for code in named] + ([Layer(_("All others"))] if rest else [])
    piles = []
    for year, row in zip(years, energy, strict=True):
        values: list[Decimal | None] = [row.get(code) for code in named]
        if rest:
            values.append(sum((row.get(code, Decimal(0)) for code in rest), Decimal(0)))
        text = _("incomplete") if year["energy_tce"] is None else f"{significant(year['energy_tce'])} tce"
        piles.append(Pile(str(year["year"]), values, text))
    return piles_svg(layers, piles, title=_("Energy consumption by carrier, in tce, year by year."), width=width)


def _is_energy(row: Json) -> bool:
    return row["kind"] in ("fuel", "electricity", "heat")


def co2_chart(years: Sequence[Json], width: float) -> str:
    parts = []
    for year in years:
        process = Decimal(year["process_t"] or 0)
        scope1 = None if year["scope1_t"] is None else Decimal(year["scope1_t"]) - process
        scope2 = None if year["scope2_t"] is None else Decimal(year["scope2_t"])
        parts.append((year, [scope1, process or None, scope2]))
    if not any(value for _year, values in parts for value in values):
        return ""
    names = (_("Fuels burnt (scope 1)"), _("Process materials (scope 1)"), _("Bought power and heat (scope 2)"))
    shown = [index for index in range(len(names)) if any(values[index] for _year, values in parts)]
    piles = [
        Pile(
            str(year["year"]),
            [values[index] for index in shown],
            _("incomplete") if year["co2_t"] is None else f"{significant(year['co2_t'])} t",
        )
        for year, values in parts
    ]
    layers = [Layer(names[index]) for index in shown]
    return piles_svg(layers, piles, title=_("CO2 by scope, in tonnes, year by year."), width=width)
