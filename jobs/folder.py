"""The broker of an installation without Redis: a folder, through kombu's filesystem transport.

kombu's own writes a message under its final name, where a worker can meet it empty and stop with an error, and takes
one by moving it to the system's folder for temporary files: a copy when that is another disk, so that two workers can
take the same. Here both are a rename inside the folder, which happens at once or not at all.
"""

import os
import time
import uuid
from pathlib import Path
from queue import Empty

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

STALE = 3600  # seconds after which a half-written or half-read message belongs to a process that is dead


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        name = f"{time.time_ns()}_{uuid.uuid4().hex}.{queue}"  # names sort by time: first in, first out
        part = Path(self.data_folder_out, f"{name}.part")
        part.write_text(dumps(payload), encoding="utf-8")
        part.rename(part.with_name(f"{name}.msg"))

    def _get(self, queue):
        end = f".{queue}.msg"
        for name in sorted(name for name in os.listdir(self.data_folder_in) if name.endswith(end)):
            message = Path(self.data_folder_in, name)
            taken = message.with_suffix(".taken")
            try:
                message.rename(taken)
            except FileNotFoundError:  # another worker was faster
                continue
            payload = taken.read_text(encoding="utf-8")
            taken.unlink()
            return loads(payload)
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel


def sweep(folder: Path) -> None:
    """Remove what killed processes left behind."""
    for leftover in [*folder.glob("*.part"), *folder.glob("*.taken")]:
        if leftover.stat().st_mtime < time.time() - STALE:
            leftover.unlink(missing_ok=True)
