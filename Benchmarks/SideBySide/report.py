"""RESULTS.md from the measurement files."""

import json

import logs
from report_models import model_section, models_alone_section, roads_section, rows_section, scale_section, threads_section
from report_tables import (COST_HEADER, agreement_of_files, agreement_of_parameters, amount, contender_rows, duration,
                           floor_line, log_line, phase_table, provenance, table)
from report_targets import Targets


def load(folder, section):
    """The measurements of a section, small logs first."""
    found = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    found = [measurement for measurement in found if measurement["section"] == section]
    return sorted(found, key=lambda measurement: measurement.get("log", {}).get("rows", 0))


def summary_section(measurement):
    """Log to one row per customer."""
    results = measurement["results"]
    return "\n".join([
        f"### {log_line(measurement['log'])}\n",
        table(COST_HEADER, contender_rows(results)),
        floor_line(measurement),
        agreement_of_files(results),
        provenance(measurement),
    ])


def pipeline_section(measurement):
    """Log to prediction file."""
    results = measurement["results"]
    return "\n".join([
        f"### {log_line(measurement['log'])}\n",
        table(COST_HEADER, contender_rows(results)),
        floor_line(measurement),
        agreement_of_parameters(results),
        agreement_of_files(results),
        "<details><summary>Phases</summary>\n",
        phase_table(results),
        "</details>\n",
        provenance(measurement),
    ])


def curve_section(measurement):
    """How the phases grow."""
    counts = sorted({count for point in measurement["points"] for count in point["threads"]}, key=int)
    names = []
    for point in measurement["points"]:
        for result in point["threads"].values():
            names += [phase["name"] for phase in result.get("report", {}).get("phases", []) if phase["name"] not in names]
    rows = []
    for point in measurement["points"]:
        log, floors = point["log"], point["floors"]
        for count in counts:
            result = point["threads"][count]
            cells = [logs.format_count(log["definition"]["customers"]), f"{log['rows']:,}",
                     f"{point['patterns']:,}" if point.get("patterns") else "", count]
            if result["status"] == "done":
                phases = {phase["name"]: phase for phase in result["report"]["phases"]}
                cells += [f"{phases[name]['seconds']:.3f} / {phases[name]['cpuSeconds']:.3f}" for name in names]
                cells += [f"{result['seconds']:.2f}", f"{result['cpuSeconds']:.2f}", amount(result["peakMemory"])]
            else:
                cells += [result["status"]] + [""] * (len(names) + 2)
            rows.append(cells + [f"{next(iter(floors['readSeconds'].values())):.3f}"])
    header = ["customers", "rows", "patterns", "threads", *names, "all, wall s", "all, CPU s", "peak memory",
              "reading the file, s"]
    return "\n".join([
        f"### Growing {measurement['curve']}\n", "Seconds of wall time / CPU seconds per phase.\n", table(header, rows),
        f"One thread copies memory at {measurement['points'][-1]['floors']['copyBytesPerSecond'] / 1e9:.1f} GB/s.\n",
        provenance(measurement)])


# What the benchmark package calls its metrics.
TIME = "Time (wall clock)"
INSTRUCTIONS = "Instructions"
MEMORY = "Memory (resident peak)"


def micro_table(results):
    """What each part took: wall time, and what it counts besides."""
    has_counters = any(INSTRUCTIONS in metrics for metrics in results.values())
    rows = []
    for name, metrics in sorted(results.items()):
        time = metrics[TIME]
        rates = [f"{values['median']:,.0f} {metric}" for metric, values in metrics.items()
                 if metric not in (TIME, INSTRUCTIONS, MEMORY)]
        memory = metrics.get(MEMORY)
        instructions = metrics.get(INSTRUCTIONS)
        rows.append([
            name, duration(time["median"]), duration(time["best"]),
            *([f"{instructions['median']:,.0f}" if instructions else ""] if has_counters else []),
            ", ".join(rates), amount(memory["median"]) if memory else "", f"{time['samples']:,}"])
    header = ["what", "time, median", "best", *(["instructions"] if has_counters else []), "and", "peak memory", "runs"]
    note = "" if has_counters else "\nNo instruction counts: this machine gives no access to hardware counters.\n"
    return table(header, rows) + note


def micro_section(measurement):
    """The parts, one by one."""
    return micro_table(measurement["results"]) + "\n" + provenance(measurement)


INTRODUCTION = """# Results

{targets}
## How to read this

Written by `compare.py` and `micro.py` from the files in `Measurements/`; do not edit. Each table names the machine, the
versions and the command that made it. CPU seconds are user plus system time of the whole process with its threads
(wait4), the median of the runs; wall seconds are the median; peak memory is the largest resident set of any run. A tool
that failed, was too slow or used too much memory is listed as such. Compare numbers within one table only: other work on
the machine moves wall time more than CPU time.
"""

SECTIONS = (
    ("summary", "Log to one row per customer", summary_section,
     "Rows of one customer on one day are one purchase occasion; frequency, recency, age, mean repeat spend, first and "
     "last day; written as CSV. All tools get the same number of threads; polars and DuckDB read integer ids as integers "
     "where the log has them, clv takes every id as text."),
    ("pipeline", "Log to prediction file", pipeline_section,
     "Read and summarise the log, fit BG/NBD and Gamma-Gamma, write one row per customer with P(alive), expected "
     "purchases and spend, and the value of the next 360 days at 10 % a year. `clv` is `clv fit --predictions`, "
     "which reads the log once; with two commands (`fit`, `predict`) it is read twice, by summary file once and the summary "
     "twice. The peers do all in one process.\n\n"
     "`predicted_value` of lifetimes and pymc-marketing is their own definition: 12 months of 30 days, each discounted "
     "at its end. clv discounts every moment where it lies, so its values are a little higher: about half a month of "
     "discount, 0.4 %. pymc-marketing finds the maximum a posteriori under its default priors, so its parameters differ "
     "by design; it keeps compiled code between runs, and the seconds here depend on whether it was there. Phases are "
     "what each tool reports of itself: for a Python driver the time to import the library is in the total and in no "
     "phase."),
    ("model", "Fits, model by model", model_section,
     "From a summary file of customers (days; bg-bb: 12 opportunities) to estimates. The ratio is that of the CPU seconds of "
     "the fit alone; clv's holds everything from compressing the customers to standard errors, the peers' nothing but the "
     "call of fit (lifetimes with weights is given compressed customers). Log-likelihoods of all answers are by lifetimes' "
     "formulas, relative to that of clv's answer: below 0 is a worse answer."),
    ("models alone", "Fits of models that these peers do not have", models_alone_section,
     "The same customers, clv only."),
    ("roads", "What other forms of a log cost", roads_section,
     "`clv summarize` of the same purchases in other files, or of the same file read otherwise. CPU seconds are those of the "
     "whole command, writing the summary included."),
    ("scale", "One large log on one thread, on two, and in little memory", scale_section,
     "Every command from the log. All files must have the bytes that one thread writes. `--memory-limit` bounds the rows in "
     "memory; the summary and the predictions come on top."),
    ("threads", "What two threads bring", threads_section,
     "`clv fit --predictions`, all phases in one process, on one thread and on two in turn."),
    ("rows", "The longest log", rows_section, "Once, customer by customer as `clv simulate` writes it."),
    ("curve", "Cost curves", curve_section,
     "How the phases of clv (summarize; fit and predict from the summary file) grow, on one thread and more, beside "
     "what the machine can do at best."),
    ("micro", "Parts", micro_section,
     "Each part alone, in a process of its own; \"per pattern\", \"per value\" and \"per number\" are time per item. One "
     "thread, unless the name says otherwise. Time is wall time: on a busy machine the best of the runs tells more than the "
     "median. `scan` reads the same rows with 64 ids instead of one per customer, so that the customers stay in the "
     "nearest cache: what `read and summarise` takes beyond it is aggregation. Memory is that of the whole benchmark "
     "process."),
)


def render(folder):
    """The text of RESULTS.md."""
    everything = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    parts = [INTRODUCTION.format(targets=table(["what", "aim", "measured", "reached"], Targets(everything).table_rows()))]
    passes = {name: metrics for measurement in load(folder, "micro") for name, metrics in measurement["results"].items()}
    for section, title, make, explanation in SECTIONS:
        measurements = load(folder, section)
        for measurement in measurements if section == "model" else ():
            measurement["pass"] = passes.get(f"{measurement['model']} pass, 100 k customers", {}).get(TIME)
        if measurements:
            parts += [f"## {title}\n\n{explanation}\n", *[make(measurement) for measurement in measurements]]
    return "\n".join(parts)
