"""The Celery application: a doorbell for jobs, nothing more."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmtool.settings")
TRANSPORT_ALIASES |= {"folder": "jobs.brokers:FolderTransport", "redis-list": "jobs.brokers:RedisTransport"}
app = Celery("cmtool")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
