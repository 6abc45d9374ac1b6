#!/usr/bin/env python3
"""Runs the micro-benchmarks of this package and writes what they took into RESULTS.md.

    micro.py [--filter '.*fit.*']

Only a run of all benchmarks (no --filter) is kept in Measurements/micro.json; a filtered one is printed and forgotten.
"""

import argparse
import pathlib
import re
import shlex
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "SideBySide"))

import machine  # noqa: E402
import measure  # noqa: E402
import report  # noqa: E402
from report import INSTRUCTIONS, TIME  # noqa: E402
from tools import BENCHMARKS, Tools  # noqa: E402


def parse(text):
    """The tables that the benchmark plugin prints: name of the benchmark, then one line per metric with percentiles.

    A metric's line is `│ Time (wall clock) (ns) │ p0 │ p25 │ p50 │ ... │ samples │`. Benchmarks named "... per ..." do a
    thousand things at a time (`scalingFactor: .kilo`); time and instructions become those of one.
    """
    found, name, before = {}, None, ""
    for line in text.splitlines():
        if line.startswith("╒"):
            name = before.strip()
        elif line.startswith("│") and not line.startswith("│ Metric"):
            cells = [cell.strip() for cell in line.strip("│").split("│")]
            metric, unit = re.fullmatch(r"(.+?)(?: \(([^()]*)\))?", cells[0]).groups()
            # The plugin shortens large counts to thousands and millions unless told otherwise.
            values = [float(cell) * {"K": 1_000, "M": 1_000_000, "G": 10**9}.get(unit, 1) for cell in cells[1:]]
            unit = "" if unit in ("K", "M", "G", "#") else unit or ""
            is_per_item = " per " in name and metric in (TIME, INSTRUCTIONS)
            found.setdefault(name, {})[metric] = {
                "unit": unit, "best": values[0] / 1000 if is_per_item else values[0],
                "median": values[2] / 1000 if is_per_item else values[2], "samples": int(cells[-1])}
        before = line or before
    return found


def main():
    """Runs, shows and keeps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--filter", help="a regular expression on the names of benchmarks")
    options = parser.parse_args()
    context = {"machine": machine.description(), "clv": Tools("").clv_version(), "section": "micro",
               "command": shlex.join(["python3", "Benchmarks/micro.py", *sys.argv[1:]])}
    command = ["swift", "package", "--allow-writing-to-package-directory", "benchmark", "--target", "Micro",
               "--no-progress", "--scale", "--time-units", "nanoseconds", *(["--filter", options.filter] if options.filter else [])]
    lines = []
    with subprocess.Popen(command, cwd=BENCHMARKS, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    if process.returncode != 0:
        return process.returncode
    results = parse("".join(lines))
    print("\n" + report.micro_table(results))
    if not options.filter:
        measure.save({**context, "results": results}, "micro", BENCHMARKS / "Measurements")
        (BENCHMARKS / "RESULTS.md").write_text(report.render(BENCHMARKS / "Measurements"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
