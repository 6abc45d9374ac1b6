"""One fit with pymc-marketing, maximum a posteriori with its default priors, from a summary of customers.

Its priors make its parameters differ from maximum likelihood, so agreement is approximate by design.
"""

import fit_arguments
from phase_clock import PhaseClock

arguments = fit_arguments.parse(__doc__)
clock = PhaseClock("pymc-marketing, MAP")

with clock.phase("import"):
    import pandas
    import pymc
    import pymc_marketing
    from pymc_marketing import clv

MODELS = {"bg-nbd": (clv.BetaGeoModel, ("r", "alpha", "a", "b")),
          "mbg-nbd": (clv.ModifiedBetaGeoModel, ("r", "alpha", "a", "b")),
          "pareto-nbd": (clv.ParetoNBDModel, ("r", "alpha", "s", "beta")),
          "bg-bb": (clv.BetaGeoBetaBinomModel, ("alpha", "beta", "gamma", "delta"))}

length = "opportunities" if arguments.model == "bg-bb" else "age"
with clock.phase("read"):
    summary = pandas.read_csv(arguments.summary, usecols=["customer_id", "frequency", "recency", length])
    summary = summary.rename(columns={length: "T"})
kind, names = MODELS[arguments.model]
with clock.phase("fit"):
    model = kind(data=summary)
    model.fit(method="map", progressbar=False)
clock.report(
    versions={"pymc-marketing": pymc_marketing.__version__, "pymc": pymc.__version__, "pandas": pandas.__version__},
    parameters={name: float(model.idata.posterior[name].mean()) for name in names})
