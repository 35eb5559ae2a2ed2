"""The clock of the timetable (``CELERY_BEAT_SCHEDULE``)."""

import datetime as dt
import logging
import os

from billiard import current_process
from celery import beat

logger = logging.getLogger(__name__)


class Entry(beat.ScheduleEntry):
    """Due as soon as the clock starts: clocks that live for less than an interval would never send it otherwise.

    So every task asks the database what is due, and does nothing where nothing is.
    """

    NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

    def __init__(self, *args, last_run_at: dt.datetime | None = None, **kwargs):
        super().__init__(*args, last_run_at=last_run_at or self.NEVER, **kwargs)


class Scheduler(beat.Scheduler):
    """Keeps its state in memory: every entry is an interval of an hour at most, and a kill could tear a file.

    Inside a worker it stops with it: killed with -9, the worker would otherwise leave it ticking beside its successor.
    """

    Entry = Entry

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._worker = os.getppid() if current_process().name == "Beat" else None

    def tick(self, *args, **kwargs):
        if self._worker and os.getppid() != self._worker:
            raise SystemExit
        return super().tick(*args, **kwargs)

    def apply_entry(self, entry, producer=None):
        """Send one entry; a broker that is away costs a line in the log, the next round comes."""
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except beat.SchedulingError as error:
            logger.warning("%s was not sent (%s)", entry.name, type(error.__cause__ or error.__context__).__name__)
