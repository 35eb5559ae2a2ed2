"""``python -m bench [P1 P2 …] [--samples N] [--rows N] [--database sqlite|postgresql]``."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from bench import corpus, databases
from bench.measure import NAMES as ON_A_DATABASE

RESULTS = Path(__file__).parent / "results.json"
NAMES = (*ON_A_DATABASE, "CORPUS")


def main() -> None:
    options = _options()
    results = []
    if "CORPUS" in options.names:
        print("corpus…", flush=True)
        results += [result.as_dict() for result in corpus.measure()]
    on_a_database = [name for name in options.names if name in ON_A_DATABASE]
    for name in (options.database or ["sqlite", "postgresql"]) if on_a_database else ():
        with getattr(databases, name)() as environment:
            if environment is None:
                print(f"{name}: not found on this machine, not measured (BENCH_POSTGRES names one)")
                continue
            results += _measured(name, environment, on_a_database, options)
    _keep(results)
    _print(results)


def _keep(results: list[dict]) -> None:
    """Write them to the file, in the place of former ones of the same measure on the same database."""
    new = {(result["name"], result["database"]) for result in results}
    former = json.loads(RESULTS.read_text())
    kept = [result for result in former if (result["name"], result["database"]) not in new]
    whole = sorted([*kept, *results], key=lambda result: (result["database"], result["name"]))
    RESULTS.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--samples", type=int, default=10_000_000, help="of the large workspace; the small has a 20th")
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the file that is imported")
    parser.add_argument("--database", action="append", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    options.names = [name.upper() for name in options.names] or list(NAMES)
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    return options


def _measured(name: str, environment: dict[str, str], wanted: list[str], options: argparse.Namespace) -> list[dict]:
    """What ``bench.measure`` finds in a process that knows this database only."""
    print(f"{name}…", flush=True)
    command = [sys.executable, "-m", "bench.measure", *wanted]
    command += ["--samples", str(options.samples), "--rows", str(options.rows)]
    settings = {"DJANGO_SETTINGS_MODULE": "cmtool.settings", "DEBUG": "0", "BASE_URL": "http://127.0.0.1:8000"}
    found = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **settings, **environment}
    )
    return json.loads(found.stdout.splitlines()[-1])


def _print(results: list[dict]) -> None:
    head = ("", "database", "what", "ours", "limit", "ratio", "goal", "")
    rows = [
        (
            *(result[column] for column in ("name", "database", "what")),
            _time(result["ours"]),
            _time(result["limit"]),
            f"{result['ratio']:.2f}×",
            f"≤ {result['goal']:.3g}×",
            "met" if result["met"] else f"missed  {result['note']}",
        )
        for result in results
    ]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"


if __name__ == "__main__":
    main()
