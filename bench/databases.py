"""Where to measure: a SQLite file, and a PostgreSQL given by ``BENCH_POSTGRES`` or started here for the purpose."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = "-c listen_addresses= -c shared_buffers=512MB -c max_wal_size=4GB"


@contextmanager
def sqlite() -> Iterator[dict[str, str]]:
    """The environment of a process that uses a fresh SQLite database."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield {"VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}


@contextmanager
def postgresql() -> Iterator[dict[str, str] | None]:
    """The same on PostgreSQL; None where there is none."""
    given, programs = os.environ.get("BENCH_POSTGRES"), _programs()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if given:
            yield {"VAR_DIR": folder, "DATABASE_URL": given}
        elif programs:
            with _cluster(programs) as url:
                yield {"VAR_DIR": folder, "DATABASE_URL": url}
        else:
            yield None


def _programs() -> Path | None:
    found = shutil.which("initdb") or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None
    )
    return Path(found).parent if found else None


@contextmanager
def _cluster(programs: Path) -> Iterator[str]:
    """A private cluster that listens on a socket in its own folder only."""
    folder = Path(tempfile.mkdtemp(prefix="bench-pg-"))
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", user, "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run("initdb", "-D", f"{folder}/data", "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    run("pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", f"{SETTINGS} -k {folder}", "start")
    try:
        yield f"postgresql://bench@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder)
