"""One fit with lifetimes, from a summary of customers: BG/NBD, MBG/NBD, Pareto/NBD or BG/BB.

On distinct rows with weights, or with --no-weights on one row per customer. Starting values, method and tolerance are
lifetimes' own. With Pareto/NBD and weights lifetimes divides the log-likelihood by the mean weight, which moves no summit.
"""

import fit_arguments
from phase_clock import PhaseClock

arguments = fit_arguments.parse(__doc__)
import lifetimes  # noqa: E402
import pandas  # noqa: E402

FITTERS = {"bg-nbd": lifetimes.BetaGeoFitter, "mbg-nbd": lifetimes.ModifiedBetaGeoFitter,
           "pareto-nbd": lifetimes.ParetoNBDFitter, "bg-bb": lifetimes.BetaGeoBetaBinomFitter}

clock = PhaseClock("lifetimes" if arguments.no_weights else "lifetimes, weights")
length = "opportunities" if arguments.model == "bg-bb" else "age"
with clock.phase("read"):
    customers = pandas.read_csv(arguments.summary, usecols=["frequency", "recency", length])
weights = None
if not arguments.no_weights:
    with clock.phase("compress"):
        customers = customers.groupby(["frequency", "recency", length]).size().reset_index(name="weight")
        weights = customers["weight"]
fitter = FITTERS[arguments.model]()
with clock.phase("fit"):
    fitter.fit(customers["frequency"], customers["recency"], customers[length], weights=weights)
clock.report(
    versions={"lifetimes": lifetimes.__version__}, patterns=len(customers),
    parameters={name: float(value) for name, value in fitter.params_.items()})
