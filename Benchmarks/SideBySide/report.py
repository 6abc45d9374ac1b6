"""RESULTS.md from the measurement files."""

import json

import logs
from report_tables import agreement_of_files, agreement_of_parameters, amount, log_line, status_row, table


def load(folder, section):
    """The measurements of a section, small logs first."""
    found = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    found = [measurement for measurement in found if measurement["section"] == section]
    return sorted(found, key=lambda measurement: measurement.get("log", {}).get("rows", 0))


def provenance(measurement):
    """Machine, date, versions and the command: what is needed to repeat a table."""
    machine = measurement["machine"]
    versions = {}
    for result in measurement.get("results", {}).values() if measurement["section"] != "micro" else ():
        versions |= result.get("report", {}).get("versions", {})
    parts = [
        f"{machine['date']}, {machine['processor']}, {machine['cores']} cores, {machine['memory'] / 1e9:.0f} GB, "
        f"{machine['system']}, Swift {machine['swift']}; clv at {measurement['clv']}",
        ", ".join(f"{name} {version}" for name, version in sorted(versions.items())),
        f"load average at the start {machine['loadAverage']:.1f}",
    ]
    if "limits" in measurement:
        limits = measurement["limits"]
        parts[-1] += f"; {measurement['threads']} threads; limits {limits['seconds']:g} s and {limits['gigabytes']:g} GB"
    return "\n".join(f"- {part}" for part in parts if part) + f"\n- `{measurement['command']}`\n"


def contender_rows(results):
    """One row per contender: what it cost, and how often it took what the first one did."""
    first = next(iter(results.values()))
    rows = []
    for name, result in results.items():
        if result["status"] != "done":
            rows.append(status_row(name, result))
            continue
        ratio = result["cpuSeconds"] / first["cpuSeconds"] if first["status"] == "done" else None
        low, high = result["cpuRange"]
        rows.append([name, f"{result['cpuSeconds']:.2f} ({low:.2f}-{high:.2f})", f"{result['seconds']:.2f}",
                     amount(result["peakMemory"]), f"{ratio:.1f}" if ratio else "", str(result["runs"])])
    return rows


COST_HEADER = ["tool", "CPU s (range)", "wall s", "peak memory", "CPU relative to clv", "runs"]


def floor_line(measurement):
    """What the machine can do at best."""
    floors = measurement["floors"]
    read = next(iter(floors["readSeconds"].values()))
    simulation = measurement["log"]["simulation"]
    return (f"Floor: reading the file from memory takes {read:.3f} s; one thread copies memory at "
            f"{floors['copyBytesPerSecond'] / 1e9:.1f} GB/s. `clv simulate` wrote the log (before it was sorted) in "
            f"{simulation['cpuSeconds']:.1f} CPU s, {amount(simulation['peakMemory'])}.\n")


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


# Reading, summarising and writing are not the model; everything else is.
TABLE_WORK = ("import", "read", "summar", "write", "compress")


def is_model_phase(name):
    """Whether a phase is part of fitting, predicting or valuing."""
    return not any(word in name.split(": ")[-1].lower() for word in TABLE_WORK)


def phase_table(results):
    """Every phase of every contender that ended well, and the sum over the model's phases."""
    rows, first_model = [], None
    for name, result in results.items():
        if result["status"] != "done":
            continue
        phases = result["report"]["phases"]
        rows += [[name, phase["name"], f"{phase['cpuSeconds']:.3f}", f"{phase['seconds']:.3f}",
                  amount(phase.get("peakMemory"))] for phase in phases]
        model = sum(phase["cpuSeconds"] for phase in phases if is_model_phase(phase["name"]))
        first_model = model if first_model is None else first_model
        ratio = f", {model / first_model:.1f} times clv" if first_model else ""
        rows.append([name, "**fits, prediction, value**", f"**{model:.3f}**{ratio}", "", ""])
    return table(["tool", "phase", "CPU s", "wall s", "peak memory by its end"], rows)


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


def micro_section(measurement):
    """The parts, one by one."""
    rows = []
    for name, metrics in sorted(measurement["results"].items()):
        for metric, values in metrics.items():
            if metric == "Time (total CPU)" and values["unit"] not in ("ms", "s"):
                continue  # counted in steps of 10 ms
            rows.append([name, metric, f"{values['median']:,} {values['unit']}".strip(), f"{values['best']:,}",
                         f"{values['samples']:,}"])
    return table(["what", "metric", "median", "best", "samples"], rows) + "\n" + provenance(measurement)


INTRODUCTION = """# Results

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
     "purchases and spend, and the value of the next 360 days at 10 % a year. `clv` reads the log twice (`fit`, "
     "`predict`); `clv, by summary file` reads it once and the summary twice. The peers do all in one process.\n\n"
     "`predicted_value` of lifetimes and pymc-marketing is their own definition: 12 months of 30 days, each discounted "
     "at its end. clv discounts every moment where it lies, so its values are a little higher: about half a month of "
     "discount, 0.4 %. pymc-marketing finds the maximum a posteriori under its default priors, so its parameters differ "
     "by design; it keeps compiled code between runs, and the seconds here depend on whether it was there. Phases are "
     "what each tool reports of itself: for a Python driver the time to import the library is in the total and in no "
     "phase."),
    ("curve", "Cost curves", curve_section,
     "How the phases of clv (summarize; fit and predict from the summary file) grow, on one thread and more, beside "
     "what the machine can do at best."),
    ("micro", "Parts", micro_section,
     "Each part alone, in one process; \"per pattern\", \"per value\" and \"per number\" are time per item. One thread, "
     "unless the name says otherwise. Memory is that of the whole benchmark process."),
)


def render(folder):
    """The text of RESULTS.md."""
    parts = [INTRODUCTION]
    for section, title, make, explanation in SECTIONS:
        measurements = load(folder, section)
        if measurements:
            parts += [f"## {title}\n\n{explanation}\n", *[make(measurement) for measurement in measurements]]
    return "\n".join(parts)
