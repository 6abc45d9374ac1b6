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
