"""Do two files with one row per customer say the same? Largest differences per shared numeric column, as one JSON line.

Rows are matched by customer_id. For whole-number columns the count of differing customers is given; for the others the
largest relative difference, |a - b| / max(|a|, |b|), how many customers have a value in one file only, and both sums. A
missing monetary value and 0 are the same here: files differ in how they say "no repeat purchase".
"""

import json
import sys

import polars as pl

WHOLE = ("frequency", "recency", "age")


def column_difference(joined, name):
    """The comparison of one column of the joined table."""
    ours, theirs = pl.col(name).cast(pl.Float64), pl.col(name + "_right").cast(pl.Float64)
    if name in WHOLE:
        return {"differing": joined.select((ours != theirs).sum()).item()}
    if name == "monetary_value":
        ours, theirs = ours.fill_null(0), theirs.fill_null(0)
    largest = pl.max_horizontal(ours.abs(), theirs.abs())
    relative = pl.when(largest > 0).then((ours - theirs).abs() / largest).otherwise(0)
    return {
        "largestRelativeDifference": joined.select(relative.max()).item(),
        "inOneOnly": joined.select((ours.is_null() != theirs.is_null()).sum()).item(),
        "sums": list(joined.select(ours.sum().alias("first"), theirs.sum().alias("second")).row(0)),
    }


def main(first, second, *columns):
    """Compares the columns named (default: all that both files have)."""
    # read_csv guesses types from the first rows only; ids are text, everything compared is a number
    tables = [pl.scan_csv(path, infer_schema=False) for path in (first, second)]
    shared = set(tables[0].collect_schema().names()) & set(tables[1].collect_schema().names())
    names = [name for name in columns or sorted(shared) if name in shared and name != "customer_id"]
    tables = [table.select("customer_id", *names).collect() for table in tables]
    joined = tables[0].join(tables[1], on="customer_id", how="inner")
    print(json.dumps({
        "customers": [table.height for table in tables],
        "matched": joined.height,
        "columns": {name: column_difference(joined, name) for name in names},
    }))


if __name__ == "__main__":
    main(*sys.argv[1:])
