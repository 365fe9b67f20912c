"""What a firm said: one row per answer and per amount of a year."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.firms import Firm

NOTE_LENGTH = 4000


class Assessment(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("In progress")
        SUBMITTED = "submitted", _("Submitted")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="assessments", verbose_name=_("firm"))
    period = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    factor_set = models.CharField(_("set of emission factors"), max_length=40, default="", blank=True)
    """Code of the set CO2 is computed with; "" for the one the content names first."""
    started_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ("-created_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["firm", "period"], condition=models.Q(state="draft"), name="one_draft_per_firm_and_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.firm} · {self.period}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class SectionVersion(models.Model):
    """Counts the saves of one section of one assessment, so that a stale save is noticed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="section_versions")
    section = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=0)
    opened_to = models.PositiveSmallIntegerField(default=0)
    """The level the person opened by hand; 0 when only the ladder decides."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "section"], name="one_version_per_section")
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.version}"


class Answer(models.Model):
    """One answer as the canonical text of its scale ("1", "0.8", "yes", "na"); an empty value keeps only the note."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(_("question"), max_length=60)
    value = models.CharField(_("answer"), max_length=10, blank=True)
    note = models.TextField(_("note"), max_length=NOTE_LENGTH, blank=True)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("question",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "question"], name="one_answer_per_question")
        ]

    def __str__(self) -> str:
        return f"{self.question}={self.value}"


class ActivityData(models.Model):
    """An amount of one year: energy, water, waste, output, land; value in `unit` as it was entered."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="activity")
    year = models.PositiveSmallIntegerField(_("year"))
    code = models.CharField(_("quantity"), max_length=60)
    value = models.DecimalField(_("amount"), max_digits=26, decimal_places=10)
    unit = models.CharField(_("unit"), max_length=20)

    class Meta:
        verbose_name = _("amount of a year")
        verbose_name_plural = _("amounts of a year")
        ordering = ("year", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "year", "code"], name="one_amount_per_year_and_code")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.code} {self.value} {self.unit}"
