"""The wiring: settings, URLs, the queue and the web entry. Nothing imports this package."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
