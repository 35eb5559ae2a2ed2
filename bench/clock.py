"""Two or more things timed in turn, so that noise falls on all of them alike."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def medians(*works: Callable[[], object], rounds: int = ROUNDS, times: int = 1) -> list[float]:
    """The median seconds of each, over ``rounds`` rounds of ``times`` calls each, after one call unmeasured."""
    for work in works:
        work()

    def repeated(work):
        for _ in range(times):
            work()

    taken = [[seconds(lambda work=work: repeated(work)) / times for work in works] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


@dataclass
class Result:
    """``ratio`` is ours to the limit in seconds; ``goal`` the most it may be."""

    name: str
    database: str
    what: str
    ours: float
    limit: float
    goal: float
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.limit

    def as_dict(self) -> dict:
        return {**asdict(self), "ratio": round(self.ratio, 3), "met": self.ratio <= self.goal}
