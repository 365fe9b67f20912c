"""The queue's application: rooms register their tasks with `shared_task` and never import this."""

from celery import Celery

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
