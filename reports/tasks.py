"""What workers do: build one report, and sweep up after workers and messages that were lost."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from concurrent.futures import Future
from threading import Thread

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import worker_process_shutdown
from django.core.cache import cache
from django.db import transaction
from django.db.models.functions import Now

from reports import files, pdf
from reports.build import StoredReport, build_report
from reports.errors import ReportRenderError
from reports.models import CoverNote, IssuedFile, Report

logger = logging.getLogger(__name__)

MOST_PUBLISHED_AT_ONCE = 50
HOURLY = 3600
PUBLISH_SECONDS = 2.0
"""A person waits for the queue no longer than this."""


def publish_report(report_id: uuid.UUID | str) -> bool:
    """Tell the workers of a report; False when the queue does not answer in time. Never raises, never retries.

    Published from a thread of its own, because the queue's socket time-outs (settings) do not bound everything that can
    hang, such as looking up the server's name. A message that did not get through costs nothing but time: the sweeper
    publishes again.
    """
    outcome: Future[bool] = Future()
    Thread(target=_publish, args=(str(report_id), outcome), daemon=True).start()
    try:
        return outcome.result(timeout=PUBLISH_SECONDS)
    except TimeoutError:
        logger.warning("report %s: the queue does not answer, the sweeper will publish it again", report_id)
        return False


def _publish(report_id: str, outcome: Future[bool]) -> None:
    try:
        build_report_task.apply_async((report_id,), retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - every transport has errors of its own; none may reach the person waiting
        logger.warning("report %s: not published (%r), the sweeper will try again", report_id, error)
        outcome.set_result(False)
    else:
        outcome.set_result(True)


@worker_process_shutdown.connect
def _put_away(**_about: object) -> None:
    pdf.put_away()  # a process of the pool ends without the clean-up of Python


@shared_task(name="reports.tasks.build_report_task", ignore_result=True)
def build_report_task(report_id: str) -> None:
    """Build a report if it still needs building; the outcome is recorded in its row."""
    report = Report.objects.claim(report_id)
    if report is None:
        logger.info("report %s: done, failed or taken by another worker", report_id)
        return
    try:
        stored = build_report(report)
    except ReportRenderError as error:
        logger.warning("report %s: %s", report_id, error)
        Report.objects.fail(report, error.code)
    except SoftTimeLimitExceeded:
        logger.warning("report %s: out of time at attempt %s", report_id, report.attempts)
        Report.objects.release(report, "too-slow")
    except OSError:
        logger.exception("report %s: not stored at attempt %s", report_id, report.attempts)
        Report.objects.release(report, "storage")
    except Exception:  # the row must say so whatever went wrong, else the person waits for ever
        logger.exception("report %s: attempt %s went wrong", report_id, report.attempts)
        Report.objects.release(report, "unexpected")
    else:
        if not _finished(report, stored):
            logger.warning("report %s: another worker took it over; its outcome counts", report_id)


@transaction.atomic
def _finished(report: Report, stored: StoredReport) -> bool:
    """Record the file, and that it was issued; False when another worker took the report over."""
    if not Report.objects.finish(report, sha256=stored.sha256, pages=stored.pages, size_bytes=stored.size_bytes):
        return False
    IssuedFile.objects.get_or_create(
        result_id=report.result_id,
        sha256=stored.sha256,
        defaults={"language": report.language, "kind": report.kind, "format": report.format},
    )
    return True


@shared_task(name="reports.tasks.sweep_reports_task", ignore_result=True)
def sweep_reports_task() -> None:
    """Queue again what lost workers left, fail what was lost three times, publish what nobody saw, remove orphans.

    Safe to run twice at once: every step is a conditional update, and rows being swept elsewhere are passed over.
    """
    queued, failed = Report.objects.recover_lost()
    if queued or failed:
        logger.warning("reports: %s lost and queued again, %s lost three times and failed", queued, failed)
    for report_id in _unseen():
        if not publish_report(report_id):
            break  # each try against a dead queue takes seconds; the rest waits for the next sweep
    if cache.add("reports-swept-files", 1, HOURLY):
        removed = files.remove_orphans(_named_among) + files.remove_left_over_fonts()
        if removed:
            logger.info("reports: %s left-over files removed", removed)


def _unseen() -> list[uuid.UUID]:
    """Take the queued reports whose message is missing, and mark them as published now."""
    with transaction.atomic():
        rows = Report.objects.unseen().select_for_update(skip_locked=True)[:MOST_PUBLISHED_AT_ONCE]
        found = [report.pk for report in rows]
        Report.objects.filter(pk__in=found, status=Report.Status.QUEUED).update(published_at=Now())
    return found


def _named_among(hashes: Iterable[str]) -> set[str]:
    given = list(hashes)
    reports = Report.objects.filter(sha256__in=given).values_list("sha256", flat=True)
    return {*reports, *CoverNote.objects.filter(logo__in=given).values_list("logo", flat=True)}
