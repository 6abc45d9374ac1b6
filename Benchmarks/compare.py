#!/usr/bin/env python3
"""Measures clv beside its peers and writes Benchmarks/RESULTS.md.

    compare.py [SECTION ...] [--sizes 100k,1M] [--repetitions 3] ...

summary   log to one row per customer, beside polars and DuckDB
pipeline  log to prediction file, beside lifetimes and pymc-marketing
models    fits of each model, beside lifetimes and pymc-marketing, on the smallest log
roads     what compressed, piped, unsorted or refunded logs cost beside the plain one, on the largest log up to 1M
scale     the largest log on 1 and 2 threads and within 512 MB: the same bytes
threads   the same log on 1 and 2 threads, several times: wall seconds of each phase
rows      a log of --rows rows, once
curves    how the phases of clv grow, on 1 and 2 threads

Without a name all of them run. Each measurement is a file in Measurements/ that replaces the one of the same name;
RESULTS.md is made from all of them, so that one long run and many short ones can stand side by side. `compare.py report`
only rewrites RESULTS.md, `compare.py logs` only makes the logs.

Needs the release build of clv (swift build -c release) and the peers' environments (make peers).
"""

import argparse
import json
import pathlib
import shlex
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "SideBySide"))

import contenders  # noqa: E402
import curves  # noqa: E402
import logs  # noqa: E402
import machine  # noqa: E402
import measure  # noqa: E402
import models  # noqa: E402
import report  # noqa: E402
import roads  # noqa: E402
import rows  # noqa: E402
import scale  # noqa: E402
import threads  # noqa: E402
from tools import BENCHMARKS, Tools  # noqa: E402

SECTIONS = ("summary", "pipeline", "models", "roads", "scale", "threads", "rows", "curves")
OTHERS = ("report", "logs")


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", help="default: all of them")
    parser.add_argument("--sizes", default="100k,1M", help="customers of the logs: 100k,1M,10M")
    parser.add_argument("--dense", default="", help="customers of two more logs for the summary, 10 rows each: 2M")
    parser.add_argument("--rows", default="", help="rows of one more log for the section rows: 100M")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=900, help="seconds for one contender on one log")
    parser.add_argument("--slow-timeout", type=float, default=60,
                        help="seconds for a peer on a log of more than 3M customers; lifetimes with weights gets --timeout")
    parser.add_argument("--model-timeout", type=float, default=60, help="seconds for one fit in the section models")
    parser.add_argument("--memory-limit", type=float, default=16, help="GB for one process")
    parser.add_argument("--skip", action="append", default=[], metavar="CONTENDER",
                        help="record this contender as not run (may be repeated)")
    parser.add_argument("--curve-customers", default="200k", help="customers in the middle of each curve")
    parser.add_argument("--clv", default=str(BENCHMARKS.parent / ".build" / "release" / "clv"))
    parser.add_argument("--work", type=pathlib.Path, default=str(BENCHMARKS / ".work"), help="folder for logs and outputs")
    options = parser.parse_args()
    unknown = set(options.sections) - {*SECTIONS, *OTHERS}
    if unknown:
        parser.error(f"no section {', '.join(sorted(unknown))}: there are {', '.join(SECTIONS + OTHERS)}")
    return options


def say(text):
    """Progress."""
    print(text, file=sys.stderr, flush=True)


def floors(paths):
    """The machine's limits, measured in a process of their own."""
    script = BENCHMARKS / "SideBySide" / "floors.py"
    answer = subprocess.run([sys.executable, script, *paths], capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)


def compare(section, log, line, columns, options, tools, context):
    """Measures all contenders of a section on one log and saves it."""
    say(f"{section}: {log.definition.name} ({log.rows} rows)")
    for contender in line:
        if contender.name in options.skip:
            contender.missing = "not run: --skip"
    results = measure.compare(line, repetitions=options.repetitions, timeout=options.timeout,
                              memory_limit=options.memory_limit * 1e9, say=say)
    measure.add_agreement(results, line, tools, columns, say)
    name = f"{section}-{log.definition.name}"
    measure.save({**context, "section": section, "log": log.facts(), "floors": floors([log.path]), "results": results},
                 name, BENCHMARKS / "Measurements")


def main():
    """Makes the logs, measures, and writes the report."""
    options = arguments()
    sections = options.sections or list(SECTIONS)
    tools = Tools(options.clv)
    if sections != ["report"]:
        tools.require_clv()
    work = pathlib.Path(options.work)
    context = {
        "machine": machine.description(), "clv": tools.clv_version(), "threads": options.threads,
        "limits": {"seconds": options.timeout, "gigabytes": options.memory_limit},
        "command": shlex.join(["python3", "Benchmarks/compare.py", *sys.argv[1:]]),
    }
    sizes = [logs.by_customers(logs.parse_count(size)) for size in options.sizes.split(",") if size]
    dense = [logs.dense(logs.parse_count(size), string_ids)
             for size in options.dense.split(",") if size for string_ids in (False, True)]
    if sections == ["logs"]:
        long = [logs.long(logs.parse_count(options.rows))] if options.rows else []
        for definition in sizes + dense + long:
            say(f"making {definition.name}")
            logs.make(definition, tools, work)
        return 0
    if "summary" in sections:
        for definition in sizes + dense:
            log = logs.make(definition, tools, work)
            compare("summary", log, contenders.summaries(tools, log, work, options.threads),
                    ["frequency", "recency", "age", "monetary_value"], options, tools, context)
    if "pipeline" in sections:
        for definition in sizes:
            log = logs.make(definition, tools, work)
            line = contenders.pipelines(tools, log, work, options.threads, options.slow_timeout)
            compare("pipeline", log, line, ["p_alive", "expected_transactions", "expected_spend", "predicted_value"],
                    options, tools, context)
    by_size = sorted(sizes, key=lambda definition: definition.customers)
    if "models" in sections and by_size:
        models.measure_all(options, tools, logs.make(by_size[0], tools, work), work, context, floors, say)
    if "roads" in sections and by_size:
        middle = [definition for definition in by_size if definition.customers <= 1_000_000] or by_size
        roads.measure_all(options, tools, logs.make(middle[-1], tools, work), work, context, floors, say)
    if "scale" in sections and by_size:
        scale.measure_all(options, tools, logs.make(by_size[-1], tools, work), work, context, floors, say)
    if "threads" in sections and by_size:
        threads.measure_all(options, tools, logs.make(by_size[-1], tools, work), work, context, floors, say)
    if "rows" in sections and options.rows:
        rows.measure_all(options, tools, work, context, floors, say)
    if "curves" in sections:
        curves.measure_all(options, tools, work, context, floors, say)
    (BENCHMARKS / "RESULTS.md").write_text(report.render(BENCHMARKS / "Measurements"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
