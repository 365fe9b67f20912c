"""The panel's rows: what the selectors let a person see, with where each firm stands, in one query for all rows."""

from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from assessments.models import Firm, Result
from assessments.selectors import assessments_visible_to, firms_visible_to, results_visible_to
from content.loader import current


def firms_with_standing(user: User) -> QuerySet[Firm]:
    """Return the visible firms with size by today's facts, and level, tier and day of the latest result."""
    latest = Result.objects.filter(assessment__firm=OuterRef("pk")).order_by("-created_at")
    return firms_visible_to(user).annotate(
        size_now=size_by_facts(""),
        level_now=Subquery(latest.values("level")[:1]),
        tier_now=Subquery(latest.values("tier")[:1]),
        assessed_at=Subquery(latest.values("created_at")[:1]),
    )


def assessments_with_standing(user: User) -> QuerySet[Any]:
    """Return the visible assessments with size, level and tier of their latest result; a draft has a size only."""
    latest = Result.objects.filter(assessment=OuterRef("pk")).order_by("-created_at")
    return assessments_visible_to(user).annotate(
        size_now=Coalesce(Subquery(latest.values("size")[:1]), size_by_facts("firm__")),
        level_now=Subquery(latest.values("level")[:1]),
        tier_now=Subquery(latest.values("tier")[:1]),
    )


def results_with_standing(user: User) -> QuerySet[Result]:
    """Return the visible results under the same column names as the other two lists."""
    return results_visible_to(user).annotate(size_now=F("size"), level_now=F("level"), tier_now=F("tier"))


def size_by_facts(prefix: str) -> Case:
    """Return the size class as the database computes it: the first class, largest first, whose two minimums are met."""
    classes = current().sizes
    steps = [
        When(**{f"{prefix}employees__gte": people, f"{prefix}revenue_wan__gte": _decimal(money)}, then=Value(code))
        for code, people, money in classes[:-1]
    ]
    return Case(*steps, default=Value(classes[-1][0]), output_field=CharField())


def _decimal(money: Any) -> Decimal:
    return Decimal(money.numerator) / money.denominator
