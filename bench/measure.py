"""Measures one database: ``python -m bench.measure NAME… --samples N --rows N`` prints the results as JSON."""

import argparse
import json
import sys
from contextlib import redirect_stdout

NAMES = ("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="+")
    parser.add_argument("--samples", type=int, required=True)
    parser.add_argument("--rows", type=int, required=True)
    options = parser.parse_args()
    with redirect_stdout(sys.stderr):
        found = _measure(options)
    print(json.dumps([result.as_dict() for result in found], ensure_ascii=False))


def _measure(options) -> list:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from bench import files, pages, planned, scale

    wanted, found = set(options.names), []
    if wanted & {"P4", "P5"}:
        found += files.measure(options.rows, wanted)
    if "P8" in wanted:
        found += planned.measure()
    if wanted - {"P4", "P5", "P8"}:
        small = scale.make(options.samples // 20)
        before = scale.yardstick(small)
        large = scale.make(options.samples)
        if "P7" in wanted:
            found.append(scale.flat(before, scale.yardstick(small)))
        found += pages.measure(large, small, wanted)
        found += scale.measure(large, wanted)
    return sorted(found, key=lambda result: result.name)


if __name__ == "__main__":
    main()
