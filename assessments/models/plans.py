"""What a firm means to do: a roadmap it kept, with who does what until when."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.firms import Firm
from assessments.models.record import NOTE_LENGTH
from assessments.models.results import Result

PHASES = 3
"""0-6, 6-18 and 18-36 months after the result."""


def no_limits() -> list[str | None]:
    """One null per phase: nothing is limited."""
    return [None] * PHASES


class Plan(models.Model):
    """The way from one result to a target. It stays with that result when the assessment is scored again.

    `target` is what was asked for, such as "im-capability:2"; the limits are those it was last planned within:
    `budget_wan` for everything, `phase_wan` and `phase_days` per phase as decimal texts, null where there is none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="plans", verbose_name=_("firm"))
    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="plans", verbose_name=_("result"))
    title = models.CharField(_("title"), max_length=120)
    target = models.CharField(_("target"), max_length=120)
    budget_wan = models.DecimalField(
        _("budget (10,000 yuan)"),
        max_digits=16,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    phase_wan = models.JSONField(_("money per phase (10,000 yuan)"), default=no_limits)
    phase_days = models.JSONField(_("own days per phase"), default=no_limits)
    carried = models.BooleanField(_("money left over stays for later phases"), default=False)
    version = models.PositiveIntegerField(default=1)
    """Counts the changes, so that a stale one is noticed."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return self.title


class PlanAction(models.Model):
    """One thing to do: a measure by its code, or an action of the firm's own with a title and no code."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Not started")
        DOING = "doing", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="actions", verbose_name=_("plan"))
    measure = models.CharField(_("measure"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    note = models.TextField(_("note"), max_length=NOTE_LENGTH, blank=True)
    phase = models.PositiveSmallIntegerField(_("phase"), validators=[MaxValueValidator(PHASES - 1)])
    owner = models.CharField(_("who does it"), max_length=120, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    budget_wan = models.DecimalField(
        _("budget (10,000 yuan)"),
        max_digits=16,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    staff_days = models.DecimalField(
        _("own days of work"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    pinned = models.BooleanField(_("pinned"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("action of a plan")
        verbose_name_plural = _("actions of a plan")
        ordering = ("phase", "position", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "measure"], condition=~models.Q(measure=""), name="one_action_per_measure"
            ),
            models.CheckConstraint(
                condition=(models.Q(measure="") & ~models.Q(title="")) | (~models.Q(measure="") & models.Q(title="")),
                name="a_measure_or_a_title",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.measure
