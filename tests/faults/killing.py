"""Helpers that break things on purpose: kill a process in the middle of a job, run the same thing at once."""

import os
import signal
import threading
import traceback
import warnings

from django.db import connection, connections

from jobs.runner import run_job


class Statements:
    """Counts the statements of a connection and, at the ``fatal``-th, kills this process with -9."""

    def __init__(self, fatal: int = 0):
        self.count, self.fatal = 0, fatal

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        if self.count == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def count_statements(function, *args) -> int:
    """How many database statements the call takes."""
    statements = Statements()
    with connection.execute_wrapper(statements):
        function(*args)
    return statements.count


def run_and_die(job_id: int, statement: int) -> bool:
    """Run the job in a process that is killed -9 right before its n-th statement. True when it was killed."""
    connections.close_all()  # a connection must not be shared with the child
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # fork beside the test runner's own threads
        child = os.fork()
    if child == 0:
        code = 1
        try:
            with connection.execute_wrapper(Statements(fatal=statement)):
                run_job(job_id)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the job's process failed by itself"
    return os.WIFSIGNALED(status)


def at_once(number: int, function, *args) -> list:
    """What ``number`` threads return that call the function in the same moment, each with its own connection."""
    barrier, results = threading.Barrier(number), []

    def call():
        try:
            barrier.wait()
            results.append(function(*args))
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
