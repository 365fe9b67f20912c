"""The fixed vocabularies of the catalogue in plain words, for the library and the panel."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CERTAINTY_WORDS: Mapping[str, Promise] = {
    "confirmed": _("confirmed by two or more sources"),
    "single-source": _("one source only"),
    "unverified": _("not verified: the tool's own recommended value"),
    "own": _("the tool's own"),
}
"""How sure a source is."""

HORIZON_WORDS: Mapping[str, Promise] = {
    "0-6": _("within 6 months"),
    "6-18": _("6 to 18 months"),
    "18-36": _("18 to 36 months"),
}
PILLAR_WORDS: Mapping[str, Promise] = {
    "energy-carbon": _("Energy and carbon"),
    "circular-carbon": _("Circularity and carbon"),
    "structure-carbon": _("Structure and carbon"),
    "technology-carbon": _("Technology and carbon"),
    "ecosystem": _("Ecosystem"),
}
EFFECT_WORDS: Mapping[str, Promise] = {
    "energy": _("energy"),
    "co2": _("CO2"),
    "water": _("water"),
    "waste": _("waste"),
    "pollutant": _("pollutants"),
    "material": _("material"),
    "quality": _("quality"),
    "capacity": _("capacity"),
    "delivery": _("delivery"),
    "safety": _("safety"),
    "risk": _("risk"),
    "skills": _("skills"),
    "knowledge": _("knowledge"),
}
