"""Values and weights that answers are graded by besides the published content."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.record import NOTE_LENGTH, Assessment


class ReferenceValue(models.Model):
    """A baseline and a leading value the firm or its consultant brought, for one indicator of one reading."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="references")
    reading = models.CharField(max_length=60)
    indicator = models.CharField(max_length=60)
    base = models.DecimalField(max_digits=26, decimal_places=10)
    lead = models.DecimalField(max_digits=26, decimal_places=10)
    unit = models.CharField(max_length=20)
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "reading", "indicator"], name="one_reference_per_indicator")
        ]

    def __str__(self) -> str:
        return f"{self.reading} {self.indicator}"


class SectorReference(models.Model):
    """A baseline and a leading value for all firms of an industry, from a day on. Append only: a newer row replaces an
    older one, and what was in force stays readable."""

    ALL = "all"

    reading = models.CharField(_("reading"), max_length=60)
    indicator = models.CharField(_("indicator"), max_length=60)
    industry = models.CharField(_("industry"), max_length=3)
    unit = models.CharField(_("unit"), max_length=20)
    base = models.DecimalField(_("baseline"), max_digits=26, decimal_places=10)
    lead = models.DecimalField(_("leading value"), max_digits=26, decimal_places=10)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=200)
    note = models.TextField(_("note"), max_length=NOTE_LENGTH, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("sector reference")
        verbose_name_plural = _("sector references")
        ordering = ("reading", "indicator", "industry", "-valid_from", "-created_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["reading", "indicator", "industry"], name="sector_reference_of")]

    def __str__(self) -> str:
        return f"{self.reading} {self.indicator} {self.industry} {self.valid_from}"


class OwnReading(models.Model):
    """A version of a reading with weights of one's own. Append only, because results name it by its version.

    `changes` is {"profile", "parent", "weights"}: percent inside the parent by node code, as texts; `matrix` holds the
    pairwise comparisons they come from, row by row, as texts such as "1/3".
    """

    key = models.CharField(_("reading"), max_length=60)
    base_version = models.CharField(_("based on version"), max_length=40)
    version = models.CharField(_("version"), max_length=40)
    changes = models.JSONField(_("weights"))
    matrix = models.JSONField(_("pairwise comparisons"))
    consistency = models.DecimalField(_("consistency ratio"), max_digits=26, decimal_places=10)
    reason = models.TextField(_("reason"), max_length=NOTE_LENGTH)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("own weights")
        verbose_name_plural = _("own weights")
        ordering = ("key", "-created_at", "-pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "version"], name="one_own_reading_per_version")]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"
