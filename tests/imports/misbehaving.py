"""What a parser may do to its process; run by ``test_sandbox`` as ``python -m tests.imports.misbehaving HOW``."""

import os
import resource
import signal
import subprocess
import sys
import time


def hog():
    kept = []
    while True:
        kept.append(bytearray(10_000_000))


def spin():
    while True:
        pass


def flood():
    while True:
        sys.stdout.write("x" * 10_000)


def fall():
    os.kill(os.getpid(), signal.SIGSEGV)


def abort_for_memory():
    os.write(2, b"memory allocation of 549755813888 bytes failed\n")
    os.abort()


def fail():
    raise SystemExit(3)


def breed(path):
    subprocess.Popen([sys.executable, "-c", f"import time; time.sleep(1.5); open({path!r}, 'w')"])
    time.sleep(60)


def tell(*args):
    sys.stdout.write(f"{sorted(os.environ)} {list(args)} {os.getcwd()}\n")


def open_many():
    try:
        kept = [open(os.devnull) for _ in range(1000)]  # noqa: SIM115
    except OSError:
        sys.stdout.write("refused\n")
    else:
        sys.stdout.write(f"{len(kept)}\n")


def statistics():
    import pandas

    total = pandas.DataFrame({"a": range(1000)}).a.sum()
    sys.stdout.write(f"{total} {resource.getrlimit(resource.RLIMIT_CORE)}\n")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
