"""Fits of each model beside its peers, from the same summary of customers: CPU seconds, and how likely the answers are.

All answers are judged by one formula that is none of clv's: that of lifetimes. Models that no peer has stand alone.
"""

import json
import random
import subprocess

import contenders
import logs
import measure
from contenders import Contender, Step
from tools import BENCHMARKS

# Of clv, lifetimes and pymc-marketing.
MODELS = ("bg-nbd", "mbg-nbd", "pareto-nbd", "bg-bb")
ALONE = (("nbd",), ("ggompertz-nbd",), ("bg-cnbd-k", "--regularity", "2"), ("mbg-cnbd-k", "--regularity", "2"))
OPPORTUNITIES = 12


def make_opportunities(path, customers):
    """Customers with a chance to buy and a chance to leave at each of 12 opportunities, both beta distributed (BG/BB)."""
    if path.exists():
        return path
    draw = random.Random(1)
    with path.open("w") as file:
        file.write("customer_id,frequency,recency,opportunities\n")
        for customer in range(1, customers + 1):
            buys, leaves = draw.betavariate(1.2, 0.75), draw.betavariate(0.66, 2.8)
            frequency = recency = 0
            for opportunity in range(1, OPPORTUNITIES + 1):
                if draw.random() < leaves:
                    break
                if draw.random() < buys:
                    frequency, recency = frequency + 1, opportunity
            file.write(f"{customer},{frequency},{recency},{OPPORTUNITIES}\n")
    return path


def clv_fit(tools, data, threads, model, *options):
    """`clv fit` of one model from a summary."""
    return Step([tools.clv, "fit", data, "--transactions", model, "--spend", "none", "--threads", threads, "--format",
                 "json", "--quiet", *options], prefix="")


def line_up(tools, data, threads, model):
    """clv first, then lifetimes on distinct rows with weights and on one row per customer, then pymc-marketing."""
    def peer(name, environment, script, *options, **members):
        command = [tools.python(environment), tools.peers / script, data, "--model", model, "--threads", threads,
                   *options]
        return Contender(name, [Step(command, is_peer=True)], None, tools.missing(environment), **members)

    return [
        Contender("clv", [clv_fit(tools, data, threads, model)], None),
        peer("lifetimes, weights", "lifetimes", "lifetimes_fit.py", repetitions=1),
        peer("lifetimes", "lifetimes", "lifetimes_fit.py", "--no-weights", repetitions=1),
        peer("pymc-marketing, MAP", "pymc-marketing", "pymc_marketing_fit.py", repetitions=1),
    ]


def parameters(result):
    """The estimates of a contender, None when it has none."""
    report = result.get("report", {})
    return report.get("parameters") or report.get("transactions", {}).get("parameters")


def add_log_likelihoods(results, tools, data, model, say):
    """The log-likelihood of every answer by lifetimes' formula; gives what one pass of that formula costs."""
    answers = {name: values for name, result in results.items() if (values := parameters(result))}
    answer = subprocess.run([tools.python("lifetimes"), tools.peers / "log_likelihoods.py", data, "--model", model],
                            input=json.dumps(answers), capture_output=True, text=True)
    if answer.returncode != 0:
        say(f"  no log-likelihoods: {answer.stderr.strip().splitlines()[-1:]}")
        return {}
    judged = json.loads(answer.stdout)
    for name, value in judged["logLikelihoods"].items():
        results[name]["logLikelihood"] = value
    return {"passSeconds": judged["passSeconds"], "distinct": judged["distinct"]}


def measure_all(options, tools, log, folder, context, floors, say):
    """Measures every model on the customers of one log and saves one file per model."""
    count = log.definition.customers
    summary = folder / f"models-{logs.format_count(count)}.csv"
    subprocess.run([tools.clv, "summarize", log.path, "--observation-end", log.end, "--log-interpurchase-sum", "--quiet",
                    "--output", summary], check=True, stdout=subprocess.DEVNULL)
    opportunities = make_opportunities(folder / f"opportunities-{logs.format_count(count)}.csv", count)

    def run(line, **limits):
        return measure.compare(line, repetitions=options.repetitions, memory_limit=options.memory_limit * 1e9, say=say,
                               timeout=min(options.timeout, options.model_timeout), **limits)

    for model in MODELS:
        say(f"model: {model}, {count} customers")
        data = opportunities if model == "bg-bb" else summary
        results = run(line_up(tools, data, options.threads, model))
        formula = add_log_likelihoods(results, tools, data, model, say)
        measure.save({**context, "section": "model", "model": model, "log": log.facts(), "results": results,
                      "formula": formula}, f"model-{model}", BENCHMARKS / "Measurements")
    line = [Contender(model, [clv_fit(tools, summary, options.threads, model, *arguments)], None)
            for model, *arguments in ALONE]
    say(f"models without a peer, {count} customers")
    measure.save({**context, "section": "models alone", "log": log.facts(), "results": run(line)}, "models-alone",
                 BENCHMARKS / "Measurements")
