"""A transaction log of BG/NBD customers with Gamma-Gamma spend, in date order, as CSV.

Used when the built `clv` has no `simulate`. Customers are born evenly over the first --acquisition-days of the window,
buy at whole days, and spend amounts of two decimals. The same seed gives the same file.
"""

import argparse
import datetime

import numpy
import polars


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, required=True)
    parser.add_argument("--parameters", default="r=0.25,alpha=30,a=0.8,b=2.5,p=6,q=4,gamma=15")
    parser.add_argument("--start", default="2023-01-01")
    parser.add_argument("--end", default="2024-12-31")
    parser.add_argument("--acquisition-days", type=int, default=365)
    parser.add_argument("--string-ids", action="store_true", help="ids such as C00000017 instead of 17")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", required=True)
    return parser.parse_args()


def purchases(customers, parameters, birth, last_day, random):
    """(customer, day) of every purchase: rounds of one purchase for all customers still active."""
    rate = random.gamma(parameters["r"], 1 / parameters["alpha"], customers)
    dropout = random.beta(parameters["a"], parameters["b"], customers)
    active = numpy.arange(customers, dtype=numpy.int32)
    time = birth.astype(numpy.float64)
    who, when = [active], [birth.astype(numpy.int32)]
    while active.size:
        with numpy.errstate(divide="ignore"):
            time = time + random.exponential(1, active.size) / rate[active]
        inside = time < last_day + 1
        active, time = active[inside], time[inside]
        who.append(active)
        when.append(time.astype(numpy.int32))
        stays = random.random(active.size) >= dropout[active]
        active, time = active[stays], time[stays]
    return numpy.concatenate(who), numpy.concatenate(when)


def main():
    """Simulates, sorts by day and writes."""
    options = arguments()
    parameters = {name: float(value) for name, value in (pair.split("=") for pair in options.parameters.split(","))}
    start = datetime.date.fromisoformat(options.start)
    last_day = (datetime.date.fromisoformat(options.end) - start).days
    random = numpy.random.default_rng(options.seed)
    birth = random.integers(0, min(options.acquisition_days, last_day + 1), options.customers)
    who, when = purchases(options.customers, parameters, birth, last_day, random)
    order = numpy.argsort(when, kind="stable")
    who, when = who[order], when[order]
    scale = random.gamma(parameters["q"], 1 / parameters["gamma"], options.customers)
    amount = numpy.maximum(numpy.round(random.gamma(parameters["p"], 1.0, who.size) / scale[who], 2), 0.01)
    customer = polars.Series("customer_id", who + 1)
    if options.string_ids:
        customer = "C" + customer.cast(polars.String).str.zfill(8)
    epoch = (start - datetime.date(1970, 1, 1)).days
    polars.DataFrame({
        "customer_id": customer,
        "date": polars.Series(when + epoch).cast(polars.Date),
        "amount": amount,
    }).write_csv(options.output, float_precision=2)


if __name__ == "__main__":
    main()
