"""What the clock asks for: as often as it likes, done once."""

import datetime as dt

import pytest
import time_machine

from jobs.models import Job
from jobs.runner import run_pending
from strategy import tasks
from tests.factories import PersonFactory


@pytest.fixture
def noon():
    """A day's noon in Paris; call it with a number of hours to go on."""
    with time_machine.travel(dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC), tick=False) as clock:
        yield lambda hours: clock.shift(dt.timedelta(hours=hours))


def rescored():
    return Job.objects.filter(kind="strategy.rescore").count()


def test_scores_are_taken_anew_once_a_day_however_often_the_clock_asks(workspace, noon):
    PersonFactory(workspace=workspace)
    for _hour in range(3):
        tasks.look_after_people()
        run_pending(workspace)
        noon(3)
    assert rescored() == 1
    noon(2)  # 23:00
    tasks.look_after_people()
    assert rescored() == 1
    noon(1)  # the workspace's midnight, an hour before that of the machine
    tasks.look_after_people()
    assert rescored() == 2


def test_a_turn_that_no_worker_took_is_not_asked_twice(workspace, noon):
    PersonFactory(workspace=workspace)
    tasks.look_after_people()
    noon(30)
    tasks.look_after_people()
    assert rescored() == 1


def test_nothing_is_asked_for_where_nobody_is_known(workspace):
    tasks.look_after_people()
    assert rescored() == 0
