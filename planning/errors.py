"""What can go wrong while planning. Doors show the first five as messages; the others mean a bug or bad content."""

from collections.abc import Sequence


class PlanningError(Exception):
    """Base of everything planning raises."""


class TargetNotUnderstood(PlanningError):
    """The text names no target; `accepted` lists what would be one in its place."""

    def __init__(self, text: str, accepted: Sequence[str]):
        self.text, self.accepted = text, tuple(accepted)
        super().__init__(f"{text!r} is no target; use {', '.join(self.accepted)}")


class UnknownMeasure(PlanningError):
    def __init__(self, code: str):
        self.code = code
        super().__init__(f"no measure has the code {code!r}")


class UnknownDrop(UnknownMeasure):
    """A measure no plan was to have does not exist, so leaving it out would change nothing unnoticed."""


class PinNotPossible(PlanningError):
    """A measure every plan was to have is none the firm could do: unknown, done already, dropped, or not fitting."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(f"{code!r} cannot be in a plan: it is unknown, done already, dropped or does not fit")


class LimitNotUsable(PlanningError):
    """A budget or a number of staff-days is below zero, or not one is given for each phase."""

    def __init__(self, name: str, value: object, needs: str):
        self.name, self.value, self.needs = name, value, needs
        super().__init__(f"{name}: {value} cannot be a limit; it needs {needs}")


class NumbersTooLarge(PlanningError):
    """Weights or costs leave the range in which the solver counts exactly."""

    def __init__(self, largest: int, most: int):
        self.largest, self.most = largest, most
        super().__init__(f"a sum of {largest} is beyond {most}, so no exact plan is possible; use rounder weights")


class NoProof(PlanningError):
    """The solver ended without a proof that nothing is better."""

    def __init__(self, status: str):
        self.status = status
        super().__init__(f"the solver ended with {status!r} and proved nothing")


class PlanNotVerified(PlanningError):
    """The rules grade the plan otherwise than the linear model did."""

    def __init__(self, target: str, measures: Sequence[str]):
        self.target, self.measures = target, tuple(measures)
        super().__init__(f"the rules do not find {target} reached by {', '.join(self.measures) or 'no measure'}")
