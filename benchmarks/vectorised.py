"""The far limit beside scoring many firms: all weighted sums of all readings as matrix products in numpy.

No levels, gates, trimming, checks, exactness or trace; not applicable and unanswered both leave the denominator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assessments.services.exchange import Exchange

Weights = Mapping[str, float]
Matrix = NDArray[np.float64]


def answer_matrix(exchanges: Sequence[Exchange], codes: Sequence[str]) -> Matrix:
    """One row per firm, one column per question; NaN where nothing counts."""
    nothing = float("nan")
    return np.array(
        [
            [nothing if (answer := exchange.answers.get(code, "na")) == "na" else _number(answer) for code in codes]
            for exchange in exchanges
        ]
    )


def _number(answer: str) -> float:
    return {"yes": 1.0, "no": 0.0}[answer] if answer in ("yes", "no") else float(answer)


def weight_matrix(readings: Sequence[Weights], codes: Sequence[str]) -> Matrix:
    """One column per reading."""
    return np.array([[own.get(code, 0.0) for own in readings] for code in codes])


def weighted_means(answers: Matrix, weights: Matrix) -> Matrix:
    """Firms x readings."""
    counted = ~np.isnan(answers)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (np.where(counted, answers, 0.0) @ weights) / (counted @ weights)
