"""Who takes part in each comparison: the commands to run, and what their output says.

A contender is a name, the steps it takes (commands run one after the other) and a reader that turns the steps' standard
outputs into a report: phases, parameters, versions.
"""

import json
from dataclasses import dataclass, field

import logs


MONTHS = 12
DISCOUNT_RATE = 0.10

# What measurement files keep of a tool's JSON document, besides its phases.
KEPT = ("versions", "parameters", "transactions", "spend", "patterns", "totals", "rows")


@dataclass
class Contender:
    """A tool with everything needed to run it once on one log."""

    name: str
    steps: list
    output: object
    missing: str | None = None
    repetitions: int | None = None
    # Seconds, where less than what the command line allows.
    timeout: float = float("inf")
    # Files whose bytes should be those of the first contender.
    files: list = field(default_factory=list)

    def report(self, outputs):
        """What the steps said of themselves: phases in order, and of their JSON documents the members in `KEPT`."""
        merged = {"phases": []}
        for step, text in zip(self.steps, outputs):
            document = json.loads(text.strip().splitlines()[-1] if step.is_peer else text)
            merged["phases"] += [{**phase, "name": step.prefix + phase["name"]} for phase in document.pop("phases", [])]
            merged |= {name: document[name] for name in KEPT if name in document}
        return merged


@dataclass
class Step:
    """One command. Phases it reports get `prefix` before their names."""

    command: list
    prefix: str = ""
    is_peer: bool = False


def peer_step(tools, peer, script, log, output, threads, *options):
    """The command of a peer's driver."""
    command = [tools.python(peer), tools.peers / script, log.path, "--observation-end", log.end, "--output", output,
               "--threads", threads, *options]
    return Step(command + ([] if log.string_ids else ["--integer-ids"]), is_peer=True)


def clv_step(tools, command, arguments, log, threads, prefix=""):
    """A command of `clv` with what all of them get."""
    return Step([tools.clv, command, *arguments, "--observation-end", log.end, "--threads", threads,
                 "--format", "json", "--quiet"], prefix=prefix)


def simulate_step(tools, definition, output, threads):
    """`clv simulate` of a log."""
    return Step([*logs.simulate_command(definition, tools, output), "--threads", threads], prefix="simulate: ")


# What predictions are asked for everywhere.
FORECAST = ("--horizon", f"{30 * MONTHS}d", "--discount-rate", DISCOUNT_RATE)


def predict_arguments(model, data, output):
    """What `clv predict` is asked for everywhere."""
    return [model, data, *FORECAST, "--output", output]


def summaries(tools, log, folder, threads):
    """Log to one row per customer."""
    def output(name):
        return folder / f"summary-{name}.csv"
    return [
        Contender("clv", [clv_step(tools, "summarize", [log.path, "--output", output("clv")], log, threads)],
                  output("clv")),
        Contender("polars", [peer_step(tools, "polars", "summary_polars.py", log, output("polars"), threads)],
                  output("polars"), tools.missing("polars")),
        Contender("DuckDB", [peer_step(tools, "duckdb", "summary_duckdb.py", log, output("duckdb"), threads)],
                  output("duckdb"), tools.missing("duckdb")),
    ]


# Customers from which on peers run once, and beyond which slow ones get less time.
LARGE, VERY_LARGE = 1_000_000, 3_000_000


def clv_pipeline(tools, log, folder, threads):
    """`clv fit --predictions`: the log is read once."""
    model, output = folder / "model.json", folder / "predictions-clv.csv"
    return Contender("clv", [
        clv_step(tools, "fit", [log.path, "--output", model, "--predictions", output, *FORECAST], log, threads),
    ], output)


def clv_pipeline_by_commands(tools, log, folder, threads):
    """`clv fit` and `clv predict`, both from the log."""
    model, output = folder / "model.json", folder / "predictions-by-commands.csv"
    return Contender("clv, two commands", [
        clv_step(tools, "fit", [log.path, "--output", model], log, threads, "fit: "),
        clv_step(tools, "predict", predict_arguments(model, log.path, output), log, threads, "predict: "),
    ], output)


def clv_pipeline_by_summary(tools, log, folder, threads):
    """`clv summarize` once, then `clv fit` and `clv predict` from the summary file."""
    summary, model, output = (folder / name for name in ("summary.csv", "model.json", "predictions-by-summary.csv"))
    return Contender("clv, by summary file", [
        clv_step(tools, "summarize", [log.path, "--output", summary], log, threads, "summarize: "),
        clv_step(tools, "fit", [summary, "--output", model], log, threads, "fit: "),
        clv_step(tools, "predict", predict_arguments(model, summary, output), log, threads, "predict: "),
    ], output)


def pipelines(tools, log, folder, threads, slow_timeout):
    """Log to prediction file."""
    def peer(name, environment, script, *options, **members):
        output = folder / f"predictions-{name.replace(' ', '-').replace(',', '')}.csv"
        step = peer_step(tools, environment, script, log, output, threads, "--months", MONTHS, "--discount-rate",
                         DISCOUNT_RATE, *options)
        # From a million customers on a peer takes long: once is enough; beyond some millions only the fastest gets its time.
        if log.definition.customers >= LARGE:
            members |= {"repetitions": 1}
        if log.definition.customers > VERY_LARGE and name != "lifetimes, weights":
            members |= {"timeout": slow_timeout}
        return Contender(name, [step], output, tools.missing(environment), **members)

    return [
        clv_pipeline(tools, log, folder, threads),
        clv_pipeline_by_commands(tools, log, folder, threads),
        clv_pipeline_by_summary(tools, log, folder, threads),
        peer("lifetimes, weights", "lifetimes", "lifetimes_pipeline.py"),
        peer("lifetimes", "lifetimes", "lifetimes_pipeline.py", "--no-weights"),
        peer("pymc-marketing, MAP", "pymc-marketing", "pymc_marketing_map.py", repetitions=1),
    ]
