"""Pieces of the report: tables, amounts of memory, and sentences on how far answers agree."""

import logs


def table(header, rows):
    """A Markdown table; numbers to the right, the first column to the left."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def amount(size):
    """Bytes in MB or GB."""
    if size is None:
        return ""
    return f"{size / 1e9:.2f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def duration(nanoseconds):
    """A time in the unit that suits it, three digits."""
    for size, unit in ((1e9, "s"), (1e6, "ms"), (1e3, "μs")):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}" if nanoseconds < 1000 * size else f"{nanoseconds / size:,.0f} {unit}"
    return f"{nanoseconds:.3g} ns"


def log_line(log):
    """A log in a line."""
    definition = log["definition"]
    ids = "text ids" if definition["string_ids"] else "integer ids"
    return (f"{logs.format_count(definition['customers'])} customers, {log['rows']:,} rows, {log['bytes'] / 1e6:.0f} MB, "
            f"{ids}, {'by date' if definition['by_date'] else 'customer by customer'}")


def status_row(name, result):
    """A contender that did not come to an end, with what it had used until then."""
    if "cpuSeconds" not in result:
        return [name, result["status"], "", "", "", "0"]
    return [name, f"**{result['status']}** after {result['cpuSeconds']:.1f}", f"{result['seconds']:.1f}",
            amount(result["peakMemory"]), "", "1"]


def agreement_of_files(results):
    """How far each file is from the first contender's, row by row."""
    first = next(iter(results))
    rows = []
    for name, result in results.items():
        agreement = result.get("agreement")
        if not agreement:
            continue
        ours, theirs = agreement["customers"]
        same = f"{agreement['matched']:,} of {max(ours, theirs):,}"
        for column, difference in agreement["columns"].items():
            if "differing" in difference:
                words = [f"{difference['differing']} customers differ", ""]
            else:
                first_sum, second_sum = difference["sums"]
                words = [f"{difference['largestRelativeDifference']:.1e}", f"{first_sum:.10g} / {second_sum:.10g}"]
                if difference["inOneOnly"]:
                    words[0] += f"; {difference['inOneOnly']:,} in one file only"
            rows.append([name, same, column, *words])
    if not rows:
        return ""
    return f"Agreement with the file of {first}, customer by customer:\n\n" + table(
        ["tool", "customers matched", "column", "largest relative difference", f"sums ({first} / tool)"], rows)


# The two models of the JSON of clv, and the order in which parameters are shown.
MODELS = ("transactions", "spend")
ORDER = ("r", "alpha", "a", "b", "p", "q", "gamma")


def parameters(report):
    """All parameters of a report by name: a peer's flat table, or those of clv's two models."""
    if "parameters" in report:
        return report["parameters"]
    return {name: value for model in MODELS for name, value in report.get(model, {}).get("parameters", {}).items()}


def agreement_of_parameters(results):
    """Estimates side by side."""
    done = {name: parameters(result["report"]) for name, result in results.items() if result["status"] == "done"}
    done = {name: values for name, values in done.items() if values}
    if not done:
        return ""
    names = [name for name in ORDER if all(name in values for values in done.values())]
    reference = next(iter(done.values()))
    rows = []
    for tool, values in done.items():
        largest = max(abs(values[name] - reference[name]) / abs(reference[name]) for name in names)
        rows.append([tool, *[f"{values[name]:.8g}" for name in names], f"{largest:.1e}"])
    return table(["tool (days)", *names, "largest relative difference"], rows)


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


# Reading, summarising and writing are not the model; everything else is.
TABLE_WORK = ("import", "read", "summar", "write", "compress")


def is_model_phase(name):
    """Whether a phase is part of fitting, predicting or valuing."""
    return not any(word in name.split(": ")[-1].lower() for word in TABLE_WORK)


def model_cpu_seconds(result):
    """CPU seconds of fitting, predicting and valuing."""
    return sum(phase["cpuSeconds"] for phase in result["report"]["phases"] if is_model_phase(phase["name"]))


def phase_table(results):
    """Every phase of every contender that ended well, and the sum over the model's phases."""
    rows, first_model = [], None
    for name, result in results.items():
        if result["status"] != "done":
            continue
        phases = result["report"]["phases"]
        rows += [[name, phase["name"], f"{phase['cpuSeconds']:.3f}", f"{phase['seconds']:.3f}",
                  amount(phase.get("peakMemory"))] for phase in phases]
        model = model_cpu_seconds(result)
        first_model = model if first_model is None else first_model
        ratio = f", {model / first_model:.1f} times clv" if first_model else ""
        rows.append([name, "**fits, prediction, value**", f"**{model:.3f}**{ratio}", "", ""])
    return table(["tool", "phase", "CPU s", "wall s", "peak memory by its end"], rows)
