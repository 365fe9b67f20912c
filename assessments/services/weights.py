"""Weights of one's own: from comparisons in pairs to a version of a reading that results can name."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_audit
from assessments.errors import InvalidInput, NotAllowed, Problem
from assessments.models import NOTE_LENGTH, OwnReading
from assessments.selectors import reading_of, weighed_nodes
from assessments.services.grading import canonical_json
from assessments.services.references import may_set_method
from assessments.services.validation import Findings, required_text
from content.loader import current
from scoring.ahp import Ahp, AhpRefused, ahp, percent_weights
from scoring.exact import decimal_of, text_of
from scoring.model import Reading

RATIO_PLACES = 10
TRIES = 5
COMPARISON = re.compile(r"[1-9]|1/[1-9]", re.ASCII)
"""The steps of the scale; anything between them would claim a precision that nobody has."""


@dataclass(frozen=True)
class Comparisons:
    """Comparisons in pairs and what they give.

    Attributes:
        base: the version the weights are for.
        matrix: the comparisons as texts, row by row.
        weights: node code -> percent, summing to exactly 100.
        outcome: the computation, with its consistency.
    """

    base: Reading
    matrix: list[list[str]]
    weights: dict[str, Fraction]
    outcome: Ahp


def compare_nodes(
    *, reading: str, parent: str, profile: str, matrix: Sequence[Sequence[Any]], base_version: str = ""
) -> Comparisons:
    """Return the weights that comparisons in pairs give, storing nothing.

    Args:
        reading: Key of a ladder or points reading.
        parent: The node whose children are weighed; "" for the top of a ladder and for the blocks of a points reading.
        profile: Of a ladder, "discrete" or "process"; "" for a points reading.
        matrix: Row i, column j: how many times as much the i-th counts as the j-th, as whole numbers or texts from
            "1/9" to "9", in the order of `weighed_nodes`.
        base_version: The version to start from, which may have own weights itself; "" for the newest of the content.

    Raises:
        InvalidInput: the reading, parent or profile is wrong, or the comparisons give no weights: not-square,
            out-of-range, not-reciprocal, inconsistent, at the path of the comparison at fault such as "matrix[0][2]".
    """
    base = _base(reading, base_version)
    nodes = weighed_nodes(base, parent, profile)
    if len(nodes) < 2:
        raise InvalidInput([Problem("parent", "unknown", _("There is nothing to weigh here; choose another part."))])
    texts = _texts(matrix, len(nodes))
    try:
        outcome = ahp([[Fraction(value) for value in row] for row in texts])
    except AhpRefused as error:
        place = "".join(f"[{number}]" for number in error.pair or ())
        raise InvalidInput([Problem(f"matrix{place}", error.reason, _message(error))]) from error
    return Comparisons(base, texts, dict(zip(nodes, percent_weights(outcome.weights), strict=True)), outcome)


@transaction.atomic
def set_weights(
    *,
    reading: str,
    parent: str,
    profile: str,
    matrix: Sequence[Sequence[Any]],
    reason: Any,
    by: User | None,
    base_version: str = "",
) -> OwnReading:
    """Store a version of a reading whose weights come from comparisons in pairs. Nothing is scored by it yet.

    Args:
        reading, parent, profile, matrix, base_version: as in `compare_nodes`.
        reason: Why, for those who read the result later; at most 4000 characters.
        by: None when it comes in through a command.

    Raises:
        InvalidInput: as compare_nodes, or the reason is missing.
        NotAllowed: the person is no consultant or administrator.
    """
    if by is not None and not may_set_method(by):
        raise NotAllowed
    found = compare_nodes(reading=reading, parent=parent, profile=profile, matrix=matrix, base_version=base_version)
    findings = Findings()
    why = findings.take("reason", required_text, reason, most=NOTE_LENGTH)
    if findings.problems:
        raise InvalidInput(findings.problems)
    weights = {code: text_of(share) for code, share in found.weights.items()}
    changes = {"profile": profile, "parent": parent, "weights": weights}
    own = _stored(
        OwnReading(
            key=reading,
            base_version=found.base.version,
            changes=changes,
            matrix=found.matrix,
            consistency=round(decimal_of(Fraction(found.outcome.cr)), RATIO_PLACES),
            reason=why,
            author=by,
            sha256=hashlib.sha256(canonical_json([found.base.sha256, changes, found.matrix])).hexdigest(),
        )
    )
    record_audit(
        organisation=None,
        actor=by,
        verb="set weights",
        target=f"{own.key} {own.version}",
        details={"parent": parent, "profile": profile, "sha256": own.sha256},
    )
    return own


def _base(key: Any, version: str) -> Reading:
    newest = current().readings.get(key) if isinstance(key, str) else None
    if newest is None:
        raise InvalidInput([Problem("reading", "unknown", _("No reading has this key."))])
    try:
        return reading_of(newest.key, version) if version else newest
    except KeyError as error:
        raise InvalidInput([Problem("base_version", "unknown", _("This reading has no such version."))]) from error


def _texts(matrix: Any, count: int) -> list[list[str]]:
    rows = [list(row) for row in matrix] if _is_table(matrix) else []
    if len(rows) != count or any(len(row) != count for row in rows):
        raise InvalidInput(
            [Problem("matrix", "not-square", _("Compare all %(count)s parts with each other.") % {"count": count})]
        )
    findings = Findings()
    texts = [[str(value).strip() if not isinstance(value, bool) else "" for value in row] for row in rows]
    for row, values in enumerate(texts):
        for column, value in enumerate(values):
            if not COMPARISON.fullmatch(value):
                findings.add(
                    f"matrix[{row}][{column}]", "out-of-range", _("Choose a step from 1/9 to 9, such as 3 or 1/3.")
                )
    if findings.problems:
        raise InvalidInput(findings.problems)
    return texts


def _is_table(given: Any) -> bool:
    return isinstance(given, Sequence) and all(isinstance(row, (list, tuple)) for row in given)


def _message(error: AhpRefused) -> str:
    if error.reason == "inconsistent":
        return _(
            "The comparisons contradict each other (ratio %(ratio)s, at most 0.1 passes); this one is farthest off."
        ) % {"ratio": round(error.ratio or 0, 3)}
    return _("The two sides of a comparison must be each other's reciprocal, such as 3 and 1/3.")


def _stored(own: OwnReading) -> OwnReading:
    """Store it under the published version with "-w" and the next number: 2020-1-w3."""
    published = own.base_version.partition("-w")[0]
    for tries_left in reversed(range(TRIES)):
        taken = OwnReading.objects.filter(key=own.key, version__startswith=f"{published}-w").count()
        own.version = f"{published}-w{taken + 1}"
        try:
            with transaction.atomic():
                own.save(force_insert=True)
            break
        except IntegrityError:
            # Somebody else took the number in between.
            if not tries_left:
                raise
    return own
