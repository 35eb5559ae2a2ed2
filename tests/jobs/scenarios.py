"""What ``tests/faults/test_every_job.py`` needs of each kind of job, registered in ``tests/<app>/job_scenarios.py``.

@scenario("imports.apply")
def apply(workspace, by):
    record = …                          # everything that the job needs, written to the database
    job = enqueue(workspace=workspace, kind="imports.apply", …, by=by)
    return job, lambda: sorted(…)       # what the job has changed, without ids or times, so that two
                                        # workspaces that went through the same have equal digests
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from jobs.models import Job
from workspaces.models import User, Workspace

Scenario = Callable[[Workspace, User], tuple[Job, Callable[[], Any]]]
SCENARIOS: dict[str, Scenario] = {}


def scenario(kind: str):
    """Register the decorated function as the scenario of ``kind``. ``by`` is an administrator of ``workspace``."""

    def register(function: Scenario) -> Scenario:
        SCENARIOS[kind] = function
        return function

    return register


def load() -> dict[str, Scenario]:
    for path in sorted(Path(__file__).parent.parent.glob("*/job_scenarios.py")):
        import_module(f"tests.{path.parent.name}.job_scenarios")
    return SCENARIOS
