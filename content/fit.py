"""Whom something fits, and the few words that everything recommended is sorted by."""

SIZES = ("micro", "small", "medium", "large")
PILLARS = ("energy-carbon", "circular-carbon", "structure-carbon", "technology-carbon", "ecosystem")
ALL_SECTORS = "all"


class Fitting:
    """What is made for some trades and some sizes of firm.

    Attributes:
        sectors: industry codes, or ("all",).
        sizes: size classes.
    """

    sectors: tuple[str, ...]
    sizes: tuple[str, ...]

    def fits(self, *, industry: str, size: str) -> bool:
        """Return whether a firm of this industry code and size class can use it."""
        return size in self.sizes and (self.sectors == (ALL_SECTORS,) or industry in self.sectors)
