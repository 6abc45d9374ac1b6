"""How the cost of each phase of clv grows: with rows, with customers, with distinct patterns, on 1 and 2 threads."""

import dataclasses
import datetime
import subprocess

import contenders
import logs
import measure
from tools import BENCHMARKS


def points(customers):
    """The logs of each curve, the middle one being the same in all."""
    middle = logs.by_customers(customers)

    def named(curve, value, **changes):
        return dataclasses.replace(middle, name=f"curve-{curve}-{value}", **changes)

    return {
        # Faster buyers: more rows of the same customers.
        "rows": [named("rows", f"alpha{alpha:g}", alpha=alpha) for alpha in (60, 30, 10, 3, 1)],
        "customers": [named("customers", logs.format_count(count), customers=count)
                      for count in (customers // 8, customers // 4, customers // 2, customers, 2 * customers)],
        # The same purchases over fewer days: fewer different recencies and ages.
        "patterns": [named("patterns", f"{days}days", alpha=middle.alpha * days / 731, start=first_day(middle.end, days))
                     for days in (30, 90, 365, 731, 1462)],
    }


def first_day(end, days):
    """The first day of a window of so many days."""
    return (datetime.date.fromisoformat(end) - datetime.timedelta(days - 1)).isoformat()


def count_patterns(tools, summary):
    """Distinct purchase histories of a summary file; None where they cannot be counted."""
    answer = subprocess.run([tools.python("polars"), tools.peers / "count_patterns.py", summary],
                            capture_output=True, text=True)
    return int(answer.stdout) if answer.returncode == 0 else None


def measure_all(options, tools, folder, context, floors, say):
    """Measures every point with 1 and with `--threads` threads and saves one file per curve."""
    for curve, definitions in points(logs.parse_count(options.curve_customers)).items():
        measured = []
        for definition in definitions:
            log = logs.make(definition, tools, folder)
            say(f"curve of {curve}: {definition.name} ({log.rows} rows)")
            by_threads = {}
            for threads in sorted({1, options.threads}):
                line = [contenders.clv_pipeline_by_summary(tools, log, folder, threads)]
                results = measure.compare(line, repetitions=options.repetitions, timeout=options.timeout,
                                          memory_limit=options.memory_limit * 1e9, say=say)
                by_threads[str(threads)] = results[line[0].name]
            measured.append({"log": log.facts(), "patterns": count_patterns(tools, folder / "summary.csv"),
                             "floors": floors([log.path]), "threads": by_threads})
        measure.save({**context, "section": "curve", "curve": curve, "points": measured}, f"curve-{curve}",
                     BENCHMARKS / "Measurements")
