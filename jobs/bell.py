"""The doorbell: tell a worker that a job is there. Ringing may fail, then the sweeper rings later."""

import logging
import time

from celery import current_app

logger = logging.getLogger(__name__)

SILENCE = 5.0  # seconds without another try after a failure, so that requests stay fast while the broker is away
_silent_until = 0.0


def ring(job_id: int) -> bool:
    """Send the job's id to the workers. Never raises; with a frozen broker returns after its socket time-outs (< 1 s).

    The queue is not declared (the worker has done so): publishing is then one round trip, and on the folder broker
    waits for no lock.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    try:
        current_app.send_task("jobs.tasks.run", [job_id], retry=False, declare=[])
    except Exception as error:  # whatever the transport throws: the job is safe in the database
        _silent_until = time.monotonic() + SILENCE
        logger.warning("job %s: the broker does not answer (%s); the sweeper will ring", job_id, type(error).__name__)
        return False
    return True
