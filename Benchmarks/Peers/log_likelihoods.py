"""The log-likelihood of several answers to one summary, by the formulas of lifetimes, and what the formula costs.

Standard input: a JSON object, name to parameters. Standard output: `logLikelihoods`, name to log-likelihood of all
customers; `passSeconds`, CPU seconds of one evaluation on distinct rows and on one row per customer, the best of three.
"""

import json
import sys
import time

import fit_arguments

arguments = fit_arguments.parse(__doc__)
import numpy  # noqa: E402
import pandas  # noqa: E402
from lifetimes import BetaGeoBetaBinomFitter, BetaGeoFitter, ModifiedBetaGeoFitter, ParetoNBDFitter  # noqa: E402

length = "opportunities" if arguments.model == "bg-bb" else "age"
customers = pandas.read_csv(arguments.summary, usecols=["frequency", "recency", length])
patterns = customers.groupby(["frequency", "recency", length]).size().reset_index(name="weight")
customers["weight"] = 1


def log_likelihood(parameters, table):
    """The sum over all customers."""
    x, tx, age, weights = (table[name].to_numpy() for name in ("frequency", "recency", length, "weight"))
    if arguments.model == "pareto-nbd":
        values = numpy.array([parameters[name] for name in ("r", "alpha", "s", "beta")])
        return (weights * ParetoNBDFitter._conditional_log_likelihood(values, x, tx, age)).sum()
    if arguments.model == "bg-bb":
        values = numpy.array([parameters[name] for name in ("alpha", "beta", "gamma", "delta")])
        return (weights * BetaGeoBetaBinomFitter._loglikelihood(values, x, tx, age)).sum()
    fitter = BetaGeoFitter if arguments.model == "bg-nbd" else ModifiedBetaGeoFitter
    values = numpy.log([parameters[name] for name in ("r", "alpha", "a", "b")])
    return -fitter._negative_log_likelihood(values, x, tx, age, weights, 0.0) * weights.sum()


def pass_seconds(parameters, table):
    """CPU seconds of one evaluation."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        log_likelihood(parameters, table)
        best = min(best, time.process_time() - start)
    return best


answers = json.load(sys.stdin)
first = next(iter(answers.values()))
print(json.dumps({
    "logLikelihoods": {name: float(log_likelihood(parameters, patterns)) for name, parameters in answers.items()},
    "passSeconds": {"distinct": pass_seconds(first, patterns), "customers": pass_seconds(first, customers)},
    "distinct": len(patterns),
}))
