"""Everything starts from who asks; what a person may not see does not exist for them."""

from django.db.models import QuerySet

from accounts.models import User
from accounts.selectors import organisations_visible_to
from assessments.models import Assessment, Firm, Result


def firms_visible_to(user: User) -> QuerySet[Firm]:
    return Firm.objects.filter(organisation__in=organisations_visible_to(user)).select_related("organisation")


def assessments_visible_to(user: User) -> QuerySet[Assessment]:
    return Assessment.objects.filter(firm__in=firms_visible_to(user)).select_related("firm__organisation")


def results_visible_to(user: User) -> QuerySet[Result]:
    return Result.objects.filter(assessment__in=assessments_visible_to(user)).select_related(
        "assessment__firm__organisation"
    )
