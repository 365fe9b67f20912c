"""What the machine asks: is the process alive (`/healthz`), and can it serve (`/readyz`)."""

import logging

from celery import current_app
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer while the process runs; touches nothing else, so a restart is never caused by a neighbour."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database is there and migrated. A queue that is away is said: reports merely wait for it."""
    try:
        database = "ok" if not _unapplied_migrations() else "migrations missing"
    except Error:
        logger.warning("readyz: database is not available", exc_info=True)
        database = "unavailable"
    ready = database == "ok"
    body = {
        "status": "ready" if ready else "not ready",
        "database": database,
        "queue": "ok" if _queue_answers() else "degraded",
    }
    return JsonResponse(body, status=200 if ready else 503)


def _unapplied_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _queue_answers() -> bool:
    """Return whether the broker takes a connection within its time-outs (two seconds at most)."""
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=0, timeout=2)
    except Exception:
        # Each transport has errors of its own; whatever the cause, the answer to the question is no.
        logger.info("readyz: queue is not available", exc_info=True)
        return False
    return True
