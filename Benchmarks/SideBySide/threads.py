"""What more threads bring: the phases of one command on one thread and on more, in turn, and what the machine gives then.

Other work on the machine can only lengthen a phase, so of each the shortest time counts. How much two processors give at
best is seen beside it: the same arithmetic in one process, then in as many as there are threads.
"""

import multiprocessing
import pathlib
import time

import contenders
import measure
from contenders import Contender, clv_step
from tools import BENCHMARKS

# Of the arithmetic: about half a second of one processor.
ROUNDS = 6_000_000


def arithmetic(count):
    """Work that needs a processor and next to no memory."""
    number = 1
    for _ in range(count):
        number = number * 5 % 1_000_003
    return number


def arithmetic_ratio(threads):
    """Wall time in which `threads` processes do the arithmetic, a share each, relative to one that does it all."""
    def seconds(processes):
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            pool.map(arithmetic, [1] * processes)
            start = time.perf_counter()
            pool.map(arithmetic, [ROUNDS // processes] * processes, chunksize=1)
            return time.perf_counter() - start
    one = seconds(1)
    return seconds(threads) / one


def contender(name, tools, log, folder, threads, predictions):
    """`clv fit --predictions` on so many threads."""
    arguments = [log.path, "--output", folder / "threads-model.json", "--predictions", predictions, *contenders.FORECAST]
    return Contender(name, [clv_step(tools, "fit", arguments, log, threads)], predictions)


def measure_all(options, tools, log, folder, context, floors, say):
    """Measures the phases on one thread and on more, with the predictions in a file and thrown away."""
    say(f"threads: {log.definition.name} ({log.rows} rows)")
    file = folder / "threads-predictions.csv"
    line = [contender(f"{threads}, {place.name}", tools, log, folder, threads, place)
            for place in (file, pathlib.Path("/dev/null")) for threads in (1, options.threads)]
    # Into the page cache, so that the first run does not wait for the disk and the others not.
    with open(log.path, "rb") as text:
        while text.read(1 << 24):
            pass
    runs, ratios = {one.name: [] for one in line}, []
    for _ in range(options.repetitions):
        ratios.append(arithmetic_ratio(options.threads))
        say(f"  arithmetic on {options.threads} processes: {ratios[-1]:.2f} of the wall time of one")
        for one in line:
            result = measure.once(one, options.timeout, options.memory_limit * 1e9)
            say(f"  {one.name}: {result['status']}, {result['cpuSeconds']:.2f} CPU s, {result['seconds']:.2f} s")
            runs[one.name].append(result)
    file.unlink(missing_ok=True)
    if any(result["status"] != "done" for results in runs.values() for result in results):
        raise SystemExit("a run failed")
    shortest = {name: {phase["name"]: min(wall(result, phase["name"]) for result in results)
                       for phase in results[0]["report"]["phases"]} for name, results in runs.items()}
    measure.save({**context, "section": "threads", "log": log.facts(), "floors": floors([log.path]), "phases": shortest,
                  "repetitions": options.repetitions, "arithmetic": sorted(ratios)},
                 f"threads-{log.definition.name}", BENCHMARKS / "Measurements")


def wall(result, phase):
    """Wall seconds of a phase of a run."""
    return sum(entry["seconds"] for entry in result["report"]["phases"] if entry["name"] == phase)
