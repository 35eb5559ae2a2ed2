"""Who may cancel and retry what."""

from workspaces.models import Membership
from workspaces.permissions import Permission

from .models import Job
from .registry import KINDS


def can_run(membership: Membership, job: Job) -> bool:
    """The right to run jobs, and that to ask for this kind of job."""
    if not membership.can(Permission.RUN_JOBS):
        return False
    return job.kind not in KINDS or membership.can(KINDS[job.kind].permission)
