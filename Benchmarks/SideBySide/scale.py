"""One large log in several ways, all of which must give the same bytes: on one thread and more, and in little memory."""

import contenders
import counters
import measure
from contenders import Contender, clv_step, predict_arguments
from tools import BENCHMARKS

MEMORY_LIMIT = "512M"


def way(name, tools, log, folder, threads, *options, simulate=True):
    """Every command once, from the log; the files go to a folder of their own."""
    folder = folder / f"scale-{name.replace(' ', '-').replace(',', '')}"
    folder.mkdir(exist_ok=True)
    simulated, summary, model, predictions = (
        folder / file for file in ("log.csv", "summary.csv", "model.json", "predictions.csv"))
    steps = [contenders.simulate_step(tools, log.definition, simulated, threads)] if simulate else []
    steps += [
        clv_step(tools, "summarize", [log.path, "--output", summary, *options], log, threads, "summarize: "),
        clv_step(tools, "fit", [log.path, "--output", model, *options], log, threads, "fit: "),
        clv_step(tools, "predict", [*predict_arguments(model, log.path, predictions), *options], log, threads,
                 "predict: "),
    ]
    files = [summary, model, predictions] + ([simulated] if simulate else [])
    return Contender(name, steps, predictions, files=files)


def measure_all(options, tools, log, folder, context, floors, say):
    """Measures the ways, compares their files, saves one measurement and removes the files."""
    say(f"scale: {log.definition.name} ({log.rows} rows)")
    scratch = folder / "temporary"
    scratch.mkdir(exist_ok=True)
    line = [
        way("1 thread", tools, log, folder, 1),
        way(f"{options.threads} threads", tools, log, folder, options.threads),
        way(f"{options.threads} threads, --memory-limit {MEMORY_LIMIT}", tools, log, folder, options.threads,
            "--memory-limit", MEMORY_LIMIT, "--temp-dir", scratch, simulate=False),
    ]
    # Into the page cache, so that the first way does not wait for the disk and the others not.
    with open(log.path, "rb") as file:
        while file.read(1 << 24):
            pass
    results = measure.compare(line, repetitions=1, timeout=options.timeout,
                              memory_limit=options.memory_limit * 1e9, say=say)
    measure.add_identity(results, line)
    counted = counters.of_steps(line[0]) if results[line[0].name]["status"] == "done" else []
    left = sorted(path.name for path in scratch.iterdir())
    measure.save({**context, "section": "scale", "log": log.facts(), "floors": floors([log.path]), "results": results,
                  "leftBehind": left, "instructions": counted}, f"scale-{log.definition.name}", BENCHMARKS / "Measurements")
    for contender in line:
        for file in contender.files:
            file.unlink(missing_ok=True)
