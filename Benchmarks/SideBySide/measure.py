"""Runs contenders on a log, several times each, and keeps the medians and what they answered."""

import json
import pathlib
import statistics
import subprocess

import child


def once(contender, timeout, memory_limit):
    """One run of all steps. The steps' seconds add up; the peak is the largest."""
    outcomes = []
    for step in contender.steps:
        outcome = child.run(step.command, timeout=timeout, memory_limit=memory_limit)
        outcomes.append(outcome)
        if not outcome.done:
            break
        timeout -= outcome.seconds
    last = outcomes[-1]
    result = {
        "status": last.status,
        "seconds": sum(outcome.seconds for outcome in outcomes),
        "cpuSeconds": sum(outcome.cpu_seconds for outcome in outcomes),
        "peakMemory": max(outcome.peak_memory for outcome in outcomes),
        "steps": [{"seconds": outcome.seconds, "cpuSeconds": outcome.cpu_seconds, "peakMemory": outcome.peak_memory}
                  for outcome in outcomes],
    }
    if last.done:
        result["report"] = contender.report([outcome.output for outcome in outcomes])
    else:
        result["errors"] = last.errors.strip()[-600:]
    return result


def median_run(runs):
    """The run with the median CPU time (the lower one of two), with the spread of all."""
    ordered = sorted(runs, key=lambda run: run["cpuSeconds"])
    chosen = ordered[(len(ordered) - 1) // 2]
    return {
        **chosen,
        "runs": len(runs),
        "cpuRange": [ordered[0]["cpuSeconds"], ordered[-1]["cpuSeconds"]],
        "seconds": statistics.median_low([run["seconds"] for run in runs]),
        "peakMemory": max(run["peakMemory"] for run in runs),
    }


def compare(contenders, *, repetitions, timeout, memory_limit, say):
    """Every contender in turn, round after round, so that a busy minute of the machine is shared by all.

    One that fails, runs out of time or memory is not tried again and stays in the result as what it was.
    """
    runs = {contender.name: [] for contender in contenders}
    for round in range(repetitions):
        for contender in contenders:
            done = runs[contender.name]
            if contender.missing:
                runs[contender.name] = [{"status": contender.missing}]
            elif not (done and done[-1]["status"] != "done" or round >= (contender.repetitions or repetitions)):
                result = once(contender, min(timeout, contender.timeout), memory_limit)
                done.append(result)
                say(f"  {contender.name}: {result['status']}, {result['cpuSeconds']:.2f} CPU s, "
                    f"{result['seconds']:.2f} s, {result['peakMemory'] / 1e6:.0f} MB")
    results = {}
    for name, all_runs in runs.items():
        broken = [run for run in all_runs if run["status"] != "done"]
        results[name] = broken[-1] if broken else median_run(all_runs)
    return results


def add_agreement(results, contenders, tools, columns, say):
    """Compares each contender's file with the first one's, row by row."""
    first = contenders[0]
    for contender in contenders[1:]:
        if results[contender.name]["status"] != "done" or results[first.name]["status"] != "done":
            continue
        answer = subprocess.run(
            [tools.python("polars"), tools.peers / "agreement.py", first.output, contender.output, *columns],
            capture_output=True, text=True)
        if answer.returncode == 0:
            results[contender.name]["agreement"] = json.loads(answer.stdout)
        else:
            say(f"  {contender.name}: no comparison of files: {answer.stderr.strip().splitlines()[-1:]}")


def add_identity(results, contenders):
    """Whether each contender's files have the bytes of the first one's."""
    first = contenders[0]
    for contender in contenders[1:]:
        if results[contender.name]["status"] == results[first.name]["status"] == "done":
            results[contender.name]["sameBytes"] = {
                ours.name: subprocess.run(["cmp", "--quiet", ours, theirs]).returncode == 0
                for ours, theirs in zip(first.files, contender.files)}


def save(measurement, name, folder):
    """Writes a measurement, in place of the one of the same name."""
    folder = pathlib.Path(folder)
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(measurement, indent=1) + "\n")
