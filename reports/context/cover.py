"""What stands on the cover and the last page beside the figures: the consultant's note, and the way to check the
report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cover:
    """Every text may be "", and then has no place in the report."""

    name: str = ""
    """The consultant, as they sign."""
    foreword: str = ""
    """Paragraphs with line breaks between them."""
    logo_address: str = ""
    """An address that the renderer is given the picture for."""
    verify_url: str = ""
    qr_svg: str = ""
    """The address as a picture, escaped already."""
