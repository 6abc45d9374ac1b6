"""The first table of the report: what was aimed at, and what the measurements say."""

import logs
from report_tables import amount, model_cpu_seconds


class Targets:
    """Rows of the table, made from the measurements by section."""

    def __init__(self, measurements):
        self.measurements = measurements
        self.rows = []

    def table_rows(self):
        """All rows; a target without its measurement says so."""
        self.summaries()
        self.million()
        self.scale()
        self.long_log()
        self.models()
        return self.rows

    def add(self, what, target, measured, reached):
        """One row; `reached` is None where nothing was measured."""
        verdict = "not measured" if reached is None else "yes" if reached else "**no**"
        self.rows.append([what, target, measured, verdict])

    def find(self, section, name):
        """The measurement of a section on the log of this name."""
        for measurement in self.measurements:
            if measurement["section"] == section and measurement["log"]["definition"]["name"] == name:
                return measurement
        return None

    def ratio(self, results, first, other, value=lambda result: result["cpuSeconds"]):
        """How often `other` takes what `first` does, in words and as a number; a lower bound where it gave up."""
        ours, theirs = results.get(first), results.get(other)
        if not ours or ours["status"] != "done" or not theirs or "cpuSeconds" not in theirs:
            return f"{other}: {theirs['status'] if theirs else 'not run'}", None
        if theirs["status"] != "done":
            number = theirs["cpuSeconds"] / value(ours)
            return f"{other}: {theirs['status']}, more than {number:.1f}", number
        number = value(theirs) / value(ours)
        return f"{other} {number:.1f}", number

    def summaries(self):
        """20 M rows beside polars and DuckDB."""
        for kind in ("integer", "string"):
            what = f"20 M rows of 2 M customers, {kind} ids, to a summary: CPU of polars and DuckDB relative to clv"
            memory = "the same: peak memory of clv"
            measurement = self.find("summary", f"dense-{kind}-ids-2M")
            if not measurement:
                self.add(what, "at least 5", "", None)
                continue
            results = measurement["results"]
            found = [self.ratio(results, "clv", peer) for peer in ("polars", "DuckDB")]
            numbers = [number for _, number in found if number is not None]
            self.add(what, "at least 5", ", ".join(words for words, _ in found), bool(numbers) and min(numbers) >= 5)
            self.add(memory, "at most 0.6 GB", amount(results["clv"]["peakMemory"]),
                     results["clv"]["peakMemory"] <= 0.6e9)
            differences = [column.get("largestRelativeDifference", column.get("differing"))
                           for result in results.values() for column in result.get("agreement", {}).get("columns", {}).values()]
            if differences:
                self.add("the same: largest difference of any customer's numbers", "rounding of sums, 1e-14",
                         f"{max(differences):.1e}", max(differences) <= 1e-14)

    def million(self):
        """1 M customers beside lifetimes."""
        measurement = self.find("pipeline", "customers-1M")
        whole = "1 M customers, log to prediction file: CPU of lifetimes with weights relative to clv"
        part = "the same, both fits, prediction and value only"
        if not measurement:
            self.add(whole, "at least 25", "", None)
            self.add(part, "at least 100", "", None)
            return
        results = measurement["results"]
        words, number = self.ratio(results, "clv", "lifetimes, weights")
        self.add(whole, "at least 25", words, number and number >= 25)
        words, number = self.ratio(results, "clv", "lifetimes, weights", model_cpu_seconds)
        self.add(part, "at least 100", words, number and number >= 100)

    def scale(self):
        """10 M customers: cost, memory limit, threads."""
        measurement = self.find("pipeline", "customers-10M")
        what = "10 M customers, log to prediction file"
        if measurement and measurement["results"]["clv"]["status"] == "done":
            result = measurement["results"]["clv"]
            self.add(f"{what}: CPU seconds", "under 15", f"{result['cpuSeconds']:.1f}", result["cpuSeconds"] < 15)
            self.add(f"{what}: peak memory", "under 2 GB", amount(result["peakMemory"]), result["peakMemory"] < 2e9)
        else:
            self.add(f"{what}: CPU seconds and memory", "under 15, 2 GB", "", None)
        measurement = self.find("scale", "customers-10M")
        if not measurement:
            self.add(f"{what}: same bytes on 1 and 2 threads and within 512 MB", "yes", "", None)
            return
        results = measurement["results"]
        for name, result in list(results.items())[1:]:
            same = result.get("sameBytes", {})
            words = f"{sum(same.values())} of {len(same)} files" if same else result["status"]
            self.add(f"{what}, {name}: bytes as on 1 thread", "all files", words, bool(same) and all(same.values()))
        measurement = self.find("threads", "customers-10M")
        for group, ratio in (thread_ratios(measurement) if measurement else {}).items():
            if group == TO_THE_DISK:
                continue
            self.add(f"{what}, {group}: wall time of 2 threads relative to 1", "at most 0.6", f"{ratio:.2f}", ratio <= 0.6)

    def long_log(self):
        """100 M rows once."""
        for measurement in self.measurements:
            if measurement["section"] == "rows":
                result = next(iter(measurement["results"].values()))
                rows = measurement["log"]["definition"]["name"].removeprefix("long-")
                self.add(f"{rows} rows, log to prediction file: peak memory", "at most 4 GB",
                         f"{amount(result['peakMemory'])}, {result['cpuSeconds']:.0f} CPU s",
                         result["status"] == "done" and result["peakMemory"] <= 4e9)
                return
        self.add("100 M rows, log to prediction file: peak memory", "at most 4 GB", "", None)

    def models(self):
        """Pareto/NBD beside lifetimes."""
        what = "Pareto/NBD fit, 100 k customers: CPU of lifetimes, one row per customer and with weights, relative to clv"
        for measurement in self.measurements:
            if measurement["section"] == "model" and measurement["model"] == "pareto-nbd":
                if measurement["log"]["definition"]["customers"] == 100_000:
                    found = [self.ratio(measurement["results"], "clv", peer, model_cpu_seconds)
                             for peer in ("lifetimes", "lifetimes, weights")]
                    numbers = [number for _, number in found if number is not None]
                    return self.add(what, "at least 100", ", ".join(words for words, _ in found),
                                    min(numbers) >= 100 if numbers else None)
        return self.add(what, "at least 100", "", None)


# Phases that threads must speed up, under the names that clv gives them, and the runs that tell of them by where the
# predictions went: all where it makes no difference.
# What the disk takes part in is measured, but no aim was set for it.
TO_THE_DISK = "scoring, formatting and writing to the disk"
GROUPS = {
    "reading": (("read",), ("null", "threads-predictions.csv")),
    "fitting": (("fit",), ("null", "threads-predictions.csv")),
    "scoring and formatting": (("score", "write"), ("null",)),
    TO_THE_DISK: (("score", "write"), ("threads-predictions.csv",)),
}


def thread_ratios(measurement):
    """Wall time of phases on more threads relative to one, by group: of each the shortest."""
    def seconds(threads, phases, places):
        times = [measurement["phases"][f"{threads}, {place}"] for place in places]
        return sum(min(run[phase] for run in times) for phase in phases)
    return {group: seconds(measurement["threads"], *what) / seconds(1, *what) for group, what in GROUPS.items()}
