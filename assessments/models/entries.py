"""What a consultant adds to the published library for one firm alone."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.firms import Firm
from assessments.models.record import NOTE_LENGTH


class FirmEntry(models.Model):
    """A measure, a case or a solution of one firm. Withdrawn rather than deleted, because plans and results name it.

    `relieves` is a list of barrier codes, `lifts` says what answer a question is expected to reach, `ask` holds one
    question to a supplier per line. Costs are in 10,000 yuan, one-off; the pay-back is in months.
    """

    class Kind(models.TextChoices):
        MEASURE = "measure", _("Measure")
        CASE = "case", _("Case")
        SOLUTION = "solution", _("Solution")

    class Horizon(models.TextChoices):
        SHORT = "0-6", _("0-6 months")
        MEDIUM = "6-18", _("6-18 months")
        LONG = "18-36", _("18-36 months")

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="entries", verbose_name=_("firm"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    what = models.TextField(_("what it is"), max_length=NOTE_LENGTH)
    first_step = models.TextField(_("first step"), max_length=NOTE_LENGTH, blank=True)
    outcome = models.TextField(_("what changed"), max_length=NOTE_LENGTH, blank=True)
    ask = models.TextField(_("questions to a supplier, one per line"), max_length=NOTE_LENGTH, blank=True)
    relieves = models.JSONField(_("barriers it relieves"), default=list, blank=True)
    lifts = models.JSONField(_("answers it raises"), default=dict, blank=True)
    cost_low = models.DecimalField(
        _("least cost (10,000 yuan)"),
        max_digits=16,
        decimal_places=4,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    cost_high = models.DecimalField(
        _("highest cost (10,000 yuan)"),
        max_digits=16,
        decimal_places=4,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    staff_days = models.DecimalField(
        _("own days of work"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    payback_low = models.DecimalField(
        _("pays back after at least (months)"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    payback_high = models.DecimalField(
        _("pays back after at most (months)"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    horizon = models.CharField(_("done within"), max_length=10, choices=Horizon.choices, default=Horizon.SHORT)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("entry of a firm")
        verbose_name_plural = _("entries of firms")
        ordering = ("kind", "-created_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["firm", "kind"], name="entries_of_a_firm")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """Stands beside the codes of the content; the same for ever."""
        return f"OWN-{self.kind[0].upper()}-{self.pk}"
