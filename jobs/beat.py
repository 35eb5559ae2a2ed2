"""The clock of the timetable (``CELERY_BEAT_SCHEDULE``)."""

import os

from billiard import current_process
from celery import beat


class Scheduler(beat.Scheduler):
    """Keeps its state in memory: every entry is an interval of minutes at most, and a file could be torn by a kill.

    Inside a worker it stops with it: killed with -9, the worker would otherwise leave it ticking beside its successor.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._worker = os.getppid() if current_process().name == "Beat" else None

    def tick(self, *args, **kwargs):
        if self._worker and os.getppid() != self._worker:
            raise SystemExit
        return super().tick(*args, **kwargs)
