"""The project package: settings, addresses, shell and leaf helpers."""

from cmtool.celery import app as celery_app

__all__ = ["celery_app"]
