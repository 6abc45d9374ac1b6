"""A transaction log to a prediction file with lifetimes: summary, BG/NBD, Gamma-Gamma, prediction, value.

Times are in days (freq="D"). The fit runs on distinct (frequency, recency, T) with weights, or with --no-weights on one
row per customer. The value is lifetimes' own definition, `GammaGammaFitter.customer_lifetime_value`: expected spend
times the expected purchases of each of N months of 30 days, discounted at the end of each month with the monthly rate
(1 + annual)^(1/12) - 1. Expected purchases are those of the same N x 30 days.
"""

import math

import driver_arguments
from phase_clock import PhaseClock

arguments = driver_arguments.parse(__doc__, model=True)
import lifetimes  # noqa: E402
import numpy  # noqa: E402
import pandas  # noqa: E402
import scipy  # noqa: E402
from lifetimes.utils import summary_data_from_transaction_data  # noqa: E402

clock = PhaseClock("lifetimes" if arguments.no_weights else "lifetimes, weights")
days = 30 * arguments.months
monthly_rate = math.expm1(math.log1p(arguments.discount_rate) / 12)

with clock.phase("read"):
    log = pandas.read_csv(arguments.log, usecols=["customer_id", "date", "amount"],
                          dtype={"customer_id": "int64" if arguments.integer_ids else str, "amount": "float64"},
                          parse_dates=["date"])
with clock.phase("summarize"):
    summary = summary_data_from_transaction_data(
        log, "customer_id", "date", "amount", observation_period_end=arguments.observation_end, freq="D")
    del log

purchases = lifetimes.BetaGeoFitter()
with clock.phase("fit transactions"):
    if arguments.no_weights:
        purchases.fit(summary["frequency"], summary["recency"], summary["T"])
        patterns = len(summary)
    else:
        compressed = summary.groupby(["frequency", "recency", "T"]).size().reset_index(name="weight")
        purchases.fit(compressed["frequency"], compressed["recency"], compressed["T"], weights=compressed["weight"])
        patterns = len(compressed)

spend = lifetimes.GammaGammaFitter()
with clock.phase("fit spend"):
    repeaters = summary[(summary["frequency"] > 0) & (summary["monetary_value"] > 0)]
    spend.fit(repeaters["frequency"], repeaters["monetary_value"])

with clock.phase("predict"):
    history = (summary["frequency"], summary["recency"], summary["T"])
    predictions = summary.rename(columns={"T": "age"})
    predictions["p_alive"] = purchases.conditional_probability_alive(*history)
    predictions["expected_transactions"] = purchases.conditional_expected_number_of_purchases_up_to_time(days, *history)
    predictions["expected_spend"] = spend.conditional_expected_average_profit(
        summary["frequency"], summary["monetary_value"])
with clock.phase("value"):
    predictions["predicted_value"] = spend.customer_lifetime_value(
        purchases, *history, summary["monetary_value"], time=arguments.months, discount_rate=monthly_rate, freq="D")
with clock.phase("write"):
    predictions.to_csv(arguments.output, index_label="customer_id")

p, q, v = (float(spend.params_[name]) for name in ("p", "q", "v"))
clock.report(
    versions={"lifetimes": lifetimes.__version__, "numpy": numpy.__version__, "pandas": pandas.__version__,
              "scipy": scipy.__version__},
    parameters={**{name: float(purchases.params_[name]) for name in ("r", "alpha", "a", "b")},
                "p": p, "q": q, "gamma": v},
    patterns=patterns,
    totals={
        "customers": len(predictions),
        "frequency": int(summary["frequency"].sum()),
        "p_alive": float(predictions["p_alive"].sum()),
        "expected_transactions": float(predictions["expected_transactions"].sum()),
        "expected_spend": float(predictions["expected_spend"].sum()),
        "predicted_value": float(predictions["predicted_value"].sum()),
    },
)
