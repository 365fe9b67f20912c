"""What may be spent on a roadmap: money in all or by phase, and the firm's own days by phase."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from planning.errors import LimitNotUsable
from planning.priorities import HORIZONS
from planning.program import Cap

YUAN = 10_000
"""Yuan in 万元."""

NO_LIMITS: tuple[Decimal | None, ...] = (None,) * len(HORIZONS)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What may be spent. None is no limit.

    Attributes:
        total_wan: money for all phases together, in 万元, 0 or more.
        phase_wan: money for each phase, in 万元.
        phase_days: the firm's own days for each phase.
        carried: whether money a phase leaves over is there for later ones.

    Raises:
        LimitNotUsable: a limit is below zero, or there is not one for each phase.
    """

    total_wan: Decimal | None = None
    phase_wan: tuple[Decimal | None, ...] = NO_LIMITS
    phase_days: tuple[Decimal | None, ...] = NO_LIMITS
    carried: bool = False

    def __post_init__(self) -> None:
        by_phase = {"phase_wan": self.phase_wan, "phase_days": self.phase_days}
        for name, row in by_phase.items():
            if len(row) != len(HORIZONS):
                raise LimitNotUsable(name, len(row), f"one for each of the {len(HORIZONS)} phases")
        for name, row in {"total_wan": (self.total_wan,), **by_phase}.items():
            for limit in row:
                if limit is not None and not (limit.is_finite() and limit >= 0):
                    raise LimitNotUsable(name, limit, "a number of 0 or more")

    @property
    def money(self) -> bool:
        """Whether money is limited at all."""
        return self.total_wan is not None or self.phase_wan != NO_LIMITS

    @property
    def staff(self) -> bool:
        """Whether staff-days are limited at all."""
        return self.phase_days != NO_LIMITS

    @property
    def budget_wan(self) -> Fraction | None:
        """All the money there is, in 万元; None when it is unlimited."""
        given = [Fraction(limit) for limit in self.phase_wan if limit is not None]
        sums = [sum(given, Fraction(0))] if len(given) == len(HORIZONS) else []
        return min([*sums, *([] if self.total_wan is None else [Fraction(self.total_wan)])], default=None)


UNLIMITED = Limits()


def caps_of(limits: Limits, part: int) -> Iterable[Cap]:
    """Return the limits in whole yuan, and in days of which `part` make one.

    >>> [cap.most for cap in caps_of(Limits(total_wan=Decimal("0.5"), phase_days=(Decimal(3), None, None)), 2)]
    [5000, 6]
    """
    phases = tuple(range(len(HORIZONS)))
    if limits.total_wan is not None:
        yield Cap("cost", phases, floor(Fraction(limits.total_wan) * YUAN))
    saved: Fraction | None = Fraction(0)
    for phase, limit in enumerate(limits.phase_wan):
        if limits.carried:
            saved = None if saved is None or limit is None else saved + Fraction(limit)
            if saved is not None:
                yield Cap("cost", phases[: phase + 1], floor(saved * YUAN))
        elif limit is not None:
            yield Cap("cost", (phase,), floor(Fraction(limit) * YUAN))
    for phase, limit in enumerate(limits.phase_days):
        if limit is not None:
            yield Cap("days", (phase,), floor(Fraction(limit) * part))
