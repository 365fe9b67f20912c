"""The facts of a firm."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


class Firm(models.Model):
    """The facts of a firm. Its tenant is the organisation; its name is the organisation's."""

    class Production(models.TextChoices):
        DISCRETE = "discrete", _("Discrete (pieces: machining, assembly, sewing)")
        PROCESS = "process", _("Process (flows: chemicals, dyeing, paper, food)")

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="firm")
    uscc = models.CharField(_("unified social credit code"), max_length=18, db_index=True)
    industry = models.CharField(_("industry"), max_length=3)
    province = models.CharField(_("province"), max_length=12)
    employees = models.PositiveIntegerField(_("employees"), validators=[MaxValueValidator(2_000_000)])
    revenue_wan = models.DecimalField(
        _("yearly revenue (10,000 yuan)"),
        max_digits=16,
        decimal_places=4,
        validators=[MinValueValidator(Decimal(0))],
    )
    production = models.CharField(_("kind of production"), max_length=10, choices=Production.choices)
    trimmed = models.JSONField(_("not done by the firm"), default=list, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("firm")
        verbose_name_plural = _("firms")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.organisation.name
