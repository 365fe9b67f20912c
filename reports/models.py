"""The report's row is the truth, the queue only a hint. States move by conditional UPDATE and by the database's clock:
queued -> running -> done | failed, and back to queued when a worker is lost or a person tries again."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from assessments.models import Result
from reports.errors import REASONS

TEMPLATE_VERSION = "2026-3"
"""Part of a report's identity: a new look makes a new report, an old one stays as it was read."""

OFFERED = (("brief", "pdf"), ("diagnosis", "pdf"), ("diagnosis", "docx"), ("annex", "pdf"), ("annex", "xlsx"))
"""Kind and format of every file there is."""

COVERED_KINDS = ("diagnosis",)
"""The kinds that print the consultant's cover note; only in their identity does it count."""

LEASE = timedelta(seconds=120)
"""How long a worker owns a report; longer than the hard time limit of its task."""

MOST_ATTEMPTS = 3

UNSEEN = timedelta(seconds=60)
"""A queued report whose message is older than this is published again."""


def _from_now(delay: timedelta) -> models.ExpressionWrapper:
    return models.ExpressionWrapper(Now() + delay, output_field=models.DateTimeField())


class ReportQuerySet(models.QuerySet["Report"]):
    """The moves between states. Each is one statement, so that two workers cannot both make it."""

    def claim(self, pk: uuid.UUID | str) -> Report | None:
        """Take a report for the length of a lease; None when somebody else has it or it needs no work."""
        token = uuid.uuid4()
        free = Q(status=Report.Status.QUEUED) | Q(status=Report.Status.RUNNING, lease_until__lt=Now())
        taken = self.filter(free, pk=pk, attempts__lt=MOST_ATTEMPTS).update(
            status=Report.Status.RUNNING, attempts=F("attempts") + 1, lease_until=_from_now(LEASE), lease_token=token
        )
        return self.filter(pk=pk, lease_token=token).first() if taken else None

    def finish(self, report: Report, *, sha256: str, pages: int | None, size_bytes: int) -> bool:
        """Record the finished file; False when the lease has passed to somebody else meanwhile."""
        moved = self._ours(report).update(
            status=Report.Status.DONE,
            sha256=sha256,
            pages=pages,
            size_bytes=size_bytes,
            error_code="",
            finished_at=Now(),
            lease_until=None,
            lease_token=None,
        )
        return moved == 1

    def fail(self, report: Report, code: str) -> bool:
        """Record why there is no report; False when the lease has passed to somebody else meanwhile."""
        moved = self._ours(report).update(
            status=Report.Status.FAILED, error_code=code, finished_at=Now(), lease_until=None, lease_token=None
        )
        return moved == 1

    def release(self, report: Report, code: str) -> bool:
        """Give a report back for another try, or fail it when it has had all of them."""
        if report.attempts >= MOST_ATTEMPTS:
            return self.fail(report, code)
        moved = self._ours(report).update(
            status=Report.Status.QUEUED, error_code=code, lease_until=None, lease_token=None, published_at=None
        )
        return moved == 1

    def _ours(self, report: Report) -> ReportQuerySet:
        return self.filter(pk=report.pk, status=Report.Status.RUNNING, lease_token=report.lease_token)

    def queue_again(self, report: Report, *, requested_by_id: int) -> bool:
        """Start a failed or finished report anew with all its tries; False when it is on its way already."""
        moved = self.filter(pk=report.pk, status__in=(Report.Status.FAILED, Report.Status.DONE)).update(
            status=Report.Status.QUEUED,
            attempts=0,
            error_code="",
            sha256="",
            pages=None,
            size_bytes=None,
            lease_until=None,
            lease_token=None,
            published_at=Now(),
            finished_at=None,
            requested_at=Now(),
            requested_by_id=requested_by_id,
        )
        return moved == 1

    def recover_lost(self) -> tuple[int, int]:
        """Queue what a lost worker left behind; fail what was lost three times. Return how many of each."""
        lost = self.filter(status=Report.Status.RUNNING, lease_until__lt=Now())
        failed = lost.filter(attempts__gte=MOST_ATTEMPTS).update(
            status=Report.Status.FAILED, error_code="gave-up", finished_at=Now(), lease_until=None, lease_token=None
        )
        queued = lost.filter(attempts__lt=MOST_ATTEMPTS).update(
            status=Report.Status.QUEUED, lease_until=None, lease_token=None, published_at=None
        )
        return queued, failed

    def unseen(self) -> ReportQuerySet:
        """Queued reports nobody took: never published, or published a while ago. Oldest request first."""
        silent = Q(published_at=None) | Q(published_at__lt=_from_now(-UNSEEN))
        return self.filter(silent, status=Report.Status.QUEUED).order_by("requested_at", "pk")


class Report(models.Model):
    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("In progress")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    class Kind(models.TextChoices):
        BRIEF = "brief", _("Brief")
        DIAGNOSIS = "diagnosis", _("Diagnosis")
        ANNEX = "annex", _("Annex")

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="reports", verbose_name=_("result"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="reports", verbose_name=_("organisation")
    )
    language = models.CharField(
        _("language"), max_length=10, choices=[("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.DIAGNOSIS)
    format = models.CharField(_("format"), max_length=10, choices=Format.choices, default=Format.PDF)
    cover = models.CharField(_("fingerprint of the cover note"), max_length=64, blank=True, default="")
    """`CoverNote.fingerprint` of the note that is printed; "" without one."""
    template_version = models.CharField(_("template version"), max_length=20)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    """Changes with every claim, so that a worker that was slow cannot finish what another one took over."""
    error_code = models.CharField(_("error code"), max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    size_bytes = models.PositiveIntegerField(_("size in bytes"), null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("requested by"),
    )
    requested_at = models.DateTimeField(_("requested at"), db_default=Now())
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("-requested_at",)
        indexes: ClassVar = [models.Index(fields=["status", "lease_until"], name="report_by_status_and_lease")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["result", "language", "kind", "format", "cover", "template_version"],
                name="one_report_per_identity",
            )
        ]

    def __str__(self) -> str:
        return f"{self.result} · {self.name} · {self.get_language_display()}"

    @property
    def name(self) -> str:
        """What it is, such as "Diagnosis (Word)"."""
        return f"{self.get_kind_display()} ({self.get_format_display()})"

    @property
    def reason(self) -> str:
        """Why it failed, for the person who waits; "" while it has not failed."""
        if self.status != self.Status.FAILED:
            return ""
        return str(REASONS.get(self.error_code, REASONS["unexpected"]))

    @property
    def is_moving(self) -> bool:
        """Whether a page that shows it should ask again soon."""
        return self.status in (self.Status.QUEUED, self.Status.RUNNING)


class IssuedFile(models.Model):
    """Every file that was ever finished, so that a copy handed out long ago is known even when its report was made
    again with other bytes. Only added to."""

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="issued_files")
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, choices=Report.Kind.choices)
    format = models.CharField(max_length=10, choices=Report.Format.choices)
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("issued_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["result", "sha256"], name="one_issued_file_per_result_and_content")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.format} {self.sha256[:12]}"


def new_token() -> str:
    """Return 32 characters that nobody guesses (192 random bits) and any address can hold."""
    return secrets.token_urlsafe(24)


class ResultSeal(models.Model):
    """The page of verification of one result, behind a token that only its reports print. Revoked once and for all."""

    result = models.OneToOneField(Result, on_delete=models.CASCADE, related_name="seal")
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.result}"

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None


class CoverNote(models.Model):
    """What the consultant says on the cover of a result's diagnosis."""

    LONGEST_NAME = 120
    LONGEST_FOREWORD = 2000

    result = models.OneToOneField(Result, on_delete=models.CASCADE, related_name="cover_note")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    foreword = models.TextField(max_length=LONGEST_FOREWORD, blank=True)
    logo = models.CharField(max_length=64, blank=True, db_index=True)
    """sha256 of the re-encoded PNG in the folder of reports; "" without one."""
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.result}"

    @property
    def fingerprint(self) -> str:
        """sha256 of all that is printed, in hex; part of a report's identity."""
        printed: Mapping[str, str] = {"name": self.name, "foreword": self.foreword, "logo": self.logo}
        return hashlib.sha256(json.dumps(printed, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
