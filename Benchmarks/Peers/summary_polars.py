"""A transaction log to one row per customer with polars' streaming engine.

Rows of one customer on one day are one occasion; frequency = occasions - 1; recency = last - first day; age =
observation end - first day; monetary_value = mean over the occasions after the first.
"""

import datetime

import driver_arguments
from phase_clock import PhaseClock

arguments = driver_arguments.parse(__doc__)
import polars as pl  # noqa: E402  (reads the thread count at import)

clock = PhaseClock("polars")
end = datetime.date.fromisoformat(arguments.observation_end)
identifier = pl.Int64 if arguments.integer_ids else pl.String

occasions = (
    pl.scan_csv(arguments.log, schema_overrides={"customer_id": identifier, "date": pl.Date, "amount": pl.Float64})
    .filter(pl.col("date") <= end)
    .group_by("customer_id", "date")
    .agg(pl.col("amount").sum())
)
first_amount = pl.col("amount").get(pl.col("date").arg_min())
summary = (
    occasions.group_by("customer_id")
    .agg(
        pl.len().alias("occasions"),
        pl.col("date").min().alias("first_purchase"),
        pl.col("date").max().alias("last_purchase"),
        (pl.col("amount").sum() - first_amount).alias("repeat_amount"),
    )
    .select(
        "customer_id",
        (pl.col("occasions").cast(pl.Int64) - 1).alias("frequency"),
        (pl.col("last_purchase") - pl.col("first_purchase")).dt.total_days().alias("recency"),
        (pl.lit(end) - pl.col("first_purchase")).dt.total_days().alias("age"),
        pl.when(pl.col("occasions") > 1)
        .then(pl.col("repeat_amount") / (pl.col("occasions").cast(pl.Int64) - 1))
        .alias("monetary_value"),
        "first_purchase",
        "last_purchase",
    )
)
with clock.phase("summarize"):
    table = summary.collect(engine="streaming")
with clock.phase("write"):
    table.write_csv(arguments.output)

clock.report(
    versions={"polars": pl.__version__},
    totals={
        "customers": table.height,
        "frequency": int(table["frequency"].sum()),
        "recency": int(table["recency"].sum()),
        "age": int(table["age"].sum()),
        "repeaters": int((table["frequency"] > 0).sum()),
        "monetaryValue": float(table["monetary_value"].sum()),
    },
)
