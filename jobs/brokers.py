"""Where rings wait for a worker: a folder, or a list in Redis. Both as kombu transports of two operations.

kombu's own transports were measured under the faults that this app must bear, and failed:

- filesystem: a message is written under its final name, where a worker can meet it empty and stop with an error; it is
  taken by moving it to the system's folder for temporary files, a copy when that is another disk, so that two workers
  can take the same one;
- redis: killed while messages were not yet acknowledged, the server took the worker with it; frozen for a second, it
  left a worker that never asked for work again.

Here a message is gone once it is taken, and a broker that does not answer looks empty to a worker, which asks again.
What is lost that way is rung for again by the sweeper.
"""

import logging
import os
import time
import uuid
from functools import cached_property
from pathlib import Path
from queue import Empty

from kombu.transport import virtual
from kombu.utils.json import dumps, loads
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry

logger = logging.getLogger(__name__)

PAUSE = 1.0  # seconds before a worker asks a silent Redis again
STALE = 3600  # seconds after which a half-written or half-read message belongs to a process that is dead


class Channel(virtual.Channel):
    do_restore = False  # what a worker had taken and not begun when it stops: the sweeper's business

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.options = self.connection.client.transport_options


class FolderChannel(Channel):
    """``folder``: one file per message. Written and taken by a rename, which happens at once or not at all."""

    @cached_property
    def folder(self) -> Path:
        return Path(self.options["folder"])

    def _put(self, queue, message, **kwargs):
        name = f"{time.time_ns()}_{uuid.uuid4().hex}.{queue}"  # names sort by time: first in, first out
        part = self.folder / f"{name}.part"
        part.write_text(dumps(message), encoding="utf-8")
        part.rename(self.folder / f"{name}.msg")

    def _get(self, queue, timeout=None):
        for name in sorted(name for name in os.listdir(self.folder) if name.endswith(f".{queue}.msg")):
            taken = self.folder / f"{name}.taken"
            try:
                (self.folder / name).rename(taken)
            except FileNotFoundError:  # another worker was faster
                continue
            message = taken.read_text(encoding="utf-8")
            taken.unlink()
            return loads(message)
        raise Empty


class RedisChannel(Channel):
    """``url``, ``timeout`` in seconds: one list per queue."""

    _silent_until = 0.0

    @cached_property
    def redis(self) -> Redis:
        timeout = self.options["timeout"]
        # once more after a lost connection (the server was restarted), never after a time-out (it hangs)
        retry = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))
        return Redis.from_url(self.options["url"], socket_connect_timeout=timeout, socket_timeout=timeout, retry=retry)

    def _put(self, queue, message, **kwargs):
        self.redis.lpush(queue, dumps(message))

    def _get(self, queue, timeout=None):
        if time.monotonic() < self._silent_until:
            raise Empty
        try:
            message = self.redis.rpop(queue)
        except RedisError as error:
            self._silent_until = time.monotonic() + PAUSE
            logger.warning("the broker does not answer (%s)", type(error).__name__)
            raise Empty from error
        if message is None:
            raise Empty
        return loads(message)


class FolderTransport(virtual.Transport):
    Channel = FolderChannel
    driver_type = driver_name = "folder"


class RedisTransport(virtual.Transport):
    Channel = RedisChannel
    driver_type = driver_name = "redis list"


def clear(folder: Path) -> None:
    """Remove what killed processes left in the folder of a broker."""
    for leftover in [*folder.glob("*.part"), *folder.glob("*.taken")]:
        if leftover.stat().st_mtime < time.time() - STALE:
            leftover.unlink(missing_ok=True)
