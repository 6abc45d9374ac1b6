"""The longest log: made, summarised, fitted and predicted once, to see that time and memory stay within bounds."""

import contenders
import logs
import measure
from tools import BENCHMARKS


def measure_all(options, tools, folder, context, floors, say):
    """Measures the log of `--rows` rows once and removes what it wrote."""
    definition = logs.long(logs.parse_count(options.rows))
    log = logs.make(definition, tools, folder)
    say(f"rows: {definition.name} ({log.rows} rows)")
    line = [contenders.clv_pipeline_by_summary(tools, log, folder, options.threads)]
    results = measure.compare(line, repetitions=1, timeout=options.timeout, memory_limit=options.memory_limit * 1e9,
                              say=say)
    measure.save({**context, "section": "rows", "log": log.facts(), "floors": floors([log.path]), "results": results},
                 "rows", BENCHMARKS / "Measurements")
