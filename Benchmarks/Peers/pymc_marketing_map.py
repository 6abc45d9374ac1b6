"""A transaction log to a prediction file with pymc-marketing, maximum a posteriori with its default priors.

Times are in days (time_unit="D"). The value is pymc-marketing's own definition, as lifetimes': expected spend times the
expected purchases of each of N months of 30 days, discounted at the end of each month. Its priors make its parameters
differ from maximum likelihood, so agreement is approximate by design.
"""

import math

import driver_arguments
from phase_clock import PhaseClock

arguments = driver_arguments.parse(__doc__, model=True)
clock = PhaseClock("pymc-marketing, MAP")
days = 30 * arguments.months
monthly_rate = math.expm1(math.log1p(arguments.discount_rate) / 12)

with clock.phase("import"):
    import pandas
    import pymc
    import pymc_marketing
    from pymc_marketing import clv

with clock.phase("read"):
    log = pandas.read_csv(arguments.log, usecols=["customer_id", "date", "amount"],
                          dtype={"customer_id": "int64" if arguments.integer_ids else str, "amount": "float64"},
                          parse_dates=["date"])
with clock.phase("summarize"):
    summary = clv.rfm_summary(log, "customer_id", "date", "amount",
                              observation_period_end=arguments.observation_end, time_unit="D")
    del log

with clock.phase("fit transactions"):
    purchases = clv.BetaGeoModel(data=summary)
    purchases.fit(method="map", progressbar=False)
with clock.phase("fit spend"):
    repeaters = summary[(summary["frequency"] > 0) & (summary["monetary_value"] > 0)]
    spend = clv.GammaGammaModel(data=repeaters)
    spend.fit(method="map", progressbar=False)


def one_per_customer(draws):
    """The single MAP value of each customer."""
    return draws.mean(("chain", "draw")).to_numpy()


with clock.phase("predict"):
    predictions = summary.rename(columns={"T": "age"})
    predictions["p_alive"] = one_per_customer(purchases.expected_probability_alive(summary))
    predictions["expected_transactions"] = one_per_customer(purchases.expected_purchases(summary, future_t=days))
    predictions["expected_spend"] = one_per_customer(spend.expected_customer_spend(summary))
with clock.phase("value"):
    predictions["predicted_value"] = one_per_customer(spend.expected_customer_lifetime_value(
        transaction_model=purchases, data=summary, future_t=arguments.months, discount_rate=monthly_rate,
        time_unit="D"))
with clock.phase("write"):
    predictions.to_csv(arguments.output, index=False)

posterior = {**purchases.idata.posterior, **spend.idata.posterior}
names = {"r": "r", "alpha": "alpha", "a": "a", "b": "b", "p": "p", "q": "q", "v": "gamma"}
clock.report(
    versions={"pymc-marketing": pymc_marketing.__version__, "pymc": pymc.__version__, "pandas": pandas.__version__},
    parameters={ours: float(posterior[theirs].mean()) for theirs, ours in names.items()},
    totals={
        "customers": len(predictions),
        "frequency": int(summary["frequency"].sum()),
        "p_alive": float(predictions["p_alive"].sum()),
        "expected_transactions": float(predictions["expected_transactions"].sum()),
        "expected_spend": float(predictions["expected_spend"].sum()),
        "predicted_value": float(predictions["predicted_value"].sum()),
    },
)
