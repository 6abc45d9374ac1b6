"""Sections of the report on models, other forms of logs, threads and memory."""

import logs
from report_tables import (COST_HEADER, amount, contender_rows, duration, floor_line, log_line, model_cpu_seconds, phase_table,
                           provenance, status_row, table)
from report_targets import thread_ratios


def model_section(measurement):
    """One model's fits."""
    results = measurement["results"]
    ours = results["clv"]
    first = model_cpu_seconds(ours) if ours["status"] == "done" else None
    best = ours.get("logLikelihood")
    rows = []
    for name, result in results.items():
        if result["status"] != "done":
            rows.append(status_row(name, result)[:4] + [">" + f" {result['cpuSeconds'] / first:.0f}"
                        if first and "cpuSeconds" in result else "", "", ""])
            continue
        fit = model_cpu_seconds(result)
        likelihood = result.get("logLikelihood")
        difference = "" if likelihood is None or best is None else f"{likelihood - best:+.2g}" if name != "clv" else f"{best:.3f}"
        report = result["report"]
        values = report.get("parameters") or report["transactions"]["parameters"]
        rows.append([name, f"{result['cpuSeconds']:.2f}", f"{result['seconds']:.2f}", amount(result["peakMemory"]),
                     f"{fit:.3f}" + (f", {fit / first:.1f} times clv" if first and name != "clv" else ""), difference,
                     ", ".join(f"{key} {value:.6g}" for key, value in values.items())])
    count = logs.format_count(measurement["log"]["definition"]["customers"])
    header = ["tool", "CPU s, all", "wall s, all", "peak memory", "CPU s, fit", "log-likelihood", "estimates"]
    return "\n".join([f"### {measurement['model']}, {count} customers\n", table(header, rows), pass_line(measurement),
                      provenance(measurement)])


def pass_line(measurement):
    """What one pass over the customers costs; of clv on 100 k customers from the micro-benchmarks."""
    words = []
    if measurement.get("pass") and measurement["log"]["definition"]["customers"] == 100_000:
        own = measurement["pass"]
        words.append(f"clv (value, gradient and Hessian; micro-benchmark, one thread) {duration(own['median'])}")
    formula = measurement.get("formula")
    if formula:
        seconds = formula["passSeconds"]
        words.append(f"lifetimes' formula (value only) {1e3 * seconds['distinct']:.1f} CPU ms on {formula['distinct']:,} "
                     f"distinct rows, {1e3 * seconds['customers']:.1f} CPU ms on one row per customer")
    return f"One pass: {'; '.join(words)}.\n" if words else ""


def models_alone_section(measurement):
    """Fits without a peer."""
    rows = []
    for name, result in measurement["results"].items():
        if result["status"] != "done":
            rows.append(status_row(name, result)[:5])
            continue
        fit = result["report"]["transactions"]
        rows.append([name, f"{model_cpu_seconds(result):.3f}", f"{fit['logLikelihood']:.3f}", fit["report"]["status"],
                     ", ".join(f"{key} {value:.6g}" for key, value in fit["parameters"].items())])
    return table(["model", "CPU s, fit", "log-likelihood", "status", "estimates"], rows) + "\n" + provenance(measurement)


def roads_section(measurement):
    """Forms of a log beside the plain one."""
    results, rows = measurement["results"], []
    plain = results["plain"]
    for name, result in results.items():
        if result["status"] != "done":
            rows.append(status_row(name, result))
            continue
        same = result.get("sameBytes")
        rows.append([name, f"{result['cpuSeconds']:.2f}", f"{result['seconds']:.2f}", amount(result["peakMemory"]),
                     f"{result['cpuSeconds'] / plain['cpuSeconds']:.2f}", amount(measurement["bytes"].get(name)),
                     "" if same is None else "yes" if all(same.values()) else "**no**"])
    header = ["form", "CPU s", "wall s", "peak memory", "CPU relative to plain", "file", "same bytes as plain"]
    return "\n".join([f"### {log_line(measurement['log'])}\n", table(header, rows), floor_line(measurement),
                      provenance(measurement)])


def scale_section(measurement):
    """Threads and the memory limit."""
    results = measurement["results"]
    parts = [f"### {log_line(measurement['log'])}\n",
             table([*COST_HEADER[:4], "CPU relative to 1 thread", "runs"], contender_rows(results))]
    for name, result in results.items():
        if same := result.get("sameBytes"):
            different = [file for file, is_same in same.items() if not is_same]
            parts.append(f"{name}: " + ("every file has the bytes of 1 thread.\n" if not different
                                        else f"**{', '.join(different)} differ.**\n"))
    if counted := measurement.get("instructions"):
        words = ", ".join(f"{step['step']} {step['instructions'] / 1e9:.2f}" for step in counted if step["instructions"])
        parts.append(f"Instructions on 1 thread, in thousand millions: {words}.\n")
    else:
        parts.append("Instructions are not counted: this machine does not offer the counters.\n")
    left = measurement["leftBehind"]
    parts.append(f"In the folder for temporary files afterwards: {', '.join(left) if left else 'nothing'}.\n")
    return "\n".join([*parts, floor_line(measurement), "<details><summary>Phases</summary>\n", phase_table(results),
                      "</details>\n", provenance(measurement)])


def threads_section(measurement):
    """Phases on one thread and on more."""
    phases = measurement["phases"]
    names = list(next(iter(phases.values())))
    rows = [[*label(name), *[f"{seconds[phase]:.3f}" for phase in names]] for name, seconds in phases.items()]
    ratios = [[group, f"{ratio:.2f}"] for group, ratio in thread_ratios(measurement).items()]
    arithmetic = measurement["arithmetic"]
    note = (f"Shortest of {measurement['repetitions']} runs, in wall seconds. The same arithmetic took {arithmetic[0]:.2f} to "
            f"{arithmetic[-1]:.2f} of the wall time when {measurement['threads']} processes shared it: that is what the "
            "machine gave.\n")
    return "\n".join([f"### {log_line(measurement['log'])}\n", table(["threads", "predictions", *names], rows),
                      table([f"{measurement['threads']} threads relative to 1", "wall time"], ratios), note,
                      provenance(measurement)])


def label(name):
    """Threads and place of a run's name."""
    threads, place = name.split(", ")
    return [threads, "thrown away" if place == "null" else "in a file"]


def rows_section(measurement):
    """The longest log."""
    results = measurement["results"]
    return "\n".join([f"### {log_line(measurement['log'])}\n", table(COST_HEADER, contender_rows(results)),
                      floor_line(measurement), phase_table(results), provenance(measurement)])
