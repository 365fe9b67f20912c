"""What a firm said, and what was computed from it. `Result` is the pivot: written once, refused by the database when
changed (see the migration that installs the trigger)."""

from __future__ import annotations

import json
import uuid
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation

NOTE_LENGTH = 4000


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


class Result(models.Model):
    """The outcome of one submission, or of scoring it again on a later method. `text` is assessment-result/1, byte for
    byte as it was computed (a JSON column would reorder its keys); the other columns only repeat what the panel filters
    by. Never updated."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="results")
    engine = models.CharField(max_length=20)
    content_sha256 = models.CharField(max_length=64)
    inputs_sha256 = models.CharField(max_length=64)
    text = models.TextField()
    size = models.CharField(_("size"), max_length=10, db_index=True)
    level = models.CharField(_("capability level"), max_length=4, blank=True, db_index=True)
    tier = models.CharField(_("readiness tier"), max_length=20, blank=True, db_index=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return str(self.assessment)

    @cached_property
    def document(self) -> dict[str, Any]:
        """assessment-result/1 as an object. Read only."""
        document: dict[str, Any] = json.loads(self.text)
        return document

    def reading(self, key: str) -> dict[str, Any]:
        """Return one reading of the document."""
        return next(reading for reading in self.document["readings"] if reading["key"] == key)
