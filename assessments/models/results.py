"""What was computed. `Result` is the pivot: written once, refused by the database when changed (see the migration that
installs the trigger)."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assessments.models.record import Assessment


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
